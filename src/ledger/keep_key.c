/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/keep_key.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <sodium.h>

#include "base/b64.h"
#include "ledger/keep.h"

enum { KEY_FILE_MAX = 512 };

err_t keep_key_folder(const char *folder, const char *lock, const char *taken, int *dir,
                      int *lock_fd, struct fault *why)
{
    *dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*dir < 0) return fault_set(why, ERR_NOT_FOUND, "signer.no_folder", "%s", folder);
    *lock_fd = openat(*dir, lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (*lock_fd < 0) return fault_set(why, ERR_IO, "signer.not_written", "%s", folder);
    if (flock(*lock_fd, LOCK_EX | LOCK_NB) != 0)
        return fault_set(why, ERR_BUSY, taken, "%s", folder);
    return OK;
}

err_t keep_key_write(int dir, const char *file, const char *magic, struct str name,
                     const uint8_t seed[NOTE_SEED_LEN])
{
    SB_CLEANUP struct sb b;
    sb_init(&b, KEY_FILE_MAX);
    sb_addz(&b, magic);
    sb_addc(&b, '\n');
    sb_add(&b, name);
    sb_addc(&b, '\n');
    b64_add(&b, (struct str){(const char *)seed, NOTE_SEED_LEN});
    sb_addc(&b, '\n');
    err_t e = sb_end(&b);
    if (e == OK) e = keep_write(dir, file, sb_str(&b), 0600);
    if (b.p) sodium_memzero(b.p, b.cap);
    return e;
}

static err_t parse(struct str text, const char *magic, struct note_signer *ret)
{
    uint8_t seed[NOTE_SEED_LEN];
    size_t n;
    struct str first = str_cut(&text, '\n'), name = str_cut(&text, '\n');
    struct str seed_text = str_cut(&text, '\n');
    err_t e = str_eqz(first, magic) && text.p && text.n == 0 ? OK : ERR_CORRUPT;
    if (e == OK) e = b64_decode(seed_text, seed, sizeof seed, &n) == OK ? OK : ERR_CORRUPT;
    if (e == OK && n != sizeof seed) e = ERR_CORRUPT;
    if (e == OK) e = note_signer_init(ret, name, seed);
    sodium_memzero(seed, sizeof seed);
    return e;
}

err_t keep_key_read(int dir, const char *folder, const char *file, const char *magic,
                    const char *none, struct note_signer *ret, struct fault *why)
{
    char text[KEY_FILE_MAX];
    size_t n;
    struct stat st;
    if (fstatat(dir, file, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return fault_set(why, ERR_NOT_FOUND, none, "%s", folder);
    if (!S_ISREG(st.st_mode) || (st.st_mode & 077U))
        return fault_set(why, ERR_DENIED, "signer.key_open_to_others", "%s/%s", folder, file);
    err_t e = keep_read(dir, file, text, sizeof text, &n);
    if (e == OK && parse((struct str){text, n}, magic, ret) != OK) e = ERR_CORRUPT;
    sodium_memzero(text, sizeof text);
    if (e == ERR_CORRUPT) return fault_set(why, e, "signer.bad_key", "%s/%s", folder, file);
    return e == OK ? OK : fault_set(why, ERR_IO, "signer.not_read", "%s/%s", folder, file);
}

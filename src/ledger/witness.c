/* SPDX-License-Identifier: Apache-2.0
 *
 * The witness's folder and key. */
#include "ledger/witness.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/b64.h"
#include "ledger/keep.h"

#define KEY_FILE "witness.key"
#define VKEY_FILE "witness.vkey"
#define LOCK_FILE "witness.lock"
#define KEY_MAGIC "sekimori-witness key 1"

enum { KEY_FILE_MAX = 512 };

static err_t key_write(int dir, struct str name, const uint8_t *seed)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, KEY_FILE_MAX);
    sb_addz(&b, KEY_MAGIC "\n");
    sb_add(&b, name);
    sb_addc(&b, '\n');
    b64_add(&b, (struct str){(const char *)seed, NOTE_SEED_LEN});
    sb_addc(&b, '\n');
    err_t e = sb_end(&b);
    if (e == OK) e = keep_write(dir, KEY_FILE, sb_str(&b), 0600);
    if (b.p) sodium_memzero(b.p, b.cap);
    return e;
}

static err_t key_parse(struct str text, struct note_signer *ret)
{
    uint8_t seed[NOTE_SEED_LEN];
    size_t n;
    struct str magic = str_cut(&text, '\n'), name = str_cut(&text, '\n');
    struct str seed_text = str_cut(&text, '\n');
    err_t e = str_eqz(magic, KEY_MAGIC) && text.p && text.n == 0 ? OK : ERR_CORRUPT;
    if (e == OK) e = b64_decode(seed_text, seed, sizeof seed, &n) == OK ? OK : ERR_CORRUPT;
    if (e == OK && n != sizeof seed) e = ERR_CORRUPT;
    if (e == OK) e = note_signer_init(ret, name, seed);
    sodium_memzero(seed, sizeof seed);
    return e;
}

static err_t cosigner_of(const struct note_signer *key, struct note_key *ret)
{
    return note_key_init(ret, str_z(key->key.name), NOTE_COSIGNATURE, key->key.pub);
}

/* The public half stands first: a key without it could not be told to anyone. */
static err_t create_in(int dir, struct str name, struct sb *ret_vkey)
{
    uint8_t seed[NOTE_SEED_LEN];
    struct note_signer key = {0};
    struct note_key cosigner;
    size_t from = ret_vkey->n;
    if (keep_exists(dir, KEY_FILE)) return ERR_EXISTS;
    if (sodium_init() < 0) return ERR_IO;
    randombytes_buf(seed, sizeof seed);
    err_t e = note_signer_init(&key, name, seed);
    if (e == OK) e = cosigner_of(&key, &cosigner);
    if (e == OK) {
        note_key_write(ret_vkey, &cosigner);
        sb_addc(ret_vkey, '\n');
        e = sb_end(ret_vkey);
    }
    if (e == OK) e = keep_write(dir, VKEY_FILE, str_skip(sb_str(ret_vkey), from), 0644);
    if (e == OK) e = key_write(dir, name, seed);
    sodium_memzero(seed, sizeof seed);
    note_signer_wipe(&key);
    return e;
}

err_t witness_create(const char *dir, struct str name, struct sb *ret_vkey, struct fault *why)
{
    if (name.n > NOTE_NAME_MAX || !note_name_valid(name))
        return fault_set(why, ERR_INVALID, "witness.bad_name", "%.*s", STR_ARG(name));
    if (mkdir(dir, 0700) != 0 && errno != EEXIST)
        return fault_set(why, ERR_IO, "signer.no_folder", "%s", dir);
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return fault_set(why, ERR_NOT_FOUND, "signer.no_folder", "%s", dir);
    err_t e = create_in(fd, name, ret_vkey);
    close(fd);
    if (e == OK) return OK;
    return fault_set(why, e, e == ERR_EXISTS ? "witness.exists" : "signer.not_written", "%s", dir);
}

static err_t load_key(struct witness *w, const char *dir, struct fault *why)
{
    char text[KEY_FILE_MAX];
    struct stat st;
    size_t n;
    if (fstatat(w->dir, KEY_FILE, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return fault_set(why, ERR_NOT_FOUND, "witness.no_key", "%s", dir);
    if (!S_ISREG(st.st_mode) || (st.st_mode & 077U))
        return fault_set(why, ERR_DENIED, "signer.key_open_to_others", "%s/" KEY_FILE, dir);
    if (keep_read(w->dir, KEY_FILE, text, sizeof text, &n) != OK)
        return fault_set(why, ERR_IO, "signer.not_read", "%s/" KEY_FILE, dir);
    err_t e = key_parse((struct str){text, n}, &w->key);
    sodium_memzero(text, sizeof text);
    if (e == OK) e = cosigner_of(&w->key, &w->cosigner);
    return e == OK ? OK : fault_set(why, ERR_CORRUPT, "signer.bad_key", "%s/" KEY_FILE, dir);
}

static err_t open_in(struct witness *w, const char *dir, struct fault *why)
{
    if (sodium_init() < 0) return fault_set(why, ERR_IO, NULL, NULL);
    w->dir = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (w->dir < 0) return fault_set(why, ERR_NOT_FOUND, "signer.no_folder", "%s", dir);
    w->lock = openat(w->dir, LOCK_FILE, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (w->lock < 0) return fault_set(why, ERR_IO, "signer.not_written", "%s", dir);
    if (flock(w->lock, LOCK_EX | LOCK_NB) != 0)
        return fault_set(why, ERR_BUSY, "witness.runs_already", "%s", dir);
    return load_key(w, dir, why);
}

err_t witness_open(const char *dir, struct witness *ret, struct fault *why)
{
    struct witness w = {.dir = -1, .lock = -1};
    err_t e = open_in(&w, dir, why);
    if (e != OK) {
        witness_close(&w);
        return e;
    }
    *ret = w;
    sodium_memzero(&w, sizeof w);
    return OK;
}

void witness_close(struct witness *w)
{
    if (w->lock > 0) close(w->lock);
    if (w->dir > 0) close(w->dir);
    sodium_memzero(w, sizeof *w);
    w->dir = w->lock = -1;
}

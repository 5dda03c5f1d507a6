/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/signer.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "ledger/keep.h"
#include "ledger/keep_key.h"

#define KEY_FILE "ledger.key"
#define LAST_FILE "ledger.last"
#define LOCK_FILE "ledger.lock"
#define KEY_MAGIC "sekimori-signer key 1"

const char *signer_status_name(enum signer_status s)
{
    static const char *const names[SIGNER_STATUSES] = {
        "signed", "stale", "rollback", "fork", "other_origin", "malformed", "failed",
    };
    return (unsigned)s < SIGNER_STATUSES ? names[s] : "unknown";
}

/* The signed note of a tree head, at this hour. */
static err_t make_note(const struct note_signer *key, uint64_t size, const struct hash *root,
                       const struct clock *clock, struct sb *to)
{
    SB_CLEANUP struct sb text;
    sb_init(&text, SIGNER_NOTE_MAX);
    checkpoint_write(&text, str_z(key->key.name), size, root);
    TRY(sb_end(&text));
    int64_t now = clock_now(clock).ms / SECOND_MS;
    sb_add(to, sb_str(&text));
    sb_addc(to, '\n');
    note_sign(to, key, sb_str(&text));
    note_cosign(to, key, sb_str(&text), now > 0 ? (uint64_t)now : 0);
    return sb_end(to);
}

static err_t create_in(int dir, struct str origin, const struct clock *clock, struct sb *ret_vkey)
{
    uint8_t seed[NOTE_SEED_LEN];
    struct note_signer key = {0};
    struct hash root = merkle_empty();
    SB_CLEANUP struct sb note;
    sb_init(&note, SIGNER_NOTE_MAX);
    if (keep_exists(dir, KEY_FILE) || keep_exists(dir, LAST_FILE)) return ERR_EXISTS;
    if (sodium_init() < 0) return ERR_IO;
    randombytes_buf(seed, sizeof seed);
    err_t e = note_signer_init(&key, origin, seed);
    /* The promise first: a key without it never signs. */
    if (e == OK) e = make_note(&key, 0, &root, clock, &note);
    if (e == OK) e = keep_write(dir, LAST_FILE, sb_str(&note), 0600);
    if (e == OK) e = keep_key_write(dir, KEY_FILE, KEY_MAGIC, origin, seed);
    if (e == OK) {
        note_key_write(ret_vkey, &key.key);
        sb_addc(ret_vkey, '\n');
        e = sb_end(ret_vkey);
    }
    sodium_memzero(seed, sizeof seed);
    note_signer_wipe(&key);
    return e;
}

err_t signer_create(const char *dir, struct str origin, const struct clock *clock,
                    struct sb *ret_vkey, struct fault *why)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return fault_set(why, ERR_IO, "signer.no_folder", "%s", dir);
    err_t e = create_in(fd, origin, clock, ret_vkey);
    close(fd);
    if (e == ERR_EXISTS) return fault_set(why, e, "signer.key_exists", "%s", dir);
    if (e == ERR_INVALID)
        return fault_set(why, e, "signer.bad_origin", "%.*s", STR_ARG(str_head(origin, 100)));
    if (e != OK) return fault_set(why, e, "signer.not_written", "%s", dir);
    return OK;
}

/* What was signed last must be signed by this very key. */
static err_t load_last(struct signer *s, const char *dir, struct fault *why)
{
    struct checkpoint c;
    struct moment at;
    SB_CLEANUP struct sb vkey;
    sb_init(&vkey, 1024);
    note_key_write(&vkey, &s->key.key);
    TRY(sb_end(&vkey));
    TRY(checkpoint_key_parse(sb_str(&vkey), &s->verify));
    if (!keep_exists(s->dir, LAST_FILE))
        return fault_set(why, ERR_NOT_FOUND, "signer.no_last", "%s/" LAST_FILE, dir);
    if (keep_read(s->dir, LAST_FILE, s->note, sizeof s->note, &s->note_n) != OK)
        return fault_set(why, ERR_IO, "signer.not_read", "%s/" LAST_FILE, dir);
    err_t e = checkpoint_verify((struct str){s->note, s->note_n}, &s->verify, &c, &at);
    if (e == ERR_NOMEM) return fault_set(why, e, NULL, NULL);
    if (e != OK) return fault_set(why, ERR_CORRUPT, "signer.bad_last", "%s/" LAST_FILE, dir);
    s->size = c.size;
    s->root = c.root;
    return OK;
}

static err_t open_in(struct signer *s, const char *dir, struct fault *why)
{
    TRY(keep_key_folder(dir, LOCK_FILE, "signer.runs_already", &s->dir, &s->lock, why));
    TRY(keep_key_read(s->dir, dir, KEY_FILE, KEY_MAGIC, "signer.no_key", &s->key, why));
    return load_last(s, dir, why);
}

err_t signer_open(const char *dir, struct signer *ret, struct fault *why)
{
    struct signer s = {.dir = -1, .lock = -1};
    err_t e = open_in(&s, dir, why);
    if (e != OK) {
        signer_close(&s);
        return e;
    }
    *ret = s;
    sodium_memzero(&s, sizeof s);
    return OK;
}

void signer_close(struct signer *s)
{
    bool opened = s->note_n > 0 || s->dir > 0;
    if (opened && s->lock >= 0) close(s->lock);
    if (opened && s->dir >= 0) close(s->dir);
    sodium_memzero(s, sizeof *s);
    s->dir = s->lock = -1;
}

/* Sign, write, and only then believe it ourselves. */
static enum signer_status advance(struct signer *s, const struct signer_request *r,
                                  const struct clock *clock)
{
    SB_CLEANUP struct sb note;
    sb_init(&note, SIGNER_NOTE_MAX);
    if (make_note(&s->key, r->size, &r->root, clock, &note) != OK) return SIGNER_FAILED;
    if (keep_write(s->dir, LAST_FILE, sb_str(&note), 0600) != OK) return SIGNER_FAILED;
    memcpy(s->note, note.p, note.n);
    s->note_n = note.n;
    s->size = r->size;
    s->root = r->root;
    return SIGNER_SIGNED;
}

enum signer_status signer_sign(struct signer *s, const struct signer_request *r,
                               const struct clock *clock)
{
    if (!str_eqz(r->origin, s->key.key.name)) return SIGNER_OTHER_ORIGIN;
    if (r->size < s->size) return r->old_size == s->size ? SIGNER_ROLLBACK : SIGNER_STALE;
    if (r->size == s->size) {
        /* Asked again, perhaps because our answer was lost. */
        return merkle_eq(&r->root, &s->root) ? SIGNER_SIGNED : SIGNER_ROLLBACK;
    }
    if (r->old_size != s->size) return SIGNER_STALE;
    if (s->size == 0) return r->proof.n == 0 ? advance(s, r, clock) : SIGNER_FORK;
    if (merkle_verify_consistency(s->size, r->size, &s->root, &r->root, r->proof.hash,
                                  r->proof.n) != OK)
        return SIGNER_FORK;
    return advance(s, r, clock);
}

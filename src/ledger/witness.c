/* SPDX-License-Identifier: Apache-2.0
 *
 * The witness's folder and key. */
#include "ledger/witness.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "ledger/keep.h"
#include "ledger/keep_key.h"

#define KEY_FILE "witness.key"
#define VKEY_FILE "witness.vkey"
#define LOCK_FILE "witness.lock"
#define KEY_MAGIC "sekimori-witness key 1"

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
    if (e == OK) e = keep_key_write(dir, KEY_FILE, KEY_MAGIC, name, seed);
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

static err_t open_in(struct witness *w, const char *dir, struct fault *why)
{
    if (sodium_init() < 0) return fault_set(why, ERR_IO, NULL, NULL);
    TRY(keep_key_folder(dir, LOCK_FILE, "witness.runs_already", &w->dir, &w->lock, why));
    TRY(keep_key_read(w->dir, dir, KEY_FILE, KEY_MAGIC, "witness.no_key", &w->key, why));
    if (cosigner_of(&w->key, &w->cosigner) == OK) return OK;
    return fault_set(why, ERR_CORRUPT, "signer.bad_key", "%s/" KEY_FILE, dir);
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

/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/witness_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "ledger/keep.h"

#define LOG_MAGIC "sekimori-witness log 1"

enum { STATE_MAX = NOTE_MAX + 4096, FILE_NAME = 80 };

static bool word(struct str *rest, const char *name, struct str *ret)
{
    struct str copy = *rest, line = str_cut(&copy, '\n');
    if (!copy.p || !str_eqz(str_cut(&line, ' '), name)) return false;
    *ret = line;
    *rest = copy;
    return true;
}

static err_t parse_last(struct str note, const struct note_key *cosigner, struct witness_log *l)
{
    struct checkpoint c;
    struct moment at;
    l->root = merkle_empty();
    if (note.n == 0) return OK;
    if (note.n > sizeof l->note) return ERR_CORRUPT;
    err_t e = checkpoint_verify(note, &l->key, &c, &at);
    if (e == OK && cosigner) e = checkpoint_cosigned(note, cosigner, &l->at);
    if (e != OK) return e == ERR_NOMEM ? e : ERR_CORRUPT;
    l->size = c.size;
    l->root = c.root;
    memcpy(l->note, note.p, note.n);
    l->note_n = note.n;
    return OK;
}

err_t witness_log_parse(struct str bytes, const struct note_key *cosigner, struct witness_log *ret)
{
    struct str rest = bytes, key, followed, none;
    struct witness_log *l = calloc(1, sizeof *l);
    if (!l) return ERR_NOMEM;
    err_t e = str_eqz(str_cut(&rest, '\n'), LOG_MAGIC) && rest.p ? OK : ERR_CORRUPT;
    if (e == OK && !(word(&rest, "key", &key) && checkpoint_key_parse(key, &l->key) == OK))
        e = ERR_CORRUPT;
    if (e == OK && word(&rest, "followed", &followed)) {
        if (followed.n > NOTE_NAME_MAX || !note_name_valid(followed))
            e = ERR_CORRUPT;
        else
            memcpy(l->followed, followed.p, followed.n);
    }
    if (e == OK && !(word(&rest, "last", &none) && !none.p)) e = ERR_CORRUPT;
    if (e == OK) e = parse_last(rest, cosigner, l);
    if (e == OK) *ret = *l;
    free(l);
    return e;
}

err_t witness_log_write(struct sb *to, const struct witness_log *l)
{
    sb_addz(to, LOG_MAGIC "\nkey ");
    note_key_write(to, &l->key.log);
    if (l->followed[0]) sb_addf(to, "\nfollowed %s", l->followed);
    sb_addz(to, "\nlast\n");
    sb_add(to, (struct str){l->note, l->note_n});
    return sb_end(to);
}

static void file_name(struct str origin, char to[FILE_NAME])
{
    static const char hex[] = "0123456789abcdef";
    uint8_t h[SHA256_LEN];
    sha256(origin, h);
    memcpy(to, "log-", 4);
    for (size_t i = 0; i < SHA256_LEN; i++) {
        to[4 + 2 * i] = hex[h[i] >> 4];
        to[5 + 2 * i] = hex[h[i] & 15];
    }
    to[4 + 2 * SHA256_LEN] = '\0';
}

err_t witness_log_load(const struct witness *w, struct str origin, struct witness_log *ret)
{
    char name[FILE_NAME];
    size_t n;
    char *bytes = malloc(STATE_MAX);
    if (!bytes) return ERR_NOMEM;
    file_name(origin, name);
    err_t e = keep_read(w->dir, name, bytes, STATE_MAX, &n);
    if (e == ERR_TOO_BIG) e = ERR_CORRUPT;
    if (e == OK) e = witness_log_parse((struct str){bytes, n}, &w->cosigner, ret);
    if (e == OK && !str_eqz(origin, ret->key.log.name)) e = ERR_CORRUPT;
    free(bytes);
    return e;
}

err_t witness_log_keep(const struct witness *w, const struct witness_log *l)
{
    char name[FILE_NAME];
    SB_CLEANUP struct sb b;
    sb_init(&b, STATE_MAX);
    TRY(witness_log_write(&b, l));
    file_name(str_z(l->key.log.name), name);
    return keep_write(w->dir, name, sb_str(&b), 0600);
}

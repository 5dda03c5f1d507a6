/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/witness_book.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/canon.h"
#include "ledger/ledger.h"
#include "ledger/log.h"
#include "store/store.h"

/* --- who they are --- */

static err_t take_row(struct rows *r, struct witness_known *w)
{
    *w = (struct witness_known){.since = {rows_i64(r, "since")},
                                .until = {rows_i64_or(r, "until", 0)},
                                .has_signed = !rows_is_null(r, "log")};
    if (checkpoint_witness_parse(rows_str(r, "vkey"), &w->key) != OK ||
        !str_eqz(rows_str(r, "name"), w->key.name))
        return ERR_CORRUPT;
    if (!w->has_signed) return OK;
    w->log = rows_i64(r, "log");
    w->size = rows_i64(r, "size");
    w->at = (struct moment){rows_i64(r, "at")};
    return OK;
}

static err_t count_records(struct db *db, struct witness_known *w)
{
    struct ledger_log l;
    if (!w->has_signed) return OK;
    err_t e = ledger_log_of(db, 0, &l);
    while (e == OK && l.no < w->log) e = ledger_log_next(db, l.no, &l);
    if (e == ERR_NOT_FOUND) return ERR_CORRUPT;
    w->records = l.base + w->size;
    return e;
}

err_t witness_book_all(struct db *db, struct witness_known ret[WITNESSES_MAX], size_t *ret_n)
{
    size_t n = 0;
    {
        struct rows r ROWS_CLEANUP = db_query(db, SQL_WITNESS_ALL);
        while (n < WITNESSES_MAX && rows_next(&r)) TRY(take_row(&r, &ret[n++]));
        TRY(rows_end(&r));
    }
    for (size_t i = 0; i < n; i++) TRY(count_records(db, &ret[i]));
    *ret_n = n;
    return OK;
}

/* --- the act --- */

static err_t append(struct db *db, const char *what, const struct note_key *key, struct moment at,
                    struct person_id by, struct leaf_id *ret)
{
    SB_CLEANUP struct sb vkey;
    sb_init(&vkey, 1024);
    note_key_write(&vkey, key);
    TRY(sb_end(&vkey));
    json_t *o =
        json_pack("{s:I,s:I,s:s,s:s,s:i,s:s}", "at", (json_int_t)at.ms, "by", (json_int_t)by.v,
                  "kind", "witness", "vkey", vkey.p, "v", 1, "what", what);
    if (!o) return ERR_NOMEM;
    err_t e = ledger_append(db, o, STR_NONE, ret);
    json_decref(o);
    return e;
}

static err_t put_row(struct db *db, const struct note_key *key, struct moment at,
                     struct leaf_id leaf)
{
    SB_CLEANUP struct sb vkey;
    sb_init(&vkey, 1024);
    note_key_write(&vkey, key);
    TRY(sb_end(&vkey));
    return db_run(db, SQL_WITNESS_PUT, P_STR("name", str_z(key->name)),
                  P_STR("vkey", sb_str(&vkey)), P_I64("since", at.ms), P_I64("leaf", leaf.v));
}

/* A witness that bears the name of one of our logs would be no second pair of eyes. */
static err_t check_name(struct db *db, const struct note_key *key, struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    struct ledger_log l;
    struct str origin;
    arena_init(&a, SIZE_MAX);
    err_t e = ledger_log_of(db, 0, &l);
    while (e == OK) {
        e = ledger_log_origin(db, &l, &a, &origin);
        if (e != OK) break;
        if (str_eqz(origin, key->name))
            return fault_set(why, ERR_INVALID, "witness.name_of_log", "%s", key->name);
        e = ledger_log_next(db, l.no, &l);
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

err_t witness_book_register(struct db *db, struct str vkey, struct moment at, struct person_id by,
                            struct fault *why)
{
    struct note_key key;
    struct leaf_id leaf;
    size_t n, same = 0;
    if (checkpoint_witness_parse(str_trim(vkey), &key) != OK)
        return fault_set(why, ERR_INVALID, "witness.bad_vkey", NULL);
    TRY(check_name(db, &key, why));
    struct witness_known *all = calloc(WITNESSES_MAX, sizeof *all);
    if (!all) return ERR_NOMEM;
    err_t e = witness_book_all(db, all, &n);
    for (size_t i = 0; e == OK && i < n; i++) {
        if (strcmp(all[i].key.name, key.name) != 0) continue;
        same++;
        if (!all[i].until.ms) e = fault_set(why, ERR_EXISTS, "witness.known", "%s", key.name);
    }
    if (e == OK && n == WITNESSES_MAX && same == 0)
        e = fault_set(why, ERR_TOO_BIG, "witness.too_many", "%d", (int)WITNESSES_MAX);
    free(all);
    TRY(e);
    TRY(append(db, "registered", &key, at, by, &leaf));
    return put_row(db, &key, at, leaf);
}

err_t witness_book_key(struct db *db, struct str name, struct note_key *ret, struct fault *why)
{
    size_t n;
    struct witness_known *all = calloc(WITNESSES_MAX, sizeof *all);
    if (!all) return ERR_NOMEM;
    err_t e = witness_book_all(db, all, &n);
    bool found = false;
    for (size_t i = 0; e == OK && i < n; i++) {
        if (!str_eqz(name, all[i].key.name) || all[i].until.ms) continue;
        *ret = all[i].key;
        found = true;
    }
    free(all);
    if (e != OK || found) return e;
    return fault_set(why, ERR_NOT_FOUND, "witness.none", "%.*s", STR_ARG(name));
}

err_t witness_book_remove(struct db *db, struct str name, struct moment at, struct person_id by,
                          struct fault *why)
{
    struct note_key key;
    struct leaf_id leaf;
    TRY(witness_book_key(db, name, &key, why));
    TRY(append(db, "removed", &key, at, by, &leaf));
    return db_run(db, SQL_WITNESS_END, P_STR("name", name), P_I64("until", at.ms),
                  P_I64("leaf", leaf.v));
}

/* --- does the table follow from the records? --- */

struct replay {
    struct witness_known known[WITNESSES_MAX];
    size_t n;
};

static err_t replay_one(struct replay *p, const json_t *o)
{
    struct note_key key;
    const char *what = json_string_value(json_object_get(o, "what"));
    struct moment at = {json_integer_value(json_object_get(o, "at"))};
    const char *vkey = json_string_value(json_object_get(o, "vkey"));
    if (!what || checkpoint_witness_parse(str_z(vkey), &key) != OK) return ERR_CORRUPT;
    size_t i = 0;
    while (i < p->n && strcmp(p->known[i].key.name, key.name) != 0) i++;
    if (i == WITNESSES_MAX) return ERR_CORRUPT;
    if (i == p->n) p->n++;
    bool gone = strcmp(what, "removed") == 0;
    if (gone)
        p->known[i].until = at;
    else
        p->known[i] = (struct witness_known){.key = key, .since = at};
    return OK;
}

static err_t replay_record(void *arg, const struct ledger_record *r)
{
    if (!str_eqz(r->kind, "witness")) return OK;
    json_t *o = json_loadb(r->envelope.p, r->envelope.n, 0, NULL);
    err_t e = o ? replay_one(arg, o) : ERR_CORRUPT;
    json_decref(o);
    return e;
}

static bool same(const struct witness_known *a, const struct witness_known *b)
{
    return strcmp(a->key.name, b->key.name) == 0 && a->key.id == b->key.id &&
           a->since.ms == b->since.ms && a->until.ms == b->until.ms;
}

err_t witness_book_check(struct db *db, struct fault *why)
{
    size_t n, found = 0;
    struct replay *p = calloc(2, sizeof *p);
    if (!p) return ERR_NOMEM;
    struct witness_known *table = p[1].known;
    err_t e = ledger_each(db, leaf_id(0), replay_record, &p[0]);
    if (e == OK) e = witness_book_all(db, table, &n);
    for (size_t i = 0; e == OK && i < n; i++) {
        for (size_t k = 0; k < p[0].n; k++) found += same(&table[i], &p[0].known[k]);
    }
    bool good = e == OK && found == n && n == p[0].n;
    free(p);
    if (good) return OK;
    if (e != OK && e != ERR_CORRUPT) return e;
    return fault_set(why, ERR_CORRUPT, "witness.table_differs", NULL);
}

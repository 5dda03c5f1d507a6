/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "kernel/parse.h"
#include "ledger/ledger.h"
#include "office/org_verify.h"

enum { UNSAID = -1 }; /* a password set at opening may or may not be temporary */

struct told { /* of one account */
    bool opened, locked;
    int temporary;
    int64_t person, set_at;
};
struct ledger_says {
    struct told *v; /* v[id] */
    size_t n;
};

static int64_t number(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

static err_t told_of(struct ledger_says *s, int64_t id, struct told **ret)
{
    if (id <= 0 || (uint64_t)id >= SIZE_MAX / sizeof *s->v / 4) return ERR_CORRUPT;
    if ((size_t)id >= s->n) {
        size_t n = (size_t)id * 2 + 64;
        struct told *v = reallocarray(s->v, n, sizeof *v);
        if (!v) return ERR_NOMEM;
        memset(v + s->n, 0, (n - s->n) * sizeof *v);
        s->v = v;
        s->n = n;
    }
    *ret = &s->v[id];
    return OK;
}

static err_t take(struct ledger_says *s, const json_t *o)
{
    const char *what = json_string_value(json_object_get(o, "what"));
    struct told *t;
    if (!what) return ERR_CORRUPT;
    TRY(told_of(s, number(o, "account"), &t));
    bool opens = strcmp(what, "created") == 0, reset = strcmp(what, "password_reset") == 0;
    if (opens) *t = (struct told){.opened = true, .person = number(o, "person")};
    if (opens || reset || strcmp(what, "password_changed") == 0) {
        t->set_at = number(o, "at");
        t->temporary = opens ? UNSAID : reset;
    }
    if (strcmp(what, "locked") == 0) t->locked = true;
    if (strcmp(what, "unlocked") == 0) t->locked = false;
    return OK;
}

static err_t record(void *arg, const struct ledger_record *rec)
{
    if (!str_eqz(rec->kind, "account")) return OK;
    json_t *o = NULL;
    err_t e = parse_stored(rec->envelope, LEDGER_ENVELOPE_MAX, &o, NULL);
    if (e != OK) return e == ERR_NOMEM ? e : ERR_CORRUPT;
    e = take(arg, o);
    json_decref(o);
    return e;
}

/* The column that is not as told; NULL: all are. */
static const char *wrong(const struct told *t, struct rows *r)
{
    SB_CLEANUP struct sb key;
    sb_init(&key, 4096);
    if (rows_i64(r, "person") != t->person) return "person";
    if (rows_i64(r, "known") == 0) return "number";
    if (utf8_search_key(&key, rows_str(r, "number")) != OK ||
        !str_eq(sb_str(&key), rows_str(r, "number_key")))
        return "number_key";
    if (rows_bool(r, "locked") != t->locked) return "locked";
    if (t->temporary != UNSAID && rows_bool(r, "temporary") != (t->temporary == 1))
        return "temporary";
    return rows_i64(r, "set_at") != t->set_at ? "set_at" : NULL;
}

static err_t differs(int64_t id, const char *what, struct fault *why)
{
    return fault_set(why, ERR_CORRUPT, "account.differs", "%lld" FS "%s", (long long)id, what);
}

static err_t compare(struct db *db, struct ledger_says *s, struct fault *why)
{
    int64_t next = 1;
    TRY(ledger_each(db, leaf_id(0), record, s));
    struct rows r ROWS_CLEANUP = db_query(db, SQL_ACCOUNT_EVERY);
    while (rows_next(&r)) {
        int64_t id = rows_i64(&r, "id");
        bool opened = id > 0 && (size_t)id < s->n && s->v[id].opened;
        for (; next < id && (size_t)next < s->n; next++)
            if (s->v[next].opened) return differs(next, "id", why);
        next = id + 1;
        const char *column = opened ? wrong(&s->v[id], &r) : "id";
        if (column) return differs(id, column, why);
    }
    TRY(rows_end(&r));
    for (; (size_t)next < s->n; next++)
        if (s->v[next].opened) return differs(next, "id", why);
    return OK;
}

err_t org_verify_accounts(struct db *db, struct fault *why)
{
    struct ledger_says s = {NULL, 0};
    err_t e = compare(db, &s, why);
    free(s.v);
    return e;
}

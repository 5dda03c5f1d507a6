/* SPDX-License-Identifier: Apache-2.0 */
#include "office/org_verify.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/time.h"

enum { BATCH = 1000 };

/* What the ledger tells of one holding. */
struct told {
    bool started;
    int64_t person, post, from, until, end; /* end: INT64_MAX, not ended by a record of its own */
    char kind[32];
};

struct ledger_says {
    struct told *v; /* v[id] */
    size_t n;
};

static void says_release(struct ledger_says *s)
{
    free(s->v);
    s->v = NULL;
}

static err_t told_of(struct ledger_says *s, int64_t id, struct told **ret)
{
    if (id <= 0 || (uint64_t)id >= SIZE_MAX / sizeof *s->v / 4) return ERR_CORRUPT;
    if ((size_t)id >= s->n) {
        size_t n = (size_t)id * 2 + 64;
        struct told *v = realloc(s->v, n * sizeof *v);
        if (!v) return ERR_NOMEM;
        memset(v + s->n, 0, (n - s->n) * sizeof *v);
        s->v = v;
        s->n = n;
    }
    *ret = &s->v[id];
    return OK;
}

static int64_t number(const json_t *o, const char *key, int64_t dflt)
{
    const json_t *v = json_object_get(o, key);
    return v ? json_integer_value(v) : dflt;
}

static const char *text(const json_t *o, const char *key)
{
    const char *z = json_string_value(json_object_get(o, key));
    return z ? z : "";
}

static err_t take_fact(struct ledger_says *s, const json_t *o)
{
    const char *fact = text(o, "fact");
    bool start = strcmp(fact, "holding.start") == 0, end = strcmp(fact, "holding.end") == 0;
    struct told *t;
    if (!start && !end && strcmp(fact, "holding.void") != 0) return OK;
    TRY(told_of(s, number(o, "holding", 0), &t));
    if (start) {
        *t = (struct told){.started = true,
                           .person = number(o, "person", 0),
                           .post = number(o, "post", 0),
                           .from = number(o, "from", 0),
                           .until = number(o, "until", INT64_MAX),
                           .end = INT64_MAX};
        (void)snprintf(t->kind, sizeof t->kind, "%s", text(o, "holding_kind"));
        return OK;
    }
    int64_t at = end ? number(o, "end", 0) : INT64_MIN;
    if (at < t->end) t->end = at;
    return OK;
}

static err_t take_batch(struct db *db, struct ledger_says *s, int64_t *after, bool *ret_more)
{
    size_t n = 0;
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_RECORDS_AFTER, P_I64("after", *after), P_I64("n", BATCH));
    while (rows_next(&r)) {
        n++;
        *after = rows_i64(&r, "idx");
        if (!str_eqz(rows_str(&r, "kind"), "fact")) continue;
        struct str envelope = rows_str(&r, "envelope");
        json_t *o = json_loadb(envelope.p, envelope.n, 0, NULL);
        err_t e = o ? take_fact(s, o) : ERR_CORRUPT;
        json_decref(o);
        TRY(e);
    }
    *ret_more = n == BATCH;
    return rows_end(&r);
}

static bool follows(const struct ledger_says *s, struct rows *r)
{
    int64_t id = rows_i64(r, "id"), until = rows_i64(r, "valid_until");
    if (id <= 0 || (size_t)id >= s->n || !s->v[id].started) return false;
    const struct told *t = &s->v[id];
    bool believed = rows_i64(r, "recorded_until") == INT64_MAX;
    return rows_i64(r, "person") == t->person && rows_i64_or(r, "post", 0) == t->post &&
           str_eqz(rows_str(r, "kind"), t->kind) && rows_i64(r, "valid_from") >= t->from &&
           until <= t->until && (!believed || until <= t->end);
}

err_t org_verify_holdings(struct db *db, struct fault *why)
{
    __attribute__((cleanup(says_release))) struct ledger_says s = {0};
    bool more = true;
    /* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): s is released by its cleanup */
    for (int64_t after = -1; more;) TRY(take_batch(db, &s, &after, &more));
    struct rows r ROWS_CLEANUP = db_query(db, SQL_HOLDINGS_ALL);
    while (rows_next(&r)) {
        if (!follows(&s, &r))
            return fault_set(why, ERR_CORRUPT, "org.holding_differs", "%lld" FS "%lld",
                             (long long)rows_i64(&r, "id"), (long long)rows_i64(&r, "person"));
    }
    return rows_end(&r);
}

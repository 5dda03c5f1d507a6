/* SPDX-License-Identifier: Apache-2.0 */
#include "office/org_verify.h"

#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "office/org_replay.h"

enum { COLUMNS = 16 };

static const struct table {
    const char *name;
    enum sql_id every;
    const char *columns; /* type (i, s) and name; "id" names the thing */
} tables[] = {
    {"unit", SQL_UNIT_EVERY,
     "iid iparent skind sbody_kind scode sname sname_en skana ssearch_key isort ivalid_from "
     "ivalid_until irecorded_from irecorded_until ileaf"},
    {"unit_successor", SQL_UNIT_SUCCESSOR_EVERY,
     "iid isuccessor skind imain ivalid_from ivalid_until irecorded_from irecorded_until ileaf"},
    {"post", SQL_POST_EVERY,
     "iid iunit skind scharges stitle stitle_en imanagerial isort ivalid_from ivalid_until "
     "irecorded_from irecorded_until ileaf"},
    {"person", SQL_PERSON_EVERY,
     "iid snumber sfamily sgiven sfamily_kana sgiven_kana smail smember ssearch_key ivalid_from "
     "ivalid_until irecorded_from irecorded_until ileaf"},
    {"holding", SQL_HOLDING_EVERY,
     "iid iperson ipost skind ivalid_from ivalid_until irecorded_from irecorded_until ileaf"},
    {"absence", SQL_ABSENCE_EVERY,
     "iid iperson ivalid_from ivalid_until irecorded_from irecorded_until ileaf"},
    {"info_system", SQL_INFO_SYSTEM_EVERY,
     "iid scode sname sname_en idivision imanager_post ivalid_from ivalid_until irecorded_from "
     "irecorded_until ileaf"},
};

/* --- rows as they stood ------------------------------------------------------------------- */

struct seen { /* a row; 64 bits of SHA-256 a column */
    int64_t id, from, leaf, more;
    uint64_t column[COLUMNS];
};
struct seen_rows {
    struct seen *v;
    size_t n, cap;
};

static void seen_release(struct seen_rows *s)
{
    free(s->v);
    s->v = NULL;
}

static uint64_t hash(char type, const void *p, size_t n)
{
    uint8_t digest[SHA256_LEN];
    uint64_t ret;
    struct sha256 h;
    sha256_init(&h);
    sha256_add(&h, (struct str){&type, 1});
    if (n) sha256_add(&h, (struct str){p, n});
    sha256_end(&h, digest);
    memcpy(&ret, digest, sizeof ret);
    return ret;
}

/* A value that the replay could not know is 0. */
static uint64_t value_of(struct rows *r, char type, const char *column)
{
    if (rows_is_null(r, column)) return hash('N', NULL, 0);
    if (type == 'i') {
        int64_t v = rows_i64(r, column);
        return v == ORG_REPLAY_NUMBER_UNKNOWN ? 0 : hash('I', &v, sizeof v);
    }
    struct str s = rows_str(r, column);
    bool unknown = s.n && memchr(s.p, ORG_REPLAY_TEXT_UNKNOWN[0], s.n) != NULL;
    return unknown ? 0 : hash('S', s.p, s.n);
}

static err_t column_name(const struct table *t, size_t at, char name[64])
{
    struct str rest = str_z(t->columns), one = STR("");
    for (size_t i = 0; i <= at; i++) one = str_cut(&rest, ' ');
    if (one.n < 2 || one.n > 64) return ERR_BUG;
    memcpy(name, one.p, one.n);
    name[one.n] = '\0';
    return OK;
}

static size_t count_columns(const struct table *t)
{
    size_t n = 1;
    for (const char *p = t->columns; *p; p++) n += *p == ' ';
    return n;
}

static err_t read_row(const struct table *t, struct rows *r, struct seen *ret)
{
    char name[64 + 1];
    struct seen s = {
        .id = rows_i64(r, "id"), .from = rows_i64(r, "valid_from"), .leaf = rows_i64(r, "leaf")};
    if (strcmp(t->name, "unit_successor") == 0) s.more = rows_i64(r, "successor");
    for (size_t i = 0; i < count_columns(t); i++) {
        TRY(column_name(t, i, name));
        s.column[i] = value_of(r, name[0], name + 1);
    }
    *ret = s;
    return OK;
}

static err_t read_all(struct db *db, const struct table *t, struct seen_rows *s)
{
    struct rows r ROWS_CLEANUP = db_query(db, t->every);
    while (rows_next(&r)) {
        if (s->n == s->cap) {
            size_t cap = s->cap ? s->cap * 2 : 256;
            struct seen *v = reallocarray(s->v, cap, sizeof *v);
            if (!v) return ERR_NOMEM;
            s->v = v;
            s->cap = cap;
        }
        TRY(read_row(t, &r, &s->v[s->n]));
        s->n++;
    }
    return rows_end(&r);
}

/* --- compared ----------------------------------------------------------------------------- */

static int order(const struct seen *a, const struct seen *b)
{
    if (a->id != b->id) return a->id < b->id ? -1 : 1;
    if (a->from != b->from) return a->from < b->from ? -1 : 1;
    if (a->leaf != b->leaf) return a->leaf < b->leaf ? -1 : 1;
    return (a->more > b->more) - (a->more < b->more);
}

static err_t differs(const struct table *t, const char *fault, int64_t id, struct fault *why)
{
    return fault_set(why, ERR_CORRUPT, fault, "%s" FS "%lld", t->name, (long long)id);
}

static err_t compare_row(const struct table *t, const struct seen *live, const struct seen *told,
                         struct fault *why)
{
    char name[64 + 1];
    for (size_t i = 0; i < count_columns(t); i++) {
        if (live->column[i] == told->column[i] || told->column[i] == 0) continue;
        TRY(column_name(t, i, name));
        return fault_set(why, ERR_CORRUPT, "org.row_differs", "%s" FS "%lld" FS "%s", t->name,
                         (long long)live->id, name + 1);
    }
    return OK;
}

static err_t compare(struct db *db, const struct table *t, const struct seen_rows *live,
                     struct fault *why)
{
    size_t at = 0;
    struct rows r ROWS_CLEANUP = db_query(db, t->every);
    while (rows_next(&r)) {
        struct seen told;
        TRY(read_row(t, &r, &told));
        int cmp = at < live->n ? order(&live->v[at], &told) : 1;
        if (cmp < 0) return differs(t, "org.row_unknown", live->v[at].id, why);
        if (cmp > 0) return differs(t, "org.row_missing", told.id, why);
        TRY(compare_row(t, &live->v[at++], &told, why));
    }
    TRY(rows_end(&r));
    return at < live->n ? differs(t, "org.row_unknown", live->v[at].id, why) : OK;
}

static err_t verify(struct db *db, struct seen_rows live[ARRAY_LEN(tables)], struct fault *why)
{
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) TRY(read_all(db, &tables[i], &live[i]));
    TRY(org_replay(db, why));
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) TRY(compare(db, &tables[i], &live[i], why));
    return OK;
}

err_t org_verify(struct db *db, struct fault *why)
{
    struct seen_rows live[ARRAY_LEN(tables)] = {{NULL, 0, 0}};
    err_t e = verify(db, live, why);
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) seen_release(&live[i]);
    return e;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "office/standard_import.h"

#include <string.h>

#include "base/utf8.h"
#include "ledger/ledger.h"

enum { TITLE_MAX = 300 };

err_t standard_import_read(struct arena *a, struct str bytes, const char *file,
                           struct standard_imported *ret, struct fault *why)
{
    struct standard_imported r = {.version = 0};
    struct str text;
    if (bytes.n > STANDARD_BYTES_MAX) {
        err_t e = fault_set(why, ERR_TOO_BIG, "standard.too_big", NULL);
        fault_place(why, file, 0, 0);
        return e;
    }
    TRY(standard_decode(a, bytes, &text, &r.encoding));
    TRY(standard_parse(a, text, file, &r.text, why));
    TRY(cite_read(a, &r.text, &r.cites));
    standard_count(&r.text, &r.counts);
    standard_digest(bytes, r.digest);
    r.title = arena_strdup(a, r.text.title);
    if (!r.title) return ERR_NOMEM;
    *ret = r;
    return OK;
}

/* --- into the store --- */

struct job {
    const struct standard_import *q;
    struct standard_imported *r;
    struct fault *why;
};

static err_t refuse_again(struct db *db, struct arena *a, const struct job *j)
{
    struct standard_version *v;
    size_t n;
    TRY(standard_versions(db, a, &v, &n));
    for (size_t i = 0; i < n; i++) {
        SB_CLEANUP struct sb day;
        sb_init(&day, 32);
        day_format(&day, v[i].effective);
        if (strcmp(v[i].digest, j->r->digest) == 0)
            return fault_set(j->why, ERR_EXISTS, "standard.same_text", "%.*s" FS "%lld",
                             STR_ARG(sb_str(&day)), (long long)v[i].id);
        if (day_cmp(v[i].effective, j->q->effective) == 0)
            return fault_set(j->why, ERR_EXISTS, "standard.same_day", "%.*s" FS "%lld",
                             STR_ARG(sb_str(&day)), (long long)v[i].id);
    }
    return OK;
}

static json_t *envelope(const struct job *j, int64_t id)
{
    const struct standard_counts *c = &j->r->counts;
    SB_CLEANUP struct sb day;
    sb_init(&day, 32);
    day_format(&day, j->q->effective);
    json_t *counts =
        json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "articles", (json_int_t)c->of[STANDARD_ARTICLE],
                  "paragraphs", (json_int_t)c->of[STANDARD_PARAGRAPH], "items",
                  (json_int_t)c->of[STANDARD_ITEM], "subitems", (json_int_t)c->of[STANDARD_SUBITEM],
                  "supplements", (json_int_t)c->of[STANDARD_SUPPLEMENT], "findings",
                  (json_int_t)j->r->text.n_findings);
    if (!counts) return NULL;
    return json_pack("{s:s, s:i, s:I, s:s, s:I, s:s%, s:s, s:s, s:I, s:o}", "kind",
                     "standard.import", "v", 1, "at", (json_int_t)j->q->now.ms, "source", "cli",
                     "version", (json_int_t)id, "effective", day.p, day.n, "title", j->r->title,
                     "digest", j->r->digest, "bytes", (json_int_t)j->q->bytes.n, "counts", counts);
}

static err_t store_it(struct db *db, void *arg)
{
    struct job *j = arg;
    int64_t id;
    struct leaf_id leaf;
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 1 << 20);
    TRY(refuse_again(db, &a, j));
    TRY(db_get_i64(db, &id, SQL_STANDARD_VERSION_NEXT_ID));
    json_t *o = envelope(j, id);
    if (!o) return ERR_NOMEM;
    err_t e = ledger_append(db, o, STR_NONE, &leaf);
    json_decref(o);
    TRY(e);
    j->r->version = id;
    return db_run(db, SQL_STANDARD_VERSION_ADD, P_I64("id", id),
                  P_I64("effective", j->q->effective.n), P_STR("title", str_z(j->r->title)),
                  P_STR("digest", str_z(j->r->digest)), P_STR("encoding", str_z(j->r->encoding)),
                  P_BLOB("source", j->q->bytes), P_I64("articles", j->r->counts.main_articles),
                  P_I64("findings", j->r->text.n_findings), P_I64("imported", j->q->now.ms),
                  P_I64("leaf", leaf.v));
}

static err_t try_it(struct store *store, struct job *j)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 1 << 20);
    TRY(store_read_begin(store, &db, j->why));
    return refuse_again(db, &a, j);
}

err_t standard_import(struct store *store, struct arena *a, const struct standard_import *q,
                      struct standard_imported *ret, struct fault *why)
{
    struct standard_imported r;
    struct fault inner = {.code = OK}, outer = {.code = OK};
    TRY(standard_import_read(a, q->bytes, q->file, &r, why));
    if (q->title.n > TITLE_MAX || !utf8_valid(q->title, UTF8_LINE))
        return fault_set(why, ERR_INVALID, "standard.bad_title", "%d", TITLE_MAX);
    if (q->title.n > 0) r.title = arena_strdup(a, q->title);
    if (!r.title) return ERR_NOMEM;
    struct job j = {q, &r, &inner};
    err_t e = q->dry_run ? try_it(store, &j) : store_write(store, store_it, &j, &outer);
    if (e != OK && why) *why = inner.id ? inner : outer;
    TRY(e);
    *ret = r;
    return OK;
}

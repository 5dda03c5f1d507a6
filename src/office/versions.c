/* SPDX-License-Identifier: Apache-2.0
 *
 * What comes in: the founding version and candidates. Each is one record of kind "catalogue" whose
 * content holds the files that the office had not seen before. */
#include "office/versions.h"

#include <string.h>

#include "base/utf8.h"
#include "ledger/canon.h"
#include "ledger/ledger.h"

struct taking {
    const struct clock *clock;
    const struct catalogue *c;
    const char *source;
    bool founding, adopt;
    struct moment now;
    enum version_staged staged;
    struct fault *why;
};

/* --- the files ---------------------------------------------------------------------------- */

/* Files that are new go into `texts` by their digest; all of them into `names`. */
static err_t keep_file(struct db *db, const struct taking *t, struct catalogue_file f,
                       json_t *names, json_t *texts)
{
    int64_t there = 0;
    if (!utf8_valid(f.bytes, UTF8_NO_NUL))
        return fault_set(t->why, ERR_INVALID, "version.not_text", "%s", f.name);
    TRY(db_get_i64(db, &there, SQL_CATALOGUE_FILE_THERE, P_STR("digest", str_z(f.digest))));
    TRY(db_run(db, SQL_CATALOGUE_FILE_PUT, P_STR("digest", str_z(f.digest)),
               P_STR("bytes", f.bytes))); /* what somebody changed behind us is right again */
    TRY(db_run(db, SQL_CATALOGUE_PART_ADD, P_STR("catalogue", str_z(catalogue_digest(t->c))),
               P_STR("name", str_z(f.name)), P_STR("digest", str_z(f.digest))));
    if (json_object_set_new(names, f.name, json_string(f.digest)) != 0) return ERR_NOMEM;
    if (!there && json_object_set_new(texts, f.digest, json_stringn(f.bytes.p, f.bytes.n)) != 0)
        return ERR_NOMEM;
    return OK;
}

/* A matter finds the version of its procedure by the procedure's own digest. */
static err_t keep_procedures(struct db *db, const struct taking *t)
{
    for (size_t i = 0; i < catalogue_n_procedures(t->c); i++) {
        const struct procedure *p = catalogue_procedure_at(t->c, i);
        int64_t added;
        TRY(db_run_count(db, &added, SQL_PROCEDURE_VERSION_ADD, P_STR("digest", str_z(p->digest)),
                         P_STR("name", str_z(p->name)), P_STR("source", p->source),
                         P_STR("catalogue", str_z(catalogue_digest(t->c))),
                         P_I64("since", t->now.ms)));
    }
    return OK;
}

static err_t append(struct db *db, const struct taking *t, json_t *names, json_t *texts,
                    struct leaf_id *ret)
{
    const char *standard = catalogue_standard(t->c);
    SB_CLEANUP struct sb content;
    sb_init(&content, LEDGER_CONTENT_MAX);
    if (json_object_size(texts) > 0 && canon_write(&content, texts) != OK)
        return fault_set(t->why, ERR_TOO_BIG, "version.too_large", NULL);
    json_t *envelope = json_pack("{s:s, s:i, s:I, s:s, s:s, s:s, s:b, s:O}", "kind", "catalogue",
                                 "v", 2, "at", (json_int_t)t->now.ms, "catalogue",
                                 catalogue_digest(t->c), "standard", standard ? standard : "",
                                 "source", t->source, "founding", t->founding, "files", names);
    if (!envelope) return ERR_NOMEM;
    struct str all = json_object_size(texts) > 0 ? sb_str(&content) : STR_NONE;
    err_t e = ledger_append(db, envelope, all, ret);
    json_decref(envelope);
    return e;
}

static err_t add_version(struct db *db, const struct taking *t, struct leaf_id leaf)
{
    const char *standard = catalogue_standard(t->c);
    int64_t last = 0;
    TRY(db_get_i64(db, &last, SQL_CATALOGUE_VERSION_LAST));
    return db_run(db, SQL_CATALOGUE_VERSION_ADD, P_I64("id", last + 1),
                  P_STR("digest", str_z(catalogue_digest(t->c))),
                  P_STR("standard", str_z(standard ? standard : "")),
                  P_STR("source", str_z(t->source)), P_I64("since", t->now.ms),
                  P_BOOL("founding", t->founding), P_I64("leaf", leaf.v));
}

static err_t keep_with(struct db *db, const struct taking *t, json_t *names, json_t *texts)
{
    struct leaf_id leaf;
    for (size_t i = 0; i < catalogue_n_files(t->c); i++)
        TRY(keep_file(db, t, catalogue_file_at(t->c, i), names, texts));
    TRY(keep_procedures(db, t));
    TRY(append(db, t, names, texts, &leaf));
    return add_version(db, t, leaf);
}

static err_t keep(struct db *db, const struct taking *t)
{
    json_t *names = json_object(), *texts = json_object();
    err_t e = names && texts ? keep_with(db, t, names, texts) : ERR_NOMEM;
    json_decref(names);
    json_decref(texts);
    return e;
}

/* --- may it? -------------------------------------------------------------------------------- */

static struct str index_of(const struct catalogue *c)
{
    for (size_t i = 0; i < catalogue_n_files(c); i++) {
        struct catalogue_file f = catalogue_file_at(c, i);
        if (strcmp(f.name, "articles/index.tsv") == 0) return str_z(f.digest);
    }
    return STR("");
}

/* Of the same standard: its name, and its articles. An amended standard says which list of
 * articles it amends, so that nobody puts another one in its place by mistake. */
static err_t check_standard(const struct taking *t, const struct catalogue *now)
{
    const char *was = catalogue_standard(now), *is = catalogue_standard(t->c);
    if (was && strcmp(was, is) != 0)
        return fault_set(t->why, ERR_INVALID, "version.other_standard", "%s" FS "%s", is, was);
    struct str old = index_of(now), new = index_of(t->c);
    const char *amends = catalogue_amends(t->c);
    if (str_eq(old, new) || (amends && str_eqz(old, amends))) return OK;
    return fault_set(t->why, ERR_INVALID, "version.other_index", "%.*s", STR_ARG(old));
}

static err_t found_job(struct db *db, void *arg)
{
    struct taking *t = arg;
    char digest[VERSION_DIGEST];
    err_t e = versions_in_force(db, t->now, digest);
    if (e == OK && !t->adopt) return OK;
    if (e == OK || e == ERR_NOT_FOUND) return keep(db, t);
    return e;
}

static err_t stage_job(struct db *db, void *arg)
{
    struct taking *t = arg;
    char digest[VERSION_DIGEST];
    struct catalogue *now = NULL;
    TRY(versions_in_force(db, t->now, digest));
    t->staged = VERSION_IN_FORCE;
    if (strcmp(digest, catalogue_digest(t->c)) == 0) return OK;
    struct rows r ROWS_CLEANUP = db_query(db, SQL_CATALOGUE_VERSION_BY_DIGEST,
                                          P_STR("digest", str_z(catalogue_digest(t->c))));
    t->staged = rows_next(&r) ? VERSION_KNOWN : VERSION_NEW;
    TRY(rows_end(&r));
    if (t->staged == VERSION_KNOWN) return OK;
    TRY(versions_load(db, digest, &now, t->why));
    err_t e = check_standard(t, now);
    catalogue_free(now);
    return e == OK ? keep(db, t) : e;
}

static err_t take(struct store *store, const struct clock *clock, struct taking *t,
                  err_t (*job)(struct db *, void *), struct fault *why)
{
    struct fault inner = {.code = OK};
    t->clock = clock;
    t->now = clock_now(clock);
    t->why = &inner;
    err_t e = store_write(store, job, t, why);
    if (e != OK && inner.id && why) *why = inner;
    return e;
}

err_t versions_found(struct store *store, const struct clock *clock, const struct catalogue *c,
                     const char *source, struct fault *why)
{
    struct taking t = {.c = c, .source = source, .founding = true};
    return take(store, clock, &t, found_job, why);
}

/* Does the version in force load? */
static err_t in_force_loads(struct store *store, struct moment now, bool *ret, struct fault *why)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    char digest[VERSION_DIGEST];
    struct catalogue *c = NULL;
    TRY(store_read_begin(store, &db, why));
    TRY(versions_in_force(db, now, digest));
    err_t e = versions_load(db, digest, &c, NULL);
    catalogue_free(c);
    if (e == ERR_NOMEM || e == ERR_IO || e == ERR_BUSY) return e;
    *ret = e == OK;
    return OK;
}

err_t versions_adopt(struct store *store, const struct clock *clock, const struct catalogue *c,
                     struct fault *why)
{
    struct taking t = {.c = c, .source = "adopt", .founding = true, .adopt = true};
    bool loads = false;
    TRY(in_force_loads(store, clock_now(clock), &loads, why));
    if (loads) return fault_set(why, ERR_STATE, "version.no_need_to_adopt", NULL);
    return take(store, clock, &t, found_job, why);
}

err_t versions_stage(struct store *store, const struct clock *clock, const struct catalogue *c,
                     const char *source, enum version_staged *ret, struct fault *why)
{
    struct taking t = {.c = c, .source = source};
    TRY(take(store, clock, &t, stage_job, why));
    *ret = t.staged;
    return OK;
}

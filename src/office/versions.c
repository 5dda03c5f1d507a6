/* SPDX-License-Identifier: Apache-2.0 */
#include "office/versions.h"

#include "ledger/canon.h"
#include "ledger/ledger.h"

enum { SOURCES_MAX = 4 << 20 };

/* The sources of what is new, for the record's content; {} when nothing is. */
static err_t keep_new(const struct office *o, struct db *db, struct moment now, json_t *digests,
                      json_t *sources)
{
    const char *version = catalogue_digest(o->catalogue);
    for (size_t i = 0; i < catalogue_n_procedures(o->catalogue); i++) {
        const struct procedure *p = catalogue_procedure_at(o->catalogue, i);
        int64_t added = 0;
        TRY(db_run_count(db, &added, SQL_PROCEDURE_VERSION_ADD, P_STR("digest", str_z(p->digest)),
                         P_STR("name", str_z(p->name)), P_STR("source", p->source),
                         P_STR("catalogue", str_z(version)), P_I64("since", now.ms)));
        if (added == 0) continue;
        if (json_object_set_new(digests, p->name, json_string(p->digest)) != 0 ||
            json_object_set_new(sources, p->name, json_stringn(p->source.p, p->source.n)) != 0)
            return ERR_NOMEM;
    }
    return OK;
}

static err_t keep(const struct office *o, struct db *db, json_t *digests, json_t *sources)
{
    struct moment now = clock_now(o->clock);
    TRY(keep_new(o, db, now, digests, sources));
    if (json_object_size(digests) == 0) return OK;
    SB_CLEANUP struct sb content;
    sb_init(&content, SOURCES_MAX);
    TRY(canon_write(&content, sources));
    json_t *envelope =
        json_pack("{s:s, s:I, s:s, s:O}", "kind", "catalogue", "at", (json_int_t)now.ms,
                  "catalogue", catalogue_digest(o->catalogue), "procedures", digests);
    if (!envelope) return ERR_NOMEM;
    struct leaf_id leaf;
    err_t e = ledger_append(db, envelope, sb_str(&content), &leaf);
    json_decref(envelope);
    return e;
}

static err_t job(struct db *db, void *arg)
{
    const struct office *o = arg;
    json_t *digests = json_object(), *sources = json_object();
    err_t e = digests && sources ? keep(o, db, digests, sources) : ERR_NOMEM;
    json_decref(digests);
    json_decref(sources);
    return e;
}

err_t versions_keep(const struct office *o, struct fault *why)
{
    struct office copy = *o;
    return store_write(o->store, job, &copy, why);
}

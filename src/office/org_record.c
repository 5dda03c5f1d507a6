/* SPDX-License-Identifier: Apache-2.0 */
#include "office/org_record.h"

#include "ledger/canon.h"

static void set(struct org_fact *f, json_t *to, const char *key, json_t *value)
{
    if (f->err != OK) {
        json_decref(value);
        return;
    }
    if (!value || json_object_set_new(to, key, value) != 0) f->err = ERR_NOMEM;
}

void org_fact_begin(struct org_fact *f, const struct org_author *by, const char *fact)
{
    *f = (struct org_fact){.envelope = json_object(), .content = json_object()};
    if (!f->envelope || !f->content) f->err = ERR_NOMEM;
    org_fact_kind(f, "kind", "fact");
    org_fact_kind(f, "fact", fact);
    org_fact_i64(f, "v", 1);
    org_fact_i64(f, "at", by->now.ms);
    org_fact_i64(f, "by", by->by.v);
    if (by->source) org_fact_kind(f, "source", by->source);
}

void org_fact_release(struct org_fact *f)
{
    json_decref(f->envelope);
    json_decref(f->content);
    *f = (struct org_fact){0};
}

void org_fact_i64(struct org_fact *f, const char *key, int64_t v)
{
    if (v != 0) set(f, f->envelope, key, json_integer(v));
}

void org_fact_sort(struct org_fact *f, int64_t sort)
{
    set(f, f->envelope, "sort", json_integer(sort));
}

void org_fact_kind(struct org_fact *f, const char *key, const char *name)
{
    set(f, f->envelope, key, json_string(name));
}

void org_fact_span(struct org_fact *f, struct org_span span)
{
    org_fact_i64(f, "from", span.from.ms);
    if (span.until.ms != INT64_MAX) org_fact_i64(f, "until", span.until.ms);
}

void org_fact_text(struct org_fact *f, const char *key, struct str text)
{
    if (text.n) set(f, f->content, key, json_stringn(text.p, text.n));
}

err_t org_fact_append(struct db *db, const struct org_fact *f, struct leaf_id *ret)
{
    TRY(f->err);
    if (json_object_size(f->content) == 0) return ledger_append(db, f->envelope, STR_NONE, ret);
    SB_CLEANUP struct sb content;
    sb_init(&content, LEDGER_CONTENT_MAX);
    TRY(canon_write(&content, f->content));
    return ledger_append(db, f->envelope, sb_str(&content), ret);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/evidence.h"

#include <jansson.h>
#include <string.h>

#include "kernel/parse.h"
#include "ledger/canon.h"
#include "ledger/ledger.h"

/* --- the projection ---------------------------------------------------------------------- */

static struct str text(const json_t *o, const char *key)
{
    return str_z(json_string_value(json_object_get(o, key)));
}

static int64_t number(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

struct projecting {
    struct db *db;
    struct leaf_id leaf;
    int64_t matter;
};

static err_t add_total(const struct projecting *p, const json_t *head, const json_t *said)
{
    const json_t *c = json_object_get(said, "counter");
    if (!c || !p->matter) return OK;
    return db_run(p->db, SQL_EVIDENCE_TOTAL_ADD, P_I64("matter", p->matter),
                  P_I64("effect", number(head, "no")), P_STR("subject", text(said, "subject")),
                  P_I64("packets", number(c, "packets")), P_I64("bytes", number(c, "bytes")),
                  P_I64("uncertainty", number(c, "uncertainty")),
                  P_I64("since", number(c, "since")), P_I64("until", number(c, "until")));
}

static err_t add_article(const struct projecting *p, int64_t no, struct str kind,
                         struct str article)
{
    TRY(db_run(p->db, SQL_EVIDENCE_ARTICLE_ADD, P_STR("article", article), P_STR("kind", kind),
               P_I64("leaf", p->leaf.v), P_I64("no", no), P_I64("matter", p->matter)));
    return db_run(p->db, SQL_EVIDENCE_NEWEST_PUT, P_STR("article", article), P_STR("kind", kind),
                  P_I64("leaf", p->leaf.v), P_I64("no", no), P_I64("matter", p->matter));
}

/* said: its part of the content; NULL: erased. */
static err_t add_item(const struct projecting *p, int64_t no, const json_t *head,
                      const json_t *said)
{
    SB_CLEANUP struct sb values;
    sb_init(&values, LEDGER_CONTENT_MAX);
    const json_t *v = json_object_get(said, "values");
    size_t i;
    json_t *article;
    if (v) TRY(canon_write(&values, v));
    struct str subject = said ? text(said, "subject") : STR_NONE;
    TRY(db_run(p->db, SQL_EVIDENCE_ITEM_ADD, P_I64("leaf", p->leaf.v), P_I64("no", no),
               P_STR("kind", text(head, "kind")), P_I64("effect", number(head, "no")),
               P_STR_OPT("subject", subject), P_STR_OPT("digest", text(said, "digest")),
               P_STR_OPT("note", text(said, "text")),
               P_STR_OPT("vals", v ? sb_str(&values) : STR_NONE)));
    json_array_foreach(json_object_get(head, "articles"), i, article)
    {
        TRY(add_article(p, no, text(head, "kind"), str_z(json_string_value(article))));
    }
    return said ? add_total(p, head, said) : OK;
}

static err_t project(struct db *db, const json_t *o, const json_t *content, struct leaf_id leaf)
{
    struct projecting p = {db, leaf, number(o, "matter")};
    const json_t *said = json_object_get(content, "items");
    size_t i;
    json_t *head;
    TRY(db_run(db, SQL_EVIDENCE_ADD, P_I64("leaf", leaf.v), P_STR("machine", text(o, "machine")),
               P_STR("document", text(o, "id")), P_I64("matter", p.matter),
               P_I64("seen", number(o, "seen")), P_I64("received", number(o, "at")),
               P_I64("revision", number(o, "revision")), P_BOOL("erased", content == NULL)));
    json_array_foreach(json_object_get(o, "items"), i, head)
    {
        TRY(add_item(&p, (int64_t)i + 1, head, json_array_get(said, i)));
    }
    return OK;
}

err_t project_evidence(struct db *db, struct str envelope, struct str content, struct leaf_id leaf)
{
    json_t *o = NULL, *c = NULL;
    TRY(parse_stored(envelope, LEDGER_ENVELOPE_MAX, &o, NULL));
    err_t e = content.p ? parse_stored(content, LEDGER_CONTENT_MAX, &c, NULL) : OK;
    if (e == OK) e = project(db, o, c, leaf);
    json_decref(o);
    json_decref(c);
    return e;
}

err_t project_evidence_erased(struct db *db, struct leaf_id leaf, struct matter_id matter)
{
    int64_t ignored;
    err_t e = db_get_i64(db, &ignored, SQL_EVIDENCE_IS, P_I64("leaf", leaf.v));
    if (e == ERR_NOT_FOUND) return OK;
    TRY(e);
    TRY(db_run(db, SQL_EVIDENCE_ERASE, P_I64("leaf", leaf.v)));
    TRY(db_run(db, SQL_EVIDENCE_TOTAL_DROP, P_I64("matter", matter.v)));
    return db_run(db, SQL_EVIDENCE_ITEMS_ERASE, P_I64("leaf", leaf.v));
}

/* --- the record -------------------------------------------------------------------------- */

static bool put(json_t *o, const char *key, json_t *v)
{
    return json_object_set_new(o, key, v) == 0;
}

static bool put_text(json_t *o, const char *key, const char *z)
{
    return !z || put(o, key, json_string(z));
}

static json_t *head_of(const struct evidence_fact *f)
{
    json_t *o = json_pack("{s:s}", "kind", f->kind), *list = f->n_articles ? json_array() : NULL;
    bool good = o && (f->effect == 0 || put(o, "no", json_integer(f->effect)));
    for (size_t i = 0; good && i < f->n_articles; i++)
        good = json_array_append_new(list, json_string(f->articles[i])) == 0;
    if (good && list) good = json_object_set(o, "articles", list) == 0;
    json_decref(list);
    if (good) return o;
    json_decref(o);
    return NULL;
}

static json_t *counter_of(const struct evidence_fact *f)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:I}", "packets", (json_int_t)f->counter.packets,
                     "bytes", (json_int_t)f->counter.bytes, "uncertainty",
                     (json_int_t)f->counter.uncertainty, "since", (json_int_t)f->counter.since.ms,
                     "until", (json_int_t)f->counter.until.ms);
}

static json_t *said_of(const struct evidence_fact *f)
{
    json_t *o = json_pack("{s:s}", "subject", f->subject ? f->subject : "");
    json_t *values = f->n_values ? json_object() : NULL;
    bool good = o && put_text(o, "digest", f->digest) && put_text(o, "text", f->note);
    for (size_t i = 0; good && i < f->n_values; i++)
        good = values && put(values, f->values[i].name, json_string(f->values[i].value));
    if (good && values) good = json_object_set(o, "values", values) == 0;
    if (good && f->counter.has) good = put(o, "counter", counter_of(f));
    json_decref(values);
    if (good) return o;
    json_decref(o);
    return NULL;
}

static json_t *envelope_of(const struct evidence_record *r, json_t *heads)
{
    json_t *o =
        json_pack("{s:s, s:i, s:I, s:I, s:s, s:s, s:I, s:O}", "kind", "evidence", "v", 1, "at",
                  (json_int_t)r->received.ms, "seen", (json_int_t)r->seen.ms, "machine", r->machine,
                  "id", r->document, "revision", (json_int_t)r->revision, "items", heads);
    bool good = o && (!matter_id_is_set(r->matter) || put(o, "matter", json_integer(r->matter.v)));
    if (good) return o;
    json_decref(o);
    return NULL;
}

static err_t append(struct db *db, const struct evidence_record *r, json_t *heads, json_t *said,
                    struct leaf_id *ret)
{
    SB_CLEANUP struct sb text_of;
    sb_init(&text_of, LEDGER_CONTENT_MAX);
    json_t *o = envelope_of(r, heads), *content = json_pack("{s:O}", "items", said);
    err_t e = o && content ? OK : ERR_NOMEM;
    if (e == OK) e = canon_write(&text_of, content);
    if (e == OK) e = ledger_append(db, o, sb_str(&text_of), ret);
    if (e == OK) e = project(db, o, content, *ret);
    json_decref(o);
    json_decref(content);
    return e;
}

err_t kernel_evidence(struct db *db, const struct evidence_record *r, struct leaf_id *ret)
{
    struct leaf_id leaf;
    json_t *heads = json_array(), *said = json_array();
    err_t e = heads && said ? OK : ERR_NOMEM;
    for (size_t i = 0; e == OK && i < r->n_facts; i++)
        if (json_array_append_new(heads, head_of(&r->facts[i])) != 0 ||
            json_array_append_new(said, said_of(&r->facts[i])) != 0)
            e = ERR_NOMEM;
    if (e == OK) e = append(db, r, heads, said, &leaf);
    json_decref(heads);
    json_decref(said);
    if (e == OK) *ret = leaf;
    return e;
}

err_t kernel_evidence_seen(struct db *db, const char *machine, const char *document, bool *ret)
{
    int64_t leaf;
    err_t e = db_get_i64(db, &leaf, SQL_EVIDENCE_SEEN, P_STR("machine", str_z(machine)),
                         P_STR("document", str_z(document)));
    if (e != OK && e != ERR_NOT_FOUND) return e;
    *ret = e == OK;
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/erase.h"

#include <string.h>

#include "base/calendar.h"
#include "kernel/evidence.h"
#include "kernel/parse.h"
#include "ledger/ledger.h"

/* --- the term ---------------------------------------------------------------------------- */

struct moment retention_until(struct moment changed, uint16_t years)
{
    int32_t year = calendar_fiscal_year(moment_day(changed));
    return day_start(calendar_fiscal_year_first(year + 1 + years));
}

struct moment retention_cutoff(struct moment now, uint16_t years)
{
    int32_t year = calendar_fiscal_year(moment_day(now));
    return day_start(calendar_fiscal_year_first(year - years));
}

/* --- the record -------------------------------------------------------------------------- */

static bool is_file(const json_t *v)
{
    const char *id = json_string_value(json_object_get(v, "id"));
    return id && strlen(id) == 32 && json_is_string(json_object_get(v, "sha256"));
}

/* Every file that the content names, marked to be unlinked. */
static err_t mark_files(struct db *db, const json_t *v, int32_t *n)
{
    const char *key;
    json_t *one;
    size_t i;
    if (is_file(v)) {
        ++*n;
        return db_run(db, SQL_FILE_GONE_ADD,
                      P_STR("id", str_z(json_string_value(json_object_get(v, "id")))));
    }
    json_array_foreach((json_t *)(uintptr_t)v, i, one) TRY(mark_files(db, one, n));
    json_object_foreach((json_t *)(uintptr_t)v, key, one) TRY(mark_files(db, one, n));
    return OK;
}

/* Which columns of which rows the content bears: {"place": [12, 13]}. Names of columns are no
 * content; without them nobody could tell later that an older text is no longer what the row
 * said. */
static err_t note_column(json_t *o, const char *name, json_int_t entry)
{
    json_t *list = json_object_get(o, name);
    if (!list && json_object_set_new(o, name, json_array()) != 0) return ERR_NOMEM;
    list = json_object_get(o, name);
    return json_array_append_new(list, json_integer(entry)) == 0 ? OK : ERR_NOMEM;
}

static err_t texts_json(const json_t *entries, json_t *ret)
{
    const char *key, *name;
    json_t *columns, *v;
    json_object_foreach((json_t *)(uintptr_t)entries, key, columns)
    {
        struct entry_id id;
        if (entry_id_parse(str_z(key), &id) != OK) return ERR_CORRUPT;
        json_object_foreach(columns, name, v) TRY(note_column(ret, name, id.v));
    }
    return OK;
}

static bool set(json_t *o, const char *key, json_t *v)
{
    return json_object_set_new(o, key, v) == 0;
}

struct erasing {
    struct db *db;
    struct arena *arena;
    const struct erasure *q;
    const struct matter *m;
    struct erasure_done done;
};

static json_t *envelope_of(const struct erasing *x, const struct act_stored *st, int32_t files,
                           json_t *texts)
{
    const struct erasure *q = x->q;
    const struct matter *m = x->m;
    json_t *o =
        json_pack("{s:s, s:I, s:I, s:I, s:i, s:I, s:i, s:i, s:I, s:s}", "kind", "ledger.erase",
                  "leaf", (json_int_t)st->leaf.v, "at", (json_int_t)q->at.ms, "matter",
                  (json_int_t)m->id.v, "seq", (int)st->act->seq, "by", (json_int_t)q->by.person.v,
                  "years", (int)m->opening.retention_years, "files", (int)files, "until",
                  (json_int_t)retention_until(m->changed, m->opening.retention_years).ms, "role",
                  q->by.role.role ? q->by.role.role : "");
    bool good =
        o && (!q->rule || set(o, "rule", json_string(q->rule))) &&
        (!unit_id_is_set(q->by.role.unit) || set(o, "unit", json_integer(q->by.role.unit.v))) &&
        (json_object_size(texts) == 0 || json_object_set(o, "texts", texts) == 0);
    if (good) return o;
    json_decref(o);
    return NULL;
}

/* --- the projection ---------------------------------------------------------------------- */

static int64_t number(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

/* What the content bore, and what older records said there; never what was written later. */
static err_t drop_texts(struct db *db, const json_t *texts, int64_t act)
{
    const char *name;
    json_t *list, *entry;
    size_t i;
    json_object_foreach((json_t *)(uintptr_t)texts, name, list)
    {
        json_array_foreach(list, i, entry)
            TRY(db_run(db, SQL_ENTRY_TEXT_DROP, P_I64("entry", json_integer_value(entry)),
                       P_STR("name", str_z(name)), P_I64("leaf", act)));
    }
    return OK;
}

static err_t project(struct db *db, const json_t *o, struct leaf_id leaf)
{
    const char *role = json_string_value(json_object_get(o, "role"));
    size_t i;
    json_t *entry;
    TRY(db_run(db, SQL_ERASED_ADD, P_I64("matter", number(o, "matter")),
               P_I64("at", number(o, "at")), P_I64("person", number(o, "by")),
               P_STR("role", str_z(role ? role : "")),
               P_I64_OPT("unit", json_object_get(o, "unit") != NULL, number(o, "unit")),
               P_STR_OPT("rule", str_z(json_string_value(json_object_get(o, "rule")))),
               P_I64("years", number(o, "years")), P_I64("until", number(o, "until")),
               P_I64("files", number(o, "files")), P_I64("leaf", leaf.v)));
    /* Records of former times name rows only: they took all texts out of them. */
    json_array_foreach(json_object_get(o, "entries"), i, entry)
    {
        TRY(db_run(db, SQL_ENTRY_TEXTS_DROP, P_I64("entry", json_integer_value(entry))));
    }
    TRY(drop_texts(db, json_object_get(o, "texts"), number(o, "leaf")));
    return project_evidence_erased(db, leaf_id(number(o, "leaf")), matter_id(number(o, "matter")));
}

err_t project_erasure(struct db *db, struct str envelope, struct leaf_id leaf)
{
    json_t *o = NULL;
    TRY(parse_stored(envelope, LEDGER_ENVELOPE_MAX, &o, NULL));
    /* Records of this kind that speak of no matter are the ledger's own. */
    err_t e = number(o, "matter") > 0 ? project(db, o, leaf) : OK;
    json_decref(o);
    return e;
}

/* --- erasing ----------------------------------------------------------------------------- */

/* What the content bears: how many files, marked to go, and texts of which rows. */
static err_t read_content(struct db *db, const struct act_stored *st, struct str content,
                          int32_t *ret_files, json_t *ret_texts)
{
    json_t *whole = NULL;
    TRY(parse_stored(content, LEDGER_CONTENT_MAX, &whole, NULL));
    err_t e = mark_files(db, whole, ret_files);
    if (e == OK && st->act->n_entries > 0)
        e = texts_json(json_object_get(whole, "entries"), ret_texts);
    json_decref(whole);
    return e;
}

static err_t erase_content(struct erasing *x, const struct act_stored *st, struct str content,
                           json_t *texts)
{
    int32_t files = 0;
    struct leaf_id leaf;
    TRY(read_content(x->db, st, content, &files, texts));
    json_t *o = envelope_of(x, st, files, texts);
    if (!o) return ERR_NOMEM;
    err_t e = ledger_erase(x->db, st->leaf, o, &leaf);
    if (e == OK) e = project(x->db, o, leaf);
    json_decref(o);
    x->done.contents++;
    x->done.files += files;
    return e;
}

static err_t erase_one(struct erasing *x, const struct act_stored *st)
{
    struct ledger_record rec;
    TRY(ledger_record_get(x->db, x->arena, st->leaf, &rec));
    if (rec.state != LEDGER_CONTENT) return OK;
    json_t *texts = json_object();
    err_t e = texts ? erase_content(x, st, rec.content, texts) : ERR_NOMEM;
    json_decref(texts);
    return e;
}

/* What programs saw of it: no acts, but of the matter all the same. */
static err_t erase_evidence(struct erasing *x)
{
    struct act act = {.seq = 0};
    struct rows r ROWS_CLEANUP =
        db_query(x->db, SQL_EVIDENCE_LEAVES_OF, P_I64("matter", x->m->id.v));
    TRY(rows_hold(&r));
    while (rows_next(&r)) {
        struct act_stored st = {.act = &act, .leaf = leaf_id(rows_i64(&r, "leaf"))};
        TRY(erase_one(x, &st));
    }
    return rows_end(&r);
}

/* Those of the content's "entries" whose texts it bears, once each: an act that changed only the
 * state or the keeper of a row bears none of it. */
static err_t add_texts(struct arena *arena, const json_t *entries, struct entry_ids *x)
{
    const char *key;
    json_t *v;
    size_t n = x->n;
    struct entry_id *more = ARENA_ARRAY(arena, struct entry_id, n + json_object_size(entries) + 1);
    if (!more) return ERR_NOMEM;
    for (size_t i = 0; i < n; i++) more[i] = x->v[i];
    json_object_foreach((json_t *)(uintptr_t)entries, key, v)
    {
        struct entry_id id;
        bool seen = json_object_size(v) == 0 || entry_id_parse(str_z(key), &id) != OK;
        for (size_t i = 0; i < n && !seen; i++) seen = entry_id_eq(more[i], id);
        if (!seen) more[n++] = id;
    }
    *x = (struct entry_ids){more, n};
    return OK;
}

static err_t texts_of_act(struct db *db, struct arena *arena, const struct act_stored *st,
                          struct entry_ids *x)
{
    struct ledger_record rec;
    json_t *whole = NULL;
    if (st->act->n_entries == 0) return OK;
    TRY(ledger_record_get(db, arena, st->leaf, &rec));
    if (rec.state != LEDGER_CONTENT) return OK;
    TRY(parse_stored(rec.content, LEDGER_CONTENT_MAX, &whole, NULL));
    err_t e = add_texts(arena, json_object_get(whole, "entries"), x);
    json_decref(whole);
    return e;
}

static err_t texts_of_acts(struct db *db, struct arena *arena, const struct act_stored *acts,
                           size_t n, struct entry_ids *ret)
{
    struct entry_ids x = {NULL, 0};
    for (size_t i = 0; i < n; i++) TRY(texts_of_act(db, arena, &acts[i], &x));
    *ret = x;
    return OK;
}

err_t kernel_erase_entries(struct db *db, struct arena *arena, struct matter_id matter,
                           struct entry_ids *ret, struct fault *why)
{
    struct act_stored *acts = NULL;
    size_t n = 0;
    TRY(kernel_acts(db, arena, matter, &acts, &n, why));
    return texts_of_acts(db, arena, acts, n, ret);
}

static err_t check(const struct erasure *q, const struct matter *m, struct fault *why)
{
    if (!m->closed) return fault_set(why, ERR_STATE, "erase.open", "%lld", (long long)m->id.v);
    struct moment until = retention_until(m->changed, m->opening.retention_years);
    if (moment_cmp(q->at, until) >= 0) return OK;
    struct sb day SB_CLEANUP;
    sb_init(&day, 40);
    day_format(&day, moment_day(until));
    TRY(sb_end(&day));
    return fault_set(why, ERR_STATE, "erase.too_early", "%lld" FS "%s", (long long)m->id.v, day.p);
}

err_t kernel_erase(struct db *db, struct arena *arena, const struct erasure *q,
                   struct erasure_done *ret, struct fault *why)
{
    struct matter *m = NULL;
    struct act_stored *acts = NULL;
    size_t n = 0;
    TRY(kernel_load(db, arena, q->matter, &m, why));
    TRY(check(q, m, why));
    TRY(kernel_acts(db, arena, q->matter, &acts, &n, why));
    struct erasing x = {.db = db, .arena = arena, .q = q, .m = m};
    for (size_t i = 0; i < n; i++) TRY(erase_one(&x, &acts[i]));
    TRY(erase_evidence(&x));
    if (x.done.contents == 0)
        return fault_set(why, ERR_STATE, "erase.nothing", "%lld", (long long)m->id.v);
    *ret = x.done;
    return OK;
}

err_t kernel_erased(struct db *db, struct arena *arena, struct matter_id matter,
                    struct erased_row *ret, bool *ret_is)
{
    struct rows r ROWS_CLEANUP = db_query(db, SQL_ERASED_GET, P_I64("matter", matter.v));
    struct erased_row row = {0};
    bool is = rows_next(&r);
    if (is) {
        row.at.ms = rows_i64(&r, "at");
        row.until.ms = rows_i64(&r, "until_at");
        row.person = person_id(rows_i64(&r, "person"));
        row.role.role = arena_strdup(arena, rows_str(&r, "role"));
        row.role.unit = unit_id(rows_i64_or(&r, "unit", 0));
        row.years = (int32_t)rows_i64(&r, "years");
        row.contents = (int32_t)rows_i64(&r, "contents");
        row.files = (int32_t)rows_i64(&r, "files");
        struct str rule = rows_str(&r, "rule");
        row.rule = rule.p ? arena_strdup(arena, rule) : NULL;
        if (!row.role.role || (rule.p && !row.rule)) return ERR_NOMEM;
    }
    TRY(rows_end(&r));
    if (is) *ret = row;
    *ret_is = is;
    return OK;
}

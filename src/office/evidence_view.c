/* SPDX-License-Identifier: Apache-2.0
 *
 * What enforcing programs saw, as pages show it. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "office/evidence.h"

enum { SHOWN = 20, KINDS_MAX = 40 };

/* --- reading ----------------------------------------------------------------------------- */

static const char *text(struct arena *a, struct str s)
{
    return s.p ? arena_strdup(a, s) : NULL;
}

static err_t read_rows(struct rows *r, struct arena *a, struct matter_id matter, size_t max,
                       struct evidence_seen **ret, size_t *ret_n)
{
    size_t n = 0;
    struct evidence_seen *v = ARENA_ARRAY(a, struct evidence_seen, max + 1);
    if (!v) return ERR_NOMEM;
    for (; n < max && rows_next(r); n++)
        v[n] =
            (struct evidence_seen){.leaf = rows_i64(r, "leaf"),
                                   .matter = matter.v ? matter : matter_id(rows_i64(r, "matter")),
                                   .machine = text(a, rows_str(r, "machine")),
                                   .seen = {rows_i64(r, "seen")},
                                   .received = {rows_i64(r, "received")},
                                   .revision = rows_i64(r, "revision"),
                                   .kind = text(a, rows_str(r, "kind")),
                                   .effect = (int32_t)rows_i64(r, "effect"),
                                   .subject = text(a, rows_str(r, "subject")),
                                   .digest = text(a, rows_str(r, "digest")),
                                   .note = text(a, rows_str(r, "note")),
                                   .values = text(a, rows_str(r, "vals"))};
    rows_release(r);
    TRY(db_error(r->db, NULL));
    if (a->failed) return ERR_NOMEM;
    *ret = v;
    *ret_n = n;
    return OK;
}

err_t evidence_of_matter(struct db *db, struct arena *a, struct matter_id matter, int64_t before,
                         size_t n, struct evidence_seen **ret, size_t *ret_n)
{
    struct rows r = db_query(db, SQL_EVIDENCE_OF_MATTER, P_I64("matter", matter.v),
                             P_I64("before", before), P_I64("n", (int64_t)n));
    return read_rows(&r, a, matter, n, ret, ret_n);
}

err_t evidence_sums(struct db *db, struct arena *a, struct matter_id matter,
                    struct evidence_sum **ret, size_t *ret_n)
{
    enum { SUMS_MAX = 200 };
    size_t n = 0;
    struct evidence_sum *v = ARENA_ARRAY(a, struct evidence_sum, SUMS_MAX);
    struct rows r ROWS_CLEANUP = db_query(db, SQL_EVIDENCE_TOTALS_OF, P_I64("matter", matter.v));
    if (!v) return ERR_NOMEM;
    for (; n < SUMS_MAX && rows_next(&r); n++)
        v[n] = (struct evidence_sum){.effect = (int32_t)rows_i64(&r, "effect"),
                                     .subject = text(a, rows_str(&r, "subject")),
                                     .packets = rows_i64(&r, "packets"),
                                     .bytes = rows_i64(&r, "bytes"),
                                     .uncertainty = rows_i64(&r, "uncertainty"),
                                     .since = {rows_i64(&r, "since")},
                                     .until = {rows_i64(&r, "until")}};
    rows_release(&r);
    TRY(db_error(db, NULL));
    if (a->failed) return ERR_NOMEM;
    *ret = v;
    *ret_n = n;
    return OK;
}

/* --- showing ----------------------------------------------------------------------------- */

/* The text of PREFIX.name in the reader's language, or the name itself. */
static const char *named(const struct show *s, const char *prefix, const char *name)
{
    const char *id = arena_printf(s->w->arena, "%s.%s", prefix, name);
    const char *t = id ? tr_find(s->lang, str_z(id)) : NULL;
    return t ? t : name;
}

/* Milliseconds are shown as times. */
static const char *value_text(const struct show *s, const char *name, const char *value)
{
    static const char *const times[] = {"since",   "until",    "started",
                                        "held_at", "found_at", "repaired_at"};
    int64_t ms;
    for (size_t i = 0; i < ARRAY_LEN(times); i++) {
        if (strcmp(times[i], name) != 0 || str_to_i64(str_z(value), &ms) != OK || ms <= 0) continue;
        struct jo o = jo_object();
        show_time(s, &o, "t", (struct moment){ms});
        const char *t = json_string_value(json_object_get(json_object_get(o.v, "t"), "text"));
        const char *kept = t ? arena_printf(s->w->arena, "%s", t) : value;
        jo_release(&o);
        return kept;
    }
    return value;
}

static void show_values(const struct show *s, struct jo *o, const char *values)
{
    struct jo list = jo_array();
    const char *name;
    json_t *value, *all = values ? json_loads(values, JSON_REJECT_DUPLICATES, NULL) : NULL;
    json_object_foreach(all, name, value)
    {
        struct jo one = jo_object();
        const char *z = json_string_value(value);
        jo_str(&one, "name", name);
        jo_str(&one, "label", named(s, "evidence.value", name));
        jo_str(&one, "value", z);
        jo_str(&one, "text", z ? value_text(s, name, z) : NULL);
        jo_add(&list, one);
    }
    json_decref(all);
    jo_put(o, "values", list);
}

static void show_seen(const struct show *s, struct jo *list, const struct evidence_seen *e,
                      bool with_matter)
{
    struct jo o = jo_object();
    jo_i64(&o, "leaf", e->leaf);
    jo_str(&o, "kind", e->kind);
    jo_str(&o, "kind_text", named(s, "evidence.kind", e->kind));
    jo_str(&o, "machine", e->machine);
    jo_str(&o, "subject", e->subject);
    jo_str(&o, "digest", e->digest);
    jo_str(&o, "note", e->note);
    jo_bool(&o, "erased", e->subject == NULL);
    jo_i64(&o, "revision", e->revision);
    show_time(s, &o, "seen", e->seen);
    show_time(s, &o, "received", e->received);
    show_values(s, &o, e->values);
    jo_str(&o, "matter_href",
           with_matter && e->matter.v ? arena_printf(s->w->arena, "/matters/%" PRId64, e->matter.v)
                                      : NULL);
    jo_add(list, o);
}

static err_t show_sums(const struct show *s, struct jo *o, struct matter_id matter, size_t *ret_n)
{
    struct evidence_sum *v;
    struct jo list = jo_array();
    err_t e = evidence_sums(s->w->db, s->w->arena, matter, &v, ret_n);
    for (size_t i = 0; e == OK && i < *ret_n; i++) {
        struct jo one = jo_object();
        jo_i64(&one, "effect", v[i].effect);
        jo_str(&one, "subject", v[i].subject);
        jo_i64(&one, "packets", v[i].packets);
        jo_i64(&one, "bytes", v[i].bytes);
        jo_i64(&one, "uncertainty", v[i].uncertainty);
        show_time(s, &one, "since", v[i].since);
        show_time(s, &one, "until", v[i].until);
        jo_add(&list, one);
    }
    jo_put(o, "sums", list);
    return e;
}

err_t evidence_show_matter(const struct show *s, struct jo *o, const char *key)
{
    struct evidence_seen *v = NULL;
    size_t n = 0, sums = 0;
    struct jo all = jo_object(), list = jo_array();
    struct matter_id id = s->w->m->id;
    err_t e = OK;
    if (s->w->m->n_effects) /* a matter that asks nothing of programs has none */
        e = evidence_of_matter(s->w->db, s->w->arena, id, 0, SHOWN + 1, &v, &n);
    for (size_t i = 0; e == OK && i < n && i < SHOWN; i++) show_seen(s, &list, &v[i], false);
    jo_put(&all, "items", list);
    jo_bool(&all, "more", n > SHOWN);
    if (e == OK && n) e = show_sums(s, &all, id, &sums);
    jo_bool(&all, "any", n + sums > 0);
    jo_put(o, key, all);
    return e;
}

/* --- an article -------------------------------------------------------------------------- */

static err_t newest(const struct show *s, const char *key, struct evidence_seen **ret,
                    size_t *ret_n)
{
    struct rows r = db_query(s->w->db, SQL_EVIDENCE_NEWEST_OF_ARTICLE, P_STR("article", str_z(key)),
                             P_I64("n", KINDS_MAX));
    return read_rows(&r, s->w->arena, matter_id(0), KINDS_MAX, ret, ret_n);
}

err_t evidence_show_article(const struct show *s, struct jo *o, const char *name, const char *key,
                            enum evidence_for whom)
{
    struct evidence_seen *v = NULL;
    size_t n = 0;
    struct jo all = jo_object(), list = jo_array();
    err_t e = whom == EVIDENCE_FOR_NOBODY ? OK : newest(s, key, &v, &n);
    for (size_t i = 0; e == OK && i < n; i++)
        if (whom == EVIDENCE_FOR_ALL || !matter_id_is_set(v[i].matter))
            show_seen(s, &list, &v[i], true);
    jo_put(&all, "items", list);
    jo_put(o, name, all);
    return e;
}

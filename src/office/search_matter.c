/* SPDX-License-Identifier: Apache-2.0
 *
 * Entries of books and matters, as far as the viewer may see them.
 */
#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"
#include "office/book_reader.h"
#include "office/job.h"
#include "office/search_run.h"

enum { NEWEST = 300, SCAN = 2000, PATTERN_MAX = 2000 };

/* --- entries --- */

static const char *like(struct arena *a, struct str s)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, PATTERN_MAX);
    sb_addc(&b, '%');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '%' || s.p[i] == '_' || s.p[i] == '!') sb_addc(&b, '!');
        sb_addc(&b, s.p[i]);
    }
    sb_addc(&b, '%');
    return sb_end(&b) == OK ? arena_strdup(a, sb_str(&b)) : NULL;
}

static err_t add_entry(struct search_run *r, const struct book *b, int64_t id, const char *key)
{
    const struct show *s = &r->v->s;
    const char *text = show_entry(s, id);
    SB_CLEANUP struct sb folded;
    sb_init(&folded, 4000);
    err_t e = utf8_search_key(&folded, str_z(key));
    if (e == ERR_NOMEM) return e;
    struct jo o = jo_object();
    search_run_item(&o, "entry", text ? text : key, show_text(s, b->title),
                    arena_printf(s->w->arena, "/entries/%" PRId64, id),
                    str_eq(sb_str(&folded), r->words.whole));
    jo_str(&o, "key", key);
    jo_str(&o, "book", b->name);
    jo_add(r->items, o);
    return OK;
}

static err_t entries_of(struct search_run *r, const struct book *b)
{
    struct view *v = r->v;
    struct book_reader reader;
    const char *pattern = like(&v->arena, r->words.term[0]);
    if (!pattern) return ERR_NOMEM;
    TRY(book_reader_begin(&reader, &v->w, b, r->viewer));
    struct rows q ROWS_CLEANUP = db_query(
        v->db, SQL_ENTRIES_OF_BOOK_SEARCH, P_STR("book", str_z(b->name)), P_I64("after", 0),
        P_STR("key", str_z(pattern)), P_STR("search", str_z(pattern)), P_I64("n", SCAN));
    while (json_array_size(r->items->v) < r->want && rows_next(&q)) {
        bool yes;
        const char *key = arena_strdup(&v->arena, rows_str(&q, "key"));
        if (!key) return ERR_NOMEM;
        TRY(book_reader_may(&reader, unit_id(rows_i64(&q, "keeper")), &yes));
        if (yes) TRY(add_entry(r, b, rows_i64(&q, "id"), key));
    }
    rows_release(&q);
    return db_error(v->db, NULL);
}

err_t search_entry_find(struct search_run *r)
{
    const struct catalogue *c = r->v->w.office->catalogue;
    if (!r->viewer.v) return OK;
    for (size_t i = 0; i < catalogue_n_books(c); i++) {
        const struct book *b = catalogue_book_at(c, i);
        if (!b->n_from_matters && !b->n_from_uses) TRY(entries_of(r, b));
    }
    return OK;
}

/* --- matters --- */

static err_t text_of(struct search_run *r, struct work *w, const char *gist, bool *ret)
{
    const char **v = ARENA_ARRAY(w->arena, const char *, 3 + w->proc->n_fields);
    size_t n = 0;
    if (!v) return ERR_NOMEM;
    v[n++] = w->proc->title.ja;
    v[n++] = w->proc->title.en;
    v[n++] = gist;
    for (size_t i = 0; i < w->proc->n_fields; i++) {
        const json_t *value = json_object_get(w->fields, w->proc->fields[i].name);
        if (json_is_string(value)) v[n++] = json_string_value(value);
    }
    return search_run_matches(r, v, n, ret);
}

static err_t look_at(struct search_run *r, struct rows *q)
{
    struct view *v = r->v;
    struct work w WORK_CLEANUP = {.bad = &v->bad, .why = &v->why};
    struct actor actor = {.person = r->viewer};
    TRY(work_begin(&w, v->w.office, v->db, &v->arena, &actor, unit_id(0)));
    TRY(work_load(&w, matter_id(rows_i64(q, "id"))));
    err_t e = matters_may_see(&w, r->viewer);
    if (e == ERR_NOT_FOUND) return OK;
    TRY(e);
    struct jo rows = jo_array();
    matters_show_row(&v->s, &rows, q);
    json_t *row = json_array_get(rows.v, 0);
    const char *gist = json_string_value(json_object_get(row, "gist"));
    bool yes = false;
    e = text_of(r, &w, gist, &yes);
    if (e == OK && yes) {
        struct jo o = {json_incref(row), rows.failed};
        search_run_item(&o, "matter", show_text(&v->s, w.proc->title), gist,
                        arena_printf(&v->arena, "/matters/%" PRId64, w.m->id.v), false);
        jo_add(r->items, o);
    }
    jo_release(&rows);
    return e;
}

err_t search_matter_find(struct search_run *r)
{
    if (!r->viewer.v) return OK;
    struct rows q ROWS_CLEANUP =
        db_query(r->v->db, SQL_MATTERS_ALL, P_I64("before", r->after ? r->after : INT64_MAX),
                 P_I64("n", NEWEST));
    while (rows_next(&q)) {
        int64_t id = rows_i64(&q, "id");
        TRY(look_at(r, &q));
        if (json_array_size(r->items->v) < r->want) continue;
        r->next = id;
        break;
    }
    rows_release(&q);
    return db_error(r->v->db, NULL);
}

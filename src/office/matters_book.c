/* SPDX-License-Identifier: Apache-2.0
 *
 * Books (管理簿) and their entries, as far as the viewer may read them.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "office/book_roll.h"
#include "office/book_uses.h"
#include "office/book_writers.h"
#include "office/job.h"
#include "office/search_book.h"
#include "office/views.h"

enum { PAGE = SEARCH_BOOK_PAGE, SCAN = 2000, QUICK = 5 };

static const char *state_label(const struct show *s, const struct book *b, struct str state)
{
    for (size_t i = 0; i < b->n_states; i++) {
        if (str_eqz(state, b->states[i].name)) return show_text(s, b->states[i].label);
    }
    return arena_strdup(s->w->arena, state);
}

static void show_columns(const struct show *s, struct jo *o, const struct book *b)
{
    struct jo list = jo_array();
    for (size_t i = 0; i < b->n_columns; i++) {
        struct jo c = jo_object();
        jo_str(&c, "name", b->columns[i].name);
        jo_str(&c, "label", show_text(s, b->columns[i].label));
        jo_add(&list, c);
    }
    jo_put(o, "columns", list);
    jo_str(o, "key_label", b->key.label.ja ? show_text(s, b->key.label) : NULL);
}

static err_t show_cells(const struct show *s, struct jo *o, const struct book *b, int64_t entry)
{
    const char **v = ARENA_ARRAY(s->w->arena, const char *, b->n_columns + 1);
    if (!v) return ERR_NOMEM;
    struct known *k = work_known(s->w);
    const struct known_entry *e = k ? known_entry(k, entry) : NULL;
    if (!e) return db_error(s->w->db, NULL) != OK ? db_error(s->w->db, NULL) : ERR_NOMEM;
    for (size_t i = 0; i < b->n_columns; i++) {
        const char *text = known_text(e, b->columns[i].name);
        v[i] = text ? show_cell(s, b, b->columns[i].name, text) : NULL;
    }
    struct jo list = jo_array();
    for (size_t i = 0; i < b->n_columns; i++) {
        struct jo c = jo_object();
        jo_str(&c, "label", show_text(s, b->columns[i].label));
        jo_str(&c, "text", v[i]);
        jo_add(&list, c);
    }
    jo_put(o, "cells", list);
    return OK;
}

static void show_entry_row(const struct show *s, struct jo *o, const struct book *b, struct rows *r)
{
    int64_t id = rows_i64(r, "id");
    jo_i64(o, "id", id);
    show_unit(s, o, "keeper", unit_id(rows_i64(r, "keeper")));
    jo_str(o, "key", arena_strdup(s->w->arena, rows_str(r, "key")));
    struct str state = rows_str(r, "state");
    jo_str(o, "state", arena_strdup(s->w->arena, state));
    jo_str(o, "state_text", state_label(s, b, state));
    show_person(s, o, "holder", person_id(rows_i64_or(r, "holder", 0)));
    show_time(s, o, "changed", (struct moment){rows_i64(r, "changed")});
    jo_str(o, "href", arena_printf(s->w->arena, "/entries/%" PRId64, id));
}

static const char *like_pattern(struct arena *a, struct str s)
{
    struct sb b SB_CLEANUP;
    sb_init(&b, 1000);
    sb_addc(&b, '%');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '%' || s.p[i] == '_' || s.p[i] == '!') sb_addc(&b, '!');
        sb_addc(&b, s.p[i]);
    }
    sb_addc(&b, '%');
    return sb_end(&b) == OK ? arena_strdup(a, sb_str(&b)) : NULL;
}

static err_t query_book(struct view *v, struct book_reader *reader, const char *search,
                        int64_t after, struct rows *ret, int64_t *ret_next)
{
    const struct book *b = reader->book;
    if (!search || !*search) {
        *ret = db_query(v->db, SQL_ENTRIES_OF_BOOK, P_STR("book", str_z(b->name)),
                        P_I64("after", after), P_I64("n", SCAN));
        return OK;
    }
    if (v->w.office->search) { /* by the index, a page of them */
        const char *ids;
        TRY(search_book_entries(v, reader, str_z(search), after, &ids, ret_next));
        *ret = db_query(v->db, SQL_SEARCH_ENTRIES, P_STR("book", str_z(b->name)),
                        P_STR("ids", str_z(ids)));
        return OK;
    }
    struct sb key SB_CLEANUP;
    sb_init(&key, 600);
    TRY(utf8_search_key(&key, str_head(str_z(search), 200)));
    const char *folded = like_pattern(&v->arena, sb_str(&key)),
               *plain = like_pattern(&v->arena, str_head(str_z(search), 200));
    if (!folded || !plain) return ERR_NOMEM;
    *ret = db_query(v->db, SQL_ENTRIES_OF_BOOK_SEARCH, P_STR("book", str_z(b->name)),
                    P_I64("after", after), P_STR("key", str_z(plain)),
                    P_STR("search", str_z(folded)), P_I64("n", SCAN));
    return OK;
}

/* Rows the viewer may read; *ret_next is the id to go on after, 0 at the end. What is searched by
 * the index runs from the newest to the oldest. */
static err_t list_entries(struct view *v, struct book_reader *reader, const char *search,
                          int64_t after, struct jo *list, int64_t *ret_next)
{
    const struct book *b = reader->book;
    struct rows r ROWS_CLEANUP = {0};
    *ret_next = 0;
    TRY(query_book(v, reader, search, after, &r, ret_next));
    int64_t *ids = ARENA_ARRAY(&v->arena, int64_t, PAGE);
    struct jo rows[PAGE];
    size_t n = 0, seen = 0;
    int64_t last = 0;
    err_t e = OK;
    while (e == OK && rows_next(&r)) {
        bool yes;
        seen++;
        e = book_reader_may(reader, unit_id(rows_i64(&r, "keeper")), &yes);
        if (e != OK || !yes) continue;
        if (n == PAGE) {
            *ret_next = last;
            break;
        }
        last = ids[n] = rows_i64(&r, "id");
        rows[n] = jo_object();
        show_entry_row(&v->s, &rows[n++], b, &r);
    }
    if (e == OK) rows_release(&r);
    struct known *k = work_known(&v->w);
    if (e == OK) e = k ? known_look_up_entries(k, ids, n) : ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        if (e == OK) e = show_cells(&v->s, &rows[i], b, ids[i]);
        jo_add(list, rows[i]);
    }
    if (*ret_next == 0 && seen == SCAN) *ret_next = last;
    return e;
}

static void show_book_head(const struct show *s, struct jo *o, const struct book *b)
{
    jo_str(o, "book", b->name);
    jo_str(o, "title", show_text(s, b->title));
    jo_str(o, "article", b->articles.n ? b->articles.v[0].text : NULL);
    jo_str(o, "href", arena_printf(s->w->arena, "/books/%s", b->name));
}

/* In the order of the articles that ask for them. */
static int by_article(const void *a, const void *b)
{
    const struct book *const *x = a, *const *y = b;
    const struct article_ref none = {0}, *p = (*x)->articles.n ? (*x)->articles.v : &none,
                             *q = (*y)->articles.n ? (*y)->articles.v : &none;
    if (p->article != q->article) return p->article < q->article ? -1 : 1;
    if (p->branch != q->branch) return p->branch < q->branch ? -1 : 1;
    return strcmp((*x)->name, (*y)->name);
}

err_t matters_books(const struct office *office, struct person_id viewer, enum lang lang,
                    json_t **ret)
{
    struct view v VIEW_CLEANUP;
    TRY(view_begin(&v, office, viewer, lang));
    size_t n = catalogue_n_books(office->catalogue);
    const struct book **books = ARENA_ARRAY(&v.arena, const struct book *, n + 1);
    if (!books) return ERR_NOMEM;
    for (size_t i = 0; i < n; i++) books[i] = catalogue_book_at(office->catalogue, i);
    if (n) qsort(books, n, sizeof(struct book *), by_article);
    struct jo o = jo_object(), list = jo_array();
    for (size_t i = 0; i < n; i++) {
        struct jo one = jo_object();
        show_book_head(&v.s, &one, books[i]);
        jo_add(&list, one);
    }
    jo_put(&o, "books", list);
    return view_end(&v, &o, ret);
}

/* The columns of a book whose rows are matters: fields of their forms. */
static void show_matter_cells(const struct show *s, struct jo *o, const struct book *b,
                              const struct procedure *p, const json_t *fields)
{
    struct jo list = jo_array();
    for (size_t i = 0; i < b->n_columns; i++) {
        const struct field *f = p ? procedure_field(p, b->columns[i].name) : NULL;
        struct jo c = jo_object();
        jo_str(&c, "label", show_text(s, b->columns[i].label));
        show_value(s, &c, "text", f, f ? json_object_get(fields, f->name) : NULL);
        jo_add(&list, c);
    }
    jo_put(o, "cells", list);
}

static void show_matter(const struct show *s, struct jo *list, const struct book *b, struct rows *r)
{
    struct jo o = jo_object();
    json_t *fields = NULL;
    const struct procedure *p = matters_show_row_into(s, &o, r, &fields);
    show_matter_cells(s, &o, b, p, fields);
    json_decref(fields);
    jo_add(list, o);
}

/* Those of the divisions whose part of the book the viewer may read, newest first; *ret_next is
 * the id before which to go on, 0 at the end. */
static err_t list_matters(struct view *v, struct book_reader *reader, int64_t before,
                          struct jo *list, int64_t *ret_next)
{
    const struct book *b = reader->book;
    bool by_division = b->keeper == SCOPE_DIVISION;
    size_t n = 0, seen = 0;
    int64_t last = 0;
    *ret_next = 0;
    if (!reader->all && !by_division) return OK;
    struct rows r ROWS_CLEANUP =
        db_query(v->db, SQL_MATTERS_OF_BOOK, P_STR("book", str_z(b->name)),
                 P_I64("before", before > 0 ? before : INT64_MAX), P_I64("n", SCAN));
    while (rows_next(&r)) {
        bool yes = true;
        seen++;
        if (by_division)
            TRY(book_reader_may(reader, unit_id(rows_i64_or(&r, "division", 0)), &yes));
        if (yes && n++ == PAGE) {
            *ret_next = last;
            return OK;
        }
        last = rows_i64(&r, "id");
        if (yes) show_matter(&v->s, list, b, &r);
    }
    if (seen == SCAN) *ret_next = last;
    return rows_end(&r);
}

err_t matters_book(const struct office *office, struct person_id viewer, const char *book,
                   const char *search, int64_t after, enum lang lang, json_t **ret)
{
    struct view v VIEW_CLEANUP;
    TRY(view_begin(&v, office, viewer, lang));
    const struct book *b = catalogue_book(office->catalogue, book);
    if (!b) return ERR_NOT_FOUND;
    struct book_reader reader;
    TRY(book_reader_begin(&reader, &v.w, b, viewer));
    struct jo o = jo_object(), list = jo_array(), matters = jo_array(), uses = jo_array();
    bool of_matters = b->n_from_matters > 0, of_uses = b->n_from_uses > 0;
    int64_t next = 0;
    err_t e = OK;
    if (of_matters) e = list_matters(&v, &reader, after, &matters, &next);
    if (of_uses) e = book_uses_list(&v.s, &reader, search, after, &uses, &next);
    if (!of_matters && !of_uses) e = list_entries(&v, &reader, search, after, &list, &next);
    if (e == OK && b->roll) e = book_roll_show(&v.s, &reader, search, &o);
    show_book_head(&v.s, &o, b);
    show_columns(&v.s, &o, b);
    if (e == OK) e = book_writers_show(&v.s, &o, b);
    jo_bool(&o, "of_matters", of_matters);
    jo_bool(&o, "of_uses", of_uses);
    jo_bool(&o, "may_read", reader.all || !of_matters || b->keeper == SCOPE_DIVISION);
    jo_put(&o, "entries", list);
    jo_put(&o, "matters", matters);
    jo_put(&o, "uses", uses);
    jo_str(&o, "search", search ? search : "");
    jo_i64(&o, "next_after", next);
    if (e != OK) {
        jo_release(&o);
        return e;
    }
    return view_end(&v, &o, ret);
}

/* What the viewer can do at once with the thing in hand: take it, or give it back. */
static err_t show_quick(struct view *v, json_t *row, bool in_use)
{
    struct work w WORK_CLEANUP = {.bad = &v->bad, .why = &v->why};
    struct actor actor = v->w.actor;
    TRY(work_begin(&w, v->w.office, v->db, &v->arena, &actor, unit_id(0)));
    TRY(work_load(&w, matter_id(json_integer_value(json_object_get(row, "id")))));
    enum act_kind act = in_use ? ACT_END_USE : ACT_BEGIN_USE;
    const struct uses *u = &w.proc->uses; /* what asks for more is done on the matter's page */
    bool asks = (in_use ? u->n_end_form : u->n_begin_form) > 0;
    bool can = !asks && matters_can_free(&w, actor.person, act);
    const char *word = w.proc->uses.present
                           ? show_text(&v->s, in_use ? w.proc->uses.end : w.proc->uses.begin)
                           : "";
    const char *name = NULL;
    if (org_person_name(v->db, &v->arena, w.applicant, w.as_of, &name) != OK) name = "";
    int bad = json_object_set_new(row, "quick", json_boolean(can)) |
              json_object_set_new(row, "quick_act", json_string(act_kind_name(act))) |
              json_object_set_new(row, "quick_word", json_string(word)) |
              json_object_set_new(row, "applicant_name", json_string(name));
    return bad ? ERR_NOMEM : OK;
}

static err_t list_uses(struct view *v, int64_t entry, struct jo *list)
{
    struct rows r ROWS_CLEANUP = db_query(v->db, SQL_MATTERS_OF_ENTRY, P_I64("entry", entry));
    while (rows_next(&r)) {
        size_t before = json_array_size(list->v);
        bool in_use = rows_bool(&r, "in_use");
        matters_show_row(&v->s, list, &r);
        json_t *one = json_array_get(list->v, before);
        if (one && json_object_set_new(one, "in_use", json_boolean(in_use)) != 0)
            list->failed = true;
    }
    TRY(rows_end(&r));
    for (size_t i = 0; i < json_array_size(list->v) && i < QUICK; i++) {
        json_t *one = json_array_get(list->v, i);
        TRY(show_quick(v, one, json_is_true(json_object_get(one, "in_use"))));
    }
    return OK;
}

err_t matters_entry(const struct office *office, struct person_id viewer, struct entry_id id,
                    enum lang lang, json_t **ret)
{
    struct view v VIEW_CLEANUP;
    TRY(view_begin(&v, office, viewer, lang));
    struct rows r ROWS_CLEANUP = db_query(v.db, SQL_ENTRY_BY_ID, P_I64("entry", id.v));
    if (!rows_next(&r)) {
        TRY(rows_end(&r));
        return ERR_NOT_FOUND;
    }
    const char *name = arena_strdup(&v.arena, rows_str(&r, "book"));
    const struct book *b = name ? catalogue_book(office->catalogue, name) : NULL;
    struct unit_id keeper = unit_id(rows_i64(&r, "keeper"));
    bool holder = rows_i64_or(&r, "holder", 0) == viewer.v;
    if (!b) return ERR_NOT_FOUND;
    struct jo o = jo_object(), uses = jo_array();
    show_entry_row(&v.s, &o, b, &r);
    rows_release(&r);
    bool yes = false;
    struct book_reader reader;
    err_t e = book_reader_begin(&reader, &v.w, b, viewer);
    if (e == OK) e = book_reader_may(&reader, keeper, &yes);
    if (e == OK && !yes && !holder) e = ERR_NOT_FOUND;
    if (e == OK) e = show_cells(&v.s, &o, b, id.v);
    if (e == OK) e = list_uses(&v, id.v, &uses);
    struct jo head = jo_object();
    show_book_head(&v.s, &head, b);
    jo_put(&o, "book", head);
    jo_put(&o, "uses", uses);
    jo_i64(&o, "entry_id", id.v);
    if (e != OK) {
        jo_release(&o);
        return e;
    }
    return view_end(&v, &o, ret);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "office/book_uses.h"

#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"
#include "kernel/parse.h"
#include "ledger/ledger.h"

enum { PAGE = 100, SCAN = 2000, SEARCH_MAX = 200 };

struct use { /* one row in the making */
    const struct show *s;
    const struct procedure *p;
    const struct act *begin, *end; /* end NULL: it goes on */
    json_t *fields, *begun, *ended;
};

static void release(struct use *u)
{
    json_decref(u->fields);
    json_decref(u->begun);
    json_decref(u->ended);
}

static bool concerns(const struct act *a, int64_t entry)
{
    for (size_t i = 0; i < a->n_things; i++) {
        if (a->things[i].v == entry) return true;
    }
    return false;
}

/* The first end of this entry's use after its begin. */
static err_t find_end(const struct show *s, const struct act *begin, int64_t entry,
                      const struct act **ret)
{
    *ret = NULL;
    struct rows r ROWS_CLEANUP = db_query(s->w->db, SQL_USE_ENDS, P_I64("matter", begin->matter.v),
                                          P_I64("seq", begin->seq));
    while (!*ret && rows_next(&r)) {
        struct act *a;
        TRY(act_decode(s->w->arena, rows_str(&r, "envelope"), &a, NULL));
        if (concerns(a, entry)) *ret = a;
    }
    rows_release(&r);
    return db_error(s->w->db, NULL);
}

static err_t form_of(const struct show *s, const struct act *a, json_t **ret)
{
    struct str text = STR_NONE;
    *ret = NULL;
    if (!a) return OK;
    TRY(kernel_content(s->w->db, s->w->arena, a->matter, a->seq, &text, NULL));
    if (text.n == 0) return OK;
    json_t *content = NULL;
    err_t e = parse_stored(text, LEDGER_CONTENT_MAX, &content, NULL);
    if (e != OK) return e == ERR_NOMEM ? e : ERR_CORRUPT;
    *ret = json_incref(json_object_get(content, "form"));
    json_decref(content);
    return OK;
}

static const struct field *find(const struct field *v, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(v[i].name, name) == 0) return &v[i];
    }
    return NULL;
}

/* What stands in a column: asked at the begin, at the end, or when it was applied for. */
static void show_cell_of(const struct use *u, struct jo *o, const char *name)
{
    const struct uses *uses = u->p ? &u->p->uses : NULL;
    const struct field *f = uses ? find(uses->begin_form, uses->n_begin_form, name) : NULL;
    const json_t *from = u->begun;
    if (!f && uses) {
        f = find(uses->end_form, uses->n_end_form, name);
        from = u->ended;
    }
    if (!f && u->p) {
        f = procedure_field(u->p, name);
        from = u->fields;
    }
    show_value(u->s, o, "text", f, f ? json_object_get(from, name) : NULL);
}

static void show_use(const struct use *u, struct jo *o, const struct book *b)
{
    struct jo cells = jo_array();
    show_time(u->s, o, "began", u->begin->happened);
    show_time(u->s, o, "ended", u->end ? u->end->happened : (struct moment){0});
    jo_bool(o, "inside", !u->end);
    show_person(u->s, o, "begun_by", u->begin->by.person);
    show_person(u->s, o, "ended_by", u->end ? u->end->by.person : person_id(0));
    bool late = u->begin->entered.ms - u->begin->happened.ms > MINUTE_MS;
    show_time(u->s, o, "entered", late ? u->begin->entered : (struct moment){0});
    jo_str(o, "document", u->begin->document);
    for (size_t i = 0; i < b->n_columns; i++) {
        struct jo c = jo_object();
        jo_str(&c, "label", show_text(u->s, b->columns[i].label));
        show_cell_of(u, &c, b->columns[i].name);
        jo_add(&cells, c);
    }
    jo_put(o, "cells", cells);
}

static err_t add_row(const struct show *s, struct jo *list, const struct book *b, struct rows *r,
                     const struct act *begin)
{
    struct use u = {.s = s, .begin = begin};
    int64_t entry = rows_i64(r, "entry");
    const char *name = arena_strdup(s->w->arena, rows_str(r, "procedure"));
    if (!name) return ERR_NOMEM;
    u.p = catalogue_procedure(s->w->office->catalogue, name);
    TRY(find_end(s, begin, entry, &u.end));
    err_t e = form_of(s, begin, &u.begun);
    if (e == OK) e = form_of(s, u.end, &u.ended);
    u.fields = e == OK ? show_fields_of(s, begin->matter) : NULL;
    struct jo o = jo_object();
    jo_i64(&o, "matter", begin->matter.v);
    jo_str(&o, "href", arena_printf(s->w->arena, "/matters/%" PRId64, begin->matter.v));
    jo_str(&o, "title", u.p ? show_text(s, u.p->title) : name);
    jo_str(&o, "key", arena_strdup(s->w->arena, rows_str(r, "key")));
    show_person(s, &o, "applicant", person_id(rows_i64_or(r, "applicant", 0)));
    jo_bool(&o, "overdue", !u.end && rows_bool(r, "overdue"));
    if (e == OK) show_use(&u, &o, b);
    release(&u);
    jo_add(list, o);
    return e;
}

static const char *pattern_of(struct arena *a, const char *search)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, SEARCH_MAX * 8);
    sb_addc(&b, '%');
    struct str s = utf8_head(str_z(search ? search : ""), SEARCH_MAX);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '%' || s.p[i] == '_' || s.p[i] == '!') sb_addc(&b, '!');
        sb_addc(&b, s.p[i]);
    }
    sb_addc(&b, '%');
    return sb_end(&b) == OK ? arena_strdup(a, sb_str(&b)) : NULL;
}

static err_t one_row(const struct show *s, struct book_reader *reader, struct rows *r,
                     struct jo *list, size_t *n)
{
    bool yes;
    struct act *begin;
    TRY(book_reader_may(reader, unit_id(rows_i64(r, "keeper")), &yes));
    if (!yes) return OK;
    TRY(act_decode(s->w->arena, rows_str(r, "envelope"), &begin, NULL));
    if (!concerns(begin, rows_i64(r, "entry"))) return OK;
    ++*n;
    return add_row(s, list, reader->book, r, begin);
}

err_t book_uses_list(const struct show *s, struct book_reader *reader, const char *search,
                     int64_t before, struct jo *list, int64_t *ret_next)
{
    const char *pattern = pattern_of(s->w->arena, search);
    if (!pattern) return ERR_NOMEM;
    struct rows r ROWS_CLEANUP =
        db_query(s->w->db, SQL_USES_OF_BOOK, P_STR("book", str_z(reader->book->name)),
                 P_I64("before", before > 0 ? before : INT64_MAX), P_STR("key", str_z(pattern)),
                 P_I64("n", SCAN));
    size_t n = 0, seen = 0;
    int64_t last = 0;
    *ret_next = 0;
    while (n < PAGE && rows_next(&r)) {
        seen++;
        last = rows_i64(&r, "leaf");
        TRY(one_row(s, reader, &r, list, &n));
    }
    if (n == PAGE || seen == SCAN) *ret_next = last;
    rows_release(&r);
    return db_error(s->w->db, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Entries of books and matters, as far as the viewer may see them: candidates from the index, then
 * each is judged by what stands in the tables now, as its own page would judge.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "office/book_reader.h"
#include "office/job.h"
#include "office/org_row.h"
#include "office/search_fill.h"
#include "office/search_reach.h"
#include "office/search_run.h"

/* After TURNS a page ends with what it has; one without anything goes on for longer. */
enum { AT_ONCE = 48, TURNS = 8, TURNS_EMPTY = 100, TEXT_MAX = 1 << 20 };

struct asked { /* tokens */
    struct arena *a;
    struct org_list list; /* of uint64_t */
};

static err_t take(void *arg, uint64_t token)
{
    struct asked *x = arg;
    uint64_t *one = org_list_add(x->a, &x->list, sizeof *one);
    if (!one) return ERR_NOMEM;
    *one = token;
    return OK;
}

static err_t words_of(struct search_run *r, struct asked *ret)
{
    *ret = (struct asked){.a = &r->v->arena};
    for (size_t i = 0; i < r->words.n; i++) TRY(search_index_term(r->words.term[i], take, ret));
    return OK;
}

/* --- entries --- */

struct readers { /* one a book, made when first asked for */
    struct book_reader v[64];
    size_t n;
};

static err_t may_read(struct search_run *r, struct readers *x, const struct known_entry *e,
                      const struct book *b, bool *ret)
{
    size_t i = 0;
    *ret = person_id_eq(e->holder, r->viewer);
    while (i < x->n && x->v[i].book != b) i++;
    if (i == x->n) {
        if (i == ARRAY_LEN(x->v)) return OK;
        TRY(book_reader_begin(&x->v[i], &r->v->w, b, r->viewer));
        x->n++;
    }
    bool may;
    TRY(book_reader_may(&x->v[i], e->keeper, &may));
    *ret = *ret || may;
    return OK;
}

/* Which parts of the books the viewer may read, and what he holds himself. */
static err_t parts_of(struct search_run *r, struct readers *x, struct asked *ret)
{
    struct work *w = &r->v->w;
    const struct catalogue *c = w->office->catalogue;
    struct search_reach reach;
    *ret = (struct asked){.a = &r->v->arena};
    TRY(search_reach_begin(&reach, w, r->viewer));
    for (size_t i = 0; i < catalogue_n_books(c) && x->n < ARRAY_LEN(x->v); i++) {
        TRY(book_reader_begin(&x->v[x->n], w, catalogue_book_at(c, i), r->viewer));
        TRY(search_reach_book(&reach, &x->v[x->n++]));
    }
    ret->list = reach.tokens;
    return take(ret, search_index_word(STR("+holder"), r->viewer.v, 0));
}

static err_t key_is(const struct search_run *r, const char *key, bool *ret)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 4000);
    *ret = false;
    err_t e = utf8_search_key(&b, str_z(key));
    if (e == ERR_NOMEM) return e;
    *ret = e == OK && str_eq(sb_str(&b), r->words.whole);
    return OK;
}

static err_t look_at_entry(struct search_run *r, struct readers *x, int64_t id, bool wants_exact,
                           bool *ret_shown)
{
    const struct show *s = &r->v->s;
    const struct known_entry *e = known_entry(work_known(&r->v->w), id);
    SB_CLEANUP struct sb text;
    bool may, exact;
    sb_init(&text, TEXT_MAX);
    *ret_shown = false;
    if (!e) return ERR_NOMEM;
    const struct book *b = e->found ? catalogue_book(s->w->office->catalogue, e->book) : NULL;
    if (!b) return OK;
    err_t fits = search_fill_entry_text(s, e, &text);
    if (fits != OK && fits != ERR_TOO_BIG) return fits;
    TRY(key_is(r, e->key, &exact));
    if (exact != wants_exact || !search_query_matches(&r->words, sb_str(&text))) return OK;
    TRY(may_read(r, x, e, b, &may));
    if (!may) return OK;
    const char *title = show_entry(s, id);
    struct jo o = jo_object();
    search_run_item(&o, "entry", title ? title : e->key, show_text(s, b->title),
                    arena_printf(s->w->arena, "/entries/%" PRId64, id), exact);
    jo_str(&o, "key", e->key);
    jo_str(&o, "book", b->name);
    jo_add(r->items, o);
    *ret_shown = true;
    return OK;
}

static bool goes_on(const struct search_run *r, int turn)
{
    return turn < (json_array_size(r->items->v) ? TURNS : TURNS_EMPTY);
}

static err_t entries_with(struct search_run *r, struct readers *x, const struct asked *q,
                          const struct asked *parts, int64_t before, bool exact)
{
    for (int turn = 0; goes_on(r, turn); turn++) {
        int64_t ids[AT_ONCE];
        size_t n = search_index_find(r->v->w.office->search, SEARCH_ENTRY, q->list.v, q->list.n,
                                     parts->list.v, parts->list.n, before, ids, AT_ONCE);
        TRY(known_look_up_entries(work_known(&r->v->w), ids, n));
        for (size_t i = 0; i < n; i++) {
            bool shown;
            if (json_array_size(r->items->v) == r->want) {
                r->next = before;
                return OK;
            }
            TRY(look_at_entry(r, x, ids[i], exact, &shown));
            before = ids[i];
        }
        if (n < AT_ONCE) return OK;
    }
    r->next = before;
    return OK;
}

err_t search_entry_find(struct search_run *r)
{
    struct asked words, parts, key = {.a = &r->v->arena};
    struct readers x = {.n = 0};
    if (!r->viewer.v || !r->v->w.office->search) return OK;
    if (!work_known(&r->v->w)) return ERR_NOMEM;
    TRY(words_of(r, &words));
    TRY(parts_of(r, &x, &parts));
    TRY(take(&key, search_index_word(r->words.whole, -1, -1)));
    if (r->after <= 0) {
        TRY(entries_with(r, &x, &key, &parts, r->after ? -r->after : INT64_MAX, true));
        r->next = -r->next; /* still among those that are exactly meant */
        if (r->next) return OK;
    }
    return entries_with(r, &x, &words, &parts, r->after > 0 ? r->after : INT64_MAX, false);
}

/* --- matters --- */

struct finding {
    struct search_run *r;
    struct rows rows; /* of the candidates, held */
};

static bool row_of(struct finding *f, int64_t id)
{
    rows_rewind(&f->rows);
    while (rows_next(&f->rows)) {
        if (rows_i64(&f->rows, "id") == id) return true;
    }
    return false;
}

static err_t look_at(void *arg, struct work *w)
{
    struct finding *f = arg;
    struct search_run *r = f->r;
    struct show ja = r->v->s;
    SB_CLEANUP struct sb text;
    sb_init(&text, TEXT_MAX);
    if (json_array_size(r->items->v) == r->want) return OK;
    r->after = w->m->id.v; /* where to go on */
    ja.w = w;
    ja.lang = LANG_JA;
    ja.names = NULL; /* names are kept in one language */
    err_t e = search_fill_matter_text(&ja, &text);
    if (e != OK && e != ERR_TOO_BIG) return e;
    if (!search_query_matches(&r->words, sb_str(&text)) || !row_of(f, w->m->id.v)) return OK;
    e = matters_may_see(w, r->viewer);
    if (e == ERR_NOT_FOUND) return OK;
    TRY(e);
    struct jo o = jo_object();
    (void)matters_show_row_into(&r->v->s, &o, &f->rows, NULL);
    const char *gist = json_string_value(json_object_get(o.v, "gist"));
    search_run_item(&o, "matter", show_text(&r->v->s, w->proc->title),
                    gist ? arena_strdup(w->arena, str_z(gist)) : NULL,
                    arena_printf(w->arena, "/matters/%" PRId64, w->m->id.v), false);
    jo_add(r->items, o);
    return OK;
}

static err_t look_at_all(struct search_run *r, const int64_t *ids, size_t n)
{
    struct finding f = {.r = r};
    SB_CLEANUP struct sb list;
    sb_init(&list, AT_ONCE * 24);
    for (size_t i = 0; i < n; i++) sb_addf(&list, "%c%" PRId64, i ? ',' : '[', ids[i]);
    sb_addc(&list, ']');
    TRY(sb_end(&list));
    TRY(known_look_up_matters(work_known(&r->v->w), ids, n));
    f.rows = db_query(r->v->db, SQL_SEARCH_MATTERS, P_STR("ids", sb_str(&list)));
    err_t e = rows_hold(&f.rows);
    if (e == OK) e = search_fill_each(r->v, ids, n, look_at, &f);
    rows_release(&f.rows);
    return e;
}

err_t search_matter_find(struct search_run *r)
{
    struct asked words;
    struct search_reach seen;
    bool all;
    struct search_index *x = r->v->w.office->search;
    if (!r->viewer.v || !x) return OK;
    if (!work_known(&r->v->w)) return ERR_NOMEM;
    TRY(words_of(r, &words));
    TRY(search_reach_begin(&seen, &r->v->w, r->viewer));
    TRY(search_reach_matters(&seen, &all));
    int64_t before = r->after ? r->after : INT64_MAX;
    for (int turn = 0; goes_on(r, turn); turn++) {
        int64_t ids[AT_ONCE];
        /* The first few first: mostly they are what is shown. */
        size_t want = turn == 0 ? r->want + 2 : AT_ONCE;
        size_t n = search_index_find(x, SEARCH_MATTER, words.list.v, words.list.n, seen.tokens.v,
                                     all ? 0 : seen.tokens.n, before, ids, want);
        if (n == 0) return OK;
        TRY(look_at_all(r, ids, n));
        before = r->after;
        if (json_array_size(r->items->v) == r->want) {
            bool more = before > ids[n - 1] || n == want;
            r->next = more ? before : 0;
            return OK;
        }
        if (n < want) return OK;
        before = ids[n - 1];
    }
    r->next = before;
    return OK;
}

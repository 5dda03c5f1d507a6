/* SPDX-License-Identifier: Apache-2.0 */
#include "office/search_book.h"

#include <inttypes.h>

#include "office/org_row.h"
#include "office/search_fill.h"
#include "office/search_query.h"

enum { FOUND_MAX = 300, TEXT_MAX = 1 << 20 };

struct asked {
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

/* What stands under keepers whose part of the book the viewer may read. */
static err_t parts(struct book_reader *reader, struct asked *ret)
{
    for (size_t i = 0; i < reader->n_roles && !reader->all; i++) {
        struct unit_id unit = reader->roles[i].unit;
        bool may = false;
        if (unit_id_is_set(unit)) TRY(book_reader_may(reader, unit, &may));
        if (may) TRY(take(ret, search_fill_keeper(reader->book->name, unit)));
    }
    return OK;
}

static err_t holds_words(struct view *v, const struct search_words *words, int64_t id, bool *ret)
{
    const struct known_entry *e = known_entry(work_known(&v->w), id);
    SB_CLEANUP struct sb text;
    sb_init(&text, TEXT_MAX);
    *ret = false;
    if (!e) return ERR_NOMEM;
    if (!e->found) return OK;
    err_t fits = search_fill_entry_text(&v->s, e, &text);
    *ret = search_query_matches(words, sb_str(&text));
    return fits == ERR_TOO_BIG ? OK : fits;
}

err_t search_book_entries(struct view *v, struct book_reader *reader, struct str typed,
                          const char **ret)
{
    struct search_words words;
    struct asked all = {.a = &v->arena}, any = {.a = &v->arena};
    int64_t ids[FOUND_MAX];
    size_t n = 0, kept = 0;
    SB_CLEANUP struct sb b;
    sb_init(&b, FOUND_MAX * 24);
    if (!work_known(&v->w)) return ERR_NOMEM;
    TRY(search_query_read(&v->arena, typed, &words));
    for (size_t i = 0; i < words.n; i++) TRY(search_index_term(words.term[i], take, &all));
    TRY(take(&all, search_fill_keeper(reader->book->name, unit_id(-1))));
    TRY(parts(reader, &any));
    if (words.n && (reader->all || any.list.n))
        n = search_index_find(v->w.office->search, SEARCH_ENTRY, all.list.v, all.list.n, any.list.v,
                              any.list.n, INT64_MAX, ids, FOUND_MAX);
    TRY(known_look_up_entries(work_known(&v->w), ids, n));
    sb_addc(&b, '[');
    for (size_t i = 0; i < n; i++) {
        bool yes;
        TRY(holds_words(v, &words, ids[i], &yes));
        if (yes) sb_addf(&b, "%s%" PRId64, kept++ ? "," : "", ids[i]);
    }
    sb_addc(&b, ']');
    TRY(sb_end(&b));
    *ret = arena_strdup(&v->arena, sb_str(&b));
    return *ret ? OK : ERR_NOMEM;
}

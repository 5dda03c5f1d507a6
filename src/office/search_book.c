/* SPDX-License-Identifier: Apache-2.0 */
#include "office/search_book.h"

#include <inttypes.h>

#include "office/search_fill.h"
#include "office/search_query.h"
#include "office/search_reach.h"

enum { AT_ONCE = 128, LOOK_MAX = 5000, TEXT_MAX = 1 << 20 };

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

struct page {
    int64_t ids[SEARCH_BOOK_PAGE];
    size_t n, looked;
    int64_t next;
};

/* The page is full when one more is found than it holds: then something follows. */
static err_t add(struct page *p, struct view *v, const struct search_words *words,
                 const int64_t *ids, size_t n)
{
    TRY(known_look_up_entries(work_known(&v->w), ids, n));
    for (size_t i = 0; i < n && !p->next; i++) {
        bool yes;
        TRY(holds_words(v, words, ids[i], &yes));
        if (yes && p->n == SEARCH_BOOK_PAGE)
            p->next = p->ids[p->n - 1];
        else if (yes)
            p->ids[p->n++] = ids[i];
    }
    return OK;
}

static err_t ids_text(struct view *v, const struct page *p, const char **ret)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, SEARCH_BOOK_PAGE * 24);
    sb_addc(&b, '[');
    for (size_t i = 0; i < p->n; i++) sb_addf(&b, "%s%" PRId64, i ? "," : "", p->ids[i]);
    sb_addc(&b, ']');
    TRY(sb_end(&b));
    *ret = arena_strdup(&v->arena, sb_str(&b));
    return *ret ? OK : ERR_NOMEM;
}

err_t search_book_entries(struct view *v, struct book_reader *reader, struct str typed,
                          int64_t before, const char **ret, int64_t *ret_next)
{
    struct search_words words;
    struct asked all = {.a = &v->arena};
    struct search_reach any;
    struct page p = {.n = 0};
    int64_t ids[AT_ONCE];
    size_t n = AT_ONCE;
    if (!work_known(&v->w)) return ERR_NOMEM;
    if (before <= 0) before = INT64_MAX;
    TRY(search_query_read(&v->arena, typed, &words));
    for (size_t i = 0; i < words.n; i++) TRY(search_index_term(words.term[i], take, &all));
    TRY(take(&all, search_fill_keeper(reader->book->name, unit_id(-1))));
    TRY(search_reach_begin(&any, &v->w, reader->viewer));
    TRY(search_reach_book(&any, reader));
    while (words.n && any.tokens.n && n == AT_ONCE && !p.next) {
        if (p.looked >= LOOK_MAX) {
            p.next = before;
            break;
        }
        n = search_index_find(v->w.office->search, SEARCH_ENTRY, all.list.v, all.list.n,
                              any.tokens.v, any.tokens.n, before, ids, AT_ONCE);
        TRY(add(&p, v, &words, ids, n));
        if (n) before = ids[n - 1];
        p.looked += n;
    }
    *ret_next = p.next;
    return ids_text(v, &p, ret);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/article.h"

#include "base/utf8.h"
#include "catalogue/catalogue_parts.h"

static bool take_number(struct str *s, uint16_t *ret)
{
    unsigned n = 0;
    size_t i = 0;
    for (; i < s->n && i < 4 && s->p[i] >= '0' && s->p[i] <= '9'; i++)
        n = n * 10 + (unsigned)(s->p[i] - '0');
    if (i == 0 || s->p[0] == '0') return false;
    *ret = (uint16_t)n;
    *s = str_skip(*s, i);
    return true;
}

static bool take(struct str *s, struct str what)
{
    if (!str_starts(*s, what)) return false;
    *s = str_skip(*s, what.n);
    return true;
}

err_t article_parse(struct str s, struct article_ref *ret)
{
    struct article_ref r = {0};
    if (!take_number(&s, &r.article)) return ERR_INVALID;
    if (take(&s, STR("の")) && !take_number(&s, &r.branch)) return ERR_INVALID;
    uint16_t *const in[] = {&r.paragraph, &r.item};
    for (size_t i = 0; i < 2 && s.n > 0; i++)
        if (!take(&s, STR("(")) || !take_number(&s, in[i]) || !take(&s, STR(")")))
            return ERR_INVALID;
    if (s.n > 0) return ERR_INVALID;
    *ret = r;
    return OK;
}

static bool has_item(const struct article_row *row, uint16_t item)
{
    return item >= 1 && item <= ARTICLE_ITEMS_MAX && (row->items >> (item - 1) & 1);
}

enum article_found article_find(const struct article_index *x, struct article_ref *ref,
                                unsigned *ret_last)
{
    size_t first = 0, n = 0;
    if (x->n == 0) return ARTICLE_EXISTS;
    while (first < x->n &&
           (x->v[first].article != ref->article || x->v[first].branch != ref->branch))
        first++;
    while (first + n < x->n && x->v[first + n].article == ref->article &&
           x->v[first + n].branch == ref->branch)
        n++;
    if (n == 0) return ARTICLE_UNKNOWN;
    *ret_last = (unsigned)n;
    const struct article_row *row = &x->v[first];
    if (n == 1 && row->items && ref->paragraph && !ref->item) {
        ref->item = ref->paragraph;
        ref->paragraph = 1;
    }
    if (ref->paragraph > n) return ARTICLE_NO_PARAGRAPH;
    if (ref->item && !has_item(row + ref->paragraph - 1, ref->item)) return ARTICLE_NO_ITEM;
    return ARTICLE_EXISTS;
}

bool article_load_one(struct load *l, const struct yaml *y, struct str text, size_t offset,
                      struct article_ref *ret)
{
    struct place at = load_place_in(l, y, offset);
    struct str shown = utf8_head(text, 60);
    struct article_ref r;
    if (article_parse(text, &r) != OK) {
        load_fault(l, at, "catalogue.bad_article", "%.*s", STR_ARG(shown));
        return false;
    }
    unsigned last = 0;
    enum article_found found = article_find(&l->c->articles, &r, &last);
    switch (l->stored ? ARTICLE_EXISTS : found) {
    case ARTICLE_EXISTS:
        break;
    case ARTICLE_UNKNOWN:
        load_fault(l, at, "catalogue.no_article", "%.*s", STR_ARG(shown));
        return false;
    case ARTICLE_NO_PARAGRAPH:
        load_fault(l, at, "catalogue.no_paragraph", "%.*s" FS "%u", STR_ARG(shown), last);
        return false;
    case ARTICLE_NO_ITEM:
        load_fault(l, at, "catalogue.no_item", "%.*s", STR_ARG(shown));
        return false;
    }
    r.text = load_strz(l, text);
    *ret = r;
    return r.text != NULL;
}

void article_load(struct load *l, const struct yaml *y, struct article_list *ret)
{
    struct load_words w = load_words(y);
    struct article_ref *v = LOAD_ARRAY(l, struct article_ref, w.n);
    if (!v) return;
    size_t n = 0;
    for (size_t i = 0; i < w.n; i++) {
        struct str s;
        if (load_word(l, &w.v[i], &s) && article_load_one(l, &w.v[i], s, 0, &v[n])) n++;
    }
    *ret = (struct article_list){v, n};
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/compare.h"

#include <string.h>

#include "standard/fold.h"
#include "standard/glyph.h"
#include "standard/numeral.h"

/* In thousandths of alike words. */
enum { SURELY_MOVED = 800, SAME_CAPTION_MOVED = 500, STILL_THE_SAME = 250, PAIRS_MAX = 250000 };

const char *compare_change_name(enum compare_change c)
{
    static const char *const names[COMPARE_CHANGES] = {"same", "changed", "added", "removed",
                                                       "moved"};
    return names[c];
}

struct unit {            /* what has a page */
    uint32_t node, pair; /* pair: index + 1 on the other side; 0 = none */
    struct wording_bag bag;
};
struct side {
    const struct standard_text *t;
    struct unit *v;
    uint32_t n;
};

static bool is_unit(const struct standard_text *t, uint32_t i)
{
    return t->nodes[i].level == STANDARD_ARTICLE || t->nodes[i].level == STANDARD_SUPPLEMENT ||
           t->nodes[i].level == STANDARD_APPENDIX;
}

/* All words of a node and what is below it. */
static err_t bag_of(struct arena *a, const struct standard_text *t, uint32_t i,
                    struct wording_bag *ret)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 4 * (size_t)STANDARD_BYTES_MAX);
    for (uint32_t k = i; k < t->nodes[i].end; k++) {
        fold_add(&b, t->nodes[k].caption);
        fold_add(&b, t->nodes[k].text);
    }
    TRY(sb_end(&b));
    return wording_bag(a, sb_str(&b), ret);
}

static err_t take_side(struct arena *a, const struct standard_text *t, struct side *ret)
{
    struct side s = {.t = t};
    for (uint32_t i = 1; i < t->n_nodes; i = is_unit(t, i) ? t->nodes[i].end : i + 1)
        s.n += is_unit(t, i);
    s.v = ARENA_ARRAY(a, struct unit, (size_t)s.n + 1);
    if (!s.v) return ERR_NOMEM;
    uint32_t n = 0;
    for (uint32_t i = 1; i < t->n_nodes; i = is_unit(t, i) ? t->nodes[i].end : i + 1) {
        if (!is_unit(t, i)) continue;
        s.v[n].node = i;
        TRY(bag_of(a, t, i, &s.v[n++].bag));
    }
    *ret = s;
    return OK;
}

/* Numbers by value, brackets of either width alike. */
static bool same_label(struct str a, struct str b)
{
    while (a.n > 0 || b.n > 0) {
        uint16_t x = 0, y = 0;
        enum numeral_form form;
        (void)glyph_skip_blanks(&a);
        (void)glyph_skip_blanks(&b);
        bool n = numeral_take(&a, true, &x, &form), m = numeral_take(&b, true, &y, &form);
        if (n != m || x != y) return false;
        if (n) continue;
        uint32_t c = glyph_take(&a), d = glyph_take(&b);
        bool alike = c == d || (glyph_is_open(c) && glyph_is_open(d)) ||
                     (glyph_is_close(c) && glyph_is_close(d));
        if (!alike) return false;
    }
    return true;
}

static bool same_node(const struct standard_text *a, uint32_t i, const struct standard_text *b,
                      uint32_t k, bool labels)
{
    const struct standard_node *x = &a->nodes[i], *y = &b->nodes[k];
    return x->level == y->level && x->depth == y->depth && fold_same(x->caption, y->caption) &&
           fold_same(x->text, y->text) && (!labels || same_label(x->label, y->label));
}

static bool same_words(const struct side *a, const struct unit *x, const struct side *b,
                       const struct unit *y)
{
    uint32_t n = a->t->nodes[x->node].end - x->node;
    if (n != b->t->nodes[y->node].end - y->node) return false;
    for (uint32_t i = 0; i < n; i++) {
        if (!same_node(a->t, x->node + i, b->t, y->node + i, i > 0)) return false;
    }
    return true;
}

static bool same_number(const struct side *a, const struct unit *x, const struct side *b,
                        const struct unit *y)
{
    const struct standard_node *m = &a->t->nodes[x->node], *n = &b->t->nodes[y->node];
    if (m->level != n->level) return false;
    if (m->level == STANDARD_ARTICLE) return standard_number_cmp(&m->number, &n->number) == 0;
    return m->level == STANDARD_APPENDIX ? same_label(m->label, n->label)
                                         : m->position == n->position;
}

static void pair(struct side *a, uint32_t i, struct side *b, uint32_t k)
{
    a->v[i].pair = k + 1;
    b->v[k].pair = i + 1;
}

typedef bool match_fn(const struct side *a, const struct unit *x, const struct side *b,
                      const struct unit *y);

static bool number_and_words(const struct side *a, const struct unit *x, const struct side *b,
                             const struct unit *y)
{
    return same_number(a, x, b, y) && same_words(a, x, b, y);
}

static bool same_caption(const struct side *a, const struct unit *x, const struct side *b,
                         const struct unit *y)
{
    const struct standard_node *m = &a->t->nodes[x->node], *n = &b->t->nodes[y->node];
    return m->level == STANDARD_ARTICLE && n->level == STANDARD_ARTICLE && m->caption.n > 0 &&
           fold_same(m->caption, n->caption);
}

static bool number_and_caption(const struct side *a, const struct unit *x, const struct side *b,
                               const struct unit *y)
{
    return same_number(a, x, b, y) && same_caption(a, x, b, y);
}

static bool caption_and_words(const struct side *a, const struct unit *x, const struct side *b,
                              const struct unit *y)
{
    return same_caption(a, x, b, y) && wording_alike(&x->bag, &y->bag) >= SAME_CAPTION_MOVED;
}

static bool number_still_the_same(const struct side *a, const struct unit *x, const struct side *b,
                                  const struct unit *y)
{
    return same_number(a, x, b, y) && wording_alike(&x->bag, &y->bag) >= STILL_THE_SAME;
}

/* 第3条 削除: the number keeps its place when its words went. */
static bool number_deleted(const struct side *a, const struct unit *x, const struct side *b,
                           const struct unit *y)
{
    return same_number(a, x, b, y) &&
           (a->t->nodes[x->node].deleted || b->t->nodes[y->node].deleted);
}

static bool surely_moved(const struct side *a, const struct unit *x, const struct side *b,
                         const struct unit *y)
{
    return a->t->nodes[x->node].level == b->t->nodes[y->node].level && x->bag.weight > 60 &&
           wording_alike(&x->bag, &y->bag) >= SURELY_MOVED;
}

/* The only one on the other side, not yet paired, that fits; 0 = none or several. */
static uint32_t only_match(const struct side *a, uint32_t i, const struct side *b, match_fn *fits,
                           bool turned)
{
    uint32_t hit = 0, n = 0;
    for (uint32_t k = 0; k < b->n && n < 2; k++) {
        if (b->v[k].pair) continue;
        bool good = turned ? fits(b, &b->v[k], a, &a->v[i]) : fits(a, &a->v[i], b, &b->v[k]);
        if (!good) continue;
        hit = k + 1;
        n++;
    }
    return n == 1 ? hit : 0;
}

/* What is the same in number and words: the first with the first, where there are several. */
static void pair_equals(struct side *a, struct side *b)
{
    for (uint32_t i = 0; i < a->n; i++) {
        for (uint32_t k = 0; k < b->n && !a->v[i].pair; k++) {
            if (!b->v[k].pair && number_and_words(a, &a->v[i], b, &b->v[k])) pair(a, i, b, k);
        }
    }
}

static void pass(struct side *a, struct side *b, match_fn *fits)
{
    uint64_t left_a = 0, left_b = 0;
    for (uint32_t i = 0; i < a->n; i++) left_a += a->v[i].pair == 0;
    for (uint32_t k = 0; k < b->n; k++) left_b += b->v[k].pair == 0;
    if (left_a * left_b > PAIRS_MAX && fits == surely_moved) return;
    for (uint32_t i = 0; i < a->n; i++) {
        if (a->v[i].pair) continue;
        uint32_t k = only_match(a, i, b, fits, false);
        if (k && only_match(b, k - 1, a, fits, true) == i + 1) pair(a, i, b, k - 1);
    }
}

static struct compare_row row_of(const struct side *a, const struct side *b, uint32_t k)
{
    const struct unit *y = &b->v[k];
    if (y->pair == 0) return (struct compare_row){COMPARE_ADDED, true, 0, y->node};
    const struct unit *x = &a->v[y->pair - 1];
    bool words = !same_words(a, x, b, y);
    /* 附則 have no numbers that could change. */
    bool numbered = b->t->nodes[y->node].level != STANDARD_SUPPLEMENT;
    enum compare_change c = numbered && !same_number(a, x, b, y) ? COMPARE_MOVED
                            : words                              ? COMPARE_CHANGED
                                                                 : COMPARE_SAME;
    return (struct compare_row){c, words, x->node, y->node};
}

struct rows {
    struct compare_row *v;
    uint32_t n;
};

/* What was removed directly behind the i-th of the old text (-1: at its head). */
static void add_removed(const struct side *a, uint32_t from, struct rows *r)
{
    for (uint32_t i = from; i < a->n && a->v[i].pair == 0; i++)
        r->v[r->n++] = (struct compare_row){COMPARE_REMOVED, true, a->v[i].node, 0};
}

err_t compare_texts(struct arena *a, const struct standard_text *before,
                    const struct standard_text *after, struct compare *ret)
{
    static match_fn *const passes[] = {same_words, number_and_caption, caption_and_words,
                                       number_still_the_same, surely_moved,
                                       number_deleted};
    struct side x, y;
    TRY(take_side(a, before, &x));
    TRY(take_side(a, after, &y));
    pair_equals(&x, &y);
    for (size_t i = 0; i < ARRAY_LEN(passes); i++) pass(&x, &y, passes[i]);
    struct rows r = {ARENA_ARRAY(a, struct compare_row, (size_t)x.n + y.n + 1), 0};
    if (!r.v) return ERR_NOMEM;
    add_removed(&x, 0, &r);
    for (uint32_t k = 0; k < y.n; k++) {
        r.v[r.n++] = row_of(&x, &y, k);
        if (y.v[k].pair) add_removed(&x, y.v[k].pair, &r);
    }
    struct compare c = {.v = r.v, .n = r.n};
    for (uint32_t i = 0; i < r.n; i++) c.of[r.v[i].change]++;
    *ret = c;
    return OK;
}

/* --- the lines of one article --- */

enum { LINES_MAX = 300, ALIKE = 350, BONUS = 60 };

struct line {
    uint32_t node;
    struct wording_bag bag;
};

static err_t take_lines(struct arena *a, const struct standard_text *t, uint32_t i,
                        struct line **ret, uint32_t *ret_n)
{
    uint32_t n = i ? t->nodes[i].end - i - 1 : 0;
    bool own = i && t->nodes[i].level == STANDARD_APPENDIX;
    struct line *v = ARENA_ARRAY(a, struct line, (size_t)n + 1);
    if (!v) return ERR_NOMEM;
    if (own) n = 1;
    for (uint32_t k = 0; k < n; k++) {
        v[k].node = own ? i : i + 1 + k;
        SB_CLEANUP struct sb b;
        sb_init(&b, 2 * (size_t)STANDARD_BYTES_MAX);
        fold_add(&b, t->nodes[v[k].node].caption);
        fold_add(&b, t->nodes[v[k].node].text);
        TRY(sb_end(&b));
        TRY(wording_bag(a, sb_str(&b), &v[k].bag));
    }
    *ret = v;
    *ret_n = n;
    return OK;
}

static unsigned score(const struct standard_text *a, const struct line *x,
                      const struct standard_text *b, const struct line *y)
{
    const struct standard_node *m = &a->nodes[x->node], *n = &b->nodes[y->node];
    if (m->level != n->level || m->depth != n->depth) return 0;
    unsigned alike = wording_alike(&x->bag, &y->bag);
    if (alike < ALIKE) return 0;
    return alike + (same_label(m->label, n->label) ? BONUS : 0);
}

/* The pairing in order that has most in common: table[i][k] from the i-th old and k-th new on. */
static err_t best_pairing(struct arena *a, const struct standard_text *before, const struct line *x,
                          uint32_t n, const struct standard_text *after, const struct line *y,
                          uint32_t m, uint32_t **ret)
{
    size_t width = (size_t)m + 1;
    uint32_t *t = ARENA_ARRAY(a, uint32_t, (n + 1) * width);
    if (!t) return ERR_NOMEM;
    for (uint32_t i = n; i-- > 0;) {
        for (uint32_t k = m; k-- > 0;) {
            uint32_t best = t[(i + 1) * width + k], other = t[i * width + k + 1];
            if (other > best) best = other;
            unsigned s = score(before, &x[i], after, &y[k]);
            if (s && t[(i + 1) * width + k + 1] + s > best) best = t[(i + 1) * width + k + 1] + s;
            t[i * width + k] = best;
        }
    }
    *ret = t;
    return OK;
}

static struct compare_row line_row(const struct standard_text *a, uint32_t i,
                                   const struct standard_text *b, uint32_t k)
{
    bool words = !same_node(a, i, b, k, true);
    return (struct compare_row){words ? COMPARE_CHANGED : COMPARE_SAME, words, i, k};
}

err_t compare_articles(struct arena *a, const struct standard_text *before, uint32_t old,
                       const struct standard_text *after, uint32_t new, struct compare *ret)
{
    struct line *x, *y;
    uint32_t n, m, i = 0, k = 0, *t = NULL;
    TRY(take_lines(a, before, old, &x, &n));
    TRY(take_lines(a, after, new, &y, &m));
    struct rows r = {ARENA_ARRAY(a, struct compare_row, (size_t)n + m + 1), 0};
    if (!r.v) return ERR_NOMEM;
    bool aligned = n <= LINES_MAX && m <= LINES_MAX;
    if (aligned) TRY(best_pairing(a, before, x, n, after, y, m, &t));
    size_t width = (size_t)m + 1;
    while (i < n || k < m) {
        unsigned s = aligned && i < n && k < m ? score(before, &x[i], after, &y[k]) : 0;
        bool both = i < n && k < m &&
                    (!aligned || (s && t[i * width + k] == t[(i + 1) * width + k + 1] + s));
        if (both)
            r.v[r.n++] = line_row(before, x[i++].node, after, y[k++].node);
        else if (i < n && (k == m || t[i * width + k] == t[(i + 1) * width + k]))
            r.v[r.n++] = (struct compare_row){COMPARE_REMOVED, true, x[i++].node, 0};
        else
            r.v[r.n++] = (struct compare_row){COMPARE_ADDED, true, 0, y[k++].node};
    }
    struct compare c = {.v = r.v, .n = r.n};
    for (uint32_t z = 0; z < r.n; z++) c.of[r.v[z].change]++;
    *ret = c;
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/coverage_text.h"

#include <stdio.h>

#include "catalogue/catalogue_parts.h"

static bool at(struct str s, size_t i, const char *word)
{
    return str_starts(str_skip(s, i), str_z(word));
}

/* Does `word` end just before byte i? */
static bool before(struct str s, size_t i, const char *word)
{
    struct str w = str_z(word);
    return i >= w.n && at(s, i - w.n, word);
}

/* 努めるものとする and できるものとする bind no more than their verbs; 直属するものとする says
 * under whom something stands. */
static bool plain_shall(struct str s, size_t i)
{
    return at(s, i, "ものとする") && !before(s, i, "できる") && !before(s, i, "努める") &&
           !before(s, i, "直属する");
}

enum force coverage_text_force(struct str words)
{
    bool should = false, must = false, must_not = false, may = false;
    for (size_t i = 0; i < words.n; i++) {
        bool duty = at(words, i, "なければならな") || at(words, i, "なければなら、");
        should = should || at(words, i, "努めなければな") || at(words, i, "努めるものとする");
        must = must || (duty && !before(words, i, "努め")) || plain_shall(words, i);
        must_not = must_not || at(words, i, "てはならな") || at(words, i, "ではならな");
        may = may || at(words, i, "ことができる");
    }
    if (must) return FORCE_MUST;
    if (must_not) return FORCE_MUST_NOT;
    if (should) return FORCE_SHOULD;
    return may ? FORCE_MAY : FORCE_STATES;
}

/* What the text says may not be weaker in ours: a ban is as strong as a duty. */
static int rank(enum force f)
{
    static const int ranks[FORCE_KINDS] = {[FORCE_MUST] = 3,
                                           [FORCE_MUST_NOT] = 3,
                                           [FORCE_SHOULD] = 2,
                                           [FORCE_MAY] = 1,
                                           [FORCE_STATES] = 0};
    return ranks[f];
}

struct comparing {
    const struct catalogue *c;
    const struct standard_text *t;
    const char *file;
    catalogue_fault_fn *sink;
    void *ctx;
    size_t n;
};

static void tell(struct comparing *x, uint32_t line, const char *id, const char *number,
                 const char *more)
{
    struct fault f;
    x->n++;
    (void)fault_set(&f, ERR_INVALID, id, "%s" FS "%s", number, more);
    fault_place(&f, x->file, line, 1);
    if (x->sink) x->sink(x->ctx, &f);
}

/* The strongest of the paragraph and its items. */
static enum force force_of(const struct standard_text *t, uint32_t paragraph)
{
    enum force strongest = FORCE_STATES;
    for (uint32_t i = paragraph; i < t->nodes[paragraph].end; i++) {
        enum force f = coverage_text_force(t->nodes[i].text);
        if (rank(f) > rank(strongest)) strongest = f;
    }
    return strongest;
}

static void compare_paragraph(struct comparing *x, const struct coverage_article *a, uint32_t node,
                              unsigned number)
{
    const struct coverage_paragraph *p = coverage_paragraph(a, number);
    uint32_t line = x->t->nodes[node].line;
    char name[48];
    snprintf(name, sizeof name, "%s(%u)", a->number, number);
    if (!p) {
        tell(x, line, "coverage.text_paragraph", name, "");
        return;
    }
    enum force theirs = force_of(x->t, node);
    static const char *const ids[FORCE_KINDS] = {[FORCE_MUST] = "coverage.text_must",
                                                 [FORCE_MUST_NOT] = "coverage.text_must_not",
                                                 [FORCE_SHOULD] = "coverage.text_should"};
    if (p->known && ids[theirs] && rank(p->force) < rank(theirs))
        tell(x, line, ids[theirs], name, coverage_force_name(p->force));
}

static void compare_article(struct comparing *x, uint32_t node)
{
    const struct standard_node *n = &x->t->nodes[node];
    unsigned branch = n->number.depth > 1 ? n->number.n[1] : 0, paragraphs = 0;
    const struct coverage_article *a = coverage_article(x->c, n->number.n[0], branch);
    char name[48];
    snprintf(name, sizeof name, branch ? "%uの%u" : "%u", (unsigned)n->number.n[0], branch);
    if (!a) {
        tell(x, n->line, "coverage.text_article", name, "");
        return;
    }
    for (uint32_t i = standard_first(x->t, node); i; i = standard_next(x->t, i))
        if (x->t->nodes[i].level == STANDARD_PARAGRAPH) compare_paragraph(x, a, i, ++paragraphs);
    for (size_t k = paragraphs; k < a->n_paragraphs; k++) {
        snprintf(name, sizeof name, "%s(%zu)", a->number, k + 1);
        tell(x, n->line, "coverage.text_lacks", name, "");
    }
}

static bool has_article(const struct standard_text *t, const struct coverage_article *a)
{
    struct standard_number n = {{a->article, a->branch}, a->branch ? 2 : 1};
    return standard_find_article(t, &n) != 0;
}

size_t coverage_text_check(const struct catalogue *c, const struct standard_text *t,
                           const char *file, catalogue_fault_fn *sink, void *ctx)
{
    struct comparing x = {c, t, file, sink, ctx, 0};
    for (uint32_t i = 0; i < t->n_nodes; i++) {
        bool main = t->nodes[i].level == STANDARD_ARTICLE && !t->nodes[i].deleted &&
                    !standard_up(t, i, STANDARD_SUPPLEMENT);
        if (main) compare_article(&x, i);
    }
    for (size_t i = 0; i < coverage_n(c); i++)
        if (!has_article(t, coverage_at(c, i)))
            tell(&x, 1, "coverage.text_lacks", coverage_at(c, i)->number, "");
    return x.n;
}

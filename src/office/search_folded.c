/* SPDX-License-Identifier: Apache-2.0 */
#include "office/search_folded.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "base/utf8.h"
#include "catalogue/coverage.h"

enum { FOLDED_MAX = 64 << 20, TEXT_MAX = 256 << 10 };

struct folded { /* of one version; immutable, counted */
    _Atomic unsigned refs;
    struct arena arena;
    const char *digest;
    struct search_texts texts;
};

struct search_folded {
    mtx_t lock; /* guards newest */
    struct folded *newest;
};

/* --- folding --- */

static err_t add(struct sb *to, const char *z)
{
    SB_CLEANUP struct sb one;
    sb_init(&one, TEXT_MAX);
    if (!z) return OK;
    err_t e = utf8_search_key(&one, str_z(z));
    if (e == ERR_NOMEM) return e;
    sb_add(to, sb_str(&one));
    sb_addc(to, '\n');
    return OK;
}

static err_t add_both(struct sb *to, struct text2 t)
{
    TRY(add(to, t.ja));
    return add(to, t.en);
}

static err_t keep(struct arena *a, struct sb *text, struct str *ret)
{
    TRY(sb_end(text));
    *ret = arena_str(a, sb_str(text));
    return ret->p ? OK : ERR_NOMEM;
}

static err_t add_numbers(struct sb *to, const struct coverage_article *c)
{
    char ja[64], en[64];
    int n = c->branch ? snprintf(ja, sizeof ja, "第%u条の%u", c->article, c->branch)
                      : snprintf(ja, sizeof ja, "第%u条", c->article);
    int m = snprintf(en, sizeof en, "Article %s", c->number);
    if (n < 0 || m < 0 || (size_t)n >= sizeof ja || (size_t)m >= sizeof en) return ERR_BUG;
    TRY(add(to, c->number));
    TRY(add(to, ja));
    return add(to, en);
}

static err_t fold_article(struct arena *a, const struct coverage_article *c, struct str *ret)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, TEXT_MAX);
    TRY(add_numbers(&b, c));
    TRY(add_both(&b, c->caption));
    for (size_t i = 0; i < c->n_paragraphs; i++) TRY(add_both(&b, c->paragraphs[i].words));
    return keep(a, &b, ret);
}

static err_t fold_procedure(struct arena *a, const struct procedure *p, struct str *ret)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, TEXT_MAX);
    TRY(add_both(&b, p->title));
    TRY(add_both(&b, p->about));
    TRY(add(&b, p->word.ja));
    return keep(a, &b, ret);
}

static err_t fold(const struct catalogue *c, struct arena *a, struct search_texts *ret)
{
    size_t n = coverage_n(c), m = catalogue_n_procedures(c);
    struct str *articles = ARENA_ARRAY(a, struct str, n + 1);
    struct str *procedures = ARENA_ARRAY(a, struct str, m + 1);
    if (!articles || !procedures) return ERR_NOMEM;
    for (size_t i = 0; i < n; i++) TRY(fold_article(a, coverage_at(c, i), &articles[i]));
    for (size_t i = 0; i < m; i++)
        TRY(fold_procedure(a, catalogue_procedure_at(c, i), &procedures[i]));
    *ret = (struct search_texts){articles, procedures};
    return OK;
}

/* --- keeping --- */

static void unref(void *p)
{
    struct folded *f = p;
    if (!f || atomic_fetch_sub_explicit(&f->refs, 1, memory_order_acq_rel) != 1) return;
    arena_release(&f->arena);
    free(f);
}

static err_t make(const struct catalogue *c, struct folded **ret)
{
    struct folded *f = calloc(1, sizeof *f);
    if (!f) return ERR_NOMEM;
    atomic_init(&f->refs, 1);
    arena_init(&f->arena, FOLDED_MAX);
    f->digest = arena_strdup(&f->arena, str_z(catalogue_digest(c)));
    err_t e = f->digest ? fold(c, &f->arena, &f->texts) : ERR_NOMEM;
    if (e == OK)
        *ret = f;
    else
        unref(f);
    return e;
}

err_t search_folded_new(struct search_folded **ret)
{
    struct search_folded *x = calloc(1, sizeof *x);
    if (!x) return ERR_NOMEM;
    if (mtx_init(&x->lock, mtx_plain) != thrd_success) {
        free(x);
        return ERR_NOMEM;
    }
    *ret = x;
    return OK;
}

void search_folded_free(struct search_folded *x)
{
    if (!x) return;
    unref(x->newest);
    mtx_destroy(&x->lock);
    free(x);
}

/* Who comes first after a change folds; the others wait, which is shorter than to fold, too. */
static err_t newest(struct search_folded *x, const struct catalogue *c, struct folded **ret)
{
    err_t e = OK;
    (void)mtx_lock(&x->lock);
    if (!x->newest || strcmp(x->newest->digest, catalogue_digest(c)) != 0) {
        struct folded *f = NULL;
        e = make(c, &f);
        if (e == OK) {
            unref(x->newest);
            x->newest = f;
        }
    }
    if (e == OK) {
        atomic_fetch_add_explicit(&x->newest->refs, 1, memory_order_relaxed);
        *ret = x->newest;
    }
    (void)mtx_unlock(&x->lock);
    return e;
}

err_t search_folded_of(struct search_folded *x, const struct catalogue *c, struct arena *a,
                       struct search_texts *ret)
{
    struct folded *f = NULL;
    if (!x) return fold(c, a, ret);
    TRY(newest(x, c, &f));
    if (!arena_keep(a, f, unref)) {
        unref(f);
        return ERR_NOMEM;
    }
    *ret = f->texts;
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Which mechanisms, flaws and readings belong to which paragraph. Each is gone through once and
 * hung on the rows that it names; the rows' chains then become arrays. */
#include <stdlib.h>
#include <string.h>

#include "catalogue/coverage_load.h"

struct hung { /* the newest first */
    const void *what;
    const struct hung *next;
};
struct chains {
    struct load *l;
    const struct catalogue *c;
    const struct hung **rows;     /* one chain for each paragraph */
    const struct hung **articles; /* and for each article */
};

static void hang(struct chains *x, const struct hung **chain, const void *what)
{
    if (*chain && (*chain)->what == what) return; /* it names the paragraph twice */
    struct hung *h = LOAD_ARRAY(x->l, struct hung, 1);
    if (!h) return;
    *h = (struct hung){what, *chain};
    *chain = h;
}

static bool start(struct chains *x)
{
    x->rows = LOAD_ARRAY(x->l, const struct hung *, x->c->articles.n + 1);
    x->articles = LOAD_ARRAY(x->l, const struct hung *, x->c->n_coverage + 1);
    return x->rows && x->articles;
}

static void hang_on_refs(struct chains *x, const struct article_list *refs, const void *what)
{
    const struct catalogue *c = x->c;
    for (size_t i = 0; i < refs->n; i++) {
        const struct article_ref *r = &refs->v[i];
        const struct coverage_paragraph *row = coverage_load_row(c, r);
        const struct coverage_article *a = coverage_article(c, r->article, r->branch);
        if (row) hang(x, &x->rows[row - c->paragraphs], what);
        if (a) hang(x, &x->articles[a - c->coverage], what);
    }
}

/* In the order in which they were hung; NULL and 0 for none. */
static const void **in_array(struct load *l, const struct hung *chain, size_t *ret_n)
{
    size_t n = 0;
    for (const struct hung *h = chain; h; h = h->next) n++;
    const void **v = n ? LOAD_ARRAY(l, const void *, n) : NULL;
    *ret_n = v ? n : 0;
    for (const struct hung *h = chain; h && v; h = h->next) v[--n] = h->what;
    return v;
}

/* --- what serves -------------------------------------------------------------------- */

static void hang_step(struct chains *x, const struct step *s, const void *what)
{
    hang_on_refs(x, &s->articles, what);
}

/* Its articles, and those of whatever in it does or demands something. Not of fields and terms
 * of keeping: they say where a question comes from. */
static void hang_procedure(struct chains *x, const struct procedure *p, const void *what)
{
    hang_on_refs(x, &p->articles, what);
    for (size_t i = 0; i < p->n_steps; i++) hang_step(x, &p->steps[i], what);
    if (p->campaign.present) hang_step(x, &p->campaign.sheet, what);
    for (size_t i = 0; i < p->n_gates; i++) hang_on_refs(x, &p->gates[i].articles, what);
    for (size_t i = 0; i < p->n_papers; i++) hang_on_refs(x, &p->papers[i].articles, what);
    hang_on_refs(x, &p->uses.articles, what);
    hang_on_refs(x, &p->one_articles, what);
}

static enum mechanism_kind kind_of(const struct procedure *p)
{
    if (strcmp(p->name, "acknowledgement") == 0) return MECHANISM_ACKNOWLEDGEMENT;
    return p->campaign.present ? MECHANISM_CAMPAIGN : MECHANISM_PROCEDURE;
}

static struct mechanism *hang_mechanisms(struct chains *x)
{
    const struct catalogue *c = x->c;
    size_t n = c->n_procedures + c->n_books + c->n_controls, at = 0;
    struct mechanism *v = LOAD_ARRAY(x->l, struct mechanism, n);
    if (!v) return NULL;
    for (size_t i = 0; i < c->n_procedures; i++, at++) {
        const struct procedure *p = c->procedures[i];
        v[at] = (struct mechanism){kind_of(p), p->name, p->title, {NULL, NULL}};
        hang_procedure(x, p, &v[at]);
    }
    for (size_t i = 0; i < c->n_books; i++, at++) {
        const struct book *b = c->books[i];
        v[at] = (struct mechanism){MECHANISM_BOOK, b->name, b->title, {NULL, NULL}};
        hang_on_refs(x, &b->articles, &v[at]);
    }
    for (size_t i = 0; i < c->n_controls; i++, at++) {
        const struct control *k = &c->controls[i];
        v[at] = (struct mechanism){MECHANISM_CONTROL, k->name, k->title, k->gap};
        hang_on_refs(x, &k->articles, &v[at]);
    }
    return v;
}

static int by_kind(const void *a, const void *b)
{
    const struct mechanism *x = a, *y = b;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    return strcmp(x->name, y->name);
}

static enum served judge(const struct coverage_paragraph *p)
{
    if (!p->known) return SERVED_UNKNOWN;
    bool some = false, whole = false, acknowledged = p->acknowledged;
    for (size_t i = 0; i < p->n_mechanisms; i++) {
        bool only_known = p->mechanisms[i].kind == MECHANISM_ACKNOWLEDGEMENT;
        acknowledged = acknowledged || only_known;
        some = some || !only_known;
        whole = whole || (!only_known && !p->mechanisms[i].gap.ja);
    }
    if (some) return whole && !p->gap.ja ? SERVED_FULLY : SERVED_PARTLY;
    if (acknowledged) return SERVED_ACKNOWLEDGED;
    bool needs_none = p->force == FORCE_MAY || p->force == FORCE_STATES;
    return needs_none && !p->nothing ? SERVED_NEEDS_NONE : SERVED_NOTHING;
}

static void take_mechanisms(struct load *l, const struct hung *chain, struct coverage_paragraph *p)
{
    size_t n = 0, at = 0;
    for (const struct hung *h = chain; h; h = h->next) n++;
    struct mechanism *v = n ? LOAD_ARRAY(l, struct mechanism, n) : NULL;
    for (const struct hung *h = chain; h && v; h = h->next)
        v[at++] = *(const struct mechanism *)h->what;
    if (at > 1) qsort(v, at, sizeof *v, by_kind);
    p->mechanisms = v;
    p->n_mechanisms = at;
    p->served = judge(p);
}

/* --- flaws and readings ----------------------------------------------------------------- */

static void serve_mechanisms(struct load *l, struct catalogue *c)
{
    struct chains x = {.l = l, .c = c};
    if (!start(&x) || !hang_mechanisms(&x)) return;
    for (size_t i = 0; i < c->articles.n; i++) take_mechanisms(l, x.rows[i], &c->paragraphs[i]);
}

static void serve_flaws(struct load *l, struct catalogue *c)
{
    struct chains x = {.l = l, .c = c};
    if (!start(&x)) return;
    for (size_t i = 0; i < c->n_flaws; i++) hang_on_refs(&x, &c->flaws[i].articles, &c->flaws[i]);
    for (size_t i = 0; i < c->articles.n; i++) {
        struct coverage_paragraph *p = &c->paragraphs[i];
        p->flaws = (const struct flaw *const *)in_array(l, x.rows[i], &p->n_flaws);
    }
    for (size_t i = 0; i < c->n_coverage; i++) {
        struct coverage_article *a = &c->coverage[i];
        a->flaws = (const struct flaw *const *)in_array(l, x.articles[i], &a->n_flaws);
    }
}

static void serve_readings(struct load *l, struct catalogue *c)
{
    struct chains x = {.l = l, .c = c};
    if (!start(&x)) return;
    for (size_t i = 0; i < c->n_readings; i++)
        hang_on_refs(&x, &c->readings[i].articles, &c->readings[i]);
    for (size_t i = 0; i < c->articles.n; i++) {
        struct coverage_paragraph *p = &c->paragraphs[i];
        p->readings = (const struct reading *const *)in_array(l, x.rows[i], &p->n_readings);
    }
    for (size_t i = 0; i < c->n_coverage; i++) {
        struct coverage_article *a = &c->coverage[i];
        a->readings = (const struct reading *const *)in_array(l, x.articles[i], &a->n_readings);
    }
}

void coverage_serve(struct load *l, struct catalogue *c)
{
    serve_mechanisms(l, c);
    serve_flaws(l, c);
    serve_readings(l, c);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What can be said of the articles only when everything else stands: that all are there, and
 * that what they claim of what serves them is so. */
#include <stdio.h>
#include <string.h>

#include "catalogue/coverage_load.h"

/* Without data for an article there is no place in a file but the index. */
static void check_known(struct load *l, const struct catalogue *c, const struct coverage_article *a)
{
    if (!c->standard.complete) return;
    if (!a->at.line) {
        load_fault(l, c->standard.at, "coverage.article_missing", "%s", a->number);
        return;
    }
    for (size_t i = 0; i < a->n_paragraphs; i++)
        if (!a->paragraphs[i].at.line)
            load_fault(l, a->at, "coverage.paragraph_missing", "%s(%u)", a->number,
                       (unsigned)a->paragraphs[i].paragraph);
}

static bool truly_served(const struct coverage_paragraph *p)
{
    for (size_t i = 0; i < p->n_mechanisms; i++)
        if (p->mechanisms[i].kind != MECHANISM_ACKNOWLEDGEMENT) return true;
    return false;
}

static void check_served(struct load *l, const struct coverage_article *a,
                         const struct coverage_paragraph *p)
{
    bool served = truly_served(p);
    char number[48];
    snprintf(number, sizeof number, "%s(%u)", a->number, (unsigned)p->paragraph);
    if (served && p->nothing)
        load_fault(l, p->at, "coverage.stale_nothing", "%s" FS "%s", number, p->mechanisms[0].name);
    bool binds = p->force != FORCE_MAY && p->force != FORCE_STATES;
    if (binds && !served && !p->nothing && !p->acknowledged)
        load_fault(l, p->at, "coverage.unserved", "%s", number);
    if (p->gap.ja && !served && !p->acknowledged)
        load_fault(l, p->at, "coverage.gap_of_nothing", "%s", number);
}

/* What serves a paragraph cannot be judged while procedures, books or controls are at fault. */
static bool others_stand(const struct load_faults *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (!strstr(f->v[i].file, "articles/")) return false;
    return true;
}

void coverage_check(struct load *l, const struct catalogue *c)
{
    bool judge = others_stand(l->faults);
    for (size_t i = 0; i < c->n_coverage; i++) {
        const struct coverage_article *a = &c->coverage[i];
        check_known(l, c, a);
        for (size_t k = 0; k < a->n_paragraphs && judge; k++)
            if (a->paragraphs[k].known) check_served(l, a, &a->paragraphs[k]);
    }
}

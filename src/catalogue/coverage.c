/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/coverage.h"

#include "catalogue/catalogue_parts.h"

static const struct {
    const char *name, *text;
} forces[FORCE_KINDS] =
    {
        [FORCE_MUST] = {"must", "coverage.force_must"},
        [FORCE_MUST_NOT] = {"must_not", "coverage.force_must_not"},
        [FORCE_SHOULD] = {"should", "coverage.force_should"},
        [FORCE_MAY] = {"may", "coverage.force_may"},
        [FORCE_STATES] = {"states", "coverage.force_states"},
},
  mechanisms[MECHANISM_KINDS] =
      {
          [MECHANISM_PROCEDURE] = {"procedure", "coverage.by_procedure"},
          [MECHANISM_CAMPAIGN] = {"campaign", "coverage.by_campaign"},
          [MECHANISM_BOOK] = {"book", "coverage.by_book"},
          [MECHANISM_CONTROL] = {"control", "coverage.by_control"},
          [MECHANISM_ACKNOWLEDGEMENT] = {"acknowledgement", "coverage.by_acknowledgement"},
},
  serveds[SERVED_KINDS] = {
      [SERVED_FULLY] = {"served", "coverage.served_fully"},
      [SERVED_PARTLY] = {"partly", "coverage.served_partly"},
      [SERVED_ACKNOWLEDGED] = {"acknowledged", "coverage.served_acknowledged"},
      [SERVED_NOTHING] = {"nothing", "coverage.served_nothing"},
      [SERVED_NEEDS_NONE] = {"needs_none", "coverage.served_needs_none"},
      [SERVED_UNKNOWN] = {"unknown", "coverage.served_unknown"},
};

const char *coverage_force_name(enum force f)
{
    return forces[f].name;
}

const char *coverage_force_text(enum force f)
{
    return forces[f].text;
}

const char *coverage_mechanism_name(enum mechanism_kind k)
{
    return mechanisms[k].name;
}

const char *coverage_mechanism_text(enum mechanism_kind k)
{
    return mechanisms[k].text;
}

const char *coverage_served_name(enum served s)
{
    return serveds[s].name;
}

const char *coverage_served_text(enum served s)
{
    return serveds[s].text;
}

size_t coverage_n(const struct catalogue *c)
{
    return c->n_coverage;
}

const struct coverage_article *coverage_at(const struct catalogue *c, size_t i)
{
    ASSERT(i < c->n_coverage);
    return &c->coverage[i];
}

const struct coverage_article *coverage_article(const struct catalogue *c, unsigned article,
                                                unsigned branch)
{
    for (size_t i = 0; i < c->n_coverage; i++)
        if (c->coverage[i].article == article && c->coverage[i].branch == branch)
            return &c->coverage[i];
    return NULL;
}

const struct coverage_paragraph *coverage_paragraph(const struct coverage_article *a,
                                                    unsigned paragraph)
{
    return paragraph >= 1 && paragraph <= a->n_paragraphs ? &a->paragraphs[paragraph - 1] : NULL;
}

size_t coverage_n_flaws(const struct catalogue *c)
{
    return c->n_flaws;
}

const struct flaw *coverage_flaw_at(const struct catalogue *c, size_t i)
{
    ASSERT(i < c->n_flaws);
    return &c->flaws[i];
}

size_t coverage_n_controls(const struct catalogue *c)
{
    return c->n_controls;
}

const struct control *coverage_control_at(const struct catalogue *c, size_t i)
{
    ASSERT(i < c->n_controls);
    return &c->controls[i];
}

void coverage_totals(const struct catalogue *c, struct coverage_totals *ret)
{
    struct coverage_totals t = {.articles = (unsigned)c->n_coverage,
                                .paragraphs = (unsigned)c->articles.n};
    for (size_t i = 0; i < c->articles.n; i++) {
        const struct coverage_paragraph *p = &c->paragraphs[i];
        if (p->known)
            t.by[p->force][p->served]++;
        else
            t.unknown++;
    }
    *ret = t;
}

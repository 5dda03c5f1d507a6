/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/coverage_table.h"

#include <stdio.h>

#include "base/utf8.h"

enum { COLUMNS = 4, GAP = 2 }; /* number, force, served, who; what serves it stands last */

static const char *in(enum lang lang, struct text2 t)
{
    return lang == LANG_JA ? t.ja : t.en;
}

struct table {
    struct sb *b;
    enum lang lang;
    size_t width[COLUMNS];
};

static void number_of(char z[48], const struct coverage_article *a,
                      const struct coverage_paragraph *p)
{
    snprintf(z, 48, a->n_paragraphs > 1 ? "%s(%u)" : "%s", a->number, (unsigned)p->paragraph);
}

static void widen(size_t *width, const char *z)
{
    size_t n = utf8_width(str_z(z));
    if (n > *width) *width = n;
}

static const char *force_text(const struct table *t, const struct coverage_paragraph *p)
{
    return p->known ? tr(t->lang, coverage_force_text(p->force)) : "";
}

static void measure(struct table *t, const struct coverage_article *a)
{
    for (size_t i = 0; i < a->n_paragraphs; i++) {
        const struct coverage_paragraph *p = &a->paragraphs[i];
        char number[48];
        number_of(number, a, p);
        widen(&t->width[0], number);
        widen(&t->width[1], force_text(t, p));
        widen(&t->width[2], tr(t->lang, coverage_served_text(p->served)));
        for (size_t k = 0; k < p->n_who; k++) widen(&t->width[3], in(t->lang, p->who[k]->label));
    }
}

static void pad(struct table *t, size_t column, const char *z)
{
    size_t used = utf8_width(str_z(z));
    sb_addz(t->b, z);
    for (; used < t->width[column] + GAP; used++) sb_addc(t->b, ' ');
}

/* Blanks at a line's end help nobody. */
static void end_line(struct sb *b)
{
    while (b->err == OK && b->n > 0 && b->p[b->n - 1] == ' ') b->n--;
    sb_addc(b, '\n');
}

static void add_gap(struct table *t, struct text2 gap)
{
    tr_format(t->b, t->lang, "coverage.gap_is", in(t->lang, gap));
}

/* What serves it, one thing a line: the mechanisms with their own gaps, then the paragraph's. */
static size_t n_lines(const struct coverage_paragraph *p)
{
    size_t n = p->n_mechanisms + (p->gap.ja != NULL);
    for (size_t i = 0; i < p->n_mechanisms; i++) n += p->mechanisms[i].gap.ja != NULL;
    return n;
}

static void add_serving(struct table *t, const struct coverage_paragraph *p, size_t line)
{
    size_t at = 0;
    for (size_t i = 0; i < p->n_mechanisms; i++) {
        const struct mechanism *m = &p->mechanisms[i];
        if (at++ == line) {
            sb_addf(t->b, "%s %s (%s)", tr(t->lang, coverage_mechanism_text(m->kind)),
                    in(t->lang, m->title), m->name);
            return;
        }
        if (!m->gap.ja || at++ != line) continue;
        add_gap(t, m->gap);
        return;
    }
    if (p->gap.ja && at == line) add_gap(t, p->gap);
}

static void add_paragraph(struct table *t, const struct coverage_article *a,
                          const struct coverage_paragraph *p)
{
    char number[48];
    number_of(number, a, p);
    size_t lines = n_lines(p) > p->n_who ? n_lines(p) : p->n_who;
    if (lines == 0) lines = 1;
    for (size_t i = 0; i < lines; i++) {
        pad(t, 0, i ? "" : number);
        pad(t, 1, i ? "" : force_text(t, p));
        pad(t, 2, i ? "" : tr(t->lang, coverage_served_text(p->served)));
        pad(t, 3, i < p->n_who ? in(t->lang, p->who[i]->label) : "");
        add_serving(t, p, i);
        end_line(t->b);
    }
}

static void add_heading(struct table *t)
{
    static const char *const ids[COLUMNS] = {"coverage.column_number", "coverage.column_force",
                                             "coverage.column_served", "coverage.column_who"};
    for (size_t i = 0; i < COLUMNS; i++) widen(&t->width[i], tr(t->lang, ids[i]));
    for (size_t i = 0; i < COLUMNS; i++) pad(t, i, tr(t->lang, ids[i]));
    sb_addz(t->b, tr(t->lang, "coverage.column_serving"));
    end_line(t->b);
}

static void add_number(struct table *t, size_t width, unsigned n)
{
    char z[16];
    snprintf(z, sizeof z, "%u", n);
    for (size_t i = utf8_width(str_z(z)); i < width; i++) sb_addc(t->b, ' ');
    sb_addz(t->b, z);
    sb_addz(t->b, "  ");
}

/* Rows by force, columns by how far they are served. */
static void add_totals(struct table *t, const struct coverage_totals *sum)
{
    size_t first = 0;
    for (int f = 0; f < FORCE_KINDS; f++)
        widen(&first, tr(t->lang, coverage_force_text((enum force)f)));
    t->width[0] = first;
    sb_addc(t->b, '\n');
    pad(t, 0, "");
    for (int s = 0; s < SERVED_UNKNOWN; s++)
        sb_addf(t->b, "%s  ", tr(t->lang, coverage_served_text((enum served)s)));
    end_line(t->b);
    for (int f = 0; f < FORCE_KINDS; f++) {
        pad(t, 0, tr(t->lang, coverage_force_text((enum force)f)));
        for (int s = 0; s < SERVED_UNKNOWN; s++)
            add_number(t, utf8_width(str_z(tr(t->lang, coverage_served_text((enum served)s)))),
                       sum->by[f][s]);
        end_line(t->b);
    }
    char articles[16], paragraphs[16], unknown[16];
    snprintf(articles, sizeof articles, "%u", sum->articles);
    snprintf(paragraphs, sizeof paragraphs, "%u", sum->paragraphs);
    snprintf(unknown, sizeof unknown, "%u", sum->unknown);
    tr_format(t->b, t->lang, "coverage.totals", articles, paragraphs, unknown);
    sb_addc(t->b, '\n');
}

void coverage_table(struct sb *b, const struct catalogue *c, enum lang lang)
{
    struct table t = {.b = b, .lang = lang};
    struct coverage_totals sum;
    coverage_totals(c, &sum);
    for (size_t i = 0; i < coverage_n(c); i++) measure(&t, coverage_at(c, i));
    add_heading(&t);
    for (size_t i = 0; i < coverage_n(c); i++)
        for (size_t k = 0; k < coverage_at(c, i)->n_paragraphs; k++)
            add_paragraph(&t, coverage_at(c, i), &coverage_at(c, i)->paragraphs[k]);
    add_totals(&t, &sum);
}

/* --- TSV ------------------------------------------------------------------------------ */

/* A cell holds no tabs and no line breaks. */
static void add_cell(struct sb *b, const char *z)
{
    for (; z && *z; z++) sb_addc(b, *z == '\t' || *z == '\n' ? ' ' : *z);
}

static void add_tsv(struct sb *b, const struct coverage_article *a,
                    const struct coverage_paragraph *p, enum lang lang)
{
    sb_addf(b, "%s(%u)\t%s\t%s\t", a->number, (unsigned)p->paragraph,
            p->known ? coverage_force_name(p->force) : "", coverage_served_name(p->served));
    for (size_t i = 0; i < p->n_who; i++) sb_addf(b, "%s%s", i ? "," : "", p->who[i]->name);
    sb_addc(b, '\t');
    for (size_t i = 0; i < p->n_when; i++) sb_addf(b, "%s%s", i ? "," : "", p->when[i]->name);
    sb_addc(b, '\t');
    for (size_t i = 0; i < p->n_mechanisms; i++)
        sb_addf(b, "%s%s:%s", i ? "," : "", coverage_mechanism_name(p->mechanisms[i].kind),
                p->mechanisms[i].name);
    sb_addc(b, '\t');
    add_cell(b, p->gap.ja ? in(lang, p->gap) : "");
    sb_addc(b, '\t');
    add_cell(b, in(lang, p->words));
    sb_addc(b, '\n');
}

void coverage_table_tsv(struct sb *b, const struct catalogue *c, enum lang lang)
{
    sb_addz(b, "number\tforce\tserved\twho\twhen\tmechanisms\tgap\twords\n");
    for (size_t i = 0; i < coverage_n(c); i++)
        for (size_t k = 0; k < coverage_at(c, i)->n_paragraphs; k++)
            add_tsv(b, coverage_at(c, i), &coverage_at(c, i)->paragraphs[k], lang);
}

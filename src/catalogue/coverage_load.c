/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/coverage_load.h"

#include <string.h>

#include "base/utf8.h"
#include "catalogue/names.h"

static size_t count_articles(const struct article_index *x)
{
    size_t n = 0;
    for (size_t i = 0; i < x->n; i++) n += x->v[i].paragraph == 1;
    return n;
}

static const char *number_of(struct load *l, const struct article_row *row)
{
    const char *z = row->branch ? arena_printf(l->a, "%uの%u", row->article, row->branch)
                                : arena_printf(l->a, "%u", row->article);
    if (!z) l->err = ERR_NOMEM;
    return z ? z : "";
}

void coverage_load_rows(struct load *l, struct catalogue *c)
{
    const struct article_index *x = &c->articles;
    struct coverage_article *v = LOAD_ARRAY(l, struct coverage_article, count_articles(x));
    struct coverage_paragraph *rows = LOAD_ARRAY(l, struct coverage_paragraph, x->n);
    if (!v || !rows) return;
    struct coverage_article *a = NULL;
    for (size_t i = 0; i < x->n; i++) {
        const struct article_row *row = &x->v[i];
        rows[i].paragraph = row->paragraph;
        rows[i].items = row->items;
        rows[i].words = (struct text2){"", ""};
        if (row->paragraph == 1) {
            a = &v[c->n_coverage++];
            *a = (struct coverage_article){.article = row->article, .branch = row->branch};
            a->number = number_of(l, row);
            a->paragraphs = &rows[i];
        }
        if (a) a->n_paragraphs++;
    }
    c->coverage = v;
    c->paragraphs = rows;
}

static struct coverage_article *find_article(const struct catalogue *c, const struct article_ref *r)
{
    for (size_t i = 0; i < c->n_coverage; i++)
        if (c->coverage[i].article == r->article && c->coverage[i].branch == r->branch)
            return &c->coverage[i];
    return NULL;
}

static struct coverage_paragraph *row_at(const struct catalogue *c,
                                         const struct coverage_article *a, size_t paragraph)
{
    return &c->paragraphs[(size_t)(a->paragraphs - c->paragraphs) + paragraph - 1];
}

struct coverage_paragraph *coverage_load_row(const struct catalogue *c, const struct article_ref *r)
{
    const struct coverage_article *a = find_article(c, r);
    size_t paragraph = r->paragraph;
    if (!a || paragraph > a->n_paragraphs) return NULL;
    if (paragraph == 0 && a->n_paragraphs > 1) return NULL;
    return row_at(c, a, paragraph ? paragraph : 1);
}

static void read_force(struct load *l, const struct yaml *y, struct coverage_paragraph *p)
{
    const char *known[FORCE_KINDS];
    struct str s;
    for (int f = 0; f < FORCE_KINDS; f++) known[f] = coverage_force_name((enum force)f);
    if (!y || !load_word(l, y, &s)) return;
    for (int f = 0; f < FORCE_KINDS; f++) {
        if (!str_eqz(s, known[f])) continue;
        p->force = (enum force)f;
        return;
    }
    load_unknown(l, load_place(l, y), UNKNOWN_PART, s, known, FORCE_KINDS);
}

/* What nothing but words would do for: `[]` says that the text names nobody. */
static void read_who(struct load *l, const struct yaml *y, struct coverage_paragraph *p)
{
    struct load_words w = load_words(y);
    const struct role **v = LOAD_ARRAY(l, const struct role *, w.n);
    if (!v) return;
    for (size_t i = 0; i < w.n; i++) {
        struct str s;
        if (!load_word(l, &w.v[i], &s)) continue;
        const struct role *r = names_role(l, s, load_place(l, &w.v[i]));
        for (size_t k = 0; r && k < p->n_who; k++)
            if (v[k] == r)
                load_fault(l, load_place(l, &w.v[i]), "coverage.said_twice", "%s", r->name);
        if (r) v[p->n_who++] = r;
    }
    p->who = v;
}

static void read_when(struct load *l, const struct yaml *y, struct coverage_paragraph *p)
{
    struct load_words w = load_words(y);
    const struct clock_word **v = LOAD_ARRAY(l, const struct clock_word *, w.n);
    if (!v) return;
    for (size_t i = 0; i < w.n; i++) {
        const struct clock_word *word = catalogue_clock(l->c, names_clock(l, &w.v[i]));
        for (size_t k = 0; word && k < p->n_when; k++)
            if (v[k] == word)
                load_fault(l, load_place(l, &w.v[i]), "coverage.said_twice", "%s", word->name);
        if (word) v[p->n_when++] = word;
    }
    p->when = v;
}

static void read_served(struct load *l, const struct yaml *y, struct coverage_paragraph *p)
{
    static const char *const known[] = {"nothing", "acknowledgement"};
    struct str s;
    if (!y || !load_word(l, y, &s)) return;
    p->nothing = str_eqz(s, known[0]);
    p->acknowledged = str_eqz(s, known[1]);
    if (!p->nothing && !p->acknowledged)
        load_unknown(l, load_place(l, y), UNKNOWN_PART, s, known, ARRAY_LEN(known));
}

static bool binds(enum force f)
{
    return f == FORCE_MUST || f == FORCE_MUST_NOT || f == FORCE_SHOULD;
}

static void read_paragraph(struct load *l, const struct yaml *y, struct coverage_paragraph *p)
{
    static const struct load_key keys[] = {{"force", true}, {"who"}, {"when"},  {"ja"},
                                           {"en"},          {"gap"}, {"served"}};
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return;
    read_force(l, yaml_get(y, "force"), p);
    read_who(l, yaml_get(y, "who"), p);
    if (binds(p->force) && !yaml_get(y, "who"))
        load_fault(l, load_place(l, y), "coverage.nobody", NULL);
    read_when(l, yaml_get(y, "when"), p);
    load_text2_keys(l, y, &p->words);
    if (yaml_get(y, "gap")) load_text2(l, yaml_get(y, "gap"), &p->gap);
    read_served(l, yaml_get(y, "served"), p);
    p->known = true;
}

static void read_paragraphs(struct load *l, const struct yaml *y, const struct coverage_article *a,
                            const struct catalogue *c)
{
    if (!y || !load_any_map(l, y)) return;
    for (size_t i = 0; i < y->n; i++) {
        struct place at = load_place(l, &y->keys[i]);
        struct str key = utf8_head(y->keys[i].text, 60);
        int64_t n;
        if (str_to_i64(y->keys[i].text, &n) != OK || n < 1 || key.p[0] == '0') {
            load_fault(l, at, "coverage.bad_paragraph", "%.*s", STR_ARG(key));
            continue;
        }
        if (n > (int64_t)a->n_paragraphs) {
            load_fault(l, at, "catalogue.no_paragraph", "%s(%lld)" FS "%zu", a->number,
                       (long long)n, a->n_paragraphs);
            continue;
        }
        struct coverage_paragraph *p = row_at(c, a, (size_t)n);
        if (p->known) continue; /* told by load_any_map as a key that stands twice */
        p->at = at;
        read_paragraph(l, &y->values[i], p);
    }
}

static void read_article(struct load *l, const struct yaml *key, const struct yaml *y,
                         const char *file, struct catalogue *c)
{
    static const struct load_key keys[] = {{"caption"}, {"paragraphs", true}};
    struct article_ref r;
    if (!article_load_one(l, key, key->text, 0, &r)) return;
    struct coverage_article *a = find_article(c, &r);
    if (!a || r.paragraph || r.item) {
        load_fault(l, load_place(l, key), "coverage.want_article", "%.*s",
                   STR_ARG(utf8_head(key->text, 60)));
        return;
    }
    if (a->at.line) {
        if (strcmp(a->at.file, l->file) != 0) /* in the same file the map's own check has told it */
            load_fault(l, load_place(l, key), "coverage.article_twice", "%s" FS "%s" FS "%u",
                       a->number, a->at.file, (unsigned)a->at.line);
        return;
    }
    a->at = load_place(l, key);
    a->file = file;
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return;
    if (yaml_get(y, "caption")) load_text2(l, yaml_get(y, "caption"), &a->caption);
    read_paragraphs(l, yaml_get(y, "paragraphs"), a, c);
}

void coverage_load_file(struct load *l, const struct yaml *y, const char *file, struct catalogue *c)
{
    static const struct load_key keys[] = {{"articles", true}};
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return;
    const struct yaml *m = yaml_get(y, "articles");
    if (!m || !load_any_map(l, m)) return;
    for (size_t i = 0; i < m->n; i++) read_article(l, &m->keys[i], &m->values[i], file, c);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The standard's articles, by number in any notation or by words, and the procedures that the
 * viewer may start. Both are in memory and few: they are looked through as they are.
 */
#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"
#include "catalogue/coverage.h"
#include "office/article_parts.h"
#include "office/search_folded.h"
#include "office/search_run.h"
#include "office/starter.h"

enum { SNIPPET_BYTES = 240 };

/* --- articles --- */

static const char *title_of(const struct search_run *r, const struct coverage_article *c)
{
    const char *name = article_label(&r->v->s, c);
    const char *caption = c->caption.ja ? show_text(&r->v->s, c->caption) : "";
    bool en = r->v->s.lang == LANG_EN;
    return name && *caption ? arena_printf(&r->v->arena, en ? "%s (%s)" : "%s（%s）", name, caption)
                            : name;
}

/* The paragraph in which the words stand, else the first; cut to a line. */
static err_t snippet(struct search_run *r, const struct coverage_article *c, uint16_t paragraph,
                     const char **ret)
{
    const struct coverage_paragraph *best = coverage_paragraph(c, paragraph ? paragraph : 1);
    for (size_t i = 0; i < c->n_paragraphs && !paragraph; i++) {
        bool yes;
        const char *words[] = {c->paragraphs[i].words.ja, c->paragraphs[i].words.en};
        TRY(search_run_matches(r, words, ARRAY_LEN(words), &yes));
        if (!yes) continue;
        best = &c->paragraphs[i];
        break;
    }
    *ret = NULL;
    if (!best || !best->words.ja || !*best->words.ja) return OK;
    struct str whole = str_z(show_text(&r->v->s, best->words)),
               head = utf8_head(whole, SNIPPET_BYTES);
    *ret = arena_printf(&r->v->arena, "%.*s%s", STR_ARG(head), head.n < whole.n ? "…" : "");
    return *ret ? OK : ERR_NOMEM;
}

static err_t add_article(struct search_run *r, const struct coverage_article *c, bool exact,
                         uint16_t paragraph)
{
    const char *text, *href = arena_printf(&r->v->arena, "/articles/%s", article_key(&r->v->s, c));
    TRY(snippet(r, c, paragraph, &text));
    struct jo o = jo_object();
    search_run_item(&o, "article", title_of(r, c), text, href, exact);
    jo_str(&o, "article", c->number);
    jo_add(r->items, o);
    return OK;
}

/* The article that the number names; NULL when it is none. */
static const struct coverage_article *meant(const struct search_run *r, struct article_ref *ref)
{
    const struct catalogue *c = r->v->w.office->catalogue;
    if (!r->words.article) return NULL;
    struct str s = str_z(r->words.article);
    err_t e = catalogue_parse_article(c, s, ref);
    if (e == ERR_NOT_FOUND) { /* a paragraph that is not there: then the article itself */
        e = catalogue_parse_article(c, str_head(s, str_find(s, '(')), ref);
    }
    return e == OK ? coverage_article(c, ref->article, ref->branch) : NULL;
}

err_t search_article_find(struct search_run *r)
{
    const struct catalogue *c = r->v->w.office->catalogue;
    struct article_ref ref = {0};
    const struct coverage_article *exact = meant(r, &ref);
    struct search_texts texts;
    size_t shown = 0;
    TRY(search_folded_of(r->v->w.office->folded, c, &r->v->arena, &texts));
    if (exact && r->after == 0) {
        TRY(add_article(r, exact, true, ref.paragraph));
        shown++;
    }
    for (size_t i = (size_t)r->after; i < coverage_n(c); i++) {
        const struct coverage_article *one = coverage_at(c, i);
        if (one == exact || !search_query_matches(&r->words, texts.articles[i])) continue;
        if (shown == r->want) {
            r->next = (int64_t)i;
            break;
        }
        TRY(add_article(r, one, false, 0));
        shown++;
    }
    return OK;
}

/* --- procedures --- */

/* Does it carry out the article that was meant? */
static bool carries_out(const struct procedure *p, const struct coverage_article *meant)
{
    for (size_t i = 0; meant && i < p->articles.n; i++) {
        if (p->articles.v[i].article == meant->article && p->articles.v[i].branch == meant->branch)
            return true;
    }
    return false;
}

err_t search_procedure_find(struct search_run *r)
{
    if (!r->viewer.v) return OK;
    const struct catalogue *c = r->v->w.office->catalogue;
    struct article_ref ref = {0};
    const struct coverage_article *article = meant(r, &ref);
    struct starter starter;
    struct search_texts texts;
    size_t shown = 0;
    TRY(search_folded_of(r->v->w.office->folded, c, &r->v->arena, &texts));
    TRY(starter_begin(&starter, &r->v->s, r->viewer));
    for (size_t i = (size_t)r->after; i < catalogue_n_procedures(c); i++) {
        const struct procedure *p = catalogue_procedure_at(c, i);
        bool yes = carries_out(p, article) || search_query_matches(&r->words, texts.procedures[i]);
        bool may = false;
        if (yes) TRY(starter_may(&starter, p, &may));
        if (!yes || !may) continue;
        if (shown++ == r->want) {
            r->next = (int64_t)i;
            break;
        }
        struct jo o = jo_object();
        starter_show(&r->v->s, &o, p);
        search_run_item(&o, "procedure", show_text(&r->v->s, p->title),
                        p->about.ja ? show_text(&r->v->s, p->about) : NULL,
                        arena_printf(&r->v->arena, "/apply/%s", p->name), false);
        jo_add(r->items, o);
    }
    return OK;
}

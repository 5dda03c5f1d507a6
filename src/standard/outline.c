/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/outline.h"

#include <string.h>

#include "base/utf8.h"
#include "standard/glyph.h"
#include "standard/outline_mark.h"
#include "standard/parse.h"

enum { ARTICLES_MIN = 2, RULES_MIN = 2, LEADS_MIN = 2, ENTRIES_TRIED = 6 };

/* --- table of contents --- */

static bool is_leader(uint32_t c)
{
    return c == '.' || c == 0xFF0E || c == 0x2026 || c == 0x2025 || c == 0x30FB || c == 0xFF65 ||
           c == '-' || c == 0x2500 || c == 0x2015 || c == 0xFF0D || glyph_is_blank(c);
}

/* What an entry says, without the dots and the number of the page behind it. */
static struct str entry_of(struct str s)
{
    struct str rest = s;
    while (glyph_is_digit(glyph_last(rest))) rest = glyph_drop_last(rest);
    if (rest.n < s.n && rest.n > 0 && is_leader(glyph_last(rest))) s = rest;
    while (s.n > 0 && is_leader(glyph_last(s))) s = glyph_drop_last(s);
    return s;
}

static bool same_entry(struct str a, struct str b)
{
    a = entry_of(a);
    b = entry_of(b);
    while (a.n > 0 || b.n > 0) {
        (void)glyph_skip_blanks(&a);
        (void)glyph_skip_blanks(&b);
        if (glyph_take(&a) != glyph_take(&b)) return false;
    }
    return true;
}

static uint32_t find_entry(const struct lines *l, uint32_t entry, uint32_t from)
{
    for (uint32_t i = from; i < l->n; i++) {
        if (same_entry(l->v[i].s, l->v[entry].s)) return i;
    }
    return l->n;
}

/* Where the first of the first entries comes again. */
static uint32_t after_contents(const struct lines *l, uint32_t contents)
{
    for (uint32_t e = contents + 1; e < l->n && e <= contents + ENTRIES_TRIED; e++) {
        uint32_t again = find_entry(l, e, e + 1);
        if (again < l->n) return again;
    }
    return l->n;
}

static bool has_leader(struct str s)
{
    struct str entry = entry_of(s);
    return s.n - entry.n > 12 && glyph_is_digit(glyph_last(s));
}

static uint32_t first_of_body(const struct lines *l, struct outline *o)
{
    uint32_t leads = 0, last = 0;
    o->contents = l->n;
    for (uint32_t i = 0; i < l->n && o->contents == l->n; i++) {
        if (heading_is_word(l->v[i].s, STR("目次"))) o->contents = i;
    }
    if (o->contents < l->n) {
        uint32_t again = after_contents(l, o->contents);
        if (again < l->n) return again;
    }
    for (uint32_t i = 0; i < l->n; i++) {
        if (!has_leader(l->v[i].s)) continue;
        leads++;
        last = i;
    }
    return leads >= LEADS_MIN ? last + 1 : o->contents < l->n ? o->contents + 1 : 0;
}

/* The last entry must be there. */
static err_t check_contents(const struct lines *l, const struct outline *o, const char *file,
                            struct fault *why)
{
    if (o->contents == l->n || o->begin <= o->contents + 1) return OK;
    uint32_t first = o->contents + 1, last = o->begin - 1;
    if (find_entry(l, first, o->begin) == l->n) return OK; /* other words than the headings */
    struct mark m;
    while (last > first && !mark_read(l->v[last].s, &m) && !mark_chapter(l->v[last].s, &m)) last--;
    if (find_entry(l, last, o->begin) < l->n) return OK;
    err_t e = fault_set(why, ERR_INVALID, "standard.cut_before", "%.*s",
                        STR_ARG(utf8_head(entry_of(l->v[last].s), 60)));
    fault_place(why, file, l->last_number, 0);
    return e;
}

/* --- rules --- */

static bool reads_like_rules(const struct lines *l, uint32_t from)
{
    uint32_t rules = 0, past = 0;
    for (uint32_t i = from; i < l->n; i++) heading_weigh(l->v[i].s, &rules, &past);
    return rules >= RULES_MIN && rules > 2 * past;
}

/* --- from marks to lines --- */

struct outlining {
    const struct lines *l;
    struct marks *m;
    struct outline *o;
    const char *file;
    struct fault *why;
};

static err_t refuse(const struct outlining *u, uint32_t mark, const char *id)
{
    const struct mark *m = &u->m->v[mark];
    err_t e = fault_set(u->why, ERR_INVALID, id, "%.*s", STR_ARG(utf8_head(m->label, 60)));
    fault_place(u->why, u->file, u->l->v[m->line].number, 0);
    return e;
}

/* The way from the root: chapters, headings, the number itself; of 2.1.3 the numbers printed. */
static err_t number_of(const struct outlining *u, uint32_t i, struct standard_number *ret)
{
    struct standard_number n = {.dotted = true};
    uint16_t way[2 * STANDARD_NUMBER_MAX];
    unsigned depth = 0;
    const struct mark *at = &u->m->v[i];
    if (at->path_n > 0) {
        const struct mark *chapter = at->chapter ? &u->m->v[at->chapter - 1] : NULL;
        for (unsigned k = at->path_n; k-- > 0;) way[depth++] = at->path[k];
        if (chapter && chapter->n != at->path[0]) way[depth++] = chapter->n;
    } else {
        for (uint32_t k = i + 1; k != 0 && depth < ARRAY_LEN(way); k = u->m->v[k - 1].parent)
            way[depth++] = u->m->v[k - 1].n;
        for (uint32_t k = at->chapter; k != 0 && depth < ARRAY_LEN(way); k = u->m->v[k - 1].chapter)
            way[depth++] = u->m->v[k - 1].n;
    }
    if (depth > STANDARD_NUMBER_MAX) return refuse(u, i, "standard.outline_deep");
    while (depth > 0) n.n[n.depth++] = way[--depth];
    *ret = n;
    return OK;
}

static err_t put(const struct outlining *u, uint32_t i)
{
    const struct mark *m = &u->m->v[i];
    struct outline_line *to = &u->o->v[m->line];
    if (m->as == MARK_BELOW) return OK;
    if (m->back) return refuse(u, i, "standard.outline_back");
    *to = (struct outline_line){.kind = m->as == MARK_CHAPTER   ? OUTLINE_CHAPTER
                                        : m->as == MARK_HEADING ? OUTLINE_HEADING
                                                                : OUTLINE_ARTICLE,
                                .gap = m->gap,
                                .label = m->label,
                                .title = m->title,
                                .rest = m->rest};
    if (m->as == MARK_CHAPTER) return OK;
    for (uint32_t k = m->parent; k != 0; k = u->m->v[k - 1].parent) to->depth++;
    u->o->articles += m->as == MARK_ARTICLE;
    return number_of(u, i, &to->number);
}

err_t outline_read(struct arena *a, const struct lines *l, const char *file, struct outline *ret,
                   struct fault *why)
{
    struct outline o = {.articles = 0};
    struct marks marks;
    o.begin = first_of_body(l, &o);
    TRY(marks_read(a, l, o.begin, &marks));
    o.v = ARENA_ARRAY(a, struct outline_line, (size_t)l->n + 1);
    if (!o.v) return ERR_NOMEM;
    *ret = o;
    if (marks.n == 0 || !reads_like_rules(l, o.begin)) return OK;
    marks_judge(&marks);
    uint32_t articles = 0;
    for (uint32_t i = 0; i < marks.n; i++) articles += marks.v[i].as == MARK_ARTICLE;
    if (articles < ARTICLES_MIN) return OK;
    o.begin = marks.v[0].line;
    if (marks.v[0].captioned && o.begin > 0) o.begin--;
    TRY(check_contents(l, &o, file, why));
    struct outlining u = {l, &marks, &o, file, why};
    for (uint32_t i = 0; i < marks.n; i++) TRY(put(&u, i));
    *ret = o;
    return OK;
}

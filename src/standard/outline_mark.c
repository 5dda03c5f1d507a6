/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/outline_mark.h"

#include "standard/glyph.h"
#include "standard/numeral.h"
#include "standard/parse.h"

enum { TITLE_COLUMNS = 60, INLINE_COLUMNS = 40, GAP_MAX = 9, LISTS_MAX = 10, OPEN_MAX = 12 };

/* --- one line --- */

static struct str without_groups(struct str s, char *to, size_t room)
{
    size_t n = 0;
    while (s.n > 0) {
        struct glyph_group g;
        struct str before = s;
        if (glyph_take_group(s, &g)) {
            s = g.rest;
            continue;
        }
        (void)glyph_take(&s);
        for (size_t i = 0; i < before.n - s.n && n < room; i++) to[n++] = before.p[i];
    }
    return (struct str){to, n};
}

/* A noun, not a sentence and not the beginning of one. */
static bool is_title(struct str s)
{
    static const struct str verbs[] = {
        STR_INIT("する"), STR_INIT("ない"), STR_INIT("こと"), STR_INIT("いる"), STR_INIT("ある"),
        STR_INIT("れる"), STR_INIT("とき"), STR_INIT("場合"), STR_INIT("よる"), STR_INIT("いう"),
        STR_INIT("める"), STR_INIT("行う"), STR_INIT("た"),   STR_INIT("です"), STR_INIT("ます")};
    static const struct str lists[] = {STR_INIT("次の"), STR_INIT("次に"), STR_INIT("以下の"),
                                       STR_INIT("は、")};
    enum { ROOM = 400 };
    char buf[ROOM];
    if (s.n == 0 || s.n > ROOM || glyph_open_brackets(s) != 0) return false;
    struct str bare = glyph_trim(without_groups(s, buf, sizeof buf));
    if (bare.n == 0) bare = s; /* 「情報資産」 */
    if (glyph_columns_of(bare) > TITLE_COLUMNS || glyph_has(bare, STR("。"))) return false;
    if (parse_asks_for_more(bare) || glyph_last(bare) == 0xFF1A || glyph_last(bare) == ':')
        return false;
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
        if (str_ends(bare, verbs[i])) return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        if (glyph_has(bare, lists[i])) return false;
    }
    return true;
}

/* 目的　この要領は、…を定める。: a title and a sentence on one line. */
static void split_title(struct str s, struct mark *m)
{
    struct str left = s;
    while (left.n > 0 && !glyph_is_blank(glyph_first(left))) (void)glyph_take(&left);
    struct str title = str_head(s, s.n - left.n), rest = glyph_trim(left);
    bool sentence = rest.n > 0 && glyph_has(rest, STR("。")) && !glyph_has(title, STR("、"));
    if (!sentence || glyph_columns_of(title) > INLINE_COLUMNS || !is_title(title)) return;
    m->titled = true;
    m->title = title;
    m->rest = rest;
    m->filled = true;
}

static bool says_terms(struct str s)
{
    return glyph_has(s, STR("定義")) || glyph_has(s, STR("用語"));
}

static void read_title(struct mark *m)
{
    m->title = STR("");
    if (is_title(m->rest)) {
        m->titled = true;
        m->title = m->rest;
        m->rest = STR("");
    } else {
        split_title(m->rest, m);
    }
    m->defines = says_terms(m->title);
}

bool mark_chapter(struct str line, struct mark *ret)
{
    struct heading h;
    if (!heading_take(line, &h) || h.level >= STANDARD_ARTICLE || !h.blank || h.joins) return false;
    *ret = (struct mark){.style = MARK_CHAPTER_STYLE,
                         .level = h.level,
                         .n = h.number.n[0],
                         .label = h.label,
                         .title = h.rest,
                         .rest = STR(""),
                         .titled = true,
                         .as = MARK_CHAPTER};
    return true;
}

/* 2.1.3, ２．１．, with a blank or a word behind. */
static bool read_decimal(struct str s, struct mark *m)
{
    struct str rest = s;
    while (m->path_n < STANDARD_NUMBER_MAX) {
        enum numeral_form form;
        if (!numeral_take(&rest, false, &m->path[m->path_n], &form)) break;
        m->path_n++;
        if (!glyph_skip(&rest, STR(".")) && !glyph_skip(&rest, STR("．"))) break;
        if (!glyph_is_digit(glyph_first(rest))) break;
    }
    uint32_t c = glyph_first(rest);
    bool word = glyph_is_blank(c) || c == 0 || glyph_is_kanji(c) || glyph_is_katakana(c);
    static const struct str counters[] = {STR_INIT("倍"), STR_INIT("割"), STR_INIT("年"),
                                          STR_INIT("月"), STR_INIT("回"), STR_INIT("時間")};
    for (size_t i = 0; i < ARRAY_LEN(counters); i++) word &= !str_starts(rest, counters[i]);
    if (m->path_n < 2 || !word) {
        m->path_n = 0;
        return false;
    }
    m->style = MARK_DECIMAL + m->path_n;
    m->n = m->path[m->path_n - 1];
    m->label = glyph_trim(str_head(s, s.n - rest.n));
    m->rest = glyph_trim(rest);
    return true;
}

bool mark_read(struct str line, struct mark *ret)
{
    struct label l;
    struct mark m = {.label = STR("")};
    if (!read_decimal(line, &m)) {
        if (!label_take(line, &l) || (!l.framed && !l.blank)) return false;
        if (heading_joins(l.rest)) return false;
        m.style = (int)l.as[0].style;
        m.n = l.as[0].n;
        m.label = l.printed;
        m.rest = glyph_trim(l.rest);
    }
    read_title(&m);
    *ret = m;
    return true;
}

/* --- all lines --- */

struct marking {
    const struct lines *l;
    struct marks *m;
    uint32_t open[OPEN_MAX]; /* indices + 1, from high to low */
    unsigned n_open;
    uint32_t chapters[STANDARD_ARTICLE]; /* the open ones by level, index + 1 */
    uint32_t caption;                    /* a line + 1 that may be a caption */
    bool ended;
};

static bool ends(const struct lines *l, uint32_t i)
{
    struct str s = l->v[i].s;
    uint32_t c = glyph_last(s);
    if (c == 0x3001 || c == 0xFF0C || glyph_open_brackets(s) > 0) return false;
    if (glyph_is_stop(c)) return true;
    return !lines_is_full(l, i) && !parse_asks_for_more(s);
}

static struct mark *opened(const struct marking *g, unsigned k)
{
    return &g->m->v[g->open[k] - 1];
}

/* Does 2.1.3 stand below that? */
static bool is_above(const struct mark *up, const struct mark *m)
{
    unsigned n = m->path_n - 1U;
    if (n == 1 && up->path_n == 0)
        return (up->style == LABEL_PLAIN || up->style == LABEL_DOT) && up->n == m->path[0];
    if (up->path_n != n) return false;
    for (unsigned i = 0; i < n; i++) {
        if (up->path[i] != m->path[i]) return false;
    }
    return true;
}

/* How deep a decimal stands: *ret levels stay open above it. False: it fits nowhere. */
static bool place_decimal(const struct marking *g, struct mark *m, unsigned *ret)
{
    for (unsigned k = g->n_open; k-- > 0;) {
        struct mark *at = opened(g, k);
        if (at->style == m->style) { /* its sister, perhaps of another chapter */
            m->gap = m->n != at->n + 1 && m->n != 1;
            m->back = m->path_n == at->path_n && m->n <= at->n &&
                      m->path[m->path_n - 2] == at->path[at->path_n - 2];
            *ret = k;
            if (m->path[m->path_n - 2] == at->path[at->path_n - 2]) return true;
            break;
        }
        if (is_above(at, m)) {
            m->gap = m->n != 1;
            *ret = k + 1;
            return true;
        }
    }
    /* 2.1 directly below 第2章, or where nothing is open. */
    m->gap = m->n != 1;
    m->back = false;
    *ret = 0;
    return m->path_n == 2 || g->n_open == 0;
}

static bool place_label(const struct marking *g, const struct label *l, struct mark *m,
                        unsigned *ret)
{
    for (unsigned r = 0; r < l->n_as; r++) { /* goes on with what is open */
        for (unsigned k = g->n_open; k-- > 0;) {
            const struct mark *at = opened(g, k);
            if (at->style != (int)l->as[r].style || l->as[r].n != at->n + 1) continue;
            m->style = at->style;
            m->n = l->as[r].n;
            *ret = k;
            return true;
        }
    }
    for (unsigned r = 0; r < l->n_as; r++) {
        bool open = false;
        for (unsigned k = 0; k < g->n_open; k++) open |= opened(g, k)->style == (int)l->as[r].style;
        if (l->as[r].n != 1 || open) continue;
        m->style = (int)l->as[r].style;
        m->n = 1;
        *ret = g->n_open;
        return g->n_open < OPEN_MAX;
    }
    for (unsigned k = g->n_open; k-- > 0;) { /* repeated, missing, back */
        const struct mark *at = opened(g, k);
        if (at->style != m->style || m->n > at->n + GAP_MAX) continue;
        m->gap = m->n > at->n;
        m->back = m->n <= at->n;
        *ret = k;
        return true;
    }
    return false;
}

static void note_caption(struct marking *g, struct mark *m)
{
    if (g->caption == 0 || g->caption != m->line) return;
    struct glyph_group group;
    if (!glyph_take_group(g->l->v[g->caption - 1].s, &group)) return;
    m->captioned = true;
    m->defines |= says_terms(group.inner);
    if (m->titled && m->rest.n == 0) { /* the short words are its text */
        m->rest = m->title;
        m->title = STR("");
    }
}

static void add(struct marking *g, const struct mark *m, unsigned depth)
{
    struct marks *all = g->m;
    uint32_t i = all->n++;
    all->v[i] = *m;
    all->v[i].parent = depth > 0 ? g->open[depth - 1] : 0;
    for (int l = STANDARD_PART; l < STANDARD_ARTICLE; l++) {
        if (g->chapters[l]) all->v[i].chapter = g->chapters[l];
    }
    if (depth > 0) all->v[g->open[depth - 1] - 1].filled = true;
    g->open[depth] = i + 1;
    g->n_open = depth + 1;
    g->ended = !lines_is_full(g->l, m->line) || ends(g->l, m->line);
}

static void add_chapter(struct marking *g, const struct mark *m)
{
    uint32_t above = 0, i = g->m->n++;
    for (int l = STANDARD_PART; l < (int)m->level; l++) {
        if (g->chapters[l]) above = g->chapters[l];
    }
    for (int l = (int)m->level; l < STANDARD_ARTICLE; l++) g->chapters[l] = 0;
    g->m->v[i] = *m;
    g->m->v[i].chapter = above;
    g->chapters[m->level] = i + 1;
    g->n_open = 0;
    g->ended = true;
}

static bool read_mark(struct marking *g, uint32_t i)
{
    struct mark m;
    struct label l = {.n_as = 0};
    unsigned depth = 0;
    if (mark_chapter(g->l->v[i].s, &m)) {
        m.line = i;
        add_chapter(g, &m);
        return true;
    }
    if (!mark_read(g->l->v[i].s, &m)) return false;
    m.line = i;
    note_caption(g, &m);
    bool fits = m.path_n > 0 ? place_decimal(g, &m, &depth)
                             : label_take(g->l->v[i].s, &l) && place_label(g, &l, &m, &depth);
    if (!fits) return false;
    add(g, &m, depth);
    return true;
}

static void read_text(struct marking *g, uint32_t i)
{
    struct glyph_group group;
    struct str s = g->l->v[i].s;
    bool caption = g->ended && glyph_take_group(s, &group) && group.rest.n == 0 &&
                   glyph_first(s) != 0x300C && heading_is_caption(group.inner);
    if (caption) g->caption = i + 1;
    if (!caption && g->n_open > 0) opened(g, g->n_open - 1)->filled = true;
    g->ended = caption || ends(g->l, i);
}

err_t marks_read(struct arena *a, const struct lines *l, uint32_t from, struct marks *ret)
{
    struct marks m = {ARENA_ARRAY(a, struct mark, (size_t)l->n + 1), 0};
    if (!m.v) return ERR_NOMEM;
    struct marking g = {.l = l, .m = &m, .ended = true};
    for (uint32_t i = from; i < l->n; i++) {
        struct str label, rest;
        bool back = m.n > 0 && (heading_supplement(l->v[i].s, &label, &rest) ||
                                heading_appendix(l->v[i].s, &label, &rest));
        if (back && g.ended) break;
        if (!g.ended || !read_mark(&g, i)) read_text(&g, i);
    }
    *ret = m;
    return OK;
}

/* --- judging --- */

struct kids {
    uint32_t n, titled, filled, captioned;
};

/* The children of a mark, or of a chapter (or the root) where mark is 0. */
static struct kids count_kids(const struct marks *m, uint32_t from, uint32_t parent,
                              uint32_t chapter)
{
    struct kids k = {.n = 0};
    for (uint32_t i = from; i < m->n; i++) {
        const struct mark *at = &m->v[i];
        if (at->style == MARK_CHAPTER_STYLE) break;
        if (parent && at->parent < parent) break;
        if (at->parent != parent || at->chapter != chapter) continue;
        k.n++;
        k.titled += at->titled || at->captioned;
        k.filled += at->filled || (at->captioned && at->rest.n > 0);
        k.captioned += at->captioned;
    }
    return k;
}

/* Each a title, and nearly all with something below. */
static bool are_headings(const struct kids *k)
{
    return k->n > 0 && k->titled == k->n && k->filled * 5 >= k->n * 4;
}

static void set_kids(struct marks *m, uint32_t from, uint32_t parent, uint32_t chapter,
                     enum mark_as as)
{
    for (uint32_t i = from; i < m->n; i++) {
        struct mark *at = &m->v[i];
        if (at->style == MARK_CHAPTER_STYLE || (parent && at->parent < parent)) break;
        if (at->parent == parent && at->chapter == chapter) at->as = as;
    }
}

static unsigned depth_of(const struct marks *m, uint32_t i)
{
    unsigned depth = 0;
    for (uint32_t k = m->v[i].parent; k != 0; k = m->v[k - 1].parent) depth++;
    return depth;
}

/* An article whose children are headings is a heading itself, and they are articles. */
static void go_down(struct marks *m, uint32_t i)
{
    struct mark *at = &m->v[i];
    if (at->as != MARK_ARTICLE || at->defines || at->captioned || depth_of(m, i) >= 3) return;
    struct kids k = count_kids(m, i + 1, i + 1, at->chapter);
    if (!are_headings(&k)) return;
    at->as = MARK_HEADING;
    set_kids(m, i + 1, i + 1, at->chapter, MARK_ARTICLE);
}

void marks_judge(struct marks *m)
{
    uint32_t chapter = 0;
    for (uint32_t i = 0; i < m->n; i++) {
        bool first = i == 0 || m->v[i].style == MARK_CHAPTER_STYLE;
        if (!first) continue;
        if (m->v[i].style == MARK_CHAPTER_STYLE) chapter = i + 1;
        set_kids(m, chapter ? i + 1 : i, 0, chapter, MARK_ARTICLE);
    }
    for (uint32_t i = 0; i < m->n; i++) go_down(m, i);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The official text in force, paragraph by paragraph. It is a few hundred paragraphs, folded once
 * a version (standard_lines.h): they are looked through as they are. Which version is in force is
 * asked each time, so that a new one is found from its first moment. For everybody who has signed
 * in.
 */
#include <string.h>

#include "base/utf8.h"
#include "office/search_run.h"
#include "office/standard_reading.h"

enum {
    WINDOW = 3000,
    OVERLAP = 1000,
    BEFORE = 40,
    AFTER = 90,
    TEXT_MAX = 2 * STANDARD_BYTES_MAX
}; /* characters beside a hit */

struct text_search {
    struct search_run *r;
    struct standard_reading *reading;
    struct standard_lines lines;
    const struct standard_line *exact; /* whose number was typed; NULL: none */
    bool only;                         /* of that one 附則 or 別表 nothing else is meant */
};

/* --- which paragraphs --- */

/* A bare number is no place: 10 does not mean 第110条. */
static bool holds(const struct standard_line *l, struct str word)
{
    bool place = str_starts(word, STR("第")) || str_starts(word, STR("附則"));
    return standard_lines_hold(l->text, word) || (place && standard_lines_hold(l->place, word));
}

static bool holds_all(const struct search_words *w, const struct standard_line *l)
{
    if (w->cited.n && holds(l, w->cited)) return true;
    if (w->cited.n && w->n > 1) return false; /* "10 の 2" is one number, not three words */
    for (size_t i = 0; i < w->n; i++) {
        if (!holds(l, w->in_text[i])) return false;
    }
    return w->n > 0;
}

/* Words that stand in several paragraphs of one article: it is shown once, by the first of them
 * that holds the first word. */
static bool holds_apart(const struct text_search *s, size_t at)
{
    const struct search_words *w = &s->r->words;
    const struct standard_line *v = s->lines.v;
    size_t first = at, end = at + 1;
    while (first > 0 && v[first - 1].article == v[at].article) first--;
    while (end < s->lines.n && v[end].article == v[at].article) end++;
    if (w->cited.n || w->n < 2 || end - first < 2 || !holds(&v[at], w->in_text[0])) return false;
    for (size_t i = first; i < end; i++) {
        if (holds_all(w, &v[i]) || (i < at && holds(&v[i], w->in_text[0]))) return false;
    }
    for (size_t k = 1; k < w->n; k++) {
        bool any = false;
        for (size_t i = first; i < end && !any; i++) any = holds(&v[i], w->in_text[k]);
        if (!any) return false;
    }
    return true;
}

static const struct standard_line *line_of(const struct text_search *s, uint32_t node)
{
    for (size_t i = 0; i < s->lines.n && node; i++) {
        if (s->lines.v[i].node >= node && s->lines.v[i].node < s->reading->text.nodes[node].end)
            return &s->lines.v[i];
    }
    return NULL;
}

/* The paragraph whose number was typed; that of an article, 附則 or 別表: its first. */
static void mean(struct text_search *s)
{
    const struct search_words *w = &s->r->words;
    const struct standard_text *t = &s->reading->text;
    const char *typed = w->article ? w->article : w->back;
    if (!typed) return;
    struct str number = str_head(str_z(typed), str_find(str_z(typed), '('));
    s->exact = line_of(s, standard_find_key(t, number));
    s->only = s->exact && w->back;
    for (size_t i = 0; s->exact && w->article && i < s->lines.n; i++) {
        const struct standard_line *l = &s->lines.v[i];
        if (l->article == s->exact->article && str_eq(l->place, w->cited)) s->exact = l;
    }
}

static bool matches(const struct text_search *s, size_t i)
{
    const struct standard_line *l = &s->lines.v[i];
    if (s->only) return l->article == s->exact->article;
    return holds_all(&s->r->words, l) || holds_apart(s, i);
}

/* --- what is shown of them --- */

/* Does the start of the text that ends at byte n hold the word already? */
static err_t head_holds(struct str text, size_t n, struct str word, bool *ret)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, TEXT_MAX);
    TRY(standard_lines_fold(&b, str_head(text, n)));
    *ret = search_query_contains(sb_str(&b), word);
    return OK;
}

static size_t char_start(struct str s, size_t at)
{
    while (at > 0 && at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80) at--;
    return at;
}

/* Where the word ends in a short text as it was printed; 0: not there. Folding keeps the order, so
 * the shortest start that holds the word is found by halving. */
static err_t word_end_near(struct str text, struct str word, size_t *ret)
{
    size_t low = 0, high = text.n;
    bool yes;
    *ret = 0;
    TRY(head_holds(text, text.n, word, &yes));
    if (!yes || word.n == 0) return OK;
    while (low < high) {
        size_t mid = char_start(text, low + (high - low) / 2);
        if (mid <= low) {
            struct str next = str_skip(text, low);
            uint32_t cp;
            if (utf8_next(&next, &cp) != OK) return OK;
            mid = text.n - next.n;
            if (mid >= high) break;
        }
        TRY(head_holds(text, mid, word, &yes));
        if (yes)
            high = mid;
        else
            low = mid;
    }
    *ret = high;
    return OK;
}

static err_t word_end(struct str text, struct str word, size_t *ret)
{
    *ret = 0;
    for (size_t from = 0; from < text.n; from = char_start(text, from + WINDOW - OVERLAP)) {
        struct str window = str_skip(text, from);
        if (window.n > WINDOW) window = str_head(window, char_start(window, WINDOW));
        TRY(word_end_near(window, word, ret));
        if (*ret) *ret += from;
        if (*ret || from + window.n == text.n) return OK;
    }
    return OK;
}

static size_t step_back(struct str s, size_t at, size_t chars)
{
    while (at > 0 && chars-- > 0) at = char_start(s, at - 1);
    return at;
}

static size_t step_on(struct str s, size_t at, size_t chars)
{
    for (uint32_t cp; at < s.n && chars > 0; chars--) {
        struct str rest = str_skip(s, at);
        if (utf8_next(&rest, &cp) != OK) return at;
        at = s.n - rest.n;
    }
    return at;
}

/* A line of the node's text around the word. */
static const char *excerpt(struct search_run *r, const struct standard_node *n, size_t end)
{
    struct str s = n->text;
    size_t from = step_back(s, end, BEFORE), to = step_on(s, end, AFTER);
    if (from < 3 * BEFORE / 2) from = 0;
    SB_CLEANUP struct sb b;
    sb_init(&b, 4096);
    if (from > 0) sb_addz(&b, "…");
    for (size_t i = from; i < to; i++) sb_addc(&b, s.p[i] == '\n' ? ' ' : s.p[i]);
    if (to < s.n) sb_addz(&b, "…");
    return show_built(&r->v->s, &b);
}

/* The node of the paragraph in which the first of the words stands, and where. */
static err_t spot(const struct text_search *s, const struct standard_line *l, uint32_t *ret_node,
                  size_t *ret_end)
{
    const struct search_words *w = &s->r->words;
    const struct standard_text *t = &s->reading->text;
    size_t last = w->cited.n && holds(l, w->cited) ? 0 : w->n;
    for (size_t k = 0; k <= last; k++) {
        struct str word = k == 0 ? w->cited : w->in_text[k - 1];
        for (uint32_t i = l->node; word.n && i < t->nodes[l->node].end; i++) {
            size_t end;
            TRY(word_end(t->nodes[i].text, word, &end));
            if (!end) continue;
            *ret_node = i;
            *ret_end = end;
            return OK;
        }
    }
    *ret_node = l->node; /* by its number or caption alone */
    *ret_end = 0;
    return OK;
}

static const char *title_of(struct text_search *s, const struct standard_line *l)
{
    struct arena *a = &s->r->v->arena;
    const struct standard_node *n = &s->reading->text.nodes[l->node], *up = n;
    const char *place = standard_reading_place(s->reading, l->node);
    while (up->caption.n == 0 && up->parent && up->level != STANDARD_SUPPLEMENT)
        up = &s->reading->text.nodes[up->parent];
    bool caption = place && up->caption.n && up->level >= STANDARD_ARTICLE;
    if (!caption) return place;
    return arena_printf(a, s->r->v->s.lang == LANG_EN ? "%s (%.*s)" : "%s（%.*s）", place,
                        STR_ARG(up->caption));
}

static err_t show(struct text_search *s, const struct standard_line *l)
{
    struct arena *a = &s->r->v->arena;
    uint32_t node;
    size_t end;
    TRY(spot(s, l, &node, &end));
    const char *title = title_of(s, l), *href = standard_reading_href(s->reading, node);
    const char *key = standard_reading_key(s->reading, node);
    const char *place = standard_reading_place(s->reading, node);
    if (!title || !href || !key || !place) return ERR_NOMEM;
    struct jo o = jo_object();
    search_run_item(&o, "text", title, excerpt(s->r, &s->reading->text.nodes[node], end),
                    arena_strdup(a, str_z(href)), l == s->exact);
    jo_str(&o, "key", key);
    jo_str(&o, "place", place);
    jo_add(s->r->items, o);
    return OK;
}

static err_t find(struct text_search *s)
{
    struct search_run *r = s->r;
    size_t shown = 0;
    mean(s);
    if (s->exact && r->after == 0) {
        TRY(show(s, s->exact));
        shown++;
    }
    for (size_t i = (size_t)r->after; i < s->lines.n; i++) {
        if (&s->lines.v[i] == s->exact || !matches(s, i)) continue;
        if (shown++ == r->want) {
            r->next = (int64_t)i;
            break;
        }
        TRY(show(s, &s->lines.v[i]));
    }
    return OK;
}

err_t search_text_find(struct search_run *r)
{
    if (!r->viewer.v) return OK;
    struct standard_reading reading STANDARD_READING_CLEANUP;
    struct view *v = r->v;
    struct text_search s = {.r = r, .reading = &reading};
    err_t e = standard_reading_within(&reading, v->w.office, v->db, v->s.lang);
    if (e == ERR_NOT_FOUND) return OK; /* no text yet */
    TRY(e);
    TRY(standard_reading_lines(&reading, &s.lines));
    return find(&s);
}

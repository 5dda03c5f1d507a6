/* SPDX-License-Identifier: Apache-2.0 */
#include "office/standard_lines.h"

#include <string.h>

#include "base/utf8.h"
#include "office/search_query.h"

enum { ONE_MAX = 2 * STANDARD_BYTES_MAX };

err_t standard_lines_fold(struct sb *out, struct str s)
{
    SB_CLEANUP struct sb key;
    sb_init(&key, ONE_MAX);
    TRY(utf8_search_key(&key, s));
    search_query_numbers(out, sb_str(&key));
    return sb_end(out);
}

static err_t add_line(struct sb *out, struct str s)
{
    if (s.n == 0) return OK;
    TRY(standard_lines_fold(out, s));
    sb_addc(out, '\n');
    return sb_end(out);
}

static err_t place_of(struct arena *a, const struct standard_text *t, uint32_t i, struct str *ret)
{
    SB_CLEANUP struct sb place, folded;
    sb_init(&place, 4096);
    sb_init(&folded, 4096);
    standard_place(&place, t, i);
    TRY(sb_end(&place));
    TRY(standard_lines_fold(&folded, sb_str(&place)));
    *ret = arena_str(a, sb_str(&folded));
    return ret->p ? OK : ERR_NOMEM;
}

/* What has a page: the 附則 or appendix, or the article. */
static uint32_t page_of(const struct standard_text *t, uint32_t i)
{
    uint32_t supplement = standard_up(t, i, STANDARD_SUPPLEMENT);
    uint32_t appendix = standard_up(t, i, STANDARD_APPENDIX);
    return supplement ? supplement : appendix ? appendix : standard_up(t, i, STANDARD_ARTICLE);
}

static err_t read_one(struct arena *a, const struct standard_text *t, uint32_t i,
                      struct standard_line *ret)
{
    const struct standard_node *n = &t->nodes[i], *above = &t->nodes[n->parent];
    struct standard_line one = {.node = i, .article = page_of(t, i)};
    SB_CLEANUP struct sb b;
    sb_init(&b, ONE_MAX);
    TRY(place_of(a, t, i, &one.place));
    if (n->level == STANDARD_PARAGRAPH && n->position == 1) {
        TRY(add_line(&b, above->caption));
        if (t->nodes[above->parent].level == STANDARD_SUPPLEMENT && above->position == 1)
            TRY(add_line(&b, t->nodes[above->parent].caption));
    }
    for (uint32_t k = i; k < n->end; k++) {
        TRY(add_line(&b, t->nodes[k].caption));
        TRY(add_line(&b, t->nodes[k].text));
    }
    one.text = arena_str(a, sb_str(&b));
    if (!one.text.p) return ERR_NOMEM;
    *ret = one;
    return OK;
}

static bool is_line(const struct standard_node *n)
{
    return n->level == STANDARD_PARAGRAPH || n->level == STANDARD_APPENDIX;
}

err_t standard_lines_read(struct arena *a, const struct standard_text *t,
                          struct standard_lines *ret)
{
    size_t n = 0, all = 0;
    for (uint32_t i = 1; i < t->n_nodes; i = is_line(&t->nodes[i]) ? t->nodes[i].end : i + 1)
        all += is_line(&t->nodes[i]);
    struct standard_line *v = ARENA_ARRAY(a, struct standard_line, all ? all : 1);
    if (!v) return ERR_NOMEM;
    for (uint32_t i = 1; i < t->n_nodes; i = is_line(&t->nodes[i]) ? t->nodes[i].end : i + 1) {
        if (is_line(&t->nodes[i])) TRY(read_one(a, t, i, &v[n++]));
    }
    *ret = (struct standard_lines){v, n};
    return OK;
}

/* --- finding --- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Is the 第1条 that stands at `at` that article itself, not 第1条の2? */
static bool stands_alone(struct str text, size_t at, struct str word)
{
    static const struct str article = STR_INIT("条"), branch = STR_INIT("の");
    struct str rest = str_skip(text, at + word.n);
    if (rest.n == 0 || !str_starts(word, STR("第"))) return true;
    if (is_digit(word.p[word.n - 1])) return !is_digit(rest.p[0]);
    if (!str_ends(word, article) || !str_starts(rest, branch) || rest.n == branch.n) return true;
    return !is_digit(rest.p[branch.n]);
}

bool standard_lines_hold(struct str text, struct str word)
{
    if (word.n == 0) return true;
    for (size_t at = 0; at + word.n <= text.n;) {
        const char *hit = memmem(text.p + at, text.n - at, word.p, word.n);
        if (!hit) return false;
        at = (size_t)(hit - text.p);
        if (stands_alone(text, at, word)) return true;
        at++;
    }
    return false;
}

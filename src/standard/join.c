/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/join.h"

#include <string.h>

#include "standard/glyph.h"

err_t join_init(struct arena *a, const struct lines *l, struct joined *ret)
{
    size_t n = 16;
    for (uint32_t i = 0; i < l->n; i++) n += l->v[i].s.n + 3;
    struct joined j = {.cap = (uint32_t)n, .seams_cap = 3 * l->n + 16};
    j.p = arena_alloc(a, n);
    j.seams = ARENA_ARRAY(a, struct standard_seam, (size_t)j.seams_cap);
    if (!j.p || !j.seams) return ERR_NOMEM;
    *ret = j;
    return OK;
}

uint32_t join_add(struct joined *j, struct str piece, uint32_t line)
{
    uint32_t at = j->n;
    ASSERT(piece.n <= j->cap - j->n);
    if (line > 0 && piece.n > 0) {
        if (j->n_seams == 0 || j->seams[j->n_seams - 1].line != line) {
            ASSERT(j->n_seams < j->seams_cap);
            j->seams[j->n_seams++] = (struct standard_seam){at, line};
        }
    }
    if (piece.n > 0) memcpy(j->p + at, piece.p, piece.n);
    j->n += (uint32_t)piece.n;
    return at;
}

static bool is_latin(uint32_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Would the next line's first word have found no room on the line before? */
static bool had_no_room(struct str right, const struct line *before, const struct lines *l)
{
    unsigned word = 0;
    for (uint32_t c; is_latin(c = glyph_take(&right)) || (c >= '0' && c <= '9');) word++;
    return l->width > 0 && before->columns + 1U < l->width &&
           before->columns + 1U + word > l->width;
}

bool join_needs_blank(struct str left, struct str right, const struct line *before,
                      const struct line *next, const struct lines *l)
{
    uint32_t a = glyph_last(left), b = glyph_first(right);
    if (a >= 0x80 || b >= 0x80 || a == 0 || b == 0) return false;
    bool latin_b = is_latin(b);
    if (before->trail || (next->lead && next->indent == 1)) return a != '(' && b != ')';
    if (a == ',' || a == ';' || (a == ':' && latin_b)) return true;
    if (a == '.') return b >= 'A' && b <= 'Z';
    if (!is_latin(a) || !latin_b) return false;
    bool upper_a = a >= 'A' && a <= 'Z', upper_b = b >= 'A' && b <= 'Z';
    if (upper_a) return false; /* C|ISO, S|ecurity */
    if (upper_b) return true;  /* Information|Security */
    return l->width == 0 || (!l->breaks_words && had_no_room(right, before, l));
}

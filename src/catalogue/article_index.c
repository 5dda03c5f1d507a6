/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/article.h"

static bool read_u16(struct str s, uint16_t *ret)
{
    int64_t n;
    if (str_to_i64(s, &n) != OK || n < 0 || n > UINT16_MAX) return false;
    *ret = (uint16_t)n;
    return true;
}

/* "1-18,20-30" or "-". */
static bool read_items(struct str s, uint64_t *ret)
{
    *ret = 0;
    if (str_eqz(s, "-")) return true;
    while (s.p) {
        struct str range = str_cut(&s, ','), first = str_cut(&range, '-');
        uint16_t a, b;
        if (!read_u16(first, &a)) return false;
        b = a;
        if (range.p && !read_u16(range, &b)) return false;
        if (a < 1 || b < a || b > ARTICLE_ITEMS_MAX) return false;
        for (uint16_t i = a; i <= b; i++) *ret |= UINT64_C(1) << (i - 1);
    }
    return true;
}

static bool read_row(struct str line, struct article_row *ret)
{
    uint16_t *const numbers[] = {&ret->article, &ret->branch, &ret->paragraph};
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
        if (!read_u16(str_cut(&line, '\t'), numbers[i])) return false;
    return line.p && read_items(line, &ret->items);
}

/* Paragraphs count from 1 and articles go up: what leans on the table relies on it. */
static bool follows(const struct article_row *last, const struct article_row *row)
{
    bool same = last && last->article == row->article && last->branch == row->branch;
    if (same) return row->paragraph == last->paragraph + 1;
    bool later = !last || row->article > last->article ||
                 (row->article == last->article && row->branch > last->branch);
    return later && row->article > 0 && row->paragraph == 1;
}

static size_t count_lines(struct str s)
{
    size_t n = 1;
    for (size_t i = 0; i < s.n; i++) n += s.p[i] == '\n';
    return n;
}

void article_read_index(struct load *l, struct str source, struct article_index *ret)
{
    struct article_row *v = LOAD_ARRAY(l, struct article_row, count_lines(source));
    if (!v) return;
    size_t n = 0;
    bool head = false;
    for (uint32_t at = 1; source.p; at++) {
        struct str line = str_cut(&source, '\n');
        if (line.n == 0 || line.p[0] == '#') continue;
        bool good = head ? read_row(line, &v[n]) && follows(n ? &v[n - 1] : NULL, &v[n])
                         : str_eqz(line, "article\tbranch\tparagraph\titems");
        if (!good) {
            load_fault(l, (struct place){l->file, at, 1}, "catalogue.bad_index", NULL);
            return;
        }
        if (head) n++;
        head = true;
    }
    *ret = (struct article_index){v, n};
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/lines.h"

#include "base/utf8.h"
#include "standard/glyph.h"

static const struct {
    struct str magic;
    const char *id;
} known[] = {
    {STR_INIT("%PDF-"), "standard.is_pdf"},
    {STR_INIT("PK\x03\x04"), "standard.is_archive"},
    {STR_INIT("\xD0\xCF\x11\xE0"), "standard.is_word"},
    {STR_INIT("{\\rtf"), "standard.is_word"},
};

static err_t refuse(struct fault *why, const char *file, uint32_t line, err_t code, const char *id)
{
    err_t e = fault_set(why, code, id, NULL);
    fault_place(why, file, line, 0);
    return e;
}

static uint32_t line_at(struct str source, size_t at)
{
    uint32_t n = 1;
    for (size_t i = 0; i < at; i++) {
        n += source.p[i] == '\n' ||
             (source.p[i] == '\r' && (i + 1 == source.n || source.p[i + 1] != '\n'));
    }
    return n;
}

/* Where it breaks off: within the last character, it was cut; else it is no text. */
static err_t check_bytes(struct str s, const char *file, struct fault *why)
{
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (str_starts(s, known[i].magic)) return refuse(why, file, 1, ERR_INVALID, known[i].id);
    }
    size_t bad = utf8_find_bad(s, 0);
    if (bad < s.n)
        return refuse(why, file, line_at(s, bad), ERR_INVALID,
                      s.n - bad < 4 && bad > 0 ? "standard.cut_in_character" : "standard.not_text");
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v') || c == 0x7F)
            return refuse(why, file, line_at(s, i), ERR_INVALID, "standard.not_text");
    }
    return OK;
}

static bool is_markup(struct str s)
{
    static const struct str marks[] = {STR_INIT("<!doctype"), STR_INIT("<html"), STR_INIT("<?xml"),
                                       STR_INIT("<head"),     STR_INIT("<body"), STR_INIT("<div"),
                                       STR_INIT("<law"),      STR_INIT("<table")};
    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        if (s.n >= marks[i].n && str_eq_nocase(str_head(s, marks[i].n), marks[i])) return true;
    }
    return false;
}

/* How long the line is, and how much ends it. */
static size_t line_length(struct str s, size_t *ret_break)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '\n' || c == '\f' || c == '\v') {
            *ret_break = 1;
            return i;
        }
        if (c == '\r') {
            *ret_break = i + 1 < s.n && s.p[i + 1] == '\n' ? 2 : 1;
            return i;
        }
        if (c == 0xE2 && i + 2 < s.n && (unsigned char)s.p[i + 1] == 0x80 &&
            ((unsigned char)s.p[i + 2] & 0xFE) == 0xA8) { /* U+2028, U+2029 */
            *ret_break = 3;
            return i;
        }
    }
    *ret_break = 0;
    return s.n;
}

static struct line measure(struct str raw, uint32_t number, bool page)
{
    struct line l = {.s = glyph_trim(raw), .number = number, .page_before = page};
    struct str rest = raw;
    unsigned indent = 0;
    for (uint32_t c; glyph_is_blank(c = glyph_first(rest)); (void)glyph_take(&rest)) {
        indent += c == '\t' ? 4 : glyph_columns(c);
        l.lead |= c == ' ' || c == '\t';
    }
    if (l.s.n == 0) return l;
    unsigned columns = indent + glyph_columns_of(l.s);
    l.indent = (uint16_t)(indent < UINT16_MAX ? indent : UINT16_MAX);
    l.columns = (uint16_t)(columns < UINT16_MAX ? columns : UINT16_MAX);
    l.trail = rest.n > l.s.n && l.s.p[l.s.n] == ' ';
    return l;
}

static err_t split(struct arena *a, struct str s, uint32_t count, struct lines *ret)
{
    struct line *v = ARENA_ARRAY(a, struct line, (size_t)count);
    if (!v) return ERR_NOMEM;
    uint32_t n = 0, number = 0;
    bool page = false;
    while (s.n > 0) {
        size_t end, len = line_length(s, &end);
        bool feed = end == 1 && s.p[len] == '\f';
        struct line l = measure(str_head(s, len), number + 1, page);
        number += !feed; /* what follows a form feed stands on the same line of the file */
        if (l.s.n > 0) {
            v[n++] = l;
            ret->last_number = l.number;
            page = false;
        }
        page |= feed;
        s = str_skip(s, len + end);
    }
    ret->v = v;
    ret->n = n;
    return OK;
}

err_t lines_read(struct arena *a, struct str source, const char *file, struct lines *ret,
                 struct fault *why)
{
    struct lines l = {.n = 0};
    if (source.n > STANDARD_BYTES_MAX) return refuse(why, file, 0, ERR_TOO_BIG, "standard.too_big");
    if (str_starts(source, STR("\xEF\xBB\xBF"))) source = str_skip(source, 3);
    TRY(check_bytes(source, file, why));
    uint32_t count = 0;
    for (struct str s = source; s.n > 0; count++) {
        size_t end, len = line_length(s, &end);
        s = str_skip(s, len + end);
    }
    if (count > STANDARD_LINES_MAX)
        return refuse(why, file, 0, ERR_TOO_BIG, "standard.too_many_lines");
    if (count > 0) TRY(split(a, source, count, &l));
    if (l.n == 0) return refuse(why, file, 1, ERR_INVALID, "standard.empty");
    if (is_markup(l.v[0].s))
        return refuse(why, file, l.v[0].number, ERR_INVALID, "standard.is_html");
    *ret = l;
    return OK;
}

bool lines_is_full(const struct lines *l, uint32_t i)
{
    return l->full > 0 && l->v[i].columns >= l->full;
}

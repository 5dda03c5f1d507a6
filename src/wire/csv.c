/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/csv.h"

#include <string.h>

#include "base/utf8.h"
#include "wire/cp932.h"

static const struct str bom = STR_INIT("\xEF\xBB\xBF");

/* The place of `at` for a person: its line and its character in that line. */
static err_t refuse_at(const struct csv *c, const char *at, err_t code, const char *id,
                       struct fault *why)
{
    struct str before = {c->line_start, (size_t)(at - c->line_start)};
    (void)fault_set(why, code, id, NULL);
    fault_place(why, NULL, c->line, (uint32_t)utf8_length(before) + 1);
    return code;
}

/* Refuses what no text file holds, before anything else looks at it. */
static err_t check_characters(struct csv *c, struct fault *why)
{
    size_t bad = utf8_find_bad(c->rest, UTF8_NO_NUL | UTF8_NO_CONTROL | UTF8_NO_NONCHARACTER);
    if (bad == c->rest.n) return OK;
    struct csv at = *c;
    for (const char *p = at.line_start; p < c->rest.p + bad; p++) {
        if (*p != '\n') continue;
        at.line++;
        at.line_start = p + 1;
    }
    bool encoding = !utf8_valid(str_head(str_skip(c->rest, bad), 4), 0) &&
                    ((unsigned char)c->rest.p[bad] & 0x80U) != 0;
    return refuse_at(&at, c->rest.p + bad, ERR_INVALID,
                     encoding ? "csv.bad_encoding" : "csv.bad_character", why);
}

/* From CP932; the fault is at the first byte that is no character. */
static err_t convert(struct sb *to, struct str bytes, struct fault *why)
{
    sb_init(to, bytes.n <= SIZE_MAX / 4 ? bytes.n * 3 : 0); /* half-width katakana grow most */
    err_t e = cp932_to_utf8(to, bytes);
    if (e == OK) return OK;
    (void)fault_set(why, e, e == ERR_NOMEM ? "err.nomem" : "csv.bad_encoding", NULL);
    struct str done = sb_str(to);
    uint32_t line = 1;
    for (size_t at; (at = str_find(done, '\n')) < done.n; line++) done = str_skip(done, at + 1);
    if (e == ERR_INVALID) fault_place(why, NULL, line, (uint32_t)utf8_length(done) + 1);
    sb_release(to);
    return e;
}

err_t csv_open(struct csv *c, struct str bytes, enum csv_encoding encoding,
               const struct csv_limits *limits, struct fault *why)
{
    struct csv r = {.limits = *limits, .encoding = encoding, .line = 1};
    bool has_bom = str_starts(bytes, bom);
    if (encoding == CSV_DETECT) r.encoding = has_bom || utf8_valid(bytes, 0) ? CSV_UTF8 : CSV_CP932;
    r.rest = bytes.p ? bytes : STR("");
    if (r.encoding == CSV_CP932) {
        TRY(convert(&r.converted, bytes, why));
        r.rest = sb_str(&r.converted);
    } else if (has_bom) {
        r.rest = str_skip(bytes, bom.n);
    }
    r.line_start = r.rest.p;
    err_t e = check_characters(&r, why);
    if (e != OK) {
        csv_release(&r);
        return e;
    }
    *c = r;
    return OK;
}

void csv_release(struct csv *c)
{
    sb_release(&c->converted);
    *c = (struct csv){0};
}

static char peek(const struct csv *c)
{
    return c->rest.n > 0 ? c->rest.p[0] : '\0'; /* NUL has been refused */
}

static void skip(struct csv *c, size_t n)
{
    c->rest = str_skip(c->rest, n);
}

/* CR LF or LF here? Steps over it. */
static bool take_newline(struct csv *c)
{
    size_t n = peek(c) == '\n' ? 1 : str_starts(c->rest, STR("\r\n")) ? 2 : 0;
    if (n == 0) return false;
    skip(c, n);
    c->line++;
    c->line_start = c->rest.p;
    return true;
}

static err_t too_long(const struct csv *c, const char *at, struct fault *why)
{
    return refuse_at(c, at, ERR_TOO_BIG, "csv.field_too_long", why);
}

static err_t take_bare(struct csv *c, struct str *ret, struct fault *why)
{
    const char *from = c->rest.p;
    size_t n = 0;
    while (n < c->rest.n && !strchr(",\r\n\"", from[n])) n++;
    if (n > c->limits.field_bytes) return too_long(c, from, why);
    skip(c, n);
    if (peek(c) == '"') return refuse_at(c, c->rest.p, ERR_INVALID, "csv.bare_quote", why);
    *ret = (struct str){from, n};
    return OK;
}

/* From after the opening quote to after the closing one; "" is one quote. */
static err_t take_quoted(struct csv *c, struct arena *a, struct str *ret, struct fault *why)
{
    const struct csv start = *c;
    const char *open = c->rest.p;
    skip(c, 1);
    size_t n = 0, quotes = 0;
    const char *from = c->rest.p;
    for (; n < c->rest.n; n++) {
        if (from[n] == '\n') {
            c->line++;
            c->line_start = from + n + 1;
        }
        if (from[n] != '"') continue;
        if (n + 1 == c->rest.n || from[n + 1] != '"') break;
        n++;
        quotes++;
    }
    if (n == c->rest.n) return refuse_at(&start, open, ERR_INVALID, "csv.open_quote", why);
    if (n - quotes > c->limits.field_bytes) return too_long(&start, open, why);
    skip(c, n + 1);
    if (c->rest.n > 0 && !strchr(",\r\n", peek(c)))
        return refuse_at(c, c->rest.p, ERR_INVALID, "csv.after_quote", why);
    char *to = arena_alloc(a, n - quotes + 1);
    if (!to) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    size_t len = 0;
    for (size_t i = 0; i < n; i++) {
        to[len++] = from[i];
        if (from[i] == '"') i++;
    }
    *ret = (struct str){to, len};
    return OK;
}

/* How many fields the row has at most, so that they fit one array. */
static uint32_t count_commas(const struct csv *c)
{
    uint32_t n = 1;
    bool quoted = false;
    for (size_t i = 0; i < c->rest.n && n <= c->limits.fields; i++) {
        char ch = c->rest.p[i];
        if (ch == '"') quoted = !quoted;
        if (ch == '\n' && !quoted) break;
        n += ch == ',' && !quoted;
    }
    return n;
}

static err_t take_fields(struct csv *c, struct arena *a, struct csv_row *row, uint32_t max,
                         struct fault *why)
{
    for (;;) {
        if (row->n == max) return refuse_at(c, c->rest.p, ERR_TOO_BIG, "csv.too_many_fields", why);
        struct str *f = &row->fields[row->n++];
        TRY(peek(c) == '"' ? take_quoted(c, a, f, why) : take_bare(c, f, why));
        if (peek(c) != ',') break;
        skip(c, 1);
    }
    const char *end = c->rest.p;
    const struct csv before = *c;
    if (c->rest.n > 0 && !take_newline(c))
        return refuse_at(c, end, ERR_INVALID, "csv.lone_cr", why);
    if (c->width && row->n != c->width) {
        (void)fault_set(why, ERR_INVALID, "csv.wrong_width", "%u" FS "%u", row->n, c->width);
        fault_place(why, NULL, before.line, 0);
        return ERR_INVALID;
    }
    return OK;
}

err_t csv_next(struct csv *c, struct arena *a, struct csv_row *ret, struct fault *why)
{
    while (take_newline(c)) continue;
    if (c->rest.n == 0) return ERR_NOT_FOUND;
    if (c->rows == c->limits.rows)
        return refuse_at(c, c->rest.p, ERR_TOO_BIG, "csv.too_many_rows", why);
    struct csv_row row = {.line = c->line};
    uint32_t max = count_commas(c);
    if (max > c->limits.fields) max = c->limits.fields;
    row.fields = ARENA_ARRAY(a, struct str, max ? max : 1);
    if (!row.fields) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    TRY(take_fields(c, a, &row, max, why));
    c->rows++;
    c->width = row.n;
    *ret = row;
    return OK;
}

err_t csv_column(const struct csv_row *header, struct str title, uint32_t *ret)
{
    uint32_t found = header->n;
    for (uint32_t i = 0; i < header->n; i++) {
        if (!str_eq(str_trim(header->fields[i]), title)) continue;
        if (found < header->n) return ERR_INVALID;
        found = i;
    }
    if (found == header->n) return ERR_NOT_FOUND;
    *ret = found;
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0
 * Writing CSV; the contract stands in csv.h. */
#include <string.h>

#include "wire/csv.h"

static bool needs_quotes(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] && strchr(",\"\r\n", s.p[i])) return true;
    }
    return s.n > 0 && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');
}

static void add_quoted(struct sb *b, const char *before, struct str s)
{
    sb_addc(b, '"');
    sb_addz(b, before);
    for (size_t at; (at = str_find(s, '"')) < s.n; s = str_skip(s, at + 1)) {
        sb_add(b, str_head(s, at + 1));
        sb_addc(b, '"');
    }
    sb_add(b, s);
    sb_addz(b, "\",");
}

static void add(struct sb *b, const char *before, struct str field)
{
    if (needs_quotes(field)) {
        add_quoted(b, before, field);
        return;
    }
    sb_addz(b, before);
    sb_add(b, field);
    sb_addc(b, ',');
}

void csv_add(struct sb *b, struct str field)
{
    add(b, "", field);
}

void csv_add_text(struct sb *b, struct str field)
{
    bool formula = field.n > 0 && field.p[0] && strchr("=+-@\t\r", field.p[0]);
    add(b, formula ? "'" : "", field);
}

void csv_end_row(struct sb *b)
{
    bool comma = b->err == OK && b->n > 0 && b->p[b->n - 1] == ',';
    if (comma) b->n--;
    /* A row of one empty field would be an empty line, which is no row. */
    if (comma && (b->n == 0 || b->p[b->n - 1] == '\n')) sb_addz(b, "\"\"");
    sb_addz(b, "\r\n");
}

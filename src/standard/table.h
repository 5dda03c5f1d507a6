/* SPDX-License-Identifier: Apache-2.0
 *
 * table.h: a table as plain text keeps it: lines with rules drawn between them, with tabs, or with
 * wide blanks. Looks at single lines; parse_table.c decides where a table stands, and the office
 * shows it cell by cell.
 *
 * In a node's text a row begins with \n; words that go on behind the table begin with \n\n.
 */
#ifndef SEKIMORI_STANDARD_TABLE_H
#define SEKIMORI_STANDARD_TABLE_H

#include "base/str.h"

enum { TABLE_CELLS_MAX = 24 };

enum table_make {
    TABLE_NONE,
    TABLE_RULE,  /* nothing but rules: ┌──┬──┐ */
    TABLE_DRAWN, /* │ a │ b │ */
    TABLE_TABS,
    TABLE_WIDE,  /* gaps of two wide blanks or more */
    TABLE_NARROW /* single blanks: a row only where a table is announced */
};

struct table_row {
    enum table_make make;
    unsigned n;
    struct str cells[TABLE_CELLS_MAX]; /* views, trimmed; cells[0..n) */
};
void table_row_read(struct str line, struct table_row *ret);

/* The part of a text in front of its first table; all of it where there is none. */
struct str table_words(struct str text);
/* Does it end with a row? */
bool table_ends(struct str text);
/* Cuts the next part off *s: a table (its rows, each without its \n, joined by \n) or words. False
 * at the end. */
bool table_next(struct str *s, bool *ret_table, struct str *ret_part);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * A text with tables in it: the words, the rows cell by cell, the words behind. Rows that do not
 * all have as many cells are shown as the lines they are. */
#include "office/standard_reading.h"
#include "standard/table.h"

struct part {
    struct standard_reading *r;
    uint32_t node;
    struct str text; /* the whole of the node's */
};

static struct jo spans_of(const struct part *p, struct str piece)
{
    uint32_t from = (uint32_t)(piece.p - p->text.p);
    return standard_put_spans_of(p->r, p->node, from, from + (uint32_t)piece.n);
}

/* How many cells each row has; 0: not all the same, or only one. */
static unsigned cells_of(struct str rows)
{
    unsigned n = 0;
    while (rows.n > 0) {
        struct table_row row;
        table_row_read(str_cut(&rows, '\n'), &row);
        if (row.make == TABLE_RULE) continue;
        if (row.n < 2 || (n > 0 && row.n != n)) return 0;
        n = row.n;
    }
    return n;
}

static struct jo row_of(const struct part *p, const struct table_row *row)
{
    struct jo one = jo_object(), cells = jo_array();
    for (unsigned i = 0; i < row->n; i++) {
        struct jo cell = jo_object();
        jo_put(&cell, "spans", spans_of(p, row->cells[i]));
        jo_add(&cells, cell);
    }
    jo_put(&one, "cells", cells);
    return one;
}

/* Every key is there in every part: a name that is missing would mean that of the paragraph around.
 */
static struct jo part_of(struct jo spans, struct jo rows, struct jo lines, bool table)
{
    struct jo one = jo_object();
    jo_put(&one, "spans", spans);
    jo_put(&one, "table_rows", rows);
    jo_put(&one, "table_lines", lines);
    jo_bool(&one, "table", table);
    return one;
}

static struct jo table_of(const struct part *p, struct str text)
{
    struct jo rows = jo_array(), lines = jo_array();
    bool cells = cells_of(text) > 0;
    while (text.n > 0) {
        struct table_row row;
        struct str line = str_cut(&text, '\n');
        table_row_read(line, &row);
        if (!cells)
            jo_add_value(&lines, json_stringn(line.p, line.n));
        else if (row.make != TABLE_RULE)
            jo_add(&rows, row_of(p, &row));
    }
    return part_of(jo_array(), rows, lines, cells);
}

void standard_put_parts(struct standard_reading *r, struct jo *o, uint32_t node)
{
    struct part p = {r, node, r->text.nodes[node].text};
    struct str rest = p.text, piece, words = table_words(rest);
    struct jo list = jo_array();
    bool table;
    jo_put(o, "spans", spans_of(&p, words));
    rest = str_skip(rest, words.n);
    while (table_next(&rest, &table, &piece))
        jo_add(&list, table ? table_of(&p, piece)
                            : part_of(spans_of(&p, piece), jo_array(), jo_array(), false));
    jo_put(o, "parts", list);
}

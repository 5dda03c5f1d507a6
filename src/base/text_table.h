/* SPDX-License-Identifier: Apache-2.0
 *
 * text_table.h: the tables that tools/po2c.py generates; only text.c looks at
 * them. Ordered bytewise by id.
 */
#ifndef SEKIMORI_BASE_TEXT_TABLE_H
#define SEKIMORI_BASE_TEXT_TABLE_H

#include <stddef.h>

struct text_row {
    const char *id;
    const char *text[2]; /* by enum lang */
};

extern const struct text_row text_table[];
extern const size_t text_table_len;

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * text.h: every sentence a person reads. Texts stand in
 * web/locale/{ja,en}/<module>.po under ids such as "csv.bad_header" and are
 * compiled into tables at build (tools/po2c.py). Arguments are {0} {1} ...
 */
#ifndef SEKIMORI_BASE_TEXT_H
#define SEKIMORI_BASE_TEXT_H

#include "base/sb.h"

enum lang { LANG_JA, LANG_EN };
enum { LANGS = 2 };

/* "ja", "en". */
const char *lang_code(enum lang l);
/* The text, or the id itself where there is none (visible, never fatal; the
 * build's test of ids refuses such a program). Static storage. */
const char *tr(enum lang l, const char *id);
/* The text, or NULL. For ids put together at run time. */
const char *tr_find(enum lang l, struct str id);

/* Append the text with its arguments put in: tr_format(&b, lang, "x.y", a, c)
 * with NUL-terminated UTF-8 arguments; a missing one becomes "". */
#define tr_format(b, l, id, ...)                                                                   \
    tr_format_args((b), (l), (id),                                                                 \
                   sizeof((const char *const[]){"", ##__VA_ARGS__}) / sizeof(char *) - 1,          \
                   (const char *const[]){"", ##__VA_ARGS__} + 1)
void tr_format_args(struct sb *b, enum lang l, const char *id, size_t n, const char *const *args);

/* The whole fault for a person: place (file, line, column), field, what is
 * wrong and what to do. A fault without id gets the general text of its code.
 * Fields are named by the text "field.<name>" where there is one. */
void fault_message(struct sb *b, enum lang l, const struct fault *f);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * csv.h: RFC 4180, as offices' spreadsheets write it: UTF-8 (with or without
 * BOM) or CP932. Refused: a quote within a bare field, text after a closing
 * quote, a quote left open, a lone CR, NUL and other control characters,
 * characters that do not exist in the encoding, rows of another length than
 * the first. Wholly empty lines are stepped over. Faults carry line and
 * column (in characters, 1-based).
 */
#ifndef SEKIMORI_WIRE_CSV_H
#define SEKIMORI_WIRE_CSV_H

#include "base/arena.h"
#include "base/sb.h"

enum csv_encoding {
    CSV_DETECT, /* BOM or valid UTF-8: UTF-8; else CP932 */
    CSV_UTF8,
    CSV_CP932
};

struct csv_limits {
    uint32_t rows;      /* the header counts */
    uint32_t fields;    /* of one row */
    size_t field_bytes; /* in UTF-8 */
};

struct csv {
    struct csv_limits limits;
    enum csv_encoding encoding; /* what it turned out to be */
    struct sb converted;        /* empty when the bytes were UTF-8 */
    struct str rest;
    const char *line_start;
    uint32_t line, rows, width;
};

struct csv_row {
    uint32_t line; /* where it begins */
    uint32_t n;
    struct str *fields; /* in the arena, UTF-8; line ends within as they stood */
};

/* `bytes` (UTF-8) must outlive the reader; CP932 is converted at once. */
MUST_CHECK err_t csv_open(struct csv *c, struct str bytes, enum csv_encoding encoding,
                          const struct csv_limits *limits, struct fault *why);
void csv_release(struct csv *c);
/* The next row in memory of the arena (reset it as you like between rows).
 * ERR_NOT_FOUND at the end (why is not touched); ERR_INVALID, ERR_TOO_BIG,
 * ERR_NOMEM. */
MUST_CHECK err_t csv_next(struct csv *c, struct arena *a, struct csv_row *ret, struct fault *why);
/* Index of the column with this title (blanks around it do not count), or
 * ERR_NOT_FOUND; ERR_INVALID when two columns bear it. */
MUST_CHECK err_t csv_column(const struct csv_row *header, struct str title, uint32_t *ret);

/* Writing: append one field, quoted where it must be. csv_add_text() is for
 * text that people typed: it puts an apostrophe before what a spreadsheet
 * would run as a formula (= + - @ tab CR at the start). */
void csv_add(struct sb *b, struct str field);
void csv_add_text(struct sb *b, struct str field);
void csv_end_row(struct sb *b); /* CR LF; drops the comma before it */

#define CSV_CLEANUP __attribute__((cleanup(csv_release)))

#endif

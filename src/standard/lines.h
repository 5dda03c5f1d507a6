/* SPDX-License-Identifier: Apache-2.0
 *
 * lines.h: the source as lines of print: bytes checked, page furniture recognised, the width at
 * which the text is wrapped found. Internal.
 */
#ifndef SEKIMORI_STANDARD_LINES_H
#define SEKIMORI_STANDARD_LINES_H

#include "standard/standard.h"

struct line {
    struct str s; /* without blanks at both ends, never empty */
    uint32_t number;
    uint16_t columns; /* with the blanks before it */
    uint16_t indent;
    bool lead, trail; /* an ASCII blank stood before, behind */
    bool page_before; /* the first of a page (form feed) */
    bool running;     /* the head or foot of every page */
    bool out;         /* furniture of the page */
};

struct lines {
    struct line *v;
    uint32_t n;
    uint32_t last_number; /* of the source's last line that has something on it */
    uint32_t width;       /* columns at which it is wrapped; 0: it is not */
    bool breaks_words;    /* Latin words are broken wherever the line is full: CIS|O */
    uint32_t full;        /* a line of at least so many columns is full */
};

/* ERR_INVALID: empty, not UTF-8, control characters; PDF, HTML, archives by name. */
MUST_CHECK err_t lines_read(struct arena *a, struct str source, const char *file, struct lines *ret,
                            struct fault *why);
/* Takes out page numbers and running heads, finds width. */
void lines_lay_out(struct lines *l);
bool lines_is_full(const struct lines *l, uint32_t i);
/* Nothing but a number. */
bool lines_is_bare_number(struct str s, uint16_t *ret);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * lines.h: a state of the machine as sorted lines of text, each one thing ("route ...", "rule ...",
 * "sysctl ..."): to be compared, kept on disk, and shown to people as they are.
 */
#ifndef SEKIMORI_NET_LINES_H
#define SEKIMORI_NET_LINES_H

#include "base/arena.h"
#include "base/sb.h"

enum { LINES_MAX = 200000 };

struct lines {
    struct str *v; /* ascending, no line twice once sorted */
    size_t n, cap;
    err_t err; /* sticky: no memory, too many */
};

void lines_init(struct lines *l);
void lines_release(struct lines *l); /* the array; the texts belong to the arena */
#define LINES_CLEANUP __attribute__((cleanup(lines_release)))
void lines_add(struct lines *l, struct arena *a, struct str line); /* copies it */
void lines_addf(struct lines *l, struct arena *a, const char *fmt, ...) PRINTF_LIKE(3, 4);
MUST_CHECK err_t lines_sort(struct lines *l); /* and the sticky error */

/* Called for each line that only one of them has. Both sorted. Returns how many. */
typedef void lines_fn(void *arg, bool added, struct str line);
size_t lines_difference(const struct lines *before, const struct lines *now, lines_fn *each,
                        void *arg);
/* All, each with "\n". And back (views into text). */
void lines_write(const struct lines *l, struct sb *to);
void lines_read(struct lines *l, struct str text);

#endif

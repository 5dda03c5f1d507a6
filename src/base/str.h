/* SPDX-License-Identifier: Apache-2.0
 *
 * str.h: a view of bytes that somebody else owns. May hold NUL bytes; is not
 * NUL-terminated. Text is UTF-8 unless said otherwise.
 */
#ifndef SEKIMORI_BASE_STR_H
#define SEKIMORI_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct str {
    const char *p;
    size_t n;
};

/* A literal as a view: STR("abc"). STR_ARG with "%.*s" in printf formats. */
#define STR(lit) ((struct str){(lit), sizeof(lit) - 1})
#define STR_INIT(lit)                                                                              \
    {                                                                                              \
        (lit), sizeof(lit) - 1                                                                     \
    }
#define STR_NONE ((struct str){NULL, 0})
#define STR_ARG(s) (int)(s).n, (s).p

struct str str_z(const char *z); /* NULL gives STR_NONE */
bool str_eq(struct str a, struct str b);
bool str_eqz(struct str a, const char *z);
bool str_eq_nocase(struct str a, struct str b); /* ASCII letters only */
int str_cmp(struct str a, struct str b);        /* bytewise, as memcmp */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
struct str str_trim(struct str s);           /* ASCII blanks and U+3000 */
struct str str_skip(struct str s, size_t n); /* without its first n bytes */
struct str str_head(struct str s, size_t n); /* its first n bytes at most */
/* Index of c, or s.n if absent. */
size_t str_find(struct str s, char c);
/* Cut *rest at sep: returns what stands before it, *rest keeps what follows.
 * When sep is absent returns all and *rest becomes STR_NONE (p == NULL). */
struct str str_cut(struct str *rest, char sep);
/* Whole of s as a decimal integer, no blanks, no '+'. */
MUST_CHECK err_t str_to_i64(struct str s, int64_t *ret);
/* Malloc'd NUL-terminated copy; NULL when memory ran out. Caller frees. */
char *str_dup(struct str s);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * urlencoded.h: application/x-www-form-urlencoded (WHATWG URL, section 5),
 * strictly: only characters that a browser leaves bare, whole escapes, UTF-8
 * without NUL. For form bodies and query strings.
 */
#ifndef SEKIMORI_WIRE_URLENCODED_H
#define SEKIMORI_WIRE_URLENCODED_H

#include "base/arena.h"
#include "base/sb.h"

struct form_pair {
    struct str name, value; /* decoded */
};

struct form {
    size_t n;
    struct form_pair *pairs; /* in the order sent; names may repeat */
};

/* At most max_pairs pairs, in memory of the arena. ERR_INVALID, ERR_TOO_BIG,
 * ERR_NOMEM. An empty body has no pairs. */
MUST_CHECK err_t urlencoded_parse(struct arena *a, struct str body, size_t max_pairs,
                                  struct form *ret, struct fault *why);

/* The value of a field that may stand once: STR_NONE in *ret when it is
 * absent, ERR_INVALID when it stands twice. */
MUST_CHECK err_t form_one(const struct form *f, const char *name, struct str *ret,
                          struct fault *why);
/* The i-th value of a field that may repeat; false when there are no more. */
bool form_nth(const struct form *f, const char *name, size_t i, struct str *ret);

/* Append as one part of a query or a path: all but unreserved is escaped. */
void urlencoded_add(struct sb *b, struct str s);

#endif

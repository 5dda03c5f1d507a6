/* SPDX-License-Identifier: Apache-2.0
 *
 * canon.h: the one way to write a JSON value in the ledger: RFC 8785 (JCS),
 * restricted to integers of magnitude below 2^53 (the range in which every
 * reader agrees) and names without NUL. Objects are sorted by the UTF-16 code units of their names.
 *
 * Two halves that must agree, and are fuzzed against each other: the writer,
 * from a jansson value; and the checker, which says of bytes whether they are
 * what the writer would have written. The checker allocates nothing.
 */
#ifndef SEKIMORI_LEDGER_CANON_H
#define SEKIMORI_LEDGER_CANON_H

#include <jansson.h>

#include "base/sb.h"

/* Deeper values are refused by both halves. */
enum { CANON_DEPTH_MAX = 32 };
/* Integers lie strictly between -CANON_INT_LIMIT and +CANON_INT_LIMIT. */
#define CANON_INT_LIMIT ((int64_t)1 << 53)

/* Append `v`. ERR_INVALID: a real number, an integer out of range, a string
 * that is not UTF-8, or too deep; ERR_NOMEM, ERR_TOO_BIG. On error what was
 * appended so far is of no use. */
MUST_CHECK err_t canon_write(struct sb *to, const json_t *v);

/* As canon_write for an object, with one more member that `v` must not have
 * already (ERR_EXISTS). `value` is ASCII without characters to escape. */
MUST_CHECK err_t canon_write_with(struct sb *to, const json_t *object, struct str name,
                                  struct str value);

/* A member of the outermost object that the caller wants to see. `name` is
 * plain ASCII; `ret_value` becomes the bytes of its value (of a string:
 * with the quotes), or STR_NONE when absent. */
struct canon_member {
    struct str name;
    struct str ret_value;
};

/* OK when `s` is exactly one canonical value, else ERR_INVALID. `members`
 * (may be NULL when n is 0) are filled from the outermost object. *ret_at
 * (may be NULL), set on failure only, is the offset of the first wrong byte. */
MUST_CHECK err_t canon_check(struct str s, struct canon_member *members, size_t n, size_t *ret_at);

/* Order of two object names as UTF-16 code units; both valid UTF-8. */
int canon_name_cmp(struct str a, struct str b);

/* A canonical string value (quotes included, as canon_check gives it) that
 * needs no unescaping, without its quotes; STR_NONE if it is something else. */
struct str canon_plain_string(struct str value);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * scgi.h: the head of an SCGI request, strictly: one netstring of NAME NUL
 * value NUL pairs, CONTENT_LENGTH first, SCGI=1 among them, no name twice.
 * Source: https://python.ca/scgi/protocol.txt. Does no I/O: the caller reads
 * until scgi_measure() knows the length, then so many bytes, then parses.
 * Views point into the caller's bytes.
 */
#ifndef SEKIMORI_WIRE_SCGI_H
#define SEKIMORI_WIRE_SCGI_H

#include "base/str.h"

enum { SCGI_HEAD_MAX = 64 * 1024, SCGI_VARS_MAX = 128, SCGI_NAME_MAX = 128 };

struct scgi_var {
    struct str name, value;
};

struct scgi {
    uint64_t content_length; /* bytes of the body, which follows the head */
    size_t n;
    struct scgi_var vars[SCGI_VARS_MAX];
};

/* Bytes of the whole head ("70:....,") as soon as its length is readable in
 * `in`; *ret is 0 while more bytes are needed (never after 6). ERR_INVALID:
 * not a netstring; ERR_TOO_BIG: longer than SCGI_HEAD_MAX. */
MUST_CHECK err_t scgi_measure(struct str in, size_t *ret);
/* `head` is exactly the bytes that scgi_measure() named. ERR_INVALID or
 * ERR_TOO_BIG (too many variables, a name too long). */
MUST_CHECK err_t scgi_parse(struct str head, struct scgi *ret);
/* The variable's value, or STR_NONE when it is absent. */
struct str scgi_get(const struct scgi *r, const char *name);

#endif

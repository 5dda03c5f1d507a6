/* SPDX-License-Identifier: Apache-2.0
 *
 * cookie.h: RFC 6265: one cookie out of a Cookie header, and Set-Cookie lines
 * that carry only what the RFC allows.
 */
#ifndef SEKIMORI_WIRE_COOKIE_H
#define SEKIMORI_WIRE_COOKIE_H

#include "base/sb.h"

/* The value of our cookie; a view into the header. ERR_NOT_FOUND when it is
 * absent; ERR_INVALID when it stands twice (somebody planted one: which is
 * ours cannot be known) or its value holds what no cookie of ours holds.
 * Other cookies of the host are stepped over whatever they look like. */
MUST_CHECK err_t cookie_get(struct str header, const char *name, struct str *ret);

struct cookie {
    const char *name;
    struct str value;
    int64_t max_age_s; /* < 0: until the browser closes; 0: delete now */
    bool secure;       /* HttpOnly, SameSite=Strict unless `lax`, Path=/ always */
    bool lax;
};

/* Append the value of a Set-Cookie header. ERR_INVALID for a name or value
 * that the RFC does not allow; nothing is appended then. */
MUST_CHECK err_t cookie_add(struct sb *b, const struct cookie *c);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * held.h: what our maps and sets hold in the kernel, compared with what they shall hold, and how
 * often each element was used. The order in which the kernel keeps them means nothing.
 */
#ifndef SEKIMORI_NET_HELD_H
#define SEKIMORI_NET_HELD_H

#include "net/encode.h"

enum { HELD_SLACK_MS = 3000, HELD_STRANGE_MAX = 200 };

/* One that should not be there, or ends later than it should, or decides otherwise. */
struct held_strange {
    enum element_map map;
    enum net_family family;
    bool bridge;
    struct elements_item item;
};
struct held_count { /* of the element with the same index in the rule set */
    uint64_t packets, bytes;
    bool there;
};
struct held {
    struct held_count *counts; /* as many as the rule set has elements */
    size_t n;
    size_t there, missing;
    struct held_strange strange[HELD_STRANGE_MAX];
    size_t n_strange; /* all; the first HELD_STRANGE_MAX stand above */
    bool no_table;    /* our table is not there at all */
};

/* `bridge`: there is a table of that family, too. ERR_NOMEM, ERR_IO; ERR_BUSY when others changed
 * things all the time. */
MUST_CHECK err_t held_read(struct netlink *n, const struct ruleset *want, bool bridge,
                           struct moment now, struct held *ret, struct fault *why);
void held_release(struct held *h);
#define HELD_CLEANUP __attribute__((cleanup(held_release)))
/* Exactly what it should be. */
bool held_is_right(const struct held *h);

#endif

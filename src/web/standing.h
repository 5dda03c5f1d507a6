/* SPDX-License-Identifier: Apache-2.0
 *
 * standing.h: the catalogue in force, shared by all threads of a running server. Whoever answers a
 * request holds one version from beginning to end; when another comes into force the next
 * request gets that one, and the old one is freed with its last holder. Taking and giving back
 * cost a mutex; nothing is asked of the store.
 */
#ifndef SEKIMORI_WEB_STANDING_H
#define SEKIMORI_WEB_STANDING_H

#include "office/matters.h"

struct standing;
/* Takes `first` over, the version in force. ERR_NOMEM leaves it with the caller. */
MUST_CHECK err_t standing_open(struct catalogue *first, struct standing **ret);
/* Nobody may hold anything any more. NULL is harmless. */
void standing_close(struct standing *);

/* Never NULL; give it back with standing_give. */
const struct catalogue *standing_take(struct standing *);
void standing_give(struct standing *, const struct catalogue *);

/* Take up the version that is in force now, if it is another one: one short query when it is
 * not. On failure the one at hand stays. */
MUST_CHECK err_t standing_refresh(struct standing *, struct store *, struct moment now,
                                  struct fault *why);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * neighbours.h: the MAC of each declared station is told to the kernel as a permanent neighbour, so
 * that nobody on the link diverts to himself what the barrier sends to it: no rule of nft 1.0.6
 * sees which address a neighbour advertisement claims (103).
 *
 * Source: rtnetlink(7), include/uapi/linux/neighbour.h; RFC 4861, 7.2.5.
 */
#ifndef SEKIMORI_NET_NEIGHBOURS_H
#define SEKIMORI_NET_NEIGHBOURS_H

#include "contract/barrier.h"

/* What was last told; zeroed: nothing. */
struct neighbours {
    char digest[65]; /* of the declaration */
    uint64_t links;  /* of the numbers of its links: another one knows nobody yet */
};

/* Tells all of them, when the declaration or a link is another than before. A link that is not
 * there is left out. ERR_STATE: the kernel refused one, the others are told; ERR_IO, ERR_NOMEM. */
MUST_CHECK err_t neighbours_fix(const struct barrier *, struct neighbours *, struct fault *why);

#endif

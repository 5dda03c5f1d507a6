/* SPDX-License-Identifier: Apache-2.0
 *
 * kernel.h: can this kernel, with this nft, carry the barrier? Each thing needed is tried in a
 * transaction that is never committed, so that what is missing has a name and nothing is half
 * done.
 */
#ifndef SEKIMORI_NET_KERNEL_H
#define SEKIMORI_NET_KERNEL_H

#include "net/flow.h"
#include "net/nft_run.h"

/* ERR_UNAVAILABLE "netd.kernel_lacks": the first thing that is missing. */
MUST_CHECK err_t kernel_check(const struct nft_run *r, struct capabilities *ret, struct fault *why);

#endif

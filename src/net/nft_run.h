/* SPDX-License-Identifier: Apache-2.0
 *
 * nft_run.h: Debian's nft in its own process, fed with JSON, all or nothing. For tables, chains,
 * sets and rules, and to read whole rule sets; elements go by net/elements.h.
 *
 * Source: nft(8), libnftables-json(5).
 */
#ifndef SEKIMORI_NET_NFT_RUN_H
#define SEKIMORI_NET_NFT_RUN_H

#include "base/sb.h"

enum { NFT_RUN_ANSWER_MAX = 256 << 20, NFT_RUN_MS = 60000 };

struct nft_run {
    const char *program; /* NULL: "nft" in PATH */
};

/* One transaction. ERR_STATE: nft or the kernel refused (what it said is an argument of why),
 * nothing has changed. ERR_UNAVAILABLE: no nft here; ERR_BUSY: it took too long and was ended. */
MUST_CHECK err_t nft_run_apply(const struct nft_run *r, struct str json, struct fault *why);
/* Would the kernel take it? Nothing changes. */
MUST_CHECK err_t nft_run_check(const struct nft_run *r, struct str json, struct fault *why);
/* `nft -j list ruleset`; without `elements` the elements of sets are left out. */
MUST_CHECK err_t nft_run_list(const struct nft_run *r, bool elements, struct sb *ret,
                              struct fault *why);
/* `nft -j list table FAMILY NAME`, with elements. ERR_STATE when there is none. */
MUST_CHECK err_t nft_run_list_table(const struct nft_run *r, const char *family, const char *name,
                                    struct sb *ret, struct fault *why);

#endif

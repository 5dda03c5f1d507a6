/* SPDX-License-Identifier: Apache-2.0
 *
 * rules_lines.h: a listing of rule sets (`nft -j list ruleset`) as lines (net/lines.h), without
 * what changes by itself: handles, counters, elements of our own sets. The order of rules in a
 * chain is a line of its own.
 */
#ifndef SEKIMORI_NET_RULES_LINES_H
#define SEKIMORI_NET_RULES_LINES_H

#include "net/lines.h"
#include "wire/nft_json.h"

/* Appends; the caller sorts. ERR_NOMEM, ERR_INVALID. */
MUST_CHECK err_t rules_lines_add(const struct nft_ruleset *r, struct arena *a, struct lines *to,
                                 struct fault *why);
/* "inet filter" of a line of rules_lines; STR_NONE of any other line. */
struct str rules_lines_table(struct str line);

#endif

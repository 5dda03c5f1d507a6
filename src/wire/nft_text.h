/* SPDX-License-Identifier: Apache-2.0
 *
 * nft_text.h: rules as people know them ("ip saddr 10.0.0.0/8 tcp dport 22 accept"), for messages.
 * Long sets are cut; not meant to be read by nft again.
 */
#ifndef SEKIMORI_WIRE_NFT_TEXT_H
#define SEKIMORI_WIRE_NFT_TEXT_H

#include "wire/nft_json.h"

void nft_text_rule(struct sb *to, const struct nft_rule *u);
void nft_text_statement(struct sb *to, const struct nft_stmt *s);
void nft_text_expression(struct sb *to, const struct nft_expr *e);

#endif

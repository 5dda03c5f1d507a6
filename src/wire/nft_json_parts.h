/* SPDX-License-Identifier: Apache-2.0
 *
 * nft_json_parts.h: what the parts of nft_json.c share.
 */
#ifndef SEKIMORI_WIRE_NFT_JSON_PARTS_H
#define SEKIMORI_WIRE_NFT_JSON_PARTS_H

#include <jansson.h>
#include <stdlib.h>

#include "wire/nft_json.h"

struct nft_reader {
    struct arena *arena;
    struct fault *why;
    const char *path; /* of the object being read */
    unsigned at;      /* which statement or element of it */
    size_t n_unknown;
};

MUST_CHECK err_t nft_json_expression(struct nft_reader *r, const json_t *v, struct nft_expr *ret);
MUST_CHECK err_t nft_json_statement(struct nft_reader *r, const json_t *v, struct nft_stmt *ret);
MUST_CHECK err_t nft_json_copy(struct nft_reader *r, const json_t *v, const char **ret);
MUST_CHECK err_t nft_json_raw(struct nft_reader *r, const json_t *v, const char **ret);
MUST_CHECK err_t nft_json_rest(struct nft_reader *r, const json_t *o, const char *const *known,
                               const char **ret);

#endif

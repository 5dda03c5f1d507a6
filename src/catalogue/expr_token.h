/* SPDX-License-Identifier: Apache-2.0
 *
 * expr_token.h: the words of a condition, one at a time. Internal to the parser.
 */
#ifndef SEKIMORI_CATALOGUE_EXPR_TOKEN_H
#define SEKIMORI_CATALOGUE_EXPR_TOKEN_H

#include "catalogue/expr_tree.h"

struct expr_parser {
    struct arena *a;
    struct expr_scope *scope;
    struct str text, rest;
    struct str token; /* n == 0: the end; "..." keeps its quotes */
    uint32_t column;  /* of the token, in characters from 1 */
    unsigned depth;
    struct fault *why;
};

void expr_token_next(struct expr_parser *x);
bool expr_token_accept(struct expr_parser *x, const char *word);
MUST_CHECK err_t expr_token_expect(struct expr_parser *x, const char *word);
/* ERR_INVALID at the token (or at another word), which becomes the first argument. */
err_t expr_token_refuse(struct expr_parser *x, const char *id);
err_t expr_token_refuse_at(struct expr_parser *x, const char *id, struct str word, uint32_t column);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * model_nft_parts.h: what the parts of model_nft.c share.
 */
#ifndef SEKIMORI_NET_MODEL_NFT_PARTS_H
#define SEKIMORI_NET_MODEL_NFT_PARTS_H

#include "net/model_parts.h"

struct model_nft_named { /* a chain or set by family, table and name */
    const char *family, *table, *name;
    uint32_t number;
    const struct nft_set *set;
};
struct model_nft {
    struct arena *arena;
    struct fault *why;
    struct model_options options;
    struct model model;
    const struct nft_ruleset *ruleset;
    struct model_nft_named *chains, *sets; /* sorted */
    uint32_t n_chains, n_sets;
    const struct nft_rule *rule; /* being read */
    const char *path;
};
const struct model_nft_named *model_nft_chain(const struct model_nft *r, const char *name);
/* "@name" within the rule's table; NULL: none. */
const struct nft_set *model_nft_set(const struct model_nft *r, const char *at_name);

/* What stands on the left of a match: one header field, and what must hold for it to be there. */
enum model_key_kind {
    MODEL_KEY_UNKNOWN,
    MODEL_KEY_PLAIN,     /* a number in field */
    MODEL_KEY_ICMP_TYPE, /* the upper, the lower byte of SPACE_SPORT */
    MODEL_KEY_ICMP_CODE,
    MODEL_KEY_IFACE,
    MODEL_KEY_FAMILY /* the kind of frame */
};
struct model_key {
    enum model_key_kind kind;
    enum space_field field;
    enum net_family family; /* only in packets of */
    int proto;              /* only in packets of; -1: any */
};
struct model_key model_nft_key(const struct nft_expr *e);

/* Values of one key: ranges, or names of interfaces, or families. Sticky failures: `odd`: a value
 * that is not understood; `failed`: no memory. */
struct model_values {
    struct space_range *ranges;
    struct str *names;
    size_t n, cap, n_names, cap_names;
    bool has_v4, has_v6, odd, failed;
};
void model_nft_value(struct model_nft *r, const struct model_key *k, const struct nft_expr *v,
                     struct model_values *to);
/* A constant as a number: flags joined with |, an address, a number. */
bool model_nft_number(const struct model_key *k, const struct nft_expr *v, space_num *ret);
/* Rows of a concatenation, a cell for each key. */
void model_nft_row(struct model_nft *r, const struct model_key *keys, uint32_t n_keys,
                   const struct nft_expr *v, struct model_values *to);

enum { MODEL_KEYS_MAX = 8 };
/* One key, or those of a concatenation; 0: one of them is not understood. */
uint32_t model_nft_keys(const struct nft_expr *e, struct model_key keys[MODEL_KEYS_MAX]);
/* The condition that the keys have one of the values. */
MUST_CHECK err_t model_nft_cond(struct model_nft *r, const struct model_key *keys, uint32_t n_keys,
                                const struct model_values *v, struct model_cond *ret);
/* What must hold for the keys to be there at all. */
MUST_CHECK err_t model_nft_needs(struct model_making *k, const struct model_key *keys,
                                 uint32_t n_keys);

MUST_CHECK err_t model_nft_match(struct model_nft *r, struct model_making *k,
                                 const struct nft_stmt *s);
/* Verdict of an expression; false: none. */
bool model_nft_verdict(struct model_nft *r, const struct nft_expr *e, enum model_verdict *ret,
                       uint32_t *ret_target);
MUST_CHECK err_t model_nft_vmap(struct model_nft *r, struct model_making *k,
                                const struct nft_stmt *s, struct model_rule *u);

#endif

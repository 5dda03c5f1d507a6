/* SPDX-License-Identifier: Apache-2.0
 *
 * model_parts.h: what the readers of both languages share: building rules condition by condition.
 */
#ifndef SEKIMORI_NET_MODEL_PARTS_H
#define SEKIMORI_NET_MODEL_PARTS_H

#include "net/model.h"

enum { MODEL_CONDS_MAX = 100 /* of one rule */ };

/* A rule in the making; conditions are copied into the arena when it is done. */
struct model_making {
    struct arena *arena;
    struct fault *why;
    struct model *model; /* its flags and counts */
    struct model_cond conds[MODEL_CONDS_MAX];
    uint32_t n;
};

void model_begin(struct model_making *k, struct arena *a, struct model *m, struct fault *why);
err_t model_nomem(struct fault *why);
/* ERR_TOO_BIG beyond MODEL_CONDS_MAX. */
MUST_CHECK err_t model_add(struct model_making *k, struct model_cond c);
/* A condition nobody here understands; `note` is kept by reference. */
MUST_CHECK err_t model_add_unknown(struct model_making *k, const char *note);
/* field in one range. */
MUST_CHECK err_t model_add_range(struct model_making *k, enum space_field f, space_num lo,
                                 space_num hi, bool negated);
MUST_CHECK err_t model_add_family(struct model_making *k, enum net_family family);
/* The conditions so far, in the arena. */
MUST_CHECK err_t model_finish(const struct model_making *k, struct model_rule *u);

/* Names that both languages use; false: not known here. */
bool model_proto(struct str name, uint8_t *ret);
bool model_icmp_type(struct str name, enum net_family family, uint8_t *ret_type, int *ret_code);
bool model_state(struct str name, enum space_state *ret);
bool model_hook_of(struct str name, enum model_hook *ret);
/* "22", "22-25" or "22:25" (sep). */
bool model_ports(struct str text, char sep, struct space_range *ret);
/* "10.0.0.0/8", "10.0.0.0/255.0.0.0" or one address. */
bool model_prefix(struct str text, enum net_family *ret_family, struct space_range *ret);
bool model_addr_range(struct str a, struct str b, enum net_family *ret_family,
                      struct space_range *ret);

#endif

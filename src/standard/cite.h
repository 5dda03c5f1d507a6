/* SPDX-License-Identifier: Apache-2.0
 *
 * cite.h: what a text cites: 第10条の２第３項, 前２項, 第45条、第46条、第48条及び前条, ranges
 * (ないし, から…まで), 前各号, 同条, 附則第３項, この章. Each becomes a span of the node's joined
 * text with the nodes that are meant. Other texts (地方自治法第181条, 基本方針第10条) are told
 * apart and never linked. What is meant but does not exist is a finding.
 *
 * Pure; in the caller's arena; ERR_NOMEM.
 */
#ifndef SEKIMORI_STANDARD_CITE_H
#define SEKIMORI_STANDARD_CITE_H

#include "standard/standard.h"

enum { CITES_MAX = 20000, CITE_TARGETS_MAX = 512 };

struct cite {
    uint32_t node;     /* in whose text it stands */
    uint32_t from, to; /* bytes of that text */
    bool outside;      /* of another law or rule: no targets */
    bool applies;      /* 準用 */
    const uint32_t *targets;
    uint32_t n_targets; /* 0: outside, or a finding says why */
};

struct cites {
    const struct cite *v; /* in the order of the text */
    uint32_t n;
};

/* Reads the references of *t, and adds what is wrong with them to its findings. */
MUST_CHECK err_t cite_read(struct arena *a, struct standard_text *t, struct cites *ret);
/* The cites whose text is node i's: v[*ret_first] and the next *ret_n. */
void cite_of_node(const struct cites *c, uint32_t node, uint32_t *ret_first, uint32_t *ret_n);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * space_parts.h: what the parts of space.c share.
 */
#ifndef SEKIMORI_NET_SPACE_PARTS_H
#define SEKIMORI_NET_SPACE_PARTS_H

#include "net/space.h"

/* A range of one field and what must hold of later fields within it. */
struct space_part {
    struct space_range r;
    bdd_set rest;
};
/* Disjoint parts in ascending order, built from below. */
bdd_set space_parts_set(struct space *s, enum space_field f, const struct space_part *p, size_t n);

#endif

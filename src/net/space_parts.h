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

/* NULL: the field's values are their own numbers. */
const struct space_class_list *space_class_list(const struct space *s, enum space_field f);
space_num space_class_of(const struct space_class_list *l, space_num v);
space_num space_class_first(const struct space_class_list *l, space_num number);
space_num space_class_last(const struct space *s, enum space_field f,
                           const struct space_class_list *l, space_num number);
/* Values to numbers of classes (unchanged where there are none); false: it cuts through one. */
bool space_class_range(const struct space *s, enum space_field f, struct space_range *r);
unsigned space_class_bits(const struct space_class_list *l);

#endif

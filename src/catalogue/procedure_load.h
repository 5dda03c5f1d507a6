/* SPDX-License-Identifier: Apache-2.0
 *
 * procedure_load.h: a procedure while it is being read. Conditions are read last, when
 * the fields and forms they speak of stand. Internal to src/catalogue.
 */
#ifndef SEKIMORI_CATALOGUE_PROCEDURE_LOAD_H
#define SEKIMORI_CATALOGUE_PROCEDURE_LOAD_H

#include "catalogue/expr_tree.h"
#include "catalogue/load.h"

enum { CONDITIONS_MAX = 256 };

struct pending { /* a condition still to be read */
    const struct yaml *y;
    size_t offset; /* where in the word it begins: after "when " */
    const struct expr **to;
};
struct procedure_load {
    struct load *l;
    struct procedure *p;
    struct pending *pending;
    size_t n_pending;
    struct expr_let *lets;
    size_t n_lets;
};

/* Reads one procedure; NULL when the file is so far off that nothing can be said. */
struct procedure *procedure_load(struct load *l, const struct yaml *y, struct str source);

/* The parts, each for a value that may be absent. */
void field_load_form(struct procedure_load *x, const struct yaml *y, size_t max,
                     const struct field **ret, size_t *ret_n);
const struct option *field_load_options(struct load *l, const struct yaml *y, size_t *ret_n);
void step_load_all(struct procedure_load *x, const struct yaml *y);
void step_load_campaign(struct procedure_load *x, const struct yaml *y);
void procedure_load_effects(struct procedure_load *x, const struct yaml *y);
void procedure_load_force(struct procedure_load *x, const struct yaml *y);
void procedure_load_instrument(struct procedure_load *x, const struct yaml *y);
void procedure_load_gates(struct procedure_load *x, const struct yaml *y);
void procedure_load_papers(struct procedure_load *x, const struct yaml *y);
void procedure_load_uses(struct procedure_load *x, const struct yaml *y);
/* States of a book that are none are reported. */
void procedure_load_check_states(struct load *l, const struct yaml *y, const char *book,
                                 const char *const *v, size_t n);
/* adds, changes, absents, returns, opens */
void procedure_load_deeds(struct procedure_load *x, const struct yaml *y);
void procedure_load_event(struct procedure_load *x, const struct yaml *y);
/* {to: field.x} or {to: word}: the fields are looked up, words and `to` are for the caller. steps:
 * also step.NAME.FIELD. */
const struct give *procedure_load_gives(struct procedure_load *x, const struct yaml *y, bool steps,
                                        size_t *ret_n);
/* Where a deed is done: at a step of this procedure; NULL: in the opening act, where only records
 * do. */
const char *procedure_load_at(struct procedure_load *x, const struct yaml *y);
/* The field that a value is given from; NULL: a word, or at fault. */
const struct field *procedure_give_field(const struct procedure *p, const struct give *g);
/* A map alone, or a list of them. */
const struct yaml *procedure_load_one_or_list(const struct yaml *y, size_t *ret_n);
/* A reference to an opening field of one of these types (bits of enum field_type). */
#define TYPE(name) (UINT32_C(1) << FIELD_##name)
#define TYPE_ANY UINT32_MAX
const char *procedure_load_field(struct procedure_load *x, const struct yaml *y, uint32_t types);
/* Keep the condition for later. */
void procedure_load_when(struct procedure_load *x, const struct yaml *y, size_t offset,
                         const struct expr **to);
/* Now read them all. */
void procedure_load_conditions(struct procedure_load *x, const struct yaml *let);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * fields.h: what a person entered into a form, checked against the typed fields of a
 * procedure and made into values. The one place where text from a form becomes data.
 *
 * Values: text, choice, article, reading, clock, mac, ip as strings; yes_no as booleans;
 * number, port, day (days), moment (ms) and references as integers; entries as arrays;
 * files as arrays of {"id","name","size","sha256"}.
 * Empty fields are left out. Faults name the field; all are collected, not only the first.
 */
#ifndef SEKIMORI_OFFICE_FIELDS_H
#define SEKIMORI_OFFICE_FIELDS_H

#include <jansson.h>

#include "catalogue/catalogue.h"
#include "office/matters.h"

/* Looks up what a reference names: OK, ERR_NOT_FOUND, or an error of the store. `number` is
 * an id, or for entries a key of the book ("A-012"); *ret_id gets the id. */
typedef err_t fields_find_fn(void *ctx, const struct field *f, struct str text, int64_t *ret_id);

/* The chosen entries of `values` (seen.h); *ret is a new object. */
typedef err_t fields_see_fn(void *ctx, const json_t *values, json_t **ret);

struct fields_env {
    const struct catalogue *catalogue;
    struct moment now;
    struct person_id self; /* who fills it in */
    fields_find_fn *find;
    void *ctx;
    const json_t
        *known; /* values entered before (a resubmission): their files may be named by id */
    /* Another form than the opening one: of this step, after these values of the opening form, with
     * the chosen entries as they were seen then. All NULL for the opening form. */
    const char *step;
    const json_t *opening, *seen;
    fields_see_fn *see; /* the opening form: the entries that are chosen in it; NULL: not asked */
};

void faults_add(struct faults *all, const struct fault *one); /* beyond the 32nd: dropped */

/* Check `form` (object of strings, arrays of strings, booleans) against fields. On success
 * *ret is a new object. ERR_INVALID: see *bad. Unknown keys in the form are ignored only
 * when they begin with '_' (tokens), otherwise refused. Conditions of required fields may speak of
 * the opening form and of `steps` so far; a step's own form counts as one of them. */
MUST_CHECK err_t fields_read(const struct field *fields, size_t n, const json_t *form,
                             const struct fields_env *env, const json_t *steps, json_t **ret,
                             struct faults *bad);

/* A moment as a form has it: "2026-11-23T09:00" (Tokyo). */
MUST_CHECK err_t fields_parse_moment(struct str s, struct moment *ret);
void fields_format_moment(struct sb *b, struct moment t);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * erase.h: the end of retention in the office: whose records are due, who decides it, what is
 * held back, what was erased.
 *
 * The security manager of the matter's division decides (its deputy in absence), the head
 * security officer for every matter. Nobody erases the matters that they applied for.
 * A matter is not erased while an instrument of the procedure `legal-hold` holds it, or while a
 * row of a book that it wrote is still in use (its state is none of the book's `ended`).
 */
#ifndef SEKIMORI_OFFICE_ERASE_H
#define SEKIMORI_OFFICE_ERASE_H

#include "office/matters.h"

enum { ERASE_AT_ONCE = 100 };

/* All of them or none, one transaction. `key` as in matters_open. ERR_STATE: "erase.held",
 * "erase.in_use", and those of kernel_erase; ERR_DENIED "erase.not_yours", "erase.own";
 * ERR_INVALID "erase.none_chosen", "erase.too_many". Each names the matter. */
MUST_CHECK err_t erase_matters(const struct office *, struct person_id decider,
                               const int64_t *matters, size_t n, struct str key, struct fault *why);

/* {"due": [...], "held": [...], "erased": [...]} as far as the viewer may see; docs/api.md.
 * `before`: the last one of the page before ("<ms>-<matter>"), or empty. ERR_DENIED: nobody whose
 * business it is. */
MUST_CHECK err_t erase_view(const struct office *, struct person_id viewer, struct str before,
                            enum lang, json_t **ret);

#endif

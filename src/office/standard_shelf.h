/* SPDX-License-Identifier: Apache-2.0
 *
 * standard_shelf.h: the texts that pages ask for, kept read: reading one takes milliseconds, a page
 * asks for it each time. Versions never change, so what stands here is right as long as it stands;
 * a new version is read when first asked for. Safe for many threads.
 */
#ifndef SEKIMORI_OFFICE_STANDARD_SHELF_H
#define SEKIMORI_OFFICE_STANDARD_SHELF_H

#include "office/standard_lines.h"
#include "office/standard_store.h"

enum { STANDARD_SHELF_TEXTS = 4 }; /* beyond that the one longest unused goes */

struct standard_shelf;
struct standard_shelved { /* immutable while it is held */
    struct standard_text text;
    struct cites cites;
    struct standard_lines lines;
};

MUST_CHECK err_t standard_shelf_make(struct standard_shelf **ret);
/* All that was taken must have been given back. NULL is harmless. */
void standard_shelf_free(struct standard_shelf *);

/* A version's text; standard_load() where it does not stand here yet. */
MUST_CHECK err_t standard_shelf_take(struct standard_shelf *, struct db *,
                                     const struct standard_version *,
                                     const struct standard_shelved **ret, struct fault *why);
void standard_shelf_give(struct standard_shelf *, const struct standard_shelved *);

#endif

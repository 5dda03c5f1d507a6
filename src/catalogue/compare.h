/* SPDX-License-Identifier: Apache-2.0
 *
 * compare.h: what differs between two versions of a catalogue, piece by piece: a procedure, a
 * role, a reading, a paragraph of an article. Comments and the order of keys are no difference;
 * what is read from the files is compared, never what a program makes of it.
 */
#ifndef SEKIMORI_CATALOGUE_COMPARE_H
#define SEKIMORI_CATALOGUE_COMPARE_H

#include "catalogue/catalogue.h"

enum compare_kind { COMPARE_ADDED, COMPARE_CHANGED, COMPARE_REMOVED };
struct compare_change {
    enum compare_kind kind;
    const char *part; /* "procedure", "book", "role", "article", ...: compare_part_text() */
    const char *name; /* "media-move", "security_manager", "47(2)" */
};

/* Sorted by part, then name (articles as their numbers go). Lives in the arena. */
MUST_CHECK err_t compare_versions(struct arena *a, const struct catalogue *old,
                                  const struct catalogue *new, struct compare_change **ret,
                                  size_t *ret_n);
const char *compare_kind_name(enum compare_kind k); /* "added" */
const char *compare_kind_text(enum compare_kind k); /* the id of its text for people */
/* The id of a text for people of compare_change.part; static. */
const char *compare_part_text(const char *part);
/* What people call the piece in the version that has it (the new one first); its name where
 * it has no other. Borrows from the catalogues. */
struct text2 compare_title(const struct compare_change *, const struct catalogue *old,
                           const struct catalogue *new);

#endif

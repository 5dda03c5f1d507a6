/* SPDX-License-Identifier: Apache-2.0
 *
 * erase.h: the end of retention. What was written in the acts of a matter (forms, remarks, the
 * particulars of files) goes, with its salt; who did what and when stays, and the ledger
 * verifies as before, since an envelope holds only a commitment to its content.
 *
 * Retention counts in fiscal years, as offices keep documents: a matter that was last written
 * in during fiscal year Y with a retention of n years may be erased from 1 April of Y + 1 + n.
 */
#ifndef SEKIMORI_KERNEL_ERASE_H
#define SEKIMORI_KERNEL_ERASE_H

#include "kernel/kernel.h"

/* When a matter that was last changed then may be erased. */
struct moment retention_until(struct moment changed, uint16_t years);
/* Matters of that retention which were last changed before this may be erased now. */
struct moment retention_cutoff(struct moment now, uint16_t years);

struct erasure {
    struct matter_id matter;
    struct act_by by; /* who decided it, in which role */
    struct moment at;
    const char *rule; /* article that the term rests on; NULL */
};
struct erasure_done {
    int32_t contents, files;
};

/* The rows of books whose texts the matter wrote. What it wrote there goes with it, unless another
 * matter has written that column since; so the caller must see to it that none of the rows is in
 * use any more. */
struct entry_ids {
    const struct entry_id *v;
    size_t n;
};
MUST_CHECK err_t kernel_erase_entries(struct db *, struct arena *, struct matter_id,
                                      struct entry_ids *ret, struct fault *why);

/* Erase every content of the matter, a record "ledger.erase" each; the ids of its files are
 * marked to be unlinked (table file_gone). Inside a store job.
 * ERR_STATE: "erase.open" (the matter is not closed), "erase.too_early" (its term is not
 * over: the day), "erase.nothing" (erased before, or nothing was written). ERR_NOT_FOUND. */
MUST_CHECK err_t kernel_erase(struct db *, struct arena *, const struct erasure *,
                              struct erasure_done *ret, struct fault *why);

/* Was it erased? *ret_by.person unset: no. */
struct erased_row {
    struct moment at, until;
    struct person_id person;
    struct act_role role;
    const char *rule;
    int32_t years, contents, files;
};
MUST_CHECK err_t kernel_erased(struct db *, struct arena *, struct matter_id,
                               struct erased_row *ret, bool *ret_is);

/* Replays one record "ledger.erase" into the projections (kernel_rebuild). */
MUST_CHECK err_t project_erasure(struct db *, struct str envelope, struct leaf_id leaf);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * project.h: the one place that writes the projections. Everything follows from the matter
 * before the act, the act, the matter after it, the leaf and the content, so that a rebuild
 * gives the same rows. Private to the kernel.
 */
#ifndef SEKIMORI_KERNEL_PROJECT_H
#define SEKIMORI_KERNEL_PROJECT_H

#include "kernel/matter.h"
#include "store/store.h"

/* `before` is empty (seq 0) for the opener. content may be STR_NONE. */
MUST_CHECK err_t project_act(struct db *db, const struct matter *before, const struct act *a,
                             const struct matter *after, struct leaf_id leaf, struct str content);

/* Its two halves, for a rebuild. What each act leaves behind, act by act: where it stands, what
 * enforcers and others are told by it, rows of books. Of `before`, the effects and times count. */
MUST_CHECK err_t project_event(struct db *db, const struct matter *before, const struct act *a,
                               const struct matter *after, struct leaf_id leaf, struct str content);
/* What only says how the matter stands after its last act, with record `leaf`: may be written once
 * for several acts in a row. `before` is as the rows stand now (seq 0: there are none),
 * `submitted` tells whether it was opened or submitted again since. */
MUST_CHECK err_t project_state(struct db *db, const struct matter *before, bool submitted,
                               const struct matter *after, struct leaf_id leaf);

/* n more matters of the procedure were opened in that fiscal year (of Tokyo), and one that was
 * opened in it changed. One row for many matters: a rebuild writes each once, since PostgreSQL
 * goes through all the versions of a row that a transaction has made. */
int32_t project_proof_year(const struct matter *);
MUST_CHECK err_t project_proof(struct db *db, const char *procedure, int32_t fiscal_year, int64_t n,
                               struct moment last);

/* Rows of books and their texts (project_entry.c). */
MUST_CHECK err_t project_entries(struct db *db, const struct act *a, struct leaf_id leaf,
                                 struct str content);
/* ERR_INVALID unless the content's "entries" speak of the act's entries only, in texts. */
MUST_CHECK err_t project_check_content(const struct act *a, struct str content, struct fault *why);

#endif

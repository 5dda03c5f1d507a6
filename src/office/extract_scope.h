/* SPDX-License-Identifier: Apache-2.0
 *
 * extract_scope.h: what an extract of the ledger is to hold (ledger/extract.h), as people ask for
 * it: a period in days, a unit by its code, an article. And that it was given out is recorded.
 */
#ifndef SEKIMORI_OFFICE_EXTRACT_SCOPE_H
#define SEKIMORI_OFFICE_EXTRACT_SCOPE_H

#include "ledger/extract.h"
#include "office/matters.h"

/* As entered; empty where not asked. */
struct extract_wish {
    struct str from, until; /* days, both included */
    struct str unit;        /* code */
    struct str article;     /* "47(2)" or "47" */
    struct str grade;       /* "" : matters */
};

/* In a snapshot; everything in the arena. The fault names the field (fault.field "from", "until",
 * "unit", "article", "grade"). ERR_INVALID; ERR_NOT_FOUND: no such unit or article. */
MUST_CHECK err_t extract_scope_find(const struct office *, struct db *, struct arena *,
                                    const struct extract_wish *, struct person_id by,
                                    struct extract_ask *ret, struct fault *why);
/* Record that it is given out, before it is: one record of kind "export". The second: inside a
 * job. */
MUST_CHECK err_t extract_scope_record(struct store *, const struct extract_ask *, int64_t records,
                                      struct fault *why);
MUST_CHECK err_t extract_scope_record_in(struct db *, const struct extract_ask *, int64_t records);

#endif

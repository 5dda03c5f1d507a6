/* SPDX-License-Identifier: Apache-2.0
 *
 * evidence.h: what enforcing programs saw, taken into the ledger and shown. A document is recorded
 * once. Of which articles an item is evidence the office says: for an item that names a matter,
 * those of its procedure; for another, those of the control of the catalogue that says `evidence:`
 * of its kind and is carried out by that program. A matter that asks nothing of the program is none:
 * whoever has one machine speaks for no other. Both are written into the record, so that a later catalogue changes nothing.
 */
#ifndef SEKIMORI_OFFICE_EVIDENCE_H
#define SEKIMORI_OFFICE_EVIDENCE_H

#include "contract/evidence.h"
#include "kernel/evidence.h"
#include "kernel/machine.h"
#include "office/show.h"

/* `machine`: who the caller has authenticated. Appends the answer (contract/taken.h).
 * ERR_INVALID: no such document; ERR_DENIED "enforce.other_enforcer". */
MUST_CHECK err_t evidence_take(const struct office *, const struct machine *machine,
                               struct str document, struct sb *to, struct fault *why);

/* --- reading ---
 * One item as it was seen. Texts in the arena; subject NULL: erased. */
struct evidence_seen {
    int64_t leaf;
    struct matter_id matter;
    int32_t effect;
    const char *kind, *machine, *subject, *digest, *note;
    const char *values; /* a JSON object of texts; NULL */
    struct moment seen, received;
    int64_t revision;
};
/* Of a matter, newest first, at most n; before: leaf of the last one had (0: from the newest). */
MUST_CHECK err_t evidence_of_matter(struct db *, struct arena *, struct matter_id, int64_t before,
                                    size_t n, struct evidence_seen **ret, size_t *ret_n);
/* Counters of the effects of a matter, added up over all that was reported. */
struct evidence_sum {
    int32_t effect;
    const char *subject;
    int64_t packets, bytes, uncertainty;
    struct moment since, until;
};
MUST_CHECK err_t evidence_sums(struct db *, struct arena *, struct matter_id,
                               struct evidence_sum **ret, size_t *ret_n);

/* --- for pages: docs/api.md --- */
/* "evidence": {"items": [...], "sums": [...], "any": bool} of the loaded matter. */
MUST_CHECK err_t evidence_show_matter(const struct show *, struct jo *o, const char *key);
/* "items": the newest of each kind. `key`: of the article. */
enum evidence_for {
    EVIDENCE_FOR_NOBODY,
    EVIDENCE_FOR_MANAGERS, /* what is of no matter */
    EVIDENCE_FOR_ALL
};
MUST_CHECK err_t evidence_show_article(const struct show *, struct jo *o, const char *name,
                                       const char *key, enum evidence_for);

#endif

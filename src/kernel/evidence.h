/* SPDX-License-Identifier: Apache-2.0
 *
 * evidence.h: what enforcing programs saw, in the ledger and its projections. A document becomes
 * one record of kind "evidence" for each matter that it speaks of and one for the rest, so that
 * what belongs to a matter goes with it at the end of its retention. The envelope keeps the
 * machine, the document's id, the times, and of each item its kind, effect and articles; subject,
 * digest, text and values are content.
 */
#ifndef SEKIMORI_KERNEL_EVIDENCE_H
#define SEKIMORI_KERNEL_EVIDENCE_H

#include "base/arena.h"
#include "base/id.h"
#include "base/time.h"
#include "store/store.h"

struct evidence_pair {
    const char *name, *value;
};
struct evidence_fact {
    const char *kind;
    int32_t effect;              /* of the matter; 0: none */
    const char *const *articles; /* "26", "10-2": of which it is evidence */
    size_t n_articles;
    const char *subject, *digest, *note; /* the last two may be NULL */
    const struct evidence_pair *values;
    size_t n_values;
    struct { /* of a counter: added up; has: it is one */
        bool has;
        int64_t packets, bytes, uncertainty;
        struct moment since, until;
    } counter;
};
struct evidence_record {
    const char *machine, *document;
    struct matter_id matter; /* unset: of none */
    struct moment seen, received;
    int64_t revision;
    const struct evidence_fact *facts;
    size_t n_facts;
};
/* In a store job. ERR_INVALID, ERR_TOO_BIG: too much for one record. */
MUST_CHECK err_t kernel_evidence(struct db *, const struct evidence_record *, struct leaf_id *ret);
/* Has the machine's document been recorded? */
MUST_CHECK err_t kernel_evidence_seen(struct db *, const char *machine, const char *document,
                                      bool *ret);

/* --- for kernel_rebuild and kernel_erase --- */
MUST_CHECK err_t project_evidence(struct db *, struct str envelope, struct str content,
                                  struct leaf_id leaf);
/* The content of record `leaf` is gone; harmless where it is no evidence. */
MUST_CHECK err_t project_evidence_erased(struct db *, struct leaf_id leaf, struct matter_id);

#endif

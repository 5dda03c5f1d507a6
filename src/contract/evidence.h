/* SPDX-License-Identifier: Apache-2.0
 *
 * evidence.h: what a program saw: which rules are loaded, which file has which digest, that a
 * control ran. The office records it as it came; nothing is concluded by the one who reports.
 * Document "sekimori/evidence".
 *
 * Of a kind "counter" the values "packets" and "bytes" are those of the time from "since" to
 * "until" (milliseconds) and of no other: times of one subject follow each other without
 * overlapping, so that they may be added, and two that follow each other may become one.
 * "uncertainty" is how many packets may be missing in it.
 */
#ifndef SEKIMORI_CONTRACT_EVIDENCE_H
#define SEKIMORI_CONTRACT_EVIDENCE_H

#include "base/id.h"
#include "base/time.h"
#include "contract/document.h"

enum { EVIDENCE_ITEMS_MAX = 1000, EVIDENCE_VALUES_MAX = 40, EVIDENCE_BYTES_MAX = 2 << 20 };
#define EVIDENCE_COUNTER "counter"

struct evidence_item {
    const char *kind;        /* "ruleset", "proof", "counter", "file", "control" */
    const char *subject;     /* what: a table, a path, a control's name */
    const char *digest;      /* SHA-256 of it, lower-case hex; NULL */
    const char *text;        /* short; NULL */
    struct matter_id matter; /* what it is evidence for; unset: none */
    int32_t no;
    const struct document_pair *values; /* what was seen, by name; no name twice */
    size_t n_values;
};

struct evidence {
    const char *id, *program, *host;
    struct moment at;
    int64_t revision; /* of the desired state in force there; 0: none */
    const struct evidence_item *items;
    size_t n_items;
};

MUST_CHECK err_t evidence_write(struct sb *to, const struct evidence *e, struct fault *why);
/* Also ERR_INVALID for a digest that is none. */
MUST_CHECK err_t evidence_read(struct arena *a, struct str text, struct evidence *ret,
                               struct fault *why);

#endif

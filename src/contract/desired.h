/* SPDX-License-Identifier: Apache-2.0
 *
 * desired.h: what an enforcer must make true: all of it (a snapshot), or what changed since a
 * revision it has (a delta). Revisions only grow. An enforcer that cannot place a delta
 * (`since` is not the revision it has) asks for a snapshot. Whatever it holds that a snapshot
 * does not name it removes. `until` is kept by the enforcer itself, also when the office is
 * away. Document "sekimori/desired-state".
 */
#ifndef SEKIMORI_CONTRACT_DESIRED_H
#define SEKIMORI_CONTRACT_DESIRED_H

#include "base/id.h"
#include "base/time.h"
#include "contract/document.h"

enum { DESIRED_ITEMS_MAX = 100000, DESIRED_BYTES_MAX = 64 << 20 };

enum desired_what { DESIRED_WANT, DESIRED_DROP };

struct desired_item {
    struct matter_id matter; /* with `no`: which effect, for ever */
    int32_t no;
    enum desired_what what;
    const char *kind;          /* "specified_flow" */
    struct moment from, until; /* {0}: at once, open */
    const struct document_pair *payload;
    size_t n_payload; /* of a drop: none */
};

struct desired {
    const char *enforcer;
    bool snapshot; /* all; else the changes after `since` */
    int64_t since, revision;
    struct moment made;
    const struct desired_item *items;
    size_t n_items;
};

MUST_CHECK err_t desired_write(struct sb *to, const struct desired *d, struct fault *why);
/* Also ERR_INVALID for a snapshot that drops something, or revisions that go back. */
MUST_CHECK err_t desired_read(struct arena *a, struct str text, struct desired *ret,
                              struct fault *why);

#endif

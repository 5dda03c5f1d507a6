/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger.h: the book that cannot be rewritten unseen. One record is one leaf
 * of the tree: its envelope (canonical JSON, kept for ever) is the leaf's
 * bytes; its content (canonical JSON, may be erased one day) enters only as
 * the commitment "c" in the envelope:
 *
 *     c = base64url(SHA-256("sekimori/content/v1\n" || salt || content))
 *
 * with 32 random bytes of salt that are erased with the content. Leaves count
 * from 0; leaf 0 is the opening record, so 0 never names anything a person
 * did. docs/ledger-format.md says it all for other programs.
 */
#ifndef SEKIMORI_LEDGER_LEDGER_H
#define SEKIMORI_LEDGER_LEDGER_H

#include <jansson.h>

#include "base/arena.h"
#include "base/id.h"
#include "base/time.h"
#include "store/db.h"

enum {
    LEDGER_ENVELOPE_MAX = 1 << 20, /* bytes */
    LEDGER_CONTENT_MAX = 4 << 20,
    LEDGER_SALT_LEN = 32
};

/* Is this one of the kinds of record that src/ledger/kind.c lists? */
bool ledger_kind_known(struct str kind);

/* --- in an act (a store job) --- */

/* Append the opening record {"at","kind":"ledger.open","origin"} where the
 * ledger is empty; ERR_EXISTS where it is not. */
MUST_CHECK err_t ledger_open(struct db *db, struct str origin, struct moment at);

/* Append a record. `envelope` is an object (borrowed, not changed) whose
 * member "kind" is a known kind; it must not have a member "c", which is added
 * where `content` (canonical JSON, or STR_NONE) is given. ERR_INVALID, ERR_TOO_BIG:
 * not canonical or too large, our callers' mistake or a person's long text. */
MUST_CHECK err_t ledger_append(struct db *db, const json_t *envelope, struct str content,
                               struct leaf_id *ret);

/* Erase the content of `leaf` and its salt, by a record that says so:
 * `envelope` has kind "ledger.erase", the number in its member "leaf", and who,
 * when and why. ERR_NOT_FOUND: no such leaf; ERR_STATE: it has no content. */
MUST_CHECK err_t ledger_erase(struct db *db, struct leaf_id leaf, const json_t *envelope,
                              struct leaf_id *ret);

/* --- in an act or a snapshot --- */

enum ledger_content {
    LEDGER_NO_CONTENT, /* the envelope makes no commitment */
    LEDGER_CONTENT,    /* it is here */
    LEDGER_ERASED      /* committed to, no longer here */
};

struct ledger_record {
    struct leaf_id leaf;
    struct str kind, envelope;
    enum ledger_content state;
    struct str content, salt; /* STR_NONE unless LEDGER_CONTENT */
};

/* One record, copied into the arena. ERR_NOT_FOUND; no hashes are checked. */
MUST_CHECK err_t ledger_record_get(struct db *db, struct arena *a, struct leaf_id leaf,
                                   struct ledger_record *ret);

/* Call fn for each record from leaf `from` on, in order, until it fails; its
 * views live during the call. fn may use the db. */
MUST_CHECK err_t ledger_each(struct db *db, struct leaf_id from,
                             err_t (*fn)(void *arg, const struct ledger_record *r), void *arg);

/* How many records there are, sealed or not, in all logs (log.h); and how many of them
 * checkpoints hold. A record has a receipt once leaf.v < sealed. */
MUST_CHECK err_t ledger_size(struct db *db, int64_t *ret);
MUST_CHECK err_t ledger_sealed(struct db *db, int64_t *ret);

#endif

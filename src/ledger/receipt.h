/* SPDX-License-Identifier: Apache-2.0
 *
 * receipt.h: one record with the proof that it stands in the signed ledger, as
 * a text file that explains itself and verifies on a machine that has never
 * seen the office:
 *
 *     # what this is and how to check it (comment lines, ignored)
 *     sekimori-receipt/1
 *     envelope {"at":...}
 *     content SALT {...}            (or: content none)
 *     c2sp.org/tlog-proof@v1        from here on a C2SP tlog-proof
 *     index 12
 *     ...hashes, an empty line, the signed checkpoint
 */
#ifndef SEKIMORI_LEDGER_RECEIPT_H
#define SEKIMORI_LEDGER_RECEIPT_H

#include "base/id.h"
#include "ledger/merkle.h"
#include "ledger/verify_check.h"

struct db;

enum { RECEIPT_MAX = 6 * 1024 * 1024 };

struct ledger_receipt {
    int64_t leaf;                 /* in its log */
    struct str origin;            /* of the log; a view */
    struct str envelope, content; /* views; content STR_NONE where it is not included */
    bool commits;                 /* the envelope binds a content */
    uint64_t size;                /* of the checkpoint */
    struct hash root;
    struct moment signed_at;    /* {0}: not said */
    struct moment witnessed_at; /* where a witness was demanded */
};

/* Append the receipt of a sealed leaf, under the newest checkpoint that a witness has co-signed
 * where one holds it, else the newest. `content`: include it where it is still
 * there. ERR_NOT_FOUND: no such leaf; ERR_STATE: not sealed yet ("a moment
 * later"); ERR_CORRUPT. */
MUST_CHECK err_t ledger_receipt_write(struct db *db, struct leaf_id leaf, bool content,
                                      struct sb *to, struct fault *why);

/* The same under the newest checkpoint, whether a witness has co-signed it or not. */
MUST_CHECK err_t ledger_receipt_newest(struct db *db, struct leaf_id leaf, bool content,
                                       struct sb *to, struct fault *why);

/* Verify with the one of n keys (options->key, n_keys) that the receipt's log bears; where
 * options->witness is there, its cosignature is demanded. Total on any bytes. ERR_CORRUPT and
 * *wrong. Needs only the keys. */
MUST_CHECK err_t ledger_receipt_check(struct str text, const struct verify_options *options,
                                      struct ledger_receipt *ret, struct verify_wrong *wrong);

/* The lines of a receipt after its comments. */
void ledger_receipt_body(struct sb *to, int64_t leaf, struct str envelope, struct str salt,
                         struct str content, const struct merkle_proof *proof, struct str note);

#endif

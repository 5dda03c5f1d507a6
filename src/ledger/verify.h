/* SPDX-License-Identifier: Apache-2.0
 *
 * verify.h: is this the ledger that was signed? Fed with every record and
 * every checkpoint in order, from a store or a bundle, it hashes all of it
 * anew and says what is wrong first and where. Needs the public key only.
 *
 * Where a ledger is several logs one after another (log.h), each is verified under its own key.
 * The last one's must be given; that of an earlier log may be told beside it instead, since the
 * next log's leaf 0 names it, and must name the same.
 *
 * Records are checked by several threads, in batches; memory does not grow
 * with the ledger, save eight bytes for each erasure.
 */
#ifndef SEKIMORI_LEDGER_VERIFY_H
#define SEKIMORI_LEDGER_VERIFY_H

#include "ledger/checkpoint.h"
#include "ledger/log.h"

/* What is wrong. `id` names a text (static storage); the numbers fill {0} and
 * {1} of it. A wrong record is named by its number and, where the envelope
 * has one, its matter. */
struct verify_wrong {
    const char *id;
    int64_t leaf;   /* the record; -1: no single one */
    int64_t matter; /* 0: none */
    int64_t a, b;
};

struct verify_record {
    int64_t idx;          /* its leaf in the log */
    int64_t number;       /* of the record through all logs; < 0: not known */
    struct str kind;      /* as told beside the envelope; STR_NONE: not told */
    struct str leaf_hash; /* the same */
    struct str envelope;
    struct str content, salt; /* STR_NONE where there is none */
    bool withheld;            /* the content was left out on purpose */
};

struct verify_result {
    uint64_t records, sealed; /* in all logs; those under the newest checkpoint */
    uint64_t checkpoints;
    uint64_t logs;
    uint64_t lost;      /* leaves of earlier logs that a restore lost, as it says itself */
    uint64_t keys_told; /* logs whose key was not given, but told and named by the next log */
    uint64_t witnessed; /* records under the newest checkpoint with the witness's cosignature */
    struct moment witnessed_at;
    uint64_t contents, erased, withheld;
    uint64_t hidden;  /* leaves of which an extract gives only the hash, of them or of many */
    struct hash root; /* at the newest checkpoint */
    struct moment signed_at; /* {0}: the checkpoint does not say */
};

struct verify_options {
    const struct checkpoint_key *key; /* or n_keys of them, for several logs */
    size_t n_keys;                    /* 0: one */
    const struct note_key *witness;   /* some checkpoint must bear its cosignature; or NULL */
    struct str since;                 /* a signed checkpoint remembered from before, or STR_NONE */
    unsigned threads;                 /* 0: as many as the machine has */
    /* Called in order with each row of 256 leaf hashes (the last may be
     * shorter: then `root` is NULL), to compare with what else is known. May
     * be NULL. ERR_CORRUPT with *wrong, or any other error. */
    err_t (*row)(void *ctx, uint64_t index, const struct hash *leaves, unsigned n,
                 const struct hash *root, struct verify_wrong *wrong);
    void *ctx;
};

struct verify;

/* ERR_INVALID: `since` is not a checkpoint by one of the keys. */
MUST_CHECK err_t verify_begin(const struct verify_options *options, struct verify **ret,
                              struct verify_wrong *wrong);
/* A log of this name begins; an earlier one has ended. `vkey` is its key as told, or STR_NONE.
 * Left out, the first log is that of options.key. */
MUST_CHECK err_t verify_log(struct verify *v, struct str origin, struct str vkey,
                            struct verify_wrong *wrong);
/* The next record; idx must be 0, 1, 2 ... in each log. Each of the calls below may tell of
 * an earlier record: ERR_CORRUPT and *wrong. After an error only verify_free. */
MUST_CHECK err_t verify_record(struct verify *v, const struct verify_record *r,
                               struct verify_wrong *wrong);
/* An extract: the next 2^height leaves are not there, this is the root over them. After the first
 * such call of a log, or verify_extract(), no rows of 256 are told. */
MUST_CHECK err_t verify_skip(struct verify *v, unsigned height, const struct hash *root,
                             struct verify_wrong *wrong);
/* What follows is an extract; before the first log. */
void verify_extract(struct verify *v);
/* A checkpoint, after the last record that it covers. `told` is the size told
 * beside it, which must be its own. */
MUST_CHECK err_t verify_checkpoint(struct verify *v, int64_t told, struct str note,
                                   struct verify_wrong *wrong);
MUST_CHECK err_t verify_end(struct verify *v, struct verify_result *ret,
                            struct verify_wrong *wrong);
void verify_free(struct verify *v); /* NULL is harmless */

/* The caller himself found something wrong after the records given so far: it
 * is told unless one of them is wrong already. */
MUST_CHECK err_t verify_stop(struct verify *v, struct verify_wrong *wrong, const char *id,
                             int64_t leaf, int64_t a, int64_t b);

/* Set *w and return ERR_CORRUPT. */
err_t verify_say(struct verify_wrong *w, const char *id, int64_t leaf, int64_t a, int64_t b);

#endif

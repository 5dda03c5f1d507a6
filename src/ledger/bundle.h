/* SPDX-License-Identifier: Apache-2.0
 *
 * bundle.h: a ledger in one text file, as `sekimori ledger export` writes it
 * and anyone can verify it (docs/ledger-format.md). `none` stands for a record
 * without content and for one whose content was erased: the envelope tells.
 * Lines:
 *
 *     sekimori-ledger-bundle/1
 *     origin office.example.jp/ledger
 *     leaf 0                               then its envelope, then one of:
 *     {"at":...}
 *     none | withheld | content SALT       (and a line with the content)
 *     checkpoint 1 320                     then so many bytes of signed note
 *     end 1 1                              records and checkpoints; nothing after
 *
 * A ledger of several logs (log.h) is version 2: each begins with its line `origin`, and each but
 * the last has `key VKEY` under it; leaves count anew in each.
 *
 * An extract is the same with some of the leaves only (extract.h): its first lines are
 *
 *     sekimori-ledger-extract/1
 *     asked {"article":"47(2)",...}
 *
 * and between its leaves stand lines `skip HEIGHT HASH`: the root over the next 2^HEIGHT leaves,
 * which are not in it. Leaf 0 of each log is.
 *
 * The reader is total on any bytes and its memory bounded.
 */
#ifndef SEKIMORI_LEDGER_BUNDLE_H
#define SEKIMORI_LEDGER_BUNDLE_H

#include "ledger/verify.h"

enum { BUNDLE_ASKED_MAX = 2000 };

struct bundle_source {
    /* At most `max` bytes; *ret_n == 0 at the end. */
    err_t (*read)(void *ctx, char *to, size_t max, size_t *ret_n);
    void *ctx;
};

struct bundle_reader {
    struct bundle_source source;
    char *buf;
    size_t from, to, cap;
    bool at_end;
    uint64_t line; /* of the last line read */
    int64_t records, checkpoints, logs;
    bool several; /* version 2, or an extract */
    bool extract;
    char asked[BUNDLE_ASKED_MAX + 1]; /* of an extract */
    uint8_t salt[32];
};

enum bundle_item_kind { BUNDLE_LOG, BUNDLE_RECORD, BUNDLE_SKIP, BUNDLE_CHECKPOINT, BUNDLE_END };

/* Views valid until the next call. */
struct bundle_item {
    enum bundle_item_kind kind;
    struct str origin, vkey; /* BUNDLE_LOG; vkey may be STR_NONE */
    struct verify_record record;
    unsigned height;  /* BUNDLE_SKIP */
    struct hash root; /* BUNDLE_SKIP */
    int64_t size;     /* of the checkpoint */
    struct str note;
};

/* Reads the first line. ERR_CORRUPT: the bundle is malformed at line r->line. */
MUST_CHECK err_t bundle_open(struct bundle_reader *r, struct bundle_source source);
MUST_CHECK err_t bundle_next(struct bundle_reader *r, struct bundle_item *ret);
void bundle_close(struct bundle_reader *r);

/* Feed a whole bundle or extract to a verifier that has begun, to its end. `seen` (may be NULL)
 * is told of each item once the verifier has taken it, and may fail. */
struct bundle_seen {
    err_t (*item)(void *ctx, const struct bundle_reader *r, const struct bundle_item *item);
    void *ctx;
};
MUST_CHECK err_t bundle_verify(struct bundle_source source, struct verify *v,
                               const struct bundle_seen *seen, struct verify_result *ret,
                               struct verify_wrong *wrong);

/* The lines of each part. */
void bundle_write_head(struct sb *to, bool several);
void bundle_write_extract_head(struct sb *to, struct str asked);
void bundle_write_skip(struct sb *to, unsigned height, const struct hash *root);
void bundle_write_log(struct sb *to, struct str origin, struct str vkey);
void bundle_write_record(struct sb *to, const struct verify_record *r);
void bundle_write_checkpoint(struct sb *to, int64_t size, struct str note);
void bundle_write_end(struct sb *to, int64_t records, int64_t checkpoints);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * backup_file.h: a backup in one file (docs/ledger-format.md, "Backup"):
 *
 *     sekimori-backup/1
 *     part store                 its bytes follow in pieces, each
 *     data 65536                 so many bytes and a newline
 *     part files/0123...
 *     manifest 1234              canonical JSON: what the parts must be, and what they are of
 *     end HEX                    SHA-256 of the manifest; nothing follows
 *
 * The reader is total on any bytes, its memory bounded by the limits below; it checks the order
 * of things, and at the end every part's size and SHA-256 against the manifest.
 */
#ifndef SEKIMORI_LEDGER_BACKUP_FILE_H
#define SEKIMORI_LEDGER_BACKUP_FILE_H

#include <jansson.h>

#include "base/sb.h"
#include "base/sha256.h"
#include "ledger/bundle.h"

enum {
    BACKUP_DATA_MAX = 1 << 20,      /* bytes of a piece */
    BACKUP_MANIFEST_MAX = 64 << 20, /* of the manifest: some 150 bytes a part */
    BACKUP_PARTS_MAX = 400000,
    BACKUP_NAME_MAX = 63,
    BACKUP_HEX = 2 * SHA256_LEN
};

/* "store", "conf", "vkey", or "files/" and 32 digits in hex. */
bool backup_part_valid(struct str name);

struct backup_part {
    char name[BACKUP_NAME_MAX + 1];
    uint64_t size;
    uint8_t sha256[SHA256_LEN];
};
struct backup_parts {
    struct backup_part *v;
    size_t n, cap;
};
void backup_parts_release(struct backup_parts *p);

/* --- writing --- */

struct backup_writer {
    err_t (*write)(void *ctx, struct str bytes);
    void *ctx;
    struct backup_parts parts;
    struct sha256 hash;          /* of the part at work */
    char digest[BACKUP_HEX + 1]; /* after backup_write_end() */
};
MUST_CHECK err_t backup_write_begin(struct backup_writer *w);
MUST_CHECK err_t backup_write_part(struct backup_writer *w, struct str name);
/* Any number of bytes, in pieces. */
MUST_CHECK err_t backup_write_data(struct backup_writer *w, struct str bytes);
/* `manifest` (borrowed): what to say besides the parts, which are added to a copy of it. */
MUST_CHECK err_t backup_write_end(struct backup_writer *w, const json_t *manifest);
void backup_writer_release(struct backup_writer *w);

/* --- reading --- */

struct backup_reader {
    struct bundle_source source;
    char *buf;
    size_t from, to, cap;
    bool at_end, in_part;
    uint64_t offset; /* of the next byte in the file, for messages */
    struct backup_parts parts;
    struct sha256 hash;
    char digest[BACKUP_HEX + 1]; /* of the manifest, at BACKUP_END */
};

enum backup_item_kind { BACKUP_PART, BACKUP_DATA, BACKUP_END };

/* Views valid until the next call. */
struct backup_item {
    enum backup_item_kind kind;
    struct str name;     /* BACKUP_PART */
    struct str data;     /* BACKUP_DATA */
    struct str manifest; /* BACKUP_END: all parts were what it says */
};

/* ERR_CORRUPT: damaged, cut short, edited, or no backup at all (r->offset says where). */
MUST_CHECK err_t backup_open(struct backup_reader *r, struct bundle_source source);
MUST_CHECK err_t backup_next(struct backup_reader *r, struct backup_item *ret);
void backup_close(struct backup_reader *r);

#endif

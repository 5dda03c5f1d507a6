/* SPDX-License-Identifier: Apache-2.0
 *
 * backup.h: an office in one file, from a snapshot while it goes on working: all rows of the
 * store (but sessions and what only a running server needs), the files that records name,
 * office.conf without secrets, and the ledger's public keys. Never the signer's key: a restore
 * opens a new log with a new key, and an old key beside an older store could sign a second
 * history.
 */
#ifndef SEKIMORI_LEDGER_BACKUP_H
#define SEKIMORI_LEDGER_BACKUP_H

#include "base/time.h"
#include "ledger/backup_file.h"
#include "store/copy.h"

/* --- attachments that records name --- */

struct backup_file {
    char id[33];
    uint8_t sha256[SHA256_LEN];
};
struct backup_files {
    struct backup_file *v; /* sorted by id, each once */
    size_t n, cap;
};
/* From every content that is there: objects with an "id" of 32 hex digits and a "sha256". */
MUST_CHECK err_t backup_files_named(struct db *db, struct backup_files *ret);
void backup_files_release(struct backup_files *f);
#define BACKUP_FILES_CLEANUP __attribute__((cleanup(backup_files_release)))

/* --- making one --- */

struct backup_what {
    struct str conf;    /* office.conf as it stands, or STR_NONE */
    struct str vkey;    /* ledger.vkey, one key a line */
    struct str program; /* version of the program */
    const char *files;  /* folder of the attachments */
    struct moment at;
    int64_t term_days; /* how long it is to be kept, from `at` on */
};
struct backup_result {
    int64_t records, sealed;
    size_t files, missing, changed; /* attachments: kept, not there, not what the record says */
    uint64_t bytes;
    char digest[BACKUP_HEX + 1]; /* of the manifest: names this very backup */
};
/* Write it to `fd`, at its beginning. ERR_STATE "ledger.nothing_sealed"; ERR_IO. */
MUST_CHECK err_t backup_make(struct db *db, const struct backup_what *what, int fd,
                             struct backup_result *ret, struct fault *why);
/* office.conf without what is secret or belongs to one machine's database. */
void backup_conf(struct sb *to, struct str conf);

/* --- reading one --- */

struct backup_head {
    struct str origin, checkpoint, program; /* views into json */
    int64_t records, sealed, missing, changed;
    struct moment at;
    int64_t term_days; /* 0: it says none (made by an older version) */
    struct copy_migration *migrations;
    size_t n_migrations;
    json_t *json;
};
/* Pure. ERR_CORRUPT. */
MUST_CHECK err_t backup_head_parse(struct str manifest, struct backup_head *ret);
void backup_head_release(struct backup_head *h);

struct backup_scan {
    struct backup_head head;
    struct sb conf, vkey;
    bool has_conf;
    uint64_t bytes;
    size_t files;
    char digest[BACKUP_HEX + 1];
};
/* Read all of it and check it against itself: nothing damaged, nothing missing.
 * ERR_CORRUPT "backup.damaged"; ERR_IO. */
MUST_CHECK err_t backup_scan(int fd, struct backup_scan *ret, struct fault *why);
void backup_scan_release(struct backup_scan *s);
#define BACKUP_SCAN_CLEANUP __attribute__((cleanup(backup_scan_release)))

/* Read it once more, into an empty store and a folder (`files` NULL: attachments are only looked
 * at). On failure the store has no rows, the folder may hold some files. ERR_CORRUPT also when
 * it is not what was scanned; "store.schema_newer" and the others of copy_in_begin. */
MUST_CHECK err_t backup_load(int fd, const struct backup_scan *scanned,
                             const struct store_config *to, const char *files, struct fault *why);
/* Of the attachments that the loaded store names: how many the backup lacks, or has otherwise. */
MUST_CHECK err_t backup_compare_files(int fd, const struct backup_files *named, size_t *ret_missing,
                                      size_t *ret_changed, struct fault *why);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * backup_stage.h: a backup taken up into a store of its own, and looked at as a whole: what
 * `backup verify` and `restore` share.
 */
#ifndef SEKIMORI_PROGRAMS_BACKUP_STAGE_H
#define SEKIMORI_PROGRAMS_BACKUP_STAGE_H

#include "ledger/backup.h"
#include "ledger/verify.h"
#include "programs/command_reading.h"

struct backup_stage {
    int fd; /* the backup; -1: none */
    struct backup_scan scan;
    struct command_keys keys; /* of the backup, or as given */
    bool key_given;
    char path[4300]; /* of the SQLite database it is taken up into */
    struct store_config config;
    struct verify_result verified;
    struct verify_wrong wrong; /* id set: the ledger in it does not verify */
    size_t missing, changed;   /* attachments */
};

/* Open and scan. `key` NULL: the keys that the backup itself holds; `digest` (may be NULL): what
 * the manifest's SHA-256 must be. ERR_CORRUPT, ERR_STATE "backup.other_key", "backup.other". */
MUST_CHECK err_t backup_stage_open(struct backup_stage *s, const char *file, const char *key,
                                   const char *digest, struct fault *why);
/* Take it up into a new SQLite database at `path`, attachments into `files` (or NULL), and check
 * all of it: signatures, every record, every table, every attachment. ERR_CORRUPT with
 * s->wrong or *why. What was made stays for backup_stage_remove(). */
MUST_CHECK err_t backup_stage_load(struct backup_stage *s, const char *path, const char *files,
                                   struct fault *why);
/* Delete the database and what stands beside it. */
void backup_stage_remove(const char *path);
void backup_stage_release(struct backup_stage *s);
#define STAGE_CLEANUP __attribute__((cleanup(backup_stage_release)))

#endif

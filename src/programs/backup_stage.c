/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/backup_stage.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/verify_store.h"
#include "office/consistency.h"

static err_t keys_of_text(struct str text, struct command_keys *ret)
{
    ret->n = 0;
    struct str rest = str_trim(text);
    while (rest.n > 0 && ret->n < KEYS_MAX) {
        if (checkpoint_key_parse(str_trim(str_cut(&rest, '\n')), &ret->key[ret->n]) != OK) break;
        ret->n++;
    }
    return ret->n > 0 && rest.n == 0 ? OK : ERR_CORRUPT;
}

/* The key that is given must be that of the log in it. */
static err_t choose_keys(struct backup_stage *s, const char *key, struct fault *why)
{
    if (keys_of_text(sb_str(&s->scan.vkey), &s->keys) != OK)
        return fault_set(why, ERR_CORRUPT, "backup.damaged", "%d", 0);
    if (!key) return OK;
    TRY(command_reading_keys(key, &s->keys, why));
    s->key_given = true;
    for (size_t i = 0; i < s->keys.n; i++) {
        if (str_eqz(s->scan.head.origin, s->keys.key[i].log.name)) return OK;
    }
    return fault_set(why, ERR_STATE, "backup.other_key", "%.*s" FS "%s",
                     STR_ARG(str_head(s->scan.head.origin, 150)), s->keys.key[0].log.name);
}

/* The checkpoint that it says it stands on must be signed with the key. */
static err_t check_head(struct backup_stage *s, struct fault *why)
{
    struct checkpoint c;
    struct moment at;
    for (size_t i = 0; i < s->keys.n; i++) {
        if (!str_eqz(s->scan.head.origin, s->keys.key[i].log.name)) continue;
        if (checkpoint_verify(s->scan.head.checkpoint, &s->keys.key[i], &c, &at) == OK) return OK;
    }
    return fault_set(why, ERR_CORRUPT, "backup.not_signed", "%.*s",
                     STR_ARG(str_head(s->scan.head.origin, 150)));
}

err_t backup_stage_open(struct backup_stage *s, const char *file, const char *key,
                        const char *digest, struct fault *why)
{
    *s = (struct backup_stage){.fd = open(file, O_RDONLY | O_CLOEXEC)};
    if (s->fd < 0) return fault_set(why, ERR_IO, "cli.ledger.not_read", "%s", file);
    err_t e = backup_scan(s->fd, &s->scan, why);
    if (e == ERR_IO) return fault_set(why, e, "cli.ledger.not_read", "%s", file);
    TRY(e);
    if (digest && strcmp(digest, s->scan.digest) != 0)
        return fault_set(why, ERR_STATE, "backup.other", "%s" FS "%s", s->scan.digest, digest);
    TRY(choose_keys(s, key, why));
    return check_head(s, why);
}

static err_t verify_ledger(struct backup_stage *s, struct store *store, struct fault *why)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    const struct verify_options o = {.key = s->keys.key, .n_keys = s->keys.n};
    TRY(store_read_begin(store, &db, why));
    return verify_store(db, &o, &s->verified, &s->wrong);
}

static err_t compare_files(struct backup_stage *s, struct store *store, struct fault *why)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct backup_files named BACKUP_FILES_CLEANUP = {0};
    TRY(store_read_begin(store, &db, why));
    TRY(backup_files_named(db, &named));
    return backup_compare_files(s->fd, &named, &s->missing, &s->changed, why);
}

static err_t check_all(struct backup_stage *s, struct store *store, struct fault *why)
{
    TRY(verify_ledger(s, store, why));
    if (s->verified.sealed != (uint64_t)s->scan.head.sealed ||
        s->verified.records != (uint64_t)s->scan.head.records)
        return fault_set(why, ERR_CORRUPT, "backup.contradicts", NULL);
    TRY(compare_files(s, store, why));
    return consistency_check(store, why);
}

err_t backup_stage_load(struct backup_stage *s, const char *path, const char *files,
                        struct fault *why)
{
    struct store *store = NULL;
    (void)snprintf(s->path, sizeof s->path, "%s", path);
    s->config = (struct store_config){.kind = STORE_SQLITE, .sqlite_path = s->path};
    TRY(backup_load(s->fd, &s->scan, &s->config, files, why));
    TRY(store_open(&s->config, &store, why));
    err_t e = check_all(s, store, why);
    store_close(store);
    return e;
}

void backup_stage_remove(const char *path)
{
    static const char *const beside[] = {"", "-wal", "-shm", "-writer", "-journal"};
    char name[4400];
    for (size_t i = 0; i < ARRAY_LEN(beside); i++) {
        if (snprintf(name, sizeof name, "%s%s", path, beside[i]) < (int)sizeof name)
            (void)unlink(name);
    }
}

void backup_stage_release(struct backup_stage *s)
{
    if (s->fd >= 0) (void)close(s->fd);
    backup_scan_release(&s->scan);
    *s = (struct backup_stage){.fd = -1};
}

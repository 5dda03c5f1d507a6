/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori backup FILE|DIR [--instance DIR] [--store STORE]
 * sekimori backup verify FILE --key VKEY [--digest HEX] [--work DIR]
 *
 * backup reads a snapshot, so a running office goes on; it is written beside its place and renamed
 * when all of it was read back, and it never replaces a file. That it was made is recorded in
 * the ledger. verify needs no office: it takes the backup up into a database of its own, which it
 * deletes again. See sekimori-backup(1).
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "ledger/verify_store.h"
#include "programs/backup_stage.h"
#include "programs/command.h"
#include "programs/command_admin.h"
#include "web/web.h"

enum { PATH_BYTES = 4200, TEXT_BYTES = 1 << 20, EXIT_INCOMPLETE = 4 };

struct call {
    const char *instance, *store, *key, *digest, *work, *word;
};

static err_t read_words(struct call *c, int argc, char **argv, struct fault *why)
{
    int rest = 0;
    const struct command_option options[] = {
        {"instance", &c->instance, NULL}, {"store", &c->store, NULL}, {"key", &c->key, NULL},
        {"digest", &c->digest, NULL},     {"work", &c->work, NULL},
    };
    TRY(command_options(argc, argv, options, ARRAY_LEN(options), &rest, why));
    if (rest == 0) return fault_set(why, ERR_INVALID, "cli.ledger.needs_word", NULL);
    if (rest > 1) return fault_set(why, ERR_INVALID, "cli.unexpected", "%s", argv[1]);
    c->word = argv[0];
    return OK;
}

static int fail(err_t e, const struct fault *why)
{
    struct fault plain = {.code = e};
    (void)command_failed(why->code != OK && why->id ? why : &plain);
    return e == ERR_IO || e == ERR_NOMEM || e == ERR_UNAVAILABLE || e == ERR_BUSY ? EXIT_UNREADABLE
                                                                                  : EXIT_REFUSED;
}

/* --- where to --- */

/* In a folder the name tells the hour. */
static err_t target(const struct call *c, char path[PATH_BYTES], struct fault *why)
{
    struct stat st;
    struct clock clock = clock_system();
    bool folder = stat(c->word, &st) == 0 && S_ISDIR(st.st_mode);
    SB_CLEANUP struct sb at;
    sb_init(&at, 64);
    moment_format_tokyo(&at, clock_now(&clock));
    TRY(sb_end(&at));
    for (size_t i = 0; i < at.n; i++) {
        if (at.p[i] == ':') at.p[i] = '-';
    }
    int n = folder ? snprintf(path, PATH_BYTES, "%s/office-%.19s.sekimori-backup", c->word, at.p)
                   : snprintf(path, PATH_BYTES, "%s", c->word);
    if (n < 0 || n >= PATH_BYTES) return ERR_TOO_BIG;
    if (access(path, F_OK) == 0) return fault_set(why, ERR_EXISTS, "backup.exists", "%s", path);
    return OK;
}

/* Beside its place; what an earlier run left behind when it was killed is written anew. */
static err_t open_part(const char *path, char part[PATH_BYTES], int *ret_fd, struct fault *why)
{
    if (snprintf(part, PATH_BYTES, "%s.part", path) >= PATH_BYTES) return ERR_TOO_BIG;
    int fd = open(part, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return fault_set(why, ERR_IO, "cli.ledger.not_written", "%s", path);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        (void)close(fd);
        return fault_set(why, ERR_BUSY, "backup.at_work", "%s", part);
    }
    if (fchmod(fd, 0600) != 0 || ftruncate(fd, 0) != 0) {
        (void)close(fd);
        return fault_set(why, ERR_IO, "cli.ledger.not_written", "%s", path);
    }
    *ret_fd = fd;
    return OK;
}

static err_t folder_of(const char *path, char to[PATH_BYTES])
{
    const char *slash = strrchr(path, '/');
    int n = slash ? snprintf(to, PATH_BYTES, "%.*s/", (int)(slash - path), path)
                  : snprintf(to, PATH_BYTES, ".");
    return n > 0 && n < PATH_BYTES ? OK : ERR_TOO_BIG;
}

/* It takes its name only if nothing bears it. */
static err_t publish(const char *part, const char *path, struct fault *why)
{
    char folder[PATH_BYTES];
    TRY(folder_of(path, folder));
    if (renameat2(AT_FDCWD, part, AT_FDCWD, path, RENAME_NOREPLACE) == 0)
        return file_sync_folder(folder, why);
    if (errno == EEXIST) return fault_set(why, ERR_EXISTS, "backup.exists", "%s", path);
    if (errno != EINVAL && errno != ENOSYS)
        return fault_set(why, ERR_IO, "cli.ledger.not_written", "%s", path);
    /* A file system without that: a second name, then the first goes. */
    if (link(part, path) != 0)
        return fault_set(why, errno == EEXIST ? ERR_EXISTS : ERR_IO,
                         errno == EEXIST ? "backup.exists" : "cli.ledger.not_written", "%s", path);
    (void)unlink(part);
    return file_sync_folder(folder, why);
}

/* --- what goes into it --- */

static err_t read_text(const char *instance, const char *name, struct sb *to, bool *ret_there,
                       struct fault *why)
{
    char path[PATH_BYTES];
    if (snprintf(path, sizeof path, "%s/%s", instance, name) >= PATH_BYTES) return ERR_TOO_BIG;
    err_t e = file_read(to, path, why);
    *ret_there = e == OK;
    if (e == ERR_NOT_FOUND && why) *why = (struct fault){.code = OK};
    return e == ERR_NOT_FOUND ? OK : e;
}

struct inputs {
    struct sb conf, vkey;
    bool has_conf, has_vkey;
    char files[PATH_BYTES];
};

static err_t read_inputs(const char *instance, struct inputs *in, struct fault *why)
{
    sb_init(&in->conf, TEXT_BYTES);
    sb_init(&in->vkey, TEXT_BYTES);
    TRY(read_text(instance, "office.conf", &in->conf, &in->has_conf, why));
    TRY(read_text(instance, "ledger.vkey", &in->vkey, &in->has_vkey, why));
    if (!in->has_vkey)
        return fault_set(why, ERR_STATE, "setup.no_ledger_key", "%s/ledger.vkey", instance);
    return snprintf(in->files, sizeof in->files, "%s/files", instance) < PATH_BYTES ? OK
                                                                                    : ERR_TOO_BIG;
}

static void inputs_release(struct inputs *in)
{
    sb_release(&in->conf);
    sb_release(&in->vkey);
}

/* How long backups are kept, as office.conf has it. */
static err_t read_term(struct str conf, struct web_config *ret, struct fault *why)
{
    while (conf.n > 0) {
        struct str rest = str_cut(&conf, '\n'), key = str_trim(str_cut(&rest, '='));
        if (rest.p && str_eqz(key, "backup_term_days"))
            TRY(web_config_set(ret, key, str_trim(rest), why));
    }
    return OK;
}

static err_t make(const struct call *c, const char *instance, int fd, struct backup_result *ret,
                  struct fault *why)
{
    struct inputs in __attribute__((cleanup(inputs_release))) = {.has_conf = false};
    struct command_reading from READING_CLEANUP = {NULL, NULL};
    struct clock clock = clock_system();
    TRY(read_inputs(instance, &in, why));
    TRY(command_reading_begin(instance, c->store, &from, why));
    struct web_config config;
    web_config_init(&config);
    TRY(read_term(in.has_conf ? sb_str(&in.conf) : STR_NONE, &config, why));
    const struct backup_what what = {.conf = in.has_conf ? sb_str(&in.conf) : STR_NONE,
                                     .vkey = sb_str(&in.vkey),
                                     .program = STR(SEKIMORI_VERSION),
                                     .files = in.files,
                                     .term_days = config.backup_term_days,
                                     .at = clock_now(&clock)};
    err_t e = backup_make(from.db, &what, fd, ret, why);
    if (e != OK && !why->id) (void)db_error(from.db, why);
    return e;
}

/* Read back what stands on the disk now. */
static err_t read_back(int fd, const struct backup_result *made, struct fault *why)
{
    struct backup_scan scan BACKUP_SCAN_CLEANUP = {.has_conf = false};
    if (fsync(fd) != 0) return ERR_IO;
    (void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    TRY(backup_scan(fd, &scan, why));
    return strcmp(scan.digest, made->digest) == 0 && scan.bytes == made->bytes ? OK : ERR_IO;
}

static err_t backup(const struct call *c, const char *instance, char path[PATH_BYTES],
                    struct backup_result *ret, struct fault *why)
{
    char part[PATH_BYTES];
    int fd;
    TRY(target(c, path, why));
    TRY(open_part(path, part, &fd, why));
    err_t e = make(c, instance, fd, ret, why);
    if (e == OK) e = read_back(fd, ret, why);
    if (e == OK) e = publish(part, path, why);
    if (e != OK) (void)unlink(part);
    (void)close(fd);
    if (e == ERR_IO && !why->id) return fault_set(why, e, "cli.ledger.not_written", "%s", path);
    return e;
}

/* --- telling --- */

static void say(FILE *to, const char *id, const char *a, const char *b, const char *c,
                const char *d)
{
    SB_CLEANUP struct sb text;
    sb_init(&text, 8192);
    tr_format(&text, command_lang(), id, a, b, c, d);
    command_print_line(to, &text);
}

static int say_files(size_t missing, size_t changed)
{
    if (missing + changed == 0) return EXIT_DONE;
    say(stderr, "backup.files_missing", command_digits((int64_t)missing).text,
        command_digits((int64_t)changed).text, "", "");
    return EXIT_INCOMPLETE;
}

/* That a backup was made is an act; where the office cannot record it now, that is said. */
static int record(const char *instance, const struct backup_result *r)
{
    char place[64];
    (void)snprintf(place, sizeof place, "%" PRId64 " %" PRId64, r->records, r->sealed);
    struct admin_request q = {
        .verb = STR("backup.record"), .number = str_z(r->digest), .from = str_z(place)};
    if (command_admin(instance, &q) == EXIT_DONE) return EXIT_DONE;
    say(stderr, "backup.not_recorded", "", "", "", "");
    return EXIT_INCOMPLETE;
}

int command_backup(int argc, char **argv)
{
    struct call c = {0};
    struct fault why = {.code = OK};
    struct backup_result r = {0};
    char path[PATH_BYTES];
    if (read_words(&c, argc, argv, &why) != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    const char *instance = c.instance ? c.instance : "var/office";
    err_t e = backup(&c, instance, path, &r, &why);
    if (e != OK) return fail(e, &why);
    say(stdout, "backup.made", path, command_digits((int64_t)r.bytes).text,
        command_digits(r.records).text, command_digits(r.sealed).text);
    say(stdout, "backup.digest", r.digest, command_digits((int64_t)r.files).text, "", "");
    int code = say_files(r.missing, r.changed);
    int recorded = record(instance, &r);
    return code != EXIT_DONE ? code : recorded;
}

/* --- verify --- */

static int say_wrong(const struct verify_wrong *w)
{
    SB_CLEANUP struct sb b;
    enum lang l = command_lang();
    sb_init(&b, 4096);
    if (w->leaf >= 0 || w->matter != 0)
        tr_format(&b, l, w->matter ? "ledger.where.matter" : "ledger.where.leaf",
                  command_digits(w->leaf).text, command_digits(w->matter).text);
    tr_format(&b, l, w->id, command_digits(w->a).text, command_digits(w->b).text);
    command_print_line(stderr, &b);
    return EXIT_REFUSED;
}

static int say_verified(const struct backup_stage *s)
{
    SB_CLEANUP struct sb at, origin;
    sb_init(&at, 64);
    sb_init(&origin, NOTE_NAME_MAX + 1);
    moment_format_tokyo(&at, s->scan.head.at);
    sb_add(&origin, str_head(s->scan.head.origin, NOTE_NAME_MAX));
    if (sb_end(&at) != OK || sb_end(&origin) != OK) return EXIT_UNREADABLE;
    say(stdout, "backup.verified", origin.p, at.p, command_digits(s->scan.head.records).text,
        command_digits(s->scan.head.sealed).text);
    say(stdout, "backup.digest", s->scan.digest, command_digits((int64_t)s->scan.files).text, "",
        "");
    return say_files(s->missing, s->changed);
}

static err_t verify(const struct call *c, struct backup_stage *s, struct fault *why)
{
    char folder[PATH_BYTES], path[PATH_BYTES + 16];
    const char *tmp = c->work ? c->work : getenv("TMPDIR");
    TRY(backup_stage_open(s, c->word, c->key, c->digest, why));
    if (snprintf(folder, sizeof folder, "%s/sekimori-backup-XXXXXX", tmp && *tmp ? tmp : "/tmp") >=
        PATH_BYTES)
        return ERR_TOO_BIG;
    if (!mkdtemp(folder)) return fault_set(why, ERR_IO, "cli.ledger.not_written", "%s", folder);
    (void)snprintf(path, sizeof path, "%s/office.sqlite", folder);
    err_t e = backup_stage_load(s, path, NULL, why);
    backup_stage_remove(path);
    (void)rmdir(folder);
    return e;
}

int command_backup_verify(int argc, char **argv)
{
    struct call c = {0};
    struct fault why = {.code = OK};
    struct backup_stage s STAGE_CLEANUP = {.fd = -1};
    err_t e = read_words(&c, argc, argv, &why);
    if (e == OK && !c.key) e = fault_set(&why, ERR_INVALID, "cli.ledger.needs_key", NULL);
    if (e != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    e = verify(&c, &s, &why);
    if (e == OK) return say_verified(&s);
    return s.wrong.id ? say_wrong(&s.wrong) : fail(e, &why);
}

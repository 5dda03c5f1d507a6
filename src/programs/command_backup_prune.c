/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori backup prune DIR [--instance DIR] [--term DAYS] [--all] [--dry-run]
 *
 * Deletes the backups in a folder whose own manifest says that their term has ended, and nothing
 * else: each is read in whole and must agree with itself. What is no backup, links, folders,
 * damaged and foreign backups stay. See sekimori-backup(1).
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"
#include "ledger/backup.h"
#include "ledger/note.h"
#include "programs/command.h"
#include "programs/command_admin.h"
#include "programs/command_reading.h"

enum { EXIT_INCOMPLETE = 4, TERM_MAX = 3660, BODY_MAX = 4 << 20, VKEY_MAX = 1 << 16 };

struct found {
    char *name, origin[NOTE_NAME_MAX + 1], digest[BACKUP_HEX + 1];
    struct stat st;
    struct moment at;
    int64_t term;
    bool newest;
};
struct prune {
    const char *folder, *instance, *term;
    bool all, dry_run;
    int64_t term_days; /* for those that say none; 0: they stay */
    struct moment now;
    struct sb vkey; /* of the instance */
    int dir;
    struct found *v;
    size_t n, gone, stay;
    bool damaged;
    struct sb digests;
};

static void prune_release(struct prune *p)
{
    for (size_t i = 0; i < p->n; i++) free(p->v[i].name);
    free(p->v);
    if (p->dir >= 0) (void)close(p->dir);
    sb_release(&p->vkey);
    sb_release(&p->digests);
}

static void say(FILE *to, const char *id, const char *a, const char *b, const char *c)
{
    SB_CLEANUP struct sb text;
    sb_init(&text, 8192);
    tr_format(&text, command_lang(), id, a, b, c);
    command_print_line(to, &text);
}

static void stays(struct prune *p, FILE *to, const char *id, const char *name, const char *more)
{
    p->stay++;
    say(to, id, name, more, "");
}

/* --- what lies in the folder -------------------------------------------------------------- */

/* A regular file that begins like a backup and is not being written; *ret_fd -1: it is not. */
static err_t open_one(const struct prune *p, const char *name, struct stat *st, int *ret_fd)
{
    static const char magic[] = "sekimori-backup/1\n";
    char head[sizeof magic - 1];
    *ret_fd = -1;
    if (str_ends(str_z(name), STR(".part"))) return OK;
    if (fstatat(p->dir, name, st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st->st_mode)) return OK;
    int fd = openat(p->dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) return errno == ELOOP || errno == ENOENT ? OK : ERR_IO;
    struct stat opened;
    bool same = fstat(fd, &opened) == 0 && opened.st_ino == st->st_ino &&
                opened.st_dev == st->st_dev && S_ISREG(opened.st_mode);
    if (same && pread(fd, head, sizeof head, 0) == (ssize_t)sizeof head &&
        memcmp(head, magic, sizeof head) == 0)
        *ret_fd = fd;
    else
        (void)close(fd);
    return OK;
}

static bool is_ours(const struct prune *p, const char *origin)
{
    struct str rest = sb_str(&p->vkey);
    if (!p->instance) return true;
    while (rest.n > 0) {
        struct note_key key;
        struct str line = str_cut(&rest, '\n');
        if (line.n && note_key_parse(line, &key) == OK && strcmp(key.name, origin) == 0)
            return true;
    }
    return false;
}

static err_t keep(struct prune *p, const char *name, const struct stat *st,
                  const struct backup_scan *s)
{
    struct found *v = reallocarray(p->v, p->n + 1, sizeof *v);
    if (!v) return ERR_NOMEM;
    p->v = v;
    struct found *f = &v[p->n];
    *f = (struct found){.st = *st, .at = s->head.at, .term = s->head.term_days};
    if (f->term == 0) f->term = p->term_days;
    (void)snprintf(f->origin, sizeof f->origin, "%.*s",
                   STR_ARG(str_head(s->head.origin, NOTE_NAME_MAX)));
    memcpy(f->digest, s->digest, sizeof f->digest);
    f->name = strdup(name);
    if (!f->name) return ERR_NOMEM;
    p->n++;
    return OK;
}

static err_t look_at(struct prune *p, const char *name, struct fault *why)
{
    struct stat st;
    int fd;
    if (open_one(p, name, &st, &fd) != OK)
        return fault_set(why, ERR_IO, "file.unreadable", "%s", name);
    if (fd < 0) return OK;
    struct backup_scan scan BACKUP_SCAN_CLEANUP = {.has_conf = false};
    struct fault inner = {.code = OK};
    err_t e = backup_scan(fd, &scan, &inner);
    (void)close(fd);
    if (e == ERR_CORRUPT || e == ERR_INVALID || e == ERR_TOO_BIG) {
        p->damaged = true;
        stays(p, stderr, "backup.prune_damaged", name, "");
        return OK;
    }
    if (e != OK) return e == ERR_IO ? fault_set(why, e, "file.unreadable", "%s", name) : e;
    return keep(p, name, &st, &scan);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static err_t look(struct prune *p, struct fault *why)
{
    struct dirent **names = NULL;
    int n = scandir(p->folder, &names, NULL, by_name);
    if (n < 0) return fault_set(why, ERR_IO, "file.unreadable", "%s", p->folder);
    err_t e = OK;
    for (int i = 0; i < n; i++) {
        if (e == OK) e = look_at(p, names[i]->d_name, why);
        free(names[i]);
    }
    free((void *)names);
    return e;
}

/* --- what goes ---------------------------------------------------------------------------- */

static void find_newest(struct prune *p)
{
    for (size_t i = 0; i < p->n; i++) {
        p->v[i].newest = true;
        for (size_t k = 0; k < p->n; k++) {
            bool later = p->v[k].at.ms > p->v[i].at.ms || (p->v[k].at.ms == p->v[i].at.ms && k > i);
            if (later && strcmp(p->v[k].origin, p->v[i].origin) == 0) p->v[i].newest = false;
        }
    }
}

static err_t say_times(const char *id, const struct found *f)
{
    SB_CLEANUP struct sb at;
    sb_init(&at, 64);
    moment_format_tokyo(&at, f->at);
    sb_addc(&at, '\0');
    TRY(sb_end(&at));
    say(stdout, id, f->name, at.p, command_digits(f->term).text);
    return OK;
}

/* Only what was read: the same file, unchanged. */
static err_t remove_one(struct prune *p, const struct found *f, struct fault *why)
{
    struct stat st;
    bool same = fstatat(p->dir, f->name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
                st.st_ino == f->st.st_ino && st.st_dev == f->st.st_dev &&
                st.st_size == f->st.st_size && st.st_mtim.tv_sec == f->st.st_mtim.tv_sec &&
                st.st_mtim.tv_nsec == f->st.st_mtim.tv_nsec;
    if (!same) {
        stays(p, stderr, "backup.prune_changed", f->name, "");
        return OK;
    }
    if (unlinkat(p->dir, f->name, 0) != 0)
        return fault_set(why, ERR_IO, "cli.ledger.not_written", "%s", f->name);
    p->gone++;
    sb_addf(&p->digests, "%s\n", f->digest);
    return say_times("backup.prune_gone", f);
}

static err_t judge(struct prune *p, const struct found *f, struct fault *why)
{
    bool over = f->term > 0 && f->at.ms <= p->now.ms && (p->now.ms - f->at.ms) / DAY_MS >= f->term;
    if (!is_ours(p, f->origin)) {
        stays(p, stdout, "backup.prune_other", f->name, f->origin);
    } else if (f->term == 0) {
        stays(p, stdout, "backup.prune_no_term", f->name, "");
    } else if (!over) {
        p->stay++;
        return say_times("backup.prune_kept", f);
    } else if (f->newest && !p->all) {
        stays(p, stdout, "backup.prune_newest", f->name, "");
    } else if (p->dry_run) {
        return say_times("backup.prune_would", f);
    } else {
        return remove_one(p, f, why);
    }
    return OK;
}

static err_t prune(struct prune *p, struct fault *why)
{
    struct stat st;
    p->dir = open(p->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (p->dir < 0 || fstat(p->dir, &st) != 0)
        return fault_set(why, ERR_IO, "file.unreadable", "%s", p->folder);
    if (p->instance) {
        char path[4200];
        if (snprintf(path, sizeof path, "%s/ledger.vkey", p->instance) >= (int)sizeof path)
            return ERR_TOO_BIG;
        TRY(file_read(&p->vkey, path, why));
    }
    TRY(look(p, why));
    find_newest(p);
    err_t e = OK;
    for (size_t i = 0; i < p->n && e == OK; i++) e = judge(p, &p->v[i], why);
    if (p->gone > 0 && fsync(p->dir) != 0 && e == OK)
        e = fault_set(why, ERR_IO, "cli.ledger.not_written", "%s", p->folder);
    return e;
}

/* --- the command -------------------------------------------------------------------------- */

static err_t read_words(struct prune *p, int argc, char **argv, struct fault *why)
{
    int rest = 0;
    const struct command_option options[] = {
        {"instance", &p->instance, NULL},
        {"term", &p->term, NULL},
        {"all", NULL, &p->all},
        {"dry-run", NULL, &p->dry_run},
    };
    TRY(command_options(argc, argv, options, ARRAY_LEN(options), &rest, why));
    if (rest == 0) return fault_set(why, ERR_INVALID, "cli.ledger.needs_word", NULL);
    if (rest > 1) return fault_set(why, ERR_INVALID, "cli.unexpected", "%s", argv[1]);
    p->folder = argv[0];
    if (p->term && (str_to_i64(str_z(p->term), &p->term_days) != OK || p->term_days < 1 ||
                    p->term_days > TERM_MAX))
        return fault_set(why, ERR_INVALID, "backup.bad_term", NULL);
    return OK;
}

/* What is gone is recorded even where something failed after it. */
static int record(struct prune *p)
{
    if (p->gone == 0) return EXIT_DONE;
    if (!p->instance) {
        say(stdout, "backup.prune_no_instance", "", "", "");
        return EXIT_DONE;
    }
    struct admin_request q = {.verb = STR("backup.pruned"), .body = sb_str(&p->digests)};
    if (sb_end(&p->digests) == OK && command_admin(p->instance, &q) == EXIT_DONE) return EXIT_DONE;
    say(stderr, "backup.prune_not_recorded", "", "", "");
    return EXIT_INCOMPLETE;
}

int command_backup_prune(int argc, char **argv)
{
    struct fault why = {.code = OK};
    struct clock clock = clock_system();
    struct prune p __attribute__((cleanup(prune_release))) = {.dir = -1, .now = clock_now(&clock)};
    sb_init(&p.vkey, VKEY_MAX);
    sb_init(&p.digests, BODY_MAX);
    if (read_words(&p, argc, argv, &why) != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    err_t e = prune(&p, &why);
    int recorded = record(&p);
    say(stdout, "backup.prune_done", command_digits((int64_t)p.gone).text,
        command_digits((int64_t)p.stay).text, "");
    if (e != OK) {
        if (!why.id) (void)fault_set(&why, e, NULL, NULL);
        (void)command_failed(&why);
        return EXIT_UNREADABLE;
    }
    return p.damaged ? EXIT_INCOMPLETE : recorded;
}

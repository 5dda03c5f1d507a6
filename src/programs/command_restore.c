/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori restore FILE --instance NEW --decided-by NUMBER --reason TEXT
 *     [--last-witnessed CHECKPOINT] [--last-signed CHECKPOINT] [--key VKEY] [--digest HEX]
 *
 * Takes a backup up into an instance that has a signer's key of its own
 * (sekimori-signer --init with a new origin) and nothing else. All of the backup is checked first;
 * then a new log is opened in it whose first record says what it continues and who decided. Until
 * all of that stands, a file `restore-unfinished` keeps the server from starting; what fails
 * leaves nothing behind, and what was killed is begun anew. See sekimori-restore(1).
 */
#include <dirent.h>
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
#include "ledger/canon.h"
#include "ledger/log.h"
#include "ledger/reopen.h"
#include "ledger/witness_book.h"
#include "office/org.h"
#include "programs/backup_stage.h"
#include "programs/command.h"
#include "web/setup.h"

enum { PATH_BYTES = 4200, REASON_MAX = 2000 };

struct call {
    const char *instance, *by, *reason, *witnessed, *last_signed, *key, *digest, *file;
};

struct restore {
    struct call c;
    struct backup_stage stage;
    struct checkpoint_key new_key;
    struct sb vkey, witnessed, last_signed, content;
    int lock;              /* of the instance's folder, or -1 */
    bool marked, had_conf; /* marked: what stands in the instance is of this restore */
    struct reopen reopen;
    struct leaf_id leaf;
    struct moment now;
    const struct checkpoint_key *old_key;
    struct sb old_vkey;
};

static err_t read_words(struct call *c, int argc, char **argv, struct fault *why)
{
    int rest = 0;
    const struct command_option options[] = {
        {"instance", &c->instance, NULL},       {"decided-by", &c->by, NULL},
        {"reason", &c->reason, NULL},           {"last-witnessed", &c->witnessed, NULL},
        {"last-signed", &c->last_signed, NULL}, {"key", &c->key, NULL},
        {"digest", &c->digest, NULL},
    };
    const struct {
        const char *name, **value;
    } needed[] = {{"instance", &c->instance}, {"decided-by", &c->by}, {"reason", &c->reason}};
    TRY(command_options(argc, argv, options, ARRAY_LEN(options), &rest, why));
    if (rest == 0) return fault_set(why, ERR_INVALID, "cli.ledger.needs_word", NULL);
    if (rest > 1) return fault_set(why, ERR_INVALID, "cli.unexpected", "%s", argv[1]);
    for (size_t i = 0; i < ARRAY_LEN(needed); i++) {
        if (!*needed[i].value || !**needed[i].value)
            return fault_set(why, ERR_INVALID, "cli.needs_value", "%s", needed[i].name);
    }
    if (strlen(c->reason) > REASON_MAX)
        return fault_set(why, ERR_INVALID, "backup.reason_long", "%d", (int)REASON_MAX);
    c->file = argv[0];
    return OK;
}

/* --- the new instance --- */

static err_t path_in(const struct restore *r, const char *name, char to[PATH_BYTES])
{
    int n = snprintf(to, PATH_BYTES, "%s/%s", r->c.instance, name);
    return n > 0 && n < PATH_BYTES ? OK : ERR_TOO_BIG;
}

static bool there(const struct restore *r, const char *name)
{
    char path[PATH_BYTES];
    struct stat st;
    return path_in(r, name, path) == OK && lstat(path, &st) == 0;
}

static bool folder_empty(const struct restore *r, const char *name)
{
    char path[PATH_BYTES];
    if (path_in(r, name, path) != OK) return false;
    DIR *d = opendir(path);
    const struct dirent *e;
    bool empty = true;
    if (!d) return errno == ENOENT;
    while ((e = readdir(d))) {
        bool ours = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 ||
                    strcmp(e->d_name, "incoming") == 0;
        empty = empty && ours;
    }
    (void)closedir(d);
    return empty;
}

static err_t read_new_key(struct restore *r, struct fault *why)
{
    char path[PATH_BYTES];
    TRY(path_in(r, "ledger.vkey", path));
    err_t e = file_read(&r->vkey, path, why);
    if (e == ERR_NOT_FOUND)
        return fault_set(why, ERR_STATE, "backup.needs_signer", "%s", r->c.instance);
    TRY(e);
    struct str rest = str_trim(sb_str(&r->vkey)), first = str_trim(str_cut(&rest, '\n'));
    if (checkpoint_key_parse(first, &r->new_key) != OK)
        return fault_set(why, ERR_INVALID, "setup.bad_ledger_key", "%s", path);
    return OK;
}

static void remove_files(const struct restore *r)
{
    char folder[PATH_BYTES], path[PATH_BYTES + 300];
    if (path_in(r, "files", folder) != OK) return;
    DIR *d = opendir(folder);
    const struct dirent *e;
    while (d && (e = readdir(d))) {
        if (strlen(e->d_name) != 32 || strspn(e->d_name, "0123456789abcdef") != 32) continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        (void)unlink(path);
    }
    if (d) (void)closedir(d);
}

/* What this restore, or an earlier one that was killed, has made. The new key stays. */
static void undo(struct restore *r)
{
    char path[PATH_BYTES];
    struct fault ignored;
    struct str rest = str_trim(sb_str(&r->vkey)), first = str_cut(&rest, '\n');
    SB_CLEANUP struct sb line;
    sb_init(&line, 4096);
    if (path_in(r, "db/office.sqlite", path) == OK) backup_stage_remove(path);
    remove_files(r);
    if (!r->had_conf && path_in(r, "office.conf", path) == OK) (void)unlink(path);
    sb_add(&line, first);
    sb_addc(&line, '\n');
    if (first.n > 0 && sb_end(&line) == OK && path_in(r, "ledger.vkey", path) == OK &&
        there(r, "ledger.vkey"))
        (void)!file_write_atomic(path, sb_str(&line), 0644, &ignored);
}

static err_t make_folder(const struct restore *r, const char *name, struct fault *why)
{
    char path[PATH_BYTES];
    struct stat st;
    TRY(path_in(r, name, path));
    if (mkdir(path, 0700) == 0) return OK;
    if (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) return OK;
    return fault_set(why, ERR_IO, "init.no_folder", "%s", path);
}

/* Whether office.conf stood there before is part of what must be undone: the mark says it. */
static err_t set_mark(struct restore *r, struct fault *why)
{
    char path[PATH_BYTES];
    TRY(path_in(r, SETUP_RESTORE_MARK, path));
    if (there(r, SETUP_RESTORE_MARK)) {
        SB_CLEANUP struct sb text;
        sb_init(&text, 256);
        TRY(file_read(&text, path, why));
        r->had_conf = !str_eqz(str_trim(sb_str(&text)), "without office.conf");
        r->marked = true;
        undo(r);
        return OK;
    }
    if (there(r, "db/office.sqlite") || !folder_empty(r, "files"))
        return fault_set(why, ERR_EXISTS, "backup.not_empty", "%s", r->c.instance);
    r->had_conf = there(r, "office.conf");
    r->marked = true;
    struct str text = r->had_conf ? STR("with office.conf\n") : STR("without office.conf\n");
    return file_write_atomic(path, text, 0644, why);
}

/* One restore at a time: another would take the mark for that of one that was killed. */
static err_t lock_instance(struct restore *r, struct fault *why)
{
    r->lock = open(r->c.instance, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (r->lock < 0) return fault_set(why, ERR_STATE, "backup.needs_signer", "%s", r->c.instance);
    if (flock(r->lock, LOCK_EX | LOCK_NB) != 0)
        return fault_set(why, ERR_BUSY, "backup.restoring", "%s", r->c.instance);
    return OK;
}

static err_t prepare(struct restore *r, struct fault *why)
{
    static const char *const folders[] = {"db", "files", "files/incoming", "log", "nginx", "run"};
    TRY(lock_instance(r, why));
    TRY(read_new_key(r, why));
    TRY(set_mark(r, why));
    for (size_t i = 0; i < ARRAY_LEN(folders); i++) TRY(make_folder(r, folders[i], why));
    return OK;
}

/* --- the new log --- */

static err_t read_note(const char *path, struct sb *to, struct fault *why)
{
    return path ? file_read(to, path, why) : OK;
}

/* What is said to be witnessed bears the cosignature of a witness of this ledger. */
static err_t check_witnessed(struct db *db, const struct restore *r, struct fault *why)
{
    struct witness_known all[WITNESSES_MAX];
    struct moment at;
    size_t n = 0;
    if (!r->c.witnessed) return OK;
    TRY(witness_book_all(db, all, &n));
    for (size_t i = 0; i < n; i++) {
        if (checkpoint_cosigned(sb_str(&r->witnessed), &all[i].key, &at) == OK) return OK;
    }
    return fault_set(why, ERR_INVALID, "backup.not_witnessed", "%s", r->c.witnessed);
}

static err_t find_person(struct db *db, struct restore *r, struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    struct person_row p;
    arena_init(&a, 1 << 20);
    err_t e = org_person_by_number(db, &a, str_z(r->c.by), &p);
    if (e == ERR_NOT_FOUND) return fault_set(why, e, "admin.no_person", "%s", r->c.by);
    TRY(e);
    r->reopen.before.by = p.id.v;
    json_t *o = json_pack("{s:s,s:s}", "number", r->c.by, "reason", r->c.reason);
    e = o ? canon_write(&r->content, o) : ERR_INVALID;
    json_decref(o);
    return e == ERR_INVALID ? fault_set(why, e, "backup.reason_form", NULL) : e;
}

struct reopen_job {
    struct restore *r;
    struct fault why;
};

static err_t reopen_job(struct db *db, void *arg)
{
    struct reopen_job *j = arg;
    struct restore *r = j->r;
    TRY(check_witnessed(db, r, &j->why));
    TRY(find_person(db, r, &j->why));
    r->reopen.content = sb_str(&r->content);
    return ledger_reopen(db, &r->reopen, &r->leaf, &j->why);
}

static err_t fill_reopen(struct restore *r, struct fault *why)
{
    struct str origin = r->stage.scan.head.origin;
    for (size_t i = 0; i < r->stage.keys.n && !r->old_key; i++) {
        if (str_eqz(origin, r->stage.keys.key[i].log.name)) r->old_key = &r->stage.keys.key[i];
    }
    if (!r->old_key) return ERR_BUG;
    note_key_write(&r->old_vkey, &r->old_key->log);
    TRY(sb_end(&r->old_vkey));
    r->reopen.old_key = r->old_key;
    r->reopen.old_vkey = sb_str(&r->old_vkey);
    r->reopen.origin = str_z(r->new_key.log.name);
    r->reopen.at = r->now;
    r->reopen.before.backup = str_z(r->stage.scan.digest);
    struct ledger_before *b = &r->reopen.before;
    if (r->c.witnessed) b->seen[b->n_seen++] = sb_str(&r->witnessed);
    if (r->c.last_signed) b->seen[b->n_seen++] = sb_str(&r->last_signed);
    (void)why;
    return OK;
}

static err_t open_new_log(struct restore *r, struct fault *why)
{
    struct store *store = NULL;
    struct reopen_job j = {.r = r};
    TRY(fill_reopen(r, why));
    TRY(store_open(&r->stage.config, &store, why));
    err_t e = store_write(store, reopen_job, &j, why);
    if (e != OK && j.why.id) *why = j.why;
    store_close(store);
    return e;
}

/* --- what stands beside the store --- */

/* The new key first, then those of the earlier logs. */
static err_t write_vkey(struct restore *r, struct fault *why)
{
    char path[PATH_BYTES];
    SB_CLEANUP struct sb all;
    struct str rest = str_trim(sb_str(&r->vkey)), first = str_trim(str_cut(&rest, '\n'));
    sb_init(&all, 1 << 20);
    sb_add(&all, first);
    sb_addc(&all, '\n');
    sb_add(&all, str_trim(sb_str(&r->stage.scan.vkey)));
    sb_addc(&all, '\n');
    TRY(sb_end(&all));
    TRY(path_in(r, "ledger.vkey", path));
    return file_write_atomic(path, sb_str(&all), 0644, why);
}

static err_t write_conf(struct restore *r, struct fault *why)
{
    char path[PATH_BYTES];
    SB_CLEANUP struct sb conf;
    sb_init(&conf, 2 << 20);
    if (r->had_conf || !r->stage.scan.has_conf) return OK;
    backup_conf(&conf, sb_str(&r->stage.scan.conf));
    TRY(sb_end(&conf));
    TRY(path_in(r, "office.conf", path));
    return file_write_atomic(path, sb_str(&conf), 0640, why);
}

/* Where office.conf of the new instance says PostgreSQL: all rows in one transaction. */
struct moving {
    struct copy_in *in;
    struct copy_migration list[256];
    size_t n;
};

static err_t take_migration(void *ctx, const struct copy_migration *m)
{
    struct moving *v = ctx;
    if (v->n == ARRAY_LEN(v->list)) return ERR_TOO_BIG;
    v->list[v->n++] = *m;
    return OK;
}

static err_t move_table(void *ctx, struct str name, const struct str *columns, unsigned n)
{
    struct moving *v = ctx;
    return copy_in_table(v->in, name, columns, n);
}

static err_t move_row(void *ctx, const struct value *values, unsigned n)
{
    struct moving *v = ctx;
    return copy_in_row(v->in, values, n);
}

static err_t move_end(void *ctx, int64_t rows)
{
    (void)ctx, (void)rows;
    return OK;
}

static err_t move_rows(struct db *db, const struct store_config *to, struct moving *v,
                       struct fault *why)
{
    const struct copy_to rows = {move_table, move_row, move_end, v};
    TRY(copy_schema(db, take_migration, v));
    TRY(copy_in_begin(to, v->list, v->n, &v->in, why));
    err_t e = copy_out(db, NULL, &rows);
    if (e != OK) {
        copy_in_abort(v->in, why);
        return e;
    }
    return copy_in_end(v->in, why);
}

static err_t move_to(struct restore *r, const struct store_config *to, struct fault *why)
{
    struct store *store = NULL;
    struct db *db = NULL;
    struct moving *v = calloc(1, sizeof *v);
    if (!v) return ERR_NOMEM;
    err_t e = store_open(&r->stage.config, &store, why);
    if (e == OK) e = store_read_begin(store, &db, why);
    if (e == OK) e = move_rows(db, to, v, why);
    store_read_end(db);
    store_close(store);
    free(v);
    return e;
}

static err_t place_store(struct restore *r, struct fault *why)
{
    struct setup s = {0};
    err_t e = setup_read(&s, r->c.instance, why);
    if (e == OK && s.store_config.kind == STORE_POSTGRES) {
        e = move_to(r, &s.store_config, why);
        if (e == OK) backup_stage_remove(r->stage.path);
    }
    setup_release(&s);
    return e;
}

static err_t sync_all(const struct restore *r, struct fault *why)
{
    static const char *const folders[] = {"db", "files", "."};
    char path[PATH_BYTES];
    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        TRY(path_in(r, folders[i], path));
        TRY(file_sync_folder(path, why));
    }
    return OK;
}

/* From here on it is an office. */
static err_t lift_mark(const struct restore *r, struct fault *why)
{
    char path[PATH_BYTES];
    TRY(sync_all(r, why));
    TRY(path_in(r, SETUP_RESTORE_MARK, path));
    if (unlink(path) != 0) return fault_set(why, ERR_IO, "cli.ledger.not_written", "%s", path);
    TRY(path_in(r, ".", path));
    return file_sync_folder(path, why);
}

/* --- all --- */

static err_t build(struct restore *r, struct fault *why)
{
    char db[PATH_BYTES], files[PATH_BYTES];
    TRY(path_in(r, "db/office.sqlite", db));
    TRY(path_in(r, "files", files));
    TRY(backup_stage_load(&r->stage, db, files, why));
    TRY(open_new_log(r, why));
    TRY(write_vkey(r, why));
    TRY(write_conf(r, why));
    TRY(place_store(r, why));
    return lift_mark(r, why);
}

static err_t restore(struct restore *r, struct fault *why)
{
    char path[PATH_BYTES];
    struct clock clock = clock_system();
    r->now = clock_now(&clock);
    TRY(read_note(r->c.witnessed, &r->witnessed, why));
    TRY(read_note(r->c.last_signed, &r->last_signed, why));
    TRY(backup_stage_open(&r->stage, r->c.file, r->c.key, r->c.digest, why));
    err_t e = prepare(r, why);
    if (e == OK) e = build(r, why);
    if (e == OK || !r->marked) return e;
    undo(r);
    if (path_in(r, SETUP_RESTORE_MARK, path) == OK) (void)unlink(path);
    return e;
}

static void say(FILE *to, const char *id, const char *a, const char *b, const char *c,
                const char *d)
{
    SB_CLEANUP struct sb text;
    sb_init(&text, 8192);
    tr_format(&text, command_lang(), id, a, b, c, d);
    command_print_line(to, &text);
}

static int say_done(const struct restore *r)
{
    const struct ledger_before *b = &r->reopen.before;
    say(stdout, "restore.done", r->old_key->log.name, r->new_key.log.name,
        command_digits(b->records).text, command_digits(b->carried).text);
    if (b->until > b->lost_from)
        say(stdout, "restore.lost", command_digits(b->lost_from).text,
            command_digits(b->until).text, "", "");
    else
        say(stdout, b->n_seen ? "restore.nothing_lost" : "restore.lost_unknown", "", "", "", "");
    if (!r->stage.key_given) say(stdout, "restore.own_key", r->old_key->log.name, "", "", "");
    if (r->stage.missing + r->stage.changed == 0) return EXIT_DONE;
    say(stderr, "backup.files_missing", command_digits((int64_t)r->stage.missing).text,
        command_digits((int64_t)r->stage.changed).text, "", "");
    return 4;
}

static int say_wrong(const struct verify_wrong *w)
{
    SB_CLEANUP struct sb b;
    enum lang l = command_lang();
    sb_init(&b, 4096);
    sb_addz(&b, tr(l, "restore.refused"));
    if (w->leaf >= 0 || w->matter != 0)
        tr_format(&b, l, w->matter ? "ledger.where.matter" : "ledger.where.leaf",
                  command_digits(w->leaf).text, command_digits(w->matter).text);
    tr_format(&b, l, w->id, command_digits(w->a).text, command_digits(w->b).text);
    command_print_line(stderr, &b);
    return EXIT_REFUSED;
}

static void restore_release(struct restore *r)
{
    if (r->lock >= 0) (void)close(r->lock);
    backup_stage_release(&r->stage);
    sb_release(&r->vkey);
    sb_release(&r->witnessed);
    sb_release(&r->last_signed);
    sb_release(&r->content);
    sb_release(&r->old_vkey);
}

int command_restore(int argc, char **argv)
{
    struct restore r __attribute__((cleanup(restore_release))) = {.stage = {.fd = -1}, .lock = -1};
    struct fault why = {.code = OK};
    sb_init(&r.vkey, 1 << 20);
    sb_init(&r.witnessed, NOTE_MAX);
    sb_init(&r.last_signed, NOTE_MAX);
    sb_init(&r.content, 16 << 10);
    sb_init(&r.old_vkey, 1024);
    if (read_words(&r.c, argc, argv, &why) != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    err_t e = restore(&r, &why);
    if (e == OK) return say_done(&r);
    if (r.stage.wrong.id) return say_wrong(&r.stage.wrong);
    if (!why.id) (void)fault_set(&why, e, NULL, NULL);
    (void)command_failed(&why);
    return e == ERR_IO || e == ERR_NOMEM || e == ERR_UNAVAILABLE ? EXIT_UNREADABLE : EXIT_REFUSED;
}

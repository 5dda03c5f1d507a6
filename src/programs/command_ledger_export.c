/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori ledger export FILE [--without-contents] [--instance DIR | --store STORE]
 * sekimori ledger export FILE [--period FROM..UNTIL] [--unit CODE] [--article REFERENCE]
 *     [--grade envelopes|matters|full] [--instance DIR]
 *
 * The whole ledger, or an extract of it: of a period, a unit, an article. An extract is recorded
 * in the ledger before it is written. See sekimori-ledger(1).
 */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/ledger.h"
#include "office/extract_scope.h"
#include "office/versions.h"
#include "programs/command.h"
#include "programs/command_admin.h"
#include "programs/command_reading.h"

enum { PATH_BYTES = 4096 };

struct call {
    const char *instance, *store, *period, *unit, *article, *grade, *word;
    bool without, extract;
    struct extract_wish wish;
};

/* FROM..UNTIL; either may lack. */
static err_t read_period(struct call *c, struct fault *why)
{
    struct str all = str_z(c->period);
    for (size_t i = 0; i + 1 < all.n; i++) {
        if (all.p[i] != '.' || all.p[i + 1] != '.') continue;
        c->wish.from = str_head(all, i);
        c->wish.until = str_skip(all, i + 2);
        return OK;
    }
    return fault_set(why, ERR_INVALID, "cli.ledger.bad_period", "%s", c->period);
}

static err_t read_words(struct call *c, int argc, char **argv, struct fault *why)
{
    int rest = 0;
    const struct command_option options[] = {
        {"instance", &c->instance, NULL},
        {"store", &c->store, NULL},
        {"period", &c->period, NULL},
        {"unit", &c->unit, NULL},
        {"article", &c->article, NULL},
        {"grade", &c->grade, NULL},
        {"without-contents", NULL, &c->without},
    };
    TRY(command_options(argc, argv, options, ARRAY_LEN(options), &rest, why));
    if (rest == 0) return fault_set(why, ERR_INVALID, "cli.ledger.needs_word", NULL);
    if (rest > 1) return fault_set(why, ERR_INVALID, "cli.unexpected", "%s", argv[1]);
    c->word = argv[0];
    c->extract = c->period || c->unit || c->article || c->grade;
    if (c->extract && (c->store || c->without))
        return fault_set(why, ERR_INVALID, "cli.unexpected", "%s",
                         c->store ? "--store" : "--without-contents");
    if (c->period) TRY(read_period(c, why));
    c->wish.unit = str_z(c->unit);
    c->wish.article = str_z(c->article);
    c->wish.grade = str_z(c->grade);
    return OK;
}

/* --- the file --- */

static err_t write_fd(void *ctx, struct str bytes)
{
    const int *fd = ctx;
    return file_write_all(*fd, bytes);
}

/* Beside the file, then renamed: half a bundle never bears the name. */
static err_t to_file(const char *path, err_t (*write)(void *arg, const struct export_to *to),
                     void *arg, bool without, struct fault *why)
{
    char part[PATH_BYTES];
    if (snprintf(part, sizeof part, "%s.part", path) >= (int)sizeof part)
        return fault_set(why, ERR_TOO_BIG, "cli.ledger.not_written", "%s", path);
    FILE_FD int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    const struct export_to to = {write_fd, &fd, without};
    err_t e = fd < 0 ? ERR_IO : write(arg, &to);
    if (e == OK && (fsync(fd) != 0 || rename(part, path) != 0)) e = ERR_IO;
    if (e == OK) return OK;
    if (fd >= 0) (void)unlink(part);
    if (e == ERR_STATE) return fault_set(why, e, "ledger.nothing_sealed", NULL);
    if (e == ERR_CORRUPT) return fault_set(why, e, "ledger.broken", NULL);
    return fault_set(why, e, "cli.ledger.not_written", "%s", path);
}

static void say(const char *id, const char *a, const char *b, const char *c)
{
    SB_CLEANUP struct sb text;
    sb_init(&text, 8192);
    tr_format(&text, command_lang(), id, a, b, c);
    command_print_line(stdout, &text);
}

static int fail(err_t e, const struct fault *why)
{
    struct fault plain = {.code = e};
    const struct fault *f = why->id ? why : &plain;
    bool refused = e == ERR_CORRUPT || e == ERR_STATE || e == ERR_INVALID || e == ERR_NOT_FOUND;
    return refused ? command_failed(f) : command_unreadable(e, f);
}

/* --- all of it --- */

struct whole {
    struct db *db;
    struct export_result done;
};

static err_t write_whole(void *arg, const struct export_to *to)
{
    struct whole *w = arg;
    return export_bundle(w->db, to, &w->done);
}

static int export_whole(const struct call *c)
{
    struct fault why = {.code = OK};
    struct command_reading in READING_CLEANUP = {NULL, NULL};
    struct whole w = {.db = NULL};
    err_t e = command_reading_begin(c->instance, c->store, &in, &why);
    w.db = in.db;
    if (e == OK) e = to_file(c->word, write_whole, &w, c->without, &why);
    if (e != OK) return fail(e, &why);
    say("cli.ledger.exported", command_digits(w.done.records).text,
        command_digits(w.done.checkpoints).text, c->word);
    return EXIT_DONE;
}

/* --- some of it --- */

struct some {
    struct arena arena;
    struct catalogue *catalogue;
    struct clock clock;
    struct db *db;
    struct extract_ask ask;
    struct extract_done done;
};

static void some_release(struct some *s)
{
    if (s->catalogue) catalogue_free(s->catalogue);
    arena_release(&s->arena);
}

static err_t write_some(void *arg, const struct export_to *to)
{
    struct some *s = arg;
    return extract_write(s->db, &s->ask, to, &s->done);
}

/* Against the catalogue in force, as the office itself has it. */
static err_t find_some(const struct call *c, struct some *s, struct store *store, struct fault *why)
{
    char digest[VERSION_DIGEST];
    err_t e = versions_in_force(s->db, clock_now(&s->clock), digest);
    if (e == ERR_NOT_FOUND) return fault_set(why, ERR_STATE, "import.cli.not_begun", NULL);
    TRY(e);
    TRY(versions_load(s->db, digest, &s->catalogue, why));
    const struct office o = {.store = store, .catalogue = s->catalogue, .clock = &s->clock};
    return extract_scope_find(&o, s->db, &s->arena, &c->wish, person_id(0), &s->ask, why);
}

/* That it is given out is recorded first; where it cannot be, nothing is. */
static int record(const struct call *c, const struct some *s, int64_t records)
{
    struct digits n = command_digits(records);
    struct admin_request q = {
        .verb = STR("export.record"), .number = str_z(n.text), .body = s->ask.asked};
    return command_admin(c->instance ? c->instance : "var/office", &q);
}

static int export_some(const struct call *c)
{
    struct fault why = {.code = OK};
    struct command_reading in READING_CLEANUP = {NULL, NULL};
    struct some s __attribute__((cleanup(some_release))) = {.clock = clock_system()};
    int64_t records = 0, sealed = 0;
    arena_init(&s.arena, (size_t)1 << 30);
    err_t e = command_reading_begin(c->instance, NULL, &in, &why);
    s.db = in.db;
    if (e == OK) e = find_some(c, &s, in.store, &why);
    if (e == OK) e = ledger_sealed(in.db, &sealed);
    if (e == OK && sealed == 0) e = fault_set(&why, ERR_STATE, "ledger.nothing_sealed", NULL);
    if (e == OK) e = extract_count(in.db, &s.ask, &records);
    if (e != OK) return fail(e, &why);
    int code = record(c, &s, records);
    if (code != EXIT_DONE) return code;
    e = to_file(c->word, write_some, &s, false, &why);
    if (e != OK) return fail(e, &why);
    say("extract.written", command_digits(s.done.records).text, command_digits(s.done.hidden).text,
        c->word);
    if (s.done.unsealed) say("extract.unsealed", command_digits(s.done.unsealed).text, "", "");
    return EXIT_DONE;
}

int command_ledger_export(int argc, char **argv)
{
    struct call c = {0};
    struct fault why = {.code = OK};
    if (read_words(&c, argc, argv, &why) != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    return c.extract ? export_some(&c) : export_whole(&c);
}

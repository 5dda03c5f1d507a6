/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori units import FILE, sekimori people import FILE
 *     [--dry-run] [--complete] [--from DAY] [--instance DIR]
 *
 * --dry-run   say what would be done, store nothing
 * --complete  the file lists everything: what it leaves out ends
 * --from DAY  rows without a date of their own are so from this day on (today)
 *
 * docs/import.md lists the columns. The office's server must not be running: one program
 * writes at a time. Exit codes: 0 done (or it would be), 1 faults, nothing stored, 2 wrong use.
 */
#include "programs/command_import.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/calendar.h"
#include "base/file.h"
#include "ledger/ledger.h"
#include "programs/command.h"
#include "web/setup.h"

enum { FILE_MAX = 64 << 20, ARENA_MAX = 1 << 30, LINE_BYTES = 8192 };

struct import_call {
    const char *file, *instance, *from;
    bool dry_run, complete;
};

static err_t read_call(int argc, char **argv, struct import_call *c, struct fault *why)
{
    int rest = 0;
    const struct command_option options[] = {{"dry-run", NULL, &c->dry_run},
                                             {"complete", NULL, &c->complete},
                                             {"from", &c->from, NULL},
                                             {"instance", &c->instance, NULL}};
    TRY(command_options(argc, argv, options, ARRAY_LEN(options), &rest, why));
    if (rest == 0) return fault_set(why, ERR_INVALID, "import.cli.no_file", NULL);
    if (rest > 1) return fault_set(why, ERR_INVALID, "cli.unexpected", "%s", argv[1]);
    c->file = argv[0];
    return OK;
}

static void print_fault(struct sb *b, enum lang l, const struct fault *f)
{
    sb_reset(b);
    fault_message(b, l, f);
    sb_addc(b, '\n');
    if (sb_end(b) == OK) (void)fwrite(b->p, 1, b->n, stderr);
}

static void print_line(struct sb *b, enum lang l, const struct import_line *i)
{
    static const char *const things[] = {"import.cli.unit", "import.cli.post", "import.cli.person",
                                         "import.cli.holding"};
    static const char *const actions[] = {"import.cli.add", "import.cli.change", "import.cli.end"};
    char line[16] = "-";
    if (i->line) (void)snprintf(line, sizeof line, "%u", i->line);
    sb_reset(b);
    tr_format(b, l, "import.cli.line", tr(l, actions[i->action]), tr(l, things[i->thing]), i->label, line);
    sb_addc(b, '\n');
    if (sb_end(b) == OK) (void)fwrite(b->p, 1, b->n, stdout);
}

static void print_sums(struct sb *b, enum lang l, const struct org_import *d, bool dry_run)
{
    size_t sum[IMPORT_ACTIONS] = {0};
    char text[5][24];
    for (int t = 0; t < IMPORT_THINGS; t++) {
        for (int a = 0; a < IMPORT_ACTIONS; a++) sum[a] += d->count[t][a];
    }
    for (int a = 0; a < IMPORT_ACTIONS; a++) (void)snprintf(text[a], sizeof text[a], "%zu", sum[a]);
    (void)snprintf(text[4], sizeof text[4], "%zu", d->n_faults);
    sb_reset(b);
    tr_format(b, l, "import.cli.sums", text[0], text[1], text[2], text[3], text[4], d->encoding);
    sb_addc(b, '\n');
    sb_addz(b, tr(l, d->n_faults ? "import.cli.refused" : dry_run ? "import.cli.dry_run" : "import.cli.done"));
    sb_addc(b, '\n');
    if (sb_end(b) == OK) (void)fwrite(b->p, 1, b->n, stdout);
}

static int tell(const struct org_import *d, const struct import_call *c)
{
    SB_CLEANUP struct sb b;
    enum lang l = command_lang();
    sb_init(&b, LINE_BYTES);
    for (size_t i = 0; i < d->n_lines; i++) print_line(&b, l, &d->lines[i]);
    size_t kept = d->n_faults < 200 ? d->n_faults : 200;
    for (size_t i = 0; i < kept; i++) print_fault(&b, l, &d->faults[i]);
    print_sums(&b, l, d, c->dry_run);
    return d->n_faults ? EXIT_REFUSED : EXIT_DONE;
}

/* Leaf 0 of the ledger is its opening: an office begins with `sekimori init`. */
static err_t check_begun(struct store *store, struct fault *why)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    int64_t leaves;
    TRY(store_read_begin(store, &db, why));
    TRY(ledger_size(db, &leaves));
    return leaves ? OK : fault_set(why, ERR_STATE, "import.cli.not_begun", NULL);
}

static err_t perform(struct setup *s, const struct import_call *c, command_import_fn *fn, struct arena *a,
                     struct org_import *ret, struct fault *why)
{
    SB_CLEANUP struct sb bytes;
    sb_init(&bytes, FILE_MAX);
    struct moment now = clock_now(&s->clock);
    struct org_import_options o = {.effective = moment_day(now), .dry_run = c->dry_run, .complete = c->complete,
                                   .file = c->file, .by = {person_id(0), now, "cli"}};
    if (c->from) TRY(calendar_parse_day(str_z(c->from), &o.effective, why));
    err_t e = file_read(&bytes, c->file, why);
    if (e != OK) return why->id ? e : fault_set(why, e, "file.unreadable", "%s", c->file);
    TRY(store_migrate(&s->store_config, why));
    TRY(store_open(&s->store_config, &s->store, why));
    TRY(check_begun(s->store, why));
    return fn(s->store, a, sb_str(&bytes), &o, ret, why);
}

int command_import(int argc, char **argv, command_import_fn *fn)
{
    struct import_call c = {.instance = "var/office"};
    struct fault why = {0};
    if (read_call(argc, argv, &c, &why) != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    ARENA_CLEANUP struct arena a;
    arena_init(&a, ARENA_MAX);
    struct setup s;
    struct org_import done = {0};
    err_t e = setup_read(&s, c.instance, &why);
    if (e == OK) e = perform(&s, &c, fn, &a, &done, &why);
    why.code = e;
    int code = e == OK ? tell(&done, &c) : command_failed(&why);
    setup_release(&s);
    return code;
}

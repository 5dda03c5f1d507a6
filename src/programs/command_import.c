/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori units import FILE, sekimori people import FILE
 *     [--dry-run] [--complete] [--from DAY] [--instance DIR]
 *
 * --dry-run   say what would be done, store nothing
 * --complete  the file lists everything: what it leaves out ends
 * --from DAY  rows without a date of their own are so from this day on (today)
 *
 * docs/import.md lists the columns. A running office does it itself, on its admin socket. Exit
 * codes: 0 done (or it would be), 1 faults, nothing stored, 2 wrong use.
 */
#include "programs/command_import.h"

#include "base/file.h"
#include "programs/command.h"
#include "programs/command_admin.h"

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

int command_import(int argc, char **argv, struct str verb)
{
    struct import_call c = {.instance = "var/office"};
    struct fault why = {.code = OK};
    if (read_call(argc, argv, &c, &why) != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    SB_CLEANUP struct sb bytes;
    sb_init(&bytes, ADMIN_BODY_MAX);
    err_t e = file_read(&bytes, c.file, &why);
    if (e != OK) {
        if (!why.id) (void)fault_set(&why, e, "file.unreadable", "%s", c.file);
        return command_failed(&why);
    }
    struct admin_request q = {.verb = verb,
                              .file = str_z(c.file),
                              .from = str_z(c.from),
                              .dry_run = c.dry_run,
                              .complete = c.complete,
                              .body = sb_str(&bytes)};
    return command_admin(c.instance, &q);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori standard check FILE
 * sekimori standard import FILE --effective DAY [--title TEXT] [--dry-run] [--instance DIR]
 * sekimori standard list [--instance DIR]
 * sekimori standard show ARTICLE [--version VERSION] [--instance DIR]
 * sekimori standard compare OLD NEW [--instance DIR]
 *
 * check needs no office. The others ask a running office, or open it where none runs. Exit codes:
 * 0 done, 1 refused (nothing is stored), 2 wrong use.
 */
#include <stdio.h>

#include "base/file.h"
#include "programs/command.h"
#include "programs/command_admin.h"
#include "web/admin_standard.h"

struct standard_call {
    const char *instance, *effective, *title, *version;
    bool dry_run;
    int rest;
};

static int usage(const struct fault *why)
{
    (void)command_failed(why);
    return EXIT_USAGE;
}

static err_t unexpected(char **argv, int rest, int most, struct fault *why)
{
    return rest > most ? fault_set(why, ERR_INVALID, "cli.unexpected", "%s", argv[most]) : OK;
}

static err_t read_file(struct sb *to, const char *path, struct fault *why)
{
    sb_init(to, STANDARD_BYTES_MAX);
    err_t e = file_read(to, path, why);
    if (e == ERR_TOO_BIG) {
        (void)fault_set(why, e, "standard.too_big", NULL);
        fault_place(why, path, 0, 0);
    } else if (e != OK && !why->id) {
        (void)fault_set(why, e, "file.unreadable", "%s", path);
    }
    return e;
}

int command_standard_check(int argc, char **argv)
{
    struct fault why = {.code = OK};
    int rest = 0;
    err_t e = command_options(argc, argv, NULL, 0, &rest, &why);
    if (e == OK && rest == 0) e = fault_set(&why, ERR_INVALID, "standard.cli.no_file", NULL);
    if (e == OK) e = unexpected(argv, rest, 1, &why);
    if (e != OK) return usage(&why);
    ARENA_CLEANUP struct arena a;
    SB_CLEANUP struct sb bytes, out;
    struct standard_imported done;
    arena_init(&a, STANDARD_ARENA_MAX);
    sb_init(&out, ADMIN_TEXT_MAX);
    e = read_file(&bytes, argv[0], &why);
    if (e == OK) e = standard_import_read(&a, sb_str(&bytes), argv[0], &done, &why);
    if (e == OK) {
        admin_standard_tell(&out, command_lang(), &done);
        e = sb_end(&out);
    }
    if (e != OK) {
        if (!why.id) why.code = e;
        return command_failed(&why);
    }
    (void)fwrite(out.p, 1, out.n, stdout);
    return EXIT_DONE;
}

int command_standard_import(int argc, char **argv)
{
    struct fault why = {.code = OK};
    struct standard_call c = {.instance = "var/office"};
    const struct command_option options[] = {{"effective", &c.effective, NULL},
                                             {"title", &c.title, NULL},
                                             {"dry-run", NULL, &c.dry_run},
                                             {"instance", &c.instance, NULL}};
    err_t e = command_options(argc, argv, options, ARRAY_LEN(options), &c.rest, &why);
    if (e == OK && c.rest == 0) e = fault_set(&why, ERR_INVALID, "standard.cli.no_file", NULL);
    if (e == OK) e = unexpected(argv, c.rest, 1, &why);
    if (e == OK && !c.effective)
        e = fault_set(&why, ERR_INVALID, "standard.cli.no_effective", NULL);
    if (e != OK) return usage(&why);
    SB_CLEANUP struct sb bytes;
    if (read_file(&bytes, argv[0], &why) != OK) return command_failed(&why);
    struct admin_request q = {.verb = STR("standard.import"),
                              .file = str_z(argv[0]),
                              .from = str_z(c.effective),
                              .title = str_z(c.title),
                              .dry_run = c.dry_run,
                              .body = sb_str(&bytes)};
    return command_admin(c.instance, &q);
}

int command_standard_list(int argc, char **argv)
{
    struct fault why = {.code = OK};
    struct standard_call c = {.instance = "var/office"};
    const struct command_option options[] = {{"instance", &c.instance, NULL}};
    err_t e = command_options(argc, argv, options, ARRAY_LEN(options), &c.rest, &why);
    if (e == OK) e = unexpected(argv, c.rest, 0, &why);
    if (e != OK) return usage(&why);
    struct admin_request q = {.verb = STR("standard.list")};
    return command_admin(c.instance, &q);
}

int command_standard_show(int argc, char **argv)
{
    struct fault why = {.code = OK};
    struct standard_call c = {.instance = "var/office"};
    const struct command_option options[] = {{"version", &c.version, NULL},
                                             {"instance", &c.instance, NULL}};
    err_t e = command_options(argc, argv, options, ARRAY_LEN(options), &c.rest, &why);
    if (e == OK && c.rest == 0) e = fault_set(&why, ERR_INVALID, "standard.cli.no_article", NULL);
    if (e == OK) e = unexpected(argv, c.rest, 1, &why);
    if (e != OK) return usage(&why);
    struct admin_request q = {
        .verb = STR("standard.show"), .number = str_z(argv[0]), .from = str_z(c.version)};
    return command_admin(c.instance, &q);
}

int command_standard_compare(int argc, char **argv)
{
    struct fault why = {.code = OK};
    struct standard_call c = {.instance = "var/office"};
    const struct command_option options[] = {{"instance", &c.instance, NULL}};
    err_t e = command_options(argc, argv, options, ARRAY_LEN(options), &c.rest, &why);
    if (e == OK && c.rest < 2) e = fault_set(&why, ERR_INVALID, "standard.cli.two_versions", NULL);
    if (e == OK) e = unexpected(argv, c.rest, 2, &why);
    if (e != OK) return usage(&why);
    struct admin_request q = {
        .verb = STR("standard.compare"), .number = str_z(argv[0]), .from = str_z(argv[1])};
    return command_admin(c.instance, &q);
}

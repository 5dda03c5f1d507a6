/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori machine token PROGRAM --host HOST [--hours N] [--instance DIR]
 * sekimori machine revoke NAME --reason WHY [--instance DIR]
 * sekimori machine list [--instance DIR]
 *
 * token prints a code that the program on that host shows once, with its key; revoke ends that.
 * Both are records of the ledger; the code itself stands nowhere.
 */
#include "programs/command.h"
#include "programs/command_admin.h"

static int machine(int argc, char **argv, struct str verb, bool wants_word)
{
    const char *instance = "var/office", *host = NULL, *hours = NULL, *reason = NULL;
    struct fault why = {.code = OK};
    int rest = 0;
    const struct command_option options[] = {{"instance", &instance, NULL},
                                             {"host", &host, NULL},
                                             {"hours", &hours, NULL},
                                             {"reason", &reason, NULL}};
    bool token = str_eqz(verb, "machine.token");
    err_t e = command_options(argc, argv, options, ARRAY_LEN(options), &rest, &why);
    if (e == OK && wants_word && (rest == 0 || (token && !host) || (!token && !reason)))
        e = fault_set(&why, ERR_INVALID, token ? "machine.cli_needs" : "machine.cli_needs_name",
                      NULL);
    if (e == OK && rest > (wants_word ? 1 : 0))
        e = fault_set(&why, ERR_INVALID, "cli.unexpected", "%s", argv[wants_word ? 1 : 0]);
    if (e != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    struct admin_request q = {.verb = verb,
                              .number = wants_word ? str_z(argv[0]) : STR(""),
                              .file = str_z(host),
                              .from = str_z(hours),
                              .title = str_z(reason)};
    return command_admin(instance, &q);
}

int command_machine_token(int argc, char **argv)
{
    return machine(argc, argv, STR("machine.token"), true);
}

int command_machine_revoke(int argc, char **argv)
{
    return machine(argc, argv, STR("machine.revoke"), true);
}

int command_machine_list(int argc, char **argv)
{
    return machine(argc, argv, STR("machine.list"), false);
}

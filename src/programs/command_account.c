/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori account create|reset|lock|unlock NUMBER [--instance DIR]
 *
 * create and reset print a temporary password to hand over; it must be changed at the first
 * sign-in. lock ends all sessions. Each is recorded in the ledger, never the password.
 */
#include "programs/command.h"
#include "programs/command_admin.h"

static int account(int argc, char **argv, struct str verb)
{
    const char *instance = "var/office";
    struct fault why = {.code = OK};
    int rest = 0;
    const struct command_option options[] = {{"instance", &instance, NULL}};
    err_t e = command_options(argc, argv, options, ARRAY_LEN(options), &rest, &why);
    if (e == OK && rest == 0) e = fault_set(&why, ERR_INVALID, "admin.needs_number", NULL);
    if (e == OK && rest > 1) e = fault_set(&why, ERR_INVALID, "cli.unexpected", "%s", argv[1]);
    if (e != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    struct admin_request q = {.verb = verb, .number = str_z(argv[0])};
    return command_admin(instance, &q);
}

int command_account_create(int argc, char **argv)
{
    return account(argc, argv, STR("account.create"));
}

int command_account_reset(int argc, char **argv)
{
    return account(argc, argv, STR("account.reset"));
}

int command_account_lock(int argc, char **argv)
{
    return account(argc, argv, STR("account.lock"));
}

int command_account_unlock(int argc, char **argv)
{
    return account(argc, argv, STR("account.unlock"));
}

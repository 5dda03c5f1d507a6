/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori - the command line of a security office
 *
 * SYNOPSIS
 *     sekimori COMMAND [OPTION]... [ARGUMENT]...
 *
 * Each command is a row of the table below and lives in command_<first word>.c. Exit code: 0 done,
 * 1 refused or failed (a message says what and where), 2 wrong usage.
 */
#include <stdio.h>
#include <string.h>

#include "programs/command.h"

static const struct command commands[] = {
    {"account create", "cli.help.account_create", command_account_create},
    {"account lock", "cli.help.account_lock", command_account_lock},
    {"account reset", "cli.help.account_reset", command_account_reset},
    {"account unlock", "cli.help.account_unlock", command_account_unlock},
    {"backup prune", "cli.help.backup_prune", command_backup_prune},
    {"backup verify", "cli.help.backup_verify", command_backup_verify}, /* before `backup` */
    {"backup", "cli.help.backup", command_backup},
    {"machine list", "cli.help.machine_list", command_machine_list},
    {"machine revoke", "cli.help.machine_revoke", command_machine_revoke},
    {"machine token", "cli.help.machine_token", command_machine_token},
    {"people import", "cli.help.people_import", command_people_import},
    {"sample", "cli.help.sample", command_sample},
    {"units import", "cli.help.units_import", command_units_import},
    {"barrier check", "cli.help.barrier_check", command_barrier_check},
    {"barrier compile", "cli.help.barrier_compile", command_barrier_compile},
    {"barrier prove", "cli.help.barrier_prove", command_barrier_prove},
    {"barrier sheet", "cli.help.barrier_sheet", command_barrier_sheet},
    {"catalogue adopt", "cli.help.catalogue_adopt", command_catalogue_adopt},
    {"catalogue check", "cli.help.catalogue_check", command_catalogue_check},
    {"catalogue coverage", "cli.help.catalogue_coverage", command_catalogue_coverage},
    {"catalogue stage", "cli.help.catalogue_stage", command_catalogue_stage},
    {"firewall ask", "cli.help.firewall_ask", command_firewall_ask},
    {"firewall check", "cli.help.firewall_check", command_firewall_check},
    {"firewall compare", "cli.help.firewall_compare", command_firewall_compare},
    {"firewall matrix", "cli.help.firewall_matrix", command_firewall_matrix},
    {"init", "cli.help.init", command_init},
    {"ledger check-receipt", "cli.help.ledger_check_receipt", command_ledger_check_receipt},
    {"ledger export", "cli.help.ledger_export", command_ledger_export},
    {"ledger receipt", "cli.help.ledger_receipt", command_ledger_receipt},
    {"ledger verify", "cli.help.ledger_verify", command_ledger_verify},
    {"ledger witness-add", "cli.help.ledger_witness_add", command_ledger_witness_add},
    {"ledger witness-register", "cli.help.ledger_witness_register",
     command_ledger_witness_register},
    {"ledger witness-remove", "cli.help.ledger_witness_remove", command_ledger_witness_remove},
    {"ledger witness-request", "cli.help.ledger_witness_request", command_ledger_witness_request},
    {"ledger witnesses", "cli.help.ledger_witnesses", command_ledger_witnesses},
    {"nginx config", "cli.help.nginx_config", command_nginx_config},
    {"standard check", "cli.help.standard_check", command_standard_check},
    {"standard compare", "cli.help.standard_compare", command_standard_compare},
    {"standard import", "cli.help.standard_import", command_standard_import},
    {"standard list", "cli.help.standard_list", command_standard_list},
    {"standard show", "cli.help.standard_show", command_standard_show},
    {"restore", "cli.help.restore", command_restore},
    {"store check", "cli.help.store_check", command_store_check},
    {"store migrate", "cli.help.store_migrate", command_store_migrate},
    {"store rebuild", "cli.help.store_rebuild", command_store_rebuild},
    {"witness init", "cli.help.witness_init", command_witness_init},
    {"witness sign", "cli.help.witness_sign", command_witness_sign},
};

/* How many leading words of argv are this command; 0 = it is another. */
static int words_matched(const struct command *c, int argc, char **argv)
{
    struct str rest = str_z(c->words);
    int n = 0;
    while (rest.p != NULL) {
        if (n == argc || !str_eqz(str_cut(&rest, ' '), argv[n])) return 0;
        n++;
    }
    return n;
}

static int usage(FILE *to)
{
    enum lang l = command_lang();
    (void)fprintf(to, "%s\n\n", tr(l, "cli.usage"));
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        (void)fprintf(to, "  %-24s %s\n", commands[i].words, tr(l, commands[i].help));
    return to == stdout ? EXIT_DONE : EXIT_USAGE;
}

int main(int argc, char **argv)
{
    if (argc >= 2 && strcmp(argv[1], "--help") == 0) return usage(stdout);
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        int n = words_matched(&commands[i], argc - 1, argv + 1);
        if (n > 0) return commands[i].run(argc - 1 - n, argv + 1 + n);
    }
    return usage(stderr);
}

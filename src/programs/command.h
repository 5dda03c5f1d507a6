/* SPDX-License-Identifier: Apache-2.0
 *
 * command.h: what the commands of `sekimori` share: their table, options, and telling a person
 * what is wrong. A command lives in command_<first word>.c and stands in the table of sekimori.c.
 */
#ifndef SEKIMORI_PROGRAMS_COMMAND_H
#define SEKIMORI_PROGRAMS_COMMAND_H

#include "base/text.h"

/* Exit codes of every command. */
enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2 };

struct command {
    const char *words;                 /* "nginx config" */
    const char *help;                  /* id of a text: one line */
    int (*run)(int argc, char **argv); /* what follows the words; returns an exit code */
};

/* One option: `--name VALUE`, `--name=VALUE`, or a flag without value. */
struct command_option {
    const char *name;
    const char **value; /* NULL for a flag */
    bool *given;        /* may be NULL where value is not */
};

/* Read options; what is left over is moved to the front of argv, *ret_rest counts it. */
MUST_CHECK err_t command_options(int argc, char **argv, const struct command_option *options,
                                 size_t n, int *ret_rest, struct fault *why);

/* From SEKIMORI_LANG, or the terminal's language (LC_ALL, LC_MESSAGES, LANG). */
enum lang command_lang(void);
/* Print the fault to standard error; returns EXIT_REFUSED. */
int command_failed(const struct fault *why);

int command_machine_list(int argc, char **argv);
int command_machine_revoke(int argc, char **argv);
int command_machine_token(int argc, char **argv);
int command_account_create(int argc, char **argv);
int command_account_reset(int argc, char **argv);
int command_account_lock(int argc, char **argv);
int command_account_unlock(int argc, char **argv);
int command_barrier_check(int argc, char **argv);
int command_barrier_compile(int argc, char **argv);
int command_barrier_prove(int argc, char **argv);
int command_barrier_sheet(int argc, char **argv);
int command_backup(int argc, char **argv);
int command_backup_prune(int argc, char **argv);
int command_backup_verify(int argc, char **argv);
int command_catalogue_check(int argc, char **argv);
int command_catalogue_coverage(int argc, char **argv);
int command_catalogue_stage(int argc, char **argv);
int command_catalogue_adopt(int argc, char **argv);
int command_firewall_ask(int argc, char **argv);
int command_firewall_check(int argc, char **argv);
int command_firewall_compare(int argc, char **argv);
int command_firewall_matrix(int argc, char **argv);
int command_init(int argc, char **argv);
int command_ledger_check_receipt(int argc, char **argv);
int command_ledger_export(int argc, char **argv);
int command_ledger_receipt(int argc, char **argv);
int command_ledger_verify(int argc, char **argv);
int command_ledger_witness_add(int argc, char **argv);
int command_ledger_witness_register(int argc, char **argv);
int command_ledger_witness_remove(int argc, char **argv);
int command_ledger_witness_request(int argc, char **argv);
int command_ledger_witnesses(int argc, char **argv);
int command_nginx_config(int argc, char **argv);
int command_people_import(int argc, char **argv);
int command_restore(int argc, char **argv);
int command_sample(int argc, char **argv);
int command_units_import(int argc, char **argv);
int command_standard_check(int argc, char **argv);
int command_standard_compare(int argc, char **argv);
int command_standard_import(int argc, char **argv);
int command_standard_list(int argc, char **argv);
int command_standard_show(int argc, char **argv);
int command_store_migrate(int argc, char **argv);
int command_store_rebuild(int argc, char **argv);
int command_store_check(int argc, char **argv);

int command_witness_init(int argc, char **argv);
int command_witness_sign(int argc, char **argv);

#endif

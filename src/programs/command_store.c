/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori store migrate|rebuild|check [--instance DIR]. migrate brings the schema up to date and
 * needs an office that is not running. rebuild empties what follows from the ledger and replays
 * it; check reads everything and compares it with such a replay, changing nothing; a running
 * office does both itself.
 */
#include <stdio.h>

#include "programs/command.h"
#include "programs/command_admin.h"
#include "web/setup.h"

static err_t read_options(int argc, char **argv, const char **instance, struct fault *why)
{
    const struct command_option options[] = {{"instance", instance, NULL}};
    int rest = 0;
    TRY(command_options(argc, argv, options, ARRAY_LEN(options), &rest, why));
    return rest > 0 ? fault_set(why, ERR_INVALID, "cli.unexpected", "%s", argv[0]) : OK;
}

static int tend(int argc, char **argv, struct str verb)
{
    struct fault why = {0};
    const char *instance = "var/office";
    if (read_options(argc, argv, &instance, &why) != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    struct admin_request q = {.verb = verb};
    return command_admin(instance, &q);
}

/* Rows that a migration has left for a rebuild to fill in. */
static err_t rebuild_due(const struct setup *s, bool *ret, struct fault *why)
{
    struct store *store = NULL;
    struct db *db = NULL;
    int64_t n = 0;
    TRY(store_open(&s->store_config, &store, why));
    err_t e = store_read_begin(store, &db, why);
    if (e == OK) e = db_get_i64(db, &n, SQL_ENTRY_TEXTS_UNWRITTEN);
    store_read_end(db);
    store_close(store);
    *ret = n > 0;
    return e;
}

int command_store_migrate(int argc, char **argv)
{
    struct fault why = {0};
    struct setup s = {0};
    const char *instance = "var/office";
    if (read_options(argc, argv, &instance, &why) != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    err_t e = setup_read(&s, instance, &why);
    bool due = false;
    if (e == OK) e = store_migrate(&s.store_config, &why);
    if (e == OK) e = rebuild_due(&s, &due, &why);
    setup_release(&s);
    if (e != OK) {
        if (!why.id) (void)fault_set(&why, e, NULL, NULL);
        return command_failed(&why);
    }
    (void)printf("%s\n", tr(command_lang(), "cli.store.migrated"));
    if (due) (void)printf("%s\n", tr(command_lang(), "cli.store.rebuild_due"));
    return EXIT_DONE;
}

int command_store_rebuild(int argc, char **argv)
{
    return tend(argc, argv, STR("store.rebuild"));
}

int command_store_check(int argc, char **argv)
{
    return tend(argc, argv, STR("store.check"));
}

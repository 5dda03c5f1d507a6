/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori store migrate|rebuild|check [--instance DIR]: the tables of an office that is not
 * running. migrate brings the schema up to date; rebuild empties what follows from the ledger
 * and replays it; check reads everything and compares it with such a replay, changing nothing.
 */
#include <stdio.h>

#include "kernel/kernel.h"
#include "programs/command.h"
#include "web/setup.h"

static err_t read_options(int argc, char **argv, const char **instance, struct fault *why)
{
    const struct command_option options[] = {{"instance", instance, NULL}};
    int rest = 0;
    TRY(command_options(argc, argv, options, ARRAY_LEN(options), &rest, why));
    return rest > 0 ? fault_set(why, ERR_INVALID, "cli.unexpected", "%s", argv[0]) : OK;
}

static err_t rebuild(struct db *db, void *arg)
{
    return kernel_rebuild(db, arg);
}

/* Always ends in an error, so that the store takes the replay back. */
struct check {
    err_t result;
    struct fault why;
};

static err_t check(struct db *db, void *arg)
{
    struct check *c = arg;
    c->result = kernel_check(db, &c->why);
    return c->result == OK ? ERR_STATE : c->result;
}

static err_t check_all(struct store *store, struct fault *why)
{
    struct check c = {.result = ERR_BUG};
    TRY(store_check(store, why));
    err_t e = store_write(store, check, &c, why);
    if (e == ERR_STATE && c.result == OK) return OK;
    if (why && c.why.id) *why = c.why;
    return e;
}

enum what { MIGRATE, REBUILD, CHECK };

static err_t do_it(struct setup *s, enum what what, struct fault *why)
{
    if (what == MIGRATE) return store_migrate(&s->store_config, why);
    TRY(store_open(&s->store_config, &s->store, why));
    if (what == CHECK) return check_all(s->store, why);
    struct fault inner = {0};
    err_t e = store_write(s->store, rebuild, &inner, why);
    if (e != OK && inner.id && why) *why = inner;
    return e;
}

static int run(int argc, char **argv, enum what what, const char *done)
{
    struct fault why = {0};
    struct setup s = {0};
    const char *instance = "var/office";
    if (read_options(argc, argv, &instance, &why) != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    err_t e = setup_read(&s, instance, &why);
    if (e == OK) e = do_it(&s, what, &why);
    setup_release(&s);
    if (e != OK) {
        if (!why.id) (void)fault_set(&why, e, NULL, NULL);
        return command_failed(&why);
    }
    (void)printf("%s\n", tr(command_lang(), done));
    return EXIT_DONE;
}

int command_store_migrate(int argc, char **argv)
{
    return run(argc, argv, MIGRATE, "cli.store.migrated");
}

int command_store_rebuild(int argc, char **argv)
{
    return run(argc, argv, REBUILD, "cli.store.rebuilt");
}

int command_store_check(int argc, char **argv)
{
    return run(argc, argv, CHECK, "cli.store.checked");
}

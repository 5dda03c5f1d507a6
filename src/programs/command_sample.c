/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori sample --instance DIR
 *
 * Fills a new, empty office with 桜川県, a prefecture of our own invention (sample/): bodies,
 * units, people, systems, and some weeks of history that ends before today. Writes
 * DIR/sign-ins.txt: five people to sign in as, with known passwords. For trying things out only.
 */
#include <stdio.h>

#include "base/file.h"
#include "ledger/ledger.h"
#include "office/sample.h"
#include "programs/command.h"
#include "web/account.h"
#include "web/setup.h"

enum { FILE_BYTES = 4096, PATH_BYTES = 4096, FILE_MODE = 0600, ARENA_MAX = 1 << 20 };

/* Only into an office in which nothing has happened yet. */
static err_t check_empty(struct setup *s, struct fault *why)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct unit_row *units;
    size_t n;
    ARENA_CLEANUP struct arena a;
    arena_init(&a, (size_t)64 << 20);
    TRY(store_read_begin(s->store, &db, why));
    TRY(org_units(db, &a, as_of_now(clock_now(&s->clock)), &units, &n));
    return n == 0 ? OK : fault_set(why, ERR_EXISTS, "sample.not_empty", "%s", s->instance);
}

struct account_job {
    const struct sample_sign_in *who;
    char hash[PASSWORD_HASH];
    struct moment now;
    struct fault *why;
};

static err_t make_account(struct db *db, void *arg)
{
    struct account_job *j = arg;
    struct account_author by = {person_id(0), j->now};
    struct account_id id;
    struct person_row p;
    ARENA_CLEANUP struct arena a;
    arena_init(&a, ARENA_MAX);
    TRY(org_person_by_number(db, &a, str_z(j->who->number), &p));
    return account_create(db, &by, p.id, str_z(j->who->number), j->hash, false, &id, j->why);
}

static err_t make_accounts(struct setup *s, struct fault *why)
{
    struct password_gate gate;
    TRY(password_gate_init(&gate, 1));
    err_t e = OK;
    for (size_t i = 0; e == OK && i < SAMPLE_SIGN_INS; i++) {
        struct account_job j = {
            .who = &sample_sign_ins[i], .now = clock_now(&s->clock), .why = why};
        e = password_hash(&gate, str_z(j.who->password), j.hash);
        if (e == OK) e = store_write(s->store, make_account, &j, NULL);
    }
    password_gate_release(&gate);
    return e;
}

static err_t write_sign_ins(const struct setup *s, struct fault *why)
{
    struct sb text SB_CLEANUP = {.max = FILE_BYTES};
    struct sb path SB_CLEANUP = {.max = PATH_BYTES};
    for (size_t i = 0; i < SAMPLE_SIGN_INS; i++) {
        const struct sample_sign_in *w = &sample_sign_ins[i];
        sb_addf(&text, "%s  %-18s  %s / %s\n", w->number, w->password, tr(LANG_JA, w->who),
                tr(LANG_EN, w->who));
    }
    sb_addf(&path, "%s/sign-ins.txt", s->instance);
    TRY(sb_end(&text));
    TRY(sb_end(&path));
    return file_write_atomic(path.p, sb_str(&text), FILE_MODE, why);
}

static err_t fill(struct setup *s, struct fault *why)
{
    TRY(setup_open(s, why));
    TRY(check_empty(s, why));
    TRY(sample_organisation(&s->office, why));
    TRY(sample_history(&s->office, why));
    TRY(make_accounts(s, why));
    return write_sign_ins(s, why);
}

int command_sample(int argc, char **argv)
{
    const char *instance = NULL;
    const struct command_option options[] = {{"instance", &instance, NULL}};
    struct fault why = {.code = OK};
    int rest = 0;
    err_t e = command_options(argc, argv, options, ARRAY_LEN(options), &rest, &why);
    if (e == OK && rest > 0) e = fault_set(&why, ERR_INVALID, "cli.unexpected", "%s", argv[0]);
    if (e == OK && !instance) e = fault_set(&why, ERR_INVALID, "cli.needs_value", "%s", "instance");
    if (e != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    struct setup s = {0};
    e = setup_read(&s, instance, &why);
    if (e == OK) e = fill(&s, &why);
    setup_release(&s);
    if (e == OK) return EXIT_DONE;
    if (!why.id) (void)fault_set(&why, e, NULL, NULL);
    return command_failed(&why);
}

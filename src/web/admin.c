/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin.h"

#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "kernel/kernel.h"
#include "ledger/ledger.h"
#include "office/consistency.h"
#include "office/org_import.h"
#include "office/versions.h"
#include "web/account.h"
#include "web/admin_machine.h"
#include "web/admin_standard.h"
#include "web/admin_ledger.h"

enum { ARENA_MAX = 1 << 30 };

/* --- accounts --- */

struct account_job {
    const struct office *office;
    const struct admin_request *q;
    const char *hash;
    struct fault *why;
};

static err_t find_account(struct db *db, struct arena *a, const struct account_job *j,
                          struct account *ret)
{
    err_t e = account_by_number(db, a, j->q->number, ret);
    if (e == ERR_NOT_FOUND)
        return fault_set(j->why, e, "account.none", "%.*s", STR_ARG(j->q->number));
    return e;
}

static err_t create_account(struct db *db, struct arena *a, const struct account_job *j,
                            struct account_author by)
{
    struct person_row p;
    err_t e = org_person_by_number(db, a, j->q->number, &p);
    if (e == ERR_NOT_FOUND)
        return fault_set(j->why, e, "admin.no_person", "%.*s", STR_ARG(j->q->number));
    TRY(e);
    struct account_id id;
    return account_create(db, &by, p.id, str_z(p.number), j->hash, true, &id, j->why);
}

static err_t account_job(struct db *db, void *arg)
{
    const struct account_job *j = arg;
    ARENA_CLEANUP struct arena a;
    arena_init(&a, ARENA_MAX);
    struct account_author by = {person_id(0), clock_now(j->office->clock)};
    if (str_eqz(j->q->verb, "account.create")) return create_account(db, &a, j, by);
    struct account account;
    TRY(find_account(db, &a, j, &account));
    if (str_eqz(j->q->verb, "account.reset"))
        return account_set_password(db, &by, &account, j->hash, true);
    return account_set_locked(db, &by, &account, str_eqz(j->q->verb, "account.lock"));
}

static err_t change_account(const struct office *o, struct password_gate *gate,
                            const struct admin_request *q, struct sb *out, struct fault *why)
{
    char word[PASSWORD_TEMPORARY], hash[PASSWORD_HASH];
    bool new_word = str_eqz(q->verb, "account.create") || str_eqz(q->verb, "account.reset");
    struct account_job j = {o, q, NULL, why};
    if (new_word) {
        password_make_temporary(word);
        TRY(password_hash(gate, str_z(word), hash));
        j.hash = hash;
    }
    err_t e = store_write(o->store, account_job, &j, why->id ? NULL : why);
    TRY(e);
    char number[ADMIN_ARG_MAX];
    (void)snprintf(number, sizeof number, "%.*s", STR_ARG(q->number));
    const char *text = new_word                           ? "admin.temporary"
                       : str_eqz(q->verb, "account.lock") ? "admin.locked"
                                                          : "admin.unlocked";
    tr_format(out, q->lang, text, number, new_word ? word : "");
    sb_addc(out, '\n');
    return OK;
}

/* --- imports --- */

static void say_line(struct sb *out, enum lang l, const struct import_line *i)
{
    static const char *const things[] = {"import.cli.unit", "import.cli.post", "import.cli.person",
                                         "import.cli.holding"};
    static const char *const actions[] = {"import.cli.add", "import.cli.change", "import.cli.end"};
    char line[16] = "-";
    if (i->line) (void)snprintf(line, sizeof line, "%u", i->line);
    tr_format(out, l, "import.cli.line", tr(l, actions[i->action]), tr(l, things[i->thing]),
              i->label, line);
    sb_addc(out, '\n');
}

static void say_sums(struct sb *out, enum lang l, const struct org_import *d, bool dry_run)
{
    size_t sum[IMPORT_ACTIONS] = {0};
    char text[5][24];
    for (int t = 0; t < IMPORT_THINGS; t++) {
        for (int a = 0; a < IMPORT_ACTIONS; a++) sum[a] += d->count[t][a];
    }
    for (int a = 0; a < IMPORT_ACTIONS; a++) (void)snprintf(text[a], sizeof text[a], "%zu", sum[a]);
    (void)snprintf(text[4], sizeof text[4], "%zu", d->n_faults);
    tr_format(out, l, "import.cli.sums", text[0], text[1], text[2], text[3], text[4], d->encoding);
    sb_addc(out, '\n');
    sb_addz(out, tr(l, d->n_faults ? "import.cli.refused"
                       : dry_run   ? "import.cli.dry_run"
                                   : "import.cli.done"));
    sb_addc(out, '\n');
}

static void say_import(struct sb *out, const struct admin_request *q, const struct org_import *d)
{
    for (size_t i = 0; i < d->n_lines; i++) say_line(out, q->lang, &d->lines[i]);
    size_t kept = d->n_faults < 200 ? d->n_faults : 200;
    for (size_t i = 0; i < kept; i++) {
        fault_message(out, q->lang, &d->faults[i]);
        sb_addc(out, '\n');
    }
    say_sums(out, q->lang, d, q->dry_run);
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

static err_t import(const struct office *o, const struct admin_request *q, struct sb *out,
                    int *ret_code, struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    arena_init(&a, ARENA_MAX);
    struct moment now = clock_now(o->clock);
    char file[ADMIN_ARG_MAX];
    (void)snprintf(file, sizeof file, "%.*s", STR_ARG(q->file));
    struct org_import_options options = {.effective = moment_day(now),
                                         .dry_run = q->dry_run,
                                         .complete = q->complete,
                                         .file = file,
                                         .by = {person_id(0), now, "cli"}};
    if (q->from.n) TRY(calendar_parse_day(q->from, &options.effective, why));
    TRY(check_begun(o->store, why));
    struct org_import done = {0};
    TRY(str_eqz(q->verb, "units.import")
            ? org_import_units(o->store, &a, q->body, &options, &done, why)
            : org_import_people(o->store, &a, q->body, &options, &done, why));
    say_import(out, q, &done);
    *ret_code = done.n_faults ? 1 : 0;
    return OK;
}

/* --- the store --- */

static err_t rebuild_job(struct db *db, void *arg)
{
    return kernel_rebuild(db, arg);
}

static err_t tend_store(const struct office *o, const struct admin_request *q, struct sb *out,
                        struct fault *why)
{
    bool rebuild = str_eqz(q->verb, "store.rebuild");
    struct fault inner = {.code = OK};
    err_t e = rebuild ? store_write_alone(o->store, rebuild_job, &inner, why)
                      : consistency_check(o->store, why);
    if (e != OK && inner.id) *why = inner;
    TRY(e);
    sb_addz(out, tr(q->lang, rebuild ? "cli.store.rebuilt" : "cli.store.checked"));
    sb_addc(out, '\n');
    return OK;
}

/* --- versions of the catalogue --- */

struct telling {
    struct sb *out;
    enum lang lang;
};

static void tell_fault(void *ctx, const struct fault *f)
{
    struct telling *t = ctx;
    fault_message(t->out, t->lang, f);
    sb_addc(t->out, '\n');
}

static err_t unpack(struct arena *a, const json_t *all, struct catalogue_file **ret, size_t *ret_n)
{
    size_t n = 0;
    const char *name;
    json_t *text;
    struct catalogue_file *v = ARENA_ARRAY(a, struct catalogue_file, json_object_size(all) + 1);
    if (!v) return ERR_NOMEM;
    json_object_foreach((json_t *)all, name, text)
    {
        if (!json_is_string(text)) return ERR_INVALID;
        v[n].name = name;
        v[n++].bytes = (struct str){json_string_value(text), json_string_length(text)};
    }
    *ret = v;
    *ret_n = n;
    return OK;
}

/* Every fault is told, as `catalogue check` tells them. */
static err_t load_handed_in(const struct admin_request *q, struct sb *out, struct catalogue **ret,
                            struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    arena_init(&a, ARENA_MAX);
    struct telling t = {out, q->lang};
    struct catalogue_file *v;
    size_t n;
    char called[ADMIN_ARG_MAX];
    (void)snprintf(called, sizeof called, "%.*s", STR_ARG(q->file));
    json_t *all = json_loadb(q->body.p, q->body.n, JSON_REJECT_DUPLICATES, NULL);
    if (!all) return fault_set(why, ERR_INVALID, "admin.bad_catalogue", NULL);
    err_t e = unpack(&a, all, &v, &n);
    if (e == ERR_INVALID) e = fault_set(why, e, "admin.bad_catalogue", NULL);
    if (e == OK) e = catalogue_load_files(v, n, called, false, ret, tell_fault, &t, why);
    json_decref(all);
    return e;
}

static err_t take_version(const struct office *o, const struct admin_request *q, struct sb *out,
                          int *ret_code, struct fault *why)
{
    static const char *const said[] = {[VERSION_NEW] = "admin.version_new",
                                       [VERSION_KNOWN] = "admin.version_known",
                                       [VERSION_IN_FORCE] = "admin.version_in_force"};
    struct catalogue *c = NULL;
    enum version_staged staged = VERSION_NEW;
    bool adopt = str_eqz(q->verb, "catalogue.adopt");
    err_t e = load_handed_in(q, out, &c, why);
    if (e == ERR_INVALID && sb_str(out).n > 0) { /* all of them are told already */
        *ret_code = 1;
        return OK;
    }
    TRY(e);
    e = adopt ? versions_adopt(o->store, o->clock, c, why)
              : versions_stage(o->store, o->clock, c, "command", &staged, why);
    if (e == OK)
        tr_format(out, q->lang, adopt ? "admin.version_adopted" : said[staged],
                  catalogue_digest(c));
    sb_addc(out, '\n');
    catalogue_free(c);
    return e;
}

/* --- all --- */

static err_t perform(const struct office *o, struct password_gate *gate,
                     const struct admin_request *q, struct sb *out, int *ret_code,
                     struct fault *why)
{
    static const char *const accounts[] = {"account.create", "account.reset", "account.lock",
                                           "account.unlock"};
    *ret_code = 0;
    for (size_t i = 0; i < ARRAY_LEN(accounts); i++) {
        if (str_eqz(q->verb, accounts[i])) return change_account(o, gate, q, out, why);
    }
    if (str_eqz(q->verb, "units.import") || str_eqz(q->verb, "people.import"))
        return import(o, q, out, ret_code, why);
    if (str_eqz(q->verb, "store.check") || str_eqz(q->verb, "store.rebuild"))
        return tend_store(o, q, out, why);
    if (str_eqz(q->verb, "catalogue.stage") || str_eqz(q->verb, "catalogue.adopt"))
        return take_version(o, q, out, ret_code, why);
    if (str_starts(q->verb, STR("machine."))) return admin_machine_do(o, q, out, why);
    if (str_starts(q->verb, STR("standard."))) return admin_standard_do(o, q, out, why);
    err_t e = admin_ledger(o, q, out, why);
    if (e != ERR_NOT_FOUND || why->id) return e;
    return fault_set(why, ERR_INVALID, "admin.unknown_verb", "%.*s", STR_ARG(q->verb));
}

int admin_do(const struct office *o, struct password_gate *gate, const struct admin_request *q,
             struct sb *out)
{
    struct fault why = {.code = OK};
    int code = 0;
    err_t e = perform(o, gate, q, out, &code, &why);
    if (e == OK) e = sb_end(out);
    if (e == OK) return code;
    if (!why.id) why.code = e;
    sb_reset(out);
    fault_message(out, q->lang, &why);
    sb_addc(out, '\n');
    return 1;
}

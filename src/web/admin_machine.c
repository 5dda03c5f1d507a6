/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin_machine.h"

#include <stdlib.h>

#include "base/calendar.h"
#include "office/enrol.h"

enum { MOMENT_TEXT = 64 };

static err_t give_token(const struct office *o, const struct admin_request *q, const char *program,
                        const char *host, struct sb *out, struct fault *why)
{
    struct enrol_token token;
    struct enrol_wish w = {.program = program, .host = host, .hours = ENROL_HOURS};
    SB_CLEANUP struct sb until;
    sb_init(&until, MOMENT_TEXT);
    if (!*program || !*host) return fault_set(why, ERR_INVALID, "machine.cli_needs", NULL);
    if (q->from.n && str_to_i64(q->from, &w.hours) != OK) w.hours = 0;
    TRY(enrol_give_token(o, &w, &token, why));
    moment_format_tokyo(&until, token.until);
    TRY(sb_end(&until));
    tr_format(out, q->lang, "machine.cli_token", until.p);
    sb_addf(out, "\n%s\n", token.text);
    return OK;
}

static err_t revoke(const struct office *o, const struct admin_request *q, const char *name,
                    struct sb *out, struct fault *why)
{
    char *reason = str_dup(q->title.n ? q->title : STR(""));
    if (!reason) return ERR_NOMEM;
    err_t e = *name && *reason ? enrol_revoke(o, name, reason, person_id(0), why)
                               : fault_set(why, ERR_INVALID, "machine.cli_needs_name", NULL);
    free(reason);
    TRY(e);
    tr_format(out, q->lang, "machine.cli_revoked", name);
    sb_addc(out, '\n');
    return OK;
}

static err_t list(const struct office *o, const struct admin_request *q, struct sb *out,
                  struct fault *why)
{
    STORE_READ_CLEANUP struct db *db = NULL;
    TRY(store_read_begin(o->store, &db, why));
    struct rows r ROWS_CLEANUP = db_query(db, SQL_MACHINES_LIST);
    while (rows_next(&r)) {
        SB_CLEANUP struct sb name;
        SB_CLEANUP struct sb at;
        sb_init(&name, 400);
        sb_init(&at, MOMENT_TEXT);
        sb_add(&name, rows_str(&r, "name"));
        bool gone = !rows_is_null(&r, "until");
        int64_t heard = rows_i64_or(&r, "at", 0);
        if (heard) moment_format_tokyo(&at, (struct moment){heard});
        TRY(sb_end(&name));
        TRY(sb_end(&at));
        tr_format(out, q->lang, "machine.cli_row", name.p,
                  tr(q->lang, gone ? "machine.state_revoked" : "machine.state"), at.p ? at.p : "-");
        sb_addc(out, '\n');
    }
    return rows_end(&r);
}

err_t admin_machine_do(const struct office *o, const struct admin_request *q, struct sb *out,
                       struct fault *why)
{
    if (str_eqz(q->verb, "machine.list")) return list(o, q, out, why);
    char *number = str_dup(q->number.n ? q->number : STR(""));
    char *file = str_dup(q->file.n ? q->file : STR(""));
    err_t e = number && file ? OK : ERR_NOMEM;
    if (e == OK && str_eqz(q->verb, "machine.token"))
        e = give_token(o, q, number, file, out, why);
    else if (e == OK && str_eqz(q->verb, "machine.revoke"))
        e = revoke(o, q, number, out, why);
    else if (e == OK)
        e = fault_set(why, ERR_INVALID, "admin.unknown_verb", "%.*s", STR_ARG(q->verb));
    free(number);
    free(file);
    return e;
}

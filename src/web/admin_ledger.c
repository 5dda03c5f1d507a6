/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin_ledger.h"

#include <stdio.h>
#include <string.h>

#include "ledger/canon.h"
#include "ledger/ledger.h"
#include "ledger/witness_book.h"
#include "office/extract_scope.h"

struct job {
    const struct office *office;
    const struct admin_request *q;
    struct cosigned cosigned;
    struct fault why;
};

static err_t register_witness(struct db *db, void *arg)
{
    struct job *j = arg;
    return witness_book_register(db, j->q->body, clock_now(j->office->clock), person_id(0),
                                 &j->why);
}

static err_t remove_witness(struct db *db, void *arg)
{
    struct job *j = arg;
    return witness_book_remove(db, j->q->number, clock_now(j->office->clock), person_id(0),
                               &j->why);
}

static err_t add_cosignature(struct db *db, void *arg)
{
    struct job *j = arg;
    return witness_book_add(db, j->q->body, &j->cosigned, &j->why);
}

/* That a backup was made: its manifest's SHA-256, how many records it holds and has sealed. */
static err_t record_backup(struct db *db, void *arg)
{
    struct job *j = arg;
    struct leaf_id leaf;
    struct str rest = j->q->from, first = str_cut(&rest, ' ');
    int64_t records, sealed;
    if (str_to_i64(first, &records) != OK || str_to_i64(rest, &sealed) != OK ||
        j->q->number.n != 64)
        return fault_set(&j->why, ERR_INVALID, "witness.wrong", NULL);
    json_t *o =
        json_pack("{s:I,s:s,s:s%,s:s,s:I,s:I}", "at", (json_int_t)clock_now(j->office->clock).ms,
                  "command", "backup", "digest", j->q->number.p, j->q->number.n, "kind", "command",
                  "records", (json_int_t)records, "sealed", (json_int_t)sealed);
    if (!o) return ERR_NOMEM;
    err_t e = ledger_append(db, o, STR_NONE, &leaf);
    json_decref(o);
    return e;
}

/* That records are given out by an administrator: what was asked, and how many. */
static err_t record_export(struct db *db, void *arg)
{
    struct job *j = arg;
    int64_t records;
    struct canon_member by = {STR_INIT("by"), STR_NONE};
    bool good = j->q->body.n <= BUNDLE_ASKED_MAX && canon_check(j->q->body, &by, 1, NULL) == OK &&
                str_eqz(by.ret_value, "0") && str_to_i64(j->q->number, &records) == OK;
    if (!good) return fault_set(&j->why, ERR_INVALID, "witness.wrong", NULL);
    const struct extract_ask ask = {.asked = j->q->body};
    return extract_scope_record_in(db, &ask, records);
}

/* That backups whose term had ended were deleted: body has their digests, one a line. */
static err_t record_pruned(struct db *db, void *arg)
{
    struct job *j = arg;
    struct leaf_id leaf;
    struct str rest = j->q->body;
    json_t *list = json_array();
    json_t *o = json_pack("{s:I,s:s,s:o,s:s}", "at", (json_int_t)clock_now(j->office->clock).ms,
                          "command", "backup prune", "digests", list, "kind", "command");
    if (!o) return ERR_NOMEM;
    err_t e = rest.n > 0 ? OK : ERR_INVALID;
    while (e == OK && rest.n > 0) {
        struct str one = str_cut(&rest, '\n');
        bool good = one.n == 64;
        for (size_t i = 0; i < one.n && good; i++)
            good = memchr("0123456789abcdef", one.p[i], 16) != NULL;
        if (!good) e = ERR_INVALID;
        if (good && json_array_append_new(list, json_stringn(one.p, one.n)) != 0) e = ERR_NOMEM;
    }
    if (e == OK) e = ledger_append(db, o, STR_NONE, &leaf);
    json_decref(o);
    return e == ERR_INVALID ? fault_set(&j->why, e, "witness.wrong", NULL) : e;
}

/* "1 300": the log and the size that the command found. */
static err_t read_place(struct job *j)
{
    struct str rest = j->q->from, log = str_cut(&rest, ' ');
    size_t n = j->q->number.n;
    if (str_to_i64(log, &j->cosigned.log) != OK || str_to_i64(rest, &j->cosigned.size) != OK ||
        n >= sizeof j->cosigned.name)
        return fault_set(&j->why, ERR_INVALID, "witness.wrong", NULL);
    (void)snprintf(j->cosigned.name, sizeof j->cosigned.name, "%.*s", STR_ARG(j->q->number));
    return OK;
}

static const struct verb {
    const char *name;
    store_job_fn *job;
    const char *text; /* said when it is done */
} verbs[] = {
    {"witness.register", register_witness, "witness.registered"},
    {"witness.remove", remove_witness, "witness.removed"},
    {"witness.add", add_cosignature, "witness.added"},
    {"backup.record", record_backup, "backup.recorded"},
    {"backup.pruned", record_pruned, "backup.pruned_recorded"},
    {"export.record", record_export, "extract.recorded"},
};

static err_t perform(const struct verb *v, struct job *j, struct sb *out, struct fault *why)
{
    char name[NOTE_NAME_MAX + 1];
    struct fault store_why = {.code = OK};
    err_t e = v->job == add_cosignature ? read_place(j) : OK;
    if (e == OK) e = store_write(j->office->store, v->job, j, &store_why);
    if (e != OK) {
        *why = j->why.code != OK ? j->why : store_why;
        return e;
    }
    (void)snprintf(name, sizeof name, "%.*s", STR_ARG(str_head(j->q->number, NOTE_NAME_MAX)));
    tr_format(out, j->q->lang, v->text, name);
    sb_addc(out, '\n');
    return OK;
}

err_t admin_ledger(const struct office *o, const struct admin_request *q, struct sb *out,
                   struct fault *why)
{
    struct job j = {.office = o, .q = q};
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
        if (str_eqz(q->verb, verbs[i].name)) return perform(&verbs[i], &j, out, why);
    }
    return ERR_NOT_FOUND;
}

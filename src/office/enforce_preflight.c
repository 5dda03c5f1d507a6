/* SPDX-License-Identifier: Apache-2.0
 *
 * Questions to an enforcer before a decision, and its answers. A question's id names the
 * matter and the act it was asked for with: "12-1" is matter 12 as submitted by its act 1. */
#include <stdio.h>
#include <string.h>

#include "contract/preflight.h"
#include "kernel/effects.h"
#include "ledger/canon.h"
#include "office/enforce.h"
#include "office/enforce_payload.h"

enum { ARENA_MAX = 256 << 20 };

static bool answered(const struct act_stored *acts, size_t n, const char *enforcer, int32_t since)
{
    for (size_t i = 0; i < n; i++) {
        const struct act *a = acts[i].act;
        if (a->seq >= since && a->kind == ACT_REMARK && !person_id_is_set(a->by.person) &&
            a->by.role.role && strcmp(a->by.role.role, enforcer) == 0)
            return true;
    }
    return false;
}

/* Is there a question about this matter? *ret_since: the act it was last submitted by. */
static err_t is_open(struct db *db, struct arena *arena, struct matter_id id, const char *enforcer,
                     bool *ret, int32_t *ret_since, struct fault *why)
{
    struct act_stored *acts;
    size_t n;
    TRY(kernel_acts(db, arena, id, &acts, &n, why));
    int32_t since = 1;
    for (size_t i = 0; i < n; i++)
        if (acts[i].act->kind == ACT_RESUBMIT) since = acts[i].act->seq;
    *ret = !answered(acts, n, enforcer, since);
    *ret_since = since;
    return OK;
}

static err_t write_question(struct arena *arena, const struct effect_row *rows, size_t n,
                            const char *enforcer, int32_t since, struct sb *to, struct fault *why)
{
    struct preflight_effect *v = ARENA_ARRAY(arena, struct preflight_effect, n);
    const char *id = arena_printf(arena, "%lld-%d", (long long)rows[0].matter.v, since);
    if (!v || !id) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    for (size_t i = 0; i < n; i++) {
        v[i] = (struct preflight_effect){
            .kind = rows[i].kind, .from = rows[i].from, .until = rows[i].until};
        TRY(enforce_payload(arena, rows[i].payload, &v[i].payload, &v[i].n_payload));
    }
    struct preflight p = {id, enforcer, v, n};
    return preflight_write(to, &p, why);
}

static err_t first_open(struct db *db, struct arena *arena, const char *enforcer, struct sb *to,
                        struct fault *why)
{
    struct effect_rows rows;
    TRY(effects_planned(db, arena, enforcer, &rows));
    for (size_t i = 0, n; i < rows.n; i += n) {
        bool open = false;
        int32_t since = 0;
        for (n = 1; i + n < rows.n && matter_id_eq(rows.v[i + n].matter, rows.v[i].matter);) n++;
        TRY(is_open(db, arena, rows.v[i].matter, enforcer, &open, &since, why));
        if (open) return write_question(arena, rows.v + i, n, enforcer, since, to, why);
    }
    return fault_set(why, ERR_NOT_FOUND, "enforce.no_question", NULL);
}

err_t enforce_question(const struct office *office, const char *enforcer, struct sb *to,
                       struct fault *why)
{
    struct arena arena ARENA_CLEANUP;
    STORE_READ_CLEANUP struct db *db = NULL;
    arena_init(&arena, ARENA_MAX);
    TRY(store_read_begin(office->store, &db, why));
    return first_open(db, &arena, enforcer, to, why);
}

/* --- answers ------------------------------------------------------------------------------ */

struct answer_job {
    const char *enforcer;
    struct str text;
    struct moment now;
    struct fault why;
};

static err_t parse_id(const char *id, struct matter_id *ret_matter, int64_t *ret_since,
                      struct fault *why)
{
    struct str rest = str_z(id), matter = str_cut(&rest, '-');
    if (matter_id_parse(matter, ret_matter) != OK || str_to_i64(rest, ret_since) != OK)
        return fault_set(why, ERR_INVALID, "contract.contradiction", "%s", "id");
    return OK;
}

/* "possible", or the first reason against it. */
static const char *reason_of(const struct preflight_answer *p)
{
    for (size_t i = 0; i < p->n_verdicts; i++)
        if (p->verdicts[i].reason != REASON_NONE) return report_reasons[p->verdicts[i].reason];
    return "possible";
}

static err_t details(const struct preflight_answer *p, struct sb *to)
{
    json_t *list = json_array(), *o = json_object();
    err_t e = list && o ? OK : ERR_NOMEM;
    for (size_t i = 0; i < p->n_verdicts && e == OK; i++)
        if (json_array_append_new(
                list, json_string(p->verdicts[i].detail ? p->verdicts[i].detail : "")) != 0)
            e = ERR_NOMEM;
    if (e == OK && json_object_set(o, "details", list) != 0) e = ERR_NOMEM;
    if (e == OK) e = canon_write(to, o);
    json_decref(list);
    json_decref(o);
    return e;
}

/* The question as it would be asked now must be the one that was answered. */
static err_t read_answer(struct db *db, struct arena *arena, struct answer_job *j,
                         struct preflight_answer *ret, struct matter_id *ret_matter)
{
    struct preflight ask = {.enforcer = j->enforcer};
    struct preflight_answer probe;
    struct effect_rows rows;
    struct fault *why = &j->why;
    int64_t since = 0;
    int32_t is = 0;
    bool open = false;
    TRY(preflight_answer_peek(arena, j->text, &probe, why));
    TRY(parse_id(probe.id, ret_matter, &since, why));
    TRY(effects_planned(db, arena, j->enforcer, &rows));
    for (size_t i = 0; i < rows.n; i++)
        ask.n_effects += matter_id_eq(rows.v[i].matter, *ret_matter);
    if (ask.n_effects > 0) TRY(is_open(db, arena, *ret_matter, j->enforcer, &open, &is, why));
    if (ask.n_effects == 0 || is != since)
        return fault_set(why, ERR_STATE, "enforce.question_gone", "%s", probe.id);
    ask.id = probe.id;
    return preflight_answer_read(arena, j->text, &ask, ret, why);
}

static err_t take_in(struct db *db, struct arena *arena, struct answer_job *j)
{
    struct preflight_answer p;
    struct matter_id matter = {0};
    SB_CLEANUP struct sb content;
    enum word_outcome outcome;
    sb_init(&content, 1 << 20);
    TRY(read_answer(db, arena, j, &p, &matter));
    TRY(details(&p, &content));
    const char *report = arena_printf(arena, "preflight-%s", p.id);
    if (!report) return fault_set(&j->why, ERR_NOMEM, "err.nomem", NULL);
    return effects_preflight(db, j->enforcer, report, matter, reason_of(&p), sb_str(&content),
                             j->now, &outcome, &j->why);
}

static err_t take(struct db *db, void *arg)
{
    struct arena arena ARENA_CLEANUP;
    arena_init(&arena, ARENA_MAX);
    return take_in(db, &arena, arg);
}

err_t enforce_answer(const struct office *office, const char *enforcer, struct str answer,
                     struct fault *why)
{
    struct answer_job j = {.enforcer = enforcer, .text = answer, .now = clock_now(office->clock)};
    err_t e = store_write(office->store, take, &j, why);
    if (e != OK && j.why.id && why) *why = j.why;
    return e;
}

/* SPDX-License-Identifier: Apache-2.0
 * Units from CSV: added, changed, ended, merged. */
#include <string.h>

#include "office/org_import_file.h"

enum {
    CODE,
    NAME,
    KIND,
    PARENT,
    NAME_EN,
    KANA,
    BODY_KIND,
    SORT,
    FROM,
    UNTIL,
    SUCCESSOR,
    N_COLUMNS
};
static const struct import_column columns[N_COLUMNS] = {
    [CODE] = {"code", "コード", true},
    [NAME] = {"name", "名称", true},
    [KIND] = {"kind", "種類", true},
    [PARENT] = {"parent", "上位コード", true},
    [NAME_EN] = {"name_en", "英語名", false},
    [KANA] = {"kana", "かな", false},
    [BODY_KIND] = {"body_kind", "団体区分", false},
    [SORT] = {"sort", "並び順", false},
    [FROM] = {"from", "適用日", false},
    [UNTIL] = {"until", "最終日", false},
    [SUCCESSOR] = {"successor", "統合先コード", false},
};

enum state { WAITING, DONE, FAULTY };
struct unit_in {
    enum state state;
    enum unit_kind kind;
    const char *body_kind;
    int64_t sort;
    struct org_span span; /* until: open unless the row ends the unit */
};

static struct as_of then(const struct import_run *run, struct moment valid)
{
    return (struct as_of){valid, run->o->by.now};
}

static const char *label(const struct import_run *run, const struct import_row *row)
{
    const char *l =
        arena_printf(run->a, "%.*s %.*s", STR_ARG(row->cell[CODE]), STR_ARG(row->cell[NAME]));
    return l ? l : "";
}

static err_t parse_kinds(struct import_run *run, struct import_row *row, struct unit_in *u,
                         bool *ok)
{
    if (!import_word_unit_kind(row->cell[KIND], &u->kind)) {
        *ok = false;
        return import_fault_at(run, row, KIND, "import.bad_unit_kind",
                               arena_strdup(run->a, row->cell[KIND]));
    }
    u->body_kind = "";
    if (u->kind != UNIT_BODY) return OK;
    u->body_kind = import_word_body_kind(run->a, row->cell[BODY_KIND]);
    if (u->body_kind) return OK;
    *ok = false;
    return import_fault_at(run, row, BODY_KIND, "import.bad_body_kind",
                           arena_strdup(run->a, row->cell[BODY_KIND]));
}

static err_t parse(struct import_run *run, struct import_row *row)
{
    bool ok = true;
    struct day from, until;
    struct unit_in *u = ARENA_NEW(run->a, struct unit_in);
    if (!u) return ERR_NOMEM;
    row->parsed = u;
    TRY(parse_kinds(run, row, u, &ok));
    TRY(import_day(run, row, FROM, run->o->effective, &from, &ok));
    TRY(import_day(run, row, UNTIL, DAY_LAST, &until, &ok));
    u->span.from = day_start(from);
    u->span.until = row->cell[UNTIL].n ? day_start(day_add(until, 1)) : MOMENT_OPEN;
    if (row->cell[SORT].n &&
        (str_to_i64(row->cell[SORT], &u->sort) != OK || u->sort < 0 || u->sort > 1000000)) {
        ok = false;
        TRY(import_fault_at(run, row, SORT, "import.bad_number",
                            arena_strdup(run->a, row->cell[SORT])));
    }
    if (!ok) u->state = FAULTY;
    return OK;
}

/* Two rows of one code say different things at once; the second is named. */
static err_t refuse_twins(struct import_run *run, const size_t *order)
{
    struct import_row *r = run->rows.v;
    for (size_t i = 1; i < run->rows.n; i++) {
        struct import_row *row = &r[order[i]];
        struct unit_in *u = row->parsed;
        if (u->state != WAITING || !str_eq(row->cell[CODE], r[order[i - 1]].cell[CODE])) continue;
        u->state = FAULTY;
        TRY(import_fault_at(run, row, CODE, "import.code_twice",
                            arena_strdup(run->a, row->cell[CODE])));
    }
    return OK;
}

static struct unit_told told(const struct import_row *row, const struct unit_in *u,
                             struct unit_id parent)
{
    return (struct unit_told){.parent = parent,
                              .kind = u->kind,
                              .body_kind = str_z(u->body_kind),
                              .code = row->cell[CODE],
                              .name = row->cell[NAME],
                              .name_en = row->cell[NAME_EN],
                              .kana = row->cell[KANA],
                              .sort = u->sort};
}

/* Cells whose column the file does not have say nothing. */
static void keep_unsaid(const struct import_run *run, const struct unit_row *was,
                        struct unit_told *t)
{
    if (run->titles[NAME_EN] == columns[NAME_EN].ja && !t->name_en.n)
        t->name_en = str_z(was->name_en);
    if (run->titles[KANA] == columns[KANA].ja && !t->kana.n) t->kana = str_z(was->kana);
    if (run->titles[SORT] == columns[SORT].ja && !t->sort) t->sort = was->sort;
}

static bool same(const struct unit_row *was, const struct unit_told *t)
{
    return was->kind == t->kind && unit_id_eq(was->parent, t->parent) &&
           str_eqz(t->name, was->name) && str_eqz(t->name_en, was->name_en) &&
           str_eqz(t->kana, was->kana) && was->sort == t->sort &&
           (t->kind != UNIT_BODY || str_eqz(t->body_kind, was->body_kind));
}

static err_t end_unit(struct import_run *run, const struct import_row *row, struct unit_id id,
                      struct moment at, struct fault *why)
{
    if (!row || !row->cell[SUCCESSOR].n) return org_unit_end(run->db, &run->o->by, id, at, why);
    struct unit_row to;
    struct unit_move *moves;
    size_t n;
    err_t e = org_unit_by_code(run->db, run->a, row->cell[SUCCESSOR], then(run, at), &to);
    if (e == ERR_NOT_FOUND) {
        e = fault_set(why, ERR_STATE, "import.unknown_unit_code", "%.*s",
                      STR_ARG(row->cell[SUCCESSOR]));
        fault_field(why, "successor");
    }
    TRY(e);
    struct succession s = {id, SUCCESSION_MERGED, &to.id, 1, at};
    TRY(org_unit_preview(run->db, run->a, &s, &moves, &n, why));
    return org_unit_succeed(run->db, &run->o->by, &s, moves, n, why);
}

/* The parent of a row: ERR_BUSY while it may still come from another row of the file. */
static err_t find_parent(struct import_run *run, const struct import_row *row, struct unit_id *ret)
{
    const struct unit_in *u = row->parsed;
    struct unit_row parent;
    *ret = unit_id(0);
    if (!row->cell[PARENT].n) return OK;
    err_t e =
        org_unit_by_code(run->db, run->a, row->cell[PARENT], then(run, u->span.from), &parent);
    if (e == ERR_NOT_FOUND) return ERR_BUSY;
    TRY(e);
    *ret = parent.id;
    return OK;
}

static err_t add_or_change(struct import_run *run, const struct import_row *row,
                           struct unit_id parent, struct unit_id *ret, struct fault *why)
{
    const struct unit_in *u = row->parsed;
    struct unit_row was;
    struct unit_told t = told(row, u, parent);
    struct org_span from = {u->span.from, MOMENT_OPEN};
    err_t e = org_unit_by_code(run->db, run->a, row->cell[CODE], then(run, u->span.from), &was);
    if (e == ERR_NOT_FOUND) {
        TRY(org_unit_add(run->db, &run->o->by, &t, from, ret, why));
        return import_did(run, IMPORT_ADD, IMPORT_UNIT, row, label(run, row));
    }
    TRY(e);
    *ret = was.id;
    keep_unsaid(run, &was, &t);
    if (same(&was, &t)) return OK;
    TRY(org_unit_change(run->db, &run->o->by, was.id, &t, from, why));
    return import_did(run, IMPORT_CHANGE, IMPORT_UNIT, row, label(run, row));
}

/* A row that ends a unit which has ended on that very day already says nothing new. */
static err_t ended_already(struct import_run *run, const struct import_row *row, bool *ret)
{
    const struct unit_in *u = row->parsed;
    struct unit_row was;
    *ret = false;
    if (u->span.until.ms == INT64_MAX) return OK;
    struct moment last = {u->span.until.ms - 1};
    err_t e = org_unit_by_code(run->db, run->a, row->cell[CODE], then(run, last), &was);
    if (e == ERR_NOT_FOUND) return OK;
    TRY(e);
    *ret = was.until.ms == u->span.until.ms;
    return OK;
}

static err_t one(struct import_run *run, struct import_row *row, bool last_chance)
{
    struct unit_in *u = row->parsed;
    struct fault why = {0};
    struct unit_id id = {0}, parent;
    size_t changes = run->lines.n;
    bool ended;
    TRY(ended_already(run, row, &ended));
    if (ended) {
        u->state = DONE;
        return import_did(run, IMPORT_UNCHANGED, IMPORT_UNIT, row, "");
    }
    err_t e = find_parent(run, row, &parent);
    if (e == ERR_BUSY && !last_chance) return OK;
    if (e == ERR_BUSY) {
        u->state = FAULTY;
        return import_fault_at(run, row, PARENT, "import.unknown_unit_code",
                               arena_strdup(run->a, row->cell[PARENT]));
    }
    TRY(e);
    e = add_or_change(run, row, parent, &id, &why);
    if (e == OK && u->span.until.ms != INT64_MAX) {
        e = end_unit(run, row, id, u->span.until, &why);
        if (e == OK) e = import_did(run, IMPORT_END, IMPORT_UNIT, row, label(run, row));
    }
    u->state = e == OK ? DONE : FAULTY;
    if (e == OK && run->lines.n == changes)
        return import_did(run, IMPORT_UNCHANGED, IMPORT_UNIT, row, "");
    return import_fault(run, row, e, &why);
}

/* Rounds, because a unit may stand in the file before the one above it; those that end come
 * last, when all that stood in them has been told where it goes. */
static err_t all_rows(struct import_run *run)
{
    struct import_row *r = run->rows.v;
    for (bool progress = true; progress;) {
        progress = false;
        for (size_t i = 0; i < run->rows.n; i++) {
            struct unit_in *u = r[i].parsed;
            if (u->state != WAITING || u->span.until.ms != INT64_MAX) continue;
            TRY(one(run, &r[i], false));
            progress = progress || u->state != WAITING;
        }
    }
    for (size_t i = run->rows.n; i-- > 0;) {
        const struct unit_in *u = r[i].parsed;
        if (u->state == WAITING) TRY(one(run, &r[i], true));
    }
    return OK;
}

/* Units that a complete file leaves out end, the lowest first. */
static err_t end_missing(struct import_run *run, const size_t *order)
{
    struct unit_row *u;
    size_t n;
    TRY(org_units(run->db, run->a, then(run, run->effective), &u, &n));
    for (size_t i = n; i-- > 0;) {
        struct fault why = {0};
        if (import_says(run, order, CODE, str_z(u[i].code))) continue;
        err_t e = end_unit(run, NULL, u[i].id, run->effective, &why);
        if (e != OK) TRY(import_fault(run, NULL, e, &why));
        if (e == OK) TRY(import_did(run, IMPORT_END, IMPORT_UNIT, NULL, u[i].name));
    }
    return OK;
}

static err_t work(struct import_run *run)
{
    struct import_row *r = run->rows.v;
    size_t *order;
    TRY(import_order(run, CODE, &order));
    for (size_t i = 0; i < run->rows.n; i++) TRY(parse(run, &r[i]));
    TRY(refuse_twins(run, order));
    TRY(all_rows(run));
    return run->o->complete ? end_missing(run, order) : OK;
}

err_t org_import_units(struct store *s, struct arena *a, struct str bytes,
                       const struct org_import_options *o, struct org_import *ret,
                       struct fault *why)
{
    struct import_run run = {
        .a = a, .o = o, .columns = columns, .n_columns = N_COLUMNS, .work = work};
    return import_run_whole(s, &run, bytes, ret, why);
}

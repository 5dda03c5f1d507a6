/* SPDX-License-Identifier: Apache-2.0
 * People and their holdings from CSV: one row a holding. First everybody's old holdings end,
 * then the new ones begin, so that on 1 April a chair is empty before the next sits down. */
#include "office/org_import_people.h"

#include <string.h>

const struct import_column import_people_columns[PEOPLE_COLUMNS] = {
    [NUMBER] = {"number", "職員番号", true},
    [FAMILY] = {"family", "姓", true},
    [GIVEN] = {"given", "名", true},
    [FAMILY_KANA] = {"family_kana", "セイ", false},
    [GIVEN_KANA] = {"given_kana", "メイ", false},
    [MAIL] = {"mail", "メール", false},
    [MEMBER] = {"member", "区分", false},
    [UNIT] = {"unit", "所属コード", true},
    [TITLE] = {"title", "職名", true},
    [POST_KIND] = {"post_kind", "職の種類", false},
    [CHARGES] = {"charges", "担当", false},
    [MANAGERIAL] = {"managerial", "管理職", false},
    [HOLDING] = {"holding", "補職", true},
    [FROM] = {"from", "発令日", false},
    [UNTIL] = {"until", "最終日", false},
    [TITLE_EN] = {"title_en", "職名英語", false},
};

const char *import_person_label(struct import_run *run, const struct import_row *row)
{
    const char *l = arena_printf(run->a, "%.*s %.*s %.*s", STR_ARG(row->cell[NUMBER]),
                                 STR_ARG(row->cell[FAMILY]), STR_ARG(row->cell[GIVEN]));
    return l ? l : "";
}

static err_t bad_word(struct import_run *run, const struct import_row *row, size_t column,
                      const char *id, bool *ok)
{
    *ok = false;
    return import_fault_at(run, row, column, id, arena_strdup(run->a, row->cell[column]));
}

static err_t parse_words(struct import_run *run, const struct import_row *row, struct person_in *p,
                         bool *ok)
{
    if (row->cell[MEMBER].n && !import_word_member_kind(row->cell[MEMBER], &p->member))
        TRY(bad_word(run, row, MEMBER, "import.bad_member", ok));
    if (row->cell[POST_KIND].n) {
        p->post_kind = import_word_post_kind(run->a, row->cell[POST_KIND]);
        if (!p->post_kind) TRY(bad_word(run, row, POST_KIND, "import.bad_post_kind", ok));
    }
    p->says_managerial = row->cell[MANAGERIAL].n > 0;
    TRY(import_yes(run, row, MANAGERIAL, false, &p->managerial, ok));
    p->holds = row->cell[UNIT].n || row->cell[TITLE].n || row->cell[HOLDING].n;
    if (!p->holds) return OK;
    if (!import_word_holding_kind(row->cell[HOLDING], &p->kind))
        return bad_word(run, row, HOLDING, "import.bad_holding", ok);
    if (holding_kind_is_away(p->kind)) return OK;
    if (!row->cell[UNIT].n) TRY(bad_word(run, row, UNIT, "org.required", ok));
    if (!row->cell[TITLE].n) TRY(bad_word(run, row, TITLE, "org.required", ok));
    return OK;
}

err_t import_person_parse(struct import_run *run, struct import_row *row)
{
    bool ok = true;
    struct day from, until;
    struct person_in *p = ARENA_NEW(run->a, struct person_in);
    if (!p) return ERR_NOMEM;
    row->parsed = p;
    TRY(parse_words(run, row, p, &ok));
    TRY(import_day(run, row, FROM, run->o->effective, &from, &ok));
    TRY(import_day(run, row, UNTIL, DAY_LAST, &until, &ok));
    p->span.from = day_start(from);
    p->span.until = row->cell[UNTIL].n ? day_start(day_add(until, 1)) : MOMENT_OPEN;
    if (ok && p->holds && p->span.until.ms <= p->span.from.ms) {
        ok = false;
        TRY(import_fault_at(run, row, UNTIL, "org.until_before_from", NULL));
    }
    p->faulty = !ok;
    return OK;
}

err_t import_person_unit(struct import_run *run, const struct import_row *row, struct unit_row *ret,
                         struct fault *why)
{
    const struct person_in *p = row->parsed;
    err_t e = org_unit_by_code(run->db, run->a, row->cell[UNIT],
                               (struct as_of){p->span.from, run->o->by.now}, ret);
    if (e != ERR_NOT_FOUND) return e;
    e = fault_set(why, ERR_INVALID, "import.unknown_unit_code", "%.*s", STR_ARG(row->cell[UNIT]));
    fault_field(why, "unit");
    return e;
}

err_t import_person_post(struct import_run *run, const struct import_row *row, struct unit_id unit,
                         struct post_row *ret)
{
    const struct person_in *p = row->parsed;
    int64_t id;
    struct as_of t = {p->span.from, run->o->by.now};
    TRY(db_get_i64(run->db, &id, SQL_POST_OF_UNIT_TITLED, P_I64("unit", unit.v),
                   P_STR("title", row->cell[TITLE]), AS_OF(t)));
    return org_post(run->db, run->a, post_id(id), t, ret);
}

/* People whom a complete file leaves out have left. */
static err_t end_missing(struct import_run *run, const size_t *order)
{
    struct as_of t = {run->effective, run->o->by.now};
    struct rows r ROWS_CLEANUP = db_query(run->db, SQL_PEOPLE_AT, AS_OF(t));
    struct org_list gone = {0};
    err_t e = OK;
    while (e == OK && rows_next(&r)) {
        if (import_says(run, order, NUMBER, rows_str(&r, "number"))) continue;
        struct person_row *p = org_list_add(run->a, &gone, sizeof *p);
        if (!p) return ERR_NOMEM;
        org_row_person(&r, run->a, p, &e);
    }
    TRY(e);
    TRY(rows_end(&r));
    const struct person_row *p = gone.v;
    for (size_t i = 0; i < gone.n; i++) {
        struct fault why = {0};
        e = org_person_end(run->db, &run->o->by, p[i].id, run->effective, &why);
        if (e != OK) {
            TRY(import_fault(run, NULL, e, &why));
            continue;
        }
        const char *label = arena_printf(run->a, "%s %s %s", p[i].number, p[i].family, p[i].given);
        if (!label) return ERR_NOMEM;
        TRY(import_did(run, IMPORT_END, IMPORT_PERSON, NULL, label));
    }
    return OK;
}

static err_t work(struct import_run *run)
{
    struct import_row *r = run->rows.v;
    size_t *order;
    TRY(import_order(run, NUMBER, &order));
    for (size_t i = 0; i < run->rows.n; i++) TRY(import_person_parse(run, &r[i]));
    for (size_t i = 0, n; i < run->rows.n; i += n) {
        n = 1;
        while (i + n < run->rows.n &&
               str_eq(r[order[i]].cell[NUMBER], r[order[i + n]].cell[NUMBER]))
            n++;
        TRY(import_person_first(run, order + i, n));
    }
    for (size_t i = 0; i < run->rows.n; i++) TRY(import_person_second(run, &r[i]));
    return run->o->complete ? end_missing(run, order) : OK;
}

err_t org_import_people(struct store *s, struct arena *a, struct str bytes,
                        const struct org_import_options *o, struct org_import *ret,
                        struct fault *why)
{
    struct import_run run = {.a = a,
                             .o = o,
                             .columns = import_people_columns,
                             .n_columns = PEOPLE_COLUMNS,
                             .work = work};
    return import_run_whole(s, &run, bytes, ret, why);
}

/* SPDX-License-Identifier: Apache-2.0
 * The two passes of the import of people: persons and ends, then posts and beginnings. */
#include <string.h>

#include "office/org_import_people.h"

/* --- first pass --- */

static struct person_told told(const struct import_row *row)
{
    const struct person_in *p = row->parsed;
    return (struct person_told){
        row->cell[NUMBER],     row->cell[FAMILY], row->cell[GIVEN], row->cell[FAMILY_KANA],
        row->cell[GIVEN_KANA], row->cell[MAIL],   p->member};
}

/* All rows of a number must tell the same person. */
static err_t check_same_person(struct import_run *run, const size_t *order, size_t n, bool *ok)
{
    const struct import_row *r = run->rows.v, *first = &r[order[0]];
    for (size_t i = 1; i < n; i++) {
        const struct import_row *row = &r[order[i]];
        for (size_t c = FAMILY; c <= MEMBER; c++) {
            if (str_eq(row->cell[c], first->cell[c])) continue;
            *ok = false;
            const char *line = arena_printf(run->a, "%u", first->line);
            TRY(import_fault_at(run, row, c, "import.person_differs", line));
        }
    }
    return OK;
}

static bool said(const struct import_run *run, size_t column)
{
    return run->titles[column] != import_people_columns[column].ja;
}

static bool same_person(const struct import_run *run, const struct person_row *was,
                        struct person_told *t)
{
    if (!said(run, FAMILY_KANA) && !t->family_kana.n) t->family_kana = str_z(was->family_kana);
    if (!said(run, GIVEN_KANA) && !t->given_kana.n) t->given_kana = str_z(was->given_kana);
    if (!said(run, MAIL) && !t->mail.n) t->mail = str_z(was->mail);
    if (!said(run, MEMBER)) t->member = was->member;
    return str_eqz(t->family, was->family) && str_eqz(t->given, was->given) &&
           str_eqz(t->family_kana, was->family_kana) && str_eqz(t->given_kana, was->given_kana) &&
           str_eqz(t->mail, was->mail) && t->member == was->member;
}

/* Add, change (also back after having left) or leave the person. */
static err_t person(struct import_run *run, const struct import_row *row, struct moment from,
                    struct person_id *ret, struct fault *why)
{
    struct person_row was;
    struct person_told t = told(row);
    err_t e = org_person_by_number(run->db, run->a, row->cell[NUMBER], &was);
    if (e == ERR_NOT_FOUND) {
        TRY(org_person_add(run->db, &run->o->by, &t, (struct org_span){from, MOMENT_OPEN}, ret,
                           why));
        return import_did(run, IMPORT_ADD, IMPORT_PERSON, row, import_person_label(run, row));
    }
    TRY(e);
    *ret = was.id;
    const struct person_in *in = row->parsed;
    bool here = was.until.ms > from.ms || (!in->holds && was.until.ms == in->span.until.ms);
    if (same_person(run, &was, &t) && here)
        return import_did(run, IMPORT_UNCHANGED, IMPORT_PERSON, row, "");
    struct moment since = here && was.from.ms > from.ms ? was.from : from;
    TRY(org_person_change(run->db, &run->o->by, was.id, &t, (struct org_span){since, MOMENT_OPEN},
                          why));
    return import_did(run, IMPORT_CHANGE, IMPORT_PERSON, row, import_person_label(run, row));
}

/* Does the row tell this holding? A date of its own must be the holding's; without one the
 * holding goes on as it is. */
static err_t matches(struct import_run *run, const struct import_row *row,
                     const struct holding_row *h, bool *ret)
{
    const struct person_in *p = row->parsed;
    struct unit_row u;
    struct post_row post = {0};
    *ret = false;
    if (!p->holds || p->faulty || p->kind != h->kind || holding_id_is_set(p->matched)) return OK;
    if (row->cell[FROM].n && p->span.from.ms != h->from.ms) return OK;
    if (row->cell[UNTIL].n && p->span.until.ms != h->until.ms) return OK;
    if (row->cell[UNIT].n) {
        err_t e = import_person_unit(run, row, &u, NULL);
        if (e == ERR_INVALID) return OK;
        TRY(e);
        e = import_person_post(run, row, u.id, &post);
        if (e == ERR_NOT_FOUND) return OK;
        TRY(e);
    }
    *ret = post_id_eq(post.id, h->post);
    return OK;
}

/* When the person's next holding begins: his old ones end then, else on the effective day. */
static struct moment next_begin(const struct import_run *run, const size_t *order, size_t n)
{
    const struct import_row *r = run->rows.v;
    for (size_t i = 0; i < n; i++) {
        const struct person_in *p = r[order[i]].parsed;
        if (p->holds && p->kind == HOLDING_REGULAR && !holding_id_is_set(p->matched) &&
            p->span.from.ms > run->effective.ms)
            return p->span.from;
    }
    return run->effective;
}

static err_t end_holding(struct import_run *run, const struct import_row *row,
                         const struct holding_row *h, struct moment at, struct fault *why)
{
    if (h->until.ms <= at.ms) return OK; /* ends by itself */
    if (h->from.ms >= at.ms)
        TRY(org_holding_void(run->db, &run->o->by, h->id, why));
    else
        TRY(org_holding_end(run->db, &run->o->by, h->id, at, why));
    return import_did(run, IMPORT_END, IMPORT_HOLDING, row, import_person_label(run, row));
}

static err_t believed(struct import_run *run, struct person_id person_held, struct org_list *list)
{
    struct rows r ROWS_CLEANUP =
        db_query(run->db, SQL_HOLDINGS_OF_PERSON_OVER, P_I64("person", person_held.v),
                 P_I64("from", run->effective.ms), P_I64("until", INT64_MAX));
    while (rows_next(&r)) {
        struct holding_row *h = org_list_add(run->a, list, sizeof *h);
        if (!h) return ERR_NOMEM;
        h->id.v = rows_i64(&r, "id");
        h->person = person_held;
        h->post.v = rows_i64_or(&r, "post", 0);
        if (!holding_kind_parse(rows_str(&r, "kind"), &h->kind)) return ERR_CORRUPT;
        h->from.ms = rows_i64(&r, "valid_from");
        h->until.ms = rows_i64(&r, "valid_until");
    }
    return rows_end(&r);
}

static err_t end_unlisted(struct import_run *run, const size_t *order, size_t n,
                          struct person_id id, struct fault *why)
{
    struct org_list list = {0};
    struct import_row *r = run->rows.v;
    TRY(believed(run, id, &list));
    struct holding_row *h = list.v;
    for (size_t k = 0; k < list.n; k++) {
        for (size_t i = 0; i < n && h[k].id.v; i++) {
            bool yes;
            TRY(matches(run, &r[order[i]], &h[k], &yes));
            if (!yes) continue;
            struct person_in *p = r[order[i]].parsed;
            p->matched = h[k].id;
            h[k].id = holding_id(0);
            TRY(import_did(run, IMPORT_UNCHANGED, IMPORT_HOLDING, &r[order[i]], ""));
        }
    }
    struct moment at = next_begin(run, order, n);
    for (size_t k = 0; k < list.n; k++) {
        if (h[k].id.v) TRY(end_holding(run, &r[order[0]], &h[k], at, why));
    }
    return OK;
}

/* A row without a holding but with a last day: the person leaves. */
static err_t leave(struct import_run *run, const struct import_row *row, struct person_id id,
                   struct fault *why)
{
    const struct person_in *p = row->parsed;
    struct person_row now;
    if (p->holds || p->span.until.ms == INT64_MAX) return OK;
    TRY(org_person_by_number(run->db, run->a, row->cell[NUMBER], &now));
    if (now.until.ms == p->span.until.ms) return OK;
    TRY(org_person_end(run->db, &run->o->by, id, p->span.until, why));
    return import_did(run, IMPORT_END, IMPORT_PERSON, row, import_person_label(run, row));
}

static err_t first_rows(struct import_run *run, const size_t *order, size_t n, struct moment from,
                        struct fault *why)
{
    struct import_row *r = run->rows.v;
    struct person_id id;
    TRY(person(run, &r[order[0]], from, &id, why));
    for (size_t i = 0; i < n; i++) ((struct person_in *)r[order[i]].parsed)->person = id;
    const struct person_in *head = r[order[0]].parsed;
    if (head->holds || head->span.until.ms == INT64_MAX) TRY(end_unlisted(run, order, n, id, why));
    return leave(run, &r[order[0]], id, why);
}

/* A person in doubt goes no further, but what else is wrong in the rows is told at once. */
static err_t check_units(struct import_run *run, const size_t *order, size_t n)
{
    const struct import_row *r = run->rows.v;
    for (size_t i = 0; i < n; i++) {
        const struct import_row *row = &r[order[i]];
        const struct person_in *p = row->parsed;
        struct unit_row u;
        struct fault why = {0};
        if (!p->faulty && row->cell[UNIT].n)
            TRY(import_fault(run, row, import_person_unit(run, row, &u, &why), &why));
    }
    return OK;
}

err_t import_person_first(struct import_run *run, const size_t *order, size_t n)
{
    struct import_row *r = run->rows.v;
    bool ok = true;
    struct moment from = MOMENT_OPEN;
    TRY(check_same_person(run, order, n, &ok));
    for (size_t i = 0; i < n; i++) {
        struct person_in *p = r[order[i]].parsed;
        ok = ok && !p->faulty;
        if (p->span.from.ms < from.ms) from = p->span.from;
    }
    if (!ok) TRY(check_units(run, order, n));
    struct fault why = {0};
    err_t e = ok ? first_rows(run, order, n, from, &why) : OK;
    if (e == OK && ok) return OK;
    for (size_t i = 0; i < n; i++) ((struct person_in *)r[order[i]].parsed)->faulty = true;
    return import_fault(run, &r[order[0]], e, &why);
}

/* --- second pass --- */

static struct post_told post_told(const struct import_row *row, struct unit_id unit,
                                  const struct post_row *was)
{
    const struct person_in *p = row->parsed;
    struct post_told t = {.unit = unit,
                          .title = row->cell[TITLE],
                          .charges = row->cell[CHARGES],
                          .title_en = row->cell[TITLE_EN],
                          .managerial = p->managerial};
    t.kind = str_z(p->post_kind ? p->post_kind : was ? was->kind : "staff");
    if (!was) return t;
    if (!t.charges.n) t.charges = str_z(was->charges);
    if (!t.title_en.n) t.title_en = str_z(was->title_en);
    if (!p->says_managerial) t.managerial = was->managerial;
    t.sort = was->sort;
    return t;
}

static bool same_post(const struct post_row *was, const struct post_told *t)
{
    return str_eqz(t->kind, was->kind) && str_eqz(t->charges, was->charges) &&
           str_eqz(t->title_en, was->title_en) && t->managerial == was->managerial;
}

static err_t post(struct import_run *run, const struct import_row *row, struct post_id *ret,
                  struct fault *why)
{
    const struct person_in *p = row->parsed;
    struct unit_row unit;
    struct post_row was;
    struct org_span span = {p->span.from, MOMENT_OPEN};
    TRY(import_person_unit(run, row, &unit, why));
    err_t e = import_person_post(run, row, unit.id, &was);
    const char *label = arena_printf(run->a, "%s %.*s", unit.name, STR_ARG(row->cell[TITLE]));
    if (!label) return ERR_NOMEM;
    if (e == ERR_NOT_FOUND) {
        struct post_told t = post_told(row, unit.id, NULL);
        span.until = unit.until;
        TRY(org_post_add(run->db, &run->o->by, &t, span, ret, why));
        return import_did(run, IMPORT_ADD, IMPORT_POST, row, label);
    }
    TRY(e);
    *ret = was.id;
    struct post_told t = post_told(row, unit.id, &was);
    if (same_post(&was, &t)) return OK;
    span.until = was.until;
    TRY(org_post_change(run->db, &run->o->by, was.id, &t, span, why));
    return import_did(run, IMPORT_CHANGE, IMPORT_POST, row, label);
}

static err_t start(struct import_run *run, const struct import_row *row, struct fault *why)
{
    const struct person_in *p = row->parsed;
    struct holding_told t = {p->person, post_id(0), p->kind};
    struct holding_id id;
    if (row->cell[UNIT].n) TRY(post(run, row, &t.post, why));
    if (holding_id_is_set(p->matched)) return OK;
    TRY(org_holding_start(run->db, &run->o->by, &t, p->span, &id, why));
    return import_did(run, IMPORT_ADD, IMPORT_HOLDING, row, import_person_label(run, row));
}

err_t import_person_second(struct import_run *run, const struct import_row *row)
{
    const struct person_in *p = row->parsed;
    struct fault why = {0};
    if (p->faulty || !p->holds) return OK;
    return import_fault(run, row, start(run, row, &why), &why);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What is due to be erased and what was: for those who answer for it, and for audit.
 */
#include <inttypes.h>
#include <string.h>

#include "office/erase_parts.h"
#include "office/job.h"
#include "office/views.h"

enum { PAGE = 50 };

/* Whose records: every division's, or these. */
struct scope {
    bool all;
    struct unit_id divisions[16];
    size_t n;
};

static err_t scope_of(const struct show *s, struct person_id viewer, struct scope *ret)
{
    struct role_holder *v;
    size_t n;
    *ret = (struct scope){.all = false};
    TRY(org_roles_of(s->w->db, s->w->office->catalogue, s->w->arena, viewer, s->w->as_of, &v, &n));
    for (size_t i = 0; i < n; i++) {
        if (matters_role_sees_all(v[i].role)) ret->all = true;
        bool seen = !matters_role_of_division(v[i].role) || !unit_id_is_set(v[i].unit);
        for (size_t k = 0; k < ret->n && !seen; k++)
            seen = unit_id_eq(ret->divisions[k], v[i].unit);
        if (!seen && ret->n < ARRAY_LEN(ret->divisions)) ret->divisions[ret->n++] = v[i].unit;
    }
    return ret->all || ret->n ? OK : ERR_DENIED;
}

/* --- due --------------------------------------------------------------------------------- */

struct listing {
    const struct show *s;
    struct person_id viewer;
    struct erase_holds holds;
    struct jo list;
    size_t n;
    bool more;
};

static const struct procedure *procedure_of(struct listing *x, struct str name)
{
    const char *z = arena_strdup(x->s->w->arena, name);
    return z ? catalogue_procedure(x->s->w->office->catalogue, z) : NULL;
}

static void show_head(struct listing *x, struct jo *o, struct rows *r)
{
    struct str name = rows_str(r, "procedure");
    show_matter_head(x->s, o, procedure_of(x, name), arena_strdup(x->s->w->arena, name),
                     rows_i64(r, "id"), rows_i64_or(r, "fiscal_year", 0),
                     rows_i64_or(r, "number", 0), unit_id(rows_i64_or(r, "division", 0)));
    show_unit(x->s, o, "division", unit_id(rows_i64_or(r, "division", 0)));
    show_person(x->s, o, "applicant", person_id(rows_i64_or(r, "applicant", 0)));
}

/* Nobody decides on what they asked for or entered; what is held or in use stays. */
static err_t show_may(struct listing *x, struct jo *o, struct rows *r)
{
    struct matter_id id = matter_id(rows_i64(r, "id"));
    struct unit_id division = unit_id(rows_i64_or(r, "division", 0));
    struct role_holder as;
    bool in_use, held = erase_is_held(&x->holds, id, division);
    struct matter *m = NULL;
    TRY(kernel_load(x->s->w->db, x->s->w->arena, id, &m, NULL));
    bool own = erase_is_own(m, person_id(rows_i64_or(r, "applicant", 0)), x->viewer);
    TRY(erase_in_use(x->s->w, id, &in_use));
    err_t e = erase_seat(x->s->w, x->viewer, division, &as);
    if (e != OK && e != ERR_DENIED) return e;
    jo_bool(o, "held", held);
    jo_bool(o, "in_use", in_use);
    jo_bool(o, "own", own && e == OK);
    jo_bool(o, "can", e == OK && !held && !in_use && !own);
    return OK;
}

static err_t show_due_row(struct listing *x, struct rows *r)
{
    struct jo o = jo_object();
    uint16_t years = (uint16_t)rows_i64(r, "retention_years");
    struct moment changed = {rows_i64(r, "changed")};
    const struct procedure *p = procedure_of(x, rows_str(r, "procedure"));
    show_head(x, &o, r);
    show_time(x->s, &o, "changed", changed);
    show_time(x->s, &o, "until", retention_until(changed, years));
    jo_i64(&o, "years", years);
    jo_str(&o, "article", p && p->retention.articles.n ? p->retention.articles.v[0].text : NULL);
    err_t e = show_may(x, &o, r);
    jo_add(&x->list, o);
    return e;
}

static err_t due_of_term(struct listing *x, int64_t years, struct unit_id division)
{
    struct work *w = x->s->w;
    struct moment before = retention_cutoff(w->now, (uint16_t)years);
    struct rows r ROWS_CLEANUP =
        db_query(w->db, SQL_RETENTION_OVER, P_I64("years", years), P_I64("before", before.ms),
                 P_I64("after", 0), P_I64_OPT("division", unit_id_is_set(division), division.v),
                 P_I64("n", ERASE_AT_ONCE + 1));
    while (rows_next(&r)) {
        if (x->n == ERASE_AT_ONCE) {
            x->more = true;
            break;
        }
        x->n++;
        TRY(show_due_row(x, &r));
    }
    return x->more ? OK : rows_end(&r);
}

static err_t due_of(struct listing *x, struct unit_id division)
{
    int64_t terms[100];
    size_t n = 0;
    struct rows r ROWS_CLEANUP = db_query(x->s->w->db, SQL_RETENTION_TERMS);
    while (n < ARRAY_LEN(terms) && rows_next(&r)) terms[n++] = rows_i64(&r, "retention_years");
    TRY(rows_end(&r));
    for (size_t i = 0; i < n && !x->more; i++) TRY(due_of_term(x, terms[i], division));
    return OK;
}

static err_t show_due(const struct show *s, struct person_id viewer, const struct scope *scope,
                      struct jo *o)
{
    struct listing x = {.s = s, .viewer = viewer, .list = jo_array()};
    err_t e = erase_holds(s->w->db, s->w->arena, s->w->now, &x.holds);
    if (e == OK && scope->all) e = due_of(&x, unit_id(0));
    for (size_t i = 0; e == OK && !scope->all && i < scope->n; i++)
        e = due_of(&x, scope->divisions[i]);
    bool can = false;
    size_t i;
    json_t *row;
    json_array_foreach(x.list.v, i, row) can = can || json_is_true(json_object_get(row, "can"));
    jo_put(o, "due", x.list);
    jo_bool(o, "due_more", x.more);
    jo_bool(o, "can", can);
    jo_bool(o, "holding", x.holds.n > 0);
    return e;
}

/* --- erased ------------------------------------------------------------------------------ */

static void show_erased_row(struct listing *x, struct rows *r)
{
    struct jo o = jo_object();
    struct act_role role = {arena_strdup(x->s->w->arena, rows_str(r, "role")),
                            unit_id(rows_i64_or(r, "unit", 0)), info_system_id(0)};
    struct str rule = rows_str(r, "rule");
    show_head(x, &o, r);
    show_time(x->s, &o, "at", (struct moment){rows_i64(r, "at")});
    show_time(x->s, &o, "until", (struct moment){rows_i64(r, "until_at")});
    show_person(x->s, &o, "by", person_id(rows_i64(r, "person")));
    show_role(x->s, &o, "role", &role);
    jo_i64(&o, "years", rows_i64(r, "years"));
    jo_str(&o, "article", rule.p ? arena_strdup(x->s->w->arena, rule) : NULL);
    jo_i64(&o, "contents", rows_i64(r, "contents"));
    jo_i64(&o, "files", rows_i64(r, "files"));
    jo_add(&x->list, o);
}

struct mark { /* the last row of the page before */
    int64_t at, matter;
};

static err_t erased_of(struct listing *x, struct unit_id division, struct mark before,
                       struct mark *last)
{
    struct rows r ROWS_CLEANUP = db_query(
        x->s->w->db, SQL_ERASED_LIST, P_I64("before_at", before.at), P_I64("before", before.matter),
        P_I64_OPT("division", unit_id_is_set(division), division.v), P_I64("n", PAGE + 1));
    while (rows_next(&r)) {
        if (x->n++ == PAGE) {
            x->more = true;
            break;
        }
        *last = (struct mark){rows_i64(&r, "at"), rows_i64(&r, "id")};
        show_erased_row(x, &r);
    }
    return x->more ? OK : rows_end(&r);
}

static err_t read_mark(struct str text, struct mark *ret)
{
    struct str rest = text, at = str_cut(&rest, '-');
    *ret = (struct mark){INT64_MAX, INT64_MAX};
    if (text.n == 0) return OK;
    if (!rest.p || str_to_i64(at, &ret->at) != OK || str_to_i64(rest, &ret->matter) != OK)
        return ERR_NOT_FOUND;
    return OK;
}

/* With several divisions of one's own, the newest of each; further pages only where it is one. */
static err_t show_erased(const struct show *s, const struct scope *scope, struct str before,
                         struct jo *o)
{
    struct listing x = {.s = s, .list = jo_array()};
    struct mark from, last = {0, 0};
    err_t e = read_mark(before, &from);
    if (e == OK && scope->all) e = erased_of(&x, unit_id(0), from, &last);
    for (size_t i = 0; e == OK && !scope->all && i < scope->n && !x.more; i++)
        e = erased_of(&x, scope->divisions[i], from, &last);
    bool paged = x.more && (scope->all || scope->n == 1);
    jo_put(o, "erased", x.list);
    jo_str(o, "next",
           paged ? arena_printf(s->w->arena, "/erasures?before=%" PRId64 "-%" PRId64, last.at,
                                last.matter)
                 : NULL);
    return e;
}

err_t erase_show(const struct show *s, struct jo *o, const char *key, bool *ret_is)
{
    struct erased_row row = {.years = 0};
    TRY(kernel_erased(s->w->db, s->w->arena, s->w->m->id, &row, ret_is));
    jo_set(o, key, json_null());
    if (!*ret_is) return OK;
    struct jo one = jo_object();
    show_time(s, &one, "at", row.at);
    show_time(s, &one, "until", row.until);
    show_person(s, &one, "by", row.person);
    show_role(s, &one, "role", &row.role);
    jo_i64(&one, "years", row.years);
    jo_str(&one, "article", row.rule);
    jo_i64(&one, "contents", row.contents);
    jo_i64(&one, "files", row.files);
    jo_put(o, key, one);
    return OK;
}

/* When backups whose term had ended were last deleted, and how many. */
static err_t show_pruned(const struct show *s, struct jo *o)
{
    struct rows r ROWS_CLEANUP = db_query(s->w->db, SQL_BACKUPS_PRUNED_LAST);
    jo_set(o, "pruned", json_null());
    if (!rows_next(&r)) return rows_end(&r);
    struct str envelope = rows_str(&r, "envelope");
    json_t *e = json_loadb(envelope.p, envelope.n, 0, NULL);
    if (!e) return ERR_NOMEM;
    struct jo one = jo_object();
    jo_i64(&one, "backups", (int64_t)json_array_size(json_object_get(e, "digests")));
    show_time(s, &one, "at", (struct moment){json_integer_value(json_object_get(e, "at"))});
    json_decref(e);
    jo_put(o, "pruned", one);
    return rows_end(&r);
}

err_t erase_view(const struct office *office, struct person_id viewer, struct str before,
                 enum lang lang, json_t **ret)
{
    struct view v VIEW_CLEANUP;
    struct scope scope;
    TRY(view_begin(&v, office, viewer, lang));
    TRY(scope_of(&v.s, viewer, &scope));
    struct jo o = jo_object();
    err_t e = show_due(&v.s, viewer, &scope, &o);
    if (e == OK) e = show_erased(&v.s, &scope, before, &o);
    if (e == OK) e = show_pruned(&v.s, &o);
    if (e != OK) {
        jo_release(&o);
        return e;
    }
    return view_end(&v, &o, ret);
}

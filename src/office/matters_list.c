/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists: what waits for me, what I asked for, what concerns me.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "office/job.h"
#include "office/org_row.h"
#include "office/sod.h"
#include "office/views.h"

enum { PAGE = 50, INBOX = 200, SEATS_MAX = 1 << 16 };

/* --- rows --- */

static const struct procedure *procedure_of(const struct show *s, struct str name)
{
    const char *z = arena_strdup(s->w->arena, name);
    return z ? catalogue_procedure(s->w->office->catalogue, z) : NULL;
}

static void show_state_name(const struct show *s, struct jo *o, const struct procedure *p,
                            struct str name)
{
    enum matter_state st;
    bool known = matter_state_parse(name, &st);
    jo_str(o, "state", known ? matter_state_name(st) : NULL);
    jo_str(o, "state_text", known ? show_state_of(s, p, st) : NULL);
}

static struct moment moment_or_none(struct rows *r, const char *column)
{
    return (struct moment){rows_i64_or(r, column, 0)};
}

/* What it is about, as last submitted; a list of equal titles tells nobody anything. */
static const struct procedure *show_head_row(const struct show *s, struct jo *o, struct rows *r,
                                             const char *id_column, json_t **ret_fields)
{
    struct str name = rows_str(r, "procedure");
    const struct procedure *p = procedure_of(s, name);
    struct matter_id id = matter_id(rows_i64(r, id_column));
    show_matter_head(s, o, p, arena_strdup(s->w->arena, name), id.v,
                     rows_i64_or(r, "fiscal_year", 0), rows_i64_or(r, "number", 0),
                     unit_id(rows_i64_or(r, "division", 0)));
    json_t *fields = p ? show_fields_of(s, id) : NULL;
    jo_str(o, "gist", p && fields ? show_gist(s, p, fields) : NULL);
    if (ret_fields)
        *ret_fields = fields;
    else
        json_decref(fields);
    return p;
}

void matters_show_row(const struct show *s, struct jo *list, struct rows *r)
{
    struct jo o = jo_object();
    (void)matters_show_row_into(s, &o, r, NULL);
    jo_add(list, o);
}

const struct procedure *matters_show_row_into(const struct show *s, struct jo *o, struct rows *r,
                                              json_t **ret_fields)
{
    const struct procedure *p = show_head_row(s, o, r, "id", ret_fields);
    show_state_name(s, o, p, rows_str(r, "state"));
    jo_bool(o, "overdue", rows_bool(r, "overdue"));
    jo_bool(o, "sent_back", str_eqz(rows_str(r, "state"), "sent_back"));
    show_person(s, o, "applicant", person_id(rows_i64_or(r, "applicant", 0)));
    show_time(s, o, "opened", moment_or_none(r, "opened"));
    show_time(s, o, "from", moment_or_none(r, "from_at"));
    show_time(s, o, "until", moment_or_none(r, "until_at"));
    return p;
}

static void show_duty_row(const struct show *s, struct jo *list, struct rows *r, const char *why)
{
    struct jo o = jo_object();
    enum act_kind act = ACT_REMARK;
    struct str step = rows_str(r, "step");
    bool known = act_kind_parse(rows_str(r, "act"), &act);
    (void)show_head_row(s, &o, r, "matter", NULL);
    int64_t no = rows_i64(r, "no"), matter = rows_i64(r, "matter");
    jo_i64(&o, "duty", no);
    jo_str(&o, "act", known ? act_kind_name(act) : NULL);
    jo_str(&o, "href", arena_printf(s->w->arena, "/matters/%" PRId64 "#duty-%" PRId64, matter, no));
    const struct procedure *p = procedure_of(s, rows_str(r, "procedure"));
    const char *name = arena_strdup(s->w->arena, step);
    const struct step *st = p && name ? procedure_step(p, name) : NULL;
    jo_str(&o, "word",
           st && st->act == act && st->word.ja ? show_text(s, st->word)
           : known                             ? show_act(s, act)
                                               : NULL);
    struct act_role role = {arena_strdup(s->w->arena, rows_str(r, "role")),
                            unit_id(rows_i64_or(r, "unit", 0)),
                            info_system_id(rows_i64_or(r, "info_system", 0))};
    show_role(s, &o, "role",
              rows_is_null(r, "role") ? &(struct act_role){.role = "applicant"} : &role);
    show_person(s, &o, "applicant", person_id(rows_i64_or(r, "applicant", 0)));
    struct moment due = moment_or_none(r, "due");
    show_time(s, &o, "opened", moment_or_none(r, "opened"));
    show_time(s, &o, "due", due);
    jo_bool(&o, "overdue", rows_bool(r, "overdue") || (due.ms && due.ms < s->w->now.ms));
    char clock[60];
    snprintf(clock, sizeof clock, "%.*s", STR_ARG(rows_str(r, "clock")));
    const struct clock_word *c = catalogue_clock(s->w->office->catalogue, clock);
    jo_str(&o, "clock", c && c->kind == CLOCK_SPEED ? show_text(s, c->label) : NULL);
    jo_bool(&o, "as_deputy", role_why_is_deputy(why));
    jo_add(list, o);
}

/* --- the inbox --- */

/* Everything that waits for somebody: rows of open duties, and by which seat they are his. */
struct inbox {
    const struct show *s;
    struct person_id viewer;
    const struct role_holder *roles;
    size_t n_roles;
    struct org_list seats; /* of struct role_holder: his own, and those he deputises now */
    struct rows duties, mine;
};

static void release_inbox(struct inbox *x)
{
    rows_release(&x->duties);
    rows_release(&x->mine);
}

static err_t add_seat(struct inbox *x, const struct role_holder *h)
{
    struct role_holder *seat = org_list_add(x->s->w->arena, &x->seats, sizeof *seat);
    if (!seat) return ERR_NOMEM;
    *seat = *h;
    return OK;
}

static bool same_seat(const struct role_holder *a, const struct role_holder *b)
{
    return strcmp(a->role, b->role) == 0 && a->unit.v == b->unit.v &&
           a->info_system.v == b->info_system.v;
}

/* The deputy of an absent manager answers that manager's duties (10の2(3)). */
static err_t add_principals(struct inbox *x, const struct role_holder *h)
{
    struct work *w = x->s->w;
    const struct catalogue *c = w->office->catalogue;
    for (size_t i = 0; i < catalogue_n_roles(c); i++) {
        const struct role *r = catalogue_role_at(c, i);
        if (!r->deputy || strcmp(r->deputy, h->role) != 0) continue;
        struct role_of of = {r->name, h->unit, h->info_system};
        struct role_holder as;
        err_t e = org_holds_role(w->db, c, w->arena, h->person, of, w->as_of, &as);
        if (e == ERR_DENIED) continue;
        TRY(e);
        as.role = r->name;
        as.unit = h->unit;
        TRY(add_seat(x, &as));
    }
    return OK;
}

static err_t find_seats(struct inbox *x)
{
    struct role_holder *roles;
    struct work *w = x->s->w;
    size_t n;
    TRY(org_roles_of(w->db, w->office->catalogue, w->arena, x->viewer, w->as_of, &roles, &n));
    x->roles = roles;
    x->n_roles = n;
    for (size_t i = 0; i < n; i++) {
        bool seen = false;
        for (size_t k = 0; k < i && !seen; k++) seen = same_seat(&roles[i], &roles[k]);
        if (seen) continue;
        TRY(add_seat(x, &roles[i]));
        bool deputised = false;
        for (size_t k = 0; k < n && !deputised; k++)
            deputised = strcmp(roles[k].role, "security_manager") == 0 &&
                        roles[k].unit.v == roles[i].unit.v;
        if (!deputised) TRY(add_principals(x, &roles[i]));
    }
    return OK;
}

/* [["security_manager",12,0],...] as SQL_DUTIES_OPEN takes them. */
static err_t seats_text(const struct inbox *x, struct sb *b)
{
    const struct role_holder *v = x->seats.v;
    struct json j;
    json_init(&j, b);
    json_array_begin(&j);
    for (size_t i = 0; i < x->seats.n; i++) {
        json_array_begin(&j);
        json_strz(&j, v[i].role);
        json_i64(&j, v[i].unit.v);
        json_i64(&j, v[i].info_system.v);
        json_array_end(&j);
    }
    json_array_end(&j);
    return json_end(&j);
}

/* Ask for all rows, and look up at once what they are about. */
static err_t open_inbox(struct inbox *x)
{
    struct work *w = x->s->w;
    SB_CLEANUP struct sb seats;
    struct known *k = work_known(w);
    struct known_ids ids = {0};
    sb_init(&seats, SEATS_MAX);
    if (!k) return ERR_NOMEM;
    TRY(find_seats(x));
    TRY(seats_text(x, &seats));
    x->duties = db_query(w->db, SQL_DUTIES_OPEN, P_STR("seats", sb_str(&seats)),
                         P_I64("person", x->viewer.v), P_I64("n", INBOX + 1));
    TRY(known_gather(k, &x->duties, "matter", &ids));
    x->mine = db_query(w->db, SQL_MATTERS_OF_APPLICANT_OPEN, P_I64("person", x->viewer.v));
    TRY(known_gather(k, &x->mine, "id", &ids));
    return known_look_up_matters(k, ids.v, ids.n);
}

/* May the viewer decide in the place of an applicant who holds the deciding post, by the reading
 * alternate_decider (14)? */
static err_t is_alternate(const struct show *s, struct rows *r, struct person_id viewer, bool *ret)
{
    struct work *w = s->w;
    struct person_id applicant = person_id(rows_i64_or(r, "applicant", 0));
    struct sod_case c = {matter_id(rows_i64(r, "matter")), &applicant, 1};
    const char *role = arena_strdup(w->arena, rows_str(r, "role"));
    if (!role) return ERR_NOMEM;
    struct role_of of = {role, unit_id(rows_i64_or(r, "unit", 0)),
                         info_system_id(rows_i64_or(r, "info_system", 0))};
    struct role_holder *v;
    size_t n;
    bool blocked;
    *ret = false;
    TRY(sod_deciders(w->db, w->office->catalogue, w->arena, &c, of, w->as_of, &v, &n, &blocked));
    for (size_t i = 0; i < n; i++)
        *ret = *ret || (v[i].person.v == viewer.v && role_why_is_alternate(v[i].why));
    return OK;
}

/* Only who holds the alternate's role may be one. */
static bool holds_named(const struct inbox *x, const char *role)
{
    for (size_t i = 0; i < x->n_roles; i++) {
        if (strcmp(x->roles[i].role, role) == 0) return true;
    }
    return false;
}

static err_t duties_as_alternate(const struct inbox *x, struct jo *list)
{
    const struct show *s = x->s;
    const char *choice;
    TRY(work_reading(s->w, "alternate_decider", &choice));
    if (!catalogue_role(s->w->office->catalogue, choice) || !holds_named(x, choice)) return OK;
    struct rows r ROWS_CLEANUP =
        db_query(s->w->db, SQL_DUTIES_OPEN_OF_APPLICANTS_OWN, P_I64("now", s->w->now.ms));
    while (rows_next(&r)) {
        bool yes;
        TRY(is_alternate(s, &r, x->viewer, &yes));
        if (yes) show_duty_row(s, list, &r, "alternate");
    }
    return rows_end(&r);
}

/* Those of his seats and his own, most urgent first; *ret_more: there are more than are shown. */
static err_t inbox_duties(struct inbox *x, struct jo *list, bool *ret_more)
{
    const struct role_holder *seats = x->seats.v;
    size_t n = 0;
    *ret_more = false;
    while (rows_next(&x->duties)) {
        *ret_more = n++ == INBOX;
        if (*ret_more) break;
        int64_t seat = rows_i64(&x->duties, "seat");
        if (seat >= (int64_t)x->seats.n) return ERR_BUG;
        show_duty_row(x->s, list, &x->duties, seat < 0 ? NULL : seats[seat].why);
    }
    TRY(rows_end(&x->duties));
    return duties_as_alternate(x, list);
}

static err_t inbox_mine(struct inbox *x, struct jo *list)
{
    while (rows_next(&x->mine)) matters_show_row(x->s, list, &x->mine);
    return rows_end(&x->mine);
}

/* Milliseconds of a moment as show_time wrote it; what has no due time comes last. */
static json_int_t ms_of(const json_t *row, const char *key)
{
    const json_t *ms = json_object_get(json_object_get(row, key), "ms");
    return ms ? json_integer_value(ms) : INT64_MAX;
}

static int by_due(const void *a, const void *b)
{
    static const char *const keys[] = {"due", "opened"};
    const json_t *x = *(json_t *const *)a, *y = *(json_t *const *)b;
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        json_int_t p = ms_of(x, keys[i]), q = ms_of(y, keys[i]);
        if (p != q) return p < q ? -1 : 1;
    }
    json_int_t p = json_integer_value(json_object_get(x, "id"));
    json_int_t q = json_integer_value(json_object_get(y, "id"));
    return (p > q) - (p < q);
}

/* Roles come one after the other; people look for what is due first. */
static err_t sort_duties(struct arena *a, struct jo *list)
{
    size_t n = list->failed ? 0 : json_array_size(list->v);
    if (n < 2) return OK;
    json_t **rows = ARENA_ARRAY(a, json_t *, n);
    struct jo sorted = jo_array();
    if (!rows) sorted.failed = true;
    for (size_t i = 0; rows && i < n; i++) rows[i] = json_array_get(list->v, i);
    if (rows) qsort(rows, n, sizeof *rows, by_due);
    for (size_t i = 0; rows && i < n; i++) jo_add_value(&sorted, json_incref(rows[i]));
    if (sorted.failed) {
        jo_release(&sorted);
        return ERR_NOMEM;
    }
    jo_release(list);
    *list = sorted;
    return OK;
}

err_t matters_inbox_in(const struct show *s, struct person_id viewer, struct jo *o)
{
    __attribute__((cleanup(release_inbox))) struct inbox x = {.s = s, .viewer = viewer};
    TRY(open_inbox(&x));
    struct jo duties = jo_array(), mine = jo_array();
    bool more = false;
    err_t e = inbox_duties(&x, &duties, &more);
    if (e == OK) e = sort_duties(s->w->arena, &duties);
    if (e == OK) e = inbox_mine(&x, &mine);
    show_sort_own(s, &mine);
    jo_i64(o, "count", (int64_t)json_array_size(duties.v));
    jo_bool(o, "more", more);
    jo_put(o, "duties", duties);
    jo_put(o, "mine", mine);
    show_time(s, o, "now", s->w->now);
    return e;
}

err_t matters_inbox(const struct office *office, struct person_id viewer, enum lang lang,
                    json_t **ret)
{
    struct view v VIEW_CLEANUP;
    TRY(view_begin(&v, office, viewer, lang));
    struct jo o = jo_object();
    err_t e = matters_inbox_in(&v.s, viewer, &o);
    if (e == OK) return view_end(&v, &o, ret);
    jo_release(&o);
    return e;
}

/* --- lists of matters --- */

static err_t rows_of_filter(const struct show *s, const char *filter, struct person_id viewer,
                            int64_t before, struct rows *ret)
{
    struct db *db = s->w->db;
    *ret = (struct rows){0};
    if (strcmp(filter, "mine") == 0)
        *ret = db_query(db, SQL_MATTERS_OF_APPLICANT, P_I64("person", viewer.v),
                        P_I64("before", before), P_I64("n", PAGE + 1));
    else if (strcmp(filter, "acted") == 0)
        *ret = db_query(db, SQL_MATTERS_ACTED, P_I64("person", viewer.v), P_I64("before", before),
                        P_I64("n", PAGE + 1));
    else if (strcmp(filter, "division") == 0)
        *ret = db_query(db, SQL_MATTERS_OF_DIVISION, P_I64("division", s->w->division.v),
                        P_I64("before", before), P_I64("n", PAGE + 1));
    else if (strcmp(filter, "all") == 0)
        *ret = db_query(db, SQL_MATTERS_ALL, P_I64("before", before), P_I64("n", PAGE + 1));
    else
        return ERR_NOT_FOUND;
    return OK;
}

/* The division's matters are for those who answer for it; all of them for the prefecture's roles.
 */
static bool filter_allowed(const struct show *s, const char *filter,
                           const struct role_holder *roles, size_t n)
{
    bool division = strcmp(filter, "division") == 0, all = strcmp(filter, "all") == 0;
    if (!division && !all) return true;
    for (size_t i = 0; i < n; i++) {
        if (all && matters_role_sees_all(roles[i].role)) return true;
        bool here = s->w->division.v == 0 || roles[i].unit.v == s->w->division.v;
        if (division && here && matters_role_of_division(roles[i].role)) return true;
    }
    return false;
}

static void show_filters(const struct show *s, struct jo *o, const char *now,
                         const struct role_holder *roles, size_t n)
{
    static const char *const all[] = {"mine", "acted", "division", "all"};
    struct jo list = jo_array();
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        if (!filter_allowed(s, all[i], roles, n)) continue;
        struct jo one = jo_object();
        const char *id = arena_printf(s->w->arena, "matters.filter.%s", all[i]);
        jo_str(&one, "name", all[i]);
        jo_str(&one, "label", id ? tr(s->lang, id) : NULL);
        jo_str(&one, "href", arena_printf(s->w->arena, "/matters?filter=%s", all[i]));
        jo_bool(&one, "current", strcmp(all[i], now) == 0);
        jo_add(&list, one);
    }
    jo_put(o, "filters", list);
}

err_t matters_list(const struct office *office, struct person_id viewer, const char *filter,
                   int64_t before, enum lang lang, json_t **ret)
{
    struct view v VIEW_CLEANUP;
    TRY(view_begin(&v, office, viewer, lang));
    struct role_holder *roles;
    size_t n;
    TRY(org_roles_of(v.db, office->catalogue, &v.arena, viewer, v.w.as_of, &roles, &n));
    if (!filter || !*filter) filter = "mine";
    if (!filter_allowed(&v.s, filter, roles, n)) return ERR_DENIED;
    struct rows r ROWS_CLEANUP = {0};
    TRY(rows_of_filter(&v.s, filter, viewer, before > 0 ? before : INT64_MAX, &r));
    struct known *k = work_known(&v.w);
    if (!k) return ERR_NOMEM;
    TRY(known_matters_in(k, &r, "id"));
    struct jo o = jo_object(), list = jo_array();
    int64_t last = 0;
    size_t shown = 0;
    bool more = false;
    while (rows_next(&r)) {
        if (shown == PAGE) {
            more = true;
            continue;
        }
        last = rows_i64(&r, "id");
        matters_show_row(&v.s, &list, &r);
        shown++;
    }
    err_t e = rows_end(&r);
    jo_put(&o, "matters", list);
    show_filters(&v.s, &o, filter, roles, n);
    jo_str(&o, "filter", filter);
    jo_str(&o, "next",
           more ? arena_printf(&v.arena, "/matters?filter=%s&before=%" PRId64, filter, last)
                : NULL);
    if (e != OK) {
        jo_release(&o);
        return e;
    }
    return view_end(&v, &o, ret);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * An article as work: what the viewer can start, owes, who is late, what proves it.
 */
#include <inttypes.h>
#include <string.h>

#include "base/calendar.h"
#include "base/json.h"
#include "office/article_parts.h"
#include "office/book_reader.h"
#include "office/evidence.h"
#include "office/job.h"
#include "office/starter.h"

enum { NAMES_MAX = 1 << 16, LATE_SHOWN = 20 };

static bool in_list(const struct article_list *l, unsigned article, unsigned branch)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i].article == article && l->v[i].branch == branch) return true;
    return false;
}

bool article_names(const struct procedure *p, unsigned article, unsigned branch)
{
    if (in_list(&p->articles, article, branch)) return true;
    for (size_t i = 0; i < p->n_steps; i++)
        if (in_list(&p->steps[i].articles, article, branch)) return true;
    return p->campaign.present && in_list(&p->campaign.sheet.articles, article, branch);
}

err_t article_scope_of(const struct show *s, struct person_id viewer, struct article_scope *ret)
{
    struct role_holder *v;
    size_t n;
    *ret = (struct article_scope){.viewer = viewer};
    TRY(org_roles_of(s->w->db, s->w->office->catalogue, s->w->arena, viewer, s->w->as_of, &v, &n));
    for (size_t i = 0; i < n; i++) {
        ret->all = ret->all || matters_role_sees_all(v[i].role);
        bool here = v[i].unit.v == s->w->division.v && matters_role_of_division(v[i].role);
        if (here) ret->division = s->w->division;
    }
    return OK;
}

static struct param division_of(const struct article_scope *x)
{
    return (struct param)P_I64_OPT("division", !x->all && unit_id_is_set(x->division),
                                   x->division.v);
}

/* --- late -------------------------------------------------------------------------------- */

/* The procedures that name the article, and their names as the statements take them. */
struct named {
    const struct procedure **v;
    size_t n;
    struct sb names; /* a JSON array */
};

static void named_release(struct named *x)
{
    sb_release(&x->names);
}

static err_t find_named(const struct show *s, const struct coverage_article *c, struct named *ret)
{
    const struct catalogue *cat = s->w->office->catalogue;
    struct json j;
    sb_init(&ret->names, NAMES_MAX);
    ret->v = ARENA_ARRAY(s->w->arena, const struct procedure *, catalogue_n_procedures(cat) + 1);
    if (!ret->v) return ERR_NOMEM;
    json_init(&j, &ret->names);
    json_array_begin(&j);
    for (size_t i = 0; i < catalogue_n_procedures(cat); i++) {
        const struct procedure *p = catalogue_procedure_at(cat, i);
        if (!article_names(p, c->article, c->branch)) continue;
        ret->v[ret->n++] = p;
        json_strz(&j, p->name);
    }
    json_array_end(&j);
    return json_end(&j);
}

static err_t show_late(const struct show *s, struct jo *list, const struct named *x,
                       const struct article_scope *scope)
{
    size_t shown = 0, last = x->n;
    if (!scope->all && !unit_id_is_set(scope->division)) return OK; /* one's own: the inbox */
    struct rows r ROWS_CLEANUP =
        db_query(s->w->db, SQL_ARTICLE_LATE, P_STR("procedures", sb_str(&x->names)),
                 P_I64("now", s->w->now.ms), division_of(scope));
    while (rows_next(&r)) {
        size_t place = (size_t)rows_i64(&r, "place");
        if (place >= x->n) return ERR_BUG;
        shown = place == last ? shown + 1 : 0;
        last = place;
        if (shown >= LATE_SHOWN) continue;
        struct jo o = jo_object();
        struct str name = rows_str(&r, "role");
        struct act_role role = {name.p ? arena_strdup(s->w->arena, name) : "applicant",
                                unit_id(rows_i64_or(&r, "unit", 0)),
                                info_system_id(rows_i64_or(&r, "info_system", 0))};
        jo_str(&o, "title", show_text(s, x->v[place]->title));
        show_role(s, &o, "role", &role);
        jo_i64(&o, "n", rows_i64(&r, "n"));
        show_time(s, &o, "since", (struct moment){rows_i64_or(&r, "since", 0)});
        jo_add(list, o);
    }
    return rows_end(&r);
}

/* --- proof ------------------------------------------------------------------------------- */

static void add_proof(const struct show *s, struct jo *list, const struct procedure *p, int64_t n,
                      struct moment last)
{
    struct jo o = jo_object();
    jo_str(&o, "title", show_text(s, p->title));
    jo_i64(&o, "n", n);
    show_time(s, &o, "last", last);
    jo_add(list, o);
}

/* A division and a person have an index to count by, the whole has its count. */
static struct rows proof_rows(const struct show *s, const struct named *x,
                              const struct article_scope *scope, int32_t fiscal_year)
{
    struct moment since = day_start(calendar_fiscal_year_first(fiscal_year));
    struct db *db = s->w->db;
    struct str names = sb_str(&x->names);
    if (scope->all)
        return db_query(db, SQL_ARTICLE_PROOF, P_STR("procedures", names),
                        P_I64("fiscal_year", fiscal_year));
    if (unit_id_is_set(scope->division))
        return db_query(db, SQL_ARTICLE_PROOF_DIVISION, P_STR("procedures", names),
                        P_I64("since", since.ms), P_I64("division", scope->division.v));
    return db_query(db, SQL_ARTICLE_PROOF_OWN, P_STR("procedures", names), P_I64("since", since.ms),
                    P_I64("applicant", scope->viewer.v));
}

/* A line for each procedure, also where nothing was done. */
static err_t show_proof(const struct show *s, struct jo *list, const struct named *x,
                        const struct article_scope *scope)
{
    size_t next = 0;
    struct rows r ROWS_CLEANUP =
        proof_rows(s, x, scope, calendar_fiscal_year(moment_day(s->w->now)));
    while (rows_next(&r)) {
        size_t place = (size_t)rows_i64(&r, "place");
        if (place >= x->n) return ERR_BUG;
        for (; next < place; next++) add_proof(s, list, x->v[next], 0, (struct moment){0});
        add_proof(s, list, x->v[next++], rows_i64(&r, "n"),
                  (struct moment){rows_i64_or(&r, "last", 0)});
    }
    for (; next < x->n; next++) add_proof(s, list, x->v[next], 0, (struct moment){0});
    return rows_end(&r);
}

static void show_books(const struct show *s, struct jo *list, const struct coverage_article *c)
{
    const struct catalogue *cat = s->w->office->catalogue;
    for (size_t i = 0; i < catalogue_n_books(cat); i++) {
        const struct book *b = catalogue_book_at(cat, i);
        if (!in_list(&b->articles, c->article, c->branch)) continue;
        struct jo o = jo_object();
        jo_str(&o, "title", show_text(s, b->title));
        jo_str(&o, "href", arena_printf(s->w->arena, "/books/%s", b->name));
        jo_add(list, o);
    }
}

/* --- what one can start and owes --------------------------------------------------------- */

static void show_owe(struct jo *list, const json_t *inbox, const struct procedure *p)
{
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(inbox, "duties"), i, row)
    {
        const char *name = json_string_value(json_object_get(row, "procedure"));
        if (name && strcmp(name, p->name) == 0) jo_add_value(list, json_incref(row));
    }
}

err_t article_show_work(const struct show *s, struct jo *o, const struct coverage_article *c,
                        struct person_id viewer, const json_t *inbox)
{
    struct jo start = jo_array(), owe = jo_array(), late = jo_array(), proof = jo_array(),
              books = jo_array();
    struct article_scope scope;
    struct starter st;
    __attribute__((cleanup(named_release))) struct named x = {.n = 0};
    err_t e = article_scope_of(s, viewer, &scope);
    if (e == OK) e = starter_begin(&st, s, viewer);
    if (e == OK) e = find_named(s, c, &x);
    for (size_t i = 0; e == OK && i < x.n; i++) {
        const struct procedure *p = x.v[i];
        bool may = false;
        e = starter_may(&st, p, &may);
        if (may) {
            struct jo one = jo_object();
            starter_show(s, &one, p);
            jo_add(&start, one);
        }
        show_owe(&owe, inbox, p);
    }
    if (e == OK && x.n) e = show_late(s, &late, &x, &scope);
    if (e == OK && x.n) e = show_proof(s, &proof, &x, &scope);
    show_books(s, &books, c);
    if (e == OK)
        e = evidence_show_article(s, o, "evidence", article_key(s, c),
                                  scope.all                        ? EVIDENCE_FOR_ALL
                                  : unit_id_is_set(scope.division) ? EVIDENCE_FOR_MANAGERS
                                                                   : EVIDENCE_FOR_NOBODY);
    jo_put(o, "start", start);
    jo_put(o, "owe", owe);
    jo_put(o, "late", late);
    jo_put(o, "proof", proof);
    jo_put(o, "books", books);
    jo_str(o, "scope",
           tr(s->lang, scope.all                        ? "article.scope.all"
                       : unit_id_is_set(scope.division) ? "article.scope.division"
                                                        : "article.scope.own"));
    return e;
}

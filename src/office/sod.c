/* SPDX-License-Identifier: Apache-2.0 */
#include "office/sod.h"

#include "office/org_find.h"

static bool is_applicant(const struct sod_case *c, struct person_id p)
{
    for (size_t i = 0; i < c->n_applicants; i++) {
        if (person_id_eq(c->applicants[i], p)) return true;
    }
    return false;
}

static bool applies(const struct sod_case *c, struct person_id p)
{
    return is_applicant(c, p) || (person_id_is_set(p) && person_id_eq(c->entered_by, p));
}

/* An exception in force for this very matter, every grant of which came from somebody who is
 * not concerned (14(3): the default reading D014). */
static err_t find_exception(struct db *db, const struct sod_case *c, struct matter_id *ret)
{
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_EXCEPTIONS_IN_FORCE, P_I64("matter", c->matter.v));
    int64_t found = 0, tainted = 0;
    while (rows_next(&r)) {
        int64_t id = rows_i64(&r, "id");
        struct person_id decider = person_id(rows_i64_or(&r, "decider", 0));
        if (!person_id_is_set(decider) || applies(c, decider)) {
            tainted = id;
            if (found == id) found = 0;
        } else if (id != tainted && !found) {
            found = id;
        }
    }
    TRY(rows_end(&r));
    *ret = matter_id(found);
    return OK;
}

err_t sod_check(struct db *db, const struct sod_case *c, struct person_id decider, struct as_of t,
                struct matter_id *ret_exception, struct fault *why)
{
    (void)t; /* an exception counts only while it is in force now */
    struct matter_id exception = {0};
    if (!person_id_is_set(decider)) return fault_set(why, ERR_DENIED, "sod.nobody", NULL);
    if (applies(c, decider)) {
        if (matter_id_is_set(c->matter)) TRY(find_exception(db, c, &exception));
        if (!matter_id_is_set(exception))
            return fault_set(why, ERR_DENIED,
                             is_applicant(c, decider) ? "sod.own_application" : "sod.entered_it",
                             NULL);
    }
    *ret_exception = exception;
    return OK;
}

static err_t others(struct org_find *f, const struct sod_case *c, struct role_of of,
                    const char *prefix, size_t *ret_all)
{
    struct role_holder *h;
    size_t n;
    TRY(org_role_holders(f->db, f->catalogue, f->arena, of, f->t, &h, &n));
    for (size_t i = 0; i < n; i++) {
        if (applies(c, h[i].person)) continue;
        if (prefix) {
            h[i].why = arena_printf(f->arena, "%s:%s", prefix, h[i].why);
            if (!h[i].why) return ERR_NOMEM;
        }
        TRY(org_find_add(f, &h[i]));
    }
    *ret_all = n;
    return OK;
}

err_t sod_deciders(struct db *db, const struct catalogue *cat, struct arena *a,
                   const struct sod_case *c, struct role_of of, struct as_of t,
                   struct role_holder **ret, size_t *ret_n, bool *ret_blocked)
{
    struct org_find f = {.db = db, .catalogue = cat, .arena = a, .t = t};
    size_t holders, alternates;
    TRY(others(&f, c, of, NULL, &holders));
    bool only_applicants = holders > 0 && f.found.n == 0;
    if (only_applicants) {
        const char *choice;
        TRY(org_reading(db, cat, a, "alternate_decider", t, &choice));
        if (choice && catalogue_role(cat, choice)) {
            const char *prefix = arena_printf(a, "alternate:%s", choice);
            if (!prefix) return ERR_NOMEM;
            struct role_of alternate = {choice, of.unit, of.info_system};
            TRY(others(&f, c, alternate, prefix, &alternates));
        }
    }
    *ret = f.found.v;
    *ret_n = f.found.n;
    *ret_blocked = only_applicants && f.found.n == 0;
    return OK;
}

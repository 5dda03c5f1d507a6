/* SPDX-License-Identifier: Apache-2.0
 *
 * What the references in forms name: entries, people, units, systems, matters. Units go by their
 * code and people by their number, in lists too, so that "12" never means two things; an entry
 * that was chosen from a list comes as "#12", one that was typed as the number on the medium.
 */
#include <string.h>

#include "office/job.h"
#include "office/seen.h"

static err_t find_entry(struct work *w, const struct field *f, struct str text, int64_t *ret)
{
    int64_t id;
    if (text.n > 1 && text.p[0] == '#' &&
        id_parse(str_skip(text, 1), &id) == OK) { /* chosen from the list */
        struct rows r ROWS_CLEANUP = db_query(w->db, SQL_ENTRY_BY_ID, P_I64("entry", id));
        bool found = rows_next(&r) && str_eqz(rows_str(&r, "book"), f->book);
        TRY(rows_end(&r));
        if (!found) return ERR_NOT_FOUND;
        *ret = id;
        return OK;
    }
    /* A number as it stands on the medium: one's own division first, then anywhere if unique. */
    err_t e = db_get_i64(w->db, ret, SQL_ENTRY_BY_KEY_OF_KEEPER, P_STR("book", str_z(f->book)),
                         P_I64("keeper", w->division.v), P_STR("key", text));
    if (e != ERR_NOT_FOUND) return e;
    struct rows r ROWS_CLEANUP =
        db_query(w->db, SQL_ENTRIES_BY_KEY, P_STR("book", str_z(f->book)), P_STR("key", text));
    size_t n = 0;
    while (rows_next(&r)) {
        if (n++ == 0) *ret = rows_i64(&r, "id");
    }
    TRY(rows_end(&r));
    return n == 0 ? ERR_NOT_FOUND : n == 1 ? OK : ERR_EXISTS;
}

/* By the number they sign in with; who has left is not found. */
static err_t find_person(struct work *w, struct str text, int64_t *ret)
{
    struct person_row p;
    TRY(org_person_by_number(w->db, w->arena, text, &p));
    TRY(org_person(w->db, w->arena, p.id, w->as_of, &p));
    *ret = p.id.v;
    return OK;
}

static err_t find_unit(struct work *w, const struct field *f, struct str text, int64_t *ret)
{
    struct unit_row u;
    TRY(org_unit_by_code(w->db, w->arena, text, w->as_of, &u));
    if (f->type != FIELD_UNIT && u.division.v != u.id.v) return ERR_DENIED;
    *ret = u.id.v;
    return OK;
}

static err_t find_system(struct work *w, struct str text, int64_t *ret)
{
    struct info_system_row s;
    if (id_parse(text, ret) != OK) return ERR_NOT_FOUND;
    return org_info_system(w->db, w->arena, info_system_id(*ret), w->as_of, &s);
}

/* One that the person may see: else references would tell what there is, and mark it. */
/* The number, or the address of the matter's page as one copies it: .../matters/167?done=opened */
struct str work_find_matter_number(struct str text)
{
    static const char before[] = "/matters/";
    for (struct str rest = text; rest.n >= sizeof before - 1; rest = str_skip(rest, 1)) {
        if (!str_starts(rest, STR("/matters/"))) continue;
        struct str after = str_skip(rest, sizeof before - 1);
        size_t n = 0;
        while (n < after.n && after.p[n] >= '0' && after.p[n] <= '9') n++;
        return str_head(after, n);
    }
    return str_starts(text, STR("#")) ? str_skip(text, 1) : text;
}

static err_t find_matter(struct work *w, const struct field *f, struct str text, int64_t *ret)
{
    struct faults bad = {.n = 0};
    struct fault why;
    struct work other WORK_CLEANUP = {.bad = &bad, .why = &why};
    if (id_parse(work_find_matter_number(text), ret) != OK) return ERR_NOT_FOUND;
    TRY(work_begin(&other, w->office, w->db, w->arena, &w->actor, unit_id(0)));
    TRY(work_load(&other, matter_id(*ret)));
    if (f->procedure && strcmp(other.proc->name, f->procedure) != 0) return ERR_NOT_FOUND;
    return matters_may_see(&other, w->actor.person);
}

/* A version of the catalogue that was handed in, by its number here. */
static err_t find_version(struct work *w, struct str text, int64_t *ret)
{
    if (id_parse(text, ret) != OK) return ERR_NOT_FOUND;
    struct rows r ROWS_CLEANUP = db_query(w->db, SQL_CATALOGUE_VERSION_BY_ID, P_I64("id", *ret));
    bool found = rows_next(&r);
    TRY(rows_end(&r));
    return found ? OK : ERR_NOT_FOUND;
}

static err_t find_reference(void *ctx, const struct field *f, struct str text, int64_t *ret)
{
    struct work *w = ctx;
    switch (f->type) {
    case FIELD_ENTRIES:
    case FIELD_ENTRY:
        return find_entry(w, f, text, ret);
    case FIELD_PERSON:
        return find_person(w, text, ret);
    case FIELD_DIVISION:
    case FIELD_DIVISIONS:
    case FIELD_UNIT:
        return find_unit(w, f, text, ret);
    case FIELD_INFO_SYSTEM:
        return find_system(w, text, ret);
    case FIELD_MATTER:
        return find_matter(w, f, text, ret);
    case FIELD_CATALOGUE:
        return find_version(w, text, ret);
    default:
        return ERR_NOT_FOUND;
    }
}

/* --- whom a field may name (among:) --- */

static err_t among_managers(struct work *w, const struct field *f, int64_t person,
                            const json_t *values, bool *ret)
{
    struct person_id *v;
    size_t n;
    struct unit_id division =
        unit_id(json_integer_value(json_object_get(values, f->among_managers_of)));
    *ret = false;
    if (division.v == 0) return OK;
    TRY(org_people_of_division(w->db, w->arena, division, true, w->as_of, &v, &n));
    for (size_t i = 0; i < n && !*ret; i++) *ret = v[i].v == person;
    return OK;
}

static err_t among_who(struct work *w, const struct field *f, int64_t person, const json_t *values,
                       bool *ret)
{
    struct resolve_env env = work_resolve_env(w, unit_id(0));
    struct seat_groups g;
    env.fields = values;
    *ret = false;
    err_t e = resolve_who(&env, f->among, &g, NULL);
    if (e == ERR_NOT_FOUND) return OK;
    TRY(e);
    for (size_t i = 0; i < g.n && !*ret; i++) {
        struct role_holder as;
        e = resolve_sits(&env, &g.v[i], person_id(person), &as);
        if (e != OK && e != ERR_DENIED) return e;
        *ret = e == OK;
    }
    return OK;
}

static err_t check_among(struct work *w, const struct field *f, const json_t *values)
{
    const json_t *v = json_object_get(values, f->name);
    if (!v || (!f->among && !f->among_managers_of)) return OK;
    bool good = true;
    if (f->among_managers_of) TRY(among_managers(w, f, json_integer_value(v), values, &good));
    if (good && f->among) TRY(among_who(w, f, json_integer_value(v), values, &good));
    if (good) return OK;
    const char *name;
    TRY(org_person_name(w->db, w->arena, person_id(json_integer_value(v)), w->as_of, &name));
    struct fault one;
    (void)fault_set(&one, ERR_INVALID, "form.not_among", "%s", name);
    fault_field(&one, f->name);
    faults_add(w->bad, &one);
    return OK;
}

static err_t see(void *ctx, const json_t *values, json_t **ret)
{
    struct work *w = ctx;
    return seen_entries(w->db, w->office->catalogue, w->proc, values, ret);
}

err_t work_see(struct work *w)
{
    json_t *seen = NULL;
    if (w->proc->sees) TRY(see(w, w->fields, &seen));
    json_decref(w->seen);
    w->seen = seen;
    return OK;
}

err_t work_read_form(struct work *w, const char *step, const struct field *fields, size_t n,
                     const json_t *form, json_t **ret)
{
    struct fields_env env = {
        .catalogue = w->office->catalogue,
        .now = w->now,
        .self = w->actor.person,
        .find = find_reference,
        .ctx = w,
        .known = w->fields,
        .step = step,
        .opening = step ? w->fields : NULL,
        .seen = step ? w->seen : NULL,
        .see = !step && w->proc->sees ? see : NULL,
    };
    json_t *values = NULL;
    TRY(fields_read(fields, n, form, &env, w->steps, &values, w->bad));
    err_t e = OK;
    for (size_t i = 0; i < n && e == OK; i++) e = check_among(w, &fields[i], values);
    if (e == OK && w->bad->n) e = ERR_INVALID;
    if (e == OK)
        *ret = values;
    else
        json_decref(values);
    return e;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "office/book_roll.h"

#include <inttypes.h>

#include "office/gates.h"

enum { ANSWERED_MAX = 20 };

struct roll {
    const struct show *s;
    const struct procedure *p; /* what each writes once */
    const struct person_id *people;
    size_t n;
};

static err_t has_written(const struct roll *r, int64_t answered, struct person_id p, bool *ret)
{
    int64_t id;
    const char *key =
        arena_printf(r->s->w->arena, "%s:%" PRId64 ":%" PRId64, r->p->name, answered, p.v);
    if (!key) return ERR_NOMEM;
    err_t e = db_get_i64(r->s->w->db, &id, SQL_MATTER_WRITTEN_ONCE, P_STR("one_per", str_z(key)));
    *ret = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

static err_t add_one(const struct roll *r, int64_t answered, struct jo *list)
{
    struct jo o = jo_object(), missing = jo_array();
    err_t e = OK;
    for (size_t i = 0; i < r->n && e == OK; i++) {
        bool yes = false;
        e = has_written(r, answered, r->people[i], &yes);
        if (yes) continue;
        struct jo one = jo_object();
        show_person(r->s, &one, "person", r->people[i]);
        jo_add(&missing, one);
    }
    jo_i64(&o, "matter", answered);
    jo_str(&o, "text", show_matter_text(r->s, matter_id(answered)));
    jo_str(&o, "href", arena_printf(r->s->w->arena, "/matters/%" PRId64, answered));
    jo_i64(&o, "people", (int64_t)r->n);
    jo_i64(&o, "written", (int64_t)(r->n - json_array_size(missing.v)));
    jo_put(&o, "missing", missing);
    jo_add(list, o);
    return e;
}

/* The division asked for; ERR_NOT_FOUND when there is none or it is not to be read. */
static err_t find_division(const struct show *s, struct book_reader *reader, const char *code,
                           struct unit_id *ret)
{
    struct unit_row row = {.division = s->w->division};
    bool may;
    if (code && *code) TRY(org_unit_by_code(s->w->db, s->w->arena, str_z(code), s->w->as_of, &row));
    if (row.division.v == 0) return ERR_NOT_FOUND;
    TRY(book_reader_may(reader, row.division, &may));
    *ret = row.division;
    return may ? OK : ERR_NOT_FOUND;
}

static err_t show_rolls(struct roll *r, struct jo *list)
{
    const struct field *f = procedure_field(r->p, r->p->once_per_field);
    int64_t ids[ANSWERED_MAX];
    size_t n = 0;
    struct rows q ROWS_CLEANUP =
        db_query(r->s->w->db, SQL_MATTERS_IN_FORCE_OF, P_STR("procedure", str_z(f->procedure)));
    while (n < ANSWERED_MAX && rows_next(&q)) ids[n++] = rows_i64(&q, "id");
    rows_release(&q);
    TRY(db_error(r->s->w->db, NULL));
    for (size_t i = 0; i < n; i++) TRY(add_one(r, ids[i], list));
    return OK;
}

err_t book_roll_show(const struct show *s, struct book_reader *reader, const char *code,
                     struct jo *o)
{
    struct roll r = {.s = s, .p = catalogue_procedure(s->w->office->catalogue, reader->book->roll)};
    struct jo list = jo_array();
    struct unit_id division;
    struct person_id *people;
    err_t e = r.p ? find_division(s, reader, code, &division) : ERR_NOT_FOUND;
    if (e == OK) {
        e = org_people_of_division(s->w->db, s->w->arena, division, false, s->w->as_of, &people,
                                   &r.n);
        r.people = people;
    }
    if (e == OK) {
        show_unit(s, o, "roll_unit", division);
        e = show_rolls(&r, &list);
    }
    jo_put(o, "rolls", list);
    return e == ERR_NOT_FOUND ? OK : e;
}

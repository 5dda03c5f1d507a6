/* SPDX-License-Identifier: Apache-2.0
 *
 * What may be chosen in a field, and what is chosen.
 */
#include <string.h>

#include "office/book_reader.h"
#include "office/show_parts.h"

static bool chosen(const struct show *s, const struct field *f, const json_t *value,
                   const char *option)
{
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++) {
        const char *z = show_input_text(s, f, json_array_get(value, i));
        if (z && strcmp(z, option) == 0) return true;
    }
    const char *z = value && !json_is_array(value) ? show_input_text(s, f, value) : NULL;
    return z && strcmp(z, option) == 0;
}

static void add_option(const struct show *s, struct jo *list, const struct field *f,
                       const json_t *value, const char *name, const char *label)
{
    struct jo one = jo_object();
    jo_str(&one, "value", name);
    jo_str(&one, "label", label ? label : name);
    jo_bool(&one, "selected", chosen(s, f, value, name));
    jo_add(list, one);
}

/* What may be chosen by the gates of the procedure; where none speaks of the field, what has not
 * left the book for ever. */
static bool may_choose(const struct show *s, const struct field *f, struct str state)
{
    const struct procedure *p = s->w->proc;
    bool asked = false;
    for (size_t i = 0; p && i < p->n_gates; i++) {
        const struct gate *g = &p->gates[i];
        if (!g->entries_field || strcmp(g->entries_field, f->name) != 0) continue;
        asked = true;
        for (size_t k = 0; k < g->n_states; k++)
            if (str_eqz(state, g->states[k])) return true;
    }
    return !asked && !str_eqz(state, "disposed");
}

/* "SP12-02 USBメモリ、執務室の金庫": the number and the book's first and last column (what it is,
 * where it is kept); a number alone tells nobody which thing it is. */
static const char *entry_option_text(const struct show *s, const struct known_entry *e)
{
    const struct book *b = catalogue_book(s->w->office->catalogue, e->book);
    const char *ends[2] = {NULL, NULL};
    if (!b || b->n_columns == 0) return e->key;
    for (size_t i = 0; i < 2; i++) {
        const char *column = b->columns[i ? b->n_columns - 1 : 0].name,
                   *text = known_text(e, column);
        if (text) ends[i] = show_cell(s, b, column, text);
    }
    const char *between = ends[0] && ends[1] ? s->lang == LANG_EN ? ", " : "、" : "";
    return arena_printf(s->w->arena, "%s %s%s%s", e->key, ends[0] ? ends[0] : "", between,
                        ends[1] ? ends[1] : "");
}

const char *show_entry(const struct show *s, int64_t id)
{
    const struct known_entry *e = show_known_entry(s, id);
    return e ? entry_option_text(s, e) : "?";
}

enum { OFFERS_MAX = 300 };

static err_t add_entries(const struct show *s, struct jo *list, const struct field *f,
                         const json_t *value, struct rows *r, bool others)
{
    struct known *k = work_known(s->w);
    if (!k) return ERR_NOMEM;
    TRY(known_entries_in(k, r, "id"));
    while (rows_next(r)) {
        if (!may_choose(s, f, rows_str(r, "state"))) continue;
        const struct known_entry *e = show_known_entry(s, rows_i64(r, "id"));
        if (!e || (others && e->keeper.v == s->w->division.v)) continue;
        add_option(s, list, f, value, show_input_id(s, f, e->id), entry_option_text(s, e));
    }
    return rows_end(r);
}

/* Those of one's own division; then of the whole book (offers: all), or others are entered by
 * number. */
static err_t entry_options(const struct show *s, struct jo *list, const struct field *f,
                           const json_t *value)
{
    struct rows own ROWS_CLEANUP =
        db_query(s->w->db, SQL_ENTRIES_OF_KEEPER, P_STR("book", str_z(f->book)),
                 P_I64("keeper", s->w->division.v));
    TRY(add_entries(s, list, f, value, &own, false));
    if (!f->offers_all) return OK;
    struct rows all ROWS_CLEANUP =
        db_query(s->w->db, SQL_ENTRIES_OF_BOOK, P_STR("book", str_z(f->book)), P_I64("after", 0),
                 P_I64("n", OFFERS_MAX));
    return add_entries(s, list, f, value, &all, true);
}

static err_t system_options(const struct show *s, struct jo *list, const struct field *f,
                            const json_t *value)
{
    struct info_system_row *v;
    size_t n;
    TRY(org_info_systems(s->w->db, s->w->arena, s->w->as_of, &v, &n));
    for (size_t i = 0; i < n; i++) {
        add_option(s, list, f, value, show_input_id(s, f, v[i].id.v),
                   s->lang == LANG_EN && v[i].name_en && *v[i].name_en ? v[i].name_en : v[i].name);
    }
    return OK;
}

/* Does everybody who may read the book of these matters read all of it, the viewer among them? */
static err_t reads_all(const struct show *s, const char *procedure, bool *ret)
{
    const struct procedure *p = catalogue_procedure(s->w->office->catalogue, procedure);
    const struct book *b = p && p->book ? catalogue_book(s->w->office->catalogue, p->book) : NULL;
    struct book_reader reader;
    *ret = false;
    if (!b) return OK;
    TRY(book_reader_begin(&reader, s->w, b, s->w->actor.person));
    *ret = reader.all;
    return OK;
}

/* What one may rest on: one's own division's, one's own, and what stands in a book that one reads
 * as a whole. */
static err_t matter_options(const struct show *s, struct jo *list, const struct field *f,
                            const json_t *value)
{
    bool all;
    TRY(reads_all(s, f->procedure, &all));
    struct rows r ROWS_CLEANUP =
        db_query(s->w->db, SQL_MATTERS_TO_CHOOSE, P_STR("procedure", str_z(f->procedure)),
                 P_I64("division", s->w->division.v), P_I64("person", s->w->actor.person.v),
                 P_BOOL("everywhere", all));
    struct known *k = work_known(s->w);
    if (!k) return ERR_NOMEM;
    TRY(known_matters_in(k, &r, "id"));
    while (rows_next(&r)) {
        int64_t id = rows_i64(&r, "id");
        add_option(s, list, f, value, show_input_id(s, f, id), show_matter_text(s, matter_id(id)));
    }
    return rows_end(&r);
}

static err_t person_options(const struct show *s, struct jo *list, const struct field *f,
                            const json_t *value)
{
    struct person_id *v;
    size_t n;
    bool there = false;
    TRY(org_people_of_division(s->w->db, s->w->arena, s->w->division, f->among_managers_of != NULL,
                               s->w->as_of, &v, &n));
    for (size_t i = 0; i < n; i++) {
        const char *name;
        if (org_person_name(s->w->db, s->w->arena, v[i], s->w->as_of, &name) == OK)
            add_option(s, list, f, value, show_input_id(s, f, v[i].v), name);
        there = there || v[i].v == json_integer_value(value);
    }
    if (!there && json_is_integer(value)) /* of another division: stays chosen */
        add_option(s, list, f, value, show_input_id(s, f, json_integer_value(value)),
                   show_one(s, f, json_integer_value(value)));
    return OK;
}

static void add_division(const struct show *s, struct jo *list, const struct field *f,
                         const json_t *value, struct unit_id division)
{
    const char *ja, *en;
    if (org_unit_name(s->w->db, s->w->arena, division, s->w->as_of, &ja, &en) == OK)
        add_option(s, list, f, value, show_input_id(s, f, division.v),
                   s->lang == LANG_EN && en && *en ? en : ja);
}

/* Whose office is the whole prefecture's chooses among all divisions. */
static err_t other_divisions(const struct show *s, struct jo *list, const struct field *f,
                             const json_t *value)
{
    struct unit_row *units;
    size_t n;
    TRY(org_units(s->w->db, s->w->arena, s->w->as_of, &units, &n));
    for (size_t i = 0; i < n; i++)
        if (units[i].division.v == units[i].id.v && units[i].id.v != s->w->division.v)
            add_division(s, list, f, value, units[i].id);
    return OK;
}

/* The divisions in which one works, so that the first is already right. */
static err_t division_options(const struct show *s, struct jo *list, const struct field *f,
                              const json_t *value)
{
    struct role_holder *roles;
    size_t n;
    TRY(org_roles_of(s->w->db, s->w->office->catalogue, s->w->arena, s->w->actor.person,
                     s->w->as_of, &roles, &n));
    if (s->w->division.v) add_division(s, list, f, value, s->w->division);
    for (size_t i = 0; i < n; i++) {
        const struct role *role = catalogue_role(s->w->office->catalogue, roles[i].role);
        if (role && role->of == SCOPE_PREFECTURE) return other_divisions(s, list, f, value);
    }
    for (size_t i = 0; i < n; i++) {
        bool seen = roles[i].unit.v == 0 || roles[i].unit.v == s->w->division.v;
        for (size_t k = 0; k < i && !seen; k++) seen = roles[k].unit.v == roles[i].unit.v;
        const struct role *role = catalogue_role(s->w->office->catalogue, roles[i].role);
        if (!seen && role && role->of == SCOPE_DIVISION)
            add_division(s, list, f, value, roles[i].unit);
    }
    return OK;
}

/* What was handed in, but the version in force. */
enum { VERSIONS_SHOWN = 100 };
static err_t version_options(const struct show *s, struct jo *list, const struct field *f,
                             const json_t *value)
{
    int64_t ids[VERSIONS_SHOWN];
    size_t n = 0;
    struct rows r ROWS_CLEANUP = db_query(s->w->db, SQL_CATALOGUE_VERSIONS);
    while (rows_next(&r))
        if (n < VERSIONS_SHOWN &&
            !str_eqz(rows_str(&r, "digest"), catalogue_digest(s->w->office->catalogue)))
            ids[n++] = rows_i64(&r, "id");
    TRY(rows_end(&r));
    for (size_t i = 0; i < n; i++)
        add_option(s, list, f, value, show_input_id(s, f, ids[i]), show_version(s, ids[i]));
    return OK;
}

static void catalogue_options(const struct show *s, struct jo *list, const struct field *f,
                              const json_t *value)
{
    const struct catalogue *c = s->w->office->catalogue;
    for (size_t i = 0; f->type == FIELD_CLOCK && i < catalogue_n_clocks(c); i++) {
        const struct clock_word *w = catalogue_clock_at(c, i);
        if (w->kind == CLOCK_SPEED) add_option(s, list, f, value, w->name, show_text(s, w->label));
    }
    for (size_t i = 0; f->type == FIELD_READING && i < catalogue_n_readings(c); i++) {
        const struct reading *r = catalogue_reading_at(c, i);
        if (r->n_choices < 2) continue; /* the text leaves nothing to choose */
        add_option(s, list, f, value, r->id, show_text(s, r->about));
    }
}

static bool is_offered(const struct jo *list, const char *name)
{
    for (size_t i = 0; i < json_array_size(list->v); i++) {
        const char *z = json_string_value(json_object_get(json_array_get(list->v, i), "value"));
        if (z && strcmp(z, name) == 0) return true;
    }
    return false;
}

/* The field that takes a reading's choice: what the readings offer, never an internal name to be
 * typed. Which of them belongs to which reading is checked when it is sent. */
static void reading_choices(const struct show *s, struct jo *list, const struct field *f,
                            const json_t *value)
{
    const struct catalogue *c = s->w->office->catalogue;
    const struct procedure *p = s->w->proc;
    if (!p || !p->sets_reading_field || !p->sets_to_field || strcmp(p->sets_to_field, f->name) != 0)
        return;
    for (size_t i = 0; i < catalogue_n_readings(c); i++) {
        const struct reading *r = catalogue_reading_at(c, i);
        for (size_t k = 0; k < r->n_choices; k++) {
            if (!is_offered(list, r->choices[k].name))
                add_option(s, list, f, value, r->choices[k].name,
                           show_text(s, r->choices[k].label));
        }
    }
}

err_t show_options(const struct show *s, struct jo *o, const struct field *f, const json_t *value)
{
    struct jo list = jo_array();
    err_t e = OK;
    for (size_t i = 0; i < f->n_options; i++)
        add_option(s, &list, f, value, f->options[i].name, show_text(s, f->options[i].label));
    if (f->type == FIELD_ENTRIES || f->type == FIELD_ENTRY) e = entry_options(s, &list, f, value);
    if (f->type == FIELD_INFO_SYSTEM) e = system_options(s, &list, f, value);
    if (f->type == FIELD_PERSON) e = person_options(s, &list, f, value);
    if (f->type == FIELD_MATTER && f->procedure) e = matter_options(s, &list, f, value);
    if (f->type == FIELD_DIVISION || f->type == FIELD_DIVISIONS)
        e = division_options(s, &list, f, value);
    if (f->type == FIELD_CATALOGUE) e = version_options(s, &list, f, value);
    catalogue_options(s, &list, f, value);
    reading_choices(s, &list, f, value);
    jo_put(o, "options", list);
    return e;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Fields as forms take them.
 */
#include <inttypes.h>
#include <string.h>

#include "base/calendar.h"
#include "catalogue/expr_words.h"
#include "office/book_reader.h"
#include "office/show.h"
#include "office/starter.h"

static const char *const type_names[] = {
    [FIELD_TEXT] = "text",         [FIELD_PARAGRAPH] = "paragraph",
    [FIELD_CHOICE] = "choice",     [FIELD_YES_NO] = "yes_no",
    [FIELD_NUMBER] = "number",     [FIELD_DAY] = "day",
    [FIELD_MOMENT] = "moment",     [FIELD_ENTRIES] = "entries",
    [FIELD_ENTRY] = "entry",       [FIELD_PERSON] = "person",
    [FIELD_DIVISION] = "division", [FIELD_DIVISIONS] = "divisions",
    [FIELD_UNIT] = "unit",         [FIELD_INFO_SYSTEM] = "info_system",
    [FIELD_FILE] = "file",         [FIELD_ARTICLE] = "article",
    [FIELD_MATTER] = "matter",     [FIELD_READING] = "reading",
    [FIELD_CLOCK] = "clock",       [FIELD_CATALOGUE] = "catalogue",
    [FIELD_MAC] = "mac",           [FIELD_IP] = "ip",
    [FIELD_PORT] = "port",
};

/* --- forms: what a control takes is what work_find.c reads --- */

static const char *id_text(const struct show *s, int64_t id)
{
    return arena_printf(s->w->arena, "%" PRId64, id);
}

static const char *entry_id_text(const struct show *s, int64_t id)
{
    return arena_printf(s->w->arena, "#%" PRId64, id);
}

static const char *person_number(const struct show *s, int64_t id)
{
    struct person_row p;
    return org_person(s->w->db, s->w->arena, person_id(id), s->w->as_of, &p) == OK ? p.number : "";
}

static const char *unit_code(const struct show *s, int64_t id)
{
    struct unit_row u;
    return org_unit(s->w->db, s->w->arena, unit_id(id), s->w->as_of, &u) == OK ? u.code : "";
}

static const char *reference_input(const struct show *s, const struct field *f, int64_t id)
{
    switch (f->type) {
    case FIELD_ENTRIES:
    case FIELD_ENTRY:
        return entry_id_text(s, id);
    case FIELD_PERSON:
        return person_number(s, id);
    case FIELD_DIVISION:
    case FIELD_DIVISIONS:
    case FIELD_UNIT:
        return unit_code(s, id);
    default:
        return id_text(s, id);
    }
}

static const char *input_text(const struct show *s, const struct field *f, const json_t *v)
{
    struct sb b SB_CLEANUP;
    sb_init(&b, 64);
    if (json_is_string(v)) return json_string_value(v);
    if (json_is_boolean(v)) return json_is_true(v) ? "yes" : "no";
    if (!json_is_integer(v)) return NULL;
    if (f->type == FIELD_DAY)
        day_format(&b, (struct day){(int32_t)json_integer_value(v)});
    else if (f->type == FIELD_MOMENT)
        fields_format_moment(&b, (struct moment){json_integer_value(v)});
    else
        return reference_input(s, f, json_integer_value(v));
    return show_built(s, &b);
}

/* Numbers of entries that are not among the options (of another division): they are typed. */
static const char *other_keys(const struct show *s, const json_t *ids)
{
    struct sb b SB_CLEANUP;
    sb_init(&b, 1 << 18);
    for (size_t i = 0; i < json_array_size(ids); i++) {
        int64_t id = json_integer_value(json_array_get(ids, i));
        const struct known_entry *e = show_known_entry(s, id);
        if (!e || e->keeper.v == s->w->division.v) continue;
        if (sb_str(&b).n) sb_addz(&b, ", ");
        sb_addz(&b, e->key);
    }
    return show_built(s, &b);
}

void show_input(const struct show *s, struct jo *o, const struct field *f, const json_t *value)
{
    if (!json_is_array(value)) {
        const char *z = value ? input_text(s, f, value) : NULL;
        jo_str(o, "value", z ? z : "");
        return;
    }
    struct jo list = jo_array();
    for (size_t i = 0; i < json_array_size(value); i++) {
        const char *z = input_text(s, f, json_array_get(value, i));
        jo_add_value(&list, z ? json_string(z) : json_null());
    }
    jo_put(o, "values", list);
    bool typed = f->type == FIELD_ENTRIES && !f->offers_all;
    jo_str(o, "value", typed ? other_keys(s, value) : "");
}

static bool chosen(const struct show *s, const struct field *f, const json_t *value,
                   const char *option)
{
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++) {
        const char *z = input_text(s, f, json_array_get(value, i));
        if (z && strcmp(z, option) == 0) return true;
    }
    const char *z = value && !json_is_array(value) ? input_text(s, f, value) : NULL;
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
        add_option(s, list, f, value, entry_id_text(s, e->id), entry_option_text(s, e));
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
        add_option(s, list, f, value, id_text(s, v[i].id.v),
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
        add_option(s, list, f, value, id_text(s, id), show_matter_text(s, matter_id(id)));
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
            add_option(s, list, f, value, person_number(s, v[i].v), name);
        there = there || v[i].v == json_integer_value(value);
    }
    if (!there && json_is_integer(value)) /* of another division: stays chosen */
        add_option(s, list, f, value, person_number(s, json_integer_value(value)),
                   show_one(s, f, json_integer_value(value)));
    return OK;
}

static void add_division(const struct show *s, struct jo *list, const struct field *f,
                         const json_t *value, struct unit_id division)
{
    const char *ja, *en;
    if (org_unit_name(s->w->db, s->w->arena, division, s->w->as_of, &ja, &en) == OK)
        add_option(s, list, f, value, unit_code(s, division.v),
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
        add_option(s, list, f, value, id_text(s, ids[i]), show_version(s, ids[i]));
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

static err_t options_of(const struct show *s, struct jo *o, const struct field *f,
                        const json_t *value)
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

/* When the field must be filled in, in words; NULL where no single sentence says it. */
static const char *when_text(const struct show *s, const struct field *f)
{
    SB_CLEANUP struct sb when, b;
    sb_init(&when, 8000);
    sb_init(&b, 8200);
    if (!f->required_when || !expr_words(f->required_when, s->lang, &when)) return NULL;
    sb_addc(&when, '\0');
    if (sb_end(&when) == OK) tr_format(&b, s->lang, "condition.required", sb_str(&when).p);
    return show_built(s, &b);
}

/* Can the viewer begin it? Asked only where nothing is there to choose. */
static bool can_begin(const struct show *s, const struct procedure *p)
{
    struct starter x;
    bool may;
    return starter_begin(&x, s, s->w->actor.person) == OK && starter_may(&x, p, &may) == OK && may;
}

/* Where what may be chosen here comes from: a book, or a procedure's matters. href is null for a
 * procedure that is not the viewer's to begin, or where there is something to choose. */
static void show_source(const struct show *s, struct jo *o, const struct field *f)
{
    const struct catalogue *c = s->w->office->catalogue;
    bool entries = f->type == FIELD_ENTRIES || f->type == FIELD_ENTRY;
    const struct book *b = entries ? catalogue_book(c, f->book) : NULL;
    const struct procedure *p = f->procedure ? catalogue_procedure(c, f->procedure) : NULL;
    if (!b && !p) {
        jo_set(o, "source", json_null());
        return;
    }
    struct jo one = jo_object();
    jo_str(&one, "title", show_text(s, b ? b->title : p->title));
    bool none = json_array_size(json_object_get(o->v, "options")) == 0;
    const char *href = NULL;
    if (b) href = arena_printf(s->w->arena, "/books/%s", b->name);
    if (p && none && can_begin(s, p)) href = arena_printf(s->w->arena, "/apply/%s", p->name);
    jo_str(&one, "href", href);
    jo_put(o, "source", one);
}

static void one_field(const struct show *s, struct jo *list, const struct field *f,
                      const json_t *value, const char *prefix)
{
    struct jo o = jo_object();
    jo_str(&o, "name", arena_printf(s->w->arena, "%s%s", prefix, f->name));
    jo_str(&o, "type", type_names[f->type]);
    jo_bool(&o, arena_printf(s->w->arena, "is_%s", type_names[f->type]), true); /* for templates */
    jo_str(&o, "id",
           arena_printf(s->w->arena, "f%s-%s%s", s->scope ? s->scope : "", prefix, f->name));
    jo_bool(&o, "checked", json_is_true(value));
    jo_set(&o, "fault", json_null());
    jo_str(&o, "label", show_text(s, f->label));
    jo_str(&o, "help", f->help.ja ? show_text(s, f->help) : NULL);
    jo_bool(&o, "required", f->required);
    jo_bool(&o, "required_when", f->required_when != NULL);
    jo_str(&o, "required_text", when_text(s, f));
    jo_i64(&o, "max", f->max_chars);
    jo_str(&o, "article", f->articles.n ? f->articles.v[0].text : NULL);
    show_input(s, &o, f, value);
    if (options_of(s, &o, f, value) != OK) o.failed = true;
    show_source(s, &o, f);
    jo_add(list, o);
}

void show_form(const struct show *s, struct jo *o, const char *key, const struct field *fields,
               size_t n, const json_t *values, const char *prefix)
{
    struct jo list = jo_array();
    for (size_t i = 0; i < n; i++)
        one_field(s, &list, &fields[i], json_object_get(values, fields[i].name), prefix);
    jo_put(o, key, list);
}

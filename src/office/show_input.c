/* SPDX-License-Identifier: Apache-2.0
 *
 * Values as the controls of a form take them, which is what work_find.c reads.
 */
#include <inttypes.h>

#include "office/show_parts.h"

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

const char *show_input_id(const struct show *s, const struct field *f, int64_t id)
{
    switch (f->type) {
    case FIELD_ENTRIES:
    case FIELD_ENTRY:
        return arena_printf(s->w->arena, "#%" PRId64, id);
    case FIELD_PERSON:
        return person_number(s, id);
    case FIELD_DIVISION:
    case FIELD_DIVISIONS:
    case FIELD_UNIT:
        return unit_code(s, id);
    default:
        return arena_printf(s->w->arena, "%" PRId64, id);
    }
}

const char *show_input_text(const struct show *s, const struct field *f, const json_t *v)
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
        return show_input_id(s, f, json_integer_value(v));
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
        const char *z = value ? show_input_text(s, f, value) : NULL;
        jo_str(o, "value", z ? z : "");
        return;
    }
    struct jo list = jo_array();
    for (size_t i = 0; i < json_array_size(value); i++) {
        const char *z = show_input_text(s, f, json_array_get(value, i));
        jo_add_value(&list, z ? json_string(z) : json_null());
    }
    jo_put(o, "values", list);
    bool typed = f->type == FIELD_ENTRIES && !f->offers_all;
    jo_str(o, "value", typed ? other_keys(s, value) : "");
}

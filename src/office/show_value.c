/* SPDX-License-Identifier: Apache-2.0
 *
 * Values of fields as people read them.
 */
#include <inttypes.h>
#include <string.h>

#include "base/calendar.h"
#include "office/show.h"

static const char *option_label(const struct show *s, const struct field *f, const char *name)
{
    for (size_t i = 0; name && i < f->n_options; i++) {
        if (strcmp(f->options[i].name, name) == 0) return show_text(s, f->options[i].label);
    }
    return name;
}

const struct known_entry *show_known_entry(const struct show *s, int64_t id)
{
    struct known *k = work_known(s->w);
    const struct known_entry *e = k ? known_entry(k, id) : NULL;
    return e && e->found ? e : NULL;
}

static const char *entry_text(const struct show *s, int64_t id)
{
    const struct known_entry *e = show_known_entry(s, id);
    if (!e) return NULL;
    const char *key = e->key, *ja = NULL, *en = NULL;
    struct unit_id keeper = e->keeper;
    if (keeper.v == 0 || org_unit_name(s->w->db, s->w->arena, keeper, s->w->as_of, &ja, &en) != OK)
        return key;
    return s->lang == LANG_EN ? arena_printf(s->w->arena, "%s (%s)", key, en && *en ? en : ja)
                              : arena_printf(s->w->arena, "%s（%s）", key, ja);
}

static const char *reference_text(const struct show *s, const struct field *f, int64_t id)
{
    const char *ja = NULL, *en = NULL;
    struct info_system_row sys;
    switch (f->type) {
    case FIELD_ENTRIES:
    case FIELD_ENTRY:
        return entry_text(s, id);
    case FIELD_PERSON:
        if (org_person_name(s->w->db, s->w->arena, person_id(id), s->w->as_of, &ja) != OK)
            return NULL;
        return ja;
    case FIELD_DIVISION:
    case FIELD_DIVISIONS:
    case FIELD_UNIT:
        if (org_unit_name(s->w->db, s->w->arena, unit_id(id), s->w->as_of, &ja, &en) != OK)
            return NULL;
        return s->lang == LANG_EN && en && *en ? en : ja;
    case FIELD_INFO_SYSTEM:
        if (org_info_system(s->w->db, s->w->arena, info_system_id(id), s->w->as_of, &sys) != OK)
            return NULL;
        return s->lang == LANG_EN && sys.name_en && *sys.name_en ? sys.name_en : sys.name;
    case FIELD_MATTER: /* what kind it is the form says: so its paper says which */
        if (f->procedure) return show_matter_text(s, matter_id(id));
        return arena_printf(s->w->arena, "%" PRId64, id);
    case FIELD_CATALOGUE:
        return show_version(s, id);
    default:
        return arena_printf(s->w->arena, "%" PRId64, id);
    }
}

static const char *name_label(const struct show *s, const struct field *f, const char *name)
{
    if (f->type == FIELD_CLOCK) {
        const struct clock_word *c = catalogue_clock(s->w->office->catalogue, name);
        return c ? show_text(s, c->label) : name;
    }
    const struct reading *r = catalogue_reading(s->w->office->catalogue, name);
    return r ? show_text(s, r->about) : name;
}

/* The choice that an instrument took for a reading, as the readings word it. */
static const char *choice_label(const struct show *s, const struct field *f, const char *name)
{
    const struct procedure *p = s->w->proc;
    bool takes =
        p && p->sets_reading_field && p->sets_to_field && strcmp(p->sets_to_field, f->name) == 0;
    const json_t *of = takes ? json_object_get(s->w->fields, p->sets_reading_field) : NULL;
    const struct reading *r =
        json_is_string(of) ? catalogue_reading(s->w->office->catalogue, json_string_value(of))
                           : NULL;
    for (size_t i = 0; r && name && i < r->n_choices; i++) {
        if (strcmp(r->choices[i].name, name) == 0) return show_text(s, r->choices[i].label);
    }
    return name;
}

/* "報告書.pdf（120 KB）" */
static const char *file_text(const struct show *s, const json_t *v)
{
    const char *name = json_string_value(json_object_get(v, "name"));
    int64_t size = json_integer_value(json_object_get(v, "size"));
    return arena_printf(s->w->arena,
                        s->lang == LANG_EN ? "%s (%" PRId64 " KB)" : "%s（%" PRId64 " KB）",
                        name ? name : "?", (size + 1023) / 1024);
}

static const char *one_text(const struct show *s, const struct field *f, const json_t *v)
{
    if (f->type == FIELD_FILE) return file_text(s, v);
    struct sb b SB_CLEANUP;
    sb_init(&b, 300);
    switch (f->type) {
    case FIELD_YES_NO:
        return tr(s->lang, json_is_true(v) ? "value.yes" : "value.no");
    case FIELD_CHOICE:
        return option_label(s, f, json_string_value(v));
    case FIELD_TEXT:
        return choice_label(s, f, json_string_value(v));
    case FIELD_CLOCK:
    case FIELD_READING:
        return name_label(s, f, json_string_value(v));
    case FIELD_DAY:
        calendar_format_day(&b, s->lang, CALENDAR_BOTH,
                            (struct day){(int32_t)json_integer_value(v)});
        return show_built(s, &b);
    case FIELD_MOMENT:
        calendar_format_moment(&b, s->lang, CALENDAR_BOTH, (struct moment){json_integer_value(v)});
        return show_built(s, &b);
    default:
        return json_is_integer(v) ? reference_text(s, f, json_integer_value(v))
                                  : json_string_value(v);
    }
}

const char *show_one(const struct show *s, const struct field *f, int64_t n)
{
    json_t *v = json_integer(n);
    const char *text = v ? one_text(s, f, v) : NULL;
    json_decref(v);
    return text;
}

void show_value(const struct show *s, struct jo *o, const char *key, const struct field *f,
                const json_t *value)
{
    if (!json_is_array(value)) {
        jo_str(o, key, value ? one_text(s, f, value) : NULL);
        return;
    }
    struct sb b SB_CLEANUP;
    sb_init(&b, 1 << 18);
    for (size_t i = 0; i < json_array_size(value); i++) {
        const char *one = one_text(s, f, json_array_get(value, i));
        if (i) sb_addz(&b, s->lang == LANG_EN ? ", " : "、");
        sb_addz(&b, one ? one : "?");
    }
    jo_str(o, key, show_built(s, &b));
}

void show_files(const struct show *s, struct jo *o, const struct field *f, const json_t *value)
{
    struct jo list = jo_array();
    for (size_t i = 0; f && f->type == FIELD_FILE && i < json_array_size(value); i++) {
        const json_t *v = json_array_get(value, i);
        const char *id = json_string_value(json_object_get(v, "id"));
        struct jo one = jo_object();
        jo_str(&one, "id", id);
        jo_str(&one, "name", json_string_value(json_object_get(v, "name")));
        jo_str(&one, "sha256", json_string_value(json_object_get(v, "sha256")));
        jo_i64(&one, "size", json_integer_value(json_object_get(v, "size")));
        jo_str(&one, "text", file_text(s, v));
        jo_str(&one, "href",
               arena_printf(s->w->arena, "/matters/%" PRId64 "/files/%s", s->w->m->id.v,
                            id ? id : ""));
        jo_add(&list, one);
    }
    jo_put(o, "files", list);
}

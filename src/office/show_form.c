/* SPDX-License-Identifier: Apache-2.0
 *
 * Fields as forms take them.
 */
#include "catalogue/expr_words.h"
#include "office/show_parts.h"
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
    if (show_options(s, &o, f, value) != OK) o.failed = true;
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

/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/control.h"

#include <string.h>

enum { RADIOS_MAX = 6 };

static const char *const controls[] = {"is_line",   "is_number", "is_day",
                                       "is_moment", "is_lines",  "is_select",
                                       "is_radios", "is_checks", "is_file"};

static const char *control_of(const char *type, size_t n_options)
{
    static const struct {
        const char *type, *control;
    } fixed[] = {
        {"paragraph", "is_lines"}, {"number", "is_number"},    {"port", "is_number"},
        {"day", "is_day"},         {"moment", "is_moment"},    {"yes_no", "is_radios"},
        {"entries", "is_checks"},  {"divisions", "is_checks"}, {"file", "is_file"},
    };
    for (size_t i = 0; i < ARRAY_LEN(fixed); i++) {
        if (strcmp(type, fixed[i].type) == 0) return fixed[i].control;
    }
    if (strcmp(type, "choice") == 0 && n_options <= RADIOS_MAX) return "is_radios";
    return n_options ? "is_select" : "is_line";
}

static const char *text_of(const json_t *o, const char *key)
{
    const char *z = json_string_value(json_object_get(o, key));
    return z ? z : "";
}

static err_t set(json_t *o, const char *key, json_t *v)
{
    return json_object_set_new(o, key, v) == 0 ? OK : ERR_NOMEM;
}

bool control_is_field(const json_t *o)
{
    return json_is_string(json_object_get(o, "type")) &&
           json_is_array(json_object_get(o, "options")) && json_object_get(o, "required_when");
}

static err_t yes_no_options(json_t *field, enum lang lang)
{
    const char *v = text_of(field, "value");
    return set(field, "options",
               json_pack("[{s:s, s:s, s:b}, {s:s, s:s, s:b}]", "value", "yes", "label",
                         tr(lang, "value.yes"), "selected", strcmp(v, "yes") == 0, "value", "no",
                         "label", tr(lang, "value.no"), "selected", strcmp(v, "no") == 0));
}

static bool is_option(const json_t *options, const char *value)
{
    for (size_t i = 0; i < json_array_size(options); i++) {
        if (strcmp(text_of(json_array_get(options, i), "value"), value) == 0) return true;
    }
    return false;
}

/* Of `values` those that are no option: numbers of things that others keep. */
static json_t *other_values(const json_t *field)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 20000);
    const json_t *values = json_object_get(field, "values");
    for (size_t i = 0; i < json_array_size(values); i++) {
        const char *z = json_string_value(json_array_get(values, i));
        if (!z || !*z || is_option(json_object_get(field, "options"), z)) continue;
        if (b.n) sb_addz(&b, ", ");
        sb_addz(&b, z);
    }
    return json_stringn(b.p ? b.p : "", b.n);
}

static err_t name_options(json_t *field, const char *id)
{
    size_t i;
    json_t *o;
    json_array_foreach(json_object_get(field, "options"), i, o)
    {
        /* The first bears the field's own id: the summary's link goes there. */
        TRY(set(o, "id", i ? json_sprintf("%s-%zu", id, i) : json_string(id)));
    }
    return OK;
}

/* Ids of help, article and fault, for aria-describedby. */
static err_t describe(json_t *field, const char *id)
{
    static const struct {
        const char *key, *suffix;
    } parts[] = {{"required_text", "-when"}, {"help", "-help"}, {"fault", "-fault"}};
    SB_CLEANUP struct sb b;
    sb_init(&b, 1000);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        const json_t *v = json_object_get(field, parts[i].key);
        if (!v || json_is_null(v)) continue;
        sb_addf(&b, "%s%s%s", b.n ? " " : "", id, parts[i].suffix);
    }
    return set(field, "described", b.n ? json_stringn(b.p, b.n) : json_null());
}

err_t control_fill(json_t *field, enum lang lang)
{
    const char *type = text_of(field, "type"), *id = text_of(field, "id");
    if (strcmp(type, "yes_no") == 0) TRY(yes_no_options(field, lang));
    size_t n = json_array_size(json_object_get(field, "options"));
    const char *control = control_of(type, n);
    for (size_t i = 0; i < ARRAY_LEN(controls); i++)
        TRY(set(field, controls[i], json_boolean(strcmp(controls[i], control) == 0)));
    bool checks = strcmp(control, "is_checks") == 0, radios = strcmp(control, "is_radios") == 0;
    TRY(set(field, "is_group", json_boolean(checks || radios)));
    TRY(set(field, "other", other_values(field)));
    if (!json_is_string(json_object_get(field, "value"))) TRY(set(field, "value", json_string("")));
    TRY(name_options(field, id));
    return describe(field, id);
}

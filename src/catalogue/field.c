/* SPDX-License-Identifier: Apache-2.0
 *
 * The fields of a form: "text(200)", "number(1..8760)", "entries(media)". */
#include <string.h>

#include "base/time.h"
#include "base/utf8.h"
#include "catalogue/article.h"
#include "catalogue/catalogue_parts.h"
#include "catalogue/names.h"
#include "catalogue/procedure_load.h"
#include "catalogue/who.h"

enum { CHARS_MAX = 20000 };

enum arg { ARG_NONE, ARG_CHARS, ARG_RANGE, ARG_BOOK, ARG_PROCEDURE };
static const struct {
    const char *name;
    enum field_type type;
    enum arg arg;
} types[] = {
    {"text", FIELD_TEXT, ARG_CHARS},
    {"paragraph", FIELD_PARAGRAPH, ARG_CHARS},
    {"choice", FIELD_CHOICE},
    {"yes_no", FIELD_YES_NO},
    {"number", FIELD_NUMBER, ARG_RANGE},
    {"day", FIELD_DAY},
    {"moment", FIELD_MOMENT},
    {"entries", FIELD_ENTRIES, ARG_BOOK},
    {"entry", FIELD_ENTRY, ARG_BOOK},
    {"person", FIELD_PERSON},
    {"division", FIELD_DIVISION},
    {"divisions", FIELD_DIVISIONS},
    {"unit", FIELD_UNIT},
    {"info_system", FIELD_INFO_SYSTEM},
    {"file", FIELD_FILE},
    {"article", FIELD_ARTICLE},
    {"matter", FIELD_MATTER, ARG_PROCEDURE},
    {"reading", FIELD_READING},
    {"clock", FIELD_CLOCK},
    {"catalogue", FIELD_CATALOGUE},
    {"mac", FIELD_MAC},
    {"ip", FIELD_IP},
    {"port", FIELD_PORT},
};

const char *field_type_name(enum field_type t)
{
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (types[i].type == t) return types[i].name;
    return "?";
}

bool field_type_parse(struct str s, enum field_type *ret)
{
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (!str_eqz(s, types[i].name)) continue;
        *ret = types[i].type;
        return true;
    }
    return false;
}

static bool read_chars(struct str arg, struct field *f)
{
    int64_t n;
    if (str_to_i64(arg, &n) != OK || n < 1 || n > CHARS_MAX) return false;
    f->max_chars = (uint32_t)n;
    return true;
}

/* 1..8760 */
static bool read_range(struct str arg, struct field *f)
{
    struct str low = str_cut(&arg, '.');
    if (!str_starts(arg, STR("."))) return false;
    return str_to_i64(low, &f->min) == OK && str_to_i64(str_skip(arg, 1), &f->max) == OK &&
           f->min <= f->max;
}

static void read_arg(struct load *l, const struct yaml *y, enum arg kind, struct str arg,
                     struct field *f)
{
    struct yaml book = *y;
    size_t offset = arg.p ? (size_t)(arg.p - y->text.p) : 0;
    bool good = true;
    switch (kind) {
    case ARG_NONE:
        good = !arg.p;
        break;
    case ARG_CHARS:
        good = arg.p && read_chars(arg, f);
        break;
    case ARG_RANGE:
        good = arg.p && read_range(arg, f);
        break;
    case ARG_BOOK:
        good = arg.p != NULL;
        book.text = arg;
        book.column = load_place_in(l, y, offset).column;
        if (good) f->book = names_book(l, &book);
        break;
    case ARG_PROCEDURE: /* is there such a one: when all are read (check.c) */
        good = !arg.p || load_is_name(arg);
        if (good && arg.p) f->procedure = load_strz(l, arg);
        break;
    }
    static const char *const ids[] = {[ARG_NONE] = "catalogue.type_no_arg",
                                      [ARG_CHARS] = "catalogue.type_chars",
                                      [ARG_RANGE] = "catalogue.type_range",
                                      [ARG_BOOK] = "catalogue.type_book",
                                      [ARG_PROCEDURE] = "catalogue.type_procedure"};
    if (!good)
        load_fault(l, load_place(l, y), ids[kind], "%.*s" FS "%d", STR_ARG(utf8_head(y->text, 60)),
                   CHARS_MAX);
}

static void read_type(struct load *l, const struct yaml *y, struct field *f)
{
    struct str s;
    if (!load_word(l, y, &s)) return;
    struct str rest = s, name = str_cut(&rest, '('), arg = STR_NONE;
    if (rest.p && str_ends(rest, STR(")"))) arg = str_head(rest, rest.n - 1);
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (!str_eqz(name, types[i].name)) continue;
        f->type = types[i].type;
        read_arg(l, y, types[i].arg, arg, f);
        return;
    }
    const char *known[ARRAY_LEN(types)];
    for (size_t i = 0; i < ARRAY_LEN(types); i++) known[i] = types[i].name;
    load_unknown(l, load_place(l, y), UNKNOWN_TYPE, name, known, ARRAY_LEN(known));
}

static void zone_options(struct load *l, struct field *f)
{
    struct option *v = LOAD_ARRAY(l, struct option, l->c->n_zones);
    if (!v) return;
    for (size_t i = 0; i < l->c->n_zones; i++)
        v[i] = (struct option){l->c->zones[i].name, l->c->zones[i].label};
    f->options = v;
    f->n_options = l->c->n_zones;
}

const struct option *field_load_options(struct load *l, const struct yaml *y, size_t *ret_n)
{
    *ret_n = 0;
    if (!load_name_map(l, y)) return NULL;
    struct option *v = LOAD_ARRAY(l, struct option, y->n);
    if (!v) return NULL;
    for (size_t i = 0; i < y->n; i++) {
        v[i].name = load_strz(l, y->keys[i].text);
        load_text2(l, &y->values[i], &v[i].label);
        if (!v[i].name) return NULL;
    }
    *ret_n = y->n;
    return v;
}

/* "devices.kind": what that column of a book may hold, so that it is written in one place. */
static void column_options(struct load *l, const struct yaml *y, struct field *f)
{
    struct str rest = y->text, name = str_cut(&rest, '.');
    struct yaml book = *y, column = *y;
    book.text = name;
    column.text = rest;
    const char *b = names_book(l, &book), *c = b ? load_name(l, &column) : NULL;
    if (!c) return;
    const struct book_column *known = catalogue_column(catalogue_book(l->c, b), c);
    if (!known || known->type != FIELD_CHOICE) {
        load_fault(l, load_place_in(l, y, name.n + 1), "catalogue.not_a_column", "%s" FS "%s", c,
                   b);
        return;
    }
    f->options = known->options;
    f->n_options = known->n_options;
}

static void read_options(struct load *l, const struct yaml *at, const struct yaml *y,
                         struct field *f)
{
    if (f->type != FIELD_CHOICE) {
        if (y) load_fault(l, load_place(l, y), "catalogue.options_unwanted", "%s", f->name);
    } else if (!y) {
        load_fault(l, load_place(l, at), "catalogue.missing_key", "%s", "options");
    } else if (y->kind == YAML_WORD && str_eqz(y->text, "zones")) {
        zone_options(l, f);
    } else if (y->kind == YAML_WORD && str_find(y->text, '.') < y->text.n) {
        column_options(l, y, f);
    } else {
        f->options = field_load_options(l, y, &f->n_options);
        if (y->kind == YAML_MAP && y->n < 2)
            load_fault(l, load_place(l, y), "catalogue.few_options", "%s", f->name);
    }
}

/* yes, no, or: when CONDITION */
static void read_required(struct procedure_load *x, const struct yaml *y, struct field *f)
{
    struct str s;
    if (!y || !load_word(x->l, y, &s)) return;
    if (str_starts(s, STR("when "))) {
        procedure_load_when(x, y, 5, &f->required_when);
    } else if (str_eqz(s, "yes")) {
        f->required = true;
    } else if (!str_eqz(s, "no")) {
        load_fault(x->l, load_place(x->l, y), "catalogue.want_required", "%.*s",
                   STR_ARG(utf8_head(s, 60)));
        f->required = true; /* so that nothing else seems wrong because of it */
    }
}

/* A thing to be affirmed: whoever cannot say yes does not go on. */
static void read_must_be(struct load *l, const struct yaml *y, struct field *f)
{
    if (!y) return;
    if (f->type != FIELD_YES_NO)
        load_fault(l, load_place(l, y), "catalogue.must_be_unwanted", "%s", f->name);
    f->must_be_yes = load_yes(l, y);
}

/* offers: all */
static void read_offers(struct load *l, const struct yaml *y, struct field *f)
{
    struct str s;
    if (!y || !load_word(l, y, &s)) return;
    f->offers_all = str_eqz(s, "all");
    if (!f->offers_all || (f->type != FIELD_ENTRIES && f->type != FIELD_ENTRY))
        load_fault(l, load_place(l, y), "catalogue.offers_unwanted", "%s", f->name);
}

/* 366 days */
static void read_at_most(struct load *l, const struct yaml *y, struct field *f)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"minutes", MINUTE_MS}, {"hours", HOUR_MS}, {"days", DAY_MS}};
    struct str s;
    int64_t n;
    if (!y || !load_word(l, y, &s)) return;
    struct str rest = s, number = str_cut(&rest, ' ');
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        if (!rest.p || !str_eqz(str_trim(rest), units[i].unit)) continue;
        if (str_to_i64(number, &n) != OK || n < 1 || n > 100000) break;
        f->at_most_ms = n * units[i].ms;
        return;
    }
    load_fault(l, load_place(l, y), "catalogue.want_duration", "%.*s", STR_ARG(utf8_head(s, 60)));
}

/* managers of field.division, or a role path */
static void read_among(struct load *l, const struct yaml *y, struct field *f)
{
    static const struct str managers = STR_INIT("managers of ");
    if (!y) return;
    if (f->type != FIELD_PERSON)
        load_fault(l, load_place(l, y), "catalogue.among_unwanted", "%s", f->name);
    if (y->kind != YAML_WORD || !str_starts(y->text, managers)) {
        f->among = who_load(l, y);
        return;
    }
    struct yaml rest = *y;
    rest.text = str_skip(y->text, managers.n);
    rest.column = load_place_in(l, y, managers.n).column;
    f->among_managers_of = load_field_name(l, &rest);
}

static void read_field(struct procedure_load *x, const struct yaml *name, const struct yaml *y,
                       struct field *f)
{
    static const struct load_key keys[] = {
        {"type", true}, {"label", true}, {"help"},    {"required"}, {"options"},
        {"after"},      {"at_most"},     {"among"},   {"article"},  {"must_be"},
        {"past"},       {"other_than"},  {"default"}, {"offers"},
    };
    struct load *l = x->l;
    f->name = load_strz(l, name->text);
    f->at = load_place(l, name);
    f->type = FIELD_TEXT;
    if (!f->name || !load_map(l, y, keys, ARRAY_LEN(keys))) return;
    read_type(l, yaml_get(y, "type"), f);
    load_text2(l, yaml_get(y, "label"), &f->label);
    load_text2(l, yaml_get(y, "help"), &f->help);
    read_required(x, yaml_get(y, "required"), f);
    read_must_be(l, yaml_get(y, "must_be"), f);
    f->required = f->required || (f->must_be_yes && !yaml_get(y, "required"));
    read_offers(l, yaml_get(y, "offers"), f);
    read_options(l, name, yaml_get(y, "options"), f);
    const struct yaml *after = yaml_get(y, "after");
    if (after) f->after = load_name(l, after);
    f->other_than = load_names(l, yaml_get(y, "other_than"), &f->n_other_than);
    f->past = load_yes(l, yaml_get(y, "past"));
    const struct yaml *from = yaml_get(y, "default");
    if (from) f->from_field = load_field_name(l, from);
    read_at_most(l, yaml_get(y, "at_most"), f);
    read_among(l, yaml_get(y, "among"), f);
    article_load(l, yaml_get(y, "article"), &f->articles);
}

void field_load_form(struct procedure_load *x, const struct yaml *y, size_t max,
                     const struct field **ret, size_t *ret_n)
{
    if (!load_name_map(x->l, y)) return;
    if (y->n > max) {
        load_fault(x->l, load_place(x->l, y), "catalogue.too_many", "%zu", max);
        return;
    }
    struct field *v = LOAD_ARRAY(x->l, struct field, y->n);
    if (!v) return;
    for (size_t i = 0; i < y->n; i++) read_field(x, &y->keys[i], &y->values[i], &v[i]);
    if (x->l->err != OK) return;
    *ret = v;
    *ret_n = y->n;
}

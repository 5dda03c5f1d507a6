/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/utf8.h"
#include "catalogue/lists.h"
#include "catalogue/procedure_load.h"
#include "catalogue/who.h"

/* What a column may hold; anything else is told by the thing's matters. */
static const uint32_t column_types = TYPE(TEXT) | TYPE(CHOICE) | TYPE(YES_NO) | TYPE(NUMBER) |
                                     TYPE(DAY) | TYPE(INFO_SYSTEM) | TYPE(PERSON) | TYPE(MAC);

static void read_type(struct load *l, const struct yaml *y, struct book_column *c)
{
    struct str s;
    if (!y || !load_word(l, y, &s)) return;
    if (!field_type_parse(s, &c->type) || !(column_types >> c->type & 1))
        load_fault(l, load_place(l, y), "catalogue.column_type", "%.*s", STR_ARG(utf8_head(s, 60)));
}

static void read_column(struct load *l, const struct yaml *y, struct book_column *c)
{
    static const struct load_key keys[] = {{"label", true}, {"type"}, {"options"}};
    c->type = FIELD_TEXT;
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return;
    const struct yaml *options = yaml_get(y, "options");
    load_text2(l, yaml_get(y, "label"), &c->label);
    read_type(l, yaml_get(y, "type"), c);
    if (options && c->type == FIELD_CHOICE)
        c->options = field_load_options(l, options, &c->n_options);
    else if (options)
        load_fault(l, load_place(l, options), "catalogue.options_unwanted", "%s", c->name);
    else if (c->type == FIELD_CHOICE)
        load_fault(l, load_place(l, y), "catalogue.missing_key", "%s", "options");
}

static void read_columns(struct load *l, const struct yaml *y, struct book *b)
{
    if (!load_name_map(l, y)) return;
    struct book_column *v = LOAD_ARRAY(l, struct book_column, y->n);
    if (!v) return;
    for (size_t i = 0; i < y->n; i++) {
        v[i].name = load_strz(l, y->keys[i].text);
        if (!v[i].name) return;
        read_column(l, &y->values[i], &v[i]);
        if (strcmp(v[i].name, "state") == 0 || strcmp(v[i].name, "keeper") == 0)
            load_fault(l, load_place(l, &y->keys[i]), "catalogue.column_name", "%s", v[i].name);
    }
    b->columns = v;
    b->n_columns = y->n;
}

static void read_key(struct load *l, const struct yaml *y, struct book *b)
{
    static const struct load_key keys[] = {{"name", true}, {"label", true}};
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return;
    b->key.name = load_name(l, yaml_get(y, "name"));
    load_text2(l, yaml_get(y, "label"), &b->key.label);
}

static void read_keeper(struct load *l, const struct yaml *y, struct book *b)
{
    static const char *const known[] = {"division", "prefecture"};
    struct str s;
    b->keeper = SCOPE_PREFECTURE;
    if (!y || !load_word(l, y, &s) || str_eqz(s, "prefecture")) return;
    if (str_eqz(s, "division"))
        b->keeper = SCOPE_DIVISION;
    else
        load_unknown(l, load_place(l, y), UNKNOWN_PART, s, known, ARRAY_LEN(known));
}

/* Words of `states`. */
static void read_ended(struct load *l, const struct yaml *y, struct book *b)
{
    struct load_words w = load_words(y);
    const char *known[64];
    size_t n = 0;
    for (size_t i = 0; i < b->n_states && n < ARRAY_LEN(known); i++) known[n++] = b->states[i].name;
    b->ended = load_names(l, y, &b->n_ended);
    for (size_t i = 0; i < b->n_ended; i++) {
        bool there = false;
        for (size_t k = 0; k < n && !there; k++) there = strcmp(known[k], b->ended[i]) == 0;
        if (!there)
            load_unknown(l, load_place(l, &w.v[i]), UNKNOWN_STATE, str_z(b->ended[i]), known, n);
    }
}

bool catalogue_book_ended(const struct book *b, struct str state)
{
    for (size_t i = 0; i < b->n_ended; i++)
        if (str_eqz(state, b->ended[i])) return true;
    return false;
}

const struct book *book_load(struct load *l, const struct yaml *y)
{
    static const struct load_key keys[] = {
        {"book", true},   {"title", true},   {"article", true}, {"keeper", true},
        {"key"},          {"columns", true}, {"states"},        {"ended"},
        {"from_matters"}, {"from_uses"},     {"roll"},          {"read", true},
    };
    struct book *b = LOAD_ARRAY(l, struct book, 1);
    if (!b || !load_map(l, y, keys, ARRAY_LEN(keys))) return NULL;
    b->at = load_place(l, y);
    b->name = load_name(l, yaml_get(y, "book"));
    load_text2(l, yaml_get(y, "title"), &b->title);
    article_load(l, yaml_get(y, "article"), &b->articles);
    read_keeper(l, yaml_get(y, "keeper"), b);
    read_key(l, yaml_get(y, "key"), b);
    read_columns(l, yaml_get(y, "columns"), b);
    if (yaml_get(y, "states"))
        b->states = field_load_options(l, yaml_get(y, "states"), &b->n_states);
    read_ended(l, yaml_get(y, "ended"), b);
    b->from_matters = load_names(l, yaml_get(y, "from_matters"), &b->n_from_matters);
    if (yaml_get(y, "roll")) b->roll = load_name(l, yaml_get(y, "roll"));
    b->from_uses = load_names(l, yaml_get(y, "from_uses"), &b->n_from_uses);
    b->read = who_load_list(l, yaml_get(y, "read"), &b->n_read);
    return b->name ? b : NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/lists.h"
#include "catalogue/procedure_load.h"
#include "catalogue/who.h"

static void read_label(struct load *l, const struct yaml *y, struct book_column *c)
{
    static const struct load_key keys[] = {{"label", true}};
    if (load_map(l, y, keys, ARRAY_LEN(keys))) load_text2(l, yaml_get(y, "label"), &c->label);
}

static void read_columns(struct load *l, const struct yaml *y, struct book *b)
{
    if (!load_name_map(l, y)) return;
    struct book_column *v = LOAD_ARRAY(l, struct book_column, y->n);
    if (!v) return;
    for (size_t i = 0; i < y->n; i++) {
        v[i].name = load_strz(l, y->keys[i].text);
        read_label(l, &y->values[i], &v[i]);
        if (!v[i].name) return;
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

const struct book *book_load(struct load *l, const struct yaml *y)
{
    static const struct load_key keys[] = {
        {"book", true},    {"title", true}, {"article", true}, {"keeper", true}, {"key"},
        {"columns", true}, {"states"},      {"from_matters"},  {"read", true},
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
    b->from_matters = load_names(l, yaml_get(y, "from_matters"), &b->n_from_matters);
    b->read = who_load_list(l, yaml_get(y, "read"), &b->n_read);
    return b->name ? b : NULL;
}

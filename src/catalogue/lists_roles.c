/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/utf8.h"
#include "catalogue/lists.h"
#include "catalogue/names.h"

static void read_scope(struct load *l, const struct yaml *y, struct role *r)
{
    static const struct {
        const char *name;
        enum role_scope scope;
    } scopes[] = {{"prefecture", SCOPE_PREFECTURE},
                  {"department", SCOPE_DEPARTMENT},
                  {"division", SCOPE_DIVISION},
                  {"info_system", SCOPE_INFO_SYSTEM},
                  {"-", SCOPE_NONE}};
    static const char *const known[] = {"prefecture", "department", "division", "info_system", "-"};
    struct str s;
    if (!y || !load_word(l, y, &s)) return;
    for (size_t i = 0; i < ARRAY_LEN(scopes); i++) {
        if (!str_eqz(s, scopes[i].name)) continue;
        r->of = scopes[i].scope;
        return;
    }
    load_unknown(l, load_place(l, y), UNKNOWN_PART, s, known, ARRAY_LEN(known));
}

/* post KIND, register, designation, member KIND, reading ID */
static void read_found(struct load *l, const struct yaml *y, struct role *r)
{
    static const struct {
        const char *name;
        enum role_found found;
        bool by;
    } ways[] = {{"post", FOUND_POST, true},
                {"register", FOUND_REGISTER, false},
                {"designation", FOUND_DESIGNATION, false},
                {"member", FOUND_MEMBER, true},
                {"reading", FOUND_READING, true}};
    static const char *const known[] = {"post", "register", "designation", "member", "reading"};
    struct str s;
    if (!y || !load_word(l, y, &s)) return;
    struct str by = s, way = str_cut(&by, ' ');
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        if (!str_eqz(way, ways[i].name)) continue;
        r->found = ways[i].found;
        if (ways[i].by != (by.p != NULL) || (by.p && !load_is_name(by))) {
            load_fault(l, load_place(l, y), "catalogue.bad_found", "%.*s",
                       STR_ARG(utf8_head(s, 60)));
            return;
        }
        if (!by.p) return;
        struct yaml word = *y;
        word.text = by;
        word.column = load_place_in(l, y, (size_t)(by.p - y->text.p)).column;
        r->found_by = r->found == FOUND_READING ? names_reading(l, &word) : load_strz(l, by);
        return;
    }
    load_unknown(l, load_place(l, y), UNKNOWN_PART, way, known, ARRAY_LEN(known));
}

static void read_role(struct load *l, const struct yaml *name, const struct yaml *y, struct role *r)
{
    static const struct load_key keys[] = {{"ja"},       {"en"},          {"article", true},
                                           {"of", true}, {"found", true}, {"also"},
                                           {"deputy"},   {"one"}};
    r->at = load_place(l, name);
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return;
    load_text2_keys(l, y, &r->label);
    article_load(l, yaml_get(y, "article"), &r->articles);
    read_scope(l, yaml_get(y, "of"), r);
    read_found(l, yaml_get(y, "found"), r);
    r->one = load_yes(l, yaml_get(y, "one"));
    struct load_words also = load_words(yaml_get(y, "also"));
    const char **titles = LOAD_ARRAY(l, const char *, also.n);
    for (size_t i = 0; i < also.n && titles; i++) {
        titles[r->n_also] = load_text(l, &also.v[i]);
        if (titles[r->n_also]) r->n_also++;
    }
    r->also = titles;
}

/* A deputy stands in for a role of the same thing. */
static void read_deputies(struct load *l, const struct yaml *m, struct role *v)
{
    for (size_t i = 0; i < m->n; i++) {
        const struct yaml *y = yaml_get(&m->values[i], "deputy");
        struct str s;
        if (!y || !load_word(l, y, &s)) continue;
        const struct role *deputy = names_role(l, s, load_place(l, y));
        if (!deputy) continue;
        v[i].deputy = deputy->name;
        if (deputy->of != v[i].of)
            load_fault(l, load_place(l, y), "catalogue.deputy_scope", "%s" FS "%s", deputy->name,
                       v[i].name);
    }
}

/* Roles found by a reading: what the reading chooses among must be roles. */
static void check_reading_roles(struct load *l, const struct role *r)
{
    const struct reading *g =
        r->found == FOUND_READING && r->found_by ? catalogue_reading(l->c, r->found_by) : NULL;
    for (size_t i = 0; g && i < g->n_choices; i++)
        if (strcmp(g->choices[i].name, "none") != 0)
            (void)names_role(l, str_z(g->choices[i].name), r->at);
}

void lists_roles(struct load *l, const struct yaml *y, struct catalogue *c)
{
    static const struct load_key keys[] = {{"roles", true}};
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return;
    const struct yaml *m = yaml_get(y, "roles");
    struct role *v = load_name_map(l, m) ? LOAD_ARRAY(l, struct role, m->n) : NULL;
    if (!v) return;
    for (size_t i = 0; i < m->n; i++) {
        v[i].name = load_strz(l, m->keys[i].text);
        if (!v[i].name) return;
        read_role(l, &m->keys[i], &m->values[i], &v[i]);
    }
    c->roles = v;
    c->n_roles = m->n;
    read_deputies(l, m, v);
    for (size_t i = 0; i < m->n; i++) check_reading_roles(l, &v[i]);
}

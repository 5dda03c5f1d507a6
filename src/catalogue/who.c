/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/who.h"

#include <string.h>

#include "base/utf8.h"
#include "catalogue/names.h"

enum { PARTS_MAX = 5 };

static const struct {
    const char *name;
    enum path_root root;
    unsigned names; /* how many names follow it */
} roots[] = {
    {"applicant", PATH_APPLICANT, 0}, {"field", PATH_FIELD, 1},   {"matter", PATH_MATTER, 0},
    {"target", PATH_TARGET, 0},       {"step", PATH_STEP, 2},     {"entry", PATH_ENTRY, 0},
    {"keeper", PATH_KEEPER, 0},       {"issuer", PATH_ISSUER, 0},
};
static const char *const root_names[] = {"applicant", "field", "matter", "target",
                                         "step",      "entry", "keeper", "issuer"};
static const struct {
    const char *name;
    enum path_to to;
} ends[] = {{"division", TO_DIVISION},
            {"department", TO_DEPARTMENT},
            {"unit", TO_UNIT},
            {"info_system", TO_INFO_SYSTEM}};
static const char *const end_names[] = {"division", "department", "unit", "info_system"};

static size_t split(struct str text, struct str parts[PARTS_MAX])
{
    size_t n = 0;
    for (struct str rest = text; rest.p && n < PARTS_MAX; n++) parts[n] = str_cut(&rest, '.');
    return n;
}

static bool parse_end(struct load *l, struct str word, struct place at, enum path_to *ret)
{
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        if (!str_eqz(word, ends[i].name)) continue;
        *ret = ends[i].to;
        return true;
    }
    load_unknown(l, at, UNKNOWN_PART, word, end_names, ARRAY_LEN(end_names));
    return false;
}

static bool parse_parts(struct load *l, struct path *p, const struct str *parts, size_t n)
{
    size_t r = 0;
    while (r < ARRAY_LEN(roots) && !str_eqz(parts[0], roots[r].name)) r++;
    if (r == ARRAY_LEN(roots)) {
        load_unknown(l, p->at, UNKNOWN_PART, parts[0], root_names, ARRAY_LEN(root_names));
        return false;
    }
    p->root = roots[r].root;
    size_t names = roots[r].names;
    bool good = n > names && n <= names + 2;
    for (size_t i = 1; i <= names && good; i++) good = load_is_name(parts[i]);
    if (!good) {
        load_fault(l, p->at, "catalogue.bad_path", "%s", roots[r].name);
        return false;
    }
    if (names > 0) p->name = load_strz(l, parts[1]);
    if (names > 1) p->sub = load_strz(l, parts[2]);
    return n == names + 1 || parse_end(l, parts[names + 1], p->at, &p->to);
}

const struct path *who_load_path(struct load *l, const struct yaml *y, struct str text,
                                 size_t offset)
{
    struct path *p = LOAD_ARRAY(l, struct path, 1);
    if (!p) return NULL;
    p->at = load_place_in(l, y, offset);
    if (str_starts(text, STR("each "))) {
        p->each = true;
        text = str_trim(str_skip(text, 5));
    }
    struct str parts[PARTS_MAX];
    size_t n = split(text, parts);
    return parse_parts(l, p, parts, n) ? p : NULL;
}

static bool parse_role(struct load *l, const struct yaml *y, struct who *w)
{
    struct str s;
    if (!load_word(l, y, &s)) return false;
    if (str_eqz(s, "applicant") || str_eqz(s, "issuer")) {
        w->kind = WHO_APPLICANT;
        return true;
    }
    if (str_starts(s, STR("field."))) {
        w->kind = WHO_PERSON;
        w->of = who_load_path(l, y, s, 0);
        return w->of != NULL;
    }
    struct str rest = s, name = str_cut(&rest, ' ');
    const struct role *role = names_role(l, name, load_place(l, y));
    if (!role) return false;
    w->kind = WHO_ROLE;
    w->role = role->name;
    if (!rest.p) return true;
    rest = str_trim(rest);
    if (!str_starts(rest, STR("of "))) {
        load_fault(l, load_place_in(l, y, (size_t)(rest.p - y->text.p)), "catalogue.want_of",
                   "%.*s", STR_ARG(utf8_head(rest, 60)));
        return false;
    }
    rest = str_trim(str_skip(rest, 3));
    w->of = who_load_path(l, y, rest, (size_t)(rest.p - y->text.p));
    return w->of != NULL;
}

static bool parse_group(struct load *l, const struct yaml *y, struct who *w)
{
    static const struct load_key keys[] = {{"all"}, {"any"}, {"sequence"}};
    static const enum who_kind kinds[] = {WHO_ALL, WHO_ANY, WHO_SEQUENCE};
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return false;
    if (y->n != 1) {
        load_fault(l, load_place(l, y), "catalogue.one_group", NULL);
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        const struct yaml *parts = yaml_get(y, keys[i].name);
        if (!parts) continue;
        w->kind = kinds[i];
        if (!load_list(l, parts)) return false;
        if (parts->n < 2) load_fault(l, load_place(l, parts), "catalogue.few_parts", NULL);
        w->parts = who_load_list(l, parts, &w->n_parts);
        return w->n_parts == parts->n && parts->n > 0;
    }
    return false;
}

const struct who *who_load(struct load *l, const struct yaml *y)
{
    if (!y) return NULL;
    struct who *w = LOAD_ARRAY(l, struct who, 1);
    if (!w) return NULL;
    w->at = load_place(l, y);
    bool good = y->kind == YAML_MAP ? parse_group(l, y, w) : parse_role(l, y, w);
    return good ? w : NULL;
}

const struct who *const *who_load_list(struct load *l, const struct yaml *y, size_t *ret_n)
{
    *ret_n = 0;
    const struct yaml *v = y && y->kind == YAML_LIST ? y->values : y;
    size_t count = !y ? 0 : y->kind == YAML_LIST ? y->n : 1;
    const struct who **list = LOAD_ARRAY(l, const struct who *, count);
    if (!list) return NULL;
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        const struct who *w = who_load(l, &v[i]);
        if (w) list[n++] = w;
    }
    *ret_n = n;
    return list;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static bool path_equal(const struct path *a, const struct path *b)
{
    if (!a || !b) return a == b;
    return a->root == b->root && a->to == b->to && a->each == b->each && same(a->name, b->name) &&
           same(a->sub, b->sub);
}

bool who_equal(const struct who *a, const struct who *b)
{
    if (a->kind != b->kind || !same(a->role, b->role) || !path_equal(a->of, b->of) ||
        a->n_parts != b->n_parts)
        return false;
    for (size_t i = 0; i < a->n_parts; i++)
        if (!who_equal(a->parts[i], b->parts[i])) return false;
    return true;
}

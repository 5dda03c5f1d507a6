/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/lists.h"

#include <string.h>

#include "base/utf8.h"
#include "catalogue/names.h"

/* The one map of a file such as `zones:`; NULL after its report. */
static const struct yaml *only_map(struct load *l, const struct yaml *y, const char *key)
{
    const struct load_key keys[] = {{key, true}};
    if (!load_map(l, y, keys, 1)) return NULL;
    const struct yaml *m = yaml_get(y, key);
    return load_name_map(l, m) ? m : NULL;
}

static void read_act_words(struct load *l, const struct yaml *y, struct catalogue *c)
{
    if (!load_name_map(l, y)) return;
    struct act_word *v = LOAD_ARRAY(l, struct act_word, y->n);
    if (!v) return;
    size_t n = 0;
    for (size_t i = 0; i < y->n; i++) {
        const char *known[ACT_KINDS];
        for (int a = 0; a < ACT_KINDS; a++) known[a] = act_kind_name((enum act_kind)a);
        if (!act_kind_parse(y->keys[i].text, &v[n].act))
            load_unknown(l, load_place(l, &y->keys[i]), UNKNOWN_ACT, y->keys[i].text, known,
                         ACT_KINDS);
        else if (names_word(l, &y->values[i], &v[n].text))
            n++;
    }
    c->act_words = v;
    c->n_act_words = n;
}

void lists_words(struct load *l, const struct yaml *y, struct catalogue *c)
{
    static const struct load_key keys[] = {{"words", true}, {"acts", true}};
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return;
    const struct yaml *m = yaml_get(y, "words");
    if (!m || m->kind != YAML_MAP) {
        if (m) load_fault(l, load_place(l, m), "catalogue.want_map", "%s", "");
        return;
    }
    struct word *v = LOAD_ARRAY(l, struct word, m->n);
    if (!v) return;
    for (size_t i = 0; i < m->n; i++) {
        const char *ja = load_text(l, &m->keys[i]), *en = load_text(l, &m->values[i]);
        v[i] = (struct word){{ja ? ja : "", en ? en : ""}, load_place(l, &m->keys[i])};
    }
    c->words = v;
    c->n_words = m->n;
    read_act_words(l, yaml_get(y, "acts"), c);
}

/* One of a few words; its index, or n after the report. */
static size_t pick(struct load *l, const struct yaml *y, const char *const *known, size_t n)
{
    struct str s;
    if (!load_word(l, y, &s)) return n;
    for (size_t i = 0; i < n; i++)
        if (str_eqz(s, known[i])) return i;
    load_unknown(l, load_place(l, y), UNKNOWN_PART, s, known, n);
    return n;
}

void lists_clocks(struct load *l, const struct yaml *y, struct catalogue *c)
{
    static const struct load_key keys[] = {{"ja"}, {"en"}, {"kind"}};
    static const char *const kinds[] = {"speed", "order", "standing", "recurring"};
    const struct yaml *m = only_map(l, y, "clocks");
    struct clock_word *v = m ? LOAD_ARRAY(l, struct clock_word, m->n) : NULL;
    if (!v) return;
    size_t n = 0;
    for (size_t i = 0; i < m->n; i++) {
        const struct yaml *row = &m->values[i], *kind = yaml_get(row, "kind");
        if (!load_map(l, row, keys, ARRAY_LEN(keys))) continue;
        if (!kind)
            load_fault(l, load_place(l, &m->keys[i]), "catalogue.clock_without_kind", "%.*s",
                       STR_ARG(m->keys[i].text));
        size_t k = kind ? pick(l, kind, kinds, ARRAY_LEN(kinds)) : 0;
        v[n].kind = k < ARRAY_LEN(kinds) ? (enum clock_kind)k : CLOCK_SPEED;
        load_text2_keys(l, row, &v[n].label);
        v[n].name = load_strz(l, m->keys[i].text);
        if (v[n].name) n++;
    }
    c->clocks = v;
    c->n_clocks = n;
}

void lists_zones(struct load *l, const struct yaml *y, struct catalogue *c)
{
    static const struct load_key keys[] = {{"ja"}, {"en"}, {"article", true}};
    const struct yaml *m = only_map(l, y, "zones");
    struct zone *v = m ? LOAD_ARRAY(l, struct zone, m->n) : NULL;
    if (!v) return;
    size_t n = 0;
    for (size_t i = 0; i < m->n; i++) {
        const struct yaml *row = &m->values[i];
        if (!load_map(l, row, keys, ARRAY_LEN(keys))) continue;
        load_text2_keys(l, row, &v[n].label);
        article_load(l, yaml_get(row, "article"), &v[n].articles);
        v[n].name = load_strz(l, m->keys[i].text);
        if (v[n].name) n++;
    }
    c->zones = v;
    c->n_zones = n;
}

void lists_groups(struct load *l, const struct yaml *y, struct catalogue *c)
{
    const struct yaml *m = only_map(l, y, "groups");
    struct group *v = m ? LOAD_ARRAY(l, struct group, m->n) : NULL;
    if (!v) return;
    size_t n = 0;
    for (size_t i = 0; i < m->n; i++) {
        load_text2(l, &m->values[i], &v[n].label);
        v[n].name = load_strz(l, m->keys[i].text);
        if (v[n].name) n++;
    }
    c->groups = v;
    c->n_groups = n;
}

/* {ja, en}, and where there are several, what speaks for each: because: {ja, en}. */
static void read_choice(struct load *l, const struct yaml *y, struct reading_choice *c)
{
    static const struct load_key keys[] = {{"ja", true}, {"en", true}, {"because", false}};
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return;
    load_text2_keys(l, y, &c->label);
    if (yaml_get(y, "because")) load_text2(l, yaml_get(y, "because"), &c->because);
}

static void read_reading(struct load *l, const struct yaml *name, const struct yaml *y,
                         struct reading *r)
{
    static const struct load_key keys[] = {{"article", true},
                                           {"about", true},
                                           {"choices", true},
                                           {"default", true},
                                           {"because", true}};
    r->at = load_place(l, name);
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return;
    article_load(l, yaml_get(y, "article"), &r->articles);
    load_text2(l, yaml_get(y, "about"), &r->about);
    load_text2(l, yaml_get(y, "because"), &r->because);
    const struct yaml *choices = yaml_get(y, "choices"), *dflt = yaml_get(y, "default");
    struct reading_choice *v =
        load_name_map(l, choices) ? LOAD_ARRAY(l, struct reading_choice, choices->n) : NULL;
    if (!v) return;
    const char **known = LOAD_ARRAY(l, const char *, choices->n);
    if (!known) return;
    for (size_t i = 0; i < choices->n; i++) {
        known[i] = v[i].name = load_strz(l, choices->keys[i].text);
        read_choice(l, &choices->values[i], &v[i]);
        if (!v[i].name) return;
    }
    r->choices = v;
    r->n_choices = choices->n;
    struct str s;
    if (!dflt || !load_word(l, dflt, &s)) return;
    for (size_t i = 0; i < r->n_choices; i++)
        if (str_eqz(s, v[i].name)) r->dflt = v[i].name;
    if (!r->dflt) load_unknown(l, load_place(l, dflt), UNKNOWN_OPTION, s, known, r->n_choices);
}

void lists_readings(struct load *l, const struct yaml *y, struct catalogue *c)
{
    const struct yaml *m = only_map(l, y, "readings");
    struct reading *v = m ? LOAD_ARRAY(l, struct reading, m->n) : NULL;
    if (!v) return;
    for (size_t i = 0; i < m->n; i++) {
        read_reading(l, &m->keys[i], &m->values[i], &v[i]);
        v[i].id = load_strz(l, m->keys[i].text);
        if (!v[i].id) return;
    }
    c->readings = v;
    c->n_readings = m->n;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * standard.yaml and controls.yaml. */
#include <string.h>

#include "base/utf8.h"
#include "catalogue/enforcers.h"
#include "catalogue/lists.h"

static void read_amends(struct load *l, const struct yaml *y, struct standard_head *h)
{
    struct str s;
    if (!y || !load_word(l, y, &s)) return;
    bool good = s.n == 64;
    for (size_t i = 0; good && i < s.n; i++)
        good = (s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f');
    if (good)
        h->amends = load_strz(l, s);
    else
        load_fault(l, load_place(l, y), "catalogue.bad_digest", "%.*s", STR_ARG(utf8_head(s, 64)));
}

void lists_standard(struct load *l, const struct yaml *y, struct catalogue *c)
{
    static const struct load_key keys[] = {
        {"standard", true}, {"title", true}, {"articles", true}, {"amends"}};
    static const char *const known[] = {"complete", "partial"};
    const struct yaml *articles = yaml_get(y, "articles");
    struct standard_head *h = &c->standard;
    struct str s;
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return;
    h->name = load_name(l, yaml_get(y, "standard"));
    load_text2(l, yaml_get(y, "title"), &h->title);
    read_amends(l, yaml_get(y, "amends"), h);
    if (!articles || !load_word(l, articles, &s)) return;
    h->at = load_place(l, articles);
    h->complete = str_eqz(s, known[0]);
    if (!h->complete && !str_eqz(s, known[1]))
        load_unknown(l, h->at, UNKNOWN_PART, s, known, ARRAY_LEN(known));
}

/* Programs, so that a control says who sees to it. */
static void read_by(struct load *l, const struct yaml *y, struct control *k)
{
    const char *known[4 + ENFORCERS] = {"server", "signer", "nginx", "sekimori"};
    memcpy(&known[4], enforcers_names, sizeof enforcers_names);
    struct load_words w = load_words(y);
    const char **v = LOAD_ARRAY(l, const char *, w.n);
    if (!v) return;
    for (size_t i = 0; i < w.n; i++) {
        struct str s;
        size_t p = 0;
        if (!load_word(l, &w.v[i], &s)) continue;
        while (p < ARRAY_LEN(known) && !str_eqz(s, known[p])) p++;
        if (p < ARRAY_LEN(known))
            v[k->n_by++] = known[p];
        else
            load_unknown(l, load_place(l, &w.v[i]), UNKNOWN_PART, s, known, ARRAY_LEN(known));
    }
    k->by = v;
}

/* Kinds of evidence; which there are the programs decide. */
static void read_evidence(struct load *l, const struct yaml *y, struct control *k)
{
    struct load_words w = load_words(y);
    const char **v = LOAD_ARRAY(l, const char *, w.n);
    if (!v) return;
    for (size_t i = 0; i < w.n; i++) {
        const char *name = load_name(l, &w.v[i]);
        if (name) v[k->n_evidence++] = name;
    }
    k->evidence = v;
}

static void read_control(struct load *l, const struct yaml *name, const struct yaml *y,
                         struct control *k)
{
    static const struct load_key keys[] = {
        {"ja"}, {"en"}, {"about", true}, {"articles", true}, {"by", true}, {"gap"}, {"evidence"}};
    k->at = load_place(l, name);
    k->title = k->about = (struct text2){"", ""};
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return;
    load_text2_keys(l, y, &k->title);
    load_text2(l, yaml_get(y, "about"), &k->about);
    article_load(l, yaml_get(y, "articles"), &k->articles);
    read_by(l, yaml_get(y, "by"), k);
    if (yaml_get(y, "evidence")) read_evidence(l, yaml_get(y, "evidence"), k);
    if (yaml_get(y, "gap")) load_text2(l, yaml_get(y, "gap"), &k->gap);
}

void lists_controls(struct load *l, const struct yaml *y, struct catalogue *c)
{
    static const struct load_key keys[] = {{"controls", true}};
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return;
    const struct yaml *m = yaml_get(y, "controls");
    struct control *v = load_name_map(l, m) ? LOAD_ARRAY(l, struct control, m->n) : NULL;
    if (!v) return;
    for (size_t i = 0; i < m->n; i++) {
        v[i].name = load_strz(l, m->keys[i].text);
        if (!v[i].name) return;
        read_control(l, &m->keys[i], &m->values[i], &v[i]);
    }
    c->controls = v;
    c->n_controls = m->n;
}

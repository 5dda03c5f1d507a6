/* SPDX-License-Identifier: Apache-2.0
 *
 * faults.yaml: the known faults of the standard's text. They are called flaws here: a fault is
 * what is wrong with an input (base/err.h). */
#include "base/utf8.h"
#include "catalogue/lists.h"
#include "catalogue/names.h"

/* 附則 by their order, with a paragraph perhaps: 11(2). The index knows nothing of them. */
static void read_supplements(struct load *l, const struct yaml *y, struct flaw *f)
{
    struct load_words w = load_words(y);
    struct article_ref *v = LOAD_ARRAY(l, struct article_ref, w.n);
    if (!v) return;
    size_t n = 0;
    for (size_t i = 0; i < w.n; i++) {
        struct str s;
        if (!load_word(l, &w.v[i], &s)) continue;
        if (article_parse(s, &v[n]) != OK || v[n].branch) {
            load_fault(l, load_place(l, &w.v[i]), "coverage.bad_supplement", "%.*s",
                       STR_ARG(utf8_head(s, 60)));
            continue;
        }
        v[n].text = load_strz(l, s);
        if (v[n].text) n++;
    }
    f->supplements = (struct article_list){v, n};
}

static void read_flaw(struct load *l, const struct yaml *name, const struct yaml *y, struct flaw *f)
{
    static const struct load_key keys[] = {{"article"}, {"supplement"}, {"ja"},
                                           {"en"},      {"reading"},    {"handling"}};
    f->at = load_place(l, name);
    f->text = (struct text2){"", ""};
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return;
    const struct yaml *reading = yaml_get(y, "reading"), *handling = yaml_get(y, "handling");
    if (!yaml_get(y, "article") && !yaml_get(y, "supplement"))
        load_fault(l, f->at, "coverage.flaw_nowhere", "%s", f->id);
    article_load(l, yaml_get(y, "article"), &f->articles);
    read_supplements(l, yaml_get(y, "supplement"), f);
    load_text2_keys(l, y, &f->text);
    if (!reading == !handling) /* what a choice means is told where the choice is */
        load_fault(l, f->at, "coverage.flaw_handling", "%s", f->id);
    f->reading = catalogue_reading(l->c, names_reading(l, reading));
    if (handling) load_text2(l, handling, &f->handling);
    if (f->reading) f->handling = f->reading->because;
}

void lists_flaws(struct load *l, const struct yaml *y, struct catalogue *c)
{
    static const struct load_key keys[] = {{"faults", true}};
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return;
    const struct yaml *m = yaml_get(y, "faults");
    struct flaw *v = load_name_map(l, m) ? LOAD_ARRAY(l, struct flaw, m->n) : NULL;
    if (!v) return;
    for (size_t i = 0; i < m->n; i++) {
        v[i].id = load_strz(l, m->keys[i].text);
        if (!v[i].id) return;
        read_flaw(l, &m->keys[i], &m->values[i], &v[i]);
    }
    c->flaws = v;
    c->n_flaws = m->n;
}

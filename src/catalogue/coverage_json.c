/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts of the catalogue are UTF-8 (yaml.c refuses anything else), so that jansson takes them. A
 * value that could not be made is NULL; putting NULL into a container fails, and is remembered. */
#include "catalogue/catalogue_parts.h"
#include "catalogue/coverage_table.h"

static json_t *text2(struct text2 t)
{
    return t.ja ? json_pack("{s:s, s:s}", "ja", t.ja, "en", t.en) : json_null();
}

/* An array as it grows; `failed` stays. */
struct list {
    json_t *v;
    bool failed;
};

static struct list begin(void)
{
    json_t *v = json_array();
    return (struct list){v, v == NULL};
}

static void add(struct list *l, json_t *value)
{
    l->failed = json_array_append_new(l->v, value) != 0 || l->failed;
}

static json_t *end(struct list *l)
{
    if (!l->failed) return l->v;
    json_decref(l->v);
    return NULL;
}

static json_t *references(const struct article_list *refs)
{
    struct list l = begin();
    for (size_t i = 0; i < refs->n; i++) add(&l, json_string(refs->v[i].text));
    return end(&l);
}

static json_t *flaw(const struct flaw *f)
{
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:s?}", "id", f->id, "articles",
                     references(&f->articles), "supplements", references(&f->supplements), "text",
                     text2(f->text), "handling", text2(f->handling), "reading",
                     f->reading ? f->reading->id : NULL);
}

static json_t *flaws(const struct flaw *const *v, size_t n)
{
    struct list l = begin();
    for (size_t i = 0; i < n; i++) add(&l, flaw(v[i]));
    return end(&l);
}

static json_t *all_flaws(const struct catalogue *c)
{
    struct list l = begin();
    for (size_t i = 0; i < c->n_flaws; i++) add(&l, flaw(&c->flaws[i]));
    return end(&l);
}

static json_t *readings(const struct reading *const *v, size_t n)
{
    struct list l = begin();
    for (size_t i = 0; i < n; i++) add(&l, json_string(v[i]->id));
    return end(&l);
}

static json_t *mechanisms(const struct coverage_paragraph *p)
{
    struct list l = begin();
    for (size_t i = 0; i < p->n_mechanisms; i++) {
        const struct mechanism *m = &p->mechanisms[i];
        add(&l, json_pack("{s:s, s:s, s:o, s:o}", "kind", coverage_mechanism_name(m->kind), "name",
                          m->name, "title", text2(m->title), "gap", text2(m->gap)));
    }
    return end(&l);
}

static json_t *who(const struct coverage_paragraph *p)
{
    struct list l = begin();
    for (size_t i = 0; i < p->n_who; i++)
        add(&l, json_pack("{s:s, s:o}", "role", p->who[i]->name, "label", text2(p->who[i]->label)));
    return end(&l);
}

static json_t *when(const struct coverage_paragraph *p)
{
    struct list l = begin();
    for (size_t i = 0; i < p->n_when; i++)
        add(&l,
            json_pack("{s:s, s:o}", "word", p->when[i]->name, "label", text2(p->when[i]->label)));
    return end(&l);
}

static json_t *paragraph(const struct coverage_paragraph *p)
{
    return json_pack("{s:i, s:s?, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "paragraph",
                     (int)p->paragraph, "force", p->known ? coverage_force_name(p->force) : NULL,
                     "served", coverage_served_name(p->served), "words",
                     p->known ? text2(p->words) : json_null(), "who", who(p), "when", when(p),
                     "mechanisms", mechanisms(p), "gap", text2(p->gap), "faults",
                     flaws(p->flaws, p->n_flaws), "readings", readings(p->readings, p->n_readings));
}

json_t *coverage_json_article(const struct coverage_article *a)
{
    struct list l = begin();
    for (size_t i = 0; i < a->n_paragraphs; i++) add(&l, paragraph(&a->paragraphs[i]));
    return json_pack("{s:s, s:i, s:i, s:o, s:o, s:o, s:o}", "number", a->number, "article",
                     (int)a->article, "branch", (int)a->branch, "caption", text2(a->caption),
                     "paragraphs", end(&l), "faults", flaws(a->flaws, a->n_flaws), "readings",
                     readings(a->readings, a->n_readings));
}

static json_t *totals(const struct catalogue *c)
{
    struct coverage_totals t;
    coverage_totals(c, &t);
    json_t *sum = json_pack("{s:I, s:I, s:I}", "articles", (json_int_t)t.articles, "paragraphs",
                            (json_int_t)t.paragraphs, "unknown", (json_int_t)t.unknown);
    for (int f = 0; f < FORCE_KINDS; f++) {
        json_t *row = json_object();
        for (int s = 0; s < SERVED_UNKNOWN; s++)
            if (json_object_set_new(row, coverage_served_name((enum served)s),
                                    json_integer((json_int_t)t.by[f][s])) != 0) {
                json_decref(row);
                row = NULL;
            }
        if (json_object_set_new(sum, coverage_force_name((enum force)f), row) != 0) {
            json_decref(sum);
            sum = NULL;
        }
    }
    return sum;
}

json_t *coverage_json(const struct catalogue *c)
{
    struct list l = begin();
    for (size_t i = 0; i < coverage_n(c); i++) add(&l, coverage_json_article(coverage_at(c, i)));
    return json_pack("{s:s, s:o, s:s, s:o, s:o, s:o}", "standard", c->standard.name, "title",
                     text2(c->standard.title), "catalogue", catalogue_digest(c), "articles",
                     end(&l), "faults", all_flaws(c), "totals", totals(c));
}

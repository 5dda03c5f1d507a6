/* SPDX-License-Identifier: Apache-2.0
 *
 * An article in plain words: who must do what and when, what serves it and what is still
 * missing, the faults of its text and how they are read.
 */
#include <inttypes.h>
#include <string.h>

#include "office/article_parts.h"
#include "office/starter.h"
#include "office/org_image.h"

const char *article_key(const struct show *s, const struct coverage_article *c)
{
    return c->branch ? arena_printf(s->w->arena, "%u-%u", c->article, c->branch)
                     : arena_printf(s->w->arena, "%u", c->article);
}

const char *article_label(const struct show *s, const struct coverage_article *c)
{
    if (s->lang == LANG_EN) return arena_printf(s->w->arena, "Article %s", c->number);
    return c->branch ? arena_printf(s->w->arena, "第%u条の%u", c->article, c->branch)
                     : arena_printf(s->w->arena, "第%u条", c->article);
}

void article_show_head(const struct show *s, struct jo *o, const struct coverage_article *c)
{
    jo_str(o, "key", article_key(s, c));
    jo_str(o, "number", c->number);
    jo_str(o, "label", article_label(s, c));
    jo_str(o, "caption", c->caption.ja ? show_text(s, c->caption) : NULL);
    jo_str(o, "href", arena_printf(s->w->arena, "/articles/%s", article_key(s, c)));
}

/* --- readings ---------------------------------------------------------------------------- */

struct in_force { /* choices that an instrument made */
    const char *id, *choice;
    struct moment since;
};
struct choices {
    struct in_force v[200];
    size_t n;
};

static err_t choices_read(const struct show *s, struct choices *ret)
{
    ret->n = 0;
    const struct org_image *im = org_image_of(s->w->db, s->w->arena);
    if (im) {
        struct org_setting *v;
        size_t n;
        TRY(org_image_settings(im, s->w->arena, "reading", s->w->as_of, &v, &n));
        for (size_t i = 0; i < n && i < ARRAY_LEN(ret->v); i++)
            ret->v[ret->n++] = (struct in_force){v[i].name, v[i].value, v[i].from};
        return OK;
    }
    struct rows r ROWS_CLEANUP = db_query(s->w->db, SQL_SETTINGS_OF_KIND,
                                          P_STR("kind", STR("reading")), P_I64("at", s->w->now.ms));
    while (ret->n < ARRAY_LEN(ret->v) && rows_next(&r)) {
        struct in_force *x = &ret->v[ret->n++];
        x->id = arena_strdup(s->w->arena, rows_str(&r, "name"));
        x->choice = arena_strdup(s->w->arena, rows_str(&r, "value"));
        x->since.ms = rows_i64(&r, "from_at");
        if (!x->id || !x->choice) return ERR_NOMEM;
    }
    return rows_end(&r);
}

static const struct in_force *chosen(const struct choices *c, const char *id)
{
    const struct in_force *last = NULL;
    for (size_t i = 0; i < c->n; i++)
        if (strcmp(c->v[i].id, id) == 0) last = &c->v[i];
    return last;
}

static const char *choice_text(const struct show *s, const struct reading *r, const char *choice)
{
    for (size_t i = 0; i < r->n_choices; i++)
        if (strcmp(r->choices[i].name, choice) == 0)
            return show_text(s, (struct text2){r->choices[i].label.ja, r->choices[i].label.en});
    return choice;
}

/* All that may be chosen, with what speaks for each; none where there is nothing to choose. */
static void show_choices(const struct show *s, struct jo *o, const struct reading *r,
                         const char *taken)
{
    struct jo list = jo_array();
    for (size_t i = 0; r->n_choices > 1 && i < r->n_choices; i++) {
        const struct reading_choice *c = &r->choices[i];
        struct jo one = jo_object();
        jo_str(&one, "label", show_text(s, c->label));
        jo_str(&one, "ground", c->because.ja ? show_text(s, c->because) : NULL);
        jo_bool(&one, "taken", strcmp(c->name, taken) == 0);
        jo_add(&list, one);
    }
    jo_bool(o, "any_choices", r->n_choices > 1);
    jo_put(o, "choices", list);
}

static void show_reading(const struct show *s, struct jo *o, const struct reading *r,
                         const struct choices *c)
{
    const struct in_force *x = chosen(c, r->id);
    jo_str(o, "id", r->id);
    jo_str(o, "about", show_text(s, r->about));
    jo_str(o, "choice", choice_text(s, r, x ? x->choice : r->dflt));
    jo_bool(o, "default", x == NULL);
    jo_str(o, "because", r->because.ja ? show_text(s, r->because) : NULL);
    show_time(s, o, "since", x ? x->since : (struct moment){0});
    show_choices(s, o, r, x ? x->choice : r->dflt);
}

static void show_flaw(const struct show *s, struct jo *list, const struct flaw *f,
                      const struct choices *c)
{
    struct jo o = jo_object();
    jo_str(&o, "id", f->id);
    jo_str(&o, "text", show_text(s, f->text));
    jo_str(&o, "handling", f->handling.ja ? show_text(s, f->handling) : NULL);
    struct jo reading = jo_object();
    if (f->reading) {
        show_reading(s, &reading, f->reading, c);
        jo_put(&o, "reading", reading);
    } else {
        jo_release(&reading);
        jo_set(&o, "reading", json_null());
    }
    jo_add(list, o);
}

/* --- paragraphs -------------------------------------------------------------------------- */

/* A procedure is a link for who may start it. */
static err_t show_mechanism(const struct show *s, const struct starter *st, struct jo *list,
                            const struct mechanism *m)
{
    const struct procedure *p = catalogue_procedure(s->w->office->catalogue, m->name);
    bool may = false;
    struct jo o = jo_object();
    const char *href = NULL;
    bool starts = m->kind == MECHANISM_PROCEDURE || m->kind == MECHANISM_CAMPAIGN ||
                  m->kind == MECHANISM_ACKNOWLEDGEMENT;
    if (starts && p) TRY(starter_may(st, p, &may));
    if (may) href = arena_printf(s->w->arena, "/apply/%s", m->name);
    if (m->kind == MECHANISM_BOOK) href = arena_printf(s->w->arena, "/books/%s", m->name);
    jo_str(&o, "kind", coverage_mechanism_name(m->kind));
    jo_str(&o, "kind_text", tr(s->lang, coverage_mechanism_text(m->kind)));
    jo_str(&o, "name", m->name);
    jo_str(&o, "title", m->title.ja ? show_text(s, m->title) : NULL);
    jo_str(&o, "gap", m->gap.ja ? show_text(s, m->gap) : NULL);
    jo_str(&o, "href", href);
    jo_add(list, o);
    return OK;
}

static void show_labels(const struct show *s, struct jo *o, const struct coverage_paragraph *p)
{
    struct jo who = jo_array(), when = jo_array();
    for (size_t i = 0; i < p->n_who; i++)
        jo_add_value(&who, json_string(show_text(s, p->who[i]->label)));
    for (size_t i = 0; i < p->n_when; i++)
        jo_add_value(&when, json_string(show_text(s, p->when[i]->label)));
    jo_put(o, "who", who);
    jo_put(o, "when", when);
}

/* Where an enumeration goes on at s: "(3)" after (2). The text's own numbers may repeat or skip
 * one. */
static unsigned next_item(const char *z, const char *s, unsigned last)
{
    unsigned n = 0;
    const char *p = s + 1;
    if (*s != '(' || (s > z && s[-1] >= '0' && s[-1] <= '9')) return 0;
    while (*p >= '0' && *p <= '9' && n < 100) n = n * 10 + (unsigned)(*p++ - '0');
    bool follows = n > 0 && n >= last && n <= last + 2 && (last > 0 || n == 1);
    return *p == ')' && follows ? n : 0;
}

/* The plain words, each item on a line of its own. */
static void show_lines(const struct show *s, struct jo *o, struct text2 words)
{
    struct jo lines = jo_array();
    const char *z = words.ja ? show_text(s, words) : "", *from = z;
    unsigned last = 0;
    for (const char *p = z; *p; p++) {
        unsigned n = next_item(z, p, last);
        if (n == 0) continue;
        last = n;
        if (p > from) jo_add_value(&lines, json_stringn(from, (size_t)(p - from)));
        from = p;
    }
    if (*from) jo_add_value(&lines, json_string(from));
    jo_put(o, "lines", lines);
}

/* The paragraph of the official text with that number. */
static json_t *official(const json_t *text, unsigned number)
{
    size_t i;
    json_t *p;
    json_array_foreach(json_object_get(text, "paragraphs"), i, p)
    {
        if (json_integer_value(json_object_get(p, "number")) == number) return json_incref(p);
    }
    return json_null();
}

static err_t show_paragraph(const struct show *s, const struct starter *st, struct jo *list,
                            const struct coverage_paragraph *p, bool only, const json_t *text)
{
    struct jo o = jo_object(), mechanisms = jo_array();
    bool served = p->served == SERVED_FULLY || p->served == SERVED_PARTLY;
    err_t e = OK;
    for (size_t i = 0; e == OK && i < p->n_mechanisms; i++)
        e = show_mechanism(s, st, &mechanisms, &p->mechanisms[i]);
    jo_i64(&o, "paragraph", p->paragraph);
    jo_bool(&o, "numbered", !only);
    jo_str(&o, "anchor", arena_printf(s->w->arena, "p%u", p->paragraph));
    jo_str(&o, "force", coverage_force_name(p->force));
    jo_str(&o, "force_text", tr(s->lang, coverage_force_text(p->force)));
    jo_bool(&o, "binds", p->force == FORCE_MUST || p->force == FORCE_MUST_NOT);
    show_labels(s, &o, p);
    jo_str(&o, "words", p->words.ja ? show_text(s, p->words) : NULL);
    show_lines(s, &o, p->words);
    jo_str(&o, "gap", p->gap.ja ? show_text(s, p->gap) : NULL);
    jo_str(&o, "served", coverage_served_name(p->served));
    jo_str(&o, "served_text", tr(s->lang, coverage_served_text(p->served)));
    jo_bool(&o, "is_served", served);
    jo_bool(&o, "is_nothing", p->served == SERVED_NOTHING);
    jo_put(&o, "mechanisms", mechanisms);
    jo_set(&o, "official", official(text, p->paragraph));
    jo_add(list, o);
    return e;
}

/* Paragraphs that only the text has: it is newer than the catalogue, or another body's. */
static void show_rest(struct jo *o, const struct coverage_article *c, const json_t *text)
{
    struct jo rest = jo_array();
    size_t i;
    json_t *p;
    json_array_foreach(json_object_get(text, "paragraphs"), i, p)
    {
        json_int_t n = json_integer_value(json_object_get(p, "number"));
        if (n < 1 || !coverage_paragraph(c, (unsigned)n)) jo_add_value(&rest, json_incref(p));
    }
    jo_put(o, "rest", rest);
}

err_t article_show_words(const struct show *s, struct jo *o, const struct coverage_article *c,
                         struct person_id viewer, const json_t *text)
{
    struct choices *in_force = ARENA_NEW(s->w->arena, struct choices);
    if (!in_force) return ERR_NOMEM;
    if (c->n_flaws || c->n_readings) TRY(choices_read(s, in_force));
    struct starter st;
    TRY(starter_begin(&st, s, viewer));
    err_t e = OK;
    struct jo paragraphs = jo_array(), flaws = jo_array(), readings = jo_array();
    for (size_t i = 0; i < c->n_paragraphs; i++)
        e = e != OK ? e
                    : show_paragraph(s, &st, &paragraphs, &c->paragraphs[i], c->n_paragraphs == 1,
                                     text);
    for (size_t i = 0; i < c->n_flaws; i++) show_flaw(s, &flaws, c->flaws[i], in_force);
    for (size_t i = 0; i < c->n_readings; i++) {
        bool beside_flaw = false;
        for (size_t k = 0; k < c->n_flaws; k++)
            beside_flaw = beside_flaw || c->flaws[k]->reading == c->readings[i];
        if (beside_flaw) continue;
        struct jo one = jo_object();
        show_reading(s, &one, c->readings[i], in_force);
        jo_add(&readings, one);
    }
    show_rest(o, c, text);
    jo_put(o, "paragraphs", paragraphs);
    jo_put(o, "flaws", flaws);
    jo_put(o, "readings", readings);
    return e;
}

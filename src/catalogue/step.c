/* SPDX-License-Identifier: Apache-2.0
 *
 * The steps of a procedure, and a campaign's sheet. */
#include <string.h>

#include "base/utf8.h"
#include "catalogue/article.h"
#include "catalogue/catalogue_parts.h"
#include "catalogue/names.h"
#include "catalogue/procedure_load.h"
#include "catalogue/who.h"

/* What the act is called where the step has no word of its own. */
static void default_word(struct load *l, const struct yaml *at, struct step *s)
{
    for (size_t i = 0; i < l->c->n_act_words; i++) {
        if (l->c->act_words[i].act != s->act) continue;
        s->word = l->c->act_words[i].text;
        return;
    }
    load_fault(l, load_place(l, at), "catalogue.missing_key", "%s", "word");
}

static void read_act(struct procedure_load *x, const struct yaml *y, struct step *s)
{
    struct str word;
    if (!load_word(x->l, y, &word)) return;
    if (act_kind_parse(word, &s->act) && shape_allows_step(x->p->shape, s->act)) return;
    const char *known[ACT_KINDS];
    size_t n = 0;
    for (int a = 0; a < ACT_KINDS; a++)
        if (shape_allows_step(x->p->shape, (enum act_kind)a))
            known[n++] = act_kind_name((enum act_kind)a);
    load_unknown(x->l, load_place(x->l, y), UNKNOWN_ACT, word, known, n);
    s->act = ACT_KINDS;
}

/* What every step has, the sheet too. */
static void read_common(struct procedure_load *x, const struct yaml *y, struct step *s)
{
    struct load *l = x->l;
    const struct yaml *word = yaml_get(y, "word");
    s->at = load_place(l, y);
    s->name = load_name(l, yaml_get(y, "step"));
    article_load(l, yaml_get(y, "article"), &s->articles);
    s->who = who_load(l, yaml_get(y, "who"));
    s->reading = names_reading(l, yaml_get(y, "reading"));
    field_load_form(x, yaml_get(y, "form"), STEP_FIELDS_MAX, &s->form, &s->n_form);
    if (word)
        (void)names_word(l, word, &s->word);
    else if (s->act != ACT_KINDS)
        default_word(l, y, s);
}

/* Without `after` a step follows the one above it, the first one the opening act. */
static void read_after(struct procedure_load *x, const struct yaml *y, const struct step *above,
                       struct step *s)
{
    if (y) {
        s->after = load_names(x->l, y, &s->n_after);
        return;
    }
    const char **one = LOAD_ARRAY(x->l, const char *, 1);
    if (!one) return;
    bool sheet = x->p->shape == SHAPE_CAMPAIGN;
    one[0] = above ? above->name : sheet ? "sheet" : act_kind_name(shape_opener(x->p->shape));
    s->after = one;
    s->n_after = one[0] ? 1 : 0;
}

static void read_per(struct load *l, const struct yaml *y, struct step *s)
{
    struct str word;
    if (!y || !load_word(l, y, &word)) return;
    s->per_department = str_eqz(word, "department");
    if (!s->per_department)
        load_fault(l, load_place(l, y), "catalogue.want_department", "%.*s",
                   STR_ARG(utf8_head(word, 60)));
}

/* How soon: a word for speed, or あらかじめ. */
static const char *read_within(struct load *l, const struct yaml *y)
{
    const char *name = names_clock(l, y);
    const struct clock_word *c = name ? catalogue_clock(l->c, name) : NULL;
    if (c && c->kind != CLOCK_SPEED && c->kind != CLOCK_ORDER)
        load_fault(l, load_place(l, y), "catalogue.not_speed", "%s", name);
    return name;
}

static void read_step(struct procedure_load *x, const struct yaml *y, const struct step *above,
                      struct step *s)
{
    static const struct load_key keys[] = {
        {"step", true}, {"act", true}, {"word"}, {"article", true}, {"when"},       {"after"},
        {"within"},     {"who", true}, {"to"},   {"with"},          {"merge_with"}, {"reading"},
        {"form"},       {"per"},       {"due"},
    };
    struct load *l = x->l;
    s->act = ACT_KINDS;
    s->at = load_place(l, y);
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return;
    read_act(x, yaml_get(y, "act"), s);
    read_common(x, y, s);
    procedure_load_when(x, yaml_get(y, "when"), 0, &s->when);
    read_after(x, yaml_get(y, "after"), above, s);
    s->within = read_within(l, yaml_get(y, "within"));
    s->due_field = procedure_load_field(x, yaml_get(y, "due"), TYPE(DAY) | TYPE(MOMENT));
    s->to = who_load_list(l, yaml_get(y, "to"), &s->n_to);
    s->with = who_load_list(l, yaml_get(y, "with"), &s->n_with);
    const struct yaml *merge = yaml_get(y, "merge_with");
    if (merge) s->merge_with = load_name(l, merge);
    read_per(l, yaml_get(y, "per"), s);
}

/* A name in `after` or `merge_with` must be a step of this procedure; in `after` the
 * opening act and a campaign's sheet will do too. */
static void check_step_name(struct procedure_load *x, const struct yaml *y, bool after)
{
    const char *known[PROCEDURE_STEPS_MAX + 2];
    size_t n = 0;
    const struct procedure *p = x->p;
    for (size_t i = 0; i < p->n_steps; i++)
        if (p->steps[i].name) known[n++] = p->steps[i].name;
    if (after) known[n++] = act_kind_name(shape_opener(p->shape));
    if (after && p->campaign.present) known[n++] = "sheet";
    for (size_t i = 0; i < n; i++)
        if (str_eqz(y->text, known[i])) return;
    load_unknown(x->l, load_place(x->l, y), UNKNOWN_STEP, y->text, known, n);
}

static void check_step_names(struct procedure_load *x, const struct yaml *step)
{
    struct load_words after = load_words(yaml_get(step, "after"));
    const struct yaml *merge = yaml_get(step, "merge_with");
    for (size_t i = 0; i < after.n; i++)
        if (load_is_name(after.v[i].text)) check_step_name(x, &after.v[i], true);
    if (merge && load_is_name(merge->text)) check_step_name(x, merge, false);
}

void step_load_all(struct procedure_load *x, const struct yaml *y)
{
    if (!y || !load_list(x->l, y)) return;
    if (y->n > PROCEDURE_STEPS_MAX) {
        load_fault(x->l, load_place(x->l, y), "catalogue.too_many", "%d", PROCEDURE_STEPS_MAX);
        return;
    }
    struct step *v = LOAD_ARRAY(x->l, struct step, y->n);
    if (!v) return;
    for (size_t i = 0; i < y->n; i++) read_step(x, &y->values[i], i ? &v[i - 1] : NULL, &v[i]);
    x->p->steps = v;
    x->p->n_steps = y->n;
    for (size_t i = 0; i < y->n; i++) check_step_names(x, &y->values[i]);
}

/* "entries of book media": the book; "" after the report. */
static const char *entries_of(struct load *l, const struct yaml *y)
{
    static const struct str head = STR_INIT("entries of book ");
    struct str s;
    if (!y || !load_word(l, y, &s)) return NULL;
    if (!str_starts(s, head)) {
        load_fault(l, load_place(l, y), "catalogue.want_entries_of", "%.*s",
                   STR_ARG(utf8_head(s, 60)));
        return "";
    }
    struct yaml book = *y;
    book.text = str_skip(s, head.n);
    book.column = load_place_in(l, y, head.n).column;
    return names_book(l, &book);
}

static void read_targets(struct load *l, const struct yaml *y, struct campaign_spec *c)
{
    static const struct load_key keys[] = {{"each", true}, {"having"}, {"freeze"}};
    struct str each;
    c->each = TO_DIVISION;
    if (!load_map(l, y, keys, ARRAY_LEN(keys))) return;
    const struct yaml *e = yaml_get(y, "each");
    if (load_word(l, e, &each)) {
        if (str_eqz(each, "department"))
            c->each = TO_DEPARTMENT;
        else if (!str_eqz(each, "division"))
            load_fault(l, load_place(l, e), "catalogue.want_each", "%.*s",
                       STR_ARG(utf8_head(each, 60)));
    }
    c->having_book = entries_of(l, yaml_get(y, "having"));
    c->freeze_book = entries_of(l, yaml_get(y, "freeze"));
}

/* give: {lost_media: entry} */
static void read_give(struct load *l, const struct yaml *y, struct campaign_spec *c)
{
    struct str what;
    if (!y || !load_name_map(l, y)) return;
    if (y->n != 1 || !load_word(l, &y->values[0], &what) ||
        (!str_eqz(what, "entry") && !str_eqz(what, "target"))) {
        load_fault(l, load_place(l, y), "catalogue.want_give", NULL);
        return;
    }
    c->finding_give_field = load_strz(l, y->keys[0].text);
    c->finding_gives = str_eqz(what, "entry") ? PATH_ENTRY : PATH_TARGET;
}

static void read_finding(struct procedure_load *x, const struct yaml *y)
{
    static const struct load_key keys[] = {{"when", true}, {"opens", true}, {"give"}};
    struct campaign_spec *c = &x->p->campaign;
    if (!load_map(x->l, y, keys, ARRAY_LEN(keys))) return;
    procedure_load_when(x, yaml_get(y, "when"), 0, &c->finding_when);
    c->finding_at = load_place(x->l, yaml_get(y, "opens") ? yaml_get(y, "opens") : y);
    c->finding_opens = load_name(x->l, yaml_get(y, "opens"));
    read_give(x->l, yaml_get(y, "give"), c);
}

static void read_sheet(struct procedure_load *x, const struct yaml *y)
{
    static const struct load_key keys[] = {
        {"step", true}, {"word"}, {"article", true},  {"who", true}, {"reading"},
        {"due", true},  {"form"}, {"for_each_entry"}, {"finding"},
    };
    struct campaign_spec *c = &x->p->campaign;
    c->sheet.act = ACT_SHEET;
    if (!load_map(x->l, y, keys, ARRAY_LEN(keys))) return;
    read_common(x, y, &c->sheet);
    const struct yaml *name = yaml_get(y, "step");
    if (c->sheet.name && strcmp(c->sheet.name, "sheet") != 0)
        load_fault(x->l, load_place(x->l, name), "catalogue.want_sheet", "%s", c->sheet.name);
    c->due_field = procedure_load_field(x, yaml_get(y, "due"), TYPE(DAY) | TYPE(MOMENT));
    field_load_form(x, yaml_get(y, "for_each_entry"), STEP_FIELDS_MAX, &c->entry_form,
                    &c->n_entry_form);
    read_finding(x, yaml_get(y, "finding"));
}

/* "rule 48" (as somebody sets under that article), or a word for recurring time. */
static void read_frequency(struct load *l, const struct yaml *y, struct campaign_spec *c)
{
    struct str s;
    if (!y || !load_word(l, y, &s)) return;
    struct article_ref ref;
    const struct clock_word *clock = NULL;
    if (str_starts(s, STR("rule "))) {
        if (!article_load_one(l, y, str_skip(s, 5), 5, &ref)) return;
    } else {
        const char *name = names_clock(l, y);
        if (!name) return;
        clock = catalogue_clock(l->c, name);
        if (clock->kind != CLOCK_RECURRING) {
            load_fault(l, load_place(l, y), "catalogue.not_recurring", "%s", name);
            return;
        }
    }
    c->frequency_rule = load_strz(l, s);
}

void step_load_campaign(struct procedure_load *x, const struct yaml *y)
{
    struct campaign_spec *c = &x->p->campaign;
    if (x->p->shape != SHAPE_CAMPAIGN) return;
    c->present = true;
    read_frequency(x->l, yaml_get(y, "frequency"), c);
    read_targets(x->l, yaml_get(y, "targets"), c);
    read_sheet(x, yaml_get(y, "sheet"));
}

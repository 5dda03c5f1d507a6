/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/expr_words.h"

#include <inttypes.h>
#include <string.h>

#include "base/calendar.h"
#include "catalogue/expr_tree.h"

enum { TESTS_MAX = 3, WORD_MAX = 2000, NAMES_MAX = 8 };

struct words {
    enum lang lang;
    size_t tests; /* still allowed */
};

static bool say(struct words *w, const struct expr *e, bool no, struct sb *b);

static const char *in_lang(const struct words *w, struct text2 t)
{
    return w->lang == LANG_EN && t.en ? t.en : t.ja;
}

static const char *label_of(const struct words *w, const struct expr_ref *r)
{
    return r->field && !r->column && r->field->label.ja ? in_lang(w, r->field->label) : NULL;
}

static const char *option_of(const struct words *w, const struct expr_ref *r, const char *name)
{
    for (size_t i = 0; i < r->n_options; i++)
        if (strcmp(r->options[i].name, name) == 0) return in_lang(w, r->options[i].label);
    return NULL;
}

/* 「紛失した」、3, a day, or the label of another field. */
static bool say_value(const struct words *w, const struct expr_ref *r, const struct expr_value *v,
                      struct sb *b)
{
    const char *z = NULL;
    if (v->ref)
        z = label_of(w, v->ref);
    else if (r->type == FIELD_YES_NO)
        z = tr(w->lang, v->number ? "value.yes" : "value.no");
    else if (v->text && r->n_options)
        z = option_of(w, r, v->text);
    else if (v->text)
        z = v->text;
    if (z) {
        tr_format(b, w->lang, "condition.quoted", z);
        return true;
    }
    if (v->ref || v->text) return false;
    if (r->type == FIELD_DAY)
        calendar_format_day(b, w->lang, CALENDAR_BOTH, (struct day){(int32_t)v->number});
    else
        sb_addf(b, "%" PRId64, v->number);
    return true;
}

/* "A" or "B" */
static bool say_values(const struct words *w, const struct expr *e, struct sb *b)
{
    if (e->n_values > NAMES_MAX) return false;
    for (size_t i = 0; i < e->n_values; i++) {
        if (i) sb_addz(b, tr(w->lang, "condition.or_value"));
        if (!say_value(w, &e->ref, &e->values[i], b)) return false;
    }
    return true;
}

static const char *compare_id(const struct expr *e, bool no)
{
    static const char *const numbers[] = {
        [EXPR_EQ] = "condition.is",   [EXPR_NE] = "condition.is_not",
        [EXPR_LT] = "condition.less", [EXPR_LE] = "condition.at_most",
        [EXPR_GT] = "condition.more", [EXPR_GE] = "condition.at_least"};
    static const char *const times[] = {
        [EXPR_EQ] = "condition.is",     [EXPR_NE] = "condition.is_not",
        [EXPR_LT] = "condition.before", [EXPR_LE] = "condition.not_after",
        [EXPR_GT] = "condition.after",  [EXPR_GE] = "condition.not_before"};
    static const enum expr_op opposite[] = {
        [EXPR_EQ] = EXPR_NE, [EXPR_NE] = EXPR_EQ, [EXPR_LT] = EXPR_GE,
        [EXPR_LE] = EXPR_GT, [EXPR_GT] = EXPR_LE, [EXPR_GE] = EXPR_LT};
    enum expr_op op = no ? opposite[e->op] : e->op;
    bool time = e->ref.type == FIELD_DAY || e->ref.type == FIELD_MOMENT;
    return time ? times[op] : numbers[op];
}

/* A test of one field. no: turned round. */
static bool say_test(struct words *w, const struct expr *e, bool no, struct sb *b)
{
    const char *label = label_of(w, &e->ref), *id;
    if (!label || w->tests == 0) return false;
    w->tests--;
    SB_CLEANUP struct sb value;
    sb_init(&value, WORD_MAX);
    if (e->kind == EXPR_GIVEN)
        id = no ? "condition.not_given" : "condition.given";
    else if (e->kind == EXPR_COMPARE)
        id = compare_id(e, no);
    else
        id = no ? "condition.is_not" : "condition.is";
    if (e->kind == EXPR_YES) /* 「いいえ」 rather than 「はい」以外 */
        tr_format(&value, w->lang, "condition.quoted", tr(w->lang, no ? "value.no" : "value.yes"));
    else if (e->kind != EXPR_GIVEN && !say_values(w, e, &value))
        return false;
    if (e->kind == EXPR_YES) id = "condition.is";
    sb_addc(&value, '\0');
    if (sb_end(&value) != OK) return false;
    tr_format(b, w->lang, id, label, sb_str(&value).p);
    return true;
}

static bool say_both(struct words *w, const struct expr *e, bool no, struct sb *b)
{
    bool both = (e->kind == EXPR_AND) != no; /* de Morgan */
    if (!say(w, e->a, no, b)) return false;
    sb_addz(b, tr(w->lang, both ? "condition.and" : "condition.or"));
    return say(w, e->b, no, b);
}

/* "a and (b or c)" has no clear form without brackets. */
static bool mixed(const struct expr *e, bool no, int both)
{
    if (e->kind == EXPR_NOT) return mixed(e->a, !no, both);
    if (e->kind != EXPR_AND && e->kind != EXPR_OR) return false;
    int mine = (e->kind == EXPR_AND) != no;
    if (both >= 0 && mine != both) return true;
    return mixed(e->a, no, mine) || mixed(e->b, no, mine);
}

static bool say(struct words *w, const struct expr *e, bool no, struct sb *b)
{
    switch (e->kind) {
    case EXPR_NOT:
        return say(w, e->a, !no, b);
    case EXPR_AND:
    case EXPR_OR:
        return say_both(w, e, no, b);
    default:
        return say_test(w, e, no, b);
    }
}

bool expr_words(const struct expr *e, enum lang lang, struct sb *b)
{
    struct words w = {.lang = lang, .tests = TESTS_MAX};
    SB_CLEANUP struct sb said;
    sb_init(&said, 4 * WORD_MAX);
    if (mixed(e, false, -1) || !say(&w, e, false, &said)) return false;
    if (sb_end(&said) != OK) return false;
    sb_add(b, sb_str(&said));
    return true;
}

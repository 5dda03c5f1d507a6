/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/expr_value.h"

#include "base/time.h"
#include "catalogue/catalogue.h"

enum { KNOWN_MAX = 128 };

bool expr_value_is_ref(struct str w)
{
    return str_starts(w, STR("field.")) || str_starts(w, STR("step.")) ||
           str_starts(w, STR("entry.")) || str_starts(w, STR("sheet."));
}

struct form {
    const struct field *v;
    size_t n;
};

static err_t unknown(struct expr_parser *x, enum unknown what, struct str word,
                     const char *const *known, size_t n)
{
    near_fault(x->why, what, word, known, n);
    x->why->column = x->column;
    return ERR_INVALID;
}

static err_t find_form(struct expr_parser *x, struct str *rest, struct expr_ref *r,
                       struct form *ret)
{
    const struct procedure *p = x->scope->p;
    struct str root = str_cut(rest, '.');
    if (str_eqz(root, "field")) {
        r->root = EXPR_FIELD;
        *ret = (struct form){p->fields, p->n_fields};
    } else if (str_eqz(root, "entry")) {
        r->root = EXPR_ENTRY;
        *ret = (struct form){p->campaign.entry_form, p->campaign.n_entry_form};
    } else if (str_eqz(root, "sheet")) {
        r->root = EXPR_SHEET;
        *ret = (struct form){p->campaign.sheet.form, p->campaign.sheet.n_form};
    } else {
        r->root = EXPR_STEP;
        struct str name = str_cut(rest, '.');
        for (size_t i = 0; i < p->n_steps; i++) {
            if (!p->steps[i].name || !str_eqz(name, p->steps[i].name)) continue;
            r->step = p->steps[i].name;
            *ret = (struct form){p->steps[i].form, p->steps[i].n_form};
            return OK;
        }
        const char *known[KNOWN_MAX];
        size_t n = 0;
        for (size_t i = 0; i < p->n_steps && n < KNOWN_MAX; i++)
            if (p->steps[i].name) known[n++] = p->steps[i].name;
        return unknown(x, UNKNOWN_STEP, name, known, n);
    }
    return OK;
}

/* A column of the entries in the field, or what every entry has: its state, its keeper. */
static err_t find_column(struct expr_parser *x, struct str name, struct expr_ref *r)
{
    const struct field *f = r->field;
    bool entries = r->root == EXPR_FIELD && (f->type == FIELD_ENTRIES || f->type == FIELD_ENTRY);
    const struct book *b = entries && x->scope->c ? catalogue_book(x->scope->c, f->book) : NULL;
    if (!b) return expr_token_refuse(x, "catalogue.expr_no_columns");
    const char *known[KNOWN_MAX];
    size_t n = 0;
    x->scope->sees = true;
    known[n++] = "state";
    known[n++] = "keeper";
    if (str_eqz(name, "state")) {
        *r = (struct expr_ref){r->root, NULL,    r->name,   FIELD_CHOICE,
                               f,       "state", b->states, b->n_states};
        return OK;
    }
    if (str_eqz(name, "keeper")) {
        r->column = "keeper";
        r->type = FIELD_DIVISION;
        return OK;
    }
    for (size_t i = 0; i < b->n_columns && n < KNOWN_MAX; i++) {
        const struct book_column *c = &b->columns[i];
        known[n++] = c->name;
        if (!str_eqz(name, c->name)) continue;
        *r = (struct expr_ref){r->root, NULL,    r->name,    c->type,
                               f,       c->name, c->options, c->n_options};
        return OK;
    }
    return unknown(x, UNKNOWN_COLUMN, name, known, n);
}

err_t expr_value_ref(struct expr_parser *x, struct expr_ref *ret)
{
    if (!expr_value_is_ref(x->token)) return expr_token_refuse(x, "catalogue.expr_want_field");
    struct expr_ref r = {0};
    struct form form;
    struct str rest = x->token;
    TRY(find_form(x, &rest, &r, &form));
    const char *known[KNOWN_MAX];
    size_t n = 0;
    struct str column = rest, name = rest.p ? str_cut(&column, '.') : rest;
    for (size_t i = 0; i < form.n; i++) {
        if (!form.v[i].name) continue;
        if (n < KNOWN_MAX) known[n++] = form.v[i].name;
        if (!rest.p || !str_eqz(name, form.v[i].name)) continue;
        r.field = &form.v[i];
        r.name = form.v[i].name;
        r.type = form.v[i].type;
        r.options = form.v[i].options;
        r.n_options = form.v[i].n_options;
        if (column.p) TRY(find_column(x, column, &r));
        *ret = r;
        expr_token_next(x);
        return OK;
    }
    return unknown(x, UNKNOWN_FIELD, rest, known, n);
}

static bool ordered(enum field_type t)
{
    return t == FIELD_NUMBER || t == FIELD_DAY || t == FIELD_MOMENT;
}

static bool comparable(enum field_type t, enum expr_op op)
{
    if (t == FIELD_ENTRIES || t == FIELD_DIVISIONS || t == FIELD_FILE) return false; /* `given` only */
    return op == EXPR_EQ || op == EXPR_NE || ordered(t);
}

static err_t parse_option(struct expr_parser *x, const struct expr_ref *r, struct expr_value *v)
{
    const char *known[KNOWN_MAX];
    size_t n = 0;
    for (size_t i = 0; i < r->n_options; i++) {
        if (n < KNOWN_MAX) known[n++] = r->options[i].name;
        if (str_eqz(x->token, r->options[i].name)) v->text = r->options[i].name;
    }
    if (!v->text && r->column && x->scope->stored) { /* an option that the book has lost since */
        v->text = arena_strdup(x->a, x->token);
        return v->text ? OK : ERR_NOMEM;
    }
    return v->text ? OK : unknown(x, UNKNOWN_OPTION, x->token, known, n);
}

static err_t parse_literal(struct expr_parser *x, const struct expr_ref *left, struct expr_value *v)
{
    struct day day;
    switch (left->type) {
    case FIELD_CHOICE:
        return parse_option(x, left, v);
    case FIELD_YES_NO:
        v->number = str_eqz(x->token, "yes");
        if (v->number || str_eqz(x->token, "no")) return OK;
        break;
    case FIELD_NUMBER:
        if (str_to_i64(x->token, &v->number) == OK) return OK;
        break;
    case FIELD_DAY:
        if (day_parse(x->token, &day, NULL) != OK) break;
        v->number = day.n;
        return OK;
    case FIELD_TEXT:
    case FIELD_PARAGRAPH:
        if (x->token.n < 2 || x->token.p[0] != '"' || x->token.p[x->token.n - 1] != '"') break;
        v->text = arena_strdup(x->a, (struct str){x->token.p + 1, x->token.n - 2});
        return v->text ? OK : ERR_NOMEM;
    default:
        break;
    }
    return expr_token_refuse(x, "catalogue.expr_other_type");
}

static bool alike(enum field_type a, enum field_type b)
{
    bool texts =
        (a == FIELD_TEXT || a == FIELD_PARAGRAPH) && (b == FIELD_TEXT || b == FIELD_PARAGRAPH);
    return a == b || texts;
}

err_t expr_value_parse(struct expr_parser *x, const struct expr_ref *left, enum expr_op op,
                       struct expr_value *ret)
{
    struct expr_value v = {0};
    if (!comparable(left->type, op)) return expr_token_refuse(x, "catalogue.expr_not_comparable");
    if (!expr_value_is_ref(x->token)) {
        TRY(parse_literal(x, left, &v));
        expr_token_next(x);
    } else {
        struct expr_ref *r = ARENA_NEW(x->a, struct expr_ref);
        if (!r) return ERR_NOMEM;
        struct str word = x->token;
        uint32_t column = x->column;
        TRY(expr_value_ref(x, r));
        if (!alike(left->type, r->type))
            return expr_token_refuse_at(x, "catalogue.expr_other_type", word, column);
        v.ref = r;
    }
    *ret = v;
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The conditions of a procedure and the names it gives to them (let). */
#include <string.h>

#include "base/utf8.h"
#include "catalogue/procedure_load.h"

void procedure_load_when(struct procedure_load *x, const struct yaml *y, size_t offset,
                         const struct expr **to)
{
    struct str s;
    if (!y || !load_word(x->l, y, &s)) return;
    if (x->n_pending == CONDITIONS_MAX) {
        load_fault(x->l, load_place(x->l, y), "catalogue.too_many", "%d", CONDITIONS_MAX);
        return;
    }
    x->pending[x->n_pending++] = (struct pending){y, offset, to};
}

/* NULL after its report. */
static const struct expr *read_condition(struct procedure_load *x, const struct yaml *y,
                                         size_t offset)
{
    struct expr_scope scope = {
        .p = x->p, .lets = x->lets, .n_lets = x->n_lets, .c = x->l->c, .stored = x->l->stored};
    const struct expr *e = NULL;
    struct fault why = {0};
    err_t err = expr_parse(x->l->a, &scope, str_skip(y->text, offset), &e, &why);
    if (err == ERR_NOMEM) x->l->err = ERR_NOMEM;
    struct place at = load_place_in(x->l, y, offset);
    x->p->sees = x->p->sees || scope.sees;
    if (err == OK && !expr_can_be_true(e)) load_fault(x->l, at, "catalogue.never_true", NULL);
    if (err == OK || err == ERR_NOMEM) return e;
    if (strcmp(why.id, "catalogue.expr_let_at_fault") == 0) return NULL; /* told at the let */
    why.column += at.column - 1;
    why.line = at.line;
    load_fault_add(x->l, &why);
    return NULL;
}

/* A let may use those above it. */
static void read_lets(struct procedure_load *x, const struct yaml *y)
{
    struct str s;
    if (!y || !load_name_map(x->l, y)) return;
    x->lets = LOAD_ARRAY(x->l, struct expr_let, y->n);
    if (!x->lets) return;
    for (size_t i = 0; i < y->n; i++) {
        struct expr_let let = {.name = load_strz(x->l, y->keys[i].text)};
        if (!let.name) return;
        if (load_word(x->l, &y->values[i], &s)) let.e = read_condition(x, &y->values[i], 0);
        x->lets[x->n_lets++] = let;
    }
}

void procedure_load_conditions(struct procedure_load *x, const struct yaml *let)
{
    read_lets(x, let);
    for (size_t i = 0; i < x->n_pending; i++)
        *x->pending[i].to = read_condition(x, x->pending[i].y, x->pending[i].offset);
    for (size_t i = 0; i < x->n_lets; i++)
        if (!x->lets[i].used)
            load_fault(x->l, load_place(x->l, &let->keys[i]), "catalogue.let_unused", "%s",
                       x->lets[i].name);
}

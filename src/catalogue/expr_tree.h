/* SPDX-License-Identifier: Apache-2.0
 *
 * expr_tree.h: the inside of a condition, and its parser. Internal to src/catalogue.
 *
 *   condition = term {"or" term}     term = factor {"and" factor}
 *   factor    = "not" factor | "(" condition ")" | test
 *   test      = "given" ref | ref "in" "[" value {"," value} "]" | ref op value | ref | let
 *   op        = "=" "!=" "<" "<=" ">" ">="
 *   ref       = "field." name ["." column] | "step." name "." name | "entry." name | "sheet." name
 *               (a column of the entries chosen in that field, or their "state" or "keeper": the
 *               test holds when it holds for one of them)
 *   value     = ref | option | yes | no | number | day (2026-04-01) | "text"
 */
#ifndef SEKIMORI_CATALOGUE_EXPR_TREE_H
#define SEKIMORI_CATALOGUE_EXPR_TREE_H

#include "base/arena.h"
#include "catalogue/expr.h"
#include "catalogue/near.h"

enum { EXPR_DEPTH_MAX = 24, EXPR_BYTES_MAX = 1000, EXPR_VALUES_MAX = 32, EXPR_SIZE_MAX = 400 };

enum expr_kind { EXPR_NOT, EXPR_AND, EXPR_OR, EXPR_GIVEN, EXPR_YES, EXPR_COMPARE, EXPR_IN };
enum expr_op { EXPR_EQ, EXPR_NE, EXPR_LT, EXPR_LE, EXPR_GT, EXPR_GE };
enum expr_root { EXPR_FIELD, EXPR_STEP, EXPR_ENTRY, EXPR_SHEET };

struct expr_ref {
    enum expr_root root;
    const char *step; /* EXPR_STEP */
    const char *name;
    enum field_type type; /* of the column, where there is one */
    const struct field *field;
    const char *column;           /* of the entries that the field holds; NULL: the field itself */
    const struct option *options; /* CHOICE */
    size_t n_options;
};
struct expr_value {
    const struct expr_ref *ref; /* or: */
    const char *text;           /* an option, a text; or NULL and: */
    int64_t number;             /* number, day; yes_no as 0, 1 */
};
struct expr {
    enum expr_kind kind;
    enum expr_op op;
    const struct expr *a, *b; /* NOT has a, AND and OR both */
    struct expr_ref ref;
    const struct expr_value *values; /* COMPARE has one */
    size_t n_values;
    uint32_t size, depth; /* with all lets put in */
};

struct expr_let {
    const char *name;
    const struct expr *e; /* NULL: at fault, already reported */
    bool used;
};
/* What a condition may speak of. Fields and steps of p must stand already. */
struct expr_scope {
    const struct procedure *p;
    struct expr_let *lets;
    size_t n_lets;
    const struct catalogue *c; /* its books; NULL: no columns */
    bool stored;               /* an older version: an option of a column may be gone since */
    bool sees;                 /* set when a condition speaks of a column */
};

/* On ERR_INVALID and ERR_TOO_BIG *why has the id, its args, and in `column` the
 * 1-based character of text at which the offending word begins. */
MUST_CHECK err_t expr_parse(struct arena *a, struct expr_scope *s, struct str text,
                            const struct expr **ret, struct fault *why);

/* Calls fn for each reference in e. */
typedef void expr_ref_fn(void *ctx, const struct expr_ref *r);
void expr_walk(const struct expr *e, expr_ref_fn *fn, void *ctx);

/* Can it ever be true? Every combination of choices and yes/no is tried; what is not
 * such counts as free. Too many combinations: yes. */
bool expr_can_be_true(const struct expr *e);

#endif

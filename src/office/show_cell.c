/* SPDX-License-Identifier: Apache-2.0
 *
 * The text of a book's column as people read it.
 */
#include <string.h>

#include "office/show.h"

static const char *option_text(const struct show *s, const struct option *v, size_t n,
                               const char *value)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(v[i].name, value) == 0) return show_text(s, v[i].label);
    }
    return NULL;
}

/* A value of a column that says what it holds; NULL: as it stands. */
static const char *typed_cell(const struct show *s, const struct book_column *c, const char *value)
{
    struct field f = {.type = c->type, .options = c->options, .n_options = c->n_options};
    int64_t n;
    switch (c->type) {
    case FIELD_CHOICE:
        return option_text(s, c->options, c->n_options, value);
    case FIELD_YES_NO:
        return tr(s->lang, strcmp(value, "yes") == 0 ? "value.yes" : "value.no");
    case FIELD_DAY:
    case FIELD_PERSON:
    case FIELD_INFO_SYSTEM:
        return str_to_i64(str_z(value), &n) == OK ? show_one(s, &f, n) : NULL;
    default:
        return NULL;
    }
}

/* A column that does not say what it holds is shown as the field of the same name in the procedure
 * that adds to the book. */
const char *show_cell(const struct show *s, const struct book *b, const char *column,
                      const char *value)
{
    const struct catalogue *c = s->w->office->catalogue;
    const struct book_column *known = catalogue_column(b, column);
    const char *typed = known ? typed_cell(s, known, value) : NULL;
    if (typed) return typed;
    for (size_t i = 0; i < catalogue_n_procedures(c); i++) {
        const struct procedure *p = catalogue_procedure_at(c, i);
        if (!p->adds_book || strcmp(p->adds_book, b->name) != 0) continue;
        const struct field *f = procedure_field(p, column);
        const char *option = f ? option_text(s, f->options, f->n_options, value) : NULL;
        if (option) return option;
        if (f && f->type == FIELD_YES_NO)
            return tr(s->lang, strcmp(value, "yes") == 0 ? "value.yes" : "value.no");
    }
    return value;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "office/book_writers.h"

#include <string.h>

#include "office/starter.h"

static bool is_named(const char *const *v, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(v[i], name) == 0) return true;
    return false;
}

static bool is_it(const char *book, const struct book *b)
{
    return book && strcmp(book, b->name) == 0;
}

/* By its matters, its uses, or what it does to the book's entries when it takes effect. */
static bool writes(const struct procedure *p, const struct book *b)
{
    if (is_named(b->from_matters, b->n_from_matters, p->name)) return true;
    if (is_named(b->from_uses, b->n_from_uses, p->name)) return true;
    if (is_it(p->book, b) || is_it(p->adds_book, b)) return true;
    for (size_t i = 0; i < p->n_effects; i++)
        if (is_it(p->effects[i].book, b)) return true;
    for (size_t i = 0; i < p->n_changes; i++)
        if (is_it(p->changes[i].book, b)) return true;
    return false;
}

err_t book_writers_show(const struct show *s, struct jo *o, const struct book *b)
{
    const struct catalogue *c = s->w->office->catalogue;
    struct starter starter;
    TRY(starter_begin(&starter, s, s->w->actor.person));
    struct jo list = jo_array();
    err_t e = OK;
    for (size_t i = 0; i < catalogue_n_procedures(c) && e == OK; i++) {
        const struct procedure *p = catalogue_procedure_at(c, i);
        bool may = false;
        if (!writes(p, b)) continue;
        e = starter_may(&starter, p, &may);
        struct jo one = jo_object();
        jo_str(&one, "title", show_text(s, p->title));
        jo_str(&one, "href", may ? arena_printf(s->w->arena, "/apply/%s", p->name) : NULL);
        jo_add(&list, one);
    }
    jo_put(o, "writers", list);
    return e;
}

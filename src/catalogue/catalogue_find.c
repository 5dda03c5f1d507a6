/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "catalogue/catalogue_parts.h"

const char *catalogue_digest(const struct catalogue *c)
{
    return c->digest;
}

const char *catalogue_standard(const struct catalogue *c)
{
    return c->standard.name;
}

struct text2 catalogue_title(const struct catalogue *c)
{
    return c->standard.title;
}

const char *catalogue_amends(const struct catalogue *c)
{
    return c->standard.amends;
}

size_t catalogue_n_files(const struct catalogue *c)
{
    return c->files.n;
}

struct catalogue_file catalogue_file_at(const struct catalogue *c, size_t i)
{
    ASSERT(i < c->files.n);
    const struct folder_file *f = &c->files.v[i];
    return (struct catalogue_file){f->name, f->bytes, f->digest};
}

/* Tables are short (some 200 procedures at most), so looking through them will do. */
#define FIND(type, what, member)                                                                   \
    const type *catalogue_##what(const struct catalogue *c, const char *name)                      \
    {                                                                                              \
        for (size_t i = 0; i < c->n_##what##s && name; i++)                                        \
            if (strcmp(c->what##s[i].member, name) == 0) return &c->what##s[i];                    \
        return NULL;                                                                               \
    }                                                                                              \
    size_t catalogue_n_##what##s(const struct catalogue *c)                                        \
    {                                                                                              \
        return c->n_##what##s;                                                                     \
    }                                                                                              \
    const type *catalogue_##what##_at(const struct catalogue *c, size_t i)                         \
    {                                                                                              \
        ASSERT(i < c->n_##what##s);                                                                \
        return &c->what##s[i];                                                                     \
    }

FIND(struct role, role, name)
FIND(struct clock_word, clock, name)
FIND(struct zone, zone, name)
FIND(struct reading, reading, id)
FIND(struct group, group, name)

const struct procedure *catalogue_procedure(const struct catalogue *c, const char *name)
{
    for (size_t i = 0; i < c->n_procedures && name; i++)
        if (strcmp(c->procedures[i]->name, name) == 0) return c->procedures[i];
    return NULL;
}

size_t catalogue_n_procedures(const struct catalogue *c)
{
    return c->n_procedures;
}

const struct procedure *catalogue_procedure_at(const struct catalogue *c, size_t i)
{
    ASSERT(i < c->n_procedures);
    return c->procedures[i];
}

const struct book *catalogue_book(const struct catalogue *c, const char *name)
{
    for (size_t i = 0; i < c->n_books && name; i++)
        if (strcmp(c->books[i]->name, name) == 0) return c->books[i];
    return NULL;
}

const struct book_column *catalogue_column(const struct book *b, const char *name)
{
    for (size_t i = 0; i < b->n_columns && name; i++)
        if (strcmp(b->columns[i].name, name) == 0) return &b->columns[i];
    return NULL;
}

size_t catalogue_n_books(const struct catalogue *c)
{
    return c->n_books;
}

const struct book *catalogue_book_at(const struct catalogue *c, size_t i)
{
    ASSERT(i < c->n_books);
    return c->books[i];
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/names.h"

#include "catalogue/catalogue_parts.h"
#include "catalogue/enforcers.h"

enum { KNOWN_MAX = 512 };

/* What is known, gathered from a table whose rows begin with (or hold) a name. */
#define GATHER(known, n, count, name_at_i)                                                         \
    const char *known[KNOWN_MAX];                                                                  \
    size_t n = 0;                                                                                  \
    for (size_t i = 0; i < (count) && n < KNOWN_MAX; i++) known[n++] = (name_at_i)

const char *names_clock(struct load *l, const struct yaml *y)
{
    const char *name = load_name(l, y);
    if (!name) return NULL;
    const struct clock_word *found = catalogue_clock(l->c, name);
    if (found || l->stored) return found ? found->name : NULL;
    GATHER(known, n, l->c->n_clocks, l->c->clocks[i].name);
    load_unknown(l, load_place(l, y), UNKNOWN_CLOCK, str_z(name), known, n);
    return NULL;
}

const char *names_reading(struct load *l, const struct yaml *y)
{
    const char *name = load_name(l, y);
    if (!name) return NULL;
    const struct reading *found = catalogue_reading(l->c, name);
    if (found || l->stored) return found ? found->id : NULL;
    GATHER(known, n, l->c->n_readings, l->c->readings[i].id);
    load_unknown(l, load_place(l, y), UNKNOWN_READING, str_z(name), known, n);
    return NULL;
}

const char *names_enforcer(struct load *l, const struct yaml *y)
{
    const char *name = load_name(l, y);
    if (!name || l->stored || enforcers_find(name)) return name;
    load_unknown(l, load_place(l, y), UNKNOWN_PART, str_z(name), enforcers_names, ENFORCERS);
    return NULL;
}

const char *names_group(struct load *l, const struct yaml *y)
{
    const char *name = load_name(l, y);
    if (!name) return NULL;
    const struct group *found = catalogue_group(l->c, name);
    if (found || l->stored) return found ? found->name : NULL;
    GATHER(known, n, l->c->n_groups, l->c->groups[i].name);
    load_unknown(l, load_place(l, y), UNKNOWN_GROUP, str_z(name), known, n);
    return NULL;
}

const char *names_book(struct load *l, const struct yaml *y)
{
    const char *name = load_name(l, y);
    if (!name) return NULL;
    const struct book *found = catalogue_book(l->c, name);
    if (found) return found->name;
    GATHER(known, n, l->c->n_books, l->c->books[i]->name);
    load_unknown(l, load_place(l, y), UNKNOWN_BOOK, str_z(name), known, n);
    return NULL;
}

const struct role *names_role(struct load *l, struct str name, struct place at)
{
    for (size_t i = 0; i < l->c->n_roles; i++)
        if (str_eqz(name, l->c->roles[i].name)) return &l->c->roles[i];
    GATHER(known, n, l->c->n_roles, l->c->roles[i].name);
    load_unknown(l, at, UNKNOWN_ROLE, name, known, n);
    return NULL;
}

void names_check_procedure(struct load *l, const char *name, struct place at)
{
    if (!name || catalogue_procedure(l->c, name)) return;
    GATHER(known, n, l->c->n_procedures, l->c->procedures[i]->name);
    load_unknown(l, at, UNKNOWN_PROCEDURE, str_z(name), known, n);
}

bool names_word(struct load *l, const struct yaml *y, struct text2 *ret)
{
    struct str s;
    if (!load_word(l, y, &s)) return false;
    for (size_t i = 0; i < l->c->n_words; i++) {
        if (!str_eqz(s, l->c->words[i].text.ja)) continue;
        *ret = l->c->words[i].text;
        return true;
    }
    if (l->stored) { /* its English went with it */
        const char *word = load_strz(l, s);
        *ret = (struct text2){word, word};
        return word != NULL;
    }
    GATHER(known, n, l->c->n_words, l->c->words[i].text.ja);
    load_unknown(l, load_place(l, y), UNKNOWN_WORD, s, known, n);
    return false;
}

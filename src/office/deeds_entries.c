/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of books that an act adds or changes. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "office/deeds.h"

struct deed {
    struct work *w;
    struct draft *d;
    const char *step; /* NULL: the opening act */
    json_t *content;
};

static const json_t *value_of(const struct deed *x, const struct give *g)
{
    const json_t *form = g->step ? json_object_get(x->w->steps, g->step) : x->w->fields;
    return g->field ? json_object_get(form, g->field) : NULL;
}

static bool due(const struct deed *x, const char *step, const struct expr *when)
{
    bool here = step && x->step ? strcmp(step, x->step) == 0 : !step && !x->step;
    struct expr_env env = work_expr_env(x->w);
    return here && (!when || expr_true(when, &env));
}

static err_t refuse(struct work *w, const char *id, const char *key, const char *field)
{
    struct fault one;
    (void)fault_set(&one, ERR_INVALID, id, "%s", key);
    fault_field(&one, field);
    faults_add(w->bad, &one);
    return ERR_INVALID;
}

/* The texts of one entry in content["entries"], made when they are not there; borrowed. */
static json_t *texts_of(json_t *content, int64_t entry)
{
    char id[24];
    snprintf(id, sizeof id, "%" PRId64, entry);
    json_t *all = json_object_get(content, "entries");
    if (!all && json_object_set_new(content, "entries", json_object()) == 0)
        all = json_object_get(content, "entries");
    json_t *texts = json_object_get(all, id);
    if (all && !texts && json_object_set_new(all, id, json_object()) == 0)
        texts = json_object_get(all, id);
    return texts;
}

/* A number is unique in the book of the division that keeps it. */
static err_t check_key(struct work *w, const char *book, const char *key, int64_t keeper,
                       int64_t entry, const char *field)
{
    int64_t taken;
    err_t e = db_get_i64(w->db, &taken, SQL_ENTRY_BY_KEY_OF_KEEPER, P_STR("book", str_z(book)),
                         P_I64("keeper", keeper), P_STR("key", str_z(key)));
    if (e == ERR_NOT_FOUND || (e == OK && taken == entry)) return OK;
    TRY(e);
    return refuse(w, "matter.entry_exists", key, field);
}

/* --- adds --- */

static err_t fill(struct deed *x, const struct book *b, int64_t entry)
{
    const struct procedure *p = x->w->proc;
    json_t *texts = texts_of(x->content, entry);
    if (!texts) return ERR_NOMEM;
    for (size_t i = 0; i < b->n_columns; i++) {
        const char *text, *name = b->columns[i].name;
        TRY(matters_value_text(x->w, json_object_get(x->w->fields, name), &text));
        if (text && json_object_set_new(texts, name, json_string(text)) != 0) return ERR_NOMEM;
    }
    for (size_t i = 0; i < p->n_adds_set; i++) {
        const struct give *g = &p->adds_set[i];
        if (json_object_set_new(texts, g->to, json_string(g->word)) != 0) return ERR_NOMEM;
    }
    return OK;
}

static struct unit_id keeper_of(const struct deed *x)
{
    const char *field = x->w->proc->adds_keeper_field;
    return unit_id(field ? json_integer_value(json_object_get(x->w->fields, field)) : 0);
}

static err_t add(struct deed *x)
{
    const struct procedure *p = x->w->proc;
    if (!p->adds_book || x->step) return OK;
    const struct book *b = catalogue_book(x->w->office->catalogue, p->adds_book);
    struct act_entry *e = draft_entry(x->d);
    if (!e || !b) return e ? ERR_BUG : x->d->err;
    e->create = true;
    e->book = p->adds_book;
    e->keeper = keeper_of(x);
    e->key = json_string_value(json_object_get(x->w->fields, p->adds_key_field));
    e->state = p->adds_state;
    if (!e->key) return ERR_BUG; /* the catalogue's check has seen that it is given */
    TRY(check_key(x->w, e->book, e->key, e->keeper.v, 0, p->adds_key_field));
    TRY(kernel_new_entry(x->w->db, &e->entry));
    return fill(x, b, e->entry.v);
}

/* --- changes --- */

static err_t check_keeper(struct deed *x, const struct change_spec *c, const struct give *g,
                          const struct act_entry *e)
{
    struct rows r ROWS_CLEANUP = db_query(x->w->db, SQL_ENTRY_BY_ID, P_I64("entry", e->entry.v));
    if (!rows_next(&r)) return rows_end(&r) == OK ? ERR_NOT_FOUND : ERR_IO;
    const char *key = arena_strdup(x->w->arena, rows_str(&r, "key"));
    TRY(rows_end(&r));
    return key ? check_key(x->w, c->book, key, e->keeper.v, e->entry.v, g->field) : ERR_NOMEM;
}

static err_t set_one(struct deed *x, const struct change_spec *c, const struct give *g,
                     struct act_entry *e, json_t *texts)
{
    const json_t *v = value_of(x, g);
    if (strcmp(g->to, "state") == 0) {
        e->state = g->word ? g->word : json_string_value(v);
        return OK;
    }
    if (!v && !g->word) return OK; /* left empty: as it was */
    if (strcmp(g->to, "keeper") == 0) {
        e->keeper = unit_id(json_integer_value(v));
        return check_keeper(x, c, g, e);
    }
    const char *text = g->word && strcmp(g->word, GIVE_NOTHING) == 0 ? "" : g->word;
    if (!text) TRY(matters_value_text(x->w, v, &text));
    if (text && json_object_set_new(texts, g->to, json_string(text)) != 0) return ERR_NOMEM;
    return OK;
}

/* What a gate asked of the entry when the matter began must be so when something is done to it. */
static err_t check_gates(struct deed *x, const struct change_spec *c, int64_t entry)
{
    struct expr_env env = work_expr_env(x->w);
    for (size_t i = 0; i < x->w->proc->n_gates; i++) {
        const struct gate *g = &x->w->proc->gates[i];
        if (!g->entries_field || strcmp(g->entries_field, c->entry_field) != 0) continue;
        if (g->when && !expr_true(g->when, &env)) continue;
        struct rows r ROWS_CLEANUP = db_query(x->w->db, SQL_ENTRY_BY_ID, P_I64("entry", entry));
        if (!rows_next(&r)) return rows_end(&r) == OK ? ERR_NOT_FOUND : ERR_IO;
        bool good = false;
        for (size_t k = 0; k < g->n_states && !good; k++)
            good = str_eqz(rows_str(&r, "state"), g->states[k]);
        const char *key = arena_strdup(x->w->arena, rows_str(&r, "key"));
        TRY(rows_end(&r));
        if (!good)
            return fault_set(x->w->why, ERR_STATE, "matter.entry_not_available", "%s",
                             key ? key : "");
    }
    return OK;
}

static err_t change(struct deed *x, const struct change_spec *c, int64_t entry)
{
    if (x->step) TRY(check_gates(x, c, entry));
    struct act_entry *e = draft_entry(x->d);
    json_t *texts = e ? texts_of(x->content, entry) : NULL;
    if (!e || !texts) return x->d->err != OK ? x->d->err : ERR_NOMEM;
    *e = (struct act_entry){.entry = entry_id(entry)};
    for (size_t i = 0; i < c->n_set; i++) TRY(set_one(x, c, &c->set[i], e, texts));
    return OK;
}

static err_t change_all(struct deed *x, const struct change_spec *c)
{
    const json_t *v = json_object_get(x->w->fields, c->entry_field);
    if (json_is_integer(v)) return change(x, c, json_integer_value(v));
    for (size_t i = 0; i < json_array_size(v); i++)
        TRY(change(x, c, json_integer_value(json_array_get(v, i))));
    return OK;
}

err_t deeds_entries(struct work *w, struct draft *d, const char *step, json_t *content)
{
    struct deed x = {w, d, step, content};
    TRY(add(&x));
    for (size_t i = 0; i < w->proc->n_changes; i++) {
        const struct change_spec *c = &w->proc->changes[i];
        if (due(&x, c->at_step, c->when)) TRY(change_all(&x, c));
    }
    return OK;
}

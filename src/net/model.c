/* SPDX-License-Identifier: Apache-2.0 */
#include "net/model.h"

#include <string.h>

#include "net/model_parts.h"

err_t model_nomem(struct fault *why)
{
    return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
}

void model_begin(struct model_making *k, struct arena *a, struct model *m, struct fault *why)
{
    k->arena = a;
    k->model = m;
    k->why = why;
    k->n = 0;
}

err_t model_add(struct model_making *k, struct model_cond c)
{
    if (k->n == MODEL_CONDS_MAX)
        return fault_set(k->why, ERR_TOO_BIG, "model.rule_too_long", "%d", MODEL_CONDS_MAX);
    k->conds[k->n++] = c;
    return OK;
}

err_t model_add_unknown(struct model_making *k, const char *note)
{
    k->model->n_unknown++;
    return model_add(k, (struct model_cond){.kind = MODEL_UNKNOWN, .note = note});
}

err_t model_add_range(struct model_making *k, enum space_field f, space_num lo, space_num hi,
                      bool negated)
{
    struct space_range *r = ARENA_NEW(k->arena, struct space_range);
    if (!r) return model_nomem(k->why);
    *r = (struct space_range){lo, hi};
    return model_add(
        k, (struct model_cond){
               .kind = MODEL_RANGES, .field = f, .ranges = r, .n = 1, .negated = negated});
}

err_t model_add_family(struct model_making *k, enum net_family family)
{
    return model_add(k, (struct model_cond){.kind = MODEL_FAMILY, .family = family});
}

err_t model_finish(const struct model_making *k, struct model_rule *u)
{
    struct model_cond *c = ARENA_ARRAY(k->arena, struct model_cond, k->n ? k->n : 1U);
    if (!c) return model_nomem(k->why);
    memcpy(c, k->conds, k->n * sizeof *c);
    u->conds = c;
    u->n = k->n;
    return OK;
}

void model_as_list(struct model *m)
{
    m->hidden = 1U << SPACE_IIF | 1U << SPACE_OIF | 1U << SPACE_SMAC | 1U << SPACE_DMAC;
    m->rulewise = true;
}

/* --- interfaces
 * ----------------------------------------------------------------------------------- */
static err_t cond_ifaces(const struct model_cond *c, struct space_ifaces *to)
{
    if (!c->names) return OK;
    for (size_t i = 0; i < c->n_names; i++) TRY(space_ifaces_add(to, c->names[i]));
    return OK;
}

static err_t rule_ifaces(const struct model_rule *u, struct space_ifaces *to)
{
    for (uint32_t i = 0; i < u->n; i++) TRY(cond_ifaces(&u->conds[i], to));
    for (uint32_t i = 0; i < u->n_rows; i++) TRY(cond_ifaces(&u->rows[i].on, to));
    return OK;
}

err_t model_ifaces(const struct model *m, struct space_ifaces *to)
{
    for (uint32_t c = 0; c < m->n; c++) {
        const struct model_chain *chain = &m->chains[c];
        for (uint32_t i = 0; i < chain->n_devs; i++) TRY(space_ifaces_add(to, chain->devs[i]));
        for (uint32_t i = 0; i < chain->n; i++) TRY(rule_ifaces(&chain->rules[i], to));
    }
    return OK;
}

/* --- the order of calls
 * --------------------------------------------------------------------------- */
struct ordering {
    const struct model *m;
    uint32_t *waits; /* calls of this chain not seen yet */
    uint32_t *depth;
    uint32_t *out, n;
};

/* Each chain that a rule calls. */
static err_t each_call(const struct model_rule *u,
                       err_t (*each)(struct ordering *o, uint32_t from, uint32_t to),
                       struct ordering *o, uint32_t from)
{
    if (u->verdict == MODEL_JUMP || u->verdict == MODEL_GOTO) return each(o, from, u->target);
    for (uint32_t i = 0; i < u->n_rows; i++)
        if (u->rows[i].verdict == MODEL_JUMP || u->rows[i].verdict == MODEL_GOTO)
            TRY(each(o, from, u->rows[i].target));
    return OK;
}

static err_t count_call(struct ordering *o, uint32_t from, uint32_t to)
{
    (void)from;
    if (to >= o->m->n) return ERR_INVALID;
    o->waits[to]++;
    return OK;
}

static err_t release_call(struct ordering *o, uint32_t from, uint32_t to)
{
    if (o->depth[to] < o->depth[from] + 1) o->depth[to] = o->depth[from] + 1;
    if (o->depth[to] > MODEL_DEPTH_MAX) return ERR_TOO_BIG;
    if (--o->waits[to] == 0) o->out[o->n++] = to;
    return OK;
}

static err_t each_of_chain(struct ordering *o, uint32_t c,
                           err_t (*each)(struct ordering *o, uint32_t from, uint32_t to))
{
    for (uint32_t i = 0; i < o->m->chains[c].n; i++)
        TRY(each_call(&o->m->chains[c].rules[i], each, o, c));
    return OK;
}

static err_t in_a_circle(const struct ordering *o, struct fault *why)
{
    uint32_t c = 0;
    while (o->waits[c] == 0) c++;
    return fault_set(why, ERR_INVALID, "model.loop", "%.*s", STR_ARG(o->m->chains[c].name));
}

err_t model_order(struct arena *a, const struct model *m, uint32_t **ret, struct fault *why)
{
    struct ordering o = {.m = m};
    o.waits = ARENA_ARRAY(a, uint32_t, m->n + 1U);
    o.depth = ARENA_ARRAY(a, uint32_t, m->n + 1U);
    o.out = ARENA_ARRAY(a, uint32_t, m->n + 1U);
    if (!o.waits || !o.depth || !o.out) return model_nomem(why);
    for (uint32_t c = 0; c < m->n; c++)
        if (each_of_chain(&o, c, count_call) != OK)
            return fault_set(why, ERR_INVALID, "model.no_chain", "%.*s",
                             STR_ARG(m->chains[c].name));
    for (uint32_t c = 0; c < m->n; c++)
        if (o.waits[c] == 0) o.out[o.n++] = c;
    for (uint32_t i = 0; i < o.n; i++)
        if (each_of_chain(&o, o.out[i], release_call) != OK)
            return fault_set(why, ERR_TOO_BIG, "model.too_deep", "%.*s" FS "%d",
                             STR_ARG(m->chains[o.out[i]].name), MODEL_DEPTH_MAX);
    if (o.n < m->n) return in_a_circle(&o, why);
    *ret = o.out;
    return OK;
}

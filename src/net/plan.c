/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "net/plan.h"

#include <stdlib.h>
#include <string.h>

#include "net/skeleton.h"
#include "wire/nft_json.h"

enum { LEASE_MIN_S = 2, LEASE_MAX_S = 3600 };
#define PLAN_ARENA_MAX ((size_t)4 << 30)

struct plan *plan_new(void)
{
    struct plan *p = calloc(1, sizeof *p);
    if (!p) return NULL;
    arena_init(&p->arena, PLAN_ARENA_MAX);
    sb_init(&p->skeleton, SKELETON_BYTES_MAX);
    return p;
}

void plan_free(struct plan *p)
{
    if (!p) return;
    declared_release(p->declared);
    sb_release(&p->skeleton);
    arena_release(&p->arena);
    free(p);
}

const char *plan_payload(const struct desired_item *i, const char *name)
{
    for (size_t k = 0; k < i->n_payload; k++)
        if (strcmp(i->payload[k].name, name) == 0) return i->payload[k].value;
    return NULL;
}

static bool wanted(const struct desired_item *i, const char *kind)
{
    return i->what == DESIRED_WANT && strcmp(i->kind, kind) == 0;
}

/* Of several the one decided last counts: the highest matter. */
const char *plan_value(const struct desired *d, const char *kind, const char *name)
{
    const struct desired_item *best = NULL;
    for (size_t i = 0; i < d->n_items; i++)
        if (wanted(d->items + i, kind) && (!best || d->items[i].matter.v >= best->matter.v))
            best = d->items + i;
    return best ? plan_payload(best, name) : NULL;
}

static err_t read_flow(struct plan *p, const struct desired_item *i)
{
    struct flow_verdict v = {0};
    struct flow f = {0};
    TRY(flow_read(&p->arena, i, &f, &v));
    if (v.reason == REASON_NONE)
        p->flows[p->n_flows++] = f;
    else
        p->unread[p->n_unread++] = (struct plan_flow_refused){i->matter, i->no, v};
    return OK;
}

static err_t read_cut(struct plan *p, const struct desired_item *i)
{
    const char *kind = plan_payload(i, "scope"), *value = plan_payload(i, "value");
    struct ruleset_cut c = {.matter = i->matter, .no = i->no};
    c.reason = plan_payload(i, "reason");
    c.by = plan_payload(i, "by");
    struct fault why = {0};
    err_t e = barrier_scope_resolve(&p->arena, &p->declared->barrier, str_z(kind), str_z(value),
                                    &c.scope, &why);
    if (e == ERR_NOMEM) return e;
    if (e == OK) {
        p->cuts[p->n_cuts++] = c;
        return OK;
    }
    SB_CLEANUP struct sb text;
    sb_init(&text, REPORT_DETAIL_MAX);
    fault_message(&text, LANG_JA, &why);
    const struct flow_verdict v = {REASON_UNKNOWN, arena_strdup(&p->arena, sb_str(&text))};
    p->unread[p->n_unread++] = (struct plan_flow_refused){i->matter, i->no, v};
    return OK;
}

static err_t read_items(struct plan *p)
{
    size_t n = p->desired.n_items;
    p->flows = ARENA_ARRAY(&p->arena, struct flow, n + 1);
    p->unread = ARENA_ARRAY(&p->arena, struct plan_flow_refused, n + 1);
    p->cuts = ARENA_ARRAY(&p->arena, struct ruleset_cut, n + p->n_local + 1);
    if (!p->flows || !p->unread || !p->cuts) return ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        const struct desired_item *item = p->desired.items + i;
        if (wanted(item, "specified_flow")) TRY(read_flow(p, item));
        if (wanted(item, "cut")) TRY(read_cut(p, item));
    }
    for (size_t i = 0; i < p->n_local; i++) p->cuts[p->n_cuts++] = p->local[i];
    return OK;
}

static void settings(struct plan *p)
{
    const char *mode = plan_value(&p->desired, "drift_repair", "mode");
    const char *lease = plan_value(&p->desired, "lease", "seconds");
    int64_t seconds;
    p->repair = mode && strcmp(mode, "automatic") == 0 ? PLAN_REPAIR_AUTOMATIC : PLAN_REPAIR_ASK;
    p->lease_ms = p->default_lease_ms;
    if (!lease || str_to_i64(str_z(lease), &seconds) != OK) return;
    if (seconds >= LEASE_MIN_S && seconds <= LEASE_MAX_S) p->lease_ms = seconds * SECOND_MS;
}

/* The proof looks at what will be loaded, elements and all. */
static err_t prove_it(struct plan *p)
{
    const struct barrier *b = &p->declared->barrier;
    ARENA_CLEANUP struct arena scratch;
    SB_CLEANUP struct sb whole;
    struct nft_ruleset held;
    arena_init(&scratch, PLAN_ARENA_MAX);
    sb_init(&whole, SKELETON_BYTES_MAX);
    TRY(skeleton_write(&whole, b, &p->caps, &p->rules, p->lease_ms, p->now));
    TRY(nft_json_read(&scratch, sb_str(&whole), &held, &p->why));
    const struct prove_input in = {.barrier = b,
                                   .caps = &p->caps,
                                   .flows = p->flows,
                                   .n_flows = p->n_flows,
                                   .cuts = p->cuts,
                                   .n_cuts = p->n_cuts,
                                   .now = p->now,
                                   .held = &held};
    TRY(prove(&p->arena, &in, &p->proof, &p->why));
    if (proof_holds(&p->proof)) return OK;
    const struct proof_violation *v = p->proof.violations;
    return fault_set(&p->why, ERR_STATE, "netd.not_proven", "%s",
                     p->proof.n_violations > 0 ? v->detail : "");
}

static err_t make(struct plan *p)
{
    const struct barrier *b = &p->declared->barrier;
    settings(p);
    TRY(read_items(p));
    TRY(ruleset_compile(&p->arena, b, &p->caps, p->flows, p->n_flows, p->cuts, p->n_cuts, p->now,
                        &p->rules, &p->why));
    TRY(skeleton_write(&p->skeleton, b, &p->caps, NULL, 0, p->now));
    return prove_it(p);
}

void plan_take(struct plan *p)
{
    p->err = uplink_take(p->uplink, &p->arena, &p->desired, &p->why);
    if (p->err != ERR_NOT_FOUND) return;
    p->desired = (struct desired){0};
    p->err = OK;
}

void plan_make(struct plan *p)
{
    p->err = p->declared ? make(p) : fault_set(&p->why, ERR_NOT_FOUND, "netd.no_declaration", NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 * Findings about the permits themselves (設定の不整合, 84): nothing here makes a proof fail. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "net/prove_parts.h"

static const char *number_of(struct prover *p, uint32_t i)
{
    const struct flow *f = &p->in->flows[i];
    if (f->permit) return f->permit;
    const char *z = arena_printf(p->a, "%lld-%d", (long long)f->matter.v, f->no);
    return z ? z : "";
}

static err_t found(struct prover *p, enum proof_finding_kind kind, uint32_t flow, uint32_t other,
                   const char *id, const char *x, const char *y)
{
    if (p->n_findings == p->cap_findings) {
        size_t cap = p->cap_findings ? p->cap_findings * 2 : 64;
        struct proof_finding *v = ARENA_ARRAY(p->a, struct proof_finding, cap);
        if (!v) return ERR_NOMEM;
        if (p->n_findings) memcpy(v, p->findings, p->n_findings * sizeof *v);
        p->findings = v;
        p->cap_findings = cap;
    }
    struct proof_finding *f = &p->findings[p->n_findings];
    *f = (struct proof_finding){.kind = kind, .flow = flow, .other = other};
    TRY(prove_text(p, &f->detail, id, number_of(p, flow), x, y));
    p->n_findings++;
    return OK;
}

/* --- one permit
 * ------------------------------------------------------------------------------------ */

static err_t expiring(struct prover *p, uint32_t i)
{
    const struct flow *f = &p->in->flows[i];
    int64_t left = f->until.ms - p->in->now.ms;
    if (f->until.ms == 0 || left > p->in->barrier->warn_days * DAY_MS) return OK;
    SB_CLEANUP struct sb b;
    sb_init(&b, 200);
    calendar_format_moment(&b, LANG_JA, CALENDAR_BOTH, f->until);
    TRY(sb_end(&b));
    return found(p, FINDING_EXPIRING, i, UINT32_MAX, "proof.expiring", b.p, NULL);
}

static err_t one_flow(struct prover *p, uint32_t i)
{
    switch (p->state[i]) {
    case FLOW_IS_CUT:
    case FLOW_PORT_CUT:
        return found(p, FINDING_CUT, i, UINT32_MAX, "proof.cut", NULL, NULL);
    case FLOW_RUNS:
        TRY(expiring(p, i));
        if (p->in->packets && p->in->packets[i] == 0)
            return found(p, FINDING_UNUSED, i, UINT32_MAX, "proof.unused", NULL, NULL);
        return OK;
    default:
        return OK;
    }
}

static err_t refused(struct prover *p)
{
    for (size_t i = 0; i < p->want.n_refused; i++)
        TRY(found(p, FINDING_REFUSED, p->want.refused[i].flow, UINT32_MAX, "proof.refused",
                  p->want.refused[i].verdict.detail, NULL));
    return OK;
}

/* --- two permits
 * ------------------------------------------------------------------------------------ */

struct pick {
    const struct flow *f;
    uint32_t at;
};

static int same_pair(const struct flow *a, const struct flow *b)
{
    int c = addr_mac_cmp(&a->mac, &b->mac);
    if (c == 0) c = addr_cmp(&a->src, &b->src);
    if (c == 0) c = addr_cmp(&a->dst, &b->dst);
    return c ? c : (int)a->proto - (int)b->proto;
}

static int by_pair(const void *x, const void *y)
{
    const struct pick *a = x, *b = y;
    int c = same_pair(a->f, b->f);
    if (c == 0) c = (int)a->f->ports.first - (int)b->f->ports.first;
    if (c == 0) c = (int)b->f->ports.last - (int)a->f->ports.last;
    return c ? c : (a->at > b->at) - (a->at < b->at);
}

static bool covers(const struct flow *a, const struct flow *b)
{
    bool ports = a->ports.first <= b->ports.first && b->ports.last <= a->ports.last;
    bool end = a->until.ms == 0 || (b->until.ms != 0 && b->until.ms <= a->until.ms);
    return ports && end;
}

static bool equal(const struct flow *a, const struct flow *b)
{
    return a->ports.first == b->ports.first && a->ports.last == b->ports.last &&
           a->until.ms == b->until.ms;
}

/* Within one pair of hosts and one protocol. */
static err_t compare_group(struct prover *p, const struct pick *v, size_t n, size_t *left)
{
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k<n && * left> 0; k++) {
            if (v[k].f->ports.first > v[i].f->ports.first) break; /* sorted: none covers it */
            if (k == i || (*left)-- == 0) continue;
            if (!covers(v[k].f, v[i].f)) continue;
            bool same = equal(v[k].f, v[i].f);
            if (same && k > i) continue; /* told once */
            TRY(found(p, same ? FINDING_SAME : FINDING_SHADOWED, v[i].at, v[k].at,
                      same ? "proof.same" : "proof.shadowed", number_of(p, v[k].at), NULL));
            break;
        }
    }
    return OK;
}

static err_t pairs(struct prover *p)
{
    struct pick *v = ARENA_ARRAY(p->a, struct pick, p->in->n_flows + 1);
    size_t n = 0, left = PROVE_COMPARE_MAX;
    if (!v) return ERR_NOMEM;
    for (uint32_t i = 0; i < p->in->n_flows; i++)
        if (p->state[i] == FLOW_RUNS) v[n++] = (struct pick){&p->in->flows[i], i};
    if (n > 1) qsort(v, n, sizeof *v, by_pair);
    for (size_t i = 0, k; i < n; i += k) {
        for (k = 1; i + k < n && same_pair(v[i].f, v[i + k].f) == 0; k++)
            ;
        TRY(compare_group(p, &v[i], k, &left));
    }
    return OK;
}

err_t prove_findings(struct prover *p)
{
    TRY(refused(p));
    for (uint32_t i = 0; i < p->in->n_flows; i++) TRY(one_flow(p, i));
    return pairs(p);
}

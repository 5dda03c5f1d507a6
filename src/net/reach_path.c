/* SPDX-License-Identifier: Apache-2.0
 *
 * The way of a packet through the hooks (netfilter's own order: hook, then priority).
 */
#include <stdlib.h>

#include "net/reach_parts.h"

static bool hook_on_path(enum model_hook h, enum reach_path path)
{
    switch (path) {
    case REACH_INPUT:
        return h == MODEL_INGRESS || h == MODEL_PREROUTING || h == MODEL_INPUT;
    case REACH_OUTPUT:
        return h == MODEL_OUTPUT || h == MODEL_POSTROUTING || h == MODEL_EGRESS;
    default:
        return h == MODEL_INGRESS || h == MODEL_PREROUTING || h == MODEL_FORWARD ||
               h == MODEL_POSTROUTING || h == MODEL_EGRESS;
    }
}

static unsigned families_on_path(enum reach_path path, enum net_family family)
{
    unsigned ip = family == NET_V4 ? MODEL_IP : MODEL_IP6;
    if (path == REACH_BRIDGED) return MODEL_BRIDGE | MODEL_NETDEV;
    if (path == REACH_BRIDGED_INET) return MODEL_BRIDGE | MODEL_NETDEV | ip;
    return ip | MODEL_NETDEV;
}

static int by_hook(const void *x, const void *y, void *of)
{
    const struct model *m = of;
    uint32_t i = *(const uint32_t *)x, k = *(const uint32_t *)y;
    const struct model_chain *a = &m->chains[i], *b = &m->chains[k];
    if (a->hook != b->hook) return a->hook < b->hook ? -1 : 1;
    if (a->prio != b->prio) return a->prio < b->prio ? -1 : 1;
    return i < k ? -1 : i > k;
}

err_t reach_path_chains(struct arena *a, const struct model *m, enum reach_path path,
                        enum net_family family, uint32_t **ret, uint32_t *ret_n)
{
    uint32_t *out = ARENA_ARRAY(a, uint32_t, m->n + 1U), n = 0;
    if (!out) return ERR_NOMEM;
    for (uint32_t i = 0; i < m->n; i++)
        if (hook_on_path(m->chains[i].hook, path) &&
            (m->chains[i].families & families_on_path(path, family)))
            out[n++] = i;
    qsort_r(out, n, sizeof *out, by_hook, (void *)(uintptr_t)m);
    *ret = out;
    *ret_n = n;
    return OK;
}

bdd_set reach_passes(struct space *s, const struct model_chain *base)
{
    bdd_set some = BDD_EMPTY;
    enum space_field f = base->hook == MODEL_EGRESS ? SPACE_OIF : SPACE_IIF;
    if (base->n_devs == 0) return BDD_ALL;
    for (uint32_t i = 0; i < base->n_devs; i++)
        some = bdd_or(&s->bdd, some, space_iface(s, f, base->devs[i]));
    return some;
}

bdd_set reach_universe(struct space *s, enum reach_path path)
{
    bdd_set in = space_is(s, SPACE_IIF, 0), out = space_is(s, SPACE_OIF, 0);
    if (path != REACH_OUTPUT) in = bdd_not(in);
    if (path != REACH_INPUT) out = bdd_not(out);
    return bdd_and(&s->bdd, s->valid, bdd_and(&s->bdd, in, out));
}

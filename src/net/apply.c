/* SPDX-License-Identifier: Apache-2.0 */
#include "net/apply.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "net/skeleton.h"

bool apply_has_bridge(const struct plan *p)
{
    return p->declared && p->declared->barrier.n_bridges > 0;
}

/* --- what the kernel echoes of removed elements --- */

struct echo {
    const struct apply *apply;
    const struct ruleset *of;
    const struct element *const *removed;
    size_t n, at; /* they come back in the order they were sent */
};

static bool same_key(const struct element *e, const struct elements_item *i)
{
    struct elements_item items[ENCODE_ITEMS_MAX];
    unsigned n = encode_element(e, (struct moment){0}, items);
    return n > 0 && items[0].key_len == i->key_len && memcmp(items[0].key, i->key, i->key_len) == 0;
}

static err_t echoed(void *arg, const struct elements_place *at, const struct elements_item *i)
{
    struct echo *x = arg;
    if (i->interval_end) return OK;
    for (size_t k = 0; k < x->n; k++) {
        const struct element *e = x->removed[(x->at + k) % x->n];
        if (strcmp(element_map_name(e->map, e->family), at->set) != 0 || !same_key(e, i)) continue;
        x->at = (x->at + k + 1) % x->n;
        if (element_map_has_counter(e->map))
            x->apply->gone(x->apply->arg, x->of, (size_t)(e - x->of->elements), i->packets,
                           i->bytes);
        break;
    }
    return OK;
}

static int heard(const struct nlmsghdr *h, void *arg)
{
    struct echo *x = arg;
    if (x->n > 0 && x->apply->gone && elements_gone(h, echoed, x) != OK) return MNL_CB_ERROR;
    return MNL_CB_OK;
}

/* --- whole --- */

static err_t all_elements(const struct apply *a, const struct plan *p, struct moment now,
                          struct fault *why)
{
    size_t n = p->rules.n_elements;
    const struct element **v = calloc(n + 1, sizeof *v);
    if (!v) return ERR_NOMEM;
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        if (p->rules.elements[i].map < ELEMENT_CUT_LINK) v[k++] = p->rules.elements + i;
    n = k;
    NETLINK_BATCH_CLEANUP struct netlink_batch b;
    netlink_batch_begin(a->rules, &b);
    encode_batch(a->rules, &b, v, n, now, false, true);
    encode_lease(a->rules, &b, p->lease_ms, false, false);
    free(v);
    return netlink_batch_commit(a->rules, &b, NULL, NULL, NULL, why);
}

err_t apply_tables(const struct apply *a, const struct plan *p, struct fault *why)
{
    return nft_run_apply(a->nft, sb_str(&p->skeleton), why);
}

err_t apply_permits(const struct apply *a, const struct plan *p, struct moment now,
                    struct fault *why)
{
    return all_elements(a, p, now, why);
}

/* --- delta --- */

/* Elements of cuts go their own way: they are in the kernel before any plan. */
static const struct element **permits(struct arena *a, const struct element *const *v, size_t n,
                                      size_t *ret_n)
{
    const struct element **to = ARENA_ARRAY(a, const struct element *, n + 1);
    size_t k = 0;
    for (size_t i = 0; to && i < n; i++)
        if (v[i]->map < ELEMENT_CUT_LINK) to[k++] = v[i];
    *ret_n = k;
    return to;
}

err_t apply_delta(const struct apply *a, const struct plan *from, const struct plan *to,
                  bool removals_only, struct moment now, size_t *ret_changes, struct fault *why)
{
    ARENA_CLEANUP struct arena scratch;
    NETLINK_BATCH_CLEANUP struct netlink_batch b = {0};
    struct ruleset_delta d;
    int number = 0;
    arena_init(&scratch, (size_t)1 << 30);
    TRY(ruleset_difference(&scratch, &from->rules, &to->rules, now, &d));
    size_t n_remove = 0, n_add = 0;
    const struct element **gone = permits(&scratch, d.remove, d.n_remove, &n_remove);
    const struct element **fresh = permits(&scratch, d.add, d.n_add, &n_add);
    if (!gone || !fresh) return ERR_NOMEM;
    netlink_batch_begin(a->rules, &b);
    encode_batch(a->rules, &b, gone, n_remove, now, false, false);
    if (!removals_only) encode_batch(a->rules, &b, fresh, n_add, now, false, true);
    struct echo x = {.apply = a, .of = &from->rules, .removed = gone, .n = n_remove};
    err_t e = netlink_batch_commit(a->rules, &b, heard, &x, &number, why);
    if (e == ERR_STATE && (number == ENOENT || number == EEXIST)) return ERR_NOT_FOUND;
    if (e == OK) *ret_changes = n_remove + n_add;
    return e;
}

err_t apply_move(const struct apply *a, const struct element *const *gone, size_t n_gone,
                 const struct element *const *fresh, size_t n_fresh, bool bridge, struct moment now,
                 struct fault *why)
{
    NETLINK_BATCH_CLEANUP struct netlink_batch b = {0};
    netlink_batch_begin(a->rules, &b);
    encode_batch(a->rules, &b, gone, n_gone, now, bridge, false);
    encode_batch(a->rules, &b, fresh, n_fresh, now, bridge, true);
    return netlink_batch_commit(a->rules, &b, NULL, NULL, NULL, why);
}

static err_t lease_once(const struct apply *a, int64_t ms, bool there, int *number,
                        struct fault *why)
{
    NETLINK_BATCH_CLEANUP struct netlink_batch b = {0};
    netlink_batch_begin(a->rules, &b);
    encode_lease(a->rules, &b, ms, false, there);
    return netlink_batch_commit(a->rules, &b, NULL, NULL, number, why);
}

err_t apply_lease(const struct apply *a, int64_t ms, struct fault *why)
{
    int number = 0;
    err_t e = lease_once(a, ms, true, &number, why);
    /* It had run out: there is nothing to take away. */
    if (e == ERR_STATE && number == ENOENT) e = lease_once(a, ms, false, &number, why);
    return e;
}

err_t apply_closed(const struct nft_run *nft, const struct barrier *b, struct fault *why)
{
    SB_CLEANUP struct sb text;
    sb_init(&text, 1 << 20);
    TRY(skeleton_write_closed(&text, b));
    return nft_run_apply(nft, sb_str(&text), why);
}

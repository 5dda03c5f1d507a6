/* SPDX-License-Identifier: Apache-2.0 */
#include "net/same.h"

#include <string.h>

#include "net/reach.h"
#include "net/skeleton.h"
#include "wire/nft_json.h"

/* Rules speak of sets and not of their elements: some of each show what an order does. */
enum { NODES_MAX = 4 << 20, LENT_MAX = 200 };

static void shorten(struct nft_ruleset *r, struct arena *a)
{
    for (size_t i = 0; i < r->n; i++) {
        const struct nft_set *s = r->items[i].kind == NFT_SETS ? r->items[i].set : NULL;
        if (!s || strcmp(s->table, SKELETON_TABLE) != 0 || s->n <= LENT_MAX) continue;
        struct nft_set *own = ARENA_NEW(a, struct nft_set);
        if (!own) return;
        *own = *s;
        own->n = LENT_MAX;
        ((struct nft_item *)(uintptr_t)&r->items[i])->set = own;
    }
}

/* Listed without elements: ours are those that are held now, compared elsewhere one by one. */
static void lend_elements(struct nft_ruleset *to, const struct nft_ruleset *from, struct arena *a)
{
    for (size_t i = 0; i < to->n; i++) {
        const struct nft_set *s = to->items[i].kind == NFT_SETS ? to->items[i].set : NULL;
        if (!s || strcmp(s->table, SKELETON_TABLE) != 0) continue;
        for (size_t k = 0; k < from->n; k++) {
            const struct nft_set *o = from->items[k].kind == NFT_SETS ? from->items[k].set : NULL;
            if (!o || strcmp(o->table, s->table) != 0 || strcmp(o->family, s->family) != 0 ||
                strcmp(o->name, s->name) != 0)
                continue;
            struct nft_set *own = ARENA_NEW(a, struct nft_set);
            if (!own) return;
            *own = *s;
            own->elems = o->elems;
            own->n = o->n;
            own->has_elems = o->has_elems;
            ((struct nft_item *)(uintptr_t)&to->items[i])->set = own;
        }
    }
}

static bool plain(const struct model *m)
{
    return !m->nat && !m->offload && !m->rewrites;
}

/* What was cut for people says nothing of the rest. */
static bool is_whole(struct str text)
{
    for (; text.n >= 3; text = str_skip(text, 1))
        if (str_starts(text, STR("…"))) return false;
    return true;
}

static bool same_text(const struct model_chain *x, const struct model_chain *y)
{
    for (uint32_t i = 0; x->n == y->n && i < x->n; i++)
        if (!str_eq(x->rules[i].text, y->rules[i].text) || !is_whole(x->rules[i].text))
            return false;
    return x->n == y->n;
}

/* Frames that are no IP are in no space of packets: what looks at them must stand as it stood. */
static bool beyond_ip(unsigned families)
{
    return (families & (MODEL_ARP | MODEL_BRIDGE | MODEL_NETDEV)) != 0;
}

static bool same_beyond_ip(const struct model *x, const struct model *y)
{
    for (uint32_t i = 0; i < x->n; i++) {
        const struct model_chain *a = x->chains + i, *b = NULL;
        for (uint32_t k = 0; !b && k < y->n; k++)
            if (y->chains[k].families == a->families && str_eq(y->chains[k].table, a->table) &&
                str_eq(y->chains[k].name, a->name))
                b = y->chains + k;
        if (!b ||
            (beyond_ip(a->families) && (!same_text(a, b) || a->hook != b->hook ||
                                        a->prio != b->prio || a->policy_drop != b->policy_drop)))
            return false;
    }
    return x->n == y->n;
}

static bool set_text(struct sb *to, const struct nft_set *s)
{
    struct nft_set copy = *s;
    struct nft_item item = {.kind = NFT_SETS, .set = &copy};
    struct nft_ruleset one = {.items = &item, .n = 1};
    copy.has_handle = false;
    return nft_json_write(to, &one, NULL) == OK;
}

static bool same_set(const struct nft_set *a, const struct nft_set *b)
{
    SB_CLEANUP struct sb x;
    SB_CLEANUP struct sb y;
    sb_init(&x, NFT_JSON_BYTES_MAX);
    sb_init(&y, NFT_JSON_BYTES_MAX);
    return set_text(&x, a) && set_text(&y, b) && str_eq(sb_str(&x), sb_str(&y));
}

static bool is_family_beyond_ip(const char *family)
{
    return strcmp(family, "arp") == 0 || strcmp(family, "bridge") == 0 ||
           strcmp(family, "netdev") == 0;
}

/* Elements that such rules ask for. */
static bool same_sets_beyond_ip(const struct nft_ruleset *x, const struct nft_ruleset *y)
{
    for (size_t i = 0; i < x->n; i++) {
        const struct nft_set *a = x->items[i].kind == NFT_SETS ? x->items[i].set : NULL, *b = NULL;
        if (!a || !is_family_beyond_ip(a->family)) continue;
        for (size_t k = 0; !b && k < y->n; k++) {
            const struct nft_set *o = y->items[k].kind == NFT_SETS ? y->items[k].set : NULL;
            if (o && strcmp(o->family, a->family) == 0 && strcmp(o->table, a->table) == 0 &&
                strcmp(o->name, a->name) == 0)
                b = o;
        }
        if (!b || !same_set(a, b)) return false;
    }
    return true;
}

static bool same_on(struct arena *a, struct space *s, const struct model *x, const struct model *y,
                    enum reach_path path)
{
    struct reach first, second;
    struct reach_difference d;
    return reach_make(a, s, x, path, &first) == OK && reach_make(a, s, y, path, &second) == OK &&
           reach_compare(&first, &second, &d) == OK && d.equal && d.determined;
}

static bool same_in(struct arena *a, enum net_family family, const struct space_ifaces *ifaces,
                    const struct model *x, const struct model *y)
{
    static const enum reach_path paths[] = {REACH_ROUTED, REACH_INPUT, REACH_OUTPUT, REACH_BRIDGED,
                                            REACH_BRIDGED_INET};
    struct space s;
    if (space_init_open(&s, family, ifaces, NODES_MAX) != OK) return false;
    bool same = true;
    for (size_t i = 0; same && i < ARRAY_LEN(paths); i++) same = same_on(a, &s, x, y, paths[i]);
    space_release(&s);
    return same;
}

bool same_rules(struct arena *a, struct str reference, struct str now)
{
    const struct model_options options = {.timeouts_hold = true};
    struct nft_ruleset r, n;
    struct model x, y;
    struct space_ifaces *ifaces = ARENA_NEW(a, struct space_ifaces);
    if (!ifaces || nft_json_read(a, reference, &r, NULL) != OK ||
        nft_json_read(a, now, &n, NULL) != OK)
        return false;
    shorten(&n, a);
    lend_elements(&r, &n, a);
    if (model_from_nft(a, &r, &options, &x, NULL) != OK ||
        model_from_nft(a, &n, &options, &y, NULL) != OK || !plain(&x) || !plain(&y) ||
        !same_beyond_ip(&x, &y) || !same_sets_beyond_ip(&r, &n))
        return false;
    if (model_ifaces(&x, ifaces) != OK || model_ifaces(&y, ifaces) != OK) return false;
    return same_in(a, NET_V4, ifaces, &x, &y) && same_in(a, NET_V6, ifaces, &x, &y);
}

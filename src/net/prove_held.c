/* SPDX-License-Identifier: Apache-2.0
 * What is held, looked at one by one: elements and their ends, and whatever would make the model's
 * packets others than those on the wire. */
#include <stdlib.h>
#include <string.h>

#include "net/prove_parts.h"

static bool is(const char *a, const char *b)
{
    return a && strcmp(a, b) == 0;
}

static bool is_ours(const struct nft_set *s)
{
    return is(s->family, "inet") && is(s->table, SKELETON_TABLE);
}

/* --- the lease ----------------------------------------------------------------------------------
 */

static bool asks_map(const struct nft_stmt *s)
{
    return s->kind == NFT_DO_VMAP && s->right && s->right->kind == NFT_WORD &&
           s->right->name[0] == '@';
}

/* A rule of ours that asks a map lets everything pass: more than any content of the map would. So
 * the answer does not depend on ten thousand elements. */
static err_t open_maps(struct prover *p, const struct nft_rule **rule)
{
    static const struct nft_expr accept = {.kind = NFT_VERDICT, .name = "accept"};
    const struct nft_rule *r = *rule;
    bool asks = false;
    for (uint32_t i = 0; i < r->n; i++) asks = asks || asks_map(&r->stmts[i]);
    if (!asks || !is(r->family, "inet") || !is(r->table, SKELETON_TABLE)) return OK;
    struct nft_rule *copy = ARENA_NEW(p->a, struct nft_rule);
    struct nft_stmt *stmts = ARENA_ARRAY(p->a, struct nft_stmt, r->n);
    if (!copy || !stmts) return ERR_NOMEM;
    memcpy(stmts, r->stmts, r->n * sizeof *stmts);
    for (uint32_t i = 0; i < r->n; i++)
        if (asks_map(&stmts[i]))
            stmts[i] = (struct nft_stmt){.kind = NFT_DO_VERDICT, .left = &accept};
    *copy = *r;
    copy->stmts = stmts;
    *rule = copy;
    return OK;
}

err_t prove_without_lease(struct prover *p, struct nft_ruleset *ret)
{
    const struct nft_ruleset *held = p->in->held;
    struct nft_item *items = ARENA_ARRAY(p->a, struct nft_item, held->n + 1);
    if (!items) return ERR_NOMEM;
    for (size_t i = 0; i < held->n; i++) {
        items[i] = held->items[i];
        if (items[i].kind == NFT_RULE) TRY(open_maps(p, &items[i].rule));
        if (items[i].kind != NFT_SETS || !is_ours(items[i].set) ||
            !is(items[i].set->name, SKELETON_LEASE_SET))
            continue;
        struct nft_set *empty = ARENA_NEW(p->a, struct nft_set);
        if (!empty) return ERR_NOMEM;
        *empty = *items[i].set;
        empty->elems = NULL;
        empty->n = 0;
        empty->has_elems = false;
        items[i].set = empty;
    }
    *ret = (struct nft_ruleset){items, held->n, held->n_unknown};
    return OK;
}

/* --- what is foreign
 * ------------------------------------------------------------------------------ */

/* Statements after which a packet is still the one that came. */
static bool is_harmless(const struct nft_stmt *s)
{
    static const char *const harmless[] = {"log",     "limit",    "quota", "reject",
                                           "comment", "ct count", "last"};
    if (s->kind != NFT_DO_OTHER) return true;
    for (size_t i = 0; i < ARRAY_LEN(harmless); i++)
        if (is(s->op, harmless[i])) return true;
    return false;
}

static err_t foreign_rule(struct prover *p, const struct nft_rule *r)
{
    for (uint32_t i = 0; i < r->n; i++) {
        if (is_harmless(&r->stmts[i])) continue;
        const char *where = arena_printf(p->a, "%s %s %s", r->family, r->table, r->chain);
        if (!where) return ERR_NOMEM;
        return prove_violation(p, PROOF_FOREIGN, NULL, where, "proof.foreign_rule", r->stmts[i].op,
                               where);
    }
    return OK;
}

static bool taken_away(const struct nft_item *it)
{
    return it->command && !is(it->command, "add") && !is(it->command, "create");
}

err_t prove_foreign(struct prover *p)
{
    for (size_t i = 0; i < p->in->held->n; i++) {
        const struct nft_item *it = &p->in->held->items[i];
        if (taken_away(it)) continue;
        if (it->kind == NFT_RULE) TRY(foreign_rule(p, it->rule));
        if (it->kind == NFT_CHAIN && is(it->chain->type, "nat")) {
            const char *where = arena_printf(p->a, "%s %s %s", it->chain->family, it->chain->table,
                                             it->chain->name);
            if (!where) return ERR_NOMEM;
            TRY(prove_violation(p, PROOF_FOREIGN, NULL, where, "proof.foreign_nat", where, NULL));
        }
        if (it->kind == NFT_OTHER && is(it->name, "flowtable"))
            TRY(prove_violation(p, PROOF_FOREIGN, NULL, it->path, "proof.foreign_offload", it->path,
                                NULL));
    }
    return OK;
}

/* --- elements
 * ------------------------------------------------------------------------------------- */

struct held_element {
    struct element e;
    bool accepts;
    int64_t left_s; /* 0: for ever */
};

static bool read_word(const struct nft_expr *x, struct str *ret)
{
    if (x->kind != NFT_WORD) return false;
    *ret = str_z(x->name);
    return true;
}

static bool read_mac(const struct nft_expr *x, struct net_mac *ret)
{
    struct str s;
    return read_word(x, &s) && addr_mac_parse(s, ret, NULL) == OK;
}

static bool read_addr(const struct nft_expr *x, struct net_addr *ret)
{
    struct str s;
    return read_word(x, &s) && addr_parse(s, ret, NULL) == OK;
}

static bool read_proto(const struct nft_expr *x, uint8_t *ret)
{
    if (x->kind == NFT_NUMBER && x->number >= 0 && x->number <= UINT8_MAX) {
        *ret = (uint8_t)x->number;
        return true;
    }
    if (x->kind != NFT_WORD) return false;
    *ret = is(x->name, "tcp") ? FLOW_TCP : is(x->name, "udp") ? FLOW_UDP : 0;
    return *ret != 0;
}

static bool read_port(const struct nft_expr *x, uint16_t *ret)
{
    if (x->kind != NFT_NUMBER || x->number < 0 || x->number > UINT16_MAX) return false;
    *ret = (uint16_t)x->number;
    return true;
}

static bool read_ports(const struct nft_expr *x, struct net_ports *ret)
{
    if (x->kind == NFT_RANGE && x->n == 2)
        return read_port(&x->items[0], &ret->first) && read_port(&x->items[1], &ret->last);
    ret->last = 0;
    bool ok = read_port(x, &ret->first);
    ret->last = ret->first;
    return ok;
}

static bool read_key(const struct nft_expr *x, enum element_map map, struct element *e)
{
    bool mac = map <= ELEMENT_ECHO;
    bool ports = map == ELEMENT_FORWARD || map == ELEMENT_FORWARD_RANGE || map == ELEMENT_REPLY ||
                 map == ELEMENT_REPLY_RANGE;
    uint32_t want = 2 + (mac ? 1U : 0U) + (ports ? 2U : 0U), i = 0;
    if (x->kind != NFT_CONCAT || x->n != want) return false;
    if (mac && !read_mac(&x->items[i++], &e->mac)) return false;
    if (!read_addr(&x->items[i], &e->src) || !read_addr(&x->items[i + 1], &e->dst)) return false;
    i += 2;
    return !ports ||
           (read_proto(&x->items[i], &e->proto) && read_ports(&x->items[i + 1], &e->ports));
}

static bool read_element(const struct nft_expr *x, enum element_map map, struct held_element *ret)
{
    *ret = (struct held_element){.accepts = true};
    if (element_map_has_counter(map)) { /* a map: key and verdict */
        if (x->kind != NFT_LIST || x->n != 2) return false;
        ret->accepts = x->items[1].kind == NFT_VERDICT && is(x->items[1].name, "accept");
        x = &x->items[0];
    }
    if (x->kind == NFT_ELEM) {
        ret->left_s = x->elem->expires ? x->elem->expires : x->elem->timeout;
        x = &x->items[0];
    }
    if (!read_key(x, map, &ret->e)) return false;
    ret->e.map = map;
    ret->e.family = ret->e.src.family;
    return true;
}

static int compare(const void *x, const void *y)
{
    return element_cmp(x, y);
}

/* Its own end, or that of nobody's element which the kernel is about to forget. */
static bool ends_in_time(const struct prover *p, const struct held_element *h,
                         const struct element *want)
{
    if (!want) return h->left_s > 0 && h->left_s * 1000 <= PROVE_SLACK_MS;
    if (want->until.ms == 0) return true;
    return h->left_s > 0 && p->in->now.ms + h->left_s * 1000 <= want->until.ms + PROVE_SLACK_MS;
}

static err_t told(struct prover *p, const struct held_element *h, const struct element *want,
                  const char *map)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 400);
    addr_print(&b, &h->e.src);
    sb_addz(&b, " → ");
    addr_print(&b, &h->e.dst);
    if (h->e.ports.first != 0) {
        sb_addf(&b, " %s/", h->e.proto == FLOW_TCP ? "tcp" : "udp");
        addr_ports_print(&b, &h->e.ports);
    }
    TRY(sb_end(&b));
    return prove_violation(p, PROOF_EXPIRY, NULL, NULL,
                           want ? "proof.outlives" : "proof.unknown_element", b.p, map);
}

static err_t check_set(struct prover *p, const struct nft_set *s, enum element_map map)
{
    for (uint32_t i = 0; i < s->n; i++) {
        struct held_element h;
        if (!read_element(&s->elems[i], map, &h)) {
            TRY(prove_violation(p, PROOF_EXPIRY, NULL, NULL, "proof.strange_element", s->name,
                                NULL));
            continue;
        }
        const struct element *want = p->want.n_elements
                                         ? bsearch(&h.e, p->want.elements, p->want.n_elements,
                                                   sizeof(struct element), compare)
                                         : NULL;
        if (!h.accepts || !ends_in_time(p, &h, want)) TRY(told(p, &h, want, s->name));
    }
    return OK;
}

err_t prove_elements(struct prover *p)
{
    for (size_t i = 0; i < p->in->held->n; i++) {
        const struct nft_item *it = &p->in->held->items[i];
        if (it->kind != NFT_SETS || taken_away(it) || !is_ours(it->set)) continue;
        for (int map = 0; map <= ELEMENT_LAW; map++)
            if (is(it->set->name, element_map_name((enum element_map)map, NET_V4)) ||
                is(it->set->name, element_map_name((enum element_map)map, NET_V6)))
                TRY(check_set(p, it->set, (enum element_map)map));
    }
    return OK;
}

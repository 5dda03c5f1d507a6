/* SPDX-License-Identifier: Apache-2.0 */
#include "net/check.h"

#include <linux/netfilter.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "net/apply.h"
#include "net/machine.h"
#include "net/rules_lines.h"
#include "net/same.h"
#include "net/skeleton.h"

#define CHECK_ARENA_MAX ((size_t)4 << 30)

struct check *check_new(void)
{
    struct check *c = calloc(1, sizeof *c);
    if (!c) return NULL;
    arena_init(&c->arena, CHECK_ARENA_MAX);
    lines_init(&c->rules);
    lines_init(&c->machine);
    sb_init(&c->listing, NFT_RUN_ANSWER_MAX);
    return c;
}

void check_free(struct check *c)
{
    if (!c) return;
    lines_release(&c->rules);
    lines_release(&c->machine);
    held_release(&c->held);
    sb_release(&c->listing);
    arena_release(&c->arena);
    free(c);
}

/* --- reading --- */

static err_t parse(struct check *c, struct str text, struct nft_ruleset *ret)
{
    return nft_json_read(&c->arena, text, ret, &c->why);
}

static bool is_foreign_with_sets(const struct nft_item *i)
{
    return i->kind == NFT_SETS && strcmp(i->set->table, SKELETON_TABLE) != 0;
}

/* Elements of others' sets are not in the terse listing: theirs are listed whole, table by table.
 */
static err_t read_foreign(struct check *c, const struct nft_ruleset *terse)
{
    const char *family = "", *table = "";
    for (size_t i = 0; i < terse->n; i++) {
        const struct nft_item *item = terse->items + i;
        if (!is_foreign_with_sets(item)) continue;
        if (strcmp(family, item->set->family) == 0 && strcmp(table, item->set->table) == 0)
            continue;
        family = item->set->family;
        table = item->set->table;
        SB_CLEANUP struct sb text;
        struct nft_ruleset whole;
        sb_init(&text, NFT_RUN_ANSWER_MAX);
        TRY(nft_run_list_table(c->nft, family, table, &text, &c->why));
        struct str own = arena_str(&c->arena, sb_str(&text));
        if (!own.p) return ERR_NOMEM;
        TRY(parse(c, own, &whole));
        TRY(rules_lines_add(&whole, &c->arena, &c->rules, &c->why));
    }
    return OK;
}

/* --- our sets that no plan changes: a sum over what they hold, in whatever order --- */

struct sums {
    uint8_t sum[SHA256_LEN];
    size_t n, endless;
};

static err_t add_up(void *arg, const struct elements_place *at, const struct elements_item *i)
{
    struct sums *s = arg;
    struct sha256 one;
    uint8_t raw[SHA256_LEN];
    const uint8_t head[] = {i->key_len, i->range, i->interval_end};
    (void)at;
    sha256_init(&one);
    sha256_add(&one, (struct str){(const char *)head, sizeof head});
    sha256_add(&one, (struct str){(const char *)i->key, i->key_len});
    if (i->range) sha256_add(&one, (struct str){(const char *)i->end, i->key_len});
    sha256_end(&one, raw);
    for (size_t k = 0; k < sizeof raw; k++) s->sum[k] ^= raw[k];
    s->n++;
    s->endless += i->timeout_ms == 0;
    return OK;
}

static bool is_dynamic(const char *set)
{
    for (unsigned m = 0; m < ELEMENT_MAPS; m++)
        if (strcmp(set, element_map_name((enum element_map)m, NET_V4)) == 0 ||
            strcmp(set, element_map_name((enum element_map)m, NET_V6)) == 0)
            return true;
    return false;
}

static uint8_t family_number(const char *family)
{
    return strcmp(family, "inet") == 0  ? NFPROTO_INET
           : strcmp(family, "arp") == 0 ? NFPROTO_ARP
                                        : NFPROTO_BRIDGE;
}

static err_t sum_of(struct check *c, struct netlink *n, const struct nft_set *set)
{
    struct sums s = {0};
    const struct elements_place at = {family_number(set->family), set->table, set->name};
    err_t e = elements_dump(n, &at, add_up, &s, &c->why);
    if (e != OK) return e;
    if (strcmp(set->name, SKELETON_LEASE_SET) == 0) {
        /* Comes and goes; but one that never ends would keep a dead barrier open. */
        if (s.endless > 0)
            lines_addf(&c->rules, &c->arena, "setsum %s %s lease without end", set->family,
                       set->table);
        return OK;
    }
    SB_CLEANUP struct sb hex;
    sb_init(&hex, 2 * SHA256_LEN);
    sb_add_hex(&hex, (struct str){(const char *)s.sum, sizeof s.sum});
    lines_addf(&c->rules, &c->arena, "setsum %s %s %s %zu %.*s", set->family, set->table, set->name,
               s.n, STR_ARG(sb_str(&hex)));
    return OK;
}

static err_t read_own(struct check *c, const struct nft_ruleset *terse)
{
    NETLINK_CLEANUP struct netlink n = {0};
    TRY(netlink_open(&n, NETLINK_NETFILTER, &c->why));
    for (size_t i = 0; i < terse->n; i++) {
        const struct nft_set *s = terse->items[i].kind == NFT_SETS ? terse->items[i].set : NULL;
        if (s && strcmp(s->table, SKELETON_TABLE) == 0 && !is_dynamic(s->name))
            TRY(sum_of(c, &n, s));
    }
    return OK;
}

static err_t read_rules(struct check *c)
{
    struct nft_ruleset terse;
    sb_reset(&c->listing);
    TRY(nft_run_list(c->nft, false, &c->listing, &c->why));
    TRY(parse(c, sb_str(&c->listing), &terse));
    TRY(rules_lines_add(&terse, &c->arena, &c->rules, &c->why));
    TRY(read_foreign(c, &terse));
    TRY(read_own(c, &terse));
    return lines_sort(&c->rules);
}

static err_t read_machine(struct check *c)
{
    NETLINK_CLEANUP struct netlink route = {0};
    TRY(netlink_open(&route, NETLINK_ROUTE, &c->why));
    TRY(machine_read(&route, &c->arena, &c->machine, &c->why));
    return lines_sort(&c->machine);
}

static err_t read_elements(struct check *c)
{
    NETLINK_CLEANUP struct netlink rules = {0};
    TRY(netlink_open(&rules, NETLINK_NETFILTER, &c->why));
    return held_read(&rules, &c->want, apply_has_bridge(c->plan), c->now, &c->held, &c->why);
}

/* --- comparing --- */

static void show(struct check *c, const char *sign, struct str line)
{
    if (c->n_differs < CHECK_SHOWN_MAX) {
        const char *text = arena_printf(&c->arena, "%s %.*s", sign, STR_ARG(line));
        c->differs[c->n_differs] = str_z(text);
    }
    c->n_differs++;
}

static void rule_differs(void *arg, bool added, struct str line)
{
    struct check *c = arg;
    struct str table = rules_lines_table(line);
    if (str_ends(table, STR(" " SKELETON_TABLE))) {
        if (c->own_fresh) return;
        c->own_differs = true;
    }
    c->rules_differ = true;
    if (!str_starts(line, STR("order "))) c->only_order = false;
    if (!added && str_eq(line, STR("table inet " SKELETON_TABLE))) c->held.no_table = true;
    show(c, added ? "+" : "-", line);
}

static void machine_differs(void *arg, bool added, struct str line)
{
    struct check *c = arg;
    c->machine_differs = true;
    show(c, added ? "+" : "-", line);
}

static void show_strange(struct check *c, const struct held_strange *s)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 1024);
    sb_addf(&b, "element %s %s ", s->bridge ? "bridge" : "inet",
            element_map_name(s->map, s->family));
    sb_add_hex(&b, (struct str){(const char *)s->item.key, s->item.key_len});
    show(c, "+", sb_str(&b));
}

static void compare_elements(struct check *c)
{
    const struct held *h = &c->held;
    if (held_is_right(h)) return;
    c->own_differs = c->rules_differ = true;
    for (size_t i = 0; i < h->n_strange && i < HELD_STRANGE_MAX; i++)
        show_strange(c, h->strange + i);
    if (h->no_table) show(c, "-", STR("table inet " SKELETON_TABLE));
    if (h->missing > 0) {
        const char *text = arena_printf(&c->arena, "elements %zu", h->missing);
        show(c, "-", str_z(text));
    }
}

/* The order differs: does what passes? Ours with elements that are held. Other rules than before
 * are told at once, whatever they do: somebody has changed what the office decided. */
static bool in_effect(struct check *c)
{
    SB_CLEANUP struct sb now;
    sb_init(&now, NFT_RUN_ANSWER_MAX);
    if (c->own_fresh || c->reference->listing.n == 0) return false;
    if (nft_run_list(c->nft, true, &now, NULL) != OK) return false;
    struct str own = arena_str(&c->arena, sb_str(&now));
    return own.p && same_rules(&c->arena, sb_str(&c->reference->listing), own);
}

static void compare_lines(struct check *c)
{
    const struct check_reference *r = c->reference;
    if (!r || !r->is_set) return;
    c->only_order = true;
    (void)lines_difference(&r->rules, &c->rules, rule_differs, c);
    if (c->rules_differ && c->only_order && in_effect(c)) {
        c->reordered = true;
        c->rules_differ = c->own_differs = false;
        c->n_differs = 0;
    }
    (void)lines_difference(&r->machine, &c->machine, machine_differs, c);
}

/* --- the proof over what is held --- */

static void add_counts(struct check *c)
{
    for (size_t i = 0; c->packets && c->held.counts && i < c->held.n; i++) {
        const struct element *e = c->want.elements + i;
        if (c->held.counts[i].packets == 0 || !element_map_has_counter(e->map)) continue;
        for (size_t k = 0; k < e->n_permits; k++)
            if (e->permits[k] < c->plan->n_flows) c->packets[e->permits[k]]++;
    }
}

static err_t prove_held(struct check *c)
{
    add_counts(c);
    SB_CLEANUP struct sb text;
    struct nft_ruleset held;
    sb_init(&text, NFT_RUN_ANSWER_MAX);
    TRY(nft_run_list(c->nft, true, &text, &c->why));
    ARENA_CLEANUP struct arena scratch;
    arena_init(&scratch, CHECK_ARENA_MAX);
    TRY(nft_json_read(&scratch, sb_str(&text), &held, &c->why));
    const struct plan *p = c->plan;
    const struct prove_input in = {.barrier = &p->declared->barrier,
                                   .caps = &p->caps,
                                   .flows = p->flows,
                                   .n_flows = p->n_flows,
                                   .cuts = p->cuts,
                                   .n_cuts = p->n_cuts,
                                   .now = c->now,
                                   .held = &held,
                                   .packets = c->packets};
    TRY(prove(&c->arena, &in, &c->proof, &c->why));
    c->proven = true;
    return OK;
}

static void digest(struct check *c)
{
    struct sha256 sum;
    uint8_t raw[SHA256_LEN];
    sha256_init(&sum);
    for (size_t i = 0; i < c->rules.n; i++) {
        sha256_add(&sum, c->rules.v[i]);
        sha256_add(&sum, STR("\n"));
    }
    sha256_add(&sum, str_z(c->want.digest));
    sha256_end(&sum, raw);
    SB_CLEANUP struct sb b;
    sb_init(&b, sizeof c->digest);
    sb_add_hex(&b, (struct str){(const char *)raw, sizeof raw});
    memcpy(c->digest, sb_str(&b).p, sizeof c->digest - 1);
}

static err_t make(struct check *c)
{
    c->differs = ARENA_ARRAY(&c->arena, struct str, CHECK_SHOWN_MAX);
    if (!c->differs) return ERR_NOMEM;
    TRY(read_rules(c));
    TRY(read_machine(c));
    compare_lines(c);
    digest(c);
    /* Other rules are told before a hundred thousand elements are read: the next look reads them.
     */
    if (c->rules_differ && !c->always_prove) return OK;
    bool gone = c->held.no_table;
    TRY(read_elements(c));
    c->held.no_table |= gone;
    compare_elements(c);
    return c->always_prove ? prove_held(c) : OK;
}

void check_make(struct check *c)
{
    c->err = make(c);
}

/* --- the measure --- */

void check_reference_release(struct check_reference *r)
{
    lines_release(&r->rules);
    lines_release(&r->machine);
    sb_release(&r->listing);
    arena_release(&r->arena);
    *r = (struct check_reference){0};
}

static void copy(const struct lines *from, struct lines *to, struct arena *a)
{
    lines_init(to);
    for (size_t i = 0; i < from->n; i++) lines_add(to, a, from->v[i]);
}

err_t check_accept(const struct check *c, struct check_reference *to)
{
    struct check_reference r = {.is_set = true};
    arena_init(&r.arena, (size_t)1 << 30);
    sb_init(&r.listing, NFT_RUN_ANSWER_MAX);
    copy(&c->rules, &r.rules, &r.arena);
    copy(&c->machine, &r.machine, &r.arena);
    sb_add(&r.listing, sb_str(&c->listing));
    err_t e = r.rules.err != OK ? r.rules.err : r.machine.err;
    if (e == OK) e = sb_end(&r.listing);
    if (e != OK) {
        check_reference_release(&r);
        return e;
    }
    check_reference_release(to);
    *to = r;
    return OK;
}

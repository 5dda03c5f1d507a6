/* SPDX-License-Identifier: Apache-2.0
 *
 * nft's rule sets to the model: tables, chains, rules, statements.
 */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "net/model_nft_parts.h"
#include "wire/nft_text.h"

enum { TEXT_MAX = 400 };

static bool is(const char *a, const char *b)
{
    return a && strcmp(a, b) == 0;
}

/* --- names
 * -------------------------------------------------------------------------------------------- */
static int by_name(const void *x, const void *y)
{
    const struct model_nft_named *a = x, *b = y;
    int c = strcmp(a->family, b->family);
    if (c == 0) c = strcmp(a->table, b->table);
    return c ? c : strcmp(a->name, b->name);
}

static const struct model_nft_named *
find(const struct model_nft *r, const struct model_nft_named *in, uint32_t n, const char *name)
{
    struct model_nft_named key = {.family = r->rule->family, .table = r->rule->table, .name = name};
    return n ? bsearch(&key, in, n, sizeof *in, by_name) : NULL;
}

const struct model_nft_named *model_nft_chain(const struct model_nft *r, const char *name)
{
    return find(r, r->chains, r->n_chains, name);
}

const struct nft_set *model_nft_set(const struct model_nft *r, const char *at_name)
{
    const struct model_nft_named *s =
        at_name[0] == '@' ? find(r, r->sets, r->n_sets, at_name + 1) : NULL;
    return s ? s->set : NULL;
}

/* --- verdicts and statements
 * --------------------------------------------------------------------------- */
bool model_nft_verdict(struct model_nft *r, const struct nft_expr *e, enum model_verdict *ret,
                       uint32_t *ret_target)
{
    static const struct {
        const char *name;
        enum model_verdict verdict;
    } t[] = {{"accept", MODEL_ACCEPT},     {"drop", MODEL_DROP}, {"return", MODEL_RETURN},
             {"continue", MODEL_CONTINUE}, {"jump", MODEL_JUMP}, {"goto", MODEL_GOTO}};
    if (e->kind != NFT_VERDICT) return false;
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        if (!is(e->name, t[i].name)) continue;
        *ret = t[i].verdict;
        if (!e->field) return true;
        const struct model_nft_named *c = model_nft_chain(r, e->field);
        if (c) *ret_target = c->number;
        return c != NULL;
    }
    return false;
}

enum effect {
    GOES_ON,  /* says nothing of the verdict */
    MAY_STOP, /* the rule may end here without a match: limits, full sets */
    DROPS,
    TRANSLATES, /* and accepts */
    REWRITES,   /* may change what other rules look at */
    ANYTHING
};
static enum effect effect_of(const char *name)
{
    static const struct {
        const char *name;
        enum effect effect;
    } t[] = {{"log", GOES_ON},           {"notrack", GOES_ON},     {"secmark", GOES_ON},
             {"ct helper", GOES_ON},     {"ct timeout", GOES_ON},  {"ct expectation", GOES_ON},
             {"dup", GOES_ON},           {"last", GOES_ON},        {"limit", MAY_STOP},
             {"quota", MAY_STOP},        {"set", MAY_STOP},        {"map", MAY_STOP},
             {"meter", MAY_STOP},        {"ct count", MAY_STOP},   {"flow", MAY_STOP},
             {"reject", DROPS},          {"snat", TRANSLATES},     {"dnat", TRANSLATES},
             {"masquerade", TRANSLATES}, {"redirect", TRANSLATES}, {"mangle", REWRITES}};
    for (size_t i = 0; i < ARRAY_LEN(t); i++)
        if (is(name, t[i].name)) return t[i].effect;
    return ANYTHING;
}

/* Setting a mark or a priority changes nothing that is modelled; writing into a header may. */
static bool writes_header(const char *raw)
{
    return !str_starts(str_z(raw), STR("{\"key\":{\"meta\"")) &&
           !str_starts(str_z(raw), STR("{\"key\":{\"ct\"")) && !strstr(raw, "\"field\":\"dscp\"") &&
           !strstr(raw, "\"field\":\"ecn\"");
}

static err_t other_statement(struct model_nft *r, struct model_making *k, const struct nft_stmt *s,
                             struct model_rule *u, bool *done)
{
    enum effect e = s->op ? effect_of(s->op) : ANYTHING;
    u->does_more |= e != DROPS && !is(s->op, "limit") && !is(s->op, "ct count");
    if (e == MAY_STOP) {
        if (is(s->op, "flow")) r->model.offload = true;
        return model_add_unknown(k, s->op);
    }
    if (e == REWRITES) r->model.rewrites |= !s->raw || writes_header(s->raw);
    r->model.marks |= e == REWRITES || is(s->op, "secmark") || is(s->op, "notrack");
    if (e == GOES_ON || e == REWRITES) return OK;
    *done = true;
    if (e == TRANSLATES) r->model.nat = true;
    if (e == ANYTHING) r->model.n_unknown++;
    u->verdict = e == DROPS ? MODEL_DROP : e == TRANSLATES ? MODEL_ACCEPT : MODEL_EITHER;
    return OK;
}

static err_t no_chain(struct model_nft *r, const char *name)
{
    (void)fault_set(r->why, ERR_INVALID, "model.no_chain", "%s", name);
    fault_field(r->why, r->path);
    return ERR_INVALID;
}

static err_t read_statement(struct model_nft *r, struct model_making *k, const struct nft_stmt *s,
                            struct model_rule *u, bool *done)
{
    switch (s->kind) {
    case NFT_DO_MATCH:
        return model_nft_match(r, k, s);
    case NFT_DO_VERDICT:
        *done = true;
        if (model_nft_verdict(r, s->left, &u->verdict, &u->target)) return OK;
        return no_chain(r, s->left->field ? s->left->field : "");
    case NFT_DO_VMAP:
        *done = true;
        return model_nft_vmap(r, k, s, u);
    case NFT_DO_COUNTER:
        if (s->has_counter && u->packets < 0) u->packets = s->packets;
        return OK;
    default:
        return other_statement(r, k, s, u, done);
    }
}

/* Ends in "…" where it was cut. */
static err_t rule_text(struct model_nft *r, struct str *ret)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 1U << 16);
    nft_text_rule(&b, r->rule);
    struct str all = sb_str(&b), head = utf8_head(all, TEXT_MAX);
    char *text = arena_printf(r->arena, "%.*s%s", STR_ARG(head), head.n < all.n ? "…" : "");
    if (!text || b.err == ERR_NOMEM) return model_nomem(r->why);
    *ret = str_z(text);
    return OK;
}

static err_t read_rule(struct model_nft *r, const struct nft_item *it, struct model_rule *u)
{
    struct model_making k;
    bool done = false;
    r->rule = it->rule;
    r->path = it->path;
    model_begin(&k, r->arena, &r->model, r->why);
    u->place = it->path;
    u->handle = it->rule->handle;
    u->packets = -1;
    TRY(rule_text(r, &u->text));
    for (uint32_t i = 0; i < it->rule->n && !done; i++) {
        err_t e = read_statement(r, &k, &it->rule->stmts[i], u, &done);
        if (e != OK) fault_field(r->why, it->path);
        TRY(e);
    }
    return model_finish(&k, u);
}

/* --- chains
 * --------------------------------------------------------------------------------------------- */
static unsigned families_of(const char *family)
{
    static const struct {
        const char *name;
        unsigned bits;
    } t[] = {{"ip", MODEL_IP},         {"ip6", MODEL_IP6}, {"inet", MODEL_INET},
             {"bridge", MODEL_BRIDGE}, {"arp", MODEL_ARP}, {"netdev", MODEL_NETDEV}};
    for (size_t i = 0; i < ARRAY_LEN(t); i++)
        if (is(family, t[i].name)) return t[i].bits;
    return 0;
}

/* A dormant table's chains are at no hook, whatever they say. */
static bool is_dormant(const struct model_nft *r, const struct nft_chain *c)
{
    for (size_t i = 0; i < r->ruleset->n; i++) {
        const struct nft_item *it = &r->ruleset->items[i];
        if (it->kind != NFT_TABLE || !it->table->rest || !it->table->name) continue;
        if (is(it->table->family, c->family) && is(it->table->name, c->table) &&
            strstr(it->table->rest, "\"dormant\""))
            return true;
    }
    return false;
}

static err_t read_chain(struct model_nft *r, const struct nft_item *it, struct model_chain *c)
{
    const struct nft_chain *from = it->chain;
    c->name = str_z(from->name);
    c->table = str_z(arena_printf(r->arena, "%s %s", from->family, from->table));
    if (!c->table.p) return model_nomem(r->why);
    c->families = families_of(from->family);
    if (c->families == 0 || (from->hook && !model_hook_of(str_z(from->hook), &c->hook))) {
        (void)fault_set(r->why, ERR_INVALID, "model.unknown_hook", "%s" FS "%s", from->family,
                        from->hook ? from->hook : "");
        fault_field(r->why, it->path);
        return ERR_INVALID;
    }
    if (from->hook && is_dormant(r, from)) c->hook = MODEL_NO_HOOK;
    if (from->prio < INT32_MIN || from->prio > INT32_MAX) return no_chain(r, from->name);
    c->prio = (int32_t)from->prio;
    c->policy_drop = is(from->policy, "drop");
    c->is_nat = is(from->type, "nat");
    struct str *devs = ARENA_ARRAY(r->arena, struct str, from->n_devs + 1U);
    if (!devs) return model_nomem(r->why);
    for (uint32_t i = 0; i < from->n_devs; i++) devs[i] = str_z(from->devs[i]);
    c->devs = devs;
    c->n_devs = from->n_devs;
    return OK;
}

/* What is taken away or emptied before is not there; what else is commanded would have to be
 * carried out to be understood. */
static err_t is_listed(struct model_nft *r, const struct nft_item *it, bool *ret)
{
    static const char *const adds[] = {"add", "create"}, *const removes[] = {"delete", "destroy",
                                                                             "flush"};
    *ret = !it->command;
    for (size_t i = 0; i < ARRAY_LEN(adds); i++) *ret |= is(it->command, adds[i]);
    bool gone = false;
    for (size_t i = 0; i < ARRAY_LEN(removes); i++) gone |= is(it->command, removes[i]);
    bool element = it->kind == NFT_OTHER && is(it->name, "element");
    if ((*ret && !element) || gone) return OK;
    (void)fault_set(r->why, ERR_INVALID, "model.command", "%s", element ? it->name : it->command);
    fault_field(r->why, it->path);
    return ERR_INVALID;
}

static err_t count(struct model_nft *r, const struct nft_ruleset *set, uint32_t *ret_rules)
{
    size_t chains = 0, sets = 0, rules = 0;
    for (size_t i = 0; i < set->n; i++) {
        bool listed = false;
        TRY(is_listed(r, &set->items[i], &listed));
        if (!listed) continue;
        chains += set->items[i].kind == NFT_CHAIN;
        sets += set->items[i].kind == NFT_SETS;
        rules += set->items[i].kind == NFT_RULE;
    }
    if (chains > MODEL_CHAINS_MAX || sets > UINT32_MAX / 2 || rules > UINT32_MAX / 2)
        return fault_set(r->why, ERR_TOO_BIG, "model.too_many_chains", "%d", MODEL_CHAINS_MAX);
    r->chains = ARENA_ARRAY(r->arena, struct model_nft_named, chains + 1);
    r->sets = ARENA_ARRAY(r->arena, struct model_nft_named, sets + 1);
    *ret_rules = (uint32_t)rules;
    return r->chains && r->sets ? OK : model_nomem(r->why);
}

static err_t read_names(struct model_nft *r, const struct nft_ruleset *set,
                        struct model_chain *chains)
{
    for (size_t i = 0; i < set->n; i++) {
        const struct nft_item *it = &set->items[i];
        if (it->command && !is(it->command, "add") && !is(it->command, "create")) continue;
        if (it->kind == NFT_SETS)
            r->sets[r->n_sets++] = (struct model_nft_named){it->set->family, it->set->table,
                                                            it->set->name, 0, it->set};
        if (it->kind != NFT_CHAIN) continue;
        TRY(read_chain(r, it, &chains[r->n_chains]));
        r->chains[r->n_chains] = (struct model_nft_named){it->chain->family, it->chain->table,
                                                          it->chain->name, r->n_chains, NULL};
        r->n_chains++;
    }
    qsort(r->chains, r->n_chains, sizeof *r->chains, by_name);
    qsort(r->sets, r->n_sets, sizeof *r->sets, by_name);
    return OK;
}

static err_t chain_of(struct model_nft *r, const struct nft_item *it, uint32_t *ret)
{
    r->rule = it->rule;
    r->path = it->path;
    const struct model_nft_named *c = model_nft_chain(r, it->rule->chain);
    if (!c) return no_chain(r, it->rule->chain);
    *ret = c->number;
    return OK;
}

/* Rules lie together by chain, in the order in which they were listed. */
static err_t read_rules(struct model_nft *r, const struct nft_ruleset *set,
                        struct model_chain *chains, uint32_t n_rules)
{
    struct model_rule *rules = ARENA_ARRAY(r->arena, struct model_rule, n_rules + 1U);
    uint32_t *at = ARENA_ARRAY(r->arena, uint32_t, r->n_chains + 1U), c = 0;
    if (!rules || !at) return model_nomem(r->why);
    for (size_t i = 0; i < set->n; i++) {
        bool listed = false;
        TRY(is_listed(r, &set->items[i], &listed));
        if (!listed || set->items[i].kind != NFT_RULE) continue;
        TRY(chain_of(r, &set->items[i], &c));
        at[c + 1]++;
    }
    for (uint32_t i = 0; i < r->n_chains; i++) at[i + 1] += at[i];
    for (size_t i = 0; i < set->n; i++) {
        bool listed = false;
        TRY(is_listed(r, &set->items[i], &listed));
        if (!listed || set->items[i].kind != NFT_RULE) continue;
        TRY(chain_of(r, &set->items[i], &c));
        if (chains[c].n == 0) chains[c].rules = &rules[at[c]];
        TRY(read_rule(r, &set->items[i], &rules[at[c] + chains[c].n]));
        chains[c].n++;
    }
    return OK;
}

err_t model_from_nft(struct arena *a, const struct nft_ruleset *set, const struct model_options *o,
                     struct model *ret, struct fault *why)
{
    struct model_nft r = {.arena = a, .why = why, .ruleset = set};
    uint32_t n_rules = 0, *order = NULL;
    if (o) r.options = *o;
    TRY(count(&r, set, &n_rules));
    struct model_chain *chains = ARENA_ARRAY(a, struct model_chain, set->n + 1);
    if (!chains) return model_nomem(why);
    TRY(read_names(&r, set, chains));
    r.model.chains = chains;
    r.model.n = r.n_chains;
    TRY(read_rules(&r, set, chains, n_rules));
    TRY(model_order(a, &r.model, &order, why));
    *ret = r.model;
    return OK;
}

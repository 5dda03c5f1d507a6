/* SPDX-License-Identifier: Apache-2.0
 *
 * Matches and verdict maps of nft as conditions.
 */
#include <string.h>

#include "net/model_nft_parts.h"
#include "wire/nft_text.h"

static bool is(const char *a, const char *b)
{
    return a && strcmp(a, b) == 0;
}

/* --- conditions out of values
 * ----------------------------------------------------------------------- */
static struct model_cond family_cond(const struct model_values *v)
{
    struct model_cond c = {.kind = MODEL_FAMILY, .family = v->has_v4 ? NET_V4 : NET_V6};
    if (v->has_v4 == v->has_v6)
        c = (struct model_cond){.kind = MODEL_NEVER, .negated = v->has_v4}; /* both: any */
    return c;
}

err_t model_nft_cond(struct model_nft *r, const struct model_key *keys, uint32_t n_keys,
                     const struct model_values *v, struct model_cond *ret)
{
    struct model_cond c = {.kind = MODEL_RANGES, .family = keys[0].family, .field = keys[0].field};
    c.ranges = v->ranges;
    c.n = v->n;
    c.names = v->names;
    c.n_names = (uint32_t)v->n_names;
    if (v->failed) return model_nomem(r->why);
    if (keys[0].kind == MODEL_KEY_FAMILY) c = family_cond(v);
    if (keys[0].kind == MODEL_KEY_IFACE) c.kind = MODEL_IFACES;
    if (n_keys > 1) {
        enum space_field *fields = ARENA_ARRAY(r->arena, enum space_field, n_keys);
        if (!fields) return model_nomem(r->why);
        c.kind = MODEL_BOXES;
        for (uint32_t i = 0; i < n_keys; i++) {
            fields[i] = keys[i].field;
            if (keys[i].family != NET_NONE) c.family = keys[i].family;
        }
        c.fields = fields;
        c.n_fields = n_keys;
        c.n /= n_keys;
    }
    *ret = c;
    return OK;
}

err_t model_nft_needs(struct model_making *k, const struct model_key *keys, uint32_t n_keys)
{
    for (uint32_t i = 0; i < n_keys; i++) {
        if (keys[i].family != NET_NONE) TRY(model_add_family(k, keys[i].family));
        if (keys[i].proto >= 0)
            TRY(model_add_range(k, SPACE_PROTO, (space_num)keys[i].proto, (space_num)keys[i].proto,
                                false));
    }
    return OK;
}

/* --- matches
 * ------------------------------------------------------------------------------------------ */
/* Does it ask for what stands elsewhere (a set, a map), or for another answer each time? */
static bool refers(const struct nft_expr *e)
{
    if (e->kind == NFT_MAP || (e->kind == NFT_WORD && e->name[0] == '@')) return true;
    if (e->kind == NFT_UNKNOWN) return strchr(e->raw, '@') || is(e->name, "numgen");
    for (uint32_t i = 0; i < e->n; i++)
        if (refers(&e->items[i])) return true;
    return false;
}

/* The statement as JSON, whole, where the same words are the same question. */
static err_t exact_text(struct model_nft *r, const struct nft_stmt *s, const char **ret)
{
    struct nft_rule rule = {.family = r->rule->family, .stmts = s, .n = 1};
    struct nft_item item = {.kind = NFT_RULE, .rule = &rule};
    struct nft_ruleset set = {.items = &item, .n = 1};
    SB_CLEANUP struct sb text;
    sb_init(&text, 1U << 20);
    if (s->kind != NFT_DO_MATCH || refers(s->left) || refers(s->right)) return OK;
    err_t e = nft_json_write(&text, &set, NULL);
    if (e == ERR_NOMEM) return model_nomem(r->why);
    if (e != OK) return OK;
    *ret = arena_strdup(r->arena, sb_str(&text));
    return *ret ? OK : model_nomem(r->why);
}

static err_t unknown(struct model_nft *r, struct model_making *k, const struct nft_stmt *s)
{
    SB_CLEANUP struct sb text;
    sb_init(&text, 2000);
    nft_text_statement(&text, s);
    char *note = sb_end(&text) == ERR_NOMEM ? NULL : arena_strdup(r->arena, sb_str(&text));
    if (!note) return model_nomem(r->why);
    TRY(model_add_unknown(k, note));
    return exact_text(r, s, &k->conds[k->n - 1].exact);
}

/* Elements whose time runs out may be gone when it matters. */
static bool runs_out(const struct model_nft *r, const struct nft_set *set, const struct nft_expr *e)
{
    if (r->options.timeouts_hold || !set) return false;
    if (set->timeout) return true;
    return e->kind == NFT_ELEM && (e->elem->timeout || e->elem->expires);
}

static bool is_dynamic(const struct nft_set *s)
{
    for (uint32_t i = 0; i < s->n_flags; i++)
        if (is(s->flags[i], "dynamic")) return true;
    return false;
}

static void take_value(struct model_nft *r, const struct model_key *keys, uint32_t n,
                       const struct nft_expr *e, struct model_values *v)
{
    if (n == 1)
        model_nft_value(r, keys, e, v);
    else
        model_nft_row(r, keys, n, e, v);
}

/* Everything the right side may be: a value, an anonymous set, "@set". */
static void take_values(struct model_nft *r, const struct model_key *keys, uint32_t n,
                        const struct nft_expr *right, struct model_values *v, bool *ret_runs_out)
{
    const struct nft_set *set = NULL;
    const struct nft_expr *e = right;
    uint32_t count = 1;
    if (right->kind == NFT_WORD && right->name[0] == '@') {
        set = model_nft_set(r, right->name);
        v->odd |= !set || is_dynamic(set) || set->is_map;
        e = set ? set->elems : NULL;
        count = set ? set->n : 0;
    } else if (right->kind == NFT_SET) {
        e = right->items;
        count = right->n;
    }
    for (uint32_t i = 0; i < count && !v->odd && !v->failed; i++) {
        *ret_runs_out |= runs_out(r, set, &e[i]);
        take_value(r, keys, n, &e[i], v);
    }
}

static err_t masked(struct model_nft *r, struct model_making *k, enum space_field f,
                    enum net_family family, space_num mask, space_num value, bool negated)
{
    struct space_range *m = ARENA_NEW(r->arena, struct space_range);
    if (!m) return model_nomem(r->why);
    *m = (struct space_range){mask, value};
    return model_add(k, (struct model_cond){.kind = MODEL_MASKED,
                                            .field = f,
                                            .family = family,
                                            .ranges = m,
                                            .n = 1,
                                            .negated = negated});
}

/* The states whose bit is among `bits` (of nft: invalid 1, established 2, related 4, new 8,
 * untracked 64) are or are not `wanted`. */
static int64_t state_bits(const struct nft_expr *v)
{
    static const int64_t of[SPACE_STATES] = {8, 2, 4, 1, 64};
    enum space_state s = SPACE_NEW;
    bool joined = v->kind == NFT_LIST || (v->kind == NFT_BINARY && is(v->name, "|"));
    int64_t all = 0;
    if (v->kind == NFT_NUMBER) return v->number;
    if (v->kind == NFT_WORD) return model_state(str_z(v->name), &s) ? of[s] : -1;
    if (!joined) return -1;
    for (uint32_t i = 0; i < v->n; i++) {
        int64_t one = state_bits(&v->items[i]);
        if (one < 0) return -1;
        all |= one;
    }
    return all;
}

/* (state & mask) == value, or any of the mask's where `any`. */
static err_t state_masked(struct model_nft *r, struct model_making *k, int64_t mask, int64_t value,
                          bool any, bool negated)
{
    static const int64_t of[SPACE_STATES] = {8, 2, 4, 1, 64};
    struct space_range *v = ARENA_ARRAY(r->arena, struct space_range, SPACE_STATES);
    size_t n = 0;
    if (!v) return model_nomem(r->why);
    for (unsigned i = 0; i < SPACE_STATES; i++)
        if (any ? (of[i] & mask) != 0 : (of[i] & mask) == value)
            v[n++] = (struct space_range){i, i};
    return model_add(
        k,
        (struct model_cond){
            .kind = MODEL_RANGES, .field = SPACE_STATE, .ranges = v, .n = n, .negated = negated});
}

/* "ct state established,related": any of them. */
static err_t match_state(struct model_nft *r, struct model_making *k, const struct nft_stmt *s)
{
    int64_t bits = state_bits(s->right);
    bool listed = s->right->kind == NFT_LIST || s->right->kind == NFT_BINARY;
    if (bits < 0 || (listed && !is(s->op, "in") && !is(s->op, "=="))) return unknown(r, k, s);
    if (is(s->op, "in") || (listed && is(s->op, "==")))
        return state_masked(r, k, bits, 0, true, false);
    if (is(s->op, "==") || is(s->op, "!="))
        return state_masked(r, k, 127, bits, false, is(s->op, "!="));
    return unknown(r, k, s);
}

/* "tcp flags syn,ack": any of them. */
static err_t match_any_flag(struct model_nft *r, struct model_making *k, const struct nft_stmt *s,
                            const struct model_key *key)
{
    space_num bits = 0;
    if (!model_nft_number(key, s->right, &bits)) return unknown(r, k, s);
    return masked(r, k, key->field, NET_NONE, bits, 0, true);
}

/* "tcp flags & (syn|ack) == syn", "ip saddr & 255.0.0.0 == 10.0.0.0". */
static err_t match_masked(struct model_nft *r, struct model_making *k, const struct nft_stmt *s)
{
    const struct nft_expr *left = &s->left->items[0], *mask = &s->left->items[1];
    struct model_key key = model_nft_key(left);
    space_num m = 0, v = 0;
    bool equal = is(s->op, "=="), differ = is(s->op, "!=");
    if (key.kind != MODEL_KEY_PLAIN || s->left->n != 2 || (!equal && !differ) ||
        key.field >= SPACE_FIELDS)
        return unknown(r, k, s);
    if (key.field == SPACE_STATE) {
        int64_t bits = state_bits(mask), want = state_bits(s->right);
        if (bits < 0 || want < 0) return unknown(r, k, s);
        return state_masked(r, k, bits, want, false, differ);
    }
    if (!model_nft_number(&key, mask, &m) || !model_nft_number(&key, s->right, &v))
        return unknown(r, k, s);
    TRY(model_nft_needs(k, &key, 1));
    return masked(r, k, key.field, key.family, m, v, differ);
}

/* < <= > >= */
static err_t match_order(struct model_nft *r, struct model_making *k, const struct nft_stmt *s,
                         const struct model_key *key)
{
    space_num v = 0, most = key->family == NET_V4 ? UINT32_MAX : ~(space_num)0;
    bool less = s->op[0] == '<', with = s->op[1] == '=';
    if (key->kind != MODEL_KEY_PLAIN || !model_nft_number(key, s->right, &v) ||
        key->field == SPACE_STATE)
        return unknown(r, k, s);
    TRY(model_nft_needs(k, key, 1));
    if (!with && v == (less ? 0 : most))
        return model_add(k, (struct model_cond){.kind = MODEL_NEVER});
    struct space_range *range = ARENA_NEW(r->arena, struct space_range);
    if (!range) return model_nomem(r->why);
    *range = less ? (struct space_range){0, with ? v : v - 1}
                  : (struct space_range){with ? v : v + 1, most};
    return model_add(k, (struct model_cond){.kind = MODEL_RANGES,
                                            .field = key->field,
                                            .family = key->family,
                                            .ranges = range,
                                            .n = 1});
}

/* Something asks for a field of a header we do not model: what it says of the packet holds, the
 * rest is open. A field of ARP is asked of ARP only (nft leaves "ether type arp" out of what it
 * lists): it holds for none of the packets we speak of. */
static err_t match_unknown(struct model_nft *r, struct model_making *k, const struct nft_stmt *s)
{
    uint32_t n = s->left->kind == NFT_CONCAT ? s->left->n : 1;
    for (uint32_t i = 0; i < n; i++) {
        const struct nft_expr *e = s->left->kind == NFT_CONCAT ? &s->left->items[i] : s->left;
        if (e->kind == NFT_PAYLOAD && is(e->name, "arp"))
            return model_add(k, (struct model_cond){.kind = MODEL_NEVER});
        struct model_key key = model_nft_key(e);
        TRY(model_nft_needs(k, &key, 1));
    }
    return unknown(r, k, s);
}

err_t model_nft_match(struct model_nft *r, struct model_making *k, const struct nft_stmt *s)
{
    struct model_key keys[MODEL_KEYS_MAX];
    bool set =
        s->right->kind == NFT_SET || (s->right->kind == NFT_WORD && s->right->name[0] == '@');
    if (s->left->kind == NFT_BINARY && is(s->left->name, "&")) return match_masked(r, k, s);
    uint32_t n = model_nft_keys(s->left, keys);
    if (n == 0) return match_unknown(r, k, s);
    if (n == 1 && keys[0].field == SPACE_STATE && keys[0].kind == MODEL_KEY_PLAIN && !set)
        return match_state(r, k, s);
    if (s->op[0] == '<' || s->op[0] == '>') return match_order(r, k, s, keys);
    TRY(model_nft_needs(k, keys, n));
    if (n == 1 && keys[0].field == SPACE_TCP_FLAGS && is(s->op, "in") && !set)
        return match_any_flag(r, k, s, keys);
    if (!is(s->op, "==") && !is(s->op, "!=") && !is(s->op, "in")) return unknown(r, k, s);
    struct model_values v = {0};
    struct model_cond c;
    bool gone = false;
    take_values(r, keys, n, s->right, &v, &gone);
    if (v.odd && !v.failed) return unknown(r, k, s);
    TRY(model_nft_cond(r, keys, n, &v, &c));
    c.may_only = gone;
    c.negated = c.negated != is(s->op, "!=");
    return model_add(k, c);
}

/* --- verdict maps
 * ------------------------------------------------------------------------------------- */
struct sorting { /* values by verdict */
    enum model_verdict verdict;
    uint32_t target;
    bool all, gone;
    struct model_values v;
};
enum { SORTS_MAX = 1000 /* different verdicts of one map */ };

struct mapping {
    struct sorting *sorts;
    uint32_t n, cap;
    bool odd;
};

static struct sorting *sort_of(struct mapping *m, enum model_verdict v, uint32_t target, bool all,
                               bool gone)
{
    for (uint32_t i = 0; i < m->n; i++)
        if (m->sorts[i].verdict == v && m->sorts[i].target == target && m->sorts[i].all == all &&
            m->sorts[i].gone == gone)
            return &m->sorts[i];
    if (m->n == m->cap) return NULL;
    m->sorts[m->n] = (struct sorting){.verdict = v, .target = target, .all = all, .gone = gone};
    return &m->sorts[m->n++];
}

static bool is_catch_all(const struct nft_expr *e)
{
    while (e->kind == NFT_ELEM) e = &e->items[0];
    return e->kind == NFT_WORD && is(e->name, "*");
}

static void map_pair(struct model_nft *r, const struct model_key *keys, uint32_t n,
                     const struct nft_set *set, const struct nft_expr *pair, struct mapping *m)
{
    enum model_verdict verdict = MODEL_CONTINUE;
    uint32_t target = 0;
    if (pair->kind != NFT_LIST || pair->n != 2 ||
        !model_nft_verdict(r, &pair->items[1], &verdict, &target)) {
        m->odd = true;
        return;
    }
    bool all = is_catch_all(&pair->items[0]);
    struct sorting *to = sort_of(m, verdict, target, all, runs_out(r, set, &pair->items[0]));
    if (!to) m->odd = true;
    if (!to || all) return;
    take_value(r, keys, n, &pair->items[0], &to->v);
    m->odd |= to->v.odd;
}

/* The rows in their order, that for everything else last. */
static err_t map_rows(struct model_nft *r, const struct model_key *keys, uint32_t n,
                      const struct mapping *m, struct model_rule *u)
{
    struct model_row *rows = ARENA_ARRAY(r->arena, struct model_row, m->n + 1U);
    if (!rows) return model_nomem(r->why);
    for (int last = 0; last < 2; last++)
        for (uint32_t i = 0; i < m->n; i++) {
            const struct sorting *s = &m->sorts[i];
            if (s->all != (last == 1)) continue;
            struct model_row *row = &rows[u->n_rows++];
            row->verdict = s->verdict;
            row->target = s->target;
            if (s->all)
                row->on = (struct model_cond){.kind = MODEL_NEVER, .negated = true};
            else
                TRY(model_nft_cond(r, keys, n, &s->v, &row->on));
            row->on.may_only = s->gone;
            /* A row that may be gone says nothing certain, also not of everything else. */
            if (s->all && s->gone)
                row->on = (struct model_cond){.kind = MODEL_UNKNOWN, .note = "*"};
        }
    u->rows = rows;
    u->verdict = MODEL_BY_MAP;
    return OK;
}

err_t model_nft_vmap(struct model_nft *r, struct model_making *k, const struct nft_stmt *s,
                     struct model_rule *u)
{
    struct model_key keys[MODEL_KEYS_MAX];
    struct mapping m = {.n = 0};
    const struct nft_expr *e = s->right->items;
    const struct nft_set *set = NULL;
    uint32_t n = model_nft_keys(s->left, keys), count = s->right->n;
    if (s->right->kind == NFT_WORD) {
        set = model_nft_set(r, s->right->name);
        m.odd = !set || !set->is_map || is_dynamic(set);
        e = set ? set->elems : NULL;
        count = set ? set->n : 0;
    } else {
        m.odd = s->right->kind != NFT_SET;
    }
    m.odd |= n == 0;
    m.cap = count < SORTS_MAX ? count + 1 : SORTS_MAX;
    m.sorts = ARENA_ARRAY(r->arena, struct sorting, m.cap);
    if (!m.sorts) return model_nomem(r->why);
    for (uint32_t i = 0; i < count && !m.odd; i++) map_pair(r, keys, n, set, &e[i], &m);
    for (uint32_t i = 0; i < m.n; i++)
        if (m.sorts[i].v.failed) return model_nomem(r->why);
    if (m.odd) {
        u->verdict = MODEL_EITHER;
        return unknown(r, k, s);
    }
    TRY(model_nft_needs(k, keys, n));
    return map_rows(r, keys, n, &m, u);
}

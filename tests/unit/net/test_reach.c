/* SPDX-License-Identifier: Apache-2.0
 *
 * Random small filters against a simulator written here, rule by rule as netfilter's documents say,
 * over every packet of a tiny space of headers. The simulator shares nothing with the engine but
 * the model's structs: it has its own idea of matching, jumping and of what is not known (it tries
 * each unknown condition both ways). */
#include "../check.h"

#include <stdlib.h>
#include <string.h>

#include "../torture.h"
#include "dice.h"
#include "net/reach.h"

/* The packets of the tiny space: every combination of these. */
static const space_num addrs[] = {0x0A000001, 0x0A000002, 0x0A010001, 0xC0A80001};
static const space_num ports[] = {22, 80, 443};
static const space_num protos[] = {6, 17};
static const space_num states[] = {SPACE_NEW, SPACE_ESTABLISHED, SPACE_RELATED, SPACE_UNTRACKED};
enum { PACKETS = 4 * 4 * 3 * 2 * 4 * 2 * 2 };

enum { CHAINS = 6, RULES = 5, CONDS = 3, UNKNOWNS = 6 };

struct world {
    struct model model;
    struct model_chain chains[CHAINS];
    struct model_rule rules[CHAINS][RULES];
    struct model_cond conds[CHAINS][RULES][CONDS];
    struct space_range ranges[CHAINS][RULES][CONDS][6];
    struct model_row rows[CHAINS][RULES][3];
    struct space_range row_ranges[CHAINS][RULES][3];
    struct str names[CHAINS][RULES][CONDS];
    unsigned n_unknown;
    bool of_connection; /* asks for original addresses, which related packets do not have */
};

static struct space_packet packet(unsigned n)
{
    struct space_packet p = {{0}};
    p.v[SPACE_SADDR] = addrs[n % 4];
    n /= 4;
    p.v[SPACE_DADDR] = addrs[n % 4];
    n /= 4;
    p.v[SPACE_DPORT] = ports[n % 3];
    n /= 3;
    p.v[SPACE_PROTO] = protos[n % 2];
    n /= 2;
    p.v[SPACE_STATE] = states[n % 4];
    n /= 4;
    p.v[SPACE_IIF] = 1 + n % 2; /* eth0, eth1 */
    n /= 2;
    p.v[SPACE_DIR] = p.v[SPACE_STATE] == SPACE_ESTABLISHED ? n % 2 : 0;
    p.v[SPACE_OIF] = 1 + n % 2;
    p.v[SPACE_SPORT] = 80;
    return p;
}

/* --- the simulator
 * --------------------------------------------------------------------------------- */
enum { SAYS_ACCEPT = 1, SAYS_DROP = 2, SAYS_BACK = 4, SAYS_NEXT = 8 };

struct sim {
    const struct world *w;
    const struct space_packet *p;
    unsigned guess; /* a bit for each unknown condition, in the order in which they were made */
};

static space_num sim_value(const struct space_packet *p, enum space_field f)
{
    bool reply = p->v[SPACE_DIR] == 1;
    if (f == SPACE_CT_SADDR) return reply ? p->v[SPACE_DADDR] : p->v[SPACE_SADDR];
    if (f == SPACE_CT_DPORT) return reply ? p->v[SPACE_SPORT] : p->v[SPACE_DPORT];
    return p->v[f];
}

static bool sim_cond(const struct sim *s, const struct model_cond *c)
{
    bool yes = false;
    switch (c->kind) {
    case MODEL_UNKNOWN:
        return s->guess >> atoi(c->note) & 1U;
    case MODEL_FAMILY:
        yes = c->family == NET_V4;
        break;
    case MODEL_MASKED:
        yes = (s->p->v[c->field] & c->ranges[0].lo) == c->ranges[0].hi;
        break;
    case MODEL_IFACES: {
        const char *is = s->p->v[c->field] == 1 ? "eth0" : "eth1";
        yes = str_eqz(c->names[0], is) || str_eqz(c->names[0], "eth*");
        break;
    }
    case MODEL_NEVER:
        break;
    case MODEL_BOXES:
        for (size_t i = 0; i < c->n; i++) {
            bool row = true;
            for (uint32_t k = 0; k < c->n_fields; k++) {
                space_num v = sim_value(s->p, c->fields[k]);
                const struct space_range *r = &c->ranges[i * c->n_fields + k];
                row &= v >= r->lo && v <= r->hi;
            }
            yes |= row;
        }
        break;
    default:
        if (c->field >= SPACE_FIELDS && s->p->v[SPACE_STATE] > SPACE_RELATED) return false;
        for (size_t i = 0; i < c->n; i++) {
            space_num v = sim_value(s->p, c->field);
            yes |= v >= c->ranges[i].lo && v <= c->ranges[i].hi;
        }
    }
    return yes != c->negated;
}

static unsigned sim_chain(const struct sim *s, uint32_t chain);

static unsigned sim_verdict(const struct sim *s, enum model_verdict v, uint32_t target)
{
    switch (v) {
    case MODEL_ACCEPT:
        return SAYS_ACCEPT;
    case MODEL_DROP:
        return SAYS_DROP;
    case MODEL_RETURN:
        return SAYS_BACK;
    case MODEL_GOTO:
        return sim_chain(s, target);
    case MODEL_JUMP: {
        unsigned r = sim_chain(s, target);
        return r == SAYS_BACK ? SAYS_NEXT : r;
    }
    default:
        return SAYS_NEXT;
    }
}

static unsigned sim_rule(const struct sim *s, const struct model_rule *u)
{
    for (uint32_t i = 0; i < u->n; i++)
        if (!sim_cond(s, &u->conds[i])) return SAYS_NEXT;
    if (u->verdict != MODEL_BY_MAP) return sim_verdict(s, u->verdict, u->target);
    for (uint32_t i = 0; i < u->n_rows; i++)
        if (sim_cond(s, &u->rows[i].on))
            return sim_verdict(s, u->rows[i].verdict, u->rows[i].target);
    return SAYS_NEXT;
}

static unsigned sim_chain(const struct sim *s, uint32_t chain)
{
    const struct model_chain *c = &s->w->chains[chain];
    for (uint32_t i = 0; i < c->n; i++) {
        unsigned r = sim_rule(s, &c->rules[i]);
        if (r != SAYS_NEXT) return r;
    }
    return SAYS_BACK;
}

/* Both base chains (0 and 1) must accept. Which of them comes first does not matter for that. */
static unsigned sim_all(const struct sim *s)
{
    for (uint32_t b = 0; b < 2; b++) {
        unsigned r = sim_chain(s, b);
        if (r == SAYS_BACK) r = s->w->chains[b].policy_drop ? SAYS_DROP : SAYS_ACCEPT;
        if (r == SAYS_DROP) return SAYS_DROP;
    }
    return SAYS_ACCEPT;
}

/* With every guess of what is not known. */
static unsigned simulate(const struct world *w, const struct space_packet *p)
{
    unsigned all = 0;
    for (unsigned g = 0; g < 1U << w->n_unknown; g++) all |= sim_all(&(struct sim){w, p, g});
    return all;
}

/* --- random filters
 * ---------------------------------------------------------------------------------- */
static void random_ranges(struct dice *d, struct model_cond *c, struct space_range *r,
                          const space_num *values, unsigned n)
{
    c->n = 1 + dice_below(d, 2);
    for (size_t i = 0; i < c->n; i++) {
        r[i].lo = r[i].hi = values[dice_below(d, n)];
        if (dice_below(d, 3) == 0) r[i].hi += 0x10000; /* overlaps others at times */
    }
    c->kind = MODEL_RANGES;
    c->ranges = r;
}

/* Source, destination and port together; rows may overlap. */
static void random_rows(struct dice *d, struct model_cond *c, struct space_range *r)
{
    static const enum space_field fields[] = {SPACE_DPORT, SPACE_SADDR, SPACE_DADDR};
    c->kind = MODEL_BOXES;
    c->fields = fields;
    c->n_fields = 3;
    c->ranges = r;
    c->n = 2;
    for (unsigned i = 0; i < 6; i++) {
        const space_num *of = i % 3 ? addrs : ports;
        r[i].lo = of[dice_below(d, i % 3 ? 4 : 3)];
        r[i].hi = r[i].lo + (dice_below(d, 2) ? 0x20000 : 0);
    }
}

static void random_cond(struct world *w, struct dice *d, struct model_cond *c,
                        struct space_range *r, struct str *name)
{
    static const char *const notes[UNKNOWNS] = {"0", "1", "2", "3", "4", "5"};
    static const char *const names[] = {"eth0", "eth1", "eth*", "lo"};
    *c = (struct model_cond){.negated = dice_below(d, 4) == 0};
    switch (dice_below(d, 13)) {
    case 0:
        c->field = SPACE_DADDR;
        random_ranges(d, c, r, addrs, 4);
        break;
    case 1:
        c->field = SPACE_DPORT;
        random_ranges(d, c, r, ports, 3);
        break;
    case 2:
        c->field = SPACE_PROTO;
        random_ranges(d, c, r, protos, 2);
        r[0].hi &= 255;
        r[1].hi &= 255;
        break;
    case 3:
        c->field = SPACE_STATE;
        random_ranges(d, c, r, states, 4);
        r[0].hi &= 7;
        r[1].hi &= 7;
        break;
    case 4:
        *c = (struct model_cond){.kind = MODEL_IFACES, .field = SPACE_IIF, .negated = c->negated};
        *name = str_z(names[dice_below(d, 4)]);
        c->names = name;
        c->n_names = 1;
        break;
    case 5:
        c->kind = MODEL_MASKED;
        c->field = SPACE_SADDR;
        c->n = 1;
        c->ranges = r;
        r[0] = (struct space_range){0xFFFF0000, 0x0A000000};
        break;
    case 7:
        c->field = SPACE_CT_SADDR;
        w->of_connection = true;
        random_ranges(d, c, r, addrs, 4);
        break;
    case 8:
        c->field = SPACE_CT_DPORT;
        w->of_connection = true;
        random_ranges(d, c, r, ports, 3);
        break;
    case 9:
        random_rows(d, c, r);
        break;
    case 6:
        if (w->n_unknown < UNKNOWNS) {
            *c = (struct model_cond){.kind = MODEL_UNKNOWN, .note = notes[w->n_unknown++]};
            break;
        } /* fall through */
    default:
        c->field = SPACE_SADDR;
        random_ranges(d, c, r, addrs, 4);
    }
}

/* Jumps only to later chains, so there is no circle. */
static enum model_verdict random_verdict(struct dice *d, uint32_t chain, uint32_t *target)
{
    static const enum model_verdict some[] = {MODEL_ACCEPT, MODEL_ACCEPT, MODEL_DROP,
                                              MODEL_DROP,   MODEL_RETURN, MODEL_CONTINUE,
                                              MODEL_JUMP,   MODEL_JUMP,   MODEL_GOTO};
    uint32_t first = chain < 2 ? 2 : chain + 1;
    enum model_verdict v = some[dice_below(d, first < CHAINS ? ARRAY_LEN(some) : 6)];
    if (v == MODEL_JUMP || v == MODEL_GOTO) *target = first + dice_below(d, CHAINS - first);
    return v;
}

static void random_rule(struct world *w, struct dice *d, uint32_t c, uint32_t i)
{
    struct model_rule *u = &w->rules[c][i];
    *u = (struct model_rule){.conds = w->conds[c][i], .n = dice_below(d, CONDS + 1), .packets = -1};
    for (uint32_t k = 0; k < u->n; k++)
        random_cond(w, d, &w->conds[c][i][k], w->ranges[c][i][k], &w->names[c][i][k]);
    u->verdict = random_verdict(d, c, &u->target);
    if (dice_below(d, 6)) return;
    u->verdict = MODEL_BY_MAP;
    u->rows = w->rows[c][i];
    u->n_rows = 1 + dice_below(d, 3);
    for (uint32_t k = 0; k < u->n_rows; k++) {
        struct model_row *row = &w->rows[c][i][k];
        struct space_range *r = &w->row_ranges[c][i][k];
        *r = (struct space_range){ports[k], ports[k]};
        *row = (struct model_row){
            .on = {.kind = MODEL_RANGES, .field = SPACE_DPORT, .ranges = r, .n = 1}};
        row->verdict = random_verdict(d, c, &row->target);
        if (k == 2) row->on = (struct model_cond){.kind = MODEL_NEVER, .negated = true};
    }
}

static void random_world(struct world *w, struct dice *d, bool unknowns)
{
    w->of_connection = false;
    w->n_unknown = unknowns ? 0 : UNKNOWNS;
    for (uint32_t c = 0; c < CHAINS; c++) {
        w->chains[c] =
            (struct model_chain){.name = STR("c"), .families = MODEL_INET, .rules = w->rules[c]};
        w->chains[c].n = 1 + dice_below(d, RULES);
        if (c < 2) {
            w->chains[c].hook = MODEL_FORWARD;
            w->chains[c].prio = (int32_t)dice_below(d, 3) - 1;
            w->chains[c].policy_drop = dice_below(d, 2) != 0;
        }
        for (uint32_t i = 0; i < w->chains[c].n; i++) random_rule(w, d, c, i);
    }
    if (!unknowns) w->n_unknown = 0;
    w->model = (struct model){.chains = w->chains, .n = CHAINS};
}

static void open_space(struct space *s, struct space_ifaces *t)
{
    t->n = 0;
    assert_ok(space_ifaces_add(t, STR("eth0")));
    assert_ok(space_ifaces_add(t, STR("eth1")));
    assert_ok(space_ifaces_add(t, STR("lo")));
    assert_ok(space_ifaces_add(t, STR("eth*")));
    assert_ok(space_init(s, NET_V4, t, NULL, 1U << 22));
}

/* Is the packet beyond what the simulator tells exactly? */
static bool left_open(const struct world *w, const struct space_packet *p)
{
    return w->of_connection && p->v[SPACE_STATE] == SPACE_RELATED;
}

static bool has(const struct space *s, bdd_set f, const struct space_packet *p)
{
    bool in = false;
    assert_ok(space_has(s, f, p, &in));
    return in;
}

static struct space_ifaces ifaces;
static struct world one, two;

static void everything_as_simulated(void **state)
{
    (void)state;
    for (unsigned round = 1; round <= 150; round++) {
        ARENA_CLEANUP struct arena a;
        SPACE_CLEANUP struct space s = {.family = NET_NONE};
        struct dice d = {round};
        struct reach r;
        arena_init(&a, 64U << 20);
        random_world(&one, &d, round % 2 == 0);
        open_space(&s, &ifaces);
        assert_ok(reach_make(&a, &s, &one.model, REACH_ROUTED, &r));
        for (unsigned n = 0; n < PACKETS; n++) {
            struct space_packet p = packet(n);
            unsigned want = simulate(&one, &p);
            bool may = has(&s, r.accepts.may, &p), must = has(&s, r.accepts.must, &p);
            if (round % 2 && !left_open(&one, &p)) { /* nothing unknown: exactly so */
                assert_int_equal(may, want == SAYS_ACCEPT);
                assert_int_equal(must, may);
            } else { /* never too good */
                if (want & SAYS_ACCEPT) assert_true(may);
                if (want & SAYS_DROP) assert_false(must);
            }
        }
    }
}

static void one_packet_as_the_sets_say(void **state)
{
    (void)state;
    for (unsigned round = 1; round <= 60; round++) {
        ARENA_CLEANUP struct arena a;
        SPACE_CLEANUP struct space s = {.family = NET_NONE};
        struct dice d = {1000 + round};
        struct reach r;
        arena_init(&a, 512U << 20);
        random_world(&one, &d, round % 2 == 0);
        open_space(&s, &ifaces);
        assert_ok(reach_make(&a, &s, &one.model, REACH_ROUTED, &r));
        for (unsigned n = 0; n < PACKETS; n += 7) {
            struct space_packet p = packet(n);
            enum reach_outcome o = REACH_PERHAPS;
            struct reach_step *steps = NULL;
            size_t n_steps = 0;
            ARENA_CLEANUP struct arena scratch;
            arena_init(&scratch, 64U << 20);
            assert_ok(reach_ask(&scratch, &r, &p, &o, &steps, &n_steps));
            assert_int_equal(o != REACH_DROPS, has(&s, r.accepts.may, &p));
            assert_int_equal(o == REACH_ACCEPTS, has(&s, r.accepts.must, &p));
            assert_true(n_steps > 0);
            enum model_verdict last = steps[n_steps - 1].verdict;
            if (o == REACH_ACCEPTS) assert_int_equal(last, MODEL_ACCEPT);
            if (o == REACH_DROPS) assert_int_equal(last, MODEL_DROP);
        }
    }
}

/* Rules come to, take, and are redundant as a packet at a time shows. */
static bool world_same_without(struct world *w, uint32_t chain, uint32_t rule)
{
    struct model_rule kept = w->rules[chain][rule];
    static const struct model_cond never = {.kind = MODEL_NEVER};
    bool same = true;
    for (unsigned n = 0; n < PACKETS && same; n++) {
        struct space_packet p = packet(n);
        unsigned before = simulate(w, &p);
        w->rules[chain][rule] = (struct model_rule){.conds = &never, .n = 1};
        same = simulate(w, &p) == before;
        w->rules[chain][rule] = kept;
    }
    return same;
}

static void odd_rules_are_odd(void **state)
{
    (void)state;
    unsigned kinds[REACH_CONTRADICTS + 1] = {0};
    for (unsigned round = 1; round <= 80; round++) {
        ARENA_CLEANUP struct arena a;
        SPACE_CLEANUP struct space s = {.family = NET_NONE};
        struct dice d = {2000 + round};
        struct reach r;
        struct reach_odd *odds = NULL;
        size_t n = 0;
        bool all = false;
        arena_init(&a, 512U << 20);
        random_world(&one, &d, false);
        open_space(&s, &ifaces);
        assert_ok(reach_make(&a, &s, &one.model, REACH_ROUTED, &r));
        assert_ok(reach_odds(&a, &r, &odds, &n, &all));
        assert_true(all);
        for (size_t i = 0; i < n; i++) {
            kinds[odds[i].kind]++;
            if (odds[i].kind == REACH_CONTRADICTS) {
                const struct model_rule *u = one.rules[odds[i].chain];
                struct sim sim = {&one, &odds[i].packet, 0};
                for (uint32_t k = 0; k < u[odds[i].rule].n; k++)
                    assert_true(sim_cond(&sim, &u[odds[i].rule].conds[k]));
                for (uint32_t k = 0; k < u[odds[i].other].n; k++)
                    assert_true(sim_cond(&sim, &u[odds[i].other].conds[k]));
            } else {
                assert_true(world_same_without(&one, odds[i].chain, odds[i].rule));
            }
        }
    }
    for (unsigned k = 0; k <= REACH_CONTRADICTS; k++) assert_true(kinds[k] > 0);
}

static void comparison_finds_every_difference(void **state)
{
    (void)state;
    unsigned equal = 0, different = 0;
    for (unsigned round = 1; round <= 80; round++) {
        ARENA_CLEANUP struct arena a;
        SPACE_CLEANUP struct space s = {.family = NET_NONE};
        struct dice d = {3000 + round}, again = {3000 + round};
        struct reach x, y;
        struct reach_difference diff;
        arena_init(&a, 64U << 20);
        random_world(&one, &d, false);
        random_world(&two, &again, false);
        two.n_unknown = UNKNOWNS;                                   /* no more of them */
        if (round % 4) random_rule(&two, &d, dice_below(&d, 2), 0); /* else the same */
        two.n_unknown = 0;
        open_space(&s, &ifaces);
        assert_ok(reach_make(&a, &s, &one.model, REACH_ROUTED, &x));
        assert_ok(reach_make(&a, &s, &two.model, REACH_ROUTED, &y));
        assert_ok(reach_compare(&x, &y, &diff));
        if (round % 4 == 0) assert_true(diff.equal && (diff.determined || one.of_connection));
        for (unsigned n = 0; n < PACKETS; n++) {
            struct space_packet p = packet(n);
            if (left_open(&one, &p) || left_open(&two, &p)) continue;
            bool a1 = simulate(&one, &p) == SAYS_ACCEPT, a2 = simulate(&two, &p) == SAYS_ACCEPT;
            assert_int_equal(has(&s, diff.only_first, &p), a1 && !a2);
            assert_int_equal(has(&s, diff.only_second, &p), a2 && !a1);
        }
        if (diff.first_has)
            assert_true(has(&s, x.accepts.may, &diff.first) &&
                        !has(&s, y.accepts.may, &diff.first));
        if (diff.second_has)
            assert_true(has(&s, y.accepts.may, &diff.second) &&
                        !has(&s, x.accepts.may, &diff.second));
        equal += diff.equal;
        different += !diff.equal;
    }
    assert_true(equal >= 20 && different > 10);
}

static void questions_are_answered_by_packets(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    SPACE_CLEANUP struct space s = {.family = NET_NONE};
    struct reach r;
    struct reach_finding f;
    struct dice d = {42};
    arena_init(&a, 64U << 20);
    open_space(&s, &ifaces);
    for (unsigned round = 0; round < 30; round++) {
        random_world(&one, &d, round % 2 != 0);
        assert_ok(reach_make(&a, &s, &one.model, REACH_ROUTED, &r));
        bdd_set asked = space_is(&s, SPACE_DPORT, 22), not_permitted = bdd_not(asked);
        assert_ok(reach_never(&r, asked, &f));
        assert_int_equal(f.holds, bdd_same(bdd_and(&s.bdd, asked, r.accepts.may), BDD_EMPTY));
        if (!f.holds)
            assert_true(f.packet.v[SPACE_DPORT] == 22 && has(&s, r.accepts.may, &f.packet));
        if (!f.holds) assert_int_equal(f.certain, has(&s, r.accepts.must, &f.packet));
        assert_ok(reach_within(&r, BDD_ALL, not_permitted, &f));
        assert_int_equal(f.holds, bdd_same(bdd_and(&s.bdd, asked, r.accepts.may), BDD_EMPTY));
        assert_ok(reach_always(&r, asked, &f));
        if (!f.holds) assert_false(has(&s, r.accepts.must, &f.packet));
    }
}

static err_t whole(void *arg)
{
    ARENA_CLEANUP struct arena a;
    SPACE_CLEANUP struct space s = {.family = NET_NONE};
    struct reach r;
    struct reach_odd *odds = NULL;
    size_t n = 0;
    bool all = false;
    struct reach_finding f;
    arena_init(&a, 64U << 20);
    (void)arg;
    TRY(space_init(&s, NET_V4, &ifaces, NULL, 1U << 22));
    TRY(reach_make(&a, &s, &one.model, REACH_ROUTED, &r));
    TRY(reach_never(&r, BDD_ALL, &f));
    return reach_odds(&a, &r, &odds, &n, &all);
}

static void every_failed_allocation_is_told(void **state)
{
    (void)state;
    struct dice d = {77};
    random_world(&one, &d, true);
    torture_each(whole, NULL);
}

/* A table too small answers with an error, whatever the question. */
static void a_full_table_is_an_error(void **state)
{
    (void)state;
    struct dice d = {78};
    unsigned failed = 0;
    random_world(&one, &d, false);
    for (uint32_t max = 64; max < 20000; max += max / 8) {
        ARENA_CLEANUP struct arena a;
        SPACE_CLEANUP struct space s = {.family = NET_NONE};
        struct reach r;
        arena_init(&a, 64U << 20);
        err_t e = space_init(&s, NET_V4, &ifaces, NULL, max);
        if (e == OK) e = reach_make(&a, &s, &one.model, REACH_ROUTED, &r);
        assert_true(e == OK || e == ERR_TOO_BIG);
        failed += e != OK;
    }
    assert_true(failed > 5);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_as_simulated),
        cmocka_unit_test(one_packet_as_the_sets_say),
        cmocka_unit_test(odd_rules_are_odd),
        cmocka_unit_test(comparison_finds_every_difference),
        cmocka_unit_test(questions_are_answered_by_packets),
        cmocka_unit_test(every_failed_allocation_is_told),
        cmocka_unit_test(a_full_table_is_an_error),
    };
    return cmocka_run_group_tests_name("reach", tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The proof at size: a verdict map of MAC . source . destination . protocol . port and its reply
 * rule, as sets, against the permits they come from. Two populations: an office (clients that talk
 * to the same few servers) and the worst (nothing shared). Beside it, on the same permits: other
 * orders of the variables, a list of one rule a permit, and BuDDy where it is installed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "net/permits.h"
#include "net/reach.h"
#include "../unit/net/dice.h"
#ifdef WITH_BUDDY
#include "../unit/net/bdd_peer.h"
#endif

enum { NODES_MAX = 1 << 26 };

struct watch {
    double wall, cpu;
};

static double ms_of(clockid_t c)
{
    struct timespec t;
    (void)clock_gettime(c, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct watch start(void)
{
    return (struct watch){ms_of(CLOCK_MONOTONIC), ms_of(CLOCK_PROCESS_CPUTIME_ID)};
}

/* "  what ...  123.4 ms (100.0 of processor)" */
static void line(const char *what, struct watch since)
{
    printf("    %-34s %9.1f ms (%9.1f of processor)", what, ms_of(CLOCK_MONOTONIC) - since.wall,
           ms_of(CLOCK_PROCESS_CPUTIME_ID) - since.cpu);
}

static struct permit office(struct dice *d, unsigned n)
{
    unsigned host = dice_below(d, n / 10 + 1), server = dice_below(d, 200);
    struct permit p = {
        .has_mac = true,
        .mac = {{0x02, 0, 0, (uint8_t)(host >> 16), (uint8_t)(host >> 8), (uint8_t)host}}};
    p.src = addr_v4(0x0A010000 + host);
    p.dst = addr_v4(0x0A800000 + server);
    p.proto = SPACE_TCP;
    p.ports.first = p.ports.last = (uint16_t)(440 + dice_below(d, 10));
    return p;
}

static struct permit worst(struct dice *d, unsigned n)
{
    struct permit p = {.has_mac = true};
    (void)n;
    for (unsigned i = 1; i < 6; i++) p.mac.b[i] = (uint8_t)dice_below(d, 256);
    p.src = addr_v4((uint32_t)dice_next(d));
    p.dst = addr_v4((uint32_t)dice_next(d));
    p.proto = dice_below(d, 2) ? SPACE_TCP : SPACE_UDP;
    p.ports.first = p.ports.last = (uint16_t)(1 + dice_below(d, 65535));
    return p;
}

/* The filter that the permits compile to: two maps, two rules, policy drop. */
struct filter {
    struct model model;
    struct model_chain chain;
    struct model_rule rules[2];
    struct model_cond conds[2][3];
    struct space_range direction[2], states[2];
    struct space_range *cells[2];
};

static const enum space_field there[] = {SPACE_SMAC, SPACE_SADDR, SPACE_DADDR, SPACE_PROTO,
                                         SPACE_DPORT},
                              back[] = {SPACE_CT_SADDR, SPACE_CT_DADDR, SPACE_PROTO, SPACE_SPORT};

static void fill_cells(struct filter *f, const struct permit *p, size_t n)
{
    f->cells[0] = calloc(n, 5 * sizeof(struct space_range));
    f->cells[1] = calloc(n, 4 * sizeof(struct space_range));
    for (size_t i = 0; f->cells[0] && f->cells[1] && i < n; i++) {
        space_num v[] = {space_of_mac(&p[i].mac), space_of_addr(&p[i].src),
                         space_of_addr(&p[i].dst), p[i].proto, p[i].ports.first};
        for (int k = 0; k < 5; k++)
            f->cells[0][i * 5 + (size_t)k] = (struct space_range){v[k], v[k]};
        for (int k = 1; k < 5; k++)
            f->cells[1][i * 4 + (size_t)k - 1] = (struct space_range){v[k], v[k]};
    }
}

static void make_filter(struct filter *f, const struct permit *p, size_t n)
{
    memset(f, 0, sizeof *f);
    fill_cells(f, p, n);
    for (unsigned r = 0; r < 2; r++) {
        f->direction[r] = (struct space_range){r, r};
        f->states[r] = (struct space_range){r ? SPACE_ESTABLISHED : SPACE_NEW, SPACE_ESTABLISHED};
        f->conds[r][0] =
            (struct model_cond){.field = SPACE_DIR, .ranges = &f->direction[r], .n = 1};
        f->conds[r][1] = (struct model_cond){.field = SPACE_STATE, .ranges = &f->states[r], .n = 1};
        f->conds[r][2] = (struct model_cond){.kind = MODEL_BOXES,
                                             .family = NET_V4,
                                             .fields = r ? back : there,
                                             .n_fields = r ? 4 : 5,
                                             .ranges = f->cells[r],
                                             .n = n};
        f->rules[r] = (struct model_rule){.conds = f->conds[r], .n = 3, .verdict = MODEL_ACCEPT};
    }
    f->chain = (struct model_chain){.name = STR("forward"),
                                    .families = MODEL_INET,
                                    .hook = MODEL_FORWARD,
                                    .policy_drop = true,
                                    .rules = f->rules,
                                    .n = 2};
    f->model = (struct model){.chains = &f->chain, .n = 1};
}

static void free_filter(struct filter *f)
{
    free(f->cells[0]);
    free(f->cells[1]);
}

static void fail(const char *what, err_t e)
{
    printf("%s: %s\n", what, err_name(e));
    exit(1);
}

static void prove(const char *what, const struct filter *f, const struct permit *p, size_t n,
                  const enum space_field *order)
{
    ARENA_CLEANUP struct arena a;
    SPACE_CLEANUP struct space s = {.family = NET_NONE};
    struct space_ifaces *none = calloc(1, sizeof *none);
    struct reach r;
    struct reach_finding within, always;
    struct watch begin = start();
    arena_init(&a, 1U << 30);
    err_t e = space_init(&s, NET_V4, none, order, NODES_MAX);
    if (e == OK) e = reach_make(&a, &s, &f->model, REACH_ROUTED, &r);
    bdd_set permitted =
        e == OK ? permits_set(&s, p, n, PERMITS_OPEN | PERMITS_GO_ON | PERMITS_REPLY, true)
                : BDD_NONE;
    if (e == OK) e = reach_within(&r, BDD_ALL, permitted, &within);
    if (e == OK) e = reach_always(&r, permitted, &always);
    if (e != OK) fail("prove", e);
    if (!within.holds || !always.holds) fail("the proof does not hold", ERR_BUG);
    line(what, begin);
    printf(" %9u nodes %7.1f MB\n", s.bdd.n, (double)bdd_bytes(&s.bdd) / 1048576);
    free(none);
}

static void one_rule_each(const struct permit *p, size_t n)
{
    ARENA_CLEANUP struct arena a;
    SPACE_CLEANUP struct space s = {.family = NET_NONE};
    struct filter f;
    struct space_ifaces *none = calloc(1, sizeof *none);
    struct model_rule *rules = calloc(n, sizeof *rules);
    struct model_cond *conds = calloc(n, sizeof *conds);
    struct reach r;
    make_filter(&f, p, n);
    for (size_t i = 0; rules && conds && i < n; i++) {
        conds[i] = f.conds[0][2];
        conds[i].ranges = &f.cells[0][i * 5];
        conds[i].n = 1;
        rules[i] = (struct model_rule){.conds = &conds[i], .n = 1, .verdict = MODEL_ACCEPT};
    }
    f.chain.rules = rules;
    f.chain.n = (uint32_t)n;
    struct watch begin = start();
    arena_init(&a, 1U << 30);
    err_t e = space_init(&s, NET_V4, none, NULL, NODES_MAX);
    if (e == OK) e = reach_make(&a, &s, &f.model, REACH_ROUTED, &r);
    if (e != OK) fail("list", e);
    line("a list of as many rules, as sets", begin);
    printf(" %9u nodes %7.1f MB\n", s.bdd.n, (double)bdd_bytes(&s.bdd) / 1048576);
    free(rules);
    free(conds);
    free(none);
    free_filter(&f);
}

#ifdef WITH_BUDDY
/* The forward map alone, as a careful user of BuDDy would: cubes from below, united in pairs. */
static int peer_cubes(const struct filter *f, size_t from, size_t n)
{
    static const int bits[] = {48, 32, 32, 8, 16};
    if (n > 1) return peer_or(peer_cubes(f, from, n / 2), peer_cubes(f, from + n / 2, n - n / 2));
    int cube = peer_all(), var = 136;
    for (int k = 5; k-- > 0;)
        for (int b = 0; b < bits[k]; b++)
            cube = peer_and(
                peer_literal(--var, (int)(f->cells[0][from * 5 + (size_t)k].lo >> b & 1)), cube);
    return cube;
}

static void peer(const struct filter *f, size_t n)
{
    struct watch begin = start();
    if (peer_init(136, 1 << 20) != 0) fail("BuDDy", ERR_NOMEM);
    int set = peer_cubes(f, 0, n);
    line("BuDDy, forward map only", begin);
    printf(" %9d nodes of the set\n", peer_size(set));
    peer_done();
}
#endif

static void ours_alone(const struct filter *f, size_t n)
{
    SPACE_CLEANUP struct space s = {.family = NET_NONE};
    struct space_ifaces *none = calloc(1, sizeof *none);
    struct watch begin = start();
    if (space_init(&s, NET_V4, none, NULL, NODES_MAX) != OK) fail("space", ERR_NOMEM);
    bdd_set set = space_boxes(&s, there, 5, f->cells[0], n);
    line("ours, forward map only", begin);
    printf(" %9zu nodes of the set\n", bdd_size(&s.bdd, set));
    free(none);
}

static void orders(const struct filter *f, const struct permit *p, size_t n)
{
    static const struct {
        const char *name;
        enum space_field order[SPACE_FIELDS];
    } t[] = {{"order: receiver before sender",
              {SPACE_STATE, SPACE_DIR, SPACE_IIF, SPACE_OIF, SPACE_DADDR, SPACE_PROTO, SPACE_SPORT,
               SPACE_DPORT, SPACE_SMAC, SPACE_SADDR, SPACE_DMAC, SPACE_TCP_FLAGS}},
             {"order: ports before addresses",
              {SPACE_STATE, SPACE_DIR, SPACE_IIF, SPACE_OIF, SPACE_PROTO, SPACE_SPORT, SPACE_DPORT,
               SPACE_SMAC, SPACE_SADDR, SPACE_DADDR, SPACE_DMAC, SPACE_TCP_FLAGS}},
             {"order: state last",
              {SPACE_SMAC, SPACE_SADDR, SPACE_DADDR, SPACE_DMAC, SPACE_PROTO, SPACE_SPORT,
               SPACE_DPORT, SPACE_TCP_FLAGS, SPACE_IIF, SPACE_OIF, SPACE_DIR, SPACE_STATE}}};
    for (size_t i = 0; i < ARRAY_LEN(t); i++) prove(t[i].name, f, p, n, t[i].order);
}

static void run(const char *name, struct permit (*make)(struct dice *, unsigned), unsigned n,
                bool aside)
{
    struct dice d = {n};
    struct filter f;
    struct permit *p = calloc(n, sizeof *p);
    for (unsigned i = 0; p && i < n; i++) p[i] = make(&d, n);
    make_filter(&f, p, n);
    printf("%u permits, %s\n", n, name);
    prove("the filter as sets, and the proof", &f, p, n, NULL);
    if (aside) {
        orders(&f, p, n);
        one_rule_each(p, n);
    }
    ours_alone(&f, n);
#ifdef WITH_BUDDY
    peer(&f, n);
#else
    printf("    BuDDy: libbdd-dev is not installed\n");
#endif
    free_filter(&f);
    free(p);
}

int main(void)
{
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    run("office", office, 10000, true);
    run("office", office, 100000, false);
    run("nothing shared", worst, 10000, false);
    return 0;
}

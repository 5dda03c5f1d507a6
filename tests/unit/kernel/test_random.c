/* SPDX-License-Identifier: Apache-2.0
 *
 * Random lives of matters of every shape, mostly lawful, often not. Whatever happens: the
 * fold, the encoding and the store agree (story.c); a refused act leaves nothing; nobody
 * decides their own matter; the projections are what a rebuild gives.
 * SEKIMORI_SEED=n repeats a run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/replay.h"
#include "ledger/ledger.h"
#include "story.h"

enum { MATTERS = 120, ACTS = 30 };

static struct temp_store temp;
static uint64_t seed;

static uint32_t any(uint32_t n) /* xorshift; 0..n-1 */
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 11) % n;
}

static const struct entry_id things[] = {{901}, {902}, {903}};
static const char *const steps[] = {"s0", "s1", "s2", "s3"};

/* Mostly an act that the shape knows as a step. */
static enum act_kind any_step(enum shape_kind shape)
{
    for (int i = 0; i < 50; i++) {
        enum act_kind k = (enum act_kind)any(ACT_KINDS);
        if (shape_allows_step(shape, k)) return k;
    }
    return ACT_NOTICE;
}

static void add_duties(struct story *s, struct act *a, enum shape_kind shape, uint32_t n)
{
    struct act_duty *d = ARENA_ARRAY(&s->arena, struct act_duty, n + 1);
    for (uint32_t i = 0; i < n; i++) {
        int32_t no = (int32_t)s->m.n_duties + 1 + (int32_t)i;
        d[i] = story_duty(s, any(40) ? no : no + 1, steps[any(4)], any_step(shape), 111 + any(5));
        if (any(3) == 0) d[i].due = moment_add(s->now, (int64_t)any(48) * HOUR_MS + 1);
        if (any(4) == 0) {
            d[i].set = 1 + (int32_t)any(2);
            d[i].any = any(2) == 0;
        }
    }
    a->duties = d;
    a->n_duties = n;
}

static void add_effects(struct story *s, struct act *a, uint32_t n)
{
    struct act_effect *e = ARENA_ARRAY(&s->arena, struct act_effect, n + 1);
    for (uint32_t i = 0; i < n; i++)
        e[i] = (struct act_effect){.no = (int32_t)s->m.n_effects + 1 + (int32_t)i,
                                   .kind = "flow",
                                   .enforcer = any(5) ? "netd" : "gate",
                                   .optional = any(3) == 0};
    a->effects = e;
    a->n_effects = n;
}

static struct act opening(struct story *s, enum shape_kind shape)
{
    struct act a = story_open(s, shape, "random", CLERK + any(3));
    struct act_opening *o = story_opening(&a);
    uint32_t n = any(4);
    add_duties(s, &a, shape, n);
    if (shape == SHAPE_PERMIT || shape == SHAPE_INSTRUMENT) add_effects(s, &a, any(3));
    if (shape == SHAPE_PERMIT) {
        o->by_rule = n == 0;
        o->uses = any(3) > 0;
        o->many = o->uses && any(2);
        o->things = things;
        o->n_things = o->uses ? any(4) : 0;
    }
    if (shape == SHAPE_CONSENT) o->by_rule = n == 0;
    if (any(2)) {
        a.has_period = true;
        if (any(2)) a.from = moment_add(s->now, (int64_t)any(20) * HOUR_MS);
        if (any(2)) a.until = moment_add(s->now, (int64_t)(20 + any(50)) * HOUR_MS);
    }
    return a;
}

static void add_instrument(struct story *s, struct act *a)
{
    struct act_designation *d = ARENA_NEW(&s->arena, struct act_designation);
    struct act_setting *v = ARENA_NEW(&s->arena, struct act_setting);
    *d = (struct act_designation){{"deputy_security_manager", {DIVISION}, {0}}, {SECOND}};
    *v = (struct act_setting){"reading", "D050", "receiving_manager", 0};
    a->designations = d;
    a->n_designations = any(2);
    a->settings = v;
    a->n_settings = any(2);
}

/* The open duty that a random person would answer, with the kind it asks for. */
static struct act answer(struct story *s)
{
    int32_t no = (int32_t)any((uint32_t)s->m.n_duties + 1) + (any(15) == 0);
    const struct duty *d = matter_duty(&s->m, no);
    for (uint32_t i = 0; i < s->m.n_duties && any(20); i++) {
        if (s->m.duties[i].state != DUTY_OPEN) continue;
        d = &s->m.duties[i];
        no = d->d.no;
        break;
    }
    enum act_kind kind = d && any(20) ? d->d.act : (enum act_kind)any(ACT_KINDS);
    enum verdict v = VERDICT_NONE;
    for (int i = 0; i < 20; i++) {
        v = (enum verdict)any(VERDICTS);
        if (v != VERDICT_GRANT && d && shape_gates(s->m.opening.shape, kind) && any(6)) continue;
        if (act_allows_verdict(kind, v)) break;
    }
    struct act a = story_answer(CLERK + any(6), kind, no, v);
    if (any(9) == 0) add_duties(s, &a, s->m.opening.shape, 1 + any(2));
    return a;
}

static struct act of_enforcer(struct story *s)
{
    static const enum act_kind words[] = {ACT_EFFECT_APPLIED, ACT_EFFECT_REFUSED,
                                          ACT_EFFECT_REMOVED};
    static int64_t report;
    struct act a = story_enforcer(words[any(3)], (int32_t)any((uint32_t)s->m.n_effects + 2),
                                  arena_printf(&s->arena, "report-%lld", (long long)++report));
    const struct effect *e = matter_effect(&s->m, a.effect);
    if (e && any(6)) a.by.role.role = e->e.enforcer;
    if (a.kind == ACT_EFFECT_REFUSED) a.reason = "conflict";
    return a;
}

static struct act of_system(struct story *s)
{
    struct timer t;
    if (any(3) && matter_timer(&s->m, any(3), &t)) {
        if (any(4) && t.at.ms > s->now.ms) s->now = t.at;
        struct act a = story_system(timer_act(t.kind));
        a.duty = t.duty;
        return a;
    }
    return story_system(any(2) ? ACT_END : ACT_EXPIRE);
}

static struct act use(struct story *s)
{
    struct act a = story_plain(CLERK + any(2), any(2) ? ACT_BEGIN_USE : ACT_END_USE);
    uint32_t i = any(3);
    a.things = things + i;
    a.n_things = s->m.opening.n_things ? 1 : 0;
    if (any(10) == 0) a.happened = moment_add(s->now, -(int64_t)any(30) * HOUR_MS);
    return a;
}

static struct act rebind(struct story *s)
{
    struct act a = {.kind = ACT_REBIND,
                    .by = story_person(HEAD),
                    .digest = "55",
                    .catalogue = "66",
                    .steps = steps,
                    .n_steps = 3 + any(2)};
    static const int32_t one[] = {1};
    a.drops = one;
    a.n_drops = any(3) == 0;
    if (any(3) == 0) add_duties(s, &a, s->m.opening.shape, 1);
    return a;
}

static struct act reassign(struct story *s)
{
    struct act a = {.kind = ACT_REASSIGN, .by = story_person(HEAD)};
    const struct duty *d = matter_duty(&s->m, 1 + (int32_t)any((uint32_t)s->m.n_duties + 1));
    struct act_duty *to = ARENA_NEW(&s->arena, struct act_duty);
    *to = story_duty(s, d ? d->d.no : 1, d ? d->d.step : "s0", d ? d->d.act : ACT_NOTICE,
                     111 + any(5));
    a.duties = to;
    a.n_duties = 1;
    return a;
}

/* What the state waits for. */
static struct act likely(struct story *s)
{
    switch (s->m.state) {
    case STATE_SENT_BACK: {
        struct act a = opening(s, SHAPE_PERMIT);
        a.kind = ACT_RESUBMIT;
        a.by = s->m.opener;
        return a;
    }
    case STATE_EFFECT_PENDING:
        return of_enforcer(s);
    case STATE_IN_FORCE:
        return any(4) ? use(s) : of_system(s);
    case STATE_IN_USE:
        return any(3) ? use(s) : of_system(s);
    case STATE_GRANTED:
    case STATE_AGREED:
    case STATE_ISSUED:
        return of_system(s);
    case STATE_EXPIRED:
    case STATE_REVOKED:
        return any(2) ? of_enforcer(s) : use(s);
    default:
        return answer(s);
    }
}

static struct act any_act(struct story *s)
{
    if (any(3)) return likely(s);
    switch (any(14)) {
    case 0: {
        struct act a = opening(s, s->m.opening.shape);
        a.kind = ACT_RESUBMIT;
        a.by.person = s->m.applicant;
        return a;
    }
    case 1:
        return story_plain(CLERK + any(3), any(2) ? ACT_WITHDRAW : ACT_REVOKE);
    case 2:
        return story_plain(CLERK, any(3) ? ACT_REMARK : any(2) ? ACT_CORRECT : ACT_ANNUL);
    case 3:
        return of_system(s);
    case 4:
        return any(2) ? rebind(s) : reassign(s);
    case 5:
    case 6:
        return of_enforcer(s);
    case 7:
    case 8:
        return use(s);
    default:
        return answer(s);
    }
}

struct size {
    int64_t size;
    char digest[65];
};

static err_t measure(struct db *db, void *arg)
{
    struct size *z = arg;
    TRY(ledger_size(db, &z->size));
    return kernel_projections_digest(db, z->digest);
}

static int refused, taken;
static int states[MATTER_STATES];

static void one_act(struct story *s, struct act a)
{
    struct size before = {0}, after = {0};
    bool look = any(8) == 0;
    if (look) assert_ok(store_write(temp.store, measure, &before, NULL));
    err_t e = story_act(s, a);
    taken += e == OK;
    refused += e != OK;
    if (e == OK) states[s->m.state]++;
    if (e == OK || !look) return;
    assert_ok(store_write(temp.store, measure, &after, NULL));
    assert_memory_equal(&before, &after, sizeof before);
}

static void check_separation(const struct matter *m)
{
    for (size_t i = 0; i < m->n_duties; i++) {
        const struct duty *d = &m->duties[i];
        bool judged = d->state == DUTY_DONE && (d->d.act == ACT_DECIDE || d->d.act == ACT_SANCTION);
        assert_false(judged && person_id_eq(d->by.person, m->applicant));
    }
}

static void be_born(struct story *s, int64_t matter)
{
    static const enum shape_kind shapes[] = {
        SHAPE_PERMIT,     SHAPE_PERMIT, SHAPE_PERMIT,      SHAPE_PERMIT,   SHAPE_RECORD,
        SHAPE_INSTRUMENT, SHAPE_REPORT, SHAPE_INSTRUCTION, SHAPE_CAMPAIGN, SHAPE_CONSENT};
    story_begin(s, temp.store, matter);
    enum shape_kind shape = shapes[any(ARRAY_LEN(shapes))];
    for (int i = 0; i < 10 && s->m.seq == 0; i++) {
        struct act a = opening(s, shape);
        if (shape == SHAPE_INSTRUMENT) add_instrument(s, &a);
        one_act(s, a);
    }
}

static void live_on(struct story *s, int acts)
{
    for (int i = 0; i < acts && s->m.seq > 0 && (!s->m.closed || any(4)); i++) {
        if (any(6) == 0) s->now = moment_add(s->now, (int64_t)any(24) * HOUR_MS);
        one_act(s, any_act(s));
        check_separation(&s->m);
    }
}

static void live(int64_t matter)
{
    struct story s;
    be_born(&s, matter);
    live_on(&s, ACTS);
    story_end(&s, NULL);
}

static err_t check(struct db *db, void *arg)
{
    return kernel_check(db, arg);
}

/* What is kept for pages of articles, beside what it stands for. */
struct proof {
    int64_t kept, last, matters, changed;
};

static err_t count_proof(struct db *db, void *arg)
{
    struct proof *p = arg;
    struct rows y ROWS_CLEANUP = db_query(db, SQL_PROOF_YEAR_ALL);
    while (rows_next(&y)) {
        p->kept += rows_i64(&y, "n");
        if (rows_i64(&y, "last") > p->last) p->last = rows_i64(&y, "last");
    }
    TRY(rows_end(&y));
    struct rows m ROWS_CLEANUP = db_query(db, SQL_MATTER_ALL);
    while (rows_next(&m)) {
        p->matters++;
        if (rows_i64(&m, "changed") > p->changed) p->changed = rows_i64(&m, "changed");
    }
    return rows_end(&m);
}

static void random_lives(void **state)
{
    (void)state;
    const char *given = getenv("SEKIMORI_SEED");
    seed = given ? strtoull(given, NULL, 10) : 20261124;
    if (seed == 0) seed = 1;
    print_message("# SEKIMORI_SEED=%llu\n", (unsigned long long)seed);
    for (int64_t m = 1; m <= MATTERS; m++) {
        live(m);
        if (m % 10) continue;
        struct fault why = {0};
        err_t e = store_write(temp.store, check, &why, NULL);
        if (e != OK) print_error("%s %s\n", why.id ? why.id : "", why.args[2]);
        assert_ok(e);
    }
    print_message("# %d acts taken, %d refused\n", taken, refused);
    struct proof p = {0};
    assert_ok(store_write(temp.store, count_proof, &p, NULL));
    assert_true(p.matters > MATTERS / 2);
    assert_int_equal(p.kept, p.matters);
    assert_int_equal(p.last, p.changed);
    for (int i = 1; i < MATTER_STATES; i++)
        print_message("# %s %d\n", matter_state_name((enum matter_state)i), states[i]);
    assert_true(taken > MATTERS * 3 && refused > MATTERS);
}

/* Matters that want the same place in the memory of a replay, by turns: each is written out and
 * folded again many times. */
static void by_turns(void **state)
{
    (void)state;
    struct story s[3];
    for (int64_t round = 0; round < 20; round++) {
        for (int64_t i = 0; i < 3; i++) be_born(&s[i], MATTERS + 1 + round + i * REPLAY_KEPT);
        for (int i = 0; i < ACTS; i++) live_on(&s[any(3)], 1 + (int)any(3));
        for (int i = 0; i < 3; i++) story_end(&s[i], NULL);
    }
    struct fault why = {0};
    err_t e = store_write(temp.store, check, &why, NULL);
    if (e != OK) print_error("%s %s\n", why.id ? why.id : "", why.args[2]);
    assert_ok(e);
}

static int make(void **state)
{
    (void)state;
    temp_store_make(&temp, NULL);
    return 0;
}

static int remove_store(void **state)
{
    (void)state;
    temp_store_remove(&temp);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_lives), cmocka_unit_test(by_turns)};
    return cmocka_run_group_tests(tests, make, remove_store);
}

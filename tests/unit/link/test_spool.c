/* SPDX-License-Identifier: Apache-2.0
 *
 * The spool under every failure of every write, sync, rename and unlink, and under kill -9 at each:
 * what was taken stands there once, what was not does not, and counters add up. */
#include "folder.h"

#include "contract/evidence.h"
#include "link/spool.h"

enum { DOCUMENTS = 14, REPORTS = 3, PACKETS = 7, MAX_BYTES = 1500, STEPS_MOST = 4000 };

static void counter(struct sb *to, int i)
{
    char since[24], until[24], packets[8], id[24];
    (void)snprintf(since, sizeof since, "%d", 1000 + i);
    (void)snprintf(until, sizeof until, "%d", 1001 + i);
    (void)snprintf(packets, sizeof packets, "%d", PACKETS);
    (void)snprintf(id, sizeof id, "e-%d", i);
    const struct document_pair v[] = {{"packets", packets}, {"since", since}, {"until", until}};
    const struct evidence_item it = {.kind = "counter",
                                     .subject = "forward",
                                     .matter = {7},
                                     .no = 1,
                                     .values = v,
                                     .n_values = 3};
    const struct evidence e = {.id = id,
                               .program = "netd",
                               .host = "barrier1",
                               .at = {1000 + i},
                               .items = &it,
                               .n_items = 1};
    assert_ok(evidence_write(to, &e, NULL));
}

static void other(struct sb *to, int i)
{
    sb_addf(to, "{\"document\":\"sekimori/effect-report\",\"v\":1,\"id\":\"r-%d\"}", i);
}

/* Packets that documents of the spool tell of, and how many reports wait. */
struct sum {
    int64_t packets;
    size_t reports;
    int64_t since, until;
};

static int64_t value(const struct evidence_item *it, const char *name)
{
    int64_t v = 0;
    for (size_t i = 0; i < it->n_values; i++)
        if (strcmp(it->values[i].name, name) == 0)
            assert_ok(str_to_i64(str_z(it->values[i].value), &v));
    return v;
}

static void add_up(struct spool *q, struct sum *s)
{
    *s = (struct sum){.since = INT64_MAX};
    for (size_t i = 0; i < q->n; i++) {
        struct arena a ARENA_CLEANUP;
        SB_CLEANUP struct sb text;
        struct evidence e;
        arena_init(&a, 1 << 20);
        sb_init(&text, 1 << 20);
        assert_ok(spool_read(q, &q->v[i], &text));
        if (q->v[i].kind != SPOOL_EVIDENCE) {
            s->reports++;
            continue;
        }
        assert_ok(evidence_read(&a, sb_str(&text), &e, NULL));
        for (size_t k = 0; k < e.n_items; k++) {
            s->packets += value(&e.items[k], "packets");
            if (value(&e.items[k], "since") < s->since) s->since = value(&e.items[k], "since");
            if (value(&e.items[k], "until") > s->until) s->until = value(&e.items[k], "until");
        }
    }
}

/* What was taken is written into a pipe, so that a test knows it also when this ends by a kill. */
static void work(struct disk *d, int told)
{
    struct spool q;
    if (spool_open(&q, d, MAX_BYTES) != OK) return;
    for (int i = 0; i < DOCUMENTS + REPORTS; i++) {
        bool report = i % 5 == 4;
        SB_CLEANUP struct sb text;
        sb_init(&text, 1 << 20);
        if (report)
            other(&text, i);
        else
            counter(&text, i);
        bool taken =
            spool_add(&q, report ? SPOOL_REPORT : SPOOL_EVIDENCE, sb_str(&text), NULL) == OK;
        char c = taken ? (report ? 'r' : 'e') : '-';
        assert_int_equal(write(told, &c, 1), 1);
    }
    spool_release(&q);
}

struct outcome {
    size_t evidence, reports;
    bool killed;
    long steps;
};

static struct outcome run(long fail_at, long fail_n, int with)
{
    int p[2], status = 0;
    struct outcome o = {0};
    char c;
    assert_int_equal(pipe(p), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct disk d = folder_disk();
        d.fail_at = fail_at;
        d.fail_n = fail_n;
        d.fail_with = with;
        work(&d, p[1]);
        long steps = d.steps;
        c = 's';
        (void)!write(p[1], &c, 1);
        (void)!write(p[1], &steps, sizeof steps);
        _exit(0);
    }
    (void)close(p[1]);
    while (read(p[0], &c, 1) == 1) {
        if (c == 's' && read(p[0], &o.steps, sizeof o.steps) == sizeof o.steps) break;
        o.evidence += c == 'e';
        o.reports += c == 'r';
    }
    (void)close(p[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    o.killed = WEXITSTATUS(status) == 137;
    assert_true(o.killed || WEXITSTATUS(status) == 0);
    return o;
}

static void look(struct sum *s)
{
    struct disk d = folder_disk();
    struct spool q;
    assert_ok(spool_open(&q, &d, MAX_BYTES));
    add_up(&q, s);
    spool_release(&q);
    (void)close(d.dir);
}

static void nothing_fails(void **state)
{
    (void)state;
    struct sum s;
    folder_make();
    struct outcome o = run(0, 0, 0);
    look(&s);
    assert_int_equal(o.evidence, DOCUMENTS);
    assert_int_equal(o.reports, REPORTS);
    assert_int_equal(s.packets, DOCUMENTS * PACKETS);
    assert_int_equal(s.reports, REPORTS);
    folder_remove();
}

/* A failure of the disk: what was taken is there; what was turned away is not. */
static void every_step_fails_once(void **state)
{
    static const int with[] = {EIO, ENOSPC};
    (void)state;
    for (size_t w = 0; w < ARRAY_LEN(with); w++) {
        long at = 1;
        for (bool more = true; more && at < STEPS_MOST; at++) {
            struct sum s;
            folder_make();
            struct outcome o = run(at, 1, with[w]);
            look(&s);
            assert_int_equal(s.packets, (int64_t)o.evidence * PACKETS);
            assert_int_equal(s.reports, o.reports);
            more = o.steps >= at;
            folder_remove();
        }
        assert_true(at > 40 && at < STEPS_MOST);
    }
}

/* Reports find room even where evidence finds none. */
static void a_disk_that_stays_full_for_a_while(void **state)
{
    (void)state;
    for (long at = 10; at < 60; at += 7) {
        struct sum s;
        folder_make();
        struct outcome o = run(at, 6, ENOSPC);
        look(&s);
        assert_int_equal(s.packets, (int64_t)o.evidence * PACKETS);
        assert_int_equal(s.reports, o.reports);
        folder_remove();
    }
}

/* kill -9: what was taken is there, and at most the one document that was being taken. */
static void killed_at_every_step(void **state)
{
    (void)state;
    long at = 1;
    for (; at < STEPS_MOST; at++) {
        struct sum s, again;
        folder_make();
        struct outcome o = run(at, 1, 0);
        look(&s);
        look(&again);
        assert_int_equal(s.packets % PACKETS, 0);
        assert_true(s.packets >= (int64_t)o.evidence * PACKETS);
        assert_true(s.packets <= (int64_t)(o.evidence + 1) * PACKETS);
        assert_true(s.reports >= o.reports && s.reports <= o.reports + 1);
        assert_int_equal(again.packets, s.packets);
        folder_remove();
        if (!o.killed) break;
    }
    assert_true(at > 40 && at < STEPS_MOST);
}

static void acknowledged_and_back_again(void **state)
{
    (void)state;
    struct disk d;
    struct spool q;
    struct spooled x;
    folder_make();
    d = folder_disk();
    assert_ok(spool_open(&q, &d, 1 << 20));
    for (int i = 0; i < 6; i++) {
        SB_CLEANUP struct sb text;
        sb_init(&text, 1 << 20);
        counter(&text, i);
        assert_ok(spool_add(&q, SPOOL_EVIDENCE, sb_str(&text), NULL));
    }
    for (int i = 0; i < 4; i++) {
        assert_true(spool_first(&q, SPOOL_EVIDENCE, &x));
        assert_int_equal(x.first, i + 1);
        assert_ok(spool_done(&q, &x));
    }
    assert_true(spool_first(&q, SPOOL_EVIDENCE, &x));
    assert_ok(spool_refuse(&q, &x));
    assert_int_equal(q.n, 1);
    assert_ok(spool_again(&q));
    assert_int_equal(q.n, 5);
    assert_int_equal(q.refused, 1);
    assert_true(spool_first(&q, SPOOL_EVIDENCE, &x));
    assert_int_equal(x.first, 1);
    assert_true(x.again);
    q.max = 100; /* what may have been sent is never put together, however little room there is */
    SB_CLEANUP struct sb text;
    sb_init(&text, 1 << 20);
    counter(&text, 9);
    struct fault why = {.code = OK};
    assert_int_equal(spool_add(&q, SPOOL_EVIDENCE, sb_str(&text), &why), ERR_TOO_BIG);
    assert_string_equal(why.id, "link.spool_full");
    assert_int_equal(q.coalesced, 0);
    assert_ok(spool_add(&q, SPOOL_REPORT, STR("{}"), NULL));
    for (int i = 0; i < 4; i++) {
        assert_true(spool_first(&q, SPOOL_EVIDENCE, &x));
        assert_ok(spool_done(&q, &x));
    }
    assert_ok(spool_prune(&q, (struct moment){INT64_MAX}));
    assert_ok(spool_again(&q));
    assert_false(spool_first(&q, SPOOL_EVIDENCE, &x) && x.again);
    spool_release(&q);
    (void)close(d.dir);
    folder_remove();
}

static void only_counters_are_joined(void **state)
{
    (void)state;
    struct arena a ARENA_CLEANUP;
    SB_CLEANUP struct sb one;
    SB_CLEANUP struct sb two;
    SB_CLEANUP struct sb both;
    struct evidence e;
    arena_init(&a, 1 << 20);
    sb_init(&one, 1 << 16);
    sb_init(&two, 1 << 16);
    sb_init(&both, 1 << 16);
    counter(&one, 3);
    counter(&two, 4);
    assert_ok(spool_join(&a, sb_str(&one), sb_str(&two), &both));
    assert_ok(evidence_read(&a, sb_str(&both), &e, NULL));
    assert_int_equal(e.n_items, 1);
    assert_int_equal(value(&e.items[0], "packets"), 2 * PACKETS);
    assert_int_equal(value(&e.items[0], "since"), 1003);
    assert_int_equal(value(&e.items[0], "until"), 1005);
    assert_string_not_equal(e.id, "e-3");
    assert_string_not_equal(e.id, "e-4");
    const struct evidence_item seen = {.kind = "drift", .subject = "x"};
    const struct evidence d = {
        .id = "d", .program = "netd", .host = "barrier1", .at = {1}, .items = &seen, .n_items = 1};
    sb_reset(&two);
    assert_ok(evidence_write(&two, &d, NULL));
    assert_int_equal(spool_join(&a, sb_str(&one), sb_str(&two), &both), ERR_STATE);
    assert_int_equal(spool_join(&a, sb_str(&two), sb_str(&one), &both), ERR_STATE);
    assert_int_equal(spool_join(&a, STR("{"), sb_str(&one), &both), ERR_STATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_fails),
        cmocka_unit_test(every_step_fails_once),
        cmocka_unit_test(a_disk_that_stays_full_for_a_while),
        cmocka_unit_test(killed_at_every_step),
        cmocka_unit_test(acknowledged_and_back_again),
        cmocka_unit_test(only_counters_are_joined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The desired state on disk: snapshots, deltas, what was said; through every failing step and a
 * kill at each; torn and damaged files; and against a plain model over random days. */
#include "folder.h"

#include "link/wanted.h"

enum { ITEMS = 12, DAYS = 60, STEPS_MOST = 4000 };

/* --- the office, plainly --- */

struct plain {
    int64_t revision;
    bool want[ITEMS];
    int port[ITEMS];
};

static void write_state(struct sb *to, const struct plain *p, const struct plain *before,
                        bool snapshot)
{
    struct desired_item v[ITEMS];
    static char port[ITEMS][16];
    static struct document_pair pair[ITEMS];
    struct desired d = {.enforcer = "netd",
                        .snapshot = snapshot,
                        .since = snapshot ? 0 : before->revision,
                        .revision = p->revision,
                        .made = {1},
                        .items = v};
    for (int i = 0; i < ITEMS; i++) {
        bool same = before && before->want[i] == p->want[i] && before->port[i] == p->port[i];
        if (snapshot ? !p->want[i] : same) continue;
        (void)snprintf(port[i], sizeof port[i], "%d", p->port[i]);
        pair[i] = (struct document_pair){"port", port[i]};
        v[d.n_items++] = (struct desired_item){.matter = {i + 1},
                                               .no = 1,
                                               .what = p->want[i] ? DESIRED_WANT : DESIRED_DROP,
                                               .kind = "specified_flow",
                                               .payload = &pair[i],
                                               .n_payload = p->want[i] ? 1 : 0};
    }
    assert_ok(desired_write(to, &d, NULL));
}

static void give(struct wanted *w, const struct plain *p, const struct plain *before, bool snapshot)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 1 << 20);
    write_state(&b, p, before, snapshot);
    assert_ok(wanted_apply(w, sb_str(&b), NULL));
}

static err_t say(struct wanted *w, int matter, enum report_said said)
{
    struct report_word word = {.matter = {matter}, .no = 1, .said = said};
    struct report r = {.words = &word, .n_words = 1};
    return wanted_said(w, &r);
}

/* All that is wanted, as it is given out. */
static void check(struct wanted *w, const struct plain *p)
{
    struct arena a ARENA_CLEANUP;
    struct desired d;
    bool seen[ITEMS] = {false};
    arena_init(&a, 1 << 20);
    w->take_whole = true;
    assert_ok(wanted_take(w, &a, &d));
    assert_int_equal(d.revision, p->revision);
    for (size_t i = 0; i < d.n_items; i++) {
        if (d.items[i].what == DESIRED_DROP) continue;
        int64_t k = d.items[i].matter.v - 1, port;
        assert_true(k >= 0 && k < ITEMS && p->want[k] && !seen[k]);
        seen[k] = true;
        assert_ok(str_to_i64(str_z(d.items[i].payload[0].value), &port));
        assert_int_equal(port, p->port[k]);
    }
    for (int i = 0; i < ITEMS; i++) assert_int_equal(seen[i], p->want[i]);
}

static uint32_t next(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

static struct plain change(const struct plain *from, uint32_t *seed)
{
    struct plain p = *from;
    p.revision += 1 + (int64_t)(next(seed) % 3);
    for (int n = 0; n < 3; n++) {
        uint32_t i = next(seed) % ITEMS;
        p.want[i] = next(seed) % 3 != 0;
        p.port[i] = (int)(next(seed) % 5) + 1;
    }
    return p;
}

static void random_days(void **state)
{
    (void)state;
    folder_make();
    struct disk d = folder_disk();
    uint32_t seed = 7;
    struct plain p = {.revision = 1};
    struct wanted w;
    assert_ok(wanted_open(&w, &d, "netd"));
    give(&w, &p, NULL, true);
    for (int day = 0; day < DAYS; day++) {
        struct plain now = change(&p, &seed);
        give(&w, &now, &p, next(&seed) % 5 == 0);
        p = now;
        if (next(&seed) % 4 == 0) {
            wanted_release(&w);
            assert_ok(wanted_open(&w, &d, "netd"));
        }
        if (next(&seed) % 7 == 0) w.anew = 0; /* written anew next time */
        check(&w, &p);
    }
    wanted_release(&w);
    (void)close(d.dir);
    folder_remove();
}

static void deltas_that_do_not_fit(void **state)
{
    (void)state;
    folder_make();
    struct disk d = folder_disk();
    struct wanted w;
    struct plain p = {.revision = 5}, later = {.revision = 9};
    SB_CLEANUP struct sb b;
    sb_init(&b, 1 << 20);
    p.want[0] = true;
    assert_ok(wanted_open(&w, &d, "netd"));
    write_state(&b, &later, &p, false);
    assert_int_equal(wanted_apply(&w, sb_str(&b), NULL), ERR_STATE); /* nothing to add it to */
    give(&w, &p, NULL, true);
    p.revision = 6;
    sb_reset(&b);
    write_state(&b, &later, &p, false);
    assert_int_equal(wanted_apply(&w, sb_str(&b), NULL), ERR_STATE);
    struct fault why = {.code = OK};
    assert_int_equal(wanted_apply(&w, STR("{\"a\":1}"), &why), ERR_INVALID);
    p.revision = 5;
    check(&w, &p);
    wanted_release(&w);
    (void)close(d.dir);
    folder_remove();
}

static void drops_stay_until_they_are_reported(void **state)
{
    (void)state;
    folder_make();
    struct disk d = folder_disk();
    struct wanted w;
    struct plain p = {.revision = 5}, none = {.revision = 6};
    struct arena a ARENA_CLEANUP;
    struct desired taken;
    enum report_said said;
    arena_init(&a, 1 << 20);
    p.want[0] = p.want[1] = true;
    assert_ok(wanted_open(&w, &d, "netd"));
    give(&w, &p, NULL, true);
    assert_ok(say(&w, 1, REPORT_APPLIED));
    assert_true(wanted_has_said(&w, matter_id(1), 1, &said) && said == REPORT_APPLIED);
    assert_false(wanted_has_said(&w, matter_id(2), 1, &said));
    give(&w, &none, NULL, true); /* a snapshot that does not name them */
    for (int again = 0; again < 2; again++) {
        assert_ok(wanted_take(&w, &a, &taken));
        assert_int_equal(taken.n_items, 2);
        assert_int_equal(taken.items[0].what, DESIRED_DROP);
        if (again) w.anew = 0;
        wanted_release(&w);
        assert_ok(wanted_open(&w, &d, "netd"));
        assert_true(w.take_whole);
    }
    assert_ok(say(&w, 1, REPORT_REMOVED));
    assert_ok(wanted_take(&w, &a, &taken));
    assert_int_equal(taken.n_items, 1);
    none.revision = 7;
    none.want[0] = true;
    give(&w, &none, NULL, true); /* wanted again: nothing has been said of that */
    assert_false(wanted_has_said(&w, matter_id(1), 1, &said));
    assert_ok(say(&w, 1, REPORT_APPLIED));
    wanted_release(&w);
    assert_ok(wanted_open(&w, &d, "netd"));
    assert_true(wanted_has_said(&w, matter_id(1), 1, &said));
    assert_ok(wanted_forget_said(&w));
    wanted_release(&w);
    assert_ok(wanted_open(&w, &d, "netd"));
    assert_false(wanted_has_said(&w, matter_id(1), 1, &said));
    wanted_release(&w);
    (void)close(d.dir);
    folder_remove();
}

/* Any end that a power cut may leave; anything that a bad disk may. */
static void torn_and_damaged(void **state)
{
    (void)state;
    struct plain p = {.revision = 5}, later = {.revision = 6};
    struct stat st;
    char file[100];
    p.want[0] = later.want[0] = later.want[3] = true;
    for (off_t cut = 1; cut < 400; cut += 7) {
        folder_make();
        struct disk d = folder_disk();
        struct wanted w;
        (void)snprintf(file, sizeof file, "%s/wanted", folder_path);
        assert_ok(wanted_open(&w, &d, "netd"));
        give(&w, &p, NULL, true);
        off_t whole = w.end;
        give(&w, &later, &p, false);
        wanted_release(&w);
        assert_int_equal(stat(file, &st), 0);
        if (cut >= st.st_size) {
            (void)close(d.dir);
            folder_remove();
            break;
        }
        assert_int_equal(truncate(file, st.st_size - cut), 0);
        assert_ok(wanted_open(&w, &d, "netd"));
        if (st.st_size - cut >= whole)
            check(&w, &p);
        else
            assert_false(w.any);
        give(&w, &later, NULL, true); /* and it goes on */
        wanted_release(&w);
        assert_ok(wanted_open(&w, &d, "netd"));
        check(&w, &later);
        wanted_release(&w);
        (void)close(d.dir);
        folder_remove();
    }
}

/* In a child: three changes; each that was acknowledged is written into the pipe. */
static void work(struct disk *d, int told)
{
    struct wanted w;
    struct plain p = {.revision = 1};
    uint32_t seed = 3;
    if (wanted_open(&w, d, "netd") != OK) return;
    for (int i = 0; i < 6; i++) {
        SB_CLEANUP struct sb b;
        sb_init(&b, 1 << 20);
        struct plain now = change(&p, &seed);
        write_state(&b, &now, &p, i == 0);
        if (i == 3) w.anew = 0;
        if (wanted_apply(&w, sb_str(&b), NULL) != OK) break;
        p = now;
        assert_int_equal(write(told, &p, sizeof p), sizeof p);
        if (say(&w, 1, REPORT_APPLIED) != OK) break;
    }
    wanted_release(&w);
}

static void failing_and_killed_at_every_step(void **state)
{
    static const int with[] = {EIO, ENOSPC, 0};
    (void)state;
    for (size_t k = 0; k < ARRAY_LEN(with); k++) {
        long at = 1;
        for (bool more = true; more && at < STEPS_MOST; at++) {
            int p[2], status = 0;
            struct plain last = {.revision = 0}, got;
            folder_make();
            assert_int_equal(pipe(p), 0);
            pid_t child = fork();
            if (child == 0) {
                struct disk d = folder_disk();
                d.fail_at = at;
                d.fail_n = 1;
                d.fail_with = with[k];
                work(&d, p[1]);
                _exit(d.steps < at ? 1 : 0);
            }
            (void)close(p[1]);
            while (read(p[0], &got, sizeof got) == sizeof got) last = got;
            (void)close(p[0]);
            assert_int_equal(waitpid(child, &status, 0), child);
            assert_true(WIFEXITED(status));
            more = WEXITSTATUS(status) != 1;
            struct disk d = folder_disk();
            struct wanted w;
            assert_ok(wanted_open(&w, &d, "netd"));
            assert_true(w.revision >= last.revision);
            if (w.revision == last.revision && last.revision) check(&w, &last);
            wanted_release(&w);
            (void)close(d.dir);
            folder_remove();
        }
        assert_true(at > 15 && at < STEPS_MOST);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_days),
        cmocka_unit_test(deltas_that_do_not_fit),
        cmocka_unit_test(drops_stay_until_they_are_reported),
        cmocka_unit_test(torn_and_damaged),
        cmocka_unit_test(failing_and_killed_at_every_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

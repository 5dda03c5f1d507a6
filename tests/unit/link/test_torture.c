/* SPDX-License-Identifier: Apache-2.0
 *
 * The nth allocation fails: while a link is opened, takes what the office sent, gives it out, and
 * takes over what is to be told. What was told is an error leaves nothing half-done behind. */
#include "folder.h"

#include "../torture.h"
#include "base/cert.h"
#include "link/link.h"
#include "link/link_parts.h"

static const char snapshot[] =
    "{\"document\":\"sekimori/desired-state\",\"v\":1,\"enforcer\":\"netd\",\"snapshot\":1,"
    "\"revision\":5,\"made\":1,\"items\":[{\"matter\":7,\"no\":1,\"what\":\"want\",\"kind\":"
    "\"specified_flow\",\"payload\":[{\"name\":\"port\",\"value\":\"443\"}]},{\"matter\":8,"
    "\"no\":1,\"what\":\"want\",\"kind\":\"specified_flow\"}]}";

static err_t tell(struct link *l)
{
    struct report_word word = {.matter = {7}, .no = 1, .said = REPORT_APPLIED, .at = {1}};
    const struct report r = {.revision = 5, .words = &word, .n_words = 1};
    const struct evidence_item it = {.kind = "proof", .subject = "x"};
    const struct evidence e = {.items = &it, .n_items = 1};
    TRY(link_report(l, &r, NULL));
    return link_evidence(l, &e, NULL);
}

static err_t use(struct link *l)
{
    struct arena a ARENA_CLEANUP;
    struct desired d;
    arena_init(&a, 1 << 20);
    TRY(wanted_apply(&l->wanted, STR(snapshot), NULL));
    TRY(link_take(l, &a, &d));
    if (d.n_items != 2 || !d.snapshot) return ERR_BUG;
    return tell(l);
}

static err_t run(void *arg)
{
    struct clock clock = clock_system();
    LINK_CLEANUP struct link *l = NULL;
    const struct link_config c = {.folder = folder_path,
                                  .program = "netd",
                                  .host = "barrier1",
                                  .version = "1",
                                  .office = "unix:/nowhere",
                                  .clock = &clock};
    (void)arg;
    folder_empty(folder_path);
    TRY(link_open(&c, &l, NULL));
    return use(l);
}

/* What the run before has left behind opens, and is whole. */
static void look(void)
{
    struct disk d = folder_disk();
    struct spool q;
    struct wanted w;
    assert_ok(spool_open(&q, &d, 1 << 28));
    for (size_t i = 0; i < q.n; i++) {
        struct arena a ARENA_CLEANUP;
        SB_CLEANUP struct sb text;
        struct report r;
        struct evidence e;
        arena_init(&a, 1 << 20);
        sb_init(&text, 1 << 20);
        assert_ok(spool_read(&q, &q.v[i], &text));
        if (q.v[i].kind == SPOOL_REPORT)
            assert_ok(report_read(&a, sb_str(&text), &r, NULL));
        else
            assert_ok(evidence_read(&a, sb_str(&text), &e, NULL));
    }
    assert_ok(wanted_open(&w, &d, "netd"));
    assert_true(w.n_want == 0 || w.n_want == 2);
    wanted_release(&w);
    spool_release(&q);
    (void)close(d.dir);
}

static err_t run_and_look(void *arg)
{
    err_t e = run(arg);
    atomic_store(&torture_left_, 0); /* looking is not part of it; whether it failed stays known */
    look();
    return e;
}

static void the_nth_allocation_fails(void **state)
{
    (void)state;
    folder_make();
    /* Some of them are done without: a file that cannot be compared is written anew. */
    assert_true(torture_each_or(run_and_look, NULL, OK) > 20);
    folder_remove();
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_nth_allocation_fails)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

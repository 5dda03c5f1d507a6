/* SPDX-License-Identifier: Apache-2.0
 *
 * Acts in the store: what the fold cannot know, contents, timers, transactions, and what
 * happens when memory or a statement fails in the middle. */
#include <stdlib.h>
#include <string.h>

#include "ledger/ledger.h"
#include "story.h"

static struct temp_store temp;

/* --- failures on demand (see meson.build: these are wrapped) -------------------------------- */

static int fail_memory_at, fail_statement_at; /* 0: never */

static bool fails(int *at)
{
    return *at > 0 && --*at == 0;
}
void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n)
{
    return fails(&fail_memory_at) ? NULL : __real_malloc(n);
}
void *__wrap_calloc(size_t n, size_t size)
{
    return fails(&fail_memory_at) ? NULL : __real_calloc(n, size);
}
void *__wrap_realloc(void *p, size_t n)
{
    return fails(&fail_memory_at) ? NULL : __real_realloc(p, n);
}

err_t __real_db_run_list(struct db *db, unsigned sql, const struct param *params);
err_t __wrap_db_run_list(struct db *db, unsigned sql, const struct param *params);
err_t __wrap_db_run_list(struct db *db, unsigned sql, const struct param *params)
{
    return fails(&fail_statement_at) ? ERR_IO : __real_db_run_list(db, sql, params);
}

/* --- drafts ---------------------------------------------------------------------------------- */

static struct act times(struct act a, int64_t matter)
{
    a.matter.v = matter;
    a.entered.ms = a.happened.ms = STORY_START;
    a.entered_by = a.by.person;
    return a;
}

static struct act register_stick(struct story *s, struct act_entry *e, int64_t matter,
                                 int64_t entry, const char *key)
{
    struct act a = times(story_open(s, SHAPE_RECORD, "media-register", CHIEF), matter);
    *e = (struct act_entry){.entry = {entry},
                            .create = true,
                            .book = "media",
                            .keeper = {DIVISION},
                            .key = key,
                            .state = "kept"};
    story_opening(&a)->fiscal_year = story_opening(&a)->number = 0;
    a.entries = e;
    a.n_entries = 1;
    return a;
}

static struct act permit(struct story *s, int64_t matter, int64_t person)
{
    struct act a = times(story_open(s, SHAPE_PERMIT, "exception", person), matter);
    struct act_duty *d = ARENA_NEW(&s->arena, struct act_duty);
    *d = story_duty(s, 1, "decided", ACT_DECIDE, CHIEF_POST);
    d->due.ms = STORY_START + HOUR_MS;
    story_opening(&a)->number = (int32_t)matter;
    a.duties = d;
    a.n_duties = 1;
    return a;
}

struct job {
    const struct act *acts;
    size_t n;
    struct str content;
    struct performed done;
    struct fault why;
    int fail_memory_at, fail_statement_at;
};

static err_t perform(struct db *db, void *arg)
{
    struct job *j = arg;
    fail_memory_at = j->fail_memory_at;
    fail_statement_at = j->fail_statement_at;
    err_t e = OK;
    for (size_t i = 0; i < j->n && e == OK; i++)
        e = kernel_perform(db, &j->acts[i], j->content, &j->done, &j->why);
    fail_memory_at = fail_statement_at = 0;
    return e;
}

static err_t run(struct job *j, const struct act *a, size_t n, struct str content)
{
    memset(j, 0, sizeof *j);
    j->acts = a;
    j->n = n;
    j->content = content;
    return store_write(temp.store, perform, j, NULL);
}

#define assert_job_refused(e, j, code, fault_id)                                                   \
    do {                                                                                           \
        assert_string_equal(err_name(e), err_name(code));                                          \
        assert_string_equal((j).why.id, fault_id);                                                 \
    } while (0)

/* --- tests ----------------------------------------------------------------------------------- */

static err_t numbers(struct db *db, void *arg)
{
    (void)arg;
    struct matter_id a, b;
    int32_t n;
    assert_ok(kernel_new_matter(db, &a));
    assert_ok(kernel_new_matter(db, &b));
    assert_int_equal(b.v, a.v + 1);
    assert_ok(kernel_next_number(db, unit_id(DIVISION), 2026, &n));
    assert_int_equal(n, 101); /* permit 100 below */
    assert_ok(kernel_next_number(db, unit_id(DIVISION), 2027, &n));
    assert_int_equal(n, 1);
    return OK;
}

static void numbers_and_content(void **state)
{
    (void)state;
    struct story s;
    struct job j;
    story_begin(&s, NULL, 100);
    struct act a = permit(&s, 100, CLERK);
    assert_ok(run(&j, &a, 1, STR("{\"fields\":{\"reason\":\"点検\"}}")));
    assert_ok(store_write(temp.store, numbers, NULL, NULL));
    STORE_READ_CLEANUP struct db *db = NULL;
    struct str content;
    struct matter *m = NULL;
    struct act_stored *acts = NULL;
    size_t n;
    assert_ok(store_read_begin(temp.store, &db, NULL));
    assert_ok(kernel_content(db, &s.arena, matter_id(100), 1, &content, NULL));
    assert_str(content, "{\"fields\":{\"reason\":\"点検\"}}");
    assert_int_equal(kernel_content(db, &s.arena, matter_id(100), 2, &content, NULL),
                     ERR_NOT_FOUND);
    assert_ok(kernel_load(db, &s.arena, matter_id(100), &m, NULL));
    assert_int_equal(m->state, STATE_IN_REVIEW);
    assert_ok(kernel_acts(db, &s.arena, matter_id(100), &acts, &n, NULL));
    assert_int_equal(n, 1);
    assert_int_equal(acts[0].leaf.v, j.done.leaf.v);
    assert_int_equal(kernel_load(db, &s.arena, matter_id(999), &m, NULL), ERR_NOT_FOUND);
    story_end(&s, NULL);
}

static void opened_once(void **state)
{
    (void)state;
    struct story s;
    struct job j;
    story_begin(&s, NULL, 110);
    struct act a = permit(&s, 110, CLERK);
    assert_ok(run(&j, &a, 1, STR_NONE));
    assert_job_refused(run(&j, &a, 1, STR_NONE), j, ERR_EXISTS, "kernel.stale");
    struct act late = times(story_answer(CHIEF, ACT_DECIDE, 1, VERDICT_GRANT), 110);
    late.seq = 3;
    assert_job_refused(run(&j, &late, 1, STR_NONE), j, ERR_STATE, "kernel.stale");
    late.matter.v = 999;
    assert_job_refused(run(&j, &late, 1, STR_NONE), j, ERR_NOT_FOUND, "kernel.no_such_matter");
    story_end(&s, NULL);
}

static void links_and_exceptions(void **state)
{
    (void)state;
    struct story s;
    struct job j;
    story_begin(&s, NULL, 120);
    struct act own = permit(&s, 120, CHIEF), exception = permit(&s, 121, CHIEF);
    assert_ok(run(&j, &own, 1, STR_NONE));
    struct act_link link = {LINK_AMENDS, {9999}};
    exception.links = &link;
    exception.n_links = 1;
    assert_job_refused(run(&j, &exception, 1, STR_NONE), j, ERR_NOT_FOUND, "kernel.no_such_matter");
    link.target.v = 120;
    assert_ok(run(&j, &exception, 1, STR_NONE));
    struct act decide = times(story_answer(CHIEF, ACT_DECIDE, 1, VERDICT_GRANT), 120);
    assert_job_refused(run(&j, &decide, 1, STR_NONE), j, ERR_DENIED, "kernel.own_matter");
    decide.exception.v = 121; /* asked for, not decided */
    assert_job_refused(run(&j, &decide, 1, STR_NONE), j, ERR_DENIED, "kernel.no_exception");
    struct act head = times(story_answer(HEAD, ACT_DECIDE, 1, VERDICT_GRANT), 121);
    assert_ok(run(&j, &head, 1, STR_NONE));
    assert_ok(run(&j, &decide, 1, STR_NONE));
    assert_int_equal(j.done.state, STATE_IN_FORCE);
    story_end(&s, NULL);
}

static void entries(void **state)
{
    (void)state;
    struct story s;
    struct job j;
    struct act_entry e, e2;
    story_begin(&s, NULL, 130);
    struct act a = register_stick(&s, &e, 130, 601, "USB-601");
    assert_job_refused(run(&j, &a, 1, STR("{\"entries\":{\"602\":{\"kind\":\"usb\"}}}")), j,
                       ERR_INVALID, "kernel.bad_act");
    assert_job_refused(run(&j, &a, 1, STR("{\"entries\":{\"601\":{\"kind\":7}}}")), j, ERR_INVALID,
                       "kernel.bad_act");
    assert_job_refused(run(&j, &a, 1, STR("{\"b\":1,\"a\":2}")), j, ERR_INVALID,
                       "kernel.bad_act"); /* not canonical */
    assert_ok(run(&j, &a, 1, STR("{\"entries\":{\"601\":{\"kind\":\"usb\"}}}")));
    struct act same = register_stick(&s, &e2, 131, 602, "USB-601");
    assert_job_refused(run(&j, &same, 1, STR_NONE), j, ERR_EXISTS, "kernel.entry_exists");
    e2.key = "USB-602";
    e2.entry.v = 601;
    assert_job_refused(run(&j, &same, 1, STR_NONE), j, ERR_EXISTS, "kernel.entry_exists");
    e2.entry.v = 602;
    assert_ok(run(&j, &same, 1, STR_NONE));
    struct act_entry rename = {.entry = {602}, .key = "USB-601"},
                     gone = {.entry = {699}, .state = "missing"};
    struct act fix = times(story_plain(CHIEF, ACT_CORRECT), 131);
    fix.n_entries = 1;
    fix.entries = &rename;
    assert_job_refused(run(&j, &fix, 1, STR_NONE), j, ERR_EXISTS, "kernel.entry_exists");
    rename.keeper.v = OTHER_DIVISION; /* moved to another division the number is free */
    assert_ok(run(&j, &fix, 1, STR_NONE));
    fix.entries = &gone;
    assert_job_refused(run(&j, &fix, 1, STR_NONE), j, ERR_NOT_FOUND, "kernel.no_such_entry");
    story_end(&s, NULL);
}

static void timers(void **state)
{
    (void)state;
    struct story s;
    struct job j;
    struct due_timer *due = NULL;
    size_t n;
    story_begin(&s, NULL, 140);
    struct act a = permit(&s, 140, CLERK);
    assert_ok(run(&j, &a, 1, STR_NONE));
    for (int fired = 0; fired < 2; fired++) {
        struct db *db = NULL;
        size_t mine = 0;
        assert_ok(store_read_begin(temp.store, &db, NULL));
        assert_ok(kernel_due(db, &s.arena, (struct moment){STORY_START + HOUR_MS}, 100, &due, &n));
        for (size_t i = 0; i < n; i++) mine += due[i].matter.v == 140;
        store_read_end(db);
        assert_int_equal(mine, fired ? 0 : 1);
        struct act late = {.kind = timer_act(TIMER_OVERDUE), .matter = {140}, .duty = 1};
        late.entered.ms = late.happened.ms = STORY_START + HOUR_MS;
        err_t e = run(&j, &late, 1, STR_NONE);
        if (fired)
            assert_job_refused(e, j, ERR_STATE, "kernel.not_late");
        else
            assert_ok(e);
    }
    story_end(&s, NULL);
}

/* --- whole or not at all ---------------------------------------------------------------------- */

struct mark {
    char digest[65];
    int64_t size;
};

static err_t take_mark(struct db *db, void *arg)
{
    struct mark *m = arg;
    TRY(ledger_size(db, &m->size));
    return kernel_projections_digest(db, m->digest);
}

static void assert_unchanged(const struct mark *was)
{
    struct mark is;
    assert_ok(store_write(temp.store, take_mark, &is, NULL));
    assert_int_equal(is.size, was->size);
    assert_string_equal(is.digest, was->digest);
}

static void one_job_stands_or_falls(void **state)
{
    (void)state;
    struct story s;
    struct job j;
    struct mark was;
    story_begin(&s, NULL, 150);
    assert_ok(store_write(temp.store, take_mark, &was, NULL));
    struct act two[] = {permit(&s, 150, CLERK), permit(&s, 150, CLERK)};
    assert_job_refused(run(&j, two, 2, STR_NONE), j, ERR_EXISTS, "kernel.stale");
    assert_unchanged(&was);
    story_end(&s, NULL);
}

static err_t check(struct db *db, void *arg)
{
    return kernel_check(db, arg);
}

static void torture(bool memory)
{
    struct story s;
    struct act_entry e;
    story_begin(&s, NULL, 160);
    int64_t matter = memory ? 160 : 161;
    struct act a = register_stick(&s, &e, matter, matter + 500, memory ? "M" : "S");
    struct act_duty d = story_duty(&s, 1, "second", ACT_CONFIRM, OTHER_POST);
    d.due.ms = STORY_START + HOUR_MS;
    struct act_link link = {LINK_REQUIRES, {100}};
    a.duties = &d;
    a.n_duties = a.n_links = 1;
    a.links = &link;
    struct mark was;
    assert_ok(store_write(temp.store, take_mark, &was, NULL));
    int n = 0;
    err_t r;
    do {
        struct job j = {
            .acts = &a, .n = 1, .content = STR("{\"entries\":{\"660\":{\"kind\":\"usb\"}}}")};
        if (!memory) j.content = STR("{\"entries\":{\"661\":{\"kind\":\"usb\"}}}");
        n++;
        *(memory ? &j.fail_memory_at : &j.fail_statement_at) = n;
        r = store_write(temp.store, perform, &j, NULL);
        if (r == OK) break;
        assert_int_equal(r, memory ? ERR_NOMEM : ERR_IO);
        assert_unchanged(&was);
    } while (n < 2000);
    assert_ok(r);
    print_message("# %d failures survived\n", n - 1);
    assert_true(n > (memory ? 20 : 6));
    struct fault why = {0};
    assert_ok(store_write(temp.store, check, &why, NULL));
    story_end(&s, NULL);
}

static void memory_fails(void **state)
{
    (void)state;
    json_set_alloc_funcs(__wrap_malloc, free);
    torture(true);
    json_set_alloc_funcs(malloc, free);
}

static void statements_fail(void **state)
{
    (void)state;
    torture(false);
}

static err_t tamper(struct db *db, void *arg)
{
    (void)arg;
    return db_run(db, SQL_LINK_ADD, P_I64("matter", 100), P_I64("no", 77),
                  P_STR("kind", STR("opens")), P_I64("target", 110));
}

static void tampering_is_found(void **state)
{
    (void)state;
    struct fault why = {0};
    assert_ok(store_write(temp.store, tamper, NULL, NULL));
    assert_int_equal(store_write(temp.store, check, &why, NULL), ERR_CORRUPT);
    assert_string_equal(why.id, "kernel.projections_differ");
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
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_and_content),
        cmocka_unit_test(opened_once),
        cmocka_unit_test(links_and_exceptions),
        cmocka_unit_test(entries),
        cmocka_unit_test(timers),
        cmocka_unit_test(one_job_stands_or_falls),
        cmocka_unit_test(memory_fails),
        cmocka_unit_test(statements_fail),
        cmocka_unit_test(tampering_is_found),
    };
    return cmocka_run_group_tests(tests, make, remove_store);
}

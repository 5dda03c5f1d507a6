/* SPDX-License-Identifier: Apache-2.0
 *
 * A permit in two phases against a fake enforcer that has nothing but documents: applied,
 * refused, late, twice, unknown, crashed in between; and the question before the decision. */
#include <stdio.h>
#include <string.h>

#include "../check.h"
#include "contract/desired.h"
#include "contract/preflight.h"
#include "contract/report.h"
#include "kernel/kernel.h"
#include "ledger/ledger.h"
#include "office/enforce.h"
#include "temp_store.h"

static struct temp_store temp;
static struct clock_test time_of_test;
static struct clock test_clock;
static struct office office;
static struct arena arena;
static struct fault why;

static const struct moment start = {INT64_C(1795478400000)};

/* --- the office's part -------------------------------------------------------------------- */

struct job {
    struct act a;
    struct performed done;
};

static err_t perform(struct db *db, void *arg)
{
    struct job *j = arg;
    if (!matter_id_is_set(j->a.matter)) TRY(kernel_new_matter(db, &j->a.matter));
    return kernel_perform(db, &j->a, STR_NONE, &j->done, &why);
}

static enum matter_state act(struct act a)
{
    struct job j = {.a = a};
    j.a.entered = j.a.happened = clock_now(&test_clock);
    j.a.entered_by = j.a.by.person;
    err_t e = store_write(temp.store, perform, &j, NULL);
    if (e != OK) print_error("%s %s %s\n", err_name(e), why.id, why.args[0]);
    assert_ok(e);
    return j.done.state;
}

/* A permit in review with `n` specified flows; granted = decided already. */
static const struct act_pair flow[] = {{"destination_ip", "10.2.0.9"}, {"port", "443"}};
static const struct assignee head = {.post = {114}};

static struct act apply(enum act_kind kind, size_t n, int32_t first_effect, int32_t duty)
{
    static struct act_opening o;
    static struct act_duty d;
    static struct act_effect e[4];
    o = (struct act_opening){
        .shape = SHAPE_PERMIT, .procedure = "specified-flow", .digest = "11", .catalogue = "22"};
    d = (struct act_duty){
        .no = duty, .step = "decided", .act = ACT_DECIDE, .assigned = &head, .n_assigned = 1};
    for (size_t i = 0; i < n; i++)
        e[i] = (struct act_effect){.no = first_effect + (int32_t)i,
                                   .kind = "specified_flow",
                                   .enforcer = "netd",
                                   .payload = flow,
                                   .n_payload = 2};
    return (struct act){.kind = kind,
                        .by = {.person = {11}},
                        .opening = &o,
                        .duties = &d,
                        .n_duties = 1,
                        .effects = e,
                        .n_effects = n,
                        .has_period = true,
                        .from = start,
                        .until = moment_add(start, DAY_MS)};
}

static struct matter_id opened(size_t n)
{
    struct job j = {.a = apply(ACT_APPLY, n, 1, 1)};
    j.a.entered = j.a.happened = clock_now(&test_clock);
    j.a.entered_by = j.a.by.person;
    assert_ok(store_write(temp.store, perform, &j, NULL));
    return j.done.matter;
}

static enum matter_state decide(struct matter_id m, int32_t duty, enum verdict v)
{
    return act((struct act){.matter = m,
                            .kind = ACT_DECIDE,
                            .by = {.person = {14}, .post = {114}},
                            .duty = duty,
                            .verdict = v});
}

static struct matter_id granted(size_t n)
{
    struct matter_id m = opened(n);
    assert_int_equal(decide(m, 1, VERDICT_GRANT), STATE_EFFECT_PENDING);
    return m;
}

static struct matter *load(struct matter_id id)
{
    struct matter *m = NULL;
    STORE_READ_CLEANUP struct db *db = NULL;
    assert_ok(store_read_begin(temp.store, &db, NULL));
    assert_ok(kernel_load(db, &arena, id, &m, NULL));
    return m;
}

/* --- the enforcer's part -------------------------------------------------------------------- */

static struct desired poll(const char *enforcer, int64_t since)
{
    struct desired d;
    SB_CLEANUP struct sb text;
    sb_init(&text, DESIRED_BYTES_MAX);
    assert_ok(enforce_desired(&office, enforcer, since, &text, &why));
    assert_ok(desired_read(&arena, sb_str(&text), &d, &why));
    return d;
}

static const struct desired_item *item_of(const struct desired *d, struct matter_id m, int32_t no)
{
    for (size_t i = 0; i < d->n_items; i++)
        if (matter_id_eq(d->items[i].matter, m) && d->items[i].no == no) return &d->items[i];
    return NULL;
}

static enum receipt_outcome say_as(const char *who, const char *id, struct report_word w)
{
    struct report r = {.id = id, .enforcer = who, .words = &w, .n_words = 1};
    struct receipt back;
    SB_CLEANUP struct sb text;
    SB_CLEANUP struct sb answer;
    sb_init(&text, REPORT_BYTES_MAX);
    sb_init(&answer, REPORT_BYTES_MAX);
    w.at = clock_now(&test_clock);
    assert_ok(report_write(&text, &r, &why));
    err_t e = enforce_report(&office, who, sb_str(&text), &answer, &why);
    if (e != OK) print_error("%s %s\n", err_name(e), why.id);
    assert_ok(e);
    assert_ok(receipt_read(&arena, sb_str(&answer), &back, &why));
    assert_string_equal(back.id, id);
    return back.words[0].outcome;
}

static enum receipt_outcome say(const char *id, struct matter_id m, int32_t no,
                                enum report_said said)
{
    struct report_word w = {.matter = m, .no = no, .said = said};
    if (said == REPORT_REFUSED) {
        w.reason = REASON_CONFLICT;
        w.detail = "ほかの許可と重なります";
    }
    return say_as("netd", id, w);
}

/* --- stories -------------------------------------------------------------------------------- */

static void applied(void **state)
{
    (void)state;
    struct matter_id m = granted(1);
    struct desired d = poll("netd", 0);
    const struct desired_item *it = item_of(&d, m, 1);
    assert_non_null(it);
    assert_true(d.snapshot && it->what == DESIRED_WANT && it->until.ms == start.ms + DAY_MS);
    assert_string_equal(it->payload[0].value, "10.2.0.9");
    assert_int_equal(say("a-1", m, 1, REPORT_APPLIED), RECEIPT_TAKEN);
    assert_int_equal(load(m)->state, STATE_IN_FORCE);
    assert_int_equal(poll("netd", 0).revision, d.revision); /* its own word is no news */
}

static void refused_with_reason(void **state)
{
    (void)state;
    struct matter_id m = granted(1);
    assert_int_equal(say("r-1", m, 1, REPORT_REFUSED), RECEIPT_TAKEN);
    struct matter *after = load(m);
    assert_int_equal(after->state, STATE_REFUSED_BY_ENFORCER);
    assert_string_equal(after->effects[0].reason, "conflict");
    assert_true(after->closed);
    struct desired d = poll("netd", 0);
    assert_null(item_of(&d, m, 1));
    struct str content;
    STORE_READ_CLEANUP struct db *db = NULL;
    assert_ok(store_read_begin(temp.store, &db, NULL));
    assert_ok(kernel_content(db, &arena, m, after->seq, &content, NULL));
    assert_str(content, "{\"detail\":\"ほかの許可と重なります\"}");
}

/* It is withdrawn before the enforcer speaks; then it must be taken away again. */
static void late(void **state)
{
    (void)state;
    struct matter_id m = granted(1);
    struct desired before = poll("netd", 0);
    assert_int_equal(act((struct act){.matter = m, .kind = ACT_WITHDRAW, .by = {.person = {11}}}),
                     STATE_WITHDRAWN);
    assert_int_equal(say("l-1", m, 1, REPORT_APPLIED), RECEIPT_STALE);
    struct desired delta = poll("netd", before.revision);
    const struct desired_item *it = item_of(&delta, m, 1);
    assert_true(!delta.snapshot && delta.n_items == 1 && it && it->what == DESIRED_DROP);
    struct desired all = poll("netd", 0);
    assert_null(item_of(&all, m, 1));
    assert_false(load(m)->closed);
    assert_int_equal(say("l-2", m, 1, REPORT_REMOVED), RECEIPT_TAKEN);
    assert_true(load(m)->closed);
}

static void twice(void **state)
{
    (void)state;
    struct matter_id m = granted(2);
    assert_int_equal(say("t-1", m, 1, REPORT_APPLIED), RECEIPT_TAKEN);
    int32_t seq = load(m)->seq;
    assert_int_equal(say("t-1", m, 1, REPORT_APPLIED), RECEIPT_REPEATED); /* the same report */
    assert_int_equal(say("t-2", m, 1, REPORT_APPLIED), RECEIPT_STALE);    /* the same news */
    assert_int_equal(load(m)->seq, seq);
    assert_int_equal(say("t-1", m, 2, REPORT_APPLIED),
                     RECEIPT_TAKEN); /* another word of the first */
    assert_int_equal(load(m)->state, STATE_IN_FORCE);
}

static void unknown(void **state)
{
    (void)state;
    struct matter_id m = granted(1);
    assert_int_equal(say("u-1", m, 2, REPORT_APPLIED), RECEIPT_UNKNOWN);
    assert_int_equal(say("u-2", matter_id(99999), 1, REPORT_APPLIED), RECEIPT_UNKNOWN);
    assert_int_equal(
        say_as("gate", "u-3", (struct report_word){.matter = m, .no = 1, .said = REPORT_APPLIED}),
        RECEIPT_UNKNOWN);
    assert_int_equal(load(m)->state, STATE_EFFECT_PENDING);
    SB_CLEANUP struct sb answer;
    sb_init(&answer, 1000);
    struct str lie =
        STR("{\"document\":\"sekimori/"
            "effect-report\",\"enforcer\":\"netd\",\"id\":\"x\",\"revision\":0,\"v\":1}");
    assert_int_equal(enforce_report(&office, "gate", lie, &answer, &why), ERR_DENIED);
    assert_string_equal(why.id, "enforce.other_enforcer");
    assert_int_equal(enforce_report(&office, "gate", STR("{}"), &answer, &why), ERR_INVALID);
}

/* The enforcer dies after applying, before reporting: it finds the item again in what changed
 * since the revision it had kept. The office dies after recording, before answering: the same
 * report, sent again, is known. */
static void crash_in_between(void **state)
{
    (void)state;
    int64_t kept = poll("netd", 0).revision;
    struct matter_id m = granted(1);
    (void)poll("netd", kept);
    struct desired again = poll("netd", kept);
    assert_non_null(item_of(&again, m, 1));
    assert_int_equal(say("c-1", m, 1, REPORT_APPLIED), RECEIPT_TAKEN);
    temp_store_reopen(&temp);
    office.store = temp.store;
    assert_int_equal(say("c-1", m, 1, REPORT_APPLIED), RECEIPT_REPEATED);
    assert_int_equal(load(m)->state, STATE_IN_FORCE);
    struct desired ahead =
        poll("netd", again.revision + 1000); /* an office restored from an older copy */
    assert_true(ahead.snapshot);
    assert_non_null(item_of(&ahead, m, 1));
}

/* --- before the decision ---------------------------------------------------------------------- */

static err_t question(struct preflight *ret)
{
    SB_CLEANUP struct sb text;
    sb_init(&text, PREFLIGHT_BYTES_MAX);
    TRY(enforce_question(&office, "netd", &text, &why));
    return preflight_read(&arena, sb_str(&text), ret, &why);
}

static err_t answer(const struct preflight *q, enum report_reason reason)
{
    struct preflight_verdict v[4] = {{reason, reason ? "no such zone" : NULL}};
    struct preflight_answer a = {q->id, "netd", 1, clock_now(&test_clock), v, q->n_effects};
    SB_CLEANUP struct sb text;
    sb_init(&text, PREFLIGHT_BYTES_MAX);
    TRY(preflight_answer_write(&text, &a, &why));
    return enforce_answer(&office, "netd", sb_str(&text), &why);
}

static void asked_before(void **state)
{
    (void)state;
    struct preflight q, second;
    assert_int_equal(question(&q), ERR_NOT_FOUND);
    struct matter_id m = opened(2);
    assert_ok(question(&q));
    assert_int_equal(q.n_effects, 2);
    assert_ok(answer(&q, REASON_UNKNOWN));
    assert_ok(answer(&q, REASON_UNKNOWN)); /* again: nothing new */
    struct matter *after = load(m);
    assert_int_equal(after->seq, 2);
    assert_int_equal(after->state, STATE_IN_REVIEW);
    assert_int_equal(question(&q), ERR_NOT_FOUND);
    /* sent back, mended, asked anew: the old answer no longer counts */
    char old[64];
    snprintf(old, sizeof old, "%lld-1", (long long)m.v);
    assert_int_equal(decide(m, 1, VERDICT_SEND_BACK), STATE_SENT_BACK);
    struct act mended = apply(ACT_RESUBMIT, 1, 3, 2);
    mended.matter = m;
    assert_int_equal(act(mended), STATE_IN_REVIEW);
    assert_ok(question(&second));
    assert_int_equal(second.n_effects, 1);
    struct preflight stale = second;
    stale.id = old;
    assert_int_equal(answer(&stale, REASON_NONE), ERR_STATE);
    assert_string_equal(why.id, "enforce.question_gone");
    struct preflight short_one = second;
    short_one.n_effects = 2;
    assert_int_equal(answer(&short_one, REASON_NONE), ERR_INVALID);
    assert_ok(answer(&second, REASON_NONE));
    assert_int_equal(decide(m, 2, VERDICT_GRANT), STATE_EFFECT_PENDING);
}

static err_t check(struct db *db, void *arg)
{
    return kernel_check(db, arg);
}

static void projections_rebuild(void **state)
{
    (void)state;
    assert_ok(store_write(temp.store, check, &why, NULL));
}

static int make(void **state)
{
    (void)state;
    temp_store_make(&temp, NULL);
    test_clock = clock_test_init(&time_of_test, start);
    office = (struct office){.store = temp.store, .clock = &test_clock};
    arena_init(&arena, 64 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    temp_store_remove(&temp);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(applied),      cmocka_unit_test(refused_with_reason),
        cmocka_unit_test(late),         cmocka_unit_test(twice),
        cmocka_unit_test(unknown),      cmocka_unit_test(crash_in_between),
        cmocka_unit_test(asked_before), cmocka_unit_test(projections_rebuild),
    };
    return cmocka_run_group_tests(tests, make, end);
}

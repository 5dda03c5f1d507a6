/* SPDX-License-Identifier: Apache-2.0
 *
 * The shape consent, articles 5, 46(3) and 60(2). Each story runs through the fold, the encoding
 * and the store. */
#include "story.h"

static struct temp_store temp;
static int64_t next_matter = 1;

#define START(s) story_begin(&(s), temp.store, next_matter++)

static struct act_duty *duties(struct story *s, struct act *a, size_t n)
{
    struct act_duty *d = ARENA_ARRAY(&s->arena, struct act_duty, n);
    a->duties = d;
    a->n_duties = n;
    return d;
}

/* Explained by the clerk; the second person is to agree here. */
static struct act explained(struct story *s)
{
    struct act a = story_open(s, SHAPE_CONSENT, "pledge", CLERK);
    struct act_duty *d = duties(s, &a, 1);
    d[0] = story_duty(s, 1, "agreed", ACT_AGREE, 0);
    struct assignee *who = ARENA_NEW(&s->arena, struct assignee);
    *who = (struct assignee){.person = {SECOND}};
    d[0].assigned = who;
    d[0].n_assigned = 1;
    return a;
}

/* Agreed to on paper on an earlier day; the equivalent of the security officer is reported. */
static struct act on_paper(struct story *s)
{
    struct act a = story_open(s, SHAPE_CONSENT, "outsider-consent", CLERK);
    struct act_duty *d = duties(s, &a, 1);
    d[0] = story_duty(s, 1, "reported", ACT_NOTICE, HEAD_POST);
    story_opening(&a)->by_rule = true;
    story_opening(&a)->book = "consents";
    a.has_period = true;
    a.from.ms = STORY_START - DAY_MS;
    a.until.ms = STORY_START + 30 * DAY_MS;
    return a;
}

/* Article 5(1): in force at once, ended with the contract; what is to be told is still told. */
static void agreed_on_paper(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, on_paper(&s)));
    assert_state(&s, "in_force");
    assert_int_equal(s.m.from.ms, STORY_START - DAY_MS);
    assert_refused(&s, story_act(&s, story_system(ACT_EXPIRE)), ERR_STATE, "kernel.not_over");
    assert_refused(&s, story_act(&s, story_plain(CLERK, ACT_WITHDRAW)), ERR_STATE,
                   "kernel.not_in_state");
    s.now.ms = STORY_START + 30 * DAY_MS;
    assert_ok(story_act(&s, story_system(ACT_EXPIRE)));
    assert_state(&s, "ended");
    assert_int_equal(s.m.ended.ms, STORY_START + 30 * DAY_MS);
    assert_false(s.m.closed);
    assert_ok(story_act(&s, story_answer(HEAD, ACT_NOTICE, 1, VERDICT_NONE)));
    assert_true(s.m.closed);
    story_end(&s, "consent-on-paper");
}

/* Before its start it is agreed; revoked while in force. */
static void revoked(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act a = on_paper(&s);
    a.from.ms = STORY_START + DAY_MS;
    assert_ok(story_act(&s, a));
    assert_state(&s, "agreed");
    assert_refused(&s, story_act(&s, story_system(ACT_BEGIN)), ERR_STATE, "kernel.before_start");
    struct timer t;
    assert_true(matter_timer(&s.m, 0, &t));
    assert_int_equal(t.kind, TIMER_BEGIN);
    s.now.ms = STORY_START + DAY_MS;
    assert_ok(story_act(&s, story_system(ACT_BEGIN)));
    assert_state(&s, "in_force");
    assert_ok(story_act(&s, story_plain(HEAD, ACT_REVOKE)));
    assert_state(&s, "revoked");
    assert_refused(&s, story_act(&s, story_plain(HEAD, ACT_REVOKE)), ERR_STATE,
                   "kernel.not_in_state");
    story_end(&s, "consent-revoked");
}

/* The counterpart has an account: agrees here, never the one who explains. */
static void agreed_here(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, explained(&s)));
    assert_state(&s, "explained");
    assert_refused(&s, story_act(&s, story_answer(CLERK, ACT_AGREE, 1, VERDICT_GRANT)), ERR_DENIED,
                   "kernel.own_matter");
    assert_refused(&s, story_act(&s, story_answer(SECOND, ACT_AGREE, 1, VERDICT_SEND_BACK)),
                   ERR_INVALID, "kernel.verdict");
    assert_refused(&s, story_act(&s, story_plain(HEAD, ACT_REVOKE)), ERR_STATE,
                   "kernel.not_in_state");
    struct act yes = story_answer(SECOND, ACT_AGREE, 1, VERDICT_GRANT);
    yes.has_period = true;
    yes.from.ms = STORY_START;
    yes.until.ms = STORY_START + 365 * DAY_MS;
    assert_ok(story_act(&s, yes));
    assert_state(&s, "in_force");
    struct act end = story_system(ACT_END);
    end.reason = "replaced";
    assert_ok(story_act(&s, end));
    assert_state(&s, "ended");
    assert_true(s.m.closed);
    story_end(&s, "consent-here");
}

static void declined(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, explained(&s)));
    assert_ok(story_act(&s, story_answer(SECOND, ACT_AGREE, 1, VERDICT_REFUSE)));
    assert_state(&s, "refused");
    assert_true(s.m.closed);
    story_end(&s, "consent-declined");
    START(s);
    assert_ok(story_act(&s, explained(&s)));
    assert_refused(&s, story_act(&s, story_plain(SECOND, ACT_WITHDRAW)), ERR_DENIED,
                   "kernel.not_applicant");
    assert_ok(story_act(&s, story_plain(CLERK, ACT_WITHDRAW)));
    assert_state(&s, "withdrawn");
    assert_int_equal(s.m.duties[0].state, DUTY_DROPPED);
    story_end(&s, "consent-withdrawn");
}

/* A second person looks at the paper before it holds. */
static void two_gates(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act a = explained(&s);
    struct act_duty agree = a.duties[0], *d = duties(&s, &a, 2);
    d[0] = agree;
    d[1] = story_duty(&s, 2, "checked", ACT_CONFIRM, CHIEF_POST);
    assert_ok(story_act(&s, a));
    assert_ok(story_act(&s, story_answer(SECOND, ACT_AGREE, 1, VERDICT_GRANT)));
    assert_state(&s, "explained");
    assert_refused(&s, story_act(&s, story_answer(CLERK, ACT_CONFIRM, 2, VERDICT_GRANT)),
                   ERR_DENIED, "kernel.own_matter");
    assert_ok(story_act(&s, story_answer(CHIEF, ACT_CONFIRM, 2, VERDICT_GRANT)));
    assert_state(&s, "in_force");
    assert_ok(story_act(&s, story_plain(CHIEF, ACT_ANNUL)));
    assert_state(&s, "annulled");
    story_end(&s, "consent-checked");
}

/* What would make a consent out of nothing. */
static void never_by_itself(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act a = explained(&s);
    story_opening(&a)->by_rule = true; /* agreed on paper, and yet to be agreed to */
    assert_refused(&s, story_act(&s, a), ERR_INVALID, "kernel.bad_act");
    struct act none = story_open(&s, SHAPE_CONSENT, "pledge", CLERK);
    assert_refused(&s, story_act(&s, none), ERR_INVALID, "kernel.bad_act");
    struct act decided = explained(&s);
    struct act_duty *d = duties(&s, &decided, 1);
    d[0] = story_duty(&s, 1, "permit", ACT_DECIDE, CHIEF_POST);
    assert_refused(&s, story_act(&s, decided), ERR_INVALID, "kernel.bad_act");
    assert_ok(story_act(&s, explained(&s)));
    static const char *const names[] = {"other"};
    static const int32_t one[] = {1};
    struct act rebind = {.kind = ACT_REBIND,
                         .by = story_person(HEAD),
                         .digest = "55",
                         .catalogue = "66",
                         .steps = names,
                         .n_steps = 1,
                         .drops = one,
                         .n_drops = 1};
    assert_refused(&s, story_act(&s, rebind), ERR_STATE, "kernel.no_counterpart");
    story_end(&s, NULL);
}

static int make(void **state)
{
    (void)state;
    temp_store_make(&temp, NULL);
    return 0;
}

static void projections_rebuild(void **state)
{
    (void)state;
    story_rebuilds(temp.store);
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
        cmocka_unit_test(agreed_on_paper),     cmocka_unit_test(revoked),
        cmocka_unit_test(agreed_here),         cmocka_unit_test(declined),
        cmocka_unit_test(two_gates),           cmocka_unit_test(never_by_itself),
        cmocka_unit_test(projections_rebuild),
    };
    return cmocka_run_group_tests(tests, make, remove_store);
}

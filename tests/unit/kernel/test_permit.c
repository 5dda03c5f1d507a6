/* SPDX-License-Identifier: Apache-2.0
 *
 * The shape permit, told by the procedures that need it. Each story runs through the fold,
 * the encoding and the store. */
#include "story.h"

static struct temp_store temp;
static int64_t next_matter = 1;

#define START(s) story_begin(&(s), temp.store, next_matter++)

static const struct entry_id sticks[] = {{501}, {502}};

/* Article 47, 53: a medium to the outside; two managers, a stay until the day after. */
static struct act take_out(struct story *s, bool many)
{
    struct act a = story_open(s, SHAPE_PERMIT, "media-take-out", CLERK);
    struct act_opening *o = story_opening(&a);
    struct act_duty *d = ARENA_ARRAY(&s->arena, struct act_duty, 2);
    o->uses = true;
    o->many = many;
    o->things = sticks;
    o->n_things = 2;
    d[0] = story_duty(s, 1, "media_manager", ACT_DECIDE, OTHER_POST);
    d[1] = story_duty(s, 2, "own_manager", ACT_DECIDE, CHIEF_POST);
    a.duties = d;
    a.n_duties = 2;
    a.has_period = true;
    a.from.ms = STORY_START + HOUR_MS;
    a.until.ms = STORY_START + DAY_MS;
    return a;
}

static struct act use(enum act_kind kind, const struct entry_id *things, size_t n)
{
    struct act a = story_plain(CLERK, kind);
    a.things = things;
    a.n_things = n;
    return a;
}

static void granted(struct story *s)
{
    assert_ok(story_act(s, story_answer(OTHER_CHIEF, ACT_DECIDE, 1, VERDICT_GRANT)));
    assert_state(s, "in_review");
    assert_ok(story_act(s, story_answer(CHIEF, ACT_DECIDE, 2, VERDICT_GRANT)));
    assert_state(s, "granted");
}

static void begun(struct story *s)
{
    s->now = s->m.from;
    assert_ok(story_act(s, story_system(ACT_BEGIN)));
    assert_state(s, "in_force");
}

static void take_out_and_back(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, take_out(&s, false)));
    granted(&s);
    assert_refused(&s, story_act(&s, use(ACT_BEGIN_USE, sticks, 2)), ERR_STATE,
                   "kernel.not_in_state");
    begun(&s);
    assert_ok(story_act(&s, use(ACT_BEGIN_USE, sticks, 2)));
    assert_state(&s, "in_use");
    assert_refused(&s, story_act(&s, use(ACT_BEGIN_USE, sticks, 1)), ERR_STATE, "kernel.thing_out");
    assert_refused(&s, story_act(&s, use(ACT_END_USE, (const struct entry_id[]){{777}}, 1)),
                   ERR_INVALID, "kernel.other_thing");
    assert_ok(story_act(&s, use(ACT_END_USE, sticks, 1)));
    assert_state(&s, "in_use");
    assert_ok(story_act(&s, use(ACT_END_USE, sticks + 1, 1)));
    assert_state(&s, "returned");
    assert_true(s.m.closed);
    assert_ok(story_act(&s, story_plain(CHIEF, ACT_REMARK)));
    assert_refused(&s, story_act(&s, use(ACT_BEGIN_USE, sticks, 1)), ERR_STATE,
                   "kernel.not_in_state");
    story_end(&s, "permit-take-out-and-back");
}

static void again_and_again(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, take_out(&s, true)));
    granted(&s);
    begun(&s);
    for (int i = 0; i < 3; i++) {
        assert_ok(story_act(&s, use(ACT_BEGIN_USE, sticks, 1)));
        assert_ok(story_act(&s, use(ACT_END_USE, sticks, 1)));
        assert_state(&s, "in_force");
    }
    s.now.ms = STORY_START + DAY_MS;
    assert_ok(story_act(&s, story_system(ACT_EXPIRE)));
    assert_state(&s, "expired");
    assert_true(s.m.closed);
    story_end(&s, "permit-again-and-again");
}

static void once_each(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, take_out(&s, false)));
    granted(&s);
    begun(&s);
    assert_ok(story_act(&s, use(ACT_BEGIN_USE, sticks, 1)));
    assert_ok(story_act(&s, use(ACT_END_USE, sticks, 1)));
    assert_state(&s, "in_force"); /* the second stick may still go */
    assert_refused(&s, story_act(&s, use(ACT_BEGIN_USE, sticks, 1)), ERR_STATE,
                   "kernel.thing_used");
    assert_refused(&s, story_act(&s, use(ACT_END_USE, sticks, 1)), ERR_STATE,
                   "kernel.not_in_state");
    assert_ok(story_act(&s, use(ACT_BEGIN_USE, sticks + 1, 1)));
    assert_ok(story_act(&s, use(ACT_END_USE, sticks + 1, 1)));
    assert_state(&s, "returned");
    story_end(&s, "permit-once-each");
}

static void overdue(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, take_out(&s, false)));
    granted(&s);
    begun(&s);
    assert_ok(story_act(&s, use(ACT_BEGIN_USE, sticks, 2)));
    assert_refused(&s, story_act(&s, story_system(ACT_EXPIRE)), ERR_STATE, "kernel.not_over");
    s.now.ms = STORY_START + DAY_MS;
    assert_ok(story_act(&s, story_system(ACT_EXPIRE)));
    assert_state(&s, "in_use");
    assert_true(s.m.overdue && !s.m.closed);
    assert_refused(&s, story_act(&s, story_system(ACT_EXPIRE)), ERR_STATE, "kernel.not_over");
    assert_ok(story_act(&s, use(ACT_END_USE, sticks, 2)));
    assert_state(&s, "returned");
    assert_true(s.m.overdue && s.m.closed);
    story_end(&s, "permit-overdue");
}

static void entered_late_from_paper(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, take_out(&s, false)));
    granted(&s);
    begun(&s);
    s.now.ms = STORY_START + DAY_MS;
    assert_ok(story_act(&s, story_system(ACT_EXPIRE)));
    struct act out = use(ACT_BEGIN_USE, sticks, 1);
    out.document = "paper 12";
    assert_refused(&s, story_act(&s, out), ERR_STATE, "kernel.after_end");
    out.happened.ms = STORY_START + 2 * HOUR_MS;
    assert_ok(story_act(&s, out));
    assert_state(&s, "in_use");
    assert_true(s.m.overdue && !s.m.closed);
    assert_ok(story_act(&s, use(ACT_END_USE, sticks, 1)));
    assert_state(&s, "returned");
    story_end(&s, "permit-entered-late");
}

static void refused(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, take_out(&s, false)));
    assert_ok(story_act(&s, story_answer(OTHER_CHIEF, ACT_DECIDE, 1, VERDICT_REFUSE)));
    assert_state(&s, "refused");
    assert_int_equal(s.m.duties[1].state, DUTY_DROPPED);
    assert_refused(&s, story_act(&s, story_answer(CHIEF, ACT_DECIDE, 2, VERDICT_GRANT)), ERR_STATE,
                   "kernel.not_in_state");
    assert_true(s.m.closed);
    story_end(&s, "permit-refused");
}

static void decided_once(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, take_out(&s, false)));
    assert_ok(story_act(&s, story_answer(OTHER_CHIEF, ACT_DECIDE, 1, VERDICT_GRANT)));
    assert_refused(&s, story_act(&s, story_answer(OTHER_CHIEF, ACT_DECIDE, 1, VERDICT_GRANT)),
                   ERR_STATE, "kernel.duty_closed");
    assert_refused(&s, story_act(&s, story_answer(CHIEF, ACT_DECIDE, 9, VERDICT_GRANT)),
                   ERR_INVALID, "kernel.no_such_duty");
    assert_refused(&s, story_act(&s, story_answer(CHIEF, ACT_VIA, 2, VERDICT_GRANT)), ERR_INVALID,
                   "kernel.other_duty");
    assert_refused(&s, story_act(&s, story_answer(CHIEF, ACT_DECIDE, 2, VERDICT_NONE)), ERR_INVALID,
                   "kernel.verdict");
    assert_refused(&s, story_act(&s, story_answer(CLERK, ACT_DECIDE, 2, VERDICT_GRANT)), ERR_DENIED,
                   "kernel.own_matter");
    struct act gap = story_answer(CHIEF, ACT_DECIDE, 2, VERDICT_GRANT);
    gap.seq = 5;
    assert_refused(&s, story_act(&s, gap), ERR_STATE, "kernel.stale");
    struct act ahead = story_answer(CHIEF, ACT_DECIDE, 2, VERDICT_GRANT);
    ahead.happened.ms = STORY_START + 5 * DAY_MS;
    assert_refused(&s, story_act(&s, ahead), ERR_INVALID, "kernel.future");
    story_end(&s, NULL);
}

static void sent_back(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, take_out(&s, false)));
    assert_ok(story_act(&s, story_answer(CHIEF, ACT_DECIDE, 2, VERDICT_GRANT)));
    assert_ok(story_act(&s, story_answer(OTHER_CHIEF, ACT_DECIDE, 1, VERDICT_SEND_BACK)));
    assert_state(&s, "sent_back");
    struct act again = take_out(&s, false);
    again.kind = ACT_RESUBMIT;
    struct act_duty *d = (struct act_duty *)(uintptr_t)again.duties;
    d[0].no = 3;
    d[1].no = 4;
    struct act other = again;
    other.by = story_person(SECOND);
    assert_refused(&s, story_act(&s, other), ERR_DENIED, "kernel.not_applicant");
    assert_ok(story_act(&s, again));
    assert_state(&s, "in_review");
    assert_int_equal(s.m.duties[1].verdict, VERDICT_GRANT); /* stays in the history, */
    assert_ok(story_act(&s, story_answer(OTHER_CHIEF, ACT_DECIDE, 3, VERDICT_GRANT)));
    assert_state(&s, "in_review"); /* but counts no more */
    assert_ok(story_act(&s, story_answer(CHIEF, ACT_DECIDE, 4, VERDICT_GRANT)));
    assert_state(&s, "granted");
    story_end(&s, "permit-sent-back");
}

static void withdrawn(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, take_out(&s, false)));
    assert_refused(&s, story_act(&s, story_plain(CHIEF, ACT_WITHDRAW)), ERR_DENIED,
                   "kernel.not_applicant");
    assert_ok(story_act(&s, story_plain(CLERK, ACT_WITHDRAW)));
    assert_state(&s, "withdrawn");
    assert_int_equal(s.m.duties[0].state, DUTY_DROPPED);
    story_end(&s, "permit-withdrawn");
}

/* Article 47(4): no decision is needed; the manager is only told (55). */
static void exempt(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act a = take_out(&s, false);
    struct act_duty told = story_duty(&s, 1, "told", ACT_NOTICE, OTHER_POST);
    a.duties = &told;
    a.n_duties = 1;
    assert_refused(&s, story_act(&s, a), ERR_STATE, "kernel.no_decider");
    story_opening(&a)->by_rule = true;
    assert_ok(story_act(&s, a));
    assert_state(&s, "granted");
    begun(&s);
    assert_ok(story_act(&s, story_answer(OTHER_CHIEF, ACT_NOTICE, 1, VERDICT_NONE)));
    assert_state(&s, "in_force");
    story_end(&s, "permit-exempt");
}

/* Article 154(2): via, then the CISO's sanction, then the decision; the CISO refuses. */
static void sanction(void **state)
{
    (void)state;
    for (int refuse = 0; refuse < 2; refuse++) {
        struct story s;
        START(s);
        struct act a = story_open(&s, SHAPE_PERMIT, "exception", CHIEF);
        story_opening(&a)->book = "exceptions";
        struct act_duty d = story_duty(&s, 1, "examined", ACT_VIA, HEAD_POST);
        a.duties = &d;
        a.n_duties = 1;
        assert_ok(story_act(&s, a));
        struct act via = story_answer(HEAD, ACT_VIA, 1, VERDICT_GRANT);
        assert_refused(&s, story_act(&s, via), ERR_STATE, "kernel.no_decider");
        struct act_duty next = story_duty(&s, 2, "sanctioned", ACT_SANCTION, CISO_POST);
        via.duties = &next;
        via.n_duties = 1;
        assert_ok(story_act(&s, via));
        struct act ciso =
            story_answer(CISO, ACT_SANCTION, 2, refuse ? VERDICT_REFUSE : VERDICT_GRANT);
        struct act_duty last = story_duty(&s, 3, "permitted", ACT_DECIDE, HEAD_POST);
        if (!refuse) {
            ciso.duties = &last;
            ciso.n_duties = 1;
        }
        assert_ok(story_act(&s, ciso));
        if (refuse) {
            assert_state(&s, "refused");
        } else {
            assert_ok(story_act(&s, story_answer(HEAD, ACT_DECIDE, 3, VERDICT_GRANT)));
            assert_state(&s, "in_force");
            assert_ok(story_act(&s, story_plain(HEAD, ACT_REVOKE)));
            assert_state(&s, "revoked");
        }
        story_end(&s, refuse ? "permit-sanction-refused" : "permit-sanction");
    }
}

static void any_of_a_set(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act a = take_out(&s, false);
    struct act_duty *d = (struct act_duty *)(uintptr_t)a.duties;
    d[0].set = d[1].set = 1;
    d[0].any = d[1].any = true;
    assert_ok(story_act(&s, a));
    assert_ok(story_act(&s, story_answer(CHIEF, ACT_DECIDE, 2, VERDICT_GRANT)));
    assert_state(&s, "granted");
    assert_int_equal(s.m.duties[0].state, DUTY_DROPPED);
    story_end(&s, "permit-any");
}

/* --- enforcement ------------------------------------------------------------------------- */

static const struct act_pair flow[] = {{"destination_ip", "10.2.0.9"}, {"port", "443"}};

static struct act specified_flow(struct story *s, struct act_effect *e, size_t n)
{
    struct act a = story_open(s, SHAPE_PERMIT, "specified-flow", CHIEF);
    struct act_duty *d = ARENA_NEW(&s->arena, struct act_duty);
    *d = story_duty(s, 1, "decided", ACT_DECIDE, HEAD_POST);
    for (size_t i = 0; i < n; i++)
        e[i] = (struct act_effect){.no = (int32_t)i + 1,
                                   .kind = "specified_flow",
                                   .enforcer = "netd",
                                   .payload = flow,
                                   .n_payload = 2};
    a.duties = d;
    a.n_duties = 1;
    a.effects = e;
    a.n_effects = n;
    a.has_period = true;
    a.from.ms = STORY_START;
    a.until.ms = STORY_START + DAY_MS;
    return a;
}

static void enforced(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act_effect e[2];
    struct act a = specified_flow(&s, e, 2);
    assert_ok(story_act(&s, a));
    assert_refused(&s, story_act(&s, story_enforcer(ACT_EFFECT_APPLIED, 1, "r1")), ERR_STATE,
                   "kernel.effect_state");
    assert_ok(story_act(&s, story_answer(HEAD, ACT_DECIDE, 1, VERDICT_GRANT)));
    assert_state(&s, "effect_pending");
    assert_ok(story_act(&s, story_enforcer(ACT_EFFECT_APPLIED, 1, "r1")));
    assert_state(&s, "effect_pending");
    struct act other = story_enforcer(ACT_EFFECT_APPLIED, 2, "r2");
    other.by.role.role = "gate";
    assert_refused(&s, story_act(&s, other), ERR_DENIED, "kernel.other_enforcer");
    assert_ok(story_act(&s, story_enforcer(ACT_EFFECT_APPLIED, 2, "r2")));
    assert_state(&s, "in_force");
    s.now.ms = STORY_START + DAY_MS;
    assert_ok(story_act(&s, story_system(ACT_EXPIRE)));
    assert_state(&s, "expired");
    assert_false(s.m.closed); /* the enforcer has still to take it away */
    struct act no = story_enforcer(ACT_EFFECT_REFUSED, 1, "r3");
    no.reason = "busy";
    assert_ok(story_act(&s, no));
    assert_int_equal(s.m.effects[0].state, EFFECT_ENDING);
    assert_ok(story_act(&s, story_enforcer(ACT_EFFECT_REMOVED, 1, "r4")));
    assert_ok(story_act(&s, story_enforcer(ACT_EFFECT_REMOVED, 2, "r5")));
    assert_true(s.m.closed);
    story_end(&s, "permit-enforced");
}

/* The enforcer is asked before the decision; its word is a remark, not an effect. */
static void preflight(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act_effect e[1];
    assert_ok(story_act(&s, specified_flow(&s, e, 1)));
    struct act word = {.kind = ACT_REMARK, .report = "preflight-1", .reason = "possible"};
    assert_refused(&s, story_act(&s, word), ERR_INVALID, "kernel.bad_act"); /* of nobody */
    word.by.role.role = "netd";
    assert_ok(story_act(&s, word));
    assert_state(&s, "in_review");
    struct act person = story_plain(CHIEF, ACT_REMARK);
    person.report = "preflight-2";
    assert_refused(&s, story_act(&s, person), ERR_INVALID, "kernel.bad_act");
    assert_ok(story_act(&s, story_answer(HEAD, ACT_DECIDE, 1, VERDICT_GRANT)));
    assert_state(&s, "effect_pending");
    story_end(&s, "permit-preflight");
}

static void refused_by_enforcer(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act_effect e[2];
    assert_ok(story_act(&s, specified_flow(&s, e, 2)));
    assert_ok(story_act(&s, story_answer(HEAD, ACT_DECIDE, 1, VERDICT_GRANT)));
    assert_ok(story_act(&s, story_enforcer(ACT_EFFECT_APPLIED, 1, "q1")));
    struct act no = story_enforcer(ACT_EFFECT_REFUSED, 2, "q2");
    no.reason = "conflict";
    assert_ok(story_act(&s, no));
    assert_state(&s, "refused_by_enforcer");
    assert_int_equal(s.m.effects[0].state, EFFECT_ENDING);
    assert_int_equal(s.m.effects[1].state, EFFECT_REFUSED);
    assert_ok(story_act(&s, story_enforcer(ACT_EFFECT_REMOVED, 1, "q3")));
    assert_true(s.m.closed);
    story_end(&s, "permit-refused-by-enforcer");
}

static void optional_never_blocks(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act_effect e[1];
    struct act a = specified_flow(&s, e, 1);
    e[0].optional = true;
    assert_ok(story_act(&s, a));
    assert_ok(story_act(&s, story_answer(HEAD, ACT_DECIDE, 1, VERDICT_GRANT)));
    assert_state(&s, "in_force");
    struct act no = story_enforcer(ACT_EFFECT_REFUSED, 1, "o1");
    no.reason = "unknown_host";
    assert_ok(story_act(&s, no));
    assert_state(&s, "in_force");
    story_end(&s, "permit-optional-effect");
}

static void revoked_in_use(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, take_out(&s, true)));
    granted(&s);
    begun(&s);
    assert_ok(story_act(&s, use(ACT_BEGIN_USE, sticks, 1)));
    assert_ok(story_act(&s, story_plain(OTHER_CHIEF, ACT_REVOKE)));
    assert_state(&s, "revoked");
    assert_true(s.m.overdue && !s.m.closed);
    assert_ok(story_act(&s, use(ACT_END_USE, sticks, 1)));
    assert_state(&s, "revoked");
    assert_true(s.m.closed);
    story_end(&s, "permit-revoked-in-use");
}

/* --- the matter moves to a new version of its procedure ------------------------------------ */

static void rebound(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, take_out(&s, false)));
    static const char *const steps[] = {"media_manager", "told"};
    struct act a = {.kind = ACT_REBIND,
                    .by = story_person(HEAD),
                    .digest = "33",
                    .catalogue = "44",
                    .steps = steps,
                    .n_steps = 2};
    assert_refused(&s, story_act(&s, a), ERR_STATE, "kernel.rebind_step");
    a.drops = (const int32_t[]){2};
    a.n_drops = 1;
    assert_ok(story_act(&s, a));
    assert_string_equal(s.m.opening.digest, "33");
    a.drops = (const int32_t[]){1};
    assert_refused(&s, story_act(&s, a), ERR_STATE, "kernel.no_decider");
    assert_ok(story_act(&s, story_answer(OTHER_CHIEF, ACT_DECIDE, 1, VERDICT_GRANT)));
    assert_state(&s, "granted");
    story_end(&s, "permit-rebound");
}

static void reassigned_and_late(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act a = take_out(&s, false);
    struct act_duty *d = (struct act_duty *)(uintptr_t)a.duties;
    d[0].due.ms = STORY_START + HOUR_MS;
    d[0].clock = "promptly";
    assert_ok(story_act(&s, a));
    struct act late = story_system(ACT_OVERDUE);
    late.duty = 1;
    assert_refused(&s, story_act(&s, late), ERR_STATE, "kernel.not_late");
    s.now.ms = STORY_START + HOUR_MS;
    assert_ok(story_act(&s, late));
    assert_refused(&s, story_act(&s, late), ERR_STATE, "kernel.not_late");
    struct act_duty to = story_duty(&s, 1, "media_manager", ACT_DECIDE, HEAD_POST);
    struct act move = {
        .kind = ACT_REASSIGN, .by = story_person(HEAD), .duties = &to, .n_duties = 1};
    assert_ok(story_act(&s, move));
    assert_true(matter_assigned(&s.m.duties[0], person_id(0), &(struct post_id){HEAD_POST}, 1));
    story_end(&s, "permit-reassigned-late");
}

/* --- what was recorded and does not fit ---------------------------------------------------- */

static void recorded_must_fit(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, take_out(&s, false)));
    struct act a = story_answer(CHIEF, ACT_DECIDE, 2, VERDICT_GRANT);
    a.matter = s.id;
    a.entered_by = a.by.person;
    a.entered = a.happened = s.now;
    a.seq = 2;
    struct {
        enum matter_state state;
        int32_t seq, duty;
        int64_t matter;
    } wrong[] = {{STATE_GRANTED, 2, 2, s.id.v},
                 {STATE_IN_REVIEW, 3, 2, s.id.v},
                 {STATE_IN_REVIEW, 2, 7, s.id.v},
                 {STATE_IN_REVIEW, 2, 2, 99}};
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct matter m;
        assert_ok(matter_clone(&s.m, &s.arena, &m));
        a.state = wrong[i].state;
        a.seq = wrong[i].seq;
        a.duty = wrong[i].duty;
        a.matter.v = wrong[i].matter;
        assert_refused(&s, matter_apply(&m, &a, &s.why), ERR_CORRUPT, "kernel.corrupt_act");
    }
    story_end(&s, NULL);
}

static int make(void **state)
{
    (void)state;
    temp_store_make(&temp, NULL);
    return 0;
}

/* After all the stories: the projections are what a rebuild gives. */
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

/* --- carried out under the permit: 25(2) approves, 25(3) is the record of what was done --- */

static struct act disposal(struct story *s)
{
    struct act a = story_open(s, SHAPE_PERMIT, "disposal", CLERK);
    struct act_duty *d = ARENA_NEW(&s->arena, struct act_duty);
    *d = story_duty(s, 1, "approved", ACT_DECIDE, CHIEF_POST);
    a.duties = d;
    a.n_duties = 1;
    return a;
}

/* The answer that opens the duty to carry it out. */
static struct act approval(struct story *s, int32_t duty)
{
    struct act a = story_answer(CHIEF, ACT_DECIDE, duty, VERDICT_GRANT);
    struct act_duty *d = ARENA_NEW(&s->arena, struct act_duty);
    *d = story_duty(s, duty + 1, "erased", ACT_CARRY_OUT, OTHER_POST);
    a.duties = d;
    a.n_duties = 1;
    return a;
}

static void carried_out(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act a = disposal(&s);
    struct act_entry disk = {
        .entry = {601}, .create = true, .book = "media", .key = "D-1", .state = "kept"};
    a.entries = &disk;
    a.n_entries = 1;
    assert_ok(story_act(&s, a));
    assert_ok(story_act(&s, approval(&s, 1)));
    assert_state(&s, "in_force");
    assert_false(s.m.closed);
    struct act done = story_answer(CLERK, ACT_CARRY_OUT, 2, VERDICT_NONE);
    struct act_duty *told = ARENA_NEW(&s.arena, struct act_duty);
    *told = story_duty(&s, 3, "told", ACT_NOTICE, HEAD_POST);
    done.duties = told;
    done.n_duties = 1;
    struct act_entry gone = {.entry = {601}, .state = "disposed"};
    done.entries = &gone;
    done.n_entries = 1;
    assert_ok(story_act(&s, done));
    assert_state(&s, "done");
    assert_false(s.m.closed); /* somebody is still to be told */
    assert_ok(story_act(&s, story_answer(HEAD, ACT_NOTICE, 3, VERDICT_NONE)));
    assert_true(s.m.closed);
    assert_refused(&s, story_act(&s, story_plain(HEAD, ACT_REVOKE)), ERR_STATE,
                   "kernel.not_in_state");
    story_end(&s, "permit-carried-out");
}

/* Nothing is carried out that is not decided, or no longer stands. */
static void not_carried_out(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act a = disposal(&s);
    struct act_duty *d = ARENA_ARRAY(&s.arena, struct act_duty, 2);
    d[0] = a.duties[0];
    d[1] = story_duty(&s, 2, "erased", ACT_CARRY_OUT, OTHER_POST);
    a.duties = d;
    a.n_duties = 2;
    assert_refused(&s, story_act(&s, a), ERR_STATE, "kernel.duty_too_late");
    assert_ok(story_act(&s, disposal(&s)));
    assert_ok(story_act(&s, approval(&s, 1)));
    assert_ok(story_act(&s, story_plain(CHIEF, ACT_REVOKE)));
    assert_state(&s, "revoked");
    assert_true(s.m.closed && s.m.duties[1].state == DUTY_DROPPED);
    assert_refused(&s, story_act(&s, story_answer(CLERK, ACT_CARRY_OUT, 2, VERDICT_NONE)),
                   ERR_STATE, "kernel.not_in_state");
    story_end(&s, "permit-not-carried-out");
}

/* 36: what is returned to its lessor is treated; nobody approves. */
static void carried_out_by_rule(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act a = disposal(&s);
    struct act_duty *d = ARENA_NEW(&s.arena, struct act_duty);
    *d = story_duty(&s, 1, "erased", ACT_CARRY_OUT, OTHER_POST);
    a.duties = d;
    story_opening(&a)->by_rule = true;
    assert_ok(story_act(&s, a));
    assert_state(&s, "in_force");
    assert_ok(story_act(&s, story_answer(CLERK, ACT_CARRY_OUT, 1, VERDICT_NONE)));
    assert_state(&s, "done");
    assert_true(s.m.closed);
    story_end(&s, "permit-carried-out-by-rule");
}

/* 34: the data are seen to before the device is handed over; a permit in use is not done by it. */
static void carried_out_before_use(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act a = disposal(&s);
    struct act_opening *o = story_opening(&a);
    o->uses = true;
    o->things = sticks;
    o->n_things = 1;
    a.has_period = true;
    a.from.ms = STORY_START + HOUR_MS;
    a.until.ms = STORY_START + DAY_MS;
    assert_ok(story_act(&s, a));
    assert_ok(story_act(&s, approval(&s, 1)));
    assert_state(&s, "granted");
    assert_refused(&s, story_act(&s, story_answer(CLERK, ACT_CARRY_OUT, 2, VERDICT_NONE)),
                   ERR_STATE, "kernel.waits");
    begun(&s);
    assert_refused(&s, story_act(&s, use(ACT_BEGIN_USE, sticks, 1)), ERR_STATE,
                   "kernel.work_first");
    assert_ok(story_act(&s, story_answer(CLERK, ACT_CARRY_OUT, 2, VERDICT_NONE)));
    assert_state(&s, "in_force");
    assert_ok(story_act(&s, use(ACT_BEGIN_USE, sticks, 1)));
    assert_ok(story_act(&s, use(ACT_END_USE, sticks, 1)));
    assert_state(&s, "returned");
    assert_true(s.m.closed);
    story_end(&s, "permit-carried-out-before-use");
}

/* Its period ends with the work undone. */
static void never_carried_out(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act a = disposal(&s);
    a.has_period = true;
    a.until.ms = STORY_START + DAY_MS;
    assert_ok(story_act(&s, a));
    assert_ok(story_act(&s, approval(&s, 1)));
    s.now.ms = STORY_START + DAY_MS;
    assert_ok(story_act(&s, story_system(ACT_EXPIRE)));
    assert_state(&s, "expired");
    assert_true(s.m.closed && s.m.duties[1].state == DUTY_DROPPED);
    story_end(&s, "permit-never-carried-out");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(take_out_and_back),
        cmocka_unit_test(again_and_again),
        cmocka_unit_test(once_each),
        cmocka_unit_test(overdue),
        cmocka_unit_test(entered_late_from_paper),
        cmocka_unit_test(refused),
        cmocka_unit_test(decided_once),
        cmocka_unit_test(sent_back),
        cmocka_unit_test(withdrawn),
        cmocka_unit_test(exempt),
        cmocka_unit_test(sanction),
        cmocka_unit_test(any_of_a_set),
        cmocka_unit_test(enforced),
        cmocka_unit_test(refused_by_enforcer),
        cmocka_unit_test(preflight),
        cmocka_unit_test(optional_never_blocks),
        cmocka_unit_test(revoked_in_use),
        cmocka_unit_test(rebound),
        cmocka_unit_test(reassigned_and_late),
        cmocka_unit_test(recorded_must_fit),
        cmocka_unit_test(projections_rebuild),
        cmocka_unit_test(carried_out),
        cmocka_unit_test(not_carried_out),
        cmocka_unit_test(carried_out_by_rule),
        cmocka_unit_test(carried_out_before_use),
        cmocka_unit_test(never_carried_out),
    };
    return cmocka_run_group_tests(tests, make, remove_store);
}

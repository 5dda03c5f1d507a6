/* SPDX-License-Identifier: Apache-2.0
 *
 * The shapes record, instrument, report, instruction and campaign. Each story runs through
 * the fold, the encoding and the store. */
#include "story.h"

static struct temp_store temp;
static int64_t next_matter = 1;

#define START(s) story_begin(&(s), temp.store, next_matter++)

/* --- record ------------------------------------------------------------------------------ */

/* Article 46(1): an entry in the book of media, then corrected, then annulled. */
static void book_entry_told(struct story *s)
{
    struct act a = story_open(s, SHAPE_RECORD, "media-register", CHIEF);
    struct act_entry e = {.entry = {501},
                          .create = true,
                          .book = "media",
                          .keeper = {DIVISION},
                          .key = "USB-001",
                          .state = "kept"};
    a.entries = &e;
    a.n_entries = 1;
    assert_ok(story_act_with(
        s, a, STR("{\"entries\":{\"501\":{\"kind\":\"usb\",\"place\":\"髙橋の机\"}}}")));
    assert_state(s, "written");
    assert_true(s->m.closed);
    struct act fix = story_plain(CHIEF, ACT_CORRECT);
    struct act_entry moved = {.entry = {501}, .state = "missing"};
    fix.entries = &moved;
    fix.n_entries = 1;
    assert_ok(story_act_with(s, fix, STR("{\"entries\":{\"501\":{\"place\":\"不明\"}}}")));
    assert_state(s, "written");
    assert_ok(story_act(s, story_plain(CHIEF, ACT_ANNUL)));
    assert_state(s, "annulled");
    assert_refused(s, story_act(s, story_plain(CHIEF, ACT_CORRECT)), ERR_STATE,
                   "kernel.not_in_state");
}

static void written_and_corrected(void **state)
{
    (void)state;
    struct story s;
    START(s);
    book_entry_told(&s);
    story_end(&s, "record-corrected");
}

static struct act two_eyes(struct story *s)
{
    struct act a = story_open(s, SHAPE_RECORD, "key-custody", CHIEF);
    struct act_duty *d = ARENA_NEW(&s->arena, struct act_duty);
    *d = story_duty(s, 1, "second", ACT_CONFIRM, OTHER_POST);
    a.duties = d;
    a.n_duties = 1;
    return a;
}

/* A second person confirms; never the writer. */
static void confirmed(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, two_eyes(&s)));
    assert_state(&s, "to_confirm");
    assert_refused(&s, story_act(&s, story_answer(CHIEF, ACT_CONFIRM, 1, VERDICT_GRANT)),
                   ERR_DENIED, "kernel.own_matter");
    assert_refused(&s, story_act(&s, story_answer(OTHER_CHIEF, ACT_CONFIRM, 1, VERDICT_SEND_BACK)),
                   ERR_INVALID, "kernel.verdict");
    assert_ok(story_act(&s, story_answer(OTHER_CHIEF, ACT_CONFIRM, 1, VERDICT_GRANT)));
    assert_state(&s, "written");
    story_end(&s, "record-confirmed");
    START(s);
    assert_ok(story_act(&s, two_eyes(&s)));
    assert_ok(story_act(&s, story_answer(OTHER_CHIEF, ACT_CONFIRM, 1, VERDICT_REFUSE)));
    assert_state(&s, "annulled");
    story_end(&s, "record-not-confirmed");
}

/* --- instrument -------------------------------------------------------------------------- */

/* Article 10の2: a deputy from next week, told to the security division, until a transfer. */
static struct act deputy(struct story *s)
{
    static const struct act_designation named = {{"deputy_security_manager", {DIVISION}, {0}},
                                                 {SECOND}};
    struct act a = story_open(s, SHAPE_INSTRUMENT, "deputy-designation", CHIEF);
    struct act_duty *d = ARENA_NEW(&s->arena, struct act_duty);
    *d = story_duty(s, 1, "told", ACT_NOTICE, HEAD_POST);
    story_opening(&a)->one_per = "deputy-designation:201";
    a.duties = d;
    a.n_duties = 1;
    a.designations = &named;
    a.n_designations = 1;
    a.has_period = true;
    a.from.ms = STORY_START + 7 * DAY_MS;
    return a;
}

static void designated(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, deputy(&s)));
    assert_state(&s, "issued");
    assert_refused(&s, story_act(&s, story_system(ACT_BEGIN)), ERR_STATE, "kernel.before_start");
    s.now.ms = STORY_START + 7 * DAY_MS;
    assert_ok(story_act(&s, story_system(ACT_BEGIN)));
    assert_state(&s, "in_force");
    assert_ok(story_act(&s, story_answer(HEAD, ACT_NOTICE, 1, VERDICT_NONE)));
    assert_refused(&s, story_act(&s, story_system(ACT_EXPIRE)), ERR_STATE, "kernel.not_over");
    struct act end = story_system(ACT_END);
    end.reason = "replaced";
    assert_ok(story_act(&s, end));
    assert_state(&s, "ended");
    assert_true(s.m.closed);
    story_end(&s, "instrument-designation");
}

static void set_at_once(void **state)
{
    (void)state;
    static const struct act_setting promptly = {"clock", "promptly", "hours", 24};
    struct story s;
    START(s);
    struct act a = story_open(&s, SHAPE_INSTRUMENT, "clock-length", HEAD);
    a.settings = &promptly;
    a.n_settings = 1;
    assert_ok(story_act(&s, a));
    assert_state(&s, "in_force");
    assert_int_equal(s.m.from.ms, STORY_START);
    assert_ok(story_act(&s, story_plain(HEAD, ACT_ANNUL)));
    assert_state(&s, "annulled");
    story_end(&s, "instrument-annulled");
    START(s);
    a = story_open(&s, SHAPE_INSTRUMENT, "exception-emergency", HEAD);
    a.has_period = true;
    a.until.ms = STORY_START + HOUR_MS;
    assert_ok(story_act(&s, a));
    s.now.ms = STORY_START + HOUR_MS;
    assert_ok(story_act(&s, story_system(ACT_EXPIRE)));
    assert_state(&s, "ended");
    story_end(&s, "instrument-expired");
}

/* A reading that a second person confirms before it is in force. */
static struct act reading_to_confirm(struct story *s)
{
    static const struct act_setting receiving = {"reading", "D050", "receiving", 0};
    struct act a = story_open(s, SHAPE_INSTRUMENT, "reading", HEAD);
    struct act_duty *d = ARENA_NEW(&s->arena, struct act_duty);
    *d = story_duty(s, 1, "confirmed", ACT_CONFIRM, CISO_POST);
    a.duties = d;
    a.n_duties = 1;
    a.settings = &receiving;
    a.n_settings = 1;
    a.has_period = true;
    a.from.ms = STORY_START + DAY_MS;
    return a;
}

/* How many settings of this matter the office would follow at any time. */
static int64_t settings(const struct story *s)
{
    struct db *db;
    int64_t n = 0;
    assert_ok(store_read_begin(temp.store, &db, NULL));
    struct rows r = db_query(db, SQL_SETTING_ALL);
    while (rows_next(&r)) n += rows_i64(&r, "matter") == s->id.v;
    assert_ok(rows_end(&r));
    store_read_end(db);
    return n;
}

static void confirmed_before_it_is_in_force(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, reading_to_confirm(&s)));
    assert_state(&s, "to_confirm");
    assert_int_equal(settings(&s), 0);
    assert_refused(&s, story_act(&s, story_system(ACT_BEGIN)), ERR_STATE, "kernel.not_in_state");
    assert_refused(&s, story_act(&s, story_answer(HEAD, ACT_CONFIRM, 1, VERDICT_GRANT)), ERR_DENIED,
                   "kernel.own_matter");
    assert_refused(&s, story_act(&s, story_answer(CISO, ACT_CONFIRM, 1, VERDICT_SEND_BACK)),
                   ERR_INVALID, "kernel.verdict");
    assert_ok(story_act(&s, story_answer(CISO, ACT_CONFIRM, 1, VERDICT_GRANT)));
    assert_state(&s, "issued");
    assert_int_equal(settings(&s), 1);
    s.now.ms = STORY_START + DAY_MS;
    assert_ok(story_act(&s, story_system(ACT_BEGIN)));
    assert_state(&s, "in_force");
    story_end(&s, "instrument-confirmed");
}

/* Its day had come before the second person confirmed: it begins with the confirmation. */
static void confirmed_late(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, reading_to_confirm(&s)));
    s.now.ms = STORY_START + 2 * DAY_MS;
    assert_ok(story_act(&s, story_answer(CISO, ACT_CONFIRM, 1, VERDICT_GRANT)));
    assert_state(&s, "in_force");
    assert_int_equal(s.m.from.ms, STORY_START + 2 * DAY_MS);
    assert_int_equal(s.m.began.ms, STORY_START + 2 * DAY_MS);
    assert_int_equal(settings(&s), 1);
    story_end(&s, "instrument-confirmed-late");
}

static void not_confirmed(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, reading_to_confirm(&s)));
    assert_ok(story_act(&s, story_answer(CISO, ACT_CONFIRM, 1, VERDICT_REFUSE)));
    assert_state(&s, "annulled");
    assert_int_equal(settings(&s), 0);
    assert_true(s.m.closed);
    story_end(&s, "instrument-not-confirmed");
    /* the issuer takes it back while it waits; another one takes its place; its period passes */
    static const enum act_kind ends[] = {ACT_ANNUL, ACT_END, ACT_EXPIRE};
    static const char *const states[] = {"annulled", "ended", "ended"};
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        START(s);
        struct act a = reading_to_confirm(&s);
        a.until.ms = STORY_START + 3 * DAY_MS;
        assert_ok(story_act(&s, a));
        s.now.ms = STORY_START + 3 * DAY_MS;
        assert_ok(story_act(&s, i ? story_system(ends[i]) : story_plain(HEAD, ends[i])));
        assert_state(&s, states[i]);
        assert_true(s.m.closed);
        assert_int_equal(settings(&s), 0);
        story_end(&s, NULL);
    }
}

/* --- report, instruction, campaign --------------------------------------------------------- */

static struct act next(struct story *s, struct act a, const struct act_duty *v, size_t n)
{
    struct act_duty *d = ARENA_ARRAY(&s->arena, struct act_duty, n);
    for (size_t i = 0; i < n; i++) d[i] = v[i];
    a.duties = d;
    a.n_duties = n;
    return a;
}
#define NEXT(s, a, ...)                                                                            \
    next((s), (a), (const struct act_duty[]){__VA_ARGS__},                                         \
         sizeof((const struct act_duty[]){__VA_ARGS__}) / sizeof(struct act_duty))

/* Articles 71, 73: noticed, reported to several at once, assessed, an instruction, the cause. */
static void incident(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act a = story_open(&s, SHAPE_REPORT, "incident", CLERK);
    assert_refused(&s, story_act(&s, a), ERR_STATE, "kernel.nobody_told");
    struct act_duty up = story_duty(&s, 1, "up", ACT_REPORT, CHIEF_POST);
    up.due.ms = STORY_START + HOUR_MS;
    assert_ok(story_act(&s, NEXT(&s, a, up)));
    assert_state(&s, "running");
    s.now.ms = STORY_START + HOUR_MS;
    struct act late = story_system(ACT_OVERDUE);
    late.duty = 1;
    assert_ok(story_act(&s, late));
    assert_ok(story_act(&s, NEXT(&s, story_answer(CHIEF, ACT_REPORT, 1, VERDICT_NONE),
                                 story_duty(&s, 2, "up", ACT_RECEIVE, HEAD_POST),
                                 story_duty(&s, 3, "up", ACT_RECEIVE, CISO_POST),
                                 story_duty(&s, 4, "assessed", ACT_ASSESS, HEAD_POST))));
    assert_ok(story_act(&s, story_answer(CISO, ACT_RECEIVE, 3, VERDICT_NONE)));
    assert_ok(story_act(&s, NEXT(&s, story_answer(HEAD, ACT_ASSESS, 4, VERDICT_NONE),
                                 story_duty(&s, 5, "contain", ACT_INSTRUCT, HEAD_POST))));
    assert_ok(story_act(&s, NEXT(&s, story_answer(HEAD, ACT_INSTRUCT, 5, VERDICT_NONE),
                                 story_duty(&s, 6, "contain", ACT_CARRY_OUT, CHIEF_POST))));
    assert_ok(story_act(&s, story_answer(CHIEF, ACT_CARRY_OUT, 6, VERDICT_NONE)));
    assert_state(&s, "running");
    assert_refused(&s, story_act(&s, story_answer(CHIEF, ACT_DECIDE, 2, VERDICT_GRANT)), ERR_STATE,
                   "kernel.not_in_state");
    assert_ok(story_act(&s, story_answer(HEAD, ACT_RECEIVE, 2, VERDICT_NONE)));
    assert_state(&s, "done");
    assert_true(s.m.closed);
    story_end(&s, "report-incident");
}

/* Article 10の2(4): the manager is back, and the deputy's report opens without anybody's doing. */
static void opened_by_an_event(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act a = NEXT(&s, story_open(&s, SHAPE_REPORT, "deputy-report", CLERK),
                        story_duty(&s, 1, "reported", ACT_REPORT, OTHER_POST));
    struct act_opening *o = story_opening(&a);
    a.by = (struct act_by){.why = NULL};
    assert_refused(&s, story_act(&s, a), ERR_INVALID, "kernel.bad_act"); /* which event? */
    a.by.why = o->one_per = "event:deputy_acted:deputy-report:7:201:13";
    a.by.role.role = "netd";
    assert_refused(&s, story_act(&s, a), ERR_INVALID, "kernel.bad_act");
    a.by.role.role = NULL;
    a.happened.ms = STORY_START - DAY_MS;
    assert_ok(story_act(&s, a));
    assert_state(&s, "running");
    assert_false(person_id_is_set(s.m.applicant));
    assert_refused(&s, story_act(&s, story_plain(CLERK, ACT_WITHDRAW)), ERR_STATE,
                   "kernel.not_in_state");
    assert_ok(story_act(&s, NEXT(&s, story_answer(OTHER_CHIEF, ACT_REPORT, 1, VERDICT_NONE),
                                 story_duty(&s, 2, "reported", ACT_RECEIVE, CHIEF_POST))));
    assert_ok(story_act(&s, story_answer(CHIEF, ACT_RECEIVE, 2, VERDICT_NONE)));
    assert_state(&s, "done");
    story_end(&s, "report-of-event");
}

/* Whatever asks for something, or decides something, has a person behind it. */
static void only_reports_open_by_events(void **state)
{
    (void)state;
    static const enum shape_kind shapes[] = {SHAPE_PERMIT, SHAPE_RECORD, SHAPE_INSTRUMENT,
                                             SHAPE_INSTRUCTION, SHAPE_CAMPAIGN};
    for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
        struct story s;
        START(s);
        struct act a = NEXT(&s, story_open(&s, shapes[i], "anything", CLERK),
                            story_duty(&s, 1, "told", ACT_NOTICE, CHIEF_POST));
        a.by = (struct act_by){.why = "event:holding_began:anything:7:201:0"};
        assert_refused(&s, story_act(&s, a), ERR_INVALID, "kernel.bad_act");
        story_end(&s, NULL);
    }
}

static void instruction(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, NEXT(&s, story_open(&s, SHAPE_INSTRUCTION, "instruction", HEAD),
                                 story_duty(&s, 1, "do", ACT_CARRY_OUT, CHIEF_POST))));
    assert_ok(story_act(&s, NEXT(&s, story_answer(CHIEF, ACT_CARRY_OUT, 1, VERDICT_NONE),
                                 story_duty(&s, 2, "confirm", ACT_CONFIRM, HEAD_POST))));
    assert_ok(story_act(&s, NEXT(&s, story_answer(HEAD, ACT_CONFIRM, 2, VERDICT_SEND_BACK),
                                 story_duty(&s, 3, "do", ACT_CARRY_OUT, CHIEF_POST))));
    assert_state(&s, "running");
    assert_ok(story_act(&s, NEXT(&s, story_answer(CHIEF, ACT_CARRY_OUT, 3, VERDICT_NONE),
                                 story_duty(&s, 4, "confirm", ACT_CONFIRM, HEAD_POST))));
    assert_ok(story_act(&s, story_answer(HEAD, ACT_CONFIRM, 4, VERDICT_GRANT)));
    assert_state(&s, "done");
    story_end(&s, "instruction");
}

/* Article 48: a sheet each, each department's result, compiled for the CISO. */
static void campaign(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act_duty sheet1 = story_duty(&s, 1, "sheet", ACT_SHEET, CHIEF_POST),
                    sheet2 = story_duty(&s, 2, "sheet", ACT_SHEET, OTHER_POST);
    sheet1.target.v = DIVISION;
    sheet2.target.v = OTHER_DIVISION;
    assert_ok(story_act(
        &s, NEXT(&s, story_open(&s, SHAPE_CAMPAIGN, "media-inspection", HEAD), sheet1, sheet2)));
    assert_ok(story_act(&s, story_answer(CHIEF, ACT_SHEET, 1, VERDICT_NONE)));
    assert_false(matter_step_done(&s.m, "sheet"));
    struct act_duty result = story_duty(&s, 3, "department_result", ACT_REPORT, HEAD_POST);
    result.target.v = DEPARTMENT;
    assert_ok(
        story_act(&s, NEXT(&s, story_answer(OTHER_CHIEF, ACT_SHEET, 2, VERDICT_NONE), result)));
    assert_true(matter_step_done(&s.m, "sheet"));
    assert_ok(story_act(&s, NEXT(&s, story_answer(HEAD, ACT_REPORT, 3, VERDICT_NONE),
                                 story_duty(&s, 4, "compiled", ACT_REPORT, HEAD_POST))));
    assert_ok(story_act(&s, NEXT(&s, story_answer(HEAD, ACT_REPORT, 4, VERDICT_NONE),
                                 story_duty(&s, 5, "compiled", ACT_RECEIVE, CISO_POST))));
    assert_ok(story_act(&s, story_answer(CISO, ACT_RECEIVE, 5, VERDICT_NONE)));
    assert_state(&s, "done");
    story_end(&s, "campaign");
}

static void campaign_annulled(void **state)
{
    (void)state;
    struct story s;
    START(s);
    assert_ok(story_act(&s, NEXT(&s, story_open(&s, SHAPE_CAMPAIGN, "media-inspection", HEAD),
                                 story_duty(&s, 1, "sheet", ACT_SHEET, CHIEF_POST))));
    assert_ok(story_act(&s, story_plain(HEAD, ACT_ANNUL)));
    assert_state(&s, "annulled");
    assert_int_equal(s.m.duties[0].state, DUTY_DROPPED);
    story_end(&s, "campaign-annulled");
}

/* --- what is refused ------------------------------------------------------------------------ */

static void not_carried(void **state)
{
    (void)state;
    static const enum shape_kind shapes[] = {SHAPE_NOTICE, SHAPE_PLAN, SHAPE_RESOLUTION};
    for (size_t i = 0; i < ARRAY_LEN(shapes); i++) {
        struct story s;
        START(s);
        assert_refused(&s, story_act(&s, story_open(&s, shapes[i], "x", HEAD)), ERR_STATE,
                       "kernel.shape_not_carried");
        story_end(&s, NULL);
    }
}

static void members_out_of_place(void **state)
{
    (void)state;
    struct story s;
    START(s);
    struct act_duty sheet = story_duty(&s, 1, "sheet", ACT_SHEET, CHIEF_POST);
    struct act bad[] = {
        NEXT(&s, story_open(&s, SHAPE_INSTRUMENT, "x", HEAD), sheet), /* a step of another shape */
        NEXT(&s, story_open(&s, SHAPE_CAMPAIGN, "x", HEAD), sheet, sheet), /* the number twice */
        NEXT(&s, story_open(&s, SHAPE_CAMPAIGN, "x", HEAD), sheet),
        NEXT(&s, story_open(&s, SHAPE_CAMPAIGN, "x", HEAD), sheet),
        NEXT(&s, story_open(&s, SHAPE_CAMPAIGN, "x", HEAD), sheet),
        NEXT(&s, story_open(&s, SHAPE_CAMPAIGN, "x", HEAD), sheet),
        NEXT(&s, story_open(&s, SHAPE_CAMPAIGN, "x", 0), sheet), /* by nobody */
    };
    bad[2].duty = 1;
    bad[3].effect = 1;
    story_opening(&bad[4])->uses = true;
    bad[5].until.ms = 5;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_refused(&s, story_act(&s, bad[i]), ERR_INVALID, "kernel.bad_act");
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
        cmocka_unit_test(written_and_corrected),
        cmocka_unit_test(confirmed),
        cmocka_unit_test(designated),
        cmocka_unit_test(set_at_once),
        cmocka_unit_test(confirmed_before_it_is_in_force),
        cmocka_unit_test(confirmed_late),
        cmocka_unit_test(not_confirmed),
        cmocka_unit_test(incident),
        cmocka_unit_test(instruction),
        cmocka_unit_test(campaign),
        cmocka_unit_test(campaign_annulled),
        cmocka_unit_test(not_carried),
        cmocka_unit_test(members_out_of_place),
        cmocka_unit_test(opened_by_an_event),
        cmocka_unit_test(only_reports_open_by_events),
        cmocka_unit_test(projections_rebuild),
    };
    return cmocka_run_group_tests(tests, make, remove_store);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/canon.h"

void story_begin(struct story *s, struct store *store, int64_t matter)
{
    memset(s, 0, sizeof *s);
    s->store = store;
    s->id.v = matter;
    s->now.ms = STORY_START;
    arena_init(&s->arena, 64 << 20);
    sb_init(&s->log, 16 << 20);
    matter_init(&s->m, &s->arena);
    matter_init(&s->replay, &s->arena);
}

void story_end(struct story *s, const char *name)
{
    const char *out = getenv("SEKIMORI_GOLDENS_OUT");
    if (out && name) {
        char path[512];
        snprintf(path, sizeof path, "%s/%s.jsonl", out, name);
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        assert_int_equal(fwrite(s->log.p, 1, s->log.n, f), s->log.n);
        assert_int_equal(fclose(f), 0);
    }
    sb_release(&s->log);
    arena_release(&s->arena);
}

/* --- one act ------------------------------------------------------------------------------ */

struct job {
    const struct act *a;
    struct str content;
    struct performed done;
    struct fault why;
};

static err_t job(struct db *db, void *arg)
{
    struct job *j = arg;
    return kernel_perform(db, j->a, j->content, &j->done, &j->why);
}

static void check_kernel(struct story *s, const struct act *a, struct str content, err_t expected,
                         const struct matter *after)
{
    struct job j = {.a = a, .content = content};
    err_t e = store_write(s->store, job, &j, NULL);
    if (e != expected) print_error("kernel: %s %s\n", err_name(e), j.why.id ? j.why.id : "-");
    assert_int_equal(e, expected);
    if (e != OK) {
        assert_string_equal(j.why.id, s->why.id);
        return;
    }
    assert_int_equal(j.done.state, after->state);
    assert_int_equal(j.done.seq, after->seq);
    s->leaf = j.done.leaf;
}

static void record(struct story *s, struct act a)
{
    json_t *o = NULL;
    struct act *back = NULL;
    struct sb line SB_CLEANUP;
    sb_init(&line, 4 << 20);
    a.seq = s->m.seq;
    a.state = s->m.state;
    assert_ok(matter_drops_of(&s->m, a.seq, &s->arena, &a.drops, &a.n_drops));
    assert_ok(act_encode(&a, &o, NULL));
    assert_ok(canon_write(&line, o));
    json_decref(o);
    struct fault why = {0};
    err_t e = act_decode(&s->arena, sb_str(&line), &back, &why);
    if (e != OK) print_error("decode: %s %s\n", why.id, why.field);
    assert_ok(e);
    e = matter_apply(&s->replay, back, &why);
    if (e != OK) print_error("replay: %s %s\n", why.id, why.args[2]);
    assert_ok(e);
    assert_int_equal(s->replay.state, s->m.state);
    sb_add(&s->log, sb_str(&line));
    sb_addc(&s->log, '\n');
}

err_t story_act_with(struct story *s, struct act a, struct str content)
{
    struct matter after;
    a.matter = s->id;
    if (a.entered.ms == 0) a.entered = s->now;
    if (a.happened.ms == 0) a.happened = a.entered;
    a.entered_by = a.by.person;
    s->now = moment_add(a.entered, MINUTE_MS);
    memset(&s->why, 0, sizeof s->why);
    assert_ok(matter_clone(&s->m, &s->arena, &after));
    err_t e = matter_apply(&after, &a, &s->why);
    if (s->store) check_kernel(s, &a, content, e, &after);
    if (e != OK) return e;
    s->m = after;
    record(s, a);
    return OK;
}

err_t story_act(struct story *s, struct act a)
{
    return story_act_with(s, a, STR_NONE);
}

/* --- drafts ------------------------------------------------------------------------------- */

struct act_by story_person(int64_t person)
{
    struct act_by by = {.person = person_id(person), .why = "holding:33"};
    if (person != CLERK) by.post = post_id(person + 100);
    return by;
}

struct act_duty story_duty(struct story *s, int32_t no, const char *step, enum act_kind act,
                           int64_t post)
{
    struct assignee *to = ARENA_NEW(&s->arena, struct assignee);
    static const char *const articles[] = {"47(2)"};
    to->post = post_id(post);
    return (struct act_duty){.no = no,
                             .step = step,
                             .act = act,
                             .assigned = to,
                             .n_assigned = 1,
                             .role = {.role = "security_manager", .unit = {DIVISION}},
                             .articles = articles,
                             .n_articles = 1};
}

struct act_opening *story_opening(struct act *a)
{
    return (struct act_opening *)(uintptr_t)a->opening;
}

struct act story_open(struct story *s, enum shape_kind shape, const char *procedure, int64_t person)
{
    struct act_opening *o = ARENA_NEW(&s->arena, struct act_opening);
    *o = (struct act_opening){
        .shape = shape,
        .procedure = procedure,
        .digest = "1111111111111111111111111111111111111111111111111111111111111111",
        .catalogue = "2222222222222222222222222222222222222222222222222222222222222222",
        .unit = {DIVISION},
        .division = {DIVISION},
        .department = {DEPARTMENT},
        .fiscal_year = 2026,
        .number = (int32_t)s->id.v,
        .retention_years = 5};
    return (struct act){.kind = shape_opener(shape), .by = story_person(person), .opening = o};
}

struct act story_answer(int64_t person, enum act_kind kind, int32_t duty, enum verdict v)
{
    return (struct act){.kind = kind, .by = story_person(person), .duty = duty, .verdict = v};
}

struct act story_system(enum act_kind kind)
{
    return (struct act){.kind = kind};
}

struct act story_enforcer(enum act_kind kind, int32_t effect, const char *report)
{
    return (struct act){
        .kind = kind, .effect = effect, .report = report, .by = {.role = {.role = "netd"}}};
}

struct act story_plain(int64_t person, enum act_kind kind)
{
    return (struct act){.kind = kind, .by = story_person(person)};
}

static err_t check(struct db *db, void *arg)
{
    return kernel_check(db, arg);
}

void story_rebuilds(struct store *store)
{
    struct fault why = {0};
    assert_ok(store_write(store, check, &why, NULL));
}

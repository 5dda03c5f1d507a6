/* SPDX-License-Identifier: Apache-2.0
 *
 * Taking an open matter to a new version of its procedure: an act of the head security officer or
 * the security division, refused where a step that is open does not exist there. */
#include "../unit/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "office/versions.h"
#include "world.h"

static struct world w;
static char folder[] = "/tmp/sekimori-rebind-XXXXXX";

static void town(void)
{
    struct sb text SB_CLEANUP;
    sb_init(&text, 1 << 20);
    assert_ok(file_read(&text, TOWN, NULL));
    struct str rest = arena_str(&w.arena, sb_str(&text));
    while (rest.p) {
        struct words words;
        assert_ok(words_read(&w.arena, str_cut(&rest, '\n'), &words));
        if (words.n && !setup_line(&w, &words)) assert_true(say_line(&w, &words));
    }
}

static void command(const char *const *argv)
{
    struct process_options o = {.argv = argv};
    struct sb out SB_CLEANUP;
    struct process_end end;
    sb_init(&out, 4096);
    assert_ok(process_run(&o, STR_NONE, 20000, &out, NULL, &end, NULL));
    assert_false(end.signalled);
    assert_int_equal(end.status, 0);
}

static void copy_catalogue(void)
{
    assert_non_null(mkdtemp(folder));
    command((const char *const[]){"cp", "-R", CATALOGUE_FOLDER "/.", folder, NULL});
}

/* The catalogue anew, with `from` replaced by `to` in one procedure. */
static void change(const char *procedure, const char *from, const char *to)
{
    char path[300];
    struct sb text SB_CLEANUP, changed SB_CLEANUP;
    sb_init(&text, 1 << 20);
    sb_init(&changed, 1 << 20);
    (void)snprintf(path, sizeof path, "%s/procedures/%s.yaml", folder, procedure);
    assert_ok(file_read(&text, path, NULL));
    const char *rest = sb_str(&text).p, *at = strstr(rest, from);
    assert_non_null(at);
    for (; at; at = strstr(rest, from)) {
        sb_add(&changed, (struct str){rest, (size_t)(at - rest)});
        sb_addz(&changed, to);
        rest = at + strlen(from);
    }
    sb_addz(&changed, rest);
    assert_ok(sb_end(&changed));
    assert_ok(file_write_atomic(path, sb_str(&changed), 0600, NULL));
    struct fault why = {0};
    struct catalogue *next;
    err_t e = catalogue_load_folder(folder, &next, NULL, NULL, &why);
    world_must(&w, e, &why, "the changed catalogue");
    enum version_staged staged;
    assert_ok(versions_stage(w.l.t.store, &w.l.clock, next, "command", &staged, &why));
    version_begin(&w, catalogue_digest(next));
    catalogue_free(w.catalogue);
    w.catalogue = next;
    w.office.catalogue = next;
}

static struct matter_id apply(void)
{
    struct actor a = {.person = person_id(world_id(&w, NAME_PERSON, "田中"))};
    json_t *form =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "managed", "nobody_here",
                  "description", "USB", "owner", "vendor", "exemption", "none", "reason", "r",
                  "content", "c", "from", "2026-04-10T10:00", "until", "2030-04-10T17:00");
    struct matter_done opened;
    struct faults bad;
    struct fault why = {0};
    err_t e = matters_open(&w.office, &a, "media-bring-in", form, STR_NONE, &opened, &bad, &why);
    json_decref(form);
    world_must(&w, e, bad.n ? &bad.v[0] : &why, "the application");
    return opened.matter;
}

static err_t act(const char *person, struct matter_id m, int32_t duty, enum act_kind kind,
                 enum verdict v, struct fault *why)
{
    struct actor a = {.person = person_id(world_id(&w, NAME_PERSON, person))};
    struct matter_act q = {.matter = m, .duty = duty, .act = kind, .verdict = v};
    struct matter_done done;
    struct faults bad;
    *why = (struct fault){0};
    return matters_act(&w.office, &a, &q, STR_NONE, &done, &bad, why);
}

static void an_open_matter_moves_and_goes_on(void **state)
{
    (void)state;
    struct fault why;
    struct matter_id m = apply();
    assert_int_equal(act("関", m, 0, ACT_REBIND, VERDICT_NONE, &why), ERR_STATE);
    assert_string_equal(why.id, "matter.newest_version");
    change("media-bring-in", "paragraph(1000)", "paragraph(1200)");
    assert_int_equal(act("田中", m, 0, ACT_REBIND, VERDICT_NONE, &why), ERR_DENIED);
    assert_int_equal(act("佐藤", m, 0, ACT_REBIND, VERDICT_NONE, &why), ERR_DENIED);
    world_must(&w, act("関", m, 0, ACT_REBIND, VERDICT_NONE, &why), &why, "rebind");
    assert_int_equal(act("関", m, 0, ACT_REBIND, VERDICT_NONE, &why), ERR_STATE);
    world_must(&w, act("佐藤", m, 1, ACT_DECIDE, VERDICT_GRANT, &why), &why,
               "the decision after it");
}

static void a_matter_left_alone_goes_on_as_it_began(void **state)
{
    (void)state;
    struct fault why;
    struct matter_id m = apply();
    change("media-bring-in", "paragraph(1200)", "paragraph(1300)");
    world_must(&w, act("佐藤", m, 1, ACT_DECIDE, VERDICT_GRANT, &why), &why,
               "the decision on the old version");
}

static void an_open_step_that_is_gone_refuses_it(void **state)
{
    (void)state;
    struct fault why;
    struct matter_id m = apply();
    change("media-bring-in", "step: receiving_manager", "step: receiving_head");
    assert_int_equal(act("情野", m, 0, ACT_REBIND, VERDICT_NONE, &why), ERR_STATE);
    assert_string_equal(why.id, "kernel.rebind_step");
    world_must(&w, act("佐藤", m, 1, ACT_DECIDE, VERDICT_GRANT, &why), &why,
               "the decision on the old version");
}

static int open_world(void **state)
{
    (void)state;
    world_make(&w, CATALOGUE_FOLDER);
    copy_catalogue();
    town();
    return 0;
}

static int close_world(void **state)
{
    (void)state;
    world_check_end(&w);
    world_remove(&w);
    command((const char *const[]){"rm", "-rf", folder, NULL});
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_open_matter_moves_and_goes_on),
        cmocka_unit_test(a_matter_left_alone_goes_on_as_it_began),
        cmocka_unit_test(an_open_step_that_is_gone_refuses_it),
    };
    return cmocka_run_group_tests_name("rebind", tests, open_world, close_world);
}

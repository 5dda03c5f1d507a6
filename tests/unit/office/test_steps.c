/* SPDX-License-Identifier: Apache-2.0
 *
 * Which steps are open, and seats that are the same seat. */
#include <string.h>

#include "../check.h"
#include "catalogue/catalogue.h"
#include "office/resolve.h"
#include "office/steps.h"

static struct catalogue *catalogue;

static int make(void **state)
{
    (void)state;
    struct fault why = {0};
    assert_ok(catalogue_load_folder(CATALOGUE_FOLDER, &catalogue, NULL, NULL, &why));
    return 0;
}

static int end(void **state)
{
    (void)state;
    catalogue_free(catalogue);
    return 0;
}

/* The steps named in ctx (", a, b,") have been closed. */
static bool closed(void *ctx, const char *step)
{
    char name[80];
    (void)snprintf(name, sizeof name, " %s,", step);
    return strstr(ctx, name) != NULL;
}

/* "skipped ready waiting": the states in the procedure's order. */
static void states_are(const char *procedure, json_t *fields, json_t *steps, const char *done,
                       const char *want)
{
    static const char *const names[] = {"waiting", "ready", "skipped", "closed"};
    const struct procedure *p = catalogue_procedure(catalogue, procedure);
    enum step_state v[STEPS_MAX];
    struct expr_env env = {.fields = fields, .steps = steps};
    char is[400] = "";
    char told[200];
    assert_non_null(p);
    (void)snprintf(told, sizeof told, " %s", done);
    steps_states(p, &env, closed, told, v);
    for (size_t i = 0; i < p->n_steps; i++) {
        size_t n = strlen(is);
        (void)snprintf(is + n, sizeof is - n, "%s%s", i ? " " : "", names[v[i]]);
    }
    assert_string_equal(is, want);
    bool all = !strstr(want, "waiting") && !strstr(want, "ready");
    assert_int_equal(steps_all_done(p, v), all);
    json_decref(fields);
    json_decref(steps);
}

static json_t *media(const char *perimeter, const char *exemption)
{
    return json_pack("{s:s, s:s}", "perimeter", perimeter, "exemption", exemption);
}

static void media_take_out(void **state)
{
    (void)state;
    const char *p = "media-take-out";
    states_are(p, media("outside_office", "none"), NULL, "", "ready skipped skipped");
    states_are(p, media("external", "none"), NULL, "", "ready ready skipped");
    states_are(p, media("external", "survey"), NULL, "", "skipped ready ready");
    states_are(p, media("outside_building", "survey"), NULL, "", "skipped skipped ready");
    states_are(p, media("external", "none"), NULL, "media_manager,", "closed ready skipped");
    states_are(p, media("external", "none"), NULL, "media_manager, own_manager,",
               "closed closed skipped");
}

/* 79(2): a step after skipped ones goes on as if they were closed, never before the others. */
static void exchange(void **state)
{
    (void)state;
    const char *p = "information-exchange";
    states_are(p, json_object(), NULL, "", "ready waiting waiting");
    states_are(p, json_object(), NULL, "both_permit,", "closed skipped skipped");
    states_are(p, json_pack("{s:b}", "whole_prefecture", 1), NULL, "", "skipped ready waiting");
    states_are(p, json_pack("{s:b}", "whole_prefecture", 1), NULL, "both_pass_on,",
               "skipped closed ready");
}

/* 102(2), 154(2): one before the other. */
static void in_order(void **state)
{
    (void)state;
    states_are("remote-access", json_object(), NULL, "", "ready waiting");
    states_are("remote-access", json_object(), NULL, "chief_first,", "closed ready");
    states_are("exception", json_object(), NULL, "", "ready waiting waiting");
    states_are("exception", json_object(), NULL, "examined,", "closed ready waiting");
    states_are("exception", json_object(), NULL, "examined, sanctioned,", "closed closed ready");
}

static void seats(void **state)
{
    (void)state;
    char role[] = "security_manager";
    struct seat a = {.role = "security_manager", .unit = {7}}, b = {.role = role, .unit = {7}};
    assert_true(seat_eq(&a, &b)); /* by name, not by address */
    b.unit = unit_id(8);
    assert_false(seat_eq(&a, &b));
    struct seat me = {.person = {3}}, you = {.person = {4}};
    assert_false(seat_eq(&me, &you));
    assert_false(seat_eq(&a, &me));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(media_take_out),
        cmocka_unit_test(exchange),
        cmocka_unit_test(in_order),
        cmocka_unit_test(seats),
    };
    return cmocka_run_group_tests(tests, make, end);
}

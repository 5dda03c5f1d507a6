/* SPDX-License-Identifier: Apache-2.0
 *
 * Every allocation of ours fails once: no crash, no leak, ERR_NOMEM. In the large catalogue, whose
 * many files are read by the same code, every seventh: each failure loads it all again. */
#include "../check.h"

#include "../torture.h"
#include "catalogue/catalogue.h"
#include "catalogue/expr_tree.h"
#include "expr_scene.h"
#include "folder_of_links.h"

static char folder[512];

static err_t load_folder(void *arg)
{
    (void)arg;
    struct catalogue *c = NULL;
    err_t e = catalogue_load_folder(folder, &c, NULL, NULL, NULL);
    catalogue_free(c);
    return e;
}

static void loading(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "%s/tests/catalogue/small", source_root());
    assert_true(torture_each(load_folder, NULL) > 10);
    snprintf(folder, sizeof folder, "%s/catalogue/hokkaido", source_root());
    assert_true(torture_stepping(load_folder, NULL, 7, ERR_NOMEM) > 100);
}

/* The arena's limit reached at every place in turn, in small steps. */
static void arenas_of_every_size(void **state)
{
    (void)state;
    struct catalogue *c = NULL;
    snprintf(folder, sizeof folder, "%s/catalogue/hokkaido", source_root());
    assert_ok(catalogue_load_folder(folder, &c, NULL, NULL, NULL));
    const struct procedure *now = catalogue_procedure(c, "media-take-out"), *p = NULL;
    err_t e = ERR_NOMEM;
    size_t max = 0;
    for (; e == ERR_NOMEM; max += 41) {
        struct arena a ARENA_CLEANUP;
        arena_init(&a, max);
        struct fault why;
        e = catalogue_parse_procedure(c, &a, now->source, "stored", &p, &why);
    }
    assert_ok(e);
    assert_true(max > 10000);
    catalogue_free(c);
}

static err_t parse_condition(void *arg)
{
    (void)arg;
    struct arena a ARENA_CLEANUP;
    arena_init(&a, 1 << 20);
    struct expr_scope scope = {.p = &scene};
    const struct expr *e;
    return expr_parse(&a, &scope,
                      STR("field.p in [a, b] and not field.s = \"x\" or field.n > field.m"), &e,
                      NULL);
}

static void conditions(void **state)
{
    (void)state;
    assert_true(torture_each(parse_condition, NULL) >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(loading),
                                       cmocka_unit_test(arenas_of_every_size),
                                       cmocka_unit_test(conditions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

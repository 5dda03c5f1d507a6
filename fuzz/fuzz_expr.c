/* SPDX-License-Identifier: Apache-2.0
 * A condition of the catalogue. What is taken can be evaluated with nothing known, and when
 * that gives true it can be true. */
#include "fuzz.h"

#include <string.h>

#include "../tests/unit/catalogue/expr_scene.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fault why = {0};
    const struct expr *e = NULL;
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 1U << 20);
    struct expr_let lets[] = {{.name = "ours"}, {.name = "broken"}};
    struct expr_scope scope = {&scene, lets, ARRAY_LEN(lets)};
    ASSERT(expr_parse(&a, &scope, STR("field.y"), &lets[0].e, NULL) == OK);
    if (expr_parse(&a, &scope, fuzz_input(data, size), &e, &why) != OK) {
        ASSERT(why.column > 0 && why.column <= size + 1);
        fuzz_fault(&why);
        return 0;
    }
    json_t *fields = json_loads("{\"p\":\"a\",\"y\":false}", 0, NULL);
    ASSERT(fields);
    struct expr_env env = {.fields = fields};
    ASSERT(!expr_true(e, &env) || expr_can_be_true(e));
    json_decref(fields);
    return 0;
}

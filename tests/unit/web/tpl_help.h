/* SPDX-License-Identifier: Apache-2.0
 * tpl_help.h: build and render a small set of templates in a test. */
#ifndef SEKIMORI_TESTS_TPL_HELP_H
#define SEKIMORI_TESTS_TPL_HELP_H

#include "../check.h"

#include <string.h>

#include "base/text.h"
#include "web/template/ast.h"

struct named {
    const char *name, *text;
};

/* `list` ends with a NULL name and is sorted by name. */
static inline err_t tpl_help_build(struct arena *a, const struct named *list, bool html,
                                   struct tpl_set *ret, struct fault *why)
{
    struct tpl_sources all = {ARENA_ARRAY(a, struct tpl_source, 16), 0};
    assert_non_null(all.items);
    for (; list->name; list++) {
        all.items[all.n++] = (struct tpl_source){
            .name = str_z(list->name), .file = list->name, .text = str_z(list->text)};
    }
    return tpl_build(a, &all, html, NULL, NULL, ret, why);
}

static inline err_t tpl_help_render(const struct named *list, bool html, const char *page,
                                    const json_t *data, struct sb *out, struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 1 << 24);
    struct tpl_set set;
    TRY(tpl_help_build(&a, list, html, &set, why));
    struct tpl_env env = {.set = &set, .lang = LANG_JA};
    return tpl_render(&env, tpl_find(&set, str_z(page)), data, out, why);
}

#endif

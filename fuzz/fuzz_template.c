/* SPDX-License-Identifier: Apache-2.0
 *
 * A template up to its ops, checked as HTML, then filled with data that is
 * hostile in every value: what comes out must not hold it unescaped. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "web/template/ast.h"

static const char hostile[] =
    "{\"a\": \"<script>&'\\\"x\", \"b\": [\"<1\", {\"a\": \"\\\"2\"}], \"c\": true, \"d\": \"//x\","
    " \"u\": \"/m?a=b&c\", \"e\": [], \"n\": 7, \"o\": {\"a\": \"<\", \"o\": {\"a\": \">\"}}}";

static bool holds(struct str s, const char *z)
{
    size_t n = strlen(z);
    for (size_t i = 0; i + n <= s.n; i++) {
        if (memcmp(s.p + i, z, n) == 0) return true;
    }
    return false;
}

static void render(const struct tpl_set *set, bool written)
{
    json_t *data = json_loads(hostile, 0, NULL);
    if (!data) return;
    for (int lang = 0; lang < LANGS; lang++) {
        struct tpl_env env = {.set = set, .lang = (enum lang)lang};
        SB_CLEANUP struct sb out;
        sb_init(&out, 1 << 20);
        struct fault why;
        if (tpl_render(&env, 0, data, &out, &why) == OK)
            ASSERT(written || !holds(sb_str(&out), "<script>&'"));
    }
    json_decref(data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = fuzz_input(data, size);
    if (size > 16384) return 0;
    ARENA_CLEANUP struct arena a;
    for (int html = 0; html < 2; html++) {
        arena_init(&a, 16 << 20);
        struct tpl_source source = {.name = STR("page"), .file = "page", .text = in};
        struct tpl_sources all = {&source, 1};
        struct tpl_set set;
        struct fault why = {.code = OK};
        err_t e = tpl_build(&a, &all, html, NULL, NULL, &set, &why);
        if (e == OK)
            render(&set, holds(in, "<script>&'"));
        else
            ASSERT(e == ERR_NOMEM || e == ERR_TOO_BIG ||
                   (e == ERR_INVALID && why.id && why.line > 0));
        arena_release(&a);
    }
    return 0;
}

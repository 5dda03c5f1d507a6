/* SPDX-License-Identifier: Apache-2.0
 * Decoding and encoding agree; search keys, JSON strings and escaped HTML are
 * well-formed whatever went in. */
#include "fuzz.h"

#include <jansson.h>

#include "base/html.h"
#include "base/json.h"
#include "base/utf8.h"

static void check_round(struct str in, bool valid)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 1U << 22);
    struct str rest = in;
    uint32_t cp;
    size_t count = 0;
    for (; rest.n > 0 && utf8_next(&rest, &cp) == OK; count++) utf8_add(&b, cp);
    ASSERT((rest.n == 0) == valid);
    ASSERT(str_eq(sb_str(&b), str_head(in, in.n - rest.n)));
    if (valid) ASSERT(utf8_length(in) == count);
    if (valid) ASSERT(utf8_valid(utf8_head(in, in.n / 2), 0));
}

static void check_key(struct str in, bool valid)
{
    SB_CLEANUP struct sb key;
    sb_init(&key, 1U << 22);
    err_t e = utf8_search_key(&key, in);
    ASSERT((e == OK) == valid);
    ASSERT(utf8_valid(sb_str(&key), 0));
}

static void check_json(struct str in, bool valid)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 1U << 22);
    ASSERT((json_quote(&b, in) == OK) == valid);
    if (!valid) return;
    json_t *j = json_loadb(b.p, b.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    ASSERT(j && str_eq((struct str){json_string_value(j), json_string_length(j)}, in));
    json_decref(j);
}

static void check_html(struct str in)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 1U << 22);
    html_escape(&b, in);
    struct str s = sb_str(&b);
    ASSERT(utf8_valid(s, UTF8_NO_NUL | UTF8_NO_CONTROL));
    for (const char *p = "<>\"'"; *p; p++) ASSERT(str_find(s, *p) == s.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = fuzz_input(data, size);
    bool valid = utf8_valid(in, 0);
    check_round(in, valid);
    check_key(in, valid);
    check_json(in, valid);
    check_html(in);
    return 0;
}

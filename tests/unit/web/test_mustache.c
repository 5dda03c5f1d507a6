/* SPDX-License-Identifier: Apache-2.0
 *
 * test_mustache.c: the cases of the mustache specification, where our
 * language has the same words. Left out on purpose, with the reason:
 *   {{{raw}}} and {{&raw}}   no way to write markup from data
 *   {{=<% %>=}}              one notation is enough
 *   a partial that is not there: refused at build instead of silent
 *   indentation of partials and blanks around blocks: blanks mean nothing in
 *   HTML, and where they do (textarea, pre) adding them would be wrong
 */
#include "tpl_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct {
    const char *file, *name;
} left_out[] = {
    {"partials", "Failed Lookup"},
    {"partials", "Standalone Without Previous Line"},
    {"partials", "Standalone Without Newline"},
    {"~inheritance", "Override parent with newlines"},
    {"~inheritance", "Standalone parent"},
    {"~inheritance", "Standalone block"},
    {"~inheritance", "Block reindentation"},
    {"~inheritance", "Intrinsic indentation"},
    {"~inheritance", "Nested block reindentation"},
};

static bool is_left_out(const char *file, const char *name, const char *template,
                        const json_t *partials)
{
    if (strstr(template, "{{{") || strstr(template, "{{&") || strstr(template, "{{=")) return true;
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)(uintptr_t)partials, key, v)
    {
        if (strstr(json_string_value(v), "{{{") || strstr(json_string_value(v), "{{=")) return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(left_out); i++) {
        if (!strcmp(file, left_out[i].file) && !strcmp(name, left_out[i].name)) return true;
    }
    return false;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

static void run_case(const char *file, const json_t *t)
{
    struct named list[10] = {{0}};
    size_t n = 0;
    list[n++] = (struct named){"+page", json_string_value(json_object_get(t, "template"))};
    const char *key;
    json_t *v;
    json_object_foreach(json_object_get(t, "partials"), key, v)
    {
        list[n++] = (struct named){key, json_string_value(v)};
    }
    qsort(list, n, sizeof *list, by_name);
    SB_CLEANUP struct sb out;
    sb_init(&out, 1 << 20);
    struct fault why = {0};
    err_t e = tpl_help_render(list, false, "+page", json_object_get(t, "data"), &out, &why);
    struct str want = str_z(json_string_value(json_object_get(t, "expected")));
    struct str got = sb_str(&out);
    if (file[0] == '~') { /* blanks around blocks: see above */
        want = str_trim(want);
        got = str_trim(got);
    }
    if (e != OK || !str_eq(got, want))
        print_message("%s: %s: %s\n", file, json_string_value(json_object_get(t, "name")),
                      why.id ? why.id : "");
    assert_ok(e);
    assert_true(str_eq(got, want));
}

static const char *folder(char *buf, size_t n)
{
    const char *root = getenv("SEKIMORI_CORPORA");
    if (!root) root = getenv("SEKIMORI_CORPORA_BESIDE");
    snprintf(buf, n, "%s/templates/mustache-spec", root ? root : ".");
    return buf;
}

static void cases_of_the_specification(void **state)
{
    (void)state;
    static const char *const names[] = {"comments", "interpolation", "inverted",
                                        "partials", "sections",      "~inheritance"};
    unsigned passed = 0, skipped = 0;
    char dir[512], path[600];
    folder(dir, sizeof dir);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        snprintf(path, sizeof path, "%s/%s.json", dir, names[i]);
        json_t *spec = json_load_file(path, 0, NULL);
        assert_non_null(spec);
        size_t k;
        json_t *t;
        json_array_foreach(json_object_get(spec, "tests"), k, t)
        {
            if (is_left_out(names[i], json_string_value(json_object_get(t, "name")),
                            json_string_value(json_object_get(t, "template")),
                            json_object_get(t, "partials"))) {
                skipped++;
                continue;
            }
            run_case(names[i], t);
            passed++;
        }
        json_decref(spec);
    }
    print_message("%u cases right, %u left out on purpose\n", passed, skipped);
    assert_true(passed >= 110);
}

int main(void)
{
    char dir[512];
    if (access(folder(dir, sizeof dir), R_OK) != 0) {
        puts("1..0 # SKIP the cases of mustache are not here (SEKIMORI_CORPORA)");
        return 0;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(cases_of_the_specification)};
    return cmocka_run_group_tests_name("mustache", tests, NULL, NULL);
}

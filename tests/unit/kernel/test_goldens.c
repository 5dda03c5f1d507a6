/* SPDX-License-Identifier: Apache-2.0
 *
 * Old logs of acts (the .jsonl files of tests/goldens, one envelope a line, each with the state
 * after it) must replay for ever, and be written today as they were then. When a shape gains
 * something new, add a golden (SEKIMORI_GOLDENS_OUT makes them from the stories); never change one.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../check.h"
#include "kernel/matter.h"
#include "ledger/canon.h"

static char *read_file(const char *path, size_t *ret_n)
{
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    char *text = malloc(1 << 20);
    assert_non_null(text);
    *ret_n = fread(text, 1, 1 << 20, f);
    assert_true(*ret_n < 1 << 20);
    assert_int_equal(fclose(f), 0);
    return text;
}

static void check_written_alike(const struct act *a, struct str line)
{
    json_t *o = NULL;
    struct sb out SB_CLEANUP;
    sb_init(&out, 1 << 20);
    assert_ok(act_encode(a, &o, NULL));
    assert_ok(canon_write(&out, o));
    json_decref(o);
    assert_true(str_eq(sb_str(&out), line));
}

static void replay(const char *path)
{
    size_t n;
    char *text = read_file(path, &n);
    struct arena arena ARENA_CLEANUP;
    struct matter m;
    struct str rest = {text, n};
    arena_init(&arena, 16 << 20);
    matter_init(&m, &arena);
    while (rest.p && rest.n) {
        struct str line = str_cut(&rest, '\n');
        struct act *a = NULL;
        struct fault why = {0};
        err_t e = act_decode(&arena, line, &a, &why);
        if (e == OK && a->state == STATE_NONE) e = ERR_CORRUPT;
        if (e == OK) e = matter_apply(&m, a, &why);
        if (e != OK)
            print_error("%s: %s %s %s %s\n", path, err_name(e), why.id, why.args[1], why.args[2]);
        assert_ok(e);
        check_written_alike(a, line);
    }
    assert_true(m.seq > 0);
    free(text);
}

static void goldens_replay(void **state)
{
    (void)state;
    DIR *d = opendir(GOLDENS);
    assert_non_null(d);
    int n = 0;
    for (struct dirent *e; (e = readdir(d));) {
        char path[1024];
        if (!str_ends(str_z(e->d_name), STR(".jsonl"))) continue;
        snprintf(path, sizeof path, GOLDENS "/%s", e->d_name);
        replay(path);
        n++;
    }
    closedir(d);
    print_message("# %d logs replayed\n", n);
    assert_true(n >= 25);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(goldens_replay)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

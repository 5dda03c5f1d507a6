/* SPDX-License-Identifier: Apache-2.0
 *
 * Whole texts of invented towns in texts/NAME.txt, each as nasty as real ones, beside what must be
 * read of them in NAME.expected: title, tree, references, findings. SEKIMORI_WRITE=1 writes what is
 * read now; a person must then have read the difference. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "text.h"

enum { ROOM = 1 << 20, ROOM_OF_PATH = 4096 };

static void path_of(char to[ROOM_OF_PATH], const char *name, const char *end)
{
    const char *source = getenv("SEKIMORI_SOURCE");
    assert_non_null(source);
    int n = snprintf(to, ROOM_OF_PATH, "%s/tests/unit/standard/texts%s%s", source, name, end);
    assert_true(n > 0 && n < ROOM_OF_PATH);
}

static void describe(struct sb *b, const struct read_text *t)
{
    sb_addf(b, "題名 %.*s\n", STR_ARG(t->text.title));
    if (t->text.history.n) sb_addf(b, "経緯\n%.*s", STR_ARG(t->text.history));
    sb_addz(b, "本文\n");
    text_add_tree(b, t);
    sb_addz(b, "引用\n");
    text_add_cites(b, t);
    sb_addz(b, "気付いた点\n");
    text_add_findings(b, t);
}

static void write_out(const char *path, struct str s)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(s.p, 1, s.n, f), s.n);
    assert_int_equal(fclose(f), 0);
}

static void check_text(const char *name)
{
    char path[ROOM_OF_PATH];
    SB_CLEANUP struct sb source, want, got;
    struct read_text t TEXT_CLEANUP;
    sb_init(&source, ROOM);
    sb_init(&want, ROOM);
    sb_init(&got, ROOM);
    path_of(path, name, ".txt");
    assert_ok(file_read(&source, path, NULL));
    text_read(&t, sb_str(&source));
    if (t.err != OK) fail_msg("%s: line %u: %s", name, t.why.line, t.why.id);
    describe(&got, &t);
    assert_ok(sb_end(&got));
    path_of(path, name, ".expected");
    if (getenv("SEKIMORI_WRITE")) write_out(path, sb_str(&got));
    assert_ok(file_read(&want, path, NULL));
    if (!str_eq(sb_str(&got), sb_str(&want)))
        fail_msg("%s\n--- got\n%.*s--- wanted\n%.*s", name, STR_ARG(sb_str(&got)),
                 STR_ARG(sb_str(&want)));
}

static void texts(void **state)
{
    (void)state;
    char path[ROOM_OF_PATH];
    path_of(path, "", "");
    DIR *d = opendir(path);
    assert_non_null(d);
    unsigned n = 0;
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        struct str name = str_z(e->d_name);
        char stem[300];
        if (!str_ends(name, STR(".txt"))) continue;
        (void)snprintf(stem, sizeof stem, "/%.*s", (int)(name.n - 4), name.p);
        check_text(stem);
        n++;
    }
    (void)closedir(d);
    assert_true(n >= 28);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(texts)};
    return cmocka_run_group_tests_name("texts", tests, NULL, NULL);
}

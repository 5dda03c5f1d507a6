/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>
#include <unistd.h>

#include "../torture.h"
#include "base/b64.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/random.h"

static char folder[] = "/tmp/sekimori-file-XXXXXX";
static char path[100];

static unsigned count_names(void)
{
    unsigned n = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    while (readdir(d)) n++;
    closedir(d);
    return n - 2;
}

static void files_are_replaced_whole(void **state)
{
    (void)state;
    SB_CLEANUP struct sb b;
    struct fault why;
    sb_init(&b, 100);
    assert_int_equal(file_read(&b, path, &why), ERR_NOT_FOUND);
    assert_ok(file_write_atomic(path, STR("one"), 0640, &why));
    assert_ok(file_write_atomic(path, STR("two\0!"), 0640, &why));
    sb_addz(&b, "<");
    assert_ok(file_read(&b, path, &why));
    assert_str(sb_str(&b), "<two\0!");
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_int_equal(count_names(), 1);
}

static void a_failed_write_leaves_the_old(void **state)
{
    (void)state;
    struct rlimit before, small = {.rlim_cur = 4, .rlim_max = RLIM_INFINITY};
    struct fault why;
    assert_ok(file_write_atomic(path, STR("old"), 0600, &why));
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small.rlim_max = before.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    err_t e = file_write_atomic(path, STR("too long for the disk"), 0600, &why);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(e, ERR_IO);
    assert_string_equal(why.id, "file.unwritable");
    assert_int_equal(count_names(), 1);
    SB_CLEANUP struct sb b;
    sb_init(&b, 100);
    assert_ok(file_read(&b, path, &why));
    assert_str(sb_str(&b), "old");
    assert_int_equal(file_write_atomic("/no/such/x", STR(""), 0600, &why), ERR_IO);
}

static void limits_and_folders_are_refused(void **state)
{
    (void)state;
    SB_CLEANUP struct sb b;
    struct fault why;
    sb_init(&b, 4);
    sb_addz(&b, "<");
    assert_ok(file_write_atomic(path, STR("1234"), 0600, &why));
    assert_int_equal(file_read(&b, path, &why), ERR_TOO_BIG);
    assert_str(sb_str(&b), "<");
    assert_ok(sb_end(&b));
    assert_ok(file_write_atomic(path, STR("123"), 0600, &why));
    assert_ok(file_read(&b, path, &why));
    assert_int_equal(file_read(&b, folder, &why), ERR_IO);
    assert_int_equal(file_read(&b, "/dev/zero", &why), ERR_IO);
}

static err_t read_it(void *arg)
{
    (void)arg;
    SB_CLEANUP struct sb b;
    sb_init(&b, 100);
    return file_read(&b, path, NULL);
}

static void lack_of_memory_is_told(void **state)
{
    (void)state;
    assert_true(torture_each(read_it, NULL) >= 1);
}

static void base64_is_strict(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        err_t plain, url;
        const char *bytes;
    } t[] = {
        {"", OK, OK, ""},
        {"Zg==", OK, ERR_INVALID, "f"},
        {"Zg", ERR_INVALID, OK, "f"},
        {"Zm8=", OK, ERR_INVALID, "fo"},
        {"Zm8", ERR_INVALID, OK, "fo"},
        {"Zm9v", OK, OK, "foo"},
        {"Zm9vYmFy", OK, OK, "foobar"},
        {"Zh==", ERR_INVALID, ERR_INVALID, NULL}, /* bits left over */
        {"Zh", ERR_INVALID, ERR_INVALID, NULL},
        {"Zm9=", ERR_INVALID, ERR_INVALID, NULL},
        {"Zm9", ERR_INVALID, ERR_INVALID, NULL},
        {"Z===", ERR_INVALID, ERR_INVALID, NULL},
        {"====", ERR_INVALID, ERR_INVALID, NULL},
        {"Zg==Zg==", ERR_INVALID, ERR_INVALID, NULL},
        {"Zm9v\n", ERR_INVALID, ERR_INVALID, NULL},
        {"Zm 9", ERR_INVALID, ERR_INVALID, NULL},
        {"Z", ERR_INVALID, ERR_INVALID, NULL},
        {"++//", OK, ERR_INVALID, "\xFB\xEF\xFF"},
        {"--__", ERR_INVALID, OK, "\xFB\xEF\xFF"},
        {"Zm9vYmFyYg==", ERR_TOO_BIG, ERR_INVALID, NULL},
        {"Zm9vYmFyYg", ERR_INVALID, ERR_TOO_BIG, NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        uint8_t to[6];
        size_t n = 0;
        err_t e = b64_decode(str_z(t[i].text), to, sizeof to, &n);
        if (e != t[i].plain) fail_msg("%s: %s", t[i].text, err_name(e));
        if (e == OK) assert_true(str_eqz((struct str){(char *)to, n}, t[i].bytes));
        e = b64url_decode(str_z(t[i].text), to, sizeof to, &n);
        if (e != t[i].url) fail_msg("url %s: %s", t[i].text, err_name(e));
        if (e == OK) assert_true(str_eqz((struct str){(char *)to, n}, t[i].bytes));
    }
}

static void random_is_even_and_new(void **state)
{
    (void)state;
    SB_CLEANUP struct sb a;
    SB_CLEANUP struct sb b;
    sb_init(&a, 100);
    sb_init(&b, 100);
    random_token(&a, 32);
    random_token(&b, 32);
    assert_int_equal(a.n, 43);
    assert_false(str_eq(sb_str(&a), sb_str(&b)));
    unsigned seen[6] = {0};
    for (int i = 0; i < 6000; i++) seen[random_below(6)]++;
    for (int i = 0; i < 6; i++) assert_in_range(seen[i], 700, 1300);
    assert_int_equal(random_below(1), 0);
}

static err_t keep(void *arg, struct str key, struct str value, struct fault *why)
{
    struct sb *log = arg;
    if (str_eqz(key, "unknown")) return fault_set(why, ERR_INVALID, "conf.bad_line", "unknown");
    sb_addf(log, "[%.*s|%.*s]", STR_ARG(key), STR_ARG(value));
    return OK;
}

static void settings_are_read_or_refused_with_their_line(void **state)
{
    (void)state;
    static const struct {
        struct str text;
        const char *log; /* NULL: refused */
        const char *id;
        uint32_t line;
    } t[] = {
        {STR_INIT(""), "", NULL, 0},
        {STR_INIT("# x = y\n\n a = b c \nd=\n e = = \n"), "[a|b c][d|][e|=]", NULL, 0},
        {STR_INIT("a = 1\r\nb = 2"), "[a|1][b|2]", NULL, 0},
        {STR_INIT("a = 1\nnonsense\n"), NULL, "conf.bad_line", 2},
        {STR_INIT("a = 1\nunknown = 2\n"), NULL, "conf.bad_line", 2},
        {STR_INIT("a = 1\nb = 1\na = 2\n"), NULL, "conf.twice", 3},
        {STR_INIT("A = 1\n"), NULL, "conf.bad_line", 1},
        {STR_INIT(" = 1\n"), NULL, "conf.bad_line", 1},
        {STR_INIT("\na = \0\n"), NULL, "conf.bad_character", 2},
        {STR_INIT("a = \xFF\n"), NULL, "conf.bad_character", 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        SB_CLEANUP struct sb log;
        struct fault why;
        sb_init(&log, 1000);
        err_t e = conf_parse(t[i].text, "x.conf", keep, &log, &why);
        assert_int_equal(e, t[i].log ? OK : ERR_INVALID);
        if (t[i].log) {
            assert_string_equal(log.p ? log.p : "", t[i].log);
            continue;
        }
        assert_string_equal(why.id, t[i].id);
        assert_string_equal(why.file, "x.conf");
        assert_int_equal(why.line, t[i].line);
    }
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/file", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_replaced_whole),
        cmocka_unit_test(a_failed_write_leaves_the_old),
        cmocka_unit_test(limits_and_folders_are_refused),
        cmocka_unit_test(lack_of_memory_is_told),
        cmocka_unit_test(base64_is_strict),
        cmocka_unit_test(random_is_even_and_new),
        cmocka_unit_test(settings_are_read_or_refused_with_their_line),
    };
    return cmocka_run_group_tests_name("file", tests, make_folder, remove_folder);
}

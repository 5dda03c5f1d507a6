/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

static struct clock_test time_;
static struct clock clock_;

static struct log to_pipe(int fds[2])
{
    assert_int_equal(pipe(fds), 0);
    struct moment m;
    assert_ok(moment_parse(STR("2026-11-23T02:04:05.007Z"), &m, NULL));
    clock_ = clock_test_init(&time_, m);
    return (struct log){.module = "server", .least = LOG_INFO, .clock = &clock_, .fd = fds[1]};
}

static void check_line(int fd, const char *want)
{
    char buf[LOG_LINE_MAX + 1];
    ssize_t n = read(fd, buf, sizeof buf - 1);
    assert_true(n > 0);
    buf[n] = '\0';
    assert_string_equal(buf, want);
}

static void lines_carry_time_level_and_values(void **state)
{
    (void)state;
    int fds[2];
    struct log l = to_pipe(fds);
    LOG(&l, LOG_DEBUG, "not written");
    LOG(&l, LOG_INFO, "started");
    check_line(fds[0], "2026-11-23T02:04:05.007Z info server started\n");
    LOG(&l, LOG_WARN, "listening", LOG_STR("socket", "/run/x.sock"), LOG_INT("n", INT64_MIN),
        LOG_VIEW("name", STR("髙橋")));
    check_line(fds[0], "2026-11-23T02:04:05.007Z warn server listening socket=\"/run/x.sock\" "
                       "n=-9223372036854775808 name=\"髙橋\"\n");
    close(fds[0]);
    close(fds[1]);
}

static void input_cannot_forge_a_line(void **state)
{
    (void)state;
    int fds[2];
    struct log l = to_pipe(fds);
    LOG(&l, LOG_INFO, "x", LOG_VIEW("a", STR("1\" b=\"2\\\n2026 info\r\x1b\xFF\0\xE2\x80\xA8")));
    check_line(fds[0], "2026-11-23T02:04:05.007Z info server x a=\"1\\\" b=\\\"2\\\\\\n2026 "
                       "info\\x0d\\x1b\\xff\\x00\\xe2\\x80\\xa8\"\n");
    close(fds[0]);
    close(fds[1]);
}

static void secrets_are_withheld(void **state)
{
    (void)state;
    int fds[2];
    struct log l = to_pipe(fds);
    LOG(&l, LOG_INFO, "x", LOG_STR("password", "hunter2"), LOG_STR("csrf_token", "abc"),
        LOG_INT("totp_code", 123456));
    check_line(fds[0], "2026-11-23T02:04:05.007Z info server x password=[withheld] "
                       "csrf_token=[withheld] totp_code=[withheld]\n");
    close(fds[0]);
    close(fds[1]);
}

static void long_lines_are_cut_and_ended(void **state)
{
    (void)state;
    int fds[2];
    struct log l = to_pipe(fds);
    char big[3000], buf[2 * LOG_LINE_MAX];
    memset(big, '\x01', sizeof big);
    LOG(&l, LOG_INFO, "x", LOG_VIEW("a", ((struct str){big, sizeof big})), LOG_STR("b", "c"));
    ssize_t n = read(fds[0], buf, sizeof buf);
    assert_int_equal(n, LOG_LINE_MAX);
    assert_int_equal(buf[n - 1], '\n');
    assert_int_equal(str_find((struct str){buf, (size_t)n}, '\n'), n - 1);
    close(fds[0]);
    close(fds[1]);
}

static void faults_are_told_with_their_place(void **state)
{
    (void)state;
    int fds[2];
    struct log l = to_pipe(fds);
    struct fault f;
    (void)fault_set(&f, ERR_INVALID, "csv.wrong_width", "%d" FS "%d", 1, 2);
    fault_place(&f, "p.csv", 7, 0);
    log_fault(&l, LOG_ERROR, "import failed", &f);
    check_line(fds[0], "2026-11-23T02:04:05.007Z error server import failed err=\"invalid\" "
                       "text=\"csv.wrong_width\" file=\"p.csv\" line=7 arg0=\"1\" arg1=\"2\"\n");
    close(fds[0]);
    close(fds[1]);
}

static void *talk(void *arg)
{
    const struct log *l = arg;
    for (int i = 0; i < 100; i++) LOG(l, LOG_INFO, "x", LOG_STR("a", "0123456789"));
    return NULL;
}

static void lines_of_threads_never_mix(void **state)
{
    (void)state;
    int fds[2];
    struct log l = to_pipe(fds);
    pthread_t t[4];
    for (int i = 0; i < 4; i++) assert_int_equal(pthread_create(&t[i], NULL, talk, &l), 0);
    for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
    close(fds[1]);
    static char buf[65536];
    size_t n = 0;
    for (ssize_t got; (got = read(fds[0], buf + n, sizeof buf - n)) > 0;) n += (size_t)got;
    static const char want[] = "2026-11-23T02:04:05.007Z info server x a=\"0123456789\"\n";
    assert_int_equal(n, 400 * (sizeof want - 1));
    for (size_t i = 0; i < n; i += sizeof want - 1)
        assert_memory_equal(buf + i, want, sizeof want - 1);
    close(fds[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_carry_time_level_and_values),
        cmocka_unit_test(input_cannot_forge_a_line),
        cmocka_unit_test(secrets_are_withheld),
        cmocka_unit_test(long_lines_are_cut_and_ended),
        cmocka_unit_test(faults_are_told_with_their_place),
        cmocka_unit_test(lines_of_threads_never_mix),
    };
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}

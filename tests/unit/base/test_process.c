/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/process.h"

static const char *const cat[] = {"cat", NULL};
static const char *const sleeper[] = {"sleep", "600", NULL};

static err_t run(const char *const *argv, struct str in, int ms, size_t max, struct sb *out,
                 struct process_end *end)
{
    struct process_options o = {.argv = argv};
    sb_init(out, max);
    return process_run(&o, in, ms, out, NULL, end, NULL);
}

static void output_and_status_come_back(void **state)
{
    (void)state;
    SB_CLEANUP struct sb out;
    struct process_end end;
    assert_ok(run(cat, STR("hello"), 10000, 100, &out, &end));
    assert_str(sb_str(&out), "hello");
    assert_false(end.signalled);
    assert_int_equal(end.status, 0);
    sb_release(&out);
    const char *const fails[] = {"sh", "-c", "exit 7", NULL};
    assert_ok(run(fails, STR("not read"), 10000, 100, &out, &end));
    assert_int_equal(end.status, 7);
    sb_release(&out);
    const char *const dies[] = {"sh", "-c", "kill -SEGV $$", NULL};
    assert_ok(run(dies, STR(""), 10000, 100, &out, &end));
    assert_true(end.signalled);
    assert_int_equal(end.status, SIGSEGV);
}

static void arguments_meet_no_shell(void **state)
{
    (void)state;
    SB_CLEANUP struct sb out;
    struct process_end end;
    const char *const echo[] = {"printf", "%s", "$(id); `id` && x", NULL};
    assert_ok(run(echo, STR(""), 10000, 100, &out, &end));
    assert_str(sb_str(&out), "$(id); `id` && x");
}

static void nothing_leaks_into_the_child(void **state)
{
    (void)state;
    SB_CLEANUP struct sb out;
    struct process_end end;
    int fd = open("/dev/null", O_RDONLY); /* on purpose without O_CLOEXEC */
    assert_true(fd >= 0);
    setenv("SEKIMORI_TEST_SECRET", "x", 1);
    const char *const look[] = {"sh", "-c", "ls /proc/self/fd | wc -l; env | grep -c SECRET", NULL};
    assert_ok(run(look, STR(""), 10000, 100, &out, &end));
    assert_str(sb_str(&out), "4\n0\n"); /* 0, 1, 2 and the folder itself */
    close(fd);
}

static void folders_and_environment_are_given(void **state)
{
    (void)state;
    SB_CLEANUP struct sb out;
    SB_CLEANUP struct sb err;
    struct process_end end;
    sb_init(&out, 100);
    sb_init(&err, 100);
    const char *const argv[] = {"sh", "-c", "pwd; echo $A >&2", NULL};
    const char *const envp[] = {"A=b", NULL};
    struct process_options o = {.argv = argv, .envp = envp, .folder = "/"};
    assert_ok(process_run(&o, STR(""), 10000, &out, &err, &end, NULL));
    assert_str(sb_str(&out), "/\n");
    assert_str(sb_str(&err), "b\n");
}

static void a_megabyte_goes_through_both_ways(void **state)
{
    (void)state;
    SB_CLEANUP struct sb out;
    struct process_end end;
    size_t n = 1U << 20;
    char *big = malloc(n);
    assert_non_null(big);
    memset(big, 'x', n);
    assert_ok(run(cat, (struct str){big, n}, 30000, n, &out, &end));
    assert_int_equal(out.n, n);
    sb_release(&out);
    assert_int_equal(run(cat, (struct str){big, n}, 30000, n - 1, &out, &end), ERR_TOO_BIG);
    free(big);
}

static void slow_ones_are_killed_in_time(void **state)
{
    (void)state;
    SB_CLEANUP struct sb out;
    struct process_end end;
    int64_t start = clock_monotonic_ms();
    assert_int_equal(run(sleeper, STR(""), 50, 100, &out, &end), ERR_BUSY);
    sb_release(&out);
    /* A child of the child holds the pipe; the whole group goes. */
    const char *const nested[] = {"sh", "-c", "sleep 600 & sleep 600", NULL};
    assert_int_equal(run(nested, STR(""), 50, 100, &out, &end), ERR_BUSY);
    assert_true(clock_monotonic_ms() - start < 20000);
}

static void what_does_not_exist_is_said(void **state)
{
    (void)state;
    const char *const argv[] = {"sekimori-no-such-program", NULL};
    struct process_options o = {.argv = argv};
    struct process p;
    struct fault why;
    assert_int_equal(process_start(&o, &p, &why), ERR_NOT_FOUND);
    assert_string_equal(why.id, "process.not_found");
    assert_string_equal(why.args[0], argv[0]);
}

static void long_runners_are_stopped(void **state)
{
    (void)state;
    struct process_options o = {.argv = sleeper};
    PROCESS_CLEANUP struct process p = {0};
    struct process_end end;
    assert_ok(process_start(&o, &p, NULL));
    assert_int_equal(process_wait(&p, 0, &end), ERR_BUSY);
    process_signal(&p, SIGTERM);
    assert_ok(process_wait(&p, 10000, &end));
    assert_true(end.signalled);
    assert_int_equal(end.status, SIGTERM);
    process_stop(&p, 100);
    const char *const stubborn[] = {"sh", "-c", "trap '' TERM; echo; sleep 600", NULL};
    o = (struct process_options){.argv = stubborn, .out = PROCESS_PIPE};
    assert_ok(process_start(&o, &p, NULL));
    char c;
    assert_int_equal(read(p.out, &c, 1), 1);
    process_stop(&p, 50);
    assert_false(p.started);
    process_release(&p);
}

/* The child side: asks, and answers what it was told through its status. */
static void ask_on_terminal(void)
{
    struct sb b;
    sb_init(&b, 100);
    err_t e = process_password("Password: ", &b, NULL);
    bool right = e == OK && str_eqz(sb_str(&b), "hunter2");
    sb_release(&b);
    _exit(right ? 0 : 1 + (int)e);
}

static void passwords_are_read_without_echo(void **state)
{
    (void)state;
    int master;
    pid_t pid = forkpty(&master, NULL, NULL, NULL);
    assert_true(pid >= 0);
    if (pid == 0) ask_on_terminal();
    char buf[200] = {0};
    size_t n = 0;
    while (!strstr(buf, "Password: ")) {
        ssize_t got = read(master, buf + n, sizeof buf - 1 - n);
        assert_true(got > 0);
        n += (size_t)got;
    }
    assert_int_equal(write(master, "hunter2\n", 8), 8);
    for (ssize_t got; (got = read(master, buf + n, sizeof buf - 1 - n)) > 0;) n += (size_t)got;
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_null(strstr(buf, "hunter2"));
    close(master);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(output_and_status_come_back),
        cmocka_unit_test(arguments_meet_no_shell),
        cmocka_unit_test(nothing_leaks_into_the_child),
        cmocka_unit_test(folders_and_environment_are_given),
        cmocka_unit_test(a_megabyte_goes_through_both_ways),
        cmocka_unit_test(slow_ones_are_killed_in_time),
        cmocka_unit_test(what_does_not_exist_is_said),
        cmocka_unit_test(long_runners_are_stopped),
        cmocka_unit_test(passwords_are_read_without_echo),
    };
    return cmocka_run_group_tests_name("process", tests, NULL, NULL);
}

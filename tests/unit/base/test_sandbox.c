/* SPDX-License-Identifier: Apache-2.0
 * Each case enters a sandbox in a child and tries something: what is allowed
 * must work, what is forbidden must kill the child or be refused. */
#include "../check.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/sandbox.h"

enum { WORKED = 0, REFUSED = 1, NO_LANDLOCK = 77, NOT_ENTERED = 99 };

static char folder[] = "/tmp/sekimori-sandbox-XXXXXX";

static int compute(void)
{
    char *p = malloc(1 << 20);
    if (!p) return REFUSED;
    memset(p, 1, 1 << 20);
    free(p);
    return clock_monotonic_ms() > 0 && write(1, "", 0) == 0 ? WORKED : REFUSED;
}
static int open_inet(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? WORKED : REFUSED;
}
static int open_unix(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0) >= 0 ? WORKED : REFUSED;
}
static int read_inside(void)
{
    char path[100];
    snprintf(path, sizeof path, "%s/file", folder);
    return open(path, O_RDONLY) >= 0 ? WORKED : REFUSED;
}
static int read_outside(void)
{
    return open("/etc/passwd", O_RDONLY) >= 0 ? WORKED : REFUSED;
}
static int write_inside(void)
{
    char path[100];
    snprintf(path, sizeof path, "%s/new", folder);
    return open(path, O_WRONLY | O_CREAT, 0600) >= 0 ? WORKED : REFUSED;
}
static int run_program(void)
{
    char *argv[] = {(char[]){"true"}, NULL};
    execv("/bin/true", argv);
    return REFUSED;
}
static int fork_process(void)
{
    return fork() >= 0 ? WORKED : REFUSED;
}
static void *nothing(void *arg)
{
    return arg;
}
static int start_thread(void)
{
    pthread_t t;
    if (pthread_create(&t, NULL, nothing, NULL) != 0) return REFUSED;
    return pthread_join(t, NULL) == 0 ? WORKED : REFUSED;
}
static int make_code(void)
{
    void *p =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p != MAP_FAILED ? WORKED : REFUSED;
}
static int signal_others(void)
{
    return kill(getppid(), 0) == 0 ? WORKED : REFUSED;
}
static int signal_thread_of_others(void)
{
    return tgkill(getppid(), getppid(), 0) == 0 ? WORKED : REFUSED;
}
static int signal_itself(void)
{
    return tgkill(getpid(), gettid(), 0) == 0 ? WORKED : REFUSED;
}
static int many_files(void)
{
    for (int i = 0; i < 100; i++) {
        if (dup(0) < 0) return errno == EMFILE ? REFUSED : NOT_ENTERED;
    }
    return WORKED;
}

static const struct sandbox_path read_only[] = {{folder, SANDBOX_PATH_READ}};
static const struct sandbox_path read_write[] = {{folder, SANDBOX_PATH_READ | SANDBOX_PATH_WRITE}};

enum outcome { WORKS, IS_REFUSED, KILLS };

static const struct {
    const char *name;
    int (*try)(void);
    struct sandbox box;
    enum outcome want;
    bool needs_landlock;
} cases[] = {
    {"compute", compute, {.calls = SANDBOX_COMPUTE}, WORKS, false},
    {"inet socket", open_inet, {.calls = SANDBOX_COMPUTE}, KILLS, false},
    {"inet socket among unix ones", open_inet, {.calls = SANDBOX_UNIX_SOCKETS}, KILLS, false},
    {"unix socket", open_unix, {.calls = SANDBOX_UNIX_SOCKETS}, WORKS, false},
    {"unix socket unasked", open_unix, {.calls = SANDBOX_COMPUTE}, KILLS, false},
    {"open", read_inside, {.calls = SANDBOX_COMPUTE}, KILLS, false},
    {"read inside", read_inside, {SANDBOX_READ_FILES, read_only, 1, {0}, false}, WORKS, true},
    {"read outside",
     read_outside,
     {SANDBOX_READ_FILES, read_only, 1, {0}, false},
     IS_REFUSED,
     true},
    {"write read-only",
     write_inside,
     {SANDBOX_READ_FILES | SANDBOX_WRITE_FILES, read_only, 1, {0}, false},
     IS_REFUSED,
     true},
    {"write inside",
     write_inside,
     {SANDBOX_READ_FILES | SANDBOX_WRITE_FILES, read_write, 1, {0}, false},
     WORKS,
     true},
    {"exec", run_program, {.calls = SANDBOX_READ_FILES | SANDBOX_THREADS}, KILLS, false},
    {"fork", fork_process, {.calls = SANDBOX_COMPUTE}, KILLS, false},
    {"fork among threads", fork_process, {.calls = SANDBOX_THREADS}, KILLS, false},
    {"code in memory", make_code, {.calls = SANDBOX_COMPUTE}, KILLS, false},
    {"signal to others", signal_others, {.calls = SANDBOX_COMPUTE}, KILLS, false},
    {"signal to a thread of others",
     signal_thread_of_others,
     {.calls = SANDBOX_COMPUTE},
     KILLS,
     false},
    {"signal to itself", signal_itself, {.calls = SANDBOX_COMPUTE}, WORKS, false},
    {"open files", many_files, {.limits = {.open_files = 20}}, IS_REFUSED, false},
};

static int in_child(int (*try)(void), struct sandbox box, bool needs_landlock)
{
    if (needs_landlock && sandbox_landlock_abi() == 0) _exit(NO_LANDLOCK);
    box.landlock_optional = !needs_landlock;
    struct fault why = {0};
    if (sandbox_enter(&box, &why) != OK) _exit(NOT_ENTERED);
    _exit(try());
}

static int run_case(int (*try)(void), const struct sandbox *box, bool needs_landlock)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) in_child(try, *box, needs_landlock);
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static void what_is_forbidden_fails_and_the_rest_works(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int status = run_case(cases[i].try, &cases[i].box, cases[i].needs_landlock);
        if (WIFEXITED(status) && WEXITSTATUS(status) == NO_LANDLOCK) {
            print_message("# SKIP %s: this kernel has no landlock\n", cases[i].name);
            continue;
        }
        bool right = cases[i].want == KILLS
                         ? WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS
                         : WIFEXITED(status) &&
                               WEXITSTATUS(status) == (cases[i].want == WORKS ? WORKED : REFUSED);
        if (!right) fail_msg("%s: status %x", cases[i].name, (unsigned)status);
    }
}

static void threads_may_start_when_asked_for(void **state)
{
    (void)state;
#if defined(__SANITIZE_ADDRESS__)
    print_message("# SKIP: the sanitizer's own work at a thread's start is outside the list\n");
#else
    struct sandbox box = {.calls = SANDBOX_THREADS};
    int status = run_case(start_thread, &box, false);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), WORKED);
#endif
    struct sandbox none = {.calls = SANDBOX_COMPUTE};
    int killed = run_case(start_thread, &none, false);
    assert_true(WIFSIGNALED(killed));
    assert_int_equal(WTERMSIG(killed), SIGSYS);
}

static void missing_paths_are_told(void **state)
{
    (void)state;
    if (sandbox_landlock_abi() == 0) skip();
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        const struct sandbox_path none = {"/no/such/folder", SANDBOX_PATH_READ};
        struct sandbox box = {.paths = &none, .n_paths = 1};
        struct fault why = {0};
        _exit(sandbox_enter(&box, &why) == ERR_NOT_FOUND && !strcmp(why.args[0], none.path) ? 0
                                                                                            : 1);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static int make_folder(void **state)
{
    (void)state;
    char path[100];
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/file", folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
    return fd < 0 ? -1 : close(fd);
}

static int remove_folder(void **state)
{
    (void)state;
    char path[100];
    snprintf(path, sizeof path, "%s/file", folder);
    unlink(path);
    snprintf(path, sizeof path, "%s/new", folder);
    unlink(path);
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_forbidden_fails_and_the_rest_works),
        cmocka_unit_test(threads_may_start_when_asked_for),
        cmocka_unit_test(missing_paths_are_told),
    };
    return cmocka_run_group_tests_name("sandbox", tests, make_folder, remove_folder);
}

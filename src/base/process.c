/* SPDX-License-Identifier: Apache-2.0 */
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"

static const char *const plain_env[] = {
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", NULL};

struct plan {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attr;
    int ours[3], theirs[3];
};

/* One of the child's three streams. Returns 0 or an errno. */
static int plan_stream(struct plan *p, int which, enum process_stream kind)
{
    if (kind == PROCESS_INHERIT) return 0;
    if (kind == PROCESS_NULL)
        return posix_spawn_file_actions_addopen(&p->actions, which, "/dev/null",
                                                which == 0 ? O_RDONLY : O_WRONLY, 0);
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) != 0) return errno;
    p->ours[which] = fds[which == 0 ? 1 : 0];
    p->theirs[which] = fds[which == 0 ? 0 : 1];
    return posix_spawn_file_actions_adddup2(&p->actions, p->theirs[which], which);
}

static int plan_signals(struct plan *p)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int e = posix_spawnattr_setflags(&p->attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF |
                                                   POSIX_SPAWN_SETSIGMASK);
    if (!e) e = posix_spawnattr_setpgroup(&p->attr, 0);
    if (!e) e = posix_spawnattr_setsigdefault(&p->attr, &all);
    if (!e) e = posix_spawnattr_setsigmask(&p->attr, &none);
    return e;
}

static int plan_all(struct plan *p, const struct process_options *o)
{
    int e = plan_stream(p, 0, o->in);
    if (!e) e = plan_stream(p, 1, o->out);
    if (!e) e = plan_stream(p, 2, o->err);
    if (!e) e = posix_spawn_file_actions_addclosefrom_np(&p->actions, 3);
    if (!e && o->folder) e = posix_spawn_file_actions_addchdir_np(&p->actions, o->folder);
    if (!e) e = plan_signals(p);
    return e;
}

static int spawn(struct plan *p, const struct process_options *o, struct process *ret)
{
    const char *const *envp = o->envp ? o->envp : plain_env;
    pid_t pid;
    /* posix_spawn's types lack const; it changes nothing. */
    int e = posix_spawnp(&pid, o->argv[0], &p->actions, &p->attr, (char *const *)(uintptr_t)o->argv,
                         (char *const *)(uintptr_t)envp);
    if (e) return e;
    int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (pidfd < 0) {
        e = errno;
        kill(-pid, SIGKILL);
        waitpid(pid, NULL, 0);
        return e;
    }
    *ret = (struct process){.started = true, .pid = pid, .pidfd = pidfd};
    return 0;
}

err_t process_start(const struct process_options *o, struct process *ret, struct fault *why)
{
    struct plan p = {.ours = {-1, -1, -1}, .theirs = {-1, -1, -1}};
    if (posix_spawn_file_actions_init(&p.actions) != 0)
        return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    if (posix_spawnattr_init(&p.attr) != 0) {
        posix_spawn_file_actions_destroy(&p.actions);
        return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    }
    struct process made = {0};
    int e = plan_all(&p, o);
    if (!e) e = spawn(&p, o, &made);
    posix_spawn_file_actions_destroy(&p.actions);
    posix_spawnattr_destroy(&p.attr);
    for (int i = 0; i < 3; i++) {
        file_close(&p.theirs[i]);
        if (e) file_close(&p.ours[i]);
    }
    if (e == ENOENT) return fault_set(why, ERR_NOT_FOUND, "process.not_found", "%s", o->argv[0]);
    if (e) return fault_set(why, ERR_IO, "process.cannot_start", "%s", o->argv[0]);
    made.in = p.ours[0];
    made.out = p.ours[1];
    made.err = p.ours[2];
    *ret = made;
    return OK;
}

/* Milliseconds left until `end` for poll(); -1 when there is no end. */
static int left(int timeout_ms, int64_t end)
{
    if (timeout_ms < 0) return -1;
    int64_t ms = end - clock_monotonic_ms();
    return ms > 0 ? (int)ms : 0;
}

err_t process_wait(struct process *p, int timeout_ms, struct process_end *ret)
{
    ASSERT(p->pid > 0);
    int64_t end = clock_monotonic_ms() + timeout_ms;
    struct pollfd fd = {.fd = p->pidfd, .events = POLLIN};
    int n;
    do {
        n = poll(&fd, 1, left(timeout_ms, end));
    } while (n < 0 && errno == EINTR);
    if (n == 0) return ERR_BUSY;
    int status;
    if (n < 0 || waitpid(p->pid, &status, 0) != p->pid) return ERR_IO;
    p->pid = 0;
    file_close(&p->pidfd);
    *ret = (struct process_end){.signalled = WIFSIGNALED(status),
                                .status =
                                    WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status)};
    return OK;
}

void process_signal(const struct process *p, int signal_number)
{
    if (p->pid > 0) kill(-p->pid, signal_number);
}

void process_stop(struct process *p, int grace_ms)
{
    struct process_end end;
    if (!p->started) return;
    if (p->pid > 0) {
        process_signal(p, grace_ms > 0 ? SIGTERM : SIGKILL);
        if (process_wait(p, grace_ms > 0 ? grace_ms : -1, &end) == ERR_BUSY) {
            process_signal(p, SIGKILL);
            (void)!process_wait(p, -1, &end);
        }
    }
    file_close(&p->in);
    file_close(&p->out);
    file_close(&p->err);
    p->started = false;
}

void process_release(struct process *p)
{
    process_stop(p, 0);
}

/* SPDX-License-Identifier: Apache-2.0
 * A program run to its end; the contract stands in process.h. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/process.h"

struct feed {
    struct process *p;
    struct str input;
    struct sb *out, *err;
};

/* Reads what is there; closes the pipe at its end. */
static err_t pull(int *fd, struct sb *to)
{
    char buf[16384];
    ssize_t n = read(*fd, buf, sizeof buf);
    if (n < 0) return errno == EINTR || errno == EAGAIN ? OK : ERR_IO;
    if (n == 0) file_close(fd);
    sb_add(to, (struct str){buf, (size_t)n});
    return sb_end(to);
}

/* Writes what fits; a child that reads no more is no fault of ours. */
static void push(struct feed *f)
{
    ssize_t n = write(f->p->in, f->input.p, f->input.n);
    if (n < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (n > 0) f->input = str_skip(f->input, (size_t)n);
    if (n < 0 || f->input.n == 0) file_close(&f->p->in);
}

static err_t turn(struct feed *f, int timeout_ms)
{
    struct process *p = f->p;
    struct pollfd fds[] = {{.fd = p->in, .events = POLLOUT},
                           {.fd = p->out, .events = POLLIN},
                           {.fd = p->err, .events = POLLIN}};
    int n = poll(fds, ARRAY_LEN(fds), timeout_ms);
    if (n < 0) return errno == EINTR ? OK : ERR_IO;
    if (n == 0) return ERR_BUSY;
    if (fds[0].revents) push(f);
    if (fds[1].revents) TRY(pull(&p->out, f->out));
    if (fds[2].revents) TRY(pull(&p->err, f->err));
    return OK;
}

static int left(int timeout_ms, int64_t end)
{
    if (timeout_ms < 0) return -1;
    int64_t ms = end - clock_monotonic_ms();
    return ms > 0 ? (int)ms : 0;
}

/* SIGPIPE stays away from this thread while we write to a child that may
 * have ended; the signal is thread-directed, so it is taken back here. */
static err_t drive(struct feed *f, int timeout_ms, struct process_end *ret)
{
    int64_t end = clock_monotonic_ms() + timeout_ms;
    sigset_t pipe_only, before;
    sigemptyset(&pipe_only);
    sigaddset(&pipe_only, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
    err_t e = OK;
    while (e == OK && (f->p->in >= 0 || f->p->out >= 0 || f->p->err >= 0))
        e = turn(f, left(timeout_ms, end));
    if (e == OK) e = process_wait(f->p, left(timeout_ms, end), ret);
    while (sigtimedwait(&pipe_only, NULL, &(struct timespec){0}) == SIGPIPE) continue;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return e;
}

err_t process_run(const struct process_options *o, struct str input, int timeout_ms, struct sb *out,
                  struct sb *err, struct process_end *ret, struct fault *why)
{
    struct process_options with = *o;
    with.in = input.n ? PROCESS_PIPE : PROCESS_NULL;
    with.out = PROCESS_PIPE;
    with.err = err ? PROCESS_PIPE : PROCESS_INHERIT;
    PROCESS_CLEANUP struct process p = {0};
    TRY(process_start(&with, &p, why));
    if (p.in >= 0 && fcntl(p.in, F_SETFL, O_NONBLOCK) != 0)
        return fault_set(why, ERR_IO, "process.cannot_start", "%s", o->argv[0]);
    struct feed f = {.p = &p, .input = input, .out = out, .err = err};
    err_t e = drive(&f, timeout_ms, ret);
    if (e == ERR_BUSY) return fault_set(why, e, "process.too_slow", "%s", o->argv[0]);
    if (e != OK) return fault_set(why, e, "process.failed", "%s", o->argv[0]);
    return OK;
}

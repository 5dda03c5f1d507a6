/* SPDX-License-Identifier: Apache-2.0
 *
 * process.h: other programs, started without a shell: own process group,
 * default signals, no inherited descriptors but 0, 1, 2, and nothing in the
 * environment but what is given. Times are milliseconds.
 */
#ifndef SEKIMORI_BASE_PROCESS_H
#define SEKIMORI_BASE_PROCESS_H

#include <sys/types.h>

#include "base/sb.h"

enum process_stream {
    PROCESS_NULL,    /* /dev/null */
    PROCESS_INHERIT, /* ours */
    PROCESS_PIPE     /* a pipe; our end stands in struct process */
};

struct process_options {
    const char *const *argv; /* NULL at the end; argv[0] is looked up in PATH */
    const char *const *envp; /* NULL: PATH of the system and LANG=C.UTF-8 only */
    const char *folder;      /* to start in; NULL: ours */
    enum process_stream in, out, err;
};

struct process {
    bool started; /* a zeroed struct is none */
    pid_t pid;    /* 0: none, or reaped */
    int pidfd;
    int in, out, err; /* our ends of the pipes; -1 where there is none */
};

/* How it ended. */
struct process_end {
    bool signalled;
    int status; /* the exit status, or the signal's number */
};

/* ERR_NOT_FOUND when there is no such program; ERR_IO. */
MUST_CHECK err_t process_start(const struct process_options *o, struct process *ret,
                               struct fault *why);
/* Waits and reaps; ERR_BUSY when it still runs after timeout_ms (< 0: forever). */
MUST_CHECK err_t process_wait(struct process *p, int timeout_ms, struct process_end *ret);
/* Sends the signal to its whole group; harmless when it has ended. */
void process_signal(const struct process *p, int signal_number);
/* SIGTERM, after grace_ms SIGKILL, reap, close. Harmless twice. */
void process_stop(struct process *p, int grace_ms);
/* Stop at once; for cleanup. */
void process_release(struct process *p);
#define PROCESS_CLEANUP __attribute__((cleanup(process_release)))

/* Runs it to the end: feeds `input`, collects output (err may be NULL: ours).
 * `o`'s streams are set as needed. ERR_BUSY when the time was over (it has
 * been killed), ERR_TOO_BIG when it wrote more than a builder's max (killed),
 * else OK whatever it answered. */
MUST_CHECK err_t process_run(const struct process_options *o, struct str input, int timeout_ms,
                             struct sb *out, struct sb *err, struct process_end *ret,
                             struct fault *why);

/* Asks on the terminal without echo; the line without its end. ERR_UNAVAILABLE
 * when there is no terminal, ERR_INVALID for an empty line or one over 1000
 * bytes. The caller wipes *ret. */
MUST_CHECK err_t process_password(const char *prompt, struct sb *ret, struct fault *why);

#endif

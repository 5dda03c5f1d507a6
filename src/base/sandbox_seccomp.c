/* SPDX-License-Identifier: Apache-2.0
 *
 * The lists of system calls. Names, not numbers: libseccomp knows them for
 * each machine, and steps over those that a machine does not have. */
#include <errno.h>
#include <seccomp.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include "base/sandbox_parts.h"

struct list {
    unsigned calls;
    const char *const *names;
    size_t n;
};

static const char *const compute[] = {
    "read",
    "readv",
    "pread64",
    "preadv",
    "write",
    "writev",
    "pwrite64",
    "pwritev",
    "close",
    "lseek",
    "fstat",
    "dup",
    "dup3",
    "poll",
    "ppoll",
    "select",
    "pselect6",
    "epoll_create1",
    "epoll_ctl",
    "epoll_wait",
    "epoll_pwait",
    "eventfd2",
    "pipe2",
    "fcntl",
    "brk",
    "munmap",
    "mremap",
    "madvise",
    "futex",
    "futex_wait",
    "futex_wake",
    "sched_yield",
    "sched_getaffinity",
    "clock_gettime",
    "clock_getres",
    "clock_nanosleep",
    "nanosleep",
    "gettimeofday",
    "time",
    "getrandom",
    "getpid",
    "gettid",
    "getuid",
    "geteuid",
    "getgid",
    "getegid",
    "uname",
    "sysinfo",
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "rt_sigtimedwait",
    "sigaltstack",
    "restart_syscall",
    "exit",
    "exit_group",
    "tgkill",
    "rseq",
    "set_robust_list",
    "membarrier",
    "getrusage",
    "prlimit64",
};
static const char *const read_files[] = {
    "open",   "openat",    "stat",       "lstat",     "newfstatat", "statx",
    "access", "faccessat", "faccessat2", "readlink",  "readlinkat", "getdents64",
    "getcwd", "fstatfs",   "statfs",     "fadvise64", "flock",
};
static const char *const write_files[] = {
    "fsync",  "fdatasync", "ftruncate",       "fallocate",       "rename", "renameat", "renameat2",
    "unlink", "unlinkat",  "mkdir",           "mkdirat",         "rmdir",  "fchmod",   "fchmodat",
    "umask",  "utimensat", "sync_file_range", "copy_file_range", "flock",
};
static const char *const threads[] = {"set_tid_address", "sched_setaffinity", "sched_getparam",
                                      "sched_getscheduler"};
static const char *const sockets[] = {
    "bind",        "listen",     "accept",     "accept4",  "connect", "getsockname",
    "getpeername", "getsockopt", "setsockopt", "shutdown", "sendto",  "sendmsg",
    "sendmmsg",    "recvfrom",   "recvmsg",    "recvmmsg",
};

static const struct list lists[] = {
    {SANDBOX_COMPUTE, compute, ARRAY_LEN(compute)},
    {SANDBOX_READ_FILES, read_files, ARRAY_LEN(read_files)},
    {SANDBOX_WRITE_FILES, write_files, ARRAY_LEN(write_files)},
    {SANDBOX_THREADS, threads, ARRAY_LEN(threads)},
    {SANDBOX_UNIX_SOCKETS, sockets, ARRAY_LEN(sockets)},
};

static int allow(scmp_filter_ctx ctx, const struct list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        int nr = seccomp_syscall_resolve_name(l->names[i]);
        if (nr == __NR_SCMP_ERROR) continue; /* newer than this libseccomp */
        int e = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 0);
        if (e != 0 && e != -EDOM) return e;
    }
    return 0;
}

/* Calls that are harmless with some arguments only. */
static int allow_by_argument(scmp_filter_ctx ctx, unsigned calls)
{
    /* Memory is never executable. */
    int e = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    if (!e)
        e = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    if (!e && (calls & SANDBOX_UNIX_SOCKETS)) {
        e = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
                             SCMP_A0(SCMP_CMP_EQ, AF_UNIX));
        if (!e)
            e = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(socketpair), 1,
                                 SCMP_A0(SCMP_CMP_EQ, AF_UNIX));
    }
    if (!e && (calls & SANDBOX_THREADS)) {
        /* clone3 hides its flags in memory; the C library falls back to clone. */
        e = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
        if (!e)
            e = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                                 SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    }
    return e;
}

err_t sandbox_seccomp(unsigned calls, struct fault *why)
{
    scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (!ctx) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    calls |= SANDBOX_COMPUTE;
    int e = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, 1);
    for (size_t i = 0; !e && i < ARRAY_LEN(lists); i++) {
        if (calls & lists[i].calls) e = allow(ctx, &lists[i]);
    }
    if (!e) e = allow_by_argument(ctx, calls);
    if (!e) e = seccomp_load(ctx);
    seccomp_release(ctx);
    if (e == -EINVAL || e == -ENOSYS)
        return fault_set(why, ERR_UNAVAILABLE, "sandbox.no_seccomp", NULL);
    if (e) return fault_set(why, ERR_IO, "sandbox.failed", "%s", "seccomp_load");
    return OK;
}

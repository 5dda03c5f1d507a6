/* SPDX-License-Identifier: Apache-2.0
 *
 * The lists of system calls. Names, not numbers: libseccomp knows them for
 * each machine, and steps over those that a machine does not have. */
#include <errno.h>
#include <seccomp.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/sandbox_parts.h"

struct list {
    unsigned calls;
    const char *names; /* separated by blanks */
};

static const char compute[] =
    "read readv pread64 preadv write writev pwrite64 pwritev close lseek fstat dup dup3 poll "
    "ppoll select pselect6 epoll_create1 epoll_ctl epoll_wait epoll_pwait eventfd2 pipe2 "
    "fcntl brk munmap mremap madvise futex futex_wait futex_wake sched_yield "
    "sched_getaffinity clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time "
    "getrandom getpid gettid getuid geteuid getgid getegid uname sysinfo rt_sigaction "
    "rt_sigprocmask rt_sigreturn rt_sigtimedwait sigaltstack restart_syscall exit exit_group "
    "rseq set_robust_list membarrier getrusage";
static const char read_files[] =
    "open openat stat lstat newfstatat statx access faccessat faccessat2 readlink readlinkat "
    "getdents64 getcwd fstatfs statfs fadvise64 flock";
static const char write_files[] =
    "fsync fdatasync ftruncate fallocate rename renameat renameat2 unlink unlinkat mkdir "
    "mkdirat rmdir fchmod fchmodat umask utimensat sync_file_range copy_file_range flock";
static const char threads[] = "set_tid_address sched_setaffinity sched_getparam sched_getscheduler";
static const char sockets[] =
    "bind listen accept accept4 connect getsockname getpeername getsockopt setsockopt "
    "shutdown sendto sendmsg sendmmsg recvfrom recvmsg recvmmsg";

static const struct list lists[] = {
    {SANDBOX_COMPUTE, compute},         {SANDBOX_READ_FILES, read_files},
    {SANDBOX_WRITE_FILES, write_files}, {SANDBOX_THREADS, threads},
    {SANDBOX_UNIX_SOCKETS, sockets},
};

static int allow(scmp_filter_ctx ctx, const char *names)
{
    for (struct str rest = str_z(names); rest.p;) {
        struct str word = str_cut(&rest, ' ');
        char name[32];
        ASSERT(word.n > 0 && word.n < sizeof name);
        memcpy(name, word.p, word.n);
        name[word.n] = '\0';
        int nr = seccomp_syscall_resolve_name(name);
        if (nr == __NR_SCMP_ERROR) continue; /* newer than this libseccomp */
        int e = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, nr, 0);
        if (e != 0 && e != -EDOM) return e;
    }
    return 0;
}

/* One call, allowed when its argument passes. */
static int allow_if(scmp_filter_ctx ctx, int nr, struct scmp_arg_cmp arg)
{
    return seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, nr, 1, &arg);
}

/* Calls that are harmless with some arguments only. */
static int allow_by_argument(scmp_filter_ctx ctx, unsigned calls)
{
    /* Memory is never executable. */
    int e = allow_if(ctx, SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    if (!e) e = allow_if(ctx, SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    /* Signals (abort) and limits reach the process itself only. */
    if (!e) e = allow_if(ctx, SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
    if (!e) e = allow_if(ctx, SCMP_SYS(prlimit64), SCMP_A0(SCMP_CMP_EQ, 0));
    if (!e && (calls & SANDBOX_UNIX_SOCKETS)) {
        e = allow_if(ctx, SCMP_SYS(socket), SCMP_A0(SCMP_CMP_EQ, AF_UNIX));
        if (!e) e = allow_if(ctx, SCMP_SYS(socketpair), SCMP_A0(SCMP_CMP_EQ, AF_UNIX));
    }
    if (!e && (calls & SANDBOX_THREADS)) {
        /* clone3 hides its flags in memory; the C library falls back to clone. */
        e = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
        if (!e)
            e = allow_if(ctx, SCMP_SYS(clone),
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
        if (calls & lists[i].calls) e = allow(ctx, lists[i].names);
    }
    if (!e) e = allow_by_argument(ctx, calls);
    if (!e) e = seccomp_load(ctx);
    seccomp_release(ctx);
    if (e == -EINVAL || e == -ENOSYS)
        return fault_set(why, ERR_UNAVAILABLE, "sandbox.no_seccomp", NULL);
    if (e) return fault_set(why, ERR_IO, "sandbox.failed", "%s", "seccomp_load");
    return OK;
}

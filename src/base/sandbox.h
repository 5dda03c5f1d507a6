/* SPDX-License-Identifier: Apache-2.0
 *
 * sandbox.h: gives up rights for good, before hostile bytes are looked at.
 * Order within sandbox_enter(): no_new_privs, limits, landlock, seccomp. A
 * system call outside the list kills the process (SIGSYS), so that a test
 * can see it and an attacker learns nothing.
 *
 * Sources: seccomp(2), landlock(7), prctl(2), getrlimit(2).
 */
#ifndef SEKIMORI_BASE_SANDBOX_H
#define SEKIMORI_BASE_SANDBOX_H

#include "base/str.h"

/* What the process may still ask of the kernel; combine with |. */
enum sandbox_calls {
    SANDBOX_COMPUTE = 1,      /* memory, clocks, random, read and write on open descriptors */
    SANDBOX_READ_FILES = 2,   /* open and look (landlock says where) */
    SANDBOX_WRITE_FILES = 4,  /* create, rename, remove, sync */
    SANDBOX_THREADS = 8,      /* new threads, never processes */
    SANDBOX_UNIX_SOCKETS = 16 /* sockets of AF_UNIX: listen, accept, connect, pass messages */
};

enum sandbox_access { SANDBOX_PATH_READ = 1, SANDBOX_PATH_WRITE = 2 };

struct sandbox_path {
    const char *path; /* a folder with all beneath it, or a file; must exist */
    unsigned access;  /* enum sandbox_access */
};

/* 0 leaves a limit as it is. */
struct sandbox_limits {
    uint64_t memory_bytes; /* address space */
    uint64_t cpu_seconds;
    uint64_t file_bytes; /* largest file written */
    uint64_t open_files;
};

struct sandbox {
    unsigned calls;                   /* enum sandbox_calls; COMPUTE is always in */
    const struct sandbox_path *paths; /* all other paths are closed */
    size_t n_paths;
    struct sandbox_limits limits;
    bool landlock_optional; /* go on where the kernel has no landlock */
};

/* ERR_UNAVAILABLE: the kernel lacks landlock or seccomp (why says which);
 * ERR_NOT_FOUND: a path does not exist; ERR_IO. After a failure the process
 * may be half-way in and should end. Only the calling thread (and those it
 * starts later) is bound: enter before starting threads. */
MUST_CHECK err_t sandbox_enter(const struct sandbox *s, struct fault *why);

/* The landlock version of the kernel; 0 when there is none. */
int sandbox_landlock_abi(void);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * Landlock by its system calls (landlock(7)); the C library has no wrappers,
 * and the headers of the build machine may be older than the kernel. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sandbox_parts.h"

#ifndef SYS_landlock_create_ruleset
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule 445
#define SYS_landlock_restrict_self 446
#endif

enum { CREATE_RULESET_VERSION = 1, RULE_PATH_BENEATH = 1 };

/* File rights by bit, as of ABI 5. */
#define FS_EXECUTE (1U << 0)
#define FS_WRITE_FILE (1U << 1)
#define FS_READ_FILE (1U << 2)
#define FS_READ_DIR (1U << 3)
#define FS_ALL_ABI1 ((1U << 13) - 1)
#define FS_REFER (1U << 13)     /* ABI 2 */
#define FS_TRUNCATE (1U << 14)  /* ABI 3 */
#define FS_IOCTL_DEV (1U << 15) /* ABI 5 */
#define FS_REMOVE_DIR (1U << 4)
#define FS_REMOVE_FILE (1U << 5)
#define FS_MAKE_DIR (1U << 7)
#define FS_MAKE_REG (1U << 8)
#define FS_MAKE_SOCK (1U << 9)

struct ruleset {
    uint64_t fs, net, scoped; /* net since ABI 4, scoped since ABI 6 */
};

struct path_rule {
    uint64_t allowed;
    int32_t fd;
} __attribute__((packed));

int sandbox_landlock_abi(void)
{
    long v = syscall(SYS_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);
    return v > 0 ? (int)v : 0;
}

static uint64_t handled(int abi)
{
    uint64_t fs = FS_ALL_ABI1;
    if (abi >= 2) fs |= FS_REFER;
    if (abi >= 3) fs |= FS_TRUNCATE;
    if (abi >= 5) fs |= FS_IOCTL_DEV;
    return fs;
}

static int create(int abi)
{
    struct ruleset r = {.fs = handled(abi)};
    size_t size = sizeof r.fs;
    if (abi >= 4) {
        r.net = 3; /* bind and connect of TCP: no rule allows any */
        size = 2 * sizeof r.fs;
    }
    if (abi >= 6) {
        r.scoped = 3; /* abstract sockets and signals stay within */
        size = sizeof r;
    }
    return (int)syscall(SYS_landlock_create_ruleset, &r, size, 0);
}

static uint64_t rights(unsigned access, bool folder)
{
    uint64_t of_file = 0, of_folder = 0;
    if (access & SANDBOX_PATH_READ) {
        of_file |= FS_READ_FILE;
        of_folder |= FS_READ_DIR;
    }
    if (access & SANDBOX_PATH_WRITE) {
        of_file |= FS_WRITE_FILE | FS_TRUNCATE;
        of_folder |=
            FS_REMOVE_DIR | FS_REMOVE_FILE | FS_MAKE_DIR | FS_MAKE_REG | FS_MAKE_SOCK | FS_REFER;
    }
    return of_file | (folder ? of_folder : 0);
}

static err_t add(int rules, int abi, const struct sandbox_path *p, struct fault *why)
{
    FILE_FD int fd = open(p->path, O_PATH | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0)
        return fault_set(why, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "file.not_found", "%s",
                         p->path);
    struct path_rule rule = {.allowed = rights(p->access, S_ISDIR(st.st_mode)) & handled(abi),
                             .fd = fd};
    if (syscall(SYS_landlock_add_rule, rules, RULE_PATH_BENEATH, &rule, 0) != 0)
        return fault_set(why, ERR_IO, "sandbox.failed", "%s", "landlock_add_rule");
    return OK;
}

err_t sandbox_landlock(const struct sandbox_path *paths, size_t n, struct fault *why)
{
    int abi = sandbox_landlock_abi();
    FILE_FD int rules = create(abi);
    if (rules < 0) return fault_set(why, ERR_IO, "sandbox.failed", "%s", "landlock_create_ruleset");
    for (size_t i = 0; i < n; i++) TRY(add(rules, abi, &paths[i], why));
    if (syscall(SYS_landlock_restrict_self, rules, 0) != 0)
        return fault_set(why, ERR_IO, "sandbox.failed", "%s", "landlock_restrict_self");
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "space.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"

static bool put(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool done = fd >= 0 && file_write_all(fd, str_z(text)) == OK;
    if (fd >= 0) close(fd);
    return done;
}

static bool as_nobody(void)
{
    char map[64];
    unsigned uid = getuid(), gid = getgid();
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) return false;
    (void)put("/proc/self/setgroups", "deny");
    (void)snprintf(map, sizeof map, "0 %u 1", uid);
    if (!put("/proc/self/uid_map", map)) return false;
    (void)snprintf(map, sizeof map, "0 %u 1", gid);
    return put("/proc/self/gid_map", map);
}

bool space_run(const char *const *argv)
{
    struct process_end end = {0};
    const struct process_options o = {.argv = argv};
    SB_CLEANUP struct sb out;
    SB_CLEANUP struct sb err;
    sb_init(&out, 1 << 20);
    sb_init(&err, 1 << 20);
    if (process_run(&o, STR_NONE, 20000, &out, &err, &end, NULL) != OK) return false;
    struct str said = sb_str(&err);
    if (end.status != 0) (void)printf("# %s: %.*s\n", argv[0], STR_ARG(str_cut(&said, '\n')));
    return !end.signalled && end.status == 0;
}

bool space_enter(const char **ret_why)
{
    bool in = geteuid() == 0 ? unshare(CLONE_NEWNET) == 0 : as_nobody();
    *ret_why = "no network namespace can be made here (neither root nor user namespaces)";
    if (!in) return false;
    *ret_why = "ip (iproute2) or nft is not installed";
    return SPACE_RUN("ip", "link", "set", "lo", "up") && SPACE_RUN("nft", "list", "tables");
}

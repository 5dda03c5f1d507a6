/* SPDX-License-Identifier: Apache-2.0 */
#include "net/sysctl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

enum { PATH_BYTES = 256 };

static bool path_of(const char *name, char to[PATH_BYTES])
{
    int n = snprintf(to, PATH_BYTES, "/proc/sys/%s", name);
    return n > 0 && n < PATH_BYTES && !strstr(name, "..");
}

bool sysctl_exists(const char *name)
{
    char path[PATH_BYTES];
    return path_of(name, path) && access(path, F_OK) == 0;
}

err_t sysctl_read(const char *name, char ret[SYSCTL_VALUE_MAX], struct fault *why)
{
    char path[PATH_BYTES];
    char got[SYSCTL_VALUE_MAX];
    if (!path_of(name, path)) return ERR_NOT_FOUND;
    FILE_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT) return ERR_NOT_FOUND;
    ssize_t n = fd < 0 ? -1 : read(fd, got, sizeof got - 1);
    if (n < 0)
        return fault_set(why, ERR_IO, "netd.sysctl_read", "%s" FS "%s", name, strerror(errno));
    struct str v = str_trim((struct str){got, (size_t)n});
    memcpy(ret, v.p, v.n);
    ret[v.n] = '\0';
    return OK;
}

err_t sysctl_write(const char *name, const char *value, struct fault *why)
{
    char path[PATH_BYTES];
    char now[SYSCTL_VALUE_MAX];
    if (!path_of(name, path)) return ERR_NOT_FOUND;
    if (sysctl_read(name, now, NULL) == OK && strcmp(now, value) == 0) return OK;
    FILE_FD int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd >= 0 && file_write_all(fd, str_z(value)) == OK) return OK;
    return fault_set(why, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "netd.sysctl_write",
                     "%s" FS "%s" FS "%s", name, value, strerror(errno));
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/keep.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

bool keep_exists(int dir, const char *name)
{
    struct stat st;
    return fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

err_t keep_read(int dir, const char *name, char *to, size_t max, size_t *ret_n)
{
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
    size_t n = 0;
    ssize_t got = 1;
    while (n < max && got != 0) {
        got = read(fd, to + n, max - n);
        if (got < 0 && errno != EINTR) break;
        if (got > 0) n += (size_t)got;
    }
    close(fd);
    if (got < 0) return ERR_IO;
    if (n == max) return ERR_TOO_BIG;
    *ret_n = n;
    return OK;
}

static bool write_all(int fd, struct str bytes)
{
    while (bytes.n > 0) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes = str_skip(bytes, (size_t)n);
    }
    return true;
}

err_t keep_write(int dir, const char *name, struct str bytes, unsigned mode)
{
    char temp[128];
    if (snprintf(temp, sizeof temp, "%s.new", name) >= (int)sizeof temp) return ERR_BUG;
    if (unlinkat(dir, temp, 0) != 0 && errno != ENOENT) return ERR_IO;
    int fd = openat(dir, temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0) return ERR_IO;
    bool good = fchmod(fd, mode) == 0 && write_all(fd, bytes) && fsync(fd) == 0;
    good = close(fd) == 0 && good;
    good = good && renameat(dir, temp, dir, name) == 0;
    if (!good) {
        (void)unlinkat(dir, temp, 0);
        return ERR_IO;
    }
    return fsync(dir) == 0 ? OK : ERR_IO;
}

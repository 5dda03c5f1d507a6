/* SPDX-License-Identifier: Apache-2.0 */
#include "link/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum { PATH_BYTES = 300, KILLED = 137 };

/* False: this step is to fail; errno says how. */
static bool step(struct disk *d)
{
    d->steps++;
    if (!d->fail_at || d->steps < d->fail_at || d->steps >= d->fail_at + d->fail_n) return true;
    if (d->fail_with == 0) _exit(KILLED);
    errno = d->fail_with;
    return false;
}

static err_t failed(struct disk *d)
{
    d->full = errno == ENOSPC || errno == EDQUOT;
    return ERR_IO;
}

static err_t path_of(char path[PATH_BYTES], const char *folder, const char *name)
{
    int n = *folder ? snprintf(path, PATH_BYTES, "%s/%s", folder, name)
                    : snprintf(path, PATH_BYTES, "%s", name);
    return n > 0 && n < PATH_BYTES ? OK : ERR_TOO_BIG;
}

static err_t sync_folder(struct disk *d, const char *folder)
{
    FILE_FD int fd =
        openat(d->dir, *folder ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 || !step(d) || fsync(fd) != 0) return failed(d);
    return OK;
}

/* In two pieces, so that a kill between them leaves half a file. */
static err_t write_halves(struct disk *d, int fd, struct str bytes)
{
    struct str first = str_head(bytes, bytes.n / 2), rest = str_skip(bytes, bytes.n / 2);
    if (!step(d) || file_write_all(fd, first) != OK) return failed(d);
    if (!step(d) || file_write_all(fd, rest) != OK) return failed(d);
    if (!step(d) || fsync(fd) != 0) return failed(d);
    return OK;
}

err_t disk_put(struct disk *d, const char *folder, const char *name, struct str bytes, mode_t mode)
{
    char path[PATH_BYTES], temp[PATH_BYTES + 4];
    TRY(path_of(path, folder, name));
    (void)snprintf(temp, sizeof temp, "%s.tmp", path);
    (void)unlinkat(d->dir, temp, 0);
    FILE_FD int fd =
        openat(d->dir, temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (fd < 0) return failed(d);
    err_t e = write_halves(d, fd, bytes);
    if (e == OK && (!step(d) || renameat(d->dir, temp, d->dir, path) != 0)) e = failed(d);
    if (e != OK) {
        (void)unlinkat(d->dir, temp, 0);
        return e;
    }
    return sync_folder(d, folder);
}

err_t disk_append(struct disk *d, int fd, off_t end, struct str bytes)
{
    if (lseek(fd, end, SEEK_SET) != end) return failed(d);
    err_t e = write_halves(d, fd, bytes);
    if (e != OK) (void)!ftruncate(fd, end);
    return e;
}

err_t disk_move(struct disk *d, const char *from, const char *from_name, const char *to,
                const char *to_name)
{
    char a[PATH_BYTES], b[PATH_BYTES];
    TRY(path_of(a, from, from_name));
    TRY(path_of(b, to, to_name));
    if (!step(d) || renameat(d->dir, a, d->dir, b) != 0) return failed(d);
    TRY(sync_folder(d, to));
    return sync_folder(d, from);
}

err_t disk_drop(struct disk *d, const char *folder, const char *name)
{
    char path[PATH_BYTES];
    TRY(path_of(path, folder, name));
    if (!step(d) || (unlinkat(d->dir, path, 0) != 0 && errno != ENOENT)) return failed(d);
    return sync_folder(d, folder);
}

err_t disk_get(struct disk *d, const char *folder, const char *name, struct sb *to)
{
    char path[PATH_BYTES], buf[1 << 14];
    ssize_t n;
    TRY(path_of(path, folder, name));
    FILE_FD int fd = openat(d->dir, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return errno == ENOENT ? ERR_NOT_FOUND : failed(d);
    while ((n = read(fd, buf, sizeof buf)) > 0) sb_add(to, (struct str){buf, (size_t)n});
    if (n < 0) return failed(d);
    return sb_end(to);
}

err_t disk_folder(struct disk *d, const char *name)
{
    struct stat st;
    if (mkdirat(d->dir, name, 0700) == 0) return sync_folder(d, "");
    if (fstatat(d->dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode)) return OK;
    return failed(d);
}

err_t disk_reserve(struct disk *d, const char *name, off_t bytes)
{
    FILE_FD int fd = openat(d->dir, name, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0 || !step(d)) return failed(d);
    errno = posix_fallocate(fd, 0, bytes);
    return errno == 0 ? OK : failed(d);
}

void disk_give_up(struct disk *d, const char *name)
{
    (void)unlinkat(d->dir, name, 0);
}

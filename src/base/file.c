/* SPDX-License-Identifier: Apache-2.0 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/random.h"

enum { PATH_LIMIT = 4096 };

void file_close(int *fd)
{
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

err_t file_write_all(int fd, struct str bytes)
{
    while (bytes.n > 0) {
        ssize_t n = write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return ERR_IO;
        bytes = str_skip(bytes, (size_t)n);
    }
    return OK;
}

static err_t refuse(struct fault *why, err_t e, const char *id, const char *path)
{
    return fault_set(why, e, id, "%s", path);
}

static err_t read_into(struct sb *to, int fd)
{
    char buf[16384];
    for (;;) {
        ssize_t n = read(fd, buf, sizeof buf);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return ERR_IO;
        if (n == 0) return OK;
        sb_add(to, (struct str){buf, (size_t)n});
        TRY(sb_end(to));
    }
}

err_t file_read(struct sb *to, const char *path, struct fault *why)
{
    FILE_FD int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat st;
    if (fd < 0 && errno == ENOENT) return refuse(why, ERR_NOT_FOUND, "file.not_found", path);
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return refuse(why, ERR_IO, "file.unreadable", path);
    TRY(sb_end(to));
    size_t before = to->n;
    err_t e = read_into(to, fd);
    if (e == OK) return OK;
    to->n = before;
    to->err = OK;
    if (e == ERR_TOO_BIG) return refuse(why, e, "file.too_big", path);
    if (e == ERR_NOMEM) return fault_set(why, e, "err.nomem", NULL);
    return refuse(why, e, "file.unreadable", path);
}

err_t file_sync_folder(const char *folder, struct fault *why)
{
    FILE_FD int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0) return refuse(why, ERR_IO, "file.unwritable", folder);
    return OK;
}

/* The folder of a path: what stands before the last slash, or ".". */
static void folder_of(const char *path, char folder[PATH_LIMIT])
{
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;
    if (slash == path) n = 1;
    memcpy(folder, n ? path : ".", n ? n : 1);
    folder[n ? n : 1] = '\0';
}

/* Writes and syncs the temporary file; the caller removes it on failure. */
static err_t write_temp(int fd, struct str bytes, mode_t mode)
{
    TRY(file_write_all(fd, bytes));
    if (fchmod(fd, mode) != 0 || fsync(fd) != 0) return ERR_IO; /* mode, whatever the umask */
    return OK;
}

err_t file_write_atomic(const char *path, struct str bytes, mode_t mode, struct fault *why)
{
    char temp[PATH_LIMIT], folder[PATH_LIMIT];
    int n = snprintf(temp, sizeof temp, "%s.%016llx~", path, (unsigned long long)random_u64());
    if (n < 0 || (size_t)n >= sizeof temp)
        return refuse(why, ERR_TOO_BIG, "file.name_too_long", path);
    FILE_FD int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) return refuse(why, ERR_IO, "file.unwritable", path);
    if (write_temp(fd, bytes, mode) != OK || rename(temp, path) != 0) {
        unlink(temp);
        return refuse(why, ERR_IO, "file.unwritable", path);
    }
    folder_of(path, folder);
    return file_sync_folder(folder, why);
}

/* SPDX-License-Identifier: Apache-2.0
 * A password from the terminal; the contract stands in process.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"
#include "base/process.h"

enum { PASSWORD_MAX = 1000 };

/* One line; its length without the end, or -1 when it is too long or absent. */
static ssize_t read_line(int fd, char *buf, size_t max)
{
    size_t n = 0;
    for (;;) {
        char c;
        ssize_t got = read(fd, &c, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return -1;
        if (c == '\n') return (ssize_t)n;
        if (n == max) return -1;
        buf[n++] = c;
    }
}

static ssize_t ask(int fd, const char *prompt, char *buf)
{
    struct termios before, quiet;
    if (tcgetattr(fd, &before) != 0) return -1;
    quiet = before;
    quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
    quiet.c_lflag |= ICANON;
    if (tcsetattr(fd, TCSAFLUSH, &quiet) != 0) return -1;
    ssize_t n = file_write_all(fd, str_z(prompt)) == OK ? read_line(fd, buf, PASSWORD_MAX) : -1;
    (void)!tcsetattr(fd, TCSAFLUSH, &before);
    (void)!file_write_all(fd, STR("\n"));
    return n;
}

err_t process_password(const char *prompt, struct sb *ret, struct fault *why)
{
    FILE_FD int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return fault_set(why, ERR_UNAVAILABLE, "process.no_terminal", NULL);
    char buf[PASSWORD_MAX];
    ssize_t n = ask(fd, prompt, buf);
    if (n > 0) sb_add(ret, (struct str){buf, (size_t)n});
    explicit_bzero(buf, sizeof buf);
    if (n <= 0) return fault_set(why, ERR_INVALID, "process.no_password", NULL);
    return sb_end(ret);
}

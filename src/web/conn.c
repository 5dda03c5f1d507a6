/* SPDX-License-Identifier: Apache-2.0 */
#include "web/conn.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/clock.h"

void conn_init(struct conn *c, int fd, int stop_fd, int64_t limit_ms)
{
    *c =
        (struct conn){.fd = fd, .stop_fd = stop_fd, .deadline_ms = clock_monotonic_ms() + limit_ms};
}

static err_t wait_for(struct conn *c, short events)
{
    for (;;) {
        int64_t left = c->deadline_ms - clock_monotonic_ms();
        if (left <= 0) return ERR_IO;
        struct pollfd p[2] = {{.fd = c->fd, .events = events},
                              {.fd = c->stop_fd, .events = POLLIN}};
        int n = poll(p, 2, left > 60000 ? 60000 : (int)left);
        if (n > 0) return p[0].revents ? OK : ERR_IO;
        if (n < 0 && errno != EINTR) return ERR_IO;
    }
}

/* At least one byte, or ERR_IO. */
static err_t receive(struct conn *c, char *to, size_t max, size_t *ret_n)
{
    for (;;) {
        ssize_t n = recv(c->fd, to, max, MSG_DONTWAIT);
        if (n > 0) {
            *ret_n = (size_t)n;
            return OK;
        }
        if (n == 0) return ERR_IO;
        if (errno == EINTR) continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK) return ERR_IO;
        TRY(wait_for(c, POLLIN));
    }
}

err_t conn_read_head(struct conn *c, struct arena *a, struct scgi *ret)
{
    char *buf = arena_alloc(a, SCGI_HEAD_MAX + 16);
    if (!buf) return ERR_NOMEM;
    size_t n = 0, want = 0;
    while (want == 0 || n < want) {
        size_t got = 0;
        TRY(receive(c, buf + n, SCGI_HEAD_MAX + 16 - n, &got));
        n += got;
        if (want == 0) TRY(scgi_measure((struct str){buf, n}, &want));
    }
    c->stop_fd = -1; /* from here on it is answered, whatever happens */
    TRY(scgi_parse((struct str){buf, want}, ret));
    c->early = (struct str){buf + want, n - want};
    c->body_left = ret->content_length;
    return c->early.n > c->body_left ? ERR_INVALID : OK;
}

err_t conn_read_body(struct conn *c, char *to, size_t max, size_t *ret_n)
{
    if (max > c->body_left) max = (size_t)c->body_left;
    size_t n = 0;
    if (c->early.n) {
        n = c->early.n < max ? c->early.n : max;
        memcpy(to, c->early.p, n);
        c->early = str_skip(c->early, n);
    } else if (max) {
        TRY(receive(c, to, max, &n));
    }
    c->body_left -= n;
    *ret_n = n;
    return OK;
}

err_t conn_write(struct conn *c, struct str bytes)
{
    while (bytes.n) {
        ssize_t n = send(c->fd, bytes.p, bytes.n, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n >= 0) {
            bytes = str_skip(bytes, (size_t)n);
            continue;
        }
        if (errno == EINTR) continue;
        if (errno != EAGAIN && errno != EWOULDBLOCK) return ERR_IO;
        TRY(wait_for(c, POLLOUT));
    }
    return OK;
}

/* --- listening --- */

_Static_assert(sizeof((struct sockaddr_un *)0)->sun_path == CONN_PATH, "as long as the system's");

static err_t no_socket(struct fault *why, err_t code, const char *path, int error)
{
    return fault_set(why, code, "server.no_socket", "%s" FS "%s", path, strerror(error));
}

err_t conn_listen(struct str instance, const char *name, unsigned mode, int backlog,
                  char path[CONN_PATH], int *ret_fd, struct fault *why)
{
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    int n = snprintf(addr.sun_path, sizeof addr.sun_path, "%.*s/run/%s", STR_ARG(instance), name);
    memcpy(path, addr.sun_path, CONN_PATH);
    if (n < 0 || n >= CONN_PATH) return no_socket(why, ERR_TOO_BIG, name, ENAMETOOLONG);
    (void)unlink(path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return no_socket(why, ERR_IO, path, errno);
    /* chmod() and not umask(), which is every thread's; nobody can connect before listen(). */
    if (bind(fd, (const struct sockaddr *)&addr, sizeof addr) != 0 || chmod(path, mode) != 0 ||
        listen(fd, backlog) != 0) {
        int error = errno;
        (void)close(fd);
        return no_socket(why, ERR_IO, path, error);
    }
    *ret_fd = fd;
    return OK;
}

int conn_accept(int listen_fd, int stop_fd)
{
    for (;;) {
        struct pollfd p[2] = {{.fd = stop_fd, .events = POLLIN},
                              {.fd = listen_fd, .events = POLLIN}};
        if (poll(p, 2, -1) < 0) {
            if (errno != EINTR) return -1;
            continue;
        }
        if (p[0].revents) return -1;
        int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0) return fd;
        /* Another thread was quicker; or descriptors ran out: breathe. */
        if (errno != EAGAIN && errno != EWOULDBLOCK) (void)poll(NULL, 0, 50);
    }
}

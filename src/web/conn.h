/* SPDX-License-Identifier: Apache-2.0
 *
 * conn.h: one SCGI connection: head, body, answer, within a time limit for
 * all of it. nginx hands over complete requests, so slowness means trouble.
 */
#ifndef SEKIMORI_WEB_CONN_H
#define SEKIMORI_WEB_CONN_H

#include "base/arena.h"
#include "wire/scgi.h"

struct conn {
    int fd;
    int64_t deadline_ms; /* clock_monotonic_ms() */
    int stop_fd;         /* readable: give up waiting for the head; -1: none */
    uint64_t body_left;
    struct str early; /* bytes of the body that came with the head */
};

void conn_init(struct conn *c, int fd, int stop_fd, int64_t limit_ms);
/* ERR_INVALID, ERR_TOO_BIG: not SCGI; ERR_IO: closed or too slow; ERR_NOMEM. */
MUST_CHECK err_t conn_read_head(struct conn *c, struct arena *a, struct scgi *ret);
/* Some of the body, at most max bytes; *ret_n == 0 at its end. */
MUST_CHECK err_t conn_read_body(struct conn *c, char *to, size_t max, size_t *ret_n);
MUST_CHECK err_t conn_write(struct conn *c, struct str bytes);

/* A socket in the folder run/ of the instance, open to connections only once it has its mode; what
 * a crash left there is replaced (the store's lock keeps a second server out). Its path goes to
 * `path` also on failure. ERR_IO, ERR_TOO_BIG: "server.no_socket". Non-blocking; caller closes and
 * unlinks. */
enum { CONN_PATH = 108 /* sizeof sun_path */ };
MUST_CHECK err_t conn_listen(struct str instance, const char *name, unsigned mode, int backlog,
                             char path[CONN_PATH], int *ret_fd, struct fault *why);
/* The next connection (caller closes); -1 once stop_fd can be read. */
int conn_accept(int listen_fd, int stop_fd);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#include "web/server.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "web/conn.h"

enum {
    REQUEST_MEMORY = 32 << 20,
    ANSWER_MAX = 17 << 20,
    TIME_LIMIT_MS = 60 * 1000,
    FILE_LIMIT_MS = 10 * 60 * 1000,
    BACKLOG = 256,
    SOCKET_MODE = 0660
};

struct pool {
    struct server *server;
    enum channel channel;
    int listen_fd;
    char path[CONN_PATH];
    pthread_t *threads;
    unsigned n_threads;
};

struct server {
    struct web *web;
    server_log_fn *log;
    void *log_ctx;
    int stop_fd;
    struct pool pools[2];
};

/* --- one request --- */

static err_t read_body(void *ctx, char *to, size_t max, size_t *ret_n)
{
    return conn_read_body(ctx, to, max, ret_n);
}

/* Who reads slowly has longer for a large file; nginx takes it up for them. */
static err_t send_file(struct conn *c, int fd, uint64_t n)
{
    char buf[64 << 10];
    uint64_t sent = 0;
    conn_init(c, c->fd, -1, FILE_LIMIT_MS);
    while (sent < n) {
        uint64_t left = n - sent;
        ssize_t got = pread(fd, buf, left < sizeof buf ? (size_t)left : sizeof buf, (off_t)sent);
        if (got <= 0) return ERR_IO;
        TRY(conn_write(c, (struct str){buf, (size_t)got}));
        sent += (uint64_t)got;
    }
    return OK;
}

static void serve(struct pool *p, struct arena *a, int fd)
{
    struct conn c;
    conn_init(&c, fd, p->server->stop_fd, TIME_LIMIT_MS);
    int64_t began = clock_monotonic_ms();
    struct scgi *head = ARENA_NEW(a, struct scgi);
    if (!head || conn_read_head(&c, a, head) != OK) return; /* not nginx: nothing to answer */
    struct body_source body = {.read = read_body, .ctx = &c, .length = head->content_length};
    struct request rq = {.arena = a, .channel = p->channel};
    struct dispatch_result r;
    SB_CLEANUP struct sb out;
    sb_init(&out, ANSWER_MAX);
    dispatch(p->server->web, head, &body, &rq, &out, &r);
    err_t e = conn_write(&c, sb_str(&out));
    if (e == OK && r.body_fd >= 0) e = send_file(&c, r.body_fd, r.body_n);
    if (r.body_fd >= 0) (void)close(r.body_fd);
    if (e != OK && r.error == OK) r.error = ERR_IO;
    if (p->server->log) p->server->log(p->server->log_ctx, &rq, &r, clock_monotonic_ms() - began);
}

/* --- workers --- */

static void *work(void *arg)
{
    struct pool *p = arg;
    struct arena a;
    arena_init(&a, REQUEST_MEMORY);
    int fd;
    while ((fd = conn_accept(p->listen_fd, p->server->stop_fd)) >= 0) {
        serve(p, &a, fd);
        (void)close(fd);
        arena_reset(&a);
    }
    arena_release(&a);
    return NULL;
}

/* --- start and stop --- */

static err_t listen_on(struct pool *p, struct str instance, const char *name, struct fault *why)
{
    return conn_listen(instance, name, SOCKET_MODE, BACKLOG, p->path, &p->listen_fd, why);
}

static err_t start_workers(struct pool *p, unsigned n)
{
    p->threads = calloc(n, sizeof *p->threads);
    if (!p->threads) return ERR_NOMEM;
    for (; p->n_threads < n; p->n_threads++) {
        if (pthread_create(&p->threads[p->n_threads], NULL, work, p) != 0) return ERR_NOMEM;
    }
    return OK;
}

static err_t start(struct server *s, struct fault *why)
{
    const struct web_config *c = &s->web->config;
    s->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (s->stop_fd < 0) return ERR_IO;
    TRY(listen_on(&s->pools[0], c->instance, "people.sock", why));
    TRY(listen_on(&s->pools[1], c->instance, "machines.sock", why));
    TRY(start_workers(&s->pools[0], c->workers));
    return start_workers(&s->pools[1], c->machine_workers);
}

err_t server_start(struct web *web, server_log_fn *log, void *ctx, struct server **ret,
                   struct fault *why)
{
    struct server *s = calloc(1, sizeof *s);
    if (!s) return ERR_NOMEM;
    *s = (struct server){.web = web, .log = log, .log_ctx = ctx, .stop_fd = -1};
    s->pools[0] = (struct pool){.server = s, .channel = CHANNEL_PEOPLE, .listen_fd = -1};
    s->pools[1] = (struct pool){.server = s, .channel = CHANNEL_MACHINES, .listen_fd = -1};
    err_t e = start(s, why);
    if (e != OK) {
        server_stop(s);
        return e;
    }
    *ret = s;
    return OK;
}

static void stop_pool(struct pool *p)
{
    for (unsigned i = 0; i < p->n_threads; i++) (void)pthread_join(p->threads[i], NULL);
    free(p->threads);
    if (p->listen_fd >= 0) {
        (void)close(p->listen_fd);
        (void)unlink(p->path);
    }
}

void server_stop(struct server *s)
{
    if (!s) return;
    if (s->stop_fd >= 0) (void)eventfd_write(s->stop_fd, 1);
    for (size_t i = 0; i < ARRAY_LEN(s->pools); i++) stop_pool(&s->pools[i]);
    if (s->stop_fd >= 0) (void)close(s->stop_fd);
    free(s);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * size_load.c: an open loop of requests: each is due at its own time, whatever became of those
 * before it, and its latency counts from then, so that a slow server cannot hide by being asked
 * less (coordinated omission).
 *
 *   size_load PORT RATE SECONDS < requests
 *
 * Each line of standard input: LABEL METHOD PATH COOKIE [BODY]; they are asked in turn. Prints for
 * each label: requests, failures, p50, p95, p99, the longest, in milliseconds. 127.0.0.1 only.
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"

enum {
    CONNECTIONS = 64,
    LINES_MAX = 100000,
    LINE_MAX_ = 4096,
    LABELS_MAX = 16,
    ANSWER_MAX = 4 << 20
};

struct request {
    char *label, *method, *path, *cookie, *body;
};
struct measured {
    int label; /* -1: none */
    int64_t us;
    bool good;
};
struct load {
    int port;
    int64_t rate, count;
    int64_t start_us;
    struct request *requests;
    size_t n_requests;
    struct measured *measured;
    _Atomic int64_t next;
    const char *labels[LABELS_MAX];
    int n_labels;
};

static int64_t now_us(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void sleep_until(int64_t us)
{
    int64_t wait = us - now_us();
    if (wait > 0)
        (void)nanosleep(
            &(struct timespec){.tv_sec = wait / 1000000, .tv_nsec = wait % 1000000 * 1000}, NULL);
}

/* --- one connection -------------------------------------------------------------------------- */

struct connection {
    int fd;
    char *buf;
    size_t n;
};

static bool connect_to(struct connection *c, int port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int yes = 1;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0) return false;
    (void)setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(c->fd, (struct sockaddr *)&to, sizeof to) == 0) return true;
    (void)close(c->fd);
    c->fd = -1;
    return false;
}

static bool send_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);
        if (sent <= 0) return false;
        p += sent;
        n -= (size_t)sent;
    }
    return true;
}

static bool send_request(struct connection *c, const struct request *r)
{
    char head[LINE_MAX_ * 2];
    size_t length = r->body ? strlen(r->body) : 0;
    int n = snprintf(head, sizeof head,
                     "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: %s\r\nContent-Length: %zu\r\n"
                     "%sConnection: keep-alive\r\n\r\n",
                     r->method, r->path, strcmp(r->cookie, "-") == 0 ? "" : r->cookie, length,
                     r->body ? "Content-Type: application/x-www-form-urlencoded\r\n" : "");
    if (n < 0 || (size_t)n >= sizeof head) return false;
    return send_all(c->fd, head, (size_t)n) && (length == 0 || send_all(c->fd, r->body, length));
}

static bool more(struct connection *c)
{
    if (c->n + 1 >= ANSWER_MAX) return false;
    ssize_t got = recv(c->fd, c->buf + c->n, ANSWER_MAX - 1 - c->n, 0);
    if (got <= 0) return false;
    c->n += (size_t)got;
    c->buf[c->n] = '\0';
    return true;
}

/* The whole answer; its status, or 0. nginx gives a length or chunks. */
static int receive(struct connection *c)
{
    char *end = NULL;
    c->n = 0;
    while (!end) {
        if (!more(c)) return 0;
        end = strstr(c->buf, "\r\n\r\n");
    }
    end += 4;
    *(end - 1) = '\0';
    int status = (int)strtol(c->buf + 9, NULL, 10);
    const char *length = strcasestr(c->buf, "\r\nContent-Length:");
    bool chunked = strcasestr(c->buf, "\r\nTransfer-Encoding: chunked") != NULL;
    size_t head = (size_t)(end - c->buf);
    size_t body = length ? (size_t)strtoul(length + 17, NULL, 10) : 0;
    while (!chunked && c->n < head + body)
        if (!more(c)) return 0;
    while (chunked && (c->n < head + 5 || memcmp(c->buf + c->n - 5, "0\r\n\r\n", 5) != 0))
        if (!more(c)) return 0;
    return status;
}

static int ask(struct connection *c, int port, const struct request *r)
{
    for (int again = 0; again < 2; again++) {
        if (c->fd < 0 && !connect_to(c, port)) return 0;
        int status = send_request(c, r) ? receive(c) : 0;
        if (status) return status;
        (void)close(c->fd); /* nginx closes idle connections; once more on a new one */
        c->fd = -1;
    }
    return 0;
}

/* --- the loop -------------------------------------------------------------------------------- */

static int label_of(const struct load *l, const char *name)
{
    for (int i = 0; i < l->n_labels; i++)
        if (strcmp(l->labels[i], name) == 0) return i;
    return -1;
}

static void *work(void *arg)
{
    struct load *l = arg;
    struct connection c = {-1, malloc(ANSWER_MAX), 0};
    if (!c.buf) abort();
    int64_t i;
    while ((i = l->next++) < l->count) {
        const struct request *r = &l->requests[(size_t)i % l->n_requests];
        int64_t due = l->start_us + i * 1000000 / l->rate;
        sleep_until(due);
        int status = ask(&c, l->port, r);
        l->measured[i] =
            (struct measured){label_of(l, r->label), now_us() - due, status >= 200 && status < 400};
    }
    if (c.fd >= 0) (void)close(c.fd);
    free(c.buf);
    return NULL;
}

/* --- what came of it ------------------------------------------------------------------------- */

static int by_time(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void tell(const struct load *l, int label, const char *name)
{
    int64_t *v = calloc((size_t)l->count, sizeof *v);
    size_t n = 0, bad = 0;
    if (!v) abort();
    for (int64_t i = 0; i < l->count; i++) {
        if (label >= 0 && l->measured[i].label != label) continue;
        v[n++] = l->measured[i].us;
        bad += !l->measured[i].good;
    }
    if (n) {
        qsort(v, n, sizeof *v, by_time);
        printf("%s %zu %zu %.2f %.2f %.2f %.2f\n", name, n, bad, (double)v[n / 2] / 1000,
               (double)v[n * 95 / 100] / 1000, (double)v[n * 99 / 100] / 1000,
               (double)v[n - 1] / 1000);
    }
    free(v);
}

static char *word(char **rest)
{
    char *w = strsep(rest, " ");
    return w && *w ? w : NULL;
}

static bool read_requests(struct load *l)
{
    char line[LINE_MAX_];
    while (l->n_requests < LINES_MAX && fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        char *rest = str_dup(str_z(line));
        struct request r = {word(&rest), word(&rest), word(&rest), word(&rest), NULL};
        r.body = rest;
        if (!r.cookie) return false;
        if (label_of(l, r.label) < 0 && l->n_labels < LABELS_MAX)
            l->labels[l->n_labels++] = r.label;
        l->requests[l->n_requests++] = r;
    }
    return l->n_requests > 0;
}

int main(int argc, char **argv)
{
    struct load l = {.requests = calloc(LINES_MAX, sizeof *l.requests)};
    pthread_t id[CONNECTIONS];
    int64_t port, seconds;
    if (argc != 4 || !l.requests || str_to_i64(str_z(argv[1]), &port) != OK ||
        str_to_i64(str_z(argv[2]), &l.rate) != OK || str_to_i64(str_z(argv[3]), &seconds) != OK ||
        port < 1 || port > 65535 || l.rate < 1 || seconds < 1 || seconds > 600 ||
        !read_requests(&l))
        return 2;
    l.port = (int)port;
    l.count = l.rate * seconds;
    l.measured = calloc((size_t)l.count, sizeof *l.measured);
    if (!l.measured) return 1;
    l.start_us = now_us() + 200000;
    for (int i = 0; i < CONNECTIONS; i++)
        if (pthread_create(&id[i], NULL, work, &l) != 0) return 1;
    for (int i = 0; i < CONNECTIONS; i++) (void)pthread_join(id[i], NULL);
    for (int i = 0; i < l.n_labels; i++) tell(&l, i, l.labels[i]);
    tell(&l, -1, "all");
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The socket between the command line and a running server.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "web/admin.h"
#include "web/conn.h"

/* The command line waits as long as the largest import takes; the server only for bytes that are
 * on their way. */
enum {
    ASK_MS = 10 * 60 * 1000,
    SERVE_MS = 60 * 1000,
    PORTION = 1 << 16,
    BACKLOG = 4,
    SOCKET_MODE = 0600
};

struct admin {
    const struct office *office;
    struct password_gate *gate;
    pthread_t thread;
    int listen_fd, stop_fd;
    char path[CONN_PATH];
};

static err_t address(const char *instance, struct sockaddr_un *ret)
{
    *ret = (struct sockaddr_un){.sun_family = AF_UNIX};
    int n = snprintf(ret->sun_path, sizeof ret->sun_path, "%s/run/admin.sock", instance);
    return n > 0 && (size_t)n < sizeof ret->sun_path ? OK : ERR_TOO_BIG;
}

/* --- the asking side --- */

static void add_var(struct sb *b, const char *name, struct str value)
{
    sb_addz(b, name);
    sb_addc(b, '\0');
    sb_add(b, value);
    sb_addc(b, '\0');
}

static err_t write_request(struct conn *c, const struct admin_request *q)
{
    SB_CLEANUP struct sb vars, head;
    char length[24];
    sb_init(&vars, SCGI_HEAD_MAX);
    sb_init(&head, SCGI_HEAD_MAX + 100);
    (void)snprintf(length, sizeof length, "%zu", q->body.n);
    add_var(&vars, "CONTENT_LENGTH", str_z(length));
    add_var(&vars, "SCGI", STR("1"));
    add_var(&vars, "VERB", q->verb);
    add_var(&vars, "NUMBER", q->number);
    add_var(&vars, "FILE", q->file);
    add_var(&vars, "FROM", q->from);
    add_var(&vars, "TITLE", q->title);
    add_var(&vars, "DRY_RUN", q->dry_run ? STR("1") : STR(""));
    add_var(&vars, "COMPLETE", q->complete ? STR("1") : STR(""));
    add_var(&vars, "LANG", str_z(lang_code(q->lang)));
    TRY(sb_end(&vars));
    sb_addf(&head, "%zu:", sb_str(&vars).n);
    sb_add(&head, sb_str(&vars));
    sb_addc(&head, ',');
    TRY(sb_end(&head));
    TRY(conn_write(c, sb_str(&head)));
    return q->body.n ? conn_write(c, q->body) : OK;
}

static err_t read_all(int fd, struct sb *to)
{
    char buf[PORTION];
    for (;;) {
        ssize_t n = read(fd, buf, sizeof buf);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return ERR_IO;
        if (n == 0) return sb_end(to);
        sb_add(to, (struct str){buf, (size_t)n});
    }
}

err_t admin_ask(const char *instance, const struct admin_request *q, struct sb *out, int *ret_code,
                struct fault *why)
{
    struct sockaddr_un addr;
    TRY(address(instance, &addr));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return ERR_IO;
    if (connect(fd, (const struct sockaddr *)&addr, sizeof addr) != 0) {
        bool refused = errno == EACCES || errno == EPERM;
        (void)close(fd);
        return refused ? fault_set(why, ERR_DENIED, "admin.socket_denied", "%s", addr.sun_path)
                       : ERR_UNAVAILABLE;
    }
    struct conn c;
    conn_init(&c, fd, -1, ASK_MS);
    SB_CLEANUP struct sb answer;
    sb_init(&answer, ADMIN_TEXT_MAX + 8);
    err_t e = write_request(&c, q);
    if (e == OK) e = read_all(fd, &answer);
    (void)close(fd);
    struct str rest = sb_str(&answer);
    int64_t code;
    if (e == OK && str_to_i64(str_cut(&rest, '\n'), &code) != OK) e = ERR_IO;
    if (e != OK) return fault_set(why, e, "admin.no_answer", NULL);
    *ret_code = (int)code;
    sb_add(out, rest);
    return sb_end(out);
}

/* --- the server's side --- */

static err_t read_body(struct conn *c, struct sb *to)
{
    char buf[PORTION];
    for (size_t n = 1; n > 0;) {
        TRY(conn_read_body(c, buf, sizeof buf, &n));
        sb_add(to, (struct str){buf, n});
    }
    return sb_end(to);
}

static err_t answer(struct admin *a, struct conn *c)
{
    ARENA_CLEANUP struct arena arena;
    arena_init(&arena, 1 << 20);
    struct scgi head;
    TRY(conn_read_head(c, &arena, &head));
    if (head.content_length > ADMIN_BODY_MAX) return ERR_TOO_BIG;
    SB_CLEANUP struct sb body, text;
    sb_init(&body, ADMIN_BODY_MAX);
    sb_init(&text, ADMIN_TEXT_MAX);
    TRY(read_body(c, &body));
    struct admin_request q = {.verb = scgi_get(&head, "VERB"),
                              .number = scgi_get(&head, "NUMBER"),
                              .file = scgi_get(&head, "FILE"),
                              .from = scgi_get(&head, "FROM"),
                              .title = scgi_get(&head, "TITLE"),
                              .dry_run = scgi_get(&head, "DRY_RUN").n > 0,
                              .complete = scgi_get(&head, "COMPLETE").n > 0,
                              .lang = str_eqz(scgi_get(&head, "LANG"), "en") ? LANG_EN : LANG_JA,
                              .body = sb_str(&body)};
    int code = admin_do(a->office, a->gate, &q, &text);
    conn_init(c, c->fd, -1, SERVE_MS); /* that may have taken long */
    TRY(conn_write(c, code == 0 ? STR("0\n") : STR("1\n")));
    return conn_write(c, sb_str(&text));
}

static void *run(void *arg)
{
    struct admin *a = arg;
    int fd;
    while ((fd = conn_accept(a->listen_fd, a->stop_fd)) >= 0) {
        struct conn c;
        conn_init(&c, fd, a->stop_fd, SERVE_MS);
        (void)answer(a, &c); /* who asked sees a broken answer; nothing half is stored */
        (void)close(fd);
    }
    return NULL;
}

err_t admin_start(const struct office *o, struct password_gate *gate, const char *instance,
                  struct admin **ret, struct fault *why)
{
    struct admin *a = calloc(1, sizeof *a);
    if (!a) return ERR_NOMEM;
    *a = (struct admin){.office = o, .gate = gate, .listen_fd = -1};
    a->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    err_t e = a->stop_fd >= 0 ? conn_listen(str_z(instance), "admin.sock", SOCKET_MODE, BACKLOG,
                                            a->path, &a->listen_fd, why)
                              : ERR_IO;
    if (e == OK && pthread_create(&a->thread, NULL, run, a) != 0) e = ERR_NOMEM;
    if (e == OK) {
        *ret = a;
        return OK;
    }
    if (a->listen_fd >= 0) (void)close(a->listen_fd);
    if (a->stop_fd >= 0) (void)close(a->stop_fd);
    free(a);
    return e;
}

void admin_stop(struct admin *a)
{
    if (!a) return;
    (void)eventfd_write(a->stop_fd, 1);
    (void)pthread_join(a->thread, NULL);
    (void)close(a->listen_fd);
    (void)close(a->stop_fd);
    (void)unlink(a->path);
    free(a);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Orders given at the machine itself. One line a connection, fields separated by 0x1f; the answer
 * is "ok" or "no" on a line, then text, then the end. Who may connect is the socket's mode; who did
 * is what the kernel says.
 */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "base/random.h"
#include "base/text.h"
#include "base/utf8.h"
#include "net/daemon_parts.h"

enum { LINE_BYTES = 8192, FIELDS = 6, ANSWER_BYTES = 1 << 20, BACKLOG = 8 };

static err_t allow(const struct daemon *d, struct fault *why)
{
    const char *path = d->config.control;
    bool group = d->config.group >= 0;
    if (chmod(path, group ? 0660 : 0600) != 0 ||
        (group && chown(path, (uid_t)-1, (gid_t)d->config.group) != 0))
        return fault_set(why, ERR_IO, "netd.control", "%s" FS "%s", path, strerror(errno));
    return OK;
}

err_t daemon_control_open(struct daemon *d, struct fault *why)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    if (!d->config.control) return OK;
    struct str path = str_z(d->config.control);
    if (path.n >= sizeof at.sun_path)
        return fault_set(why, ERR_TOO_BIG, "netd.control", "%s" FS "-", path.p);
    memcpy(at.sun_path, path.p, path.n);
    d->control = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    (void)unlink(path.p);
    mode_t before = umask(0177);
    int n = d->control < 0 ? -1 : bind(d->control, (const struct sockaddr *)&at, sizeof at);
    (void)umask(before);
    if (n != 0 || listen(d->control, BACKLOG) != 0)
        return fault_set(why, ERR_IO, "netd.control", "%s" FS "%s", path.p, strerror(errno));
    return allow(d, why);
}

static void answer(int fd, bool ok, struct str text)
{
    (void)!file_write_all(fd, ok ? STR("ok\n") : STR("no\n"));
    (void)!file_write_all(fd, text);
    (void)close(fd);
}

/* --- who --- */

static void account_of(int fd, char *to, size_t n)
{
    struct ucred c = {0};
    socklen_t len = sizeof c;
    (void)getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &c, &len);
    const struct passwd *p = getpwuid(c.uid);
    if (p)
        (void)snprintf(to, n, "%s", p->pw_name);
    else
        (void)snprintf(to, n, "uid %u", (unsigned)c.uid);
}

/* Whatever was typed, its record can be written and read again: whole characters, none that
 * controls anything. */
static void copy(char *to, size_t n, struct str from)
{
    struct str s = utf8_head(from, n - 1);
    if (s.n > 0) memcpy(to, s.p, s.n);
    to[s.n] = '\0';
    const struct str kept = {to, s.n};
    for (size_t bad; (bad = utf8_find_bad(kept, UTF8_LINE)) < kept.n;) to[bad] = '?';
}

/* cut|restore SCOPE VALUE BY REASON */
static err_t read_order(struct daemon *d, int fd, const struct str *f, size_t n,
                        struct daemon_cut *to, struct fault *why)
{
    if (n < 5 || f[3].n == 0 || f[4].n == 0)
        return fault_set(why, ERR_INVALID, "netd.order_incomplete", NULL);
    SB_CLEANUP struct sb id;
    sb_init(&id, sizeof to->id);
    random_token(&id, 12);
    *to = (struct daemon_cut){.at = clock_now(d->clock)};
    copy(to->id, sizeof to->id, sb_str(&id));
    copy(to->scope, sizeof to->scope, f[1]);
    bool all = strcmp(to->scope, order_scopes[ORDER_ALL]) == 0; /* names nothing */
    copy(to->value, sizeof to->value, all ? STR("") : f[2]);
    copy(to->by, sizeof to->by, f[3]);
    copy(to->reason, sizeof to->reason, f[4]);
    account_of(fd, to->account, sizeof to->account);
    if (!to->by[0] || !to->reason[0])
        return fault_set(why, ERR_INVALID, "netd.order_incomplete", NULL);
    return OK;
}

/* --- what is answered --- */

static void status(struct daemon *d, struct sb *b)
{
    const struct plan *p = d->in_force;
    sb_addf(b, "state: %s\n", p ? "open" : "closed");
    sb_addf(b, "declaration: %s\n", d->declared ? d->declared->barrier.digest : "none");
    uplink_state(d->uplink, b);
    if (p) {
        sb_addf(b, "flows: %zu\nelements: %zu\nlease_ms: %lld\nrepair: %s\n", p->rules.n_in_force,
                p->rules.n_elements, (long long)p->lease_ms,
                p->repair == PLAN_REPAIR_AUTOMATIC ? "automatic" : "ask");
    }
    sb_addf(b, "cuts: %zu\n", d->n_cuts + (p ? p->n_cuts - p->n_local : 0));
    for (size_t i = 0; i < d->n_cuts; i++)
        sb_addf(b, "cut: %s %s by %s\n", d->cuts[i].scope, d->cuts[i].value, d->cuts[i].by);
    sb_addf(b, "proof: %s\n", !d->proof_seen ? "none" : d->proof_good ? "held" : "violated");
    if (d->proof_detail[0]) sb_addf(b, "violation: %s\n", d->proof_detail);
    sb_addf(b, "drift: %s\n", d->told_drift ? "yes" : "no");
    if (d->told_drift) sb_add(b, sb_str(&d->drift));
}

void daemon_control_proof(struct daemon *d)
{
    SB_CLEANUP struct sb b = {0};
    if (d->proof_reply < 0) return;
    sb_init(&b, ANSWER_BYTES);
    sb_addf(&b, "proof: %s\n%s\n", d->proof_good ? "held" : "violated", d->proof_detail);
    answer(d->proof_reply, d->proof_good, sb_str(&b));
    d->proof_reply = -1;
}

static err_t prove_now(struct daemon *d, int fd, bool *ret_later, struct fault *why)
{
    if (!d->in_force) return fault_set(why, ERR_STATE, "netd.closed", NULL);
    if (d->proof_reply >= 0) return fault_set(why, ERR_BUSY, "netd.proof_at_work", NULL);
    d->proof_reply = fd;
    d->prove_wanted = d->check_wanted = true;
    d->epoch++; /* a look already at work does not count */
    *ret_later = true;
    return OK;
}

static err_t obey(struct daemon *d, int fd, const struct str *f, size_t n, struct sb *b,
                  bool *later, struct fault *why)
{
    struct daemon_cut order;
    if (str_eqz(f[0], "status")) {
        status(d, b);
        return OK;
    }
    if (str_eqz(f[0], "prove")) return prove_now(d, fd, later, why);
    if (str_eqz(f[0], "accept")) {
        d->accept_wanted = d->check_wanted = true;
        d->epoch++;
        return OK;
    }
    if (str_eqz(f[0], "repair")) {
        if (d->told_drift) daemon_repair(d);
        return OK;
    }
    if (str_eqz(f[0], "cut")) {
        TRY(read_order(d, fd, f, n, &order, why));
        return daemon_cut_order(d, &order, b, why);
    }
    if (str_eqz(f[0], "restore")) {
        TRY(read_order(d, fd, f, n, &order, why));
        return daemon_restore_order(d, &order, b, why);
    }
    return fault_set(why, ERR_INVALID, "netd.order_unknown", "%.*s", STR_ARG(str_head(f[0], 40)));
}

static bool read_line(int fd, char *to, struct str *ret)
{
    const struct timeval wait = {.tv_sec = 1};
    size_t n = 0;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    while (n < LINE_BYTES) {
        ssize_t got = read(fd, to + n, LINE_BYTES - n);
        if (got <= 0) return false;
        n += (size_t)got;
        if (to[n - 1] != '\n') continue;
        *ret = (struct str){to, n - 1};
        return true;
    }
    return false;
}

static void serve_one(struct daemon *d, int fd)
{
    char line[LINE_BYTES];
    struct str rest, f[FIELDS] = {0};
    size_t n = 0;
    bool later = false;
    struct fault why = {0};
    SB_CLEANUP struct sb b;
    sb_init(&b, ANSWER_BYTES);
    if (!read_line(fd, line, &rest)) {
        (void)close(fd);
        return;
    }
    while (rest.p && n < FIELDS) f[n++] = str_cut(&rest, '\x1f');
    err_t e = obey(d, fd, f, n, &b, &later, &why);
    if (later) return;
    if (e != OK) {
        sb_reset(&b);
        fault_message(&b, LANG_JA, &why);
        sb_addc(&b, '\n');
        fault_message(&b, LANG_EN, &why);
        sb_addc(&b, '\n');
    }
    answer(fd, e == OK, sb_str(&b));
}

void daemon_control_serve(struct daemon *d)
{
    int fd = accept4(d->control, NULL, NULL, SOCK_CLOEXEC);
    if (fd >= 0) serve_one(d, fd);
}

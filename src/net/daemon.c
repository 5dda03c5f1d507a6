/* SPDX-License-Identifier: Apache-2.0 */
#include "net/daemon.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "net/daemon_parts.h"
#include "net/kernel.h"
#include "net/sysctl.h"

enum {
    TICK_MS = 250,
    PROVE_MS = 3600 * 1000,
    AGAIN_MS = 2000,
    EVENTS = 16,
    DEFAULT_LEASE_MS = 30000,
    DEFAULT_HARVEST_MS = 60000,
    DEFAULT_CHECK_MS = 30000
};

/* --- opening --- */

static err_t add(struct daemon *d, int fd, struct fault *why)
{
    struct epoll_event e = {.events = EPOLLIN, .data = {.fd = fd}};
    if (fd >= 0 && epoll_ctl(d->epoll, EPOLL_CTL_ADD, fd, &e) == 0) return OK;
    return fault_set(why, ERR_IO, "netd.wait", "%s", strerror(errno));
}

static err_t timers(struct daemon *d, struct fault *why)
{
    const struct itimerspec tick = {{0, TICK_MS * 1000000L}, {0, TICK_MS * 1000000L}};
    sigset_t set;
    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    (void)sigprocmask(SIG_BLOCK, &set, NULL);
    d->epoll = epoll_create1(EPOLL_CLOEXEC);
    d->tick = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    d->wall = timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
    d->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    TRY(add(d, d->tick, why));
    TRY(add(d, d->wall, why));
    TRY(add(d, d->signals, why));
    (void)timerfd_settime(d->tick, 0, &tick, NULL);
    daemon_wall_set(d);
    return OK;
}

/* Until the first proof nothing is forwarded, and the closed table stands. */
static err_t close_all(struct daemon *d, struct fault *why)
{
    TRY(sysctl_write("net/ipv4/ip_forward", "0", why));
    if (d->caps.ipv6) TRY(sysctl_write("net/ipv6/conf/all/forwarding", "0", why));
    return OK;
}

static err_t sockets(struct daemon *d, struct fault *why)
{
    TRY(netlink_open(&d->rules, NETLINK_NETFILTER, why));
    TRY(netlink_open(&d->connections, NETLINK_NETFILTER, why));
    TRY(watch_open(&d->watch, why));
    TRY(add(d, watch_rules_fd(&d->watch), why));
    TRY(add(d, watch_routes_fd(&d->watch), why));
    TRY(daemon_control_open(d, why));
    if (d->control >= 0) TRY(add(d, d->control, why));
    return OK;
}

static err_t open_parts(struct daemon *d, struct fault *why)
{
    TRY(timers(d, why));
    TRY(kernel_check(&d->nft, &d->caps, why));
    TRY(daemon_state_load(d, why));
    TRY(sockets(d, why));
    TRY(close_all(d, why));
    TRY(apply_closed(&d->nft, d->declared ? &d->declared->barrier : NULL, why));
    TRY(uplink_open(&d->config.uplink, &d->uplink, why));
    if (uplink_fd(d->uplink) >= 0) TRY(add(d, uplink_fd(d->uplink), why));
    TRY(worker_start(&d->worker, why));
    return add(d, worker_fd(d->worker), why);
}

static void defaults(struct daemon_config *c)
{
    if (c->lease_ms <= 0) c->lease_ms = DEFAULT_LEASE_MS;
    if (c->harvest_ms <= 0) c->harvest_ms = DEFAULT_HARVEST_MS;
    if (c->check_ms <= 0) c->check_ms = DEFAULT_CHECK_MS;
}

err_t daemon_open(const struct daemon_config *c, const struct clock *clock, const struct log *log,
                  struct daemon **ret, struct fault *why)
{
    struct daemon *d = calloc(1, sizeof *d);
    if (!d) return ERR_NOMEM;
    d->config = *c;
    defaults(&d->config);
    d->clock = clock;
    d->log = log;
    d->nft.program = c->nft;
    d->epoll = d->tick = d->wall = d->signals = d->control = d->proof_reply = -1;
    d->plan_wanted = true;
    arena_init(&d->cut_arena, 64 << 20);
    arena_init(&d->gone_arena, 256 << 20);
    sb_init(&d->drift, 1 << 20);
    err_t e = open_parts(d, why);
    if (e == OK)
        *ret = d;
    else
        daemon_close(d);
    return e;
}

static void close_fd(int fd)
{
    if (fd >= 0) (void)close(fd);
}

void daemon_close(struct daemon *d)
{
    if (!d) return;
    worker_stop(d->worker);
    uplink_close(d->uplink);
    watch_close(&d->watch);
    netlink_close(&d->rules);
    netlink_close(&d->connections);
    plan_free(d->in_force);
    declared_release(d->declared);
    check_reference_release(&d->reference);
    arena_release(&d->cut_arena);
    arena_release(&d->gone_arena);
    sb_release(&d->drift);
    used_close(d->used);
    free(d->gone);
    free(d->tallies);
    const int fds[] = {d->epoll, d->tick, d->wall, d->signals, d->control, d->proof_reply};
    for (size_t i = 0; i < ARRAY_LEN(fds); i++) close_fd(fds[i]);
    free(d);
}

/* --- at work --- */

static void tick(struct daemon *d)
{
    int64_t now = clock_monotonic_ms();
    daemon_lease(d);
    if (uplink_is_new(d->uplink)) d->plan_wanted = true;
    daemon_answer(d);
    daemon_settings_look(d);
    if (now - d->harvested >= d->config.harvest_ms) d->check_wanted = true;
    if (now - d->checked >= d->config.check_ms) d->check_wanted = true;
    /* Something is in the kernel and not proven there yet: again, not in half a minute. */
    if (d->in_force && d->told_wanted && now - d->checked >= AGAIN_MS)
        d->check_wanted = d->prove_wanted = true;
    if (d->in_force && now - d->proved >= PROVE_MS) d->prove_wanted = d->check_wanted = true;
}

static void hear(struct daemon *d)
{
    watch_read(&d->watch, (uint32_t)getpid(), &d->heard);
    if (d->heard.what) d->check_wanted = true;
    d->heard.what = 0;
}

static void finish(struct daemon *d)
{
    struct plan *p = NULL;
    struct check *c = NULL;
    if (!worker_take(d->worker, &p, &c)) return;
    if (p) daemon_plan_done(d, p);
    if (c) daemon_look_done(d, c);
}

static void drain(int fd)
{
    char b[256];
    while (read(fd, b, sizeof b) > 0) continue;
}

static void wall(struct daemon *d)
{
    drain(d->wall); /* ECANCELED: the clock was set; all the same, what holds is asked anew */
    daemon_wall_set(d);
    d->plan_wanted = true;
}

static void event(struct daemon *d, int fd)
{
    if (fd == d->signals)
        d->stop = true;
    else if (fd == d->control)
        daemon_control_serve(d);
    else if (fd == worker_fd(d->worker))
        finish(d);
    else if (fd == d->wall)
        wall(d);
    else if (fd == d->tick) {
        drain(d->tick);
        tick(d);
    } else if (fd == uplink_fd(d->uplink)) {
        if (uplink_is_new(d->uplink)) d->plan_wanted = true;
        daemon_answer(d);
    } else
        hear(d);
}

/* What is wanted newly comes first, then looking. */
static void begin_work(struct daemon *d)
{
    if (worker_is_busy(d->worker)) return;
    if (d->plan_wanted) daemon_plan_start(d);
    if (!worker_is_busy(d->worker) && d->check_wanted) daemon_look_start(d);
}

err_t daemon_loop(struct daemon *d, struct fault *why)
{
    while (!d->stop) {
        struct epoll_event v[EVENTS];
        begin_work(d);
        int n = epoll_wait(d->epoll, v, EVENTS, -1);
        if (n < 0 && errno != EINTR)
            return fault_set(why, ERR_IO, "netd.wait", "%s", strerror(errno));
        for (int i = 0; i < n; i++) event(d, v[i].data.fd);
    }
    daemon_count(d);
    return OK;
}

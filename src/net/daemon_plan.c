/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "net/daemon_parts.h"
#include "net/sysctl.h"

enum { BUSY_TRIES = 5 };

struct apply daemon_apply(struct daemon *d)
{
    return (struct apply){&d->rules, &d->nft, daemon_count_gone, d};
}

/* --- beginning --- */

void daemon_plan_start(struct daemon *d)
{
    struct plan *p = plan_new();
    d->plan_wanted = false;
    if (!p) return;
    p->uplink = d->uplink;
    worker_give(d->worker, p, NULL);
}

static err_t prepare(struct daemon *d, struct plan *p)
{
    TRY(p->err);
    daemon_declared_choose(d, &p->desired);
    p->declared = d->declared;
    if (p->declared) declared_hold(p->declared);
    p->caps = d->caps;
    p->now = clock_now(d->clock);
    p->default_lease_ms = d->config.lease_ms;
    p->cuts_at = d->cuts_at;
    if (!p->declared) return OK;
    daemon_cuts_office(d, p);
    return daemon_cuts_local(d, p);
}

/* What is wanted is known now: its cuts at once, all else when it is planned and proven. */
static void taken(struct daemon *d, struct plan *p)
{
    p->taken = true;
    if (prepare(d, p) == OK) {
        worker_give(d->worker, p, NULL);
        return;
    }
    log_fault(d->log, LOG_ERROR, "desired state not taken", &p->why);
    plan_free(p);
}

/* --- the kernel --- */

void daemon_forwarding(struct daemon *d, const struct plan *p)
{
    struct fault why = {0};
    const struct barrier *b = &p->declared->barrier;
    bool six = false;
    for (size_t i = 0; i < b->n_subnets; i++) six |= b->subnets[i].prefix.addr.family == NET_V6;
    err_t e = OK;
    if (b->n_bridges > 0 && d->caps.bridge_netfilter) {
        e = sysctl_write("net/bridge/bridge-nf-call-iptables", "1", &why);
        if (e == OK) e = sysctl_write("net/bridge/bridge-nf-call-ip6tables", "1", &why);
    }
    if (e == OK) e = sysctl_write("net/ipv4/ip_forward", "1", &why);
    if (e == OK && six && d->caps.ipv6) e = sysctl_write("net/ipv6/conf/all/forwarding", "1", &why);
    if (e != OK) log_fault(d->log, LOG_ERROR, "settings of the kernel", &why);
}

void daemon_neighbours(struct daemon *d)
{
    struct fault why = {0};
    if (!d->in_force) return;
    if (neighbours_fix(&d->in_force->declared->barrier, &d->neighbours, &why) != OK)
        log_fault(d->log, LOG_ERROR, "neighbours", &why);
}

static err_t whole(struct daemon *d, const struct plan *p, struct fault *why)
{
    struct apply a = daemon_apply(d);
    daemon_count(d); /* what the tables that go away have counted */
    if (p->declared->barrier.n_bridges > 0 && d->caps.bridge_netfilter) {
        TRY(sysctl_write("net/bridge/bridge-nf-call-iptables", "1", why));
        TRY(sysctl_write("net/bridge/bridge-nf-call-ip6tables", "1", why));
    }
    TRY(apply_tables(&a, p, why));
    d->whole_applied = true;
    err_t e = daemon_cuts_follow(d, p, true, why);
    if (e == OK) e = apply_permits(&a, p, clock_now(d->clock), why);
    if (e == OK) return OK;
    /* The tables are there and empty: closed. What was in force is not any more. */
    plan_free(d->in_force);
    d->in_force = NULL;
    return e;
}

static err_t delta(struct daemon *d, const struct plan *p, struct fault *why)
{
    struct apply a = daemon_apply(d);
    size_t changes = 0;
    err_t e = ERR_BUSY;
    TRY(daemon_cuts_follow(d, p, false, why));
    for (int i = 0; e == ERR_BUSY && i < BUSY_TRIES; i++)
        e = apply_delta(&a, d->in_force, p, false, clock_now(d->clock), &changes, why);
    if (e == OK) LOG(d->log, LOG_INFO, "changed", LOG_INT("elements", changes));
    return e;
}

static bool same_tables(const struct plan *a, const struct plan *b)
{
    return str_eq(sb_str(&a->skeleton), sb_str(&b->skeleton));
}

static err_t carry_out(struct daemon *d, const struct plan *p, struct fault *why)
{
    bool all = !d->in_force || d->whole_wanted || !same_tables(d->in_force, p);
    err_t e = all ? ERR_NOT_FOUND : delta(d, p, why);
    if (e != ERR_NOT_FOUND) return e;
    if (!all) LOG(d->log, LOG_WARN, "the kernel holds something else: all anew");
    return whole(d, p, why);
}

/* --- elements that are gone without a plan --- */

void daemon_forget(struct daemon *d, const bool *gone)
{
    struct ruleset *r = &d->in_force->rules;
    struct element *v = ARENA_ARRAY(&d->in_force->arena, struct element, r->n_elements + 1);
    if (!v) { /* then all is made anew */
        d->whole_wanted = true;
        return;
    }
    size_t k = 0;
    for (size_t i = 0; i < r->n_elements; i++) {
        if (gone[i]) continue;
        if (d->tallies) d->tallies[k] = d->tallies[i];
        v[k++] = r->elements[i];
    }
    r->elements = v;
    r->n_elements = k;
}

/* A plan that is not proven adds nothing; but what nobody permits any more goes. */
static void only_remove(struct daemon *d, const struct plan *p)
{
    struct apply a = daemon_apply(d);
    struct fault why = {0};
    size_t changes = 0;
    if (!d->in_force || !same_tables(d->in_force, p)) return;
    if (apply_delta(&a, d->in_force, p, true, clock_now(d->clock), &changes, &why) != OK) {
        log_fault(d->log, LOG_ERROR, "not removed: closing", &why);
        (void)!apply_lease(&a, 0, NULL);
    }
    d->whole_wanted = true; /* in_force no longer says what the kernel holds */
}

/* --- the end --- */

static void adopt(struct daemon *d, struct plan *p)
{
    struct daemon_tally *old = d->tallies;
    bool fresh = d->whole_applied || !d->in_force;
    d->tallies = calloc(p->rules.n_elements + 1, sizeof *d->tallies);
    if (d->tallies && !fresh) daemon_count_moved(d, d->in_force, p, old);
    free(old);
    plan_free(d->in_force);
    d->in_force = p;
    d->whole_wanted = false;
    if (fresh)
        d->leased = clock_monotonic_ms(); /* it came with the elements; a delta leaves it alone */
    if (fresh) d->counted = clock_now(d->clock);
    daemon_neighbours(d);
    daemon_forwarding(d, p);
    daemon_wall_set(d);
    d->check_wanted = d->told_wanted = true;
    d->prove_wanted |= fresh || !d->proof_good; /* else: is it what was proven? */
}

static void failed(struct daemon *d, struct plan *p, const struct fault *why)
{
    log_fault(d->log, LOG_ERROR, "not applied", why);
    if (p->err == ERR_STATE) {
        only_remove(d, p);
        daemon_say_proof(d, &p->proof, NULL, p->rules.n_elements);
    }
    daemon_say_refused(d, p);
    plan_free(p);
}

static void made(struct daemon *d, struct plan *p)
{
    struct fault why = p->why;
    d->epoch++;
    err_t e = p->err;
    if (e == OK) e = carry_out(d, p, &why);
    if (e == OK)
        adopt(d, p);
    else
        failed(d, p, &why);
    struct watch_event own = {0};
    watch_read(&d->watch, 0, &own); /* what we have just done ourselves */
}

void daemon_plan_done(struct daemon *d, struct plan *p)
{
    if (p->taken)
        made(d, p);
    else
        taken(d, p);
}

void daemon_lease(struct daemon *d)
{
    if (!d->in_force) return;
    int64_t now = clock_monotonic_ms();
    if (now - d->leased < d->in_force->lease_ms / 3) return;
    struct apply a = daemon_apply(d);
    struct fault why = {0};
    if (apply_lease(&a, d->in_force->lease_ms, &why) == OK) {
        d->leased = now;
        return;
    }
    log_fault(d->log, LOG_ERROR, "lease not renewed", &why);
    d->check_wanted = true;
}

/* Wakes at the next boundary of the rules by the clock on the wall, and when that clock is set. */
void daemon_wall_set(struct daemon *d)
{
    struct itimerspec at = {0};
    int64_t ms = d->in_force ? d->in_force->rules.next_boundary.ms : 0;
    if (ms <= 0) ms = clock_now(d->clock).ms + DAY_MS;
    at.it_value.tv_sec = ms / SECOND_MS;
    at.it_value.tv_nsec = (ms % SECOND_MS) * 1000000 + 1000000;
    if (at.it_value.tv_nsec >= 1000000000) {
        at.it_value.tv_sec++;
        at.it_value.tv_nsec -= 1000000000;
    }
    (void)timerfd_settime(d->wall, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &at, NULL);
}

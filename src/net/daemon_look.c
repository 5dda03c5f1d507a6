/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "net/daemon_parts.h"
#include "net/machine.h"

enum { TOLD_LINES = 20, TOLD_BYTES = 3500 };

static uint64_t *packets_of(const struct daemon *d, struct arena *a)
{
    const struct plan *p = d->in_force;
    uint64_t *v = ARENA_ARRAY(a, uint64_t, p->n_flows + 1);
    for (size_t i = 0; v && i < p->n_flows; i++)
        v[i] = used_has(d->used, p->flows[i].matter, p->flows[i].no);
    return v;
}

void daemon_look_start(struct daemon *d)
{
    struct check *c = d->in_force ? check_new() : NULL;
    d->check_wanted = false;
    if (!c) return;
    c->plan = d->in_force;
    c->want = d->in_force->rules;
    c->packets = d->prove_wanted ? packets_of(d, &c->arena) : NULL;
    c->reference = &d->reference;
    c->nft = &d->nft;
    c->now = clock_now(d->clock);
    c->always_prove = d->prove_wanted;
    c->own_fresh = d->whole_applied || d->reference.listing.n == 0;
    d->check_epoch = d->epoch;
    d->cause = d->heard;
    d->heard = (struct watch_event){0};
    d->checked = clock_monotonic_ms();
    worker_give(d->worker, NULL, c);
}

static uint64_t hash_of(const struct check *c)
{
    uint64_t h = UINT64_C(1469598103934665603);
    for (size_t i = 0; i < c->n_differs && i < CHECK_SHOWN_MAX; i++)
        for (size_t k = 0; k < c->differs[i].n; k++)
            h = (h ^ (uint8_t)c->differs[i].p[k]) * UINT64_C(1099511628211);
    return h ? h : 1;
}

/* --- drift --- */

static void moment_text(struct moment t, char *to, size_t n)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, n);
    moment_format_utc(&b, t);
    (void)snprintf(to, n, "%.*s", STR_ARG(sb_str(&b)));
}

static void remember(struct daemon *d, const struct check *c)
{
    sb_release(&d->drift);
    sb_init(&d->drift, 1 << 20);
    for (size_t i = 0; i < c->n_differs && i < CHECK_SHOWN_MAX; i++) {
        sb_add(&d->drift, c->differs[i]);
        sb_addc(&d->drift, '\n');
    }
    d->drift_own = c->own_differs;
    const struct watch_event *who = d->heard.pid ? &d->heard : &d->cause;
    d->drift_by[0] = '\0';
    if (who->pid)
        (void)snprintf(d->drift_by, sizeof d->drift_by, "%s (%u)", who->process, who->pid);
}

static void tell_drift(struct daemon *d, size_t n, const char *repaired)
{
    char found[40], count[24];
    SB_CLEANUP struct sb what;
    sb_init(&what, TOLD_BYTES);
    struct str rest = sb_str(&d->drift);
    for (int i = 0; i < TOLD_LINES && rest.n > 0; i++) {
        struct str line = daemon_say_head(str_cut(&rest, '\n'), 400);
        if (what.n + line.n + 2 > TOLD_BYTES) break;
        sb_add(&what, line);
        sb_addc(&what, '\n');
    }
    sb_addc(&what, '\0');
    moment_text(d->drift_since, found, sizeof found);
    (void)snprintf(count, sizeof count, "%zu", n);
    const struct document_pair values[] = {
        {"what", what.p ? what.p : ""},
        {"count", count},
        {"found_at", found},
        {"process", d->drift_by[0] ? d->drift_by : "unknown"},
        {"repaired_at", repaired},
    };
    const struct evidence_item item = {.kind = "drift",
                                       .subject = "barrier",
                                       .values = values,
                                       .n_values = ARRAY_LEN(values) - (repaired ? 0 : 1)};
    daemon_say_evidence(d, &item, 1);
}

static void drifted(struct daemon *d, struct check *c)
{
    uint64_t hash = hash_of(c);
    if (hash != d->told_drift) {
        d->drift_since = clock_now(d->clock);
        remember(d, c);
        LOG(d->log, LOG_WARN, "drift", LOG_INT("differences", c->n_differs),
            LOG_STR("by", d->drift_by), LOG_VIEW("first", c->differs[0]));
        tell_drift(d, c->n_differs, NULL);
        d->told_drift = hash;
        if (c->rules_differ && !c->proven)
            d->prove_wanted = d->check_wanted = true; /* is it a hole? */
        d->repair_ordered = d->in_force->repair == PLAN_REPAIR_AUTOMATIC;
    }
    /* A barrier that is gone is no barrier: nobody is asked. */
    if (c->held.no_table) d->drift_own = d->repair_ordered = true;
    if (d->repair_ordered) daemon_repair(d);
    d->repair_ordered = false;
}

static void calm(struct daemon *d)
{
    if (!d->told_drift) return;
    char now[40];
    moment_text(clock_now(d->clock), now, sizeof now);
    LOG(d->log, LOG_INFO, "drift is over");
    tell_drift(d, 0, now);
    d->told_drift = 0;
}

/* --- the end of a look --- */

static void take_as_measure(struct daemon *d, const struct check *c)
{
    if (check_accept(c, &d->reference) != OK) return;
    d->whole_applied = d->accept_wanted = false;
    daemon_reference_save(d);
}

/* What the kernel holds was read and proven; or it holds, element by element and rule by rule, what
 * was proven before it was loaded, beside what was proven when it was last read whole. */
static const struct proof *proof_of(const struct daemon *d, const struct check *c)
{
    if (c->proven) return &c->proof;
    bool same = d->reference.is_set && d->proof_good && !c->rules_differ && held_is_right(&c->held);
    return same && d->told_wanted ? &d->in_force->proof : NULL;
}

static void judge(struct daemon *d, const struct check *c)
{
    const struct proof *p = proof_of(d, c);
    if (!p) return;
    d->proof_seen = true;
    d->proof_good = proof_holds(p);
    d->proof_at = c->now;
    d->proof_detail[0] = '\0';
    if (!d->proof_good && p->n_violations > 0)
        (void)snprintf(
            d->proof_detail, sizeof d->proof_detail, "%.*s",
            STR_ARG(daemon_say_head(str_z(p->violations->detail), sizeof d->proof_detail - 1)));
    daemon_say_proof(d, p, c->digest, d->in_force->rules.n_elements);
    if (d->proof_good && held_is_right(&c->held) && d->told_wanted) {
        daemon_say_all(d);
        d->told_wanted = false;
    }
    daemon_say_findings(d, d->in_force, p, c->proven && c->packets);
    if (!c->proven) return;
    d->proved = clock_monotonic_ms();
    d->prove_wanted = false;
    daemon_control_proof(d);
}

void daemon_look_done(struct daemon *d, struct check *c)
{
    /* What it saw is not what is there now, or it saw nothing: again. */
    if (d->check_epoch != d->epoch || c->err != OK) {
        if (c->err != OK) log_fault(d->log, LOG_ERROR, "look", &c->why);
        if (!d->heard.pid) d->heard = d->cause;
        d->check_wanted = true;
        check_free(c);
        return;
    }
    if (c->held.counts && clock_monotonic_ms() - d->harvested >= d->config.harvest_ms)
        daemon_count_seen(d, &c->held, c->now);
    judge(d, c);
    daemon_neighbours(d); /* a link that has come back knows nobody */
    bool first = !d->reference.is_set;
    if (c->n_differs > 0 && !first && !d->accept_wanted)
        drifted(d, c);
    else
        calm(d);
    /* Our tables are new, or only the order has changed, or somebody has accepted it. */
    bool alarm = c->n_differs > 0 && !d->accept_wanted && !first;
    if (!alarm && (first || c->own_fresh || c->reordered || d->accept_wanted))
        take_as_measure(d, c);
    check_free(c);
}

/* Settings of which no event tells, compared at every tick. */
void daemon_settings_look(struct daemon *d)
{
    ARENA_CLEANUP struct arena a;
    LINES_CLEANUP struct lines now;
    SB_CLEANUP struct sb text;
    arena_init(&a, 1 << 16);
    lines_init(&now);
    sb_init(&text, sizeof d->settings - 1);
    machine_settings(&a, &now);
    lines_write(&now, &text);
    if (sb_end(&text) != OK) return;
    sb_addc(&text, '\0');
    if (!text.p || strcmp(text.p, d->settings) == 0) return;
    memcpy(d->settings, text.p, text.n);
    d->check_wanted = true;
}

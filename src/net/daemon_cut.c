/* SPDX-License-Identifier: Apache-2.0
 *
 * A cut: its elements first, in one transaction, at a hook before everything else; then on disk;
 * then every connection it touches is ended, until none is left; then real packets try; then it is
 * told. A cut that waits for nothing else than the kernel.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "net/conntrack.h"
#include "net/daemon_parts.h"
#include "net/probe.h"

enum { PROBE_WAIT_MS = 150, VALUES = 12 };

/* --- which elements --- */

static err_t resolve(struct daemon *d, struct arena *a, const struct daemon_cut *c,
                     struct ruleset_cut *to, struct fault *why)
{
    *to = (struct ruleset_cut){.reason = c->reason, .by = c->by};
    return barrier_scope_resolve(a, &d->declared->barrier, str_z(c->scope), str_z(c->value),
                                 &to->scope, why);
}

err_t daemon_cuts_local(struct daemon *d, struct plan *p)
{
    struct ruleset_cut *v = ARENA_ARRAY(&p->arena, struct ruleset_cut, d->n_cuts + 1);
    if (!v) return ERR_NOMEM;
    size_t n = 0;
    for (size_t i = 0; i < d->n_cuts; i++) {
        struct fault why = {0};
        err_t e = resolve(d, &p->arena, d->cuts + i, v + n, &why);
        if (e == ERR_NOMEM) return e;
        if (e == OK)
            n++;
        else
            log_fault(d->log, LOG_ERROR, "cut names nothing any more", &why);
    }
    p->local = v;
    p->n_local = n;
    return OK;
}

static bool is_cut(const struct element *e)
{
    return e->map >= ELEMENT_CUT_LINK;
}

/* From the elements the kernel holds to those of `to`. */
static err_t move(struct daemon *d, const struct ruleset *to, bool fresh, struct fault *why)
{
    static const struct ruleset none;
    const struct ruleset *from = fresh ? &none : &d->cut_rules;
    size_t most = from->n_elements + to->n_elements + 1, n_gone = 0, n_new = 0, i = 0, k = 0;
    const struct element **v = calloc(2 * most, sizeof *v);
    if (!v) return ERR_NOMEM;
    const struct element **gone = v, **add = v + most;
    while (i < from->n_elements || k < to->n_elements) {
        const struct element *x = i < from->n_elements ? from->elements + i : NULL;
        const struct element *y = k < to->n_elements ? to->elements + k : NULL;
        if (x && !is_cut(x)) {
            i++;
            continue;
        }
        if (y && !is_cut(y)) {
            k++;
            continue;
        }
        int c = !x ? 1 : !y ? -1 : element_cmp(x, y);
        if (c < 0) gone[n_gone++] = x;
        if (c > 0) add[n_new++] = y;
        if (c <= 0) i++;
        if (c >= 0) k++;
    }
    struct apply a = daemon_apply(d);
    bool bridge = d->declared->barrier.n_bridges > 0;
    err_t e = apply_move(&a, gone, n_gone, add, n_new, bridge, clock_now(d->clock), why);
    free(v);
    return e;
}

/* Keeps its own copy of what the kernel holds. */
static err_t keep(struct daemon *d, const struct ruleset *r)
{
    struct arena a;
    arena_init(&a, 64 << 20);
    struct element *v = ARENA_ARRAY(&a, struct element, r->n_elements + 1);
    size_t n = 0;
    for (size_t i = 0; v && i < r->n_elements; i++) {
        if (!is_cut(r->elements + i)) continue;
        v[n] = r->elements[i];
        v[n].permits = NULL;
        v[n].n_permits = 0;
        if (v[n].link) v[n].link = arena_strdup(&a, str_z(v[n].link));
        n++;
    }
    if (!v || a.failed) {
        arena_release(&a);
        return ERR_NOMEM;
    }
    arena_release(&d->cut_arena);
    d->cut_arena = a;
    d->cut_rules = (struct ruleset){.elements = v, .n_elements = n};
    return OK;
}

err_t daemon_cuts_follow(struct daemon *d, const struct plan *p, bool fresh, struct fault *why)
{
    TRY(move(d, &p->rules, fresh, why));
    return keep(d, &p->rules);
}

/* --- permits that are cut: their elements go --- */

static bool only_of(const struct plan *p, const struct element *e, int64_t matter, int32_t no)
{
    for (size_t i = 0; i < e->n_permits; i++) {
        const struct flow *f = p->flows + e->permits[i];
        if (f->matter.v != matter || f->no != no) return false;
    }
    return e->n_permits > 0 && !is_cut(e);
}

static err_t remove_permit(struct daemon *d, const struct barrier_scope *s, struct fault *why)
{
    if (!d->in_force) return OK;
    const struct ruleset *r = &d->in_force->rules;
    const struct element **v = calloc(r->n_elements + 1, sizeof *v);
    bool *gone = calloc(r->n_elements + 1, sizeof *gone);
    size_t n = 0;
    for (size_t i = 0; v && gone && i < r->n_elements; i++) {
        gone[i] = only_of(d->in_force, r->elements + i, s->matter, s->no);
        if (gone[i]) v[n++] = r->elements + i;
    }
    struct apply a = daemon_apply(d);
    err_t e =
        v && gone ? apply_move(&a, v, n, NULL, 0, false, clock_now(d->clock), why) : ERR_NOMEM;
    if (e == OK) daemon_forget(d, gone);
    free(v);
    free(gone);
    return e;
}

/* All cuts in force with the new one: those of the plan, those ordered here. */
static err_t now_cut(struct daemon *d, struct arena *a, const struct ruleset_cut *new_one,
                     struct fault *why)
{
    size_t n = 0, most = d->n_cuts + 1 + (d->in_force ? d->in_force->n_cuts : 0);
    struct ruleset_cut *v = ARENA_ARRAY(a, struct ruleset_cut, most);
    struct ruleset r;
    if (!v) return ERR_NOMEM;
    for (size_t i = 0; d->in_force && i < d->in_force->n_cuts; i++)
        if (matter_id_is_set(d->in_force->cuts[i].matter)) v[n++] = d->in_force->cuts[i];
    for (size_t i = 0; i < d->n_cuts; i++)
        if (resolve(d, a, d->cuts + i, v + n, NULL) == OK) n++;
    if (new_one) v[n++] = *new_one;
    TRY(ruleset_compile(a, &d->declared->barrier, &d->caps, NULL, 0, v, n, clock_now(d->clock), &r,
                        why));
    TRY(move(d, &r, false, why));
    return keep(d, &r);
}

/* --- connections --- */

struct meant {
    const struct barrier *barrier;
    const struct barrier_scope *scope;
    const struct plan *plan;
};

static bool among(const int *v, size_t n, int x)
{
    for (size_t i = 0; i < n; i++)
        if (v[i] == x) return true;
    return false;
}

/* Is that address cut: by itself, or with the line it is on? */
static bool is_hit(const struct barrier *b, const struct barrier_scope *s, const struct net_addr *a)
{
    for (size_t i = 0; i < s->addresses.n; i++)
        if (addr_prefix_has(s->addresses.v + i, a)) return true;
    int host = barrier_host_of_address(b, a), subnet = barrier_subnet_of_address(b, a);
    if (host != BARRIER_NONE && among(s->hosts, s->n_hosts, host)) return true;
    if (subnet == BARRIER_NONE) return false;
    int interface = b->subnets[subnet].interface, bridge = b->subnets[subnet].bridge;
    return (interface != BARRIER_NONE && among(s->interfaces, s->n_interfaces, interface)) ||
           (bridge != BARRIER_NONE && among(s->bridges, s->n_bridges, bridge));
}

static bool of_permit(const struct meant *m, const struct conntrack_flow *f)
{
    for (size_t i = 0; m->plan && i < m->plan->n_flows; i++) {
        const struct flow *p = m->plan->flows + i;
        if (p->matter.v != m->scope->matter || p->no != m->scope->no) continue;
        if (addr_eq(&p->src, &f->src) && addr_eq(&p->dst, &f->dst) && p->proto == f->proto &&
            (p->ports.first == 0 ||
             (p->ports.first <= f->dst_port && f->dst_port <= p->ports.last)))
            return true;
    }
    return false;
}

static bool is_management(const struct barrier *b, const struct conntrack_flow *f)
{
    return barrier_is_own(b, &f->dst) || barrier_is_own(b, &f->src);
}

static bool meant(void *arg, const struct conntrack_flow *f)
{
    const struct meant *m = arg;
    if (m->scope->kind == SCOPE_PERMIT) return of_permit(m, f);
    if (is_management(m->barrier, f)) return false;
    if (m->scope->kind == SCOPE_ALL) return true;
    return is_hit(m->barrier, m->scope, &f->src) || is_hit(m->barrier, m->scope, &f->dst);
}

/* --- trying it --- */

/* From a host that is cut towards whatever it was permitted, else to any declared host elsewhere.
 */
static bool probe_of(const struct daemon *d, const struct flow *f, struct probe_packet *to)
{
    const struct barrier *b = &d->declared->barrier;
    int h = barrier_host_of_address(b, &f->src);
    if (h == BARRIER_NONE) return false;
    const struct barrier_host *host = b->hosts + h;
    int i = host->interface;
    for (int k = 0; i == BARRIER_NONE && k < (int)b->n_interfaces; k++)
        if (b->interfaces[k].bridge == host->bridge) i = k;
    if (i == BARRIER_NONE) return false;
    *to = (struct probe_packet){.link = b->interfaces[i].name,
                                .src_mac = f->mac,
                                .src = f->src,
                                .dst = f->dst,
                                .proto = f->proto,
                                .port = f->ports.first};
    return true;
}

static bool mac_of_link(const char *link, struct net_mac *to)
{
    char path[128];
    SB_CLEANUP struct sb b;
    sb_init(&b, 64);
    (void)snprintf(path, sizeof path, "/sys/class/net/%s/address", link);
    return file_read(&b, path, NULL) == OK && addr_mac_parse(str_trim(sb_str(&b)), to, NULL) == OK;
}

static bool touched(const struct daemon *d, const struct barrier_scope *s, const struct flow *f)
{
    const struct barrier *b = &d->declared->barrier;
    if (s->kind == SCOPE_ALL) return true;
    if (s->kind == SCOPE_PERMIT) return f->matter.v == s->matter && f->no == s->no;
    return is_hit(b, s, &f->src) || is_hit(b, s, &f->dst);
}

static void try_it(struct daemon *d, const struct barrier_scope *s, struct probe_result *r,
                   struct fault *why)
{
    struct probe_packet v[PROBE_MAX];
    size_t n = 0;
    *r = (struct probe_result){0};
    for (size_t i = 0; d->in_force && n < PROBE_MAX / 4 && i < d->in_force->n_flows; i++) {
        const struct flow *f = d->in_force->flows + i;
        if (!touched(d, s, f) || !probe_of(d, f, v + n)) continue;
        if (mac_of_link(v[n].link, &v[n].dst_mac)) n++;
    }
    if (n == 0) {
        fault_fill(why, ERR_NOT_FOUND, "netd.nothing_to_probe", NULL);
        return;
    }
    if (probe_send(v, n, PROBE_WAIT_MS, r, why) != OK)
        log_fault(d->log, LOG_WARN, "not tried", why);
}

/* --- the record --- */

struct outcome {
    struct moment started, held;
    uint32_t flows;
    struct probe_result probe;
    struct fault probe_why;
    bool all_ended;
};

struct record {
    char text[VALUES][64];
    struct document_pair v[VALUES];
    size_t n;
};

static void add(struct record *r, const char *name, int64_t v)
{
    (void)snprintf(r->text[r->n], sizeof r->text[0], "%" PRId64, v);
    r->v[r->n] = (struct document_pair){name, r->text[r->n]};
    r->n++;
}

static void write_record(struct record *r, const struct barrier_scope *s, const struct outcome *o)
{
    add(r, "devices", (int64_t)s->n_hosts);
    add(r, "headcount", s->headcount);
    add(r, "headcount_unknown", s->unknown);
    add(r, "flows_killed", o->flows);
    add(r, "probes_sent", o->probe.sent);
    add(r, "probes_dropped", (int64_t)o->probe.sent - o->probe.through);
    add(r, "started_ms", o->started.ms);
    add(r, "held_ms", o->held.ms);
}

static void tell(struct daemon *d, const struct daemon_cut *c, enum order_what what,
                 const struct barrier_scope *s, const struct outcome *o, struct sb *to)
{
    struct record r = {0};
    struct fault why = {0};
    write_record(&r, s, o);
    enum order_scope scope = (enum order_scope)s->kind;
    bool leak = o->probe.through > 0 || !o->all_ended;
    char id[40];
    (void)snprintf(id, sizeof id, "%s-%s", what == ORDER_CUT ? "c" : "r", c->id);
    const struct order order = {.id = id,
                                .what = what,
                                .at = c->at,
                                .by = c->by,
                                .account = c->account,
                                .scope = scope,
                                .value = c->value[0] ? c->value : NULL,
                                .reason = c->reason,
                                .done_at = o->held,
                                .result = leak ? ORDER_PARTLY : ORDER_DONE,
                                .values = r.v,
                                .n_values = r.n};
    if (uplink_order(d->uplink, &order, &why) != OK)
        log_fault(d->log, LOG_ERROR, "order not handed over", &why);
    const struct evidence_item item = {.kind = what == ORDER_CUT ? "cut" : "restore",
                                       .subject = c->scope,
                                       .text = c->value[0] ? c->value : NULL,
                                       .values = r.v,
                                       .n_values = r.n};
    daemon_say_evidence(d, &item, 1);
    for (size_t i = 0; i < r.n; i++) sb_addf(to, "%s: %s\n", r.v[i].name, r.v[i].value);
    if (o->probe.sent == 0 && what == ORDER_CUT) {
        sb_addz(to, "probes: ");
        fault_message(to, LANG_EN, &o->probe_why);
        sb_addc(to, '\n');
    }
}

static void end_flows(struct daemon *d, const struct barrier_scope *s, struct outcome *o)
{
    struct fault why = {0};
    struct meant m = {&d->declared->barrier, s, d->in_force};
    o->all_ended = conntrack_kill(&d->connections, meant, &m, &o->flows, &why) == OK;
    if (!o->all_ended) log_fault(d->log, LOG_ERROR, "connections left", &why);
}

static err_t refuse_none(const struct daemon *d, struct fault *why)
{
    return d->declared ? OK : fault_set(why, ERR_STATE, "netd.no_declaration", NULL);
}

/* --- cuts of the office: at once, before anything is planned or proven --- */

static bool is_known(const struct daemon *d, const struct desired_item *i)
{
    for (size_t k = 0; d->in_force && k < d->in_force->n_cuts; k++)
        if (matter_id_eq(d->in_force->cuts[k].matter, i->matter) &&
            d->in_force->cuts[k].no == i->no)
            return true;
    return false;
}

static void office_cut(struct daemon *d, struct plan *p, const struct desired_item *i)
{
    struct fault why = {0};
    struct record r = {0};
    struct outcome o = {.started = clock_now(d->clock)};
    struct ruleset_cut c = {.matter = i->matter, .no = i->no};
    err_t e =
        barrier_scope_resolve(&p->arena, &d->declared->barrier, str_z(plan_payload(i, "scope")),
                              str_z(plan_payload(i, "value")), &c.scope, &why);
    if (e == OK && c.scope.kind == SCOPE_PERMIT)
        e = remove_permit(d, &c.scope, &why);
    else if (e == OK)
        e = now_cut(d, &p->arena, &c, &why);
    if (e != OK) {
        log_fault(d->log, LOG_ERROR, "cut", &why);
        return;
    }
    d->epoch++;
    o.held = clock_now(d->clock);
    end_flows(d, &c.scope, &o);
    try_it(d, &c.scope, &o.probe, &o.probe_why);
    write_record(&r, &c.scope, &o);
    const struct evidence_item item = {.kind = "cut",
                                       .subject = barrier_scope_kinds[c.scope.kind],
                                       .text = c.scope.value,
                                       .matter = i->matter,
                                       .no = i->no,
                                       .values = r.v,
                                       .n_values = r.n};
    daemon_say_evidence(d, &item, 1);
    LOG(d->log, LOG_WARN, "cut", LOG_INT("matter", i->matter.v), LOG_INT("flows", o.flows));
}

void daemon_cuts_office(struct daemon *d, struct plan *p)
{
    for (size_t i = 0; d->in_force && i < p->desired.n_items; i++) {
        const struct desired_item *x = p->desired.items + i;
        bool now =
            (!x->from.ms || x->from.ms <= p->now.ms) && (!x->until.ms || p->now.ms < x->until.ms);
        if (x->what == DESIRED_WANT && now && strcmp(x->kind, "cut") == 0 && !is_known(d, x))
            office_cut(d, p, x);
    }
}

err_t daemon_cut_order(struct daemon *d, const struct daemon_cut *cut, struct sb *to,
                       struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    struct ruleset_cut c;
    struct outcome o = {.started = cut->at};
    arena_init(&a, 256 << 20);
    TRY(refuse_none(d, why));
    if (d->n_cuts == DAEMON_CUTS_MAX)
        return fault_set(why, ERR_TOO_BIG, "netd.too_many_cuts", NULL);
    TRY(resolve(d, &a, cut, &c, why));
    d->epoch++;
    if (c.scope.kind == SCOPE_PERMIT)
        TRY(remove_permit(d, &c.scope, why));
    else
        TRY(now_cut(d, &a, &c, why));
    o.held = clock_now(d->clock);
    d->cuts[d->n_cuts++] = *cut;
    d->cuts_at++;
    struct fault disk = {0};
    if (daemon_cuts_save(d, &disk) != OK) log_fault(d->log, LOG_ERROR, "cut not on disk", &disk);
    end_flows(d, &c.scope, &o);
    try_it(d, &c.scope, &o.probe, &o.probe_why);
    LOG(d->log, LOG_WARN, "cut", LOG_STR("scope", cut->scope), LOG_STR("value", cut->value),
        LOG_STR("by", cut->by), LOG_INT("flows", o.flows), LOG_INT("through", o.probe.through));
    tell(d, cut, ORDER_CUT, &c.scope, &o, to);
    if (disk.id) { /* holds until netd starts anew, and whoever ordered it must know */
        sb_addz(to, "kept: no: ");
        fault_message(to, LANG_EN, &disk);
        sb_addc(to, '\n');
    }
    d->plan_wanted = true;
    return OK;
}

err_t daemon_restore_order(struct daemon *d, const struct daemon_cut *cut, struct sb *to,
                           struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    struct ruleset_cut c;
    struct outcome o = {.started = cut->at, .all_ended = true};
    size_t at = 0;
    arena_init(&a, 256 << 20);
    TRY(refuse_none(d, why));
    while (at < d->n_cuts && (strcmp(d->cuts[at].scope, cut->scope) != 0 ||
                              strcmp(d->cuts[at].value, cut->value) != 0))
        at++;
    if (at == d->n_cuts)
        return fault_set(why, ERR_NOT_FOUND, "netd.no_such_cut", "%s" FS "%s", cut->scope,
                         cut->value);
    TRY(resolve(d, &a, cut, &c, why));
    const struct daemon_cut was = d->cuts[at];
    memmove(d->cuts + at, d->cuts + at + 1, (d->n_cuts - at - 1) * sizeof *d->cuts);
    d->n_cuts--;
    d->cuts_at++;
    d->epoch++;
    err_t e = now_cut(d, &a, NULL, why);
    if (e == OK) e = daemon_cuts_save(d, why);
    if (e != OK) { /* it still holds */
        d->cuts[d->n_cuts++] = was;
        return e;
    }
    o.held = clock_now(d->clock);
    LOG(d->log, LOG_WARN, "restored", LOG_STR("scope", cut->scope), LOG_STR("value", cut->value),
        LOG_STR("by", cut->by));
    tell(d, cut, ORDER_RESTORE, &c.scope, &o, to);
    d->plan_wanted = true;
    return OK;
}

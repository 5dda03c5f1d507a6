/* SPDX-License-Identifier: Apache-2.0
 *
 * What can be cut, and what a cut would hit: shown before anybody orders it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "office/network_view.h"

enum { HOSTS_SHOWN = 200, FLOWS_SHOWN = 100, REACH_CHARS = 1900, DIVISIONS_MAX = 200 };

/* --- the choices --------------------------------------------------------------------------- */

static void choice(const struct show *s, struct jo *list, const char *scope, const char *value,
                   const char *title)
{
    struct jo o = jo_object();
    jo_str(&o, "value", value);
    jo_str(&o, "title", title ? title : value);
    jo_str(&o, "scope", scope);
    jo_str(&o, "scope_text", tr(s->lang, arena_printf(s->w->arena, "network.scope_%s", scope)));
    jo_add(list, o);
}

static const char *line_title(const struct show *s, const struct barrier *b, const char *name,
                              const char *title, int zone)
{
    const char *in = network_zone_title(s, b, zone);
    const char *head = title ? title : name;
    if (!in) return head;
    return arena_printf(s->w->arena, s->lang == LANG_EN ? "%s (%s)" : "%s（%s）", head, in);
}

static void lines(const struct show *s, struct jo *o, const struct barrier *b)
{
    struct jo list = jo_array();
    for (size_t i = 0; i < b->n_bridges; i++)
        choice(s, &list, "line", b->bridges[i].name, b->bridges[i].title);
    for (size_t i = 0; i < b->n_interfaces; i++) {
        const struct barrier_interface *f = &b->interfaces[i];
        if ((int)i != b->management.interface)
            choice(s, &list, "line", f->name, line_title(s, b, f->name, f->title, f->zone));
    }
    jo_put(o, "lines", list);
}

static void choices(const struct show *s, struct jo *o, const struct network *net,
                    const struct network_flows *flows)
{
    const struct barrier *b = net->declared;
    struct jo zones = jo_array(), devices = jo_array(), peers = jo_array(), permits = jo_array();
    for (size_t i = 0; i < b->n_zones; i++)
        if (b->zones[i].kind != ZONE_MANAGEMENT)
            choice(s, &zones, "zone", b->zones[i].name, network_zone_title(s, b, (int)i));
    for (size_t i = 0; b->n_hosts <= HOSTS_SHOWN && i < b->n_hosts; i++)
        choice(s, &devices, "device", b->hosts[i].name,
               line_title(s, b, b->hosts[i].name, b->hosts[i].title, b->hosts[i].zone));
    for (size_t i = 0; i < b->n_peers; i++)
        choice(s, &peers, "peer", b->peers[i].name,
               line_title(s, b, b->peers[i].name, b->peers[i].title, b->peers[i].zone));
    for (size_t i = 0; i < flows->n && i < FLOWS_SHOWN; i++)
        network_show_flow(s, &permits, net, &flows->v[i], s->w->now);
    jo_put(o, "zones", zones);
    jo_put(o, "devices", devices);
    lines(s, o, b);
    jo_put(o, "peers", peers);
    jo_put(o, "permits", permits);
    jo_bool(o, "permits_more", flows->n > FLOWS_SHOWN);
}

/* --- what it hits --------------------------------------------------------------------------- */

struct division { /* of the devices hit */
    struct unit_id unit;
    const char *code, *name;
    int64_t devices, people, unknown;
};
struct hit {
    const struct show *s;
    const struct barrier *b;
    const struct barrier_scope *c;
    struct division v[DIVISIONS_MAX];
    size_t n;
    int64_t nobody; /* devices of which no division is declared, or none that exists */
};

static err_t division_of(struct hit *h, const char *code, struct division **ret)
{
    struct work *w = h->s->w;
    struct unit_row u;
    const char *ja, *en;
    *ret = NULL;
    if (!code) return OK;
    for (size_t i = 0; i < h->n; i++)
        if (strcmp(h->v[i].code, code) == 0) *ret = &h->v[i];
    if (*ret || h->n == DIVISIONS_MAX) return OK;
    err_t e = org_unit_by_code(w->db, w->arena, str_z(code), w->as_of, &u);
    if (e == ERR_NOT_FOUND || (e == OK && u.division.v != u.id.v)) return OK;
    TRY(e);
    TRY(org_unit_name(w->db, w->arena, u.id, w->as_of, &ja, &en));
    h->v[h->n] = (struct division){
        .unit = u.id, .code = code, .name = h->s->lang == LANG_EN && en && *en ? en : ja};
    *ret = &h->v[h->n++];
    return OK;
}

static err_t count_host(struct hit *h, const struct barrier_host *host)
{
    struct division *d;
    TRY(division_of(h, host->division, &d));
    if (!d) {
        h->nobody++;
        return OK;
    }
    d->devices++;
    if (host->headcount < 0)
        d->unknown++;
    else
        d->people += host->headcount;
    return OK;
}

static void show_host(const struct hit *h, struct jo *list, const struct barrier_host *host)
{
    struct jo o = jo_object();
    struct sb text SB_CLEANUP;
    sb_init(&text, 4000);
    for (size_t i = 0; i < host->addresses.n && i < 4; i++) {
        if (i) sb_addz(&text, ", ");
        addr_print(&text, &host->addresses.v[i]);
    }
    jo_str(&o, "name", host->title ? host->title : host->name);
    jo_str(&o, "addresses", show_built(h->s, &text));
    jo_str(&o, "zone", network_zone_title(h->s, h->b, host->zone));
    jo_set(&o, "people", host->headcount < 0 ? json_null() : json_integer(host->headcount));
    jo_add(list, o);
}

static err_t show_hosts(struct hit *h, struct jo *o)
{
    struct jo list = jo_array();
    err_t e = OK;
    for (size_t i = 0; i < h->c->n_hosts && e == OK; i++) {
        const struct barrier_host *host = &h->b->hosts[h->c->hosts[i]];
        e = count_host(h, host);
        if (i < HOSTS_SHOWN) show_host(h, &list, host);
    }
    jo_put(o, "hosts", list);
    jo_i64(o, "host_count", (int64_t)h->c->n_hosts);
    jo_bool(o, "hosts_more", h->c->n_hosts > HOSTS_SHOWN);
    return e;
}

static void show_divisions(const struct hit *h, struct jo *o)
{
    struct jo list = jo_array();
    for (size_t i = 0; i < h->n; i++) {
        struct jo one = jo_object();
        jo_str(&one, "code", h->v[i].code);
        jo_str(&one, "name", h->v[i].name);
        jo_i64(&one, "devices", h->v[i].devices);
        jo_i64(&one, "people", h->v[i].people);
        jo_i64(&one, "unknown", h->v[i].unknown);
        jo_add(&list, one);
    }
    jo_put(o, "divisions", list);
    jo_i64(o, "nobody", h->nobody);
}

static void show_peers(const struct hit *h, struct jo *o)
{
    struct jo list = jo_array();
    for (size_t i = 0; i < h->c->n_peers; i++) {
        const struct barrier_peer *p = &h->b->peers[h->c->peers[i]];
        jo_add_value(&list, json_string(p->title ? p->title : p->name));
    }
    jo_put(o, "peers", list);
}

static size_t show_hit_flows(const struct hit *h, struct jo *o, const struct network *net,
                             const struct network_flows *flows)
{
    struct jo list = jo_array();
    size_t n = 0;
    for (size_t i = 0; i < flows->n; i++) {
        if (!network_scope_hits(h->b, h->c, &flows->v[i])) continue;
        if (n++ < FLOWS_SHOWN) network_show_flow(h->s, &list, net, &flows->v[i], h->s->w->now);
    }
    jo_put(o, "flows", list);
    jo_i64(o, "flow_count", (int64_t)n);
    jo_bool(o, "flows_more", n > FLOWS_SHOWN);
    return n;
}

/* What stops, in words: it goes into the order and to each division. */
static void show_reach(const struct hit *h, struct jo *o, const char *what, size_t n_flows)
{
    struct sb b SB_CLEANUP;
    char hosts[24], people[24], unknown[24], flows[24];
    snprintf(hosts, sizeof hosts, "%zu", h->c->n_hosts);
    snprintf(people, sizeof people, "%d", h->c->headcount);
    snprintf(unknown, sizeof unknown, "%d", h->c->unknown);
    snprintf(flows, sizeof flows, "%zu", n_flows);
    sb_init(&b, 8000);
    tr_format(&b, h->s->lang, "network.reach", what, hosts, people, unknown);
    tr_format(&b, h->s->lang, "network.reach_flows", flows);
    for (size_t i = 0; i < h->n && sb_str(&b).n < REACH_CHARS; i++)
        tr_format(&b, h->s->lang, i ? "network.reach_next" : "network.reach_divisions",
                  h->v[i].name);
    jo_str(o, "reach", show_built(h->s, &b));
}

static const char *title_of(const struct show *s, const struct barrier *b,
                            const struct barrier_scope *c)
{
    struct str v = str_z(c->value ? c->value : "");
    int i;
    switch (c->kind) {
    case SCOPE_ALL:
        return tr(s->lang, "network.scope_all");
    case SCOPE_ZONE:
        return network_zone_title(s, b, barrier_find_zone(b, v));
    case SCOPE_DEVICE:
        i = barrier_find_host(b, v);
        return i == BARRIER_NONE ? c->value : network_host_title(b, i);
    case SCOPE_PEER:
        i = barrier_find_peer(b, v);
        return i == BARRIER_NONE || !b->peers[i].title ? c->value : b->peers[i].title;
    case SCOPE_LINE:
    case SCOPE_PERMIT:
    case SCOPES:
        return c->value;
    }
    return c->value;
}

static err_t show_chosen(const struct show *s, struct jo *o, const struct network *net,
                         const struct network_flows *flows, const struct barrier_scope *c)
{
    struct jo one = jo_object();
    struct hit *h = ARENA_NEW(s->w->arena, struct hit);
    const char *scope = barrier_scope_kinds[c->kind], *title = title_of(s, net->declared, c);
    if (!h) return ERR_NOMEM;
    *h = (struct hit){.s = s, .b = net->declared, .c = c};
    jo_str(&one, "scope", scope);
    jo_str(&one, "scope_text", tr(s->lang, arena_printf(s->w->arena, "network.scope_%s", scope)));
    jo_str(&one, "value", c->value);
    jo_bool(&one, "everything", c->kind == SCOPE_ALL);
    jo_str(&one, "title", title);
    jo_i64(&one, "people", c->headcount);
    jo_i64(&one, "unknown", c->unknown);
    jo_bool(&one, "management_stays", net->declared->management.interface != BARRIER_NONE);
    err_t e = show_hosts(h, &one);
    show_divisions(h, &one);
    show_peers(h, &one);
    show_reach(h, &one, title, show_hit_flows(h, &one, net, flows));
    jo_put(o, "chosen", one);
    return e;
}

/* --- the page -------------------------------------------------------------------------------- */

/* The systems that the viewer manages: who cuts as their manager says which. */
static err_t systems(const struct show *s, struct person_id viewer, struct jo *o)
{
    struct role_holder *roles;
    size_t n;
    struct jo list = jo_array();
    bool head = false;
    TRY(org_roles_of(s->w->db, s->w->office->catalogue, s->w->arena, viewer, s->w->as_of, &roles,
                     &n));
    for (size_t i = 0; i < n; i++) {
        struct info_system_row sys;
        head = head || strcmp(roles[i].role, "head_security_officer") == 0;
        if (!info_system_id_is_set(roles[i].info_system)) continue;
        if (org_info_system(s->w->db, s->w->arena, roles[i].info_system, s->w->as_of, &sys) != OK)
            continue;
        struct jo one = jo_object();
        jo_i64(&one, "value", sys.id.v);
        jo_str(&one, "title",
               s->lang == LANG_EN && sys.name_en && *sys.name_en ? sys.name_en : sys.name);
        jo_add(&list, one);
    }
    jo_put(o, "systems", list);
    jo_bool(o, "as_head", head);
    return OK;
}

static err_t show_fault(const struct show *s, struct jo *o, const struct fault *why)
{
    struct sb b SB_CLEANUP;
    sb_init(&b, 4000);
    fault_message(&b, s->lang, why);
    jo_str(o, "fault_text", show_built(s, &b));
    return OK;
}

static err_t show_all(struct view *v, struct person_id viewer, struct network *net, struct str kind,
                      struct str value, struct jo *o)
{
    struct network_flows flows;
    struct barrier_scope c;
    struct fault bad = {0};
    jo_bool(o, "declared", net->declared != NULL);
    jo_set(o, "chosen", json_null());
    jo_set(o, "fault_text", json_null());
    TRY(systems(&v->s, viewer, o));
    if (!net->declared) return OK;
    TRY(network_flows(&v->s, net, v->w.now, &flows));
    choices(&v->s, o, net, &flows);
    if (!kind.n) return OK;
    err_t e = barrier_scope_resolve(&v->arena, net->declared, kind, value, &c, &bad);
    if (e == ERR_NOMEM) return e;
    if (e != OK) return show_fault(&v->s, o, &bad);
    return show_chosen(&v->s, o, net, &flows, &c);
}

err_t network_cut_view(const struct office *office, struct person_id viewer, struct str kind,
                       struct str value, enum lang lang, json_t **ret, struct fault *why)
{
    struct view v VIEW_CLEANUP;
    struct network net NETWORK_CLEANUP;
    struct jo o = jo_object();
    err_t e = view_begin(&v, office, viewer, lang);
    if (e == OK) e = network_now(office, v.db, &v.arena, &net);
    if (e == OK) e = show_all(&v, viewer, &net, kind, value, &o);
    if (e == OK) return view_end(&v, &o, ret);
    jo_release(&o);
    if (why && v.why.id) *why = v.why;
    return e;
}

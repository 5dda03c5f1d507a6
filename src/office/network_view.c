/* SPDX-License-Identifier: Apache-2.0 */
#include "office/network_view.h"

#include <inttypes.h>
#include <string.h>

#include "office/evidence.h"
#include "office/starter.h"

enum { PAGE = 100 };

/* --- names -------------------------------------------------------------------------------- */

const char *network_zone_title(const struct show *s, const struct barrier *b, int zone)
{
    if (!b || zone == BARRIER_NONE) return NULL;
    const struct zone *z = catalogue_zone(s->w->office->catalogue, b->zones[zone].name);
    if (z) return show_text(s, z->label);
    return b->zones[zone].title ? b->zones[zone].title : b->zones[zone].name;
}

const char *network_host_title(const struct barrier *b, int host)
{
    if (!b || host == BARRIER_NONE) return NULL;
    return b->hosts[host].title ? b->hosts[host].title : b->hosts[host].name;
}

static const char *peer_title(const struct barrier *b, struct str ip)
{
    struct net_addr a;
    if (!b || addr_parse(ip, &a, NULL) != OK) return NULL;
    int peer = barrier_peer_of_address(b, &a);
    if (peer == BARRIER_NONE) return NULL;
    return b->peers[peer].title ? b->peers[peer].title : b->peers[peer].name;
}

/* --- one flow ----------------------------------------------------------------------------- */

static void show_end(const struct show *s, struct jo *o, const char *key, const struct barrier *b,
                     struct str ip, int host, int zone, struct str said)
{
    struct jo end = jo_object();
    const char *name = network_host_title(b, host);
    char *asked = arena_strdup(s->w->arena, said);
    const struct zone *z = asked ? catalogue_zone(s->w->office->catalogue, asked) : NULL;
    const char *title = network_zone_title(s, b, zone);
    jo_str(&end, "name", name ? name : peer_title(b, ip));
    jo_str(&end, "address", arena_strdup(s->w->arena, ip));
    jo_str(&end, "zone", title ? title : z ? show_text(s, z->label) : NULL);
    jo_put(o, key, end);
}

void network_show_flow(const struct show *s, struct jo *list, const struct network *net,
                       const struct network_flow *f, struct moment now)
{
    struct jo o = jo_object();
    const struct effect_row *row = f->row;
    jo_i64(&o, "matter", row->matter.v);
    jo_str(&o, "href", arena_printf(s->w->arena, "/matters/%" PRId64, row->matter.v));
    jo_str(&o, "value", arena_printf(s->w->arena, "%" PRId64 "-%d", row->matter.v, row->no));
    show_end(s, &o, "source", net->declared, f->source_ip, f->source, f->from_zone, f->source_zone);
    show_end(s, &o, "destination", net->declared, f->destination_ip, f->destination, f->to_zone,
             f->destination_zone);
    jo_str(&o, "service", f->service);
    show_time(s, &o, "from", row->from);
    show_time(s, &o, "until", row->until);
    int64_t left = row->until.ms ? (row->until.ms - now.ms) / DAY_MS : -1;
    int64_t warn = net->declared ? net->declared->warn_days : 30;
    jo_i64(&o, "days_left", left);
    jo_bool(&o, "ends_soon", left >= 0 && left <= warn);
    jo_bool(&o, "later", row->from.ms > now.ms);
    jo_bool(&o, "cut", f->cut);
    jo_bool(&o, "open", row->state == EFFECT_APPLIED && row->from.ms <= now.ms && !f->cut);
    jo_bool(&o, "waiting", row->state == EFFECT_WANTED);
    jo_add(list, o);
}

/* --- the page ------------------------------------------------------------------------------ */

static const char *scope_text(const struct show *s, struct str kind)
{
    const char *id = arena_printf(s->w->arena, "network.scope_%.*s", STR_ARG(kind));
    return id ? tr(s->lang, id) : NULL;
}

static err_t show_cut(const struct show *s, struct jo *list, const struct network *net,
                      const struct effect_row *row, bool *zone_cut)
{
    struct jo o = jo_object();
    struct str kind, value, reason;
    TRY(network_payload(s->w->arena, row, "scope", &kind));
    TRY(network_payload(s->w->arena, row, "value", &value));
    TRY(network_payload(s->w->arena, row, "reason", &reason));
    int zone = net->declared ? barrier_find_zone(net->declared, value) : BARRIER_NONE;
    bool is_zone = str_eqz(kind, "zone") && zone != BARRIER_NONE;
    for (size_t i = 0; net->declared && i < net->declared->n_zones; i++)
        zone_cut[i] = zone_cut[i] || str_eqz(kind, "all") || (is_zone && (size_t)zone == i);
    jo_str(&o, "href", arena_printf(s->w->arena, "/matters/%" PRId64, row->matter.v));
    jo_str(&o, "scope", scope_text(s, kind));
    jo_str(&o, "value",
           is_zone   ? network_zone_title(s, net->declared, zone)
           : value.n ? arena_strdup(s->w->arena, value)
                     : NULL);
    jo_str(&o, "reason", reason.n ? arena_strdup(s->w->arena, reason) : NULL);
    show_time(s, &o, "since", row->from);
    jo_bool(&o, "holds", row->state == EFFECT_APPLIED);
    jo_add(list, o);
    return OK;
}

static err_t show_cuts(const struct show *s, struct jo *o, const struct network *net,
                       bool *zone_cut)
{
    struct jo list = jo_array();
    err_t e = OK;
    for (size_t i = 0; e == OK && i < net->rows.n; i++)
        if (strcmp(net->rows.v[i].kind, "cut") == 0)
            e = show_cut(s, &list, net, &net->rows.v[i], zone_cut);
    jo_put(o, "cuts", list);
    return e;
}

static bool touches(const struct network_flow *f, int zone)
{
    return zone == BARRIER_NONE || f->from_zone == zone || f->to_zone == zone;
}

static void show_flows(const struct show *s, struct jo *o, const struct network *net,
                       const struct network_flows *all, const struct network_query *q,
                       struct moment now)
{
    struct jo list = jo_array();
    int64_t n = 0, first = (q->page - 1) * PAGE;
    int zone_asked =
        net->declared && q->zone.n ? barrier_find_zone(net->declared, q->zone) : BARRIER_NONE;
    for (size_t i = 0; i < all->n; i++) {
        if (!touches(&all->v[i], zone_asked)) continue;
        if (n >= first && n < first + PAGE) network_show_flow(s, &list, net, &all->v[i], now);
        n++;
    }
    jo_put(o, "flows", list);
    jo_i64(o, "flow_count", n);
    const char *zone = zone_asked == BARRIER_NONE ? "" : net->declared->zones[zone_asked].name;
    jo_str(o, "zone_filter", zone_asked == BARRIER_NONE ? NULL : zone);
    jo_str(o, "next",
           n <= first + PAGE
               ? NULL
               : arena_printf(s->w->arena, "/network?zone=%s&page=%" PRId64, zone, q->page + 1));
}

static void show_declared(const struct show *s, struct jo *o, const struct network *net)
{
    static const char *const models[MODELS] = {
        [MODEL_ALPHA] = "network.model_alpha",
        [MODEL_ALPHA_PRIME] = "network.model_alpha_prime",
        [MODEL_BETA] = "network.model_beta",
        [MODEL_BETA_PRIME] = "network.model_beta_prime",
    };
    struct jo d = jo_object();
    struct sb b SB_CLEANUP;
    jo_str(&d, "href", arena_printf(s->w->arena, "/matters/%" PRId64, net->by.v));
    show_time(s, &d, "since", net->since);
    jo_str(&d, "name", net->declared ? net->declared->name : NULL);
    jo_str(&d, "model", net->declared ? tr(s->lang, models[net->declared->model]) : NULL);
    sb_init(&b, 4000);
    if (net->trouble.id) fault_message(&b, s->lang, &net->trouble);
    jo_str(&d, "trouble", net->trouble.id ? show_built(s, &b) : NULL);
    jo_put(o, "declared", d);
}

static err_t may_start(const struct show *s, struct person_id viewer, struct jo *o)
{
    static const char *const procedures[][2] = {{"can_cut", "cut-order"},
                                                {"can_declare", "barrier-declaration"},
                                                {"can_apply", "specified-flow"},
                                                {"can_restore", "cut-restoration"}};
    struct starter st;
    TRY(starter_begin(&st, s, viewer));
    for (size_t i = 0; i < ARRAY_LEN(procedures); i++) {
        const struct procedure *p = catalogue_procedure(s->w->office->catalogue, procedures[i][1]);
        bool may = false;
        if (p) TRY(starter_may(&st, p, &may));
        jo_bool(o, procedures[i][0], may);
    }
    return OK;
}

static err_t show_all(struct view *v, struct person_id viewer, const struct network_query *q,
                      struct network *net, struct jo *o)
{
    struct moment now = v->w.now;
    struct network_flows flows;
    bool *zone_cut = ARENA_ARRAY(&v->arena, bool, BARRIER_LIST_MAX);
    if (!zone_cut) return ERR_NOMEM;
    if (matter_id_is_set(net->by))
        show_declared(&v->s, o, net);
    else
        jo_set(o, "declared", json_null());
    TRY(network_flows(&v->s, net, now, &flows));
    TRY(show_cuts(&v->s, o, net, zone_cut));
    if (net->declared)
        network_map(&v->s, o, net, &flows, zone_cut);
    else
        jo_set(o, "map", json_null());
    show_flows(&v->s, o, net, &flows, q, now);
    /* What the barrier last proved and found: 26(1) is what all of it serves. */
    TRY(evidence_show_article(&v->s, o, "seen", "26", EVIDENCE_FOR_MANAGERS));
    return may_start(&v->s, viewer, o);
}

err_t network_view(const struct office *office, struct person_id viewer,
                   const struct network_query *q, enum lang lang, json_t **ret, struct fault *why)
{
    struct view v VIEW_CLEANUP;
    struct network net NETWORK_CLEANUP;
    struct jo o = jo_object();
    err_t e = view_begin(&v, office, viewer, lang);
    if (e == OK) e = network_now(office, v.db, &v.arena, &net);
    if (e == OK) e = show_all(&v, viewer, q, &net, &o);
    if (e == OK) return view_end(&v, &o, ret);
    jo_release(&o);
    if (why && v.why.id) *why = v.why;
    return e;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "net/skeleton.h"

#include <string.h>

#include "net/skeleton_parts.h"

/* What is put into the maps. */
struct contents {
    const struct ruleset *rules; /* may be NULL */
    int64_t lease_ms;
    struct moment now;
};

static bool written(const struct skeleton_writer *w, const char *family)
{
    return w->bridge || strcmp(family, "bridge") != 0;
}

static void put_place(struct json *j, const char *family, const char *name)
{
    json_put_strz(j, "family", family);
    json_put_strz(j, "table", SKELETON_TABLE);
    json_put_strz(j, "name", name);
}

static void begin_add(struct skeleton_writer *w, const char *what)
{
    json_object_begin(&w->j);
    json_key(&w->j, "add");
    json_object_begin(&w->j);
    json_key(&w->j, what);
    json_object_begin(&w->j);
}

static void end_add(struct skeleton_writer *w)
{
    json_object_end(&w->j);
    json_object_end(&w->j);
    json_object_end(&w->j);
}

static void add_chain(struct skeleton_writer *w, const struct skeleton_chain *c)
{
    begin_add(w, "chain");
    put_place(&w->j, c->family, c->name);
    if (c->hook) {
        json_put_strz(&w->j, "type", "filter");
        json_put_strz(&w->j, "hook", c->hook);
        json_put_i64(&w->j, "prio", c->priority);
        json_put_strz(&w->j, "policy", c->drop ? "drop" : "accept");
    }
    end_add(w);
}

static void put_types(struct json *j, struct str types)
{
    json_key(j, "type");
    bool several = str_find(types, ' ') < types.n;
    if (several) json_array_begin(j);
    while (types.p) json_str(j, str_cut(&types, ' '));
    if (several) json_array_end(j);
}

/* The statements are our own constants (skeleton_rules.c), so they go in as they are. */
static void add_rule(struct skeleton_writer *w, const struct skeleton_rule *r)
{
    begin_add(w, "rule");
    json_put_strz(&w->j, "family", r->family);
    json_put_strz(&w->j, "table", SKELETON_TABLE);
    json_put_strz(&w->j, "chain", r->chain);
    sb_addz(w->to, ",\"expr\":");
    sb_addz(w->to, r->expr);
    end_add(w);
}

static void add_lease(struct skeleton_writer *w, int64_t lease_ms)
{
    static const char *const families[] = {"ipv4", "ipv6"};
    int64_t seconds = lease_ms / 1000;
    for (size_t i = 0; seconds > 0 && i < ARRAY_LEN(families); i++) {
        skeleton_element(w, "add", "inet", SKELETON_LEASE_SET, false, 1, seconds);
        skeleton_field_name(w, families[i]);
        skeleton_element_end(w, false, 1, seconds);
    }
}

/* --- elements of ruleset.h ------------------------------------------------------------------ */

static void put_fields(struct skeleton_writer *w, const struct element *e)
{
    switch (e->map) {
    case ELEMENT_CUT_LINK:
        skeleton_field_name(w, e->link);
        return;
    case ELEMENT_CUT_MAC:
        skeleton_field_mac(w, &e->mac);
        return;
    case ELEMENT_CUT_ADDRESS:
        skeleton_field_range(w, &e->src, &e->dst);
        return;
    default:
        break;
    }
    if (e->map <= ELEMENT_ECHO) skeleton_field_mac(w, &e->mac);
    skeleton_field_addr(w, &e->src);
    skeleton_field_addr(w, &e->dst);
    if (e->ports.first == 0) return;
    skeleton_field_name(w, e->proto == FLOW_UDP ? "udp" : "tcp");
    skeleton_field_ports(w, &e->ports);
}

static unsigned fields_of(enum element_map map)
{
    static const uint8_t fields[ELEMENT_MAPS] = {
        [ELEMENT_FORWARD] = 5,    [ELEMENT_FORWARD_RANGE] = 5, [ELEMENT_ECHO] = 3,
        [ELEMENT_REPLY] = 4,      [ELEMENT_REPLY_RANGE] = 4,   [ELEMENT_ECHO_REPLY] = 2,
        [ELEMENT_LAW] = 2,        [ELEMENT_CUT_LINK] = 1,      [ELEMENT_CUT_MAC] = 1,
        [ELEMENT_CUT_ADDRESS] = 1};
    return fields[map];
}

void skeleton_dynamic(struct skeleton_writer *w, const char *verb, const struct element *e,
                      struct moment now)
{
    int64_t ms = element_timeout(e, now), seconds = ms / 1000;
    bool adding = strcmp(verb, "add") == 0;
    if (adding && ms != 0 && seconds <= 0) return;
    if (!adding) seconds = 0;
    bool map = element_map_has_counter(e->map);
    const char *set = element_map_name(e->map, (enum net_family)e->family);
    for (int bridge = 0; bridge < 2; bridge++) {
        if (bridge && (!w->bridge || !element_map_in_bridge(e->map))) continue;
        unsigned fields = fields_of(e->map);
        skeleton_element(w, verb, bridge ? "bridge" : "inet", set, map, fields, seconds);
        put_fields(w, e);
        skeleton_element_end(w, map, fields, seconds);
    }
}

/* --- documents ------------------------------------------------------------------------------ */

static void define_set(struct skeleton_writer *w, const struct skeleton_set *s)
{
    begin_add(w, s->map ? "map" : "set");
    put_place(&w->j, s->family, s->name);
    put_types(&w->j, str_z(s->types));
    if (s->map) json_put_strz(&w->j, "map", "verdict");
    if (s->interval || s->timeout) {
        json_key(&w->j, "flags");
        json_array_begin(&w->j);
        if (s->interval) json_strz(&w->j, "interval");
        if (s->timeout) json_strz(&w->j, "timeout");
        json_array_end(&w->j);
    }
    if (s->counter) {
        json_key(&w->j, "stmt");
        json_array_begin(&w->j);
        json_object_begin(&w->j);
        json_key(&w->j, "counter");
        json_nil(&w->j);
        json_object_end(&w->j);
        json_array_end(&w->j);
    }
}

/* Elements stand in the definition of their set, so that the document says the same as a dump of
 * the kernel and can be proven before it is loaded. */
static void add_set(struct skeleton_writer *w, const struct skeleton_set *s,
                    const struct contents *x)
{
    define_set(w, s);
    w->into = s;
    w->in_open = 0;
    skeleton_static(w);
    bool dynamic = s->timeout || str_starts(str_z(s->name), STR("cut"));
    for (size_t i = 0; dynamic && x->rules && i < x->rules->n_elements; i++)
        skeleton_dynamic(w, "add", &x->rules->elements[i], x->now);
    add_lease(w, x->lease_ms);
    w->into = NULL;
    w->passed_over = false;
    if (w->in_open > 0) json_array_end(&w->j);
    end_add(w);
}

/* Each table stands alone; the order within a document is that of the transaction. */
static void add_tables(struct skeleton_writer *w, const struct contents *x)
{
    skeleton_table(w, "inet");
    skeleton_table(w, "arp");
    if (w->bridge) skeleton_table(w, "bridge");
    for (size_t i = 0; i < skeleton_n_chains; i++)
        if (written(w, skeleton_chains[i].family)) add_chain(w, &skeleton_chains[i]);
    for (size_t i = 0; i < skeleton_n_sets; i++)
        if (written(w, skeleton_sets[i].family)) add_set(w, &skeleton_sets[i], x);
}

static void add_rules(struct skeleton_writer *w)
{
    for (size_t i = 0; i < skeleton_n_rules; i++) {
        const struct skeleton_rule *r = &skeleton_rules[i];
        if (!written(w, r->family) || (r->bridge_netfilter && !w->c->bridge_netfilter)) continue;
        add_rule(w, r);
    }
}

err_t skeleton_write(struct sb *to, const struct barrier *b, const struct capabilities *c,
                     const struct ruleset *elements, int64_t lease_ms, struct moment now)
{
    struct skeleton_writer w;
    const struct contents contents = {elements, lease_ms, now};
    skeleton_begin(&w, to, b, c);
    add_tables(&w, &contents);
    add_rules(&w);
    return skeleton_end(&w);
}

err_t skeleton_write_delta(struct sb *to, const struct barrier *b, const struct ruleset_delta *d,
                           struct moment now)
{
    struct skeleton_writer w;
    skeleton_begin(&w, to, b, NULL);
    for (size_t i = 0; i < d->n_remove; i++) skeleton_dynamic(&w, "delete", d->remove[i], now);
    for (size_t i = 0; i < d->n_add; i++) skeleton_dynamic(&w, "add", d->add[i], now);
    return skeleton_end(&w);
}

err_t skeleton_write_lease(struct sb *to, int64_t lease_ms)
{
    struct skeleton_writer w;
    skeleton_begin(&w, to, NULL, NULL);
    json_object_begin(&w.j);
    json_key(&w.j, "flush");
    json_object_begin(&w.j);
    json_key(&w.j, "set");
    json_object_begin(&w.j);
    put_place(&w.j, "inet", SKELETON_LEASE_SET);
    end_add(&w);
    add_lease(&w, lease_ms);
    return skeleton_end(&w);
}

/* The same tables with nothing in them but what the barrier itself needs: no lease, no permits. */
err_t skeleton_write_closed(struct sb *to, const struct barrier *b)
{
    static const struct capabilities none = {false, false};
    static const struct barrier nothing = {.management = {.interface = BARRIER_NONE}};
    return skeleton_write(to, b ? b : &nothing, &none, NULL, 0, (struct moment){0});
}

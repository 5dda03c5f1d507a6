/* SPDX-License-Identifier: Apache-2.0
 * The half of flow.h that reads; flow_judge.c judges. */
#include "net/flow.h"

#include <string.h>

#include "base/text.h"
#include "net/flow_parts.h"

err_t flow_say(struct arena *a, struct flow_verdict *ret, enum report_reason reason, const char *id,
               const char *x, const char *y, const char *z)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, REPORT_DETAIL_MAX);
    const char *args[] = {x ? x : "", y ? y : "", z ? z : ""};
    tr_format_args(&b, LANG_JA, id, ARRAY_LEN(args), args);
    if (b.err == ERR_TOO_BIG) b.err = OK; /* cut off; every text begins with what matters */
    TRY(sb_end(&b));
    const char *detail = arena_strdup(a, sb_str(&b));
    if (!detail) return ERR_NOMEM;
    *ret = (struct flow_verdict){reason, detail};
    return OK;
}

/* --- the payload ---------------------------------------------------------------------- */

struct reader {
    struct arena *a;
    const struct desired_item *item;
    struct flow f;
    struct flow_verdict verdict;
    err_t err;
};

static void refuse(struct reader *r, enum report_reason reason, const char *id, const char *x,
                   const char *y)
{
    if (r->err == OK && r->verdict.reason == REASON_NONE)
        r->err = flow_say(r->a, &r->verdict, reason, id, x, y, NULL);
}

static const char *value_of(const struct reader *r, const char *name)
{
    for (size_t i = 0; i < r->item->n_payload; i++)
        if (strcmp(r->item->payload[i].name, name) == 0) return r->item->payload[i].value;
    return NULL;
}

static const char *needed(struct reader *r, const char *name)
{
    const char *v = value_of(r, name);
    if (!v || v[0] == '\0') {
        refuse(r, REASON_UNSUPPORTED, "flow.missing", name, NULL);
        return NULL;
    }
    return v;
}

/* A name that we do not know might narrow the permit: rather nothing than too much. */
static void check_names(struct reader *r)
{
    static const char *const known[] = {
        "source_mac",  "source_ip",   "destination_ip",   "protocol", "port",  "port_last",
        "source_zone", "public_body", "destination_zone", "via_asp",  "permit"};
    for (size_t i = 0; i < r->item->n_payload; i++) {
        const char *name = r->item->payload[i].name;
        bool found = false;
        for (size_t k = 0; k < ARRAY_LEN(known); k++) found = found || strcmp(name, known[k]) == 0;
        if (!found) refuse(r, REASON_UNSUPPORTED, "flow.unknown_name", name, NULL);
        for (size_t k = 0; k < i; k++)
            if (strcmp(name, r->item->payload[k].name) == 0)
                refuse(r, REASON_UNSUPPORTED, "flow.name_twice", name, NULL);
    }
}

static void read_address(struct reader *r, const char *name, struct net_addr *ret)
{
    const char *v = needed(r, name);
    if (!v) return;
    if (addr_parse(str_z(v), ret, NULL) != OK)
        refuse(r, REASON_UNSUPPORTED, "flow.bad_address", v, NULL);
    else if (!addr_is_host(ret) || addr_is_link_local(ret))
        refuse(r, REASON_UNSUPPORTED, "flow.no_host", v, NULL);
}

/* "443", "5000-5010", or both ends by themselves, as a form asks for them. */
static const char *ports_text(struct reader *r)
{
    const char *first = value_of(r, "port"), *last = value_of(r, "port_last");
    if (first && first[0] == '\0') first = NULL;
    if (!last || last[0] == '\0') return first;
    const char *both = arena_printf(r->a, "%s-%s", first ? first : "", last);
    if (!both) r->err = ERR_NOMEM;
    return both;
}

static void read_protocol(struct reader *r)
{
    static const struct {
        const char *name;
        uint8_t v4, v6;
    } t[] = {
        {"tcp", FLOW_TCP, FLOW_TCP}, {"udp", FLOW_UDP, FLOW_UDP}, {"icmp", FLOW_ICMP, FLOW_ICMP6}};
    const char *v = needed(r, "protocol"), *port = ports_text(r);
    if (!v) return;
    for (size_t i = 0; i < ARRAY_LEN(t); i++)
        if (strcmp(v, t[i].name) == 0) r->f.proto = r->f.src.family == NET_V6 ? t[i].v6 : t[i].v4;
    bool echo = r->f.proto == FLOW_ICMP || r->f.proto == FLOW_ICMP6;
    if (r->f.proto == 0)
        refuse(r, REASON_UNSUPPORTED, "flow.bad_protocol", v, NULL);
    else if (echo && port)
        refuse(r, REASON_UNSUPPORTED, "flow.echo_port", port, NULL);
    else if (!echo && !port)
        refuse(r, REASON_UNSUPPORTED, "flow.missing", "port", NULL);
    else if (port && addr_ports_parse(str_z(port), &r->f.ports, NULL) != OK)
        refuse(r, REASON_UNSUPPORTED, "flow.bad_port", port, NULL);
}

static const char *keep(struct reader *r, const char *v)
{
    if (!v || v[0] == '\0') return NULL;
    const char *z = arena_strdup(r->a, str_z(v));
    if (!z) r->err = ERR_NOMEM;
    return z;
}

static void read_rest(struct reader *r)
{
    const char *body = value_of(r, "public_body");
    r->f.public_body = body && strcmp(body, "yes") == 0;
    if (body && body[0] && !r->f.public_body && strcmp(body, "no") != 0)
        refuse(r, REASON_UNSUPPORTED, "flow.bad_yes", body, NULL);
    r->f.source_zone = keep(r, needed(r, "source_zone"));
    r->f.destination_zone = keep(r, needed(r, "destination_zone"));
    r->f.via_asp = keep(r, value_of(r, "via_asp"));
    r->f.permit = keep(r, value_of(r, "permit"));
    r->f.matter = r->item->matter;
    r->f.no = r->item->no;
    r->f.from = r->item->from;
    r->f.until = r->item->until;
    if (r->f.until.ms != 0 && r->f.until.ms <= r->f.from.ms)
        refuse(r, REASON_CONFLICT, "flow.no_time", NULL, NULL);
}

err_t flow_read(struct arena *a, const struct desired_item *item, struct flow *ret,
                struct flow_verdict *ret_verdict)
{
    struct reader r = {.a = a, .item = item};
    if (!item->kind || strcmp(item->kind, "specified_flow") != 0)
        refuse(&r, REASON_UNSUPPORTED, "flow.other_kind", item->kind, NULL);
    check_names(&r);
    const char *mac = needed(&r, "source_mac");
    if (mac && (addr_mac_parse(str_z(mac), &r.f.mac, NULL) != OK || addr_mac_is_group(&r.f.mac) ||
                !addr_mac_is_set(&r.f.mac)))
        refuse(&r, REASON_UNSUPPORTED, "flow.bad_mac", mac, NULL);
    read_address(&r, "source_ip", &r.f.src);
    read_address(&r, "destination_ip", &r.f.dst);
    if (addr_is_set(&r.f.src) && addr_is_set(&r.f.dst) && r.f.src.family != r.f.dst.family)
        refuse(&r, REASON_UNSUPPORTED, "flow.two_families", NULL, NULL);
    read_protocol(&r);
    read_rest(&r);
    if (r.err != OK) return r.err;
    if (r.verdict.reason == REASON_NONE) *ret = r.f;
    *ret_verdict = r.verdict;
    return OK;
}

bool flow_in_force(const struct flow *f, struct moment now)
{
    return f->from.ms <= now.ms && (f->until.ms == 0 || now.ms < f->until.ms);
}

const char *flow_protocol(const struct flow *f)
{
    return f->proto == FLOW_TCP ? "tcp" : f->proto == FLOW_UDP ? "udp" : "icmp";
}

void flow_print(struct sb *to, const struct flow *f)
{
    addr_print(to, &f->src);
    sb_addz(to, " (");
    addr_mac_print(to, &f->mac);
    sb_addz(to, ") → ");
    addr_print(to, &f->dst);
    sb_addf(to, " %s", flow_protocol(f));
    if (f->ports.first == 0) return;
    sb_addc(to, '/');
    addr_ports_print(to, &f->ports);
}

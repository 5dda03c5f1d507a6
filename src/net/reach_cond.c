/* SPDX-License-Identifier: Apache-2.0
 *
 * Conditions as sets, and asked of one packet. Both follow the same rules of what is known where:
 *   - before connection tracking (priority -200 and below), and within a bridge, where nobody may
 * be tracking, nothing of states and connections;
 *   - where br_netfilter hands a bridge's frames to the chains of IP, names of interfaces are those
 * of the bridge;
 *   - before routing no outgoing interface, after it the incoming one depends on the kernel;
 *   - where addresses are translated, those of the packet before and after, and the original ones
 *     of its connection, are not those that the forward hook sees;
 *   - the original addresses of a related packet are those of another connection's packet.
 */
#include "net/reach_parts.h"

#include <stdlib.h>

enum knowledge {
    KNOWN,
    NOTHING_THERE, /* the packet has no such thing here: no name matches */
    NOT_KNOWN
};

static bool is_port(enum space_field f)
{
    return f == SPACE_SPORT || f == SPACE_DPORT;
}

static bool is_address(enum space_field f)
{
    return f == SPACE_SADDR || f == SPACE_DADDR;
}

static bool of_connection(enum space_field f)
{
    return f >= SPACE_FIELDS;
}

static enum knowledge field_known(const struct reach_place *at, enum space_field f)
{
    bool before = at->hook == MODEL_PREROUTING || at->hook == MODEL_INGRESS;
    bool after = at->hook == MODEL_POSTROUTING || at->hook == MODEL_EGRESS;
    if (at->model->hidden >> f & 1U) return NOT_KNOWN;
    if ((f == SPACE_IIF || f == SPACE_OIF) && at->no_links) return NOT_KNOWN;
    if (f == SPACE_OIF && before) return NOTHING_THERE;
    if (f == SPACE_IIF && after) return NOT_KNOWN;
    if ((f == SPACE_STATE || f == SPACE_DIR || of_connection(f)) && (at->before_ct || at->no_ct))
        return NOT_KNOWN;
    if (f >= SPACE_SMAC && f < SPACE_FIELDS && at->model->rewrites) return NOT_KNOWN;
    if (at->model->nat && (before || after) && (is_address(f) || is_port(f))) return NOT_KNOWN;
    return KNOWN;
}

/* The least known of the fields of a condition. */
static enum knowledge cond_known(const struct reach_place *at, const struct model_cond *c)
{
    if (c->kind != MODEL_BOXES) return field_known(at, c->field);
    enum knowledge k = KNOWN;
    for (uint32_t i = 0; i < c->n_fields; i++) {
        enum knowledge one = field_known(at, c->fields[i]);
        if (one > k) k = one;
    }
    return k;
}

static bool asks(const struct model_cond *c, bool (*which)(enum space_field f))
{
    if (c->kind != MODEL_BOXES) return which(c->field);
    for (uint32_t i = 0; i < c->n_fields; i++)
        if (which(c->fields[i])) return true;
    return false;
}

static bool original_port(enum space_field f)
{
    return f == SPACE_CT_SPORT || f == SPACE_CT_DPORT;
}

/* --- as sets ------------------------------------------------------------------------------------
 */
static const uint8_t with_ports[] = {SPACE_TCP, SPACE_UDP, 33, 132, 136};

struct reach_place reach_place_of(struct space *s, const struct model *m, enum reach_path path,
                                  const struct model_chain *base)
{
    bool early = base->hook == MODEL_PREROUTING || base->hook == MODEL_OUTPUT;
    return (struct reach_place){
        .space = s,
        .model = m,
        .hook = base->hook,
        .before_ct = base->hook == MODEL_INGRESS || (early && base->prio <= -200),
        .no_ct = (base->families & (MODEL_BRIDGE | MODEL_NETDEV)) != 0,
        .no_links = path == REACH_BRIDGED_INET && (base->families & MODEL_INET) != 0};
}

struct reach_pair reach_both(struct space *s, struct reach_pair a, struct reach_pair b)
{
    return (struct reach_pair){bdd_and(&s->bdd, a.may, b.may), bdd_and(&s->bdd, a.must, b.must)};
}

static bdd_set ifaces_set(struct space *s, const struct model_cond *c)
{
    bdd_set all = BDD_EMPTY;
    for (uint32_t i = 0; i < c->n_names; i++)
        all = bdd_or(&s->bdd, all, space_iface(s, c->field, c->names[i]));
    return all;
}

static bool is_iface(enum space_field f)
{
    return f == SPACE_IIF || f == SPACE_OIF;
}

/* Rows with names of interfaces in some cells: one set a row. Such tables are short. */
static bdd_set named_rows(struct space *s, const struct model_cond *c)
{
    bdd_set all = BDD_EMPTY;
    for (size_t r = 0; r < c->n; r++) {
        bdd_set row = BDD_ALL;
        for (uint32_t k = 0; k < c->n_fields; k++) {
            const struct space_range *cell = &c->ranges[r * c->n_fields + k];
            row = bdd_and(&s->bdd, row,
                          is_iface(c->fields[k])
                              ? space_iface(s, c->fields[k], c->names[(size_t)cell->lo])
                              : space_in(s, c->fields[k], cell, 1));
        }
        all = bdd_or(&s->bdd, all, row);
    }
    return all;
}

static bdd_set base_set(struct space *s, const struct model_cond *c)
{
    switch (c->kind) {
    case MODEL_RANGES:
        return space_boxes(s, &c->field, 1, c->ranges, c->n);
    case MODEL_MASKED:
        return space_masked(s, c->field, c->ranges[0].lo, c->ranges[0].hi);
    case MODEL_IFACES:
        return ifaces_set(s, c);
    default:
        break;
    }
    return asks(c, is_iface) ? named_rows(s, c)
                             : space_boxes(s, c->fields, c->n_fields, c->ranges, c->n);
}

/* Packets whose connection's original addresses are not known here, of those that have one. */
static bdd_set original_unknown(const struct reach_place *at, const struct model_cond *c,
                                bdd_set tracked)
{
    struct space *s = at->space;
    if (at->model->nat) return tracked;
    bdd_set u = space_is(s, SPACE_STATE, SPACE_RELATED);
    if (!asks(c, original_port)) return u;
    bdd_set ports = BDD_EMPTY;
    for (size_t i = 0; i < ARRAY_LEN(with_ports); i++)
        ports = bdd_or(&s->bdd, ports, space_is(s, SPACE_PROTO, with_ports[i]));
    return bdd_or(&s->bdd, u, bdd_diff(&s->bdd, tracked, ports));
}

static bdd_set original_set(const struct reach_place *at, const struct model_cond *c)
{
    bool boxes = c->kind == MODEL_BOXES;
    if (!at->way_known || (!boxes && c->kind != MODEL_RANGES) || asks(c, is_iface))
        return base_set(at->space, c);
    return space_boxes_way(at->space, boxes ? c->fields : &c->field, boxes ? c->n_fields : 1,
                           c->ranges, c->n, at->reply);
}

/* What tells an open question from others: where it is asked, of which fields, and of which values.
 */
static uint32_t question_tag(const struct reach_place *at, const struct model_cond *c)
{
    uint32_t fields = 0;
    for (uint32_t i = 0; c->kind == MODEL_BOXES && i < c->n_fields; i++)
        fields |= 1U << c->fields[i];
    if (c->kind != MODEL_BOXES && c->kind != MODEL_UNKNOWN) fields = 1U << c->field;
    return fields | (uint32_t)at->hook << 20 | (uint32_t)at->before_ct << 24 |
           (uint32_t)at->no_ct << 25 | (uint32_t)at->no_links << 26 | (uint32_t)c->negated << 27;
}

/* The bit of a question whose answer nothing on the way can change. */
static bool open_bit(const struct reach_place *at, const struct model_cond *c, bdd_set values,
                     bdd_set *ret)
{
    const struct model *m = at->model;
    struct space_question q = {.text = c->exact, .set = values.e, .tag = question_tag(at, c)};
    if (m->nat || m->rewrites || m->marks || m->hidden || m->rulewise || c->may_only) return false;
    return space_open_bit(at->space, &q, ret);
}

/* Who asks for the connection of a packet that has none gets no match, negated or not. */
static struct reach_pair original_pair(const struct reach_place *at, const struct model_cond *c)
{
    struct bdd *b = &at->space->bdd;
    struct space_range states = {SPACE_NEW, SPACE_RELATED};
    bdd_set tracked = space_in(at->space, SPACE_STATE, &states, 1);
    bdd_set unknown = original_unknown(at, c, tracked), base = original_set(at, c);
    if (c->negated) base = bdd_not(base);
    bdd_set must = bdd_diff(b, bdd_and(b, tracked, base), unknown), bit = BDD_EMPTY;
    if (open_bit(at, c, base, &bit)) {
        must = bdd_or(b, must, bdd_and(b, unknown, bit));
        return (struct reach_pair){must, must};
    }
    return (struct reach_pair){bdd_or(b, must, unknown), c->may_only ? BDD_EMPTY : must};
}

static struct reach_pair negated_if(struct reach_pair p, bool negated)
{
    return negated ? (struct reach_pair){bdd_not(p.must), bdd_not(p.may)} : p;
}

static const struct reach_pair anything = {{0}, {1}}, nothing = {{1}, {1}};

/* Nothing but names of interfaces is not known of what it asks: those do not change on the way. */
static bool only_links(const struct reach_place *at, const struct model_cond *c)
{
    if (c->kind != MODEL_BOXES) return is_iface(c->field);
    for (uint32_t i = 0; i < c->n_fields; i++)
        if (field_known(at, c->fields[i]) != KNOWN && !is_iface(c->fields[i])) return false;
    return true;
}

/* May hold or not; as a function of an open question, where it is one. */
static struct reach_pair not_known(const struct reach_place *at, const struct model_cond *c)
{
    bdd_set bit = BDD_EMPTY;
    bool unknown = c->kind == MODEL_UNKNOWN;
    if (unknown ? !c->exact : !only_links(at, c)) return anything;
    bdd_set values = unknown ? BDD_EMPTY : base_set(at->space, c);
    return open_bit(at, c, values, &bit) ? (struct reach_pair){bit, bit} : anything;
}

struct reach_pair reach_cond(const struct reach_place *at, const struct model_cond *c)
{
    bool other_family = c->family != NET_NONE && c->family != at->space->family;
    if (bdd_err(&at->space->bdd) != OK) return (struct reach_pair){BDD_NONE, BDD_NONE};
    if (c->kind == MODEL_FAMILY)
        return negated_if(other_family ? nothing : negated_if(nothing, true), c->negated);
    if (other_family) return nothing;
    if (c->kind == MODEL_UNKNOWN) return not_known(at, c);
    if (c->kind == MODEL_NEVER) return negated_if(nothing, c->negated);
    switch (cond_known(at, c)) {
    case NOT_KNOWN:
        return not_known(at, c);
    case NOTHING_THERE:
        return negated_if(nothing, c->negated);
    default:
        break;
    }
    if (asks(c, of_connection)) return original_pair(at, c);
    bdd_set base = base_set(at->space, c);
    return negated_if((struct reach_pair){base, c->may_only ? BDD_EMPTY : base}, c->negated);
}

/* A rule that asks for the direction needs the others' conditions for that direction only. */
static void find_way(struct reach_place *at, const struct model_rule *u)
{
    if (field_known(at, SPACE_DIR) != KNOWN) return;
    for (uint32_t i = 0; i < u->n; i++) {
        const struct model_cond *c = &u->conds[i];
        if (c->kind != MODEL_RANGES || c->field != SPACE_DIR || c->n != 1) continue;
        if (c->negated || c->may_only || c->ranges[0].lo != c->ranges[0].hi) continue;
        at->way_known = true;
        at->reply = c->ranges[0].lo == 1;
    }
}

struct reach_pair reach_conds(const struct reach_place *at, const struct model_rule *u)
{
    struct reach_pair all = {BDD_ALL, BDD_ALL};
    struct reach_place here = *at;
    if (bdd_err(&at->space->bdd) != OK) return (struct reach_pair){BDD_NONE, BDD_NONE};
    find_way(&here, u);
    for (uint32_t i = u->n; i-- > 0;)
        all = reach_both(at->space, reach_cond(&here, &u->conds[i]), all);
    return all;
}

/* --- asked of one packet ------------------------------------------------------------------------
 */
static enum reach_truth truth(bool yes)
{
    return yes ? REACH_YES : REACH_NO;
}

static enum reach_truth turned(enum reach_truth t, bool negated)
{
    return negated ? (enum reach_truth)(REACH_YES - t) : t;
}

static space_num value_of(const struct space_packet *p, enum space_field f)
{
    bool reply = p->v[SPACE_DIR] != 0;
    switch (f) {
    case SPACE_CT_SADDR:
        return p->v[reply ? SPACE_DADDR : SPACE_SADDR];
    case SPACE_CT_DADDR:
        return p->v[reply ? SPACE_SADDR : SPACE_DADDR];
    case SPACE_CT_SPORT:
        return p->v[reply ? SPACE_DPORT : SPACE_SPORT];
    case SPACE_CT_DPORT:
        return p->v[reply ? SPACE_SPORT : SPACE_DPORT];
    case SPACE_CT_PROTO:
        return p->v[SPACE_PROTO];
    default:
        return p->v[f];
    }
}

static bool in_range(space_num v, const struct space_range *r)
{
    return v >= r->lo && v <= r->hi;
}

/* Does the packet's interface bear the name? Its number is a class of names. */
static bool bears_name(const struct reach_place *at, space_num iface, struct str name)
{
    bool wild = false, prefix = name.n > 0 && name.p[name.n - 1] == '*';
    struct str have = space_iface_name(at->space, iface, &wild);
    if (iface == 0) return false;
    if (prefix) name.n--;
    if (prefix) return str_starts(have, name);
    return !wild && str_eq(have, name);
}

static bool row_holds(const struct reach_place *at, const struct model_cond *c, size_t row,
                      const struct space_packet *p)
{
    for (uint32_t k = 0; k < c->n_fields; k++) {
        const struct space_range *cell = &c->ranges[row * c->n_fields + k];
        space_num v = value_of(p, c->fields[k]);
        bool yes = is_iface(c->fields[k]) ? bears_name(at, v, c->names[(size_t)cell->lo])
                                          : in_range(v, cell);
        if (!yes) return false;
    }
    return true;
}

static bool base_holds(const struct reach_place *at, const struct model_cond *c,
                       const struct space_packet *p)
{
    bool yes = false;
    switch (c->kind) {
    case MODEL_MASKED:
        return (value_of(p, c->field) & c->ranges[0].lo) == c->ranges[0].hi;
    case MODEL_IFACES:
        for (uint32_t i = 0; i < c->n_names && !yes; i++)
            yes = bears_name(at, value_of(p, c->field), c->names[i]);
        return yes;
    case MODEL_BOXES:
        for (size_t i = 0; i < c->n && !yes; i++) yes = row_holds(at, c, i, p);
        return yes;
    default:
        for (size_t i = 0; i < c->n && !yes; i++)
            yes = in_range(value_of(p, c->field), &c->ranges[i]);
        return yes;
    }
}

static enum reach_truth original_holds(const struct reach_place *at, const struct model_cond *c,
                                       const struct space_packet *p)
{
    bool ports = false;
    for (size_t i = 0; i < ARRAY_LEN(with_ports); i++) ports |= p->v[SPACE_PROTO] == with_ports[i];
    if (p->v[SPACE_STATE] > SPACE_RELATED) return REACH_NO;
    if (at->model->nat || p->v[SPACE_STATE] == SPACE_RELATED || (asks(c, original_port) && !ports))
        return REACH_UNKNOWN;
    bool yes = base_holds(at, c, p) != c->negated;
    return yes && c->may_only ? REACH_UNKNOWN : truth(yes);
}

enum reach_truth reach_cond_holds(const struct reach_place *at, const struct model_cond *c,
                                  const struct space_packet *p)
{
    bool other_family = c->family != NET_NONE && c->family != at->space->family;
    if (c->kind == MODEL_FAMILY) return turned(truth(!other_family), c->negated);
    if (other_family) return REACH_NO;
    if (c->kind == MODEL_UNKNOWN) return REACH_UNKNOWN;
    if (c->kind == MODEL_NEVER) return turned(REACH_NO, c->negated);
    switch (cond_known(at, c)) {
    case NOT_KNOWN:
        return REACH_UNKNOWN;
    case NOTHING_THERE:
        return turned(REACH_NO, c->negated);
    default:
        break;
    }
    if (asks(c, of_connection)) return original_holds(at, c, p);
    bool yes = base_holds(at, c, p);
    return turned(yes && c->may_only ? REACH_UNKNOWN : truth(yes), c->negated);
}

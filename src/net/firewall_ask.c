/* SPDX-License-Identifier: Apache-2.0
 *
 * One question, and the table of who can talk to whom.
 */
#include "net/firewall_parts.h"
#include "net/matrix.h"

static bdd_set with(struct space *s, bdd_set f, enum space_field field, space_num lo, space_num hi)
{
    struct space_range r = {lo, hi};
    return bdd_and(&s->bdd, f, space_in(s, field, &r, 1));
}

static bdd_set first_packet(struct space *s, bdd_set f, uint8_t proto, enum space_state state)
{
    f = with(s, f, SPACE_STATE, state, state);
    if (state == SPACE_NEW) f = with(s, f, SPACE_DIR, 0, 0);
    f = with(s, f, SPACE_PROTO, proto, proto);
    if (proto == SPACE_TCP && state == SPACE_NEW)
        f = with(s, f, SPACE_TCP_FLAGS, SPACE_SYN, SPACE_SYN);
    return f;
}

static bdd_set asked_set(struct space *s, const struct firewall_question *q)
{
    bdd_set f = first_packet(s, BDD_ALL, q->proto, q->has_state ? q->state : SPACE_NEW);
    f = with(s, f, SPACE_SADDR, space_of_addr(&q->from.first), space_of_addr(&q->from.last));
    f = with(s, f, SPACE_DADDR, space_of_addr(&q->to.first), space_of_addr(&q->to.last));
    if (q->has_port) f = with(s, f, SPACE_DPORT, q->port, q->port);
    if (q->has_sport) f = with(s, f, SPACE_SPORT, q->sport, q->sport);
    if (!q->has_sport && (q->proto == SPACE_TCP || q->proto == SPACE_UDP))
        f = with(s, f, SPACE_SPORT, 40000, 40000);
    if (q->proto == SPACE_ICMP) f = with(s, f, SPACE_SPORT, 8 << 8, 8 << 8);
    if (q->proto == SPACE_ICMPV6) f = with(s, f, SPACE_SPORT, 128 << 8, 128 << 8);
    if (q->has_mac) f = with(s, f, SPACE_SMAC, space_of_mac(&q->mac), space_of_mac(&q->mac));
    if (q->in) f = bdd_and(&s->bdd, f, space_iface(s, SPACE_IIF, str_z(q->in)));
    if (q->out) f = bdd_and(&s->bdd, f, space_iface(s, SPACE_OIF, str_z(q->out)));
    return f;
}

struct asking {
    struct arena *arena;
    struct sb *to;
    enum lang lang;
    const struct firewall *f;
    struct reach *r;
};

/* One packet of the set with its rules, if there is one. */
static err_t show(struct asking *k, const char *heading, bdd_set f)
{
    struct space_packet p;
    bool empty = true;
    TRY(bdd_is_empty(&k->r->space->bdd, f, &empty));
    if (empty) return OK;
    TRY(space_pick(k->r->space, f, &p));
    if (heading) sb_addf(k->to, "%s\n", tr(k->lang, heading));
    return firewall_put_packet(k->arena, k->to, k->lang, k->f, k->r, &p);
}

static err_t answer(struct asking *k, bdd_set f, size_t *ret_found)
{
    struct bdd *b = &k->r->space->bdd;
    bdd_set may = bdd_and(b, f, k->r->accepts.may), must = bdd_and(b, f, k->r->accepts.must);
    bdd_set never = bdd_diff(b, f, may), open = bdd_diff(b, may, must);
    bool none = true, all = false, nothing = false;
    TRY(bdd_is_empty(b, f, &nothing));
    TRY(bdd_is_empty(b, may, &none));
    TRY(bdd_subset(b, f, k->r->accepts.must, &all));
    if (nothing) {
        sb_addf(k->to, "%s\n", tr(k->lang, "firewall.ask.nothing"));
        *ret_found += 1;
        return OK;
    }
    *ret_found += !all;
    if (all || none) {
        sb_addf(k->to, "%s\n", tr(k->lang, all ? "firewall.ask.accepts" : "firewall.ask.drops"));
        return show(k, NULL, f);
    }
    sb_addf(k->to, "%s\n", tr(k->lang, "firewall.ask.depends"));
    TRY(show(k, "firewall.ask.some_accepts", must));
    TRY(show(k, "firewall.ask.some_drops", never));
    return show(k, "firewall.ask.some_open", open);
}

static err_t ask(struct arena *a, struct sb *to, enum lang lang, const struct firewall *f,
                 const struct firewall_question *q, size_t *ret_found)
{
    FIREWALL_ROOM_CLEANUP struct firewall_room room = {.arena = NULL};
    struct reach r;
    TRY(firewall_room_open(a, &room, (enum net_family)q->from.first.family, f, NULL));
    if (q->in) TRY(space_ifaces_add(room.ifaces, str_z(q->in)));
    if (q->out) TRY(space_ifaces_add(room.ifaces, str_z(q->out)));
    if (q->in || q->out) {
        space_release(&room.space);
        TRY(space_init(&room.space, (enum net_family)q->from.first.family, room.ifaces, NULL,
                       FIREWALL_NODES_MAX));
    }
    TRY(reach_make(a, &room.space, &f->model, q->path, &r));
    /* What the path can carry: interfaces where it has them. */
    bdd_set carried = bdd_and(&room.space.bdd, asked_set(&room.space, q), reach_carries(&r));
    struct asking k = {a, to, lang, f, &r};
    return answer(&k, carried, ret_found);
}

err_t firewall_ask(struct arena *a, struct sb *to, enum lang lang, const struct firewall *f,
                   const struct firewall_question *q, size_t *ret_found, struct fault *why)
{
    err_t e = ask(a, to, lang, f, q, ret_found);
    return e == OK ? OK : firewall_failed(e, why);
}

/* --- the matrix
 * ------------------------------------------------------------------------------------- */
/* a, b, ... z, aa, ab, ... */
static void put_letter(struct sb *to, uint32_t n)
{
    if (n >= 26) put_letter(to, n / 26 - 1);
    sb_addc(to, (char)('a' + n % 26));
}

static void put_class(struct sb *to, const struct space *s, const struct matrix_class *c)
{
    for (size_t i = 0; i < c->n; i++) {
        bool one = c->ranges[i].lo == c->ranges[i].hi;
        sb_addz(to, i ? " u " : "");
        sb_addz(to, one ? "" : "{");
        space_value_print(to, s, SPACE_SADDR, c->ranges[i].lo);
        if (one) continue;
        sb_addz(to, " .. ");
        space_value_print(to, s, SPACE_SADDR, c->ranges[i].hi);
        sb_addc(to, '}');
    }
}

static void put_matrix(struct sb *to, const struct space *s, const struct matrix *m)
{
    for (uint32_t i = 0; i < m->n; i++) {
        put_letter(to, i);
        sb_addz(to, " |-> ");
        put_class(to, s, &m->classes[i]);
        sb_addc(to, '\n');
    }
    sb_addc(to, '\n');
    for (uint32_t i = 0; i < m->n; i++)
        for (uint32_t k = 0; k < m->n; k++) {
            if (!matrix_has(m, i, k)) continue;
            sb_addc(to, '(');
            put_letter(to, i);
            sb_addc(to, ',');
            put_letter(to, k);
            sb_addz(to, ")\n");
        }
}

static err_t make_matrix(struct arena *a, struct sb *to, const struct firewall *f,
                         const struct firewall_service *q)
{
    FIREWALL_ROOM_CLEANUP struct firewall_room room = {.arena = NULL};
    struct model view = f->model;
    struct reach r;
    struct matrix m;
    if (!q->exact) model_as_list(&view);
    TRY(firewall_room_open(a, &room, q->family, f, NULL));
    TRY(reach_make(a, &room.space, &view, REACH_ROUTED, &r));
    bdd_set asked = first_packet(&room.space, r.accepts.may, q->proto, SPACE_NEW);
    asked = with(&room.space, asked, SPACE_SPORT, q->sport, q->sport);
    asked = with(&room.space, asked, SPACE_DPORT, q->dport, q->dport);
    TRY(matrix_make(a, &room.space, asked, &m));
    put_matrix(to, &room.space, &m);
    return OK;
}

err_t firewall_matrix(struct arena *a, struct sb *to, enum lang lang, const struct firewall *f,
                      const struct firewall_service *s, struct fault *why)
{
    sb_addf(to, "=========== %s port %u->%u =========\n", s->proto == SPACE_TCP ? "TCP" : "UDP",
            s->sport, s->dport);
    if (f->model.nat) sb_addf(to, "%s\n", tr(lang, "firewall.has_nat"));
    err_t e = make_matrix(a, to, f, s);
    return e == OK ? OK : firewall_failed(e, why);
}

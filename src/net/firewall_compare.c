/* SPDX-License-Identifier: Apache-2.0
 *
 * One firewall beside another, and beside the permits of the office.
 */
#include "net/firewall_parts.h"

struct telling {
    struct arena *arena;
    struct sb *to;
    enum lang lang;
};
enum { PACKETS_SHOWN = 20 };

/* --- two firewalls
 * ------------------------------------------------------------------------------------ */
static void heading(struct telling *k, enum reach_path path, enum net_family family)
{
    sb_addf(k->to, "%s IPv%d: ", firewall_path_name(k->lang, path), (int)family);
}

/* Packets that one lets through and the other not, each by another rule of the one. */
static err_t show_side(struct telling *k, const char *id, const struct firewall *f,
                       const struct firewall *g, struct reach *rf, struct reach *rg, bdd_set only)
{
    struct bdd *b = &rf->space->bdd;
    bool empty = true;
    TRY(bdd_is_empty(b, only, &empty));
    if (empty) return OK;
    tr_format(k->to, k->lang, id, f->file, g->file);
    sb_addc(k->to, '\n');
    for (int i = 0; i < PACKETS_SHOWN && !empty; i++) {
        struct space_packet p;
        uint32_t chain = 0, rule = 0;
        bool decided = false;
        TRY(space_pick(rf->space, only, &p));
        TRY(firewall_put_packet(k->arena, k->to, k->lang, f, rf, &p));
        TRY(firewall_put_packet(k->arena, k->to, k->lang, g, rg, &p));
        TRY(firewall_decider(k->arena, rf, &p, &chain, &rule, &decided));
        if (!decided) return OK;
        only = bdd_diff(b, only, rf->rules[chain][rule].takes);
        TRY(bdd_is_empty(b, only, &empty));
    }
    return OK;
}

static err_t compare_path(struct telling *k, const struct firewall *f, const struct firewall *g,
                          struct firewall_room *room, enum reach_path path, size_t *ret_found)
{
    struct reach x, y;
    struct reach_difference d;
    TRY(reach_make(k->arena, &room->space, &f->model, path, &x));
    TRY(reach_make(k->arena, &room->space, &g->model, path, &y));
    TRY(reach_compare(&x, &y, &d));
    heading(k, path, room->space.family);
    if (d.equal) {
        const char *id = d.determined ? "firewall.compare.equal" : "firewall.compare.as_known";
        sb_addf(k->to, "%s\n", tr(k->lang, id));
        *ret_found += !d.determined;
        return OK;
    }
    *ret_found += 1;
    sb_addf(k->to, "%s\n", tr(k->lang, "firewall.compare.differs"));
    TRY(show_side(k, "firewall.compare.only", f, g, &x, &y, d.only_first));
    return show_side(k, "firewall.compare.only", g, f, &y, &x, d.only_second);
}

static err_t compare(struct telling *k, const struct firewall *f, const struct firewall *g,
                     size_t *ret_found)
{
    static const enum net_family families[] = {NET_V4, NET_V6};
    for (size_t i = 0; i < ARRAY_LEN(families); i++) {
        FIREWALL_ROOM_CLEANUP struct firewall_room room = {.arena = NULL};
        TRY(firewall_room_open(k->arena, &room, families[i], f, g));
        for (size_t p = 0; p < ARRAY_LEN(firewall_paths); p++)
            if (firewall_has(f, firewall_paths[p], families[i]) ||
                firewall_has(g, firewall_paths[p], families[i]))
                TRY(compare_path(k, f, g, &room, firewall_paths[p], ret_found));
    }
    return OK;
}

err_t firewall_compare(struct arena *a, struct sb *to, enum lang lang, const struct firewall *f,
                       const struct firewall *g, size_t *ret_found, struct fault *why)
{
    struct telling k = {a, to, lang};
    err_t e = compare(&k, f, g, ret_found);
    return e == OK ? OK : firewall_failed(e, why);
}

/* --- beside the permits
 * ------------------------------------------------------------------------------- */
struct proving {
    struct telling tell;
    const struct firewall *f;
    struct reach r;
    const struct permit *permits;
    size_t n;
    bool with_mac;
};

/* Packets that may pass and that no permit covers, each by another rule. */
static err_t show_uncovered(struct proving *k, const char *id, bdd_set asked, unsigned parts,
                            size_t *ret_found)
{
    struct bdd *b = &k->r.space->bdd;
    bdd_set permitted = permits_set(k->r.space, k->permits, k->n, parts, k->with_mac);
    bdd_set bad = bdd_diff(b, bdd_and(b, asked, k->r.accepts.may), permitted);
    bool empty = true, sure = false;
    TRY(bdd_is_empty(b, bad, &empty));
    if (!empty) sb_addf(k->tell.to, "%s\n", tr(k->tell.lang, id));
    for (int i = 0; i < PACKETS_SHOWN && !empty; i++) {
        struct space_packet p;
        uint32_t chain = 0, rule = 0;
        bool decided = false;
        TRY(bdd_intersects(b, bad, k->r.accepts.must, &sure));
        TRY(space_pick(k->r.space, sure ? bdd_and(b, bad, k->r.accepts.must) : bad, &p));
        TRY(firewall_put_packet(k->tell.arena, k->tell.to, k->tell.lang, k->f, &k->r, &p));
        *ret_found += 1;
        TRY(firewall_decider(k->tell.arena, &k->r, &p, &chain, &rule, &decided));
        if (!decided) return OK;
        bad = bdd_diff(b, bad, k->r.rules[chain][rule].takes);
        TRY(bdd_is_empty(b, bad, &empty));
    }
    return OK;
}

/* The first packets of one permit, as they would be sent: from a free port, by whatever interfaces.
 */
static bdd_set opening(struct space *s, const struct permit *p, bool with_mac)
{
    struct space_range ports = {32768, 60999};
    bdd_set f = permits_set(s, p, 1, PERMITS_OPEN, with_mac);
    if (p->proto == SPACE_TCP) f = bdd_and(&s->bdd, f, space_is(s, SPACE_TCP_FLAGS, SPACE_SYN));
    if (p->proto == SPACE_TCP || p->proto == SPACE_UDP)
        f = bdd_and(&s->bdd, f, space_in(s, SPACE_SPORT, &ports, 1));
    return f;
}

static err_t show_missing(struct proving *k, size_t *ret_found)
{
    static const enum space_field links[] = {SPACE_IIF, SPACE_OIF, SPACE_DMAC};
    struct space *s = k->r.space;
    struct bdd *b = &s->bdd;
    bdd_set must = space_forget(s, k->r.accepts.must, links, ARRAY_LEN(links));
    bdd_set may = space_forget(s, k->r.accepts.may, links, ARRAY_LEN(links));
    size_t shown = 0;
    for (size_t i = 0; i < k->n; i++) {
        if (k->permits[i].src.family != s->family) continue;
        bdd_set f = opening(s, &k->permits[i], k->with_mac);
        bool passes = false, never = false;
        struct space_packet p;
        TRY(bdd_subset(b, f, must, &passes));
        if (passes) continue;
        *ret_found += 1;
        if (shown++ >= FIREWALL_SHOWN_MAX) continue;
        bdd_set closed = bdd_diff(b, f, may);
        TRY(bdd_is_empty(b, closed, &never));
        sb_addf(k->tell.to, "%s (matter %lld/%d)\n",
                tr(k->tell.lang, never ? "firewall.permits.perhaps" : "firewall.permits.missing"),
                (long long)k->permits[i].matter.v, (int)k->permits[i].no);
        bdd_set show = never ? bdd_diff(b, f, must) : closed;
        TRY(space_pick(s, bdd_and(b, show, reach_carries(&k->r)), &p));
        TRY(firewall_put_packet(k->tell.arena, k->tell.to, k->tell.lang, k->f, &k->r, &p));
    }
    return OK;
}

/* How many permits are of the family. */
static size_t wants(const struct proving *k, enum net_family family)
{
    size_t n = 0;
    for (size_t i = 0; i < k->n; i++) n += k->permits[i].src.family == family;
    return n;
}

static err_t prove_family(struct proving *k, enum net_family family, size_t *ret_found)
{
    FIREWALL_ROOM_CLEANUP struct firewall_room room = {.arena = NULL};
    struct space_range opened[] = {{SPACE_ESTABLISHED, SPACE_RELATED}};
    if (!firewall_has(k->f, REACH_ROUTED, family)) {
        tr_format(k->tell.to, k->tell.lang, "firewall.family_absent", family == NET_V4 ? "4" : "6");
        sb_addc(k->tell.to, '\n');
        *ret_found += wants(k, family);
        return OK;
    }
    TRY(firewall_room_open(k->tell.arena, &room, family, k->f, NULL));
    TRY(reach_make(k->tell.arena, &room.space, &k->f->model, REACH_ROUTED, &k->r));
    bdd_set going_on = space_in(&room.space, SPACE_STATE, opened, 1);
    TRY(show_uncovered(k, "firewall.permits.uncovered", bdd_not(going_on), PERMITS_OPEN,
                       ret_found));
    TRY(show_uncovered(k, "firewall.permits.goes_on", going_on, PERMITS_ALL, ret_found));
    return show_missing(k, ret_found);
}

err_t firewall_permits(struct arena *a, struct sb *to, enum lang lang, const struct firewall *f,
                       const struct permit *p, size_t n, bool with_mac, size_t *ret_found,
                       struct fault *why)
{
    struct proving k = {.tell = {a, to, lang}, .f = f, .permits = p, .n = n, .with_mac = with_mac};
    size_t found = 0;
    err_t e = prove_family(&k, NET_V4, &found);
    if (e == OK) e = prove_family(&k, NET_V6, &found);
    if (e != OK) return firewall_failed(e, why);
    if (found == 0) sb_addf(to, "%s\n", tr(lang, "firewall.permits.exact"));
    *ret_found += found;
    return OK;
}

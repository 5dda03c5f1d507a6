/* SPDX-License-Identifier: Apache-2.0
 *
 * The drawing: zones stand side by side, an arc above them for flows that run to the right, one
 * below for those that run to the left. Units are those of the picture (its viewBox).
 */
#include <inttypes.h>
#include <string.h>

#include "office/network_view.h"

enum {
    BOX_W = 210,
    BOX_H = 96,
    GAP = 56,
    SIDE = 12,
    STEP = 46, /* how much higher an arc is for each zone it spans */
    ZONES_DRAWN = 12
};

struct arc {
    int64_t n, cut;
    struct moment until; /* the soonest end */
};

static int centre(int zone)
{
    return SIDE + zone * (BOX_W + GAP) + BOX_W / 2;
}

static void count_arcs(const struct network_flows *flows, struct arc arcs[ZONES_DRAWN][ZONES_DRAWN])
{
    for (size_t i = 0; i < flows->n; i++) {
        const struct network_flow *f = &flows->v[i];
        bool drawn = f->from_zone >= 0 && f->from_zone < ZONES_DRAWN && f->to_zone >= 0 &&
                     f->to_zone < ZONES_DRAWN && f->from_zone != f->to_zone;
        if (!drawn) continue;
        struct arc *a = &arcs[f->from_zone][f->to_zone];
        a->n++;
        a->cut += f->cut;
        bool sooner = a->until.ms == 0 || f->row->until.ms < a->until.ms;
        if (f->row->until.ms && sooner) a->until = f->row->until;
    }
}

/* How far the arcs reach above the boxes, and below. */
struct reach {
    int up, down;
};

static struct reach reach_of(struct arc arcs[ZONES_DRAWN][ZONES_DRAWN], int zones)
{
    struct reach r = {SIDE, SIDE};
    for (int i = 0; i < zones; i++)
        for (int k = 0; k < zones; k++) {
            int span = i < k ? k - i : i - k, *side = i < k ? &r.up : &r.down;
            if (arcs[i][k].n && *side < 36 + STEP * span) *side = 36 + STEP * span;
        }
    return r;
}

static void draw_arc(const struct show *s, struct jo *list, const struct barrier *b, int from,
                     int to, int top, const struct arc *a)
{
    struct jo o = jo_object();
    struct arena *m = s->w->arena;
    int span = from < to ? to - from : from - to, up = from < to ? -1 : 1;
    int y = top + (up < 0 ? 0 : BOX_H), h = STEP * span;
    int shift = from < to ? 14 : -14;
    int x1 = centre(from) + shift, x2 = centre(to) - shift * 2;
    jo_str(&o, "d",
           arena_printf(m, "M%d %d C%d %d %d %d %d %d", x1, y, x1, y + up * h * 4 / 3, x2,
                        y + up * h * 4 / 3, x2, y + up * 4));
    jo_str(&o, "x", arena_printf(m, "%d", (x1 + x2) / 2));
    jo_str(&o, "y", arena_printf(m, "%d", y + up * h + (up < 0 ? -8 : 20)));
    jo_i64(&o, "flows", a->n);
    jo_bool(&o, "cut", a->cut == a->n);
    jo_bool(&o, "some_cut", a->cut > 0 && a->cut < a->n);
    jo_str(&o, "from", network_zone_title(s, b, from));
    jo_str(&o, "to", network_zone_title(s, b, to));
    show_time(s, &o, "until", a->until);
    jo_add(list, o);
}

static void draw_box(const struct show *s, struct jo *list, const struct barrier *b, int zone,
                     int top, bool cut)
{
    struct jo o = jo_object();
    struct arena *m = s->w->arena;
    int x = SIDE + zone * (BOX_W + GAP), y = top;
    int64_t hosts = 0, people = 0, unknown = 0;
    for (size_t i = 0; i < b->n_hosts; i++) {
        if (b->hosts[i].zone != zone) continue;
        hosts++;
        if (b->hosts[i].headcount < 0)
            unknown++;
        else
            people += b->hosts[i].headcount;
    }
    jo_str(&o, "name", b->zones[zone].name);
    jo_str(&o, "title", network_zone_title(s, b, zone));
    jo_i64(&o, "hosts", hosts);
    jo_i64(&o, "people", people);
    jo_i64(&o, "unknown", unknown);
    jo_bool(&o, "cut", cut);
    jo_str(&o, "x", arena_printf(m, "%d", x));
    jo_str(&o, "y", arena_printf(m, "%d", y));
    jo_str(&o, "tx", arena_printf(m, "%d", x + BOX_W / 2));
    jo_str(&o, "ty", arena_printf(m, "%d", y + 36));
    jo_str(&o, "ty2", arena_printf(m, "%d", y + 62));
    jo_str(&o, "ty3", arena_printf(m, "%d", y + 84));
    jo_add(list, o);
}

void network_map(const struct show *s, struct jo *o, const struct network *net,
                 const struct network_flows *flows, const bool *zone_cut)
{
    const struct barrier *b = net->declared;
    struct arc arcs[ZONES_DRAWN][ZONES_DRAWN] = {0};
    int zones = b->n_zones < ZONES_DRAWN ? (int)b->n_zones : ZONES_DRAWN;
    struct jo map = jo_object(), boxes = jo_array(), lines = jo_array();
    count_arcs(flows, arcs);
    struct reach r = reach_of(arcs, zones);
    for (int i = 0; i < zones; i++) draw_box(s, &boxes, b, i, r.up, zone_cut[i]);
    for (int i = 0; i < zones; i++)
        for (int k = 0; k < zones; k++)
            if (arcs[i][k].n) draw_arc(s, &lines, b, i, k, r.up, &arcs[i][k]);
    jo_str(&map, "view",
           arena_printf(s->w->arena, "0 0 %d %d", 2 * SIDE + zones * BOX_W + (zones - 1) * GAP,
                        r.up + r.down + BOX_H));
    jo_put(&map, "boxes", boxes);
    jo_put(&map, "arcs", lines);
    jo_put(o, "map", map);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "net/law.h"

static enum barrier_zone_kind kind_of(const struct barrier *b, const struct net_addr *a)
{
    int zone = barrier_zone_of_address(b, a);
    return zone == BARRIER_NONE ? ZONE_KINDS : b->zones[zone].kind;
}

bool law_touches(const struct barrier *b, const struct net_addr *x, const struct net_addr *y)
{
    enum barrier_zone_kind i = kind_of(b, x), k = kind_of(b, y);
    return (i == ZONE_MYNUMBER && k == ZONE_INTERNET) || (i == ZONE_INTERNET && k == ZONE_MYNUMBER);
}

static const struct barrier_peer *peer_of(const struct barrier *b, const struct net_addr *a)
{
    int at = barrier_peer_of_address(b, a);
    return at == BARRIER_NONE ? NULL : &b->peers[at];
}

/* The end that is not of mynumber. */
static enum law_verdict judge_other(const struct barrier *b, const struct flow *f,
                                    const struct net_addr *other, enum barrier_zone_kind zone)
{
    const struct barrier_peer *peer = peer_of(b, other);
    if (f->via_asp) {
        bool asp = peer && peer->kind == PEER_LGWAN_ASP && str_eqz(str_z(f->via_asp), peer->name);
        return asp ? LAW_VIA_ASP : LAW_WRONG_ASP;
    }
    bool public_body = f->public_body && peer && peer->kind == PEER_PUBLIC_BODY;
    if (zone == ZONE_INTERNET) return public_body ? LAW_PUBLIC_BODY : LAW_NEVER;
    if (peer && peer->online) return public_body ? LAW_PUBLIC_BODY : LAW_ONLINE_PEER;
    return LAW_SILENT;
}

enum law_verdict law_judge(const struct barrier *b, const struct flow *f)
{
    enum barrier_zone_kind src = kind_of(b, &f->src), dst = kind_of(b, &f->dst);
    if (src == ZONE_MYNUMBER && dst != ZONE_MYNUMBER) return judge_other(b, f, &f->dst, dst);
    if (dst == ZONE_MYNUMBER && src != ZONE_MYNUMBER) return judge_other(b, f, &f->src, src);
    const struct barrier_peer *to = peer_of(b, &f->dst);
    if (src == ZONE_LGWAN && to && to->kind == PEER_CLOUD && b->model != MODEL_ALPHA_PRIME)
        return LAW_BREAKOUT;
    return LAW_SILENT;
}

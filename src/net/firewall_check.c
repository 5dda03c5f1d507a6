/* SPDX-License-Identifier: Apache-2.0
 *
 * What is odd in the rules, over all paths and families on which they are asked: a rule is useless
 * only if it is so on each of them.
 */
#include <stdlib.h>

#include "net/firewall_parts.h"

struct seen { /* of one rule */
    unsigned asked, useless;
    struct reach_odd odd;         /* the most telling */
    struct reach_odd contradicts; /* has_packet: there is one */
};
struct checking {
    struct arena *arena;
    struct sb *to;
    enum lang lang;
    const struct firewall *f;
    struct seen **seen; /* [chain][rule] */
    bool all;           /* contradictions were all looked for */
};

static err_t prepare(struct checking *k)
{
    const struct model *m = &k->f->model;
    k->seen = ARENA_ARRAY(k->arena, struct seen *, m->n + 1U);
    if (!k->seen) return ERR_NOMEM;
    for (uint32_t c = 0; c < m->n; c++) {
        k->seen[c] = ARENA_ARRAY(k->arena, struct seen, m->chains[c].n + 1U);
        if (!k->seen[c]) return ERR_NOMEM;
    }
    return OK;
}

static void keep(struct checking *k, const struct reach_odd *o)
{
    struct seen *s = &k->seen[o->chain][o->rule];
    if (o->kind == REACH_CONTRADICTS) {
        if (!s->contradicts.has_packet) s->contradicts = *o;
        return;
    }
    if (s->useless == 0 || o->kind > s->odd.kind) s->odd = *o;
    s->useless++;
}

static err_t look(struct checking *k, struct firewall_room *room, enum reach_path path)
{
    struct reach r;
    struct reach_odd *odds = NULL;
    size_t n = 0;
    bool all = true;
    TRY(reach_make(k->arena, &room->space, &k->f->model, path, &r));
    TRY(reach_odds(k->arena, &r, &odds, &n, &all));
    for (uint32_t c = 0; c < k->f->model.n; c++)
        for (uint32_t i = 0; r.rules[c] && i < k->f->model.chains[c].n; i++) k->seen[c][i].asked++;
    for (size_t i = 0; i < n; i++) keep(k, &odds[i]);
    k->all &= all;
    return OK;
}

static err_t look_everywhere(struct checking *k)
{
    static const enum net_family families[] = {NET_V4, NET_V6};
    for (size_t f = 0; f < ARRAY_LEN(families); f++) {
        FIREWALL_ROOM_CLEANUP struct firewall_room room = {.arena = NULL};
        TRY(firewall_room_open(k->arena, &room, families[f], k->f, NULL));
        for (size_t p = 0; p < ARRAY_LEN(firewall_paths); p++)
            if (firewall_has(k->f, firewall_paths[p], families[f]))
                TRY(look(k, &room, firewall_paths[p]));
    }
    return OK;
}

static const char *reason_of(const struct reach_odd *o)
{
    switch (o->kind) {
    case REACH_NEVER_MATCHES:
        return "firewall.odd.never";
    case REACH_NOT_REACHED:
        return "firewall.odd.not_reached";
    case REACH_REDUNDANT:
        return "firewall.odd.redundant";
    case REACH_CONTRADICTS:
        return "firewall.odd.contradicts";
    default:
        break;
    }
    if (o->other == UINT32_MAX) return "firewall.odd.shadowed_several";
    return o->opposite ? "firewall.odd.shadowed_opposite" : "firewall.odd.shadowed";
}

static void tell_odd(struct checking *k, const struct reach_odd *o)
{
    SB_CLEANUP struct sb other;
    sb_init(&other, 1U << 16);
    firewall_put_rule(k->to, k->lang, k->f, o->chain, o->rule);
    if (o->other != UINT32_MAX) firewall_put_rule(&other, k->lang, k->f, o->chain, o->other);
    sb_addc(&other, '\0');
    sb_addz(k->to, "\n    ");
    tr_format(k->to, k->lang, reason_of(o), other.p ? other.p : "");
    sb_addc(k->to, '\n');
}

static size_t tell_odds(struct checking *k)
{
    size_t found = 0;
    for (uint32_t c = 0; c < k->f->model.n; c++)
        for (uint32_t i = 0; i < k->f->model.chains[c].n; i++) {
            const struct seen *s = &k->seen[c][i];
            bool useless = s->asked > 0 && s->useless == s->asked;
            if (useless && found++ < FIREWALL_SHOWN_MAX) tell_odd(k, &s->odd);
            if (s->contradicts.has_packet && found++ < FIREWALL_SHOWN_MAX)
                tell_odd(k, &s->contradicts);
        }
    return found;
}

/* --- what is not known, and what was never used
 * ---------------------------------------------------- */
/* What of a rule is not known, on one line; false: nothing. */
static bool put_unknown(struct checking *k, const struct model_rule *u, struct sb *to)
{
    for (uint32_t q = 0; q < u->n; q++)
        if (u->conds[q].kind == MODEL_UNKNOWN)
            sb_addf(to, "%s%s", to->n ? ", " : "", u->conds[q].note);
    if (u->verdict == MODEL_EITHER)
        sb_addf(to, "%s%s", to->n ? ", " : "", tr(k->lang, "firewall.verdict.either"));
    return to->n > 0;
}

static size_t tell_unknowns(struct checking *k)
{
    SB_CLEANUP struct sb what;
    size_t n = 0;
    sb_init(&what, 1U << 16);
    for (uint32_t c = 0; c < k->f->model.n; c++)
        for (uint32_t i = 0; i < k->f->model.chains[c].n; i++) {
            sb_reset(&what);
            if (!put_unknown(k, &k->f->model.chains[c].rules[i], &what)) continue;
            if (n++ >= FIREWALL_SHOWN_MAX) continue;
            firewall_put_rule(k->to, k->lang, k->f, c, i);
            sb_addz(k->to, "\n    ");
            sb_add(k->to, sb_str(&what));
            sb_addc(k->to, '\n');
        }
    return n;
}

static size_t tell_unused(struct checking *k)
{
    bool counted = false;
    size_t n = 0;
    for (uint32_t c = 0; c < k->f->model.n; c++)
        for (uint32_t i = 0; i < k->f->model.chains[c].n; i++)
            counted |= k->f->model.chains[c].rules[i].packets > 0;
    for (uint32_t c = 0; counted && c < k->f->model.n; c++)
        for (uint32_t i = 0; i < k->f->model.chains[c].n; i++) {
            const struct model_rule *u = &k->f->model.chains[c].rules[i];
            if (u->packets != 0 || n++ >= FIREWALL_SHOWN_MAX) continue;
            firewall_put_rule(k->to, k->lang, k->f, c, i);
            sb_addc(k->to, '\n');
        }
    return n;
}

static void heading(struct checking *k, const char *id)
{
    if (k->to->n > 0) sb_addc(k->to, '\n');
    sb_addf(k->to, "%s\n", tr(k->lang, id));
}

static void tell_number(struct checking *k, size_t n, const char *none)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 24);
    if (n == 0) sb_addf(k->to, "%s\n", tr(k->lang, none));
    if (n <= FIREWALL_SHOWN_MAX) return;
    sb_addf(&b, "%zu", n);
    sb_addc(&b, '\0');
    tr_format(k->to, k->lang, "firewall.and_more", b.p ? b.p : "");
    sb_addc(k->to, '\n');
}

static void tell_summary(struct checking *k)
{
    size_t rules = 0;
    const struct model *m = &k->f->model;
    SB_CLEANUP struct sb b;
    sb_init(&b, 200);
    for (uint32_t c = 0; c < m->n; c++) rules += m->chains[c].n;
    sb_addf(&b, "%u", m->n);
    sb_addc(&b, '\0');
    size_t second = b.n;
    sb_addf(&b, "%zu", rules);
    sb_addc(&b, '\0');
    tr_format(k->to, k->lang, "firewall.summary", k->f->file, b.p ? b.p : "",
              b.p ? b.p + second : "");
    sb_addc(k->to, '\n');
    if (m->nat) sb_addf(k->to, "%s\n", tr(k->lang, "firewall.has_nat"));
    if (m->offload) sb_addf(k->to, "%s\n", tr(k->lang, "firewall.has_offload"));
    if (m->rewrites) sb_addf(k->to, "%s\n", tr(k->lang, "firewall.rewrites"));
}

err_t firewall_check(struct arena *a, struct sb *to, enum lang lang, const struct firewall *f,
                     size_t *ret_found, struct fault *why)
{
    struct checking k = {.arena = a, .to = to, .lang = lang, .f = f, .all = true};
    err_t e = prepare(&k);
    if (e == OK) e = look_everywhere(&k);
    if (e != OK) return firewall_failed(e, why);
    tell_summary(&k);
    heading(&k, "firewall.heading.unknown");
    tell_number(&k, tell_unknowns(&k), "firewall.no_unknown");
    heading(&k, "firewall.heading.odd");
    size_t odd = tell_odds(&k);
    tell_number(&k, odd, "firewall.no_odd");
    if (!k.all) sb_addf(to, "%s\n", tr(lang, "firewall.not_all_pairs"));
    heading(&k, "firewall.heading.unused");
    tell_number(&k, tell_unused(&k), "firewall.no_unused");
    *ret_found += odd;
    return OK;
}

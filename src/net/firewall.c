/* SPDX-License-Identifier: Apache-2.0 */
#include "net/firewall.h"

#include <string.h>

#include "net/firewall_parts.h"

const enum reach_path firewall_paths[4] = {REACH_ROUTED, REACH_INPUT, REACH_OUTPUT, REACH_BRIDGED};

static err_t read_nft(struct arena *a, struct str text, const struct model_options *o,
                      struct model *ret, struct fault *why)
{
    struct nft_ruleset r;
    TRY(nft_json_read(a, text, &r, why));
    return model_from_nft(a, &r, o, ret, why);
}

static err_t read_iptables(struct arena *a, struct str text, struct model *ret, struct fault *why)
{
    struct iptables_ruleset r;
    TRY(iptables_save_read(a, text, &r, why));
    return model_from_iptables(a, &r, ret, why);
}

err_t firewall_read(struct arena *a, const char *file, struct str text,
                    const struct model_options *o, struct firewall *ret, struct fault *why)
{
    struct firewall f = {.file = file};
    struct str seen = str_trim(text);
    bool json = seen.n > 0 && (seen.p[0] == '{' || seen.p[0] == '[');
    err_t e = json ? read_nft(a, text, o, &f.model, why) : read_iptables(a, text, &f.model, why);
    if (e == OK)
        *ret = f;
    else
        fault_place(why, file, why ? why->line : 0, why ? why->column : 0);
    return e;
}

err_t firewall_room_open(struct arena *a, struct firewall_room *r, enum net_family family,
                         const struct firewall *f, const struct firewall *g)
{
    struct firewall_room n = {.arena = a, .ifaces = ARENA_NEW(a, struct space_ifaces)};
    if (!n.ifaces) return ERR_NOMEM;
    TRY(model_ifaces(&f->model, n.ifaces));
    if (g) TRY(model_ifaces(&g->model, n.ifaces));
    TRY(space_init(&n.space, family, n.ifaces, NULL, FIREWALL_NODES_MAX));
    *r = n;
    return OK;
}

void firewall_room_close(struct firewall_room *r)
{
    if (r->arena) space_release(&r->space);
    r->arena = NULL;
}

err_t firewall_failed(err_t e, struct fault *why)
{
    if (e == ERR_NOMEM) return fault_set(why, e, "err.nomem", NULL);
    if (e == ERR_TOO_BIG)
        return fault_set(why, e, "firewall.too_complex", "%d", FIREWALL_NODES_MAX >> 20);
    return e;
}

bool firewall_has(const struct firewall *f, enum reach_path path, enum net_family family)
{
    unsigned ip = family == NET_V4 ? MODEL_IP : MODEL_IP6;
    for (uint32_t i = 0; i < f->model.n; i++) {
        const struct model_chain *c = &f->model.chains[i];
        bool on = path == REACH_INPUT ? c->hook == MODEL_INPUT
                  : path == REACH_OUTPUT
                      ? c->hook == MODEL_OUTPUT
                      : c->hook == MODEL_FORWARD || c->hook == MODEL_PREROUTING ||
                            c->hook == MODEL_POSTROUTING;
        if (on && (c->families & (path == REACH_BRIDGED ? MODEL_BRIDGE : ip))) return true;
    }
    return false;
}

const char *firewall_path_name(enum lang lang, enum reach_path path)
{
    switch (path) {
    case REACH_INPUT:
        return tr(lang, "firewall.path.input");
    case REACH_OUTPUT:
        return tr(lang, "firewall.path.output");
    case REACH_ROUTED:
        return tr(lang, "firewall.path.routed");
    default:
        return tr(lang, "firewall.path.bridged");
    }
}

void firewall_put_rule(struct sb *to, enum lang lang, const struct firewall *f, uint32_t chain,
                       uint32_t rule)
{
    const struct model_chain *c = &f->model.chains[chain];
    if (rule >= c->n) {
        char name[200];
        size_t n = c->name.n < sizeof name ? c->name.n : sizeof name - 1;
        memcpy(name, c->name.p, n);
        name[n] = '\0';
        tr_format(to, lang, "firewall.policy", name);
        return;
    }
    const struct model_rule *u = &c->rules[rule];
    if (u->line)
        sb_addf(to, "%s:%u: ", f->file, u->line);
    else
        sb_addf(to, "%s: %.*s %.*s handle %lld: ", f->file, STR_ARG(c->table), STR_ARG(c->name),
                (long long)u->handle);
    sb_add(to, u->text);
}

static const char *verdict_name(enum lang lang, enum model_verdict v)
{
    switch (v) {
    case MODEL_ACCEPT:
        return tr(lang, "firewall.verdict.accept");
    case MODEL_DROP:
        return tr(lang, "firewall.verdict.drop");
    case MODEL_RETURN:
        return tr(lang, "firewall.verdict.return");
    case MODEL_JUMP:
    case MODEL_GOTO:
        return tr(lang, "firewall.verdict.jump");
    default:
        return tr(lang, "firewall.verdict.either");
    }
}

enum { STEPS_SHOWN = 40 };

err_t firewall_put_packet(struct arena *a, struct sb *to, enum lang lang, const struct firewall *f,
                          const struct reach *r, const struct space_packet *p)
{
    enum reach_outcome o = REACH_PERHAPS;
    struct reach_step *steps = NULL;
    size_t n = 0;
    (void)a;
    ARENA_CLEANUP struct arena scratch;
    arena_init(&scratch, 64U << 20);
    TRY(reach_ask(&scratch, r, p, &o, &steps, &n));
    sb_addz(to, "  ");
    space_packet_print(to, r->space, p);
    sb_addc(to, '\n');
    for (size_t i = 0, shown = 0; i < n && shown < STEPS_SHOWN; i++) {
        bool policy = steps[i].rule >= r->model->chains[steps[i].chain].n;
        if (policy && steps[i].verdict == MODEL_ACCEPT && i + 1 < n) continue; /* says nothing */
        shown++;
        sb_addz(to, "      ");
        firewall_put_rule(to, lang, f, steps[i].chain, steps[i].rule);
        sb_addf(to, " → %s%s\n", verdict_name(lang, steps[i].verdict),
                steps[i].perhaps ? tr(lang, "firewall.perhaps") : "");
    }
    return OK;
}

err_t firewall_decider(struct arena *a, const struct reach *r, const struct space_packet *p,
                       uint32_t *ret_chain, uint32_t *ret_rule, bool *ret_found)
{
    enum reach_outcome o = REACH_PERHAPS;
    struct reach_step *steps = NULL;
    size_t n = 0;
    (void)a;
    ARENA_CLEANUP struct arena scratch;
    arena_init(&scratch, 64U << 20);
    TRY(reach_ask(&scratch, r, p, &o, &steps, &n));
    *ret_found = false;
    for (size_t i = 0; i < n; i++) {
        if (steps[i].verdict != MODEL_ACCEPT && steps[i].verdict != MODEL_EITHER) continue;
        if (steps[i].rule >= r->model->chains[steps[i].chain].n) continue;
        *ret_chain = steps[i].chain;
        *ret_rule = steps[i].rule;
        *ret_found = true;
    }
    return OK;
}

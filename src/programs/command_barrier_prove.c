/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori barrier prove FILE --permits FILE --held DUMP: what `nft -j list ruleset` shows (or what
 * `compile` would load), beside the permits.
 */
#include "net/prove.h"

#include <stdio.h>

#include "base/json.h"
#include "programs/command.h"
#include "programs/command_barrier.h"
#include "wire/nft_json.h"

static void packet_json(struct json *j, const struct proof_packet *p)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, ADDR_TEXT_MAX);
    json_put_strz(j, "in", p->in);
    json_put_strz(j, "out", p->out);
    addr_mac_print(&b, &p->mac);
    json_put_str(j, "source_mac", sb_str(&b));
    sb_reset(&b);
    addr_print(&b, &p->src);
    json_put_str(j, "source", sb_str(&b));
    sb_reset(&b);
    addr_print(&b, &p->dst);
    json_put_str(j, "destination", sb_str(&b));
    json_put_i64(j, "protocol", p->proto);
    json_put_i64(j, "source_port", p->sport);
    json_put_i64(j, "destination_port", p->dport);
    json_put_i64(j, "reply", p->reply);
}

static void violation_json(struct json *j, const struct proof_violation *v)
{
    json_object_begin(j);
    json_put_strz(j, "law", proof_law_names[v->law]);
    json_put_strz(j, "detail", v->detail);
    json_put_strz(j, "rule", v->rule);
    if (v->has_packet) {
        json_key(j, "packet");
        json_object_begin(j);
        packet_json(j, &v->packet);
        json_object_end(j);
    }
    json_object_end(j);
}

static void finding_json(struct json *j, const struct flow *flows, const struct proof_finding *f)
{
    json_object_begin(j);
    json_put_strz(j, "kind", proof_finding_kinds[f->kind]);
    json_put_i64(j, "matter", flows[f->flow].matter.v);
    json_put_i64(j, "no", flows[f->flow].no);
    json_put_strz(j, "detail", f->detail);
    json_object_end(j);
}

static err_t proof_json(struct sb *out, const struct flow *flows, const struct proof *p)
{
    struct json j;
    json_init(&j, out);
    json_object_begin(&j);
    json_put_i64(&j, "holds", proof_holds(p));
    json_key(&j, "violations");
    json_array_begin(&j);
    for (size_t i = 0; i < p->n_violations; i++) violation_json(&j, &p->violations[i]);
    json_array_end(&j);
    json_key(&j, "findings");
    json_array_begin(&j);
    for (size_t i = 0; i < p->n_findings; i++) finding_json(&j, flows, &p->findings[i]);
    json_array_end(&j);
    json_object_end(&j);
    TRY(json_end(&j));
    sb_addc(out, '\n');
    return sb_end(out);
}

static err_t proof_text(struct sb *out, enum lang lang, const struct proof *p)
{
    for (int i = 0; i < PROOF_LAWS; i++) {
        tr_format(out, lang, p->held[i] ? "barrier.cli.law_holds" : "barrier.cli.law_broken",
                  proof_law_names[i]);
        sb_addc(out, '\n');
    }
    for (size_t i = 0; i < p->n_violations; i++)
        sb_addf(out, "%s: %s\n", proof_law_names[p->violations[i].law], p->violations[i].detail);
    for (size_t i = 0; i < p->n_findings; i++)
        sb_addf(out, "%s: %s\n", proof_finding_kinds[p->findings[i].kind], p->findings[i].detail);
    return sb_end(out);
}

static err_t prove_dump(struct barrier_call *c, struct sb *out, struct fault *why)
{
    struct capabilities caps = {.bridge_netfilter = !c->no_bridge_netfilter, .ipv6 = true};
    SB_CLEANUP struct sb bytes;
    struct nft_ruleset held;
    struct proof proof;
    sb_init(&bytes, NFT_JSON_BYTES_MAX);
    TRY(command_barrier_permits(c, why));
    TRY(command_barrier_file(&bytes, NFT_JSON_BYTES_MAX, c->held, why));
    err_t e = nft_json_read(&c->arena, sb_str(&bytes), &held, why);
    if (e != OK) fault_place(why, c->held, why->line, why->column);
    TRY(e);
    const struct prove_input in = {.barrier = &c->barrier,
                                   .caps = &caps,
                                   .flows = c->flows,
                                   .n_flows = c->n_flows,
                                   .cuts = c->cuts,
                                   .n_cuts = c->n_cuts,
                                   .now = c->now,
                                   .held = &held};
    TRY(prove(&c->arena, &in, &proof, why));
    if (!proof_holds(&proof)) c->refused = true;
    return c->json ? proof_json(out, c->flows, &proof) : proof_text(out, c->in, &proof);
}

int command_barrier_prove(int argc, char **argv)
{
    struct barrier_call c = {.lang = NULL};
    struct fault why = {.code = OK};
    const struct command_option options[] = {
        {"permits", &c.permits, NULL}, {"held", &c.held, NULL},
        {"at", &c.at, NULL},           {"lang", &c.lang, NULL},
        {"json", NULL, &c.json},       {"no-bridge-netfilter", NULL, &c.no_bridge_netfilter}};
    err_t e = command_barrier_call(&c, argc, argv, options, ARRAY_LEN(options), &why);
    if (e == OK && !c.permits) e = fault_set(&why, ERR_INVALID, "barrier.cli.no_permits", NULL);
    if (e == OK && !c.held) e = fault_set(&why, ERR_INVALID, "barrier.cli.no_held", NULL);
    if (e != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    SB_CLEANUP struct sb out;
    sb_init(&out, COMMAND_BARRIER_OUT_MAX);
    e = command_barrier_read(&c, argv[0], &why);
    if (e == OK) e = prove_dump(&c, &out, &why);
    return command_barrier_finish(&c, e, &why, &out);
}

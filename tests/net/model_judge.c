/* SPDX-License-Identifier: Apache-2.0
 *
 * model_judge RULESET 4|6: what the model says of packets, a line each on standard input:
 * "in out smac saddr daddr proto sport dport flags" (new packets); answers "may must traced". */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "net/reach.h"

static struct space_ifaces ifaces;

static space_num number(struct str s)
{
    int64_t v = 0;
    return str_to_i64(s, &v) == OK ? (space_num)v : 0;
}

static space_num iface_of(struct str name)
{
    for (unsigned i = 0; i < ifaces.n; i++)
        if (!ifaces.wild[i] && str_eq(ifaces.names[i], name)) return i + 1;
    return 0;
}

static bool read_packet(struct str line, struct space_packet *p)
{
    struct net_addr src, dst;
    struct net_mac mac;
    *p = (struct space_packet){{0}};
    p->v[SPACE_IIF] = iface_of(str_cut(&line, ' '));
    p->v[SPACE_OIF] = iface_of(str_cut(&line, ' '));
    if (addr_mac_parse(str_cut(&line, ' '), &mac, NULL) != OK ||
        addr_parse(str_cut(&line, ' '), &src, NULL) != OK ||
        addr_parse(str_cut(&line, ' '), &dst, NULL) != OK)
        return false;
    p->v[SPACE_SMAC] = space_of_mac(&mac);
    p->v[SPACE_SADDR] = space_of_addr(&src);
    p->v[SPACE_DADDR] = space_of_addr(&dst);
    p->v[SPACE_PROTO] = number(str_cut(&line, ' '));
    p->v[SPACE_SPORT] = number(str_cut(&line, ' '));
    p->v[SPACE_DPORT] = number(str_cut(&line, ' '));
    p->v[SPACE_TCP_FLAGS] = number(str_cut(&line, ' '));
    return true;
}

static err_t judge(struct reach *r, const struct space_packet *p)
{
    ARENA_CLEANUP struct arena a;
    bool may = false, must = false;
    enum reach_outcome o = REACH_PERHAPS;
    struct reach_step *steps = NULL;
    size_t n = 0;
    arena_init(&a, 1U << 22);
    TRY(space_has(r->space, r->accepts.may, p, &may));
    TRY(space_has(r->space, r->accepts.must, p, &must));
    TRY(reach_ask(&a, r, p, &o, &steps, &n));
    printf("%d %d %d\n", may, must, (int)o);
    return OK;
}

static err_t judge_all(const struct model *m, enum net_family family, struct str lines)
{
    ARENA_CLEANUP struct arena a;
    SPACE_CLEANUP struct space s = {.family = NET_NONE};
    struct reach r;
    arena_init(&a, 1U << 26);
    TRY(space_init(&s, family, &ifaces, NULL, 1U << 22));
    TRY(reach_make(&a, &s, m, REACH_ROUTED, &r));
    while (lines.p && lines.n > 0) {
        struct space_packet p;
        if (!read_packet(str_cut(&lines, '\n'), &p)) return ERR_INVALID;
        TRY(judge(&r, &p));
    }
    return OK;
}

int main(int argc, char **argv)
{
    ARENA_CLEANUP struct arena a;
    SB_CLEANUP struct sb text;
    static char in[1 << 20];
    struct nft_ruleset r;
    struct model m;
    struct fault why = {.code = OK};
    arena_init(&a, 1U << 26);
    sb_init(&text, 1U << 24);
    size_t n = fread(in, 1, sizeof in, stdin);
    err_t e = argc == 3 ? file_read(&text, argv[1], &why) : ERR_INVALID;
    if (e == OK) e = nft_json_read(&a, sb_str(&text), &r, &why);
    if (e == OK) e = model_from_nft(&a, &r, NULL, &m, &why);
    if (e == OK) e = model_ifaces(&m, &ifaces);
    if (e == OK) e = space_ifaces_add(&ifaces, STR("r0"));
    if (e == OK) e = space_ifaces_add(&ifaces, STR("r1"));
    if (e == OK) e = judge_all(&m, argv[2][0] == '4' ? NET_V4 : NET_V6, (struct str){in, n});
    if (e != OK) fprintf(stderr, "judge: %s %s\n", err_name(e), why.id ? why.id : "");
    return e == OK ? 0 : 1;
}

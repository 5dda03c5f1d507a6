/* SPDX-License-Identifier: Apache-2.0 */
#include "bdd_peer.h"

#include <bdd.h>
#include <math.h>

static int vars;

int peer_init(int n_vars, int nodes)
{
    vars = n_vars;
    if (bdd_init(nodes, nodes / 4 + 1) != 0) return -1;
    (void)bdd_gbc_hook(NULL);
    (void)bdd_setmaxincrease(1 << 22);
    return bdd_setvarnum(n_vars);
}

void peer_done(void)
{
    bdd_done();
}

int peer_all(void)
{
    return bddtrue;
}

int peer_literal(int var, int value)
{
    return value ? bdd_ithvar(var) : bdd_nithvar(var);
}

int peer_not(int f)
{
    return bdd_addref(bdd_not(f));
}

int peer_and(int f, int g)
{
    return bdd_addref(bdd_apply(f, g, bddop_and));
}

int peer_or(int f, int g)
{
    return bdd_addref(bdd_apply(f, g, bddop_or));
}

int peer_xor(int f, int g)
{
    return bdd_addref(bdd_apply(f, g, bddop_xor));
}

int peer_exists(int f, const unsigned char *which, int n_vars)
{
    int set = bddtrue;
    for (int i = 0; i < n_vars; i++)
        if (which[i]) set = bdd_addref(bdd_apply(set, bdd_ithvar(i), bddop_and));
    return bdd_addref(bdd_exist(f, set));
}

int peer_node(int var, int lo, int hi)
{
    return bdd_addref(bdd_ite(bdd_ithvar(var), hi, lo));
}

double peer_share(int f)
{
    return ldexp(bdd_satcount(f), -vars);
}

int peer_size(int f)
{
    return bdd_nodecount(f);
}

int peer_nodes(void)
{
    return bdd_getnodenum();
}

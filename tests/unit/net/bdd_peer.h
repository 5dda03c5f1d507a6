/* SPDX-License-Identifier: Apache-2.0
 *
 * bdd_peer.h: the same operations by BuDDy. A handle is BuDDy's number of a node, kept until
 * peer_done(). */
#ifndef SEKIMORI_TESTS_BDD_PEER_H
#define SEKIMORI_TESTS_BDD_PEER_H

int peer_init(int n_vars, int nodes); /* 0 = done */
void peer_done(void);
int peer_all(void);
int peer_literal(int var, int value);
int peer_not(int f);
int peer_and(int f, int g);
int peer_or(int f, int g);
int peer_xor(int f, int g);
int peer_exists(int f, const unsigned char *which, int n_vars);
int peer_node(int var, int lo, int hi);
double peer_share(int f); /* of all vectors */
int peer_size(int f);
int peer_nodes(void); /* in the whole table */

#endif

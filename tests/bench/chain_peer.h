/* SPDX-License-Identifier: Apache-2.0
 *
 * chain_peer.h: the named peer of our benchmarks: the least that a durable,
 * hash-chained log on SQLite can do. One writer thread, group commit, WAL,
 * synchronous=FULL; each row is SHA-256(hash before ‖ leaf) and the leaf.
 * Straight on SQLite: no savepoints, no counters, no names.
 */
#ifndef SEKIMORI_BENCH_CHAIN_PEER_H
#define SEKIMORI_BENCH_CHAIN_PEER_H

#include <stddef.h>
#include <stdint.h>

/* Append leaves of this size from so many threads for `ms`, in a new database
 * in `dir`, each thread waiting until its leaf is durable. Returns leaves a
 * second; aborts when SQLite refuses. */
double chain_peer(const char *dir, unsigned writers, int64_t ms, size_t leaf_bytes);

enum { BENCH_WRITERS_MAX = 64 };

/* Call act(ctx) from so many threads again and again for `ms`; calls a second. */
double bench_threads(unsigned writers, int64_t ms, void (*act)(void *), void *ctx);

#endif

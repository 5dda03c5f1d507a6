/* SPDX-License-Identifier: Apache-2.0
 * A declaration is taken whole or not at all; every fault has its place and can be told; what is
 * taken answers questions about its own addresses, and every name of it can be cut or is managed.
 */
#include "fuzz.h"

#include "contract/barrier.h"
#include "contract/barrier_scope.h"

static void look_up(const struct barrier *b)
{
    for (size_t i = 0; i < b->n_hosts; i++) {
        const struct barrier_host *h = &b->hosts[i];
        ASSERT(barrier_find_host(b, str_z(h->name)) == (int)i);
        ASSERT(!h->has_mac || barrier_host_of_mac(b, &h->mac) == (int)i);
        ASSERT(h->zone >= 0 && (size_t)h->zone < b->n_zones && h->subnet != BARRIER_NONE);
        for (size_t k = 0; k < h->addresses.n; k++) {
            ASSERT(barrier_host_of_address(b, &h->addresses.v[k]) == (int)i);
            ASSERT(barrier_zone_of_address(b, &h->addresses.v[k]) == h->zone);
            ASSERT(barrier_peer_of_address(b, &h->addresses.v[k]) == BARRIER_NONE);
            ASSERT(!barrier_is_own(b, &h->addresses.v[k]));
        }
    }
}

static void cut(struct arena *a, const struct barrier *b, const char *kind, const char *value)
{
    struct barrier_scope s;
    err_t e = barrier_scope_resolve(a, b, str_z(kind), str_z(value), &s, NULL);
    ASSERT(e == OK || e == ERR_STATE || e == ERR_NOMEM);
    if (e != OK) return;
    ASSERT(s.headcount >= 0 && s.unknown >= 0 && (size_t)s.unknown <= s.n_hosts);
    for (size_t i = 0; i < s.n_interfaces; i++)
        ASSERT(s.interfaces[i] != b->management.interface || s.n_interfaces == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ARENA_CLEANUP struct arena a;
    struct barrier b;
    struct fault why = {0};
    arena_init(&a, 64U << 20);
    struct barrier_faults *faults = ARENA_NEW(&a, struct barrier_faults);
    ASSERT(faults);
    err_t e = barrier_read(&a, fuzz_input(data, size), "barrier.yaml", &b, faults, &why);
    if (e != OK && e != ERR_NOMEM) {
        ASSERT(faults->n > 0 && faults->n <= BARRIER_FAULTS_MAX);
        for (size_t i = 0; i < faults->n; i++) {
            ASSERT(faults->v[i].line > 0);
            fuzz_fault(&faults->v[i]);
        }
    }
    if (e != OK) return 0;
    look_up(&b);
    cut(&a, &b, "all", "");
    for (size_t i = 0; i < b.n_zones; i++) cut(&a, &b, "zone", b.zones[i].name);
    for (size_t i = 0; i < b.n_interfaces; i++) cut(&a, &b, "line", b.interfaces[i].name);
    for (size_t i = 0; i < b.n_gateways; i++) cut(&a, &b, "device", b.gateways[i].name);
    for (size_t i = 0; i < b.n_peers; i++) cut(&a, &b, "peer", b.peers[i].name);
    return 0;
}

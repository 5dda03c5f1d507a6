/* SPDX-License-Identifier: Apache-2.0
 *
 * The barrier at its size: a declaration with some thousand hosts and random permits (MAC,
 * addresses, single ports and ranges, TCP and UDP, IPv4 and IPv6), read, judged, compiled, written
 * for `nft -j`, read back as the kernel's dump would be, proven; then one permit changed. Each size
 * runs in a process of its own, so that its memory can be told. Arguments: sizes (10000 100000). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "net/prove.h"
#include "net/skeleton.h"
#include "wire/nft_json.h"

enum { CLIENTS = 4000, SERVERS = 400 };
#define NOW ((struct moment){INT64_C(1795824000000)})

static void die(const char *what, err_t e)
{
    (void)fprintf(stderr, "bench_barrier: %s: %s\n", what, err_name(e));
    abort();
}

struct watch {
    double wall, cpu;
};

static double ms_of(clockid_t c)
{
    struct timespec t;
    (void)clock_gettime(c, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct watch now(void)
{
    return (struct watch){ms_of(CLOCK_MONOTONIC), ms_of(CLOCK_PROCESS_CPUTIME_ID)};
}

static uint32_t chance(uint32_t *seed, uint32_t n)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % n;
}

static void make_yaml(struct sb *b)
{
    sb_addz(b, "barrier: bench\nmodel: beta\nzones:\n  - {zone: mynumber}\n  - {zone: lgwan}\n"
               "  - {zone: internet}\n"
               "interfaces:\n"
               "  - {interface: eth1, zone: mynumber, addresses: [10.1.0.1/16, 'fd01::1/64']}\n"
               "  - {interface: eth2, zone: lgwan, addresses: [10.2.0.1/16, 'fd02::1/64']}\n"
               "  - {interface: eth3, zone: internet, addresses: [10.3.0.1/16]}\n"
               "subnets:\n  - {subnet: s1, prefix: 10.1.0.0/16, on: eth1}\n"
               "  - {subnet: s16, prefix: 'fd01::/64', on: eth1}\n"
               "  - {subnet: s2, prefix: 10.2.0.0/16, on: eth2}\n"
               "  - {subnet: s26, prefix: 'fd02::/64', on: eth2}\n"
               "  - {subnet: s3, prefix: 10.3.0.0/16, on: eth3}\n"
               "infrastructure:\n  - {kind: nd, on: eth1}\n  - {kind: nd, on: eth2}\nhosts:\n");
    for (unsigned i = 0; i < CLIENTS + SERVERS; i++) {
        bool client = i < CLIENTS;
        unsigned n = (client ? i : i - CLIENTS) + 10;
        sb_addf(b,
                "  - {host: h%u, zone: %s, mac: '02:00:00:00:%02x:%02x', addresses: [10.%d.%u.%u, "
                "'fd0%d::%x']}\n",
                i, client ? "mynumber" : "lgwan", i >> 8, i & 255U, client ? 1 : 2, n >> 8,
                n & 255U, client ? 1 : 2, n);
    }
}

static struct flow random_flow(const struct barrier *b, uint32_t *seed, uint32_t i)
{
    static const uint16_t services[] = {22,  25,   53,   80,   123,  389,  443,  514,
                                        636, 1433, 1521, 3389, 5432, 8080, 8443, 9090};
    const struct barrier_host *x = &b->hosts[chance(seed, CLIENTS)];
    const struct barrier_host *y = &b->hosts[CLIENTS + chance(seed, SERVERS)];
    int v = chance(seed, 5) == 0;
    uint16_t port = services[chance(seed, ARRAY_LEN(services))];
    uint16_t width = chance(seed, 10) == 0 ? (uint16_t)chance(seed, 40) : 0;
    return (struct flow){.matter = matter_id((int64_t)i + 1),
                         .no = 1,
                         .until = {NOW.ms + DAY_MS + (int64_t)chance(seed, 1U << 20) * 1000},
                         .mac = x->mac,
                         .src = x->addresses.v[v],
                         .dst = y->addresses.v[v],
                         .proto = chance(seed, 5) == 0 ? FLOW_UDP : FLOW_TCP,
                         .ports = {port, (uint16_t)(port + width)},
                         .source_zone = "mynumber",
                         .destination_zone = "lgwan"};
}

static struct watch step(const char *what, struct watch since)
{
    struct watch t = now();
    (void)printf("  %-34s %9.1f ms (%9.1f of processor)\n", what, t.wall - since.wall,
                 t.cpu - since.cpu);
    return now();
}

static void one_size(uint32_t n)
{
    static const struct capabilities caps = {.bridge_netfilter = true, .ipv6 = true};
    struct arena a, scratch;
    struct barrier b;
    struct ruleset r, s;
    struct ruleset_delta d;
    struct nft_ruleset held;
    struct proof proof;
    struct fault why = {.code = OK};
    struct sb yaml, text;
    uint32_t seed = 1;
    arena_init(&a, (size_t)8 << 30);
    arena_init(&scratch, (size_t)8 << 30);
    sb_init(&yaml, BARRIER_BYTES_MAX);
    sb_init(&text, SKELETON_BYTES_MAX);
    make_yaml(&yaml);
    (void)printf("%u permits, %u hosts\n", n, CLIENTS + SERVERS);
    struct watch t = now();
    err_t e = barrier_read(&a, sb_str(&yaml), "bench", &b, NULL, &why);
    if (e != OK) die(why.id ? why.id : "read", e);
    t = step("declaration read", t);
    struct flow *flows = calloc(n + 1, sizeof *flows);
    if (!flows) die("flows", ERR_NOMEM);
    for (uint32_t i = 0; i <= n; i++) flows[i] = random_flow(&b, &seed, i);
    t = now();
    struct watch start = t;
    e = ruleset_compile(&a, &b, &caps, flows, n, NULL, 0, NOW, &r, &why);
    if (e != OK || r.n_refused) die("compile", e);
    t = step("judged and compiled", t);
    (void)printf("  %-34s %9zu\n", "elements", r.n_elements);
    e = skeleton_write(&text, &b, &caps, &r, 60000, NOW);
    if (e != OK) die("write", e);
    t = step("written for nft -j", t);
    e = nft_json_read(&scratch, sb_str(&text), &held, &why);
    if (e != OK) die(why.id ? why.id : "json", e);
    t = step("read as a dump", t);
    const struct prove_input in = {
        .barrier = &b, .caps = &caps, .flows = flows, .n_flows = n, .now = NOW, .held = &held};
    e = prove(&scratch, &in, &proof, &why);
    if (e != OK) die(why.id ? why.id : "prove", e);
    t = step("proven", t);
    (void)step("all of it", start);
    if (!proof_holds(&proof)) die(proof.violations[0].detail, ERR_CORRUPT);
    struct rusage u;
    (void)getrusage(RUSAGE_SELF, &u);
    (void)printf("  %-34s %9ld MB\n", "memory at most", u.ru_maxrss / 1024);
    arena_release(&scratch);
    t = now();
    e = ruleset_compile(&a, &b, &caps, flows, n + 1, NULL, 0, NOW, &s, &why);
    if (e == OK) e = ruleset_difference(&a, &r, &s, NOW, &d);
    if (e != OK || d.n_remove + d.n_add == 0 || d.n_remove + d.n_add > 200) die("difference", e);
    (void)step("one more permit: what changes", t);
    sb_release(&yaml);
    sb_release(&text);
    arena_release(&a);
    free(flows);
}

int main(int argc, char **argv)
{
    static const char *const usual[] = {"10000", "100000"};
    int n = argc > 1 ? argc - 1 : (int)ARRAY_LEN(usual);
    for (int i = 0; i < n; i++) {
        int64_t size;
        if (str_to_i64(str_z(argc > 1 ? argv[i + 1] : usual[i]), &size) != OK || size < 1 ||
            size >= FLOWS_MAX + 1)
            die("size", ERR_INVALID);
        (void)fflush(stdout);
        pid_t child = fork();
        if (child == 0) {
            one_size((uint32_t)(size == FLOWS_MAX ? size - 1 : size));
            (void)fflush(stdout);
            _exit(0);
        }
        int status = 0;
        if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0) return 1;
    }
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/barrier.h"

#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "contract/barrier_load.h"

const char *const barrier_model_names[MODELS] = {"alpha", "alpha-prime", "beta", "beta-prime"};
const char *const barrier_zone_kinds[ZONE_KINDS] = {"mynumber", "lgwan",      "internet",
                                                    "dmz",      "management", "other"};
const char *const barrier_host_kinds[HOST_KINDS] = {"terminal", "server", "device"};
const char *const barrier_peer_kinds[PEER_KINDS] = {"lgwan_asp", "security_cloud", "public_body",
                                                    "cloud", "other"};
const char *const barrier_infra_kinds[INFRA_KINDS] = {"nd",  "mld",    "dhcp", "dns",
                                                      "ntp", "office", "ping"};

static const struct yaml_limits limits = {.bytes = BARRIER_BYTES_MAX, .depth = 6, .nodes = 2000000};

static const struct barrier_key root_keys[] = {
    {"barrier", true},         {"model", true},           {"zones", true},
    {"interfaces", true},      {"subnets", true},         {"bridges", false},
    {"gateways", false},       {"hosts", false},          {"peers", false},
    {"warn_days", false},      {"infrastructure", false}, {"management", false},
    {"external_review", false}};

static void read_head(struct barrier_load *l)
{
    l->b->name = barrier_load_name(l, yaml_get(l->root, "barrier"));
    int model = barrier_load_word(l, yaml_get(l->root, "model"), barrier_model_names, MODELS);
    l->b->model = model < 0 ? MODELS : (enum barrier_model)model;
}

static void read_all(struct barrier_load *l)
{
    if (!barrier_load_map(l, l->root, root_keys, ARRAY_LEN(root_keys))) return;
    void (*const parts[])(struct barrier_load *) = {
        read_head,          barrier_links_read, barrier_nets_read,   barrier_hosts_read,
        barrier_peers_read, barrier_index_make, barrier_index_check, barrier_check};
    for (size_t i = 0; i < ARRAY_LEN(parts) && l->err == OK; i++) parts[i](l);
}

static int by_place(const void *x, const void *y)
{
    const struct fault *a = x, *b = y;
    if (a->line != b->line) return a->line < b->line ? -1 : 1;
    return (a->column > b->column) - (a->column < b->column);
}

static void digest_of(struct str source, char to[65])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t d[SHA256_LEN];
    sha256(source, d);
    for (size_t i = 0; i < SHA256_LEN; i++) {
        to[2 * i] = digits[d[i] >> 4];
        to[2 * i + 1] = digits[d[i] & 15U];
    }
    to[64] = '\0';
}

static err_t parse(struct arena *a, struct str source, const char *file, struct yaml *ret,
                   struct barrier_faults *faults)
{
    struct fault why = {0};
    err_t e = yaml_parse(a, source, file, &limits, ret, &why);
    if (e != OK && e != ERR_NOMEM) faults->v[faults->n++] = why;
    return e;
}

err_t barrier_read(struct arena *a, struct str source, const char *file, struct barrier *ret,
                   struct barrier_faults *faults, struct fault *why)
{
    struct barrier_faults *found = faults ? faults : ARENA_NEW(a, struct barrier_faults);
    struct barrier *b = ARENA_NEW(a, struct barrier);
    struct yaml *root = ARENA_NEW(a, struct yaml);
    if (!found || !b || !root) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    found->n = 0;
    found->more = false;
    err_t e = parse(a, source, file, root, found);
    struct barrier_load l = {.a = a, .file = file, .faults = found, .b = b, .root = root};
    if (e == OK) {
        read_all(&l);
        e = l.err != OK ? l.err : found->n ? ERR_INVALID : OK;
    }
    if (e == ERR_NOMEM) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    if (found->n > 1) qsort(found->v, found->n, sizeof found->v[0], by_place);
    if (e != OK && why) *why = found->v[0];
    if (e != OK) return e;
    digest_of(source, b->digest);
    *ret = *b;
    return OK;
}

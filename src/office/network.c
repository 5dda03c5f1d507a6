/* SPDX-License-Identifier: Apache-2.0 */
#include "office/network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "base/file.h"
#include "base/sha256.h"
#include "office/enforce_payload.h"

enum { KEPT = 2, ARENA_BYTES = 128 << 20, PATH_BYTES = 4200 };

struct kept {
    struct barrier what; /* first: what is handed out */
    struct arena arena;
    char digest[65];
    unsigned held; /* by the shelf itself too */
    uint64_t used;
};

struct network_shelf {
    const char *files;
    mtx_t lock; /* of all below */
    struct kept *kept[KEPT];
    uint64_t now;
};

err_t network_shelf_make(const char *files, struct network_shelf **ret)
{
    struct network_shelf *s = calloc(1, sizeof *s);
    if (!s) return ERR_NOMEM;
    if (mtx_init(&s->lock, mtx_plain) != thrd_success) {
        free(s);
        return ERR_NOMEM;
    }
    s->files = files;
    *ret = s;
    return OK;
}

static void lock(struct network_shelf *s)
{
    ASSERT(mtx_lock(&s->lock) == thrd_success);
}

static void unlock(struct network_shelf *s)
{
    ASSERT(mtx_unlock(&s->lock) == thrd_success);
}

/* With the lock held. */
static void let_go(struct kept *k)
{
    if (!k || --k->held > 0) return;
    arena_release(&k->arena);
    free(k);
}

void network_shelf_free(struct network_shelf *s)
{
    if (!s) return;
    for (size_t i = 0; i < KEPT; i++) let_go(s->kept[i]);
    mtx_destroy(&s->lock);
    free(s);
}

static struct kept *find(struct network_shelf *s, struct str digest)
{
    struct kept *hit = NULL;
    lock(s);
    for (size_t i = 0; i < KEPT && !hit; i++)
        if (s->kept[i] && str_eqz(digest, s->kept[i]->digest)) hit = s->kept[i];
    if (hit) {
        hit->held++;
        hit->used = ++s->now;
    }
    unlock(s);
    return hit;
}

/* In the place of the one longest unused; who holds that one keeps it. */
static void put(struct network_shelf *s, struct kept *k)
{
    size_t place = 0;
    lock(s);
    for (size_t i = 0; i < KEPT; i++) {
        const struct kept *at = s->kept[i], *best = s->kept[place];
        if (best && (!at || at->used < best->used)) place = i;
    }
    let_go(s->kept[place]);
    s->kept[place] = k;
    k->held++;
    k->used = ++s->now;
    unlock(s);
}

/* --- files -------------------------------------------------------------------------------- */

static bool is_hex(struct str s, size_t n)
{
    if (s.n != n) return false;
    for (size_t i = 0; i < n; i++)
        if (!strchr("0123456789abcdef", s.p[i]) || !s.p[i]) return false;
    return true;
}

static err_t path_of(const struct network_shelf *s, struct str id, char path[PATH_BYTES])
{
    if (!is_hex(id, 32)) return ERR_INVALID;
    int n = snprintf(path, PATH_BYTES, "%s/%.*s", s->files, STR_ARG(id));
    return n > 0 && n < PATH_BYTES ? OK : ERR_TOO_BIG;
}

err_t network_shelf_put(struct network_shelf *s, struct str id, struct str bytes, struct fault *why)
{
    char path[PATH_BYTES];
    TRY(path_of(s, id, path));
    return file_write_atomic(path, bytes, 0600, why);
}

static err_t read_file(const struct network_shelf *s, struct str id, struct str sha256_hex,
                       struct sb *to, struct fault *why)
{
    char path[PATH_BYTES];
    struct sb hash SB_CLEANUP;
    uint8_t raw[SHA256_LEN];
    sb_init(&hash, 2 * SHA256_LEN);
    if (path_of(s, id, path) != OK || !is_hex(sha256_hex, 64))
        return fault_set(why, ERR_INVALID, "form.not_a_file", NULL);
    err_t e = file_read(to, path, why);
    if (e == ERR_NOT_FOUND) return fault_set(why, ERR_STATE, "attach.lost", NULL);
    TRY(e);
    sha256(sb_str(to), raw);
    sb_add_hex(&hash, (struct str){(const char *)raw, sizeof raw});
    TRY(sb_end(&hash));
    if (!str_eq(sb_str(&hash), sha256_hex))
        return fault_set(why, ERR_STATE, "attach.changed", NULL);
    return OK;
}

static err_t read_kept(const struct network_shelf *s, struct str id, struct str sha256_hex,
                       struct kept *k, struct barrier_faults *faults, struct fault *why)
{
    struct sb text SB_CLEANUP;
    sb_init(&text, BARRIER_BYTES_MAX);
    TRY(read_file(s, id, sha256_hex, &text, why));
    (void)snprintf(k->digest, sizeof k->digest, "%.*s", STR_ARG(sha256_hex));
    return barrier_read(&k->arena, sb_str(&text), "barrier.yaml", &k->what, faults, why);
}

err_t network_take(struct network_shelf *s, struct str id, struct str sha256_hex,
                   const struct barrier **ret, struct barrier_faults *faults, struct fault *why)
{
    struct kept *k = find(s, sha256_hex);
    if (!k) {
        k = calloc(1, sizeof *k);
        if (!k) return ERR_NOMEM;
        arena_init(&k->arena, ARENA_BYTES);
        k->held = 1;
        err_t e = read_kept(s, id, sha256_hex, k, faults, why);
        if (e != OK) {
            let_go(k);
            return e;
        }
        put(s, k);
    }
    *ret = &k->what;
    return OK;
}

void network_give(struct network_shelf *s, const struct barrier *b)
{
    if (!b) return;
    struct kept *k = (struct kept *)(uintptr_t)b; /* its first member */
    lock(s);
    let_go(k);
    unlock(s);
}

/* --- now ---------------------------------------------------------------------------------- */

err_t network_payload(struct arena *arena, const struct effect_row *row, const char *name,
                      struct str *ret)
{
    const struct document_pair *v;
    size_t n;
    *ret = STR_NONE;
    TRY(enforce_payload(arena, row->payload, &v, &n));
    for (size_t i = 0; i < n; i++)
        if (strcmp(v[i].name, name) == 0) *ret = str_z(v[i].value);
    return OK;
}

static err_t declared(struct network *net, struct arena *arena, const struct effect_row *row)
{
    struct str id, digest;
    TRY(network_payload(arena, row, "file", &id));
    TRY(network_payload(arena, row, "sha256", &digest));
    net->by = row->matter;
    net->since = row->from;
    err_t e = network_take(net->shelf, id, digest, &net->declared, NULL, &net->trouble);
    return e == ERR_NOMEM ? e : OK;
}

err_t network_now(const struct office *office, struct db *db, struct arena *arena,
                  struct network *net)
{
    const struct effect_row *found = NULL;
    struct moment now = clock_now(office->clock);
    *net = (struct network){.shelf = office->network};
    TRY(effects_snapshot(db, arena, NETWORK_ENFORCER, &net->rows));
    for (size_t i = 0; i < net->rows.n; i++) {
        const struct effect_row *row = &net->rows.v[i];
        if (strcmp(row->kind, "barrier") != 0 || row->from.ms > now.ms) continue;
        if (!found || row->from.ms >= found->from.ms) found = row;
    }
    return found && net->shelf ? declared(net, arena, found) : OK;
}

void network_release(struct network *net)
{
    if (net->shelf) network_give(net->shelf, net->declared);
    net->declared = NULL;
}

/* --- what an act plans -------------------------------------------------------------------- */

static struct str pair(const struct act_effect *e, const char *name)
{
    for (size_t i = 0; i < e->n_payload; i++)
        if (strcmp(e->payload[i].name, name) == 0) return str_z(e->payload[i].value);
    return STR_NONE;
}

static err_t refuse(struct work *w, struct fault *one, const char *field)
{
    fault_field(one, field);
    faults_add(w->bad, one);
    return ERR_INVALID;
}

/* Everything that is wrong in the file, at the field that took it. */
static err_t check_declaration(struct work *w, const struct act_effect *e)
{
    const struct barrier *b = NULL;
    struct barrier_faults *faults = ARENA_NEW(w->arena, struct barrier_faults);
    struct fault why = {0};
    if (!faults) return ERR_NOMEM;
    err_t x =
        network_take(w->office->network, pair(e, "file"), pair(e, "sha256"), &b, faults, &why);
    network_give(w->office->network, b);
    if (x == OK || x == ERR_NOMEM) return x;
    if (faults->n == 0) return refuse(w, &why, "file");
    for (size_t i = 0; i < faults->n; i++) (void)refuse(w, &faults->v[i], "file");
    return ERR_INVALID;
}

/* An order goes out at once: what it names must be there. */
static err_t check_cut(struct work *w, const struct act_effect *e)
{
    struct network net NETWORK_CLEANUP;
    struct barrier_scope scope;
    struct fault why = {0};
    TRY(network_now(w->office, w->db, w->arena, &net));
    if (!net.declared) return OK; /* nothing is declared: the order is carried out by hand */
    err_t x = barrier_scope_resolve(w->arena, net.declared, pair(e, "scope"), pair(e, "value"),
                                    &scope, &why);
    return x == OK || x == ERR_NOMEM ? x : refuse(w, &why, "value");
}

err_t network_check(struct work *w, const struct act_effect *e)
{
    if (!w->office->network || !e->enforcer || strcmp(e->enforcer, NETWORK_ENFORCER) != 0)
        return OK;
    if (strcmp(e->kind, "barrier") == 0) return check_declaration(w, e);
    if (strcmp(e->kind, "cut") == 0) return check_cut(w, e);
    return OK;
}

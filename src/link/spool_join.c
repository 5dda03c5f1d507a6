/* SPDX-License-Identifier: Apache-2.0
 *
 * Counters of two documents as one: their times follow each other (contract/evidence.h), so they
 * may be added. */
#include <string.h>

#include "base/json.h"
#include "base/random.h"
#include "contract/evidence.h"
#include "link/spool.h"

enum { ID_BYTES = 16, NUMBERS = 5 };
static const char *const numbers[NUMBERS] = {"packets", "bytes", "uncertainty", "since", "until"};
enum { PACKETS, BYTES, UNCERTAINTY, SINCE, UNTIL };

struct counted {
    int64_t v[NUMBERS];
    bool has[NUMBERS];
};

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

/* Nothing but the five numbers; else the whole stays as it is. */
static bool read_counter(const struct evidence_item *it, struct counted *ret)
{
    *ret = (struct counted){0};
    if (!same(it->kind, EVIDENCE_COUNTER) || it->text || it->digest) return false;
    for (size_t i = 0; i < it->n_values; i++) {
        size_t k = 0;
        while (k < NUMBERS && !same(numbers[k], it->values[i].name)) k++;
        if (k == NUMBERS || str_to_i64(str_z(it->values[i].value), &ret->v[k]) != OK ||
            ret->v[k] < 0 || ret->v[k] > JSON_INT_MAX / 2)
            return false;
        ret->has[k] = true;
    }
    return ret->has[PACKETS] && ret->has[SINCE] && ret->has[UNTIL];
}

static void add(struct counted *to, const struct counted *x)
{
    for (int k = PACKETS; k <= UNCERTAINTY; k++) to->v[k] += x->v[k];
    if (x->v[SINCE] < to->v[SINCE]) to->v[SINCE] = x->v[SINCE];
    if (x->v[UNTIL] > to->v[UNTIL]) to->v[UNTIL] = x->v[UNTIL];
    for (int k = 0; k < NUMBERS; k++) to->has[k] = to->has[k] || x->has[k];
}

static err_t write_counter(struct arena *a, const struct counted *c, struct evidence_item *it)
{
    struct document_pair *v = ARENA_ARRAY(a, struct document_pair, NUMBERS);
    size_t n = 0;
    if (!v) return ERR_NOMEM;
    for (int k = 0; k < NUMBERS; k++) {
        if (!c->has[k] || c->v[k] > JSON_INT_MAX) {
            if (c->has[k]) return ERR_STATE;
            continue;
        }
        const char *text = arena_printf(a, "%lld", (long long)c->v[k]);
        if (!text) return ERR_NOMEM;
        v[n++] = (struct document_pair){numbers[k], text};
    }
    it->values = v;
    it->n_values = n;
    return OK;
}

static bool of_the_same(const struct evidence_item *a, const struct evidence_item *b)
{
    return a->matter.v == b->matter.v && a->no == b->no && same(a->subject, b->subject);
}

static err_t take_in(struct arena *a, struct evidence_item *v, size_t *n,
                     const struct evidence_item *it)
{
    struct counted c, there;
    if (!read_counter(it, &c)) return ERR_STATE;
    for (size_t i = 0; i < *n; i++) {
        if (!of_the_same(&v[i], it)) continue;
        if (!read_counter(&v[i], &there)) return ERR_STATE;
        add(&there, &c);
        return write_counter(a, &there, &v[i]);
    }
    v[(*n)++] = *it;
    return OK;
}

err_t spool_join(struct arena *a, struct str one, struct str two, struct sb *to)
{
    struct evidence x, y;
    SB_CLEANUP struct sb id;
    sb_init(&id, 64);
    if (evidence_read(a, one, &x, NULL) != OK || evidence_read(a, two, &y, NULL) != OK)
        return ERR_STATE;
    if (!same(x.program, y.program) || !same(x.host, y.host)) return ERR_STATE;
    size_t n = 0;
    struct evidence_item *v = ARENA_ARRAY(a, struct evidence_item, x.n_items + y.n_items + 1);
    if (!v) return ERR_NOMEM;
    for (size_t i = 0; i < x.n_items; i++) TRY(take_in(a, v, &n, &x.items[i]));
    for (size_t i = 0; i < y.n_items; i++) TRY(take_in(a, v, &n, &y.items[i]));
    random_token(&id, ID_BYTES);
    TRY(sb_end(&id));
    struct evidence both = y;
    both.id = id.p;
    both.items = v;
    both.n_items = n;
    return evidence_write(to, &both, NULL) == OK ? OK : ERR_STATE;
}

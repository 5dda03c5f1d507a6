/* SPDX-License-Identifier: Apache-2.0 */
#include "office/search_index.h"

#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "base/utf8.h"

enum { SPAN = 65536, DENSE = 4096, FIRST_SLOTS = 1024 };

struct set { /* ids of one span */
    uint32_t span, n, cap;
    uint16_t *v;    /* ascending; NULL when dense */
    uint64_t *bits; /* SPAN of them */
};
struct posting {
    uint64_t token;   /* 0: the slot is free */
    struct set *sets; /* ascending by span */
    uint32_t n_sets, count;
};
struct table { /* open addressing */
    struct posting *v;
    size_t n, cap;
};
struct search_index {
    mtx_t lock;
    int64_t next;
    struct table tables[SEARCH_KINDS];
};

/* --- one set --- */

static size_t place(const struct set *s, uint16_t low)
{
    size_t a = 0, b = s->n;
    if (b && s->v[b - 1] < low) return b; /* the usual case: they come ascending */
    while (a < b) {
        size_t mid = a + (b - a) / 2;
        if (s->v[mid] < low)
            a = mid + 1;
        else
            b = mid;
    }
    return a;
}

static bool set_has(const struct set *s, uint16_t low)
{
    if (s->bits) return s->bits[low / 64] >> (low % 64) & 1;
    size_t at = place(s, low);
    return at < s->n && s->v[at] == low;
}

static err_t set_thicken(struct set *s)
{
    s->bits = calloc(SPAN / 64, sizeof *s->bits);
    if (!s->bits) return ERR_NOMEM;
    for (uint32_t i = 0; i < s->n; i++) s->bits[s->v[i] / 64] |= UINT64_C(1) << (s->v[i] % 64);
    free(s->v);
    s->v = NULL;
    return OK;
}

static err_t set_add(struct set *s, uint16_t low, bool *ret_new)
{
    *ret_new = !set_has(s, low);
    if (!*ret_new) return OK;
    if (!s->bits && s->n == DENSE) TRY(set_thicken(s));
    if (s->bits) {
        s->bits[low / 64] |= UINT64_C(1) << (low % 64);
        s->n++;
        return OK;
    }
    if (s->n == s->cap) {
        uint32_t cap = s->cap ? s->cap + s->cap / 2 + 2 : 2;
        uint16_t *v = reallocarray(s->v, cap, sizeof *v);
        if (!v) return ERR_NOMEM;
        s->v = v;
        s->cap = cap;
    }
    size_t at = place(s, low);
    memmove(&s->v[at + 1], &s->v[at], (s->n - at) * sizeof *s->v);
    s->v[at] = low;
    s->n++;
    return OK;
}

static bool set_drop(struct set *s, uint16_t low)
{
    if (!set_has(s, low)) return false;
    if (s->bits) {
        s->bits[low / 64] &= ~(UINT64_C(1) << (low % 64));
    } else {
        size_t at = place(s, low);
        memmove(&s->v[at], &s->v[at + 1], (s->n - at - 1) * sizeof *s->v);
    }
    s->n--;
    return true;
}

/* The largest id of the set that is at most `low`; -1: none. */
static int32_t set_below(const struct set *s, int32_t low)
{
    if (low < 0) return -1;
    if (!s->bits) {
        size_t at = place(s, (uint16_t)low);
        if (at < s->n && s->v[at] == low) return low;
        return at ? s->v[at - 1] : -1;
    }
    for (int32_t word = low / 64; word >= 0; word--) {
        uint64_t b = s->bits[word];
        if (word == low / 64 && low % 64 != 63) b &= (UINT64_C(1) << (low % 64 + 1)) - 1;
        if (b) return word * 64 + 63 - __builtin_clzll(b);
    }
    return -1;
}

/* --- postings --- */

static size_t slot_of(const struct table *t, uint64_t token)
{
    size_t i = (size_t)(token * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (t->cap - 1);
    while (t->v[i].token && t->v[i].token != token) i = (i + 1) & (t->cap - 1);
    return i;
}

static const struct posting *find(const struct table *t, uint64_t token)
{
    if (!t->cap) return NULL;
    const struct posting *p = &t->v[slot_of(t, token)];
    return p->token ? p : NULL;
}

static err_t grow(struct table *t)
{
    struct table more = {.n = t->n, .cap = t->cap ? t->cap * 2 : FIRST_SLOTS};
    more.v = calloc(more.cap, sizeof *more.v);
    if (!more.v) return ERR_NOMEM;
    for (size_t i = 0; i < t->cap; i++) {
        if (t->v[i].token) more.v[slot_of(&more, t->v[i].token)] = t->v[i];
    }
    free(t->v);
    *t = more;
    return OK;
}

static err_t set_for(struct posting *p, uint32_t span, struct set **ret)
{
    uint32_t at = p->n_sets;
    while (at > 0 && p->sets[at - 1].span > span) at--;
    if (at > 0 && p->sets[at - 1].span == span) {
        *ret = &p->sets[at - 1];
        return OK;
    }
    struct set *v = reallocarray(p->sets, p->n_sets + 1, sizeof *v);
    if (!v) return ERR_NOMEM;
    p->sets = v;
    memmove(&v[at + 1], &v[at], (p->n_sets - at) * sizeof *v);
    v[at] = (struct set){.span = span};
    p->n_sets++;
    *ret = &v[at];
    return OK;
}

static err_t add(struct table *t, uint64_t token, int64_t id)
{
    struct set *s;
    bool new;
    if (t->n * 4 >= t->cap * 3) TRY(grow(t));
    struct posting *p = &t->v[slot_of(t, token)];
    if (!p->token) t->n++;
    p->token = token;
    TRY(set_for(p, (uint32_t)(id / SPAN), &s));
    TRY(set_add(s, (uint16_t)(id % SPAN), &new));
    p->count += new;
    return OK;
}

static bool has(const struct posting *p, int64_t id)
{
    uint32_t span = (uint32_t)(id / SPAN);
    for (uint32_t i = 0; i < p->n_sets; i++) {
        if (p->sets[i].span == span) return set_has(&p->sets[i], (uint16_t)(id % SPAN));
    }
    return false;
}

/* The largest id below `before`; 0: none. */
static int64_t below(const struct posting *p, int64_t before)
{
    if (before <= 0) return 0;
    int64_t top = before - 1;
    for (uint32_t i = p->n_sets; i-- > 0;) {
        const struct set *s = &p->sets[i];
        int64_t first = (int64_t)s->span * SPAN;
        if (first > top) continue;
        int32_t low = set_below(s, top - first >= SPAN ? SPAN - 1 : (int32_t)(top - first));
        if (low >= 0) return first + low;
    }
    return 0;
}

/* --- the index --- */

err_t search_index_new(struct search_index **ret)
{
    struct search_index *x = calloc(1, sizeof *x);
    if (!x) return ERR_NOMEM;
    if (mtx_init(&x->lock, mtx_plain) != thrd_success) {
        free(x);
        return ERR_NOMEM;
    }
    *ret = x;
    return OK;
}

void search_index_free(struct search_index *x)
{
    if (!x) return;
    for (int k = 0; k < SEARCH_KINDS; k++) {
        struct table *t = &x->tables[k];
        for (size_t i = 0; i < t->cap; i++) {
            for (uint32_t s = 0; s < t->v[i].n_sets; s++) {
                free(t->v[i].sets[s].v);
                free(t->v[i].sets[s].bits);
            }
            free(t->v[i].sets);
        }
        free(t->v);
    }
    mtx_destroy(&x->lock);
    free(x);
}

err_t search_index_add(struct search_index *x, enum search_kind kind, int64_t id,
                       const uint64_t *tokens, size_t n)
{
    err_t e = id > 0 && id < INT64_C(1) << 40 ? OK : ERR_INVALID;
    (void)mtx_lock(&x->lock);
    for (size_t i = 0; e == OK && i < n; i++) e = add(&x->tables[kind], tokens[i], id);
    (void)mtx_unlock(&x->lock);
    return e;
}

void search_index_forget(struct search_index *x, enum search_kind kind, int64_t id)
{
    (void)mtx_lock(&x->lock);
    struct table *t = &x->tables[kind];
    for (size_t i = 0; i < t->cap; i++) {
        struct posting *p = &t->v[i];
        for (uint32_t s = 0; s < p->n_sets; s++) {
            if (p->sets[s].span == (uint32_t)(id / SPAN) &&
                set_drop(&p->sets[s], (uint16_t)(id % SPAN)))
                p->count--;
        }
    }
    (void)mtx_unlock(&x->lock);
}

bool search_index_has(struct search_index *x, enum search_kind kind, uint64_t token)
{
    (void)mtx_lock(&x->lock);
    const struct posting *p = find(&x->tables[kind], token);
    bool any = p && p->count > 0;
    (void)mtx_unlock(&x->lock);
    return any;
}

int64_t search_index_next(struct search_index *x)
{
    (void)mtx_lock(&x->lock);
    int64_t leaf = x->next;
    (void)mtx_unlock(&x->lock);
    return leaf;
}

void search_index_set_next(struct search_index *x, int64_t leaf)
{
    (void)mtx_lock(&x->lock);
    x->next = leaf;
    (void)mtx_unlock(&x->lock);
}

/* --- asking --- */

enum { ASKED_MAX = 256, ANY_MAX = 2048 };

struct asking {
    const struct posting *all[ASKED_MAX], *any[ANY_MAX];
    size_t n_all, n_any;
    uint64_t any_count;
};

static bool among(const struct asking *q, int64_t id)
{
    for (size_t i = 0; i < q->n_any; i++) {
        if (has(q->any[i], id)) return true;
    }
    return false;
}

/* The next candidate: of the rarest token asked for, or of those that one may see. */
static int64_t step(const struct asking *q, const struct posting *rarest, bool by_any,
                    int64_t before)
{
    if (!by_any) return below(rarest, before);
    int64_t top = 0;
    for (size_t i = 0; i < q->n_any; i++) {
        int64_t id = below(q->any[i], before);
        if (id > top) top = id;
    }
    return top;
}

static size_t walk(const struct asking *q, bool ask_any, int64_t before, int64_t *ret, size_t max)
{
    const struct posting *rarest = q->all[0];
    for (size_t i = 1; i < q->n_all; i++) {
        if (q->all[i]->count < rarest->count) rarest = q->all[i];
    }
    bool by_any = ask_any && q->any_count < rarest->count;
    size_t n = 0;
    for (int64_t id = before; n < max && (id = step(q, rarest, by_any, id)) > 0;) {
        bool yes = true;
        for (size_t i = 0; i < q->n_all && yes; i++) yes = has(q->all[i], id);
        if (yes && ask_any && !by_any) yes = among(q, id);
        if (yes) ret[n++] = id;
    }
    return n;
}

size_t search_index_find(struct search_index *x, enum search_kind kind, const uint64_t *all,
                         size_t n_all, const uint64_t *any, size_t n_any, int64_t before,
                         int64_t *ret, size_t max)
{
    struct asking q = {.n_all = 0};
    bool none = n_all == 0;
    size_t n = 0;
    (void)mtx_lock(&x->lock);
    const struct table *t = &x->tables[kind];
    for (size_t i = 0; i < n_all && i < ASKED_MAX; i++) {
        q.all[q.n_all] = find(t, all[i]);
        none = none || !q.all[q.n_all++];
    }
    for (size_t i = 0; i < n_any; i++) {
        const struct posting *p = find(t, any[i]);
        if (!p) continue;
        if (q.n_any == ANY_MAX) {
            n_any = 0;
            break;
        }
        q.any[q.n_any++] = p;
        q.any_count += p->count;
    }
    if (!none) n = walk(&q, n_any > 0, before, ret, max);
    (void)mtx_unlock(&x->lock);
    return n;
}

/* --- tokens --- */

enum { PAIR = 62, ONE = 61, WORD = 63 };

uint64_t search_index_word(struct str kind, int64_t a, int64_t b)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    const int64_t numbers[] = {a, b};
    for (size_t i = 0; i < kind.n; i++)
        h = (h ^ (unsigned char)kind.p[i]) * UINT64_C(0x100000001b3);
    for (size_t i = 0; i < 2; i++) {
        for (int shift = 0; shift < 64; shift += 8)
            h = (h ^ ((uint64_t)numbers[i] >> shift & 255)) * UINT64_C(0x100000001b3);
    }
    return h | UINT64_C(1) << WORD;
}

static uint64_t pair(uint32_t a, uint32_t b)
{
    return UINT64_C(1) << PAIR | (uint64_t)a << 21 | b;
}

err_t search_index_text(struct str s, err_t (*fn)(void *, uint64_t), void *arg)
{
    uint32_t cp, last = 0;
    while (s.n && utf8_next(&s, &cp) == OK) {
        TRY(fn(arg, UINT64_C(1) << ONE | cp));
        if (last) TRY(fn(arg, pair(last, cp)));
        last = cp;
    }
    return OK;
}

err_t search_index_term(struct str s, err_t (*fn)(void *, uint64_t), void *arg)
{
    uint32_t cp, last = 0;
    bool paired = false;
    while (s.n && utf8_next(&s, &cp) == OK) {
        if (last) TRY(fn(arg, pair(last, cp)));
        paired = paired || last;
        last = cp;
    }
    return paired || !last ? OK : fn(arg, UINT64_C(1) << ONE | last);
}

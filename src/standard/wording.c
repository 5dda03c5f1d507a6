/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/wording.h"

#include <stdlib.h>
#include <string.h>

#include "standard/glyph.h"

enum { EDITS_MAX = 600 };

struct word {
    uint32_t from, to, hash;
};
struct words {
    struct word *v;
    uint32_t n;
};

enum script { SINGLE, KANJI, KATAKANA, LATIN };

static enum script script_of(uint32_t c)
{
    /* 及び, 又は, 並びに, 若しくは end the word before them. */
    if (c == 0x53CA || c == 0x53C8 || c == 0x4E26 || c == 0x82E5) return SINGLE;
    if (glyph_is_kanji(c)) return KANJI;
    if (glyph_is_katakana(c)) return KATAKANA;
    return glyph_is_digit(c) || glyph_is_upper(c) || glyph_is_lower(c) ? LATIN : SINGLE;
}

/* One word off the front. */
static struct str take_word(struct str *s)
{
    struct str rest = *s;
    enum script script = script_of(glyph_take(&rest));
    while (script != SINGLE && rest.n > 0 && script_of(glyph_first(rest)) == script)
        (void)glyph_take(&rest);
    struct str word = str_head(*s, s->n - rest.n);
    *s = rest;
    return word;
}

/* FNV-1a. */
static uint32_t hash_of(struct str s)
{
    uint32_t h = 2166136261U;
    for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * 16777619U;
    return h;
}

static err_t split(struct arena *a, struct str s, struct words *ret)
{
    uint32_t n = 0;
    for (struct str rest = s; rest.n > 0; n++) (void)take_word(&rest);
    struct words w = {ARENA_ARRAY(a, struct word, (size_t)n + 1), 0};
    if (!w.v) return ERR_NOMEM;
    for (struct str rest = s; rest.n > 0;) {
        struct str word = take_word(&rest);
        uint32_t from = (uint32_t)(word.p - s.p);
        w.v[w.n++] = (struct word){from, from + (uint32_t)word.n, hash_of(word)};
    }
    *ret = w;
    return OK;
}

/* --- bags --- */

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

err_t wording_bag(struct arena *a, struct str s, struct wording_bag *ret)
{
    struct words w;
    TRY(split(a, s, &w));
    uint64_t *v = ARENA_ARRAY(a, uint64_t, (size_t)w.n + 1);
    if (!v) return ERR_NOMEM;
    struct wording_bag b = {v, w.n, 0};
    for (uint32_t i = 0; i < w.n; i++) {
        uint32_t bytes = w.v[i].to - w.v[i].from;
        v[i] = (uint64_t)w.v[i].hash << 32 | bytes;
        b.weight += bytes;
    }
    if (w.n > 1) qsort(v, w.n, sizeof *v, by_value);
    *ret = b;
    return OK;
}

unsigned wording_alike(const struct wording_bag *a, const struct wording_bag *b)
{
    uint32_t i = 0, k = 0;
    uint64_t common = 0, all = (uint64_t)a->weight + b->weight;
    while (i < a->n && k < b->n) {
        if (a->v[i] == b->v[k]) {
            common += a->v[i] & UINT32_MAX;
            i++;
            k++;
        } else if (a->v[i] < b->v[k]) {
            i++;
        } else {
            k++;
        }
    }
    return all ? (unsigned)(2000 * common / all) : 1000;
}

/* --- differences --- */

struct diff {
    struct arena *arena;
    struct str a, b;
    struct words x, y;
    uint32_t head, x_end, y_end; /* alike at both ends */
    bool *x_kept, *y_kept;
};

static bool same(const struct diff *d, uint32_t i, uint32_t k)
{
    const struct word *x = &d->x.v[i], *y = &d->y.v[k];
    return x->hash == y->hash && x->to - x->from == y->to - y->from &&
           memcmp(d->a.p + x->from, d->b.p + y->from, x->to - x->from) == 0;
}

/* Walks back through what each number of edits reached. */
static void keep_path(struct diff *d, int32_t *const *reached, int edits)
{
    int x = (int)(d->x_end - d->head), y = (int)(d->y_end - d->head);
    for (int e = edits; e >= 0 && (x > 0 || y > 0); e--) {
        const int32_t *v = reached[e] + e + 1;
        int k = x - y;
        bool down = k == -e || (k != e && v[k - 1] < v[k + 1]);
        int before = down ? k + 1 : k - 1;
        int from_x = e ? v[before] : 0, from_y = e ? from_x - before : 0;
        int to_x = e ? (down ? from_x : from_x + 1) : 0;
        while (x > to_x && x > 0 && y > 0) {
            d->x_kept[d->head + (uint32_t)--x] = true;
            d->y_kept[d->head + (uint32_t)--y] = true;
        }
        x = from_x;
        y = from_y;
    }
}

/* Myers: how far each diagonal gets with e edits. Row e has room for diagonals -e-1 .. e+1, and
 * holds what e - 1 edits reached. *ret_edits -1: more than EDITS_MAX. */
static err_t shortest(struct diff *d, int *ret_edits)
{
    int n = (int)(d->x_end - d->head), m = (int)(d->y_end - d->head);
    int32_t *reached[EDITS_MAX + 1], *last = NULL;
    for (int e = 0; e <= EDITS_MAX && e <= n + m; e++) {
        int32_t *row = ARENA_ARRAY(d->arena, int32_t, (size_t)(2 * e + 3));
        int32_t *now = ARENA_ARRAY(d->arena, int32_t, (size_t)(2 * e + 5));
        if (!row || !now) return ERR_NOMEM;
        if (last) memcpy(row, last, (size_t)(2 * e + 3) * sizeof *row);
        reached[e] = row;
        int32_t *v = row + e + 1, *to = now + e + 2;
        for (int k = -e; k <= e; k += 2) {
            int x = e == 0                                       ? 0
                    : k == -e || (k != e && v[k - 1] < v[k + 1]) ? v[k + 1]
                                                                 : v[k - 1] + 1;
            int y = x - k;
            while (x < n && y >= 0 && y < m &&
                   same(d, d->head + (uint32_t)x, d->head + (uint32_t)y)) {
                x++;
                y++;
            }
            to[k] = x;
            if (x < n || y < m) continue;
            keep_path(d, reached, e);
            *ret_edits = e;
            return OK;
        }
        last = now;
    }
    *ret_edits = -1;
    return OK;
}

static void trim(struct diff *d)
{
    d->x_end = d->x.n;
    d->y_end = d->y.n;
    while (d->head < d->x.n && d->head < d->y.n && same(d, d->head, d->head)) d->head++;
    while (d->x_end > d->head && d->y_end > d->head && same(d, d->x_end - 1, d->y_end - 1)) {
        d->x_end--;
        d->y_end--;
    }
    for (uint32_t i = 0; i < d->x.n; i++) d->x_kept[i] = i < d->head || i >= d->x_end;
    for (uint32_t i = 0; i < d->y.n; i++) d->y_kept[i] = i < d->head || i >= d->y_end;
}

/* A single particle that happens to be the same between two changes only makes it harder to
 * read: it is changed too, on both sides. */
static void drop_crumbs(struct diff *d)
{
    uint32_t i = 0, k = 0;
    while (i < d->x.n && k < d->y.n) {
        if (!d->x_kept[i]) {
            i++;
            continue;
        }
        if (!d->y_kept[k]) {
            k++;
            continue;
        }
        uint32_t run = 0, bytes = 0;
        while (i + run < d->x.n && k + run < d->y.n && d->x_kept[i + run] && d->y_kept[k + run]) {
            bytes += d->x.v[i + run].to - d->x.v[i + run].from;
            run++;
        }
        bool between = (i > 0 || k > 0) && (i + run < d->x.n || k + run < d->y.n);
        bool gone_x = i > 0 && !d->x_kept[i - 1] && i + run < d->x.n;
        bool gone_y = k > 0 && !d->y_kept[k - 1] && k + run < d->y.n;
        if (between && gone_x && gone_y && bytes <= 3) {
            for (uint32_t r = 0; r < run; r++) d->x_kept[i + r] = d->y_kept[k + r] = false;
        }
        i += run;
        k += run;
    }
}

static err_t pieces(struct arena *a, const struct words *w, const bool *kept,
                    const struct wording_piece **ret, uint32_t *ret_n)
{
    struct wording_piece *v = ARENA_ARRAY(a, struct wording_piece, (size_t)w->n + 1);
    uint32_t n = 0;
    if (!v) return ERR_NOMEM;
    for (uint32_t i = 0; i < w->n; i++) {
        if (n > 0 && v[n - 1].changed == !kept[i])
            v[n - 1].to = w->v[i].to;
        else
            v[n++] = (struct wording_piece){w->v[i].from, w->v[i].to, !kept[i]};
    }
    *ret = v;
    *ret_n = n;
    return OK;
}

err_t wording_diff(struct arena *a, struct str before, struct str after, struct wording *ret)
{
    struct diff d = {.arena = a, .a = before, .b = after};
    struct wording w;
    int edits;
    TRY(split(a, before, &d.x));
    TRY(split(a, after, &d.y));
    d.x_kept = ARENA_ARRAY(a, bool, (size_t)d.x.n + 1);
    d.y_kept = ARENA_ARRAY(a, bool, (size_t)d.y.n + 1);
    if (!d.x_kept || !d.y_kept) return ERR_NOMEM;
    trim(&d);
    if (d.head < d.x_end && d.head < d.y_end) TRY(shortest(&d, &edits));
    drop_crumbs(&d);
    TRY(pieces(a, &d.x, d.x_kept, &w.old, &w.n_old));
    TRY(pieces(a, &d.y, d.y_kept, &w.new, &w.n_new));
    *ret = w;
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "office/version_lines.h"

#include "standard/wording.h"

enum { FILES_MAX = 64 << 20, LINES_MAX = 64 << 20, PLACE_MAX = 2000 };

err_t version_lines_begin(struct version_lines *l, const struct show *s,
                          const struct catalogue *candidate)
{
    arena_init(&l->files, FILES_MAX);
    arena_init(&l->lines, LINES_MAX);
    l->s = s;
    return compare_lines_open(&l->files, s->w->office->catalogue, candidate, &l->f);
}

void version_lines_release(struct version_lines *l)
{
    if (!l->s) return;
    arena_release(&l->files);
    arena_release(&l->lines);
}

/* 手順 › decided › 担当: keys as people call them, names as they are. */
static void put_place(struct version_lines *l, struct jo *o, const struct compare_line *x)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, PLACE_MAX);
    for (size_t i = 0; i < x->n_path; i++) {
        const char *id = arena_printf(&l->lines, "difference.%s", x->path[i]);
        if (i > 0) sb_addz(&b, " › ");
        sb_addz(&b, id && tr_find(l->s->lang, str_z(id)) ? tr(l->s->lang, id) : x->path[i]);
    }
    jo_set(o, "place", json_stringn(b.p ? b.p : "", b.n));
}

static struct jo spans_of(struct str s, const struct wording_piece *v, uint32_t n)
{
    struct jo list = jo_array();
    for (uint32_t i = 0; i < n; i++) {
        struct jo one = jo_object();
        jo_set(&one, "text", json_stringn(s.p + v[i].from, v[i].to - v[i].from));
        jo_bool(&one, "changed", v[i].changed);
        jo_add(&list, one);
    }
    return list;
}

/* On one side only, all of it is changed. */
static void put_side(struct jo *o, const char *key, struct str s, const struct wording_piece *v,
                     uint32_t n)
{
    const struct wording_piece all = {0, (uint32_t)s.n, true};
    if (!s.p)
        jo_set(o, key, json_null());
    else
        jo_put(o, key, n ? spans_of(s, v, n) : spans_of(s, &all, s.n > 0));
}

static err_t put_line(struct version_lines *l, struct jo *list, const struct compare_line *x)
{
    struct wording w = {.n_old = 0};
    if (x->old.p && x->new.p) TRY(wording_diff(&l->lines, x->old, x->new, &w));
    struct jo one = jo_object();
    put_place(l, &one, x);
    put_side(&one, "old", x->old, w.old, w.n_old);
    put_side(&one, "new", x->new, w.new, w.n_new);
    jo_add(list, one);
    l->told++;
    return OK;
}

err_t version_lines_show(struct version_lines *l, struct jo *o, const struct compare_change *x)
{
    struct compare_line *v;
    size_t n, more, i = 0;
    TRY(compare_lines_of(l->f, &l->lines, x, &v, &n, &more));
    struct jo list = jo_array();
    err_t e = OK;
    for (; i < n && l->told < VERSION_LINES_MAX && e == OK; i++) e = put_line(l, &list, &v[i]);
    jo_bool(o, "any_lines", i > 0);
    jo_put(o, "lines", list);
    jo_i64(o, "more", (int64_t)(more + n - i));
    arena_reset(&l->lines);
    return e;
}

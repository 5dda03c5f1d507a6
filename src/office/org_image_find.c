/* SPDX-License-Identifier: Apache-2.0
 *
 * What an image answers about people, holdings and posts; the order and the conditions are those of
 * sql/common/org_read.sql.
 */
#include <stdlib.h>
#include <string.h>

#include "office/org_image_parts.h"

static const struct image_person nobody = {0};

static const struct image_person *person(const struct org_image *im, struct person_id id)
{
    bool there = id.v > 0 && (size_t)id.v < im->n_persons && im->person[id.v];
    return there ? im->person[id.v] : &nobody;
}

/* --- states of a person --- */

static bool is_away(const struct image_person *p, struct as_of t)
{
    for (uint32_t i = 0; i < p->n_holdings; i++) {
        if (holding_kind_is_away(p->holdings[i].row.kind) && image_is(&p->holdings[i].t, t))
            return true;
    }
    return false;
}

static const struct image_absence *absence(const struct image_person *p, struct as_of t)
{
    for (uint32_t i = 0; i < p->n_absences; i++) {
        if (image_is(&p->absences[i].t, t)) return &p->absences[i];
    }
    return NULL;
}

bool org_image_is_active(const struct org_image *im, struct person_id id, struct as_of t)
{
    const struct image_person *p = person(im, id);
    bool any = false;
    for (uint32_t i = 0; i < p->n_holdings && !any; i++)
        any = !holding_kind_is_away(p->holdings[i].row.kind) && image_is(&p->holdings[i].t, t);
    return any && !is_away(p, t);
}

bool org_image_is_absent(const struct org_image *im, struct person_id id, struct as_of t)
{
    return absence(person(im, id), t) != NULL;
}

err_t org_image_absence(const struct org_image *im, struct person_id id, struct as_of t,
                        struct moment *ret_from, struct moment *ret_until)
{
    const struct image_absence *a = absence(person(im, id), t);
    if (!a) return ERR_NOT_FOUND;
    ret_from->ms = a->t.valid_from;
    ret_until->ms = a->t.valid_until;
    return OK;
}

/* --- posts --- */

static const struct image_post *post_at(const struct org_image *im, int64_t id, struct as_of t)
{
    const struct image_posts *p = im->posts;
    if (id <= 0 || (size_t)id >= p->n_ids) return NULL;
    for (uint32_t i = p->first[id]; i < p->first[id + 1]; i++) {
        if (image_is(&p->v[i].t, t)) return &p->v[i];
    }
    return NULL;
}

err_t org_image_post(const struct org_image *im, struct post_id id, struct as_of t,
                     struct post_row *ret)
{
    const struct image_post *p = post_at(im, id.v, t);
    if (!p) return ERR_NOT_FOUND;
    *ret = p->row;
    return OK;
}

err_t org_image_post_last(const struct org_image *im, struct post_id id, struct as_of t,
                          struct post_row *ret)
{
    const struct image_posts *p = im->posts;
    const struct image_post *best = NULL;
    if (id.v <= 0 || (size_t)id.v >= p->n_ids) return ERR_NOT_FOUND;
    for (uint32_t i = p->first[id.v]; i < p->first[id.v + 1]; i++) {
        const struct image_post *x = &p->v[i];
        if (x->t.valid_from > t.valid.ms || !image_known(&x->t, t.recorded)) continue;
        if (!best || x->t.valid_from >= best->t.valid_from) best = x;
    }
    if (!best) return ERR_NOT_FOUND;
    *ret = best->row;
    return OK;
}

static int by_sort(const void *a, const void *b)
{
    const struct post_row *x = a, *y = b;
    if (x->sort != y->sort) return x->sort < y->sort ? -1 : 1;
    return (x->id.v > y->id.v) - (x->id.v < y->id.v);
}

static struct image_ids posts_of(const struct org_image *im, struct unit_id unit)
{
    bool there = unit.v > 0 && (size_t)unit.v < im->posts->n_units;
    return there ? im->posts->of_unit[unit.v] : (struct image_ids){0};
}

err_t org_image_posts_of_unit(const struct org_image *im, struct arena *a, struct unit_id unit,
                              struct as_of t, struct post_row **ret, size_t *ret_n)
{
    struct image_ids ids = posts_of(im, unit);
    struct post_row *v = ARENA_ARRAY(a, struct post_row, ids.n + 1);
    size_t n = 0;
    if (!v) return ERR_NOMEM;
    for (size_t i = 0; i < ids.n; i++) {
        const struct image_post *p = post_at(im, ids.v[i], t);
        if (p && unit_id_eq(p->row.unit, unit)) v[n++] = p->row;
    }
    if (n) qsort(v, n, sizeof *v, by_sort);
    *ret = v;
    *ret_n = n;
    return OK;
}

static int kind_cmp(const void *key, const void *at)
{
    return strcmp(key, ((const struct image_kind *)at)->kind);
}

err_t org_image_posts_of_kind(const struct org_image *im, struct arena *a, const char *kind,
                              struct as_of t, struct post_row **ret, size_t *ret_n)
{
    const struct image_posts *p = im->posts;
    const struct image_kind *k =
        p->n_kinds ? bsearch(kind, p->kinds, p->n_kinds, sizeof *p->kinds, kind_cmp) : NULL;
    size_t all = k ? k->posts.n : 0, n = 0;
    struct post_row *v = ARENA_ARRAY(a, struct post_row, all + 1);
    if (!v) return ERR_NOMEM;
    for (size_t i = 0; i < all; i++) {
        const struct image_post *x = post_at(im, k->posts.v[i], t);
        if (x && org_post_is(&x->row, kind)) v[n++] = x->row;
    }
    *ret = v;
    *ret_n = n;
    return OK;
}

/* --- holdings --- */

static int by_kind_id(const void *a, const void *b)
{
    const struct holding_row *x = a, *y = b;
    bool p = x->kind == HOLDING_REGULAR, q = y->kind == HOLDING_REGULAR;
    if (p != q) return p ? -1 : 1;
    return (x->id.v > y->id.v) - (x->id.v < y->id.v);
}

err_t org_image_holdings_of(const struct org_image *im, struct arena *a, struct person_id id,
                            struct as_of t, struct holding_row **ret, size_t *ret_n)
{
    const struct image_person *p = person(im, id);
    struct holding_row *v = ARENA_ARRAY(a, struct holding_row, p->n_holdings + 1);
    bool away = is_away(p, t), absent = absence(p, t) != NULL;
    size_t n = 0;
    if (!v) return ERR_NOMEM;
    for (uint32_t i = 0; i < p->n_holdings; i++) {
        if (!image_is(&p->holdings[i].t, t)) continue;
        v[n] = p->holdings[i].row;
        v[n].away = away;
        v[n++].absent = absent;
    }
    if (n) qsort(v, n, sizeof *v, by_kind_id);
    *ret = v;
    *ret_n = n;
    return OK;
}

static int newest_first(const void *a, const void *b)
{
    const struct holding_row *x = a, *y = b;
    if (x->from.ms != y->from.ms) return x->from.ms > y->from.ms ? -1 : 1;
    return (x->id.v > y->id.v) - (x->id.v < y->id.v);
}

err_t org_image_holdings_ever(const struct org_image *im, struct arena *a, struct person_id id,
                              struct moment recorded, struct holding_row **ret, size_t *ret_n)
{
    const struct image_person *p = person(im, id);
    struct holding_row *v = ARENA_ARRAY(a, struct holding_row, p->n_holdings + 1);
    size_t n = 0;
    if (!v) return ERR_NOMEM;
    for (uint32_t i = 0; i < p->n_holdings; i++) {
        if (image_known(&p->holdings[i].t, recorded)) v[n++] = p->holdings[i].row;
    }
    if (n) qsort(v, n, sizeof *v, newest_first);
    *ret = v;
    *ret_n = n;
    return OK;
}

static int by_person_id(const void *a, const void *b)
{
    const struct holding_row *x = a, *y = b;
    if (x->person.v != y->person.v) return x->person.v < y->person.v ? -1 : 1;
    return (x->id.v > y->id.v) - (x->id.v < y->id.v);
}

static struct image_ids ever_in(const struct org_image *im, struct post_id post)
{
    bool there = post.v > 0 && (size_t)post.v < im->n_holders;
    return there ? im->holders[post.v] : (struct image_ids){0};
}

/* Holdings of the post then, of those who are not away. */
static err_t holders(const struct org_image *im, struct arena *a, struct post_id post,
                     struct as_of t, struct org_list *list)
{
    struct image_ids ids = ever_in(im, post);
    for (size_t k = 0; k < ids.n; k++) {
        const struct image_person *p = person(im, person_id(ids.v[k]));
        for (uint32_t i = 0; i < p->n_holdings; i++) {
            const struct image_holding *h = &p->holdings[i];
            if (!post_id_eq(h->row.post, post) || holding_kind_is_away(h->row.kind) ||
                !image_is(&h->t, t) || is_away(p, t))
                continue;
            struct holding_row *one = org_list_add(a, list, sizeof *one);
            if (!one) return ERR_NOMEM;
            *one = h->row;
            one->away = false;
            one->absent = absence(p, t) != NULL;
        }
    }
    return OK;
}

err_t org_image_holders_of(const struct org_image *im, struct arena *a, struct post_id post,
                           struct as_of t, struct holding_row **ret, size_t *ret_n)
{
    struct org_list list = {0};
    TRY(holders(im, a, post, t, &list));
    if (list.n) qsort(list.v, list.n, sizeof(struct holding_row), by_person_id);
    *ret = list.v;
    *ret_n = list.n;
    return OK;
}

err_t org_image_people_of_unit(const struct org_image *im, struct arena *a, struct unit_id unit,
                               bool managers_only, struct as_of t, struct person_id **ret,
                               size_t *ret_n)
{
    struct image_ids ids = posts_of(im, unit);
    struct org_list list = {0}, people = {0};
    for (size_t i = 0; i < ids.n; i++) {
        const struct image_post *p = post_at(im, ids.v[i], t);
        if (!p || !unit_id_eq(p->row.unit, unit) || (managers_only && !p->row.managerial)) continue;
        TRY(holders(im, a, p->row.id, t, &list));
    }
    const struct holding_row *h = list.v;
    for (size_t i = 0; i < list.n; i++) {
        struct person_id *one = org_list_add(a, &people, sizeof *one);
        if (!one) return ERR_NOMEM;
        *one = h[i].person;
    }
    *ret = people.v;
    *ret_n = people.n;
    return OK;
}

/* --- names --- */

static struct unit_id home(const struct org_image *im, const struct image_person *p, struct as_of t)
{
    const struct image_holding *best = NULL;
    const struct image_post *where = NULL;
    for (uint32_t i = 0; i < p->n_holdings; i++) {
        const struct image_holding *h = &p->holdings[i];
        if (holding_kind_is_away(h->row.kind) || !image_is(&h->t, t)) continue;
        const struct image_post *post = post_at(im, h->row.post.v, t);
        if (!post || (best && by_kind_id(&h->row, &best->row) >= 0)) continue;
        best = h;
        where = post;
    }
    return where ? where->row.unit : unit_id(0);
}

err_t org_image_person(const struct org_image *im, struct person_id id, struct as_of t,
                       struct person_row *ret)
{
    const struct image_person *p = person(im, id);
    for (uint32_t i = 0; i < p->n_facts; i++) {
        if (!image_is(&p->facts[i].t, t)) continue;
        *ret = p->facts[i].row;
        ret->home = home(im, p, t);
        return OK;
    }
    return ERR_NOT_FOUND;
}

err_t org_image_person_last(const struct org_image *im, struct person_id id, struct as_of t,
                            struct person_row *ret)
{
    const struct image_person *p = person(im, id);
    const struct image_fact *best = NULL;
    for (uint32_t i = 0; i < p->n_facts; i++) {
        const struct image_fact *x = &p->facts[i];
        if (x->t.valid_from > t.valid.ms || !image_known(&x->t, t.recorded)) continue;
        if (!best || x->t.valid_from >= best->t.valid_from) best = x;
    }
    if (!best) return ERR_NOT_FOUND;
    *ret = best->row;
    return OK;
}

static int number_cmp(struct str number, const char *z)
{
    return str_cmp(number, str_z(z));
}

err_t org_image_person_by_number(const struct org_image *im, struct str number,
                                 struct person_row *ret)
{
    size_t low = 0, high = im->n_numbers;
    const struct image_fact *best = NULL;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (number_cmp(number, im->numbers[mid].number) > 0)
            low = mid + 1;
        else
            high = mid;
    }
    for (; low < im->n_numbers && number_cmp(number, im->numbers[low].number) == 0; low++) {
        const struct image_person *p = person(im, person_id(im->numbers[low].person));
        for (uint32_t i = 0; i < p->n_facts; i++) {
            const struct image_fact *x = &p->facts[i];
            if (x->t.recorded_until != INT64_MAX || !str_eqz(number, x->row.number)) continue;
            if (!best || x->t.valid_from > best->t.valid_from) best = x;
        }
    }
    if (!best) return ERR_NOT_FOUND;
    *ret = best->row;
    return OK;
}

/* --- information systems --- */

err_t org_image_info_system(const struct org_image *im, struct info_system_id id, struct as_of t,
                            struct info_system_row *ret)
{
    for (size_t i = 0; i < im->systems->n; i++) {
        const struct image_system *s = &im->systems->v[i];
        if (!info_system_id_eq(s->row.id, id) || !image_is(&s->t, t)) continue;
        *ret = s->row;
        return OK;
    }
    return ERR_NOT_FOUND;
}

static int by_system_id(const void *a, const void *b)
{
    const struct info_system_row *x = a, *y = b;
    return (x->id.v > y->id.v) - (x->id.v < y->id.v);
}

err_t org_image_info_systems(const struct org_image *im, struct arena *a, struct post_id manager,
                             struct as_of t, struct info_system_row **ret, size_t *ret_n)
{
    struct org_list list = {0};
    for (size_t i = 0; i < im->systems->n; i++) {
        const struct image_system *s = &im->systems->v[i];
        if (!image_is(&s->t, t) || (manager.v && !post_id_eq(s->row.manager_post, manager)))
            continue;
        struct info_system_row *one = org_list_add(a, &list, sizeof *one);
        if (!one) return ERR_NOMEM;
        *one = s->row;
    }
    if (manager.v && list.n) qsort(list.v, list.n, sizeof(struct info_system_row), by_system_id);
    *ret = list.v;
    *ret_n = list.n;
    return OK;
}

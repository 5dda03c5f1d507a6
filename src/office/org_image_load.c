/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading the tables of units, posts, systems and instruments into an image.
 */
#include <stdlib.h>
#include <string.h>

#include "office/org_image_parts.h"

enum { PART_MAX = 1 << 30, POSTS_AT_ONCE = 4096 };

struct image_times org_image_times(struct rows *r)
{
    return (struct image_times){rows_i64(r, "valid_from"), rows_i64(r, "valid_until"),
                                rows_i64(r, "recorded_from"), rows_i64(r, "recorded_until")};
}

/* A part of its own with memory for it. */
static void *new_part(size_t size)
{
    struct image_part *p = calloc(1, size);
    if (p) image_part_init(p, PART_MAX);
    return p;
}

/* What was gathered in a list that grew, exactly. */
static err_t settle(struct arena *a, const struct org_list *l, size_t size, const void *ret)
{
    void *v = arena_array(a, l->n + 1, size);
    if (!v) return ERR_NOMEM;
    if (l->n) memcpy(v, l->v, l->n * size);
    *(void **)(uintptr_t)ret = v;
    return OK;
}

/* --- units --- */

static void release_units(struct image_part *p)
{
    struct image_units *u = (struct image_units *)p;
    for (struct unit_table *t = atomic_load(&u->tables), *next; t; t = next) {
        next = t->next;
        arena_release(&t->arena);
        free(t);
    }
    mtx_destroy(&u->lock);
}

static err_t read_units(struct db *db, struct image_units *u, struct arena *scratch)
{
    struct org_list units = {0}, successors = {0};
    err_t e = OK;
    struct rows r ROWS_CLEANUP = db_query(db, SQL_IMAGE_UNITS);
    while (e == OK && rows_next(&r)) {
        struct image_unit *one = org_list_add(scratch, &units, sizeof *one);
        if (!one) return ERR_NOMEM;
        org_row_unit(&r, &u->part.arena, &one->row, &e);
        one->t = org_image_times(&r);
    }
    TRY(e);
    TRY(rows_end(&r));
    struct rows s ROWS_CLEANUP = db_query(db, SQL_IMAGE_SUCCESSORS);
    while (rows_next(&s)) {
        struct image_successor *one = org_list_add(scratch, &successors, sizeof *one);
        if (!one) return ERR_NOMEM;
        *one = (struct image_successor){unit_id(rows_i64(&s, "unit")),
                                        unit_id(rows_i64(&s, "successor")), rows_bool(&s, "main"),
                                        org_image_times(&s)};
    }
    TRY(rows_end(&s));
    u->n = units.n;
    u->n_successors = successors.n;
    TRY(settle(&u->part.arena, &units, sizeof *u->v, &u->v));
    return settle(&u->part.arena, &successors, sizeof *u->successors, &u->successors);
}

err_t org_image_read_units(struct db *db, struct image_units **ret)
{
    ARENA_CLEANUP struct arena scratch;
    arena_init(&scratch, PART_MAX);
    struct image_units *u = new_part(sizeof *u);
    if (!u) return ERR_NOMEM;
    if (mtx_init(&u->lock, mtx_plain) != thrd_success) {
        image_part_unref(&u->part);
        return ERR_NOMEM;
    }
    u->part.release = release_units;
    err_t e = read_units(db, u, &scratch);
    if (e == OK)
        *ret = u;
    else
        image_part_unref(&u->part);
    return e;
}

/* --- posts --- */

static err_t read_rows_of_posts(struct db *db, struct image_posts *p, struct arena *scratch,
                                struct org_list *list)
{
    int64_t last = 0;
    err_t e = db_get_i64(db, &last, SQL_IMAGE_POST_LAST);
    if (e != OK && e != ERR_NOT_FOUND) return e;
    e = OK;
    for (int64_t after = 0; after < last; after += POSTS_AT_ONCE) {
        struct rows r ROWS_CLEANUP = db_query(db, SQL_IMAGE_POSTS, P_I64("after", after),
                                              P_I64("upto", after + POSTS_AT_ONCE));
        while (e == OK && rows_next(&r)) {
            struct image_post *one = org_list_add(scratch, list, sizeof *one);
            if (!one) return ERR_NOMEM;
            org_row_post(&r, &p->part.arena, &one->row, &e);
            one->t = org_image_times(&r);
        }
        TRY(e);
        TRY(rows_end(&r));
    }
    p->n = list->n;
    return settle(&p->part.arena, list, sizeof *p->v, &p->v);
}

/* first[id]: where its rows begin. */
static err_t index_ids(struct image_posts *p)
{
    p->n_ids = p->n ? (size_t)p->v[p->n - 1].row.id.v + 1 : 0;
    uint32_t *first = ARENA_ARRAY(&p->part.arena, uint32_t, p->n_ids + 1);
    if (!first) return ERR_NOMEM;
    size_t at = 0;
    for (size_t id = 0; id <= p->n_ids; id++) {
        while (at < p->n && (size_t)p->v[at].row.id.v < id) at++;
        first[id] = (uint32_t)at;
    }
    p->first = first;
    return OK;
}

struct unit_post {
    int64_t unit, post;
};

static int by_unit_post(const void *a, const void *b)
{
    const struct unit_post *x = a, *y = b;
    if (x->unit != y->unit) return x->unit < y->unit ? -1 : 1;
    return (x->post > y->post) - (x->post < y->post);
}

static err_t index_units(struct image_posts *p, struct arena *scratch)
{
    struct unit_post *pairs = ARENA_ARRAY(scratch, struct unit_post, p->n + 1);
    int64_t *ids = ARENA_ARRAY(&p->part.arena, int64_t, p->n + 1);
    if (!pairs || !ids) return ERR_NOMEM;
    for (size_t i = 0; i < p->n; i++)
        pairs[i] = (struct unit_post){p->v[i].row.unit.v, p->v[i].row.id.v};
    if (p->n) qsort(pairs, p->n, sizeof *pairs, by_unit_post);
    p->n_units = p->n ? (size_t)pairs[p->n - 1].unit + 1 : 0;
    struct image_ids *of = ARENA_ARRAY(&p->part.arena, struct image_ids, p->n_units + 1);
    if (!of) return ERR_NOMEM;
    size_t kept = 0;
    for (size_t i = 0; i < p->n; i++) {
        struct image_ids *list = &of[pairs[i].unit];
        if (list->n && ids[kept - 1] == pairs[i].post) continue; /* a later row of the same */
        if (!list->n) list->v = &ids[kept];
        ids[kept++] = pairs[i].post;
        list->n++;
    }
    p->of_unit = of;
    return OK;
}

struct kind_post {
    const char *kind;
    int64_t post;
};

static int by_kind_post(const void *a, const void *b)
{
    const struct kind_post *x = a, *y = b;
    int c = strcmp(x->kind, y->kind);
    return c ? c : (x->post > y->post) - (x->post < y->post);
}

static err_t add_kinds(const struct image_post *p, struct arena *a, struct org_list *pairs)
{
    struct kind_post *one = org_list_add(a, pairs, sizeof *one);
    if (!one) return ERR_NOMEM;
    *one = (struct kind_post){p->row.kind, p->row.id.v};
    struct str rest = str_z(p->row.charges);
    while (rest.p && rest.n) {
        struct str word = str_cut(&rest, ' ');
        const char *z = word.n ? arena_strdup(a, word) : NULL;
        if (!word.n) continue;
        one = z ? org_list_add(a, pairs, sizeof *one) : NULL;
        if (!one) return ERR_NOMEM;
        *one = (struct kind_post){z, p->row.id.v};
    }
    return OK;
}

/* Posts of a kind, charges counted; staff is never asked for and not listed. */
static err_t index_kinds(struct image_posts *p, struct arena *scratch)
{
    struct arena *a = &p->part.arena;
    struct org_list pairs = {0};
    for (size_t i = 0; i < p->n; i++) TRY(add_kinds(&p->v[i], scratch, &pairs));
    struct kind_post *v = pairs.v;
    if (pairs.n) qsort(v, pairs.n, sizeof *v, by_kind_post);
    struct image_kind *kinds = ARENA_ARRAY(a, struct image_kind, pairs.n + 1);
    int64_t *ids = ARENA_ARRAY(a, int64_t, pairs.n + 1);
    if (!kinds || !ids) return ERR_NOMEM;
    size_t kept = 0;
    for (size_t i = 0; i < pairs.n; i++) {
        struct image_kind *k = p->n_kinds ? &kinds[p->n_kinds - 1] : NULL;
        if (!k || strcmp(k->kind, v[i].kind) != 0) {
            k = &kinds[p->n_kinds++];
            k->kind = arena_strdup(a, str_z(v[i].kind));
            k->posts.v = &ids[kept];
            if (!k->kind) return ERR_NOMEM;
        } else if (ids[kept - 1] == v[i].post) {
            continue;
        }
        ids[kept++] = v[i].post;
        k->posts.n++;
    }
    p->kinds = kinds;
    return OK;
}

err_t org_image_read_posts(struct db *db, struct image_posts **ret)
{
    ARENA_CLEANUP struct arena scratch;
    struct org_list list = {0};
    arena_init(&scratch, PART_MAX);
    struct image_posts *p = new_part(sizeof *p);
    if (!p) return ERR_NOMEM;
    err_t e = read_rows_of_posts(db, p, &scratch, &list);
    if (e == OK) e = index_ids(p);
    if (e == OK) e = index_units(p, &scratch);
    if (e == OK) e = index_kinds(p, &scratch);
    if (e == OK)
        *ret = p;
    else
        image_part_unref(&p->part);
    return e;
}

/* --- information systems --- */

err_t org_image_read_systems(struct db *db, struct image_systems **ret)
{
    ARENA_CLEANUP struct arena scratch;
    struct org_list list = {0};
    arena_init(&scratch, PART_MAX);
    struct image_systems *s = new_part(sizeof *s);
    if (!s) return ERR_NOMEM;
    err_t e = OK;
    struct rows r ROWS_CLEANUP = db_query(db, SQL_IMAGE_SYSTEMS);
    while (e == OK && rows_next(&r)) {
        struct image_system *one = org_list_add(&scratch, &list, sizeof *one);
        if (one) org_row_info_system(&r, &s->part.arena, &one->row, &e);
        if (one) one->t = org_image_times(&r);
        if (!one) e = ERR_NOMEM;
    }
    if (e == OK) e = rows_end(&r);
    s->n = list.n;
    if (e == OK) e = settle(&s->part.arena, &list, sizeof *s->v, &s->v);
    if (e == OK)
        *ret = s;
    else
        image_part_unref(&s->part);
    return e;
}

/* --- instruments --- */

static err_t read_designations(struct db *db, struct image_instruments *x, struct arena *scratch)
{
    struct arena *a = &x->part.arena;
    struct org_list list = {0};
    err_t e = OK;
    struct rows r ROWS_CLEANUP = db_query(db, SQL_IMAGE_DESIGNATIONS);
    while (e == OK && rows_next(&r)) {
        struct image_designation *one = org_list_add(scratch, &list, sizeof *one);
        if (!one) return ERR_NOMEM;
        one->d.matter = matter_id(rows_i64(&r, "matter"));
        one->no = rows_i64(&r, "no");
        one->d.role = org_row_text(&r, a, "role", &e);
        one->d.person = person_id(rows_i64(&r, "person"));
        one->d.unit = unit_id(rows_i64_or(&r, "unit", 0));
        one->d.info_system = info_system_id(rows_i64_or(&r, "info_system", 0));
        one->from = rows_i64(&r, "from_at");
        one->until = rows_i64_or(&r, "until_at", INT64_MAX);
        one->d.procedure = org_row_text(&r, a, "procedure", &e);
        one->d.issuer = person_id(rows_i64_or(&r, "applicant", 0));
        one->opened = rows_i64(&r, "opened");
    }
    TRY(e);
    TRY(rows_end(&r));
    x->n = list.n;
    return settle(a, &list, sizeof *x->v, &x->v);
}

static int by_role(const void *a, const void *b)
{
    const struct image_designation *x = *(const struct image_designation *const *)a,
                                   *y = *(const struct image_designation *const *)b;
    int c = strcmp(x->d.role, y->d.role);
    return c ? c : (x > y) - (x < y); /* they stand by person, matter, no */
}

static err_t read_settings(struct db *db, struct image_instruments *x, struct arena *scratch)
{
    struct arena *a = &x->part.arena;
    struct org_list list = {0};
    err_t e = OK;
    struct rows r ROWS_CLEANUP = db_query(db, SQL_IMAGE_SETTINGS);
    while (e == OK && rows_next(&r)) {
        struct image_setting *one = org_list_add(scratch, &list, sizeof *one);
        if (!one) return ERR_NOMEM;
        one->matter = rows_i64(&r, "matter");
        one->kind = org_row_text(&r, a, "kind", &e);
        one->name = org_row_text(&r, a, "name", &e);
        one->value = org_row_text(&r, a, "value", &e);
        one->number = rows_i64(&r, "number");
        one->from = rows_i64(&r, "from_at");
        one->until = rows_i64_or(&r, "until_at", INT64_MAX);
        one->opened = rows_i64(&r, "opened");
    }
    TRY(e);
    TRY(rows_end(&r));
    x->n_settings = list.n;
    return settle(a, &list, sizeof *x->settings, &x->settings);
}

err_t org_image_read_instruments(struct db *db, struct image_instruments **ret)
{
    ARENA_CLEANUP struct arena scratch;
    arena_init(&scratch, PART_MAX);
    struct image_instruments *x = new_part(sizeof *x);
    if (!x) return ERR_NOMEM;
    err_t e = read_designations(db, x, &scratch);
    if (e == OK) e = read_settings(db, x, &scratch);
    if (e == OK) {
        x->by_role = ARENA_ARRAY(&x->part.arena, const struct image_designation *, x->n + 1);
        if (!x->by_role) e = ERR_NOMEM;
    }
    for (size_t i = 0; e == OK && i < x->n; i++) x->by_role[i] = &x->v[i];
    if (e == OK && x->n) qsort(x->by_role, x->n, sizeof(void *), by_role);
    if (e == OK)
        *ret = x;
    else
        image_part_unref(&x->part);
    return e;
}

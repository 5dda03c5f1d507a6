/* SPDX-License-Identifier: Apache-2.0
 *
 * People with their holdings and absences: read in ranges of ids, one by one when an image is
 * mended.
 */
#include <stdlib.h>
#include <string.h>

#include "office/org_image_parts.h"

enum { RANGE = 2048, PART_MAX = 1 << 30 };

/* --- rows --- */

struct people_rows {
    struct db *db;
    struct image_part *part;
    struct arena scratch;
    int64_t first, last;
    struct org_list facts, holdings, absences;
    struct org_list of_absence; /* int64_t: the person of each absence */
};

static err_t read_facts(struct people_rows *x)
{
    err_t e = OK;
    struct rows r ROWS_CLEANUP =
        db_query(x->db, SQL_IMAGE_PEOPLE, P_I64("first", x->first), P_I64("last", x->last));
    while (e == OK && rows_next(&r)) {
        struct image_fact *one = org_list_add(&x->scratch, &x->facts, sizeof *one);
        if (!one) return ERR_NOMEM;
        org_row_person(&r, &x->part->arena, &one->row, &e);
        one->t = org_image_times(&r);
    }
    TRY(e);
    return rows_end(&r);
}

static err_t read_holdings(struct people_rows *x)
{
    err_t e = OK;
    struct rows r ROWS_CLEANUP =
        db_query(x->db, SQL_IMAGE_HOLDINGS, P_I64("first", x->first), P_I64("last", x->last));
    while (e == OK && rows_next(&r)) {
        struct image_holding *one = org_list_add(&x->scratch, &x->holdings, sizeof *one);
        if (!one) return ERR_NOMEM;
        org_row_holding(&r, &one->row, &e);
        one->t = org_image_times(&r);
    }
    TRY(e);
    return rows_end(&r);
}

static err_t read_absences(struct people_rows *x)
{
    struct rows r ROWS_CLEANUP =
        db_query(x->db, SQL_IMAGE_ABSENCES, P_I64("first", x->first), P_I64("last", x->last));
    while (rows_next(&r)) {
        struct image_absence *one = org_list_add(&x->scratch, &x->absences, sizeof *one);
        int64_t *person = org_list_add(&x->scratch, &x->of_absence, sizeof *person);
        if (!one || !person) return ERR_NOMEM;
        one->t = org_image_times(&r);
        *person = rows_i64(&r, "person");
    }
    return rows_end(&r);
}

/* A list exactly, in the part. */
static void *exactly(struct people_rows *x, const struct org_list *l, size_t size)
{
    void *v = arena_array(&x->part->arena, l->n + 1, size);
    if (v && l->n) memcpy(v, l->v, l->n * size);
    return v;
}

/* --- into the image --- */

static err_t grow(void *array, size_t *n, size_t want, size_t size)
{
    void **p = array;
    if (want <= *n) return OK;
    size_t more = want + want / 8 + 16;
    char *v = reallocarray(*p, more, size);
    if (!v) return ERR_NOMEM;
    memset(v + *n * size, 0, (more - *n) * size);
    *p = v;
    *n = more;
    return OK;
}

/* Who holds a post: a person more, unless he is there. Lists live in the parts and are replaced
 * when they grow; room is for the next power of two. */
static err_t add_holder(struct org_image *im, struct image_part *part, int64_t post, int64_t person)
{
    TRY(grow(&im->holders, &im->n_holders, (size_t)post + 1, sizeof *im->holders));
    struct image_ids *l = &im->holders[post];
    for (size_t i = 0; i < l->n; i++) {
        if (l->v[i] == person) return OK;
    }
    int64_t *v = ARENA_ARRAY(&part->arena, int64_t, l->n + 1);
    if (!v) return ERR_NOMEM;
    if (l->n) memcpy(v, l->v, l->n * sizeof *v);
    v[l->n] = person;
    *l = (struct image_ids){v, l->n + 1};
    return OK;
}

static err_t put_people(struct people_rows *x, struct org_image *im)
{
    const struct image_fact *facts = exactly(x, &x->facts, sizeof *facts);
    const struct image_holding *holdings = exactly(x, &x->holdings, sizeof *holdings);
    const struct image_absence *absences = exactly(x, &x->absences, sizeof *absences);
    const int64_t *of = x->of_absence.v;
    size_t f = 0, h = 0, a = 0;
    if (!facts || !holdings || !absences) return ERR_NOMEM;
    TRY(grow(&im->person, &im->n_persons, (size_t)x->last + 1, sizeof *im->person));
    for (int64_t id = x->first; id <= x->last; id++) {
        struct image_person p = {&facts[f], &holdings[h], &absences[a], 0, 0, 0};
        for (; f < x->facts.n && facts[f].row.id.v == id; f++) p.n_facts++;
        for (; h < x->holdings.n && holdings[h].row.person.v == id; h++) p.n_holdings++;
        for (; a < x->absences.n && of[a] == id; a++) p.n_absences++;
        im->person[id] = NULL;
        if (!p.n_facts && !p.n_holdings) continue;
        struct image_person *kept = ARENA_NEW(&x->part->arena, struct image_person);
        if (!kept) return ERR_NOMEM;
        *kept = p;
        im->person[id] = kept;
    }
    return OK;
}

err_t org_image_read_people(struct db *db, struct org_image *im, struct image_part *part,
                            int64_t first, int64_t last)
{
    struct people_rows x = {.db = db, .part = part, .first = first, .last = last};
    arena_init(&x.scratch, PART_MAX);
    err_t e = read_facts(&x);
    if (e == OK) e = read_holdings(&x);
    if (e == OK) e = read_absences(&x);
    if (e == OK) e = put_people(&x, im);
    arena_release(&x.scratch);
    return e;
}

/* --- all of them --- */

struct post_person {
    int64_t post, person;
};

static int by_post_person(const void *a, const void *b)
{
    const struct post_person *x = a, *y = b;
    if (x->post != y->post) return x->post < y->post ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

static int by_number(const void *a, const void *b)
{
    const struct image_number *x = a, *y = b;
    int c = strcmp(x->number, y->number);
    return c ? c : (x->person > y->person) - (x->person < y->person);
}

static err_t gather(const struct org_image *im, struct arena *scratch, struct org_list *pairs,
                    struct org_list *numbers)
{
    for (size_t id = 0; id < im->n_persons; id++) {
        const struct image_person *p = im->person[id];
        for (uint32_t i = 0; p && i < p->n_holdings; i++) {
            if (!p->holdings[i].row.post.v) continue;
            struct post_person *one = org_list_add(scratch, pairs, sizeof *one);
            if (!one) return ERR_NOMEM;
            *one = (struct post_person){p->holdings[i].row.post.v, (int64_t)id};
        }
        for (uint32_t i = 0; p && i < p->n_facts; i++) {
            const char *number = p->facts[i].row.number;
            if (i && strcmp(number, p->facts[i - 1].row.number) == 0) continue;
            struct image_number *one = org_list_add(scratch, numbers, sizeof *one);
            if (!one) return ERR_NOMEM;
            *one = (struct image_number){number, (int64_t)id};
        }
    }
    return OK;
}

static err_t index_holders(struct org_image *im, struct image_part *part, struct org_list *pairs)
{
    struct post_person *v = pairs->v;
    int64_t *ids = ARENA_ARRAY(&part->arena, int64_t, pairs->n + 1);
    if (!ids) return ERR_NOMEM;
    if (!pairs->n) return OK;
    qsort(v, pairs->n, sizeof *v, by_post_person);
    TRY(grow(&im->holders, &im->n_holders, (size_t)v[pairs->n - 1].post + 1, sizeof *im->holders));
    size_t kept = 0;
    for (size_t i = 0; i < pairs->n; i++) {
        struct image_ids *l = &im->holders[v[i].post];
        if (l->n && ids[kept - 1] == v[i].person) continue;
        if (!l->n) l->v = &ids[kept];
        ids[kept++] = v[i].person;
        l->n++;
    }
    return OK;
}

static err_t index_people(struct org_image *im, struct image_part *part)
{
    ARENA_CLEANUP struct arena scratch;
    struct org_list pairs = {0}, numbers = {0};
    arena_init(&scratch, PART_MAX);
    TRY(gather(im, &scratch, &pairs, &numbers));
    TRY(index_holders(im, part, &pairs));
    im->numbers = calloc(numbers.n + 1, sizeof *im->numbers);
    if (!im->numbers) return ERR_NOMEM;
    if (numbers.n) memcpy(im->numbers, numbers.v, numbers.n * sizeof *im->numbers);
    if (numbers.n) qsort(im->numbers, numbers.n, sizeof *im->numbers, by_number);
    im->n_numbers = numbers.n;
    return OK;
}

static err_t load_people(struct db *db, struct org_image *im)
{
    int64_t last = 0;
    err_t e = db_get_i64(db, &last, SQL_IMAGE_PERSON_LAST);
    if (e != OK && e != ERR_NOT_FOUND) return e;
    struct image_part *part = calloc(1, sizeof *part);
    if (!part) return ERR_NOMEM;
    image_part_init(part, PART_MAX);
    im->people[im->n_people_parts++] = part;
    TRY(grow(&im->person, &im->n_persons, (size_t)last + 1, sizeof *im->person));
    for (int64_t first = 1; first <= last; first += RANGE) {
        int64_t upto = first + RANGE - 1 < last ? first + RANGE - 1 : last;
        TRY(org_image_read_people(db, im, part, first, upto));
    }
    return index_people(im, part);
}

static err_t load(struct db *db, struct org_image *im)
{
    TRY(org_image_read_units(db, &im->units));
    TRY(org_image_read_posts(db, &im->posts));
    TRY(org_image_read_systems(db, &im->systems));
    TRY(org_image_read_instruments(db, &im->instruments));
    return load_people(db, im);
}

err_t org_image_load(struct db *db, int64_t revision, struct org_image **ret)
{
    struct org_image *im = calloc(1, sizeof *im);
    if (!im) return ERR_NOMEM;
    atomic_init(&im->refs, 1);
    im->revision = revision;
    err_t e = load(db, im);
    if (e == OK)
        *ret = im;
    else
        org_image_unref(im);
    return e;
}

/* --- one of them anew --- */

static err_t add_number(struct org_image *im, const char *number, int64_t person)
{
    struct image_number one = {number, person};
    size_t at = 0;
    while (at < im->n_numbers && by_number(&im->numbers[at], &one) < 0) at++;
    if (at < im->n_numbers && by_number(&im->numbers[at], &one) == 0) return OK;
    struct image_number *v = reallocarray(im->numbers, im->n_numbers + 1, sizeof *v);
    if (!v) return ERR_NOMEM;
    im->numbers = v;
    memmove(&v[at + 1], &v[at], (im->n_numbers - at) * sizeof *v);
    v[at] = one;
    im->n_numbers++;
    return OK;
}

err_t org_image_read_person(struct db *db, struct org_image *im, struct image_part *part,
                            int64_t id)
{
    TRY(org_image_read_people(db, im, part, id, id));
    const struct image_person *p = im->person[id];
    for (uint32_t i = 0; p && i < p->n_holdings; i++) {
        if (p->holdings[i].row.post.v) TRY(add_holder(im, part, p->holdings[i].row.post.v, id));
    }
    for (uint32_t i = 0; p && i < p->n_facts; i++) TRY(add_number(im, p->facts[i].row.number, id));
    return OK;
}

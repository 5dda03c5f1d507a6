/* SPDX-License-Identifier: Apache-2.0
 *
 * A new image from the one before: what was touched since is read again, all else is shared.
 */
#include <stdlib.h>
#include <string.h>

#include "kernel/touch.h"
#include "office/org_image_parts.h"

enum { TOUCHES_MAX = 500, PART_MAX = 1 << 30 };

/* What is to be read again. */
struct mending {
    bool units, posts, systems, instruments;
    int64_t *people; /* perhaps some twice */
    size_t n_people;
};

static err_t person_of(struct db *db, unsigned sql, int64_t id, struct mending *m)
{
    struct rows r ROWS_CLEANUP = db_query(db, sql, P_I64("id", id));
    while (rows_next(&r)) {
        if (m->n_people == TOUCHES_MAX) return ERR_NOT_FOUND;
        m->people[m->n_people++] = rows_i64(&r, "person");
    }
    return rows_end(&r);
}

static err_t note(struct db *db, enum touch_what what, int64_t id, struct mending *m)
{
    switch (what) {
    case TOUCH_UNIT:
        m->units = true;
        return OK;
    case TOUCH_POST:
        m->posts = true;
        return OK;
    case TOUCH_INFO_SYSTEM:
        m->systems = true;
        return OK;
    case TOUCH_DESIGNATION:
    case TOUCH_SETTING:
        m->instruments = true;
        return OK;
    case TOUCH_PERSON:
        if (m->n_people == TOUCHES_MAX) return ERR_NOT_FOUND;
        m->people[m->n_people++] = id;
        return OK;
    case TOUCH_HOLDING:
        return person_of(db, SQL_IMAGE_PERSON_OF_HOLDING, id, m);
    case TOUCH_ABSENCE:
        return person_of(db, SQL_IMAGE_PERSON_OF_ABSENCE, id, m);
    case TOUCH_ALL:
    case TOUCH_KINDS:
        break;
    }
    return ERR_NOT_FOUND;
}

struct touched {
    enum touch_what what;
    int64_t id;
};

/* Every revision between the two must be told of, else the image is too old. */
static err_t touched(struct db *db, int64_t since, int64_t upto, struct touched *v)
{
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_TOUCHED_SINCE, P_I64("since", since), P_I64("n", TOUCHES_MAX));
    int64_t n = 0;
    bool fine = true;
    while (rows_next(&r)) {
        fine = fine && rows_i64(&r, "revision") == since + n &&
               touch_parse(rows_str(&r, "what"), &v[n].what);
        v[n++].id = rows_i64(&r, "id");
    }
    TRY(rows_end(&r));
    return fine && n == upto - since ? OK : ERR_NOT_FOUND;
}

static err_t plan(struct db *db, int64_t since, int64_t upto, struct arena *a, struct mending *m)
{
    if (upto - since > TOUCHES_MAX || upto <= since) return ERR_NOT_FOUND;
    struct touched *v = ARENA_ARRAY(a, struct touched, TOUCHES_MAX + 1);
    m->people = ARENA_ARRAY(a, int64_t, TOUCHES_MAX);
    if (!v || !m->people) return ERR_NOMEM;
    TRY(touched(db, since, upto, v));
    for (int64_t i = 0; i < upto - since; i++) TRY(note(db, v[i].what, v[i].id, m));
    return OK;
}

static void *copy(const void *v, size_t n, size_t size)
{
    void *c = calloc(n + 1, size);
    if (c && n) memcpy(c, v, n * size);
    return c;
}

/* All parts shared, the arrays of its own. */
static err_t clone(const struct org_image *was, int64_t revision, struct org_image **ret)
{
    struct org_image *im = calloc(1, sizeof *im);
    if (!im) return ERR_NOMEM;
    *im = *was;
    atomic_init(&im->refs, 1);
    im->revision = revision;
    image_part_ref(&im->units->part);
    image_part_ref(&im->posts->part);
    image_part_ref(&im->systems->part);
    image_part_ref(&im->instruments->part);
    for (size_t i = 0; i < im->n_people_parts; i++) image_part_ref(im->people[i]);
    im->person = copy(was->person, was->n_persons, sizeof *im->person);
    im->holders = copy(was->holders, was->n_holders, sizeof *im->holders);
    im->numbers = copy(was->numbers, was->n_numbers, sizeof *im->numbers);
    if (!im->person || !im->holders || !im->numbers) {
        org_image_unref(im);
        return ERR_NOMEM;
    }
    *ret = im;
    return OK;
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static err_t mend_people(struct db *db, struct org_image *im, struct mending *m)
{
    if (!m->n_people) return OK;
    struct image_part *part = calloc(1, sizeof *part);
    if (!part) return ERR_NOMEM;
    image_part_init(part, PART_MAX);
    im->people[im->n_people_parts++] = part;
    qsort(m->people, m->n_people, sizeof *m->people, by_value);
    for (size_t i = 0; i < m->n_people; i++) {
        if (i && m->people[i] == m->people[i - 1]) continue;
        TRY(org_image_read_person(db, im, part, m->people[i]));
    }
    return OK;
}

/* One part replaced by what `read` gives. */
#define MEND(im, field, read)                                                                      \
    do {                                                                                           \
        __typeof__((im)->field) fresh = NULL;                                                      \
        TRY(read(db, &fresh));                                                                     \
        image_part_unref(&(im)->field->part);                                                      \
        (im)->field = fresh;                                                                       \
    } while (0)

static err_t mend(struct db *db, struct org_image *im, struct mending *m)
{
    if (m->units) MEND(im, units, org_image_read_units);
    if (m->posts) MEND(im, posts, org_image_read_posts);
    if (m->systems) MEND(im, systems, org_image_read_systems);
    if (m->instruments) MEND(im, instruments, org_image_read_instruments);
    return mend_people(db, im, m);
}

err_t org_image_mend(struct db *db, const struct org_image *was, int64_t revision,
                     struct org_image **ret)
{
    ARENA_CLEANUP struct arena scratch;
    struct mending m = {0};
    struct org_image *im = NULL;
    arena_init(&scratch, 1 << 20);
    if (was->n_people_parts == IMAGE_PEOPLE_PARTS) return ERR_NOT_FOUND;
    TRY(plan(db, was->revision, revision, &scratch, &m));
    TRY(clone(was, revision, &im));
    err_t e = mend(db, im, &m);
    if (e == OK)
        *ret = im;
    else
        org_image_unref(im);
    return e;
}

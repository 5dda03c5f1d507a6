/* SPDX-License-Identifier: Apache-2.0
 *
 * Images and their parts are counted; the newest is kept with the store. Who reads takes the one
 * of the revision that the snapshot sees, and mends or makes it where there is none; whoever comes
 * meanwhile asks SQL.
 */
#include <stdlib.h>

#include "kernel/touch.h"
#include "office/org_image_parts.h"

/* --- counting --- */

void image_part_init(struct image_part *p, size_t max)
{
    atomic_init(&p->refs, 1);
    arena_init(&p->arena, max);
    p->release = NULL;
}

void image_part_ref(struct image_part *p)
{
    atomic_fetch_add_explicit(&p->refs, 1, memory_order_relaxed);
}

void image_part_unref(struct image_part *p)
{
    if (!p || atomic_fetch_sub_explicit(&p->refs, 1, memory_order_acq_rel) != 1) return;
    if (p->release) p->release(p);
    arena_release(&p->arena);
    free(p);
}

void org_image_ref(struct org_image *im)
{
    atomic_fetch_add_explicit(&im->refs, 1, memory_order_relaxed);
}

void org_image_unref(struct org_image *im)
{
    if (!im || atomic_fetch_sub_explicit(&im->refs, 1, memory_order_acq_rel) != 1) return;
    image_part_unref(im->units ? &im->units->part : NULL);
    image_part_unref(im->posts ? &im->posts->part : NULL);
    image_part_unref(im->systems ? &im->systems->part : NULL);
    image_part_unref(im->instruments ? &im->instruments->part : NULL);
    for (size_t i = 0; i < im->n_people_parts; i++) image_part_unref(im->people[i]);
    free(im->person);
    free(im->holders);
    free(im->numbers);
    free(im);
}

static void unref(void *im)
{
    org_image_unref(im);
}

/* --- the newest image --- */

struct image_cache {
    mtx_t lock; /* guards newest */
    mtx_t making;
    struct org_image *newest; /* or NULL */
    struct org_image nothing; /* what a snapshot remembers that found none: it stays with SQL */
};

static void keep_nothing(void *im)
{
    (void)im;
}

static void cache_release(void *p)
{
    struct image_cache *c = p;
    org_image_unref(c->newest);
    mtx_destroy(&c->lock);
    mtx_destroy(&c->making);
    free(c);
}

err_t org_image_attach(struct store *store)
{
    struct image_cache *c = calloc(1, sizeof *c);
    if (!c) return ERR_NOMEM;
    bool lock = mtx_init(&c->lock, mtx_plain) == thrd_success;
    bool making = mtx_init(&c->making, mtx_plain) == thrd_success;
    if (!lock || !making) {
        if (lock) mtx_destroy(&c->lock);
        if (making) mtx_destroy(&c->making);
        free(c);
        return ERR_NOMEM;
    }
    c->nothing.revision = -1;
    store_attach(store, c, cache_release);
    return OK;
}

/* The newest, with a count for the caller; or NULL. */
static struct org_image *newest(struct image_cache *c)
{
    (void)mtx_lock(&c->lock);
    struct org_image *im = c->newest;
    if (im) org_image_ref(im);
    (void)mtx_unlock(&c->lock);
    return im;
}

static void keep_newest(struct image_cache *c, struct org_image *im)
{
    struct org_image *old = NULL;
    (void)mtx_lock(&c->lock);
    if (!c->newest || c->newest->revision < im->revision) {
        old = c->newest;
        org_image_ref(im);
        c->newest = im;
    }
    (void)mtx_unlock(&c->lock);
    org_image_unref(old);
}

/* The caller has the right to make one. What the store refuses stays with its transaction. */
static struct org_image *make(struct image_cache *c, struct db *db, int64_t revision,
                              struct org_image *was)
{
    struct org_image *im = NULL;
    err_t e = was ? org_image_mend(db, was, revision, &im) : ERR_NOT_FOUND;
    if (e == ERR_NOT_FOUND) e = org_image_load(db, revision, &im);
    if (e != OK) return NULL;
    keep_newest(c, im);
    return im;
}

/* One of exactly this revision, counted for the caller; NULL: there is none (yet). */
static struct org_image *find(struct image_cache *c, struct db *db, int64_t revision)
{
    struct org_image *im = newest(c);
    if (im && im->revision == revision) return im;
    bool newer = im && im->revision > revision; /* committed since the snapshot began */
    bool may = !newer && !db_is_act(db) && mtx_trylock(&c->making) == thrd_success;
    org_image_unref(im);
    if (!may) return NULL;
    struct org_image *was = newest(c); /* somebody may just have made it */
    struct org_image *made = was && was->revision >= revision ? NULL : make(c, db, revision, was);
    if (!made && was && was->revision == revision) {
        made = was;
        was = NULL;
    }
    org_image_unref(was);
    (void)mtx_unlock(&c->making);
    return made;
}

/* --- of one snapshot or act --- */

static const struct org_image *pinned(struct org_image *im, struct arena *keep)
{
    if (!im || !keep || arena_keeps(keep, im)) return im;
    org_image_ref(im);
    if (arena_keep(keep, im, unref)) return im;
    org_image_unref(im);
    return NULL;
}

const struct org_image *org_image_of(struct db *db, struct arena *keep)
{
    struct image_cache *c = db_attached(db);
    struct org_image *im = db_memo(db);
    int64_t revision;
    if (!c) return NULL;
    if (im && !db_is_act(db)) return pinned(im->revision < 0 ? NULL : im, keep);
    if (touch_revision(db, &revision) != OK) return NULL;
    if (im && im->revision == revision) return pinned(im, keep);
    im = find(c, db, revision);
    if (im)
        db_set_memo(db, im, unref);
    else if (!db_is_act(db))
        db_set_memo(db, &c->nothing, keep_nothing);
    return pinned(im, keep);
}

err_t org_image_refresh(struct store *store)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    TRY(store_read_begin(store, &db, NULL));
    (void)org_image_of(db, NULL);
    return db_error(db, NULL);
}

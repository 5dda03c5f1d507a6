/* SPDX-License-Identifier: Apache-2.0 */
#include "office/standard_shelf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

struct book {
    struct standard_shelved what; /* first: what is handed out */
    struct arena arena;
    char digest[STANDARD_DIGEST];
    unsigned held; /* by the shelf itself too */
    uint64_t used;
};

struct standard_shelf {
    mtx_t lock; /* of all below */
    struct book *books[STANDARD_SHELF_TEXTS];
    uint64_t now;
};

err_t standard_shelf_make(struct standard_shelf **ret)
{
    struct standard_shelf *s = calloc(1, sizeof *s);
    if (!s) return ERR_NOMEM;
    if (mtx_init(&s->lock, mtx_plain) != thrd_success) {
        free(s);
        return ERR_NOMEM;
    }
    *ret = s;
    return OK;
}

static void lock(struct standard_shelf *s)
{
    ASSERT(mtx_lock(&s->lock) == thrd_success);
}

static void unlock(struct standard_shelf *s)
{
    ASSERT(mtx_unlock(&s->lock) == thrd_success);
}

/* With the lock held. */
static void let_go(struct book *b)
{
    if (!b || --b->held > 0) return;
    arena_release(&b->arena);
    free(b);
}

void standard_shelf_free(struct standard_shelf *s)
{
    if (!s) return;
    for (size_t i = 0; i < STANDARD_SHELF_TEXTS; i++) let_go(s->books[i]);
    mtx_destroy(&s->lock);
    free(s);
}

static struct book *find(struct standard_shelf *s, const char *digest)
{
    struct book *hit = NULL;
    lock(s);
    for (size_t i = 0; i < STANDARD_SHELF_TEXTS && !hit; i++) {
        struct book *b = s->books[i];
        if (b && strcmp(b->digest, digest) == 0) hit = b;
    }
    if (hit) {
        hit->held++;
        hit->used = ++s->now;
    }
    unlock(s);
    return hit;
}

/* In the place of the one longest unused; who reads that one keeps it. Two threads may have read
 * the same text at once: both copies are right. */
static void put(struct standard_shelf *s, struct book *b)
{
    size_t place = 0;
    lock(s);
    for (size_t i = 0; i < STANDARD_SHELF_TEXTS; i++) {
        const struct book *at = s->books[i], *best = s->books[place];
        if (best && (!at || at->used < best->used)) place = i;
    }
    let_go(s->books[place]);
    s->books[place] = b;
    b->held++;
    b->used = ++s->now;
    unlock(s);
}

static err_t read_book(struct db *db, const struct standard_version *v, struct book **ret,
                       struct fault *why)
{
    struct book *b = calloc(1, sizeof *b);
    if (!b) return ERR_NOMEM;
    arena_init(&b->arena, STANDARD_ARENA_MAX);
    b->held = 1;
    (void)snprintf(b->digest, sizeof b->digest, "%s", v->digest);
    err_t e = standard_load(db, &b->arena, v->id, &b->what.text, &b->what.cites, why);
    if (e == OK) e = standard_lines_read(&b->arena, &b->what.text, &b->what.lines);
    if (e == OK)
        *ret = b;
    else
        let_go(b);
    return e;
}

err_t standard_shelf_take(struct standard_shelf *s, struct db *db, const struct standard_version *v,
                          const struct standard_shelved **ret, struct fault *why)
{
    struct book *b = find(s, v->digest);
    if (!b) {
        TRY(read_book(db, v, &b, why));
        put(s, b);
    }
    *ret = &b->what;
    return OK;
}

void standard_shelf_give(struct standard_shelf *s, const struct standard_shelved *what)
{
    struct book *b = (struct book *)(uintptr_t)what; /* its first member */
    lock(s);
    let_go(b);
    unlock(s);
}

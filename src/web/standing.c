/* SPDX-License-Identifier: Apache-2.0 */
#include "web/standing.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "office/versions.h"

struct held { /* one version and how many hold it; the one in force is held by `now` too */
    struct catalogue *c;
    size_t holders;
    struct held *next;
};
struct standing {
    pthread_mutex_t lock; /* of all below */
    struct held *now, *all;
};

static struct held *hold(struct catalogue *c)
{
    struct held *h = calloc(1, sizeof *h);
    if (h) *h = (struct held){.c = c, .holders = 1};
    return h;
}

err_t standing_open(struct catalogue *first, struct standing **ret)
{
    struct standing *s = calloc(1, sizeof *s);
    struct held *h = s ? hold(first) : NULL;
    if (!h || pthread_mutex_init(&s->lock, NULL) != 0) {
        free(h);
        free(s);
        return ERR_NOMEM;
    }
    s->now = s->all = h;
    *ret = s;
    return OK;
}

/* With the lock; the version to be freed outside of it, or NULL. */
static struct catalogue *release(struct standing *s, struct held *h)
{
    ASSERT(h->holders > 0);
    if (--h->holders > 0) return NULL;
    struct held **at = &s->all;
    while (*at != h) at = &(*at)->next;
    *at = h->next;
    struct catalogue *c = h->c;
    free(h);
    return c;
}

const struct catalogue *standing_take(struct standing *s)
{
    (void)pthread_mutex_lock(&s->lock);
    s->now->holders++;
    const struct catalogue *c = s->now->c;
    (void)pthread_mutex_unlock(&s->lock);
    return c;
}

void standing_give(struct standing *s, const struct catalogue *c)
{
    (void)pthread_mutex_lock(&s->lock);
    struct held *h = s->all;
    while (h && h->c != c) h = h->next;
    ASSERT(h != NULL);
    struct catalogue *last = release(s, h);
    (void)pthread_mutex_unlock(&s->lock);
    catalogue_free(last);
}

static err_t change_over(struct standing *s, struct catalogue *next)
{
    struct held *h = hold(next);
    if (!h) return ERR_NOMEM;
    (void)pthread_mutex_lock(&s->lock);
    struct held *was = s->now;
    h->next = s->all;
    s->now = s->all = h;
    struct catalogue *last = release(s, was);
    (void)pthread_mutex_unlock(&s->lock);
    catalogue_free(last);
    return OK;
}

static err_t load_in_force(struct db *db, struct moment now, const char *at_hand,
                           struct catalogue **ret, struct fault *why)
{
    char digest[VERSION_DIGEST];
    err_t e = versions_in_force(db, now, digest);
    if (e == ERR_NOT_FOUND) return OK; /* an office without versions: tests */
    TRY(e);
    return strcmp(digest, at_hand) == 0 ? OK : versions_load(db, digest, ret, why);
}

err_t standing_refresh(struct standing *s, struct store *store, struct moment now,
                       struct fault *why)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct catalogue *next = NULL;
    TRY(store_read_begin(store, &db, why));
    const struct catalogue *at_hand = standing_take(s);
    err_t e = load_in_force(db, now, catalogue_digest(at_hand), &next, why);
    standing_give(s, at_hand);
    if (e != OK || !next) return e;
    e = change_over(s, next);
    if (e != OK) catalogue_free(next);
    return e;
}

void standing_close(struct standing *s)
{
    if (!s) return;
    ASSERT(s->all == s->now && !s->now->next && s->now->holders == 1);
    catalogue_free(s->now->c);
    free(s->now);
    (void)pthread_mutex_destroy(&s->lock);
    free(s);
}

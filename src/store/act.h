/* SPDX-License-Identifier: Apache-2.0
 *
 * act.h: what one act, and the group it stands in, holds besides its rows:
 * counters and callbacks. Inside the store only; used by the writer's thread.
 */
#ifndef SEKIMORI_STORE_ACT_H
#define SEKIMORI_STORE_ACT_H

#include "store/backend.h"

struct counters {
    int64_t next[COUNTER_COUNT_];
    bool known[COUNTER_COUNT_], dirty[COUNTER_COUNT_];
};

struct callback {
    void (*fn)(void *);                   /* on commit */
    err_t (*before)(struct db *, void *); /* or before it */
    void *arg;
};

struct callbacks {
    struct callback *v;
    unsigned n, cap;
};

/* One group commit at work. */
struct act_group {
    struct counters counters;
    struct callbacks after, before;
};

/* What the group looked like when an act began; taken back when it fails. */
struct act_mark {
    struct counters counters;
    unsigned n_after, n_before;
};

void act_group_release(struct act_group *g);
void act_group_reset(struct act_group *g); /* forgets all, the counters too */
struct act_mark act_mark(const struct act_group *g);
void act_take_back(struct act_group *g, const struct act_mark *m);
/* Run what was asked for before the commit, then write the counters. */
err_t act_finish(struct act_group *g, struct db *db);
/* After the commit. */
void act_committed(struct act_group *g);

/* The group of the writer that owns this db. */
struct act_group *writer_group(struct writer *w);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * arena.h: memory of one request or one parse, freed all at once. Not safe
 * for use by two threads at a time.
 */
#ifndef SEKIMORI_BASE_ARENA_H
#define SEKIMORI_BASE_ARENA_H

#include "base/str.h"

struct arena_block;
struct arena_kept;

struct arena {
    struct arena_block *head;
    struct arena_kept *kept;
    size_t used, max; /* bytes handed out, and their limit */
    bool failed;      /* sticky until reset: an allocation found no room */
};

void arena_init(struct arena *a, size_t max);
void arena_release(struct arena *a);
/* Keeps the newest block for reuse; all memory handed out becomes invalid. */
void arena_reset(struct arena *a);

/* Zeroed memory aligned for any type; NULL when memory or `max` ran out. */
void *arena_alloc(struct arena *a, size_t n);
void *arena_array(struct arena *a, size_t count, size_t size); /* overflow-safe */
char *arena_strdup(struct arena *a, struct str s);             /* NUL-terminated */
/* Copies into the arena; on failure returns STR_NONE (p == NULL). */
struct str arena_str(struct arena *a, struct str s);
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Something shared to which results in the arena point: release(p) is called once, when the arena's
 * memory goes. False when there was no room to remember it; then it was not taken. */
MUST_CHECK bool arena_keep(struct arena *a, void *p, void (*release)(void *));
/* Is p kept already? */
bool arena_keeps(const struct arena *a, const void *p);

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, count) ((type *)arena_array((a), (count), sizeof(type)))
#define ARENA_CLEANUP __attribute__((cleanup(arena_release)))

#endif

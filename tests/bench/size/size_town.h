/* SPDX-License-Identifier: Apache-2.0
 *
 * size_town.h: a prefecture as large as a real one, for benchmarks: departments of 30 divisions,
 * a division of some 33 people, every tenth division head with a second post. Deterministic.
 */
#ifndef SEKIMORI_BENCH_SIZE_TOWN_H
#define SEKIMORI_BENCH_SIZE_TOWN_H

#include "office/matters.h"

enum { SIZE_DIVISIONS_MAX = 2000, SIZE_PER_DIVISION = 33, SIZE_PER_DEPARTMENT = 30 };

struct size_division {
    struct unit_id unit;
    struct info_system_id system; /* of every third */
    struct person_id head;
    struct person_id staff[SIZE_PER_DIVISION];
    size_t n_staff;
    char media[SIZE_PER_DIVISION][48]; /* keys of its media, all kept */
    size_t n_media;
};
struct size_town {
    struct size_division *divisions;
    size_t n_divisions;
    struct person_id chief; /* head security officer */
};

/* The files that an office of so many people would import. */
MUST_CHECK err_t size_town_units(struct sb *to, size_t n_divisions);
MUST_CHECK err_t size_town_people(struct sb *to, size_t n_people, size_t n_divisions);
/* The transfer of 1 April: n people of the staff move to the next division but run - 1. */
MUST_CHECK err_t size_town_transfer(struct sb *to, size_t n, size_t n_people, const char *from,
                                    size_t run);

/* Imports them, adds an information system for every third division, and finds the ids. */
MUST_CHECK err_t size_town_make(const struct office *, size_t n_people, struct day effective,
                                struct size_town *ret, struct fault *why);
void size_town_free(struct size_town *);

#endif

/* SPDX-License-Identifier: Apache-2.0
 * Which division, department and body answer for a unit: articles 9(2) and 10(2). */
#include <stdlib.h>

#include "office/org_row.h"

enum { DEPTH_MAX = 16 }; /* the writers refuse deeper trees and cycles */

static int by_id(const void *key, const void *row)
{
    int64_t k = ((const struct unit_id *)key)->v, r = ((const struct unit_row *)row)->id.v;
    return (k > r) - (k < r);
}

struct unit_row *org_find_unit(struct unit_row *units, size_t n, struct unit_id id)
{
    return n ? bsearch(&id, units, n, sizeof *units, by_id) : NULL;
}

/* The branch office that a division belongs to, or NULL: 10(2)(2). */
static struct unit_row *branch_of(struct unit_row *units, size_t n, struct unit_row *u)
{
    for (int depth = 0; u && depth < DEPTH_MAX; depth++) {
        if (u->kind == UNIT_BRANCH) return u;
        if (u->kind == UNIT_DEPARTMENT || u->kind == UNIT_BODY) return NULL;
        u = org_find_unit(units, n, u->parent);
    }
    return NULL;
}

/* For the time of the work a branch office that has divisions is marked by this. */
static const struct unit_id has_divisions = {-1};

static void mark_branches(struct unit_row *units, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct unit_row *u = &units[i];
        u->division = u->department = u->body = unit_id(0);
        if (u->kind == UNIT_DIVISION) u->division = u->id;
    }
    for (size_t i = 0; i < n; i++) {
        if (units[i].kind != UNIT_DIVISION) continue;
        struct unit_row *b = branch_of(units, n, &units[i]);
        if (b) b->division = has_divisions;
    }
}

static err_t climb(struct unit_row *units, size_t n, struct unit_row *u)
{
    bool decided = u->kind == UNIT_DIVISION;
    struct unit_row *at = u;
    for (int depth = 0; at; depth++) {
        if (depth == DEPTH_MAX) return ERR_CORRUPT;
        if (!decided && at->kind == UNIT_DIVISION) u->division = at->id;
        if (!decided && at->kind == UNIT_BRANCH) {
            /* 10(2)(3): the head of a branch office that has no divisions */
            if (at->division.v != has_divisions.v) u->division = at->id;
        }
        decided = decided || at->kind == UNIT_DIVISION || at->kind == UNIT_BRANCH ||
                  at->kind == UNIT_DEPARTMENT || at->kind == UNIT_BODY;
        if (at->kind == UNIT_DEPARTMENT && !unit_id_is_set(u->department)) u->department = at->id;
        if (at->kind == UNIT_BODY) {
            u->body = at->id;
            return OK;
        }
        at = org_find_unit(units, n, at->parent);
    }
    return OK;
}

err_t org_derive_units(struct unit_row *units, size_t n)
{
    mark_branches(units, n);
    for (size_t i = 0; i < n; i++) TRY(climb(units, n, &units[i]));
    for (size_t i = 0; i < n; i++) {
        if (units[i].division.v == has_divisions.v) units[i].division = unit_id(0);
    }
    return OK;
}

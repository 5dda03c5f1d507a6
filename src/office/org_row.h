/* SPDX-License-Identifier: Apache-2.0
 *
 * org_row.h: for the files org_*.c alone: rows of the tables into structs whose text lives in
 * the arena, and lists that grow in the arena.
 */
#ifndef SEKIMORI_OFFICE_ORG_ROW_H
#define SEKIMORI_OFFICE_ORG_ROW_H

#include "office/org.h"

#define AS_OF(t) P_I64("valid", (t).valid.ms), P_I64("recorded", (t).recorded.ms)

/* Reads the row under the cursor. *e becomes ERR_NOMEM or ERR_CORRUPT (an unknown kind) and is
 * never set to OK. */
const char *org_row_text(struct rows *r, struct arena *a, const char *column, err_t *e);
void org_row_unit(struct rows *r, struct arena *a, struct unit_row *ret,
                  err_t *e); /* no derived ids */
void org_row_person(struct rows *r, struct arena *a, struct person_row *ret,
                    err_t *e); /* no home */
void org_row_post(struct rows *r, struct arena *a, struct post_row *ret, err_t *e);
void org_row_holding(struct rows *r, struct holding_row *ret, err_t *e);
void org_row_info_system(struct rows *r, struct arena *a, struct info_system_row *ret, err_t *e);

/* A list in the arena: grows by doubling, so at most twice its size is used up. */
struct org_list {
    void *v;
    size_t n, cap;
};
/* Room for one more, zeroed, counted; NULL when the arena is at its end. */
void *org_list_add(struct arena *a, struct org_list *l, size_t size);

/* Fill division, department and body of every unit; they are ordered by id. */
MUST_CHECK err_t org_derive_units(struct unit_row *units, size_t n);
/* The unit in rows ordered by id, or NULL. */
struct unit_row *org_find_unit(struct unit_row *units, size_t n, struct unit_id id);

/* Is `kind` the post's kind or one of its charges? */
bool org_post_is(const struct post_row *p, const char *kind);

#endif

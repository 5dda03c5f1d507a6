/* SPDX-License-Identifier: Apache-2.0
 *
 * The order of rows that are gathered from several queries.
 */
#include <stdlib.h>

#include "office/show.h"

/* What the applicant must mend or return, before what merely stands. */
static int by_own_turn(const void *a, const void *b)
{
    int rank[2];
    const void *v[2] = {a, b};
    for (size_t i = 0; i < 2; i++) {
        const json_t *o = *(json_t *const *)v[i];
        rank[i] = json_is_true(json_object_get(o, "sent_back")) ? 0
                  : json_is_true(json_object_get(o, "overdue")) ? 1
                                                                : 2;
    }
    if (rank[0] != rank[1]) return rank[0] - rank[1];
    json_int_t x = json_integer_value(json_object_get(*(json_t *const *)a, "id"));
    json_int_t y = json_integer_value(json_object_get(*(json_t *const *)b, "id"));
    return (x < y) - (x > y);
}

static void sort_rows(const struct show *s, struct jo *list,
                      int (*order)(const void *, const void *))
{
    size_t n = json_array_size(list->v);
    json_t **v = ARENA_ARRAY(s->w->arena, json_t *, n + 1);
    if (!v) {
        list->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++) v[i] = json_incref(json_array_get(list->v, i));
    qsort(v, n, sizeof(json_t *), order);
    json_array_clear(list->v);
    for (size_t i = 0; i < n; i++) jo_add_value(list, v[i]);
}

void show_sort_own(const struct show *s, struct jo *list)
{
    sort_rows(s, list, by_own_turn);
}

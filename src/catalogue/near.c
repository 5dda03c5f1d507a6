/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/near.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

enum { WORD_MAX = 64 };

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

struct letters {
    uint32_t v[WORD_MAX];
    size_t n; /* WORD_MAX + 1: too long, or not UTF-8 */
};

static void spell(struct str s, struct letters *ret)
{
    ret->n = 0;
    while (s.n > 0 && ret->n <= WORD_MAX) {
        uint32_t letter;
        bool bad = utf8_next(&s, &letter) != OK;
        if (bad || ret->n == WORD_MAX)
            ret->n = WORD_MAX + 1;
        else
            ret->v[ret->n++] = letter;
    }
}

static unsigned distance(const struct letters *a, const struct letters *b)
{
    unsigned rows[3][WORD_MAX + 1]; /* two rows back, for swaps */
    if (a->n > WORD_MAX || b->n > WORD_MAX) return WORD_MAX + 1;
    for (unsigned j = 0; j <= b->n; j++) rows[0][j] = j;
    for (unsigned i = 1; i <= a->n; i++) {
        unsigned *row = rows[i % 3], *up = rows[(i + 2) % 3], *up2 = rows[(i + 1) % 3];
        row[0] = i;
        for (unsigned j = 1; j <= b->n; j++) {
            unsigned change = up[j - 1] + (a->v[i - 1] != b->v[j - 1]);
            row[j] = least(change, least(up[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a->v[i - 1] == b->v[j - 2] && a->v[i - 2] == b->v[j - 1])
                row[j] = least(row[j], up2[j - 2] + 1);
        }
    }
    return rows[a->n % 3][b->n];
}

unsigned near_distance(struct str a, struct str b)
{
    struct letters x, y;
    spell(a, &x);
    spell(b, &y);
    return distance(&x, &y);
}

const char *near_find(struct str word, const char *const *known, size_t n)
{
    struct letters w, k;
    spell(word, &w);
    unsigned best = least((unsigned)w.n / 3, 2) + 1;
    const char *found = NULL;
    for (size_t i = 0; i < n; i++) {
        spell(str_z(known[i]), &k);
        unsigned d = distance(&w, &k);
        if (d >= best) continue;
        best = d;
        found = known[i];
    }
    return found;
}

static const struct {
    const char *plain, *near;
} unknown_ids[] = {
    [UNKNOWN_KEY] = {"catalogue.unknown_key", "catalogue.unknown_key_near"},
    [UNKNOWN_ROLE] = {"catalogue.unknown_role", "catalogue.unknown_role_near"},
    [UNKNOWN_CLOCK] = {"catalogue.unknown_clock", "catalogue.unknown_clock_near"},
    [UNKNOWN_READING] = {"catalogue.unknown_reading", "catalogue.unknown_reading_near"},
    [UNKNOWN_BOOK] = {"catalogue.unknown_book", "catalogue.unknown_book_near"},
    [UNKNOWN_PROCEDURE] = {"catalogue.unknown_procedure", "catalogue.unknown_procedure_near"},
    [UNKNOWN_STEP] = {"catalogue.unknown_step", "catalogue.unknown_step_near"},
    [UNKNOWN_FIELD] = {"catalogue.unknown_field", "catalogue.unknown_field_near"},
    [UNKNOWN_TYPE] = {"catalogue.unknown_type", "catalogue.unknown_type_near"},
    [UNKNOWN_SHAPE] = {"catalogue.unknown_shape", "catalogue.unknown_shape_near"},
    [UNKNOWN_ACT] = {"catalogue.unknown_act", "catalogue.unknown_act_near"},
    [UNKNOWN_WORD] = {"catalogue.unknown_word", "catalogue.unknown_word_near"},
    [UNKNOWN_OPTION] = {"catalogue.unknown_option", "catalogue.unknown_option_near"},
    [UNKNOWN_STATE] = {"catalogue.unknown_state", "catalogue.unknown_state_near"},
    [UNKNOWN_PART] = {"catalogue.unknown_part", "catalogue.unknown_part_near"},
    [UNKNOWN_EVENT] = {"catalogue.unknown_event", "catalogue.unknown_event_near"},
    [UNKNOWN_COLUMN] = {"catalogue.unknown_column", "catalogue.unknown_column_near"},
    [UNKNOWN_GROUP] = {"catalogue.unknown_group", "catalogue.unknown_group_near"},
};

/* "a, b, c" as far as it fits into an argument. */
static void list_known(char *out, size_t size, const char *const *known, size_t n)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): lists hold no NULL */
        size_t len = strlen(known[i]);
        if (used + len + 8 > size) {
            memcpy(out + used, ", ...", 6);
            return;
        }
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "", known[i]);
    }
}

void near_fault(struct fault *why, enum unknown what, struct str word, const char *const *known,
                size_t n)
{
    struct str shown = utf8_head(word, 60);
    const char *near = near_find(word, known, n);
    if (near) {
        fault_set(why, ERR_INVALID, unknown_ids[what].near, "%.*s" FS "%s", STR_ARG(shown), near);
        return;
    }
    char list[FAULT_ARG_MAX];
    list_known(list, sizeof list, known, n);
    fault_set(why, ERR_INVALID, unknown_ids[what].plain, "%.*s" FS "%s", STR_ARG(shown), list);
}

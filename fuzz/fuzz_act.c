/* SPDX-License-Identifier: Apache-2.0
 * A log of acts, a line each. What decodes is written and read back as the same; the fold
 * takes or refuses it, recorded or as a draft, and never breaks. */
#include "fuzz.h"

#include "kernel/matter.h"
#include "ledger/canon.h"

static void write(const struct act *a, struct sb *to)
{
    json_t *o = NULL;
    ASSERT(act_encode(a, &o, NULL) == OK);
    ASSERT(canon_write(to, o) == OK);
    json_decref(o);
}

static void same_again(struct arena *arena, const struct act *a)
{
    SB_CLEANUP struct sb once;
    SB_CLEANUP struct sb twice;
    struct act *back = NULL;
    sb_init(&once, 1U << 24);
    sb_init(&twice, 1U << 24);
    write(a, &once);
    if (once.n > 1U << 20) return;
    ASSERT(act_decode(arena, sb_str(&once), &back, NULL) == OK);
    write(back, &twice);
    ASSERT(str_eq(sb_str(&once), sb_str(&twice)));
}

/* As a draft on a copy of the matter. */
static void try_draft(struct arena *arena, const struct matter *m, const struct act *a)
{
    struct matter copy;
    struct act draft = *a;
    draft.state = STATE_NONE;
    draft.seq = 0;
    draft.n_drops = 0;
    if (m->seq > 0) draft.matter = m->id;
    ASSERT(matter_clone(m, arena, &copy) == OK);
    if (matter_apply(&copy, &draft, NULL) != OK) return;
    ASSERT(copy.seq == m->seq + 1 && copy.state != STATE_NONE);
    struct timer t;
    for (size_t i = 0; matter_timer(&copy, i, &t); i++) ASSERT(t.at.ms > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = fuzz_input(data, size);
    struct arena arena ARENA_CLEANUP;
    struct matter m;
    arena_init(&arena, 256U << 20);
    matter_init(&m, &arena);
    bool alive = true;
    while (rest.p && rest.n) {
        struct str line = str_cut(&rest, '\n');
        struct act *a = NULL;
        if (act_decode(&arena, line, &a, NULL) != OK) continue;
        same_again(&arena, a);
        if (!alive) continue;
        try_draft(&arena, &m, a);
        if (a->state != STATE_NONE) alive = matter_apply(&m, a, NULL) == OK;
    }
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 * What comes to a witness and what it keeps: a request that is parsed is written again as it was,
 * a state that is read is written again as it was, and joining never changes the note's text. */
#include "fuzz.h"

#include <stdlib.h>

#include "ledger/before.h"
#include "ledger/witness_state.h"
#include "ledger/witness_wire.h"

static void request(struct str in)
{
    struct witness_request r;
    SB_CLEANUP struct sb b;
    int64_t line = 0;
    sb_init(&b, WITNESS_REQUEST_MAX + 1);
    if (witness_request_parse(in, &r, &line) != OK) {
        ASSERT(line > 0);
        return;
    }
    ASSERT(r.proof.n <= WITNESS_PROOF_MAX);
    witness_request_write(&b, &r);
    ASSERT(sb_end(&b) == OK && str_eq(sb_str(&b), in));
}

static void state(struct str in)
{
    struct witness_log *l = malloc(sizeof *l);
    SB_CLEANUP struct sb b;
    sb_init(&b, 2 * NOTE_MAX);
    ASSERT(l);
    if (witness_log_parse(in, NULL, l) == OK)
        ASSERT(witness_log_write(&b, l) == OK && str_eq(sb_str(&b), in));
    free(l);
}

/* Cut anywhere into a note and lines. */
static void join(struct str in)
{
    size_t cut = str_find(in, '\0');
    struct str note = str_head(in, cut), lines = cut < in.n ? str_skip(in, cut + 1) : STR("");
    struct note before, after;
    SB_CLEANUP struct sb b;
    sb_init(&b, NOTE_MAX);
    if (witness_join(note, lines, &b) != OK) return;
    ASSERT(note_parse(note, &before) == OK && note_parse(sb_str(&b), &after) == OK);
    ASSERT(str_eq(before.text, after.text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = fuzz_input(data, size);
    struct witness_request proof;
    struct ledger_before before;
    request(in);
    state(in);
    join(in);
    if (witness_proof_parse(in, &proof, NULL) == OK) ASSERT(!proof.note.n);
    if (ledger_before_parse(in, &before) == OK) {
        ASSERT(before.origin.p && before.lost_from <= before.until);
        ledger_before_release(&before);
    }
    return 0;
}

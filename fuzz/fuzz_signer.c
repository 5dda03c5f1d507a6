/* SPDX-License-Identifier: Apache-2.0
 * Requests to the signer and its replies: what is parsed is encoded again as
 * it was, and a signer without disk signs nothing whatever it is asked. */
#include "fuzz.h"

#include "ledger/signer_wire.h"

static void request(struct str in)
{
    struct signer_request r;
    SB_CLEANUP struct sb b;
    sb_init(&b, 10000);
    if (signer_wire_parse_request(in, &r) != OK) return;
    ASSERT(signer_wire_request(&b, &r) == OK);
    ASSERT(signer_wire_length((const uint8_t *)b.p) == in.n);
    ASSERT(str_eq(str_skip(sb_str(&b), SIGNER_LENGTH_LEN), in));

    static const uint8_t seed[NOTE_SEED_LEN] = {1};
    struct clock_test t;
    struct clock clock = clock_test_init(&t, (struct moment){0});
    struct signer s = {.dir = -1, .lock = -1, .size = 3};
    ASSERT(note_signer_init(&s.key, STR("office.example.jp/fuzz"), seed) == OK);
    enum signer_status status = signer_sign(&s, &r, &clock);
    /* The one thing it may confirm is the head that it signed last. */
    ASSERT(status != SIGNER_SIGNED || (r.size == 3 && merkle_eq(&r.root, &s.root)));
    ASSERT(s.size == 3);
    note_signer_wipe(&s.key);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = fuzz_input(data, size), note;
    enum signer_status status;
    SB_CLEANUP struct sb b;
    sb_init(&b, 10000);
    request(in);
    if (signer_wire_parse_reply(in, &status, &note) != OK) return 0;
    ASSERT(signer_wire_reply(&b, status, note) == OK);
    ASSERT(str_eq(str_skip(sb_str(&b), SIGNER_LENGTH_LEN), in));
    return 0;
}

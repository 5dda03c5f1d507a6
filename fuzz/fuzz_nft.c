/* SPDX-License-Identifier: Apache-2.0
 * What is read is written, and reads back as the same bytes; and it becomes a model or a fault. */
#include "fuzz.h"

#include "net/model.h"
#include "wire/nft_json.h"
#include "wire/nft_text.h"

static void examine(struct arena *a, const struct nft_ruleset *r)
{
    struct model m;
    struct fault why = {.code = OK};
    err_t e = model_from_nft(a, r, NULL, &m, &why);
    if (e != OK) fuzz_fault(&why);
    for (uint32_t c = 0; e == OK && c < m.n; c++)
        for (uint32_t i = 0; i < m.chains[c].n; i++)
            ASSERT(m.chains[c].rules[i].verdict != MODEL_JUMP || m.chains[c].rules[i].target < m.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ARENA_CLEANUP struct arena a;
    SB_CLEANUP struct sb once;
    SB_CLEANUP struct sb twice;
    struct nft_ruleset r, again;
    struct fault why = {.code = OK};
    arena_init(&a, 1U << 26);
    sb_init(&once, 1U << 22);
    sb_init(&twice, 1U << 22);
    if (nft_json_read(&a, fuzz_input(data, size), &r, &why) != OK) {
        fuzz_fault(&why);
        return 0;
    }
    examine(&a, &r);
    if (nft_json_write(&once, &r, &why) != OK) {
        fuzz_fault(&why); /* a fraction, a number beyond what JSON keeps */
        return 0;
    }
    ASSERT(nft_json_read(&a, sb_str(&once), &again, NULL) == OK);
    ASSERT(nft_json_write(&twice, &again, NULL) == OK);
    ASSERT(str_eq(sb_str(&once), sb_str(&twice)));
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 * A rule set, or a fault with its place; every rule stands within the text and belongs to a chain.
 */
#include "fuzz.h"

#include "net/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ARENA_CLEANUP struct arena a;
    struct iptables_ruleset r;
    struct model m;
    struct fault why = {.code = OK};
    struct str in = fuzz_input(data, size);
    arena_init(&a, 1U << 26);
    if (iptables_save_read(&a, in, &r, &why) != OK) {
        fuzz_fault(&why);
        return 0;
    }
    for (uint32_t t = 0; t < r.n_tables; t++)
        for (uint32_t i = 0; i < r.tables[t].n_rules; i++) {
            const struct iptables_rule *u = &r.tables[t].rules[i];
            ASSERT(u->chain < r.tables[t].n_chains && u->line > 0);
            ASSERT(u->text.p >= in.p && u->text.p + u->text.n <= in.p + in.n);
        }
    if (model_from_iptables(&a, &r, &m, &why) != OK) fuzz_fault(&why);
    return 0;
}

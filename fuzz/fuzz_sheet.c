/* SPDX-License-Identifier: Apache-2.0
 * A request sheet is read whole or refused with a fault; what is read can be printed, and each rule
 * has the addresses and ports that its protocol needs. */
#include "fuzz.h"

#include "net/sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ARENA_CLEANUP struct arena a;
    struct flow *flows = NULL;
    size_t n = 0;
    struct fault why = {0};
    arena_init(&a, 1U << 24);
    err_t e = sheet_read(&a, fuzz_input(data, size), &flows, &n, &why);
    if (e != OK && e != ERR_NOT_FOUND && e != ERR_NOMEM) fuzz_fault(&why);
    if (e != OK) return 0;
    for (size_t i = 0; i < n; i++) {
        SB_CLEANUP struct sb b;
        sb_init(&b, 1000);
        flow_print(&b, &flows[i]);
        ASSERT(b.n > 0 && b.err == OK);
        ASSERT(flows[i].src.family == flows[i].dst.family && addr_mac_is_set(&flows[i].mac));
        bool echo = flows[i].proto == FLOW_ICMP || flows[i].proto == FLOW_ICMP6;
        ASSERT(echo == (flows[i].ports.first == 0));
    }
    return 0;
}

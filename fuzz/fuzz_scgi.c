/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "wire/scgi.h"

static bool within(struct str part, struct str whole)
{
    return part.p >= whole.p && part.p + part.n <= whole.p + whole.n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = fuzz_input(data, size);
    size_t total = 0;
    if (scgi_measure(in, &total) != OK) return 0;
    ASSERT(total <= SCGI_HEAD_MAX + 7 && (total > 0 || size <= 5));
    if (total == 0 || total > size) return 0;
    struct scgi r;
    struct str head = str_head(in, total);
    if (scgi_parse(head, &r) != OK) return 0;
    ASSERT(r.n >= 2 && r.n <= SCGI_VARS_MAX);
    for (size_t i = 0; i < r.n; i++) {
        ASSERT(within(r.vars[i].name, head) && within(r.vars[i].value, head));
        ASSERT(str_find(r.vars[i].value, '\0') == r.vars[i].value.n);
    }
    ASSERT(str_eqz(scgi_get(&r, "SCGI"), "1"));
    return 0;
}

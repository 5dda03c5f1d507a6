/* SPDX-License-Identifier: Apache-2.0
 * Any bytes as any document between programs: what is read is written and read as the same. */
#include "fuzz.h"

#include "contract/desired.h"
#include "contract/enrolment.h"
#include "contract/evidence.h"
#include "contract/order.h"
#include "contract/preflight.h"
#include "contract/signature.h"
#include "contract/taken.h"

/* read_ and write_ of one document; twice written must be the same text. */
#define TRY_DOCUMENT(type, name)                                                                   \
    static void try_##name(struct arena *a, struct str in)                                         \
    {                                                                                              \
        struct type d, again;                                                                      \
        struct fault why = {0};                                                                    \
        SB_CLEANUP struct sb once;                                                                 \
        SB_CLEANUP struct sb twice;                                                                \
        sb_init(&once, 1U << 24);                                                                  \
        sb_init(&twice, 1U << 24);                                                                 \
        if (name##_read(a, in, &d, &why) != OK) {                                                  \
            fuzz_fault(&why);                                                                      \
            return;                                                                                \
        }                                                                                          \
        ASSERT(name##_write(&once, &d, NULL) == OK);                                               \
        ASSERT(name##_read(a, sb_str(&once), &again, NULL) == OK);                                 \
        ASSERT(name##_write(&twice, &again, NULL) == OK);                                          \
        ASSERT(str_eq(sb_str(&once), sb_str(&twice)));                                             \
    }
TRY_DOCUMENT(desired, desired)
TRY_DOCUMENT(report, report)
TRY_DOCUMENT(receipt, receipt)
TRY_DOCUMENT(evidence, evidence)
TRY_DOCUMENT(preflight, preflight)
TRY_DOCUMENT(enrolment, enrolment)
TRY_DOCUMENT(enrolment_answer, enrolment_answer)
TRY_DOCUMENT(order, order)
TRY_DOCUMENT(taken, taken)

/* One text for one signature: what is read is written as it was. */
static void try_signature(struct str in)
{
    struct signature s;
    SB_CLEANUP struct sb out;
    sb_init(&out, 4096);
    if (signature_parse(in, &s) != OK) return;
    signature_format(&out, &s);
    ASSERT(str_eq(sb_str(&out), in));
    signature_text(&out, &s, STR("GET"), in, in);
    ASSERT(sb_end(&out) == OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = fuzz_input(data, size);
    struct arena a ARENA_CLEANUP;
    struct preflight q = {.id = "q-1", .enforcer = "netd"};
    struct preflight_answer p;
    arena_init(&a, 256U << 20);
    try_desired(&a, in);
    try_report(&a, in);
    try_receipt(&a, in);
    try_evidence(&a, in);
    try_preflight(&a, in);
    try_enrolment(&a, in);
    try_enrolment_answer(&a, in);
    try_order(&a, in);
    try_taken(&a, in);
    try_signature(in);
    if (preflight_answer_read(&a, in, &q, &p, NULL) == OK)
        ASSERT(preflight_passes(&p) || p.n_verdicts > 0);
    return 0;
}

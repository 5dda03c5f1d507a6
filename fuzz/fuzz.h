/* SPDX-License-Identifier: Apache-2.0
 *
 * fuzz.h: what every target includes. A target is one file with
 * LLVMFuzzerTestOneInput(): it feeds hostile bytes to one parser and checks
 * what must hold whatever the bytes are. The same file is built twice: by
 * clang with libFuzzer (-Dfuzz=true), and with replay.c as a test that runs
 * all of fuzz/corpus/<target>/.
 */
#ifndef SEKIMORI_FUZZ_H
#define SEKIMORI_FUZZ_H

#include "base/str.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline struct str fuzz_input(const uint8_t *data, size_t size)
{
    return (struct str){(const char *)data, size};
}

/* Whatever a parser finds wrong can be told in both languages. */
static inline void fuzz_fault(const struct fault *why)
{
    for (int l = 0; l < LANGS; l++) {
        SB_CLEANUP struct sb b;
        sb_init(&b, 10000);
        fault_message(&b, (enum lang)l, why);
        ASSERT(b.n > 0 && (b.err == OK || b.err == ERR_NOMEM));
        ASSERT(tr_find((enum lang)l, str_z(why->id)) != NULL);
    }
}

#endif

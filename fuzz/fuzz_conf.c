/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "base/conf.h"
#include "base/utf8.h"

static err_t look(void *arg, struct str key, struct str value, struct fault *why)
{
    (void)arg;
    ASSERT(key.n > 0 && utf8_valid(value, UTF8_TEXT));
    if (str_eqz(key, "refused")) return fault_set(why, ERR_DENIED, "err.denied", NULL);
    return OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fault why;
    err_t e = conf_parse(fuzz_input(data, size), "fuzz.conf", look, NULL, &why);
    if (e == OK) return 0;
    ASSERT(why.line > 0);
    fuzz_fault(&why);
    return 0;
}

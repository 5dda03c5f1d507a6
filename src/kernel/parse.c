/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/parse.h"

#include "ledger/canon.h"

err_t parse_stored(struct str text, size_t max, json_t **ret, struct fault *why)
{
    err_t e = codec_parse(text, max, ret, why);
    if (e != ERR_INVALID || canon_check(text, NULL, 0, NULL) != OK) return e;
    return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
}

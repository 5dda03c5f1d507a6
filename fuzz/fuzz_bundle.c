/* SPDX-License-Identifier: Apache-2.0
 * Bundles and receipts: any bytes are taken apart or refused, with a text in
 * both languages. The keys are those of the corpus' own
 * good bundle, and of the second log of its chain. */
#include "fuzz.h"

#include <string.h>

#include "ledger/extract.h"
#include "ledger/receipt.h"

static const char *const vkeys[] = {
    "office.example.jp/fuzz+4a664428+Abc7SQPeQ1MVCPibLeo9jDQSiDJSZl1SjoMZqkffns8X",
    "office.example.jp/fuzz2b+2fb781e5+AS5HbECcvL85bT8QR2cEJHnnZOcLfIFEIHhfJXv8Af+N"};

static err_t read_all(void *ctx, char *to, size_t max, size_t *ret_n)
{
    struct str *rest = ctx;
    size_t n = rest->n < max ? rest->n : max;
    if (n) memcpy(to, rest->p, n);
    *rest = str_skip(*rest, n);
    *ret_n = n;
    return OK;
}

static void told(const struct verify_wrong *w)
{
    for (int l = 0; l < LANGS; l++) ASSERT(tr_find((enum lang)l, str_z(w->id)) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = fuzz_input(data, size), rest = in;
    struct checkpoint_key keys[ARRAY_LEN(vkeys)];
    struct extract_sum sum;
    struct verify_wrong w = {.id = NULL};
    struct verify_result r;
    struct ledger_receipt receipt;
    struct verify *v;
    for (size_t i = 0; i < ARRAY_LEN(vkeys); i++)
        ASSERT(checkpoint_key_parse(str_z(vkeys[i]), &keys[i]) == OK);
    struct verify_options o = {.key = keys, .n_keys = ARRAY_LEN(vkeys), .threads = 1};
    if (ledger_receipt_check(in, &o, &receipt, &w) == ERR_CORRUPT) told(&w);
    w.id = NULL;
    if (verify_begin(&o, &v, &w) != OK) return 0;
    const struct bundle_seen seen = extract_sum_begin(&sum);
    err_t e = bundle_verify((struct bundle_source){read_all, &rest}, v, &seen, &r, &w);
    verify_free(v);
    size_t whole, later, gaps;
    extract_sum_matters(&sum, &whole, &later, &gaps);
    ASSERT(whole + later + gaps == sum.n && (sum.is_extract || r.hidden == 0 || e != OK));
    extract_sum_release(&sum);
    if (e == ERR_CORRUPT) told(&w);
    ASSERT(e != OK || (r.checkpoints > 0 && r.sealed <= r.records + r.hidden));
    return 0;
}

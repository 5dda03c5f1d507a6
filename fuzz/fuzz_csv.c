/* SPDX-License-Identifier: Apache-2.0
 * The first byte chooses the encoding. What is read, written and read again
 * is the same. */
#include "fuzz.h"

#include "base/utf8.h"
#include "wire/csv.h"

static const struct csv_limits limits = {.rows = 100, .fields = 20, .field_bytes = 500};

/* Reads all rows; writes each again to `to`. */
static err_t copy(struct str in, enum csv_encoding enc, struct sb *to, struct fault *why)
{
    CSV_CLEANUP struct csv c = {0};
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 1U << 22);
    TRY(csv_open(&c, in, enc, &limits, why));
    for (uint32_t rows = 0;; rows++) {
        struct csv_row row;
        err_t e = csv_next(&c, &a, &row, why);
        if (e == ERR_NOT_FOUND) return OK;
        if (e != OK) return e;
        ASSERT(rows < limits.rows && row.n > 0 && row.n <= limits.fields);
        for (uint32_t i = 0; i < row.n; i++) {
            ASSERT(row.fields[i].n <= limits.field_bytes);
            ASSERT(utf8_valid(row.fields[i], UTF8_NO_NUL | UTF8_NO_CONTROL));
            csv_add(to, row.fields[i]);
        }
        csv_end_row(to);
        arena_reset(&a);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    SB_CLEANUP struct sb once;
    SB_CLEANUP struct sb twice;
    struct fault why;
    sb_init(&once, 1U << 22);
    sb_init(&twice, 1U << 22);
    err_t e = copy(fuzz_input(data + 1, size - 1), (enum csv_encoding)(data[0] % 3), &once, &why);
    if (e != OK) {
        ASSERT(why.line > 0);
        fuzz_fault(&why);
        return 0;
    }
    if (str_starts(sb_str(&once), STR("\xEF\xBB\xBF"))) return 0; /* a second BOM is text */
    ASSERT(copy(sb_str(&once), CSV_UTF8, &twice, NULL) == OK);
    ASSERT(str_eq(sb_str(&once), sb_str(&twice)));
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/csv_cp932.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

#include "base/utf8.h"

/* The fault at the first byte not understood, after what was converted. */
static err_t refuse_after(struct str done, struct fault *why)
{
    uint32_t line = 1;
    for (size_t at; (at = str_find(done, '\n')) < done.n; line++) done = str_skip(done, at + 1);
    (void)fault_set(why, ERR_INVALID, "csv.bad_encoding", NULL);
    fault_place(why, NULL, line, (uint32_t)utf8_length(done) + 1);
    return ERR_INVALID;
}

static void close_converter(iconv_t *cd)
{
    iconv_close(*cd); /* says no to the value that iconv_open() fails with */
}

err_t csv_cp932_convert(struct str in, char **ret, size_t *ret_n, struct fault *why)
{
    /* One byte becomes three at most (half-width katakana), two become three. */
    size_t cap;
    if (__builtin_mul_overflow(in.n, 3, &cap) || cap > SIZE_MAX - 1)
        return fault_set(why, ERR_TOO_BIG, "err.too_big", NULL);
    __attribute__((cleanup(close_converter))) iconv_t cd = iconv_open("UTF-8", "CP932");
    if (cd == (iconv_t)-1) /* NOLINT: how iconv says no */
        return errno == ENOMEM ? fault_set(why, ERR_NOMEM, "err.nomem", NULL)
                               : fault_set(why, ERR_UNAVAILABLE, "csv.no_cp932", NULL);
    char *out = malloc(cap + 1);
    if (!out) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    char *from = (char *)(uintptr_t)in.p, *to = out; /* iconv does not write there */
    size_t from_n = in.n, to_n = cap;
    size_t r = iconv(cd, &from, &from_n, &to, &to_n);
    struct str done = {out, cap - to_n};
    if (r == (size_t)-1 || from_n > 0) {
        err_t e = refuse_after(done, why);
        free(out);
        return e;
    }
    out[done.n] = '\0';
    *ret = out;
    *ret_n = done.n;
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *err_name(err_t e)
{
    static const char *const names[] = {
        "ok",     "nomem", "invalid", "too_big", "not_found",   "exists", "state",
        "denied", "busy",  "io",      "corrupt", "unavailable", "bug",
    };
    return (size_t)e < ARRAY_LEN(names) ? names[e] : "unknown";
}

/* Copy at most max-1 bytes and never end inside a UTF-8 character. */
static void copy_cut(char *to, size_t max, const char *from, size_t n)
{
    if (n >= max) {
        n = max - 1;
        while (n > 0 && ((unsigned char)from[n] & 0xC0U) == 0x80U) n--;
    }
    memcpy(to, from, n);
    to[n] = '\0';
}

void fault_fill(struct fault *why, err_t code, const char *id, const char *fmt, ...)
{
    if (!why) return;
    memset(why, 0, sizeof *why);
    why->code = code;
    why->id = id;
    if (!fmt) return;

    char buf[FAULT_ARGS * FAULT_ARG_MAX * 2];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(buf, sizeof buf, fmt, ap);
    va_end(ap);
    if (n < 0) return;
    const char *p = buf;
    while (why->n_args < FAULT_ARGS) {
        const char *end = strchr(p, FS[0]);
        size_t len = end ? (size_t)(end - p) : strlen(p);
        copy_cut(why->args[why->n_args++], FAULT_ARG_MAX, p, len);
        if (!end) break;
        p = end + 1;
    }
}

void fault_field(struct fault *why, const char *field)
{
    if (why) copy_cut(why->field, sizeof why->field, field, strlen(field));
}

void fault_place(struct fault *why, const char *file, uint32_t line, uint32_t column)
{
    if (!why) return;
    copy_cut(why->file, sizeof why->file, file ? file : "", file ? strlen(file) : 0);
    why->line = line;
    why->column = column;
}

_Noreturn void err_assert_failed(const char *cond, const char *file, int line)
{
    fprintf(stderr, "sekimori: internal error: %s (%s:%d)\n", cond, file, line);
    abort();
}

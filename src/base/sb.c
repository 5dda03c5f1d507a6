/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sb.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void sb_init(struct sb *b, size_t max)
{
    *b = (struct sb){.max = max};
}

void sb_release(struct sb *b)
{
    free(b->p);
    *b = (struct sb){.max = b->max};
}

void sb_reset(struct sb *b)
{
    b->n = 0;
    b->err = OK;
}

/* Room for `more` bytes and a NUL, or the sticky error. */
static bool room(struct sb *b, size_t more)
{
    if (b->err != OK) return false;
    if (more > b->max || b->n > b->max - more) {
        b->err = ERR_TOO_BIG;
        return false;
    }
    size_t need = b->n + more + 1;
    if (need <= b->cap) return true;
    size_t cap = b->cap ? b->cap : 64;
    while (cap < need) cap *= 2;
    char *p = realloc(b->p, cap);
    if (!p) {
        b->err = ERR_NOMEM;
        return false;
    }
    b->p = p;
    b->cap = cap;
    return true;
}

void sb_add(struct sb *b, struct str s)
{
    if (!room(b, s.n)) return;
    if (s.n) memcpy(b->p + b->n, s.p, s.n);
    b->n += s.n;
    b->p[b->n] = '\0';
}

void sb_addz(struct sb *b, const char *z)
{
    sb_add(b, str_z(z));
}

void sb_addc(struct sb *b, char c)
{
    sb_add(b, (struct str){&c, 1});
}

void sb_addf(struct sb *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0) {
        if (b->err == OK) b->err = ERR_BUG;
    } else if (room(b, (size_t)n)) {
        vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
        b->n += (size_t)n;
    }
    va_end(again);
}

void sb_add_i64(struct sb *b, int64_t v)
{
    char buf[24];
    char *p = buf + sizeof buf;
    uint64_t u = v < 0 ? (uint64_t)0 - (uint64_t)v : (uint64_t)v;
    do {
        *--p = (char)('0' + (int)(u % 10));
        u /= 10;
    } while (u);
    if (v < 0) *--p = '-';
    sb_add(b, (struct str){p, (size_t)(buf + sizeof buf - p)});
}

void sb_add_hex(struct sb *b, struct str bytes)
{
    static const char digits[] = "0123456789abcdef";
    if (bytes.n > b->max / 2 || !room(b, bytes.n * 2)) {
        if (b->err == OK) b->err = ERR_TOO_BIG;
        return;
    }
    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char c = (unsigned char)bytes.p[i];
        b->p[b->n++] = digits[c >> 4];
        b->p[b->n++] = digits[c & 15U];
    }
    b->p[b->n] = '\0';
}

struct str sb_str(const struct sb *b)
{
    return (struct str){b->p ? b->p : "", b->n};
}

err_t sb_end(const struct sb *b)
{
    return b->err;
}

err_t sb_take(struct sb *b, char **ret)
{
    if (b->err == OK && !b->p) (void)room(b, 0);
    if (b->err != OK) {
        err_t e = b->err;
        sb_release(b);
        return e;
    }
    ASSERT(b->p);
    b->p[b->n] = '\0';
    *ret = b->p;
    *b = (struct sb){.max = b->max};
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "base/str.h"

#include <stdlib.h>
#include <string.h>

struct str str_z(const char *z)
{
    return z ? (struct str){z, strlen(z)} : STR_NONE;
}

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_eqz(struct str a, const char *z)
{
    return str_eq(a, str_z(z));
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.n != b.n) return false;
    for (size_t i = 0; i < a.n; i++) {
        if (lower(a.p[i]) != lower(b.p[i])) return false;
    }
    return true;
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    if (c != 0) return c;
    return a.n < b.n ? -1 : a.n > b.n;
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && str_eq(str_head(s, prefix.n), prefix);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n && str_eq(str_skip(s, s.n - suffix.n), suffix);
}

/* Length of the blank at the start (head) or end (!head) of s; 0 if none. */
static size_t blank(struct str s, bool head)
{
    static const struct str wide = STR_INIT("\xE3\x80\x80");
    if (s.n == 0) return 0;
    char c = head ? s.p[0] : s.p[s.n - 1];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') return 1;
    return (head ? str_starts(s, wide) : str_ends(s, wide)) ? wide.n : 0;
}

struct str str_trim(struct str s)
{
    for (size_t k; (k = blank(s, true)) > 0;) s = str_skip(s, k);
    for (size_t k; (k = blank(s, false)) > 0;) s.n -= k;
    return s;
}

struct str str_skip(struct str s, size_t n)
{
    if (n >= s.n) return (struct str){s.p ? s.p + s.n : NULL, 0};
    return (struct str){s.p + n, s.n - n};
}

struct str str_head(struct str s, size_t n)
{
    return (struct str){s.p, n < s.n ? n : s.n};
}

size_t str_find(struct str s, char c)
{
    const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
    return at ? (size_t)(at - s.p) : s.n;
}

struct str str_cut(struct str *rest, char sep)
{
    struct str all = *rest;
    size_t at = str_find(all, sep);
    *rest = at < all.n ? str_skip(all, at + 1) : STR_NONE;
    return str_head(all, at);
}

err_t str_to_i64(struct str s, int64_t *ret)
{
    bool neg = s.n > 0 && s.p[0] == '-';
    size_t i = neg ? 1 : 0;
    if (i == s.n) return ERR_INVALID;
    int64_t v = 0;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return ERR_INVALID;
        int d = s.p[i] - '0';
        if (__builtin_mul_overflow(v, 10, &v)) return ERR_TOO_BIG;
        if (neg ? __builtin_sub_overflow(v, d, &v) : __builtin_add_overflow(v, d, &v))
            return ERR_TOO_BIG;
    }
    *ret = v;
    return OK;
}

char *str_dup(struct str s)
{
    char *z = malloc(s.n + 1);
    if (!z) return NULL;
    if (s.n) memcpy(z, s.p, s.n);
    z[s.n] = '\0';
    return z;
}

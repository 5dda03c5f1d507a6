/* SPDX-License-Identifier: Apache-2.0 */
#include "base/b64.h"

static void add(struct sb *to, struct str bytes, const char *digits, bool pad)
{
    const unsigned char *p = (const unsigned char *)bytes.p;
    for (size_t i = 0; i < bytes.n; i += 3) {
        size_t left = bytes.n - i;
        uint32_t v = (uint32_t)p[i] << 16;
        if (left > 1) v |= (uint32_t)p[i + 1] << 8;
        if (left > 2) v |= p[i + 2];
        char four[4] = {digits[v >> 18], digits[v >> 12 & 63], digits[v >> 6 & 63], digits[v & 63]};
        size_t n = left > 2 ? 4 : left + 1;
        if (pad) {
            for (; n < 4; n++) four[n] = '=';
        }
        sb_add(to, (struct str){four, n});
    }
}

void b64_add(struct sb *to, struct str bytes)
{
    add(to, bytes, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", true);
}

void b64url_add(struct sb *to, struct str bytes)
{
    add(to, bytes, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", false);
}

static inline int digit(char c, char c62, char c63)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == c62 ? 62 : c == c63 ? 63 : -1;
}

static err_t decode(struct str text, uint8_t *to, size_t max, size_t *ret_n, const char last[2])
{
    size_t n = 0;
    if (text.n % 4 == 1) return ERR_INVALID;
    for (size_t i = 0; i < text.n; i += 4) {
        size_t left = text.n - i < 4 ? text.n - i : 4;
        uint32_t v = 0;
        for (size_t k = 0; k < 4; k++) {
            int d = k < left ? digit(text.p[i + k], last[0], last[1]) : 0;
            if (d < 0) return ERR_INVALID;
            v = v << 6 | (uint32_t)d;
        }
        for (size_t k = 0; k + 1 < left; k++) {
            if (n == max) return ERR_TOO_BIG;
            to[n++] = (uint8_t)(v >> (16 - 8 * k));
        }
        if ((left == 2 && (v & 0xFFFFU)) || (left == 3 && (v & 0xFFU))) return ERR_INVALID;
    }
    *ret_n = n;
    return OK;
}

err_t b64_decode(struct str text, uint8_t *to, size_t max, size_t *ret_n)
{
    if (text.n % 4 != 0) return ERR_INVALID;
    if (str_ends(text, STR("="))) text.n--;
    if (text.n % 4 == 3 && str_ends(text, STR("="))) text.n--;
    return decode(text, to, max, ret_n, "+/");
}

err_t b64url_decode(struct str text, uint8_t *to, size_t max, size_t *ret_n)
{
    return decode(text, to, max, ret_n, "-_");
}

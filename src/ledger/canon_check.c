/* SPDX-License-Identifier: Apache-2.0
 *
 * One pass, no recursion, no allocation. A byte is looked at once, save the
 * names of members, which are compared with the name before them. */
#include "ledger/canon.h"

#include <string.h>

struct checker {
    const unsigned char *p, *end, *start;
    unsigned depth;
    bool escaped; /* the string before held an escape */
    struct {
        struct str last; /* the member name before, raw; p == NULL at first */
        bool object, escaped;
    } level[CANON_DEPTH_MAX + 1];
};

/* Of eight bytes, how many come before the first that is a control character,
 * quote, backslash or beyond ASCII; 8 when there is none. Each test may borrow
 * from the byte above one that it reports, so the first report is true. */
static inline unsigned plain_bytes(const unsigned char *p)
{
    const uint64_t ones = 0x0101010101010101U, high = 0x8080808080808080U;
    uint64_t w;
    memcpy(&w, p, sizeof w);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    w = __builtin_bswap64(w);
#endif
    uint64_t quote = w ^ (ones * '"'), slash = w ^ (ones * '\\');
    uint64_t bad = (w | (w - ones * 0x20) | (quote - ones) | (slash - ones)) & high;
    return bad ? (unsigned)__builtin_ctzll(bad) / 8 : 8;
}

/* Length of the valid UTF-8 sequence beyond ASCII at p; 0 if there is none.
 * RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
static size_t multibyte(const unsigned char *p, const unsigned char *end)
{
    size_t left = (size_t)(end - p);
    unsigned c = p[0];
    if (c >= 0xE0 && c < 0xF0) {
        if (left < 3 || (p[1] & 0xC0U) != 0x80 || (p[2] & 0xC0U) != 0x80) return 0;
        if ((c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F)) return 0;
        return 3;
    }
    if (c >= 0xC2 && c < 0xE0) return left >= 2 && (p[1] & 0xC0U) == 0x80 ? 2 : 0;
    if (c < 0xF0 || c > 0xF4 || left < 4) return 0;
    if ((p[1] & 0xC0U) != 0x80 || (p[2] & 0xC0U) != 0x80 || (p[3] & 0xC0U) != 0x80) return 0;
    if ((c == 0xF0 && p[1] < 0x90) || (c == 0xF4 && p[1] > 0x8F)) return 0;
    return 4;
}

/* Length of the escape at p (which is a backslash); 0 if JCS would not have
 * written it so. */
static size_t escape(const unsigned char *p, const unsigned char *end)
{
    if (end - p < 2) return 0;
    switch (p[1]) {
    case '"':
    case '\\':
    case 'b':
    case 't':
    case 'n':
    case 'f':
    case 'r':
        return 2;
    case 'u':
        break;
    default:
        return 0;
    }
    if (end - p < 6 || p[2] != '0' || p[3] != '0' || (p[4] != '0' && p[4] != '1')) return 0;
    bool digit = p[5] >= '0' && p[5] <= '9';
    if (!digit && (p[5] < 'a' || p[5] > 'f')) return 0;
    unsigned v = (p[4] - '0' + 0U) * 16 + (digit ? p[5] - '0' + 0U : p[5] - 'a' + 10U);
    /* \b \t \n \f \r have their own short forms. */
    return v >= 8 && v <= 13 && v != 11 ? 0 : 6;
}

/* At the byte after the opening quote; leaves p after the closing one. */
static bool string(struct checker *k)
{
    const unsigned char *p = k->p, *end = k->end;
    k->escaped = false;
    for (;;) {
        unsigned n = 0;
        while (end - p >= 8 && (n = plain_bytes(p)) == 8) p += 8;
        if (end - p >= 8) p += n;
        size_t step = 1;
        if (p == end || *p < 0x20) {
            step = 0;
        } else if (*p == '"') {
            k->p = p + 1;
            return true;
        } else if (*p == '\\') {
            step = escape(p, end);
            k->escaped = true;
        } else if (*p >= 0x80) {
            /* Japanese comes in runs; stay with it. */
            while ((step = multibyte(p, end)) == 3 && end - p > 3 && p[3] >= 0xE0) p += 3;
        }
        if (step == 0) {
            k->p = p;
            return false;
        }
        p += step;
    }
}

static bool number(struct checker *k)
{
    const unsigned char *p = k->p;
    bool negative = *p == '-';
    if (negative) p++;
    const unsigned char *digits = p;
    int64_t v = 0;
    while (p < k->end && *p >= '0' && *p <= '9' && p - digits < 17) v = v * 10 + (*p++ - '0');
    size_t n = (size_t)(p - digits);
    if (n == 0 || v >= CANON_INT_LIMIT) return false;
    if (*digits == '0' && (n > 1 || negative)) return false;
    k->p = p;
    return true;
}

static bool word(struct checker *k, struct str w)
{
    if ((size_t)(k->end - k->p) < w.n || memcmp(k->p, w.p, w.n) != 0) return false;
    k->p += w.n;
    return true;
}

/* The next byte of a raw name, unescaped; -1 at its end. */
static int unescaped(const char **p, const char *end)
{
    if (*p == end) return -1;
    unsigned char c = (unsigned char)*(*p)++;
    if (c != '\\') return c;
    char e = *(*p)++;
    switch (e) {
    case 'b':
        return '\b';
    case 't':
        return '\t';
    case 'n':
        return '\n';
    case 'f':
        return '\f';
    case 'r':
        return '\r';
    case 'u': {
        const char *h = *p;
        *p += 4;
        return (h[2] - '0') * 16 + (h[3] <= '9' ? h[3] - '0' : h[3] - 'a' + 10);
    }
    default:
        return e;
    }
}

/* canon_name_cmp on raw names with escapes. */
static int escaped_name_cmp(struct str a, struct str b)
{
    const char *p = a.p, *q = b.p;
    for (;;) {
        int x = unescaped(&p, a.p + a.n), y = unescaped(&q, b.p + b.n);
        if (x != y) {
            if (x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0)) return x >= 0xF0 ? -1 : 1;
            return x < y ? -1 : 1;
        }
        if (x < 0) return 0;
    }
}

/* jansson, with which everybody here reads, refuses NUL in names. */
static bool holds_nul(struct str raw)
{
    const char *p = raw.p;
    for (int c; (c = unescaped(&p, raw.p + raw.n)) >= 0;) {
        if (c == 0) return true;
    }
    return false;
}

/* Does `raw` come after the name before it in this object? */
static bool in_order(const struct checker *k, struct str raw)
{
    struct str last = k->level[k->depth].last;
    if (k->escaped && holds_nul(raw)) return false;
    if (!last.p) return true;
    if (k->escaped || k->level[k->depth].escaped) return escaped_name_cmp(last, raw) < 0;
    if (last.n && raw.n && ((last.p[0] ^ raw.p[0]) & 0x80) == 0 && last.p[0] != raw.p[0] &&
        (unsigned char)raw.p[0] < 0x80)
        return last.p[0] < raw.p[0];
    return canon_name_cmp(last, raw) < 0;
}

/* `"name":` in order after the name before it. */
static bool name(struct checker *k)
{
    const unsigned char *at = k->p;
    if (at == k->end || *at != '"') return false;
    k->p++;
    if (!string(k)) return false;
    struct str raw = {(const char *)at + 1, (size_t)(k->p - at) - 2};
    if (!in_order(k, raw)) {
        k->p = at;
        return false;
    }
    k->level[k->depth].last = raw;
    k->level[k->depth].escaped = k->escaped;
    if (k->p == k->end || *k->p != ':') return false;
    k->p++;
    return true;
}

enum step { BAD, OPENED, CLOSED };

/* One scalar, or the opening of a container. */
static enum step value(struct checker *k)
{
    if (k->p == k->end) return BAD;
    switch (*k->p) {
    case '"':
        k->p++;
        return string(k) ? CLOSED : BAD;
    case '{':
    case '[':
        if (k->depth == CANON_DEPTH_MAX) return BAD;
        k->depth++;
        k->level[k->depth].last = STR_NONE;
        k->level[k->depth].object = *k->p++ == '{';
        return OPENED;
    case 't':
        return word(k, STR("true")) ? CLOSED : BAD;
    case 'f':
        return word(k, STR("false")) ? CLOSED : BAD;
    case 'n':
        return word(k, STR("null")) ? CLOSED : BAD;
    default:
        return number(k) ? CLOSED : BAD;
    }
}

static struct canon_member *wanted(const struct checker *k, struct canon_member *members, size_t n)
{
    struct str last = k->level[1].last;
    for (size_t i = 0; i < n; i++) {
        struct str want = members[i].name;
        if (want.n == last.n && memcmp(want.p, last.p, last.n) == 0) return &members[i];
    }
    return NULL;
}

/* After a value: the ends of containers, then a comma if more follows. */
static bool ends(struct checker *k)
{
    while (k->depth > 0) {
        if (k->p == k->end) return false;
        unsigned char c = *k->p;
        if (c == ',') {
            k->p++;
            return true;
        }
        if (c != (k->level[k->depth].object ? '}' : ']')) return false;
        k->p++;
        k->depth--;
    }
    return true;
}

static bool walk(struct checker *k, struct canon_member *members, size_t n)
{
    struct canon_member *take = NULL;
    const unsigned char *from = NULL;
    bool first = true; /* no comma before: an empty container may end here */
    do {
        bool empty = first && k->depth > 0 && k->p < k->end &&
                     *k->p == (k->level[k->depth].object ? '}' : ']');
        if (!empty) {
            if (k->depth > 0 && k->level[k->depth].object && !name(k)) return false;
            if (n && k->depth == 1 && k->level[1].object) {
                take = wanted(k, members, n);
                from = k->p;
            }
            enum step s = value(k);
            if (s == BAD) return false;
            first = s == OPENED;
            if (first) continue;
        }
        first = false;
        /* Where the value of an outermost member ends. */
        if (take) {
            while (k->depth > 1 && k->p < k->end && (*k->p == '}' || *k->p == ']')) {
                if (*k->p != (k->level[k->depth].object ? '}' : ']')) return false;
                k->p++;
                k->depth--;
            }
            if (k->depth == 1) {
                take->ret_value = (struct str){(const char *)from, (size_t)(k->p - from)};
                take = NULL;
            }
        }
        if (!ends(k)) return false;
    } while (k->depth > 0);
    return k->p == k->end;
}

err_t canon_check(struct str s, struct canon_member *members, size_t n, size_t *ret_at)
{
    const unsigned char *p = (const unsigned char *)s.p;
    /* A level is set when it is entered; clearing all of them first would cost
     * a tenth of the check. */
    struct checker k __attribute__((uninitialized));
    k.p = k.start = p;
    k.end = s.n ? p + s.n : p;
    k.depth = 0;
    k.escaped = false;
    for (size_t i = 0; i < n; i++) members[i].ret_value = STR_NONE;
    if (s.n > 0 && walk(&k, members, n)) return OK;
    if (ret_at) *ret_at = (size_t)(k.p - k.start);
    return ERR_INVALID;
}

struct str canon_plain_string(struct str value)
{
    if (value.n < 2 || value.p[0] != '"' || value.p[value.n - 1] != '"') return STR_NONE;
    struct str s = {value.p + 1, value.n - 2};
    return str_find(s, '\\') == s.n ? s : STR_NONE;
}

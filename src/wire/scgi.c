/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/scgi.h"

enum { LENGTH_DIGITS_MAX = 5 }; /* of SCGI_HEAD_MAX */
#define CONTENT_LENGTH_MAX (INT64_C(1) << 53)

err_t scgi_measure(struct str in, size_t *ret)
{
    size_t length = 0, i = 0;
    for (; i < in.n && in.p[i] >= '0' && in.p[i] <= '9'; i++) {
        if (i == LENGTH_DIGITS_MAX) return ERR_TOO_BIG;
        if (i == 1 && in.p[0] == '0') return ERR_INVALID;
        length = length * 10 + (size_t)(in.p[i] - '0');
    }
    if (length > SCGI_HEAD_MAX) return ERR_TOO_BIG;
    if (i == in.n) {
        *ret = 0;
        return OK;
    }
    if (i == 0 || length == 0 || in.p[i] != ':') return ERR_INVALID;
    *ret = i + 1 + length + 1;
    return OK;
}

static bool name_is_good(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_')) return false;
    }
    return s.n > 0;
}

/* nginx lets no control characters through; whoever sends them is not nginx. */
static bool value_is_good(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F) return false;
    }
    return true;
}

/* What stands before the next NUL; false when there is none. */
static bool take(struct str *s, struct str *ret)
{
    size_t at = str_find(*s, '\0');
    if (at == s->n) return false;
    *ret = str_head(*s, at);
    *s = str_skip(*s, at + 1);
    return true;
}

static err_t parse_vars(struct str in, struct scgi *r)
{
    while (in.n > 0) {
        struct scgi_var v;
        if (r->n == SCGI_VARS_MAX) return ERR_TOO_BIG;
        if (!take(&in, &v.name) || !take(&in, &v.value)) return ERR_INVALID;
        if (v.name.n > SCGI_NAME_MAX) return ERR_TOO_BIG;
        if (!name_is_good(v.name) || !value_is_good(v.value)) return ERR_INVALID;
        for (size_t i = 0; i < r->n; i++) {
            if (str_eq(r->vars[i].name, v.name)) return ERR_INVALID;
        }
        r->vars[r->n++] = v;
    }
    return OK;
}

/* Digits only, without leading zeros: two readings of one number are how
 * requests are smuggled. */
static err_t content_length(const struct scgi *r, uint64_t *ret)
{
    if (r->n == 0 || !str_eqz(r->vars[0].name, "CONTENT_LENGTH")) return ERR_INVALID;
    struct str s = r->vars[0].value;
    int64_t v;
    if (s.n == 0 || s.p[0] == '-' || (s.n > 1 && s.p[0] == '0')) return ERR_INVALID;
    TRY(str_to_i64(s, &v));
    if (v > CONTENT_LENGTH_MAX) return ERR_TOO_BIG;
    *ret = (uint64_t)v;
    return OK;
}

err_t scgi_parse(struct str head, struct scgi *ret)
{
    size_t length = 0;
    TRY(scgi_measure(head, &length));
    if (length == 0 || length != head.n || head.p[head.n - 1] != ',') return ERR_INVALID;
    struct str in = str_skip(head, str_find(head, ':') + 1);
    in.n -= 1;
    struct scgi r;
    r.n = 0;
    TRY(parse_vars(in, &r));
    TRY(content_length(&r, &r.content_length));
    if (!str_eqz(scgi_get(&r, "SCGI"), "1")) return ERR_INVALID;
    *ret = r;
    return OK;
}

struct str scgi_get(const struct scgi *r, const char *name)
{
    struct str want = str_z(name);
    for (size_t i = 0; i < r->n; i++) {
        if (str_eq(r->vars[i].name, want)) return r->vars[i].value;
    }
    return STR_NONE;
}

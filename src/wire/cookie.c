/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/cookie.h"

#include <string.h>

/* RFC 6265, cookie-octet: printable ASCII without blank, " , ; and \. */
static bool value_is_good(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= 0x20 || c >= 0x7F || c == '"' || c == ',' || c == ';' || c == '\\') return false;
    }
    return true;
}

static bool name_is_good(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c <= 0x20 || c >= 0x7F || strchr("()<>@,;:\\\"/[]?={}", c)) return false;
    }
    return s.n > 0;
}

err_t cookie_get(struct str header, const char *name, struct str *ret)
{
    struct str found = STR_NONE, want = str_z(name);
    while (header.n > 0) {
        struct str value = str_cut(&header, ';');
        struct str key = str_trim(str_cut(&value, '='));
        if (!str_eq(key, want)) continue;
        if (found.p || !value.p) return ERR_INVALID;
        found = value;
    }
    if (!found.p) return ERR_NOT_FOUND;
    while (found.n > 0 && (found.p[found.n - 1] == ' ' || found.p[found.n - 1] == '\t')) found.n--;
    if (!value_is_good(found)) return ERR_INVALID;
    *ret = found;
    return OK;
}

err_t cookie_add(struct sb *b, const struct cookie *c)
{
    if (!name_is_good(str_z(c->name)) || !value_is_good(c->value)) return ERR_INVALID;
    sb_addz(b, c->name);
    sb_addc(b, '=');
    sb_add(b, c->value);
    sb_addz(b, "; Path=/");
    if (c->max_age_s >= 0) {
        sb_addz(b, "; Max-Age=");
        sb_add_i64(b, c->max_age_s);
    }
    if (c->secure) sb_addz(b, "; Secure");
    sb_addz(b, c->lax ? "; HttpOnly; SameSite=Lax" : "; HttpOnly; SameSite=Strict");
    return OK;
}

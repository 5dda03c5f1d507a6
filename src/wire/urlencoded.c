/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/urlencoded.h"

#include "base/utf8.h"

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

static int hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static err_t decode(struct arena *a, struct str s, struct str *ret)
{
    char *to = arena_alloc(a, s.n + 1);
    if (!to) return ERR_NOMEM;
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '%') {
            if (s.n - i < 3 || hex(s.p[i + 1]) < 0 || hex(s.p[i + 2]) < 0) return ERR_INVALID;
            c = (char)(hex(s.p[i + 1]) << 4 | hex(s.p[i + 2]));
            i += 2;
        } else if (c == '+') {
            c = ' ';
        } else if ((unsigned char)c <= ' ' || (unsigned char)c >= 0x7F) {
            return ERR_INVALID;
        }
        to[n++] = c;
    }
    if (!utf8_valid((struct str){to, n}, UTF8_NO_NUL)) return ERR_INVALID;
    *ret = (struct str){to, n};
    return OK;
}

static size_t count_pairs(struct str body)
{
    size_t n = body.n > 0;
    for (size_t i = 0; i < body.n; i++) n += body.p[i] == '&';
    return n;
}

static err_t decode_pair(struct arena *a, struct str pair, struct form_pair *p, struct fault *why)
{
    struct str name = str_cut(&pair, '=');
    err_t e = decode(a, name, &p->name);
    if (e == OK) e = decode(a, pair, &p->value);
    if (e == OK && p->name.n == 0) e = ERR_INVALID;
    if (e == ERR_NOMEM) return fault_set(why, e, "err.nomem", NULL);
    return e == OK ? OK : fault_set(why, e, "form.not_understood", NULL);
}

err_t urlencoded_parse(struct arena *a, struct str body, size_t max_pairs, struct form *ret,
                       struct fault *why)
{
    struct form f = {0};
    size_t n = count_pairs(body);
    if (n > max_pairs) return fault_set(why, ERR_TOO_BIG, "form.too_many_fields", "%zu", max_pairs);
    f.pairs = ARENA_ARRAY(a, struct form_pair, n ? n : 1);
    if (!f.pairs) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    for (struct str rest = body; rest.n > 0;) {
        struct str pair = str_cut(&rest, '&');
        if (pair.n == 0) continue;
        TRY(decode_pair(a, pair, &f.pairs[f.n], why));
        f.n++;
    }
    *ret = f;
    return OK;
}

bool form_nth(const struct form *f, const char *name, size_t i, struct str *ret)
{
    for (size_t k = 0; k < f->n; k++) {
        if (!str_eqz(f->pairs[k].name, name)) continue;
        if (i-- > 0) continue;
        *ret = f->pairs[k].value;
        return true;
    }
    return false;
}

err_t form_one(const struct form *f, const char *name, struct str *ret, struct fault *why)
{
    struct str value = STR_NONE, again;
    if (form_nth(f, name, 0, &value) && form_nth(f, name, 1, &again)) {
        err_t e = fault_set(why, ERR_INVALID, "form.field_twice", NULL);
        fault_field(why, name);
        return e;
    }
    *ret = value;
    return OK;
}

void urlencoded_add(struct sb *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (is_unreserved(c))
            sb_addc(b, (char)c);
        else
            sb_addf(b, "%%%02X", c);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/signature.h"

#include <string.h>

#include "base/b64.h"
#include "base/id.h"
#include "base/json.h"
#include "base/sha256.h"

enum { AT_DIGITS = 16 };

bool signature_is_name(struct str name)
{
    if (name.n == 0 || name.n > SIGNATURE_NAME_MAX) return false;
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool inside = (c == '.' || c == '-') && i > 0 && i + 1 < name.n;
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || inside)) return false;
    }
    return true;
}

/* What follows "label=" in the next piece; STR_NONE when it is another. */
static struct str piece(struct str *rest, const char *label)
{
    struct str p = str_cut(rest, ';');
    struct str key = str_z(label);
    if (!p.p || !str_starts(p, key)) return STR_NONE;
    return str_skip(p, key.n);
}

static err_t bytes(struct str text, uint8_t *to, size_t n)
{
    size_t got = 0;
    if (!text.p || b64url_decode(text, to, n, &got) != OK || got != n) return ERR_INVALID;
    return OK;
}

err_t signature_parse(struct str header, struct signature *ret)
{
    struct signature s = {0};
    if (header.n > SIGNATURE_HEADER_MAX) return ERR_INVALID;
    struct str v = piece(&header, "v="), name = piece(&header, "name="), at = piece(&header, "at="),
               nonce = piece(&header, "nonce="), sig = piece(&header, "sig=");
    if (header.p || !str_eqz(v, "1") || !signature_is_name(name)) return ERR_INVALID;
    if (at.n == 0 || at.n > AT_DIGITS || id_parse(at, &s.at.ms) != OK) return ERR_INVALID;
    if (s.at.ms > JSON_INT_MAX) return ERR_INVALID;
    TRY(bytes(nonce, s.nonce, sizeof s.nonce));
    TRY(bytes(sig, s.sig, sizeof s.sig));
    memcpy(s.name, name.p, name.n);
    *ret = s;
    return OK;
}

void signature_format(struct sb *to, const struct signature *s)
{
    sb_addf(to, "v=1;name=%s;at=%lld;nonce=", s->name, (long long)s->at.ms);
    b64url_add(to, (struct str){(const char *)s->nonce, sizeof s->nonce});
    sb_addz(to, ";sig=");
    b64url_add(to, (struct str){(const char *)s->sig, sizeof s->sig});
}

void signature_text(struct sb *to, const struct signature *s, struct str method, struct str target,
                    struct str body)
{
    uint8_t digest[SHA256_LEN];
    sha256(body, digest);
    sb_addz(to, "sekimori-machine-request/1\n");
    sb_add(to, method);
    sb_addc(to, '\n');
    sb_add(to, target);
    sb_addc(to, '\n');
    sb_add_hex(to, (struct str){(const char *)digest, sizeof digest});
    sb_addf(to, "\n%s\n%lld\n", s->name, (long long)s->at.ms);
    b64url_add(to, (struct str){(const char *)s->nonce, sizeof s->nonce});
    sb_addc(to, '\n');
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/commitment.h"

#include "base/b64.h"
#include "base/sha256.h"
#include "ledger/canon.h"

struct hash commitment_make(struct str salt, struct str content)
{
    struct hash h;
    struct sha256 s;
    sha256_init(&s);
    sha256_add(&s, STR("sekimori/content/v1\n"));
    sha256_add(&s, salt);
    sha256_add(&s, content);
    sha256_end(&s, h.b);
    return h;
}

err_t commitment_parse(struct str value, struct hash *ret)
{
    struct hash h;
    size_t n;
    struct str text = canon_plain_string(value);
    if (b64url_decode(text, h.b, sizeof h.b, &n) != OK || n != sizeof h.b) return ERR_INVALID;
    *ret = h;
    return OK;
}

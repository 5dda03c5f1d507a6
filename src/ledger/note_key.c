/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/note.h"

#include <string.h>

#include <sodium.h>

#include "base/b64.h"
#include "base/sha256.h"
#include "base/utf8.h"

static bool unicode_space(uint32_t c)
{
    return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
           c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool note_name_valid(struct str name)
{
    if (name.n == 0) return false;
    while (name.n > 0) {
        uint32_t c;
        if (utf8_next(&name, &c) != OK) return false;
        if (c <= 0x20 || c == 0x7F || c == '+' || unicode_space(c)) return false;
    }
    return true;
}

static uint32_t key_id(const struct note_key *k)
{
    uint8_t h[32];
    const char alg = (char)k->alg;
    struct sha256 s;
    sha256_init(&s);
    sha256_add(&s, str_z(k->name));
    sha256_add(&s, STR("\n"));
    sha256_add(&s, (struct str){&alg, 1});
    sha256_add(&s, (struct str){(const char *)k->pub, sizeof k->pub});
    sha256_end(&s, h);
    return (uint32_t)h[0] << 24 | (uint32_t)h[1] << 16 | (uint32_t)h[2] << 8 | h[3];
}

err_t note_key_init(struct note_key *ret, struct str name, enum note_alg alg,
                    const uint8_t pub[NOTE_PUB_LEN])
{
    if (name.n > NOTE_NAME_MAX || !note_name_valid(name)) return ERR_INVALID;
    struct note_key k = {.alg = alg};
    memcpy(k.name, name.p, name.n);
    memcpy(k.pub, pub, sizeof k.pub);
    k.id = key_id(&k);
    *ret = k;
    return OK;
}

static bool hex_u32(struct str s, uint32_t *ret)
{
    uint32_t v = 0;
    if (s.n != 8) return false;
    for (size_t i = 0; i < 8; i++) {
        char c = s.p[i];
        bool digit = c >= '0' && c <= '9';
        if (!digit && (c < 'a' || c > 'f')) return false;
        v = v << 4 | (uint32_t)(digit ? c - '0' : c - 'a' + 10);
    }
    *ret = v;
    return true;
}

err_t note_key_parse(struct str vkey, struct note_key *ret)
{
    if (str_ends(vkey, STR("\n"))) vkey.n--;
    struct str rest = vkey;
    struct str name = str_cut(&rest, '+');
    struct str id = str_cut(&rest, '+');
    uint32_t told;
    uint8_t raw[1 + NOTE_PUB_LEN];
    size_t n;
    if (!rest.p || !hex_u32(id, &told)) return ERR_INVALID;
    if (b64_decode(rest, raw, sizeof raw, &n) != OK || n != sizeof raw) return ERR_INVALID;
    if (raw[0] != NOTE_ED25519 && raw[0] != NOTE_COSIGNATURE) return ERR_INVALID;
    struct note_key k;
    TRY(note_key_init(&k, name, raw[0], raw + 1));
    if (k.id != told) return ERR_INVALID;
    *ret = k;
    return OK;
}

void note_key_write(struct sb *to, const struct note_key *key)
{
    uint8_t raw[1 + NOTE_PUB_LEN];
    raw[0] = (uint8_t)key->alg;
    memcpy(raw + 1, key->pub, NOTE_PUB_LEN);
    sb_addf(to, "%s+%08x+", key->name, key->id);
    b64_add(to, (struct str){(const char *)raw, sizeof raw});
}

err_t note_signer_init(struct note_signer *ret, struct str name, const uint8_t seed[NOTE_SEED_LEN])
{
    struct note_signer s;
    uint8_t pub[NOTE_PUB_LEN];
    if (sodium_init() < 0) return ERR_IO;
    crypto_sign_seed_keypair(pub, s.secret, seed);
    err_t e = note_key_init(&s.key, name, NOTE_ED25519, pub);
    if (e == OK) *ret = s;
    note_signer_wipe(&s);
    return e;
}

void note_signer_wipe(struct note_signer *s)
{
    sodium_memzero(s->secret, sizeof s->secret);
}

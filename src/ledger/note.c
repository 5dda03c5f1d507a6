/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/note.h"

#include <string.h>

#include <sodium.h>

#include "base/b64.h"
#include "base/utf8.h"

/* Em dash and space begin a signature line. */
#define DASH "\xE2\x80\x94 "

enum { TIME_LEN = 8, ID_LEN = 4, SIG_BASE64_MAX = 16 * 1024 };

static bool chars_valid(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < 0x20 && s.p[i] != '\n') return false;
    }
    return utf8_valid(s, 0);
}

static uint32_t be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint64_t be64(const uint8_t *p)
{
    return (uint64_t)be32(p) << 32 | be32(p + 4);
}

static bool sig_parse(struct str line, struct note_sig *ret)
{
    if (!str_starts(line, STR(DASH))) return false;
    struct str rest = str_skip(line, sizeof DASH - 1);
    struct str name = str_cut(&rest, ' ');
    if (!rest.p || rest.n > SIG_BASE64_MAX || !note_name_valid(name)) return false;
    uint8_t raw[SIG_BASE64_MAX];
    size_t n;
    if (b64_decode(rest, raw, sizeof raw, &n) != OK || n <= ID_LEN) return false;
    *ret = (struct note_sig){.name = name, .id = be32(raw), .n = n - ID_LEN};
    memcpy(ret->sig, raw + ID_LEN, ret->n < sizeof ret->sig ? ret->n : sizeof ret->sig);
    return true;
}

bool note_sig_next(struct str *sigs, struct note_sig *ret)
{
    if (sigs->n == 0) return false;
    return sig_parse(str_cut(sigs, '\n'), ret);
}

/* Index of the last empty line's first newline pair, or n. */
static size_t last_blank_line(struct str s)
{
    for (size_t i = s.n; i >= 2; i--) {
        if (s.p[i - 1] == '\n' && s.p[i - 2] == '\n') return i - 2;
    }
    return s.n;
}

err_t note_parse(struct str bytes, struct note *ret)
{
    if (bytes.n > NOTE_MAX) return ERR_TOO_BIG;
    if (!chars_valid(bytes) || !str_ends(bytes, STR("\n"))) return ERR_INVALID;
    size_t blank = last_blank_line(bytes);
    if (blank == bytes.n) return ERR_INVALID;
    struct note note = {.text = str_head(bytes, blank + 1), .sigs = str_skip(bytes, blank + 2)};
    if (note.sigs.n == 0) return ERR_INVALID;
    struct str rest = note.sigs;
    struct note_sig sig;
    for (size_t n = 0; rest.n > 0; n++) {
        if (n == NOTE_SIGS_MAX) return ERR_TOO_BIG;
        if (!note_sig_next(&rest, &sig)) return ERR_INVALID;
    }
    *ret = note;
    return OK;
}

/* What a cosignature signs: tlog-cosignature, "Ed25519 signed message". */
static void cosigned(struct sb *to, struct str text, uint64_t time)
{
    sb_addf(to, "cosignature/v1\ntime %llu\n", (unsigned long long)time);
    sb_add(to, text);
}

static err_t verify_cosignature(const struct note_sig *sig, struct str text,
                                const struct note_key *key, uint64_t *ret_time)
{
    SB_CLEANUP struct sb message;
    sb_init(&message, NOTE_MAX + 64);
    uint64_t time = be64(sig->sig);
    if (sig->n != TIME_LEN + NOTE_SIG_LEN || time > INT64_MAX) return ERR_CORRUPT;
    cosigned(&message, text, time);
    TRY(sb_end(&message));
    if (crypto_sign_verify_detached(sig->sig + TIME_LEN, (const uint8_t *)message.p, message.n,
                                    key->pub) != 0)
        return ERR_CORRUPT;
    if (time > *ret_time) *ret_time = time;
    return OK;
}

static err_t verify_one(const struct note_sig *sig, struct str text, const struct note_key *key,
                        uint64_t *ret_time)
{
    if (key->alg == NOTE_COSIGNATURE) return verify_cosignature(sig, text, key, ret_time);
    if (sig->n != NOTE_SIG_LEN) return ERR_CORRUPT;
    return crypto_sign_verify_detached(sig->sig, (const uint8_t *)text.p, text.n, key->pub) == 0
               ? OK
               : ERR_CORRUPT;
}

err_t note_verify(const struct note *note, const struct note_key *key, uint64_t *ret_time)
{
    struct str rest = note->sigs;
    struct note_sig sig;
    bool found = false;
    uint64_t time = 0;
    if (sodium_init() < 0) return ERR_IO;
    while (note_sig_next(&rest, &sig)) {
        if (sig.id != key->id || !str_eqz(sig.name, key->name)) continue;
        TRY(verify_one(&sig, note->text, key, &time));
        found = true;
    }
    if (!found) return ERR_NOT_FOUND;
    if (ret_time) *ret_time = time;
    return OK;
}

static void sig_line(struct sb *to, const struct note_key *key, uint32_t id, const uint8_t *sig,
                     size_t n)
{
    uint8_t raw[ID_LEN + TIME_LEN + NOTE_SIG_LEN];
    for (unsigned i = 0; i < ID_LEN; i++) raw[i] = (uint8_t)(id >> (24 - 8 * i));
    memcpy(raw + ID_LEN, sig, n);
    sb_addf(to, DASH "%s ", key->name);
    b64_add(to, (struct str){(const char *)raw, ID_LEN + n});
    sb_addc(to, '\n');
}

void note_sign(struct sb *to, const struct note_signer *s, struct str text)
{
    uint8_t sig[NOTE_SIG_LEN];
    crypto_sign_detached(sig, NULL, (const uint8_t *)text.p, text.n, s->secret);
    sig_line(to, &s->key, s->key.id, sig, sizeof sig);
}

void note_cosign(struct sb *to, const struct note_signer *s, struct str text, uint64_t time)
{
    SB_CLEANUP struct sb message;
    struct note_key key;
    uint8_t sig[TIME_LEN + NOTE_SIG_LEN];
    sb_init(&message, NOTE_MAX + 64);
    cosigned(&message, text, time);
    if (sb_end(&message) != OK ||
        note_key_init(&key, str_z(s->key.name), NOTE_COSIGNATURE, s->key.pub) != OK) {
        to->err = ERR_NOMEM;
        return;
    }
    for (unsigned i = 0; i < TIME_LEN; i++) sig[i] = (uint8_t)(time >> (56 - 8 * i));
    crypto_sign_detached(sig + TIME_LEN, NULL, (const uint8_t *)message.p, message.n, s->secret);
    sig_line(to, &key, key.id, sig, sizeof sig);
}

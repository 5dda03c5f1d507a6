/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/checkpoint.h"

#include "base/b64.h"

static bool size_parse(struct str s, uint64_t *ret)
{
    int64_t v;
    if (s.n == 0 || (s.p[0] == '0' && s.n > 1) || s.p[0] == '-') return false;
    if (str_to_i64(s, &v) != OK) return false;
    *ret = (uint64_t)v;
    return true;
}

static bool extension_valid(struct str s)
{
    if (s.n == 0) return true;
    if (!str_ends(s, STR("\n")) || s.p[0] == '\n') return false;
    for (size_t i = 1; i < s.n; i++) {
        if (s.p[i] == '\n' && s.p[i - 1] == '\n') return false;
    }
    return true;
}

err_t checkpoint_parse(struct str text, struct checkpoint *ret)
{
    struct checkpoint c;
    struct str rest = text;
    size_t n;
    c.origin = str_cut(&rest, '\n');
    struct str size = str_cut(&rest, '\n');
    struct str root = str_cut(&rest, '\n');
    if (!rest.p || c.origin.n == 0 || !size_parse(size, &c.size)) return ERR_INVALID;
    if (b64_decode(root, c.root.b, HASH_LEN, &n) != OK || n != HASH_LEN) return ERR_INVALID;
    if (!extension_valid(rest)) return ERR_INVALID;
    c.extension = rest;
    *ret = c;
    return OK;
}

void checkpoint_write(struct sb *to, struct str origin, uint64_t size, const struct hash *root)
{
    sb_add(to, origin);
    sb_addf(to, "\n%llu\n", (unsigned long long)size);
    b64_add(to, (struct str){(const char *)root->b, HASH_LEN});
    sb_addc(to, '\n');
}

err_t checkpoint_key_parse(struct str vkey, struct checkpoint_key *ret)
{
    struct checkpoint_key k;
    TRY(note_key_parse(vkey, &k.log));
    if (k.log.alg != NOTE_ED25519) return ERR_INVALID;
    TRY(note_key_init(&k.time, str_z(k.log.name), NOTE_COSIGNATURE, k.log.pub));
    *ret = k;
    return OK;
}

/* Beyond the year 9999 a time is nothing that a person could read. */
#define TIME_MAX UINT64_C(253402300799)

err_t checkpoint_cosigned(struct str bytes, const struct note_key *witness, struct moment *ret_at)
{
    struct note note;
    uint64_t time;
    TRY(note_parse(bytes, &note));
    TRY(note_verify(&note, witness, &time));
    if (time > TIME_MAX) return ERR_INVALID;
    *ret_at = (struct moment){(int64_t)time * SECOND_MS};
    return OK;
}

err_t checkpoint_witness_parse(struct str vkey, struct note_key *ret)
{
    struct note_key k;
    TRY(note_key_parse(vkey, &k));
    if (k.alg == NOTE_ED25519) TRY(note_key_init(&k, str_z(k.name), NOTE_COSIGNATURE, k.pub));
    *ret = k;
    return OK;
}

err_t checkpoint_verify(struct str bytes, const struct checkpoint_key *key, struct checkpoint *ret,
                        struct moment *ret_signed_at)
{
    struct note note;
    struct checkpoint c;
    uint64_t time = 0;
    TRY(note_parse(bytes, &note));
    TRY(note_verify(&note, &key->log, NULL));
    err_t e = note_verify(&note, &key->time, &time);
    if (e != OK && e != ERR_NOT_FOUND) return e;
    TRY(checkpoint_parse(note.text, &c));
    if (!str_eqz(c.origin, key->log.name)) return ERR_STATE;
    if (time > TIME_MAX) return ERR_INVALID;
    *ret = c;
    *ret_signed_at = (struct moment){(int64_t)time * SECOND_MS};
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/signer_wire.h"

#include <string.h>

#define MAGIC "SG\x01"

enum { MAGIC_LEN = 3, OP_SIGN = 1 };

static void put_number(struct sb *to, uint64_t v, unsigned len)
{
    while (len-- > 0) sb_addc(to, (char)(uint8_t)(v >> (8 * len)));
}

static uint64_t number(const char *p, unsigned len)
{
    uint64_t v = 0;
    while (len-- > 0) v = v << 8 | (uint8_t)*p++;
    return v;
}

static void put_hashes(struct sb *to, const struct hash *h, size_t n)
{
    for (size_t i = 0; i < n; i++) sb_add(to, (struct str){(const char *)h[i].b, HASH_LEN});
}

err_t signer_wire_request(struct sb *to, const struct signer_request *r)
{
    if (r->origin.n == 0 || r->origin.n > NOTE_NAME_MAX) return ERR_INVALID;
    size_t n = MAGIC_LEN + 2 + r->origin.n + 8 + 8 + HASH_LEN + 1 + r->proof.n * HASH_LEN;
    put_number(to, n, SIGNER_LENGTH_LEN);
    sb_addz(to, MAGIC);
    sb_addc(to, OP_SIGN);
    put_number(to, r->origin.n, 1);
    sb_add(to, r->origin);
    put_number(to, r->old_size, 8);
    put_number(to, r->size, 8);
    put_hashes(to, &r->root, 1);
    put_number(to, r->proof.n, 1);
    put_hashes(to, r->proof.hash, r->proof.n);
    return sb_end(to);
}

err_t signer_wire_reply(struct sb *to, enum signer_status status, struct str note)
{
    put_number(to, MAGIC_LEN + 1 + note.n, SIGNER_LENGTH_LEN);
    sb_addz(to, MAGIC);
    put_number(to, status, 1);
    sb_add(to, note);
    return sb_end(to);
}

uint32_t signer_wire_length(const uint8_t p[SIGNER_LENGTH_LEN])
{
    return (uint32_t)number((const char *)p, SIGNER_LENGTH_LEN);
}

/* Cut n bytes off; false when there are fewer. */
static bool take(struct str *rest, size_t n, struct str *ret)
{
    if (rest->n < n) return false;
    *ret = str_head(*rest, n);
    *rest = str_skip(*rest, n);
    return true;
}

err_t signer_wire_parse_request(struct str bytes, struct signer_request *ret)
{
    struct signer_request r = {0};
    struct str rest = bytes, head, body, proof;
    if (!take(&rest, MAGIC_LEN + 2, &head) || !str_starts(head, STR(MAGIC))) return ERR_INVALID;
    if (head.p[MAGIC_LEN] != OP_SIGN) return ERR_INVALID;
    if (!take(&rest, (uint8_t)head.p[MAGIC_LEN + 1], &r.origin) || r.origin.n == 0)
        return ERR_INVALID;
    if (!take(&rest, 8 + 8 + HASH_LEN + 1, &body)) return ERR_INVALID;
    r.old_size = number(body.p, 8);
    r.size = number(body.p + 8, 8);
    memcpy(r.root.b, body.p + 16, HASH_LEN);
    r.proof.n = (uint8_t)body.p[16 + HASH_LEN];
    /* A size is shown and kept as a signed number elsewhere. */
    if (r.proof.n > MERKLE_PROOF_MAX || r.size > INT64_MAX || r.old_size > INT64_MAX)
        return ERR_INVALID;
    if (!take(&rest, r.proof.n * HASH_LEN, &proof) || rest.n != 0) return ERR_INVALID;
    if (proof.n) memcpy(r.proof.hash, proof.p, proof.n);
    *ret = r;
    return OK;
}

err_t signer_wire_parse_reply(struct str bytes, enum signer_status *ret_status,
                              struct str *ret_note)
{
    struct str rest = bytes, head;
    if (!take(&rest, MAGIC_LEN + 1, &head) || !str_starts(head, STR(MAGIC))) return ERR_INVALID;
    unsigned status = (uint8_t)head.p[MAGIC_LEN];
    if (status >= SIGNER_STATUSES || rest.n > SIGNER_NOTE_MAX) return ERR_INVALID;
    *ret_status = (enum signer_status)status;
    *ret_note = rest;
    return OK;
}

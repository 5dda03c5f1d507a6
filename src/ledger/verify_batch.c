/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/verify_batch.h"

#include <stdlib.h>
#include <string.h>

bool batch_full(const struct batch *b)
{
    return b->n == BATCH_RECORDS || b->n_checkpoints == BATCH_CHECKPOINTS || b->used > BATCH_BYTES;
}

bool batch_is_row(const struct batch *b)
{
    return b->n == TILE_WIDTH && b->first % TILE_WIDTH == 0;
}

void batch_clear(struct batch *b, int64_t first)
{
    b->first = first;
    b->n = b->n_checkpoints = b->used = 0;
    b->err = OK;
}

static err_t room(struct batch *b, size_t more)
{
    if (b->cap - b->used >= more) return OK;
    size_t cap = b->cap ? b->cap : 256 * 1024;
    while (cap - b->used < more) cap *= 2;
    char *p = realloc(b->bytes, cap);
    if (!p) return ERR_NOMEM;
    b->bytes = p;
    b->cap = cap;
    return OK;
}

/* The copy is known by its offset, as the block may still move. */
static struct str copy(struct batch *b, struct str s)
{
    if (!s.p) return STR_NONE;
    struct str at = {(const char *)(uintptr_t)(b->used + 1), s.n};
    if (s.n) memcpy(b->bytes + b->used, s.p, s.n);
    b->used += s.n;
    return at;
}

static struct str real(const struct batch *b, struct str s)
{
    if (!s.p) return STR_NONE;
    return (struct str){b->bytes + ((uintptr_t)s.p - 1), s.n};
}

err_t batch_add(struct batch *b, const struct verify_record *r)
{
    TRY(room(b, r->kind.n + r->leaf_hash.n + r->envelope.n + r->content.n + r->salt.n));
    struct verify_record *to = &b->record[b->n++];
    to->idx = r->idx;
    to->number = r->number;
    to->withheld = r->withheld;
    to->kind = copy(b, r->kind);
    to->leaf_hash = copy(b, r->leaf_hash);
    to->envelope = copy(b, r->envelope);
    to->content = copy(b, r->content);
    to->salt = copy(b, r->salt);
    return OK;
}

err_t batch_add_checkpoint(struct batch *b, int64_t told, struct str note)
{
    TRY(room(b, note.n));
    struct batch_checkpoint *c = &b->checkpoint[b->n_checkpoints++];
    c->told = told;
    c->note = b->used;
    c->note_n = note.n;
    c->witnessed = false;
    memcpy(b->bytes + b->used, note.p, note.n);
    b->used += note.n;
    return OK;
}

/* A cosignature of the witness is not demanded of each checkpoint, but must verify. */
static err_t check_witness(struct batch *b, struct batch_checkpoint *c, struct str note,
                           const struct note_key *witness)
{
    if (!witness) return OK;
    err_t e = checkpoint_cosigned(note, witness, &c->witnessed_at);
    if (e == ERR_NOMEM) return e;
    if (e != OK && e != ERR_NOT_FOUND)
        return verify_say(&b->wrong, "ledger.wrong.cosignature", -1, c->told, 0);
    c->witnessed = e == OK;
    return OK;
}

static err_t check_checkpoint(struct batch *b, struct batch_checkpoint *c,
                              const struct checkpoint_key *key, const struct note_key *witness)
{
    struct checkpoint parsed;
    struct str note = {b->bytes + c->note, c->note_n};
    const char *id = NULL;
    switch (checkpoint_verify(note, key, &parsed, &c->at)) {
    case OK:
        c->size = parsed.size;
        c->root = parsed.root;
        if (c->told >= 0 && parsed.size == (uint64_t)c->told)
            return check_witness(b, c, note, witness);
        id = "ledger.wrong.checkpoint_size";
        break;
    case ERR_NOT_FOUND:
        id = "ledger.wrong.other_key";
        break;
    case ERR_CORRUPT:
        id = "ledger.wrong.signature";
        break;
    case ERR_STATE:
        id = "ledger.wrong.checkpoint_origin";
        break;
    case ERR_NOMEM:
        return ERR_NOMEM;
    default:
        id = "ledger.wrong.checkpoint_form";
    }
    return verify_say(&b->wrong, id, -1, c->told, 0);
}

static err_t check_record(struct batch *b, size_t i, struct str origin)
{
    struct verify_record r = b->record[i];
    r.kind = real(b, r.kind);
    r.leaf_hash = real(b, r.leaf_hash);
    r.envelope = real(b, r.envelope);
    r.content = real(b, r.content);
    r.salt = real(b, r.salt);
    return verify_check(&r, origin, &b->checked[i], &b->wrong);
}

void batch_check(struct batch *b, const struct checkpoint_key *key, const struct note_key *witness)
{
    struct str origin = str_z(key->log.name);
    size_t k = 0;
    b->err = OK;
    for (size_t i = 0; i <= b->n && b->err == OK; i++) {
        b->wrong_at = b->first + (int64_t)i;
        /* In the order in which they came: checkpoints before the next record. */
        while (k < b->n_checkpoints && b->err == OK &&
               (i == b->n || b->checkpoint[k].told <= b->wrong_at))
            b->err = check_checkpoint(b, &b->checkpoint[k++], key, witness);
        if (i < b->n && b->err == OK) b->err = check_record(b, i, origin);
    }
    if (b->err != OK || !batch_is_row(b)) return;
    struct hash leaves[TILE_WIDTH];
    for (size_t i = 0; i < TILE_WIDTH; i++) leaves[i] = b->checked[i].leaf;
    b->row_root = tile_subtree(leaves, TILE_HEIGHT, 0);
}

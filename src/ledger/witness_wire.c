/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/witness_wire.h"

#include "base/b64.h"

static bool size_line(struct str line, uint64_t *ret)
{
    int64_t v;
    if (!str_eqz(str_cut(&line, ' '), "old") || !line.p || line.n == 0) return false;
    if ((line.p[0] == '0' && line.n > 1) || line.p[0] == '-') return false;
    if (str_to_i64(line, &v) != OK) return false;
    *ret = (uint64_t)v;
    return true;
}

/* Up to the empty line, or where `open_end`, to the end. */
static err_t proof(struct str *rest, bool open_end, struct merkle_proof *p, int64_t *line)
{
    for (p->n = 0;; p->n++) {
        size_t n;
        ++*line;
        if (rest->n == 0) return open_end ? OK : ERR_INVALID;
        struct str text = str_cut(rest, '\n');
        if (!rest->p) return ERR_INVALID; /* the newline is missing */
        if (text.n == 0) return OK;
        if (p->n == WITNESS_PROOF_MAX) return ERR_TOO_BIG;
        if (b64_decode(text, p->hash[p->n].b, HASH_LEN, &n) != OK || n != HASH_LEN)
            return ERR_INVALID;
    }
}

static err_t parse(struct str bytes, bool alone, struct witness_request *ret, int64_t *ret_line)
{
    struct witness_request r = {0};
    int64_t line = 1;
    struct str rest = bytes, first = str_cut(&rest, '\n');
    err_t e = bytes.n > WITNESS_REQUEST_MAX ? ERR_TOO_BIG : OK;
    if (e == OK && (!rest.p || !size_line(first, &r.old_size))) e = ERR_INVALID;
    if (e == OK) e = proof(&rest, alone, &r.proof, &line);
    if (e == OK && alone != (rest.n == 0)) {
        line++;
        e = ERR_INVALID;
    }
    if (e != OK) {
        if (ret_line) *ret_line = line;
        return e;
    }
    r.note = rest;
    *ret = r;
    return OK;
}

err_t witness_request_parse(struct str bytes, struct witness_request *ret, int64_t *ret_line)
{
    return parse(bytes, false, ret, ret_line);
}

err_t witness_proof_parse(struct str bytes, struct witness_request *ret, int64_t *ret_line)
{
    return parse(bytes, true, ret, ret_line);
}

void witness_request_write(struct sb *to, const struct witness_request *r)
{
    sb_addf(to, "old %llu\n", (unsigned long long)r->old_size);
    for (size_t i = 0; i < r->proof.n; i++) {
        b64_add(to, (struct str){(const char *)r->proof.hash[i].b, HASH_LEN});
        sb_addc(to, '\n');
    }
    sb_addc(to, '\n');
    sb_add(to, r->note);
}

err_t witness_join(struct str note, struct str lines, struct sb *to)
{
    struct note before, after;
    size_t from = to->n;
    TRY(note_parse(note, &before));
    sb_add(to, note);
    sb_add(to, lines);
    TRY(sb_end(to));
    TRY(note_parse(str_skip(sb_str(to), from), &after));
    /* What was added must be lines of signatures, not a note around the old one. */
    return after.text.n == before.text.n && lines.n > 0 ? OK : ERR_INVALID;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/receipt.h"

#include <string.h>

#include "base/b64.h"
#include "ledger/canon.h"

struct parts {
    struct verify_record record;
    uint8_t salt[32];
    struct merkle_proof proof;
    struct str note;
};

static err_t malformed(struct verify_wrong *wrong, int64_t line)
{
    return verify_say(wrong, "ledger.wrong.receipt", -1, line, 0);
}

/* "word rest of the line" */
static bool line_of(struct str *rest, const char *word, struct str *ret)
{
    struct str line = str_cut(rest, '\n');
    if (!rest->p) return false; /* no newline: cut short */
    if (!str_eqz(str_cut(&line, ' '), word) || !line.p) return false;
    *ret = line;
    return true;
}

static bool content_line(struct str line, struct parts *p)
{
    size_t n;
    if (str_eqz(line, "none")) return true;
    struct str salt = str_cut(&line, ' ');
    if (!line.p || b64url_decode(salt, p->salt, sizeof p->salt, &n) != OK) return false;
    if (n != sizeof p->salt) return false;
    p->record.salt = (struct str){(const char *)p->salt, sizeof p->salt};
    p->record.content = line;
    return true;
}

static bool index_line(struct str line, int64_t *ret)
{
    if (line.n == 0 || (line.p[0] == '0' && line.n > 1) || line.p[0] == '-') return false;
    return str_to_i64(line, ret) == OK;
}

/* Hashes up to the empty line; what follows is the checkpoint. */
static bool proof_lines(struct str *rest, struct merkle_proof *p)
{
    for (p->n = 0;; p->n++) {
        size_t n;
        struct str line = str_cut(rest, '\n');
        if (!rest->p) return false;
        if (line.n == 0) return true;
        if (p->n == MERKLE_PROOF_MAX) return false;
        if (b64_decode(line, p->hash[p->n].b, HASH_LEN, &n) != OK || n != HASH_LEN) return false;
    }
}

static bool parse(struct str text, struct parts *p, int64_t *ret_line)
{
    struct str rest = text, line;
    int64_t *at = ret_line;
    for (*at = 1; str_starts(rest, STR("#")); ++*at) (void)str_cut(&rest, '\n');
    if (!str_eqz(str_cut(&rest, '\n'), "sekimori-receipt/1")) return false;
    ++*at;
    if (!line_of(&rest, "envelope", &p->record.envelope)) return false;
    ++*at;
    if (!line_of(&rest, "content", &line) || !content_line(line, p)) return false;
    ++*at;
    if (!str_eqz(str_cut(&rest, '\n'), "c2sp.org/tlog-proof@v1")) return false;
    ++*at;
    if (!line_of(&rest, "index", &line) || !index_line(line, &p->record.idx)) return false;
    ++*at;
    if (!proof_lines(&rest, &p->proof)) return false;
    *at += (int64_t)p->proof.n + 1;
    p->note = rest;
    return true;
}

static const char *note_fault(err_t e)
{
    return e == ERR_NOT_FOUND ? "ledger.wrong.other_key"
           : e == ERR_CORRUPT ? "ledger.wrong.signature"
           : e == ERR_STATE   ? "ledger.wrong.checkpoint_origin"
                              : "ledger.wrong.checkpoint_form";
}

/* The key of the log whose name begins the note; else the first. */
static const struct checkpoint_key *key_of(const struct verify_options *o, struct str note)
{
    struct str rest = note, origin = str_cut(&rest, '\n');
    for (size_t i = 0; i < o->n_keys; i++) {
        if (str_eqz(origin, o->key[i].log.name)) return &o->key[i];
    }
    return o->key;
}

static err_t check_witness(struct str note, const struct note_key *witness, struct moment *ret_at,
                           struct verify_wrong *wrong)
{
    *ret_at = (struct moment){0};
    err_t e = witness ? checkpoint_cosigned(note, witness, ret_at) : OK;
    if (e == OK || e == ERR_NOMEM) return e;
    return verify_say(wrong,
                      e == ERR_NOT_FOUND ? "ledger.wrong.no_witness" : "ledger.wrong.cosignature",
                      -1, 0, 0);
}

err_t ledger_receipt_check(struct str text, const struct verify_options *options,
                           struct ledger_receipt *ret, struct verify_wrong *wrong)
{
    struct parts p = {.record = {.number = -1}};
    struct checked c;
    struct checkpoint head;
    struct moment at, witnessed_at;
    int64_t line;
    if (text.n > RECEIPT_MAX || !parse(text, &p, &line)) {
        return malformed(wrong, text.n > RECEIPT_MAX ? 0 : line);
    }
    const struct checkpoint_key *key = key_of(options, p.note);
    err_t e = checkpoint_verify(p.note, key, &head, &at);
    if (e == ERR_NOMEM) return e;
    if (e != OK) return verify_say(wrong, note_fault(e), -1, 0, 0);
    TRY(verify_check(&p.record, str_z(key->log.name), &c, wrong));
    if (merkle_verify_inclusion((uint64_t)p.record.idx, head.size, &c.leaf, p.proof.hash, p.proof.n,
                                &head.root) != OK)
        return verify_say(wrong, "ledger.wrong.not_included", p.record.idx, (int64_t)head.size, 0);
    TRY(check_witness(p.note, options->witness, &witnessed_at, wrong));
    *ret = (struct ledger_receipt){.leaf = p.record.idx,
                                   .origin = head.origin,
                                   .envelope = p.record.envelope,
                                   .content = p.record.content,
                                   .commits = c.state != CHECK_NO_CONTENT,
                                   .size = head.size,
                                   .root = head.root,
                                   .signed_at = at,
                                   .witnessed_at = witnessed_at};
    return OK;
}

void ledger_receipt_body(struct sb *to, int64_t leaf, struct str envelope, struct str salt,
                         struct str content, const struct merkle_proof *proof, struct str note)
{
    sb_addz(to, "sekimori-receipt/1\nenvelope ");
    sb_add(to, envelope);
    sb_addz(to, "\ncontent ");
    if (content.p) {
        b64url_add(to, salt);
        sb_addc(to, ' ');
        sb_add(to, content);
    } else {
        sb_addz(to, "none");
    }
    sb_addz(to, "\nc2sp.org/tlog-proof@v1\nindex ");
    sb_add_i64(to, leaf);
    sb_addc(to, '\n');
    for (size_t i = 0; i < proof->n; i++) {
        b64_add(to, (struct str){(const char *)proof->hash[i].b, HASH_LEN});
        sb_addc(to, '\n');
    }
    sb_addc(to, '\n');
    sb_add(to, note);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What a witness decides: C2SP tlog-witness, "add-checkpoint". */
#include <stdlib.h>
#include <string.h>

#include "ledger/receipt.h"
#include "ledger/witness_state.h"

static enum witness_status read_head(const struct witness_request *r, struct checkpoint *ret)
{
    struct note note;
    if (note_parse(r->note, &note) != OK) return WITNESS_MALFORMED;
    if (checkpoint_parse(note.text, ret) != OK) return WITNESS_MALFORMED;
    return r->old_size > ret->size ? WITNESS_MALFORMED : WITNESS_COSIGNED;
}

/* Does the head continue what was co-signed last? */
static enum witness_status compare(const struct witness_log *l, const struct witness_request *r,
                                   const struct checkpoint *c)
{
    if (c->size < l->size) return WITNESS_ROLLBACK;
    if (c->size == l->size && !merkle_eq(&c->root, &l->root)) return WITNESS_FORK;
    if (l->followed[0] && c->size > l->size) return WITNESS_ENDED;
    if (r->old_size != l->size) return WITNESS_STALE;
    if (l->size == 0 || c->size == l->size)
        return r->proof.n == 0 ? WITNESS_COSIGNED : WITNESS_MALFORMED;
    return merkle_verify_consistency(l->size, c->size, &l->root, &c->root, r->proof.hash,
                                     r->proof.n) == OK
               ? WITNESS_COSIGNED
               : WITNESS_FORK;
}

/* The log's own lines of the note: what others added is not ours to keep. */
static void add_own_lines(struct sb *to, const struct note *note, const struct checkpoint_key *key)
{
    struct str rest = note->sigs;
    struct note_sig sig;
    sb_add(to, note->text);
    sb_addc(to, '\n');
    for (;;) {
        const char *from = rest.p;
        if (!note_sig_next(&rest, &sig)) return;
        bool own =
            str_eqz(sig.name, key->log.name) && (sig.id == key->log.id || sig.id == key->time.id);
        size_t n = rest.p ? (size_t)(rest.p - from) : (size_t)(note->sigs.p + note->sigs.n - from);
        if (own) sb_add(to, (struct str){from, n});
    }
}

static enum witness_status cosign(struct witness *w, struct witness_log *l,
                                  const struct witness_request *r, const struct checkpoint *c,
                                  const struct clock *clock, struct sb *lines)
{
    struct note note;
    SB_CLEANUP struct sb all;
    int64_t now = clock_now(clock).ms / SECOND_MS;
    if (now <= 0 || now * SECOND_MS < l->at.ms) return WITNESS_CLOCK;
    if (note_parse(r->note, &note) != OK) return WITNESS_MALFORMED;
    note_cosign(lines, &w->key, note.text, (uint64_t)now);
    sb_init(&all, sizeof l->note);
    add_own_lines(&all, &note, &l->key);
    sb_add(&all, sb_str(lines));
    err_t e = sb_end(&all);
    if (e != OK || sb_end(lines) != OK)
        return e == ERR_TOO_BIG ? WITNESS_MALFORMED : WITNESS_FAILED;
    memcpy(l->note, all.p, all.n);
    l->note_n = all.n;
    l->size = c->size;
    l->root = c->root;
    l->at = (struct moment){now * SECOND_MS};
    return witness_log_keep(w, l) == OK ? WITNESS_COSIGNED : WITNESS_FAILED;
}

static enum witness_status decide(struct witness *w, struct witness_log *l,
                                  const struct witness_request *r, const struct clock *clock,
                                  struct witness_answer *a)
{
    struct checkpoint c;
    struct moment at;
    enum witness_status s = read_head(r, &c);
    if (s != WITNESS_COSIGNED) return s;
    a->head = c;
    err_t e = witness_log_load(w, c.origin, l);
    if (e != OK) return e == ERR_NOT_FOUND ? WITNESS_UNKNOWN_LOG : WITNESS_FAILED;
    a->last = l->size;
    memcpy(a->other, l->followed, sizeof a->other);
    e = checkpoint_verify(r->note, &l->key, &c, &at);
    if (e != OK) return e == ERR_NOMEM ? WITNESS_FAILED : WITNESS_WRONG_KEY;
    /* A line that bears our name must be ours. */
    e = checkpoint_cosigned(r->note, &w->cosigner, &at);
    if (e != OK && e != ERR_NOT_FOUND) return e == ERR_NOMEM ? WITNESS_FAILED : WITNESS_MALFORMED;
    s = compare(l, r, &c);
    return s == WITNESS_COSIGNED ? cosign(w, l, r, &c, clock, &a->lines) : s;
}

void witness_sign(struct witness *w, const struct witness_request *r, const struct clock *clock,
                  struct witness_answer *ret)
{
    *ret = (struct witness_answer){.status = WITNESS_FAILED};
    sb_init(&ret->lines, 1024);
    struct witness_log *l = calloc(1, sizeof *l);
    if (!l) return;
    ret->status = decide(w, l, r, clock, ret);
    if (ret->status != WITNESS_COSIGNED) sb_reset(&ret->lines);
    free(l);
}

/* --- a new log --- */

static bool same_key(const struct checkpoint_key *a, const struct checkpoint_key *b)
{
    return memcmp(a->log.pub, b->log.pub, NOTE_PUB_LEN) == 0;
}

/* The old log that the opening names, where this witness knows it. */
static enum witness_accept check_old(struct witness *w, struct witness_log *old,
                                     const struct checkpoint_key *key, struct witness_accepted *a)
{
    struct checkpoint_key named;
    struct checkpoint end, last;
    struct moment at;
    err_t e = witness_log_load(w, a->before.origin, old);
    if (e == ERR_NOT_FOUND) return WITNESS_ACCEPTED;
    if (e != OK) return WITNESS_NOT_KEPT;
    a->last = old->size;
    if (checkpoint_key_parse(a->before.vkey, &named) != OK || !same_key(&named, &old->key) ||
        (old->followed[0] && strcmp(old->followed, key->log.name) != 0) ||
        checkpoint_verify(a->before.checkpoint, &old->key, &end, &at) != OK)
        return WITNESS_OTHER_BEFORE;
    if (old->size < end.size) return WITNESS_END_FIRST;
    if (checkpoint_verify((struct str){old->note, old->note_n}, &old->key, &last, &at) != OK)
        return WITNESS_NOT_KEPT;
    return ledger_before_admits(&a->before, &old->key, &last) ? WITNESS_FOLLOWS
                                                              : WITNESS_LOSS_HIDDEN;
}

static enum witness_accept read_opening(const struct checkpoint_key *key,
                                        const struct checkpoint *head, struct str opening,
                                        struct witness_accepted *a)
{
    struct ledger_receipt r;
    struct verify_wrong wrong;
    const struct verify_options o = {.key = key};
    err_t e = ledger_receipt_check(opening, &o, &r, &wrong);
    if (e != OK || r.leaf != 0 || r.size != head->size || !merkle_eq(&r.root, &head->root))
        return WITNESS_NO_OPENING;
    e = ledger_before_parse(r.envelope, &a->before);
    return e == OK || e == ERR_NOT_FOUND ? WITNESS_ACCEPTED : WITNESS_NO_OPENING;
}

static enum witness_accept accept(struct witness *w, struct witness_log *l,
                                  const struct checkpoint_key *key, const struct checkpoint *head,
                                  struct str opening, struct witness_accepted *a)
{
    enum witness_accept s = WITNESS_ACCEPTED;
    err_t e = witness_log_load(w, str_z(key->log.name), l);
    if (e == OK) return same_key(&l->key, key) ? WITNESS_KNOWN : WITNESS_OTHER_KEY;
    if (e != ERR_NOT_FOUND) return WITNESS_NOT_KEPT;
    if (!str_eqz(head->origin, key->log.name)) return WITNESS_OTHER_KEY;
    if (opening.p) s = read_opening(key, head, opening, a);
    if (s == WITNESS_ACCEPTED && a->before.json) s = check_old(w, l, key, a);
    if (s != WITNESS_ACCEPTED && s != WITNESS_FOLLOWS) return s;
    if (s == WITNESS_FOLLOWS) {
        /* The old log ends first: after a crash it may be followed by this one only. */
        memcpy(l->followed, key->log.name, sizeof l->followed);
        if (witness_log_keep(w, l) != OK) return WITNESS_NOT_KEPT;
    }
    memset(l, 0, sizeof *l);
    l->key = *key;
    return witness_log_keep(w, l) == OK ? s : WITNESS_NOT_KEPT;
}

void witness_accept(struct witness *w, const struct checkpoint_key *key,
                    const struct checkpoint *head, struct str opening, struct witness_accepted *ret)
{
    *ret = (struct witness_accepted){.status = WITNESS_NOT_KEPT};
    struct witness_log *l = calloc(1, sizeof *l);
    if (!l) return;
    ret->status = accept(w, l, key, head, opening, ret);
    free(l);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/replay.h"

#include <stdlib.h>
#include <string.h>

#include "kernel/erase.h"
#include "kernel/evidence.h"
#include "kernel/machine.h"
#include "kernel/kernel.h"
#include "kernel/project.h"
#include "ledger/canon.h"
#include "ledger/ledger.h"

enum { SLOT_ARENA = 256 << 20 };

struct slot {
    struct arena arena;
    struct matter m;     /* as replayed; seq 0: empty */
    struct matter rows;  /* as its rows stand; seq 0: it has none */
    struct leaf_id leaf; /* of its last act */
    bool submitted;      /* since its rows were written */
};

struct proof { /* of a procedure in a fiscal year */
    char *procedure;
    int32_t year;
    int64_t n;
    struct moment last;
};

struct replay {
    struct db *db;
    struct slot *slots;
    struct proof *proof; /* the one asked for last comes first */
    size_t n_proof, cap_proof;
    struct arena scratch; /* of one act */
    struct fault *why;
};

static err_t write_rows(struct replay *r, struct slot *s)
{
    if (s->m.seq == s->rows.seq) return OK;
    return project_state(r->db, &s->rows, s->submitted, &s->m, s->leaf);
}

/* Its matter and place there, without decoding the whole act. */
static err_t place_of(struct replay *r, struct str envelope, struct matter_id *ret,
                      int64_t *ret_seq)
{
    struct canon_member m[] = {{STR_INIT("matter"), STR_NONE}, {STR_INIT("seq"), STR_NONE}};
    struct act *a = NULL;
    if (canon_check(envelope, m, ARRAY_LEN(m), NULL) == OK && m[0].ret_value.p &&
        m[1].ret_value.p && str_to_i64(m[0].ret_value, &ret->v) == OK &&
        str_to_i64(m[1].ret_value, ret_seq) == OK)
        return OK;
    TRY(act_decode(&r->scratch, envelope, &a, r->why)); /* tells what is wrong */
    *ret = a->matter;
    *ret_seq = a->seq;
    return OK;
}

static err_t take_in(struct replay *r, struct slot *s, struct matter_id id, int64_t seq)
{
    struct matter *m = NULL;
    TRY(write_rows(r, s));
    arena_reset(&s->arena);
    matter_init(&s->m, &s->arena);
    matter_init(&s->rows, &s->arena);
    s->submitted = false;
    if (seq == 1) return OK; /* it begins */
    TRY(kernel_load(r->db, &s->arena, id, &m, r->why));
    s->m = *m;
    return matter_clone(&s->m, &s->arena, &s->rows);
}

static err_t slot_of(struct replay *r, struct str envelope, struct slot **ret)
{
    struct matter_id id = {0};
    int64_t seq = 0;
    TRY(place_of(r, envelope, &id, &seq));
    struct slot *s = &r->slots[(uint64_t)id.v % REPLAY_KEPT];
    *ret = s;
    return s->m.seq > 0 && matter_id_eq(s->m.id, id) ? OK : take_in(r, s, id, seq);
}

/* --- what articles prove ----------------------------------------------------------------- */

static struct proof *add_proof(struct replay *r, const char *procedure, int32_t year)
{
    if (r->n_proof == r->cap_proof) {
        size_t cap = r->cap_proof ? 2 * r->cap_proof : 64;
        struct proof *v = reallocarray(r->proof, cap, sizeof *v);
        if (!v) return NULL;
        r->proof = v;
        r->cap_proof = cap;
    }
    char *name = str_dup(str_z(procedure));
    if (!name) return NULL;
    r->proof[r->n_proof] = (struct proof){name, year, 0, {0}};
    return &r->proof[r->n_proof++];
}

static err_t count_proof(struct replay *r, const struct act *a, const struct matter *m)
{
    int32_t year = project_proof_year(m);
    struct proof *p = NULL;
    for (size_t i = 0; i < r->n_proof && !p; i++) {
        if (r->proof[i].year == year && strcmp(r->proof[i].procedure, m->opening.procedure) == 0)
            p = &r->proof[i];
    }
    if (!p) p = add_proof(r, m->opening.procedure, year);
    if (!p) return ERR_NOMEM;
    p->n += a->seq == 1;
    if (a->entered.ms > p->last.ms) p->last = a->entered;
    struct proof first = r->proof[0]; /* the next act is most often of the same */
    r->proof[0] = *p;
    *p = first;
    return OK;
}

static err_t write_proof(struct replay *r)
{
    for (size_t i = 0; i < r->n_proof; i++) {
        const struct proof *p = &r->proof[i];
        TRY(project_proof(r->db, p->procedure, p->year, p->n, p->last));
    }
    return OK;
}

/* --- records ----------------------------------------------------------------------------- */

static err_t replay_act(struct replay *r, const struct ledger_record *rec)
{
    struct act *a = NULL;
    struct slot *s = NULL;
    TRY(slot_of(r, rec->envelope, &s));
    struct matter before = s->m;
    if (before.n_effects) TRY(matter_clone(&s->m, &r->scratch, &before));
    TRY(act_decode(&s->arena, rec->envelope, &a, r->why)); /* lives as long as the matter */
    if (a->state == STATE_NONE)
        return fault_set(r->why, ERR_CORRUPT, "kernel.corrupt_act", "%lld" FS "%d" FS "%s",
                         (long long)a->matter.v, a->seq, "state");
    TRY(matter_apply(&s->m, a, r->why));
    s->leaf = rec->leaf;
    s->submitted = s->submitted || a->opening;
    TRY(count_proof(r, a, &s->m));
    return project_event(r->db, &before, a, &s->m, rec->leaf, rec->content);
}

static err_t replay_record(void *arg, const struct ledger_record *rec)
{
    struct replay *r = arg;
    err_t e = OK;
    arena_reset(&r->scratch);
    if (str_eqz(rec->kind, "act"))
        e = replay_act(r, rec);
    else if (str_eqz(rec->kind, "ledger.erase"))
        e = project_erasure(r->db, rec->envelope, rec->leaf);
    else if (str_eqz(rec->kind, "evidence"))
        e = project_evidence(r->db, rec->envelope, rec->content, rec->leaf);
    else if (str_eqz(rec->kind, "machine"))
        e = project_machine(r->db, rec->envelope, rec->leaf);
    return e == ERR_INVALID || e == ERR_TOO_BIG ? ERR_CORRUPT : e;
}

err_t replay_ledger(struct db *db, struct fault *why)
{
    struct replay r = {.db = db, .why = why, .slots = calloc(REPLAY_KEPT, sizeof *r.slots)};
    if (!r.slots) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    arena_init(&r.scratch, SLOT_ARENA);
    for (size_t i = 0; i < REPLAY_KEPT; i++) arena_init(&r.slots[i].arena, SLOT_ARENA);
    err_t e = ledger_each(db, leaf_id(0), replay_record, &r);
    for (size_t i = 0; i < REPLAY_KEPT; i++) {
        if (e == OK) e = write_rows(&r, &r.slots[i]);
        arena_release(&r.slots[i].arena);
    }
    if (e == OK) e = write_proof(&r);
    for (size_t i = 0; i < r.n_proof; i++) free(r.proof[i].procedure);
    arena_release(&r.scratch);
    free(r.proof);
    free(r.slots);
    return e;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Replays the ledger into empty projections. Matters are kept folded in a small table; one
 * that was pushed out is folded again from what is already replayed. */
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "kernel/erase.h"
#include "kernel/kernel.h"
#include "kernel/project.h"
#include "kernel/touch.h"
#include "ledger/ledger.h"

static const struct projection {
    const char *name;
    enum sql_id empty, all;
    const char *columns; /* type (i, s) and name */
} projections[] = {
    {"matter", SQL_MATTER_EMPTY, SQL_MATTER_ALL,
     "iid sshape sprocedure sdigest scatalogue sstate iclosed ioverdue iseq ileaf "
     "iapplicant iunit idivision idepartment ifiscal_year inumber sbook sone_per "
     "iretention_years iopened ichanged ifrom_at iuntil_at ibegan iended"},
    {"act_index", SQL_ACT_INDEX_EMPTY, SQL_ACT_INDEX_ALL,
     "imatter iseq ileaf skind sverdict iperson ientered"},
    {"duty", SQL_DUTY_EMPTY, SQL_DUTY_ALL,
     "imatter ino sstep sact srole iunit iinfo_system itarget sstate iopened idue "
     "sclock ioverdue iclosed sverdict iperson ipost"},
    {"assignment", SQL_ASSIGNMENT_EMPTY, SQL_ASSIGNMENT_ALL, "imatter iduty ino ipost iperson"},
    {"due", SQL_DUE_EMPTY, SQL_DUE_ALL, "imatter skind iduty iat"},
    {"link", SQL_LINK_EMPTY, SQL_LINK_ALL, "imatter ino skind itarget"},
    {"effect", SQL_EFFECT_EMPTY, SQL_EFFECT_ALL,
     "imatter ino skind senforcer ioptional sstate spayload ifrom_at iuntil_at "
     "irevision sreport sreason"},
    {"effect_report", SQL_EFFECT_REPORT_EMPTY, SQL_EFFECT_REPORT_ALL,
     "senforcer sreport imatter ieffect iseq"},
    {"thing", SQL_THING_EMPTY, SQL_THING_ALL, "imatter ino ientry iin_use iused isince iholder"},
    {"entry", SQL_ENTRY_EMPTY, SQL_ENTRY_ALL,
     "iid sbook ikeeper skey sstate iholder imatter icreated ichanged"},
    {"entry_text", SQL_ENTRY_TEXT_EMPTY, SQL_ENTRY_TEXT_ALL,
     "ientry sname svalue ssearch imatter ileaf"},
    {"designation", SQL_DESIGNATION_EMPTY, SQL_DESIGNATION_ALL,
     "imatter ino srole iperson iunit iinfo_system ifrom_at iuntil_at"},
    {"setting", SQL_SETTING_EMPTY, SQL_SETTING_ALL,
     "imatter ino skind sname svalue inumber ifrom_at iuntil_at"},
    {"erased", SQL_ERASED_EMPTY, SQL_ERASED_ALL,
     "imatter iat iperson srole iunit srule iyears iuntil_at icontents ifiles ileaf"},
};

/* --- digest ------------------------------------------------------------------------------ */

static void add_value(struct sha256 *h, struct rows *r, char type, const char *column)
{
    char text[32];
    int64_t number;
    struct str v;
    if (rows_is_null(r, column)) {
        sha256_add(h, STR("N"));
        return;
    }
    if (type == 'i') {
        number = rows_i64(r, column);
        v = (struct str){(const char *)&number, sizeof number};
    } else {
        v = rows_str(r, column);
    }
    uint64_t n = v.n;
    memcpy(text, &n, sizeof n);
    sha256_add(h, (struct str){type == 'i' ? "I" : "S", 1});
    sha256_add(h, (struct str){text, sizeof n});
    sha256_add(h, v);
}

static err_t add_row(struct sha256 *h, struct rows *r, const char *columns)
{
    struct str rest = str_z(columns);
    char name[64];
    while (rest.p) {
        struct str one = str_cut(&rest, ' ');
        if (one.n < 2 || one.n > sizeof name) return ERR_BUG;
        memcpy(name, one.p + 1, one.n - 1);
        name[one.n - 1] = '\0';
        add_value(h, r, one.p[0], name);
    }
    return OK;
}

err_t kernel_projections_digest(struct db *db, char ret[65])
{
    struct sha256 h;
    uint8_t digest[SHA256_LEN];
    sha256_init(&h);
    for (size_t i = 0; i < ARRAY_LEN(projections); i++) {
        sha256_add(&h, str_z(projections[i].name));
        struct rows r ROWS_CLEANUP = db_query(db, projections[i].all);
        while (rows_next(&r)) TRY(add_row(&h, &r, projections[i].columns));
        TRY(rows_end(&r));
    }
    sha256_end(&h, digest);
    for (size_t i = 0; i < SHA256_LEN; i++) {
        static const char hex[] = "0123456789abcdef";
        ret[2 * i] = hex[digest[i] >> 4];
        ret[2 * i + 1] = hex[digest[i] & 15];
    }
    ret[64] = '\0';
    return OK;
}

/* --- replay ------------------------------------------------------------------------------ */

enum { SLOTS = 256, SLOT_ARENA = 256 << 20 };

struct slot {
    struct arena arena;
    struct matter m; /* id unset: empty */
};

struct replay {
    struct db *db;
    struct slot *slots;
    struct arena scratch; /* of one act */
    struct fault *why;
};

/* The matter as replayed so far. */
static err_t matter_of(struct replay *r, const struct act *a, struct slot **ret)
{
    struct slot *s = &r->slots[(uint64_t)a->matter.v % SLOTS];
    *ret = s;
    if (s->m.seq > 0 && matter_id_eq(s->m.id, a->matter)) return OK;
    arena_release(&s->arena);
    arena_init(&s->arena, SLOT_ARENA);
    matter_init(&s->m, &s->arena);
    if (a->seq == 1) return OK;
    struct matter *m = NULL;
    TRY(kernel_load(r->db, &s->arena, a->matter, &m, r->why));
    s->m = *m;
    return OK;
}

static err_t replay_act(struct replay *r, const struct ledger_record *rec)
{
    struct act *probe = NULL, *a = NULL;
    struct slot *s = NULL;
    struct matter before;
    TRY(act_decode(&r->scratch, rec->envelope, &probe, r->why));
    TRY(matter_of(r, probe, &s));
    TRY(matter_clone(&s->m, &r->scratch, &before));
    TRY(act_decode(&s->arena, rec->envelope, &a, r->why)); /* lives as long as the matter */
    if (a->state == STATE_NONE)
        return fault_set(r->why, ERR_CORRUPT, "kernel.corrupt_act", "%lld" FS "%d" FS "%s",
                         (long long)a->matter.v, a->seq, "state");
    TRY(matter_apply(&s->m, a, r->why));
    return project_act(r->db, &before, a, &s->m, rec->leaf, rec->content);
}

static err_t replay_record(void *arg, const struct ledger_record *rec)
{
    struct replay *r = arg;
    bool erases = str_eqz(rec->kind, "ledger.erase");
    if (!erases && !str_eqz(rec->kind, "act")) return OK;
    arena_reset(&r->scratch);
    err_t e = erases ? project_erasure(r->db, rec->envelope, rec->leaf) : replay_act(r, rec);
    return e == ERR_INVALID || e == ERR_TOO_BIG ? ERR_CORRUPT : e;
}

err_t kernel_rebuild(struct db *db, struct fault *why)
{
    TRY(touch_organisation(db, TOUCH_ALL, 0));
    for (size_t i = 0; i < ARRAY_LEN(projections); i++) TRY(db_run(db, projections[i].empty));
    struct replay r = {.db = db, .why = why, .slots = calloc(SLOTS, sizeof *r.slots)};
    if (!r.slots) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    arena_init(&r.scratch, SLOT_ARENA);
    err_t e = ledger_each(db, leaf_id(0), replay_record, &r);
    for (size_t i = 0; i < SLOTS; i++) arena_release(&r.slots[i].arena);
    arena_release(&r.scratch);
    free(r.slots);
    return e;
}

err_t kernel_check(struct db *db, struct fault *why)
{
    char live[65], rebuilt[65];
    TRY(kernel_projections_digest(db, live));
    TRY(kernel_rebuild(db, why));
    TRY(kernel_projections_digest(db, rebuilt));
    return strcmp(live, rebuilt) == 0
               ? OK
               : fault_set(why, ERR_CORRUPT, "kernel.projections_differ", NULL);
}

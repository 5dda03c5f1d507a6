/* SPDX-License-Identifier: Apache-2.0
 *
 * What is rebuilt, and how it is compared. */
#include <string.h>

#include "base/sha256.h"
#include "kernel/kernel.h"
#include "kernel/replay.h"
#include "kernel/touch.h"

static const struct projection {
    const char *name;
    enum sql_id empty, all;
    const char *columns; /* type (i, s) and name */
} projections[] = {
    {"matter", SQL_MATTER_EMPTY, SQL_MATTER_ALL,
     "iid sshape sprocedure sdigest scatalogue sstate iclosed ioverdue iseq ileaf "
     "iapplicant iunit idivision idepartment ifiscal_year inumber sbook sone_per "
     "iretention_years iopened ichanged ifrom_at iuntil_at ibegan iended"},
    {"proof_year", SQL_PROOF_YEAR_EMPTY, SQL_PROOF_YEAR_ALL, "sprocedure ifiscal_year in ilast"},
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
    {"machine", SQL_MACHINE_EMPTY, SQL_MACHINE_ALL,
     "sname sprogram shost skey isince iuntil ileaf"},
    {"evidence", SQL_EVIDENCE_EMPTY, SQL_EVIDENCE_ALL,
     "ileaf smachine sdocument imatter iseen ireceived irevision ierased"},
    {"evidence_item", SQL_EVIDENCE_ITEM_EMPTY, SQL_EVIDENCE_ITEM_ALL,
     "ileaf ino skind ieffect ssubject sdigest snote svals"},
    {"evidence_article", SQL_EVIDENCE_ARTICLE_EMPTY, SQL_EVIDENCE_ARTICLE_ALL,
     "sarticle skind ileaf ino imatter"},
    {"evidence_newest", SQL_EVIDENCE_NEWEST_EMPTY, SQL_EVIDENCE_NEWEST_ALL,
     "sarticle skind ileaf ino imatter"},
    {"evidence_total", SQL_EVIDENCE_TOTAL_EMPTY, SQL_EVIDENCE_TOTAL_ALL,
     "imatter ieffect ssubject ipackets ibytes iuncertainty isince iuntil"},
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

err_t kernel_rebuild(struct db *db, struct fault *why)
{
    TRY(touch_organisation(db, TOUCH_ALL, 0));
    for (size_t i = 0; i < ARRAY_LEN(projections); i++) TRY(db_run(db, projections[i].empty));
    return replay_ledger(db, why);
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

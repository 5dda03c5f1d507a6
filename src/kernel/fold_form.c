/* SPDX-License-Identifier: Apache-2.0
 *
 * Is an act well formed, whatever the matter? */
#include "kernel/fold.h"

static bool by_system(enum act_kind kind)
{
    return kind == ACT_BEGIN || kind == ACT_EXPIRE || kind == ACT_OVERDUE;
}
bool fold_by_enforcer(enum act_kind kind)
{
    return kind == ACT_EFFECT_APPLIED || kind == ACT_EFFECT_REFUSED || kind == ACT_EFFECT_REMOVED;
}
static bool by_either(enum act_kind kind) /* a person, or the system as a consequence */
{
    return kind == ACT_END || kind == ACT_REASSIGN || kind == ACT_REBIND;
}
/* A report that what happened calls for, 10の2(4): the system opens it, and says which event. */
static bool by_event(const struct act *a)
{
    return a->kind == ACT_NOTICED && !person_id_is_set(a->by.person) && a->by.why &&
           !a->by.role.role;
}

static err_t check_who(const struct act *a, struct fault *why)
{
    bool person = person_id_is_set(a->by.person);
    if (person != person_id_is_set(a->entered_by)) return fold_bad(why, "entered_by");
    if (by_either(a->kind) || by_event(a)) return OK;
    if (a->kind == ACT_REMARK && !person)
        return a->by.role.role ? OK : fold_bad(why, "by"); /* an enforcer's, before a decision */
    return person == (by_system(a->kind) || fold_by_enforcer(a->kind)) ? fold_bad(why, "by.person")
                                                                       : OK;
}

static err_t check_times(const struct act *a, struct fault *why)
{
    if (a->entered.ms <= 0 || a->happened.ms <= 0) return fold_bad(why, "entered");
    if (a->happened.ms > a->entered.ms) return fault_set(why, ERR_INVALID, "kernel.future", NULL);
    return OK;
}

/* Members that mean nothing in this act would be a claim nobody checks. */
static err_t check_members(const struct act *a, struct fault *why)
{
    bool names_duty = act_answers_duty(a->kind) || a->kind == ACT_OVERDUE;
    bool submits = a->kind == ACT_APPLY || a->kind == ACT_WRITE || a->kind == ACT_ISSUE ||
                   a->kind == ACT_NOTICED || a->kind == ACT_OPEN || a->kind == ACT_TELL ||
                   a->kind == ACT_EXPLAIN || a->kind == ACT_RESUBMIT;
    if (!names_duty && a->duty) return fold_bad(why, "duty");
    if (submits != (a->opening != NULL)) return fold_bad(why, "opening");
    if (!submits && a->n_effects) return fold_bad(why, "effects");
    bool told =
        fold_by_enforcer(a->kind) || (a->kind == ACT_REMARK && !person_id_is_set(a->by.person));
    if (!fold_by_enforcer(a->kind) && a->effect) return fold_bad(why, "effect");
    if (!told && a->report) return fold_bad(why, "report");
    if (a->kind != ACT_ISSUE && a->n_designations) return fold_bad(why, "designations");
    if (a->kind != ACT_ISSUE && a->n_settings) return fold_bad(why, "settings");
    if (a->kind != ACT_REBIND && (a->n_steps || a->digest || a->catalogue))
        return fold_bad(why, "steps");
    if (a->kind != ACT_BEGIN_USE && a->kind != ACT_END_USE && a->n_things)
        return fold_bad(why, "things");
    if (!act_allows_verdict(a->kind, a->verdict))
        return fault_set(why, ERR_INVALID, "kernel.verdict", "%s" FS "%s", act_kind_name(a->kind),
                         verdict_name(a->verdict));
    return OK;
}

static err_t check_entries(const struct act *a, struct fault *why)
{
    for (size_t i = 0; i < a->n_entries; i++) {
        const struct act_entry *e = &a->entries[i];
        if (!entry_id_is_set(e->entry)) return fold_bad(why, "entries.entry");
        if (e->create && (!e->book || !e->key || !e->state)) return fold_bad(why, "entries.create");
        if (person_id_is_set(e->holder) && !e->state) return fold_bad(why, "entries.holder");
    }
    return OK;
}

err_t fold_check_form(const struct act *a, struct fault *why)
{
    if ((unsigned)a->kind >= ACT_KINDS || (unsigned)a->verdict >= VERDICTS)
        return fold_bad(why, "act");
    TRY(check_who(a, why));
    TRY(check_times(a, why));
    TRY(check_members(a, why));
    return check_entries(a, why);
}

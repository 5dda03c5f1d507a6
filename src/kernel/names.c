/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/names.h"

const char *const names_shape[SHAPE_KINDS] = {
    [SHAPE_PERMIT] = "permit",           [SHAPE_RECORD] = "record",
    [SHAPE_INSTRUMENT] = "instrument",   [SHAPE_REPORT] = "report",
    [SHAPE_INSTRUCTION] = "instruction", [SHAPE_CAMPAIGN] = "campaign",
    [SHAPE_NOTICE] = "notice",           [SHAPE_PLAN] = "plan",
    [SHAPE_CONSENT] = "consent",         [SHAPE_RESOLUTION] = "resolution",
};

const char *const names_act[ACT_KINDS] = {
    [ACT_APPLY] = "apply",
    [ACT_WRITE] = "write",
    [ACT_ISSUE] = "issue",
    [ACT_NOTICED] = "noticed",
    [ACT_OPEN] = "open",
    [ACT_TELL] = "tell",
    [ACT_EXPLAIN] = "explain",
    [ACT_CONSULT] = "consult",
    [ACT_CONCUR] = "concur",
    [ACT_VIA] = "via",
    [ACT_SANCTION] = "sanction",
    [ACT_DECIDE] = "decide",
    [ACT_NOTICE] = "notice",
    [ACT_REPORT] = "report",
    [ACT_RECEIVE] = "receive",
    [ACT_ASSESS] = "assess",
    [ACT_INSTRUCT] = "instruct",
    [ACT_CARRY_OUT] = "carry_out",
    [ACT_CONFIRM] = "confirm",
    [ACT_SHEET] = "sheet",
    [ACT_AGREE] = "agree",
    [ACT_WITHDRAW] = "withdraw",
    [ACT_RESUBMIT] = "resubmit",
    [ACT_BEGIN_USE] = "begin_use",
    [ACT_END_USE] = "end_use",
    [ACT_REVOKE] = "revoke",
    [ACT_CORRECT] = "correct",
    [ACT_ANNUL] = "annul",
    [ACT_REMARK] = "remark",
    [ACT_BEGIN] = "begin",
    [ACT_EXPIRE] = "expire",
    [ACT_OVERDUE] = "overdue",
    [ACT_END] = "end",
    [ACT_REASSIGN] = "reassign",
    [ACT_REBIND] = "rebind",
    [ACT_EFFECT_APPLIED] = "effect_applied",
    [ACT_EFFECT_REFUSED] = "effect_refused",
    [ACT_EFFECT_REMOVED] = "effect_removed",
};

const char *const names_verdict[VERDICTS] = {"none", "grant", "refuse", "send_back"};

const char *const names_state[MATTER_STATES] = {
    [STATE_NONE] = "none",
    [STATE_IN_REVIEW] = "in_review",
    [STATE_SENT_BACK] = "sent_back",
    [STATE_EFFECT_PENDING] = "effect_pending",
    [STATE_GRANTED] = "granted",
    [STATE_IN_FORCE] = "in_force",
    [STATE_IN_USE] = "in_use",
    [STATE_REFUSED] = "refused",
    [STATE_REFUSED_BY_ENFORCER] = "refused_by_enforcer",
    [STATE_WITHDRAWN] = "withdrawn",
    [STATE_RETURNED] = "returned",
    [STATE_EXPIRED] = "expired",
    [STATE_REVOKED] = "revoked",
    [STATE_TO_CONFIRM] = "to_confirm",
    [STATE_WRITTEN] = "written",
    [STATE_ANNULLED] = "annulled",
    [STATE_ISSUED] = "issued",
    [STATE_ENDED] = "ended",
    [STATE_RUNNING] = "running",
    [STATE_DONE] = "done",
    [STATE_EXPLAINED] = "explained",
    [STATE_AGREED] = "agreed",
};

const char *const names_effect_state[EFFECT_STATES] = {
    "planned", "wanted", "applied", "refused", "ending", "removed", "dropped",
};
const char *const names_link[LINK_KINDS] = {"opens",  "requires", "waits_for",
                                            "amends", "suspends", "replaces"};
const char *const names_duty_state[DUTY_STATES] = {"open", "done", "dropped"};
const char *const names_timer[TIMER_KINDS] = {"begin", "expire", "overdue"};

/* A value beyond the enum is our own mistake; parse never makes one. */
#define NAMES(fn, type, table)                                                                     \
    const char *fn##_name(type v)                                                                  \
    {                                                                                              \
        ASSERT((size_t)v < ARRAY_LEN(table));                                                      \
        return table[v];                                                                           \
    }
#define PARSE(fn, type, table)                                                                     \
    bool fn##_parse(struct str s, type *ret)                                                       \
    {                                                                                              \
        for (unsigned i = 0; i < ARRAY_LEN(table); i++) {                                          \
            if (!str_eqz(s, table[i])) continue;                                                   \
            *ret = (type)i;                                                                        \
            return true;                                                                           \
        }                                                                                          \
        return false;                                                                              \
    }

NAMES(shape_kind, enum shape_kind, names_shape)
PARSE(shape_kind, enum shape_kind, names_shape)
NAMES(act_kind, enum act_kind, names_act)
PARSE(act_kind, enum act_kind, names_act)
NAMES(verdict, enum verdict, names_verdict)
PARSE(verdict, enum verdict, names_verdict)
NAMES(matter_state, enum matter_state, names_state)
PARSE(matter_state, enum matter_state, names_state)
NAMES(effect_state, enum effect_state, names_effect_state)
PARSE(effect_state, enum effect_state, names_effect_state)
NAMES(link_kind, enum link_kind, names_link)
NAMES(duty_state, enum duty_state, names_duty_state)
NAMES(timer_kind, enum timer_kind, names_timer)
PARSE(timer_kind, enum timer_kind, names_timer)

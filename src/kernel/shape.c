/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/shape.h"

/* Sets of states and of acts, a bit each. */
#define S(name) (UINT32_C(1) << STATE_##name)
#define A(name) (UINT64_C(1) << ACT_##name)
#define ANY (~S(NONE))

#define FINAL                                                                                      \
    (S(REFUSED) | S(REFUSED_BY_ENFORCER) | S(WITHDRAWN) | S(RETURNED) | S(EXPIRED) | S(REVOKED) |  \
     S(ANNULLED) | S(ENDED) | S(DONE))

/* In which states an act may happen; a row that is missing: never. */
static const uint32_t permit_acts[ACT_KINDS] = {
    [ACT_CONSULT] = S(IN_REVIEW),
    [ACT_CONCUR] = S(IN_REVIEW),
    [ACT_VIA] = S(IN_REVIEW),
    [ACT_SANCTION] = S(IN_REVIEW),
    [ACT_DECIDE] = S(IN_REVIEW),
    [ACT_NOTICE] = ANY,
    [ACT_REPORT] = ANY,
    [ACT_RECEIVE] = ANY,
    [ACT_CARRY_OUT] = S(IN_FORCE) | S(IN_USE),
    [ACT_WITHDRAW] = S(IN_REVIEW) | S(SENT_BACK) | S(EFFECT_PENDING) | S(GRANTED) | S(IN_FORCE),
    [ACT_RESUBMIT] = S(SENT_BACK),
    /* after the end only for what happened before it and is entered late, from paper */
    [ACT_BEGIN_USE] = S(IN_FORCE) | S(IN_USE) | S(EXPIRED),
    [ACT_END_USE] = S(IN_USE) | S(REVOKED),
    [ACT_REVOKE] = S(EFFECT_PENDING) | S(GRANTED) | S(IN_FORCE) | S(IN_USE),
    [ACT_REMARK] = ANY,
    [ACT_BEGIN] = S(GRANTED),
    [ACT_EXPIRE] = S(EFFECT_PENDING) | S(GRANTED) | S(IN_FORCE) | S(IN_USE),
    [ACT_END] = S(EFFECT_PENDING) | S(GRANTED) | S(IN_FORCE) | S(IN_USE),
    [ACT_OVERDUE] = ANY,
    [ACT_REASSIGN] = ANY,
    [ACT_REBIND] = ANY & ~FINAL,
    [ACT_EFFECT_APPLIED] = ANY,
    [ACT_EFFECT_REFUSED] = ANY,
    [ACT_EFFECT_REMOVED] = ANY,
};

static const uint32_t record_acts[ACT_KINDS] = {
    [ACT_CONFIRM] = S(TO_CONFIRM),
    [ACT_NOTICE] = ANY,
    [ACT_REPORT] = ANY,
    [ACT_RECEIVE] = ANY,
    [ACT_CORRECT] = S(TO_CONFIRM) | S(WRITTEN),
    [ACT_ANNUL] = S(TO_CONFIRM) | S(WRITTEN),
    [ACT_REMARK] = ANY,
    [ACT_OVERDUE] = ANY,
    [ACT_REASSIGN] = ANY,
    [ACT_REBIND] = ANY & ~FINAL,
};

static const uint32_t instrument_acts[ACT_KINDS] = {
    [ACT_CONFIRM] = S(TO_CONFIRM),
    [ACT_NOTICE] = ANY,
    [ACT_REPORT] = ANY,
    [ACT_RECEIVE] = ANY,
    [ACT_ANNUL] = S(TO_CONFIRM) | S(ISSUED) | S(IN_FORCE),
    [ACT_REMARK] = ANY,
    [ACT_BEGIN] = S(ISSUED),
    [ACT_EXPIRE] = S(TO_CONFIRM) | S(ISSUED) | S(IN_FORCE),
    [ACT_END] = S(TO_CONFIRM) | S(ISSUED) | S(IN_FORCE),
    [ACT_OVERDUE] = ANY,
    [ACT_REASSIGN] = ANY,
    [ACT_REBIND] = ANY & ~FINAL,
    [ACT_EFFECT_APPLIED] = ANY,
    [ACT_EFFECT_REFUSED] = ANY,
    [ACT_EFFECT_REMOVED] = ANY,
};

/* Nothing is decided: a counterpart agrees, or has agreed on the paper that is entered. */
static const uint32_t consent_acts[ACT_KINDS] = {
    [ACT_AGREE] = S(EXPLAINED),
    [ACT_CONFIRM] = S(EXPLAINED),
    [ACT_NOTICE] = ANY,
    [ACT_REPORT] = ANY,
    [ACT_RECEIVE] = ANY,
    [ACT_CARRY_OUT] = ANY,
    [ACT_WITHDRAW] = S(EXPLAINED),
    [ACT_REVOKE] = S(AGREED) | S(IN_FORCE),
    [ACT_ANNUL] = S(EXPLAINED) | S(AGREED) | S(IN_FORCE),
    [ACT_REMARK] = ANY,
    [ACT_BEGIN] = S(AGREED),
    [ACT_EXPIRE] = S(EXPLAINED) | S(AGREED) | S(IN_FORCE),
    [ACT_END] = S(AGREED) | S(IN_FORCE),
    [ACT_OVERDUE] = ANY,
    [ACT_REASSIGN] = ANY,
    [ACT_REBIND] = ANY & ~FINAL,
};

/* report, instruction, campaign: work until no duty is open; which duties there may be
 * says `steps` below. */
static const uint32_t running_acts[ACT_KINDS] = {
    [ACT_CONSULT] = S(RUNNING),   [ACT_NOTICE] = S(RUNNING),  [ACT_REPORT] = S(RUNNING),
    [ACT_RECEIVE] = S(RUNNING),   [ACT_ASSESS] = S(RUNNING),  [ACT_INSTRUCT] = S(RUNNING),
    [ACT_CARRY_OUT] = S(RUNNING), [ACT_CONFIRM] = S(RUNNING), [ACT_SHEET] = S(RUNNING),
    [ACT_ANNUL] = S(RUNNING),     [ACT_REMARK] = ANY,         [ACT_OVERDUE] = S(RUNNING),
    [ACT_REASSIGN] = S(RUNNING),  [ACT_REBIND] = S(RUNNING),
};

struct shape {
    const uint32_t *acts; /* NULL: not carried */
    enum act_kind opener;
    uint64_t steps, gates;
};

static const struct shape shapes[SHAPE_KINDS] = {
    [SHAPE_PERMIT] = {permit_acts, ACT_APPLY,
                      A(CONSULT) | A(CONCUR) | A(VIA) | A(SANCTION) | A(DECIDE) | A(NOTICE) |
                          A(REPORT) | A(RECEIVE) | A(CARRY_OUT),
                      A(CONSULT) | A(CONCUR) | A(VIA) | A(SANCTION) | A(DECIDE)},
    [SHAPE_RECORD] = {record_acts, ACT_WRITE, A(CONFIRM) | A(NOTICE) | A(REPORT) | A(RECEIVE),
                      A(CONFIRM)},
    [SHAPE_INSTRUMENT] = {instrument_acts, ACT_ISSUE,
                          A(CONFIRM) | A(NOTICE) | A(REPORT) | A(RECEIVE), A(CONFIRM)},
    [SHAPE_REPORT] = {running_acts, ACT_NOTICED,
                      A(CONSULT) | A(NOTICE) | A(REPORT) | A(RECEIVE) | A(ASSESS) | A(INSTRUCT) |
                          A(CARRY_OUT) | A(CONFIRM),
                      0},
    [SHAPE_INSTRUCTION] = {running_acts, ACT_TELL,
                           A(CARRY_OUT) | A(CONFIRM) | A(NOTICE) | A(REPORT) | A(RECEIVE), 0},
    [SHAPE_CAMPAIGN] = {running_acts, ACT_OPEN,
                        A(SHEET) | A(NOTICE) | A(REPORT) | A(RECEIVE) | A(CONFIRM), 0},
    [SHAPE_NOTICE] = {NULL, ACT_TELL, A(NOTICE) | A(RECEIVE), 0},
    [SHAPE_PLAN] = {NULL, ACT_OPEN, A(DECIDE) | A(REPORT) | A(RECEIVE), 0},
    [SHAPE_CONSENT] = {consent_acts, ACT_EXPLAIN,
                       A(AGREE) | A(CONFIRM) | A(NOTICE) | A(REPORT) | A(RECEIVE) | A(CARRY_OUT),
                       A(AGREE) | A(CONFIRM)},
    [SHAPE_RESOLUTION] = {NULL, ACT_OPEN, A(DECIDE) | A(CONFIRM), 0},
};

static const uint64_t duty_acts = A(CONSULT) | A(CONCUR) | A(VIA) | A(SANCTION) | A(DECIDE) |
                                  A(NOTICE) | A(REPORT) | A(RECEIVE) | A(ASSESS) | A(INSTRUCT) |
                                  A(CARRY_OUT) | A(CONFIRM) | A(SHEET) | A(AGREE);

#define V(name) (1U << VERDICT_##name)
static const unsigned verdicts[ACT_KINDS] = {
    [ACT_CONSULT] = V(NONE) | V(GRANT),
    [ACT_CONCUR] = V(GRANT) | V(SEND_BACK),
    [ACT_VIA] = V(GRANT) | V(SEND_BACK),
    [ACT_SANCTION] = V(GRANT) | V(REFUSE) | V(SEND_BACK),
    [ACT_DECIDE] = V(GRANT) | V(REFUSE) | V(SEND_BACK),
    [ACT_CONFIRM] = V(NONE) | V(GRANT) | V(REFUSE) | V(SEND_BACK),
    [ACT_AGREE] = V(GRANT) | V(REFUSE),
};

bool shape_is_carried(enum shape_kind shape)
{
    return shapes[shape].acts != NULL;
}

enum act_kind shape_opener(enum shape_kind shape)
{
    return shapes[shape].opener;
}

bool shape_allows_step(enum shape_kind shape, enum act_kind act)
{
    return (shapes[shape].steps >> act & 1U) != 0;
}

bool shape_gates(enum shape_kind shape, enum act_kind act)
{
    return (shapes[shape].gates >> act & 1U) != 0;
}

bool shape_judges(enum shape_kind shape, enum act_kind act)
{
    bool second = act == ACT_CONFIRM && shape_gates(shape, act);
    return act == ACT_DECIDE || act == ACT_SANCTION || second;
}

bool shape_waits(enum shape_kind shape, enum matter_state state, enum act_kind act)
{
    return shape == SHAPE_PERMIT && act == ACT_CARRY_OUT &&
           (state == STATE_EFFECT_PENDING || state == STATE_GRANTED);
}

bool shape_outlives(enum shape_kind shape, enum act_kind act)
{
    return shapes[shape].acts && (shapes[shape].acts[act] & FINAL) != 0;
}

bool act_answers_duty(enum act_kind act)
{
    return (duty_acts >> act & 1U) != 0;
}

bool act_allows_verdict(enum act_kind act, enum verdict v)
{
    unsigned allowed = verdicts[act] ? verdicts[act] : V(NONE);
    return (allowed >> v & 1U) != 0;
}

bool shape_allows_act(enum shape_kind shape, enum matter_state state, enum act_kind act)
{
    const struct shape *s = &shapes[shape];
    if (!s->acts) return false;
    if (state == STATE_NONE) return act == s->opener;
    if (act_answers_duty(act) && !shape_allows_step(shape, act)) return false;
    return (s->acts[act] >> state & 1U) != 0;
}

bool matter_state_is_final(enum matter_state state)
{
    return (FINAL >> state & 1U) != 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * shape.h: the ten shapes and the acts they are made of. A shape is a table over the
 * one machine of the kernel: which act opens a matter, which acts may follow in which
 * state, what closes it. Procedures (catalogue) are data over shapes.
 */
#ifndef SEKIMORI_KERNEL_SHAPE_H
#define SEKIMORI_KERNEL_SHAPE_H

#include "base/str.h"

enum shape_kind {
    SHAPE_PERMIT,
    SHAPE_RECORD,
    SHAPE_INSTRUMENT,
    SHAPE_REPORT,
    SHAPE_INSTRUCTION,
    SHAPE_CAMPAIGN,
    SHAPE_NOTICE,
    SHAPE_PLAN,
    SHAPE_CONSENT,
    SHAPE_RESOLUTION,
    SHAPE_KINDS
};

/* What a person, the system or an enforcer does in a matter. The names in acts and in
 * the catalogue are those of act_kind_name(). */
enum act_kind {
    /* openers */
    ACT_APPLY,
    ACT_WRITE,
    ACT_ISSUE,
    ACT_NOTICED,
    ACT_OPEN,
    ACT_TELL,
    ACT_EXPLAIN,
    /* answers to duties */
    ACT_CONSULT,
    ACT_CONCUR,
    ACT_VIA,
    ACT_SANCTION,
    ACT_DECIDE,
    ACT_NOTICE,
    ACT_REPORT,
    ACT_RECEIVE,
    ACT_ASSESS,
    ACT_INSTRUCT,
    ACT_CARRY_OUT,
    ACT_CONFIRM,
    ACT_SHEET,
    ACT_AGREE, /* the counterpart of a consent */
    /* the applicant's */
    ACT_WITHDRAW,
    ACT_RESUBMIT,
    /* a permit in force */
    ACT_BEGIN_USE,
    ACT_END_USE,
    ACT_REVOKE, /* consent too */
    /* records and instruments */
    ACT_CORRECT,
    ACT_ANNUL,
    /* by anyone concerned */
    ACT_REMARK,
    /* by the system */
    ACT_BEGIN,
    ACT_EXPIRE,
    ACT_OVERDUE,
    ACT_END,
    ACT_REASSIGN,
    ACT_REBIND,
    /* by an enforcer */
    ACT_EFFECT_APPLIED,
    ACT_EFFECT_REFUSED,
    ACT_EFFECT_REMOVED,
    ACT_KINDS
};

enum verdict { VERDICT_NONE, VERDICT_GRANT, VERDICT_REFUSE, VERDICT_SEND_BACK, VERDICTS };

/* The state of a matter. Which of them a shape knows stands in its table. */
enum matter_state {
    STATE_NONE, /* before the opener */
    /* permit */
    STATE_IN_REVIEW,
    STATE_SENT_BACK,      /* with the applicant */
    STATE_EFFECT_PENDING, /* decided; an enforcer has not yet answered */
    STATE_GRANTED,        /* decided and enforced, before its start */
    STATE_IN_FORCE,       /* instrument and consent too */
    STATE_IN_USE,
    STATE_REFUSED,
    STATE_REFUSED_BY_ENFORCER,
    STATE_WITHDRAWN,
    STATE_RETURNED,
    STATE_EXPIRED,
    STATE_REVOKED,
    /* record */
    STATE_TO_CONFIRM, /* written or issued; a second person is still to confirm */
    STATE_WRITTEN,
    STATE_ANNULLED, /* instrument and consent too */
    /* instrument */
    STATE_ISSUED, /* before its start */
    STATE_ENDED,  /* its period is over, or another took its place; consent too */
    /* report, instruction, campaign */
    STATE_RUNNING, /* duties are open */
    STATE_DONE,
    /* consent */
    STATE_EXPLAINED, /* the counterpart has not yet agreed */
    STATE_AGREED,    /* before its start */
    MATTER_STATES
};

/* What an effect that another program enforces has come to. */
enum effect_state {
    EFFECT_PLANNED, /* asked for; wanted once the matter is decided */
    EFFECT_WANTED,  /* in the desired state; the enforcer has not answered */
    EFFECT_APPLIED,
    EFFECT_REFUSED,
    EFFECT_ENDING, /* no longer wanted; the enforcer has not said it is gone */
    EFFECT_REMOVED,
    EFFECT_DROPPED, /* never came to be wanted */
    EFFECT_STATES
};

/* Names as in acts, YAML, URLs ("permit", "decide", "grant", "in_review"); parse returns
 * false if unknown. Verdict none has the name "none". */
const char *shape_kind_name(enum shape_kind);
bool shape_kind_parse(struct str, enum shape_kind *ret);
const char *act_kind_name(enum act_kind);
bool act_kind_parse(struct str, enum act_kind *ret);
const char *verdict_name(enum verdict);
bool verdict_parse(struct str, enum verdict *ret);
const char *matter_state_name(enum matter_state);
bool matter_state_parse(struct str, enum matter_state *ret);
const char *effect_state_name(enum effect_state);
bool effect_state_parse(struct str, enum effect_state *ret);

/* Does the kernel carry matters of this shape? Opening others is refused. */
bool shape_is_carried(enum shape_kind);
/* The act that opens a matter of this shape. */
enum act_kind shape_opener(enum shape_kind);
/* May a step of a procedure of this shape be this act? (catalogue check) */
bool shape_allows_step(enum shape_kind, enum act_kind);
/* Must an open duty of this act be done before a matter of this shape can be decided (a permit),
 * stands (a record), or can come into force (an instrument)? */
bool shape_gates(enum shape_kind, enum act_kind);
/* Is this act a judgement on what somebody asked for, wrote or issued, which 14(1) keeps from that
 * person? To decide, to sanction, and to confirm a record or an instrument as the second one. */
bool shape_judges(enum shape_kind, enum act_kind);
/* Is a duty of this act open already in this state, though it can be answered only later? (What a
 * permit that is granted or waits for an enforcer allows is carried out once it is in force.) */
bool shape_waits(enum shape_kind shape, enum matter_state state, enum act_kind act);
/* May a duty of this act still be answered when the matter has come to its end? */
bool shape_outlives(enum shape_kind shape, enum act_kind act);
/* Does this act answer a duty? (Else struct act's duty is 0; ACT_OVERDUE names the late one.) */
bool act_answers_duty(enum act_kind);
/* May an answer to a duty of this act carry this verdict? */
bool act_allows_verdict(enum act_kind, enum verdict);
/* May this act happen in a matter of this shape in this state? (What it needs beyond that,
 * a duty or a use, the fold says.) */
bool shape_allows_act(enum shape_kind, enum matter_state, enum act_kind);
/* Can nothing but remarks and the enforcers' last words follow? */
bool matter_state_is_final(enum matter_state);

#endif

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
    SHAPE_PERMIT, SHAPE_RECORD, SHAPE_INSTRUMENT, SHAPE_REPORT, SHAPE_INSTRUCTION, SHAPE_CAMPAIGN,
    SHAPE_NOTICE, SHAPE_PLAN, SHAPE_CONSENT, SHAPE_RESOLUTION
};

/* What a person, the system or an enforcer does in a matter. The names in acts and in
 * the catalogue are those of act_kind_name(). */
enum act_kind {
    /* openers */
    ACT_APPLY, ACT_WRITE, ACT_ISSUE, ACT_NOTICED, ACT_OPEN, ACT_TELL,
    /* answers to duties */
    ACT_CONSULT, ACT_CONCUR, ACT_VIA, ACT_SANCTION, ACT_DECIDE, ACT_NOTICE, ACT_REPORT, ACT_RECEIVE,
    ACT_ASSESS, ACT_INSTRUCT, ACT_CARRY_OUT, ACT_CONFIRM, ACT_SHEET,
    /* the applicant's */
    ACT_WITHDRAW, ACT_RESUBMIT,
    /* a permit in force */
    ACT_BEGIN_USE, ACT_END_USE, ACT_REVOKE,
    /* records and instruments */
    ACT_CORRECT, ACT_ANNUL,
    /* by anyone concerned */
    ACT_REMARK,
    /* by the system */
    ACT_BEGIN, ACT_EXPIRE, ACT_OVERDUE, ACT_END, ACT_REASSIGN, ACT_REBIND,
    /* by an enforcer */
    ACT_EFFECT_APPLIED, ACT_EFFECT_REFUSED, ACT_EFFECT_REMOVED,
    ACT_KINDS
};

enum verdict { VERDICT_NONE, VERDICT_GRANT, VERDICT_REFUSE, VERDICT_SEND_BACK };

/* Names as in acts, YAML, URLs ("permit", "decide", "grant"); parse returns false if unknown. */
const char *shape_kind_name(enum shape_kind);
bool shape_kind_parse(struct str, enum shape_kind *ret);
const char *act_kind_name(enum act_kind);
bool act_kind_parse(struct str, enum act_kind *ret);
const char *verdict_name(enum verdict);
bool verdict_parse(struct str, enum verdict *ret);

/* The act that opens a matter of this shape. */
enum act_kind shape_opener(enum shape_kind);
/* May a step of a procedure of this shape be this act? (catalogue check) */
bool shape_allows_step(enum shape_kind, enum act_kind);

#endif

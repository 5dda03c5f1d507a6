/* SPDX-License-Identifier: Apache-2.0
 *
 * uplink.h: where the barrier's orders come from and its reports go to: the office (link/link.h),
 * or a folder for a barrier that stands alone and for tests: DIR/desired.json is read when it
 * changes; reports, evidence, orders and answers are written as DIR/out/NNNNNN-KIND.json, a
 * question waits in DIR/question.json.
 */
#ifndef SEKIMORI_NET_UPLINK_H
#define SEKIMORI_NET_UPLINK_H

#include "base/log.h"
#include "link/link.h"

struct uplink;
struct uplink_config {
    const char *office; /* "file:DIR", or as link_config */
    struct link_config link;
};

/* ERR_INVALID, ERR_IO. */
MUST_CHECK err_t uplink_open(const struct uplink_config *c, struct uplink **ret, struct fault *why);
void uplink_close(struct uplink *u); /* harmless on NULL */
/* Readable when there is something new; -1: look at every tick. */
int uplink_fd(const struct uplink *u);
/* Is there a newer desired state than the last uplink_take() gave? Never waits. */
bool uplink_is_new(struct uplink *u);
/* The whole desired state, in the arena. ERR_NOT_FOUND: never had any. ERR_INVALID: what lies there
 * is wrong. */
MUST_CHECK err_t uplink_take(struct uplink *u, struct arena *a, struct desired *ret,
                             struct fault *why);
bool uplink_has_said(struct uplink *u, struct matter_id matter, int32_t no, enum report_said *ret);
MUST_CHECK err_t uplink_report(struct uplink *u, const struct report *r, struct fault *why);
MUST_CHECK err_t uplink_evidence(struct uplink *u, const struct evidence *e, struct fault *why);
MUST_CHECK err_t uplink_order(struct uplink *u, const struct order *o, struct fault *why);
MUST_CHECK err_t uplink_question(struct uplink *u, struct arena *a, struct preflight *ret);
MUST_CHECK err_t uplink_answer(struct uplink *u, const struct preflight_answer *p,
                               struct fault *why);
MUST_CHECK err_t uplink_file(struct uplink *u, const char *sha256, struct sb *to,
                             struct fault *why);
/* For people: "connected", "away", ... and how much waits. */
void uplink_state(struct uplink *u, struct sb *to);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * plan.h: from what is wanted to what the kernel shall hold: desired state, declaration and cuts at
 * one moment become flows, elements, the text of our tables, and the proof of them. Pure but for
 * memory; made in a thread of its own, so that a cut never waits for a proof.
 */
#ifndef SEKIMORI_NET_PLAN_H
#define SEKIMORI_NET_PLAN_H

#include "contract/desired.h"
#include "net/declared.h"
#include "net/prove.h"
#include "net/ruleset.h"
#include "net/uplink.h"

enum plan_repair { PLAN_REPAIR_ASK, PLAN_REPAIR_AUTOMATIC };

struct plan_flow_refused { /* could not even be read */
    struct matter_id matter;
    int32_t no;
    struct flow_verdict verdict;
};

struct plan {
    struct arena arena;
    bool taken; /* the next step is to make it */
    /* given */
    struct uplink *uplink;
    struct declared *declared; /* held; NULL: none, so closed */
    struct capabilities caps;
    struct desired desired; /* whole, in the arena; items may be none */
    const struct ruleset_cut *local;
    size_t n_local;
    uint32_t cuts_at; /* the daemon's count of local cuts and restorations */
    struct moment now;
    int64_t default_lease_ms;
    /* made */
    struct flow *flows;
    size_t n_flows;
    struct plan_flow_refused *unread;
    size_t n_unread;
    struct ruleset_cut *cuts; /* the office's first, then local ones */
    size_t n_cuts;
    struct ruleset rules;
    struct sb skeleton; /* without elements */
    struct proof proof;
    int64_t lease_ms;
    enum plan_repair repair;
    err_t err; /* of making it; why says more */
    struct fault why;
};

struct plan *plan_new(void); /* NULL: no memory */
void plan_free(struct plan *p);
/* First the desired state is taken (p->uplink, p->desired), then the plan is made of it; the
 * outcome stands in p->err. OK: taken, or proven. ERR_STATE: the proof does not hold. */
void plan_take(struct plan *p);
void plan_make(struct plan *p);
/* What is only asked of the desired state, without the rest: kind and value of the newest item. */
const char *plan_value(const struct desired *d, const char *kind, const char *name);
const char *plan_payload(const struct desired_item *i, const char *name); /* NULL: none */

#endif

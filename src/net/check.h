/* SPDX-License-Identifier: Apache-2.0
 *
 * check.h: what the machine really holds, against what it should: our elements, our tables and
 * everybody else's, routes, links and settings; and the proof over what the kernel holds. Made in a
 * thread of its own, with sockets of its own.
 */
#ifndef SEKIMORI_NET_CHECK_H
#define SEKIMORI_NET_CHECK_H

#include "net/held.h"
#include "net/lines.h"
#include "net/nft_run.h"
#include "net/plan.h"

enum { CHECK_SHOWN_MAX = 100 };

/* What was found right after the last whole apply; the measure for later looks. */
struct check_reference {
    struct arena arena;
    struct lines rules, machine;
    struct sb listing; /* foreign tables with their elements, as nft lists them */
    bool is_set;
};

struct check {
    struct arena arena;
    /* given */
    const struct plan *plan; /* in force; outlives the check */
    struct ruleset want;     /* its elements as they were when the look began */
    /* Of each flow of the plan: 0 if no packet is known; what is read now is added. Or NULL. */
    uint64_t *packets;
    const struct check_reference *reference;
    const struct nft_run *nft;
    struct moment now;
    bool always_prove; /* also when nothing differs */
    bool own_fresh; /* our tables have just been replaced: the reference does not know them yet */
    /* found */
    struct lines rules, machine;
    struct held held;
    struct sb listing;    /* of foreign tables */
    struct str *differs;  /* "+ ..." and "- ...": at most CHECK_SHOWN_MAX */
    size_t n_differs;     /* all of them */
    bool own_differs;     /* our tables or elements */
    bool rules_differ;    /* of anybody */
    bool machine_differs; /* routes, links, settings */
    bool only_order;      /* the same rules stand in another order */
    bool reordered;       /* and let exactly the same through */
    bool proven;          /* was it looked at? then proof says */
    struct proof proof;
    char digest[65]; /* of all rules as lines and our elements */
    err_t err;
    struct fault why;
};

struct check *check_new(void);
void check_free(struct check *c);
void check_make(struct check *c);
/* Takes over what was found as the measure. ERR_NOMEM. */
MUST_CHECK err_t check_accept(const struct check *c, struct check_reference *to);
void check_reference_release(struct check_reference *r);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * order.h: what was ordered at an enforcer itself, by a person who stood there, because the
 * office was away or nobody could wait for it (151(2), 86(5)). It tells the true times, and who
 * gave it as they named themselves and as which account of the host; the office makes a matter
 * of it that the person responsible confirms. An order has an id of the enforcer's own choice;
 * sending it again changes nothing. Document "sekimori/order".
 */
#ifndef SEKIMORI_CONTRACT_ORDER_H
#define SEKIMORI_CONTRACT_ORDER_H

#include "base/time.h"
#include "contract/document.h"

enum { ORDER_BYTES_MAX = 64 << 10, ORDER_REASON_MAX = 2000 };

enum order_what { ORDER_CUT, ORDER_RESTORE };
enum order_scope {
    ORDER_ALL, /* everything but the management path; value: none */
    ORDER_ZONE,
    ORDER_LINE, /* an interface or a bridge */
    ORDER_DEVICE,
    ORDER_PEER,
    ORDER_PERMIT, /* value: matter-no, "1234-1" */
    ORDER_SCOPES
};
extern const char *const order_scopes[ORDER_SCOPES]; /* "all", "zone", ... */
enum order_result {
    ORDER_DONE,   /* it holds */
    ORDER_PARTLY, /* begun; detail says what does not hold yet */
    ORDER_FAILED  /* nothing of it holds */
};

struct order {
    const char *id, *program, *host;
    enum order_what what;
    struct moment at;    /* when it was given, by the host's clock */
    const char *by;      /* name or number as given */
    const char *account; /* of the host */
    enum order_scope scope;
    const char *value; /* what, as declared; NULL only for ORDER_ALL */
    const char *reason;
    struct moment done_at; /* when the result stood */
    enum order_result result;
    const char *detail;                 /* for people; NULL */
    const struct document_pair *values; /* flows_killed, devices, headcount, ... */
    size_t n_values;
};

MUST_CHECK err_t order_write(struct sb *to, const struct order *o, struct fault *why);
/* Also ERR_INVALID for a scope without value, or done before it was given. */
MUST_CHECK err_t order_read(struct arena *a, struct str text, struct order *ret, struct fault *why);

#endif

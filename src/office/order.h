/* SPDX-License-Identifier: Apache-2.0
 *
 * order.h: what was ordered at an enforcer itself (contract/order.h) becomes a matter, opened by
 * the system with the true times, for the person responsible to confirm (catalogue: the event
 * barrier_ordered). The same order, sent again, opens nothing.
 */
#ifndef SEKIMORI_OFFICE_ORDER_H
#define SEKIMORI_OFFICE_ORDER_H

#include "kernel/machine.h"
#include "office/matters.h"

/* Appends the answer (contract/taken.h) with the matter. ERR_INVALID: no such document; ERR_DENIED
 * "enforce.other_enforcer", "order.not_the_barrier" (netd alone orders); ERR_STATE
 * "order.no_procedure": the catalogue has none for it. */
MUST_CHECK err_t order_take(const struct office *, const struct machine *, struct str document,
                            struct sb *to, struct fault *why);

#endif

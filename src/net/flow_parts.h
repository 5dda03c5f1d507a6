/* SPDX-License-Identifier: Apache-2.0
 *
 * flow_parts.h: how a verdict gets its words. Internal to src/net.
 */
#ifndef SEKIMORI_NET_FLOW_PARTS_H
#define SEKIMORI_NET_FLOW_PARTS_H

#include "net/flow.h"

/* The text `id` in Japanese with its arguments (NULL: ""). ERR_NOMEM. */
MUST_CHECK err_t flow_say(struct arena *a, struct flow_verdict *ret, enum report_reason reason,
                          const char *id, const char *x, const char *y, const char *z);

#endif

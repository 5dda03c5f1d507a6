/* SPDX-License-Identifier: Apache-2.0
 *
 * matrix.h: who can talk to whom, as a table one can read: addresses that are alike in everything
 * (as sender and as receiver) are one class; between classes there is a yes or a no. The form is
 * that of Diekmann et al., "Verified iptables Firewall Analysis" (2016), service matrices.
 */
#ifndef SEKIMORI_NET_MATRIX_H
#define SEKIMORI_NET_MATRIX_H

#include "net/space.h"

enum { MATRIX_CLASSES_MAX = 4000, MATRIX_RANGES_MAX = 2000000 };

struct matrix_class {
    const struct space_range *ranges; /* of addresses, ascending */
    size_t n;
};
struct matrix {
    const struct matrix_class *classes; /* by their first address */
    uint32_t n;
    const uint8_t *yes; /* [from * n + to] */
};

/* Of the packets in f whatever they may be besides source and destination. ERR_TOO_BIG beyond the
 * limits; ERR_NOMEM. */
MUST_CHECK err_t matrix_make(struct arena *a, struct space *s, bdd_set f, struct matrix *ret);
bool matrix_has(const struct matrix *m, uint32_t from, uint32_t to);

#endif

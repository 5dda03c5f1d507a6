/* SPDX-License-Identifier: Apache-2.0
 *
 * replay.h: the ledger into empty projections. A matter is kept folded for as long as there is
 * room, and the rows that say how it stands are written once, when it leaves or at the end; one
 * that comes back is folded again from what is already replayed. Private to the kernel.
 */
#ifndef SEKIMORI_KERNEL_REPLAY_H
#define SEKIMORI_KERNEL_REPLAY_H

#include "store/store.h"

/* Matters kept at a time, at some 10 kB each. */
enum { REPLAY_KEPT = 4096 };

/* ERR_CORRUPT: a record is no act, or none that can follow those before it. */
MUST_CHECK err_t replay_ledger(struct db *, struct fault *why);

#endif

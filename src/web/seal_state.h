/* SPDX-License-Identifier: Apache-2.0
 *
 * seal_state.h: does sealing work? The clockwork says so, the page about this system shows it.
 */
#ifndef SEKIMORI_WEB_SEAL_STATE_H
#define SEKIMORI_WEB_SEAL_STATE_H

#include <pthread.h>

#include "base/time.h"

struct seal_state {
    pthread_mutex_t lock;
    struct moment since; /* {0}: it works */
    struct fault why;
};

MUST_CHECK err_t seal_state_init(struct seal_state *s);
void seal_state_release(struct seal_state *s);
/* why NULL: it works. A later fault keeps the time of the first. */
void seal_state_set(struct seal_state *s, struct moment now, const struct fault *why);
/* Since when it fails, {0} if it does not; then *ret_why says why. */
struct moment seal_state_get(struct seal_state *s, struct fault *ret_why);

#endif

/* SPDX-License-Identifier: Apache-2.0 */
#include "web/seal_state.h"

err_t seal_state_init(struct seal_state *s)
{
    s->since = (struct moment){0};
    return pthread_mutex_init(&s->lock, NULL) == 0 ? OK : ERR_NOMEM;
}

void seal_state_release(struct seal_state *s)
{
    (void)pthread_mutex_destroy(&s->lock);
}

void seal_state_set(struct seal_state *s, struct moment now, const struct fault *why)
{
    (void)pthread_mutex_lock(&s->lock);
    if (!why)
        s->since = (struct moment){0};
    else if (!s->since.ms)
        s->since = now;
    if (why) s->why = *why;
    (void)pthread_mutex_unlock(&s->lock);
}

struct moment seal_state_get(struct seal_state *s, struct fault *ret_why)
{
    (void)pthread_mutex_lock(&s->lock);
    struct moment since = s->since;
    if (since.ms) *ret_why = s->why;
    (void)pthread_mutex_unlock(&s->lock);
    return since;
}

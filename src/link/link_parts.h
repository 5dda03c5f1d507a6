/* SPDX-License-Identifier: Apache-2.0
 *
 * link_parts.h: what link.c (for the program) and round.c (with the office) share.
 */
#ifndef SEKIMORI_LINK_LINK_PARTS_H
#define SEKIMORI_LINK_LINK_PARTS_H

#include <pthread.h>

#include "link/http.h"
#include "link/identity.h"
#include "link/link.h"
#include "link/spool.h"
#include "link/wanted.h"

struct link {
    struct link_config config; /* texts owned */
    char *texts[6];
    int lock_fd;
    struct disk disk;
    struct identity identity;
    struct wanted wanted;
    struct spool spool;
    struct http *http;
    pthread_mutex_t net;  /* one request at a time */
    pthread_mutex_t lock; /* everything below, wanted, spool; taken after net */
    pthread_cond_t wake;
    pthread_t thread;
    bool has_thread, stop, poke;
    int event_fd;
    struct link_state state;
    unsigned failures;      /* in a row */
    int64_t pruned;         /* monotonic ms */
    struct sb question;     /* text; empty: none */
    int64_t question_given; /* monotonic ms; 0: not yet */
    struct sb answer;       /* text; empty: none */
};

/* One signed request; notes what its answer tells of the office's clock and the ledger. The
 * answer's body is initialised with `max`, and released by the caller. Net lock held, lock not. */
MUST_CHECK err_t round_ask(struct link *, const char *method, const char *what, struct str body,
                           size_t max, struct http_answer *ret);
/* The id of the fault in an error's body, or "". In ret. */
void round_fault(const struct http_answer *, char ret[64]);
/* Something to take: the program's fd becomes readable. Lock held. */
void link_signal(struct link *);

#endif

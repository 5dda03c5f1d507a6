/* SPDX-License-Identifier: Apache-2.0
 *
 * signer_serve.h: the signer on its Unix socket. One connection at a time,
 * one request each, with a time limit: its only client is the server, once a
 * second. It may be killed at any moment.
 */
#ifndef SEKIMORI_LEDGER_SIGNER_SERVE_H
#define SEKIMORI_LEDGER_SIGNER_SERVE_H

#include <sys/types.h>

#include "ledger/signer.h"

enum { SIGNER_PEERS_MAX = 8 };

struct signer_serve {
    const char *socket; /* its folder exists; a socket left behind is replaced */
    bool for_group;     /* 0660 and the group below; otherwise 0600 */
    gid_t group;
    uid_t peers[SIGNER_PEERS_MAX]; /* who may ask, besides root's and our own processes */
    size_t n_peers;
};

/* Bind and listen; the socket answers from now on. */
MUST_CHECK err_t signer_serve_listen(const struct signer_serve *config, int *ret_fd,
                                     struct fault *why);
/* Answer for ever. Returns only when the socket itself fails. */
MUST_CHECK err_t signer_serve_loop(int fd, const struct signer_serve *config, struct signer *s,
                                   const struct clock *clock, struct fault *why);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * signer_client.h: asking the signer. The interface lets tests, and one day a
 * key in hardware, stand in for the program on its socket.
 */
#ifndef SEKIMORI_LEDGER_SIGNER_CLIENT_H
#define SEKIMORI_LEDGER_SIGNER_CLIENT_H

#include "ledger/signer.h"

struct ledger_signer {
    /* Ask once. The note of SIGNER_SIGNED and SIGNER_STALE is appended.
     * ERR_UNAVAILABLE: no answer; it may or may not have signed. */
    err_t (*sign)(void *ctx, const struct signer_request *r, enum signer_status *ret_status,
                  struct sb *ret_note, struct fault *why);
    void *ctx;
};

/* The program on its socket; `path` is borrowed. Blocks for ten seconds at most. */
struct ledger_signer signer_client_socket(const char *path);

#endif

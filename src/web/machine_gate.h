/* SPDX-License-Identifier: Apache-2.0
 *
 * machine_gate.h: who a program on another host is. Each request is signed with the Ed25519 key
 * that was enrolled (contract/signature.h); where TLS ends at our nginx, the certificate shown
 * there bears the same key. A signature counts once: it must be of the last minute by the office's
 * clock, and its nonce new. Nonces live in memory; what was signed before this server started is
 * refused, so that a restart forgets nothing that could be said again.
 *
 * What has a wrong signature and what is unknown are told alike. That a machine was revoked is told
 * only to who has its key.
 */
#ifndef SEKIMORI_WEB_MACHINE_GATE_H
#define SEKIMORI_WEB_MACHINE_GATE_H

#include "contract/signature.h"
#include "kernel/machine.h"
#include "web/web.h"

enum {
    MACHINE_GATE_PAST_MS = 60 * 1000,
    MACHINE_GATE_FUTURE_MS = 2 * 1000,
    MACHINE_GATE_NONCES = 4096, /* kept a machine; older ones go with everything as old as they */
    MACHINE_GATE_MACHINES = 2048,
    MACHINE_GATE_PER_SECOND = 50,
    MACHINE_GATE_BURST = 500,
    MACHINE_GATE_BYTES_PER_SECOND = 128 << 10, /* of documents; a machine's */
    MACHINE_GATE_BYTES_BURST = 64 << 20
};

struct machine_gate;
MUST_CHECK err_t machine_gate_open(const struct clock *, struct machine_gate **ret);
void machine_gate_close(struct machine_gate *); /* NULL is harmless */

/* Fills rq->machine from rq->signature. ERR_DENIED "machine.unknown", "machine.revoked",
 * "machine.certificate", "machine.replayed"; ERR_STATE "machine.clock" (the request was signed too
 * long ago or ahead of time); ERR_BUSY "machine.starting", "machine.too_many". */
MUST_CHECK err_t machine_gate_who(struct web *, struct request *, struct fault *why);
/* The same for a key that is not enrolled yet: the request bears the name "enrol". */
MUST_CHECK err_t machine_gate_new(struct web *, struct request *, const uint8_t key[32],
                                  struct fault *why);

/* What Sekimori-Ledger says of a verifier key: another ledger, another word. In the arena. */
struct str machine_gate_ledger(const char *vkey, struct arena *);

/* May a contact be written down now? Once a minute, and when the revision moves. */
bool machine_gate_note(struct machine_gate *, const char *name, int64_t revision);

#endif

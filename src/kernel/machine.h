/* SPDX-License-Identifier: Apache-2.0
 *
 * machine.h: the programs on other hosts that the office knows. Each change is one record of kind
 * "machine" in the ledger, {"what": "token" | "enrolled" | "key" | "revoked", ...}, and the table
 * `machine` is their projection. No secret is in either: a token has a number of its own there.
 */
#ifndef SEKIMORI_KERNEL_MACHINE_H
#define SEKIMORI_KERNEL_MACHINE_H

#include "base/arena.h"
#include "base/id.h"
#include "base/time.h"
#include "store/store.h"

enum machine_what {
    MACHINE_TOKEN,    /* a token was given out for a program on a host */
    MACHINE_ENROLLED, /* it was shown with a key: this machine is known from now on */
    MACHINE_KEY,      /* a known machine has another key from now on */
    MACHINE_REVOKED,  /* its key counts no more */
    MACHINE_WITHDRAWN /* a token counts no more */
};

struct machine_change {
    enum machine_what what;
    const char *name, *program, *host;
    const char *key;     /* base64url; ENROLLED, KEY */
    const char *token;   /* its number; TOKEN, WITHDRAWN, ENROLLED, KEY */
    struct moment until; /* of a token */
    const char *reason;  /* REVOKED; NULL */
    struct person_id by; /* unset: the command line, or the machine itself */
    struct moment at;
};
/* Record it, and the table with it. */
MUST_CHECK err_t kernel_machine(struct db *, const struct machine_change *, struct leaf_id *ret);

struct machine {
    const char *name, *program, *host, *key;
    struct moment since, until; /* until.ms == 0: known */
};
/* ERR_NOT_FOUND: never enrolled. In the arena. */
MUST_CHECK err_t kernel_machine_get(struct db *, struct arena *, const char *name,
                                    struct machine *ret);

/* Replays one record "machine" (kernel_rebuild). */
MUST_CHECK err_t project_machine(struct db *, struct str envelope, struct leaf_id leaf);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * enrol.h: how programs on other hosts become known to the office and cease to be. A person gives
 * out a one-time token for a program on a host; the program shows it once with the public key it
 * will be known by. Whoever is known signs each request with that key (web/machine_gate.h).
 * Enrolment, another key, revocation are records of the ledger (kernel/machine.h).
 */
#ifndef SEKIMORI_OFFICE_ENROL_H
#define SEKIMORI_OFFICE_ENROL_H

#include "kernel/machine.h"
#include "office/matters.h"

enum {
    ENROL_TOKEN_LEN = 48, /* with its NUL */
    ENROL_HOURS_MAX = 7 * 24,
    ENROL_HOURS = 24,
    ENROL_POLL_SECONDS = 1
};

struct enrol_wish {
    const char *program, *host; /* one of enforcers_names; a host as signature_is_name has it */
    int64_t hours;              /* that the token lasts; 1 to ENROL_HOURS_MAX */
    struct person_id by;        /* unset: the command line */
};
struct enrol_token {
    char text[ENROL_TOKEN_LEN]; /* shown once, kept nowhere */
    char id[24];                /* its number in the ledger */
    struct moment until;
};

/* An earlier token for the same program and host counts no more. ERR_INVALID "machine.bad_program",
 * "machine.bad_host", "machine.bad_hours"; ERR_STATE "machine.taken": another host is the enforcer.
 */
MUST_CHECK err_t enrol_give_token(const struct office *, const struct enrol_wish *,
                                  struct enrol_token *ret, struct fault *why);
/* ERR_NOT_FOUND "machine.none_such"; ERR_STATE "machine.gone": revoked already. */
MUST_CHECK err_t enrol_revoke(const struct office *, const char *name, const char *reason,
                              struct person_id by, struct fault *why);

/* The program's side. `key`: that signed the request; the document must bring the same. Appends the
 * answer to *to; a refusal is an answer, too, and *ret_refused is true then. ERR_INVALID: no
 * document. */
MUST_CHECK err_t enrol_take(const struct office *, const char *office_name, const char *ledger_key,
                            struct str document, struct sb *to, bool *ret_refused,
                            struct fault *why);

/* --- contact --- */
struct enrol_contact {
    const char *name, *version; /* version NULL: as before */
    struct moment at;
    int64_t revision, ahead_ms;
};
MUST_CHECK err_t enrol_note_contact(const struct office *, const struct enrol_contact *,
                                    struct fault *why);

/* {"machines": [...], "tokens": [...], "may"...}; docs/api.md. */
MUST_CHECK err_t machines_view(const struct office *, struct person_id viewer, enum lang,
                               json_t **ret);

/* Machines that have been silent longer than the clock `machine_speaks` allows (10 minutes where
 * nothing is set) open a report of the procedure "machine-silent", once a silence. */
/* What was heard before *ret is too long ago. */
MUST_CHECK err_t enrol_silence_limit(struct db *, struct moment now, struct moment *ret);
MUST_CHECK err_t enrol_tell_silent(const struct office *, size_t *fired);

#endif

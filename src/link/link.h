/* SPDX-License-Identifier: Apache-2.0
 *
 * link.h: how an enforcer (netd, gate, logd, agent) hangs on the office: its identity, the
 * desired state as it changes, questions before decisions, and what it has to tell. docs/link.md
 * is the protocol.
 *
 * What is handed over for the office (link_report, link_evidence, link_order) is on disk, synced,
 * when the call returns OK; it is sent in the order it was handed over (orders before reports
 * before evidence), again and again until the office has acknowledged it, and kept for some days
 * after that in case the office comes back from an older backup. Each document has an id, by which
 * the office records it once.
 *
 * The desired state is on disk before link_take() gives it out. What the office dropped stays in it
 * as a DESIRED_DROP until link_report() has been told REPORT_REMOVED for it.
 *
 * Two ways to drive it: link_start() gives it a thread of its own (link_fd() becomes readable
 * when link_take() or link_question() has something), or the caller calls link_round().
 * All functions may be called from any thread; none but link_round(), link_enrol() and
 * link_file() waits for the network. Nothing that the office or the line does ends the program:
 * what is too large or wrong is refused, told in link_state, and the old state stands.
 */
#ifndef SEKIMORI_LINK_LINK_H
#define SEKIMORI_LINK_LINK_H

#include "base/clock.h"
#include "contract/desired.h"
#include "contract/evidence.h"
#include "contract/order.h"
#include "contract/preflight.h"
#include "contract/report.h"

struct link;

struct link_config {
    const char *folder;  /* of the link alone, mode 0700; made when absent */
    const char *program; /* "netd", "gate", "logd", "agent" */
    const char *host;    /* as people call this machine: lower-case letters, digits, "-", "." */
    const char *version; /* of the program */
    const char *office;  /* "unix:/run/sekimori/machines.sock" or "https://host[:port]" */
    const char *pin;     /* https: PEM file of the office's certificate or its CA; needed there */
    const struct clock *clock;
    int64_t spool_max;  /* bytes of what waits; 0: 256 MiB */
    int64_t keep_days;  /* of what was acknowledged; 0: 14 */
    int32_t timeout_ms; /* of one request; 0: 20 s */
};

/* Opens what lies in the folder: key (made when absent), enrolment, desired state, spool.
 * ERR_INVALID (a setting), ERR_IO, ERR_CORRUPT (the key), ERR_BUSY "link.busy": another process
 * has the folder open. A damaged desired state is set aside and asked for anew. */
MUST_CHECK err_t link_open(const struct link_config *config, struct link **ret, struct fault *why);
/* Stops the thread, too. Harmless on NULL. */
void link_close(struct link *l);
#define LINK_CLEANUP __attribute__((cleanup(link_close_ptr)))
static inline void link_close_ptr(struct link **l)
{
    link_close(*l);
}

/* Shows the one-time token. OK at once when this folder is enrolled already with the same office.
 * ERR_DENIED (the office says why), ERR_UNAVAILABLE (no answer), ERR_IO. */
MUST_CHECK err_t link_enrol(struct link *l, struct str token, struct fault *why);
bool link_enrolled(const struct link *l);

/* A thread that makes rounds. */
MUST_CHECK err_t link_start(struct link *l, struct fault *why);
/* Readable (poll) when there is something to take; link_take/link_question empty it. -1: not
 * started. */
int link_fd(const struct link *l);
/* One round: send what waits, ask for the desired state and a question. *ret_wait_ms: when to call
 * again (backing off with jitter while the office does not answer). Failures of the line are no
 * error here but stand in link_state. ERR_NOMEM, ERR_IO (own disk), ERR_STATE: not enrolled. */
MUST_CHECK err_t link_round(struct link *l, int32_t *ret_wait_ms, struct fault *why);

/* --- desired state --- */

/* What changed since the last call in this process; the first call gives a whole. `d->snapshot`:
 * all there is; whatever the caller holds besides is to go, like items with DESIRED_DROP (also in a
 * whole). Strings in the arena. ERR_NOT_FOUND: nothing new (at the first call: the office has never
 * given any). */
MUST_CHECK err_t link_take(struct link *l, struct arena *a, struct desired *ret);
/* The next link_take() gives a whole: for a caller that has lost track. */
void link_take_whole(struct link *l);
/* What was last reported about an effect that is in the desired state, *ret: applied, refused.
 * False: nothing, or the office has lost it (restored from a backup): report it again. */
bool link_has_said(struct link *l, struct matter_id matter, int32_t no, enum report_said *ret);

/* --- to the office --- */

/* id NULL: a random one is made; enforcer, program, host: filled in. Reports longer than
 * REPORT_WORDS_MAX words are cut into several. ERR_TOO_BIG "link.spool_full" and ERR_IO: not taken;
 * the caller keeps what it has (of evidence only; room is reserved for reports and orders). */
MUST_CHECK err_t link_report(struct link *l, const struct report *r, struct fault *why);
MUST_CHECK err_t link_evidence(struct link *l, const struct evidence *e, struct fault *why);
MUST_CHECK err_t link_order(struct link *l, const struct order *o, struct fault *why);

/* The question that waits for an answer; ERR_NOT_FOUND. It is asked again until answered. */
MUST_CHECK err_t link_question(struct link *l, struct arena *a, struct preflight *ret);
/* In memory only: a lost answer is asked for again. id, enforcer, at are filled in. */
MUST_CHECK err_t link_answer(struct link *l, const struct preflight_answer *p, struct fault *why);

/* A file that a wanted effect names in its payload ("sha256", lower-case hex): appended to `to`,
 * whose max is the limit; its digest is checked. ERR_NOT_FOUND, ERR_DENIED, ERR_UNAVAILABLE,
 * ERR_CORRUPT. Waits for the network. */
MUST_CHECK err_t link_file(struct link *l, const char *sha256, struct sb *to, struct fault *why);

/* --- how it stands --- */

enum link_line {
    LINK_NOT_ENROLLED,
    LINK_CONNECTED, /* the last round was answered */
    LINK_AWAY,      /* it was not */
    LINK_REVOKED    /* the office knows this key no more; asked again each minute */
};
struct link_state {
    enum link_line line;
    char name[128];             /* what the office calls this machine; "" */
    struct moment last_contact; /* by the own clock; 0: never */
    int64_t ahead_ms;           /* office's clock minus the own one, when last heard */
    int64_t revision;           /* of the desired state here; 0: none */
    size_t items;               /* wanted in it */
    size_t waiting, refused;    /* documents in the spool; those the office would not take (kept) */
    int64_t waiting_bytes;
    bool degraded;           /* disk or spool full: evidence is being put together or turned away */
    size_t coalesced;        /* counters put together since the start */
    struct fault last_fault; /* of the line or the disk; id NULL: none */
};
void link_state_get(struct link *l, struct link_state *ret);

#endif

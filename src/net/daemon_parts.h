/* SPDX-License-Identifier: Apache-2.0
 *
 * daemon_parts.h: what the files of the daemon share; nobody else includes it.
 */
#ifndef SEKIMORI_NET_DAEMON_PARTS_H
#define SEKIMORI_NET_DAEMON_PARTS_H

#include <sys/types.h>

#include "net/apply.h"
#include "net/check.h"
#include "net/daemon.h"
#include "net/neighbours.h"
#include "net/used.h"
#include "net/watch.h"
#include "net/worker.h"

enum { DAEMON_CUTS_MAX = 500, DAEMON_NAME_MAX = 128, DAEMON_PATH_MAX = 4096 };

/* A cut ordered at the barrier itself. */
struct daemon_cut {
    char id[32]; /* random; of its order */
    char scope[16], value[DAEMON_NAME_MAX], by[DAEMON_NAME_MAX], account[DAEMON_NAME_MAX];
    char reason[ORDER_REASON_MAX];
    struct moment at;
};

/* Counted at one element, when last looked. */
struct daemon_tally {
    uint64_t packets, bytes;
};

struct daemon {
    struct daemon_config config;
    const struct clock *clock;
    const struct log *log;
    struct nft_run nft;
    struct netlink rules, connections;
    struct watch watch;
    struct uplink *uplink;
    struct worker *worker;
    struct capabilities caps;
    int epoll, tick, wall, signals, control;

    struct neighbours neighbours;
    struct declared *declared; /* the one that counts; NULL: none */
    struct fault declared_why; /* why the one the office names could not be had */
    bool declared_refused;

    struct plan *in_force;        /* what the kernel holds; NULL: closed */
    struct daemon_tally *tallies; /* of its elements */
    struct moment counted;        /* when they were last read */
    struct used *used;            /* permits that ever carried a packet */
    struct evidence_item *gone;   /* counters of elements that went away, not handed over yet */
    size_t n_gone;
    struct arena gone_arena;
    struct check_reference reference;

    bool plan_wanted, whole_wanted, check_wanted, prove_wanted, told_wanted;
    bool whole_applied; /* since the last finished check: our tables are new */
    bool accept_wanted; /* the next finished look becomes the measure */
    bool stop;
    uint32_t epoch, check_epoch;     /* own changes so far; when the look at work began */
    struct watch_event heard, cause; /* since the last look began; before it */
    int64_t leased, harvested, checked, proved; /* monotonic ms */
    uint64_t told_drift;                        /* of what was last told */
    struct moment drift_since;
    struct sb drift;    /* the differences, one a line, as last told */
    char drift_by[128]; /* who did it, as far as the kernel said */
    bool drift_own, repair_ordered;
    char last_digest[65];
    uint64_t told_findings[PROOF_FINDINGS]; /* hashes of what was last told of each kind */
    char settings[2048];                    /* of the machine, as last accepted */

    struct daemon_cut cuts[DAEMON_CUTS_MAX];
    size_t n_cuts;
    uint32_t cuts_at;         /* moves with each cut and restoration ordered here */
    struct arena cut_arena;   /* of the elements below */
    struct ruleset cut_rules; /* elements of the cuts that the kernel holds now */

    /* The last proof, for whoever asks. */
    bool proof_seen, proof_good;
    char proof_detail[FAULT_ARG_MAX];
    struct moment proof_at;
    int proof_reply; /* of a control connection that waits for it; -1 */
};

/* daemon_state.c: what lies on disk */
bool daemon_path(const struct daemon *d, const char *name, char to[DAEMON_PATH_MAX]);
MUST_CHECK err_t daemon_state_load(struct daemon *d, struct fault *why);
MUST_CHECK err_t daemon_cuts_save(struct daemon *d, struct fault *why);
void daemon_reference_save(struct daemon *d);
void daemon_declared_choose(struct daemon *d, const struct desired *desired);

/* daemon_plan.c */
void daemon_plan_start(struct daemon *d);
void daemon_plan_done(struct daemon *d, struct plan *p);
void daemon_lease(struct daemon *d);
void daemon_wall_set(struct daemon *d);
struct apply daemon_apply(struct daemon *d);
/* These elements of the plan in force are no longer in the kernel. */
void daemon_forget(struct daemon *d, const bool *gone);
void daemon_forwarding(struct daemon *d, const struct plan *p);
void daemon_neighbours(struct daemon *d); /* tells them, where anything has changed */

/* daemon_look.c */
void daemon_look_start(struct daemon *d);
void daemon_look_done(struct daemon *d, struct check *c);
void daemon_settings_look(struct daemon *d);
/* daemon_repair.c: puts back what it can of the drift last told. */
void daemon_repair(struct daemon *d);

/* daemon_say.c */
void daemon_say_all(struct daemon *d);
void daemon_say_evidence(struct daemon *d, const struct evidence_item *v, size_t n);
void daemon_say_proof(struct daemon *d, const struct proof *p, const char *digest, size_t n);
void daemon_say_refused(struct daemon *d, struct plan *p);
/* What the proof found odd, where it is another than last time. with_unused: counters were given.
 */
void daemon_say_findings(struct daemon *d, const struct plan *plan, const struct proof *p,
                         bool with_unused);
void daemon_answer(struct daemon *d);
struct str daemon_say_head(struct str s, size_t n); /* at most n bytes, whole characters */

/* daemon_count.c */
void daemon_count(struct daemon *d); /* reads by itself, and waits for it */
void daemon_count_seen(struct daemon *d, const struct held *h, struct moment at);
void daemon_count_moved(struct daemon *d, const struct plan *from, const struct plan *to,
                        struct daemon_tally *old);
void daemon_count_gone(void *arg, const struct ruleset *of, size_t index, uint64_t packets,
                       uint64_t bytes);

/* daemon_cut.c */
MUST_CHECK err_t daemon_cut_order(struct daemon *d, const struct daemon_cut *cut, struct sb *to,
                                  struct fault *why);
MUST_CHECK err_t daemon_restore_order(struct daemon *d, const struct daemon_cut *cut, struct sb *to,
                                      struct fault *why);
/* Makes the kernel hold the plan's cuts instead of those it holds; fresh: it holds none. */
MUST_CHECK err_t daemon_cuts_follow(struct daemon *d, const struct plan *p, bool fresh,
                                    struct fault *why);
void daemon_cuts_office(struct daemon *d, struct plan *p);
MUST_CHECK err_t daemon_cuts_local(struct daemon *d, struct plan *p);

/* daemon_control.c */
MUST_CHECK err_t daemon_control_open(struct daemon *d, struct fault *why);
void daemon_control_serve(struct daemon *d);
void daemon_control_proof(struct daemon *d);

#endif

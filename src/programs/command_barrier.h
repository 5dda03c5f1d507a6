/* SPDX-License-Identifier: Apache-2.0
 *
 * command_barrier.h: what the commands `sekimori barrier` share: a declared network, permits for
 * it, a moment.
 */
#ifndef SEKIMORI_PROGRAMS_COMMAND_BARRIER_H
#define SEKIMORI_PROGRAMS_COMMAND_BARRIER_H

#include "base/text.h"
#include "net/ruleset.h"
#include "programs/command.h"

enum { COMMAND_BARRIER_OUT_MAX = 1 << 30 };

struct barrier_call {
    const char *permits, *before, *at, *lease, *form, *device, *lang, *held; /* options */
    bool no_bridge_netfilter, json;
    enum lang in;
    struct moment now;
    struct arena arena;
    struct barrier barrier;
    struct flow *flows, *old;
    size_t n_flows, n_old;
    struct ruleset_cut *cuts;
    size_t n_cuts;
    bool refused; /* something was told: the exit code is EXIT_REFUSED */
};

/* Options and the one argument, left in argv[0]. */
MUST_CHECK err_t command_barrier_call(struct barrier_call *c, int argc, char **argv,
                                      const struct command_option *options, size_t n,
                                      struct fault *why);
/* Initialises the arena and reads the declaration; tells each fault itself. */
MUST_CHECK err_t command_barrier_read(struct barrier_call *c, const char *path, struct fault *why);
/* c->permits into flows and cuts; tells what cannot be read. */
MUST_CHECK err_t command_barrier_permits(struct barrier_call *c, struct fault *why);
/* Appends the file to an initialised builder. */
MUST_CHECK err_t command_barrier_file(struct sb *to, size_t most, const char *path,
                                      struct fault *why);
/* Prints, or tells what is wrong; releases the call. Returns an exit code. */
int command_barrier_finish(struct barrier_call *c, err_t e, struct fault *why, struct sb *out);

#endif

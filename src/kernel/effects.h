/* SPDX-License-Identifier: Apache-2.0
 *
 * effects.h: effects as their enforcers see them: what one of them must make true, and its
 * words, each of which becomes an act, once. The revision of the desired state is the leaf of
 * the act that last changed what an enforcer must make true; its own words never move it.
 */
#ifndef SEKIMORI_KERNEL_EFFECTS_H
#define SEKIMORI_KERNEL_EFFECTS_H

#include "kernel/kernel.h"

struct effect_row {
    struct matter_id matter;
    int32_t no;
    const char *kind;
    enum effect_state state;
    const char *payload;       /* JSON object of texts */
    struct moment from, until; /* {0}: none */
    int64_t revision;
};
struct effect_rows {
    const struct effect_row *v;
    size_t n;
    int64_t revision; /* that these rows bring one to */
};

/* All that is to be true now. */
MUST_CHECK err_t effects_snapshot(struct db *, struct arena *, const char *enforcer,
                                  struct effect_rows *ret);
/* What changed after the revision `since`, oldest first; wanted unless the state says else. */
MUST_CHECK err_t effects_since(struct db *, struct arena *, const char *enforcer, int64_t since,
                               struct effect_rows *ret);
/* What matters in review ask for, by matter: for preflight. revision is that of the snapshot. */
MUST_CHECK err_t effects_planned(struct db *, struct arena *, const char *enforcer,
                                 struct effect_rows *ret);

struct effect_word {
    struct matter_id matter;
    int32_t no;
    enum act_kind said; /* ACT_EFFECT_* */
    const char *reason; /* code; NULL unless refused */
    struct moment at;   /* when it was done, by the enforcer's clock */
    struct str content; /* canonical JSON, or STR_NONE */
};
enum word_outcome { WORD_TAKEN, WORD_REPEATED, WORD_STALE, WORD_UNKNOWN };

/* Record one word of an enforcer's report. An error is the store's or the ledger's; that a
 * word says nothing any more is an outcome. */
MUST_CHECK err_t effects_word(struct db *, const char *enforcer, const char *report,
                              const struct effect_word *, struct moment now, enum word_outcome *ret,
                              struct fault *why);
/* Record an enforcer's answer to a preflight: reason "possible", or why not. */
MUST_CHECK err_t effects_preflight(struct db *, const char *enforcer, const char *report,
                                   struct matter_id, const char *reason, struct str content,
                                   struct moment now, enum word_outcome *ret, struct fault *why);

#endif

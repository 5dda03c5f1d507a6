/* SPDX-License-Identifier: Apache-2.0
 *
 * spool.h: documents on their way to the office. Folder spool/: what waits; sent/: what was
 * acknowledged, kept for some days; refused/: what the office will never take. A file is called
 * FIRST-LAST.K: its number (twice; evidence that was put together spans several), and K: o order,
 * r report, e evidence, in capitals once it may have been sent before. Private to src/link.
 *
 * A file that spans others is the truth of them: where a crash left those too, they go. Of evidence
 * only what was never sent is put together: never the first that waits, nothing in capitals.
 */
#ifndef SEKIMORI_LINK_SPOOL_H
#define SEKIMORI_LINK_SPOOL_H

#include "base/arena.h"
#include "base/time.h"
#include "link/disk.h"

enum spool_kind { SPOOL_ORDER, SPOOL_REPORT, SPOOL_EVIDENCE, SPOOL_KINDS };
enum { SPOOL_RESERVE = 1 << 20, SPOOL_NAME = 48 };

struct spooled {
    int64_t first, last;
    enum spool_kind kind;
    bool again; /* may have been sent before */
    int64_t bytes;
};
struct spool {
    struct disk *disk;
    struct spooled *v; /* by number */
    size_t n, cap;
    int64_t next, bytes, max;
    size_t refused, coalesced;
    bool degraded;
};

/* ERR_IO, ERR_NOMEM. Half-written files go. */
MUST_CHECK err_t spool_open(struct spool *, struct disk *, int64_t max);
void spool_release(struct spool *);
/* Durable when OK. ERR_TOO_BIG "link.spool_full" and ERR_IO: not taken. */
MUST_CHECK err_t spool_add(struct spool *, enum spool_kind, struct str document, struct fault *why);
/* The first that waits of a kind; false: none. */
bool spool_first(const struct spool *, enum spool_kind, struct spooled *ret);
MUST_CHECK err_t spool_read(struct spool *, const struct spooled *, struct sb *to);
/* The office has it. / The office will never take it. */
MUST_CHECK err_t spool_done(struct spool *, const struct spooled *);
MUST_CHECK err_t spool_refuse(struct spool *, const struct spooled *);
/* All that was acknowledged waits again. */
MUST_CHECK err_t spool_again(struct spool *);
/* Forget what was acknowledged before `before` (wall clock of this host). */
MUST_CHECK err_t spool_prune(struct spool *, struct moment before);

/* In spool_join.c: two documents of nothing but counters as one; ERR_STATE: they are not such. */
MUST_CHECK err_t spool_join(struct arena *, struct str a, struct str b, struct sb *to);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * wanted.h: the desired state as this host has it: in memory, and in the file "wanted" as frames
 * that are appended and synced before anything is given out; the file is written anew when it has
 * grown. A torn end (power lost while appending) is cut off. What the office dropped stays as a
 * drop until its removal was reported. Private to src/link.
 *
 * A frame: "SKF1 <length> <SHA-256, hex>" LF bytes LF. Bytes: "D" and a document as the office sent
 * it; "S matter no said" of what was reported; "F" all that was said is forgotten; "L" and the word
 * of the ledger; "X matter no kind" a drop that is still to be reported.
 */
#ifndef SEKIMORI_LINK_WANTED_H
#define SEKIMORI_LINK_WANTED_H

#include "contract/desired.h"
#include "contract/report.h"
#include "link/disk.h"

enum { WANTED_LEDGER = 64 };

struct wanted_item;
struct wanted {
    struct disk *disk;
    const char *enforcer;
    int fd;
    off_t end;
    int64_t anew;               /* file size beyond which it is written anew */
    struct wanted_item **slots; /* open addressing by matter and no */
    size_t n_slots, n, n_want;
    int64_t revision; /* 0: none yet */
    bool any;         /* the office has given something, once */
    char ledger[WANTED_LEDGER + 1];
    uint64_t change, taken; /* counts changes; what wanted_take last gave */
    bool take_whole;
    int64_t taken_revision;
};

/* ERR_IO, ERR_NOMEM. A file that cannot be understood is set aside: then there is nothing. */
MUST_CHECK err_t wanted_open(struct wanted *, struct disk *, const char *enforcer);
void wanted_release(struct wanted *);
/* What the office sent. ERR_STATE: a delta that does not fit. ERR_INVALID, ERR_TOO_BIG, ERR_IO,
 * ERR_NOMEM: the old state stands. */
MUST_CHECK err_t wanted_apply(struct wanted *, struct str document, struct fault *why);
/* The office lost what it knew: everything is to be reported anew. */
MUST_CHECK err_t wanted_forget_said(struct wanted *);
MUST_CHECK err_t wanted_set_ledger(struct wanted *, struct str word);
MUST_CHECK err_t wanted_said(struct wanted *, const struct report *);
bool wanted_has_said(const struct wanted *, struct matter_id, int32_t no, enum report_said *ret);
/* As link_take. */
MUST_CHECK err_t wanted_take(struct wanted *, struct arena *, struct desired *ret);
bool wanted_is_new(const struct wanted *);

#endif

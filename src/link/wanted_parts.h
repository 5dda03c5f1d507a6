/* SPDX-License-Identifier: Apache-2.0
 *
 * wanted_parts.h: what wanted.c (memory) and wanted_file.c (disk) share.
 */
#ifndef SEKIMORI_LINK_WANTED_PARTS_H
#define SEKIMORI_LINK_WANTED_PARTS_H

#include "link/wanted.h"

enum wanted_said {
    WANTED_UNSAID = -1,
    WANTED_APPLIED = REPORT_APPLIED,
    WANTED_REFUSED = REPORT_REFUSED
};
struct wanted_item {
    struct desired_item item; /* its texts stand behind it */
    enum wanted_said said;
    uint64_t changed, seen;
};

struct wanted_item *wanted_find(const struct wanted *, struct matter_id, int32_t no);
MUST_CHECK err_t wanted_put(struct wanted *, const struct desired_item *);
void wanted_remove(struct wanted *, struct matter_id, int32_t no);
MUST_CHECK err_t wanted_fold(struct wanted *, const struct desired *);
void wanted_note(struct wanted *, struct matter_id, int32_t no, enum report_said);
void wanted_clear_said(struct wanted *);

/* --- the file --- */
MUST_CHECK err_t wanted_write(struct wanted *, char what, struct str bytes);
MUST_CHECK err_t wanted_write_anew(struct wanted *);

#endif

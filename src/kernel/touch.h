/* SPDX-License-Identifier: Apache-2.0
 *
 * touch.h: facts about the organisation change: people, units, posts and what instruments make so
 * (designations, readings, lengths of clocks). Whoever writes such a row says so in the same act;
 * the revision of the organisation moves, and an image of it in memory (office/org_image.h) knows
 * that it is old and what to read again.
 */
#ifndef SEKIMORI_KERNEL_TOUCH_H
#define SEKIMORI_KERNEL_TOUCH_H

#include "store/store.h"

enum touch_what {
    TOUCH_UNIT,
    TOUCH_POST,
    TOUCH_PERSON,
    TOUCH_HOLDING,
    TOUCH_ABSENCE,
    TOUCH_INFO_SYSTEM,
    TOUCH_DESIGNATION, /* id: of the matter */
    TOUCH_SETTING,     /* id: of the matter */
    TOUCH_ALL,         /* anything may have changed */
    TOUCH_KINDS
};
bool touch_parse(struct str, enum touch_what *ret);

/* Inside an act. */
MUST_CHECK err_t touch_organisation(struct db *, enum touch_what, int64_t id);
/* The revision that this snapshot or act sees; it moves with every touch. */
MUST_CHECK err_t touch_revision(struct db *, int64_t *ret);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * mention.h: one reference as it stands in a sentence, taken apart but not yet resolved:
 * 前条第２項各号, 第10条の２, 第４号③, この章, 附則第３項. Internal.
 */
#ifndef SEKIMORI_STANDARD_MENTION_H
#define SEKIMORI_STANDARD_MENTION_H

#include "standard/label.h"
#include "standard/numeral.h"
#include "standard/standard.h"

enum mention_how {
    MENTION_NONE,
    MENTION_NUMBER,       /* 第3項 */
    MENTION_BEFORE,       /* 前項, 前３項: number.n[0] of them */
    MENTION_LAST_BUT_ONE, /* 前々項 */
    MENTION_AFTER,        /* 次項 */
    MENTION_SAME,         /* 同項 */
    MENTION_THIS,         /* この項, 本項 */
    MENTION_EACH,         /* 各号 */
    MENTION_ALL_BEFORE,   /* 前各号 */
    MENTION_FOLLOWING     /* 次の各号 */
};

struct mention_part {
    enum mention_how how;
    struct standard_number number;
};

enum { MENTION_MARKS = 3, MENTION_ALSO = 8 };

struct mention {
    struct str words;
    bool supplement;   /* 附則 before it */
    bool appendix;     /* words name a 別表 or 様式 */
    bool digits_mixed; /* 第８条第1項; 第67条第３項 is a usual way to print */
    /* Headings and parts by their level; unused ones MENTION_NONE. */
    struct mention_part of[STANDARD_ITEM + 1];
    struct label marks[MENTION_MARKS]; /* ③, ア below the item */
    unsigned n_marks;
    struct label also[MENTION_ALSO]; /* ロ及びハ, アからウまで: more beside the last mark */
    unsigned n_also;
    bool also_range;
};

/* The reference that begins with s; before: the text in front of it. points: of a text of 第1. */
bool mention_take(struct str before, struct str s, bool points, struct mention *ret);
/* 、 及び 又は ... と から ないし: cut off the front of *s. */
enum mention_link { MENTION_UNLINKED, MENTION_LISTED, MENTION_RANGE };
enum mention_link mention_take_link(struct str *s);
/* The highest level that it names. */
enum standard_level mention_top(const struct mention *m);
enum standard_level mention_bottom(const struct mention *m);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * label.h: the label with which a line may begin: ２, 2., (1), ①, 一, ア, イ, (ア), a, Ⅰ.
 * Whether it is one there, and at which level, tree.c decides from what is open. Internal.
 */
#ifndef SEKIMORI_STANDARD_LABEL_H
#define SEKIMORI_STANDARD_LABEL_H

#include "base/str.h"

enum label_style {
    LABEL_PLAIN, /* ２ */
    LABEL_DOT,   /* 2. ２．*/
    LABEL_CLOSE, /* 2) */
    LABEL_PAREN, /* (2) ⑵ */
    LABEL_CIRCLE,
    LABEL_KANJI,
    LABEL_KANA,  /* ア イ ウ */
    LABEL_IROHA, /* イ ロ ハ */
    LABEL_LATIN,
    LABEL_CAPITAL,
    LABEL_ROMAN,
    LABEL_STYLES,
    /* The same in brackets: LABEL_IN + style. */
    LABEL_IN = LABEL_STYLES,
    LABEL_ALL = 2 * LABEL_STYLES
};

enum { LABEL_READINGS = 3 };
struct label {
    /* イ is the second of アイウ and the first of イロハ; i is the ninth of abc and the first of
     * i ii iii: the ways to read it, the likelier first. */
    struct {
        enum label_style style;
        uint16_t n;
    } as[LABEL_READINGS];
    unsigned n_as;
    struct str printed, rest;
    bool blank;  /* a blank follows, or the line ends: surely set apart */
    bool framed; /* by brackets, circle or dot: a form that plain words do not have */
};
/* Does the line begin so? Numbers 1..99. */
bool label_take(struct str line, struct label *ret);
/* Only the character or group itself, wherever it stands: for 第4号③, 第2号ア. */
bool label_take_mark(struct str s, struct label *ret);

#endif

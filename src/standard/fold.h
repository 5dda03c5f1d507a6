/* SPDX-License-Identifier: Apache-2.0
 *
 * fold.h: are two pieces of text the same but for how they are printed? Width of letters, digits
 * and brackets, 、and ，, blanks, and numbers before 条, 項, 年 ... in kanji or digits do not
 * count. For comparing only; what is kept and shown is what was printed. Internal.
 */
#ifndef SEKIMORI_STANDARD_FOLD_H
#define SEKIMORI_STANDARD_FOLD_H

#include "base/sb.h"

bool fold_same(struct str a, struct str b);
/* Appends s in that form. */
void fold_add(struct sb *b, struct str s);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * numeral.h: numbers as official texts print them: 10, １０, 十, 二〇, 百二十三. Internal.
 */
#ifndef SEKIMORI_STANDARD_NUMERAL_H
#define SEKIMORI_STANDARD_NUMERAL_H

#include "base/str.h"

enum numeral_form { NUMERAL_NARROW, NUMERAL_WIDE, NUMERAL_BOTH, NUMERAL_KANJI };

/* Cut a number 1..9999 off the front of *s; kanji: also in kanji. */
bool numeral_take(struct str *s, bool kanji, uint16_t *ret, enum numeral_form *ret_form);

/* 〇 一 .. 九 十 百 千 */
bool numeral_is_digit(uint32_t c);

#endif

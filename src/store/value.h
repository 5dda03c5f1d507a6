/* SPDX-License-Identifier: Apache-2.0
 *
 * value.h: one value of a row as either back end gives it.
 */
#ifndef SEKIMORI_STORE_VALUE_H
#define SEKIMORI_STORE_VALUE_H

#include "base/str.h"

enum value_kind { VALUE_NULL, VALUE_I64, VALUE_STR, VALUE_BLOB, VALUE_OTHER };

struct value {
    enum value_kind kind;
    int64_t i;
    struct str s; /* p is never NULL for VALUE_STR and VALUE_BLOB */
};

#endif

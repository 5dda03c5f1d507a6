/* SPDX-License-Identifier: Apache-2.0
 *
 * cp932_table.h: the table that tools/cp932.py generates; cp932.c alone looks
 * at it.
 */
#ifndef SEKIMORI_WIRE_CP932_TABLE_H
#define SEKIMORI_WIRE_CP932_TABLE_H

#include <stdint.h>

enum { CP932_LEADS = 60, CP932_TAILS = 0xFD - 0x40 };

/* By lead byte (81..9F, E0..FC) and tail byte (40..FC); 0: no character. */
extern const uint16_t cp932_table[CP932_LEADS][CP932_TAILS];

#endif

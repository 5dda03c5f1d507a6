/* SPDX-License-Identifier: Apache-2.0
 *
 * sb.h: a bounded string builder with a sticky error. Append freely, ask once
 * at the end with sb_end(). Beyond `max` or without memory nothing more is
 * appended and the error stays.
 */
#ifndef SEKIMORI_BASE_SB_H
#define SEKIMORI_BASE_SB_H

#include "base/str.h"

struct sb {
    char *p;
    size_t n, cap, max;
    err_t err;
};

void sb_init(struct sb *b, size_t max); /* max bytes of content; no allocation yet */
void sb_release(struct sb *b);          /* frees; harmless twice and on a zeroed struct */
void sb_reset(struct sb *b);            /* empties and forgets the error, keeps memory */

void sb_add(struct sb *b, struct str s);
void sb_addz(struct sb *b, const char *z);
void sb_addc(struct sb *b, char c);
void sb_addf(struct sb *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void sb_add_i64(struct sb *b, int64_t v);
void sb_add_hex(struct sb *b, struct str bytes); /* lower case */

/* The content so far as a view, valid until the next append. */
struct str sb_str(const struct sb *b);
/* The sticky error; OK when all was appended. */
MUST_CHECK err_t sb_end(const struct sb *b);
/* The content as a NUL-terminated string the caller frees; the builder is
 * left empty. On error *ret is untouched and the builder released. */
MUST_CHECK err_t sb_take(struct sb *b, char **ret);

#define SB_CLEANUP __attribute__((cleanup(sb_release)))

#endif

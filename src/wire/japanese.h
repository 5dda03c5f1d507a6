/* SPDX-License-Identifier: Apache-2.0
 *
 * japanese.h: the encodings in which Japanese offices keep plain text, told from the bytes and made
 * UTF-8: UTF-8, UTF-16 (with a mark, or by where its zero bytes stand), EUC-JP, ISO-2022-JP, CP932.
 * Letters that a Mac has taken apart (か + U+3099) are put together again, since が is one letter
 * for everybody who reads it; nothing else is changed. By tables of our own (cp932.h says why).
 *
 * Sources: JIS X 0208, RFC 1468 (ISO-2022-JP), RFC 2781 (UTF-16), RFC 3629 (UTF-8).
 */
#ifndef SEKIMORI_WIRE_JAPANESE_H
#define SEKIMORI_WIRE_JAPANESE_H

#include "base/sb.h"

enum japanese {
    JAPANESE_NONE, /* none of them: nothing is appended */
    JAPANESE_UTF8,
    JAPANESE_UTF16LE,
    JAPANESE_UTF16BE,
    JAPANESE_EUC,
    JAPANESE_ISO2022,
    JAPANESE_CP932
};
/* "utf-8", "euc-jp" ...; "" for none. */
const char *japanese_name(enum japanese);

/* Appends `in` as UTF-8, without a mark. A file that stops within its last character has the rest
 * of that character appended as a byte that is no UTF-8: so it is seen that it was cut.
 * ERR_TOO_BIG and ERR_NOMEM by the builder. */
MUST_CHECK err_t japanese_to_utf8(struct sb *out, struct str in, enum japanese *ret);

#endif

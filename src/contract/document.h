/* SPDX-License-Identifier: Apache-2.0
 *
 * document.h: what the documents between our programs have in common: one JSON object that
 * says what it is and in which version, integers and strings only, names in order, every
 * member known (base/codec.h). A reader that meets a version it does not know refuses it; a
 * member is never given another meaning, a new one needs a new version.
 */
#ifndef SEKIMORI_CONTRACT_DOCUMENT_H
#define SEKIMORI_CONTRACT_DOCUMENT_H

#include "base/codec.h"
#include "base/sb.h"

enum { DOCUMENT_NAME_MAX = 200, DOCUMENT_TEXT_MAX = 4000, DOCUMENT_VERSION = 1 };

/* Append {"document":name,"v":1, ...}. The table has rows ROW_SKIP_NEEDED for both.
 * ERR_INVALID for a value beyond its limits, ERR_TOO_BIG beyond the builder's. */
MUST_CHECK err_t document_write(struct sb *to, const char *name, const struct codec *c,
                                const void *from, struct fault *why);
/* ERR_INVALID "contract.other_document", "contract.version", or what codec.h says. */
MUST_CHECK err_t document_read(const char *name, const struct codec *c, struct arena *a,
                               struct str text, size_t max, void *to, struct fault *why);

/* Named values, as effects carry them. */
struct document_pair {
    const char *name, *value;
};
extern const struct codec document_pair_codec;

#endif

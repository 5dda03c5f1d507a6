/* SPDX-License-Identifier: Apache-2.0
 *
 * standard_store.h: the versions of the official text in the store. A version is the bytes of one
 * file as it was published, and the day from which it is in force; one record of the ledger
 * (kind "standard.import") holds its SHA-256. In force on a day is the version with the latest
 * effective day not after it. Versions are never changed and never deleted.
 */
#ifndef SEKIMORI_OFFICE_STANDARD_STORE_H
#define SEKIMORI_OFFICE_STANDARD_STORE_H

#include "base/time.h"
#include "standard/cite.h"
#include "store/store.h"

struct standard_version {
    int64_t id;
    struct day effective;
    struct moment imported;
    const char *title, *encoding; /* "" where the text has no title; "utf-8", "cp932" */
    const char *digest;           /* hex, of the bytes */
    int64_t bytes, articles, findings, leaf;
};

/* SHA-256 in hex. */
enum { STANDARD_DIGEST = 65 };
void standard_digest(struct str bytes, char ret[STANDARD_DIGEST]);

/* All, the newest effective day first; in the arena. */
MUST_CHECK err_t standard_versions(struct db *, struct arena *, struct standard_version **ret,
                                   size_t *ret_n);
/* ERR_NOT_FOUND: none was in force that day. */
MUST_CHECK err_t standard_in_force(struct db *, struct day, int64_t *ret_id);

/* A text with what it cites, read anew from its bytes after their digest was checked:
 * ERR_CORRUPT "standard.changed". ERR_NOT_FOUND. */
MUST_CHECK err_t standard_load(struct db *, struct arena *, int64_t id, struct standard_text *ret,
                               struct cites *ret_cites, struct fault *why);

/* The bytes of a file as UTF-8 (wire/japanese.h tells from what); *ret in the arena (or the bytes
 * themselves), *ret_encoding its name. What is none of them is handed on as it is: the parser says
 * where. */
MUST_CHECK err_t standard_decode(struct arena *, struct str bytes, struct str *ret,
                                 const char **ret_encoding);

/* What the ledger says of each version holds, and there is no other: ERR_CORRUPT
 * "standard.changed" {0} effective day. */
MUST_CHECK err_t standard_store_verify(struct db *, struct fault *why);

/* "10-2", "s11", "a1" of the article, 附則 or appendix that node i is or stands in; "" else. */
void standard_key(struct sb *b, const struct standard_text *, uint32_t i);
/* What people write for it: also 10の2, 第十条の二, １０の２, 附則11, 別表1; 0 = there is none. */
uint32_t standard_find_key(const struct standard_text *, struct str key);

#endif

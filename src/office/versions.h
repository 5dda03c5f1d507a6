/* SPDX-License-Identifier: Apache-2.0
 *
 * versions.h: which version of the catalogue is in force, and how another one comes to be.
 *
 * An office begins with a version (the founding one: `sekimori init` records it as a set-up
 * act). From then on a version is handed in as a candidate, checked, kept file by file and
 * recorded in the ledger; it comes into force by an instrument (procedure catalogue-version:
 * `sets: {catalogue: ...}`), never because a folder holds it. Every version stays, so that matters
 * can stay on theirs. Digests are catalogue_digest(): SHA-256 in lower-case hex.
 */
#ifndef SEKIMORI_OFFICE_VERSIONS_H
#define SEKIMORI_OFFICE_VERSIONS_H

#include "office/matters.h"

enum { VERSION_DIGEST = 65 };

/* The version in force at that moment. ERR_NOT_FOUND: the office has not begun with any. */
MUST_CHECK err_t versions_in_force(struct db *, struct moment at, char ret[VERSION_DIGEST]);
/* Is this the catalogue in force, or has the office none yet? ERR_STATE "version.changed": another
 * one has come into force since; what was asked is to be asked again. */
MUST_CHECK err_t versions_check(struct db *, const struct catalogue *, struct moment at,
                                struct fault *why);
/* From the store; the caller frees. ERR_CORRUPT when its files are not those of its digest;
 * ERR_NOT_FOUND. */
MUST_CHECK err_t versions_load(struct db *, const char *digest, struct catalogue **ret,
                               struct fault *why);

/* Do the rows of versions say what the ledger says of them? ERR_CORRUPT "version.rows_changed". */
MUST_CHECK err_t versions_verify(struct db *, struct fault *why);

/* `source`: how it came, for the record: "init", "start", "command". */
/* Begin with this catalogue where there is none in force; else nothing happens. */
MUST_CHECK err_t versions_found(struct store *, const struct clock *, const struct catalogue *,
                                const char *source, struct fault *why);
/* Break-glass: when the version in force cannot be loaded (an older program may have kept what a
 * newer one cannot read), begin anew with this one. Recorded as such. ERR_STATE while the version
 * in force does load. */
MUST_CHECK err_t versions_adopt(struct store *, const struct clock *, const struct catalogue *,
                                struct fault *why);

enum version_staged { VERSION_NEW, VERSION_KNOWN, VERSION_IN_FORCE };
/* Keep it as a candidate. ERR_INVALID "version.other_standard", "version.other_index": it is of
 * another standard than the one in force. ERR_TOO_BIG, "version.not_text". */
MUST_CHECK err_t versions_stage(struct store *, const struct clock *, const struct catalogue *,
                                const char *source, enum version_staged *ret, struct fault *why);

#endif

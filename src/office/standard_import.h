/* SPDX-License-Identifier: Apache-2.0
 *
 * standard_import.h: a file with the official text becomes a version: one transaction, one record
 * of the ledger ("standard.import": digest and size of the bytes, title, effective day, counts).
 */
#ifndef SEKIMORI_OFFICE_STANDARD_IMPORT_H
#define SEKIMORI_OFFICE_STANDARD_IMPORT_H

#include "office/standard_store.h"

struct standard_import {
    struct str bytes;
    const char *file; /* for messages */
    struct str title; /* "": as the text says */
    struct day effective;
    struct moment now;
    bool dry_run;
};

struct standard_imported {
    struct standard_text text; /* in the arena */
    struct cites cites;
    struct standard_counts counts;
    const char *title, *encoding;
    char digest[STANDARD_DIGEST];
    int64_t version; /* 0: nothing was stored (dry_run) */
};

/* Reads the file without an office: what `sekimori standard check` does. */
MUST_CHECK err_t standard_import_read(struct arena *, struct str bytes, const char *file,
                                      struct standard_imported *ret, struct fault *why);
/* ERR_INVALID: it is no such text (line). ERR_EXISTS: "standard.same_day" (another version has
 * that effective day), "standard.same_text" (these very bytes are a version already). */
MUST_CHECK err_t standard_import(struct store *, struct arena *, const struct standard_import *,
                                 struct standard_imported *ret, struct fault *why);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * org_import.h: units, and people with their holdings, from CSV (UTF-8 or CP932, found out by
 * itself; titles of columns in Japanese or English; docs/import.md lists them).
 *
 * All rows are tried by the real writers in one transaction, so that a dry run refuses exactly
 * what the import would refuse. With a fault anywhere, or in a dry run, nothing remains stored.
 * The same file a second time changes nothing.
 */
#ifndef SEKIMORI_OFFICE_ORG_IMPORT_H
#define SEKIMORI_OFFICE_ORG_IMPORT_H

#include "office/org_change.h"

enum import_action { IMPORT_ADD, IMPORT_CHANGE, IMPORT_END, IMPORT_UNCHANGED, IMPORT_ACTIONS };
enum import_thing { IMPORT_UNIT, IMPORT_POST, IMPORT_PERSON, IMPORT_HOLDING, IMPORT_THINGS };

struct import_line {
    enum import_action action; /* never IMPORT_UNCHANGED: those are only counted */
    enum import_thing thing;
    uint32_t line;     /* of the file; 0: by reason of what the file leaves out */
    const char *label; /* "H1 診療所", "000012 髙橋 花子", "… 情報政策課 課長" */
};

struct org_import_options {
    struct day effective; /* rows without a date of their own are so from this day on */
    bool dry_run;
    bool complete;    /* the file lists everything: what it leaves out ends on `effective` */
    const char *file; /* its name, for faults */
    struct org_author by;
};

struct org_import {
    const char *encoding; /* "UTF-8", "CP932" */
    uint32_t rows;
    const struct import_line *lines;
    size_t n_lines;
    size_t count[IMPORT_THINGS][IMPORT_ACTIONS];
    const struct fault *faults; /* with file, line and the column's title as field */
    size_t n_faults;            /* at most 200 are kept */
    bool applied;
};

/* OK also when rows are faulty: look at n_faults and applied. Not OK: the file as such is not
 * to be read (no header, missing column), or the store failed; *why says so. Blocks while the
 * one transaction runs. What *ret points to lives in the arena. */
MUST_CHECK err_t org_import_units(struct store *, struct arena *, struct str bytes,
                                  const struct org_import_options *, struct org_import *ret,
                                  struct fault *why);
MUST_CHECK err_t org_import_people(struct store *, struct arena *, struct str bytes,
                                   const struct org_import_options *, struct org_import *ret,
                                   struct fault *why);

#endif

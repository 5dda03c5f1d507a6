/* SPDX-License-Identifier: Apache-2.0
 *
 * org_import_file.h: for the files org_import*.c alone: a CSV file as rows of known columns,
 * and the run of an import with its faults and its list of what it does.
 */
#ifndef SEKIMORI_OFFICE_ORG_IMPORT_FILE_H
#define SEKIMORI_OFFICE_ORG_IMPORT_FILE_H

#include "office/org_import.h"
#include "office/org_record.h"

enum { IMPORT_COLUMNS_MAX = 20, IMPORT_FAULTS_MAX = 200, IMPORT_ROWS_MAX = 100000 };

struct import_column {
    const char *en, *ja; /* titles */
    bool required;       /* the column; whether a cell may be empty is the row's matter */
};

struct import_row {
    uint32_t line;
    struct str
        cell[IMPORT_COLUMNS_MAX]; /* trimmed; by the order of the columns' table; "" when absent */
    void *parsed;                 /* the importer's */
};

struct import_run {
    struct arena *a;
    const struct org_import_options *o;
    const struct import_column *columns;
    size_t n_columns;
    const char *titles[IMPORT_COLUMNS_MAX]; /* as the file has them */
    struct org_list rows, lines, faults;    /* import_row, import_line, fault */
    struct moment effective;
    struct db *db; /* while the job runs */
    struct org_import *result;
    err_t (*work)(struct import_run *run);
};

/* Note a fault of a row. `f` (may be NULL) is a writer's, whose field is mapped to a column by
 * its English title. Returns OK unless memory ran out; errors that are not the row's (ERR_IO,
 * ERR_NOMEM ...) come back as they are. */
MUST_CHECK err_t import_fault(struct import_run *run, const struct import_row *row, err_t e,
                              const struct fault *f);
/* The same, made on the spot for one column; arg may be NULL. */
MUST_CHECK err_t import_fault_at(struct import_run *run, const struct import_row *row,
                                 size_t column, const char *id, const char *arg);
/* Note that something is done (counted; listed unless unchanged). */
MUST_CHECK err_t import_did(struct import_run *run, enum import_action, enum import_thing,
                            const struct import_row *row, const char *label);

/* A day in the cell, or `otherwise` when it is empty. *ret_ok false: noted as a fault. */
MUST_CHECK err_t import_day(struct import_run *run, const struct import_row *row, size_t column,
                            struct day otherwise, struct day *ret, bool *ret_ok);
/* yes/no, はい/いいえ, 1/0, ○; empty: `otherwise`. */
MUST_CHECK err_t import_yes(struct import_run *run, const struct import_row *row, size_t column,
                            bool otherwise, bool *ret, bool *ret_ok);

/* Words that stand for kinds, in both languages. */
bool import_word_unit_kind(struct str s, enum unit_kind *ret);
bool import_word_holding_kind(struct str s, enum holding_kind *ret);
bool import_word_member_kind(struct str s, enum member_kind *ret);
/* Kind of a post: 課長 ... or an identifier; NULL when neither. In the arena or static. */
const char *import_word_post_kind(struct arena *a, struct str s);
/* Kind of a body: 知事部局 ... or an identifier; NULL when neither. */
const char *import_word_body_kind(struct arena *a, struct str s);

/* Indexes of the rows ordered by the cell, rows of the same cell in the order of the file. */
MUST_CHECK err_t import_order(struct import_run *run, size_t column, size_t **ret);
/* Does any row say this in the column? `order` is that of the column. */
bool import_says(const struct import_run *run, const size_t *order, size_t column,
                 struct str value);

/* The whole import: `run` tells the arena, options, columns and work(). Faults of the file's form
 * are fatal: *why. work() is one act, rolled back in a dry run or when rows have faults, of which
 * *ret tells. */
MUST_CHECK err_t import_run_whole(struct store *s, struct import_run *run, struct str bytes,
                                  struct org_import *ret, struct fault *why);

#endif

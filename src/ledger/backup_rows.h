/* SPDX-License-Identifier: Apache-2.0
 *
 * backup_rows.h: the part "store" of a backup: all rows of all tables as a stream of lines.
 *
 *     table matter 3             name and number of columns, then the columns' names
 *     column id
 *     row i12;s5:helloi-1;n      a value each: i INTEGER ; s BYTES : text, b BYTES : blob, n NULL
 *     end 1                      rows of the table
 *     done 20                    tables; nothing follows
 *
 * Pure. The reader is fed with pieces of any size; its memory is bounded by the largest row.
 */
#ifndef SEKIMORI_LEDGER_BACKUP_ROWS_H
#define SEKIMORI_LEDGER_BACKUP_ROWS_H

#include "base/sb.h"
#include "store/copy.h"

enum { BACKUP_ROW_MAX = 16 << 20 /* bytes */ };

void backup_rows_table(struct sb *to, struct str name, const struct str *columns, unsigned n);
/* ERR_CORRUPT for a value that no column of ours can hold. */
MUST_CHECK err_t backup_rows_row(struct sb *to, const struct value *v, unsigned n);
void backup_rows_end(struct sb *to, int64_t rows);
void backup_rows_done(struct sb *to, int64_t tables);

struct backup_rows {
    struct copy_to to; /* told what is read */
    struct sb rest;    /* what is not whole yet */
    char name[COPY_NAME_MAX + 1];
    char column[COPY_COLUMNS_MAX][COPY_NAME_MAX + 1];
    unsigned n_columns, columns_read;
    int64_t rows, tables;
    bool in_table, done;
};

void backup_rows_init(struct backup_rows *r, const struct copy_to *to);
/* ERR_CORRUPT: not such a stream; errors of `to` pass through. */
MUST_CHECK err_t backup_rows_feed(struct backup_rows *r, struct str bytes);
/* After the last piece. */
MUST_CHECK err_t backup_rows_finish(struct backup_rows *r);
void backup_rows_release(struct backup_rows *r);

#endif

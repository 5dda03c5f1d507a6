/* SPDX-License-Identifier: Apache-2.0
 * Backups: any bytes are taken apart or refused. A container that is whole is written again as it
 * was; rows that are read are written again as they were; a manifest is read or refused. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "ledger/backup.h"
#include "ledger/backup_rows.h"
#include "ledger/canon.h"

/* --- rows --- */

static err_t again_table(void *ctx, struct str name, const struct str *columns, unsigned n)
{
    backup_rows_table(ctx, name, columns, n);
    return OK;
}

static err_t again_row(void *ctx, const struct value *v, unsigned n)
{
    return backup_rows_row(ctx, v, n);
}

static err_t again_end(void *ctx, int64_t rows)
{
    backup_rows_end(ctx, rows);
    return OK;
}

static void rows(struct str in)
{
    SB_CLEANUP struct sb b;
    struct backup_rows r;
    struct copy_to to = {again_table, again_row, again_end, &b};
    sb_init(&b, 64 << 20);
    backup_rows_init(&r, &to);
    err_t e = OK;
    struct str rest = in;
    for (size_t piece = 1; rest.n > 0 && e == OK; piece = piece * 3 % 1009 + 1) {
        e = backup_rows_feed(&r, str_head(rest, piece));
        rest = str_skip(rest, piece);
    }
    if (e == OK) e = backup_rows_finish(&r);
    if (e == OK) {
        backup_rows_done(&b, r.tables);
        ASSERT(sb_end(&b) == OK && str_eq(sb_str(&b), in));
    }
    backup_rows_release(&r);
}

/* --- the container --- */

static err_t read_all(void *ctx, char *to, size_t max, size_t *ret_n)
{
    struct str *rest = ctx;
    size_t n = rest->n < max ? rest->n : max;
    if (n > 300) n = 300;
    if (n) memcpy(to, rest->p, n);
    *rest = str_skip(*rest, n);
    *ret_n = n;
    return OK;
}

static err_t write_all(void *ctx, struct str bytes)
{
    sb_add(ctx, bytes);
    return OK;
}

/* What was read, written: pieces of other sizes are joined and cut anew. */
static err_t copy(struct backup_reader *r, struct backup_writer *w)
{
    struct backup_item item;
    for (;;) {
        TRY(backup_next(r, &item));
        if (item.kind == BACKUP_PART) TRY(backup_write_part(w, item.name));
        if (item.kind == BACKUP_DATA) TRY(backup_write_data(w, item.data));
        if (item.kind != BACKUP_END) continue;
        struct backup_head head;
        if (backup_head_parse(item.manifest, &head) == OK) {
            ASSERT(head.n_migrations > 0 && head.origin.p && head.records >= 0);
            backup_head_release(&head);
        }
        json_t *o = json_loadb(item.manifest.p, item.manifest.n, 0, NULL);
        ASSERT(o);
        err_t e = json_object_del(o, "parts") == 0 ? backup_write_end(w, o) : ERR_BUG;
        json_decref(o);
        return e;
    }
}

static void container(struct str in)
{
    struct backup_reader r;
    struct str rest = in;
    SB_CLEANUP struct sb b;
    sb_init(&b, 64 << 20);
    struct backup_writer w = {.write = write_all, .ctx = &b};
    err_t e = backup_open(&r, (struct bundle_source){read_all, &rest});
    if (e == OK) e = backup_write_begin(&w);
    if (e == OK) e = copy(&r, &w);
    if (e == OK) ASSERT(sb_end(&b) == OK && str_eq(sb_str(&b), in));
    backup_writer_release(&w);
    backup_close(&r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = fuzz_input(data, size);
    struct backup_head head;
    SB_CLEANUP struct sb conf;
    rows(in);
    container(in);
    if (backup_head_parse(in, &head) == OK) backup_head_release(&head);
    sb_init(&conf, 64 << 20);
    backup_conf(&conf, in);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/backup.h"
#include "ledger/backup_rows.h"
#include "ledger/ledger.h"
#include "ledger/log.h"
#include "store/store.h"

enum { PIECE = 512 << 10, PATH_BYTES = 4300 };

/* Who is signed in, and what is on its way in, ends with the server. */
static const char *const skipped[] = {"session", "throttle", "upload", NULL};

struct making {
    struct db *db;
    const struct backup_what *what;
    struct backup_writer w;
    int fd;
    struct sb text; /* rows gathered */
    int64_t tables;
    struct backup_result *result;
};

static err_t write_fd(void *ctx, struct str bytes)
{
    struct making *m = ctx;
    m->result->bytes += bytes.n;
    return file_write_all(m->fd, bytes);
}

/* --- rows --- */

static err_t flush(struct making *m, size_t from)
{
    TRY(sb_end(&m->text));
    if (m->text.n < from || m->text.n == 0) return OK;
    TRY(backup_write_data(&m->w, sb_str(&m->text)));
    sb_reset(&m->text);
    return OK;
}

static err_t put_table(void *ctx, struct str name, const struct str *columns, unsigned n)
{
    struct making *m = ctx;
    m->tables++;
    backup_rows_table(&m->text, name, columns, n);
    return flush(m, PIECE);
}

static err_t put_row(void *ctx, const struct value *v, unsigned n)
{
    struct making *m = ctx;
    TRY(backup_rows_row(&m->text, v, n));
    return flush(m, PIECE);
}

static err_t put_end(void *ctx, int64_t rows)
{
    struct making *m = ctx;
    backup_rows_end(&m->text, rows);
    return flush(m, PIECE);
}

static err_t put_store(struct making *m)
{
    const struct copy_to to = {put_table, put_row, put_end, m};
    TRY(backup_write_part(&m->w, STR("store")));
    TRY(copy_out(m->db, skipped, &to));
    backup_rows_done(&m->text, m->tables);
    return flush(m, 0);
}

/* --- office.conf --- */

void backup_conf(struct sb *to, struct str conf)
{
    static const char *const left_out[] = {"store", "store_conninfo"};
    while (conf.n > 0) {
        struct str line = str_cut(&conf, '\n'), rest = line, key = str_trim(str_cut(&rest, '='));
        bool out = false;
        for (size_t i = 0; i < ARRAY_LEN(left_out); i++)
            out = out || (rest.p && str_eqz(key, left_out[i]));
        if (out)
            sb_addf(to, "# %.*s: not in the backup\n", STR_ARG(key));
        else
            sb_add(to, line);
        if (!out) sb_addc(to, '\n');
    }
}

static err_t put_text(struct making *m, const char *name, struct str text)
{
    TRY(backup_write_part(&m->w, str_z(name)));
    return backup_write_data(&m->w, text);
}

static err_t put_conf(struct making *m)
{
    SB_CLEANUP struct sb conf;
    sb_init(&conf, 1 << 20);
    if (!m->what->conf.p) return OK;
    backup_conf(&conf, m->what->conf);
    TRY(sb_end(&conf));
    return put_text(m, "conf", sb_str(&conf));
}

/* --- attachments --- */

static err_t copy_file(struct making *m, int fd, struct sha256 *h)
{
    char buf[64 << 10];
    for (;;) {
        ssize_t n = read(fd, buf, sizeof buf);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return ERR_IO;
        if (n == 0) return OK;
        struct str piece = {buf, (size_t)n};
        sha256_add(h, piece);
        TRY(backup_write_data(&m->w, piece));
    }
}

/* One that is not what the record says is kept as it is, and told. */
static err_t put_file(struct making *m, const struct backup_file *f)
{
    char path[PATH_BYTES], name[BACKUP_NAME_MAX + 1];
    struct sha256 h;
    uint8_t hash[SHA256_LEN];
    if (snprintf(path, sizeof path, "%s/%s", m->what->files, f->id) >= (int)sizeof path)
        return ERR_TOO_BIG;
    FILE_FD int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0 && errno != ENOENT) return ERR_IO;
    if (fd < 0) {
        m->result->missing++;
        return OK;
    }
    (void)snprintf(name, sizeof name, "files/%s", f->id);
    TRY(backup_write_part(&m->w, str_z(name)));
    sha256_init(&h);
    TRY(copy_file(m, fd, &h));
    sha256_end(&h, hash);
    m->result->files++;
    m->result->changed += memcmp(hash, f->sha256, sizeof hash) != 0;
    return OK;
}

static err_t put_files(struct making *m)
{
    struct backup_files files BACKUP_FILES_CLEANUP = {0};
    TRY(backup_files_named(m->db, &files));
    for (size_t i = 0; i < files.n; i++) TRY(put_file(m, &files.v[i]));
    return OK;
}

/* --- the manifest --- */

static err_t add_migration(void *ctx, const struct copy_migration *m)
{
    json_t *o = json_pack("{s:s,s:s,s:I}", "digest", m->digest, "name", m->name, "number",
                          (json_int_t)m->number);
    return json_array_append_new(ctx, o) == 0 ? OK : ERR_NOMEM;
}

static err_t stands_on(struct making *m, json_t *o, struct fault *why)
{
    struct ledger_log l;
    TRY(ledger_log_last(m->db, &l));
    struct rows r ROWS_CLEANUP = db_query(m->db, SQL_CHECKPOINT_LAST, P_I64("log", l.no));
    bool there = rows_next(&r);
    if (there) {
        struct str note = rows_str(&r, "note"), rest = note, origin = str_cut(&rest, '\n');
        m->result->sealed = l.base + rows_i64(&r, "size");
        if (json_object_set_new(o, "checkpoint", json_stringn(note.p, note.n)) != 0 ||
            json_object_set_new(o, "origin", json_stringn(origin.p, origin.n)) != 0)
            return ERR_NOMEM;
    }
    TRY(rows_end(&r));
    if (there && m->result->sealed > l.first) return OK;
    return fault_set(why, ERR_STATE, "ledger.nothing_sealed", NULL);
}

static err_t fill_manifest(struct making *m, json_t *o)
{
    const struct backup_result *r = m->result;
    json_t *schema = json_array();
    if (!schema || json_object_set_new(o, "schema", schema) != 0) return ERR_NOMEM;
    TRY(copy_schema(m->db, add_migration, schema));
    json_t *more = json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:s%}", "at", (json_int_t)m->what->at.ms,
                             "changed", (json_int_t)r->changed, "missing", (json_int_t)r->missing,
                             "records", (json_int_t)r->records, "sealed", (json_int_t)r->sealed,
                             "term_days", (json_int_t)m->what->term_days, "program",
                             m->what->program.p, m->what->program.n);
    err_t e = more && json_object_update(o, more) == 0 ? OK : ERR_NOMEM;
    json_decref(more);
    return e;
}

static err_t make(struct making *m, json_t *manifest, struct fault *why)
{
    TRY(ledger_size(m->db, &m->result->records));
    TRY(stands_on(m, manifest, why));
    TRY(backup_write_begin(&m->w));
    TRY(put_text(m, "vkey", m->what->vkey));
    TRY(put_conf(m));
    TRY(put_store(m));
    TRY(put_files(m));
    TRY(fill_manifest(m, manifest));
    return backup_write_end(&m->w, manifest);
}

err_t backup_make(struct db *db, const struct backup_what *what, int fd, struct backup_result *ret,
                  struct fault *why)
{
    struct backup_result result = {0};
    struct making m = {.db = db, .what = what, .fd = fd, .result = &result};
    m.w = (struct backup_writer){.write = write_fd, .ctx = &m};
    sb_init(&m.text, PIECE + (32U << 20));
    json_t *manifest = json_object();
    err_t e = manifest ? make(&m, manifest, why) : ERR_NOMEM;
    if (e == OK) memcpy(result.digest, m.w.digest, sizeof result.digest);
    if (e == OK) *ret = result;
    json_decref(manifest);
    sb_release(&m.text);
    backup_writer_release(&m.w);
    return e;
}

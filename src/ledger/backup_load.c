/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/backup.h"
#include "ledger/backup_rows.h"
#include "store/store.h"

enum { TEXT_MAX = 1 << 20, PATH_BYTES = 4300, MIGRATIONS = 256 };

/* --- the manifest --- */

static bool text(const json_t *o, const char *name, struct str *ret)
{
    const json_t *v = json_object_get(o, name);
    *ret = (struct str){json_string_value(v), json_string_length(v)};
    return ret->p != NULL;
}

static bool number(const json_t *o, const char *name, int64_t *ret)
{
    const json_t *v = json_object_get(o, name);
    *ret = json_integer_value(v);
    return json_is_integer(v) && *ret >= 0;
}

static bool take_migration(const json_t *o, struct copy_migration *m)
{
    struct str name, digest;
    if (!text(o, "name", &name) || !text(o, "digest", &digest) || !number(o, "number", &m->number))
        return false;
    if (name.n >= sizeof m->name || digest.n != sizeof m->digest - 1) return false;
    memcpy(m->name, name.p, name.n + 1);
    memcpy(m->digest, digest.p, digest.n + 1);
    return true;
}

static err_t take_schema(struct backup_head *h)
{
    const json_t *list = json_object_get(h->json, "schema");
    size_t n = json_array_size(list);
    if (n == 0 || n > MIGRATIONS) return ERR_CORRUPT;
    h->migrations = calloc(n, sizeof *h->migrations);
    if (!h->migrations) return ERR_NOMEM;
    for (; h->n_migrations < n; h->n_migrations++) {
        if (!take_migration(json_array_get(list, h->n_migrations), &h->migrations[h->n_migrations]))
            return ERR_CORRUPT;
    }
    return OK;
}

err_t backup_head_parse(struct str manifest, struct backup_head *ret)
{
    struct backup_head h = {
        .json = json_loadb(manifest.p ? manifest.p : "", manifest.n, JSON_REJECT_DUPLICATES, NULL)};
    bool good = json_is_object(h.json) && text(h.json, "origin", &h.origin) &&
                text(h.json, "checkpoint", &h.checkpoint) && text(h.json, "program", &h.program) &&
                number(h.json, "records", &h.records) && number(h.json, "sealed", &h.sealed) &&
                number(h.json, "missing", &h.missing) && number(h.json, "changed", &h.changed) &&
                number(h.json, "at", &h.at.ms);
    const json_t *term = json_object_get(h.json, "term_days");
    if (good && term) good = number(h.json, "term_days", &h.term_days) && h.term_days > 0;
    err_t e = good ? take_schema(&h) : ERR_CORRUPT;
    if (e != OK) {
        backup_head_release(&h);
        return e;
    }
    *ret = h;
    return OK;
}

void backup_head_release(struct backup_head *h)
{
    json_decref(h->json);
    free(h->migrations);
    *h = (struct backup_head){.json = NULL};
}

/* --- the file --- */

static err_t read_fd(void *ctx, char *to, size_t max, size_t *ret_n)
{
    const int *fd = ctx;
    ssize_t n;
    do {
        n = read(*fd, to, max);
    } while (n < 0 && errno == EINTR);
    if (n < 0) return ERR_IO;
    *ret_n = (size_t)n;
    return OK;
}

static err_t rewind_fd(int fd)
{
    return lseek(fd, 0, SEEK_SET) == 0 ? OK : ERR_IO;
}

static err_t damaged(err_t e, const struct backup_reader *r, struct fault *why)
{
    if (e == ERR_CORRUPT && !(why && why->id))
        return fault_set(why, e, "backup.damaged", "%" PRIu64, r->offset);
    return e;
}

/* --- the first reading --- */

struct scanning {
    struct backup_scan *s;
    struct sb *into; /* of the part at work, or NULL */
    bool store, vkey;
};

static err_t scan_part(struct scanning *x, struct str name)
{
    x->into = NULL;
    if (str_eqz(name, "conf")) {
        x->into = &x->s->conf;
        x->s->has_conf = true;
    }
    if (str_eqz(name, "vkey")) {
        x->into = &x->s->vkey;
        x->vkey = true;
    }
    if (str_eqz(name, "store")) x->store = true;
    x->s->files += str_starts(name, STR("files/"));
    return OK;
}

static err_t scan_all(struct scanning *x, struct backup_reader *r)
{
    struct backup_item item;
    for (;;) {
        TRY(backup_next(r, &item));
        if (item.kind == BACKUP_END) break;
        if (item.kind == BACKUP_PART) TRY(scan_part(x, item.name));
        if (item.kind == BACKUP_DATA && x->into) sb_add(x->into, item.data);
    }
    err_t conf = sb_end(&x->s->conf), vkey = sb_end(&x->s->vkey);
    if (conf == ERR_NOMEM || vkey == ERR_NOMEM) return ERR_NOMEM; /* nothing is wrong with it */
    if (!x->store || !x->vkey || conf != OK || vkey != OK) return ERR_CORRUPT;
    memcpy(x->s->digest, r->digest, sizeof x->s->digest);
    x->s->bytes = r->offset;
    return backup_head_parse(item.manifest, &x->s->head);
}

err_t backup_scan(int fd, struct backup_scan *ret, struct fault *why)
{
    struct backup_scan s = {.bytes = 0};
    struct scanning x = {.s = &s};
    struct backup_reader r = {0};
    sb_init(&s.conf, TEXT_MAX);
    sb_init(&s.vkey, TEXT_MAX);
    err_t e = rewind_fd(fd);
    if (e == OK) e = backup_open(&r, (struct bundle_source){read_fd, &fd});
    if (e == ERR_CORRUPT) (void)fault_set(why, e, "backup.not_one", NULL);
    if (e == OK) e = damaged(scan_all(&x, &r), &r, why);
    backup_close(&r);
    if (e != OK) {
        backup_scan_release(&s);
        return e;
    }
    *ret = s;
    return OK;
}

void backup_scan_release(struct backup_scan *s)
{
    backup_head_release(&s->head);
    sb_release(&s->conf);
    sb_release(&s->vkey);
}

/* --- the second --- */

struct loading {
    struct copy_in *in;
    struct backup_rows rows;
    const char *files; /* NULL: not kept */
    int file;          /* being written, or -1 */
    bool in_store;
};

static err_t load_table(void *ctx, struct str name, const struct str *columns, unsigned n)
{
    struct loading *l = ctx;
    err_t e = copy_in_table(l->in, name, columns, n);
    return e == ERR_INVALID ? ERR_CORRUPT : e;
}

static err_t load_row(void *ctx, const struct value *v, unsigned n)
{
    struct loading *l = ctx;
    err_t e = copy_in_row(l->in, v, n);
    return e == ERR_INVALID ? ERR_CORRUPT : e;
}

static err_t load_end(void *ctx, int64_t rows)
{
    (void)ctx, (void)rows;
    return OK;
}

static err_t end_file(struct loading *l)
{
    if (l->file < 0) return OK;
    bool good = fsync(l->file) == 0;
    good = close(l->file) == 0 && good;
    l->file = -1;
    return good ? OK : ERR_IO;
}

static err_t load_part(struct loading *l, struct str name)
{
    char path[PATH_BYTES];
    TRY(end_file(l));
    l->in_store = str_eqz(name, "store");
    if (!l->files || !str_starts(name, STR("files/"))) return OK;
    struct str id = str_skip(name, 6);
    if (snprintf(path, sizeof path, "%s/%.*s", l->files, STR_ARG(id)) >= (int)sizeof path)
        return ERR_TOO_BIG;
    l->file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    return l->file >= 0 ? OK : ERR_IO;
}

static err_t load_data(struct loading *l, struct str data)
{
    if (l->in_store) return backup_rows_feed(&l->rows, data);
    return l->file >= 0 ? file_write_all(l->file, data) : OK;
}

static err_t load_all(struct loading *l, struct backup_reader *r, const char *digest)
{
    struct backup_item item;
    for (;;) {
        TRY(backup_next(r, &item));
        if (item.kind == BACKUP_END) break;
        if (item.kind == BACKUP_PART) TRY(load_part(l, item.name));
        if (item.kind == BACKUP_DATA) TRY(load_data(l, item.data));
    }
    TRY(end_file(l));
    TRY(backup_rows_finish(&l->rows));
    return strcmp(r->digest, digest) == 0 ? OK : ERR_CORRUPT;
}

err_t backup_load(int fd, const struct backup_scan *scanned, const struct store_config *to,
                  const char *files, struct fault *why)
{
    struct loading l = {.files = files, .file = -1};
    struct backup_reader r = {0};
    const struct copy_to rows = {load_table, load_row, load_end, &l};
    TRY(copy_in_begin(to, scanned->head.migrations, scanned->head.n_migrations, &l.in, why));
    backup_rows_init(&l.rows, &rows);
    err_t e = rewind_fd(fd);
    if (e == OK) e = backup_open(&r, (struct bundle_source){read_fd, &fd});
    if (e == OK) e = load_all(&l, &r, scanned->digest);
    if (l.file >= 0) (void)close(l.file);
    if (e != OK)
        copy_in_abort(l.in, why);
    else
        e = copy_in_end(l.in, why);
    e = damaged(e, &r, why);
    backup_rows_release(&l.rows);
    backup_close(&r);
    return e;
}

/* --- attachments --- */

static const struct backup_part *part_of(const struct backup_parts *parts, const char *id)
{
    for (size_t i = 0; i < parts->n; i++) {
        if (strncmp(parts->v[i].name, "files/", 6) == 0 && strcmp(parts->v[i].name + 6, id) == 0)
            return &parts->v[i];
    }
    return NULL;
}

/* Both stand in the same order, by id; a search from the start is for those that do not. */
static void compare(const struct backup_parts *parts, const struct backup_files *named,
                    size_t *missing, size_t *changed)
{
    size_t at = 0;
    for (size_t i = 0; i < named->n; i++) {
        const struct backup_part *p = NULL;
        while (at < parts->n && strncmp(parts->v[at].name, "files/", 6) != 0) at++;
        if (at < parts->n && strcmp(parts->v[at].name + 6, named->v[i].id) == 0)
            p = &parts->v[at++];
        else
            p = part_of(parts, named->v[i].id);
        if (!p)
            ++*missing;
        else
            *changed += memcmp(p->sha256, named->v[i].sha256, SHA256_LEN) != 0;
    }
}

err_t backup_compare_files(int fd, const struct backup_files *named, size_t *ret_missing,
                           size_t *ret_changed, struct fault *why)
{
    struct backup_reader r = {0};
    struct backup_item item = {.kind = BACKUP_PART};
    err_t e = rewind_fd(fd);
    if (e == OK) e = backup_open(&r, (struct bundle_source){read_fd, &fd});
    while (e == OK && item.kind != BACKUP_END) e = backup_next(&r, &item);
    if (e == OK) {
        *ret_missing = *ret_changed = 0;
        compare(&r.parts, named, ret_missing, ret_changed);
    }
    e = damaged(e, &r, why);
    backup_close(&r);
    return e;
}

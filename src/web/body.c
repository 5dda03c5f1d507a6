/* SPDX-License-Identifier: Apache-2.0 */
#include "web/body.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "wire/multipart.h"

enum { PIECE = 16384 };

/* --- a form without files --- */

static err_t read_bytes(struct request *rq, const struct body_source *src, struct str *ret)
{
    size_t want = (size_t)src->length, n = 0;
    char *buf = arena_alloc(rq->arena, want + 1);
    if (!buf) return ERR_NOMEM;
    while (n < want) {
        size_t got = 0;
        TRY(src->read(src->ctx, buf + n, want - n, &got));
        if (got == 0) return ERR_IO;
        n += got;
    }
    *ret = (struct str){buf, n};
    return OK;
}

static err_t read_all(struct request *rq, const struct body_source *src, struct str *ret,
                      struct fault *why)
{
    if (src->length > BODY_FORM_BYTES) return fault_set(why, ERR_TOO_BIG, "form.too_big", NULL);
    return read_bytes(rq, src, ret);
}

err_t body_read_whole(struct request *rq, const struct body_source *src, size_t max,
                      struct fault *why)
{
    if (src->length > max) return fault_set(why, ERR_TOO_BIG, "form.too_big", NULL);
    rq->body = STR("");
    if (src->length == 0) return OK;
    return read_bytes(rq, src, &rq->body);
}

/* --- a form with files --- */

struct reader {
    struct request *rq;
    const char *folder;
    struct form_pair *pairs;
    size_t n_pairs;
    struct upload *uploads;
    size_t n_uploads;
    struct sb field;    /* value of the field being read */
    int fd;             /* file being written; -1: none */
    bool to_file, skip; /* skip: a file field in which nothing was chosen */
    crypto_hash_sha256_state hash;
    uint64_t budget; /* bytes that fields may still take */
};

static err_t path_of(const char *folder, const char *id, char *buf, size_t n)
{
    int k = snprintf(buf, n, "%s/%s", folder, id);
    return k > 0 && (size_t)k < n ? OK : ERR_TOO_BIG;
}

static err_t open_upload(struct reader *r, const struct multipart_event *ev, struct fault *why)
{
    if (r->n_uploads == BODY_FILES_MAX)
        return fault_set(why, ERR_TOO_BIG, "form.too_many_files", "%d", BODY_FILES_MAX);
    struct upload *u = &r->uploads[r->n_uploads];
    unsigned char random[16];
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(u->id, sizeof u->id, random, sizeof random);
    u->field = arena_str(r->rq->arena, ev->name);
    u->name = arena_str(r->rq->arena, ev->filename);
    u->type = arena_str(r->rq->arena, ev->content_type.p ? ev->content_type : STR(""));
    u->size = 0;
    if (!u->field.p || !u->name.p || !u->type.p) return ERR_NOMEM;
    char path[4200];
    TRY(path_of(r->folder, u->id, path, sizeof path));
    r->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (r->fd < 0) return fault_set(why, ERR_IO, "form.cannot_keep_file", NULL);
    r->n_uploads++; /* from here on it is deleted on failure */
    crypto_hash_sha256_init(&r->hash);
    return OK;
}

static err_t begin_part(struct reader *r, const struct multipart_event *ev, struct fault *why)
{
    r->to_file = ev->filename.p != NULL;
    r->skip = r->to_file && ev->filename.n == 0;
    if (r->skip) return OK;
    if (r->to_file) return open_upload(r, ev, why);
    if (r->n_pairs == BODY_FIELDS_MAX) return fault_set(why, ERR_TOO_BIG, "form.too_big", NULL);
    r->pairs[r->n_pairs].name = arena_str(r->rq->arena, ev->name);
    sb_reset(&r->field);
    return r->pairs[r->n_pairs].name.p ? OK : ERR_NOMEM;
}

static err_t part_data(struct reader *r, struct str data, struct fault *why)
{
    if (r->skip) return data.n ? fault_set(why, ERR_INVALID, "form.broken", NULL) : OK;
    if (!r->to_file) {
        if (data.n > r->budget) return fault_set(why, ERR_TOO_BIG, "form.too_big", NULL);
        r->budget -= data.n;
        sb_add(&r->field, data);
        return sb_end(&r->field);
    }
    crypto_hash_sha256_update(&r->hash, (const unsigned char *)data.p, data.n);
    r->uploads[r->n_uploads - 1].size += (int64_t)data.n;
    return file_write_all(r->fd, data) == OK
               ? OK
               : fault_set(why, ERR_IO, "form.cannot_keep_file", NULL);
}

static err_t end_part(struct reader *r, struct fault *why)
{
    if (r->skip) return OK;
    if (!r->to_file) {
        struct str v = arena_str(r->rq->arena, sb_str(&r->field));
        if (!v.p) return ERR_NOMEM;
        r->pairs[r->n_pairs++].value = v;
        return OK;
    }
    crypto_hash_sha256_final(&r->hash, r->uploads[r->n_uploads - 1].sha256);
    int fd = r->fd;
    r->fd = -1;
    if (fsync(fd) != 0) {
        (void)close(fd);
        return fault_set(why, ERR_IO, "form.cannot_keep_file", NULL);
    }
    return close(fd) == 0 ? OK : fault_set(why, ERR_IO, "form.cannot_keep_file", NULL);
}

static err_t feed(struct reader *r, struct multipart *m, struct str piece, struct fault *why)
{
    for (;;) {
        struct multipart_event ev;
        TRY(multipart_next(m, &piece, &ev, why));
        switch (ev.kind) {
        case MULTIPART_MORE:
            return OK;
        case MULTIPART_PART:
            TRY(begin_part(r, &ev, why));
            break;
        case MULTIPART_DATA:
            TRY(part_data(r, ev.data, why));
            break;
        case MULTIPART_PART_END:
            TRY(end_part(r, why));
            break;
        }
    }
}

static err_t read_parts(struct reader *r, const struct body_source *src, struct fault *why)
{
    struct multipart m;
    struct multipart_limits limits = {
        .parts = BODY_FIELDS_MAX, .field_bytes = BODY_FIELD_BYTES, .file_bytes = src->length};
    TRY(multipart_init(&m, r->rq->content_type, &limits, why));
    char buf[PIECE];
    for (uint64_t left = src->length; left;) {
        size_t n = 0;
        TRY(src->read(src->ctx, buf, left < sizeof buf ? (size_t)left : sizeof buf, &n));
        if (n == 0) return ERR_IO;
        left -= n;
        TRY(feed(r, &m, (struct str){buf, n}, why));
    }
    return multipart_finish(&m, why);
}

static err_t read_multipart(struct request *rq, const struct body_source *src, const char *folder,
                            struct fault *why)
{
    struct reader r = {.rq = rq, .folder = folder, .fd = -1, .budget = BODY_FORM_BYTES};
    r.pairs = ARENA_ARRAY(rq->arena, struct form_pair, BODY_FIELDS_MAX);
    r.uploads = ARENA_ARRAY(rq->arena, struct upload, BODY_FILES_MAX);
    if (!r.pairs || !r.uploads) return ERR_NOMEM;
    sb_init(&r.field, BODY_FIELD_BYTES);
    err_t e = read_parts(&r, src, why);
    sb_release(&r.field);
    if (r.fd >= 0) (void)close(r.fd);
    rq->uploads = r.uploads;
    rq->n_uploads = r.n_uploads;
    if (e != OK)
        body_discard(rq, folder);
    else
        rq->form = (struct form){.n = r.n_pairs, .pairs = r.pairs};
    return e;
}

static bool is_type(struct str header, struct str type)
{
    struct str t = str_trim(str_head(header, str_find(header, ';')));
    return str_eq_nocase(t, type);
}

err_t body_read(struct request *rq, const struct body_source *src, const char *folder,
                struct fault *why)
{
    if (is_type(rq->content_type, STR("multipart/form-data")))
        return read_multipart(rq, src, folder, why);
    if (src->length == 0) return OK;
    if (!is_type(rq->content_type, STR("application/x-www-form-urlencoded")))
        return fault_set(why, ERR_INVALID, "form.wrong_type", NULL);
    struct str body;
    TRY(read_all(rq, src, &body, why));
    return urlencoded_parse(rq->arena, body, BODY_FIELDS_MAX, &rq->form, why);
}

void body_discard(const struct request *rq, const char *folder)
{
    for (size_t i = 0; i < rq->n_uploads; i++) {
        char path[4200];
        if (path_of(folder, rq->uploads[i].id, path, sizeof path) == OK) (void)unlink(path);
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "web/attach.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sha256.h"
#include "web/site.h"

enum { PATH_BYTES = 4200 };

static err_t hex_of(const unsigned char *bytes, size_t n, char *to)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, n * 2);
    sb_add_hex(&b, (struct str){(const char *)bytes, n});
    TRY(sb_end(&b));
    memcpy(to, b.p, n * 2 + 1);
    return OK;
}

static json_t *upload_json(const struct upload *u)
{
    char hash[65];
    if (hex_of(u->sha256, sizeof u->sha256, hash) != OK) return NULL;
    return json_pack("{s:s, s:o, s:I, s:s}", "id", u->id, "name", site_str(u->name), "size",
                     (json_int_t)u->size, "sha256", hash);
}

err_t attach_to_form(const struct request *rq, json_t *form)
{
    for (size_t i = 0; i < rq->n_uploads; i++) {
        const struct upload *u = &rq->uploads[i];
        char *key = arena_strdup(rq->arena, u->field);
        json_t *list = key ? json_object_get(form, key) : NULL;
        if (!key) return ERR_NOMEM;
        if (!json_is_array(list)) { /* a text of the same name gives way */
            list = json_array();
            if (json_object_set_new(form, key, list) != 0) return ERR_NOMEM;
        }
        if (json_array_append_new(list, upload_json(u)) != 0) return ERR_NOMEM;
    }
    return OK;
}

static err_t path_in(struct str instance, const char *folder, const char *id, char path[PATH_BYTES])
{
    int n = snprintf(path, PATH_BYTES, "%.*s/%s/%s", STR_ARG(instance), folder, id);
    return n > 0 && n < PATH_BYTES ? OK : ERR_TOO_BIG;
}

static err_t path_of(const struct web *web, const char *folder, const char *id,
                     char path[PATH_BYTES])
{
    return path_in(web->config.instance, folder, id, path);
}

static err_t sync_folder(struct str instance)
{
    char path[PATH_BYTES];
    TRY(path_in(instance, "files", "", path));
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return ERR_IO;
    bool good = fsync(fd) == 0;
    (void)close(fd);
    return good ? OK : ERR_IO;
}

err_t attach_keep(struct web *web, struct request *rq, struct fault *why)
{
    if (rq->n_uploads == 0) return OK;
    err_t e = OK;
    for (size_t i = 0; i < rq->n_uploads && e == OK; i++) {
        char from[PATH_BYTES], to[PATH_BYTES];
        e = path_of(web, "files/incoming", rq->uploads[i].id, from);
        if (e == OK) e = path_of(web, "files", rq->uploads[i].id, to);
        if (e == OK && rename(from, to) != 0) e = ERR_IO;
    }
    if (e == OK) e = sync_folder(web->config.instance);
    if (e == OK) return OK;
    attach_drop(web, rq);
    return fault_set(why, e, "form.cannot_keep_file", NULL);
}

void attach_drop(struct web *web, const struct request *rq)
{
    for (size_t i = 0; i < rq->n_uploads; i++) {
        char path[PATH_BYTES];
        if (path_of(web, "files", rq->uploads[i].id, path) == OK) (void)unlink(path);
    }
}

static bool is_id(const char *id)
{
    return strlen(id) == 32 && strspn(id, "0123456789abcdef") == 32;
}

err_t attach_read(struct web *web, struct arena *a, const char *id, const char *sha256_hex,
                  struct str *ret, struct fault *why)
{
    char path[PATH_BYTES], hash[65];
    if (!is_id(id)) return ERR_NOT_FOUND;
    TRY(path_of(web, "files", id, path));
    SB_CLEANUP struct sb b;
    sb_init(&b, ATTACH_BYTES_MAX);
    err_t e = file_read(&b, path, why);
    if (e == ERR_NOT_FOUND) return fault_set(why, ERR_STATE, "attach.lost", NULL);
    TRY(e);
    uint8_t raw[SHA256_LEN];
    sha256(sb_str(&b), raw);
    TRY(hex_of(raw, sizeof raw, hash));
    if (strcmp(hash, sha256_hex) != 0) return fault_set(why, ERR_STATE, "attach.changed", NULL);
    *ret = arena_str(a, sb_str(&b));
    return ret->p ? OK : ERR_NOMEM;
}

/* --- files of requests that were never answered --- */

err_t attach_clear_incoming(struct str instance, struct fault *why)
{
    char folder[PATH_BYTES];
    TRY(path_in(instance, "files/incoming", "", folder));
    DIR *d = opendir(folder);
    if (!d) return fault_set(why, ERR_IO, "attach.incoming_stays", NULL);
    bool good = true;
    for (const struct dirent *one; (one = readdir(d)) != NULL;) {
        if (is_id(one->d_name)) good = unlinkat(dirfd(d), one->d_name, 0) == 0 && good;
    }
    (void)closedir(d);
    return good ? OK : fault_set(why, ERR_IO, "attach.incoming_stays", NULL);
}

/* --- files whose content was erased --- */

enum { SWEEP = 64 };

struct sweep {
    char ids[SWEEP][33];
    size_t n;
};

static err_t sweep_find(struct store *store, struct sweep *s, struct fault *why)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    TRY(store_read_begin(store, &db, why));
    struct rows r ROWS_CLEANUP = db_query(db, SQL_FILE_GONE_NEXT, P_I64("n", SWEEP));
    while (s->n < SWEEP && rows_next(&r)) {
        struct str id = rows_str(&r, "id");
        if (id.n != 32) return ERR_CORRUPT;
        memcpy(s->ids[s->n], id.p, 32);
        s->ids[s->n++][32] = '\0';
    }
    return rows_end(&r);
}

static err_t sweep_forget(struct db *db, void *arg)
{
    const struct sweep *s = arg;
    for (size_t i = 0; i < s->n; i++)
        TRY(db_run(db, SQL_FILE_GONE_DROP, P_STR("id", str_z(s->ids[i]))));
    return OK;
}

err_t attach_sweep(struct store *store, struct str instance, struct fault *why)
{
    struct sweep s = {.n = 0};
    char path[PATH_BYTES];
    TRY(sweep_find(store, &s, why));
    if (s.n == 0) return OK;
    for (size_t i = 0; i < s.n; i++) {
        if (!is_id(s.ids[i])) return ERR_CORRUPT;
        TRY(path_in(instance, "files", s.ids[i], path));
        if (unlink(path) != 0 && errno != ENOENT)
            return fault_set(why, ERR_IO, "attach.cannot_unlink", "%s", s.ids[i]);
    }
    if (sync_folder(instance) != OK)
        return fault_set(why, ERR_IO, "attach.cannot_unlink", "%s", "files/");
    return store_write(store, sweep_forget, &s, why);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/sha256.h"
#include "base/utf8.h"
#include "catalogue/catalogue.h"

enum { FILE_BYTES_MAX = 1024 * 1024 };

struct reader {
    struct arena *a;
    const char *root;
    struct folder *out;
    size_t cap, bytes;
    struct fault *why;
};

static void close_dir(DIR **d)
{
    if (*d) closedir(*d);
}

static void close_file(FILE **f)
{
    if (*f) (void)fclose(*f);
}

static void hex(const uint8_t hash[SHA256_LEN], char ret[65])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < SHA256_LEN; i++) {
        ret[2 * i] = digits[hash[i] >> 4];
        ret[2 * i + 1] = digits[hash[i] & 15];
    }
    ret[64] = '\0';
}

void folder_hash(struct str bytes, char ret[65])
{
    uint8_t hash[SHA256_LEN];
    sha256(bytes, hash);
    hex(hash, ret);
}

void folder_digest(const struct folder *f, char ret[65])
{
    struct sha256 s;
    uint8_t hash[SHA256_LEN];
    sha256_init(&s);
    for (size_t i = 0; i < f->n; i++) {
        sha256_add(&s, str_z(f->v[i].name));
        sha256_add(&s, STR(" "));
        sha256_add(&s, (struct str){f->v[i].digest, 64});
        sha256_add(&s, STR("\n"));
    }
    sha256_end(&s, hash);
    hex(hash, ret);
}

static err_t refuse(struct reader *r, err_t code, const char *id, const char *path)
{
    return fault_set(r->why, code, id, "%s", path);
}

static err_t read_all(struct reader *r, size_t size, struct folder_file *f)
{
    FILE *in __attribute__((cleanup(close_file))) = fopen(f->path, "re");
    if (!in) return refuse(r, ERR_IO, "catalogue.unreadable", f->path);
    char *p = arena_alloc(r->a, size + 1);
    if (!p) return ERR_NOMEM;
    size_t n = fread(p, 1, size, in);
    if (ferror(in)) return refuse(r, ERR_IO, "catalogue.unreadable", f->path);
    f->bytes = (struct str){p, n};
    folder_hash(f->bytes, f->digest);
    return OK;
}

static err_t keep(struct reader *r, const struct folder_file *f)
{
    struct folder *out = r->out;
    if (out->n == FOLDER_FILES_MAX)
        return refuse(r, ERR_TOO_BIG, "catalogue.folder_large", r->root);
    if (out->n == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : 64;
        struct folder_file *v = ARENA_ARRAY(r->a, struct folder_file, cap);
        if (!v) return ERR_NOMEM;
        if (out->n) memcpy(v, out->v, out->n * sizeof *v);
        out->v = v;
        r->cap = cap;
    }
    out->v[out->n++] = *f;
    return OK;
}

static err_t read_folder(struct reader *r, const char *below);

/* `name` is within the root. */
static err_t read_one(struct reader *r, const char *name, bool may_descend)
{
    struct folder_file f = {.name = name, .path = arena_printf(r->a, "%s/%s", r->root, name)};
    if (!f.path) return ERR_NOMEM;
    struct stat st;
    if (stat(f.path, &st) < 0) return refuse(r, ERR_IO, "catalogue.unreadable", f.path);
    if (S_ISDIR(st.st_mode)) return may_descend ? read_folder(r, name) : OK;
    if (!S_ISREG(st.st_mode)) return OK;
    r->bytes += (size_t)st.st_size;
    if (st.st_size > FILE_BYTES_MAX || r->bytes > FOLDER_BYTES_MAX)
        return refuse(r, ERR_TOO_BIG, "catalogue.folder_large", f.path);
    TRY(read_all(r, (size_t)st.st_size, &f));
    return keep(r, &f);
}

static err_t read_folder(struct reader *r, const char *below)
{
    const char *path = below ? arena_printf(r->a, "%s/%s", r->root, below) : r->root;
    if (!path) return ERR_NOMEM;
    DIR *d __attribute__((cleanup(close_dir))) = opendir(path);
    if (!d) return refuse(r, ERR_NOT_FOUND, "catalogue.no_folder", path);
    const struct dirent *e;
    for (;;) {
        errno = 0; /* or a disk that fails would look like the end of the folder */
        if (!(e = readdir(d))) return errno ? refuse(r, ERR_IO, "catalogue.unreadable", path) : OK;
        if (e->d_name[0] == '.') continue;
        const char *name = below ? arena_printf(r->a, "%s/%s", below, e->d_name)
                                 : arena_strdup(r->a, str_z(e->d_name));
        if (!name) return ERR_NOMEM;
        TRY(read_one(r, name, below == NULL));
    }
}

static int by_name(const void *a, const void *b)
{
    const struct folder_file *x = a, *y = b;
    return strcmp(x->name, y->name);
}

err_t folder_read(struct arena *a, const char *path, struct folder *ret, struct fault *why)
{
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/') n--;
    struct folder out = {0};
    struct reader r = {.a = a, .out = &out, .why = why};
    r.root = arena_strdup(a, (struct str){path, n});
    if (!r.root) return ERR_NOMEM;
    TRY(read_folder(&r, NULL));
    if (out.n > 1) qsort(out.v, out.n, sizeof *out.v, by_name);
    *ret = out;
    return OK;
}

/* A name that a folder read from disk could have given: no way out of it, nothing hidden. */
static bool good_name(const char *name)
{
    struct str s = str_z(name);
    size_t slash = str_find(s, '/');
    if (s.n == 0 || s.n > FOLDER_NAME_MAX || !utf8_valid(s, UTF8_LINE)) return false;
    struct str rest = str_skip(s, slash < s.n ? slash + 1 : 0);
    bool plain = slash > 0 && s.p[0] != '.' && rest.n > 0 && rest.p[0] != '.';
    return plain && str_find(rest, '/') == rest.n;
}

static err_t take_one(struct arena *a, const char *called, const struct catalogue_file *from,
                      size_t *bytes, struct folder_file *f)
{
    f->name = arena_strdup(a, str_z(from->name));
    f->path = arena_printf(a, "%s/%s", called, from->name);
    f->bytes = arena_str(a, from->bytes);
    if (!f->name || !f->path || !f->bytes.p) return ERR_NOMEM;
    *bytes += from->bytes.n;
    folder_hash(f->bytes, f->digest);
    return from->bytes.n > FILE_BYTES_MAX || *bytes > FOLDER_BYTES_MAX ? ERR_TOO_BIG : OK;
}

err_t folder_take(struct arena *a, const char *called, const struct catalogue_file *files, size_t n,
                  struct folder *ret, struct fault *why)
{
    if (n > FOLDER_FILES_MAX)
        return fault_set(why, ERR_TOO_BIG, "catalogue.folder_large", "%s", called);
    struct folder out = {ARENA_ARRAY(a, struct folder_file, n + 1), n};
    size_t bytes = 0;
    if (!out.v) return ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        if (!good_name(files[i].name))
            return fault_set(why, ERR_INVALID, "catalogue.bad_file_name", "%.*s",
                             STR_ARG(utf8_head(str_z(files[i].name), 60)));
        err_t e = take_one(a, called, &files[i], &bytes, &out.v[i]);
        if (e == ERR_TOO_BIG) return fault_set(why, e, "catalogue.folder_large", "%s", called);
        TRY(e);
    }
    if (n > 1) qsort(out.v, n, sizeof *out.v, by_name);
    for (size_t i = 1; i < n; i++)
        if (strcmp(out.v[i - 1].name, out.v[i].name) == 0)
            return fault_set(why, ERR_INVALID, "catalogue.file_twice", "%s", out.v[i].name);
    *ret = out;
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Loading a folder, in the order in which files lean on each other: articles and words,
 * clocks, zones, readings, roles, controls, faults of the text, books, procedures, articles;
 * then the checks. */
#include "catalogue/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "catalogue/check.h"
#include "catalogue/coverage_load.h"
#include "catalogue/folder.h"
#include "catalogue/lists.h"
#include "catalogue/procedure_load.h"

enum { ARENA_MAX = 128 * 1024 * 1024 };
static const char index_name[] = "articles/index.tsv";

static void release_faults(struct load_faults *f)
{
    load_faults_release(f);
}
#define FAULTS_CLEANUP __attribute__((cleanup(release_faults)))

static const struct folder_file *find_file(const struct folder *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->v[i].name, name) == 0) return &f->v[i];
    return NULL;
}

/* False after the report, or without memory. */
static bool parse_file(struct load *l, struct str bytes, const char *path, struct yaml *ret)
{
    struct fault why = {0};
    l->file = path;
    err_t err = yaml_parse(l->a, bytes, path, LOAD_YAML_LIMITS, ret, &why);
    if (err == ERR_NOMEM)
        l->err = ERR_NOMEM;
    else if (err != OK)
        load_fault_add(l, &why);
    return err == OK;
}

static void load_index(struct load *l, const struct folder *f, const char *root,
                       struct catalogue *c)
{
    const struct folder_file *file = find_file(f, index_name);
    if (!file) {
        load_fault(l, (struct place){root, 0, 0}, "catalogue.missing_file", "%s", index_name);
        return;
    }
    l->file = file->path;
    article_read_index(l, file->bytes, &c->articles);
}

typedef void list_fn(struct load *l, const struct yaml *y, struct catalogue *c);
static const struct {
    const char *name;
    list_fn *read;
} list_files[] = {
    {"standard.yaml", lists_standard},
    {"words.yaml", lists_words},
    {"clocks.yaml", lists_clocks},
    {"zones.yaml", lists_zones},
    {"readings/readings.yaml", lists_readings},
    {"roles.yaml", lists_roles},
    {"groups.yaml", lists_groups},
    {"controls.yaml", lists_controls},
    {"faults.yaml", lists_flaws},
};

static void load_lists(struct load *l, const struct folder *f, const char *root,
                       struct catalogue *c)
{
    for (size_t i = 0; i < ARRAY_LEN(list_files); i++) {
        const struct folder_file *file = find_file(f, list_files[i].name);
        struct yaml y;
        if (!file && l->stored) continue; /* it is older than this kind of file */
        if (!file)
            load_fault(l, (struct place){root, 0, 0}, "catalogue.missing_file", "%s",
                       list_files[i].name);
        else if (parse_file(l, file->bytes, file->path, &y))
            list_files[i].read(l, &y, c);
    }
}

static bool is_in(const struct folder_file *f, const char *folder)
{
    size_t n = strlen(folder);
    return strncmp(f->name, folder, n) == 0 && f->name[n] == '/';
}

/* procedures/media-move.yaml holds the procedure media-move and nothing else. */
static void check_file_name(struct load *l, const struct folder_file *f, const char *name)
{
    struct str base = str_skip(str_z(f->name), str_find(str_z(f->name), '/') + 1);
    bool good = str_ends(base, STR(".yaml"));
    if (good && name) good = str_eqz(str_head(base, base.n - 5), name);
    if (!good)
        load_fault(l, (struct place){f->path, 1, 1}, "catalogue.file_name", "%s",
                   name ? name : "NAME");
}

static void load_books(struct load *l, const struct folder *f, struct catalogue *c)
{
    const struct book **v = LOAD_ARRAY(l, const struct book *, f->n);
    if (!v) return;
    for (size_t i = 0; i < f->n; i++) {
        struct yaml y;
        if (!is_in(&f->v[i], "books") || !parse_file(l, f->v[i].bytes, f->v[i].path, &y)) continue;
        const struct book *b = book_load(l, &y);
        check_file_name(l, &f->v[i], b ? b->name : NULL);
        if (b) v[c->n_books++] = b;
    }
    c->books = v;
}

static int by_procedure(const void *a, const void *b)
{
    const struct procedure *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

static void load_procedures(struct load *l, const struct folder *f, struct catalogue *c)
{
    const struct procedure **v = LOAD_ARRAY(l, const struct procedure *, f->n);
    if (!v) return;
    for (size_t i = 0; i < f->n; i++) {
        struct yaml y;
        if (!is_in(&f->v[i], "procedures") || !parse_file(l, f->v[i].bytes, f->v[i].path, &y))
            continue;
        const struct procedure *p = procedure_load(l, &y, f->v[i].bytes);
        check_file_name(l, &f->v[i], p ? p->name : NULL);
        if (p && p->name) v[c->n_procedures++] = p;
    }
    qsort(v, c->n_procedures, sizeof(const struct procedure *), by_procedure);
    c->procedures = v;
}

/* articles/1-02.yaml and their like; beside them stands nothing but the index. */
static void load_articles(struct load *l, const struct folder *f, struct catalogue *c)
{
    if (c->articles.n == 0) return; /* its fault is told; nothing could be found in it */
    coverage_load_rows(l, c);
    for (size_t i = 0; i < f->n && l->err == OK; i++) {
        struct yaml y;
        if (!is_in(&f->v[i], "articles") || strcmp(f->v[i].name, index_name) == 0) continue;
        struct str base = str_skip(str_z(f->v[i].name), sizeof "articles/" - 1);
        if (!str_ends(base, STR(".yaml"))) {
            load_fault(l, (struct place){f->v[i].path, 1, 1}, "catalogue.file_name", "%s", "NAME");
            continue;
        }
        const char *name = load_strz(l, str_head(base, base.n - 5));
        if (parse_file(l, f->v[i].bytes, f->v[i].path, &y)) coverage_load_file(l, &y, name, c);
    }
}

static void check_all(struct load *l, const struct catalogue *c)
{
    for (size_t i = 0; i < c->n_books; i++) check_book(l, c->books[i]);
    for (size_t i = 0; i < c->n_procedures; i++) check_procedure(l, c->procedures[i]);
    if (!l->stored) coverage_check(l, c);
}

static err_t load_all(struct catalogue *c, const char *path, bool kept, struct load_faults *faults)
{
    struct load l = {.a = &c->arena, .c = c, .faults = faults, .stored = kept};
    const struct folder *f = &c->files;
    folder_digest(f, c->digest);
    load_index(&l, f, path, c);
    load_lists(&l, f, path, c);
    load_books(&l, f, c);
    load_procedures(&l, f, c);
    load_articles(&l, f, c);
    if (l.err == OK) coverage_serve(&l, c);
    if (l.err == OK && faults->err == OK) check_all(&l, c);
    return l.err != OK ? l.err : faults->err;
}

/* Give out what was found; the first is *why. OK when nothing was. */
static err_t tell(struct load_faults *f, catalogue_fault_fn *sink, void *ctx, struct fault *why)
{
    if (f->n == 0) return OK;
    load_faults_sort(f);
    for (size_t i = 0; i < f->n && sink; i++) sink(ctx, &f->v[i]);
    if (why) *why = f->v[0];
    return ERR_INVALID;
}

/* Where the files come from. */
struct source {
    const char *called;
    const struct catalogue_file *files; /* NULL: read the folder `called` */
    size_t n;
    bool kept;
};

static err_t read_files(struct catalogue *c, const struct source *from, struct fault *why)
{
    if (from->files)
        return folder_take(&c->arena, from->called, from->files, from->n, &c->files, why);
    return folder_read(&c->arena, from->called, &c->files, why);
}

static err_t load_from(const struct source *from, struct catalogue **ret, catalogue_fault_fn *sink,
                       void *ctx, struct fault *why)
{
    struct load_faults faults FAULTS_CLEANUP = {0};
    struct catalogue *c = calloc(1, sizeof *c);
    if (!c) return fault_set(why, ERR_NOMEM, NULL, NULL);
    arena_init(&c->arena, ARENA_MAX);
    struct fault first = {.code = OK};
    err_t err = read_files(c, from, &first);
    if (err == OK) err = load_all(c, from->called, from->kept, &faults);
    if (err == OK) {
        err = tell(&faults, sink, ctx, &first);
    } else {
        if (first.code == OK) (void)fault_set(&first, err, NULL, NULL);
        if (sink) sink(ctx, &first);
    }
    if (err == OK) {
        *ret = c;
        return OK;
    }
    catalogue_free(c);
    if (why) *why = first;
    return err;
}

err_t catalogue_load_folder(const char *folder, struct catalogue **ret, catalogue_fault_fn *sink,
                            void *ctx, struct fault *why)
{
    struct source from = {.called = folder};
    return load_from(&from, ret, sink, ctx, why);
}

err_t catalogue_load_files(const struct catalogue_file *files, size_t n, const char *called,
                           bool kept, struct catalogue **ret, catalogue_fault_fn *sink, void *ctx,
                           struct fault *why)
{
    static const struct catalogue_file none[1];
    struct source from = {called, files ? files : none, n, kept};
    return load_from(&from, ret, sink, ctx, why);
}

err_t catalogue_parse_procedure(const struct catalogue *c, struct arena *a, struct str source,
                                const char *file, const struct procedure **ret, struct fault *why)
{
    struct load_faults faults FAULTS_CLEANUP = {0};
    struct load l = {.a = a, .c = c, .faults = &faults, .stored = true};
    struct yaml y;
    const char *name = load_strz(&l, str_z(file));
    const struct procedure *p = NULL;
    if (name && parse_file(&l, source, name, &y)) p = procedure_load(&l, &y, source);
    if (p && p->name) check_alone(&l, p);
    if (l.err == OK) l.err = faults.err;
    if (l.err != OK) return fault_set(why, l.err, NULL, NULL);
    TRY(tell(&faults, NULL, NULL, why));
    *ret = p;
    return OK;
}

void catalogue_free(struct catalogue *c)
{
    if (!c) return;
    arena_release(&c->arena);
    free(c);
}

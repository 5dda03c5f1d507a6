/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/kernel.h"
#include "office/org_verify.h"
#include "ledger/verify_store.h"
#include "office/fields.h"
#include "office/org_image.h"
#include "office/versions.h"

void world_make(struct world *w, const char *catalogue_folder)
{
    struct fault why = {0};
    *w = (struct world){.article = "-", .file = "-"};
    w->catalogue_folder = catalogue_folder;
    temp_ledger_make(&w->l);
    world_must(w, org_image_attach(w->l.t.store), NULL, "images of the organisation");
    arena_init(&w->arena, 64 << 20);
    err_t e = catalogue_load_folder(catalogue_folder, &w->catalogue, NULL, NULL, &why);
    world_must(w, e, &why, "the catalogue");
    w->office =
        (struct office){.store = w->l.t.store, .catalogue = w->catalogue, .clock = &w->l.clock};
    e = versions_found(w->l.t.store, &w->l.clock, w->catalogue, "init", &why);
    world_must(w, e, &why, "the founding version");
}

void world_remove(struct world *w)
{
    for (size_t i = 0; i < w->n_older; i++) catalogue_free(w->older[i]);
    catalogue_free(w->catalogue);
    arena_release(&w->arena);
    temp_ledger_remove(&w->l);
}

void world_fail(const struct world *w, const char *fmt, ...)
{
    va_list ap;
    printf("# %s:%u: article %s: ", w->file, w->line, w->article);
    va_start(ap, fmt);
    vprintf(fmt, ap);
    va_end(ap);
    printf("\n");
    fflush(stdout);
    if (w->failed) longjmp(*w->failed, 1);
    exit(1);
}

void world_must(const struct world *w, err_t e, const struct fault *why, const char *what)
{
    if (e == OK) return;
    struct sb b SB_CLEANUP;
    sb_init(&b, 2000);
    if (why && why->id) fault_message(&b, LANG_EN, why);
    world_fail(w, "%s: %s %s %.*s", what, err_name(e), why && why->id ? why->id : "",
               STR_ARG(sb_str(&b)));
}

/* --- names --- */

void world_name(struct world *w, enum name_kind kind, const char *name, const char *number,
                int64_t id)
{
    if (world_find(w, kind, name)) world_fail(w, "the name %s is taken", name);
    if (w->n_names == ARRAY_LEN(w->names)) world_fail(w, "too many names");
    w->names[w->n_names++] = (struct named){kind, name, number, id};
}

const struct named *world_find(const struct world *w, enum name_kind kind, const char *name)
{
    for (size_t i = 0; i < w->n_names; i++) {
        if (w->names[i].kind == kind && strcmp(w->names[i].name, name) == 0) return &w->names[i];
    }
    return NULL;
}

int64_t world_id(const struct world *w, enum name_kind kind, const char *name)
{
    static const char *const kinds[] = {"person", "unit", "post", "system", "matter", "version"};
    const struct named *n = world_find(w, kind, name);
    if (!n) world_fail(w, "no %s is called '%s'", kinds[kind], name);
    return n->id;
}

/* --- time --- */

struct moment world_moment(const struct world *w, const char *text)
{
    struct moment t;
    if (fields_parse_moment(str_z(text), &t) != OK) world_fail(w, "'%s' is not a time", text);
    return t;
}

struct moment world_now(const struct world *w)
{
    return clock_now(&w->l.clock);
}

/* --- looking --- */

int64_t world_entry(const struct world *w, const char *book, const char *key)
{
    struct db *db;
    world_must(w, store_read_begin(w->l.t.store, &db, NULL), NULL, "a snapshot");
    struct rows r =
        db_query(db, SQL_ENTRIES_BY_KEY, P_STR("book", str_z(book)), P_STR("key", str_z(key)));
    int64_t id = 0;
    int n = 0;
    while (rows_next(&r)) {
        id = rows_i64(&r, "id");
        n++;
    }
    rows_release(&r);
    store_read_end(db);
    if (n != 1) world_fail(w, "book %s has %d entries '%s'", book, n, key);
    return id;
}

static err_t check_projections(struct db *db, void *arg)
{
    TRY(org_verify(db, arg));
    return kernel_check(db, arg);
}

static void check_ledger(struct world *w)
{
    temp_ledger_seal(&w->l);
    struct db *db;
    world_must(w, store_read_begin(w->l.t.store, &db, NULL), NULL, "a snapshot");
    struct verify_options o = {.key = &w->l.key, .threads = 1};
    struct verify_result result;
    struct verify_wrong wrong = {0};
    err_t e = verify_store(db, &o, &result, &wrong);
    store_read_end(db);
    if (e != OK)
        world_fail(w, "the ledger: %s %s leaf %lld", err_name(e), wrong.id ? wrong.id : "",
                   (long long)wrong.leaf);
}

void world_check_end(struct world *w)
{
    struct fault why = {0};
    check_ledger(w);
    same_check(w);
    err_t e = store_write(w->l.t.store, check_projections, &why, NULL);
    world_must(w, e, &why, "live projections against rebuilt ones");
}

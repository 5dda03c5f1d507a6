/* SPDX-License-Identifier: Apache-2.0
 *
 * A new version of the catalogue, made from the files of the old one.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "office/versions.h"
#include "world.h"

struct change {
    char file[100];
    const char *from, *to;
    bool made;
};

static void copy_text(struct world *w, const char *from, const char *to, struct change *c,
                      const char *name)
{
    SB_CLEANUP struct sb text;
    SB_CLEANUP struct sb out;
    sb_init(&text, 1 << 20);
    sb_init(&out, 1 << 20);
    world_must(w, file_read(&text, from, NULL), NULL, from);
    const char *all = arena_strdup(&w->arena, sb_str(&text));
    const char *at = strcmp(name, c->file) == 0 ? strstr(all, c->from) : NULL;
    if (at) {
        sb_add(&out, (struct str){all, (size_t)(at - all)});
        sb_addz(&out, c->to);
        sb_addz(&out, at + strlen(c->from));
        c->made = true;
    } else {
        sb_addz(&out, all);
    }
    world_must(w, file_write_atomic(to, sb_str(&out), 0600, NULL), NULL, to);
}

static void copy_folder(struct world *w, const char *from, const char *to, struct change *c)
{
    (void)mkdir(to, 0700);
    DIR *d = opendir(from);
    if (!d) world_fail(w, "%s cannot be read", from);
    for (struct dirent *x; (x = readdir(d));) {
        if (x->d_name[0] == '.') continue;
        const char *a = arena_printf(&w->arena, "%s/%s", from, x->d_name);
        const char *b = arena_printf(&w->arena, "%s/%s", to, x->d_name);
        if (x->d_type == DT_DIR)
            copy_folder(w, a, b, c);
        else
            copy_text(w, a, b, c, x->d_name);
    }
    (void)closedir(d);
}

/* Put it in force without an instrument, as an office begins. */
struct begun {
    const char *digest;
    struct moment now;
};

static err_t begin(struct db *db, void *arg)
{
    const struct begun *b = arg;
    int64_t last;
    TRY(db_get_i64(db, &last, SQL_CATALOGUE_VERSION_LAST));
    return db_run(db, SQL_CATALOGUE_VERSION_ADD, P_I64("id", last + 1),
                  P_STR("digest", str_z(b->digest)), P_STR("standard", STR("hokkaido")),
                  P_STR("source", STR("init")), P_I64("since", b->now.ms), P_BOOL("founding", true),
                  P_I64("leaf", 0));
}

void version_begin(struct world *w, const char *digest)
{
    struct begun b = {digest, world_now(w)};
    struct fault why = {0};
    world_must(w, store_write(w->l.t.store, begin, &b, &why), &why, "the version");
}

static int64_t number_of(struct world *w, const char *digest)
{
    struct db *db;
    world_must(w, store_read_begin(w->l.t.store, &db, NULL), NULL, "a snapshot");
    struct rows r = db_query(db, SQL_CATALOGUE_VERSION_BY_DIGEST, P_STR("digest", str_z(digest)));
    int64_t id = rows_next(&r) ? rows_i64(&r, "id") : 0;
    rows_release(&r);
    store_read_end(db);
    return id;
}

void version_take_up(struct world *w)
{
    struct db *db;
    char digest[VERSION_DIGEST];
    struct catalogue *next = NULL;
    struct fault why = {0};
    world_must(w, store_read_begin(w->l.t.store, &db, NULL), NULL, "a snapshot");
    err_t e = versions_in_force(db, world_now(w), digest);
    bool other = e == OK && strcmp(digest, catalogue_digest(w->catalogue)) != 0;
    if (other) world_must(w, versions_load(db, digest, &next, &why), &why, "the version in force");
    store_read_end(db);
    if (!next) return;
    if (w->n_older == ARRAY_LEN(w->older)) world_fail(w, "too many versions");
    w->older[w->n_older++] = w->catalogue;
    w->catalogue = next;
    w->office.catalogue = next;
}

/* The files of the version handed in last, with one change, as a folder of its own. */
static const char *changed_folder(struct world *w, const struct words *words)
{
    struct change c = {.from = words_at(words, 3), .to = words_at(words, 5)};
    (void)snprintf(c.file, sizeof c.file, "%s.yaml", words_at(words, 1));
    const char *folder = arena_printf(&w->arena, "%s/catalogue-%u", w->l.t.dir, w->line);
    copy_folder(w, w->catalogue_folder, folder, &c);
    if (!c.made) world_fail(w, "%s does not say '%s'", c.file, c.from);
    return folder;
}

static void refused(struct world *w, err_t e, const struct fault *why)
{
    w->waiting = e != OK;
    w->act_line = w->line;
    w->act_article = w->article;
    w->result = e;
    w->why = *why;
    w->bad.n = 0;
}

/* Hand it in; what is wrong with it is for `expect refused`. */
static struct catalogue *stage(struct world *w, const struct words *words)
{
    struct fault why = {0};
    struct catalogue *c = NULL;
    enum version_staged staged;
    const char *folder = changed_folder(w, words);
    err_t e = catalogue_load_folder(folder, &c, NULL, NULL, &why);
    if (e == OK) e = versions_stage(w->l.t.store, &w->l.clock, c, "command", &staged, &why);
    if (e == OK) w->catalogue_folder = folder;
    refused(w, e, &why);
    if (e == OK) return c;
    catalogue_free(c);
    return NULL;
}

bool version_line(struct world *w, const struct words *words)
{
    bool at_once = words_is(words, 0, "version");
    if (!at_once && !words_is(words, 0, "candidate")) return false;
    struct catalogue *c = stage(w, words);
    if (!c) return true;
    if (at_once) version_begin(w, catalogue_digest(c));
    const char *name = words_after(words, 6, "as");
    if (name) world_name(w, NAME_VERSION, name, NULL, number_of(w, catalogue_digest(c)));
    catalogue_free(c);
    version_take_up(w);
    return true;
}

/* expect version in force V2; expect version in force first */
void version_expect(struct world *w, const struct words *words, bool no)
{
    const char *name = words_at(words, 4);
    int64_t id = strcmp(name, "first") == 0 ? 1 : world_id(w, NAME_VERSION, name);
    bool is = number_of(w, catalogue_digest(w->catalogue)) == id;
    if (is == no) world_fail(w, "version %s is %sin force", name, is ? "" : "not ");
}

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

bool version_line(struct world *w, const struct words *words)
{
    if (!words_is(words, 0, "version")) return false;
    struct change c = {.from = words_at(words, 3), .to = words_at(words, 5)};
    struct fault why = {0};
    (void)snprintf(c.file, sizeof c.file, "%s.yaml", words_at(words, 1));
    const char *folder = arena_printf(&w->arena, "%s/catalogue-%zu", w->l.t.dir, w->n_older);
    copy_folder(w, w->catalogue_folder, folder, &c);
    if (!c.made) world_fail(w, "%s does not say '%s'", c.file, c.from);
    if (w->n_older == ARRAY_LEN(w->older)) world_fail(w, "too many versions");
    struct catalogue *new = NULL;
    world_must(w, catalogue_load_folder(folder, &new, NULL, NULL, &why), &why, "the new version");
    w->older[w->n_older++] = w->catalogue;
    w->catalogue = new;
    w->catalogue_folder = folder;
    w->office.catalogue = new;
    world_must(w, versions_keep(&w->office, &why), &why, "the versions");
    return true;
}

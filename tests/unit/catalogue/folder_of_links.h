/* SPDX-License-Identifier: Apache-2.0
 * folder_of_links.h: a folder like catalogue/hokkaido (or tests/catalogue/small) made of symbolic
 * links, in which one file is replaced or added. Include after check.h. */
#ifndef SEKIMORI_TESTS_FOLDER_OF_LINKS_H
#define SEKIMORI_TESTS_FOLDER_OF_LINKS_H

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct links {
    char root[64];
    const char *of; /* the standard it is like, within the sources */
};

static inline const char *source_root(void)
{
    const char *root = getenv("SEKIMORI_SOURCE");
    return root ? root : ".";
}

static inline void links_in(struct links *x, const char *below)
{
    char from[700], to[400];
    snprintf(from, sizeof from, "%s/%s%s", source_root(), x->of, below);
    snprintf(to, sizeof to, "%s%s", x->root, below);
    (void)mkdir(to, 0700);
    DIR *d = opendir(from);
    if (!d) fail_msg("%s cannot be opened", from);
    const struct dirent *e;
    while ((e = readdir(d))) {
        if (e->d_name[0] == '.') continue;
        char file[1024], link[1024], deeper[300];
        snprintf(file, sizeof file, "%s/%s", from, e->d_name);
        snprintf(link, sizeof link, "%s/%s", to, e->d_name);
        snprintf(deeper, sizeof deeper, "%s/%s", below, e->d_name);
        struct stat st;
        if (stat(file, &st) == 0 && S_ISDIR(st.st_mode))
            links_in(x, deeper);
        else if (symlink(file, link) != 0)
            fail_msg("%s cannot be made", link);
    }
    closedir(d);
}

static inline void links_make_of(struct links *x, const char *standard)
{
    x->of = standard;
    snprintf(x->root, sizeof x->root, "/tmp/sekimori-catalogue-XXXXXX");
    if (!mkdtemp(x->root)) fail_msg("no temporary folder");
    links_in(x, "");
}

static inline void links_make(struct links *x)
{
    links_make_of(x, "catalogue/hokkaido");
}

/* `name` within the folder becomes a link to target; target NULL removes it. */
static inline void links_put(struct links *x, const char *name, const char *target)
{
    char link[256];
    snprintf(link, sizeof link, "%s/%s", x->root, name);
    (void)unlink(link);
    if (target && symlink(target, link) != 0) fail_msg("%s cannot be made", link);
}

/* `name` as it was, or gone when the standard has no such file. */
static inline void links_restore(struct links *x, const char *name)
{
    char file[512];
    snprintf(file, sizeof file, "%s/%s/%s", source_root(), x->of, name);
    links_put(x, name, access(file, F_OK) == 0 ? file : NULL);
}

static inline int links_remove_one(const char *path, const struct stat *st, int type,
                                   struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    return remove(path);
}

static inline void links_remove(struct links *x)
{
    (void)nftw(x->root, links_remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

#endif

/* SPDX-License-Identifier: Apache-2.0
 * folder.h: a folder of a test's own, and a disk on it. */
#ifndef SEKIMORI_TESTS_LINK_FOLDER_H
#define SEKIMORI_TESTS_LINK_FOLDER_H

#include "../check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "link/disk.h"

static char folder_path[64];

static inline struct disk folder_disk(void)
{
    struct disk d = {.dir = open(folder_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    assert_true(d.dir >= 0);
    return d;
}

static inline void folder_make(void)
{
    /* In memory where there is such a place: thousands of syncs are made here. */
    (void)snprintf(folder_path, sizeof folder_path, "/dev/shm/sekimori-link-XXXXXX");
    if (mkdtemp(folder_path)) return;
    (void)snprintf(folder_path, sizeof folder_path, "/tmp/sekimori-link-XXXXXX");
    assert_non_null(mkdtemp(folder_path));
}

static inline void folder_empty(const char *path)
{
    DIR *dir = opendir(path);
    struct dirent *e;
    while (dir && (e = readdir(dir))) {
        char inner[4200];
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        assert_true(snprintf(inner, sizeof inner, "%s/%s", path, e->d_name) < (int)sizeof inner);
        if (unlink(inner) == 0) continue;
        folder_empty(inner);
        (void)rmdir(inner);
    }
    if (dir) (void)closedir(dir);
}

static inline void folder_remove(void)
{
    folder_empty(folder_path);
    (void)rmdir(folder_path);
}

#endif

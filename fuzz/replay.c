/* SPDX-License-Identifier: Apache-2.0
 *
 * replay.c: runs one target over every file of its corpus; TAP on stdout.
 * usage: replay_TARGET CORPUS_FOLDER */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "fuzz.h"

static int visible(const struct dirent *d)
{
    return d->d_name[0] != '.';
}

/* A copy of its exact size, so that the sanitizer sees one byte too many. */
static bool replay(const char *path)
{
    struct sb b;
    sb_init(&b, 1U << 20);
    bool good = file_read(&b, path, NULL) == OK;
    uint8_t *copy = good ? malloc(b.n ? b.n : 1) : NULL;
    if (copy) {
        if (b.n) memcpy(copy, b.p, b.n);
        LLVMFuzzerTestOneInput(copy, b.n);
    }
    free(copy);
    sb_release(&b);
    return copy != NULL;
}

int main(int argc, char **argv)
{
    struct dirent **names;
    int n = argc == 2 ? scandir(argv[1], &names, visible, alphasort) : -1;
    if (n <= 0) {
        fprintf(stderr, "usage: %s CORPUS_FOLDER (with files in it)\n", argv[0]);
        return 2;
    }
    int bad = 0;
    printf("1..%d\n", n);
    for (int i = 0; i < n; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", argv[1], names[i]->d_name);
        printf("# %s\n", names[i]->d_name); /* known even if the target aborts */
        fflush(stdout);
        bool good = replay(path);
        printf("%s %d - %s\n", good ? "ok" : "not ok", i + 1, names[i]->d_name);
        bad += !good;
        free(names[i]);
    }
    free(names);
    return bad ? 1 : 0;
}

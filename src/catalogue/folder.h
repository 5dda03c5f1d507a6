/* SPDX-License-Identifier: Apache-2.0
 *
 * folder.h: the files of a catalogue's folder, read whole, in the order of their names.
 * Internal to src/catalogue.
 */
#ifndef SEKIMORI_CATALOGUE_FOLDER_H
#define SEKIMORI_CATALOGUE_FOLDER_H

#include "base/arena.h"

enum { FOLDER_FILES_MAX = 2000, FOLDER_BYTES_MAX = 16 * 1024 * 1024, FOLDER_NAME_MAX = 200 };

struct folder_file {
    const char *name; /* within the folder: "procedures/media-move.yaml" */
    const char *path; /* as messages name it */
    struct str bytes;
    char digest[65]; /* SHA-256, lower-case hex */
};
struct folder {
    struct folder_file *v;
    size_t n;
};

/* Every regular file in the folder and in the folders below it (one level), but names that
 * begin with a dot. ERR_NOT_FOUND, ERR_IO, ERR_TOO_BIG name the file in *why. */
MUST_CHECK err_t folder_read(struct arena *a, const char *path, struct folder *ret,
                             struct fault *why);
/* The same from what is already in memory; bytes are copied. ERR_INVALID, ERR_TOO_BIG. */
struct catalogue_file;
MUST_CHECK err_t folder_take(struct arena *a, const char *called,
                             const struct catalogue_file *files, size_t n, struct folder *ret,
                             struct fault *why);
/* SHA-256 over "name digest\n" of all. */
void folder_digest(const struct folder *f, char ret[65]);
/* SHA-256 in hex. */
void folder_hash(struct str bytes, char ret[65]);

#endif

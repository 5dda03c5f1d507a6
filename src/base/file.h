/* SPDX-License-Identifier: Apache-2.0
 *
 * file.h: whole files, safely. Faults name the file.
 */
#ifndef SEKIMORI_BASE_FILE_H
#define SEKIMORI_BASE_FILE_H

#include <sys/types.h>

#include "base/sb.h"

/* Append the whole file to `to`, whose max is the limit. ERR_NOT_FOUND when
 * it does not exist; ERR_IO when it cannot be read or is no regular file;
 * ERR_TOO_BIG, ERR_NOMEM. On failure `to` holds what it held, without error. */
MUST_CHECK err_t file_read(struct sb *to, const char *path, struct fault *why);

/* Replace or make the file so that, whatever happens, either all of the old
 * or all of the new stands there: a temporary file beside it, fsync, rename,
 * fsync of the folder. ERR_IO. */
MUST_CHECK err_t file_write_atomic(const char *path, struct str bytes, mode_t mode,
                                   struct fault *why);

/* Make the rename or unlink of a name in the folder durable. */
MUST_CHECK err_t file_sync_folder(const char *folder, struct fault *why);
/* Write all of it, through signals and short writes. ERR_IO, errno is set. */
MUST_CHECK err_t file_write_all(int fd, struct str bytes);

/* For a variable that closes itself: FILE_FD int fd = open(...). */
void file_close(int *fd);
#define FILE_FD __attribute__((cleanup(file_close)))

#endif

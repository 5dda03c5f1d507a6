/* SPDX-License-Identifier: Apache-2.0
 *
 * disk.h: the few things that the link does to its folder, each durable when it returns OK. Each
 * step (write, fsync, rename, unlink) is counted, so that tests can fail the nth, or end the
 * process there as a kill would. Private to src/link.
 */
#ifndef SEKIMORI_LINK_DISK_H
#define SEKIMORI_LINK_DISK_H

#include <sys/types.h>

#include "base/sb.h"

struct disk {
    int dir;       /* of the link's folder */
    bool full;     /* the last failure was for want of room */
    long steps;    /* done so far */
    long fail_at;  /* tests: this step fails; 0: none */
    long fail_n;   /* tests: so many in a row */
    int fail_with; /* errno; 0: the process ends there */
};

/* Replace or make folder/name (folder "" = the link's own) whole or not at all. ERR_IO. */
MUST_CHECK err_t disk_put(struct disk *, const char *folder, const char *name, struct str bytes,
                          mode_t mode);
/* Append at `end`, synced; on failure the file is cut back to it. */
MUST_CHECK err_t disk_append(struct disk *, int fd, off_t end, struct str bytes);
MUST_CHECK err_t disk_move(struct disk *, const char *from, const char *from_name, const char *to,
                           const char *to_name);
MUST_CHECK err_t disk_drop(struct disk *, const char *folder, const char *name);
/* Whole; appended to `to`. ERR_NOT_FOUND, ERR_IO, ERR_TOO_BIG. */
MUST_CHECK err_t disk_get(struct disk *, const char *folder, const char *name, struct sb *to);
MUST_CHECK err_t disk_folder(struct disk *, const char *name);
/* Room kept for what may not be lost; giving it up makes it free. */
MUST_CHECK err_t disk_reserve(struct disk *, const char *name, off_t bytes);
void disk_give_up(struct disk *, const char *name);

#endif

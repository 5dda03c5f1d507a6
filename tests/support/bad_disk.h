/* SPDX-License-Identifier: Apache-2.0
 *
 * bad_disk.h: a SQLite VFS whose disk fails when told to, and that knows what
 * would be on the platter if the power went now: what was synced, and of what
 * was written since only a part, sector by sector, at random.
 *
 * Give "bad_disk" as store_config.sqlite_vfs. One test at a time.
 */
#ifndef SEKIMORI_TESTS_BAD_DISK_H
#define SEKIMORI_TESTS_BAD_DISK_H

#include <stdbool.h>

enum bad_disk_how {
    BAD_DISK_WRITE, /* EIO; nothing is written */
    BAD_DISK_SHORT, /* ENOSPC after half of it */
    BAD_DISK_SYNC,  /* fsync says EIO; the data is there or lost for good */
    BAD_DISK_ROFS   /* EROFS */
};

/* Register the VFS and forget all files. */
void bad_disk_reset(void);
/* The nth write or sync from now fails so (1: the next); `for_good`: and all after it. */
void bad_disk_fail(int nth, enum bad_disk_how how, bool for_good);
/* The disk is well again. */
void bad_disk_mend(void);
/* Writes and syncs so far. */
int bad_disk_ops(void);
/* Call fn(arg) before each write or sync; NULL: no more. */
void bad_disk_watch(void (*fn)(void *), void *arg);
/* Write into folder `to` the files as a power cut now would leave them.
 * Without writes that were not synced where `lose_all`, else some of them. */
void bad_disk_power_cut(const char *to, unsigned seed, bool lose_all);

#endif

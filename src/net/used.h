/* SPDX-License-Identifier: Apache-2.0
 *
 * used.h: which permits have ever carried a packet here: remembered on disk, so that "unused" is
 * said of the whole life of a permit and not of that of a process.
 */
#ifndef SEKIMORI_NET_USED_H
#define SEKIMORI_NET_USED_H

#include "base/id.h"
#include "base/sb.h"

enum { USED_MAX = 200000 };

struct used;
MUST_CHECK err_t used_open(const char *path, struct used **ret); /* what is there is read */
void used_close(struct used *u);                                 /* saves; harmless on NULL */
void used_mark(struct used *u, struct matter_id matter, int32_t no);
bool used_has(const struct used *u, struct matter_id matter, int32_t no);
/* Writes what is new; nothing to do otherwise. ERR_IO. */
MUST_CHECK err_t used_save(struct used *u, struct fault *why);

#endif

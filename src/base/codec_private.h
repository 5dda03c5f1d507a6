/* SPDX-License-Identifier: Apache-2.0
 *
 * codec_private.h: what codec_write.c and codec_read.c share: the place in the document,
 * for faults.
 */
#ifndef SEKIMORI_BASE_CODEC_PRIVATE_H
#define SEKIMORI_BASE_CODEC_PRIVATE_H

#include "base/codec.h"

enum { CODEC_DEPTH = 8 };

struct codec_path {
    const char *name[CODEC_DEPTH];
    int32_t index[CODEC_DEPTH]; /* in a list; -1 = none */
    size_t depth;
    struct str unknown; /* the member nobody knows */
};

/* ERR_BUG when a table is nested deeper than CODEC_DEPTH. */
MUST_CHECK err_t codec_path_push(struct codec_path *path, const char *name);
/* Fills *why with the path as its field and first argument; returns e. */
err_t codec_fault(const struct codec_path *path, err_t e, const char *id, struct fault *why);

MUST_CHECK err_t codec_write_members(const struct codec *c, const char *from, json_t *object,
                                     struct codec_path *path);

#endif

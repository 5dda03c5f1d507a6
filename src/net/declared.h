/* SPDX-License-Identifier: Apache-2.0
 *
 * declared.h: the declaration that counts: the one whose digest the office named, kept on disk as
 * last accepted. Shared by plans at work; held and let go by the main thread alone.
 */
#ifndef SEKIMORI_NET_DECLARED_H
#define SEKIMORI_NET_DECLARED_H

#include "contract/barrier.h"

struct declared {
    struct arena arena;
    struct barrier barrier;
    unsigned holders;
};

/* Reads one. As barrier_read; ERR_NOT_FOUND when there is no such file. */
MUST_CHECK err_t declared_read(const char *path, struct declared **ret, struct fault *why);
MUST_CHECK err_t declared_parse(struct str text, const char *path, struct declared **ret,
                                struct fault *why);
void declared_hold(struct declared *d);
void declared_release(struct declared *d); /* harmless on NULL */

#endif

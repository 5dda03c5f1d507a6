/* SPDX-License-Identifier: Apache-2.0
 *
 * enforce_payload.h: an effect's stored payload as pairs of a document. Shared by the
 * enforce_*.c files.
 */
#ifndef SEKIMORI_OFFICE_ENFORCE_PAYLOAD_H
#define SEKIMORI_OFFICE_ENFORCE_PAYLOAD_H

#include "base/arena.h"
#include "contract/document.h"

/* `json`: an object of texts. ERR_CORRUPT when it is not. */
MUST_CHECK err_t enforce_payload(struct arena *arena, const char *json,
                                 const struct document_pair **ret, size_t *ret_n);

#endif

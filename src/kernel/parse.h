/* SPDX-License-Identifier: Apache-2.0
 *
 * parse.h: JSON that stands in the ledger, as a jansson value: for the kernel, and for whoever
 * reads records beside it.
 */
#ifndef SEKIMORI_KERNEL_PARSE_H
#define SEKIMORI_KERNEL_PARSE_H

#include "base/codec.h"

/* As codec_parse; but canonical text that cannot be read means that memory ran out, which
 * jansson may tell as a fault of the text. A record must never look corrupt for that. */
MUST_CHECK err_t parse_stored(struct str text, size_t max, json_t **ret, struct fault *why);

#endif

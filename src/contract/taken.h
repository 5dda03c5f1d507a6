/* SPDX-License-Identifier: Apache-2.0
 *
 * taken.h: the office's answer to evidence and to an order: it is recorded, now or before. Only
 * then may the sender forget its copy. Document "sekimori/taken".
 */
#ifndef SEKIMORI_CONTRACT_TAKEN_H
#define SEKIMORI_CONTRACT_TAKEN_H

#include "base/id.h"
#include "base/time.h"
#include "contract/document.h"

enum { TAKEN_BYTES_MAX = 4 << 10 };

struct taken {
    const char *id;          /* of the document that was sent */
    bool repeated;           /* it had been recorded before */
    struct matter_id matter; /* of an order: the matter made of it */
    struct moment at;        /* the office's clock */
};

MUST_CHECK err_t taken_write(struct sb *to, const struct taken *t, struct fault *why);
MUST_CHECK err_t taken_read(struct arena *a, struct str text, struct taken *ret, struct fault *why);

#endif

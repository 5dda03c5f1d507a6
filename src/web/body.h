/* SPDX-License-Identifier: Apache-2.0
 *
 * body.h: the body of a POST into fields and files. Fields stay in memory;
 * each file goes to files/incoming/<random id> as it arrives, hashed on the
 * way, whatever its name.
 */
#ifndef SEKIMORI_WEB_BODY_H
#define SEKIMORI_WEB_BODY_H

#include "web/http.h"

/* Where the body comes from: a connection, or bytes in tests. */
struct body_source {
    err_t (*read)(void *ctx, char *to, size_t max, size_t *ret_n); /* 0 bytes: the end */
    void *ctx;
    uint64_t length;
};

enum {
    BODY_FIELDS_MAX = 512,
    BODY_FIELD_BYTES = 256 * 1024,
    BODY_FORM_BYTES = 1024 * 1024, /* of a form without files */
    BODY_FILES_MAX = 20,
};

/* Fill rq->form and rq->uploads. `folder` is files/incoming of the office.
 * ERR_INVALID, ERR_TOO_BIG with why: what is wrong with the form. On failure
 * no file remains. */
MUST_CHECK err_t body_read(struct request *rq, const struct body_source *src, const char *folder,
                           struct fault *why);
/* Fill rq->body, whatever it is. ERR_TOO_BIG, ERR_IO. */
MUST_CHECK err_t body_read_whole(struct request *rq, const struct body_source *src, size_t max,
                                 struct fault *why);
/* Delete the files of a request that came to nothing. */
void body_discard(const struct request *rq, const char *folder);

#endif

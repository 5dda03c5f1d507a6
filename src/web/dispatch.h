/* SPDX-License-Identifier: Apache-2.0
 *
 * dispatch.h: from the head of a request to the bytes of its answer: who,
 * which row of the table, may they, body, token, handler, page.
 */
#ifndef SEKIMORI_WEB_DISPATCH_H
#define SEKIMORI_WEB_DISPATCH_H

#include "web/body.h"
#include "web/web.h"
#include "wire/scgi.h"

struct dispatch_result {
    int status;
    const struct route *route; /* NULL: none matched */
    err_t error;               /* for the log; OK where the reply is no error page */
    const char *error_id;
    int body_fd; /* -1, or what follows *out: so many bytes of this file; the caller closes it */
    uint64_t body_n;
};

/* Always leaves an answer in *out. rq->arena, rq->channel are set by the
 * caller; everything else is filled here. */
void dispatch(struct web *web, const struct scgi *head, const struct body_source *body,
              struct request *rq, struct sb *out, struct dispatch_result *ret);

#endif

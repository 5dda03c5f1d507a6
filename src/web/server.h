/* SPDX-License-Identifier: Apache-2.0
 *
 * server.h: sockets and workers. Each worker takes a connection, answers its
 * one request and closes it, as SCGI wants. People and machines have sockets
 * and workers of their own, so that neither can starve the other.
 */
#ifndef SEKIMORI_WEB_SERVER_H
#define SEKIMORI_WEB_SERVER_H

#include "web/dispatch.h"

/* Called after each answer, from any worker. Must not block for long. */
typedef void server_log_fn(void *ctx, const struct request *rq, const struct dispatch_result *r,
                           int64_t took_ms);

struct server;

/* Listens on run/people.sock and run/machines.sock of the instance and starts
 * the workers. ERR_IO: a socket cannot be made ("server.no_socket"). */
MUST_CHECK err_t server_start(struct web *web, server_log_fn *log, void *ctx, struct server **ret,
                              struct fault *why);
/* No new connections; waits until what is being answered is answered. */
void server_stop(struct server *s);

#endif

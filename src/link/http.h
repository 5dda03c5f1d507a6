/* SPDX-License-Identifier: Apache-2.0
 *
 * http.h: one request to the office and its answer, by libcurl, over HTTPS or a Unix socket. The
 * connection is kept. Everything that comes back is limited; nothing is followed, cached or
 * proxied. Private to src/link.
 */
#ifndef SEKIMORI_LINK_HTTP_H
#define SEKIMORI_LINK_HTTP_H

#include "base/sb.h"
#include "base/time.h"

struct http;
struct http_config {
    const char *office;     /* "unix:PATH" or "https://host[:port]" */
    const char *pin;        /* PEM; https */
    const char *cert, *key; /* files, PEM */
    const char *agent;
    int32_t timeout_ms;
};
struct http_answer {
    int status;                /* 0: none came */
    struct moment office_time; /* 0: not told */
    char ledger[65];           /* ""; not told */
    struct sb body;            /* initialised by the caller with its limit */
    const char *why;           /* libcurl's words where none came; static */
};

/* ERR_INVALID "link.bad_office", "link.no_pin"; ERR_NOMEM. */
MUST_CHECK err_t http_open(const struct http_config *, struct http **ret, struct fault *why);
void http_close(struct http *); /* NULL is harmless */
/* target: "/machines/v1/desired?since=3". signature, own_clock: header values. ERR_UNAVAILABLE: no
 * answer, or one beyond its limit; ERR_NOMEM. */
MUST_CHECK err_t http_ask(struct http *, const char *method, const char *target, struct str body,
                          struct str signature, struct moment own_clock, struct http_answer *);

#endif

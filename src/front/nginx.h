/* SPDX-License-Identifier: Apache-2.0
 *
 * nginx.h: the configuration of the nginx that stands before the server: TLS, limits, slow and
 * malformed clients, static assets, client certificates. The text is a template
 * (nginx.conf.in) that an administrator can read beside the result.
 *
 * Who owns which header: nginx sets Strict-Transport-Security (TLS is its own) and the headers of
 * what it answers itself (assets, its error pages); the server sets every other security header,
 * and nginx passes those on untouched.
 *
 * What the server can trust: variables without HTTP_ (REMOTE_ADDR, HTTPS, TLS_CLIENT_*) are
 * nginx's own; whatever a client sends arrives under HTTP_.
 */
#ifndef SEKIMORI_FRONT_NGINX_H
#define SEKIMORI_FRONT_NGINX_H

#include "base/sb.h"

/* Views are borrowed. Empty where not wanted. Files and folders are absolute paths of letters,
 * digits and ._+@~-/ ; anything else is refused, so that no value can add a directive. */
struct nginx_site {
    struct str instance;        /* folder of the office */
    struct str listen;          /* of people: "127.0.0.1:8080", "[::]:443", "443" */
    struct str machines_listen; /* of programs on other hosts; with TLS, or on a loopback address */
    struct str machines_socket; /* of programs on this host: the path of a socket */
    struct str redirect_listen; /* plain HTTP that only points to HTTPS */
    struct str server_name;     /* names separated by blanks; required by redirect_listen */
    struct str assets;          /* folder served under /assets/<hash>/ */
    struct str tls_certificate, tls_key; /* PEM files; both or none */
    struct str client_ca;                /* PEM: issuers of client certificates */
    struct str user;                     /* of nginx's workers, where its master is root */
    struct str sign_in_path;             /* e.g. "/sign-in" */
    int64_t body_max;            /* bytes; of people; what machines send has limits of its own */
    int64_t sign_in_per_minute;  /* attempts of one source */
    int64_t requests_per_second; /* of one source */
    int64_t workers;             /* 0: one a processor */
    bool http2_directive; /* `http2 on;` (nginx 1.25.1 and later) instead of a word of listen */
    bool site_only;       /* only what goes into http {}, for an nginx that serves others too */
};

/* Everything at its usual value, folders and addresses empty. */
void nginx_site_init(struct nginx_site *site);

/* Set the value called `key` ("listen", "tls_certificate", ... as in office.conf, where each has
 * "nginx_" before it). *why names what is wrong. Views of value are kept. */
MUST_CHECK err_t nginx_site_set(struct nginx_site *site, struct str key, struct str value,
                                struct fault *why);

/* Append the configuration. Texts of error pages come from web/locale (front.po). ERR_INVALID with
 * *why where values contradict each other. */
MUST_CHECK err_t nginx_config(const struct nginx_site *site, struct sb *out, struct fault *why);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * session.h: from a cookie to who is signed in. The cookie holds 32 random
 * bytes; the store only their SHA-256. A session ends after idle_ms without a
 * request, after longest_ms in any case, at sign-out and when the password
 * changes. A new one is made at each sign-in; none exists before it.
 */
#ifndef SEKIMORI_WEB_SESSION_H
#define SEKIMORI_WEB_SESSION_H

#include "web/account.h"
#include "web/web.h"

enum { SESSION_ID = 44 }; /* base64url of 32 bytes, with NUL */

struct session_made {
    char id[SESSION_ID]; /* the cookie's value; nowhere else */
    unsigned char hash[32];
};

void session_make(struct session_made *ret);
/* In a store job. before: the last sign-in until now, .ms == 0: none. */
MUST_CHECK err_t session_put(struct db *db, const struct session_made *s, struct account_id account,
                             struct moment now, struct str source, struct moment before,
                             struct str before_source);
MUST_CHECK err_t session_end(struct db *db, const unsigned char hash[32]);

/* Who sends this request: fills rq->session and, where the person chose one,
 * rq->lang. OK without a session too (none, ended, unknown: all the same). */
MUST_CHECK err_t session_find(struct web *web, struct request *rq, struct fault *why);

/* Set-Cookie value that gives the session, or takes it away (id NULL). */
MUST_CHECK err_t session_cookie(struct request *rq, const char *id, struct reply *rp);

/* Does the form or header carry the session's token, and does the request
 * come from our own pages? ERR_DENIED. */
MUST_CHECK err_t session_check_token(const struct request *rq);
/* Only the second half: for forms before sign-in. */
MUST_CHECK err_t session_check_origin(const struct request *rq);

/* The same before anybody is signed in, with a cookie of its own: the token
 * for the sign-in form (sets the cookie where there is none), and its check. */
MUST_CHECK err_t session_form_token(struct request *rq, struct reply *rp, struct str *ret);
MUST_CHECK err_t session_check_form_token(const struct request *rq);

/* Deletes what has ended. In a store job. */
MUST_CHECK err_t session_sweep(struct db *db, const struct web_config *c, struct moment now);

#endif

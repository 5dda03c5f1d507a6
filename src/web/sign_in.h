/* SPDX-License-Identifier: Apache-2.0
 *
 * sign_in.h: from number and password to a session. The answer and the work
 * are the same whether the account does not exist, is locked, or the password
 * is wrong.
 */
#ifndef SEKIMORI_WEB_SIGN_IN_H
#define SEKIMORI_WEB_SIGN_IN_H

#include "web/session.h"

/* ERR_DENIED "sign_in.wrong"; ERR_BUSY "sign_in.wait" with minutes to wait;
 * the store's own. */
MUST_CHECK err_t sign_in(struct web *web, struct request *rq, struct str number,
                         struct str password, struct session_made *ret, struct fault *why);

/* A new password for who is signed in; `ret` is the session that replaces the
 * present one. ERR_INVALID with the field: "current", "password", "again". */
MUST_CHECK err_t sign_in_change_password(struct web *web, struct request *rq, struct str current,
                                         struct str password, struct str again,
                                         struct session_made *ret, struct fault *why);

#endif

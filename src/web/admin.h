/* SPDX-License-Identifier: Apache-2.0
 *
 * admin.h: what an administrator does from the command line: accounts, imports, the
 * store's tables. While the server
 * runs it alone writes, so the command hands its request to the server on run/admin.sock (mode
 * 0600: the server's own user and root); otherwise it opens the office itself and does the same.
 *
 * On the wire: an SCGI head (VERB, NUMBER, FILE, FROM, TITLE, DRY_RUN, COMPLETE, LANG) with the
 * file as body; the answer is the exit code, a newline, and the text for the person.
 */
#ifndef SEKIMORI_WEB_ADMIN_H
#define SEKIMORI_WEB_ADMIN_H

#include "office/matters.h"
#include "web/password.h"

enum { ADMIN_BODY_MAX = 64 << 20, ADMIN_TEXT_MAX = 32 << 20, ADMIN_ARG_MAX = 1024 };

struct admin_request {
    struct str verb;   /* "account.create" .reset .lock .unlock, "units.import", "people.import",
                          "store.check", "store.rebuild", "catalogue.stage" .adopt,
                          "standard.import" (admin_standard.h),
                          "witness.register" .remove .add, "backup.record", "backup.pruned",
                          "export.record" (admin_ledger.h),
                          "machine.token" .revoke .list (admin_machine.h) */
    struct str number; /* accounts: of the person */
    struct str file;   /* imports: name of the file, for messages */
    struct str from;   /* imports: a day as people write it; empty: today */
    struct str title;  /* of a text that is imported; empty: its own */
    bool dry_run, complete;
    enum lang lang;
    struct str body; /* imports: the file; catalogues: {"<name of a file>": "<its text>"} */
};

/* Do it and append the text for the person; the result is an exit code (0 done, 1 refused). */
int admin_do(const struct office *, struct password_gate *, const struct admin_request *,
             struct sb *out);

/* Ask a running server. ERR_UNAVAILABLE: none runs here. */
MUST_CHECK err_t admin_ask(const char *instance, const struct admin_request *, struct sb *out,
                           int *ret_code, struct fault *why);

/* The server's side: one thread, one request at a time. */
struct admin;
MUST_CHECK err_t admin_start(const struct office *, struct password_gate *, const char *instance,
                             struct admin **ret, struct fault *why);
void admin_stop(struct admin *); /* NULL is harmless */

#endif

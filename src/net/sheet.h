/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet.h: the request sheet (設定変更依頼書) for firewalls that a vendor runs: each rule with its
 * period and the number of its permit, what to add, what to keep, what to remove and by when. As
 * text, as a page that prints on A4, or as JSON (document "sekimori/request-sheet") that is read
 * back to prove the configuration the vendor returns.
 *
 * The appliance cannot forget by itself: a rule stays until somebody removes it, so each end of a
 * period stands in the sheet as work of its own.
 */
#ifndef SEKIMORI_NET_SHEET_H
#define SEKIMORI_NET_SHEET_H

#include "base/text.h"
#include "net/flow.h"

enum { SHEET_BYTES_MAX = 64 << 20 };
enum sheet_form { SHEET_TEXT, SHEET_HTML, SHEET_JSON };

struct sheet {
    const char *device;     /* the appliance, for people; NULL */
    const struct flow *now; /* what shall hold */
    size_t n_now;
    const struct flow *before; /* what the last sheet asked for; to find what to remove */
    size_t n_before;
    struct moment made;
};
/* Flows that cannot be carried out by the declaration are left out and listed with the reason.
 * ERR_NOMEM, ERR_TOO_BIG. */
MUST_CHECK err_t sheet_write(struct arena *a, struct sb *to, const struct barrier *b,
                             const struct sheet *s, enum sheet_form form, enum lang lang,
                             struct fault *why);
/* The rules that shall hold, from the JSON form. ERR_NOT_FOUND (no fault) when it is no such
 * document; ERR_INVALID. */
MUST_CHECK err_t sheet_read(struct arena *a, struct str text, struct flow **ret, size_t *ret_n,
                            struct fault *why);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet.h: the request sheet (設定変更依頼書) for firewalls that a vendor runs: each rule with its
 * period and the number of its permit, what to add, what to remove and when. As text, a page that
 * prints on A4, or JSON that `sekimori firewall` reads back.
 */
#ifndef SEKIMORI_NET_SHEET_H
#define SEKIMORI_NET_SHEET_H

#include "base/text.h"
#include "net/flow.h"

enum { SHEET_BYTES_MAX = 64 << 20 };
enum sheet_form { SHEET_TEXT, SHEET_HTML, SHEET_JSON };

struct sheet {
    const char *device;     /* the appliance, for people */
    const struct flow *now; /* what shall hold */
    size_t n_now;
    const struct flow *before; /* what the last sheet asked for; to find what to remove */
    size_t n_before;
    struct moment made;
};
MUST_CHECK err_t sheet_write(struct sb *to, const struct barrier *b, const struct sheet *s,
                             enum sheet_form form, enum lang lang);

#endif

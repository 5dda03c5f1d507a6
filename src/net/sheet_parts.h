/* SPDX-License-Identifier: Apache-2.0
 *
 * sheet_parts.h: the rows of a request sheet, before they take a form. Internal to sheet*.c.
 */
#ifndef SEKIMORI_NET_SHEET_PARTS_H
#define SEKIMORI_NET_SHEET_PARTS_H

#include "net/sheet.h"

enum sheet_action {
    SHEET_ADD,
    SHEET_CHANGE, /* the same permit, other rule or period: `was` is the rule to be replaced */
    SHEET_REMOVE,
    SHEET_KEEP, /* nothing to do */
    SHEET_ACTIONS
};
extern const char *const sheet_actions[SHEET_ACTIONS]; /* "add", ... */

struct sheet_row {
    enum sheet_action action;
    const struct flow *flow;
    const struct flow *was;   /* SHEET_CHANGE */
    const struct flow *other; /* SHEET_REMOVE: another permit still needs the rule, or part of it */
    const char *source, *destination; /* names of the declaration; NULL */
};
struct sheet_left_out {
    const struct flow *flow;
    struct flow_verdict verdict;
};
struct sheet_rows {
    const struct barrier *b;
    const struct sheet *s;
    struct sheet_row *rows; /* by action, then as given */
    size_t n_rows, count[SHEET_ACTIONS];
    struct sheet_left_out *left_out;
    size_t n_left_out;
};

MUST_CHECK err_t sheet_write_json(struct sb *to, const struct sheet_rows *r, struct fault *why);
MUST_CHECK err_t sheet_write_text(struct sb *to, const struct sheet_rows *r, enum lang lang);
MUST_CHECK err_t sheet_write_html(struct sb *to, const struct sheet_rows *r, enum lang lang);

/* Shared by text and page: "令和8年（2026年）…" or "" for none. */
void sheet_moment(struct sb *to, enum lang lang, struct moment t);
/* The permit's number, or "matter-no". */
void sheet_number(struct sb *to, const struct flow *f);
/* The rule that goes, with its end. */
void sheet_replaced(struct sb *to, enum lang lang, const struct flow *f);
/* "tcp/443", "icmp (echo)" */
void sheet_service(struct sb *to, const struct flow *f);

#endif

/* SPDX-License-Identifier: Apache-2.0
 * The request sheet as plain text. */
#include <stdio.h>

#include "net/sheet_parts.h"

static const char *const headings[SHEET_ACTIONS] = {"sheet.add", "sheet.change", "sheet.remove",
                                                    "sheet.keep"};

static void line(struct sb *to, enum lang lang, const char *label, struct sb *value)
{
    if (value->n == 0) return;
    sb_addz(to, "    ");
    sb_addz(to, tr(lang, label));
    sb_addz(to, lang == LANG_JA ? "：" : ": ");
    sb_add(to, sb_str(value));
    sb_addc(to, '\n');
    sb_reset(value);
}

static void end_line(struct sb *to, enum lang lang, const char *title, const struct net_addr *a,
                     const char *zone, const struct net_mac *mac, const char *label)
{
    SB_CLEANUP struct sb v;
    sb_init(&v, 2000);
    addr_print(&v, a);
    if (mac) {
        sb_addz(&v, "  MAC ");
        addr_mac_print(&v, mac);
    }
    sb_addf(&v, "  [%s]", zone);
    if (title) sb_addf(&v, "  %s", title);
    line(to, lang, label, &v);
}

static void period(struct sb *to, enum lang lang, const struct sheet_row *row)
{
    const struct flow *f = row->flow;
    SB_CLEANUP struct sb v;
    sb_init(&v, 1000);
    if (row->action == SHEET_REMOVE) {
        sb_addz(&v, tr(lang, "sheet.at_once"));
        line(to, lang, "sheet.remove_by", &v);
        return;
    }
    sheet_moment(&v, lang, f->from);
    line(to, lang, "sheet.from", &v);
    sheet_moment(&v, lang, f->until);
    if (f->until.ms == 0) sb_addz(&v, tr(lang, "sheet.no_end"));
    line(to, lang, f->until.ms == 0 ? "sheet.until" : "sheet.remove_by", &v);
}

static void one_row(struct sb *to, enum lang lang, const struct sheet_row *row, size_t n)
{
    const struct flow *f = row->flow;
    SB_CLEANUP struct sb v;
    sb_init(&v, 8000);
    sb_addf(to, "%3zu. ", n);
    sheet_number(&v, f);
    tr_format(to, lang, "sheet.permit_number", v.p ? v.p : "");
    sb_addc(to, '\n');
    sb_reset(&v);
    end_line(to, lang, row->source, &f->src, f->source_zone, &f->mac, "sheet.source");
    end_line(to, lang, row->destination, &f->dst, f->destination_zone, NULL, "sheet.destination");
    sheet_service(&v, f);
    line(to, lang, "sheet.service", &v);
    period(to, lang, row);
    if (row->was) sheet_replaced(&v, lang, row->was);
    line(to, lang, "sheet.replaces", &v);
    if (row->other) {
        SB_CLEANUP struct sb number;
        sb_init(&number, 4000);
        sheet_number(&number, row->other);
        tr_format(&v, lang, "sheet.still_needed", number.p ? number.p : "");
    }
    line(to, lang, "sheet.note", &v);
}

static void head(struct sb *to, const struct sheet_rows *r, enum lang lang)
{
    SB_CLEANUP struct sb v;
    sb_init(&v, 2000);
    sb_addf(to, "%s\n\n", tr(lang, "sheet.title"));
    if (r->s->device) sb_addz(&v, r->s->device);
    line(to, lang, "sheet.device", &v);
    sheet_moment(&v, lang, r->s->made);
    line(to, lang, "sheet.made", &v);
    sb_addz(&v, r->b->name);
    line(to, lang, "sheet.barrier", &v);
    sb_addz(&v, r->b->digest);
    line(to, lang, "sheet.declaration", &v);
    sb_addf(to, "\n%s\n", tr(lang, "sheet.ask"));
}

static void left_out(struct sb *to, const struct sheet_rows *r, enum lang lang)
{
    if (r->n_left_out == 0) return;
    sb_addf(to, "\n■ %s\n", tr(lang, "sheet.left_out"));
    for (size_t i = 0; i < r->n_left_out; i++) {
        sb_addf(to, "%3zu. ", i + 1);
        sheet_number(to, r->left_out[i].flow);
        sb_addf(to, "  %s\n", r->left_out[i].verdict.detail);
    }
}

err_t sheet_write_text(struct sb *to, const struct sheet_rows *r, enum lang lang)
{
    head(to, r, lang);
    size_t at = 0;
    for (int action = 0; action < SHEET_ACTIONS; action++) {
        char n[24];
        snprintf(n, sizeof n, "%zu", r->count[action]);
        sb_addz(to, "\n■ ");
        tr_format(to, lang, headings[action], n);
        sb_addc(to, '\n');
        for (size_t i = 0; i < r->count[action]; i++, at++) one_row(to, lang, &r->rows[at], i + 1);
    }
    left_out(to, r, lang);
    sb_addf(to, "\n%s\n", tr(lang, "sheet.answer"));
    return sb_end(to);
}

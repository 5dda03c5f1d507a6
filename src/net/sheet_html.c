/* SPDX-License-Identifier: Apache-2.0
 * The request sheet as one page without scripts, that prints on A4. */
#include <stdio.h>

#include "base/html.h"
#include "net/sheet_parts.h"

static const char *const headings[SHEET_ACTIONS] = {"sheet.add", "sheet.change", "sheet.remove",
                                                    "sheet.keep"};
static const char style[] =
    "@page{size:A4 landscape;margin:12mm}"
    "body{font-family:'Noto Sans JP','Noto Sans CJK JP',sans-serif;font-size:10pt;line-height:1.5;"
    "color:#1a1a1c;margin:1em}h1{font-size:16pt}h2{font-size:12pt;break-after:avoid}"
    "table{border-collapse:collapse;width:100%;margin-bottom:1em}"
    "th,td{border:1px solid #767676;padding:3px 6px;text-align:left;vertical-align:top}"
    "thead{display:table-header-group}th{background:#f1f1f4}tr{break-inside:avoid}"
    ".a{font-family:monospace}.sign td{height:3em}";

struct page {
    struct html_sb *h;
    enum lang lang;
};

static void word(struct page *p, const char *id)
{
    html_textz(p->h, tr(p->lang, id));
}

static void text(struct page *p, struct sb *v)
{
    html_text(p->h, sb_str(v));
    sb_reset(v);
}

static void cell(struct page *p, struct sb *v)
{
    html_add(p->h, html_lit("<td>"));
    text(p, v);
    html_add(p->h, html_lit("</td>"));
}

static void head_row(struct page *p)
{
    static const char *const columns[] = {"sheet.permit",  "sheet.source", "sheet.destination",
                                          "sheet.service", "sheet.from",   "sheet.remove_by",
                                          "sheet.note"};
    html_add(p->h, html_lit("<table><thead><tr>"));
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        html_add(p->h, html_lit("<th scope=\"col\">"));
        word(p, columns[i]);
        html_add(p->h, html_lit("</th>"));
    }
    html_add(p->h, html_lit("</tr></thead><tbody>"));
}

static void end_cell(struct page *p, const char *title, const struct net_addr *a, const char *zone,
                     const struct net_mac *mac)
{
    SB_CLEANUP struct sb v;
    sb_init(&v, 2000);
    html_add(p->h, html_lit("<td>"));
    if (title) {
        html_textz(p->h, title);
        html_add(p->h, html_lit("<br>"));
    }
    html_add(p->h, html_lit("<span class=\"a\">"));
    addr_print(&v, a);
    text(p, &v);
    html_add(p->h, html_lit("</span>"));
    if (mac) {
        html_add(p->h, html_lit("<br><span class=\"a\">"));
        addr_mac_print(&v, mac);
        text(p, &v);
        html_add(p->h, html_lit("</span>"));
    }
    html_add(p->h, html_lit("<br>"));
    html_textz(p->h, zone);
    html_add(p->h, html_lit("</td>"));
}

static void note_cell(struct page *p, const struct sheet_row *row)
{
    SB_CLEANUP struct sb v, number;
    sb_init(&v, 8000);
    sb_init(&number, 4000);
    if (row->was) {
        sb_addf(&v, "%s: ", tr(p->lang, "sheet.replaces"));
        sheet_replaced(&v, p->lang, row->was);
    }
    if (row->other) {
        sheet_number(&number, row->other);
        tr_format(&v, p->lang, "sheet.still_needed", number.p ? number.p : "");
    }
    cell(p, &v);
}

static void one_row(struct page *p, const struct sheet_row *row)
{
    const struct flow *f = row->flow;
    SB_CLEANUP struct sb v;
    sb_init(&v, 8000);
    html_add(p->h, html_lit("<tr>"));
    sheet_number(&v, f);
    cell(p, &v);
    end_cell(p, row->source, &f->src, f->source_zone, &f->mac);
    end_cell(p, row->destination, &f->dst, f->destination_zone, NULL);
    sheet_service(&v, f);
    cell(p, &v);
    bool gone = row->action == SHEET_REMOVE;
    if (!gone) sheet_moment(&v, p->lang, f->from);
    cell(p, &v);
    if (!gone) sheet_moment(&v, p->lang, f->until);
    if (gone || f->until.ms == 0) sb_addz(&v, tr(p->lang, gone ? "sheet.at_once" : "sheet.no_end"));
    cell(p, &v);
    note_cell(p, row);
    html_add(p->h, html_lit("</tr>"));
}

static void head(struct page *p, const struct sheet_rows *r)
{
    SB_CLEANUP struct sb v;
    sb_init(&v, 2000);
    html_add(p->h, html_lit("<!DOCTYPE html><html"));
    html_attr(p->h, "lang", str_z(lang_code(p->lang)));
    html_add(p->h, html_lit("><head><meta charset=\"utf-8\"><title>"));
    word(p, "sheet.title");
    html_add(p->h, html_lit("</title><style>"));
    html_add(p->h, (struct html){str_z(style)});
    html_add(p->h, html_lit("</style></head><body><h1>"));
    word(p, "sheet.title");
    html_add(p->h, html_lit("</h1><table><tbody>"));
    const char *labels[] = {"sheet.device", "sheet.made", "sheet.barrier", "sheet.declaration"};
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        html_add(p->h, html_lit("<tr><th scope=\"row\">"));
        word(p, labels[i]);
        html_add(p->h, html_lit("</th>"));
        if (i == 0 && r->s->device) sb_addz(&v, r->s->device);
        if (i == 1) sheet_moment(&v, p->lang, r->s->made);
        if (i == 2) sb_addz(&v, r->b->name);
        if (i == 3) sb_addz(&v, r->b->digest);
        cell(p, &v);
        html_add(p->h, html_lit("</tr>"));
    }
    html_add(p->h, html_lit("</tbody></table><p>"));
    word(p, "sheet.ask");
    html_add(p->h, html_lit("</p>"));
}

static void section(struct page *p, const struct sheet_rows *r, int action, size_t first)
{
    SB_CLEANUP struct sb v;
    sb_init(&v, 400);
    char n[24];
    snprintf(n, sizeof n, "%zu", r->count[action]);
    tr_format(&v, p->lang, headings[action], n);
    html_add(p->h, html_lit("<h2>"));
    text(p, &v);
    html_add(p->h, html_lit("</h2>"));
    if (r->count[action] == 0) return;
    head_row(p);
    for (size_t i = 0; i < r->count[action]; i++) one_row(p, &r->rows[first + i]);
    html_add(p->h, html_lit("</tbody></table>"));
}

static void left_out(struct page *p, const struct sheet_rows *r)
{
    if (r->n_left_out == 0) return;
    SB_CLEANUP struct sb v;
    sb_init(&v, 8000);
    html_add(p->h, html_lit("<h2>"));
    word(p, "sheet.left_out");
    html_add(p->h, html_lit("</h2><ul>"));
    for (size_t i = 0; i < r->n_left_out; i++) {
        sheet_number(&v, r->left_out[i].flow);
        sb_addf(&v, "  %s", r->left_out[i].verdict.detail);
        html_add(p->h, html_lit("<li>"));
        text(p, &v);
        html_add(p->h, html_lit("</li>"));
    }
    html_add(p->h, html_lit("</ul>"));
}

static void signatures(struct page *p)
{
    static const char *const who[] = {"sheet.sign_asked", "sheet.sign_done", "sheet.sign_checked"};
    html_add(p->h, html_lit("<table class=\"sign\"><thead><tr>"));
    for (size_t i = 0; i < ARRAY_LEN(who); i++) {
        html_add(p->h, html_lit("<th scope=\"col\">"));
        word(p, who[i]);
        html_add(p->h, html_lit("</th>"));
    }
    html_add(p->h, html_lit("</tr></thead><tbody><tr><td></td><td></td><td></td></tr></tbody>"
                            "</table><p>"));
    word(p, "sheet.answer");
    html_add(p->h, html_lit("</p></body></html>\n"));
}

err_t sheet_write_html(struct sb *to, const struct sheet_rows *r, enum lang lang)
{
    HTML_CLEANUP struct html_sb h;
    html_init(&h, SHEET_BYTES_MAX);
    struct page p = {&h, lang};
    head(&p, r);
    size_t first = 0;
    for (int action = 0; action < SHEET_ACTIONS; action++) {
        section(&p, r, action, first);
        first += r->count[action];
    }
    left_out(&p, r);
    signatures(&p);
    TRY(html_end(&h));
    sb_add(to, html_view(&h).s);
    return sb_end(to);
}

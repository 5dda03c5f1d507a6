/* SPDX-License-Identifier: Apache-2.0
 * The request sheet as a document, and back. */
#include <string.h>

#include "base/codec_rows.h"
#include "contract/document.h"
#include "net/sheet_parts.h"

static const char name[] = "sekimori/request-sheet";
static const char *const protocols[] = {NULL, "tcp", "udp", "icmp"};

/* One rule as it stands in the document. */
struct rule {
    enum sheet_action action;
    struct matter_id matter;
    int32_t no;
    struct moment from, until;
    const char *permit, *mac, *src, *dst, *ports, *source_zone, *destination_zone, *via_asp;
    int protocol;
    bool public_body;
    const char *detail; /* of one left out */
};
struct document {
    const char *device, *barrier, *declaration;
    struct moment made;
    const struct rule *rules;
    size_t n_rules;
    const struct rule *left_out;
    size_t n_left_out;
};

CODEC_TABLE(rule_codec, rule, ROW_WORD_NEEDED(rule, action, "action", sheet_actions),
            ROW_ID_NEEDED(rule, matter, "matter"), ROW_NUMBER_NEEDED(rule, no, "no"),
            ROW_ID(rule, from, "from"), ROW_ID(rule, until, "until"),
            ROW_TEXT(rule, permit, "permit", DOCUMENT_TEXT_MAX),
            ROW_TEXT_NEEDED(rule, mac, "source_mac", ADDR_TEXT_MAX),
            ROW_TEXT_NEEDED(rule, src, "source_ip", ADDR_TEXT_MAX),
            ROW_TEXT_NEEDED(rule, dst, "destination_ip", ADDR_TEXT_MAX),
            ROW_WORD_NEEDED(rule, protocol, "protocol", protocols),
            ROW_TEXT(rule, ports, "port", ADDR_TEXT_MAX),
            ROW_TEXT_NEEDED(rule, source_zone, "source_zone", BARRIER_NAME_MAX),
            ROW_TEXT_NEEDED(rule, destination_zone, "destination_zone", BARRIER_NAME_MAX),
            ROW_YES(rule, public_body, "public_body"),
            ROW_TEXT(rule, via_asp, "via_asp", BARRIER_NAME_MAX),
            ROW_TEXT(rule, detail, "detail", REPORT_DETAIL_MAX));

CODEC_TABLE(document_codec, document, ROW_SKIP_NEEDED("document"), ROW_SKIP_NEEDED("v"),
            ROW_TEXT(document, device, "device", DOCUMENT_NAME_MAX),
            ROW_TEXT_NEEDED(document, barrier, "barrier", BARRIER_NAME_MAX),
            ROW_TEXT_NEEDED(document, declaration, "declaration", 64),
            ROW_ID_NEEDED(document, made, "made"),
            ROW_LIST(document, rules, n_rules, "rules", &rule_codec, 2 * FLOWS_MAX),
            ROW_LIST(document, left_out, n_left_out, "left_out", &rule_codec, FLOWS_MAX));

/* --- writing -------------------------------------------------------------------------------- */

static const char *text_of(struct arena *a, struct sb *b)
{
    const char *z = b->err == OK ? arena_strdup(a, sb_str(b)) : NULL;
    sb_reset(b);
    return z;
}

static err_t make_rule(struct arena *a, const struct flow *f, enum sheet_action action,
                       struct rule *r)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 200);
    *r = (struct rule){.action = action,
                       .matter = f->matter,
                       .no = f->no,
                       .from = f->from,
                       .until = f->until,
                       .permit = f->permit,
                       .protocol = f->proto == FLOW_TCP   ? 1
                                   : f->proto == FLOW_UDP ? 2
                                                          : 3,
                       .source_zone = f->source_zone,
                       .destination_zone = f->destination_zone,
                       .via_asp = f->via_asp,
                       .public_body = f->public_body};
    addr_mac_print(&b, &f->mac);
    r->mac = text_of(a, &b);
    addr_print(&b, &f->src);
    r->src = text_of(a, &b);
    addr_print(&b, &f->dst);
    r->dst = text_of(a, &b);
    if (f->ports.first == 0) return r->mac && r->src && r->dst ? OK : ERR_NOMEM;
    addr_ports_print(&b, &f->ports);
    r->ports = text_of(a, &b);
    return r->mac && r->src && r->dst && r->ports ? OK : ERR_NOMEM;
}

static err_t make_document(struct arena *a, const struct sheet_rows *r, struct document *d)
{
    struct rule *rules = ARENA_ARRAY(a, struct rule, r->n_rows + 1);
    struct rule *left = ARENA_ARRAY(a, struct rule, r->n_left_out + 1);
    if (!rules || !left) return ERR_NOMEM;
    *d = (struct document){.device = r->s->device,
                           .barrier = r->b->name,
                           .declaration = r->b->digest,
                           .made = r->s->made,
                           .rules = rules,
                           .n_rules = r->n_rows,
                           .left_out = left,
                           .n_left_out = r->n_left_out};
    for (size_t i = 0; i < r->n_rows; i++)
        TRY(make_rule(a, r->rows[i].flow, r->rows[i].action, &rules[i]));
    for (size_t i = 0; i < r->n_left_out; i++) {
        TRY(make_rule(a, r->left_out[i].flow, SHEET_KEEP, &left[i]));
        left[i].detail = r->left_out[i].verdict.detail;
    }
    return OK;
}

err_t sheet_write_json(struct sb *to, const struct sheet_rows *r, struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    struct document d;
    arena_init(&a, 1U << 30);
    if (make_document(&a, r, &d) != OK) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    TRY(document_write(to, name, &document_codec, &d, why));
    sb_addc(to, '\n');
    return sb_end(to);
}

/* --- reading -------------------------------------------------------------------------------- */

static err_t read_rule(struct arena *a, const struct rule *r, struct flow *ret, struct fault *why)
{
    struct document_pair p[10];
    size_t n = 0;
    const struct {
        const char *name, *value;
    } all[] = {{"source_mac", r->mac},
               {"source_ip", r->src},
               {"destination_ip", r->dst},
               {"protocol", protocols[r->protocol]},
               {"port", r->ports},
               {"source_zone", r->source_zone},
               {"destination_zone", r->destination_zone},
               {"via_asp", r->via_asp},
               {"public_body", r->public_body ? "yes" : NULL},
               {"permit", r->permit}};
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        if (all[i].value) p[n++] = (struct document_pair){all[i].name, all[i].value};
    struct desired_item item = {.matter = r->matter,
                                .no = r->no,
                                .kind = "specified_flow",
                                .from = r->from,
                                .until = r->until,
                                .payload = p,
                                .n_payload = n};
    struct flow_verdict v;
    TRY(flow_read(a, &item, ret, &v));
    if (v.reason == REASON_NONE) return OK;
    return fault_set(why, ERR_INVALID, "sheet.bad_rule", "%lld" FS "%d" FS "%s",
                     (long long)r->matter.v, r->no, v.detail);
}

static bool is_sheet(struct str text)
{
    json_t *o = NULL;
    if (codec_parse(text, SHEET_BYTES_MAX, &o, NULL) != OK) return false;
    const char *is = json_string_value(json_object_get(o, "document"));
    bool yes = is && strcmp(is, name) == 0;
    json_decref(o);
    return yes;
}

err_t sheet_read(struct arena *a, struct str text, struct flow **ret, size_t *ret_n,
                 struct fault *why)
{
    struct document d;
    if (!is_sheet(text)) return ERR_NOT_FOUND;
    TRY(document_read(name, &document_codec, a, text, SHEET_BYTES_MAX, &d, why));
    struct flow *v = ARENA_ARRAY(a, struct flow, d.n_rules + 1);
    if (!v) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    size_t n = 0;
    for (size_t i = 0; i < d.n_rules; i++) {
        if (d.rules[i].action == SHEET_REMOVE) continue;
        TRY(read_rule(a, &d.rules[i], &v[n], why));
        n++;
    }
    *ret = v;
    *ret_n = n;
    return OK;
}

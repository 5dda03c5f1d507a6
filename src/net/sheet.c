/* SPDX-License-Identifier: Apache-2.0 */
#include "net/sheet.h"

#include <string.h>

#include "base/calendar.h"
#include "net/sheet_parts.h"

const char *const sheet_actions[SHEET_ACTIONS] = {"add", "change", "remove", "keep"};

/* --- what is to be done --------------------------------------------------------------------- */

static bool same_header(const struct flow *x, const struct flow *y)
{
    return x->proto == y->proto && addr_eq(&x->src, &y->src) && addr_eq(&x->dst, &y->dst) &&
           addr_mac_eq(&x->mac, &y->mac) && x->ports.first == y->ports.first &&
           x->ports.last == y->ports.last;
}

static bool same_permit(const struct flow *x, const struct flow *y)
{
    return x->matter.v == y->matter.v && x->no == y->no;
}

static bool overlaps(const struct flow *x, const struct flow *y)
{
    return x->proto == y->proto && addr_eq(&x->src, &y->src) && addr_eq(&x->dst, &y->dst) &&
           x->ports.first <= y->ports.last && y->ports.first <= x->ports.last;
}

static bool over(const struct flow *f, struct moment at)
{
    return f->until.ms != 0 && f->until.ms <= at.ms;
}

static const struct flow *find(const struct flow *v, size_t n, const struct flow *f)
{
    for (size_t i = 0; i < n; i++)
        if (same_permit(&v[i], f)) return &v[i];
    return NULL;
}

static const char *name_of(const struct barrier *b, const struct net_addr *a)
{
    int at = barrier_host_of_address(b, a);
    if (at != BARRIER_NONE) return b->hosts[at].title ? b->hosts[at].title : b->hosts[at].name;
    at = barrier_peer_of_address(b, a);
    if (at == BARRIER_NONE) return NULL;
    return b->peers[at].title ? b->peers[at].title : b->peers[at].name;
}

struct making {
    struct arena *a;
    struct sheet_rows *r;
    struct sheet_row *all; /* in the order in which they are found */
    size_t n;
    const struct flow **kept; /* flows that shall hold */
    size_t n_kept;
};

static void add_row(struct making *m, enum sheet_action action, const struct flow *f,
                    const struct flow *was)
{
    struct sheet_row *row = &m->all[m->n++];
    *row = (struct sheet_row){.action = action,
                              .flow = f,
                              .was = was,
                              .source = name_of(m->r->b, &f->src),
                              .destination = name_of(m->r->b, &f->dst)};
    m->r->count[action]++;
}

/* An appliance has no bridge of ours: only what the declaration and the law say counts. */
static err_t take_now(struct making *m, const struct flow *f)
{
    static const struct capabilities all = {.bridge_netfilter = true, .ipv6 = true};
    const struct sheet *s = m->r->s;
    struct flow_verdict v;
    if (over(f, s->made)) return OK;
    TRY(flow_judge(m->a, m->r->b, &all, f, s->made, &v));
    if (v.reason != REASON_NONE) {
        m->r->left_out[m->r->n_left_out++] = (struct sheet_left_out){f, v};
        return OK;
    }
    m->kept[m->n_kept++] = f;
    const struct flow *was = find(s->before, s->n_before, f);
    bool same =
        was && same_header(was, f) && was->from.ms == f->from.ms && was->until.ms == f->until.ms;
    add_row(m, !was ? SHEET_ADD : same ? SHEET_KEEP : SHEET_CHANGE, f, same ? NULL : was);
    return OK;
}

static void take_before(struct making *m, const struct flow *f)
{
    for (size_t i = 0; i < m->n_kept; i++)
        if (same_permit(m->kept[i], f)) return;
    add_row(m, SHEET_REMOVE, f, NULL);
    for (size_t i = 0; i < m->n_kept; i++)
        if (overlaps(m->kept[i], f)) m->all[m->n - 1].other = m->kept[i];
}

static void sort_rows(struct making *m)
{
    m->r->n_rows = 0;
    for (int action = 0; action < SHEET_ACTIONS; action++)
        for (size_t i = 0; i < m->n; i++)
            if (m->all[i].action == (enum sheet_action)action)
                m->r->rows[m->r->n_rows++] = m->all[i];
}

static err_t make_rows(struct arena *a, struct sheet_rows *r)
{
    size_t most = r->s->n_now + r->s->n_before + 1;
    struct making m = {.a = a, .r = r};
    m.all = ARENA_ARRAY(a, struct sheet_row, most);
    m.kept = ARENA_ARRAY(a, const struct flow *, most);
    r->rows = ARENA_ARRAY(a, struct sheet_row, most);
    r->left_out = ARENA_ARRAY(a, struct sheet_left_out, most);
    if (!m.all || !m.kept || !r->rows || !r->left_out) return ERR_NOMEM;
    for (size_t i = 0; i < r->s->n_now; i++) TRY(take_now(&m, &r->s->now[i]));
    for (size_t i = 0; i < r->s->n_before; i++) take_before(&m, &r->s->before[i]);
    sort_rows(&m);
    return OK;
}

err_t sheet_write(struct arena *a, struct sb *to, const struct barrier *b, const struct sheet *s,
                  enum sheet_form form, enum lang lang, struct fault *why)
{
    struct sheet_rows r = {.b = b, .s = s};
    err_t e = make_rows(a, &r);
    if (e == OK && form == SHEET_JSON) return sheet_write_json(to, &r, why);
    if (e == OK && form == SHEET_TEXT) e = sheet_write_text(to, &r, lang);
    if (e == OK && form == SHEET_HTML) e = sheet_write_html(to, &r, lang);
    return e == OK ? OK : fault_set(why, e, NULL, NULL);
}

/* --- words that text and page share ----------------------------------------------------------- */

void sheet_moment(struct sb *to, enum lang lang, struct moment t)
{
    if (t.ms != 0) calendar_format_moment(to, lang, CALENDAR_BOTH, t);
}

void sheet_number(struct sb *to, const struct flow *f)
{
    if (f->permit)
        sb_addz(to, f->permit);
    else
        sb_addf(to, "%lld-%d", (long long)f->matter.v, f->no);
}

void sheet_replaced(struct sb *to, enum lang lang, const struct flow *f)
{
    flow_print(to, f);
    sb_addz(to, lang == LANG_JA ? "、" : ", ");
    sheet_moment(to, lang, f->until);
    if (f->until.ms == 0) sb_addz(to, tr(lang, "sheet.no_end"));
}

void sheet_service(struct sb *to, const struct flow *f)
{
    sb_addz(to, flow_protocol(f));
    if (f->ports.first == 0) {
        sb_addz(to, " (echo)");
        return;
    }
    sb_addc(to, '/');
    addr_ports_print(to, &f->ports);
}

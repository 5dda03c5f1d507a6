/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "net/daemon_parts.h"

enum { SHOWN_VIOLATIONS = 10, TEXT_BYTES = 3500 };

void daemon_say_evidence(struct daemon *d, const struct evidence_item *v, size_t n)
{
    struct fault why = {0};
    const struct evidence e = {.at = clock_now(d->clock),
                               .revision = d->in_force ? d->in_force->desired.revision : 0,
                               .items = v,
                               .n_items = n};
    if (n > 0 && uplink_evidence(d->uplink, &e, &why) != OK)
        log_fault(d->log, LOG_ERROR, "evidence not handed over", &why);
}

/* --- proof and rule set --- */

/* At most n bytes of it, whole characters. */
struct str daemon_say_head(struct str s, size_t n)
{
    struct str h = str_head(s, n);
    while (h.n > 0 && h.n < s.n && ((uint8_t)s.p[h.n] & 0xC0) == 0x80) h.n--;
    return h;
}

static void violations(const struct proof *p, struct sb *b)
{
    for (size_t i = 0; i < p->n_violations && i < SHOWN_VIOLATIONS; i++) {
        struct str detail = daemon_say_head(str_z(p->violations[i].detail), 600);
        if (b->n + detail.n + 50 > TEXT_BYTES) break;
        sb_addf(b, "%s: %.*s\n", proof_law_names[p->violations[i].law], STR_ARG(detail));
    }
    sb_addc(b, '\0');
}

static size_t findings(const struct proof *p, enum proof_finding_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n_findings; i++) n += p->findings[i].kind == kind;
    return n;
}

static void say_rules(struct daemon *d, const char *digest, size_t n)
{
    char count[24];
    if (!digest || strcmp(digest, d->last_digest) == 0) return;
    (void)snprintf(d->last_digest, sizeof d->last_digest, "%s", digest);
    (void)snprintf(count, sizeof count, "%zu", n);
    const struct document_pair values[] = {{"elements", count}};
    const struct evidence_item item = {
        .kind = "ruleset", .subject = "barrier", .digest = digest, .values = values, .n_values = 1};
    daemon_say_evidence(d, &item, 1);
}

void daemon_say_proof(struct daemon *d, const struct proof *p, const char *digest, size_t n)
{
    char count[24], expiring[24], odd[24];
    SB_CLEANUP struct sb b;
    sb_init(&b, TEXT_BYTES + 1);
    violations(p, &b);
    (void)snprintf(count, sizeof count, "%zu", p->n_violations);
    (void)snprintf(expiring, sizeof expiring, "%zu", findings(p, FINDING_EXPIRING));
    (void)snprintf(odd, sizeof odd, "%zu",
                   findings(p, FINDING_SHADOWED) + findings(p, FINDING_SAME));
    const struct document_pair values[] = {
        {"result", proof_holds(p) ? "held" : "violated"},
        {"violations", count},
        {"expiring", expiring},
        {"overlapping", odd},
    };
    const struct evidence_item item = {.kind = "proof",
                                       .subject = "barrier",
                                       .digest = digest,
                                       .text = b.p && b.p[0] ? b.p : NULL,
                                       .values = values,
                                       .n_values = ARRAY_LEN(values)};
    daemon_say_evidence(d, &item, 1);
    say_rules(d, digest, n);
    LOG(d->log, proof_holds(p) ? LOG_INFO : LOG_ERROR, "proof", LOG_STR("result", values[0].value),
        LOG_STR("violations", count));
}

/* --- what the proof found odd --- */

static const char *evidence_kind(enum proof_finding_kind k)
{
    return k == FINDING_EXPIRING ? "expiring" : k == FINDING_UNUSED ? "unused" : "findings";
}

static void say_kind(struct daemon *d, const struct plan *plan, const struct proof *p,
                     enum proof_finding_kind kind)
{
    char count[24];
    SB_CLEANUP struct sb b;
    uint64_t hash = UINT64_C(1469598103934665603);
    size_t n = 0;
    sb_init(&b, TEXT_BYTES + 1);
    for (size_t i = 0; i < p->n_findings; i++) {
        const struct proof_finding *f = p->findings + i;
        if (f->kind != kind || f->flow >= plan->n_flows) continue;
        const struct flow *w = plan->flows + f->flow;
        hash = (hash ^ (uint64_t)w->matter.v) * UINT64_C(1099511628211);
        n++;
        struct str detail = daemon_say_head(str_z(f->detail ? f->detail : ""), 300);
        if (b.n + detail.n + 40 < TEXT_BYTES)
            sb_addf(&b, "%lld-%d %.*s\n", (long long)w->matter.v, (int)w->no, STR_ARG(detail));
    }
    hash = (hash ^ n) * UINT64_C(1099511628211);
    if (hash == d->told_findings[kind] || (n == 0 && d->told_findings[kind] == 0)) return;
    d->told_findings[kind] = hash;
    sb_addc(&b, '\0');
    (void)snprintf(count, sizeof count, "%zu", n);
    const struct document_pair values[] = {{"count", count}};
    const struct evidence_item item = {.kind = evidence_kind(kind),
                                       .subject = proof_finding_kinds[kind],
                                       .text = b.p && b.p[0] ? b.p : NULL,
                                       .values = values,
                                       .n_values = 1};
    daemon_say_evidence(d, &item, 1);
}

void daemon_say_findings(struct daemon *d, const struct plan *plan, const struct proof *p,
                         bool with_unused)
{
    for (unsigned k = 0; k < PROOF_FINDINGS; k++)
        if (with_unused || k != FINDING_UNUSED) say_kind(d, plan, p, (enum proof_finding_kind)k);
}

/* --- what became of each thing wanted --- */

struct words {
    struct report_word *v;
    size_t n;
};

static void say(struct daemon *d, struct words *w, const struct desired_item *i,
                enum report_said said, enum report_reason reason, const char *detail)
{
    enum report_said before;
    if (uplink_has_said(d->uplink, i->matter, i->no, &before) && before == said) return;
    w->v[w->n++] = (struct report_word){.matter = i->matter,
                                        .no = i->no,
                                        .said = said,
                                        .reason = reason,
                                        .detail = detail,
                                        .at = clock_now(d->clock)};
}

struct key {
    int64_t matter;
    int32_t no;
    const struct flow_verdict *verdict;
};

static int by_key(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    if (x->matter != y->matter) return x->matter < y->matter ? -1 : 1;
    return (x->no > y->no) - (x->no < y->no);
}

/* All that the plan refuses, to be looked up. */
static struct key *refusals(const struct plan *p, size_t *ret_n)
{
    size_t n = 0;
    struct key *v = calloc(p->n_unread + p->rules.n_refused + 1, sizeof *v);
    if (!v) return NULL;
    for (size_t i = 0; i < p->n_unread; i++)
        v[n++] = (struct key){p->unread[i].matter.v, p->unread[i].no, &p->unread[i].verdict};
    for (size_t i = 0; i < p->rules.n_refused; i++) {
        const struct flow *f = p->flows + p->rules.refused[i].flow;
        v[n++] = (struct key){f->matter.v, f->no, &p->rules.refused[i].verdict};
    }
    qsort(v, n, sizeof *v, by_key);
    *ret_n = n;
    return v;
}

static const struct flow_verdict *refusal(const struct key *v, size_t n,
                                          const struct desired_item *i)
{
    const struct key k = {i->matter.v, i->no, NULL};
    const struct key *found = n ? bsearch(&k, v, n, sizeof k, by_key) : NULL;
    return found ? found->verdict : NULL;
}

static bool is_known_kind(const char *kind)
{
    static const char *const kinds[] = {"specified_flow", "barrier", "cut", "lease",
                                        "drift_repair"};
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (strcmp(kinds[i], kind) == 0) return true;
    return false;
}

static void declaration(struct daemon *d, struct words *w, struct plan *p,
                        const struct desired_item *i)
{
    const char *sha = plan_payload(i, "sha256");
    SB_CLEANUP struct sb b = {0};
    if (sha && d->declared && strcmp(sha, d->declared->barrier.digest) == 0) {
        say(d, w, i, REPORT_APPLIED, REASON_NONE, NULL);
        return;
    }
    sb_init(&b, REPORT_DETAIL_MAX);
    fault_message(&b, LANG_JA, &d->declared_why);
    sb_addc(&b, '\0');
    say(d, w, i, REPORT_REFUSED, REASON_UNKNOWN, arena_strdup(&p->arena, str_z(b.p)));
}

static void one(struct daemon *d, struct words *w, struct plan *p, const struct desired_item *i,
                const struct flow_verdict *no)
{
    if (i->what == DESIRED_DROP) {
        say(d, w, i, REPORT_REMOVED, REASON_NONE, NULL);
    } else if (no) {
        say(d, w, i, REPORT_REFUSED, no->reason, no->detail);
    } else if (!is_known_kind(i->kind)) {
        say(d, w, i, REPORT_REFUSED, REASON_UNSUPPORTED, NULL);
    } else if (strcmp(i->kind, "barrier") == 0) {
        declaration(d, w, p, i);
    } else if (i->until.ms && i->until.ms <= p->now.ms) {
        say(d, w, i, REPORT_REMOVED, REASON_NONE, NULL);
    } else if (!i->from.ms || i->from.ms <= p->now.ms) {
        say(d, w, i, REPORT_APPLIED, REASON_NONE, NULL);
    }
}

static void hand_over(struct daemon *d, const struct plan *p, struct words *w)
{
    struct fault why = {0};
    for (size_t i = 0; i < w->n; i += REPORT_WORDS_MAX) {
        size_t n = w->n - i < REPORT_WORDS_MAX ? w->n - i : REPORT_WORDS_MAX;
        const struct report r = {.revision = p->desired.revision, .words = w->v + i, .n_words = n};
        if (uplink_report(d->uplink, &r, &why) != OK)
            log_fault(d->log, LOG_ERROR, "report not handed over", &why);
    }
}

/* refused_only: nothing of the plan is in the kernel; say only what cannot be. */
static void all(struct daemon *d, struct plan *p, bool refused_only)
{
    size_t n_no = 0;
    struct words w = {.v = calloc(p->desired.n_items + 1, sizeof *w.v)};
    struct key *no = refusals(p, &n_no);
    for (size_t i = 0; w.v && no && i < p->desired.n_items; i++) {
        const struct desired_item *item = p->desired.items + i;
        const struct flow_verdict *v = refusal(no, n_no, item);
        bool other = d->declared_refused && strcmp(item->kind, "barrier") == 0;
        if (v || other || !refused_only) one(d, &w, p, item, item->what == DESIRED_WANT ? v : NULL);
    }
    if (w.n > 0) hand_over(d, p, &w);
    free(w.v);
    free(no);
}

void daemon_say_all(struct daemon *d)
{
    all(d, d->in_force, false);
}

void daemon_say_refused(struct daemon *d, struct plan *p)
{
    all(d, p, true);
}

/* --- questions before decisions --- */

static err_t verdict(struct daemon *d, struct arena *a, const struct preflight_effect *e,
                     struct preflight_verdict *to)
{
    const struct desired_item item = {.kind = e->kind,
                                      .from = e->from,
                                      .until = e->until,
                                      .payload = e->payload,
                                      .n_payload = e->n_payload};
    struct flow_verdict v = {0};
    struct flow f = {0};
    if (strcmp(e->kind, "specified_flow") != 0) {
        *to = (struct preflight_verdict){is_known_kind(e->kind) ? REASON_NONE : REASON_UNSUPPORTED,
                                         NULL};
        return OK;
    }
    TRY(flow_read(a, &item, &f, &v));
    if (v.reason == REASON_NONE && !d->declared)
        v = (struct flow_verdict){REASON_UNKNOWN, tr(LANG_JA, "netd.no_declaration")};
    if (v.reason == REASON_NONE)
        TRY(flow_judge(a, &d->declared->barrier, &d->caps, &f, clock_now(d->clock), &v));
    *to = (struct preflight_verdict){v.reason, v.detail};
    return OK;
}

void daemon_answer(struct daemon *d)
{
    ARENA_CLEANUP struct arena a;
    struct preflight q;
    struct fault why = {0};
    arena_init(&a, 64 << 20);
    if (uplink_question(d->uplink, &a, &q) != OK) return;
    struct preflight_verdict *v = ARENA_ARRAY(&a, struct preflight_verdict, q.n_effects + 1);
    for (size_t i = 0; v && i < q.n_effects; i++)
        if (verdict(d, &a, q.effects + i, v + i) != OK) return;
    const struct preflight_answer answer = {.id = q.id,
                                            .revision =
                                                d->in_force ? d->in_force->desired.revision : 0,
                                            .verdicts = v,
                                            .n_verdicts = q.n_effects};
    if (!v || uplink_answer(d->uplink, &answer, &why) != OK)
        log_fault(d->log, LOG_ERROR, "question not answered", &why);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Rounds with the office: send what waits, ask what is wanted, ask for a question. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "contract/taken.h"
#include "link/link_parts.h"

enum {
    POLL_MS = 1000,
    BACK_OFF_MS = 500,
    BACK_OFF_MAX_MS = 30 * 1000,
    REVOKED_MS = 60 * 1000,
    STARTING_MS = 300,
    ERROR_MAX = 64 << 10,
    SENDS = 64, /* of one round */
    PRUNE_MS = 60 * 60 * 1000,
    TARGET_MAX = 300,
    QUESTION_MS = 10 * 1000,
    RECEIPT_ARENA = 64 << 20
};

/* --- one request ------------------------------------------------------------------------- */

void round_fault(const struct http_answer *a, char ret[64])
{
    json_t *o = json_loadb(a->body.p ? a->body.p : "", a->body.n, 0, NULL);
    const char *id = json_string_value(json_object_get(json_object_get(o, "fault"), "id"));
    (void)snprintf(ret, 64, "%s", id ? id : "");
    json_decref(o);
}

static void note_answer(struct link *l, const struct http_answer *a, struct moment before)
{
    struct moment now = clock_now(l->config.clock);
    (void)pthread_mutex_lock(&l->lock);
    if (a->office_time.ms)
        l->state.ahead_ms = a->office_time.ms - (before.ms + (now.ms - before.ms) / 2);
    (void)pthread_mutex_unlock(&l->lock);
}

static err_t ask_once(struct link *l, const char *method, const char *target, struct str body,
                      size_t max, struct http_answer *ret)
{
    SB_CLEANUP struct sb header;
    struct moment own = clock_now(l->config.clock);
    sb_init(&header, SIGNATURE_HEADER_MAX);
    (void)pthread_mutex_lock(&l->lock);
    int64_t ahead = l->state.ahead_ms;
    (void)pthread_mutex_unlock(&l->lock);
    const char *name = *l->identity.name ? l->identity.name : SIGNATURE_ENROL;
    TRY(identity_sign(&l->identity, name, moment_add(own, ahead), str_z(method), str_z(target),
                      body, &header));
    *ret = (struct http_answer){0};
    sb_init(&ret->body, max > ERROR_MAX ? max : ERROR_MAX);
    err_t e = http_ask(l->http, method, target, body, sb_str(&header), own, ret);
    if (e == OK) note_answer(l, ret, own);
    return e;
}

err_t round_ask(struct link *l, const char *method, const char *what, struct str body, size_t max,
                struct http_answer *ret)
{
    char target[TARGET_MAX], fault[64];
    if (snprintf(target, sizeof target, "/machines/v1/%s", what) >= (int)sizeof target)
        return ERR_TOO_BIG;
    err_t e = ask_once(l, method, target, body, max, ret);
    if (e == OK && ret->status == 409) { /* our clock was off: now we know by how much */
        round_fault(ret, fault);
        if (strcmp(fault, "machine.clock") != 0) return OK;
        sb_release(&ret->body);
        e = ask_once(l, method, target, body, max, ret);
    }
    return e;
}

/* --- how it stands ----------------------------------------------------------------------- */

/* What became of a request, for the rest of the round. */
enum heard {
    HEARD,   /* answered as it should be */
    REFUSED, /* this document will never be taken */
    AGAIN,   /* not now; the line is sound */
    AWAY,    /* no answer, or none that we understand */
    REVOKED
};

static void note_fault(struct link *l, const struct http_answer *a, const char *id)
{
    struct fault *f = &l->state.last_fault;
    char status[16];
    (void)snprintf(status, sizeof status, "%d", a->status);
    if (a->status == 0)
        (void)fault_set(f, ERR_UNAVAILABLE, "link.no_answer", "%s", a->why ? a->why : "");
    else
        (void)fault_set(f, ERR_DENIED, "link.answered", "%s" FS "%s", status, id);
}

static enum heard judge(struct link *l, err_t e, const struct http_answer *a, char fault[64])
{
    *fault = '\0';
    if (e == OK && (a->status == 200 || a->status == 204)) return HEARD;
    if (e == OK) round_fault(a, fault);
    (void)pthread_mutex_lock(&l->lock);
    note_fault(l, a, fault);
    (void)pthread_mutex_unlock(&l->lock);
    if (e != OK) return AWAY;
    static const char *const again[] = {"machine.starting", "machine.too_many", "machine.replayed"};
    static const char *const revoked[] = {"machine.revoked", "machine.unknown",
                                          "machine.certificate"};
    for (size_t i = 0; i < ARRAY_LEN(again); i++) {
        if (strcmp(fault, again[i]) == 0) return AGAIN;
        if (strcmp(fault, revoked[i]) == 0) return REVOKED;
    }
    if (*fault && (a->status == 400 || a->status == 403 || a->status == 404 || a->status == 409 ||
                   a->status == 413))
        return REFUSED;
    return AWAY;
}

/* --- another ledger, or an older one ------------------------------------------------------ */

static err_t start_over(struct link *l)
{
    TRY(wanted_forget_said(&l->wanted));
    return spool_again(&l->spool);
}

/* Lock held. *ret: everything is to be asked for anew. */
static err_t look_at_ledger(struct link *l, const char *word, bool *ret)
{
    *ret = false;
    if (!*word || strcmp(word, l->wanted.ledger) == 0) return OK;
    bool first = !*l->wanted.ledger;
    if (!first) {
        TRY(start_over(l));
        *ret = true;
    }
    return wanted_set_ledger(&l->wanted, str_z(word));
}

/* --- desired state ------------------------------------------------------------------------ */

static err_t take_state(struct link *l, const struct http_answer *a, bool *ret_misfit,
                        struct fault *why)
{
    int64_t had = l->wanted.any ? l->wanted.revision : 0;
    err_t e = wanted_apply(&l->wanted, sb_str(&a->body), why);
    *ret_misfit = e == ERR_STATE;
    if (e != OK) return e;
    if (l->wanted.revision < had) TRY(start_over(l)); /* an older backup of the same ledger */
    l->state.revision = l->wanted.revision;
    l->state.items = l->wanted.n_want;
    if (wanted_is_new(&l->wanted)) link_signal(l);
    return OK;
}

static err_t ask_desired(struct link *l, bool whole, enum heard *ret, bool *ret_misfit)
{
    struct http_answer a;
    char what[64], fault[64];
    struct fault why = {.code = OK};
    bool anew = false;
    err_t own = OK;
    *ret_misfit = false;
    (void)snprintf(what, sizeof what, "desired?since=%lld",
                   (long long)(whole || !l->wanted.any ? 0 : l->wanted.revision));
    err_t e = round_ask(l, "GET", what, STR(""), DESIRED_BYTES_MAX, &a);
    *ret = judge(l, e, &a, fault);
    (void)pthread_mutex_lock(&l->lock);
    if (*ret == HEARD) own = look_at_ledger(l, a.ledger, &anew);
    if (*ret == HEARD && own == OK && anew && !whole)
        *ret_misfit = true;
    else if (*ret == HEARD && own == OK && a.status == 200) {
        own = take_state(l, &a, ret_misfit, &why);
        if (*ret_misfit) own = OK;
        if (own == ERR_INVALID || own == ERR_TOO_BIG) { /* the office's mistake, not our end */
            l->state.last_fault = why;
            *ret = AWAY;
            own = OK;
        }
    }
    (void)pthread_mutex_unlock(&l->lock);
    sb_release(&a.body);
    return own;
}

/* --- what waits --------------------------------------------------------------------------- */

/* Does the answer acknowledge this very document? */
static bool acknowledges(enum spool_kind kind, struct str document, struct str answer)
{
    struct arena a ARENA_CLEANUP;
    struct receipt r;
    struct taken t;
    arena_init(&a, RECEIPT_ARENA);
    json_t *o = json_loadb(document.p, document.n, 0, NULL);
    const char *id = json_string_value(json_object_get(o, "id")), *got = NULL;
    if (kind == SPOOL_REPORT && receipt_read(&a, answer, &r, NULL) == OK) got = r.id;
    if (kind != SPOOL_REPORT && taken_read(&a, answer, &t, NULL) == OK) got = t.id;
    bool good = id && got && strcmp(id, got) == 0;
    json_decref(o);
    return good;
}

static err_t settle(struct link *l, const struct spooled *x, enum heard h)
{
    (void)pthread_mutex_lock(&l->lock);
    err_t e = h == HEARD ? spool_done(&l->spool, x) : spool_refuse(&l->spool, x);
    (void)pthread_mutex_unlock(&l->lock);
    return e;
}

/* An order that the office cannot take yet waits; nothing else may be lost for it. */
static err_t send_one(struct link *l, const struct spooled *x, enum heard *ret)
{
    static const char *const what[] = {"orders", "reports", "evidence"};
    static const size_t most[] = {TAKEN_BYTES_MAX, REPORT_BYTES_MAX, TAKEN_BYTES_MAX};
    SB_CLEANUP struct sb text;
    struct http_answer a;
    char fault[64];
    sb_init(&text, REPORT_BYTES_MAX + EVIDENCE_BYTES_MAX);
    (void)pthread_mutex_lock(&l->lock);
    err_t e = spool_read(&l->spool, x, &text);
    (void)pthread_mutex_unlock(&l->lock);
    if (e == ERR_NOT_FOUND) { /* somebody took it away */
        *ret = HEARD;
        return settle(l, x, REFUSED);
    }
    TRY(e);
    e = round_ask(l, "POST", what[x->kind], sb_str(&text), most[x->kind], &a);
    *ret = judge(l, e, &a, fault);
    if (*ret == HEARD && !acknowledges(x->kind, sb_str(&text), sb_str(&a.body))) *ret = AWAY;
    sb_release(&a.body);
    if (*ret == REFUSED && x->kind == SPOOL_ORDER && a.status == 409) *ret = AGAIN;
    return *ret == HEARD || *ret == REFUSED ? settle(l, x, *ret) : OK;
}

static err_t send_waiting(struct link *l, enum heard *ret, bool *ret_more)
{
    int sent = 0;
    *ret = HEARD;
    for (int kind = 0; kind < SPOOL_KINDS && sent < SENDS; kind++) {
        struct spooled x;
        bool there = true, goes_on = true;
        while (goes_on && sent++ < SENDS) {
            (void)pthread_mutex_lock(&l->lock);
            there = spool_first(&l->spool, (enum spool_kind)kind, &x);
            (void)pthread_mutex_unlock(&l->lock);
            if (!there) break;
            TRY(send_one(l, &x, ret));
            goes_on = *ret == HEARD || *ret == REFUSED;
        }
        if (*ret == AWAY || *ret == REVOKED) return OK;
    }
    *ret_more = sent >= SENDS;
    if (*ret == REFUSED) *ret = HEARD;
    return OK;
}

/* --- questions ---------------------------------------------------------------------------- */

static bool answer_waits(struct link *l, struct sb *to)
{
    (void)pthread_mutex_lock(&l->lock);
    sb_add(to, sb_str(&l->answer));
    (void)pthread_mutex_unlock(&l->lock);
    return to->n > 0;
}

static void send_answer(struct link *l, enum heard *ret)
{
    SB_CLEANUP struct sb text;
    struct http_answer a;
    char fault[64];
    sb_init(&text, PREFLIGHT_BYTES_MAX);
    *ret = HEARD;
    if (!answer_waits(l, &text)) return;
    err_t e = round_ask(l, "POST", "answers", sb_str(&text), ERROR_MAX, &a);
    *ret = judge(l, e, &a, fault);
    sb_release(&a.body);
    if (*ret != HEARD && *ret != REFUSED) return;
    *ret = HEARD;
    (void)pthread_mutex_lock(&l->lock);
    if (str_eq(sb_str(&l->answer), sb_str(&text))) sb_reset(&l->answer);
    sb_reset(&l->question);
    l->question_given = 0;
    (void)pthread_mutex_unlock(&l->lock);
}

static bool wants_question(struct link *l)
{
    (void)pthread_mutex_lock(&l->lock);
    bool waits = l->question.n > 0 &&
                 (!l->question_given || clock_monotonic_ms() - l->question_given < QUESTION_MS);
    (void)pthread_mutex_unlock(&l->lock);
    return !waits;
}

static void ask_question(struct link *l, enum heard *ret)
{
    struct http_answer a;
    char fault[64];
    *ret = HEARD;
    if (!wants_question(l)) return;
    err_t e = round_ask(l, "GET", "question", STR(""), PREFLIGHT_BYTES_MAX, &a);
    *ret = judge(l, e, &a, fault);
    if (*ret == HEARD) {
        (void)pthread_mutex_lock(&l->lock);
        sb_reset(&l->question);
        l->question_given = 0;
        if (a.status == 200) sb_add(&l->question, sb_str(&a.body));
        if (a.status == 200) link_signal(l);
        (void)pthread_mutex_unlock(&l->lock);
    }
    sb_release(&a.body);
    if (*ret == REFUSED) *ret = HEARD;
}

/* --- the round ---------------------------------------------------------------------------- */

static err_t go_round(struct link *l, enum heard *ret, bool *ret_more)
{
    bool misfit = false;
    TRY(ask_desired(l, false, ret, &misfit));
    if (*ret == HEARD && misfit) TRY(ask_desired(l, true, ret, &misfit));
    if (*ret == HEARD) send_answer(l, ret);
    if (*ret == HEARD) TRY(send_waiting(l, ret, ret_more));
    if (*ret == HEARD) ask_question(l, ret);
    return OK;
}

/* Doubling, within a quarter more or less, so that many do not come back at once. */
static int32_t back_off(unsigned failures)
{
    int64_t ms = BACK_OFF_MS;
    for (unsigned i = 1; i < failures && ms < BACK_OFF_MAX_MS; i++) ms *= 2;
    if (ms > BACK_OFF_MAX_MS) ms = BACK_OFF_MAX_MS;
    return (int32_t)(ms - ms / 4 + (int64_t)random_below((uint64_t)ms / 2 + 1));
}

static int32_t note_round(struct link *l, enum heard h, bool more)
{
    int32_t wait = POLL_MS;
    (void)pthread_mutex_lock(&l->lock);
    if (h == AGAIN) {
        wait = STARTING_MS;
    } else if (h == HEARD) {
        l->failures = 0;
        l->state.line = LINK_CONNECTED;
        l->state.last_contact = clock_now(l->config.clock);
        wait = more ? 0 : POLL_MS;
        if (l->state.last_fault.code != ERR_IO) l->state.last_fault.id = NULL;
    } else {
        l->failures++;
        l->state.line = h == REVOKED ? LINK_REVOKED : LINK_AWAY;
        wait = h == REVOKED ? REVOKED_MS : back_off(l->failures);
    }
    (void)pthread_mutex_unlock(&l->lock);
    return wait;
}

static void prune(struct link *l)
{
    int64_t now = clock_monotonic_ms();
    if (l->pruned && now - l->pruned < PRUNE_MS) return;
    l->pruned = now;
    struct moment before = moment_add(clock_now(l->config.clock), -l->config.keep_days * DAY_MS);
    (void)pthread_mutex_lock(&l->lock);
    (void)!spool_prune(&l->spool, before);
    (void)pthread_mutex_unlock(&l->lock);
}

err_t link_round(struct link *l, int32_t *ret_wait_ms, struct fault *why)
{
    enum heard h = AWAY;
    bool more = false;
    if (!link_enrolled(l)) return fault_set(why, ERR_STATE, "link.not_enrolled", NULL);
    (void)pthread_mutex_lock(&l->net);
    err_t e = go_round(l, &h, &more);
    prune(l);
    (void)pthread_mutex_unlock(&l->net);
    int32_t wait = note_round(l, e == OK ? h : AWAY, more);
    if (e == ERR_IO) {
        (void)pthread_mutex_lock(&l->lock);
        (void)fault_set(&l->state.last_fault, e, l->disk.full ? "link.disk_full" : "link.disk",
                        NULL);
        (void)pthread_mutex_unlock(&l->lock);
    }
    if (e != OK) return fault_set(why, e, e == ERR_IO ? "link.disk" : "err.nomem", NULL);
    *ret_wait_ms = wait;
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * link_tool FOLDER PROGRAM HOST OFFICE [PIN]: src/link driven by lines on standard input, one
 * answer a line, for tests that play an office's day. Words are separated by blanks.
 *
 *   enrol TOKEN | round | start | wait MS | take | whole | state
 *   report MATTER NO applied|removed|refused    evidence SUBJECT MATTER NO PACKETS SINCE UNTIL
 *   note SUBJECT    order REASON    question    answer    file SHA256    limit BYTES
 */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "link/link.h"
#include "link/link_parts.h"

enum { WORDS = 10, LINE = 4096, ARENA_MAX = 512 << 20 };

static struct link *L;
static struct arena A;

static int tell(err_t e, const struct fault *why)
{
    return printf("%s %s\n", e == OK ? "ok" : err_name(e), e != OK && why->id ? why->id : "");
}

static void tell_taken(void)
{
    struct desired d;
    err_t e = link_take(L, &A, &d);
    if (e != OK) {
        (void)printf("%s\n", err_name(e));
        return;
    }
    (void)printf("ok %s %" PRId64 " %zu", d.snapshot ? "whole" : "changes", d.revision, d.n_items);
    for (size_t i = 0; i < d.n_items; i++)
        (void)printf(" %" PRId64 "-%d:%s", d.items[i].matter.v, d.items[i].no,
                     d.items[i].what == DESIRED_WANT ? "want" : "drop");
    (void)printf("\n");
}

static void tell_state(void)
{
    static const char *const lines[] = {"not-enrolled", "connected", "away", "revoked"};
    struct link_state s;
    link_state_get(L, &s);
    (void)printf("ok line=%s name=%s ahead=%" PRId64 " revision=%" PRId64
                 " items=%zu waiting=%zu refused=%zu degraded=%d coalesced=%zu fault=%s\n",
                 lines[s.line], *s.name ? s.name : "-", s.ahead_ms, s.revision, s.items, s.waiting,
                 s.refused, s.degraded, s.coalesced, s.last_fault.id ? s.last_fault.id : "-");
}

static int64_t number(const char *z)
{
    int64_t v = 0;
    return z && str_to_i64(str_z(z), &v) == OK ? v : 0;
}

static err_t report(char **w, struct fault *why)
{
    struct report_word word = {
        .matter = {number(w[1])}, .no = (int32_t)number(w[2]), .at = {INT64_C(1795478400000)}};
    word.said = strcmp(w[3], "applied") == 0   ? REPORT_APPLIED
                : strcmp(w[3], "removed") == 0 ? REPORT_REMOVED
                                               : REPORT_REFUSED;
    if (word.said == REPORT_REFUSED) word.reason = REASON_LIMIT;
    struct report r = {.words = &word, .n_words = 1};
    struct link_state s;
    link_state_get(L, &s);
    r.revision = s.revision ? s.revision : 1;
    return link_report(L, &r, why);
}

static err_t evidence(char **w, struct fault *why)
{
    const struct document_pair values[] = {
        {"packets", w[4]}, {"bytes", w[4]}, {"since", w[5]}, {"until", w[6]}};
    struct evidence_item it = {.kind = "counter",
                               .subject = w[1],
                               .matter = {number(w[2])},
                               .no = (int32_t)number(w[3]),
                               .values = values,
                               .n_values = 4};
    struct evidence e = {.items = &it, .n_items = 1};
    return link_evidence(L, &e, why);
}

static err_t note(char **w, struct fault *why)
{
    struct evidence_item it = {.kind = "ruleset", .subject = w[1]};
    struct evidence e = {.items = &it, .n_items = 1};
    return link_evidence(L, &e, why);
}

static err_t order(char **w, struct fault *why)
{
    struct clock c = clock_system();
    struct order o = {.what = ORDER_CUT,
                      .at = clock_now(&c),
                      .by = "101003",
                      .account = "root",
                      .scope = ORDER_ALL,
                      .reason = w[1],
                      .result = ORDER_DONE};
    o.done_at = o.at;
    return link_order(L, &o, why);
}

static err_t answer(struct fault *why)
{
    static const struct preflight_verdict yes[PREFLIGHT_EFFECTS_MAX];
    struct preflight q;
    err_t e = link_question(L, &A, &q);
    if (e != OK) return e;
    struct preflight_answer p = {
        .id = q.id, .revision = 1, .verdicts = yes, .n_verdicts = q.n_effects};
    return link_answer(L, &p, why);
}

static err_t file(char **w, struct fault *why)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 16 << 20);
    return link_file(L, w[1], &b, why);
}

static void pause_ms(int64_t ms)
{
    struct pollfd p = {.fd = link_fd(L), .events = POLLIN};
    (void)poll(&p, p.fd >= 0 ? 1 : 0, (int)ms);
}

static void one(char **w, size_t n)
{
    struct fault why = {.code = OK};
    int32_t wait = 0;
    err_t e = ERR_INVALID;
    arena_reset(&A);
    if (strcmp(w[0], "take") == 0) {
        tell_taken();
        return;
    }
    if (strcmp(w[0], "state") == 0) {
        tell_state();
        return;
    }
    if (strcmp(w[0], "enrol") == 0 && n > 1) e = link_enrol(L, str_z(w[1]), &why);
    if (strcmp(w[0], "round") == 0) e = link_round(L, &wait, &why);
    if (strcmp(w[0], "start") == 0) e = link_start(L, &why);
    if (strcmp(w[0], "report") == 0 && n > 3) e = report(w, &why);
    if (strcmp(w[0], "evidence") == 0 && n > 6) e = evidence(w, &why);
    if (strcmp(w[0], "note") == 0 && n > 1) e = note(w, &why);
    if (strcmp(w[0], "order") == 0 && n > 1) e = order(w, &why);
    if (strcmp(w[0], "answer") == 0) e = answer(&why);
    if (strcmp(w[0], "file") == 0 && n > 1) e = file(w, &why);
    if (strcmp(w[0], "wait") == 0 && n > 1) {
        pause_ms(number(w[1]));
        e = OK;
    }
    if (strcmp(w[0], "whole") == 0) {
        link_take_whole(L);
        e = OK;
    }
    if (strcmp(w[0], "limit") == 0 && n > 1) {
        L->spool.max = number(w[1]);
        e = OK;
    }
    (void)tell(e, &why);
}

int main(int argc, char **argv)
{
    struct clock clock = clock_system();
    struct fault why = {.code = OK};
    char line[LINE];
    if (argc < 5) return 2;
    struct link_config c = {.folder = argv[1],
                            .program = argv[2],
                            .host = argv[3],
                            .version = "test",
                            .office = argv[4],
                            .pin = argc > 5 ? argv[5] : NULL,
                            .clock = &clock,
                            .timeout_ms = 5000};
    err_t e = link_open(&c, &L, &why);
    (void)tell(e, &why);
    (void)fflush(stdout);
    arena_init(&A, ARENA_MAX);
    while (e == OK && fgets(line, sizeof line, stdin)) {
        char *w[WORDS] = {NULL}, *save = NULL;
        size_t n = 0;
        line[strcspn(line, "\n")] = '\0';
        for (char *at = line; at && n < WORDS; at = save) {
            save = strchr(at, ' ');
            if (save) *save++ = '\0';
            w[n++] = at;
        }
        one(w, n);
        (void)fflush(stdout);
    }
    arena_release(&A);
    link_close(L);
    return e == OK ? 0 : 1;
}

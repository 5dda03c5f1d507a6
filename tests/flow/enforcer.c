/* SPDX-License-Identifier: Apache-2.0
 *
 * A fake enforcer that has nothing but the documents of src/contract.
 */
#include <stdio.h>
#include <string.h>

#include "contract/desired.h"
#include "contract/preflight.h"
#include "contract/report.h"
#include "office/enforce.h"
#include "world.h"

static enum report_reason reason_of(const struct world *w, const char *word)
{
    for (int i = 1; i < REASONS; i++) {
        if (strcmp(report_reasons[i], word) == 0) return (enum report_reason)i;
    }
    world_fail(w, "no such reason: %s", word);
}

/* enforcer netd answers M1 possible | conflict */
static void answers(struct world *w, const struct words *words, const char *who, int64_t matter)
{
    SB_CLEANUP struct sb text;
    SB_CLEANUP struct sb reply;
    struct fault why = {0};
    struct preflight q;
    sb_init(&text, PREFLIGHT_BYTES_MAX);
    sb_init(&reply, PREFLIGHT_BYTES_MAX);
    world_must(w, enforce_question(&w->office, who, &text, &why), &why, "the question");
    world_must(w, preflight_read(&w->arena, sb_str(&text), &q, &why), &why, "the question");
    char begin[40];
    snprintf(begin, sizeof begin, "%lld-", (long long)matter);
    if (strncmp(q.id, begin, strlen(begin)) != 0) world_fail(w, "the question is about %s", q.id);
    bool possible = words_is(words, 4, "possible");
    struct preflight_verdict v[8] = {
        {possible ? REASON_NONE : reason_of(w, words_at(words, 4)), NULL}};
    struct preflight_answer a = {
        .id = q.id, .enforcer = who, .at = world_now(w), .verdicts = v, .n_verdicts = q.n_effects};
    world_must(w, preflight_answer_write(&reply, &a, &why), &why, "the answer");
    world_must(w, enforce_answer(&w->office, who, sb_str(&reply), &why), &why, "the answer");
}

/* enforcer netd applied M1 | removed M1 | refused M1 conflict */
static void says(struct world *w, const struct words *words, const char *who, int64_t matter)
{
    static int count;
    SB_CLEANUP struct sb text;
    SB_CLEANUP struct sb reply;
    struct fault why = {0};
    struct receipt back;
    struct report_word word = {.matter = matter_id(matter), .no = 1, .at = world_now(w)};
    word.said = words_is(words, 2, "applied")   ? REPORT_APPLIED
                : words_is(words, 2, "removed") ? REPORT_REMOVED
                                                : REPORT_REFUSED;
    if (word.said == REPORT_REFUSED) word.reason = reason_of(w, words_at(words, 4));
    const char *id = arena_printf(&w->arena, "flow-%d", ++count);
    struct report r = {.id = id, .enforcer = who, .words = &word, .n_words = 1};
    sb_init(&text, REPORT_BYTES_MAX);
    sb_init(&reply, REPORT_BYTES_MAX);
    world_must(w, report_write(&text, &r, &why), &why, "the report");
    world_must(w, enforce_report(&w->office, who, sb_str(&text), &reply, &why), &why, "the report");
    world_must(w, receipt_read(&w->arena, sb_str(&reply), &back, &why), &why, "the receipt");
    if (back.words[0].outcome != RECEIPT_TAKEN) world_fail(w, "the report was not taken");
}

/* expect desired netd M1: it is to be true now */
void enforcer_expect(struct world *w, const struct words *words, bool no)
{
    SB_CLEANUP struct sb text;
    struct fault why = {0};
    struct desired d;
    sb_init(&text, DESIRED_BYTES_MAX);
    world_must(w, enforce_desired(&w->office, words_at(words, 2), 0, &text, &why), &why,
               "the desired state");
    world_must(w, desired_read(&w->arena, sb_str(&text), &d, &why), &why, "the desired state");
    bool found = false;
    for (size_t i = 0; i < d.n_items; i++)
        found = found || (d.items[i].matter.v == world_id(w, NAME_MATTER, words_at(words, 3)) &&
                          d.items[i].what == DESIRED_WANT);
    if (found == no) world_fail(w, found ? "it is desired" : "it is not desired");
}

bool enforcer_line(struct world *w, const struct words *words)
{
    if (!words_is(words, 0, "enforcer")) return false;
    int64_t matter = world_id(w, NAME_MATTER, words_at(words, 3));
    if (words_is(words, 2, "answers"))
        answers(w, words, words_at(words, 1), matter);
    else
        says(w, words, words_at(words, 1), matter);
    return true;
}

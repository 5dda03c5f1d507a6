/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/report.h"

#include "base/codec_rows.h"

static const char report_name[] = "sekimori/effect-report",
                  receipt_name[] = "sekimori/effect-receipt";
static const char *const saids[] = {
    [REPORT_APPLIED] = "applied", [REPORT_REFUSED] = "refused", [REPORT_REMOVED] = "removed"};
const char *const report_reasons[REASONS] = {
    [REASON_NONE] = "none",           [REASON_UNSUPPORTED] = "unsupported",
    [REASON_CONFLICT] = "conflict",   [REASON_UNKNOWN] = "unknown",
    [REASON_FORBIDDEN] = "forbidden", [REASON_LIMIT] = "limit",
    [REASON_FAILED] = "failed",
};
static const char *const outcomes[] = {[RECEIPT_TAKEN] = "taken",
                                       [RECEIPT_REPEATED] = "repeated",
                                       [RECEIPT_STALE] = "stale",
                                       [RECEIPT_UNKNOWN] = "unknown"};

CODEC_TABLE(word_codec, report_word, ROW_ID_NEEDED(report_word, matter, "matter"),
            ROW_NUMBER_NEEDED(report_word, no, "no"),
            ROW_WORD_NEEDED(report_word, said, "said", saids),
            ROW_WORD(report_word, reason, "reason", report_reasons),
            ROW_TEXT(report_word, detail, "detail", REPORT_DETAIL_MAX),
            ROW_ID_NEEDED(report_word, at, "at"));

CODEC_TABLE(report_codec, report, ROW_SKIP_NEEDED("document"), ROW_SKIP_NEEDED("v"),
            ROW_TEXT_NEEDED(report, id, "id", DOCUMENT_NAME_MAX),
            ROW_TEXT_NEEDED(report, enforcer, "enforcer", DOCUMENT_NAME_MAX),
            ROW_COUNT_NEEDED(report, revision, "revision"),
            ROW_LIST(report, words, n_words, "words", &word_codec, REPORT_WORDS_MAX));

CODEC_TABLE(receipt_word_codec, receipt_word, ROW_ID_NEEDED(receipt_word, matter, "matter"),
            ROW_NUMBER_NEEDED(receipt_word, no, "no"),
            ROW_WORD_NEEDED(receipt_word, outcome, "outcome", outcomes));

CODEC_TABLE(receipt_codec, receipt, ROW_SKIP_NEEDED("document"), ROW_SKIP_NEEDED("v"),
            ROW_TEXT_NEEDED(receipt, id, "id", DOCUMENT_NAME_MAX),
            ROW_LIST(receipt, words, n_words, "words", &receipt_word_codec, REPORT_WORDS_MAX));

static err_t check(const struct report *r, struct fault *why)
{
    if (!r->id || !r->id[0])
        return fault_set(why, ERR_INVALID, "contract.contradiction", "%s", "id");
    for (size_t i = 0; i < r->n_words; i++)
        if ((r->words[i].said == REPORT_REFUSED) != (r->words[i].reason != REASON_NONE))
            return fault_set(why, ERR_INVALID, "contract.contradiction", "words[%zu].reason", i);
    return OK;
}

err_t report_write(struct sb *to, const struct report *r, struct fault *why)
{
    TRY(check(r, why));
    return document_write(to, report_name, &report_codec, r, why);
}

err_t report_read(struct arena *a, struct str text, struct report *ret, struct fault *why)
{
    struct report r;
    TRY(document_read(report_name, &report_codec, a, text, REPORT_BYTES_MAX, &r, why));
    TRY(check(&r, why));
    *ret = r;
    return OK;
}

err_t receipt_write(struct sb *to, const struct receipt *r, struct fault *why)
{
    return document_write(to, receipt_name, &receipt_codec, r, why);
}

err_t receipt_read(struct arena *a, struct str text, struct receipt *ret, struct fault *why)
{
    return document_read(receipt_name, &receipt_codec, a, text, REPORT_BYTES_MAX, ret, why);
}

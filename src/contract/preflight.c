/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/preflight.h"

#include <string.h>

#include "base/codec_rows.h"

static const char question_name[] = "sekimori/preflight",
                  answer_name[] = "sekimori/preflight-answer";
CODEC_TABLE(effect_codec, preflight_effect,
            ROW_TEXT_NEEDED(preflight_effect, kind, "kind", DOCUMENT_NAME_MAX),
            ROW_ID(preflight_effect, from, "from"), ROW_ID(preflight_effect, until, "until"),
            ROW_LIST(preflight_effect, payload, n_payload, "payload", &document_pair_codec, 100));

CODEC_TABLE(question_codec, preflight, ROW_SKIP_NEEDED("document"), ROW_SKIP_NEEDED("v"),
            ROW_TEXT_NEEDED(preflight, id, "id", DOCUMENT_NAME_MAX),
            ROW_TEXT_NEEDED(preflight, enforcer, "enforcer", DOCUMENT_NAME_MAX),
            ROW_LIST(preflight, effects, n_effects, "effects", &effect_codec,
                     PREFLIGHT_EFFECTS_MAX));

CODEC_TABLE(verdict_codec, preflight_verdict,
            ROW_WORD_NEEDED(preflight_verdict, reason, "reason", report_reasons),
            ROW_TEXT(preflight_verdict, detail, "detail", REPORT_DETAIL_MAX));

CODEC_TABLE(answer_codec, preflight_answer, ROW_SKIP_NEEDED("document"), ROW_SKIP_NEEDED("v"),
            ROW_TEXT_NEEDED(preflight_answer, id, "id", DOCUMENT_NAME_MAX),
            ROW_TEXT_NEEDED(preflight_answer, enforcer, "enforcer", DOCUMENT_NAME_MAX),
            ROW_COUNT_NEEDED(preflight_answer, revision, "revision"),
            ROW_ID_NEEDED(preflight_answer, at, "at"),
            ROW_LIST(preflight_answer, verdicts, n_verdicts, "verdicts", &verdict_codec,
                     PREFLIGHT_EFFECTS_MAX));

err_t preflight_write(struct sb *to, const struct preflight *p, struct fault *why)
{
    return document_write(to, question_name, &question_codec, p, why);
}

err_t preflight_read(struct arena *a, struct str text, struct preflight *ret, struct fault *why)
{
    return document_read(question_name, &question_codec, a, text, PREFLIGHT_BYTES_MAX, ret, why);
}

err_t preflight_answer_write(struct sb *to, const struct preflight_answer *p, struct fault *why)
{
    return document_write(to, answer_name, &answer_codec, p, why);
}

err_t preflight_answer_peek(struct arena *a, struct str text, struct preflight_answer *ret,
                            struct fault *why)
{
    return document_read(answer_name, &answer_codec, a, text, PREFLIGHT_BYTES_MAX, ret, why);
}

err_t preflight_answer_read(struct arena *a, struct str text, const struct preflight *question,
                            struct preflight_answer *ret, struct fault *why)
{
    struct preflight_answer p;
    TRY(preflight_answer_peek(a, text, &p, why));
    if (strcmp(p.id, question->id) != 0)
        return fault_set(why, ERR_INVALID, "contract.contradiction", "%s", "id");
    if (strcmp(p.enforcer, question->enforcer) != 0)
        return fault_set(why, ERR_INVALID, "contract.contradiction", "%s", "enforcer");
    if (p.n_verdicts != question->n_effects)
        return fault_set(why, ERR_INVALID, "contract.contradiction", "%s", "verdicts");
    *ret = p;
    return OK;
}

bool preflight_passes(const struct preflight_answer *p)
{
    for (size_t i = 0; i < p->n_verdicts; i++)
        if (p->verdicts[i].reason != REASON_NONE) return false;
    return true;
}

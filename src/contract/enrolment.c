/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/enrolment.h"

#include <string.h>

#include "base/b64.h"
#include "base/codec_rows.h"

static const char name[] = "sekimori/enrolment", answer_name[] = "sekimori/enrolment-answer";

CODEC_TABLE(enrolment_codec, enrolment, ROW_SKIP_NEEDED("document"), ROW_SKIP_NEEDED("v"),
            ROW_TEXT_NEEDED(enrolment, code, "code", DOCUMENT_NAME_MAX),
            ROW_TEXT_NEEDED(enrolment, program, "program", DOCUMENT_NAME_MAX),
            ROW_TEXT_NEEDED(enrolment, host, "host", DOCUMENT_NAME_MAX),
            ROW_TEXT_NEEDED(enrolment, version, "version", DOCUMENT_NAME_MAX),
            ROW_TEXT_NEEDED(enrolment, key, "key", ENROLMENT_KEY_LEN));

CODEC_TABLE(answer_codec, enrolment_answer, ROW_SKIP_NEEDED("document"), ROW_SKIP_NEEDED("v"),
            ROW_TEXT(enrolment_answer, name, "name", DOCUMENT_NAME_MAX),
            ROW_TEXT(enrolment_answer, refused, "refused", DOCUMENT_NAME_MAX),
            ROW_TEXT_NEEDED(enrolment_answer, office, "office", DOCUMENT_NAME_MAX),
            ROW_TEXT(enrolment_answer, ledger_key, "ledger_key", DOCUMENT_TEXT_MAX),
            ROW_NUMBER(enrolment_answer, poll_seconds, "poll_seconds"),
            ROW_ID_NEEDED(enrolment_answer, at, "at"));

static err_t check(const struct enrolment *e, struct fault *why)
{
    uint8_t key[32];
    size_t n = 0;
    if (!e->key || b64url_decode(str_z(e->key), key, sizeof key, &n) != OK || n != sizeof key)
        return fault_set(why, ERR_INVALID, "contract.contradiction", "%s", "key");
    return OK;
}

static err_t check_answer(const struct enrolment_answer *e, struct fault *why)
{
    bool accepts = e->name && !e->refused && e->ledger_key && e->poll_seconds > 0;
    bool refuses = !e->name && e->refused && !e->ledger_key && e->poll_seconds == 0;
    return accepts || refuses
               ? OK
               : fault_set(why, ERR_INVALID, "contract.contradiction", "%s", "refused");
}

err_t enrolment_write(struct sb *to, const struct enrolment *e, struct fault *why)
{
    TRY(check(e, why));
    return document_write(to, name, &enrolment_codec, e, why);
}

err_t enrolment_read(struct arena *a, struct str text, struct enrolment *ret, struct fault *why)
{
    struct enrolment e;
    TRY(document_read(name, &enrolment_codec, a, text, ENROLMENT_BYTES_MAX, &e, why));
    TRY(check(&e, why));
    *ret = e;
    return OK;
}

err_t enrolment_answer_write(struct sb *to, const struct enrolment_answer *e, struct fault *why)
{
    TRY(check_answer(e, why));
    return document_write(to, answer_name, &answer_codec, e, why);
}

err_t enrolment_answer_read(struct arena *a, struct str text, struct enrolment_answer *ret,
                            struct fault *why)
{
    struct enrolment_answer e;
    TRY(document_read(answer_name, &answer_codec, a, text, ENROLMENT_BYTES_MAX, &e, why));
    TRY(check_answer(&e, why));
    *ret = e;
    return OK;
}

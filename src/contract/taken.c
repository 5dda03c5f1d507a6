/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/taken.h"

#include "base/codec_rows.h"

static const char name[] = "sekimori/taken";

CODEC_TABLE(taken_codec, taken, ROW_SKIP_NEEDED("document"), ROW_SKIP_NEEDED("v"),
            ROW_TEXT_NEEDED(taken, id, "id", DOCUMENT_NAME_MAX),
            ROW_YES(taken, repeated, "repeated"), ROW_ID(taken, matter, "matter"),
            ROW_ID_NEEDED(taken, at, "at"));

err_t taken_write(struct sb *to, const struct taken *t, struct fault *why)
{
    return document_write(to, name, &taken_codec, t, why);
}

err_t taken_read(struct arena *a, struct str text, struct taken *ret, struct fault *why)
{
    return document_read(name, &taken_codec, a, text, TAKEN_BYTES_MAX, ret, why);
}

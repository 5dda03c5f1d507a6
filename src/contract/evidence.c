/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/evidence.h"

#include <string.h>

#include "base/codec_rows.h"

static const char name[] = "sekimori/evidence";

CODEC_TABLE(item_codec, evidence_item,
            ROW_TEXT_NEEDED(evidence_item, kind, "kind", DOCUMENT_NAME_MAX),
            ROW_TEXT_NEEDED(evidence_item, subject, "subject", DOCUMENT_TEXT_MAX),
            ROW_TEXT(evidence_item, digest, "digest", 64),
            ROW_TEXT(evidence_item, text, "text", DOCUMENT_TEXT_MAX),
            ROW_ID(evidence_item, matter, "matter"), ROW_NUMBER(evidence_item, no, "no"),
            ROW_LIST(evidence_item, values, n_values, "values", &document_pair_codec,
                     EVIDENCE_VALUES_MAX));

CODEC_TABLE(evidence_codec, evidence, ROW_SKIP_NEEDED("document"), ROW_SKIP_NEEDED("v"),
            ROW_TEXT_NEEDED(evidence, id, "id", DOCUMENT_NAME_MAX),
            ROW_TEXT_NEEDED(evidence, program, "program", DOCUMENT_NAME_MAX),
            ROW_TEXT_NEEDED(evidence, host, "host", DOCUMENT_NAME_MAX),
            ROW_ID_NEEDED(evidence, at, "at"), ROW_ID(evidence, revision, "revision"),
            ROW_LIST(evidence, items, n_items, "items", &item_codec, EVIDENCE_ITEMS_MAX));

static bool is_digest(const char *z)
{
    return strlen(z) == 64 && strspn(z, "0123456789abcdef") == 64;
}

static bool are_unlike(const struct document_pair *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(v[i].name, v[k].name) == 0) return false;
    return true;
}

static err_t check(const struct evidence *e, struct fault *why)
{
    for (size_t i = 0; i < e->n_items; i++) {
        const struct evidence_item *it = &e->items[i];
        if (it->digest && !is_digest(it->digest))
            return fault_set(why, ERR_INVALID, "contract.contradiction", "items[%zu].digest", i);
        if (!are_unlike(it->values, it->n_values))
            return fault_set(why, ERR_INVALID, "contract.contradiction", "items[%zu].values", i);
    }
    return OK;
}

err_t evidence_write(struct sb *to, const struct evidence *e, struct fault *why)
{
    TRY(check(e, why));
    return document_write(to, name, &evidence_codec, e, why);
}

err_t evidence_read(struct arena *a, struct str text, struct evidence *ret, struct fault *why)
{
    struct evidence e;
    TRY(document_read(name, &evidence_codec, a, text, EVIDENCE_BYTES_MAX, &e, why));
    TRY(check(&e, why));
    *ret = e;
    return OK;
}

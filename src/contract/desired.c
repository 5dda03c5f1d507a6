/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/desired.h"

#include "base/codec_rows.h"

static const char name[] = "sekimori/desired-state";
static const char *const whats[] = {[DESIRED_WANT] = "want", [DESIRED_DROP] = "drop"};

CODEC_TABLE(item_codec, desired_item, ROW_ID_NEEDED(desired_item, matter, "matter"),
            ROW_NUMBER_NEEDED(desired_item, no, "no"),
            ROW_WORD_NEEDED(desired_item, what, "what", whats),
            ROW_TEXT_NEEDED(desired_item, kind, "kind", DOCUMENT_NAME_MAX),
            ROW_ID(desired_item, from, "from"), ROW_ID(desired_item, until, "until"),
            ROW_LIST(desired_item, payload, n_payload, "payload", &document_pair_codec, 100));

CODEC_TABLE(desired_codec, desired, ROW_SKIP_NEEDED("document"), ROW_SKIP_NEEDED("v"),
            ROW_TEXT_NEEDED(desired, enforcer, "enforcer", DOCUMENT_NAME_MAX),
            ROW_YES(desired, snapshot, "snapshot"), ROW_ID(desired, since, "since"),
            ROW_COUNT_NEEDED(desired, revision, "revision"), ROW_ID_NEEDED(desired, made, "made"),
            ROW_LIST(desired, items, n_items, "items", &item_codec, DESIRED_ITEMS_MAX));

static err_t check(const struct desired *d, struct fault *why)
{
    if (d->snapshot ? d->since != 0 : d->since > d->revision)
        return fault_set(why, ERR_INVALID, "contract.contradiction", "%s", "since");
    for (size_t i = 0; i < d->n_items; i++) {
        const struct desired_item *it = &d->items[i];
        bool drop = it->what == DESIRED_DROP;
        if ((drop && (d->snapshot || it->n_payload)) ||
            (it->until.ms && it->until.ms <= it->from.ms))
            return fault_set(why, ERR_INVALID, "contract.contradiction", "items[%zu]", i);
    }
    return OK;
}

err_t desired_write(struct sb *to, const struct desired *d, struct fault *why)
{
    TRY(check(d, why));
    return document_write(to, name, &desired_codec, d, why);
}

err_t desired_read(struct arena *a, struct str text, struct desired *ret, struct fault *why)
{
    struct desired d;
    TRY(document_read(name, &desired_codec, a, text, DESIRED_BYTES_MAX, &d, why));
    TRY(check(&d, why));
    *ret = d;
    return OK;
}

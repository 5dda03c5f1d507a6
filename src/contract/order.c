/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/order.h"

#include "base/codec_rows.h"

static const char name[] = "sekimori/order";
static const char *const whats[] = {[ORDER_CUT] = "cut", [ORDER_RESTORE] = "restore"};
static const char *const results[] = {
    [ORDER_DONE] = "done", [ORDER_PARTLY] = "partly", [ORDER_FAILED] = "failed"};
const char *const order_scopes[ORDER_SCOPES] = {
    [ORDER_ALL] = "all",       [ORDER_ZONE] = "zone", [ORDER_LINE] = "line",
    [ORDER_DEVICE] = "device", [ORDER_PEER] = "peer", [ORDER_PERMIT] = "permit"};

CODEC_TABLE(order_codec, order, ROW_SKIP_NEEDED("document"), ROW_SKIP_NEEDED("v"),
            ROW_TEXT_NEEDED(order, id, "id", DOCUMENT_NAME_MAX),
            ROW_TEXT_NEEDED(order, program, "program", DOCUMENT_NAME_MAX),
            ROW_TEXT_NEEDED(order, host, "host", DOCUMENT_NAME_MAX),
            ROW_WORD_NEEDED(order, what, "what", whats), ROW_ID_NEEDED(order, at, "at"),
            ROW_TEXT_NEEDED(order, by, "by", DOCUMENT_NAME_MAX),
            ROW_TEXT_NEEDED(order, account, "account", DOCUMENT_NAME_MAX),
            ROW_WORD_NEEDED(order, scope, "scope", order_scopes),
            ROW_TEXT(order, value, "value", DOCUMENT_NAME_MAX),
            ROW_TEXT_NEEDED(order, reason, "reason", ORDER_REASON_MAX),
            ROW_ID_NEEDED(order, done_at, "done_at"),
            ROW_WORD_NEEDED(order, result, "result", results),
            ROW_TEXT(order, detail, "detail", ORDER_REASON_MAX),
            ROW_LIST(order, values, n_values, "values", &document_pair_codec, 40));

static err_t check(const struct order *o, struct fault *why)
{
    if ((o->scope == ORDER_ALL) != (o->value == NULL))
        return fault_set(why, ERR_INVALID, "contract.contradiction", "%s", "value");
    if (o->done_at.ms < o->at.ms)
        return fault_set(why, ERR_INVALID, "contract.contradiction", "%s", "done_at");
    return OK;
}

err_t order_write(struct sb *to, const struct order *o, struct fault *why)
{
    TRY(check(o, why));
    return document_write(to, name, &order_codec, o, why);
}

err_t order_read(struct arena *a, struct str text, struct order *ret, struct fault *why)
{
    struct order o;
    TRY(document_read(name, &order_codec, a, text, ORDER_BYTES_MAX, &o, why));
    TRY(check(&o, why));
    *ret = o;
    return OK;
}

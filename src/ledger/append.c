/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/ledger.h"

#include <sodium.h>

#include "base/b64.h"
#include "ledger/canon.h"
#include "ledger/commitment.h"
#include "store/store.h"

static struct str bytes(const uint8_t *p, size_t n)
{
    return (struct str){(const char *)p, n};
}

static err_t store_leaf(struct db *db, struct str kind, struct str envelope, struct str content,
                        struct str salt, struct leaf_id *ret)
{
    int64_t idx;
    struct hash h = merkle_leaf(envelope);
    TRY(db_next(db, COUNTER_LEAF, &idx));
    TRY(db_run(db, SQL_LEAF_ADD, P_I64("idx", idx), P_BLOB("hash", bytes(h.b, sizeof h.b))));
    TRY(db_run(db, SQL_RECORD_ADD, P_I64("idx", idx), P_STR("kind", kind),
               P_STR("envelope", envelope), P_STR_OPT("content", content),
               P_BLOB_OPT("salt", salt)));
    *ret = leaf_id(idx);
    return OK;
}

err_t ledger_append(struct db *db, const json_t *envelope, struct str content, struct leaf_id *ret)
{
    SB_CLEANUP struct sb e;
    SB_CLEANUP struct sb c;
    uint8_t salt[LEDGER_SALT_LEN];
    sb_init(&e, LEDGER_ENVELOPE_MAX);
    sb_init(&c, 64);
    struct str kind = str_z(json_string_value(json_object_get(envelope, "kind")));
    if (!ledger_kind_known(kind) || json_object_get(envelope, "c")) return ERR_INVALID;
    if (!content.p) {
        TRY(canon_write(&e, envelope));
        return store_leaf(db, kind, sb_str(&e), STR_NONE, STR_NONE, ret);
    }
    if (content.n > LEDGER_CONTENT_MAX) return ERR_TOO_BIG;
    TRY(canon_check(content, NULL, 0, NULL));
    randombytes_buf(salt, sizeof salt);
    struct hash h = commitment_make(bytes(salt, sizeof salt), content);
    b64url_add(&c, bytes(h.b, sizeof h.b));
    TRY(sb_end(&c));
    TRY(canon_write_with(&e, envelope, STR("c"), sb_str(&c)));
    return store_leaf(db, kind, sb_str(&e), content, bytes(salt, sizeof salt), ret);
}

err_t ledger_open(struct db *db, struct str origin, struct moment at)
{
    int64_t size;
    struct leaf_id leaf;
    TRY(ledger_size(db, &size));
    if (size != 0) return ERR_EXISTS;
    json_t *o = json_pack("{s:I,s:s,s:s%}", "at", (json_int_t)at.ms, "kind", "ledger.open",
                          "origin", origin.p, origin.n);
    if (!o) return ERR_NOMEM;
    err_t e = ledger_append(db, o, STR_NONE, &leaf);
    json_decref(o);
    return e;
}

err_t ledger_erase(struct db *db, struct leaf_id leaf, const json_t *envelope, struct leaf_id *ret)
{
    int64_t size, changed;
    const json_t *kind = json_object_get(envelope, "kind");
    const json_t *told = json_object_get(envelope, "leaf");
    if (!str_eqz(str_z(json_string_value(kind)), "ledger.erase")) return ERR_INVALID;
    if (!json_is_integer(told) || json_integer_value(told) != leaf.v) return ERR_INVALID;
    TRY(ledger_size(db, &size));
    if (leaf.v < 0 || leaf.v >= size) return ERR_NOT_FOUND;
    TRY(db_run_count(db, &changed, SQL_RECORD_ERASE, P_I64("idx", leaf.v)));
    if (changed != 1) return ERR_STATE;
    return ledger_append(db, envelope, STR_NONE, ret);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/verify_check.h"

#include "ledger/canon.h"
#include "ledger/commitment.h"

enum { C, KIND, LEAF, MATTER, ORIGIN, MEMBERS, SALT_LEN = 32 };

static int64_t number_or(struct str value, int64_t otherwise)
{
    int64_t v;
    return value.p && str_to_i64(value, &v) == OK ? v : otherwise;
}

static const char *check_content(const struct verify_record *r, struct str c, struct checked *ret)
{
    struct hash want, got;
    bool some = r->content.p || r->salt.p || r->withheld;
    if (!c.p) return some ? "ledger.wrong.content_unbound" : NULL;
    if (commitment_parse(c, &want) != OK) return "ledger.wrong.commitment_form";
    if (!some || r->withheld) {
        ret->state = some ? CHECK_WITHHELD : CHECK_ERASED;
        return r->content.p || r->salt.p ? "ledger.wrong.content_half" : NULL;
    }
    if (!r->content.p || r->salt.n != SALT_LEN) return "ledger.wrong.content_half";
    got = commitment_make(r->salt, r->content);
    if (!merkle_eq(&want, &got)) return "ledger.wrong.content";
    if (canon_check(r->content, NULL, 0, NULL) != OK) return "ledger.wrong.content_form";
    ret->state = CHECK_CONTENT;
    return NULL;
}

static const char *check_kind(const struct verify_record *r, const struct canon_member *m,
                              struct str origin, struct checked *ret)
{
    struct str kind = canon_plain_string(m[KIND].ret_value);
    if (!kind.p) return "ledger.wrong.no_kind";
    if (r->kind.p && !str_eq(kind, r->kind)) return "ledger.wrong.kind";
    bool opens = str_eqz(kind, "ledger.open");
    if (opens != (r->idx == 0)) return "ledger.wrong.opening";
    if (opens && !str_eq(canon_plain_string(m[ORIGIN].ret_value), origin))
        return "ledger.wrong.other_origin";
    if (!str_eqz(kind, "ledger.erase")) return NULL;
    ret->erases = number_or(m[LEAF].ret_value, -1);
    if (ret->erases < 0 || (r->number >= 0 && ret->erases >= r->number))
        return "ledger.wrong.erasure";
    return NULL;
}

err_t verify_check(const struct verify_record *r, struct str origin, struct checked *ret,
                   struct verify_wrong *wrong)
{
    struct canon_member m[MEMBERS] = {{STR_INIT("c"), STR_NONE},
                                      {STR_INIT("kind"), STR_NONE},
                                      {STR_INIT("leaf"), STR_NONE},
                                      {STR_INIT("matter"), STR_NONE},
                                      {STR_INIT("origin"), STR_NONE}};
    struct checked c = {.state = CHECK_NO_CONTENT, .erases = -1};
    const char *id = NULL;
    c.leaf = merkle_leaf(r->envelope);
    if (r->leaf_hash.p && !str_eq(r->leaf_hash, (struct str){(const char *)c.leaf.b, HASH_LEN}))
        id = "ledger.wrong.envelope";
    bool canonical = canon_check(r->envelope, m, MEMBERS, NULL) == OK;
    if (!id && !(canonical && r->envelope.p[0] == '{')) id = "ledger.wrong.envelope_form";
    if (!id) id = check_kind(r, m, origin, &c);
    if (!id) id = check_content(r, m[C].ret_value, &c);
    if (id) {
        err_t e = verify_say(wrong, id, r->number >= 0 ? r->number : r->idx, 0, 0);
        wrong->matter = canonical ? number_or(m[MATTER].ret_value, 0) : 0;
        return e;
    }
    *ret = c;
    return OK;
}

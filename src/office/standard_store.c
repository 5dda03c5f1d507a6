/* SPDX-License-Identifier: Apache-2.0 */
#include "office/standard_store.h"

#include "base/sha256.h"
#include "wire/japanese.h"

enum { HEX = 2 * SHA256_LEN };

static const char *keep(struct arena *a, struct str s)
{
    return arena_strdup(a, s);
}

err_t standard_versions(struct db *db, struct arena *a, struct standard_version **ret,
                        size_t *ret_n)
{
    struct standard_version *v = NULL;
    size_t n = 0, cap = 0;
    struct rows r ROWS_CLEANUP = db_query(db, SQL_STANDARD_VERSIONS);
    while (rows_next(&r)) {
        if (n == cap) {
            size_t more = cap ? 2 * cap : 8;
            struct standard_version *grown = ARENA_ARRAY(a, struct standard_version, more);
            if (!grown) return ERR_NOMEM;
            for (size_t i = 0; i < n; i++) grown[i] = v[i];
            v = grown;
            cap = more;
        }
        struct standard_version one = {.id = rows_i64(&r, "id"),
                                       .effective = {(int32_t)rows_i64(&r, "effective")}};
        one.title = keep(a, rows_str(&r, "title"));
        one.digest = keep(a, rows_str(&r, "digest"));
        one.encoding = keep(a, rows_str(&r, "encoding"));
        one.bytes = rows_i64(&r, "bytes");
        one.articles = rows_i64(&r, "articles");
        one.findings = rows_i64(&r, "findings");
        one.imported = (struct moment){rows_i64(&r, "imported")};
        one.leaf = rows_i64(&r, "leaf");
        if (!one.title || !one.digest || !one.encoding) return ERR_NOMEM;
        v[n++] = one;
    }
    TRY(rows_end(&r));
    *ret = v;
    *ret_n = n;
    return OK;
}

err_t standard_in_force(struct db *db, struct day day, int64_t *ret_id)
{
    return db_get_i64(db, ret_id, SQL_STANDARD_VERSION_IN_FORCE, P_I64("day", day.n));
}

err_t standard_decode(struct arena *a, struct str bytes, struct str *ret, const char **ret_encoding)
{
    SB_CLEANUP struct sb b;
    enum japanese as;
    *ret = bytes;
    *ret_encoding = "utf-8";
    sb_init(&b, 3 * (size_t)STANDARD_BYTES_MAX);
    TRY(japanese_to_utf8(&b, bytes, &as));
    if (as == JAPANESE_NONE) return OK;
    struct str text = arena_str(a, sb_str(&b));
    if (!text.p) return ERR_NOMEM;
    *ret = text;
    *ret_encoding = japanese_name(as);
    return OK;
}

void standard_digest(struct str bytes, char ret[STANDARD_DIGEST])
{
    uint8_t hash[SHA256_LEN];
    sha256(bytes, hash);
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < SHA256_LEN; i++) {
        ret[2 * i] = digits[hash[i] >> 4];
        ret[2 * i + 1] = digits[hash[i] & 15];
    }
    ret[HEX] = '\0';
}

err_t standard_load(struct db *db, struct arena *a, int64_t id, struct standard_text *ret,
                    struct cites *ret_cites, struct fault *why)
{
    char digest[STANDARD_DIGEST];
    struct str bytes = STR_NONE, text;
    bool changed = false;
    const char *encoding;
    struct rows r ROWS_CLEANUP = db_query(db, SQL_STANDARD_VERSION_SOURCE, P_I64("id", id));
    if (!rows_next(&r)) {
        TRY(rows_end(&r));
        return ERR_NOT_FOUND;
    }
    struct str source = rows_blob(&r, "source");
    standard_digest(source, digest);
    changed = !str_eqz(rows_str(&r, "digest"), digest);
    bytes = arena_str(a, source);
    TRY(rows_end(&r));
    if (!bytes.p) return ERR_NOMEM;
    if (changed) return fault_set(why, ERR_CORRUPT, "standard.changed", "%lld", (long long)id);
    TRY(standard_decode(a, bytes, &text, &encoding));
    struct standard_text t;
    err_t e = standard_parse(a, text, NULL, &t, why);
    /* What was once imported was read then. */
    if (e == ERR_INVALID)
        return fault_set(why, ERR_CORRUPT, "standard.changed", "%lld", (long long)id);
    TRY(e);
    TRY(cite_read(a, &t, ret_cites));
    *ret = t;
    return OK;
}

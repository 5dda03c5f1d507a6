/* SPDX-License-Identifier: Apache-2.0
 *
 * Files that belong to what an enforcer is to make true: attached to the matter that wants it. */
#include <string.h>

#include "kernel/kernel.h"
#include "kernel/parse.h"
#include "ledger/ledger.h"
#include "office/enforce.h"

enum { MATTERS_MAX = 100 };

/* The id beside that digest, anywhere in the value. */
static const char *id_in(const json_t *v, struct str digest)
{
    const char *key, *id = json_string_value(json_object_get(v, "id")), *found;
    const char *is = json_string_value(json_object_get(v, "sha256"));
    json_t *one;
    size_t i;
    if (id && is && str_eqz(digest, is)) return id;
    json_array_foreach((json_t *)(uintptr_t)v, i, one)
    {
        if ((found = id_in(one, digest))) return found;
    }
    json_object_foreach((json_t *)(uintptr_t)v, key, one)
    {
        if ((found = id_in(one, digest))) return found;
    }
    return NULL;
}

static err_t find_in(struct db *db, struct arena *a, struct matter_id matter, struct str digest,
                     const char **ret, struct fault *why)
{
    struct act_stored *acts;
    size_t n;
    TRY(kernel_history(db, a, matter, &acts, &n, why));
    for (size_t i = n; i-- > 0 && !*ret;) {
        if (acts[i].content.n == 0) continue;
        json_t *o = NULL;
        TRY(parse_stored(acts[i].content, LEDGER_CONTENT_MAX, &o, why));
        const char *id = id_in(o, digest);
        if (id) *ret = arena_strdup(a, str_z(id));
        json_decref(o);
        if (id && !*ret) return ERR_NOMEM;
    }
    return OK;
}

err_t enforce_file(const struct office *office, const char *enforcer, struct str digest,
                   struct arena *a, const char **ret_id, struct fault *why)
{
    STORE_READ_CLEANUP struct db *db = NULL;
    int64_t matters[MATTERS_MAX];
    size_t n = 0;
    const char *id = NULL, *like = arena_printf(a, "%%\"sha256\":\"%.*s\"%%", STR_ARG(digest));
    if (!like) return ERR_NOMEM;
    TRY(store_read_begin(office->store, &db, why));
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_EFFECTS_WANTED_PAYLOADS, P_STR("enforcer", str_z(enforcer)),
                 P_STR("holds", str_z(like)));
    while (n < MATTERS_MAX && rows_next(&r)) matters[n++] = rows_i64(&r, "matter");
    rows_release(&r);
    TRY(db_error(db, why));
    for (size_t i = 0; i < n && !id; i++)
        TRY(find_in(db, a, matter_id(matters[i]), digest, &id, why));
    if (!id) return ERR_NOT_FOUND;
    *ret_id = id;
    return OK;
}

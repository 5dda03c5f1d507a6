/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/utf8.h"
#include "kernel/parse.h"
#include "kernel/project.h"
#include "ledger/ledger.h"

enum { SEARCH_MAX = 64 << 10 };

/* --- the texts in the content ------------------------------------------------------------ */

/* The content's "entries", or NULL; *ret_whole is to be released. */
static err_t texts_of(struct str content, json_t **ret_whole, const json_t **ret)
{
    *ret_whole = NULL;
    *ret = NULL;
    if (!content.p) return OK;
    json_t *whole = NULL;
    TRY(parse_stored(content, LEDGER_CONTENT_MAX, &whole, NULL));
    *ret_whole = whole;
    *ret = json_object_get(whole, "entries");
    return OK;
}

static bool entry_of(const struct act *a, const char *key, struct entry_id *ret)
{
    if (entry_id_parse(str_z(key), ret) != OK) return false;
    for (size_t i = 0; i < a->n_entries; i++)
        if (entry_id_eq(a->entries[i].entry, *ret)) return true;
    return false;
}

static bool only_texts(const json_t *columns)
{
    const char *name;
    json_t *v;
    if (!json_is_object(columns)) return false;
    json_object_foreach((json_t *)(uintptr_t)columns, name, v)
    {
        if (!json_is_string(v) || strlen(name) > ACT_NAME_MAX) return false;
    }
    return true;
}

static err_t check(const struct act *a, const json_t *entries, struct fault *why)
{
    const char *key;
    json_t *columns;
    struct entry_id id;
    if (!entries) return OK;
    if (!json_is_object(entries))
        return fault_set(why, ERR_INVALID, "kernel.bad_act", "%s", "content.entries");
    json_object_foreach((json_t *)(uintptr_t)entries, key, columns)
    {
        if (!entry_of(a, key, &id) || !only_texts(columns))
            return fault_set(why, ERR_INVALID, "kernel.bad_act", "content.entries.%s", key);
    }
    return OK;
}

err_t project_check_content(const struct act *a, struct str content, struct fault *why)
{
    json_t *whole;
    const json_t *entries;
    err_t e = texts_of(content, &whole, &entries);
    if (e == ERR_NOMEM) return fault_set(why, e, "err.nomem", NULL);
    if (e != OK) return fault_set(why, e, "kernel.bad_act", "%s", "content");
    e = check(a, entries, why);
    json_decref(whole);
    return e;
}

/* --- rows -------------------------------------------------------------------------------- */

static err_t put_text(struct db *db, const struct act *a, struct leaf_id leaf, struct entry_id id,
                      const char *name, struct str value)
{
    SB_CLEANUP struct sb search;
    sb_init(&search, SEARCH_MAX);
    TRY(utf8_search_key(&search, value));
    return db_run(db, SQL_ENTRY_TEXT_PUT, P_I64("entry", id.v), P_STR("name", str_z(name)),
                  P_STR("value", value), P_STR("search", sb_str(&search)),
                  P_I64("matter", a->matter.v), P_I64("leaf", leaf.v));
}

static err_t put_texts(struct db *db, const struct act *a, struct leaf_id leaf,
                       const json_t *entries)
{
    const char *key, *name;
    json_t *columns, *v;
    struct entry_id id;
    json_object_foreach((json_t *)(uintptr_t)entries, key, columns)
    {
        if (!entry_of(a, key, &id)) return ERR_CORRUPT;
        json_object_foreach(columns, name, v)
        {
            struct str value = {json_string_value(v), json_string_length(v)};
            TRY(put_text(db, a, leaf, id, name, value));
        }
    }
    return OK;
}

static err_t create(struct db *db, const struct act *a, const struct act_entry *e)
{
    return db_run(db, SQL_ENTRY_ADD, P_I64("id", e->entry.v), P_STR("book", str_z(e->book)),
                  P_I64("keeper", e->keeper.v), P_STR("key", str_z(e->key)),
                  P_STR("state", str_z(e->state)),
                  P_I64_OPT("holder", e->holder.v > 0, e->holder.v), P_I64("matter", a->matter.v),
                  P_I64("at", a->entered.ms));
}

static err_t change(struct db *db, const struct act *a, const struct act_entry *e)
{
    if (e->state)
        TRY(db_run(db, SQL_ENTRY_SET_STATE, P_STR("state", str_z(e->state)),
                   P_I64_OPT("holder", e->holder.v > 0, e->holder.v), P_I64("at", a->entered.ms),
                   P_I64("id", e->entry.v)));
    if (unit_id_is_set(e->keeper))
        TRY(db_run(db, SQL_ENTRY_SET_KEEPER, P_I64("keeper", e->keeper.v),
                   P_I64("at", a->entered.ms), P_I64("id", e->entry.v)));
    if (e->key)
        TRY(db_run(db, SQL_ENTRY_SET_KEY, P_STR("key", str_z(e->key)), P_I64("at", a->entered.ms),
                   P_I64("id", e->entry.v)));
    return OK;
}

err_t project_entries(struct db *db, const struct act *a, struct leaf_id leaf, struct str content)
{
    if (a->n_entries == 0) return OK;
    for (size_t i = 0; i < a->n_entries; i++) {
        const struct act_entry *e = &a->entries[i];
        TRY(e->create ? create(db, a, e) : change(db, a, e));
    }
    json_t *whole;
    const json_t *entries;
    TRY(texts_of(content, &whole, &entries));
    err_t e = put_texts(db, a, leaf, entries);
    json_decref(whole);
    return e;
}

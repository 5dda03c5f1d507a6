/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading: JSON to structs. What is not of the expected form becomes "unknown", as it stood; only
 * what leaves no rule set at all is refused.
 */
#include "wire/nft_json.h"

#include <string.h>

#include "wire/nft_json_parts.h"

static err_t nomem(struct nft_reader *r)
{
    return fault_set(r->why, ERR_NOMEM, "err.nomem", NULL);
}

static err_t refuse(struct nft_reader *r, const char *member)
{
    (void)fault_set(r->why, ERR_INVALID, "nft.bad_member", "%s" FS "%s", r->path, member);
    fault_field(r->why, r->path);
    return ERR_INVALID;
}

err_t nft_json_copy(struct nft_reader *r, const json_t *v, const char **ret)
{
    char *s = arena_strdup(r->arena, (struct str){json_string_value(v), json_string_length(v)});
    if (!s) return nomem(r);
    *ret = s;
    return OK;
}

err_t nft_json_raw(struct nft_reader *r, const json_t *v, const char **ret)
{
    char *text = json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY);
    if (!text) return nomem(r);
    char *s = arena_strdup(r->arena, str_z(text));
    free(text);
    if (!s) return nomem(r);
    *ret = s;
    return OK;
}

/* A word that must be there, or may. */
static err_t take_word(struct nft_reader *r, const json_t *o, const char *name, bool needed,
                       const char **ret)
{
    const json_t *v = json_object_get(o, name);
    if (!v && !needed) return OK;
    if (!json_is_string(v) || strlen(json_string_value(v)) != json_string_length(v))
        return refuse(r, name);
    return nft_json_copy(r, v, ret);
}

static err_t take_handle(struct nft_reader *r, const json_t *o, int64_t *ret, bool *ret_has)
{
    const json_t *v = json_object_get(o, "handle");
    if (!v) return OK;
    if (!json_is_integer(v)) return refuse(r, "handle");
    *ret = json_integer_value(v);
    *ret_has = true;
    return OK;
}

static err_t take_number(struct nft_reader *r, const json_t *o, const char *name, int64_t *ret)
{
    const json_t *v = json_object_get(o, name);
    if (!v) return OK;
    if (!json_is_integer(v)) return refuse(r, name);
    *ret = json_integer_value(v);
    return OK;
}

/* Words in a list, or one alone. */
static err_t take_words(struct nft_reader *r, const json_t *o, const char *name,
                        const char *const **ret, uint32_t *ret_n, bool *ret_alone)
{
    const json_t *v = json_object_get(o, name);
    if (!v) return OK;
    *ret_alone = json_is_string(v);
    size_t n = *ret_alone ? 1 : json_array_size(v);
    if (n == 0 || n > 10000) return refuse(r, name);
    const char **words = ARENA_ARRAY(r->arena, const char *, n);
    if (!words) return nomem(r);
    for (size_t i = 0; i < n; i++) {
        const json_t *w = *ret_alone ? v : json_array_get(v, i);
        if (!json_is_string(w)) return refuse(r, name);
        TRY(nft_json_copy(r, w, &words[i]));
    }
    *ret = words;
    *ret_n = (uint32_t)n;
    return OK;
}

/* The members that are not in `known` (ended by NULL), as an object; NULL if there are none. */
err_t nft_json_rest(struct nft_reader *r, const json_t *o, const char *const *known,
                    const char **ret)
{
    json_t *rest = NULL;
    const char *key;
    json_t *value;
    err_t e = OK;
    json_object_foreach((json_t *)o, key, value)
    {
        bool is_known = false;
        for (const char *const *k = known; *k && !is_known; k++) is_known = strcmp(*k, key) == 0;
        if (is_known) continue;
        if (!rest) rest = json_object();
        if (!rest || json_object_set(rest, key, value) != 0) e = nomem(r);
    }
    if (rest && e == OK) e = nft_json_raw(r, rest, ret);
    if (rest && e == OK) r->n_unknown++;
    json_decref(rest);
    return e;
}

static err_t read_table(struct nft_reader *r, const json_t *o, const struct nft_table **ret)
{
    static const char *const known[] = {"family", "name", "handle", NULL};
    struct nft_table *t = ARENA_NEW(r->arena, struct nft_table);
    if (!t) return nomem(r);
    TRY(take_word(r, o, "family", true, &t->family));
    TRY(take_word(r, o, "name", false, &t->name));
    TRY(take_handle(r, o, &t->handle, &t->has_handle));
    if (!t->name && !t->has_handle) return refuse(r, "name");
    TRY(nft_json_rest(r, o, known, &t->rest));
    *ret = t;
    return OK;
}

static err_t read_chain(struct nft_reader *r, const json_t *o, const struct nft_chain **ret)
{
    static const char *const known[] = {"family", "table", "name",   "handle", "type",
                                        "hook",   "prio",  "policy", "dev",    NULL};
    struct nft_chain *c = ARENA_NEW(r->arena, struct nft_chain);
    if (!c) return nomem(r);
    TRY(take_word(r, o, "family", true, &c->family));
    TRY(take_word(r, o, "table", true, &c->table));
    TRY(take_word(r, o, "name", true, &c->name));
    TRY(take_handle(r, o, &c->handle, &c->has_handle));
    TRY(take_word(r, o, "type", false, &c->type));
    TRY(take_word(r, o, "hook", false, &c->hook));
    TRY(take_number(r, o, "prio", &c->prio));
    TRY(take_word(r, o, "policy", false, &c->policy));
    TRY(take_words(r, o, "dev", &c->devs, &c->n_devs, &c->dev_alone));
    TRY(nft_json_rest(r, o, known, &c->rest));
    *ret = c;
    return OK;
}

static err_t read_rule(struct nft_reader *r, const json_t *o, const struct nft_rule **ret)
{
    static const char *const known[] = {"family", "table",   "chain", "handle",
                                        "expr",   "comment", NULL};
    struct nft_rule *u = ARENA_NEW(r->arena, struct nft_rule);
    if (!u) return nomem(r);
    TRY(take_word(r, o, "family", true, &u->family));
    TRY(take_word(r, o, "table", true, &u->table));
    TRY(take_word(r, o, "chain", true, &u->chain));
    TRY(take_handle(r, o, &u->handle, &u->has_handle));
    TRY(take_word(r, o, "comment", false, &u->comment));
    TRY(nft_json_rest(r, o, known, &u->rest));
    const json_t *list = json_object_get(o, "expr");
    *ret = u;
    if (!list) return OK;
    if (!json_is_array(list)) return refuse(r, "expr");
    size_t n = json_array_size(list);
    struct nft_stmt *s = ARENA_ARRAY(r->arena, struct nft_stmt, n ? n : 1);
    if (!s) return nomem(r);
    for (size_t i = 0; i < n; i++) {
        r->at = (unsigned)i;
        TRY(nft_json_statement(r, json_array_get(list, i), &s[i]));
    }
    u->stmts = s;
    u->n = (uint32_t)n;
    return OK;
}

static err_t read_elements(struct nft_reader *r, const json_t *list, struct nft_set *s)
{
    if (!list) return OK;
    if (!json_is_array(list)) return refuse(r, "elem");
    size_t n = json_array_size(list);
    struct nft_expr *e = ARENA_ARRAY(r->arena, struct nft_expr, n ? n : 1);
    if (!e) return nomem(r);
    for (size_t i = 0; i < n; i++) {
        r->at = (unsigned)i;
        TRY(nft_json_expression(r, json_array_get(list, i), &e[i]));
    }
    s->elems = e;
    s->n = (uint32_t)n;
    s->has_elems = true;
    return OK;
}

static err_t read_type(struct nft_reader *r, const json_t *v, const char *name,
                       const struct nft_expr **ret)
{
    struct nft_expr *e = ARENA_NEW(r->arena, struct nft_expr);
    if (!e) return nomem(r);
    if (!v) return refuse(r, name);
    r->at = 0;
    TRY(nft_json_expression(r, v, e));
    *ret = e;
    return OK;
}

static err_t read_set(struct nft_reader *r, const json_t *o, bool is_map,
                      const struct nft_set **ret)
{
    static const char *const known[] = {"family", "table", "name",    "handle", "type", "map",
                                        "flags",  "elem",  "timeout", "size",   NULL};
    struct nft_set *s = ARENA_NEW(r->arena, struct nft_set);
    if (!s) return nomem(r);
    s->is_map = is_map;
    TRY(take_word(r, o, "family", true, &s->family));
    TRY(take_word(r, o, "table", true, &s->table));
    TRY(take_word(r, o, "name", true, &s->name));
    TRY(take_handle(r, o, &s->handle, &s->has_handle));
    TRY(take_number(r, o, "timeout", &s->timeout));
    TRY(take_number(r, o, "size", &s->size));
    TRY(take_words(r, o, "flags", &s->flags, &s->n_flags, &s->flag_alone));
    TRY(read_type(r, json_object_get(o, "type"), "type", &s->type));
    if (is_map) TRY(read_type(r, json_object_get(o, "map"), "map", &s->data));
    TRY(read_elements(r, json_object_get(o, "elem"), s));
    TRY(nft_json_rest(r, o, known, &s->rest));
    *ret = s;
    return OK;
}

static err_t read_object(struct nft_reader *r, const char *name, const json_t *v,
                         struct nft_item *it)
{
    it->name = name;
    if (json_is_object(v) && strcmp(name, "table") == 0) {
        it->kind = NFT_TABLE;
        return read_table(r, v, &it->table);
    }
    if (json_is_object(v) && strcmp(name, "chain") == 0) {
        it->kind = NFT_CHAIN;
        return read_chain(r, v, &it->chain);
    }
    if (json_is_object(v) && strcmp(name, "rule") == 0) {
        it->kind = NFT_RULE;
        return read_rule(r, v, &it->rule);
    }
    if (json_is_object(v) && (strcmp(name, "set") == 0 || strcmp(name, "map") == 0)) {
        it->kind = NFT_SETS;
        return read_set(r, v, name[0] == 'm', &it->set);
    }
    it->kind = NFT_OTHER;
    return nft_json_raw(r, v, &it->raw);
}

static bool is_command(const char *word)
{
    static const char *const words[] = {"add",     "create", "insert", "replace", "delete",
                                        "destroy", "flush",  "reset",  "rename"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcmp(words[i], word) == 0) return true;
    return false;
}

/* {"add": {"table": ...}} or {"table": ...} */
static err_t read_item(struct nft_reader *r, const json_t *o, size_t number, struct nft_item *it)
{
    r->path = arena_printf(r->arena, "nftables[%zu]", number);
    if (!r->path) return nomem(r);
    if (!json_is_object(o) || json_object_size(o) != 1) return refuse(r, "nftables");
    void *at = json_object_iter((json_t *)o);
    const char *name = arena_strdup(r->arena, str_z(json_object_iter_key(at)));
    const json_t *v = json_object_iter_value(at);
    if (!name) return nomem(r);
    if (is_command(name) && json_is_object(v) && json_object_size(v) == 1) {
        it->command = name;
        at = json_object_iter((json_t *)v);
        name = arena_strdup(r->arena, str_z(json_object_iter_key(at)));
        v = json_object_iter_value(at);
        if (!name) return nomem(r);
    }
    r->path = it->path = arena_printf(r->arena, "nftables[%zu].%s", number, name);
    if (!r->path) return nomem(r);
    return read_object(r, name, v, it);
}

static bool too_deep(const json_t *v, unsigned left)
{
    if (!json_is_object(v) && !json_is_array(v)) return false;
    if (left == 0) return true;
    const char *key;
    json_t *item;
    size_t i;
    if (json_is_array(v)) {
        json_array_foreach(v, i, item) if (too_deep(item, left - 1)) return true;
        return false;
    }
    json_object_foreach((json_t *)v, key, item) if (too_deep(item, left - 1)) return true;
    return false;
}

static err_t read_all(struct nft_reader *r, const json_t *root, struct nft_ruleset *ret)
{
    const json_t *list = json_object_get(root, "nftables");
    r->path = "nftables";
    if (!json_is_array(list)) return fault_set(r->why, ERR_INVALID, "nft.not_a_ruleset", NULL);
    if (too_deep(root, NFT_JSON_DEPTH_MAX))
        return fault_set(r->why, ERR_TOO_BIG, "nft.too_deep", "%d", NFT_JSON_DEPTH_MAX);
    size_t n = json_array_size(list);
    struct nft_item *items = ARENA_ARRAY(r->arena, struct nft_item, n ? n : 1);
    if (!items) return nomem(r);
    for (size_t i = 0; i < n; i++) TRY(read_item(r, json_array_get(list, i), i, &items[i]));
    *ret = (struct nft_ruleset){items, n, r->n_unknown};
    return OK;
}

err_t nft_json_read(struct arena *a, struct str text, struct nft_ruleset *ret, struct fault *why)
{
    if (text.n > NFT_JSON_BYTES_MAX)
        return fault_set(why, ERR_TOO_BIG, "nft.too_big", "%d", NFT_JSON_BYTES_MAX >> 20);
    json_error_t at;
    json_t *root = json_loadb(text.n ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &at);
    if (!root) {
        if (json_error_code(&at) == json_error_out_of_memory)
            return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
        (void)fault_set(why, ERR_INVALID, "nft.not_json", "%s", at.text);
        fault_place(why, NULL, (uint32_t)(at.line > 0 ? at.line : 1),
                    (uint32_t)(at.column > 0 ? at.column : 1));
        return ERR_INVALID;
    }
    struct nft_reader r = {.arena = a, .why = why};
    struct nft_ruleset set = {0};
    err_t e = read_all(&r, root, &set);
    json_decref(root);
    if (e == OK) *ret = set;
    return e;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Expressions and statements of rules, elements of sets.
 */
#include <string.h>

#include "wire/nft_json_parts.h"

static err_t nomem(struct nft_reader *r)
{
    return fault_set(r->why, ERR_NOMEM, "err.nomem", NULL);
}

static err_t unknown(struct nft_reader *r, const char *name, const json_t *v, struct nft_expr *ret)
{
    struct nft_expr e = {.kind = NFT_UNKNOWN};
    TRY(nft_json_raw(r, v, &e.raw));
    e.name = arena_strdup(r->arena, str_z(name));
    e.field = arena_printf(r->arena, "%s[%u]", r->path, r->at);
    if (!e.name || !e.field) return nomem(r);
    r->n_unknown++;
    *ret = e;
    return OK;
}

/* Has the object exactly these members? */
static bool has_only(const json_t *o, const char *const *names, size_t n)
{
    if (!json_is_object(o) || json_object_size(o) != n) return false;
    for (size_t i = 0; i < n; i++)
        if (!json_object_get(o, names[i])) return false;
    return true;
}

static err_t items(struct nft_reader *r, const json_t *list, struct nft_expr *e)
{
    size_t n = json_array_size(list);
    struct nft_expr *to = ARENA_ARRAY(r->arena, struct nft_expr, n ? n : 1);
    if (!to) return nomem(r);
    for (size_t i = 0; i < n; i++) TRY(nft_json_expression(r, json_array_get(list, i), &to[i]));
    e->items = to;
    e->n = (uint32_t)n;
    return OK;
}

/* Members of an object as items, in the order of `names`. */
static err_t members(struct nft_reader *r, const json_t *o, const char *const *names, size_t n,
                     struct nft_expr *e)
{
    struct nft_expr *to = ARENA_ARRAY(r->arena, struct nft_expr, n);
    if (!to) return nomem(r);
    for (size_t i = 0; i < n; i++)
        TRY(nft_json_expression(r, json_object_get(o, names[i]), &to[i]));
    e->items = to;
    e->n = (uint32_t)n;
    return OK;
}

/* Each of these is given the value of the object's one member; *ret_fits says whether it has the
 * form, otherwise it will be kept as unknown. */
static err_t read_prefix(struct nft_reader *r, const json_t *v, struct nft_expr *e, bool *ret_fits)
{
    static const char *const names[] = {"addr", "len"};
    *ret_fits = has_only(v, names, 2) && json_is_integer(json_object_get(v, "len"));
    if (!*ret_fits) return OK;
    e->kind = NFT_PREFIX;
    e->number = json_integer_value(json_object_get(v, "len"));
    return members(r, v, names, 1, e);
}

static err_t read_list(struct nft_reader *r, const json_t *v, struct nft_expr *e, bool *ret_fits)
{
    *ret_fits = json_is_array(v) && (e->kind != NFT_RANGE || json_array_size(v) == 2) &&
                (e->kind != NFT_BINARY || json_array_size(v) >= 2);
    return *ret_fits ? items(r, v, e) : OK;
}

static err_t read_map(struct nft_reader *r, const json_t *v, struct nft_expr *e, bool *ret_fits)
{
    static const char *const names[] = {"key", "data"};
    *ret_fits = has_only(v, names, 2);
    return *ret_fits ? members(r, v, names, 2, e) : OK;
}

static bool take_count(const json_t *o, const char *name, int64_t *ret)
{
    const json_t *v = json_object_get(o, name);
    if (!v) return true;
    if (!json_is_integer(v)) return false;
    *ret = json_integer_value(v);
    return true;
}

static bool take_counter(const json_t *v, int64_t *packets, int64_t *bytes)
{
    static const char *const names[] = {"packets", "bytes"};
    return has_only(v, names, 2) && take_count(v, names[0], packets) &&
           take_count(v, names[1], bytes);
}

static err_t read_elem(struct nft_reader *r, const json_t *v, struct nft_expr *e, bool *ret_fits)
{
    static const char *const known[] = {"val", "timeout", "expires", "comment", "counter", NULL};
    struct nft_elem *m = ARENA_NEW(r->arena, struct nft_elem);
    if (!m) return nomem(r);
    const json_t *comment = json_object_get(v, "comment"), *counter = json_object_get(v, "counter");
    *ret_fits = json_is_object(v) && json_object_get(v, "val") &&
                take_count(v, "timeout", &m->timeout) && take_count(v, "expires", &m->expires) &&
                (!comment || json_is_string(comment)) &&
                (!counter || take_counter(counter, &m->packets, &m->bytes));
    if (!*ret_fits) return OK;
    m->has_counter = counter != NULL;
    if (comment) TRY(nft_json_copy(r, comment, &m->comment));
    TRY(nft_json_rest(r, v, known, &m->rest));
    e->elem = m;
    return members(r, v, known, 1, e);
}

static err_t two_words(struct nft_reader *r, const json_t *v, const char *const *names,
                       struct nft_expr *e, bool *ret_fits)
{
    const json_t *a = json_object_get(v, names[0]), *b = json_object_get(v, names[1]);
    *ret_fits = has_only(v, names, 2) && json_is_string(a) && json_is_string(b);
    if (!*ret_fits) return OK;
    TRY(nft_json_copy(r, a, &e->name));
    return nft_json_copy(r, b, &e->field);
}

static err_t read_payload(struct nft_reader *r, const json_t *v, struct nft_expr *e, bool *ret_fits)
{
    static const char *const names[] = {"protocol", "field"};
    return two_words(r, v, names, e, ret_fits);
}

static err_t read_meta(struct nft_reader *r, const json_t *v, struct nft_expr *e, bool *ret_fits)
{
    static const char *const names[] = {"key"};
    *ret_fits = has_only(v, names, 1) && json_is_string(json_object_get(v, "key"));
    return *ret_fits ? nft_json_copy(r, json_object_get(v, "key"), &e->name) : OK;
}

static err_t read_ct(struct nft_reader *r, const json_t *v, struct nft_expr *e, bool *ret_fits)
{
    const json_t *key = json_object_get(v, "key"), *dir = json_object_get(v, "dir"),
                 *family = json_object_get(v, "family");
    size_t n = 1U + (dir != NULL) + (family != NULL);
    *ret_fits = json_is_object(v) && json_is_string(key) && (!dir || json_is_string(dir)) &&
                (!family || json_is_string(family)) && json_object_size(v) == n;
    if (!*ret_fits) return OK;
    TRY(nft_json_copy(r, key, &e->name));
    if (dir) TRY(nft_json_copy(r, dir, &e->field));
    return family ? nft_json_copy(r, family, &e->more) : OK;
}

static err_t read_nothing(struct nft_reader *r, const json_t *v, struct nft_expr *e, bool *ret_fits)
{
    (void)r;
    (void)e;
    *ret_fits = json_is_null(v);
    return OK;
}

static err_t read_target(struct nft_reader *r, const json_t *v, struct nft_expr *e, bool *ret_fits)
{
    static const char *const names[] = {"target"};
    *ret_fits = has_only(v, names, 1) && json_is_string(json_object_get(v, "target"));
    return *ret_fits ? nft_json_copy(r, json_object_get(v, "target"), &e->field) : OK;
}

static const struct form {
    const char *name;
    enum nft_kind kind;
    bool named; /* the expression bears the form's own name */
    err_t (*read)(struct nft_reader *, const json_t *, struct nft_expr *, bool *);
} forms[] = {
    {"prefix", NFT_PREFIX, false, read_prefix},
    {"range", NFT_RANGE, false, read_list},
    {"concat", NFT_CONCAT, false, read_list},
    {"set", NFT_SET, false, read_list},
    {"map", NFT_MAP, false, read_map},
    {"elem", NFT_ELEM, false, read_elem},
    {"payload", NFT_PAYLOAD, false, read_payload},
    {"meta", NFT_META, false, read_meta},
    {"ct", NFT_CT, false, read_ct},
    {"|", NFT_BINARY, true, read_list},
    {"&", NFT_BINARY, true, read_list},
    {"^", NFT_BINARY, true, read_list},
    {"<<", NFT_BINARY, true, read_list},
    {">>", NFT_BINARY, true, read_list},
    {"accept", NFT_VERDICT, true, read_nothing},
    {"drop", NFT_VERDICT, true, read_nothing},
    {"return", NFT_VERDICT, true, read_nothing},
    {"continue", NFT_VERDICT, true, read_nothing},
    {"jump", NFT_VERDICT, true, read_target},
    {"goto", NFT_VERDICT, true, read_target},
};

static err_t read_form(struct nft_reader *r, const char *name, const json_t *whole,
                       const json_t *value, struct nft_expr *ret)
{
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        if (strcmp(forms[i].name, name) != 0) continue;
        struct nft_expr e = {.kind = forms[i].kind};
        bool fits = false;
        if (forms[i].named) e.name = forms[i].name;
        TRY(forms[i].read(r, value, &e, &fits));
        if (!fits) break;
        *ret = e;
        return OK;
    }
    return unknown(r, name, whole, ret);
}

err_t nft_json_expression(struct nft_reader *r, const json_t *v, struct nft_expr *ret)
{
    struct nft_expr e = {.kind = NFT_NOTHING};
    switch (json_typeof(v)) {
    case JSON_NULL:
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        e.kind = NFT_YES;
        e.number = json_is_true(v);
        break;
    case JSON_INTEGER:
        e.kind = NFT_NUMBER;
        e.number = json_integer_value(v);
        break;
    case JSON_STRING:
        e.kind = NFT_WORD;
        TRY(nft_json_copy(r, v, &e.name));
        break;
    case JSON_ARRAY:
        e.kind = NFT_LIST;
        TRY(items(r, v, &e));
        break;
    case JSON_OBJECT:
        if (json_object_size(v) == 1) {
            void *at = json_object_iter((json_t *)v);
            return read_form(r, json_object_iter_key(at), v, json_object_iter_value(at), ret);
        }
        return unknown(r, "object", v, ret);
    default:
        return unknown(r, "number", v, ret);
    }
    *ret = e;
    return OK;
}

/* left and right: the members a and b of v. */
static err_t two_sides(struct nft_reader *r, const json_t *v, const char *a, const char *b,
                       struct nft_stmt *s)
{
    struct nft_expr *e = ARENA_ARRAY(r->arena, struct nft_expr, 2);
    if (!e) return nomem(r);
    TRY(nft_json_expression(r, json_object_get(v, a), &e[0]));
    TRY(nft_json_expression(r, json_object_get(v, b), &e[1]));
    s->left = &e[0];
    s->right = &e[1];
    return OK;
}

static err_t read_counter(struct nft_reader *r, const json_t *v, struct nft_stmt *s, bool *ret_fits)
{
    s->kind = NFT_DO_COUNTER;
    s->has_counter = take_counter(v, &s->packets, &s->bytes);
    *ret_fits = s->has_counter || json_is_null(v) || json_is_string(v);
    return json_is_string(v) ? nft_json_copy(r, v, &s->op) : OK;
}

static err_t read_verdict(struct nft_reader *r, const json_t *whole, struct nft_stmt *s,
                          bool *ret_fits)
{
    struct nft_expr *e = ARENA_NEW(r->arena, struct nft_expr);
    if (!e) return nomem(r);
    TRY(nft_json_expression(r, whole, e));
    *ret_fits = e->kind == NFT_VERDICT;
    s->kind = NFT_DO_VERDICT;
    s->left = e;
    return OK;
}

static bool is_verdict(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(forms); i++)
        if (forms[i].kind == NFT_VERDICT && strcmp(forms[i].name, name) == 0) return true;
    return false;
}

static err_t read_known(struct nft_reader *r, const char *name, const json_t *whole,
                        const json_t *v, struct nft_stmt *s, bool *ret_fits)
{
    static const char *const match[] = {"op", "left", "right"}, *const vmap[] = {"key", "data"};
    if (strcmp(name, "match") == 0 && has_only(v, match, 3) &&
        json_is_string(json_object_get(v, "op"))) {
        *ret_fits = true;
        s->kind = NFT_DO_MATCH;
        TRY(nft_json_copy(r, json_object_get(v, "op"), &s->op));
        return two_sides(r, v, "left", "right", s);
    }
    if (strcmp(name, "vmap") == 0 && has_only(v, vmap, 2)) {
        *ret_fits = true;
        s->kind = NFT_DO_VMAP;
        return two_sides(r, v, "key", "data", s);
    }
    if (strcmp(name, "counter") == 0) return read_counter(r, v, s, ret_fits);
    if (is_verdict(name)) return read_verdict(r, whole, s, ret_fits);
    *ret_fits = false;
    return OK;
}

err_t nft_json_statement(struct nft_reader *r, const json_t *v, struct nft_stmt *ret)
{
    struct nft_stmt s = {.kind = NFT_DO_OTHER};
    bool fits = false;
    if (json_is_object(v) && json_object_size(v) == 1) {
        void *at = json_object_iter((json_t *)v);
        const char *name = json_object_iter_key(at);
        const json_t *value = json_object_iter_value(at);
        TRY(read_known(r, name, v, value, &s, &fits));
        if (fits) {
            *ret = s;
            return OK;
        }
        s = (struct nft_stmt){.kind = NFT_DO_OTHER};
        s.op = arena_strdup(r->arena, str_z(name));
        if (!s.op) return nomem(r);
        v = value;
    }
    TRY(nft_json_raw(r, v, &s.raw));
    *ret = s;
    return OK;
}

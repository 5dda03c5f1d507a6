/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "base/codec_private.h"

err_t codec_path_push(struct codec_path *path, const char *name)
{
    if (path->depth == CODEC_DEPTH) return ERR_BUG;
    path->name[path->depth] = name;
    path->index[path->depth++] = -1;
    return OK;
}

err_t codec_fault(const struct codec_path *path, err_t e, const char *id, struct fault *why)
{
    char at[FAULT_FIELD_MAX] = "";
    size_t n = 0;
    for (size_t i = 0; i < path->depth && n < sizeof at; i++) {
        int k = snprintf(at + n, sizeof at - n, "%s%s", i ? "." : "", path->name[i]);
        if (k > 0) n += (size_t)k;
        if (path->index[i] < 0 || n >= sizeof at) continue;
        k = snprintf(at + n, sizeof at - n, "[%d]", path->index[i]);
        if (k > 0) n += (size_t)k;
    }
    if (path->unknown.p)
        fault_set(why, e, id, "%.*s", (int)(path->unknown.n < 60 ? path->unknown.n : 60),
                  path->unknown.p);
    else
        fault_set(why, e, id, "%s", at);
    fault_field(why, at);
    return e;
}

/* --- values ------------------------------------------------------------------------- */

static err_t number(const struct codec_member *m, const json_t *v, int64_t *ret)
{
    if (!json_is_integer(v)) return ERR_INVALID;
    int64_t n = json_integer_value(v);
    if (n < m->min || n > m->max) return ERR_INVALID;
    *ret = n;
    return OK;
}

static void int_to(const struct codec_member *m, int64_t v, char *p)
{
    int32_t v32 = (int32_t)v;
    uint16_t v16 = (uint16_t)v;
    bool b = v != 0;
    switch (m->type) {
    case CODEC_I32:
    case CODEC_I32S:
        memcpy(p, &v32, sizeof v32);
        break;
    case CODEC_U16:
        memcpy(p, &v16, sizeof v16);
        break;
    case CODEC_BOOL:
        memcpy(p, &b, sizeof b);
        break;
    default:
        memcpy(p, &v, sizeof v);
        break;
    }
}

static err_t text(const struct codec_member *m, struct arena *a, const json_t *v, char *p)
{
    if (!json_is_string(v)) return ERR_INVALID;
    struct str s = {json_string_value(v), json_string_length(v)};
    if (s.n > (size_t)m->max || memchr(s.p, 0, s.n)) return ERR_INVALID;
    const char *z = arena_strdup(a, s);
    if (!z) return ERR_NOMEM;
    memcpy(p, &z, sizeof z);
    return OK;
}

static err_t word(const struct codec_member *m, const json_t *v, char *p)
{
    if (!json_is_string(v)) return ERR_INVALID;
    struct str s = {json_string_value(v), json_string_length(v)};
    for (unsigned i = 0; i < m->n_names; i++) {
        if (!m->names[i] || !str_eqz(s, m->names[i])) continue;
        memcpy(p, &i, sizeof i);
        return OK;
    }
    return ERR_INVALID;
}

static err_t members(const struct codec *c, struct arena *a, const json_t *from, char *to,
                     struct codec_path *path);

static err_t pointed(const struct codec_member *m, struct arena *a, const json_t *v, char *p,
                     struct codec_path *path)
{
    void *to = arena_alloc(a, m->of->size);
    if (!to) return ERR_NOMEM;
    TRY(members(m->of, a, v, to, path));
    memcpy(p, &to, sizeof to);
    return OK;
}

static size_t item_size(const struct codec_member *m)
{
    switch (m->type) {
    case CODEC_LIST:
        return m->of->size;
    case CODEC_STRS:
        return sizeof(const char *);
    case CODEC_I32S:
        return sizeof(int32_t);
    default:
        return sizeof(int64_t);
    }
}

static err_t item(const struct codec_member *m, struct arena *a, const json_t *v, char *p,
                  struct codec_path *path)
{
    if (m->type == CODEC_LIST) return members(m->of, a, v, p, path);
    if (m->type == CODEC_STRS) return text(m, a, v, p);
    int64_t n;
    TRY(number(m, v, &n));
    int_to(m, n, p);
    return OK;
}

static err_t list(const struct codec_member *m, struct arena *a, const json_t *v, char *base,
                  struct codec_path *path)
{
    size_t n = json_array_size(v);
    if (!json_is_array(v) || n > m->most || (n == 0 && !m->required)) return ERR_INVALID;
    char *p = arena_array(a, n ? n : 1, item_size(m));
    if (!p) return ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        path->index[path->depth - 1] = (int32_t)i;
        TRY(item(m, a, json_array_get(v, i), p + i * item_size(m), path));
    }
    memcpy(base + m->at, &p, sizeof p);
    memcpy(base + m->count_at, &n, sizeof n);
    return OK;
}

static err_t value(const struct codec_member *m, struct arena *a, const json_t *v, char *base,
                   struct codec_path *path)
{
    char *p = base + m->at;
    int64_t n;
    switch (m->type) {
    case CODEC_I64:
    case CODEC_I32:
    case CODEC_U16:
    case CODEC_BOOL:
        TRY(number(m, v, &n));
        if (n == 0 && !m->required) return ERR_INVALID; /* one way to write nothing */
        int_to(m, n, p);
        return OK;
    case CODEC_STR:
        return text(m, a, v, p);
    case CODEC_ENUM:
        return word(m, v, p);
    case CODEC_OBJECT:
        return members(m->of, a, v, p, path);
    case CODEC_POINTER:
        return pointed(m, a, v, p, path);
    case CODEC_LIST:
    case CODEC_STRS:
    case CODEC_I64S:
    case CODEC_I32S:
        return list(m, a, v, base, path);
    case CODEC_SKIP:
    case CODEC_END:
        break;
    }
    return OK;
}

/* --- objects ------------------------------------------------------------------------ */

/* The first name in the object that the table does not have. */
static struct str unknown_name(const struct codec *c, const json_t *from)
{
    const char *name;
    json_t *v;
    size_t n;
    json_object_keylen_foreach((json_t *)(uintptr_t)from, name, n, v)
    {
        const struct codec_member *m = c->members;
        while (m->type != CODEC_END && !str_eqz((struct str){name, n}, m->name)) m++;
        if (m->type == CODEC_END) return (struct str){name, n};
    }
    return STR_NONE;
}

static err_t members(const struct codec *c, struct arena *a, const json_t *from, char *to,
                     struct codec_path *path)
{
    if (!json_is_object(from)) return ERR_INVALID;
    size_t found = 0;
    for (const struct codec_member *m = c->members; m->type != CODEC_END; m++) {
        TRY(codec_path_push(path, m->name));
        const json_t *v = json_object_get(from, m->name);
        if (!v && m->required) return ERR_NOT_FOUND;
        if (v) {
            found++;
            TRY(value(m, a, v, to, path));
        }
        path->depth--;
    }
    if (found == json_object_size(from)) return OK;
    path->unknown = unknown_name(c, from);
    return ERR_INVALID;
}

err_t codec_decode(const struct codec *c, struct arena *a, const json_t *from, void *to,
                   struct fault *why)
{
    struct codec_path path = {0};
    memset(to, 0, c->size);
    err_t e = members(c, a, from, to, &path);
    switch (e) {
    case OK:
        return OK;
    case ERR_INVALID:
        return codec_fault(&path, e, path.unknown.p ? "codec.unknown_member" : "codec.bad_member",
                           why);
    case ERR_NOT_FOUND:
        return codec_fault(&path, ERR_INVALID, "codec.missing", why);
    default:
        return codec_fault(&path, e, "err.nomem", why);
    }
}

/* jansson tells of some failed allocations without a code. */
static bool out_of_memory(const json_error_t *error)
{
    enum json_error_code code = json_error_code(error);
    return code == json_error_out_of_memory || code == json_error_unknown;
}

err_t codec_parse(struct str text, size_t max, json_t **ret, struct fault *why)
{
    if (text.n > max) return fault_set(why, ERR_TOO_BIG, "codec.too_big", "%zu", max);
    json_error_t error = {0};
    json_t *v = json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES, &error);
    if (v) {
        *ret = v;
        return OK;
    }
    if (out_of_memory(&error)) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    fault_set(why, ERR_INVALID, "codec.not_json", NULL);
    fault_place(why, "", error.line > 0 ? (uint32_t)error.line : 0,
                error.column > 0 ? (uint32_t)error.column : 0);
    return ERR_INVALID;
}

err_t codec_decode_text(const struct codec *c, struct arena *a, struct str text, size_t max,
                        void *to, struct fault *why)
{
    json_t *from = NULL;
    TRY(codec_parse(text, max, &from, why));
    err_t e = codec_decode(c, a, from, to, why);
    json_decref(from);
    return e;
}

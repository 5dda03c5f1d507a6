/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/codec_private.h"
#include "base/utf8.h"

static err_t put(json_t *object, const struct codec_member *m, json_t *value)
{
    return json_object_set_new(object, m->name, value) == 0 ? OK : ERR_NOMEM;
}

static err_t number(const struct codec_member *m, int64_t v, json_t **ret)
{
    if (v < m->min || v > m->max) return ERR_INVALID;
    *ret = json_integer(v);
    return *ret ? OK : ERR_NOMEM;
}

static err_t text(const struct codec_member *m, const char *z, json_t **ret)
{
    size_t n = strlen(z);
    if (n > (size_t)m->max || !utf8_valid((struct str){z, n}, UTF8_NO_NUL)) return ERR_INVALID;
    *ret = json_stringn(z, n);
    return *ret ? OK : ERR_NOMEM;
}

static int64_t int_at(const struct codec_member *m, const char *p)
{
    switch (m->type) {
    case CODEC_I32:
    case CODEC_I32S: {
        int32_t v;
        memcpy(&v, p, sizeof v);
        return v;
    }
    case CODEC_U16: {
        uint16_t v;
        memcpy(&v, p, sizeof v);
        return v;
    }
    case CODEC_BOOL: {
        bool v;
        memcpy(&v, p, sizeof v);
        return v;
    }
    default: {
        int64_t v;
        memcpy(&v, p, sizeof v);
        return v;
    }
    }
}

static err_t one_number(const struct codec_member *m, const char *p, json_t *object)
{
    int64_t v = int_at(m, p);
    if (v == 0 && !m->required) return OK;
    json_t *value = NULL;
    TRY(number(m, v, &value));
    return put(object, m, value);
}

static err_t one_text(const struct codec_member *m, const char *p, json_t *object)
{
    const char *z;
    memcpy(&z, p, sizeof z);
    if (!z) return m->required ? ERR_INVALID : OK;
    json_t *value = NULL;
    TRY(text(m, z, &value));
    return put(object, m, value);
}

static err_t one_enum(const struct codec_member *m, const char *p, json_t *object)
{
    unsigned v;
    memcpy(&v, p, sizeof v);
    if (v == 0 && !m->required) return OK;
    if (v >= m->n_names || !m->names[v]) return ERR_INVALID;
    json_t *value = json_string(m->names[v]);
    return value ? put(object, m, value) : ERR_NOMEM;
}

static err_t one_object(const struct codec_member *m, const char *p, json_t *object,
                        struct codec_path *path)
{
    const char *from = p;
    if (m->type == CODEC_POINTER) {
        memcpy(&from, p, sizeof from);
        if (!from) return m->required ? ERR_INVALID : OK;
    }
    json_t *value = json_object();
    if (!value) return ERR_NOMEM;
    err_t e = codec_write_members(m->of, from, value, path);
    if (e != OK || (m->type == CODEC_OBJECT && !m->required && json_object_size(value) == 0)) {
        json_decref(value);
        return e;
    }
    return put(object, m, value);
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

static err_t item(const struct codec_member *m, const char *p, json_t **ret,
                  struct codec_path *path)
{
    if (m->type == CODEC_STRS) {
        const char *z;
        memcpy(&z, p, sizeof z);
        return z ? text(m, z, ret) : ERR_INVALID;
    }
    if (m->type != CODEC_LIST) return number(m, int_at(m, p), ret);
    json_t *object = json_object();
    if (!object) return ERR_NOMEM;
    err_t e = codec_write_members(m->of, p, object, path);
    if (e != OK) {
        json_decref(object);
        return e;
    }
    *ret = object;
    return OK;
}

static err_t list(const struct codec_member *m, const char *base, json_t *object,
                  struct codec_path *path)
{
    const char *p;
    size_t n;
    memcpy(&p, base + m->at, sizeof p);
    memcpy(&n, base + m->count_at, sizeof n);
    if (n == 0 && !m->required) return OK;
    if (n > m->most) return ERR_INVALID;
    json_t *array = json_array();
    if (!array) return ERR_NOMEM;
    err_t e = OK;
    for (size_t i = 0; i < n && e == OK; i++) {
        json_t *value = NULL;
        path->index[path->depth - 1] = (int32_t)i;
        e = item(m, p + i * item_size(m), &value, path);
        if (e == OK && json_array_append_new(array, value) != 0) e = ERR_NOMEM;
    }
    if (e != OK) {
        json_decref(array);
        return e;
    }
    return put(object, m, array);
}

static err_t member(const struct codec_member *m, const char *base, json_t *object,
                    struct codec_path *path)
{
    const char *p = base + m->at;
    switch (m->type) {
    case CODEC_I64:
    case CODEC_I32:
    case CODEC_U16:
    case CODEC_BOOL:
        return one_number(m, p, object);
    case CODEC_STR:
        return one_text(m, p, object);
    case CODEC_ENUM:
        return one_enum(m, p, object);
    case CODEC_OBJECT:
    case CODEC_POINTER:
        return one_object(m, p, object, path);
    case CODEC_LIST:
    case CODEC_STRS:
    case CODEC_I64S:
    case CODEC_I32S:
        return list(m, base, object, path);
    case CODEC_SKIP:
    case CODEC_END:
        break;
    }
    return OK;
}

err_t codec_write_members(const struct codec *c, const char *from, json_t *object,
                          struct codec_path *path)
{
    for (const struct codec_member *m = c->members; m->type != CODEC_END; m++) {
        TRY(codec_path_push(path, m->name));
        TRY(member(m, from, object, path));
        path->depth--;
    }
    return OK;
}

err_t codec_encode(const struct codec *c, const void *from, json_t **ret, struct fault *why)
{
    json_t *object = json_object();
    if (!object) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    struct codec_path path = {0};
    err_t e = codec_write_members(c, from, object, &path);
    if (e != OK) {
        json_decref(object);
        return codec_fault(&path, e, e == ERR_INVALID ? "codec.bad_member" : "err.nomem", why);
    }
    *ret = object;
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "office/enforce_payload.h"

static err_t pairs(struct arena *arena, json_t *o, struct document_pair *v)
{
    const char *name;
    json_t *value;
    size_t i = 0;
    json_object_foreach(o, name, value)
    {
        if (!json_is_string(value)) return ERR_CORRUPT;
        v[i].name = arena_strdup(arena, str_z(name));
        v[i].value = arena_strdup(arena, str_z(json_string_value(value)));
        if (!v[i].name || !v[i].value) return ERR_NOMEM;
        i++;
    }
    return OK;
}

err_t enforce_payload(struct arena *arena, const char *json, const struct document_pair **ret,
                      size_t *ret_n)
{
    json_t *o = NULL;
    err_t e = codec_parse(str_z(json), 4 << 20, &o, NULL);
    if (e != OK) return e == ERR_NOMEM ? e : ERR_CORRUPT;
    size_t n = json_object_size(o);
    struct document_pair *v = ARENA_ARRAY(arena, struct document_pair, n ? n : 1);
    e = !json_is_object(o) ? ERR_CORRUPT : v ? pairs(arena, o, v) : ERR_NOMEM;
    json_decref(o);
    if (e != OK) return e;
    *ret = v;
    *ret_n = n;
    return OK;
}

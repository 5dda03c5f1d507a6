/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/canon.h"

#include <stdlib.h>

#include "base/json.h"

struct member {
    struct str name;
    const json_t *value; /* NULL: the extra member */
};

struct writer {
    struct sb *to;
    struct str extra_name, extra_value; /* for the outermost object only */
};

static err_t write_value(struct writer *w, const json_t *v, unsigned depth);

int canon_name_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    for (size_t i = 0; i < n; i++) {
        unsigned x = (unsigned char)a.p[i], y = (unsigned char)b.p[i];
        if (x == y) continue;
        /* Beyond U+FFFF stand surrogates (D800..DFFF) in UTF-16, which sort
         * before U+E000..U+FFFF, whose first byte here is EE or EF. */
        if (x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0)) return x >= 0xF0 ? -1 : 1;
        return x < y ? -1 : 1;
    }
    return a.n < b.n ? -1 : a.n > b.n;
}

static int member_cmp(const void *a, const void *b)
{
    return canon_name_cmp(((const struct member *)a)->name, ((const struct member *)b)->name);
}

static err_t write_members(struct writer *w, const struct member *m, size_t n, unsigned depth)
{
    sb_addc(w->to, '{');
    for (size_t i = 0; i < n; i++) {
        if (i) {
            if (canon_name_cmp(m[i - 1].name, m[i].name) == 0) return ERR_EXISTS;
            sb_addc(w->to, ',');
        }
        if (str_find(m[i].name, '\0') < m[i].name.n) return ERR_INVALID;
        TRY(json_quote(w->to, m[i].name));
        sb_addc(w->to, ':');
        if (m[i].value) {
            TRY(write_value(w, m[i].value, depth + 1));
        } else {
            TRY(json_quote(w->to, w->extra_value));
        }
    }
    sb_addc(w->to, '}');
    return OK;
}

static err_t write_object(struct writer *w, const json_t *v, unsigned depth)
{
    struct member few[16], *m = few;
    bool extra = depth == 1 && w->extra_name.p;
    size_t n = 0, count = json_object_size(v) + (extra ? 1 : 0);
    if (count > ARRAY_LEN(few)) {
        m = calloc(count, sizeof *m);
        if (!m) return ERR_NOMEM;
    }
    /* jansson's iterators want a mutable object; nothing is changed. */
    json_t *object = (json_t *)(uintptr_t)v;
    for (void *it = json_object_iter(object); it; it = json_object_iter_next(object, it)) {
        m[n++] = (struct member){{json_object_iter_key(it), json_object_iter_key_len(it)},
                                 json_object_iter_value(it)};
    }
    if (extra) m[n++] = (struct member){w->extra_name, NULL};
    qsort(m, n, sizeof *m, member_cmp);
    err_t e = write_members(w, m, n, depth);
    if (m != few) free(m);
    return e;
}

static err_t write_array(struct writer *w, const json_t *v, unsigned depth)
{
    sb_addc(w->to, '[');
    for (size_t i = 0; i < json_array_size(v); i++) {
        if (i) sb_addc(w->to, ',');
        TRY(write_value(w, json_array_get(v, i), depth + 1));
    }
    sb_addc(w->to, ']');
    return OK;
}

static err_t write_value(struct writer *w, const json_t *v, unsigned depth)
{
    if (!v || depth > CANON_DEPTH_MAX) return ERR_INVALID;
    switch (json_typeof(v)) {
    case JSON_OBJECT:
        return write_object(w, v, depth);
    case JSON_ARRAY:
        return write_array(w, v, depth);
    case JSON_STRING:
        return json_quote(w->to, (struct str){json_string_value(v), json_string_length(v)});
    case JSON_INTEGER: {
        json_int_t i = json_integer_value(v);
        if (i <= -CANON_INT_LIMIT || i >= CANON_INT_LIMIT) return ERR_INVALID;
        sb_add_i64(w->to, i);
        return OK;
    }
    case JSON_REAL:
        return ERR_INVALID;
    case JSON_TRUE:
        sb_add(w->to, STR("true"));
        return OK;
    case JSON_FALSE:
        sb_add(w->to, STR("false"));
        return OK;
    case JSON_NULL:
        sb_add(w->to, STR("null"));
        return OK;
    }
    return ERR_INVALID;
}

err_t canon_write(struct sb *to, const json_t *v)
{
    struct writer w = {.to = to};
    TRY(write_value(&w, v, 1));
    return sb_end(to);
}

err_t canon_write_with(struct sb *to, const json_t *object, struct str name, struct str value)
{
    struct writer w = {.to = to, .extra_name = name, .extra_value = value};
    if (!json_is_object(object)) return ERR_INVALID;
    TRY(write_value(&w, object, 1));
    return sb_end(to);
}

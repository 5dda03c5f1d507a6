/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include "base/utf8.h"

void json_init(struct json *j, struct sb *out)
{
    *j = (struct json){.out = out};
}

static void fail(struct json *j, err_t e)
{
    if (j->err == OK) j->err = e;
}

static bool inside_object(const struct json *j)
{
    return j->depth > 0 && (j->in_object >> (j->depth - 1) & 1U) != 0;
}

/* May a value stand here? Writes the comma before it. */
static bool value_begins(struct json *j)
{
    if (j->err != OK) return false;
    if (j->done || inside_object(j) != j->have_key) {
        fail(j, ERR_BUG);
        return false;
    }
    if (!inside_object(j) && j->need_comma) sb_addc(j->out, ',');
    return true;
}

static void value_ended(struct json *j)
{
    j->have_key = false;
    j->need_comma = true;
    if (j->depth == 0) j->done = true;
}

static void open_level(struct json *j, char bracket, bool object)
{
    if (!value_begins(j)) return;
    if (j->depth == JSON_DEPTH_MAX) {
        fail(j, ERR_BUG);
        return;
    }
    uint64_t bit = UINT64_C(1) << j->depth;
    j->in_object = object ? j->in_object | bit : j->in_object & ~bit;
    j->depth++;
    j->have_key = j->need_comma = false;
    sb_addc(j->out, bracket);
}

static void close_level(struct json *j, char bracket, bool object)
{
    if (j->err != OK) return;
    if (j->depth == 0 || inside_object(j) != object || j->have_key) {
        fail(j, ERR_BUG);
        return;
    }
    j->depth--;
    sb_addc(j->out, bracket);
    value_ended(j);
}

void json_object_begin(struct json *j)
{
    open_level(j, '{', true);
}

void json_object_end(struct json *j)
{
    close_level(j, '}', true);
}

void json_array_begin(struct json *j)
{
    open_level(j, '[', false);
}

void json_array_end(struct json *j)
{
    close_level(j, ']', false);
}

static void add_escaped(struct sb *b, unsigned char c)
{
    static const char short_form[32] = {
        ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r'};
    if (c == '"' || c == '\\')
        sb_addf(b, "\\%c", c);
    else if (short_form[c])
        sb_addf(b, "\\%c", short_form[c]);
    else
        sb_addf(b, "\\u%04x", c);
}

err_t json_quote(struct sb *b, struct str s)
{
    if (!utf8_valid(s, 0)) return ERR_INVALID;
    sb_addc(b, '"');
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        sb_add(b, (struct str){s.p + from, i - from});
        add_escaped(b, c);
        from = i + 1;
    }
    sb_add(b, str_skip(s, from));
    sb_addc(b, '"');
    return OK;
}

void json_key_str(struct json *j, struct str key)
{
    if (j->err != OK) return;
    if (!inside_object(j) || j->have_key) {
        fail(j, ERR_BUG);
        return;
    }
    if (j->need_comma) sb_addc(j->out, ',');
    err_t e = json_quote(j->out, key);
    if (e != OK) fail(j, e);
    sb_addc(j->out, ':');
    j->have_key = true;
}

void json_key(struct json *j, const char *key)
{
    json_key_str(j, str_z(key));
}

void json_str(struct json *j, struct str s)
{
    if (!value_begins(j)) return;
    err_t e = OK;
    if (s.p)
        e = json_quote(j->out, s);
    else
        sb_addz(j->out, "null");
    if (e != OK) fail(j, e);
    value_ended(j);
}

void json_strz(struct json *j, const char *z)
{
    json_str(j, str_z(z));
}

void json_i64(struct json *j, int64_t v)
{
    if (!value_begins(j)) return;
    if (v > JSON_INT_MAX || v < -JSON_INT_MAX)
        fail(j, ERR_INVALID);
    else
        sb_add_i64(j->out, v);
    value_ended(j);
}

static void word(struct json *j, const char *w)
{
    if (!value_begins(j)) return;
    sb_addz(j->out, w);
    value_ended(j);
}

void json_bool(struct json *j, bool v)
{
    word(j, v ? "true" : "false");
}

void json_nil(struct json *j)
{
    word(j, "null");
}

void json_put_str(struct json *j, const char *key, struct str s)
{
    json_key(j, key);
    json_str(j, s);
}

void json_put_strz(struct json *j, const char *key, const char *z)
{
    json_key(j, key);
    json_strz(j, z);
}

void json_put_i64(struct json *j, const char *key, int64_t v)
{
    json_key(j, key);
    json_i64(j, v);
}

void json_put_bool(struct json *j, const char *key, bool v)
{
    json_key(j, key);
    json_bool(j, v);
}

err_t json_end(struct json *j)
{
    if (j->err == OK && !j->done) fail(j, ERR_BUG);
    if (j->err != OK) return j->err;
    return sb_end(j->out);
}

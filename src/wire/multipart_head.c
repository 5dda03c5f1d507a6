/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/multipart_head.h"

#include <string.h>

#include "base/utf8.h"
#include "wire/multipart.h"

static bool is_alnum(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* RFC 2046: 1 to 70 bchars, not ending in a blank. */
static bool boundary_is_good(struct str s)
{
    if (s.n == 0 || s.n > MULTIPART_BOUNDARY_MAX || s.p[s.n - 1] == ' ') return false;
    for (size_t i = 0; i < s.n; i++) {
        if (!is_alnum(s.p[i]) && !(s.p[i] && strchr("'()+_,-./:=? ", s.p[i]))) return false;
    }
    return true;
}

/* "; key=value" or '; key="value"' off the front of *s. No escapes within the
 * quotes: browsers write %22 there, never \". */
static bool take_param(struct str *s, struct str *ret_key, struct str *ret_value)
{
    if (s->n == 0 || s->p[0] != ';') return false;
    struct str rest = str_skip(*s, 1);
    while (rest.n > 0 && rest.p[0] == ' ') rest = str_skip(rest, 1);
    struct str key = str_cut(&rest, '=');
    if (!rest.p || key.n == 0) return false;
    struct str value;
    if (rest.n > 0 && rest.p[0] == '"') {
        rest = str_skip(rest, 1);
        value = str_cut(&rest, '"');
        if (!rest.p) return false;
    } else {
        size_t end = str_find(rest, ';');
        value = str_head(rest, end);
        if (str_find(value, '"') < value.n || str_find(value, ' ') < value.n) return false;
        rest = str_skip(rest, end);
    }
    *s = rest;
    *ret_key = key;
    *ret_value = value;
    return true;
}

err_t multipart_head_boundary(struct str content_type, struct str *ret)
{
    struct str type = str_head(content_type, str_find(content_type, ';'));
    struct str rest = str_skip(content_type, type.n), key, value, boundary = STR_NONE;
    if (!str_eq_nocase(str_trim(type), STR("multipart/form-data"))) return ERR_INVALID;
    while (rest.n > 0) {
        if (!take_param(&rest, &key, &value)) return ERR_INVALID;
        if (!str_eq_nocase(key, STR("boundary"))) continue;
        if (boundary.p) return ERR_INVALID;
        boundary = value;
    }
    if (!boundary.p || !boundary_is_good(boundary)) return ERR_INVALID;
    *ret = boundary;
    return OK;
}

/* %22 %0D %0A, the only escapes of HTML's form-data encoding, undone in
 * place (s points into our own bytes). */
static struct str unescape(struct str s)
{
    static const struct {
        struct str from;
        char to;
    } t[] = {{STR_INIT("%22"), '"'}, {STR_INIT("%0D"), '\r'}, {STR_INIT("%0A"), '\n'}};
    char *to = (char *)(uintptr_t)s.p;
    size_t n = 0;
    while (s.n > 0) {
        size_t used = 1;
        char c = s.p[0];
        for (size_t i = 0; c == '%' && i < ARRAY_LEN(t); i++) {
            if (!str_starts(s, t[i].from)) continue;
            c = t[i].to;
            used = t[i].from.n;
        }
        to[n++] = c;
        s = str_skip(s, used);
    }
    return (struct str){to, n};
}

/* Some browsers of old sent whole paths; nothing but the last part counts. */
static struct str without_folders(struct str s)
{
    for (size_t i = s.n; i > 0; i--) {
        if (s.p[i - 1] == '/' || s.p[i - 1] == '\\') return str_skip(s, i);
    }
    return s;
}

static err_t parse_disposition(struct str v, struct multipart_head *h)
{
    if (h->name.p) return ERR_INVALID; /* the header stands twice */
    struct str type = str_head(v, str_find(v, ';'));
    struct str rest = str_skip(v, type.n), key, value;
    if (!str_eq_nocase(str_trim(type), STR("form-data"))) return ERR_INVALID;
    while (rest.n > 0) {
        if (!take_param(&rest, &key, &value)) return ERR_INVALID;
        bool name = str_eq_nocase(key, STR("name"));
        struct str *to = name ? &h->name : &h->filename;
        if (!name && !str_eq_nocase(key, STR("filename"))) return ERR_INVALID;
        if (to->p) return ERR_INVALID;
        *to = unescape(value);
        if (!utf8_valid(*to, UTF8_LINE)) return ERR_INVALID;
    }
    if (h->filename.p) h->filename = without_folders(h->filename);
    if (h->name.n == 0) return ERR_INVALID;
    if (h->name.n > MULTIPART_NAME_MAX || h->filename.n > MULTIPART_FILENAME_MAX)
        return ERR_TOO_BIG;
    return OK;
}

static bool encoding_is_none(struct str v)
{
    return str_eq_nocase(v, STR("7bit")) || str_eq_nocase(v, STR("8bit")) ||
           str_eq_nocase(v, STR("binary"));
}

static err_t parse_line(struct str line, struct multipart_head *h)
{
    if (!utf8_valid(line, UTF8_LINE)) return ERR_INVALID;
    struct str value = line;
    struct str name = str_cut(&value, ':');
    if (!value.p || name.n == 0) return ERR_INVALID;
    for (size_t i = 0; i < name.n; i++) { /* a folded line begins with a blank */
        if (!is_alnum(name.p[i]) && name.p[i] != '-') return ERR_INVALID;
    }
    value = str_trim(value);
    if (str_eq_nocase(name, STR("content-disposition"))) return parse_disposition(value, h);
    if (str_eq_nocase(name, STR("content-transfer-encoding")))
        return encoding_is_none(value) ? OK : ERR_INVALID;
    if (str_eq_nocase(name, STR("content-type"))) {
        if (h->content_type.p) return ERR_INVALID;
        h->content_type = value;
    }
    return OK;
}

err_t multipart_head_parse(char *bytes, size_t n, struct multipart_head *ret)
{
    struct multipart_head h = {0};
    for (struct str rest = {bytes, n}; rest.n > 0;) {
        struct str line = str_cut(&rest, '\n');
        if (!rest.p || line.n == 0 || line.p[line.n - 1] != '\r') return ERR_INVALID;
        line.n--;
        TRY(parse_line(line, &h));
    }
    if (!h.name.p) return ERR_INVALID;
    *ret = h;
    return OK;
}

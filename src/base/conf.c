/* SPDX-License-Identifier: Apache-2.0 */
#include "base/conf.h"

#include "base/utf8.h"

enum { CONF_KEYS_MAX = 256 };

static bool is_key(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
    }
    return s.n > 0;
}

static err_t read_line(struct str line, struct str *seen, size_t *n_seen, conf_fn *each, void *arg,
                       struct fault *why)
{
    struct str rest = line;
    if (!utf8_valid(line, UTF8_TEXT))
        return fault_set(why, ERR_INVALID, "conf.bad_character", NULL);
    struct str key = str_trim(str_cut(&rest, '='));
    if (rest.p == NULL || !is_key(key))
        return fault_set(why, ERR_INVALID, "conf.bad_line", "%.*s", STR_ARG(utf8_head(line, 60)));
    for (size_t i = 0; i < *n_seen; i++)
        if (str_eq(seen[i], key))
            return fault_set(why, ERR_INVALID, "conf.twice", "%.*s", STR_ARG(key));
    if (*n_seen == CONF_KEYS_MAX) return fault_set(why, ERR_TOO_BIG, "conf.too_long", NULL);
    seen[(*n_seen)++] = key;
    return each(arg, key, str_trim(rest), why);
}

err_t conf_parse(struct str text, const char *file, conf_fn *each, void *arg, struct fault *why)
{
    struct str seen[CONF_KEYS_MAX];
    size_t n_seen = 0;
    uint32_t number = 0;

    while (text.p != NULL) {
        struct str line = str_trim(str_cut(&text, '\n'));
        number++;
        if (line.n == 0 || line.p[0] == '#') continue;
        err_t e = read_line(line, seen, &n_seen, each, arg, why);
        if (e != OK) {
            fault_place(why, file, number, 0);
            return e;
        }
    }
    return OK;
}

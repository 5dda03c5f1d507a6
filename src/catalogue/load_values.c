/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/utf8.h"
#include "catalogue/load.h"

enum { KEYS_MAX = 48 };

static bool wants(struct load *l, const struct yaml *y, enum yaml_kind kind)
{
    static const char *const ids[] = {[YAML_WORD] = "catalogue.want_word",
                                      [YAML_MAP] = "catalogue.want_map",
                                      [YAML_LIST] = "catalogue.want_list"};
    if (!y) return false;
    if (y->kind == kind) return true;
    load_fault(l, load_place(l, y), ids[kind], "%.*s", STR_ARG(utf8_head(y->text, 60)));
    return false;
}

static void check_twice(struct load *l, const struct yaml *y, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (!str_eq(y->keys[k].text, y->keys[i].text)) continue;
        load_fault(l, load_place(l, &y->keys[i]), "catalogue.key_twice", "%.*s" FS "%u",
                   STR_ARG(utf8_head(y->keys[i].text, 60)), (unsigned)y->keys[k].line);
        return;
    }
}

static bool known_key(struct str key, const struct load_key *keys, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eqz(key, keys[i].name)) return true;
    return false;
}

bool load_map(struct load *l, const struct yaml *y, const struct load_key *keys, size_t n)
{
    if (!wants(l, y, YAML_MAP)) return false;
    ASSERT(n <= KEYS_MAX);
    const char *names[KEYS_MAX];
    for (size_t i = 0; i < n; i++) names[i] = keys[i].name;
    for (size_t i = 0; i < y->n; i++) {
        check_twice(l, y, i);
        if (!known_key(y->keys[i].text, keys, n))
            load_unknown(l, load_place(l, &y->keys[i]), UNKNOWN_KEY, y->keys[i].text, names, n);
    }
    for (size_t i = 0; i < n; i++)
        if (keys[i].required && !yaml_get(y, keys[i].name))
            load_fault(l, load_place(l, y), "catalogue.missing_key", "%s", keys[i].name);
    return true;
}

bool load_is_name(struct str s)
{
    if (s.n == 0 || s.n > LOAD_NAME_MAX) return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool later = (c >= '0' && c <= '9') || c == '_' || c == '-';
        if (!letter && !(later && i > 0)) return false;
    }
    return true;
}

static bool check_name(struct load *l, const struct yaml *y)
{
    if (load_is_name(y->text)) return true;
    load_fault(l, load_place(l, y), "catalogue.bad_name", "%.*s", STR_ARG(utf8_head(y->text, 60)));
    return false;
}

bool load_name_map(struct load *l, const struct yaml *y)
{
    if (!wants(l, y, YAML_MAP)) return false;
    for (size_t i = 0; i < y->n; i++) {
        check_twice(l, y, i);
        (void)check_name(l, &y->keys[i]);
    }
    return true;
}

bool load_any_map(struct load *l, const struct yaml *y)
{
    if (!wants(l, y, YAML_MAP)) return false;
    for (size_t i = 0; i < y->n; i++) check_twice(l, y, i);
    return true;
}

bool load_list(struct load *l, const struct yaml *y)
{
    return wants(l, y, YAML_LIST);
}

bool load_word(struct load *l, const struct yaml *y, struct str *ret)
{
    if (!wants(l, y, YAML_WORD)) return false;
    struct str s = str_trim(y->text);
    if (s.n == 0) {
        load_fault(l, load_place(l, y), "catalogue.empty", NULL);
        return false;
    }
    *ret = s;
    return true;
}

const char *load_name(struct load *l, const struct yaml *y)
{
    struct str s;
    if (!load_word(l, y, &s) || !check_name(l, y)) return NULL;
    return load_strz(l, s);
}

const char *load_text(struct load *l, const struct yaml *y)
{
    struct str s;
    return load_word(l, y, &s) ? load_strz(l, s) : NULL;
}

void load_text2_keys(struct load *l, const struct yaml *y, struct text2 *ret)
{
    static const struct {
        const char *key, *missing;
    } langs[] = {{"ja", "catalogue.missing_ja"}, {"en", "catalogue.missing_en"}};
    for (size_t i = 0; i < ARRAY_LEN(langs); i++) {
        const struct yaml *text = yaml_get(y, langs[i].key);
        const char *z = text ? load_text(l, text) : NULL;
        if (!text) load_fault(l, load_place(l, y), langs[i].missing, NULL);
        *(i ? &ret->en : &ret->ja) = z ? z : "";
    }
}

void load_text2(struct load *l, const struct yaml *y, struct text2 *ret)
{
    static const struct load_key keys[] = {{"ja"}, {"en"}};
    if (load_map(l, y, keys, ARRAY_LEN(keys))) load_text2_keys(l, y, ret);
}

bool load_yes(struct load *l, const struct yaml *y)
{
    struct str s;
    if (!y || !load_word(l, y, &s)) return false;
    if (str_eqz(s, "yes")) return true;
    if (!str_eqz(s, "no"))
        load_fault(l, load_place(l, y), "catalogue.want_yes", "%.*s", STR_ARG(utf8_head(s, 60)));
    return false;
}

bool load_number(struct load *l, const struct yaml *y, int64_t min, int64_t max, int64_t *ret)
{
    struct str s;
    int64_t n;
    if (!load_word(l, y, &s)) return false;
    if (str_to_i64(s, &n) == OK && n >= min && n <= max) {
        *ret = n;
        return true;
    }
    load_fault(l, load_place(l, y), "catalogue.want_number", "%.*s" FS "%lld" FS "%lld",
               STR_ARG(utf8_head(s, 60)), (long long)min, (long long)max);
    return false;
}

struct load_words load_words(const struct yaml *y)
{
    if (!y) return (struct load_words){NULL, 0};
    if (y->kind == YAML_LIST) return (struct load_words){y->values, y->n};
    return (struct load_words){y, 1};
}

const char *const *load_names(struct load *l, const struct yaml *y, size_t *ret_n)
{
    *ret_n = 0;
    struct load_words w = load_words(y);
    const char **names = LOAD_ARRAY(l, const char *, w.n);
    if (!names) return NULL;
    size_t n = 0;
    for (size_t i = 0; i < w.n; i++) {
        const char *name = load_name(l, &w.v[i]);
        if (name) names[n++] = name;
    }
    *ret_n = n;
    return names;
}

const char *load_field_name(struct load *l, const struct yaml *y)
{
    struct str s;
    if (!load_word(l, y, &s)) return NULL;
    struct str name = str_starts(s, STR("field.")) ? str_skip(s, 6) : STR_NONE;
    if (load_is_name(name)) return load_strz(l, name);
    load_fault(l, load_place(l, y), "catalogue.want_field", "%.*s", STR_ARG(utf8_head(s, 60)));
    return NULL;
}

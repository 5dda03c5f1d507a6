/* SPDX-License-Identifier: Apache-2.0 */
#include "office/fields.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "office/fields_check.h"
#include "catalogue/expr.h"

/* A year typed wrongly (20226, 0026) must not become a permit or a term of centuries. */
enum { FAR_DAYS = 366 * 20 };
enum { FILES_MAX = 20, FILE_NAME_MAX = 255, ENTRIES_MAX = 200, SHORT_MAX = 400 };

void faults_add(struct faults *all, const struct fault *one)
{
    if (all->n < ARRAY_LEN(all->v)) all->v[all->n++] = *one;
}

/* --- one parser a type; each makes a json value from trimmed, non-empty text --- */

typedef err_t read_fn(const struct field *f, struct str s, const struct fields_env *env,
                      json_t **ret, struct fault *why);

static err_t give(json_t *v, json_t **ret)
{
    if (!v) return ERR_NOMEM;
    *ret = v;
    return OK;
}

static err_t give_str(struct str s, json_t **ret)
{
    return give(json_stringn(s.p, s.n), ret);
}

static err_t read_text(const struct field *f, struct str s, const struct fields_env *env,
                       json_t **ret, struct fault *why)
{
    (void)env;
    if (!utf8_valid(s, f->type == FIELD_PARAGRAPH ? UTF8_TEXT : UTF8_LINE))
        return fault_set(why, ERR_INVALID, "form.bad_characters", NULL);
    size_t n = utf8_length(s);
    if (n > f->max_chars)
        return fault_set(why, ERR_INVALID, "form.too_long", "%u" FS "%zu", f->max_chars, n);
    return give_str(s, ret);
}

static err_t read_choice(const struct field *f, struct str s, const struct fields_env *env,
                         json_t **ret, struct fault *why)
{
    (void)env;
    for (size_t i = 0; i < f->n_options; i++) {
        if (str_eqz(s, f->options[i].name)) return give_str(s, ret);
    }
    return fault_set(why, ERR_INVALID, "form.not_a_choice", NULL);
}

static err_t read_number(const struct field *f, struct str s, const struct fields_env *env,
                         json_t **ret, struct fault *why)
{
    (void)env;
    int64_t v = 0;
    if (str_to_i64(s, &v) != OK) return fault_set(why, ERR_INVALID, "form.not_a_number", NULL);
    int64_t min = f->type == FIELD_PORT ? 1 : f->min, max = f->type == FIELD_PORT ? 65535 : f->max;
    if (v < min || v > max)
        return fault_set(why, ERR_INVALID, "form.out_of_range", "%lld" FS "%lld", (long long)min,
                         (long long)max);
    return give(json_integer(v), ret);
}

static err_t read_day(const struct field *f, struct str s, const struct fields_env *env,
                      json_t **ret, struct fault *why)
{
    (void)f;
    struct day d;
    if (day_parse(s, &d, NULL) != OK) return fault_set(why, ERR_INVALID, "form.not_a_day", NULL);
    struct day today = moment_day(env->now);
    if (d.n < today.n - FAR_DAYS || d.n > today.n + FAR_DAYS)
        return fault_set(why, ERR_INVALID, "form.moment_far", NULL);
    return give(json_integer(d.n), ret);
}

err_t fields_parse_moment(struct str s, struct moment *ret)
{
    char b[64];
    if (s.n > 40) return ERR_INVALID;
    bool day = s.n == 10, minute = day || s.n == 16;
    int n = snprintf(b, sizeof b, "%.*s%s%s+09:00", STR_ARG(s), day ? "T00:00" : "",
                     minute ? ":00" : "");
    return moment_parse((struct str){b, (size_t)n}, ret, NULL);
}

void fields_format_moment(struct sb *b, struct moment t)
{
    struct civil c = moment_civil(t);
    sb_addf(b, "%04d-%02d-%02dT%02d:%02d", c.year, c.month, c.day, c.hour, c.minute);
}

static err_t read_moment(const struct field *f, struct str s, const struct fields_env *env,
                         json_t **ret, struct fault *why)
{
    (void)f, (void)env;
    struct moment t;
    if (fields_parse_moment(s, &t) != OK)
        return fault_set(why, ERR_INVALID, "form.not_a_moment", NULL);
    if (t.ms < env->now.ms - FAR_DAYS * DAY_MS || t.ms > env->now.ms + FAR_DAYS * DAY_MS)
        return fault_set(why, ERR_INVALID, "form.moment_far", NULL);
    return give(json_integer(t.ms), ret);
}

static err_t read_yes_no(const struct field *f, struct str s, const struct fields_env *env,
                         json_t **ret, struct fault *why)
{
    (void)f, (void)env;
    if (str_eqz(s, "yes") || str_eqz(s, "true") || str_eqz(s, "on")) return give(json_true(), ret);
    if (str_eqz(s, "no") || str_eqz(s, "false")) return give(json_false(), ret);
    return fault_set(why, ERR_INVALID, "form.not_a_choice", NULL);
}

static err_t read_reference(const struct field *f, struct str s, const struct fields_env *env,
                            json_t **ret, struct fault *why)
{
    if (s.n > SHORT_MAX || !utf8_valid(s, UTF8_LINE))
        return fault_set(why, ERR_INVALID, "form.bad_characters", NULL);
    int64_t id = 0;
    err_t e = env->find(env->ctx, f, s, &id);
    if (e == ERR_NOT_FOUND)
        return fault_set(why, ERR_INVALID, "form.not_found", "%.*s", STR_ARG(s));
    if (e == ERR_EXISTS) return fault_set(why, ERR_INVALID, "form.ambiguous", "%.*s", STR_ARG(s));
    if (e == ERR_DENIED) return fault_set(why, ERR_INVALID, "form.not_among", "%.*s", STR_ARG(s));
    TRY(e);
    return give(json_integer(id), ret);
}

static err_t read_name(const struct field *f, struct str s, const struct fields_env *env,
                       json_t **ret, struct fault *why)
{
    char name[80];
    if (s.n >= sizeof name || memchr(s.p, 0, s.n))
        return fault_set(why, ERR_INVALID, "form.not_a_choice", NULL);
    memcpy(name, s.p, s.n);
    name[s.n] = '\0';
    bool known = f->type == FIELD_CLOCK ? catalogue_clock(env->catalogue, name) != NULL
                                        : catalogue_reading(env->catalogue, name) != NULL;
    if (!known) return fault_set(why, ERR_INVALID, "form.not_a_choice", NULL);
    return give_str(s, ret);
}

static err_t read_article(const struct field *f, struct str s, const struct fields_env *env,
                          json_t **ret, struct fault *why)
{
    (void)f;
    struct article_ref a;
    err_t e = s.n > SHORT_MAX ? ERR_INVALID : catalogue_parse_article(env->catalogue, s, &a);
    if (e == ERR_NOMEM) return e;
    if (e != OK) return fault_set(why, ERR_INVALID, "form.not_an_article", NULL);
    return give_str(s, ret);
}

static err_t read_ip(const struct field *f, struct str s, const struct fields_env *env,
                     json_t **ret, struct fault *why)
{
    (void)f, (void)env;
    char in[64], out[INET6_ADDRSTRLEN];
    unsigned char raw[16];
    if (s.n >= sizeof in || memchr(s.p, 0, s.n))
        return fault_set(why, ERR_INVALID, "form.not_an_ip", NULL);
    memcpy(in, s.p, s.n);
    in[s.n] = '\0';
    int family = memchr(s.p, ':', s.n) ? AF_INET6 : AF_INET;
    if (inet_pton(family, in, raw) != 1 || !inet_ntop(family, raw, out, sizeof out))
        return fault_set(why, ERR_INVALID, "form.not_an_ip", NULL);
    return give_str(str_z(out), ret);
}

static int hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* aa:bb:cc:dd:ee:ff, with ':' or '-' throughout; a multicast or zero address is no source. */
static err_t read_mac(const struct field *f, struct str s, const struct fields_env *env,
                      json_t **ret, struct fault *why)
{
    (void)f, (void)env;
    char out[18];
    int sum = 0;
    bool good = s.n == 17 && (s.p[2] == ':' || s.p[2] == '-');
    for (size_t i = 0; good && i < 17; i++) {
        if (i % 3 == 2) {
            good = s.p[i] == s.p[2];
            out[i] = ':';
        } else {
            int h = hex(s.p[i]);
            good = h >= 0;
            sum += h;
            if (good) out[i] = "0123456789abcdef"[h];
        }
    }
    if (!good || sum == 0 || (hex(s.p[1]) & 1) != 0)
        return fault_set(why, ERR_INVALID, "form.not_a_mac", NULL);
    return give_str((struct str){out, 17}, ret);
}

static read_fn *const readers[] = {
    [FIELD_TEXT] = read_text,
    [FIELD_PARAGRAPH] = read_text,
    [FIELD_CHOICE] = read_choice,
    [FIELD_YES_NO] = read_yes_no,
    [FIELD_NUMBER] = read_number,
    [FIELD_DAY] = read_day,
    [FIELD_MOMENT] = read_moment,
    [FIELD_ENTRIES] = read_reference,
    [FIELD_ENTRY] = read_reference,
    [FIELD_PERSON] = read_reference,
    [FIELD_DIVISION] = read_reference,
    [FIELD_DIVISIONS] = read_reference,
    [FIELD_UNIT] = read_reference,
    [FIELD_INFO_SYSTEM] = read_reference,
    [FIELD_FILE] = read_reference,
    [FIELD_ARTICLE] = read_article,
    [FIELD_MATTER] = read_reference,
    [FIELD_READING] = read_name,
    [FIELD_CLOCK] = read_name,
    [FIELD_CATALOGUE] = read_reference,
    [FIELD_MAC] = read_mac,
    [FIELD_IP] = read_ip,
    [FIELD_PORT] = read_number,
};

/* --- one field --- */

static struct str json_view(const json_t *v)
{
    return json_is_string(v) ? (struct str){json_string_value(v), json_string_length(v)} : STR_NONE;
}

static bool holds(const json_t *list, json_int_t id)
{
    size_t i;
    json_t *v;
    json_array_foreach(list, i, v)
    {
        if (json_integer_value(v) == id) return true;
    }
    return false;
}

/* Several entries or divisions: an array of strings, or one text with keys separated by commas or lines. */
static err_t read_entries_text(const struct field *f, struct str all, const struct fields_env *env,
                               json_t *list, struct fault *why)
{
    while (all.p) {
        struct str line = str_cut(&all, '\n');
        while (line.p) {
            struct str one = str_trim(str_cut(&line, ','));
            if (one.n == 0) continue;
            json_t *v = NULL;
            TRY(read_reference(f, one, env, &v, why));
            if (json_array_size(list) >= ENTRIES_MAX) {
                json_decref(v);
                return fault_set(why, ERR_INVALID, "form.too_many", "%d", ENTRIES_MAX);
            }
            if (holds(list, json_integer_value(v)))
                json_decref(v);
            else if (json_array_append_new(list, v) != 0)
                return ERR_NOMEM;
        }
    }
    return OK;
}

static err_t read_entries(const struct field *f, const json_t *given, const struct fields_env *env,
                          json_t **ret, struct fault *why)
{
    json_t *list = json_array();
    if (!list) return ERR_NOMEM;
    err_t e = OK;
    if (json_is_array(given)) {
        size_t i;
        json_t *v;
        json_array_foreach(given, i, v)
        {
            if (e == OK) e = read_entries_text(f, json_view(v), env, list, why);
        }
    } else {
        e = read_entries_text(f, json_view(given), env, list, why);
    }
    if (e != OK || json_array_size(list) == 0) {
        json_decref(list);
        return e;
    }
    *ret = list;
    return OK;
}

/* Files as the page took them in: {id, name, size, sha256}. The bytes are bound by the hash. */
static err_t read_file(const json_t *v, json_t *list, struct fault *why)
{
    struct str id = json_view(json_object_get(v, "id")),
               hash = json_view(json_object_get(v, "sha256"));
    struct str name = json_view(json_object_get(v, "name"));
    const json_t *size = json_object_get(v, "size");
    if (id.n != 32 || hash.n != 64 || !json_is_integer(size))
        return fault_set(why, ERR_INVALID, "form.not_a_file", NULL);
    if (name.n == 0 || name.n > FILE_NAME_MAX || !utf8_valid(name, UTF8_LINE))
        return fault_set(why, ERR_INVALID, "form.bad_file_name", NULL);
    if (json_integer_value(size) == 0)
        return fault_set(why, ERR_INVALID, "form.empty_file", "%.*s", STR_ARG(name));
    json_t *one = json_pack("{s:s%, s:s%, s:O, s:s%}", "id", id.p, id.n, "name", name.p, name.n,
                            "size", size, "sha256", hash.p, hash.n);
    return json_array_append_new(list, one) == 0 ? OK : ERR_NOMEM;
}

/* A file that the matter has already, kept when it is asked for anew. */
static const json_t *known_file(const json_t *known, struct str id)
{
    const char *key;
    json_t *list;
    json_object_foreach((json_t *)known, key, list)
    {
        for (size_t i = 0; i < json_array_size(list); i++) {
            const json_t *one = json_array_get(list, i);
            if (id.n == 32 && str_eq(json_view(json_object_get(one, "id")), id)) return one;
        }
    }
    return NULL;
}

static err_t read_file_or_id(const json_t *v, const struct fields_env *env, json_t *list,
                             struct fault *why)
{
    if (!json_is_string(v)) return read_file(v, list, why);
    struct str id = str_trim(json_view(v));
    if (id.n == 0) return OK; /* an empty control */
    const json_t *known = known_file(env->known, id);
    return known ? read_file(known, list, why)
                 : fault_set(why, ERR_INVALID, "form.not_a_file", NULL);
}

static err_t read_files(const json_t *given, const struct fields_env *env, json_t **ret,
                        struct fault *why)
{
    if (json_array_size(given) > FILES_MAX)
        return fault_set(why, ERR_INVALID, "form.too_many", "%d", FILES_MAX);
    json_t *list = json_array();
    err_t e = list ? OK : ERR_NOMEM;
    if (e == OK && !json_is_array(given)) e = read_file_or_id(given, env, list, why);
    for (size_t i = 0; e == OK && i < json_array_size(given); i++)
        e = read_file_or_id(json_array_get(given, i), env, list, why);
    if (e != OK || json_array_size(list) == 0) {
        json_decref(list);
        return e;
    }
    *ret = list;
    return OK;
}

/* Chosen from a list, or typed beside it: the one that is not empty; NULL: none is. */
static const json_t *only_one(const json_t *list, bool *ret_several)
{
    const json_t *found = json_array_size(list) == 1 ? json_array_get(list, 0) : NULL;
    *ret_several = false;
    for (size_t i = 0; json_array_size(list) > 1 && i < json_array_size(list); i++) {
        const json_t *v = json_array_get(list, i);
        if (json_is_string(v) && str_trim(json_view(v)).n == 0) continue;
        *ret_several = *ret_several || found;
        found = v;
    }
    return found;
}

/* Nothing entered leaves *ret alone and is OK. */
static err_t read_one(const struct field *f, const json_t *given, const struct fields_env *env,
                      json_t **ret, struct fault *why)
{
    if (!given || json_is_null(given)) return OK;
    if (f->type == FIELD_FILE) return read_files(given, env, ret, why);
    if (f->type == FIELD_ENTRIES || f->type == FIELD_DIVISIONS)
        return read_entries(f, given, env, ret, why);
    if (json_is_boolean(given) && f->type == FIELD_YES_NO)
        return give(json_boolean(json_is_true(given)), ret);
    bool beside = f->type == FIELD_PERSON || f->type == FIELD_ENTRY || f->type == FIELD_MATTER;
    if (json_is_array(given) && (beside || json_array_size(given) < 2)) {
        bool several;
        given = only_one(given, &several);
        if (several) return fault_set(why, ERR_INVALID, "form.two_given", NULL);
        if (!given) return OK;
    }
    if (!json_is_string(given)) return fault_set(why, ERR_INVALID, "form.bad_characters", NULL);
    struct str s = str_trim(json_view(given));
    return s.n == 0 ? OK : readers[f->type](f, s, env, ret, why);
}

/* What the conditions of this form speak of: before it the opening form and earlier steps, and what
 * it says itself. *ret_steps and *ret_seen are to be released. */
static err_t conditions(json_t *values, const struct fields_env *env, const json_t *steps,
                        json_t **ret_steps, json_t **ret_seen, struct expr_env *ret)
{
    *ret = (struct expr_env){.fields = env->step ? env->opening : values,
                             .steps = steps,
                             .seen = env->seen,
                             .entry = values,
                             .sheet = values};
    if (env->step) {
        *ret_steps = steps ? json_copy((json_t *)(uintptr_t)steps) : json_object();
        if (!*ret_steps || json_object_set(*ret_steps, env->step, values) != 0) return ERR_NOMEM;
        ret->steps = *ret_steps;
    }
    if (env->see) {
        TRY(env->see(env->ctx, values, ret_seen));
        ret->seen = *ret_seen;
    }
    return OK;
}

static void refuse_unknown(const struct field *fields, size_t n, const json_t *form,
                           struct faults *bad)
{
    const char *key;
    json_t *v;
    json_object_foreach((json_t *)form, key, v)
    {
        bool known = key[0] == '_';
        for (size_t i = 0; i < n && !known; i++) known = strcmp(fields[i].name, key) == 0;
        if (known) continue;
        struct fault one;
        (void)fault_set(&one, ERR_INVALID, "form.unknown_field", "%s", key);
        faults_add(bad, &one);
    }
}

err_t fields_read(const struct field *fields, size_t n, const json_t *form,
                  const struct fields_env *env, const json_t *steps, json_t **ret,
                  struct faults *bad)
{
    bad->n = 0;
    json_t *values = json_object();
    if (!values) return ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        struct fault one = {0};
        json_t *v = NULL;
        err_t e = read_one(&fields[i], json_object_get(form, fields[i].name), env, &v, &one);
        if (e == OK && v && json_object_set_new(values, fields[i].name, v) != 0) e = ERR_NOMEM;
        if (e == ERR_INVALID) {
            fault_field(&one, fields[i].name);
            faults_add(bad, &one);
        } else if (e != OK) {
            json_decref(values);
            return e;
        }
    }
    refuse_unknown(fields, n, form, bad);
    json_t *with_own = NULL, *seen = NULL;
    struct expr_env x;
    err_t e = conditions(values, env, steps, &with_own, &seen, &x);
    if (e == OK) fields_check(fields, n, values, env, &x, bad);
    json_decref(with_own);
    json_decref(seen);
    if (e == OK && bad->n > 0) e = ERR_INVALID;
    if (e == OK)
        *ret = values;
    else
        json_decref(values);
    return e;
}

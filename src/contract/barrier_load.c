/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/barrier_load.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

void *barrier_load_array(struct barrier_load *l, size_t n, size_t size)
{
    void *p = arena_array(l->a, n ? n : 1, size);
    if (!p) l->err = ERR_NOMEM;
    return p;
}

void barrier_load_fault(struct barrier_load *l, const struct yaml *at, const char *id,
                        const char *fmt, ...)
{
    if (l->faults->n == BARRIER_FAULTS_MAX) {
        l->faults->more = true;
        return;
    }
    struct fault *f = &l->faults->v[l->faults->n++];
    char args[FAULT_ARGS * FAULT_ARG_MAX] = "";
    if (fmt) {
        va_list ap;
        va_start(ap, fmt);
        vsnprintf(args, sizeof args, fmt, ap);
        va_end(ap);
    }
    fault_set(f, ERR_INVALID, id, fmt ? "%s" : NULL, args);
    fault_place(f, l->file, at ? at->line : 1, at ? at->column : 1);
}

const struct yaml *barrier_load_list(struct barrier_load *l, const char *key, size_t most)
{
    static const struct yaml none = {.kind = YAML_LIST};
    const struct yaml *y = yaml_get(l->root, key);
    if (!y) return &none;
    if (y->kind != YAML_LIST) {
        barrier_load_fault(l, y, "barrier.want_list", "%s", key);
        return &none;
    }
    if (y->n > most) {
        barrier_load_fault(l, y, "barrier.too_many", "%s" FS "%zu" FS "%zu", key, y->n, most);
        return &none;
    }
    return y;
}

const struct yaml *barrier_load_item(const struct barrier_load *l, const char *list, size_t n,
                                     const char *key)
{
    const struct yaml *y = yaml_get(l->root, list);
    if (!y || n >= y->n) return y;
    const struct yaml *v = key ? yaml_get(&y->values[n], key) : NULL;
    return v ? v : &y->values[n];
}

static void list_keys(char *out, size_t size, const struct barrier_key *keys, size_t n)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < n && used + strlen(keys[i].name) + 3 < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "", keys[i].name);
}

static bool is_nat(struct str word)
{
    static const char *const words[] = {"nat",      "snat",         "dnat", "masquerade",
                                        "redirect", "port_forward", "napt"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_eq_nocase(word, str_z(words[i]))) return true;
    return false;
}

static void check_key(struct barrier_load *l, const struct yaml *y, size_t at,
                      const struct barrier_key *keys, size_t n)
{
    const struct yaml *k = &y->keys[at];
    for (size_t i = 0; i < at; i++) {
        if (!str_eq(y->keys[i].text, k->text)) continue;
        barrier_load_fault(l, k, "barrier.key_twice", "%.*s" FS "%u",
                           STR_ARG(utf8_head(k->text, 60)), y->keys[i].line);
        return;
    }
    for (size_t i = 0; i < n; i++)
        if (str_eqz(k->text, keys[i].name)) return;
    if (is_nat(k->text)) {
        barrier_load_fault(l, k, "barrier.nat", "%.*s", STR_ARG(k->text));
        return;
    }
    char known[FAULT_ARG_MAX];
    list_keys(known, sizeof known, keys, n);
    barrier_load_fault(l, k, "barrier.key_unknown", "%.*s" FS "%s", STR_ARG(utf8_head(k->text, 60)),
                       known);
}

bool barrier_load_map(struct barrier_load *l, const struct yaml *y, const struct barrier_key *keys,
                      size_t n)
{
    if (y->kind != YAML_MAP) {
        barrier_load_fault(l, y, "barrier.want_map", "%s", keys[0].name);
        return false;
    }
    for (size_t i = 0; i < y->n; i++) check_key(l, y, i, keys, n);
    for (size_t i = 0; i < n; i++)
        if (keys[i].required && !yaml_get(y, keys[i].name))
            barrier_load_fault(l, y, "barrier.key_missing", "%s", keys[i].name);
    return true;
}

/* A word that is not empty. */
static bool word(struct barrier_load *l, const struct yaml *y, struct str *ret)
{
    if (y->kind != YAML_WORD || y->text.n == 0) {
        barrier_load_fault(l, y, "barrier.want_word", NULL);
        return false;
    }
    *ret = y->text;
    return true;
}

static bool is_name(struct str s, bool capitals)
{
    if (s.n == 0 || s.p[0] == '-' || s.p[0] == '.') return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool ok = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                  c == '.' || (capitals && c >= 'A' && c <= 'Z');
        if (!ok) return false;
    }
    return true;
}

static const char *keep(struct barrier_load *l, struct str s)
{
    const char *z = arena_strdup(l->a, s);
    if (!z) l->err = ERR_NOMEM;
    return z ? z : "";
}

const char *barrier_load_name(struct barrier_load *l, const struct yaml *y)
{
    struct str s;
    if (!y || !word(l, y, &s)) return "";
    if (s.n > BARRIER_NAME_MAX || !is_name(s, false)) {
        barrier_load_fault(l, y, "barrier.bad_name", "%.*s", STR_ARG(utf8_head(s, 60)));
        return "";
    }
    return keep(l, s);
}

const char *barrier_load_link_name(struct barrier_load *l, const struct yaml *y)
{
    struct str s;
    if (!y || !word(l, y, &s)) return "";
    if (s.n > BARRIER_INTERFACE_NAME_MAX || !is_name(s, true) || str_eqz(s, "lo") ||
        str_eqz(s, "all") || str_eqz(s, "default")) {
        barrier_load_fault(l, y, "barrier.bad_link_name", "%.*s", STR_ARG(utf8_head(s, 60)));
        return "";
    }
    return keep(l, s);
}

const char *barrier_load_text(struct barrier_load *l, const struct yaml *y)
{
    struct str s;
    if (!y || !word(l, y, &s)) return NULL;
    if (s.n > 200 || str_find(s, '\n') < s.n) {
        barrier_load_fault(l, y, "barrier.text_long", NULL);
        return NULL;
    }
    return keep(l, s);
}

bool barrier_load_yes(struct barrier_load *l, const struct yaml *y)
{
    if (!y) return false;
    if (y->kind == YAML_WORD && str_eqz(y->text, "yes")) return true;
    if (y->kind != YAML_WORD || !str_eqz(y->text, "no"))
        barrier_load_fault(l, y, "barrier.want_yes", NULL);
    return false;
}

bool barrier_load_number(struct barrier_load *l, const struct yaml *y, int64_t min, int64_t max,
                         int64_t *ret)
{
    int64_t v;
    if (!y) return false;
    if (y->kind != YAML_WORD || str_to_i64(y->text, &v) != OK || v < min || v > max) {
        barrier_load_fault(l, y, "barrier.want_number", "%lld" FS "%lld", (long long)min,
                           (long long)max);
        return false;
    }
    *ret = v;
    return true;
}

int barrier_load_word(struct barrier_load *l, const struct yaml *y, const char *const *names,
                      size_t n)
{
    struct str s;
    if (!y || !word(l, y, &s)) return -1;
    char known[FAULT_ARG_MAX];
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        if (str_eqz(s, names[i])) return (int)i;
        used +=
            (size_t)snprintf(known + used, sizeof known - used, "%s%s", i ? ", " : "", names[i]);
    }
    barrier_load_fault(l, y, "barrier.word_unknown", "%.*s" FS "%s", STR_ARG(utf8_head(s, 60)),
                       known);
    return -1;
}

/* What base/addr says, at this place. */
static void addr_fault(struct barrier_load *l, const struct yaml *y, const struct fault *why)
{
    barrier_load_fault(l, y, why->id, "%s", why->args[0]);
}

bool barrier_load_mac(struct barrier_load *l, const struct yaml *y, struct net_mac *ret)
{
    struct str s;
    struct fault why;
    struct net_mac m;
    if (!y || !word(l, y, &s)) return false;
    if (addr_mac_parse(s, &m, &why) != OK) {
        addr_fault(l, y, &why);
        return false;
    }
    if (addr_mac_is_group(&m) || !addr_mac_is_set(&m)) {
        barrier_load_fault(l, y, "barrier.mac_group", "%.*s", STR_ARG(s));
        return false;
    }
    *ret = m;
    return true;
}

static bool read_address(struct barrier_load *l, const struct yaml *y, enum barrier_address what,
                         struct net_prefix *ret)
{
    struct str s;
    struct fault why;
    if (!word(l, y, &s)) return false;
    err_t e = what == ADDRESS_PREFIX ? addr_prefix_parse(s, ret, &why)
                                     : addr_interface_parse(s, ret, &why);
    if (e != OK) {
        addr_fault(l, y, &why);
        return false;
    }
    bool slash = str_find(s, '/') < s.n;
    if (what == ADDRESS_HOST && slash) {
        barrier_load_fault(l, y, "addr.not_address", "%.*s", STR_ARG(utf8_head(s, 60)));
        return false;
    }
    if (what == ADDRESS_INTERFACE && (!slash || ret->bits == addr_bits(&ret->addr))) {
        barrier_load_fault(l, y, "barrier.no_length", "%.*s", STR_ARG(utf8_head(s, 60)));
        return false;
    }
    if (!addr_is_host(&ret->addr)) {
        barrier_load_fault(l, y, "barrier.not_a_host", "%.*s", STR_ARG(utf8_head(s, 60)));
        return false;
    }
    return true;
}

struct barrier_prefixes barrier_load_prefixes(struct barrier_load *l, const struct yaml *y,
                                              enum barrier_address what)
{
    struct barrier_prefixes r = {0};
    if (!y) return r;
    const struct yaml *items = y->kind == YAML_LIST ? y->values : y;
    size_t n = y->kind == YAML_LIST ? y->n : 1;
    if (n > BARRIER_ADDRESSES_MAX) {
        barrier_load_fault(l, y, "barrier.too_many", "addresses" FS "%zu" FS "%d", n,
                           BARRIER_ADDRESSES_MAX);
        return r;
    }
    struct net_prefix *v = BARRIER_ARRAY(l, struct net_prefix, n);
    for (size_t i = 0; v && i < n; i++)
        if (read_address(l, &items[i], what, &v[r.n])) r.n++;
    r.v = v;
    return r;
}

struct barrier_addresses barrier_load_addresses(struct barrier_load *l, const struct yaml *y)
{
    struct barrier_prefixes p = barrier_load_prefixes(l, y, ADDRESS_HOST);
    struct net_addr *v = BARRIER_ARRAY(l, struct net_addr, p.n);
    if (!v) return (struct barrier_addresses){0};
    for (size_t i = 0; i < p.n; i++) v[i] = p.v[i].addr;
    return (struct barrier_addresses){v, p.n};
}

int barrier_load_ref(struct barrier_load *l, const struct yaml *y,
                     int (*find)(const struct barrier *, struct str), const char *id)
{
    struct str s;
    if (!y) return BARRIER_NONE;
    if (y->kind == YAML_LIST) {
        barrier_load_fault(l, y, "barrier.only_one", NULL);
        return BARRIER_NONE;
    }
    if (!word(l, y, &s)) return BARRIER_NONE;
    int at = find(l->b, s);
    if (at == BARRIER_NONE) barrier_load_fault(l, y, id, "%.*s", STR_ARG(utf8_head(s, 60)));
    return at;
}

void barrier_load_on(struct barrier_load *l, const struct yaml *y, int *ret_interface,
                     int *ret_bridge)
{
    *ret_interface = *ret_bridge = BARRIER_NONE;
    struct str s;
    if (!y || !word(l, y, &s)) return;
    int bridge = barrier_find_bridge(l->b, s), port = barrier_find_interface(l->b, s);
    if (bridge != BARRIER_NONE)
        *ret_bridge = bridge;
    else if (port == BARRIER_NONE)
        barrier_load_fault(l, y, "barrier.link_unknown", "%.*s", STR_ARG(utf8_head(s, 60)));
    else if (l->b->interfaces[port].bridge != BARRIER_NONE)
        barrier_load_fault(l, y, "barrier.on_a_port", "%.*s" FS "%s", STR_ARG(s),
                           l->b->bridges[l->b->interfaces[port].bridge].name);
    else
        *ret_interface = port;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "front/nginx.h"

#include <string.h>

enum kind { PATH, ADDRESS, NAMES, WORD, URL_PATH, NUMBER };

struct setting {
    const char *key;
    enum kind kind;
    size_t offset;
    int64_t min, max; /* of numbers */
};

#define AT(member) offsetof(struct nginx_site, member)
static const struct setting settings[] = {
    {"instance", PATH, AT(instance), 0, 0},
    {"listen", ADDRESS, AT(listen), 0, 0},
    {"machines_listen", ADDRESS, AT(machines_listen), 0, 0},
    {"machines_socket", PATH, AT(machines_socket), 0, 0},
    {"redirect_listen", ADDRESS, AT(redirect_listen), 0, 0},
    {"server_name", NAMES, AT(server_name), 0, 0},
    {"assets", PATH, AT(assets), 0, 0},
    {"tls_certificate", PATH, AT(tls_certificate), 0, 0},
    {"tls_key", PATH, AT(tls_key), 0, 0},
    {"client_ca", PATH, AT(client_ca), 0, 0},
    {"user", WORD, AT(user), 0, 0},
    {"sign_in_path", URL_PATH, AT(sign_in_path), 0, 0},
    {"body_max", NUMBER, AT(body_max), 4096, INT64_C(4) << 30},
    {"sign_in_per_minute", NUMBER, AT(sign_in_per_minute), 1, 6000},
    {"requests_per_second", NUMBER, AT(requests_per_second), 1, 100000},
    {"workers", NUMBER, AT(workers), 0, 64},
};

void nginx_site_init(struct nginx_site *site)
{
    *site = (struct nginx_site){
        .sign_in_path = STR("/sign-in"),
        .body_max = INT64_C(64) << 20,
        .sign_in_per_minute = 60,
        .requests_per_second = 300,
        .http2_directive = NGINX_HTTP2_DIRECTIVE != 0,
    };
}

static bool all_of(struct str s, const char *also)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && (c == '\0' || strchr(also, c) == NULL)) return false;
    }
    return true;
}

/* "443", "127.0.0.1:8080", "[::1]:8080", "unix:" is not wanted. */
static bool good_address(struct str s)
{
    size_t colon = s.n;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == ':') colon = i;
    struct str port = colon == s.n ? s : str_skip(s, colon + 1);
    int64_t n = 0;
    if (str_to_i64(port, &n) != OK || n < 1 || n > 65535) return false;
    if (colon == s.n) return true;
    struct str host = str_head(s, colon);
    if (host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']')
        return all_of((struct str){host.p + 1, host.n - 2}, ":.");
    return host.n > 0 && all_of(host, ".-");
}

static bool good(enum kind kind, struct str s)
{
    switch (kind) {
    case PATH:
        return s.n > 0 && s.p[0] == '/' && s.n < 4096 && all_of(s, "/._+@~-");
    case ADDRESS:
        return good_address(s);
    case NAMES:
        return s.n > 0 && s.n < 1024 && s.p[0] != ' ' && all_of(s, " .-[]:");
    case WORD:
        return s.n > 0 && s.n < 64 && s.p[0] != '-' && all_of(s, "_-");
    case URL_PATH:
        return s.n > 0 && s.p[0] == '/' && all_of(s, "/._-");
    case NUMBER:
        break;
    }
    return false;
}

static err_t set_number(struct nginx_site *site, const struct setting *k, struct str value,
                        struct fault *why)
{
    int64_t n = 0;
    if (str_to_i64(value, &n) != OK || n < k->min || n > k->max)
        return fault_set(why, ERR_INVALID, "front.bad_number", "%s" FS "%.*s" FS "%lld" FS "%lld",
                         k->key, STR_ARG(value), (long long)k->min, (long long)k->max);
    memcpy((char *)site + k->offset, &n, sizeof n);
    return OK;
}

err_t nginx_site_set(struct nginx_site *site, struct str key, struct str value, struct fault *why)
{
    for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
        const struct setting *k = &settings[i];
        if (!str_eqz(key, k->key)) continue;
        if (k->kind == NUMBER) return set_number(site, k, value, why);
        if (!good(k->kind, value))
            return fault_set(why, ERR_INVALID, "front.bad_value", "%s" FS "%.*s", k->key,
                             STR_ARG(value));
        memcpy((char *)site + k->offset, &value, sizeof value);
        return OK;
    }
    return fault_set(why, ERR_NOT_FOUND, "front.unknown_setting", "%.*s", STR_ARG(key));
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "front/nginx.h"

#include <stdio.h>

#include "base/text.h"
#include "front/template.h"

extern const char front_nginx_conf[];
extern const char front_scgi_conf[];

/* Of both doors of machines. They ask about once a second, over connections that stay. */
#define MACHINES_LIMITS                                                                            \
    "server_tokens off;\n"                                                                         \
    "        absolute_redirect off;\n"                                                             \
    "        merge_slashes off;\n"                                                                 \
    "        client_header_timeout 10s;\n"                                                         \
    "        client_body_timeout 20s;\n"                                                           \
    "        send_timeout 20s;\n"                                                                  \
    "        keepalive_timeout 120s;\n"                                                            \
    "        keepalive_requests 100000;\n"                                                         \
    "        client_header_buffer_size 2k;\n"                                                      \
    "        large_client_header_buffers 4 8k;\n"                                                  \
    "        client_max_body_size 8m;\n"                                                           \
    "        reset_timedout_connection on;\n"                                                      \
    "        limit_conn sekimori_connections 1000;\n"                                              \
    "        limit_req zone=sekimori_all burst=1000 nodelay;"

#define HSTS "add_header Strict-Transport-Security \"max-age=63072000\" always;"

/* What nginx refuses by itself is told in both languages: it cannot know the reader's. */
static const struct {
    const char *code, *text;
} error_pages[] = {
    {"400", "front.bad_request"},    {"405", "front.bad_method"}, {"413", "front.body_too_big"},
    {"414", "front.header_too_big"}, {"429", "front.too_many"},   {"503", "front.unavailable"},
};

/* Inside the double quotes of nginx's configuration. */
static void add_quoted(struct sb *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') sb_addc(out, '\\');
        if (*text == '$') continue; /* would name a variable */
        sb_addc(out, *text);
    }
}

static void add_error_pages(struct sb *out, bool tls)
{
    for (size_t i = 0; i < ARRAY_LEN(error_pages); i++) {
        sb_addf(out, "%slocation = /.sekimori/%s {\n            internal;\n", i ? "        " : "",
                error_pages[i].code);
        sb_addz(out, "            default_type \"text/plain; charset=utf-8\";\n"
                     "            add_header Cache-Control \"no-store\" always;\n"
                     "            add_header X-Content-Type-Options \"nosniff\" always;\n");
        if (tls) sb_addz(out, "            " HSTS "\n");
        sb_addf(out, "            return %s \"", error_pages[i].code);
        add_quoted(out, tr(LANG_JA, error_pages[i].text));
        sb_addz(out, "\\n");
        add_quoted(out, tr(LANG_EN, error_pages[i].text));
        sb_addz(out, "\\n\";\n        }\n");
    }
}

/* What machines say may only go unencrypted where nobody else can hear it. */
static bool is_loopback(struct str address)
{
    return str_starts(address, STR("127.")) || str_starts(address, STR("[::1]:"));
}

static err_t check_site(const struct nginx_site *s, struct fault *why)
{
    if (s->instance.n == 0) return fault_set(why, ERR_INVALID, "front.missing", "instance");
    if (s->listen.n == 0) return fault_set(why, ERR_INVALID, "front.missing", "listen");
    if ((s->tls_certificate.n > 0) != (s->tls_key.n > 0))
        return fault_set(why, ERR_INVALID, "front.missing",
                         s->tls_key.n ? "tls_certificate" : "tls_key");
    if (s->machines_listen.n > 0 && s->tls_key.n == 0 && !is_loopback(s->machines_listen))
        return fault_set(why, ERR_INVALID, "front.missing", "tls_certificate");
    if (s->client_ca.n > 0 && s->tls_key.n == 0)
        return fault_set(why, ERR_INVALID, "front.missing", "tls_certificate");
    if (s->redirect_listen.n > 0 && s->server_name.n == 0)
        return fault_set(why, ERR_INVALID, "front.missing", "server_name");
    if (s->redirect_listen.n > 0 && s->tls_key.n == 0)
        return fault_set(why, ERR_INVALID, "front.missing", "tls_certificate");
    return OK;
}

static struct str when(bool yes, struct str s)
{
    return yes ? s : STR("");
}

/* The numbers of one expansion as text. */
struct numbers {
    char text[8][24];
    size_t n;
};

static struct str number(struct numbers *all, int64_t n)
{
    ASSERT(all->n < ARRAY_LEN(all->text));
    char *p = all->text[all->n++];
    int len = snprintf(p, sizeof all->text[0], "%lld", (long long)n);
    return (struct str){p, (size_t)len};
}

static err_t expand(const struct nginx_site *s, struct str errors, struct sb *out)
{
    struct numbers all = {.n = 0}, *numbers = &all;
    bool tls = s->tls_key.n > 0;
    struct str names = s->server_name;
    int64_t rps = s->requests_per_second, attempts = s->sign_in_per_minute;
    const struct front_value values[] = {
        {"whole", when(!s->site_only, STR("1"))},
        {"user", s->user},
        {"instance", s->instance},
        {"workers", s->workers > 0 ? number(numbers, s->workers) : STR("auto")},
        {"listen", s->listen},
        {"machines_listen", s->machines_listen},
        {"machines_socket", s->machines_socket},
        {"machines_any", when(s->machines_listen.n + s->machines_socket.n > 0, STR("1"))},
        {"machines_limits", STR(MACHINES_LIMITS)},
        {"redirect_listen", s->redirect_listen},
        {"server_name", s->server_name},
        {"first_name", str_cut(&names, ' ')},
        {"default_server", when(s->server_name.n == 0, STR(" default_server"))},
        {"tls", when(tls, STR("1"))},
        {"ssl", when(tls, STR(" ssl"))},
        {"http2_word", when(tls && !s->http2_directive, STR(" http2"))},
        {"http2_on", when(tls && s->http2_directive, STR("1"))},
        {"hsts", when(tls, STR(HSTS))},
        {"tls_certificate", s->tls_certificate},
        {"tls_key", s->tls_key},
        {"client_ca", s->client_ca},
        {"assets", s->assets},
        {"sign_in_path", s->sign_in_path},
        {"body_max", number(numbers, s->body_max)},
        {"sign_in_per_minute", number(numbers, attempts)},
        {"sign_in_burst", number(numbers, attempts / 3 + 1)},
        {"requests_per_second", number(numbers, rps)},
        {"burst", number(numbers, 2 * rps)},
        {"connections", number(numbers, 1000)},
        {"to_server", str_trim(str_z(front_scgi_conf))},
        {"error_places", str_trim(errors)},
    };
    return template_expand(out, str_z(front_nginx_conf), values, ARRAY_LEN(values));
}

err_t nginx_config(const struct nginx_site *s, struct sb *out, struct fault *why)
{
    TRY(check_site(s, why));
    struct sb errors SB_CLEANUP = {.max = 16384};
    add_error_pages(&errors, s->tls_key.n > 0);
    TRY(sb_end(&errors));
    return expand(s, sb_str(&errors), out);
}

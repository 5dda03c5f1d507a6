/* SPDX-License-Identifier: Apache-2.0 */
#include "link/http.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "contract/signature.h"

enum { URL_MAX = 2600, HEADER_MAX = 700, CONNECT_MS = 5000 };

struct http {
    CURL *curl;
    char base[512];
};

static bool all_of(struct str s, const char *also)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && (c == '\0' || !strchr(also, c))) return false;
    }
    return s.n > 0;
}

static bool set(CURL *c, CURLoption o, const char *z)
{
    return curl_easy_setopt(c, o, z) == CURLE_OK;
}

static bool set_n(CURL *c, CURLoption o, long n)
{
    return curl_easy_setopt(c, o, n) == CURLE_OK;
}

static bool set_common(CURL *c, const struct http_config *g)
{
    return set(c, CURLOPT_USERAGENT, g->agent) && set_n(c, CURLOPT_NOSIGNAL, 1) &&
           set(c, CURLOPT_PROXY, "") && set_n(c, CURLOPT_FOLLOWLOCATION, 0) &&
           set_n(c, CURLOPT_TIMEOUT_MS, g->timeout_ms) &&
           set_n(c, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_MS) && set_n(c, CURLOPT_TCP_KEEPALIVE, 1) &&
           set_n(c, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
}

/* Only what the pin says is believed; the host's own list of authorities counts for nothing. */
static bool set_tls(CURL *c, const struct http_config *g)
{
    return set(c, CURLOPT_CAINFO, g->pin) && set(c, CURLOPT_CAPATH, NULL) &&
           set_n(c, CURLOPT_SSL_VERIFYPEER, 1) && set_n(c, CURLOPT_SSL_VERIFYHOST, 2) &&
           set_n(c, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2) &&
           set(c, CURLOPT_SSLCERT, g->cert) && set(c, CURLOPT_SSLKEY, g->key);
}

static err_t set_office(struct http *h, const struct http_config *g, struct fault *why)
{
    struct str office = str_z(g->office), host = str_skip(office, 8);
    bool fits = office.n < sizeof h->base;
    if (fits && str_starts(office, STR("unix:/"))) {
        (void)snprintf(h->base, sizeof h->base, "http://localhost");
        return set(h->curl, CURLOPT_UNIX_SOCKET_PATH, g->office + 5) ? OK : ERR_NOMEM;
    }
    if (!fits || !str_starts(office, STR("https://")) || !all_of(host, ".-:[]"))
        return fault_set(why, ERR_INVALID, "link.bad_office", "%s", g->office);
    if (!g->pin || !*g->pin) return fault_set(why, ERR_INVALID, "link.no_pin", NULL);
    (void)snprintf(h->base, sizeof h->base, "%s", g->office);
    return set_tls(h->curl, g) ? OK : ERR_NOMEM;
}

err_t http_open(const struct http_config *g, struct http **ret, struct fault *why)
{
    struct http *h = calloc(1, sizeof *h);
    if (!h) return ERR_NOMEM;
    if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK) h->curl = curl_easy_init();
    err_t e = h->curl && set_common(h->curl, g) ? OK : ERR_NOMEM;
    if (e == OK) e = set_office(h, g, why);
    if (e == OK)
        *ret = h;
    else
        http_close(h);
    return e;
}

void http_close(struct http *h)
{
    if (!h) return;
    curl_easy_cleanup(h->curl);
    free(h);
}

/* --- one request ------------------------------------------------------------------------- */

static size_t take_body(char *p, size_t size, size_t n, void *ctx)
{
    struct http_answer *a = ctx;
    sb_add(&a->body, (struct str){p, size * n});
    return sb_end(&a->body) == OK ? size * n : 0;
}

static struct str value_of(struct str line, const char *name)
{
    struct str key = str_cut(&line, ':');
    return line.p && str_eq_nocase(key, str_z(name)) ? str_trim(line) : STR_NONE;
}

static size_t take_header(char *p, size_t size, size_t n, void *ctx)
{
    struct http_answer *a = ctx;
    struct str line = {p, size * n};
    while (line.n && (line.p[line.n - 1] == '\r' || line.p[line.n - 1] == '\n')) line.n--;
    struct str time = value_of(line, SIGNATURE_TIME_HEADER),
               ledger = value_of(line, SIGNATURE_LEDGER_HEADER);
    int64_t ms;
    if (time.p && str_to_i64(time, &ms) == OK && ms > 0 && ms <= JSON_INT_MAX)
        a->office_time.ms = ms;
    if (ledger.p && ledger.n < sizeof a->ledger && all_of(ledger, "-_")) {
        memcpy(a->ledger, ledger.p, ledger.n);
        a->ledger[ledger.n] = '\0';
    }
    return size * n;
}

static struct curl_slist *add(struct curl_slist *list, const char *line)
{
    struct curl_slist *more = list || *line ? curl_slist_append(list, line) : NULL;
    if (!more) curl_slist_free_all(list);
    return more;
}

static struct curl_slist *headers(struct str signature, struct moment own)
{
    char line[HEADER_MAX], clock[64];
    (void)snprintf(line, sizeof line, "%s: %.*s", SIGNATURE_HEADER, STR_ARG(signature));
    (void)snprintf(clock, sizeof clock, "Sekimori-Clock: %lld", (long long)own.ms);
    struct curl_slist *list = add(NULL, line);
    if (list) list = add(list, clock);
    if (list) list = add(list, "Content-Type: application/json");
    if (list) list = add(list, "Expect:");
    return list;
}

static bool prepare(CURL *c, const char *url, bool post, struct str body, struct curl_slist *list,
                    struct http_answer *a)
{
    bool good = set(c, CURLOPT_URL, url) &&
                curl_easy_setopt(c, CURLOPT_HTTPHEADER, list) == CURLE_OK &&
                curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body) == CURLE_OK &&
                curl_easy_setopt(c, CURLOPT_WRITEDATA, a) == CURLE_OK &&
                curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header) == CURLE_OK &&
                curl_easy_setopt(c, CURLOPT_HEADERDATA, a) == CURLE_OK;
    if (!good || !post) return good && set_n(c, CURLOPT_HTTPGET, 1);
    return set_n(c, CURLOPT_POST, 1) && set(c, CURLOPT_POSTFIELDS, body.n ? body.p : "") &&
           curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.n) == CURLE_OK;
}

err_t http_ask(struct http *h, const char *method, const char *target, struct str body,
               struct str signature, struct moment own, struct http_answer *a)
{
    char url[URL_MAX];
    if (snprintf(url, sizeof url, "%s%s", h->base, target) >= (int)sizeof url) return ERR_TOO_BIG;
    struct curl_slist *list = headers(signature, own);
    if (!list) return ERR_NOMEM;
    err_t e = prepare(h->curl, url, strcmp(method, "POST") == 0, body, list, a) ? OK : ERR_NOMEM;
    CURLcode got = e == OK ? curl_easy_perform(h->curl) : CURLE_OUT_OF_MEMORY;
    long status = 0;
    if (got == CURLE_OK) (void)curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, NULL);
    (void)curl_easy_setopt(h->curl, CURLOPT_POSTFIELDS, NULL);
    curl_slist_free_all(list);
    a->status = (int)status;
    a->why = got == CURLE_OK ? NULL : curl_easy_strerror(got);
    if (e == OK && (got != CURLE_OK || status == 0)) e = ERR_UNAVAILABLE;
    return e;
}

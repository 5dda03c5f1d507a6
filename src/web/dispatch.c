/* SPDX-License-Identifier: Apache-2.0 */
#include "web/dispatch.h"

#include <sodium.h>
#include <stdio.h>

#include "base/utf8.h"
#include "pages.h"
#include "web/machine_gate.h"
#include "web/people.h"
#include "web/session.h"
#include "web/site.h"
#include "web/standing.h"
#include "wire/cookie.h"

enum { PAGE_MAX = 16 << 20 };

/* --- the head --- */

static enum http_method method_of(struct str s)
{
    if (str_eqz(s, "GET")) return HTTP_GET;
    if (str_eqz(s, "HEAD")) return HTTP_HEAD;
    if (str_eqz(s, "POST")) return HTTP_POST;
    if (str_eqz(s, "OPTIONS")) return HTTP_OPTIONS;
    return HTTP_OTHER;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Percent-decoded; ERR_INVALID unless it is clean UTF-8 of one line. */
static err_t decode_path(struct arena *a, struct str raw, struct str *ret)
{
    char *out = arena_alloc(a, raw.n + 1);
    if (!out) return ERR_NOMEM;
    size_t n = 0;
    for (size_t i = 0; i < raw.n; i++) {
        char c = raw.p[i];
        if (c == '%') {
            int hi = i + 2 < raw.n ? hex(raw.p[i + 1]) : -1;
            int lo = i + 2 < raw.n ? hex(raw.p[i + 2]) : -1;
            if (hi < 0 || lo < 0) return ERR_INVALID;
            c = (char)(hi * 16 + lo);
            i += 2;
        }
        out[n++] = c;
    }
    struct str s = {out, n};
    if (n == 0 || out[0] != '/' || !utf8_valid(s, UTF8_LINE)) return ERR_INVALID;
    *ret = s;
    return OK;
}

/* Cookie, then the browser's first wish; Japanese for everyone else. */
static enum lang language_of(const struct request *rq)
{
    struct str v;
    if (cookie_get(rq->cookie, "lang", &v) == OK) return str_eqz(v, "en") ? LANG_EN : LANG_JA;
    struct str first = str_head(rq->accept_language, str_find(rq->accept_language, ','));
    return str_starts(str_trim(first), STR("en")) ? LANG_EN : LANG_JA;
}

static void read_machine_head(const struct scgi *head, struct request *rq)
{
    rq->api = true; /* also errors are JSON */
    rq->target = scgi_get(head, "REQUEST_URI");
    rq->signature = scgi_get(head, "HTTP_SEKIMORI_SIGNATURE");
    rq->own_clock = scgi_get(head, "HTTP_SEKIMORI_CLOCK");
    rq->client_cert = scgi_get(head, "TLS_CLIENT_CERT");
    rq->over_tls = scgi_get(head, "HTTPS").n > 0;
}

static err_t read_head(struct web *web, const struct scgi *head, struct request *rq,
                       struct fault *why)
{
    rq->now = clock_now(web->clock);
    (void)snprintf(rq->reference, sizeof rq->reference, "%08x", randombytes_random());
    rq->method = method_of(scgi_get(head, "REQUEST_METHOD"));
    /* TLS ends at our nginx, or before it where office.conf says so. */
    rq->tls = scgi_get(head, "HTTPS").n > 0 || web->config.secure_cookies;
    rq->host = scgi_get(head, "HTTP_HOST");
    rq->source = scgi_get(head, "REMOTE_ADDR");
    rq->agent = scgi_get(head, "HTTP_USER_AGENT");
    rq->cookie = scgi_get(head, "HTTP_COOKIE");
    rq->content_type = scgi_get(head, "CONTENT_TYPE");
    rq->origin = scgi_get(head, "HTTP_ORIGIN");
    rq->fetch_site = scgi_get(head, "HTTP_SEC_FETCH_SITE");
    rq->token_header = scgi_get(head, "HTTP_X_SEKIMORI_TOKEN");
    rq->accept_language = scgi_get(head, "HTTP_ACCEPT_LANGUAGE");
    rq->lang = language_of(rq);
    struct str rest = scgi_get(head, "REQUEST_URI");
    struct str path = str_cut(&rest, '?');
    rq->query = rest.p ? rest : STR("");
    if (rq->channel == CHANNEL_MACHINES) read_machine_head(head, rq);
    static const struct str api = STR_INIT("/api/v1");
    if (str_starts(path, api) && path.n > api.n && path.p[api.n] == '/') {
        rq->api = true;
        path = str_skip(path, api.n);
    }
    rq->raw_path = path;
    rq->path = STR("/");
    TRY(decode_path(rq->arena, path, &rq->path));
    return urlencoded_parse(rq->arena, rq->query, BODY_FIELDS_MAX, &rq->params, why);
}

/* --- the answer --- */

static err_t write_page(struct web *web, struct request *rq, struct reply *rp, struct sb *body,
                        struct fault *why)
{
    json_t *site = site_data(web, rq);
    if (!site || json_object_set_new(rp->data, "site", site) != 0) return ERR_NOMEM;
    struct tpl_env env = {.set = &pages, .lang = rq->lang, .strict = web->config.strict};
    return tpl_render(&env, rp->page, rp->data, body, why);
}

static int append(const char *bytes, size_t n, void *arg)
{
    struct sb *b = arg;
    sb_add(b, (struct str){bytes, n});
    return sb_end(b) == OK ? 0 : -1;
}

static err_t write_api(struct reply *rp, struct sb *body)
{
    if (rp->kind == REPLY_REDIRECT) {
        rp->kind = REPLY_PAGE;
        rp->status = 200;
        rp->data = json_pack("{s:s%}", "location", rp->location.p, rp->location.n);
        if (!rp->data) return ERR_NOMEM;
    }
    return json_dump_callback(rp->data, append, body, JSON_COMPACT) == 0 ? OK : ERR_NOMEM;
}

static err_t write_reply(struct web *web, struct request *rq, struct reply *rp, struct sb *out,
                         struct fault *why)
{
    SB_CLEANUP struct sb body;
    sb_init(&body, PAGE_MAX);
    const char *type = NULL;
    if (rp->kind == REPLY_TEXT) {
        type = rp->media_type;
        sb_add(&body, rp->text);
    } else if (rq->api && (rp->kind == REPLY_PAGE || rp->kind == REPLY_REDIRECT)) {
        type = "application/json";
        TRY(write_api(rp, &body));
    } else if (rp->kind == REPLY_PAGE) {
        type = "text/html; charset=utf-8";
        TRY(write_page(web, rq, rp, &body, why));
    }
    TRY(sb_end(&body));
    if (rp->kind == REPLY_STREAM) {
        reply_write_head(rp, rq, rp->media_type, (size_t)rp->fd_size, out);
        return sb_end(out);
    }
    reply_write_head(rp, rq, type, body.n, out);
    if (rq->method != HTTP_HEAD) sb_add(out, sb_str(&body));
    return sb_end(out);
}

/* --- errors --- */

static json_t *error_data(const struct request *rq, int status, const struct fault *why)
{
    /* What broke inside is for the log, not for the reader; a machine is told why it has to wait. */
    bool wait = rq->channel == CHANNEL_MACHINES && why->code == ERR_BUSY;
    json_t *fault = (status < 500 || wait) && why->id ? site_fault(why) : json_null();
    char id[24], what[32];
    (void)snprintf(id, sizeof id, "error.%d", status);
    (void)snprintf(what, sizeof what, "error.do_%d", status);
    return json_pack("{s:i, s:s, s:s, s:s, s:b, s:o}", "status", status, "title", id, "what",
                     tr_find(rq->lang, str_z(what)) ? what : "error.what_to_do", "reference",
                     rq->reference, "not_found", status == 404, "fault", fault);
}

/* Where even the error page fails. */
static void last_words(struct sb *out)
{
    sb_reset(out);
    sb_addz(out, "Status: 500 Internal Server Error\r\nContent-Type: text/plain\r\n"
                 "Cache-Control: no-store\r\nContent-Length: 6\r\n\r\nerror\n");
}

/* The office's clock and which ledger it writes, so that a machine notices that either has changed.
 */
static void add_machine_headers(const struct web *web, const struct request *rq, struct reply *rp)
{
    if (rq->channel != CHANNEL_MACHINES) return;
    rp->office_time = clock_now(web->clock);
    rp->ledger = web->ledger_key ? machine_gate_ledger(web->ledger_key, rq->arena) : STR_NONE;
}

static void answer_error(struct web *web, struct request *rq, int status, unsigned allowed,
                         const struct fault *why, struct sb *out)
{
    struct reply rp REPLY_CLEANUP = {0};
    sb_reset(out);
    err_t e = reply_page_status(&rp, status, PAGE_ERROR, error_data(rq, status, why));
    rp.allowed = allowed;
    add_machine_headers(web, rq, &rp);
    if (status == 503) rp.retry_after = rq->channel == CHANNEL_MACHINES ? 1 : 10;
    struct fault ignored;
    if (e != OK || write_reply(web, rq, &rp, out, &ignored) != OK) last_words(out);
}

/* --- the way through --- */

struct outcome {
    int status;       /* != 0: answer this error */
    unsigned allowed; /* with 405 and OPTIONS */
};

static err_t redirect_to_sign_in(struct request *rq, struct reply *rp)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 4096);
    sb_addz(&b, "/sign-in");
    struct str path = rq->raw_path;
    bool post = rq->method == HTTP_POST;
    if (post && str_ends(path, STR("/act"))) path = str_head(path, path.n - 4); /* has no page */
    if (rq->path.n > 1) {
        sb_addz(&b, "?next=");
        urlencoded_add(&b, path);
        if (rq->query.n && !post) urlencoded_add(&b, STR("?"));
        if (!post) urlencoded_add(&b, rq->query);
    }
    if (post) sb_addz(&b, rq->path.n > 1 ? "&unsent=1" : "?unsent=1");
    struct str to = sb_end(&b) == OK ? arena_str(rq->arena, sb_str(&b)) : STR("/sign-in");
    return to.p ? reply_redirect(rp, to) : ERR_NOMEM;
}

/* Not allowed: where to, or which error. */
static err_t turn_away(struct request *rq, enum route_answer answer, struct reply *rp,
                       struct outcome *o)
{
    if (answer == ROUTE_DENIED)
        o->status = 403;
    else if (rq->api)
        o->status = answer == ROUTE_SIGN_IN ? 401 : 403;
    else if (answer == ROUTE_SIGN_IN)
        return redirect_to_sign_in(rq, rp);
    else
        return reply_redirect(rp, STR("/password"));
    return OK;
}

static err_t options(const struct request *rq, unsigned allowed, struct reply *rp,
                     struct outcome *o)
{
    if (rq->method == HTTP_OPTIONS && allowed) {
        rp->status = 204;
        rp->allowed = allowed;
        rp->cacheable = true;
        return OK;
    }
    o->status = allowed ? 405 : 404;
    o->allowed = allowed;
    return OK;
}

static err_t go(struct web *web, const struct route *row, const struct body_source *body,
                struct request *rq, struct reply *rp, struct outcome *o, struct fault *why)
{
    if (body->length > row->body_max) {
        o->status = 413;
        return OK;
    }
    char *folder = arena_printf(rq->arena, "%.*s/files/incoming", STR_ARG(web->config.instance));
    if (!folder) return ERR_NOMEM;
    bool whole = row->token == SIGNED || row->token == RAW;
    if (whole) TRY(body_read_whole(rq, body, row->body_max, why));
    if (rq->method == HTTP_POST && !whole) TRY(body_read(rq, body, folder, why));
    err_t e = OK;
    if (row->token == TOKEN)
        e = session_check_token(rq);
    else if (row->token == SIGNED)
        e = machine_gate_who(web, rq, why);
    else if (rq->method == HTTP_POST && !whole)
        e = session_check_origin(rq);
    if (e == ERR_DENIED && !whole) e = fault_set(why, ERR_DENIED, "web.stale_form", NULL);
    if (e == OK) e = row->handle(web, rq, rp, why);
    if (!rq->uploads_kept) body_discard(rq, folder);
    return e;
}

static err_t find_and_go(struct web *web, const struct body_source *body, struct request *rq,
                         struct reply *rp, struct dispatch_result *ret, struct outcome *o,
                         struct fault *why)
{
    if (rq->channel == CHANNEL_PEOPLE) TRY(session_find(web, rq, why));
    const struct route_table *table =
        rq->channel == CHANNEL_MACHINES ? web->machine_routes : web->routes;
    unsigned allowed = 0;
    ret->route = route_find(table, rq->method, rq->path, rq->args, &allowed);
    if (!ret->route) return options(rq, allowed, rp, o);
    enum route_answer answer = route_may(&ret->route->may, rq->session);
    if (answer != ROUTE_GO) return turn_away(rq, answer, rp, o);
    return go(web, ret->route, body, rq, rp, o, why);
}

/* The file of a stream goes to whoever sends it. */
static void give_body(struct reply *rp, struct dispatch_result *ret)
{
    ret->body_fd = rp->fd;
    ret->body_n = rp->fd_size;
    rp->fd = -1;
}

static void answer(struct web *web, const struct scgi *head, const struct body_source *body,
                   struct request *rq, struct sb *out, struct dispatch_result *ret)
{
    struct reply rp REPLY_CLEANUP = {0};
    struct fault why = {.code = OK};
    struct outcome o = {0};
    *ret = (struct dispatch_result){.body_fd = -1};
    err_t e = read_head(web, head, rq, &why);
    if (e == OK) e = find_and_go(web, body, rq, &rp, ret, &o, &why);
    add_machine_headers(web, rq, &rp);
    if (e == OK && o.status == 0 && write_reply(web, rq, &rp, out, &why) != OK) e = ERR_BUG;
    ret->error = e;
    ret->error_id = why.id;
    ret->status = e != OK ? http_status_of(e) : o.status ? o.status : rp.status;
    if (e != OK || o.status)
        answer_error(web, rq, ret->status, o.allowed, &why, out);
    else if (rp.kind == REPLY_STREAM && rq->method != HTTP_HEAD)
        give_body(&rp, ret);
    if (rq->session) json_decref(rq->session->card);
}

/* One version of the catalogue from the first look to the last byte. */
void dispatch(struct web *web, const struct scgi *head, const struct body_source *body,
              struct request *rq, struct sb *out, struct dispatch_result *ret)
{
    if (!web->standing) {
        answer(web, head, body, rq, out, ret);
        return;
    }
    struct web mine = *web;
    struct office office = *web->office;
    office.catalogue = standing_take(web->standing);
    mine.office = &office;
    mine.people = people_of_office(office.catalogue);
    answer(&mine, head, body, rq, out, ret);
    standing_give(web->standing, office.catalogue);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "web/http.h"

#include <unistd.h>

#include "wire/urlencoded.h"

#include "web/template/tpl.h"

err_t reply_page_status(struct reply *rp, int status, uint32_t page, json_t *data)
{
    if (!data) return ERR_NOMEM;
    json_decref(rp->data);
    rp->kind = REPLY_PAGE;
    rp->status = status;
    rp->page = page;
    rp->data = data;
    return OK;
}

err_t reply_page(struct reply *rp, uint32_t page, json_t *data)
{
    return reply_page_status(rp, 200, page, data);
}

err_t reply_redirect(struct reply *rp, struct str path)
{
    if (!tpl_url_is_ours(path) || path.p[0] != '/') return ERR_BUG;
    rp->kind = REPLY_REDIRECT;
    rp->status = 303;
    rp->location = path;
    return OK;
}

static bool is_plain_file_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '.' || c == '-' || c == '_';
        if (!plain) return false;
    }
    return s.n > 0;
}

err_t reply_download(struct reply *rp, const char *media_type, struct str name, struct str text)
{
    if (!is_plain_file_name(name)) return ERR_BUG;
    rp->file_name = name;
    return reply_text(rp, media_type, text);
}

err_t reply_stream(struct reply *rp, const char *media_type, struct str name, int fd, uint64_t size)
{
    if (!is_plain_file_name(name)) {
        (void)close(fd);
        return ERR_BUG;
    }
    rp->kind = REPLY_STREAM;
    rp->status = 200;
    rp->media_type = media_type;
    rp->file_name = name;
    rp->fd = fd;
    rp->fd_size = size;
    return OK;
}

err_t reply_text(struct reply *rp, const char *media_type, struct str text)
{
    rp->kind = REPLY_TEXT;
    rp->status = 200;
    rp->media_type = media_type;
    rp->text = text;
    return OK;
}

err_t reply_file(struct reply *rp, struct str title, struct str bytes)
{
    rp->file_title = title;
    return reply_download(rp, "application/octet-stream", STR("attachment.bin"), bytes);
}

void reply_release(struct reply *rp)
{
    json_decref(rp->data);
    if (rp->kind == REPLY_STREAM && rp->fd >= 0) (void)close(rp->fd);
    *rp = (struct reply){0};
}

static const char *reason(int status)
{
    static const struct {
        int status;
        const char *reason;
    } list[] = {
        {200, "OK"},
        {204, "No Content"},
        {303, "See Other"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {413, "Content Too Large"},
        {415, "Unsupported Media Type"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {500, "Internal Server Error"},
        {503, "Service Unavailable"},
    };
    for (size_t i = 0; i < ARRAY_LEN(list); i++) {
        if (list[i].status == status) return list[i].reason;
    }
    return "Other";
}

/* Nothing of ours is framed, embedded, guessed at or loaded from elsewhere.
 * Referrer-Policy is same-origin, not no-referrer: with the latter browsers
 * send "Origin: null" with our own forms. */
static const char fixed_headers[] =
    "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; script-src 'self'; connect-src 'self'; frame-ancestors 'none'; "
    "form-action 'self'; base-uri 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()\r\n";

static void add_allow(unsigned allowed, struct sb *out)
{
    static const struct {
        enum http_method m;
        const char *name;
    } names[] = {
        {HTTP_GET, "GET"}, {HTTP_HEAD, "HEAD"}, {HTTP_POST, "POST"}, {HTTP_OPTIONS, "OPTIONS"}};
    const char *sep = "Allow: ";
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (!(allowed & names[i].m)) continue;
        sb_addf(out, "%s%s", sep, names[i].name);
        sep = ", ";
    }
    sb_addz(out, "\r\n");
}

void reply_write_head(const struct reply *rp, const struct request *rq, const char *media_type,
                      size_t length, struct sb *out)
{
    sb_addf(out, "Status: %d %s\r\n", rp->status, reason(rp->status));
    sb_addz(out, fixed_headers);
    sb_addz(out, rp->cacheable ? "Cache-Control: no-cache\r\n" : "Cache-Control: no-store\r\n");
    sb_addz(out, "Vary: Cookie, Accept-Language\r\n");
    if (media_type) sb_addf(out, "Content-Type: %s\r\n", media_type);
    if (rp->kind != REPLY_TEXT && rp->kind != REPLY_STREAM)
        sb_addf(out, "Content-Language: %s\r\n", lang_code(rq->lang));
    if (rp->kind == REPLY_REDIRECT) sb_addf(out, "Location: %.*s\r\n", STR_ARG(rp->location));
    if (rp->file_name.n)
        sb_addf(out, "Content-Disposition: attachment; filename=\"%.*s\"", STR_ARG(rp->file_name));
    if (rp->file_name.n && rp->file_title.n) {
        sb_addz(out, "; filename*=UTF-8''"); /* RFC 8187 */
        urlencoded_add(out, rp->file_title);
    }
    if (rp->file_name.n) sb_addz(out, "\r\n");
    if (rp->office_time.ms) sb_addf(out, "Sekimori-Time: %lld\r\n", (long long)rp->office_time.ms);
    if (rp->ledger.n) sb_addf(out, "Sekimori-Ledger: %.*s\r\n", STR_ARG(rp->ledger));
    if (rp->retry_after) sb_addf(out, "Retry-After: %d\r\n", rp->retry_after);
    if (rp->allowed) add_allow(rp->allowed, out);
    for (size_t i = 0; i < rp->n_cookies; i++)
        sb_addf(out, "Set-Cookie: %.*s\r\n", STR_ARG(rp->cookies[i]));
    sb_addf(out, "Content-Length: %zu\r\n\r\n", length);
}

int http_status_of(err_t e)
{
    switch (e) {
    case OK:
        return 200;
    case ERR_INVALID:
        return 400;
    case ERR_TOO_BIG:
        return 413;
    case ERR_NOT_FOUND:
        return 404;
    case ERR_EXISTS:
    case ERR_STATE:
        return 409;
    case ERR_DENIED:
        return 403;
    case ERR_BUSY:
    case ERR_NOMEM:
    case ERR_UNAVAILABLE:
        return 503;
    case ERR_IO:
    case ERR_CORRUPT:
    case ERR_BUG:
        break;
    }
    return 500;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Books and entries; the label with the code that opens an entry's page for its return.
 */
#include <qrencode.h>

#include "pages.h"
#include "wire/urlencoded.h"
#include "web/pages/form_json.h"
#include "web/pages/handlers.h"
#include "web/pages/page_data.h"
#include "web/site.h"

err_t books_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    json_t *data;
    TRY(matters_books(web->office, rq->session->person, rq->lang, &data));
    if (json_object_set_new(data, "retention", json_boolean(route_goes(rq->session, STR("/erasures")))) != 0 ||
        json_object_set_new(data, "export", json_boolean(route_goes(rq->session, STR("/export")))) != 0) {
        json_decref(data);
        return ERR_NOMEM;
    }
    return page_data_reply(rq, rp, 200, PAGE_BOOKS, data);
}

err_t book_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    struct str search = STR_NONE, after = STR_NONE;
    int64_t from = 0;
    (void)form_nth(&rq->params, "search", 0, &search);
    if (form_nth(&rq->params, "after", 0, &after) && str_to_i64(after, &from) != OK)
        return ERR_NOT_FOUND;
    char *book = arena_strdup(rq->arena, rq->args[0]);
    char *text = arena_strdup(rq->arena, str_head(str_trim(search), 200));
    if (!book || !text) return ERR_NOMEM;
    json_t *data;
    TRY(matters_book(web->office, rq->session->person, book, text, from, rq->lang, &data));
    json_int_t next = json_integer_value(json_object_get(data, "next_after"));
    SB_CLEANUP struct sb url;
    sb_init(&url, 2000);
    sb_addf(&url, "/books/%s?after=%lld&search=", book, (long long)next);
    urlencoded_add(&url, str_z(text));
    if (sb_end(&url) != OK ||
        json_object_set_new(data, "next", next ? json_string(url.p) : json_null()) != 0) {
        json_decref(data);
        return ERR_NOMEM;
    }
    return page_data_reply(rq, rp, 200, PAGE_BOOK, data);
}

static err_t entry_data(struct web *web, struct request *rq, json_t **ret)
{
    struct entry_id id;
    if (entry_id_parse(rq->args[0], &id) != OK) return ERR_NOT_FOUND;
    json_t *data;
    TRY(matters_entry(web->office, rq->session->person, id, rq->lang, &data));
    size_t i;
    json_t *use;
    json_array_foreach(json_object_get(data, "uses"), i, use)
    {
        if (json_object_set_new(use, "once", form_json_key()) != 0 ||
            json_object_set_new(use, "entry", json_integer(id.v)) != 0) {
            json_decref(data);
            return ERR_NOMEM;
        }
    }
    *ret = data;
    return OK;
}

err_t entry_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    json_t *data;
    TRY(entry_data(web, rq, &data));
    return page_data_reply(rq, rp, 200, PAGE_ENTRY, data);
}

/* The code as an SVG: one path of squares, nothing from outside but the address. */
static err_t code_svg(struct arena *a, const char *address, struct str *ret)
{
    QRcode *code = QRcode_encodeString8bit(address, 0, QR_ECLEVEL_M);
    if (!code) return ERR_NOMEM;
    SB_CLEANUP struct sb b;
    sb_init(&b, 1 << 20);
    int side = code->width + 8;
    sb_addf(&b,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
            "shape-rendering=\"crispEdges\">"
            "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path d=\"",
            side, side, side, side);
    for (int y = 0; y < code->width; y++) {
        for (int x = 0; x < code->width; x++) {
            if (code->data[y * code->width + x] & 1) sb_addf(&b, "M%d %dh1v1h-1z", x + 4, y + 4);
        }
    }
    sb_addz(&b, "\"/></svg>\n");
    QRcode_free(code);
    TRY(sb_end(&b));
    *ret = arena_str(a, sb_str(&b));
    return ret->p ? OK : ERR_NOMEM;
}

err_t entry_code_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)why;
    json_t *data;
    TRY(entry_data(web, rq, &data));
    json_decref(data);
    char *address = arena_printf(rq->arena, "%s://%.*s/entries/%.*s", rq->tls ? "https" : "http",
                                 STR_ARG(rq->host), STR_ARG(rq->args[0]));
    if (!address) return ERR_NOMEM;
    struct str svg;
    TRY(code_svg(rq->arena, address, &svg));
    return reply_text(rp, "image/svg+xml", svg);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "web/site.h"

#include "assets.h"
#include "web/route.h"
#include "web/template/tpl.h"

static const struct {
    const char *id, *url, *text;
} navigation[] = {
    {"home", "/", "nav.home"},           {"inbox", "/inbox", "nav.inbox"},
    {"apply", "/apply", "nav.apply"},    {"matters", "/matters", "nav.matters"},
    {"books", "/books", "nav.books"},    {"people", "/people", "nav.people"},
    {"search", "/search", "nav.search"}, {"network", "/network", "nav.network"},
};

json_t *site_moment(struct moment t)
{
    if (t.ms == 0) return json_null();
    SB_CLEANUP struct sb b;
    sb_init(&b, 64);
    moment_format_tokyo(&b, t);
    return json_stringn(b.p ? b.p : "", b.n);
}

json_t *site_str(struct str s)
{
    return json_stringn(s.p ? s.p : "", s.n);
}

json_t *site_fault(const struct fault *f)
{
    json_t *args = json_array();
    for (unsigned i = 0; args && i < f->n_args; i++) {
        if (json_array_append_new(args, json_string(f->args[i])) != 0) {
            json_decref(args);
            return NULL;
        }
    }
    json_t *line = f->line ? json_integer(f->line) : json_null();
    return json_pack("{s:s, s:o, s:s, s:o}", "id", f->id ? f->id : "err.invalid", "args", args,
                     "field", f->field, "line", line);
}

/* Is the page at `path` under the entry at `url`? */
static bool is_under(struct str path, const char *url)
{
    struct str u = str_z(url);
    if (str_eqz(u, "/people") && str_eqz(path, "/units")) return true;
    if (str_eqz(u, "/"))
        return str_eqz(path, "/") || str_starts(path, STR("/articles/")) ||
               str_starts(path, STR("/standard"));
    return str_starts(path, u) && (path.n == u.n || path.p[u.n] == '/');
}

static json_t *navigation_data(const struct request *rq)
{
    json_t *list = json_array();
    for (size_t i = 0; i < ARRAY_LEN(navigation); i++) {
        if (!route_goes(rq->session, str_z(navigation[i].url))) continue;
        json_t *item =
            json_pack("{s:s, s:s, s:s, s:b}", "id", navigation[i].id, "url", navigation[i].url,
                      "text", navigation[i].text, "current", is_under(rq->path, navigation[i].url));
        if (json_array_append_new(list, item) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

/* "?done=opened" shows the text done.opened above the page, if there is one. */
static json_t *done_data(const struct request *rq)
{
    struct str word;
    if (!form_nth(&rq->params, "done", 0, &word) || word.n == 0 || word.n > 40) return json_null();
    SB_CLEANUP struct sb id;
    sb_init(&id, 64);
    sb_addz(&id, "done.");
    sb_add(&id, word);
    if (!tr_find(rq->lang, sb_str(&id))) return json_null();
    return json_stringn(id.p, id.n);
}

/* This page again, for the switch of language; forms that failed go home. */
static json_t *here(const struct request *rq)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 1500);
    sb_add(&b, rq->raw_path);
    if (rq->query.n) sb_addc(&b, '?');
    sb_add(&b, rq->query);
    bool good = rq->method != HTTP_POST && sb_end(&b) == OK && tpl_url_is_ours(sb_str(&b));
    return good ? json_stringn(b.p, b.n) : json_string("/");
}

static json_t *session_data(const struct session *s)
{
    if (!s) return json_null();
    return json_pack("{s:o, s:O, s:b}", "number", site_str(s->number), "card", s->card,
                     "must_change", s->must_change);
}

json_t *site_data(const struct web *web, const struct request *rq)
{
    const struct session *s = rq->session;
    bool inside = s && !s->must_change;
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "office", web->config.office_name,
                     "assets", ASSETS_HASH, "lang", lang_code(rq->lang), "token",
                     s ? site_str(s->token) : json_string(""), "me", session_data(s), "navigation",
                     inside ? navigation_data(rq) : json_null(), "done", done_data(rq), "here",
                     here(rq));
}

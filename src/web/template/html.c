/* SPDX-License-Identifier: Apache-2.0 */
#include "web/template/html.h"

#include <string.h>

static struct str name_str(const struct html_name *n)
{
    return (struct str){n->p, n->n};
}

static bool name_in(const struct html_name *n, const char *const *list)
{
    for (; *list; list++) {
        if (str_eqz(name_str(n), *list)) return true;
    }
    return false;
}

static bool name_add(struct html_name *n, char c)
{
    if (n->n == HTML_NAME) return false;
    n->p[n->n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool name_char(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == ':';
}

static bool is_void(const struct html_name *tag)
{
    static const char *const list[] = {"area", "br",   "col", "hr",     "img",   "input",
                                       "link", "meta", "wbr", "source", "track", NULL};
    return name_in(tag, list);
}

/* Elements whose content a page of ours never writes, or that change what
 * the rest of the page means. */
static bool is_banned(const struct html_name *tag)
{
    static const char *const list[] = {
        "style",         "base",     "object",   "embed",     "iframe", "frame",   "frameset",
        "applet",        "noscript", "template", "plaintext", "xmp",    "noembed", "math",
        "foreignobject", "marquee",  "param",    "portal",    "set",    "animate", NULL};
    return name_in(tag, list);
}

static bool is_url_attr(const struct html_name *attr)
{
    static const char *const list[] = {
        "href",       "src",      "action", "formaction", "cite",   "poster",    "data",     "ping",
        "xlink:href", "manifest", "hx-get", "hx-post",    "hx-put", "hx-delete", "hx-patch", NULL};
    return name_in(attr, list);
}

static const char *attr_rule(const struct html_state *h)
{
    static const char *const banned[] = {"style",   "srcdoc",     "srcset", "http-equiv", "hx-on",
                                         "hx-vals", "hx-headers", "nonce",  NULL};
    struct str a = name_str(&h->attr);
    if (str_starts(a, STR("on"))) return "template.event_handler";
    if (str_starts(a, STR("hx-on:"))) return "template.event_handler";
    if (name_in(&h->attr, banned)) return "template.banned_attribute";
    return NULL;
}

static const char *feed_text(struct html_state *h, char c)
{
    if (c == '<') {
        h->mode = HTML_LT;
        h->tag.n = 0;
        return NULL;
    }
    bool in_script = h->depth > 0 && str_eqz(name_str(&h->stack[h->depth - 1]), "script");
    return in_script && !is_blank(c) ? "template.inline_script" : NULL;
}

static const char *feed_lt(struct html_state *h, char c)
{
    if (c == '/')
        h->mode = HTML_CLOSE_NAME;
    else if (c == '!')
        h->mode = HTML_BANG;
    else if (is_letter(c)) {
        h->mode = HTML_OPEN_NAME;
        return name_add(&h->tag, c) ? NULL : "template.bad_tag";
    } else
        return "template.bare_lt";
    return NULL;
}

static const char *open_done(struct html_state *h, bool self_closed, struct str *arg)
{
    h->mode = HTML_TEXT;
    if (is_void(&h->tag)) return NULL;
    if (self_closed) {
        bool svg = h->depth > 0 && str_eqz(name_str(&h->stack[0]), "svg");
        for (unsigned i = 0; i < h->depth && !svg; i++)
            svg = str_eqz(name_str(&h->stack[i]), "svg");
        return svg ? NULL : "template.self_closed";
    }
    *arg = name_str(&h->tag);
    if (h->depth == HTML_STACK) return "template.too_deep";
    h->stack[h->depth++] = h->tag;
    return NULL;
}

static const char *feed_open_name(struct html_state *h, char c, struct str *arg)
{
    if (name_char(c)) return name_add(&h->tag, c) ? NULL : "template.bad_tag";
    *arg = name_str(&h->tag);
    if (is_banned(&h->tag)) return "template.banned_element";
    if (is_blank(c))
        h->mode = HTML_IN_TAG;
    else if (c == '/')
        h->mode = HTML_SLASH;
    else if (c == '>')
        return open_done(h, false, arg);
    else
        return "template.bad_tag";
    return NULL;
}

/* IN_TAG and AFTER_ATTR */
static const char *feed_in_tag(struct html_state *h, char c, struct str *arg)
{
    if (is_blank(c))
        h->mode = HTML_IN_TAG;
    else if (c == '/')
        h->mode = HTML_SLASH;
    else if (c == '>')
        return open_done(h, false, arg);
    else if (h->mode == HTML_IN_TAG && name_char(c)) {
        h->mode = HTML_ATTR_NAME;
        h->attr.n = 0;
        h->bare = true;
        return name_add(&h->attr, c) ? NULL : "template.bad_tag";
    } else {
        *arg = name_str(&h->tag);
        return "template.bad_tag";
    }
    return NULL;
}

static const char *feed_attr_name(struct html_state *h, char c, struct str *arg)
{
    *arg = name_str(&h->attr);
    if (name_char(c)) return name_add(&h->attr, c) ? NULL : "template.bad_tag";
    const char *rule = attr_rule(h);
    if (rule) return rule;
    if (c != '=') {
        h->mode = HTML_AFTER_ATTR;
        return feed_in_tag(h, c, arg);
    }
    h->bare = false;
    h->mode = HTML_EQUALS;
    return NULL;
}

static const char *feed_value(struct html_state *h, char c)
{
    if (c == '"') {
        h->mode = HTML_AFTER_ATTR;
        h->url = URL_NOT;
        return NULL;
    }
    switch (h->url) {
    case URL_NOT:
        return NULL;
    case URL_START:
        if (c != '/' && c != '#' && c != '?') return "template.url_literal";
        h->url = c == '/' ? URL_SLASH : URL_FIXED;
        return NULL;
    case URL_SLASH:
        if (c == '/' || c == '\\') return "template.url_literal";
        h->url = URL_FIXED;
        return NULL;
    case URL_FIXED:
        return c == '\\' ? "template.url_literal" : NULL;
    case URL_DONE:
        return "template.url_whole";
    }
    return NULL;
}

static const char *feed_close_name(struct html_state *h, char c, struct str *arg)
{
    if (name_char(c)) return name_add(&h->tag, c) ? NULL : "template.bad_tag";
    *arg = name_str(&h->tag);
    if (c != '>' || h->tag.n == 0) return "template.bad_tag";
    if (h->depth == 0 || !str_eq(name_str(&h->stack[h->depth - 1]), name_str(&h->tag)))
        return "template.unbalanced";
    h->depth--;
    h->mode = HTML_TEXT;
    return NULL;
}

static const char *feed_bang(struct html_state *h, char c)
{
    if (c == '-') {
        h->dashes++;
        if (h->dashes == 2) {
            h->mode = HTML_COMMENT;
            h->dashes = 0;
        }
        return NULL;
    }
    if (h->dashes || (c != 'd' && c != 'D')) return "template.bad_tag";
    h->mode = HTML_DOCTYPE;
    return NULL;
}

static void feed_comment(struct html_state *h, char c)
{
    if (c == '-') {
        if (h->dashes < 2) h->dashes++;
        return;
    }
    if (c == '>' && h->dashes == 2) h->mode = HTML_TEXT;
    h->dashes = 0;
}

const char *html_feed(struct html_state *h, char c, struct str *arg)
{
    *arg = STR_NONE;
    switch (h->mode) {
    case HTML_TEXT:
        return feed_text(h, c);
    case HTML_LT:
        h->dashes = 0;
        return feed_lt(h, c);
    case HTML_OPEN_NAME:
        return feed_open_name(h, c, arg);
    case HTML_IN_TAG:
    case HTML_AFTER_ATTR:
        return feed_in_tag(h, c, arg);
    case HTML_ATTR_NAME:
        return feed_attr_name(h, c, arg);
    case HTML_EQUALS:
        *arg = name_str(&h->attr);
        if (c != '"') return "template.unquoted";
        h->mode = HTML_VALUE;
        h->url = is_url_attr(&h->attr) ? URL_START : URL_NOT;
        return NULL;
    case HTML_VALUE:
        *arg = name_str(&h->attr);
        return feed_value(h, c);
    case HTML_SLASH:
        return c == '>' ? open_done(h, true, arg) : "template.bad_tag";
    case HTML_CLOSE_NAME:
        return feed_close_name(h, c, arg);
    case HTML_BANG:
        return feed_bang(h, c);
    case HTML_COMMENT:
        feed_comment(h, c);
        return NULL;
    case HTML_DOCTYPE:
        if (c == '>') h->mode = HTML_TEXT;
        return NULL;
    }
    return "template.bad_tag";
}

const char *html_may_write(struct html_state *h, struct str *arg)
{
    *arg = name_str(&h->attr);
    if (h->mode == HTML_VALUE) return h->url == URL_NOT ? NULL : "template.url_needed";
    if (h->mode != HTML_TEXT) return "template.not_here";
    if (h->depth > 0 && str_eqz(name_str(&h->stack[h->depth - 1]), "script"))
        return "template.inline_script";
    return NULL;
}

const char *html_may_url(struct html_state *h)
{
    if (h->mode != HTML_VALUE || h->url != URL_START) return "template.url_place";
    h->url = URL_DONE;
    return NULL;
}

const char *html_may_seg(struct html_state *h)
{
    return h->mode == HTML_VALUE && h->url == URL_FIXED ? NULL : "template.seg_place";
}

const char *html_settle(struct html_state *h, struct str *arg)
{
    if (h->mode == HTML_ATTR_NAME) {
        *arg = name_str(&h->attr);
        h->mode = HTML_AFTER_ATTR;
        return attr_rule(h);
    }
    if (h->mode == HTML_OPEN_NAME) {
        *arg = name_str(&h->tag);
        h->mode = HTML_AFTER_ATTR;
        return is_banned(&h->tag) ? "template.banned_element" : NULL;
    }
    return NULL;
}

bool html_same_place(const struct html_state *before, struct html_state *after)
{
    bool tag_edge = (before->mode == HTML_IN_TAG && after->mode == HTML_AFTER_ATTR) ||
                    (before->mode == HTML_AFTER_ATTR && after->mode == HTML_IN_TAG);
    if (tag_edge)
        after->mode = HTML_AFTER_ATTR;
    else if (before->mode != after->mode)
        return false;
    switch (before->mode) {
    case HTML_TEXT:
        break;
    case HTML_IN_TAG:
    case HTML_AFTER_ATTR:
        if (!str_eq(name_str(&before->tag), name_str(&after->tag))) return false;
        break;
    case HTML_VALUE:
        if (!str_eq(name_str(&before->attr), name_str(&after->attr)) || before->url != after->url)
            return false;
        break;
    default:
        return false; /* no section may begin within a name, comment or doctype */
    }
    if (before->depth != after->depth) return false;
    for (unsigned i = 0; i < before->depth; i++) {
        if (!str_eq(name_str(&before->stack[i]), name_str(&after->stack[i]))) return false;
    }
    return true;
}

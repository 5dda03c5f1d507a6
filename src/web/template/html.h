/* SPDX-License-Identifier: Apache-2.0
 *
 * html.h: where in the HTML a template stands. Fed with literal text it keeps
 * the context; asked before each tag it says whether the tag may stand there.
 * Far stricter than HTML: double quotes only, every element closed, nothing
 * that a content security policy would have to stop.
 */
#ifndef SEKIMORI_WEB_TEMPLATE_HTML_H
#define SEKIMORI_WEB_TEMPLATE_HTML_H

#include "base/str.h"

enum html_mode {
    HTML_TEXT,
    HTML_LT,         /* after < */
    HTML_OPEN_NAME,  /* <na */
    HTML_IN_TAG,     /* blank seen; an attribute may begin */
    HTML_ATTR_NAME,  /* <a hre */
    HTML_EQUALS,     /* after =, the quote must follow */
    HTML_VALUE,      /* inside "..." */
    HTML_AFTER_ATTR, /* after a value or a bare attribute: blank, / or > */
    HTML_SLASH,      /* after / in a tag */
    HTML_CLOSE_NAME, /* </na */
    HTML_BANG,       /* after <!: comment or doctype */
    HTML_COMMENT,
    HTML_DOCTYPE,
};

enum html_url { URL_NOT, URL_START, URL_SLASH, URL_FIXED, URL_DONE };

enum { HTML_STACK = 48, HTML_NAME = 32 };

struct html_name {
    char p[HTML_NAME];
    uint8_t n;
};

struct html_state {
    enum html_mode mode;
    enum html_url url;     /* state of a URL attribute's value */
    bool bare;             /* attribute without value so far */
    uint8_t dashes;        /* of a comment's end */
    struct html_name tag;  /* element being opened or closed */
    struct html_name attr; /* attribute being read */
    unsigned depth;
    struct html_name stack[HTML_STACK];
};

/* Feed one character. NULL, or the text id of the rule that it breaks;
 * ret_arg then names the element or attribute. */
const char *html_feed(struct html_state *h, char c, struct str *ret_arg);

/* May a value stand here? NULL, or the text id of the rule broken. */
const char *html_may_write(struct html_state *h, struct str *ret_arg);
/* {{url}} and {{seg}}: may it stand here; advances the URL's state. */
const char *html_may_url(struct html_state *h);
const char *html_may_seg(struct html_state *h);

/* A tag of ours ends the name that stands before it. NULL or the rule broken. */
const char *html_settle(struct html_state *h, struct str *ret_arg);

/* At the edge of a section: is `after` the same place as `before`, so that
 * the section may be left out or repeated? Unifies the two in *after. */
bool html_same_place(const struct html_state *before, struct html_state *after);

#endif

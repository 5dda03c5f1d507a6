/* SPDX-License-Identifier: Apache-2.0
 *
 * html.h: text that is already HTML is its own type, so that bare text cannot
 * reach a page unescaped: `struct html` comes only from html_lit() (literals
 * of our own) and from a builder, and the builder escapes whatever is not.
 */
#ifndef SEKIMORI_BASE_HTML_H
#define SEKIMORI_BASE_HTML_H

#include "base/sb.h"

/* A view of well-escaped HTML. */
struct html {
    struct str s;
};

/* A literal of our own as HTML; takes nothing but a string literal. */
#define html_lit(lit) ((struct html){{("" lit ""), sizeof(lit) - 1}})

/* A builder of HTML; bounded and sticky as the sb within. */
struct html_sb {
    struct sb sb;
};

void html_init(struct html_sb *h, size_t max);
void html_release(struct html_sb *h);
void html_reset(struct html_sb *h);

void html_add(struct html_sb *h, struct html part);
/* Text, escaped so that it is right in content and in quoted attributes.
 * What is not UTF-8, and control characters, become U+FFFD. */
void html_text(struct html_sb *h, struct str text);
void html_textz(struct html_sb *h, const char *text);
void html_i64(struct html_sb *h, int64_t v);
/* Text of several lines: each line end becomes <br>. */
void html_lines(struct html_sb *h, struct str text);
/* ' name="value"'; the name is ours: a-z and - only, or ERR_BUG. */
void html_attr(struct html_sb *h, const char *name, struct str value);

/* The content so far; valid until the next append. */
struct html html_view(const struct html_sb *h);
MUST_CHECK err_t html_end(const struct html_sb *h);

/* The same escaping into a plain builder, for writers of whole pages. */
void html_escape(struct sb *b, struct str text);

#define HTML_CLEANUP __attribute__((cleanup(html_release)))

#endif

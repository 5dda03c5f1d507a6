/* SPDX-License-Identifier: Apache-2.0
 *
 * Article references as people type them, brought to the one way that article.h reads.
 */
#include "base/utf8.h"
#include "catalogue/article.h"
#include "catalogue/catalogue_parts.h"

enum { TYPED_MAX = 80 };

static void add_digits(struct sb *b, struct str *s)
{
    while (s->n && s->p[0] >= '0' && s->p[0] <= '9') {
        sb_addc(b, s->p[0]);
        *s = str_skip(*s, 1);
    }
}

static bool skip(struct str *s, struct str word)
{
    if (!str_starts(*s, word)) return false;
    *s = str_skip(*s, word.n);
    return true;
}

/* 第10条の2第3項第1号 -> 10の2(3)(1); what is not of that form is copied as it is. */
static void to_reference(struct sb *b, struct str s)
{
    if (!skip(&s, STR("第"))) {
        sb_add(b, s);
        return;
    }
    add_digits(b, &s);
    if (!skip(&s, STR("条"))) b->err = ERR_INVALID;
    if (skip(&s, STR("の"))) {
        sb_addz(b, "の");
        add_digits(b, &s);
    }
    while (skip(&s, STR("第"))) {
        sb_addc(b, '(');
        add_digits(b, &s);
        sb_addc(b, ')');
        if (!skip(&s, STR("項")) && !skip(&s, STR("号"))) b->err = ERR_INVALID;
    }
    if (s.n) b->err = ERR_INVALID;
}

err_t catalogue_parse_article(const struct catalogue *c, struct str s, struct article_ref *ret)
{
    if (s.n > TYPED_MAX) return ERR_INVALID;
    SB_CLEANUP struct sb folded, plain;
    sb_init(&folded, 400);
    sb_init(&plain, 400);
    if (utf8_search_key(&folded, s) != OK) return ERR_INVALID;
    to_reference(&plain, sb_str(&folded));
    struct article_ref ref = {0};
    if (sb_end(&plain) != OK || article_parse(sb_str(&plain), &ref) != OK) return ERR_INVALID;
    unsigned last;
    if (article_find(&c->articles, &ref, &last) != ARTICLE_EXISTS) return ERR_NOT_FOUND;
    ref.text = NULL;
    *ret = ref;
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What only the end of the text shows: whether it is a standard at all, and whether it stops in
 * the middle. A text that stops inside a sentence, a bracket, under a heading or under 附則 is
 * refused; one that ends well but has no 附則 is a finding, since some bodies publish none. */
#include "base/utf8.h"
#include "standard/glyph.h"
#include "standard/parse.h"

enum { ARTICLES_MIN = 2, TAIL = 60 };

/* Its last characters, for a message. */
static struct str tail_of(struct str s)
{
    size_t at = s.n > TAIL ? s.n - TAIL : 0;
    while (at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80) at++;
    return str_skip(s, at);
}

/* A verb or noun with which Japanese sentences end, the full stop forgotten. */
static bool ends_like_sentence(struct str s)
{
    static const struct str ends[] = {STR_INIT("ない"),   STR_INIT("する"),   STR_INIT("いる"),
                                      STR_INIT("れる"),   STR_INIT("こと"),   STR_INIT("もの"),
                                      STR_INIT("とき"),   STR_INIT("場合"),   STR_INIT("できる"),
                                      STR_INIT("とする"), STR_INIT("による"), STR_INIT("行う"),
                                      STR_INIT("いう"),   STR_INIT("削除"),   STR_INIT("ある"),
                                      STR_INIT("定める"), STR_INIT("負う")};
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        if (str_ends(s, ends[i])) return true;
    }
    return false;
}

static bool ends_on_particle(struct str s)
{
    static const struct str ends[] = {
        STR_INIT("、"), STR_INIT("を"), STR_INIT("は"), STR_INIT("が"),     STR_INIT("に"),
        STR_INIT("の"), STR_INIT("で"), STR_INIT("と"), STR_INIT("及び"),   STR_INIT("又は"),
        STR_INIT("へ"), STR_INIT("も"), STR_INIT("や"), STR_INIT("並びに"), STR_INIT("若しくは"),
        STR_INIT("，"), STR_INIT("・"), STR_INIT("（"), STR_INIT("(")};
    if (str_ends(s, STR("もの")) || str_ends(s, STR("こと"))) return false;
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        if (str_ends(s, ends[i])) return true;
    }
    return false;
}

static bool ends_with_stop(struct str s)
{
    uint32_t c = glyph_last(s);
    while (glyph_is_close(c)) {
        s = glyph_drop_last(s);
        c = glyph_last(s);
    }
    return glyph_is_stop(c);
}

/* Does node i's own text stop in the middle? */
static bool is_unfinished(const struct standard_node *n)
{
    struct str s = n->text;
    if (n->level == STANDARD_APPENDIX || n->deleted) return false;
    if (s.n == 0) return n->level == STANDARD_PARAGRAPH || n->caption.n == 0;
    if (ends_with_stop(s) || table_ends(s) || heading_ends_with_date(s)) return false;
    if (glyph_open_brackets(s) > 0 || ends_on_particle(s)) return true;
    return n->level == STANDARD_PARAGRAPH && !ends_like_sentence(s) && !heading_is_deleted(s);
}

static uint32_t last_main(const struct tree *t)
{
    uint32_t i = t->n - 1;
    while (i > 0 && (t->nodes[i].level >= STANDARD_SUPPLEMENT)) i--;
    return i;
}

static err_t refuse_cut(struct parse *p, uint32_t line, struct str text)
{
    return parse_refuse(p, line, "standard.cut_off", "%.*s", STR_ARG(tail_of(text)));
}

static err_t check_end(struct parse *p)
{
    struct tree *t = &p->tree;
    uint32_t last = t->n - 1, line = p->lines.last_number;
    const struct standard_node *n = &t->nodes[last];
    if (n->level < STANDARD_ARTICLE || n->level == STANDARD_SUPPLEMENT ||
        n->level == STANDARD_ARTICLE)
        if (!n->deleted)
            return parse_refuse(p, n->line, "standard.cut_under", "%.*s",
                                STR_ARG(utf8_head(n->label, 60)));
    if (is_unfinished(n)) return refuse_cut(p, line, n->text.n ? n->text : n->label);
    return OK;
}

/* What the table of contents lists last must be there. */
static err_t check_promises(struct parse *p)
{
    const struct tree *t = &p->tree;
    bool heading = p->promised.level == STANDARD_ROOT, supplement = !p->promises_supplement;
    for (uint32_t i = 1; i < t->n; i++) {
        const struct standard_node *n = &t->nodes[i];
        supplement |= n->level == STANDARD_SUPPLEMENT;
        heading |= n->level == p->promised.level &&
                   standard_number_cmp(&n->number, &p->promised.number) == 0;
    }
    if (!heading)
        return parse_refuse(p, p->lines.last_number, "standard.cut_before", "%.*s",
                            STR_ARG(utf8_head(p->promised.label, 60)));
    if (!supplement)
        return parse_refuse(p, p->lines.last_number, "standard.cut_before", "%s", "附則");
    return OK;
}

/* The main provisions may be cut where 附則 or 別表 of another copy were kept. */
static void check_before_back_matter(struct parse *p)
{
    struct tree *t = &p->tree;
    bool any = false;
    for (uint32_t i = 1; i < t->n && !any; i++) any = t->nodes[i].level == STANDARD_SUPPLEMENT;
    if (!any) {
        uint32_t i = last_main(t);
        tree_find(t, STANDARD_NO_SUPPLEMENT, 0, t->nodes[i].line, t->nodes[i].label, STR(""));
    }
}

/* 第1条を修正した。第2条を追加した。: a report about a standard is none. */
static err_t check_rules(struct parse *p)
{
    const struct tree *t = &p->tree;
    uint32_t rules = 0, past = 0;
    for (uint32_t i = 1; i < t->n && t->nodes[i].level < STANDARD_SUPPLEMENT; i++)
        heading_weigh(t->nodes[i].text, &rules, &past);
    if (past <= rules) return OK;
    return parse_refuse(p, t->nodes[1].line, "standard.no_rules", NULL);
}

err_t parse_finish(struct parse *p)
{
    struct tree *t = &p->tree;
    uint32_t articles = 0;
    TRY(t->err);
    for (uint32_t i = 1; i < t->n; i++) articles += t->nodes[i].level == STANDARD_ARTICLE;
    if (p->article.depth == 0)
        return parse_refuse(p, p->lines.last_number, "standard.no_article", NULL);
    if (p->caption.n_lines > 0)
        return parse_refuse(p, p->caption.line, "standard.cut_at_caption", "%.*s",
                            STR_ARG(utf8_head(p->caption.inner[0], 90)));
    if (articles < ARTICLES_MIN)
        return parse_refuse(p, p->article_line, "standard.one_article", NULL);
    TRY(check_rules(p));
    TRY(check_end(p));
    TRY(check_promises(p));
    check_before_back_matter(p);
    return OK;
}

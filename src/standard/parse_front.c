/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands before the first heading or article: the title, the dates of making and amending, a
 * table of contents. The contents repeat what follows, so the body begins where their first entry
 * comes again. */
#include "base/utf8.h"
#include "standard/glyph.h"
#include "standard/parse.h"

/* "……… 3", "・・・・12", "...... 5": a line of a table of contents. */
static bool has_leader(struct str s)
{
    static const struct str leaders[] = {STR_INIT("……"),   STR_INIT("・・・"), STR_INIT("‥‥"),
                                         STR_INIT("...."), STR_INIT("．．．"), STR_INIT("─────"),
                                         STR_INIT("･･･")};
    for (size_t i = 0; i < ARRAY_LEN(leaders); i++) {
        if (glyph_has(s, leaders[i])) return true;
    }
    return false;
}

/* （第１条―第５条） behind a heading. */
static bool has_articles_in_brackets(struct str s)
{
    uint32_t c = glyph_last(s);
    if ((c != ')' && c != 0xFF09) || s.n > GLYPH_NEAR) return false;
    size_t at = glyph_find(s, STR("第"));
    for (size_t i = at; i < s.n; i++) {
        struct glyph_group g;
        if (!glyph_take_group(str_skip(s, i), &g) || g.rest.n > 0) continue;
        return str_starts(g.inner, STR("第")) && glyph_has(g.inner, STR("条"));
    }
    for (size_t i = 0; i < at; i++) {
        struct glyph_group g;
        if (((unsigned char)s.p[i] & 0xC0) == 0x80) continue;
        if (glyph_take_group(str_skip(s, i), &g) && g.rest.n == 0)
            return str_starts(g.inner, STR("第")) && glyph_has(g.inner, STR("条"));
    }
    return false;
}

static bool starts_body(const struct parse *p, uint32_t i, struct heading *ret)
{
    struct str s = p->lines.v[i].s;
    if (!heading_take(s, ret) || ret->joins) return false;
    /* 第1条この規程は */
    bool tight = ret->level == STANDARD_ARTICLE && !ret->point && ret->number.n[0] == 1 &&
                 ret->number.depth == 1;
    if (!ret->blank && !tight) return false;
    if (ret->level == STANDARD_ARTICLE && ret->point != p->points) return false;
    return true;
}

static bool same(const struct heading *a, const struct heading *b)
{
    return a->level == b->level && standard_number_cmp(&a->number, &b->number) == 0;
}

/* The line after `from` at which the heading at `from` comes again, with nothing between that
 * only a body has; 0 = none. */
static uint32_t comes_again(const struct parse *p, uint32_t from, bool listed)
{
    struct heading first, h;
    if (!starts_body(p, from, &first)) return 0;
    for (uint32_t i = from + 1; i < p->lines.n; i++) {
        struct str s = p->lines.v[i].s;
        bool entry = starts_body(p, i, &h);
        if (entry && same(&h, &first)) return i;
        if (!listed && !entry && !parse_is_supplement(p, i) && !has_leader(s) &&
            !has_articles_in_brackets(s))
            return 0;
        if (!listed && entry && glyph_has(s, STR("。"))) return 0;
    }
    return 0;
}

/* The first line that a body begins with. */
static uint32_t first_of_body(const struct parse *p, uint32_t from)
{
    struct heading h;
    struct parse_caption c;
    for (uint32_t i = from; i < p->lines.n; i++) {
        if (has_leader(p->lines.v[i].s)) continue;
        if (starts_body(p, i, &h)) return i;
        if (parse_take_caption(p, i, &c)) {
            struct str next = c.rest.n                     ? c.rest
                              : i + c.n_lines < p->lines.n ? p->lines.v[i + c.n_lines].s
                                                           : STR("");
            if (heading_take(next, &h) && h.level == STANDARD_ARTICLE && h.blank && !h.joins &&
                h.point == p->points)
                return i;
        }
    }
    return p->lines.n;
}

/* A caption may stand over the first article of the body. */
static uint32_t with_caption(const struct parse *p, uint32_t i)
{
    struct parse_caption c;
    if (i > 0 && parse_take_caption(p, i - 1, &c) && c.n_lines == 1 && c.rest.n == 0) return i - 1;
    return i;
}

static uint32_t after_contents(const struct parse *p, uint32_t contents)
{
    struct parse_caption c;
    struct heading h;
    uint32_t first = contents + 1;
    while (first < p->lines.n && !starts_body(p, first, &h)) first++;
    if (first == p->lines.n) return first;
    uint32_t again = comes_again(p, first, true);
    if (again) return with_caption(p, again);
    /* Contents of chapters, a body without them: up to the first caption. */
    for (uint32_t i = first; i < p->lines.n; i++) {
        if (parse_take_caption(p, i, &c) && i + c.n_lines < p->lines.n &&
            (heading_take(c.rest.n ? c.rest : p->lines.v[i + c.n_lines].s, &h) &&
             h.level == STANDARD_ARTICLE && h.blank && !h.joins))
            return i;
        if (starts_body(p, i, &h) && h.level == STANDARD_ARTICLE &&
            glyph_has(p->lines.v[i].s, STR("。")))
            return i;
    }
    return first;
}

/* The last heading of the contents, and whether they end with 附則: a text that stops before is cut
 * off. */
static void read_promises(struct parse *p, uint32_t contents, uint32_t body)
{
    struct heading h;
    for (uint32_t i = contents + 1; i < body; i++) {
        struct str s = p->lines.v[i].s;
        bool heading = heading_take(s, &h) && h.level < STANDARD_ARTICLE && h.blank && !h.joins;
        if (heading) p->promised = h;
        struct str rest = s;
        bool word = glyph_skip(&rest, STR("附")) || glyph_skip(&rest, STR("付"));
        (void)glyph_skip_blanks(&rest);
        if (word && str_starts(rest, STR("則"))) p->promises_supplement = true;
    }
}

static bool is_name(struct str s)
{
    static const struct str names[] = {
        STR_INIT("規程"),     STR_INIT("規則"),         STR_INIT("基準"),      STR_INIT("要綱"),
        STR_INIT("要領"),     STR_INIT("方針"),         STR_INIT("条例"),      STR_INIT("規定"),
        STR_INIT("ポリシー"), STR_INIT("手順"),         STR_INIT("指針"),      STR_INIT("要項"),
        STR_INIT("細則"),     STR_INIT("ガイドライン"), STR_INIT("訓令"),      STR_INIT("規約"),
        STR_INIT("内規"),     STR_INIT("心得"),         STR_INIT("通達"),      STR_INIT("規範"),
        STR_INIT("対策"),     STR_INIT("会則"),         STR_INIT("マニュアル")};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (str_ends(s, names[i])) return true;
    }
    return false;
}

/* ○○市情報セキュリティ対策基準（平成…） is named by what stands before its bracket. */
static struct str name_of(struct str s)
{
    static const struct str marks[] = {STR_INIT("○"), STR_INIT("◯"), STR_INIT("〇"), STR_INIT("●"),
                                       STR_INIT("◎"), STR_INIT("■"), STR_INIT("◆")};
    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        if (glyph_skip(&s, marks[i])) s = glyph_trim(s);
    }
    for (size_t i = 1; i < s.n && s.n < GLYPH_NEAR; i++) {
        struct glyph_group g;
        if (((unsigned char)s.p[i] & 0xC0) == 0x80) continue;
        if (glyph_take_group(str_skip(s, i), &g) && g.rest.n == 0)
            return glyph_trim(str_head(s, i));
    }
    return s;
}

static err_t put_head(struct parse *p, uint32_t n)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, STANDARD_BYTES_MAX);
    uint32_t title = n;
    size_t longest = 0;
    for (uint32_t i = 0; i < n; i++) { /* 対策基準(案) may stand over the full name */
        struct str name = name_of(p->lines.v[i].s);
        if (!is_name(name) || name.n <= longest) continue;
        title = i;
        longest = name.n;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (i == title) continue;
        sb_add(&b, p->lines.v[i].s);
        sb_addc(&b, '\n');
    }
    TRY(sb_end(&b));
    p->out.title = title < n ? name_of(p->lines.v[title].s) : STR("");
    p->out.history = b.n ? arena_str(p->arena, sb_str(&b)) : STR("");
    return p->out.history.p ? OK : ERR_NOMEM;
}

/* Does it have 第1条, or only 第1? One line that looks like an article does not make a text of
 * points one of articles. */
static bool has_articles(const struct parse *p, bool *ret_none)
{
    uint32_t articles = 0, points = 0;
    for (uint32_t i = 0; i < p->lines.n; i++) {
        struct heading h;
        struct glyph_group g;
        struct str s = p->lines.v[i].s;
        if (glyph_take_group(s, &g)) s = glyph_trim(g.rest);
        if (!heading_take(s, &h) || h.level != STANDARD_ARTICLE || h.joins) continue;
        articles += !h.point;
        points += h.point && h.blank;
    }
    *ret_none = articles < 2 && points < 2;
    return articles >= 2 || points < 2;
}

/* Numbered headings instead of 条: only under a title that says what the text is. */
static err_t front_of_outline(struct parse *p)
{
    TRY(outline_read(p->arena, &p->lines, p->file, &p->outline, p->why));
    const struct outline *o = &p->outline;
    if (o->articles == 0) return OK;
    uint32_t head = o->contents < o->begin ? o->contents : o->begin;
    p->out.outline = true;
    p->i = o->begin;
    TRY(put_head(p, head));
    if (p->out.title.n == 0)
        return parse_refuse(p, p->lines.v[o->begin].number, "standard.outline_untitled", "%.*s",
                            STR_ARG(utf8_head(p->lines.v[o->begin].s, 60)));
    return OK;
}

err_t parse_front(struct parse *p)
{
    bool none;
    p->points = !has_articles(p, &none);
    if (none) TRY(front_of_outline(p));
    if (p->out.outline) return OK;
    uint32_t head = first_of_body(p, 0), body = head, contents = p->lines.n;
    for (uint32_t i = 0; i <= head && i < p->lines.n; i++) {
        if (heading_is_word(p->lines.v[i].s, STR("目次"))) contents = i;
    }
    if (contents < p->lines.n) {
        head = contents;
        body = after_contents(p, contents);
        read_promises(p, contents, body);
    } else if (head < p->lines.n) {
        uint32_t again = comes_again(p, head, false);
        if (again) body = with_caption(p, again);
    }
    if (body == p->lines.n)
        return parse_refuse(p, p->lines.last_number, "standard.no_article", NULL);
    p->i = body;
    return put_head(p, head);
}

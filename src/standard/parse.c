/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/parse.h"

#include "base/utf8.h"
#include "standard/glyph.h"

bool parse_asks_for_more(struct str s)
{
    static const struct str words[] = {STR_INIT("及び"),   STR_INIT("又は"), STR_INIT("若しくは"),
                                       STR_INIT("並びに"), STR_INIT("かつ"), STR_INIT("の"),
                                       STR_INIT("は"),     STR_INIT("を"),   STR_INIT("に"),
                                       STR_INIT("が"),     STR_INIT("で"),   STR_INIT("と"),
                                       STR_INIT("より"),   STR_INIT("から")};
    static const struct str nouns[] = {STR_INIT("もの"), STR_INIT("こと")};
    for (size_t i = 0; i < ARRAY_LEN(nouns); i++) {
        if (str_ends(s, nouns[i])) return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_ends(s, words[i])) return true;
    }
    return false;
}

enum parse_ending parse_ending(const struct parse *p)
{
    if (p->before == 0 || p->head) return PARSE_ENDED;
    struct str s = glyph_tail(p->tree.nodes[p->tree.current].text, GLYPH_NEAR);
    bool full = lines_is_full(&p->lines, p->before - 1), closed = false;
    uint32_t c = glyph_last(s);
    if (c == 0x3001 || c == 0xFF0C || c == ',' || c == 0x30FB || glyph_is_open(c))
        return PARSE_OPEN;
    for (struct str t = s; glyph_is_close(c); c = glyph_last(t)) {
        t = glyph_drop_last(t);
        closed = true;
    }
    if (glyph_is_stop(c) && !(closed && full) && glyph_open_brackets(s) <= 0) return PARSE_ENDED;
    if (full || glyph_open_brackets(s) > 0) return PARSE_FULL;
    return parse_asks_for_more(s) ? PARSE_FULL : PARSE_SHORT;
}

void parse_add_text(struct parse *p, struct str s)
{
    const struct line *before = p->before > 0 && !p->head ? &p->lines.v[p->before - 1] : NULL;
    if (p->tree.n_open > 0 && p->tree.current == p->tree.container) {
        tree_need_paragraph(&p->tree, parse_line(p)->number);
        parse_put_caption(p, p->tree.open[0].node);
        before = NULL;
    }
    if (p->table_node != 0 && p->table_node == p->tree.current &&
        table_ends(p->tree.nodes[p->table_node].text))
        tree_after_table(&p->tree);
    tree_text(&p->tree, s, before, parse_line(p), &p->lines);
    p->before = p->i + 1;
    p->head = false;
    if (p->zone == PARSE_SUPPLEMENT && !p->amends &&
        str_ends(p->tree.nodes[p->tree.current].text, STR("次のように改正する。"))) {
        p->amends = true;
        p->amends_indent = p->label_indent;
    }
}

/* Words for another text stand deeper than the label of what amends it, captions included. */
static bool is_amendment(struct parse *p)
{
    const struct line *line = parse_line(p);
    struct glyph_group g;
    bool deeper = line->indent > p->amends_indent;
    if (p->amends && deeper && glyph_take_group(line->s, &g) && g.rest.n == 0 &&
        p->i + 1 < p->lines.n)
        deeper = p->lines.v[p->i + 1].indent > p->amends_indent;
    p->amends = p->amends && p->zone == PARSE_SUPPLEMENT && deeper;
    return p->amends;
}

/* --- headings --- */

static bool heading_fits(const struct parse *p, const struct heading *h)
{
    uint16_t last = p->heading[h->level];
    return h->number.n[0] == last + 1 || (h->number.n[0] == last && h->number.depth > 1) ||
           (h->number.n[0] == 1 && last == 0);
}

static void put_heading(struct parse *p, const struct heading *h)
{
    struct tree *t = &p->tree;
    uint32_t line = parse_line(p)->number;
    uint32_t i = tree_add(t, h->level, tree_parent_for(t, h->level), h->label, line);
    if (i == 0) return;
    t->nodes[i].number = t->nodes[i].last = h->number;
    if (!heading_fits(p, h))
        tree_find(t, STANDARD_HEADING_NUMBER, i, line, h->label,
                  tree_say(t, "%u", p->heading[h->level] + 1U));
    p->heading[h->level] = h->number.n[0];
    for (int l = (int)h->level + 1; l < STANDARD_ARTICLE; l++) p->heading[l] = 0;
    t->nodes[i].deleted = heading_is_word(h->rest, STR("削除"));
    t->nodes[i].caption = tree_keep(t, h->rest, line);
    t->nodes[i].text.p = t->text.p + t->text.n;
    t->n_open = 0;
    p->head = true;
    p->before = p->i + 1;
}

static err_t try_heading(struct parse *p, enum parse_ending ending, bool *ret)
{
    struct heading h;
    *ret = false;
    if (!heading_take(parse_line(p)->s, &h) || h.level >= STANDARD_ARTICLE || !h.blank || h.joins)
        return OK;
    if (ending == PARSE_OPEN || (ending == PARSE_FULL && !heading_fits(p, &h))) return OK;
    if (p->zone == PARSE_SUPPLEMENT)
        return parse_refuse(p, parse_line(p)->number, "standard.two_texts", "%.*s",
                            STR_ARG(utf8_head(h.label, 60)));
    put_heading(p, &h);
    *ret = true;
    return OK;
}

/* A heading's title may take a second line; sentences below it stay its text. */
static bool continue_heading(struct parse *p)
{
    struct tree *t = &p->tree;
    struct standard_node *n = &t->nodes[t->current];
    struct str s = parse_line(p)->s;
    if (n->level < STANDARD_PART || n->level > STANDARD_DIVISION) return false;
    bool title = n->text.n == 0 && p->before == p->i && !glyph_has(s, STR("。")) &&
                 (n->caption.n == 0 || lines_is_full(&p->lines, p->i - 1));
    if (title) {
        struct str more = tree_keep(t, s, parse_line(p)->number);
        n->caption = n->caption.n ? (struct str){n->caption.p, n->caption.n + more.n} : more;
        p->before = p->i + 1;
        return true;
    }
    parse_add_text(p, s);
    return true;
}

/* --- captions --- */

/* Does something that may have a caption stand in s? */
static bool takes_caption(const struct parse *p, struct str s)
{
    struct heading h;
    struct label l;
    if (parse_is_article(p, s, &h)) return true;
    if (p->zone != PARSE_SUPPLEMENT) return false;
    return label_take(s, &l) && l.blank &&
           (l.as[0].style == LABEL_PLAIN || l.as[0].style == LABEL_DOT);
}

/* （令和3年4月1日訓令第4号） under 附則: when it was made. */
static bool try_suffix(struct parse *p, const struct parse_caption *c)
{
    struct standard_node *n = &p->tree.nodes[p->tree.current];
    if (n->level != STANDARD_SUPPLEMENT || n->caption.n > 0 || c->rest.n > 0 ||
        !heading_is_date(c->inner[0]))
        return false;
    n->caption = tree_keep(&p->tree, c->inner[0], parse_line(p)->number);
    n->text.p = p->tree.text.p + p->tree.text.n;
    p->before = p->i + 1;
    return true;
}

/* (平18訓令5・一部改正) under an article or heading. */
static bool try_note(struct parse *p, enum parse_ending ending)
{
    struct parse_caption c;
    struct tree *t = &p->tree;
    if (ending == PARSE_OPEN || t->current == 0 || !parse_take_caption(p, p->i, &c) ||
        c.rest.n > 0 || !heading_is_note(c.inner[c.n_lines - 1]))
        return false;
    /* （…規程の一部改正） over a paragraph of an 附則 is its caption. */
    uint32_t next = p->i + c.n_lines;
    if (p->zone == PARSE_SUPPLEMENT && next < p->lines.n && takes_caption(p, p->lines.v[next].s))
        return false;
    uint32_t i = t->current;
    while (i != 0 && t->nodes[i].level > STANDARD_ARTICLE &&
           t->nodes[i].level < STANDARD_SUPPLEMENT)
        i = t->nodes[i].parent;
    if (t->nodes[i].note.n == 0)
        t->nodes[i].note = tree_say(t, "%.*s%.*s", STR_ARG(glyph_trim(c.inner[0])),
                                    STR_ARG(glyph_trim(c.inner[1])));
    p->i += c.n_lines - 1;
    p->before = p->i + 1;
    p->head = true;
    return true;
}

static err_t try_caption(struct parse *p, enum parse_ending ending, bool *ret)
{
    struct parse_caption c;
    *ret = false;
    if (ending == PARSE_OPEN || !parse_take_caption(p, p->i, &c)) return OK;
    *ret = true;
    if (try_suffix(p, &c)) return OK;
    uint32_t next = p->i + c.n_lines;
    if (c.rest.n > 0 && takes_caption(p, c.rest)) {
        p->caption = c;
        return parse_article(p, c.rest, ending, ret);
    }
    bool first = p->zone == PARSE_SUPPLEMENT && p->tree.n_open > 0 && p->tree.open[0].node == 0 &&
                 p->tree.current == p->tree.container;
    if (c.rest.n == 0 && next < p->lines.n &&
        (first || parse_outline_begins(p, next) || takes_caption(p, p->lines.v[next].s))) {
        p->caption = c;
        p->i += c.n_lines - 1;
        p->before = p->i + 1;
        p->head = true;
        return OK;
    }
    if (c.rest.n == 0 && next == p->lines.n && (p->zone == PARSE_MAIN || first) &&
        ending != PARSE_FULL)
        return parse_refuse(p, c.line, "standard.cut_at_caption", "%.*s",
                            STR_ARG(utf8_head(c.inner[0], 90)));
    *ret = false;
    return OK;
}

/* --- running text --- */

static void note_break(struct parse *p, enum parse_ending ending)
{
    struct tree *t = &p->tree;
    const struct standard_node *n = &t->nodes[t->current];
    const struct line *line = parse_line(p);
    if (p->before == 0 || p->head || n->text.n == 0) return;
    if (ending == PARSE_ENDED && !lines_is_full(&p->lines, p->before - 1))
        tree_find(t, STANDARD_LOOSE_LINE, t->current, line->number, utf8_head(line->s, 90),
                  STR(""));
    else if (ending != PARSE_ENDED && p->lines.width > 0 &&
             !lines_is_full(&p->lines, p->before - 1))
        tree_find(t, STANDARD_BROKEN_LINE, t->current, p->lines.v[p->before - 1].number,
                  utf8_head(p->lines.v[p->before - 1].s, 90), STR(""));
}

static err_t add_line(struct parse *p, enum parse_ending ending)
{
    uint16_t n;
    struct tree *t = &p->tree;
    const struct line *line = parse_line(p);
    if (lines_is_bare_number(line->s, &n)) {
        tree_find(t, STANDARD_STRAY_NUMBER, t->current, line->number, line->s, STR(""));
        return OK;
    }
    if (continue_heading(p)) return OK;
    const struct standard_node *now = &t->nodes[t->current];
    bool alone = p->head && p->before == p->i && now->text.n == 0 && now->caption.n == 0;
    if (alone && (now->level == STANDARD_ITEM || now->level == STANDARD_SUBITEM ||
                  now->level == STANDARD_ARTICLE))
        return parse_rest(p, line->s); /* its label had a line of its own */
    note_break(p, ending);
    parse_add_text(p, line->s);
    return OK;
}

static err_t read_line(struct parse *p)
{
    enum parse_ending ending = parse_ending(p);
    bool done = false;
    if (p->zone != PARSE_MAIN && heading_is_word(parse_line(p)->s, STR("目次")))
        return parse_refuse(p, parse_line(p)->number, "standard.two_texts", "%s", "目次");
    if (parse_back_matter(p, p->zone == PARSE_APPENDIX ? PARSE_ENDED : ending)) return OK;
    if (p->zone == PARSE_APPENDIX) {
        parse_appendix_line(p);
        return OK;
    }
    if (is_amendment(p)) {
        parse_add_text(p, parse_line(p)->s);
        return OK;
    }
    if (try_note(p, ending) || parse_table(p, ending)) return OK;
    TRY(parse_outline(p, &done));
    if (!done) TRY(try_heading(p, ending, &done));
    if (!done) TRY(try_caption(p, ending, &done));
    if (!done) TRY(parse_article(p, parse_line(p)->s, ending, &done));
    if (!done) TRY(parse_label(p, parse_line(p)->s, ending, &done));
    return done ? OK : add_line(p, ending);
}

err_t standard_parse(struct arena *a, struct str source, const char *file,
                     struct standard_text *ret, struct fault *why)
{
    struct parse p = {.arena = a, .file = file, .why = why};
    struct str own = arena_str(a, source);
    if (!own.p) return ERR_NOMEM;
    TRY(lines_read(a, own, file, &p.lines, why));
    lines_lay_out(&p.lines);
    TRY(tree_init(a, &p.lines, &p.tree));
    TRY(parse_front(&p));
    for (; p.i < p.lines.n; p.i++) {
        TRY(read_line(&p));
        TRY(p.tree.err);
    }
    TRY(parse_finish(&p));
    parse_check(&p);
    p.out.lines = p.lines.last_number;
    p.out.points = p.points;
    p.out.wrapped = p.lines.width > 0;
    p.out.width = p.lines.width;
    TRY(tree_end(&p.tree, &p.out));
    *ret = p.out;
    return OK;
}

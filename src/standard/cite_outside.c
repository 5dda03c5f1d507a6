/* SPDX-License-Identifier: Apache-2.0
 *
 * 地方自治法(昭和22年法律第67号)第181条 is no article of this text. What stands directly before
 * a number tells: the name of a law or rule, its abbreviation, or the bracket with its number. */
#include "standard/citing.h"
#include "standard/glyph.h"

static const struct str laws[] = {
    STR_INIT("法"),       STR_INIT("法律"),         STR_INIT("令"),   STR_INIT("条例"),
    STR_INIT("規則"),     STR_INIT("規程"),         STR_INIT("規定"), STR_INIT("要綱"),
    STR_INIT("要領"),     STR_INIT("基準"),         STR_INIT("方針"), STR_INIT("訓令"),
    STR_INIT("告示"),     STR_INIT("憲法"),         STR_INIT("約款"), STR_INIT("契約"),
    STR_INIT("協定"),     STR_INIT("条約"),         STR_INIT("計画"), STR_INIT("手順"),
    STR_INIT("指針"),     STR_INIT("通知"),         STR_INIT("要項"), STR_INIT("細則"),
    STR_INIT("ポリシー"), STR_INIT("ガイドライン"), STR_INIT("定款"), STR_INIT("通達")};

static bool ends_like_law(struct str s)
{
    for (size_t i = 0; i < ARRAY_LEN(laws); i++) {
        if (str_ends(s, laws[i])) return true;
    }
    return false;
}

/* この基準, 本規程, この要綱: the text speaks of itself. */
static bool is_own(const struct standard_text *t, struct str s)
{
    static const struct str own[] = {STR_INIT("この"), STR_INIT("本"), STR_INIT("本対策"),
                                     STR_INIT("この対策"), STR_INIT("本則")};
    if (t->title.n > 0 && str_ends(s, t->title)) return true;
    for (size_t i = 0; i < ARRAY_LEN(laws); i++) {
        if (!str_ends(s, laws[i])) continue;
        struct str head = str_head(s, s.n - laws[i].n);
        for (size_t k = 0; k < ARRAY_LEN(own); k++) {
            /* 基本法第3条 is not 本 + 法. */
            if (!str_ends(head, own[k])) continue;
            struct str before = str_head(head, head.n - own[k].n);
            if (glyph_first(own[k]) == 0x3053 || !glyph_is_kanji(glyph_last(before))) return true;
        }
    }
    return false;
}

/* 昭和22年法律第67号, 平成14年12月27日知事決定, 以下「法」という。 */
static bool is_law_number(struct str inner)
{
    static const struct str says[] = {STR_INIT("法律第"), STR_INIT("政令第"), STR_INIT("省令第"),
                                      STR_INIT("条例第"), STR_INIT("規則第"), STR_INIT("訓令第"),
                                      STR_INIT("告示第"), STR_INIT("規程第"), STR_INIT("規則"),
                                      STR_INIT("訓令"),   STR_INIT("決定"),   STR_INIT("制定"),
                                      STR_INIT("策定"),   STR_INIT("という"), STR_INIT("法第"),
                                      STR_INIT("条例"),   STR_INIT("告示")};
    for (size_t i = 0; i < ARRAY_LEN(says); i++) {
        if (glyph_has(inner, says[i])) return true;
    }
    return false;
}

static struct str drop_blanks(struct str s)
{
    while (s.n > 0 && glyph_is_blank(glyph_last(s))) s = glyph_drop_last(s);
    return s;
}

/* What stands before the bracket group that ends s; *ret_inner what is in it. */
static struct str before_group(struct str s, struct str *ret_inner)
{
    int depth = 0;
    struct str head = s;
    while (head.n > 0) {
        uint32_t c = glyph_last(head);
        head = glyph_drop_last(head);
        depth += glyph_is_close(c) - glyph_is_open(c);
        if (depth == 0) break;
    }
    struct str inner = str_skip(s, head.n);
    (void)glyph_take(&inner);
    *ret_inner = glyph_drop_last(inner);
    return head;
}

/* 当該, 前記: words that point, not names. */
static bool points(struct str s)
{
    static const struct str words[] = {STR_INIT("当該"), STR_INIT("前記"), STR_INIT("上記"),
                                       STR_INIT("下記"), STR_INIT("本則"), STR_INIT("後記"),
                                       STR_INIT("附則"), STR_INIT("準用"), STR_INIT("各号")};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_ends(s, words[i])) return true;
    }
    return false;
}

static enum cite_owner owner_by_name(const struct standard_text *t, struct str s)
{
    uint32_t c = glyph_last(s);
    if (is_own(t, s) || points(s)) return CITE_OURS;
    if (c == 0x540C) return CITE_AS_LAST; /* 同第137条 */
    if (ends_like_law(s)) return CITE_OUTSIDE;
    bool name = glyph_is_kanji(c) || glyph_is_katakana(c) || glyph_is_upper(c) || glyph_is_lower(c);
    /* 第3条第2項 is read as one; kanji before a number is the name of something. */
    return name ? CITE_OUTSIDE : CITE_OURS;
}

enum cite_owner cite_owner_of(const struct standard_text *t, struct str s, size_t at)
{
    struct str near = glyph_tail(str_head(s, at), GLYPH_NEAR);
    struct str head = drop_blanks(near), inner;
    bool spaced = head.n < near.n;
    uint32_t c = glyph_last(head);
    if (c == 0) return CITE_OURS;
    if (c == 0x300D) return CITE_OUTSIDE; /* 「基本方針」第10条 */
    if (glyph_is_close(c)) {
        struct str name = drop_blanks(before_group(head, &inner));
        if (is_own(t, name)) return CITE_OURS;
        return is_law_number(inner) || ends_like_law(name) ? CITE_OUTSIDE : CITE_OURS;
    }
    if (c == 0x306E) { /* 地方自治法の第5条 */
        struct str name = glyph_drop_last(head);
        if (str_ends(name, STR("そ")) && !str_ends(name, STR("こそ"))) return CITE_OUTSIDE;
        if (glyph_is_close(glyph_last(name)) && glyph_last(name) != 0x300D)
            name = drop_blanks(before_group(name, &inner));
        return ends_like_law(name) && !is_own(t, name) && !points(name) ? CITE_OUTSIDE : CITE_OURS;
    }
    if (spaced && !ends_like_law(head)) return CITE_OURS;
    return owner_by_name(t, head);
}

struct str cite_law_name(struct str s, size_t at)
{
    struct str head = drop_blanks(glyph_tail(str_head(s, at), GLYPH_NEAR)), inner;
    if (glyph_is_close(glyph_last(head)) && glyph_last(head) != 0x300D)
        head = drop_blanks(before_group(head, &inner));
    struct str name = head;
    while (name.n > 0) {
        uint32_t c = glyph_last(name);
        if (!glyph_is_kanji(c) && !glyph_is_katakana(c)) break;
        name = glyph_drop_last(name);
    }
    return str_skip(head, name.n);
}

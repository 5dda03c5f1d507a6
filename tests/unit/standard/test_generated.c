/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts made by rule: a tree is invented, printed in one of many notations, wrapped or not, with or
 * without furniture of pages, and must be read as that tree again. Seeds are fixed; a failure names
 * the notation and the seed, SEKIMORI_SEED=N runs that one alone and prints the text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

enum { ROOM = 1 << 20, ROUNDS = 20 };

struct rng {
    uint64_t s;
};

static unsigned next(struct rng *r, unsigned n)
{
    r->s = r->s * 6364136223846793005ULL + 1442695040888963407ULL;
    return (unsigned)(r->s >> 33) % n;
}

/* --- numbers in each script --- */

enum script { NARROW, WIDE, KANJI };

static void add_number(struct sb *b, unsigned n, enum script script)
{
    static const char *const kanji[] = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    if (script == KANJI) {
        if (n >= 100) sb_addf(b, "%s百", n >= 200 ? kanji[n / 100] : "");
        if (n % 100 >= 10) sb_addf(b, "%s十", n % 100 >= 20 ? kanji[n % 100 / 10] : "");
        sb_addz(b, kanji[n % 10]);
        return;
    }
    char digits[16];
    int k = snprintf(digits, sizeof digits, "%u", n);
    for (int i = 0; i < k; i++) {
        if (script == NARROW)
            sb_addc(b, digits[i]);
        else
            sb_addf(b, "\xEF\xBC%c", (char)(0x90 + digits[i] - '0'));
    }
}

/* --- notations --- */

enum caption { OVER, BEHIND, ALONE, FRONT };
enum paragraph { PLAIN, DOTTED, CIRCLED };
enum items { PAREN, PAREN_WIDE, KANJI_ITEM, CIRCLE, ONE_CHAR };
enum below { KANA, IROHA, PAREN_KANA, LATIN };

struct notation {
    const char *name;
    enum script article;
    enum caption caption;
    const char *open, *close; /* of captions */
    const char *blank;
    enum paragraph paragraph;
    enum script number; /* of paragraphs */
    enum items items;
    enum below below;
    unsigned width; /* columns; 0: not wrapped */
    bool indent, spaced, crlf, pages;
    const char *supplement;
};

static const struct notation all[] = {
    {"例規集", NARROW, OVER, "(", ")", " ", PLAIN, NARROW, PAREN, KANA, 0, false, false, true,
     false, "附 則"},
    {"例規集、段付き", WIDE, OVER, "（", "）", "　", PLAIN, WIDE, PAREN_WIDE, KANA, 0, true, false,
     false, false, "附　則"},
    {"縦書き", KANJI, OVER, "（", "）", "　", PLAIN, WIDE, KANJI_ITEM, IROHA, 0, true, false, false,
     false, "　　　附　則"},
    {"丸数字の項", WIDE, OVER, "【", "】", "　", CIRCLED, WIDE, ONE_CHAR, KANA, 0, false, true,
     false, false, "附則"},
    {"号の後の見出し", NARROW, BEHIND, "（", "）", "　", PLAIN, NARROW, PAREN, PAREN_KANA, 0, false,
     false, false, false, "付則"},
    {"会社の規程", NARROW, BEHIND, "（", "）", " ", DOTTED, NARROW, PAREN, LATIN, 0, true, false,
     false, false, "付　則"},
    {"見出しだけの行", WIDE, ALONE, "", "", "　", PLAIN, WIDE, CIRCLE, KANA, 0, false, false, false,
     false, "附則"},
    {"前置の見出し", KANJI, FRONT, "（", "）", "　", PLAIN, WIDE, KANJI_ITEM, IROHA, 0, false,
     false, false, false, "附　則"},
    {"折返し60桁", WIDE, OVER, "（", "）", "　", PLAIN, WIDE, PAREN, KANA, 60, false, false, false,
     false, "附　則"},
    {"折返し80桁、頁付き", NARROW, OVER, "（", "）", "　", PLAIN, NARROW, PAREN, KANA, 80, false,
     true, false, true, "附　則"},
    {"折返し72桁、縦書き", KANJI, OVER, "（", "）", "　", PLAIN, WIDE, KANJI_ITEM, IROHA, 72, true,
     false, true, false, "附　則"},
    {"折返し50桁、丸数字の項", WIDE, OVER, "（", "）", "　", CIRCLED, WIDE, ONE_CHAR, KANA, 50,
     false, false, false, true, "附則"},
    {"折返し64桁、号の後の見出し", NARROW, BEHIND, "（", "）", "　", DOTTED, NARROW, PAREN, LATIN,
     64, true, true, false, true, "付則"},
    {"折返し46桁、例規集", NARROW, OVER, "(", ")", " ", PLAIN, NARROW, PAREN, KANA, 46, false,
     false, false, false, "附 則"},
    {"タブ", NARROW, OVER, "(", ")", "\t", PLAIN, NARROW, PAREN, KANA, 0, false, false, false,
     false, "附則"},
};

/* --- words --- */

static const char *const subjects[] = {"管理者",
                                       "最高情報セキュリティ責任者",
                                       "職員等",
                                       "課長（これに準ずる者を含む。以下同じ。）",
                                       "市長又はその指名する者",
                                       "ＣＩＳＯ"};
static const char *const wheres[] = {"情報資産の取扱いについて",
                                     "２以上の部署が関係するときは",
                                     "毎年度",
                                     "平成14年４月１日以後に作成した情報システムについて",
                                     "地方公務員法（昭和25年法律第261号）第34条第１項の規定により",
                                     "第１条及び前項に定めるもののほか",
                                     "第２条第１項第３号に規定する場合を除き",
                                     "(2)の端末１台につき",
                                     "附則第２項、別表第１及び様式第２号に定めるところにより",
                                     "Computer Security Incident Response Teamと協議の上"};
static const char *const verbs[] = {
    "必要な措置を講じなければならない。", "これを記録するものとする。",
    "当該情報システムの停止その他の措置をとることができる。", "10日以内に市長に報告する。"};
static const char *const nouns[] = {"情報システムの名称",
                                    "職員の氏名及び所属",
                                    "サーバ、端末その他の機器",
                                    "前号に準ずるもの",
                                    "第１条の規定により市長が定めるもの",
                                    "電話番号（2以上あるときは、主たるもの）"};
static const char *const captions[] = {
    "趣旨",         "定義", "適用範囲",           "情報資産の分類", "管理者の責務",
    "点検及び監査", "委任", "ネットワークの管理", "記録媒体の廃棄", "報告"};

#define ONE_OF(r, v) ((v)[next(r, ARRAY_LEN(v))])

/* --- the tree, printed twice: as text and as what must be read --- */

struct maker {
    const struct notation *n;
    struct rng rng;
    struct sb text, want;
    unsigned depth; /* of headings */
    unsigned lines, page;
};

static unsigned columns(const char *p, size_t n)
{
    unsigned c = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char b = (unsigned char)p[i];
        c += b < 0x80 ? 1 : b >= 0xE0 ? 2 : 0;
    }
    return c;
}

static void end_line(struct maker *m)
{
    sb_addz(&m->text, m->n->crlf ? "\r\n" : "\n");
    if (m->n->spaced) sb_addz(&m->text, m->n->crlf ? "\r\n" : "\n");
    if (m->n->pages && ++m->lines % 18 == 0) sb_addf(&m->text, "\n- %u -\n\f", ++m->page);
}

/* A line, broken wherever the column ends. */
static void put(struct maker *m, unsigned indent, const char *line)
{
    size_t n = strlen(line);
    unsigned width = 0, lead = m->n->indent ? indent : 0;
    for (unsigned i = 0; i < lead; i++) sb_addz(&m->text, "　");
    width = 2 * lead;
    for (size_t i = 0; i < n;) {
        unsigned char b = (unsigned char)line[i];
        size_t len = b < 0x80 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
        unsigned c = columns(line + i, len);
        if (m->n->width && width + c > m->n->width) {
            end_line(m);
            width = 0;
            if (m->n->indent) {
                sb_addz(&m->text, "　");
                width = 2;
            }
        }
        sb_add(&m->text, (struct str){line + i, len});
        width += c;
        i += len;
    }
    end_line(m);
}

static void want(struct maker *m, unsigned depth, const char *level, const char *label,
                 const char *caption, const char *text)
{
    for (unsigned i = 0; i < m->depth + depth; i++) sb_addz(&m->want, "  ");
    sb_addf(&m->want, "%s [%s]", level, label);
    if (caption[0]) sb_addf(&m->want, " {%s}", caption);
    if (text[0]) sb_addf(&m->want, " %s", text);
    sb_addc(&m->want, '\n');
}

#define SAY(name, ...)                                                                             \
    struct sb name SB_CLEANUP;                                                                     \
    sb_init(&name, 4096);                                                                          \
    __VA_ARGS__;                                                                                   \
    sb_addc(&name, '\0');                                                                          \
    assert_ok(sb_end(&name))

static void add_sentence(struct maker *m, struct sb *b)
{
    sb_addf(b, "%sは、%s、%s", ONE_OF(&m->rng, subjects), ONE_OF(&m->rng, wheres),
            ONE_OF(&m->rng, verbs));
    if (next(&m->rng, 4) == 0) sb_addz(b, "ただし、緊急のときは、この限りでない。");
}

static void add_item_label(struct sb *b, enum items style, unsigned n)
{
    switch (style) {
    case PAREN:
        sb_addf(b, "(%u)", n);
        return;
    case PAREN_WIDE:
        sb_addz(b, "（");
        add_number(b, n, WIDE);
        sb_addz(b, "）");
        return;
    case KANJI_ITEM:
        add_number(b, n, KANJI);
        return;
    case CIRCLE:
        sb_addf(b, "\xE2\x91%c", (char)(0xA0 + n - 1));
        return;
    default: /* ⑴ */
        sb_addf(b, "\xE2\x91%c", (char)(0xB4 + n - 1));
    }
}

static void add_below_label(struct sb *b, enum below style, unsigned n)
{
    static const char *const kana[] = {"ア", "イ", "ウ", "エ"}, *const iroha[] = {"イ", "ロ", "ハ",
                                                                                  "ニ"};
    switch (style) {
    case KANA:
        sb_addz(b, kana[n - 1]);
        return;
    case IROHA:
        sb_addz(b, iroha[n - 1]);
        return;
    case PAREN_KANA:
        sb_addf(b, "（%s）", kana[n - 1]);
        return;
    default:
        sb_addf(b, "%c.", (char)('a' + n - 1));
    }
}

static void make_below(struct maker *m, unsigned count)
{
    for (unsigned i = 1; i <= count; i++) {
        const char *text = ONE_OF(&m->rng, nouns);
        SAY(label, add_below_label(&label, m->n->below, i));
        SAY(line, sb_addf(&line, "%s%s%s", label.p, m->n->blank, text));
        put(m, 2, line.p);
        want(m, 3, "細", label.p, "", text);
    }
}

static void make_items(struct maker *m, unsigned count)
{
    for (unsigned i = 1; i <= count; i++) {
        bool below = next(&m->rng, 5) == 0;
        const char *text = below ? "次に掲げるもの" : ONE_OF(&m->rng, nouns);
        SAY(label, add_item_label(&label, m->n->items, i));
        SAY(line, sb_addf(&line, "%s%s%s", label.p, m->n->blank, text));
        put(m, 1, line.p);
        want(m, 2, "号", label.p, "", text);
        if (below) make_below(m, 2 + next(&m->rng, 3));
    }
}

static void add_paragraph_label(struct maker *m, struct sb *b, unsigned n)
{
    switch (m->n->paragraph) {
    case CIRCLED:
        add_item_label(b, CIRCLE, n);
        return;
    default:
        add_number(b, n, m->n->number);
        if (m->n->paragraph == DOTTED) sb_addc(b, '.');
    }
}

/* lead: what stands before the first paragraph on its line. */
static void make_paragraphs(struct maker *m, const char *lead, unsigned count)
{
    for (unsigned i = 1; i <= count; i++) {
        bool items = next(&m->rng, 3) == 0, printed = i > 1 || m->n->paragraph == DOTTED;
        SAY(label, if (printed) add_paragraph_label(m, &label, i));
        SAY(text, add_sentence(m, &text));
        if (items) {
            text.n--; /* its end */
            sb_addz(&text, "この場合において、次に掲げる事項を明らかにしなければならない。");
            sb_addc(&text, '\0');
        }
        bool own_line = i == 1 && printed && lead[0];
        if (own_line) put(m, 0, lead);
        SAY(line, sb_addf(&line, "%s%s%s%s", i == 1 && !own_line ? lead : "", label.p,
                          printed ? m->n->blank : "", text.p));
        put(m, 0, line.p);
        want(m, 1, "項", label.p, "", text.p);
        if (items) make_items(m, 2 + next(&m->rng, 5));
    }
}

static void add_article_label(struct maker *m, struct sb *b, unsigned n, unsigned branch)
{
    sb_addz(b, "第");
    add_number(b, n, m->n->article);
    sb_addz(b, "条");
    if (branch) sb_addz(b, "の");
    if (branch) add_number(b, branch, m->n->article);
}

static void make_article(struct maker *m, unsigned n, unsigned branch)
{
    bool with = branch == 0 || m->n->caption == ALONE;
    char caption[200];
    (void)snprintf(caption, sizeof caption, "%s%u", ONE_OF(&m->rng, captions), 10 * n + branch);
    SAY(label, add_article_label(m, &label, n, branch));
    SAY(head, sb_addf(&head, "%s%s%s", m->n->open, caption, m->n->close));
    SAY(lead, sb_addf(&lead, "%s%s", label.p, m->n->blank));
    if (with && m->n->caption == OVER) put(m, 1, head.p);
    if (with && m->n->caption == BEHIND) {
        lead.n = 0;
        sb_addf(&lead, "%s%s%s", label.p, head.p, m->n->paragraph == DOTTED ? "" : m->n->blank);
    } else if (with && m->n->caption == FRONT) {
        lead.n = 0;
        sb_addf(&lead, "%s%s%s", head.p, label.p, m->n->blank);
    } else if (with && m->n->caption == ALONE) {
        lead.n = 0;
        sb_addf(&lead, "%s%s%s", label.p, m->n->blank, caption);
        sb_addc(&lead, '\0');
        put(m, 0, lead.p);
        lead.n = 0;
    }
    if (lead.n == 0 || lead.p[lead.n - 1] != '\0') sb_addc(&lead, '\0');
    want(m, 0, "条", label.p, with ? caption : "", "");
    make_paragraphs(m, lead.p, 1 + next(&m->rng, 4));
}

static void make_deleted(struct maker *m, unsigned from, unsigned to)
{
    SAY(
        label, add_article_label(m, &label, from, 0); if (to > from) {
            sb_addz(&label, "から");
            add_article_label(m, &label, to, 0);
            sb_addz(&label, "まで");
        });
    SAY(line, sb_addf(&line, "%s%s削除", label.p, m->n->blank));
    put(m, 0, line.p);
    want(m, 0, "条", label.p, "", "");
    want(m, 1, "項", "", "", "削除");
}

static void make_heading(struct maker *m, unsigned n, const char *word, const char *level)
{
    const char *title = ONE_OF(&m->rng, captions);
    SAY(label, sb_addz(&label, "第"); add_number(&label, n, m->n->article); sb_addz(&label, word));
    SAY(line, sb_addf(&line, "%s%s%s", label.p, m->n->blank, title));
    put(m, 3, line.p);
    want(m, 0, level, label.p, title, "");
}

static void make_body(struct maker *m)
{
    unsigned n = 1, chapters = next(&m->rng, 4);
    for (unsigned c = 1; c <= (chapters ? chapters : 1); c++) {
        m->depth = 0;
        if (chapters) make_heading(m, c, "章", "章");
        unsigned sections = chapters ? next(&m->rng, 3) : 0;
        for (unsigned s = 1; s <= (sections ? sections : 1); s++) {
            m->depth = chapters ? 1 : 0;
            if (sections) make_heading(m, s, "節", "節");
            m->depth += sections > 0;
            for (unsigned k = 2 + next(&m->rng, 3); k > 0; k--) {
                if (n > 2 && next(&m->rng, 7) == 0) {
                    unsigned to = n + next(&m->rng, 3);
                    make_deleted(m, n, to);
                    n = to + 1;
                    continue;
                }
                make_article(m, n, 0);
                if (next(&m->rng, 5) == 0) {
                    make_article(m, n, 2);
                    if (next(&m->rng, 2)) make_article(m, n, 3);
                }
                n++;
            }
        }
    }
}

static void make_supplements(struct maker *m)
{
    unsigned count = 1 + next(&m->rng, 3);
    const char *label = m->n->supplement;
    while (strncmp(label, "　", 3) == 0) label += 3;
    m->depth = 0;
    for (unsigned i = 0; i < count; i++) {
        char date[100] = "";
        if (i > 0) (void)snprintf(date, sizeof date, "令和%u年4月1日訓令第%u号", i + 1, 7 + i);
        SAY(line, sb_addz(&line, m->n->supplement); if (i > 0) sb_addf(&line, "（%s）", date));
        put(m, 3, line.p);
        want(m, 0, "附則", label, date, "");
        make_paragraphs(m, "", 1 + next(&m->rng, 3));
    }
}

static void make(struct maker *m, const struct notation *n, uint64_t seed)
{
    *m = (struct maker){.n = n, .rng = {seed * 7919 + 13}};
    sb_init(&m->text, ROOM);
    sb_init(&m->want, ROOM);
    put(m, 2, "架空市情報セキュリティ対策基準");
    make_body(m);
    make_supplements(m);
    assert_ok(sb_end(&m->text));
    assert_ok(sb_end(&m->want));
}

/* The first line that differs; whole trees are too long for a message. */
static void expect_same(const struct notation *n, uint64_t seed, struct str got, struct str wanted)
{
    while (got.n > 0 || wanted.n > 0) {
        struct str g = str_cut(&got, '\n'), w = str_cut(&wanted, '\n');
        if (!str_eq(g, w))
            fail_msg("%s, seed %llu\n  got    %.*s\n  wanted %.*s", n->name,
                     (unsigned long long)seed, STR_ARG(g), STR_ARG(w));
    }
}

static void check(const struct notation *n, uint64_t seed, bool show)
{
    struct maker m;
    struct read_text t TEXT_CLEANUP;
    SB_CLEANUP struct sb got;
    sb_init(&got, ROOM);
    make(&m, n, seed);
    if (show) (void)printf("%.*s", STR_ARG(sb_str(&m.text)));
    text_read(&t, sb_str(&m.text));
    if (t.err != OK)
        fail_msg("%s, seed %llu: line %u: %s", n->name, (unsigned long long)seed, t.why.line,
                 t.why.id);
    text_add_tree(&got, &t);
    assert_ok(sb_end(&got));
    expect_same(n, seed, sb_str(&got), sb_str(&m.want));
    sb_release(&m.text);
    sb_release(&m.want);
}

static void read_as_made(void **state)
{
    (void)state;
    const char *only = getenv("SEKIMORI_SEED");
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        for (uint64_t seed = 1; seed <= ROUNDS; seed++) check(&all[i], seed, false);
        if (only) check(&all[i], strtoull(only, NULL, 10), true);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(read_as_made)};
    return cmocka_run_group_tests_name("generated", tests, NULL, NULL);
}

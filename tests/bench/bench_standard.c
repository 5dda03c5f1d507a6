/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading an official text (lines, tree, joined text, references) of the size of a prefecture's
 * standard, beside SHA-256 over the same bytes, by turns; then comparing two versions of it. The
 * text is made here. Arguments: articles, turns. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/sha256.h"
#include "base/text.h"
#include "standard/cite.h"
#include "standard/compare.h"

enum { ROOM = 8 << 20, WIDTH = 44 };

static void die(const char *what)
{
    (void)fprintf(stderr, "bench_standard: %s\n", what);
    abort();
}

static double now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Hard-wrapped and double-spaced, as texts taken from PDF are. */
static void add_wrapped(struct sb *b, const char *z)
{
    int n = 0;
    for (const char *p = z; *p; p++) {
        if (((unsigned char)*p & 0xC0) != 0x80 && n++ == WIDTH) {
            sb_addz(b, "\n\n");
            n = 1;
        }
        sb_addc(b, *p);
    }
    sb_addz(b, "\n\n");
}

static void add_article(struct sb *b, int i, const char *word)
{
    char line[1024];
    (void)snprintf(line, sizeof line, "（%sの管理その%d）", word, i);
    add_wrapped(b, line);
    (void)snprintf(
        line, sizeof line,
        "第%d条 "
        "情報セキュリティ管理者は、%sの紛失、盗難の防止及び保管している電子データの漏えい防止のため"
        "に、前条及び第%d条第２項の規定により必要な措置を講じなければならない。",
        i, word, i > 1 ? i - 1 : 1);
    add_wrapped(b, line);
    (void)snprintf(line, sizeof line,
                   "２ "
                   "前項の規定にかかわらず、職員等は、業務上%"
                   "sの持ち出しが必要な場合は、その理由及び内容を当該%sを"
                   "管理する情報セキュリティ管理者に申告し、許可を得なければならない。",
                   word, word);
    add_wrapped(b, line);
    if (i % 4) return;
    add_wrapped(b, "３ 前２項の許可は、次の各号に掲げる場合に限る。");
    add_wrapped(
        b, "(1) 国若しくは他の地方公共団体との間で行われる調査に際して電子データを提出する場合");
    add_wrapped(b, "(2) 地方自治法（昭和22年法律第67号）第252条に定める場合");
}

static void make_text(struct sb *b, int articles, const char *word)
{
    sb_addz(b, "第１章 総則\n\n");
    for (int i = 1; i <= articles; i++) add_article(b, i, word);
    sb_addz(b, "附 則\n\nこの基準は、令和４年４月１日から施行する。\n");
    if (sb_end(b) != OK) die("memory");
}

static void read_text(struct arena *a, struct str s, struct standard_text *t, struct cites *c)
{
    struct fault why = {.code = OK};
    if (standard_parse(a, s, NULL, t, &why) != OK || cite_read(a, t, c) != OK)
        die(why.id ? why.id : "?");
}

static void turn(struct str s, double *parse, double *hash)
{
    uint8_t digest[SHA256_LEN];
    ARENA_CLEANUP struct arena a;
    struct standard_text t;
    struct cites c;
    arena_init(&a, STANDARD_ARENA_MAX);
    double from = now_ms();
    sha256(s, digest);
    double mid = now_ms();
    read_text(&a, s, &t, &c);
    double end = now_ms();
    if (mid - from < *hash) *hash = mid - from;
    if (end - mid < *parse) *parse = end - mid;
}

static double compared(struct str x, struct str y)
{
    ARENA_CLEANUP struct arena a;
    struct standard_text s, t;
    struct cites c;
    struct compare rows, lines;
    struct wording w;
    arena_init(&a, STANDARD_ARENA_MAX);
    read_text(&a, x, &s, &c);
    read_text(&a, y, &t, &c);
    double from = now_ms();
    if (compare_texts(&a, &s, &t, &rows) != OK) die("compare");
    for (uint32_t i = 0; i < rows.n; i++) {
        const struct compare_row *r = &rows.v[i];
        if (!r->words || compare_articles(&a, &s, r->old, &t, r->new, &lines) != OK) continue;
        for (uint32_t k = 0; k < lines.n; k++) {
            if (wording_diff(&a, s.nodes[lines.v[k].old].text, t.nodes[lines.v[k].new].text, &w) !=
                OK)
                die("words");
        }
    }
    return now_ms() - from;
}

/* Without 条: chapters of 9 headings with 9 articles each. */
static void make_outline(struct sb *b, int articles)
{
    sb_addz(b, "架空市情報セキュリティ対策基準\n");
    for (int i = 0; i < articles; i++) {
        if (i % 81 == 0) sb_addf(b, "第%d章　対策\n", i / 81 + 1);
        if (i % 9 == 0) sb_addf(b, "%d　管理\n", i % 81 / 9 + 1);
        sb_addf(b,
                "(%d)　責任者の責務\n①　責任者は、1(2)"
                "①の規定により、必要な措置を講じなければならない。\n"
                "②　前項の措置は、別に定める。\n",
                i % 9 + 1);
    }
    if (sb_end(b) != OK) die("memory");
}

/* The time must grow with the text and no faster: milliseconds a megabyte at several sizes. */
static void growth(bool outline)
{
    for (int articles = 500; articles <= 4000; articles *= 2) {
        double parse = 1e9, hash = 1e9;
        SB_CLEANUP struct sb b;
        sb_init(&b, ROOM);
        if (outline)
            make_outline(&b, articles);
        else
            make_text(&b, articles, "外部記録媒体");
        for (int i = 0; i < 3; i++) turn(sb_str(&b), &parse, &hash);
        printf("%-20s %5d articles %6zu KB %8.1f ms a MB\n",
               outline ? "numbered headings" : "articles", articles, b.n / 1024,
               parse / ((double)b.n / 1048576));
    }
}

int main(int argc, char **argv)
{
    int articles = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 200;
    int turns = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 50;
    double parse = 1e9, hash = 1e9;
    SB_CLEANUP struct sb x, y;
    sb_init(&x, ROOM);
    sb_init(&y, ROOM);
    make_text(&x, articles, "外部記録媒体");
    make_text(&y, articles, "情報機器");
    for (int i = 0; i < turns; i++) turn(sb_str(&x), &parse, &hash);
    printf("a text of %d articles, %zu KB; best of %d turns\n", articles, x.n / 1024, turns);
    printf("%-34s %8.3f ms\n", "SHA-256", hash);
    printf("%-34s %8.3f ms %8.1f times\n", "tree and references", parse, parse / hash);
    printf("%-34s %8.3f ms (every paragraph changed)\n", "two versions compared, all words",
           compared(sb_str(&x), sb_str(&y)));
    growth(false);
    growth(true);
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_search_text.c: the search through the official text, asked as a browser asks. The text is
 * invented. With SEKIMORI_STANDARD_TEXT (or the file beside the checkout) also the official one:
 * each of its paragraphs is found by its own words, each article by its number in any notation.
 */
#include "face.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"
#include "office/standard_import.h"
#include "office/standard_shelf.h"

static struct face F;
static char cookie[200];

static int set_up(void **state)
{
    (void)state;
    face_make(&F);
    face_as(&F, 0, cookie, sizeof cookie);
    return 0;
}

/* As the server has it: with a shelf. */
static int set_up_shelf(void **state)
{
    set_up(state);
    assert_ok(standard_shelf_make(&F.office.shelf));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    standard_shelf_free(F.office.shelf);
    F.office.shelf = NULL;
    face_remove(&F);
    return 0;
}

/* --- asking --- */

/* The answer of /api/v1/search, one group; items into one array over all pages. */
static json_t *ask(const char *typed)
{
    SB_CLEANUP struct sb uri;
    json_t *all = json_array();
    char next[2000] = "";
    do {
        sb_init(&uri, 4000);
        sb_addz(&uri, "/api/v1");
        if (*next) sb_addz(&uri, next);
        if (!*next) sb_addz(&uri, "/search?in=text&q=");
        for (const char *p = typed; *p && !*next; p++) sb_addf(&uri, "%%%02X", (unsigned char)*p);
        sb_addc(&uri, '\0');
        assert_ok(sb_end(&uri));
        struct face_answer a FACE_ANSWER = face_get(&F, uri.p, cookie);
        if (a.status != 200) fail_msg("%s: %d %s", uri.p, a.status, a.result.error_id);
        json_t *o = json_loads(a.body, 0, NULL), *one;
        size_t i;
        const json_t *group = json_array_get(json_object_get(o, "groups"), 0);
        json_array_foreach(json_object_get(group, "items"), i, one) json_array_append(all, one);
        const char *more = json_string_value(json_object_get(group, "next"));
        (void)snprintf(next, sizeof next, "%s", more ? more : "");
        json_decref(o);
        sb_release(&uri);
    } while (*next);
    return all;
}

static const char *of(const json_t *items, size_t i, const char *key)
{
    const char *s = json_string_value(json_object_get(json_array_get(items, i), key));
    return s ? s : "";
}

/* Typed: found are exactly these, "10-2#p3 11" by their addresses, in this order. */
static void finds(const char *typed, const char *addresses)
{
    SB_CLEANUP struct sb got;
    sb_init(&got, 4000);
    json_t *items = ask(typed);
    for (size_t i = 0; i < json_array_size(items); i++) {
        const char *href = of(items, i, "href");
        assert_memory_equal(href, "/articles/", 10);
        sb_addf(&got, "%s%s", i ? " " : "", href + 10);
    }
    json_decref(items);
    if (!str_eqz(sb_str(&got), addresses))
        fail_msg("%s finds %.*s, not %s", typed, STR_ARG(sb_str(&got)), addresses);
}

static void shows(const char *typed, const char *key, const char *words)
{
    json_t *items = ask(typed);
    const char *s = of(items, 0, key);
    if (!strstr(s, words)) fail_msg("%s: %s is \"%s\", without \"%s\"", typed, key, s, words);
    json_decref(items);
}

static void take(const char *text, const char *title, struct day day)
{
    ARENA_CLEANUP struct arena a;
    struct standard_imported done;
    struct fault why = {.code = OK};
    arena_init(&a, STANDARD_ARENA_MAX);
    struct standard_import q = {.bytes = str_z(text),
                                .file = "text",
                                .title = str_z(title),
                                .effective = day,
                                .now = clock_now(&F.clock)};
    err_t e = standard_import(F.town.t.store, &a, &q, &done, &why);
    if (e != OK) print_message("%s %u\n", why.id, why.line);
    assert_ok(e);
}

/* --- an invented town --- */

static const char text[] =
    "青海町の海図及び航路標識の管理に関する規程\n"
    "\n"
    "（趣旨）\n"
    "第１条 この規程は、海図の管理について必要な事項を定める。\n"
    "\n"
    "（ﾌﾞｲの点検）\n"
    "第１０条 灯台守は、毎月、ブイの点検をしなければならない。\n"
    "２ 前項の点検の結果は、灯台日誌に記録しなければならない。\n"
    "\n"
    "（霧笛）\n"
    "第１０条の２ 霧笛は、次に掲げる場合に鳴らす。\n"
    "(1) 視程が３００メートルに満たないとき。\n"
    "(2) 夜間に第１０条第２項の灯台日誌へ異常の記録があるとき。\n"
    "２ 霧笛を止めるときは、港長の承認を得なければならない。\n"
    "\n"
    "（海図の貸出し）\n"
    "第１１条 "
    "海図を借りようとする者は、第１０条の２第２項の例により、港長の承認を得るものとする。\n"
    "\n"
    "附 則\n"
    "この規程は、令和４年４月１日から施行する。\n"
    "\n"
    "附 則\n"
    "１ この規程は、令和５年７月１日から施行する。\n"
    "２ 霧笛に関する経過措置は、町長が定める。\n";

static void numbers_in_any_notation(void **state)
{
    (void)state;
    static const char *const ways[] = {
        "第10条の2", "第１０条の２", "第十条の二",   "10の2", "10-2",     "１０－２",    "10 no 2",
        "10 の 2",   "第十条ノ二",   "Article 10-2", "10–2",  "一〇の二", "第 10 条の2", "10ー2"};
    take(text, "青海町の規程", day_of(2022, 4, 1));
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        finds(ways[i], "10-2#p1 10-2#p2 11#p1");
        shows(ways[i], "title", "第10条の2第1項（霧笛）");
    }
    finds("第１０条の２第２項", "10-2#p2 11#p1");
    finds("10-2(2)", "10-2#p2 11#p1");
    finds("第10条", "10#p1 10#p2 10-2#p1-i2"); /* neither 10の2 nor what cites it alone */
    finds("第１条", "1#p1");                   /* neither 10 nor 11 */
    finds("第99条", "");
}

static void words_of_the_text(void **state)
{
    (void)state;
    take(text, "青海町の規程", day_of(2022, 4, 1));
    finds("ぶいの点検", "10#p1"); /* caption narrow, text wide, typed as hiragana */
    finds("300メートル", "10-2#p1-i1");
    finds("３００ﾒｰﾄﾙ", "10-2#p1-i1");
    finds("00メートル", "10-2#p1-i1"); /* a piece of a word or number */
    finds("霧笛 港長", "10-2#p2");     /* in one paragraph */
    finds("視程 港長", "10-2#p1-i1");  /* in one article */
    finds("視程 貸出し", "");
    finds("灯台日誌", "10#p2 10-2#p1-i2");
    finds("第10条の2 承認", "10-2#p2 11#p1");
    finds("鯨", "");
    shows("港長の承認", "text", "霧笛を止めるときは、港長の承認を得なければならない。");
    shows("港長の承認", "place", "第10条の2第2項");
    shows("300メートル", "text", "視程が３００メートルに満たないとき。");
}

static void supplementary_provisions(void **state)
{
    (void)state;
    take(text, "青海町の規程", day_of(2022, 4, 1));
    finds("附則", "s1#p1 s2#p1 s2#p2");
    finds("附則2", "s2#p1 s2#p2");
    finds("附則第二", "s2#p1 s2#p2");
    finds("附則（１）", "s1#p1");
    finds("附則3", "");
    finds("経過措置", "s2#p2");
    finds("令和5年7月1日", "s2#p1");
}

static void everybody_who_has_signed_in(void **state)
{
    (void)state;
    take(text, "青海町の規程", day_of(2022, 4, 1));
    struct face_answer a FACE_ANSWER = face_get(&F, "/api/v1/search?q=10-2", "");
    assert_int_not_equal(a.status, 200);
    assert_null(strstr(a.body, "港長"));
    face_as(&F, 6, cookie, sizeof cookie); /* concerned with nothing */
    finds("視程", "10-2#p1-i1");
    struct face_answer page FACE_ANSWER = face_get(&F, "/search?q=10-2", cookie);
    assert_int_equal(page.status, 200);
    assert_non_null(strstr(page.body, "規程の本文"));
    assert_non_null(strstr(page.body, "href=\"/articles/10-2#p2\""));
    struct face_answer there FACE_ANSWER = face_get(&F, "/articles/10-2", cookie);
    assert_non_null(strstr(there.body, "id=\"p2\"")); /* the address leads somewhere */
}

static char *with(const char *from, const char *to)
{
    char *s = strdup(text), *at = s ? strstr(s, from) : NULL;
    assert_non_null(at);
    assert_int_equal(strlen(from), strlen(to));
    memcpy(at, to, strlen(to));
    return s;
}

/* Without a restart: another version is imported, and comes into force when its day comes. */
static void the_version_in_force(void **state)
{
    (void)state;
    finds("視程", "");
    take(text, "青海町の規程", day_of(2022, 4, 1));
    finds("視程", "10-2#p1-i1");
    char *next = with("視程", "見通"), *later = with("視程", "視界");
    take(next, "改正", day_of(2026, 10, 1));
    finds("視程", "");
    finds("見通", "10-2#p1-i1");
    take(later, "再改正", day_of(2026, 11, 24)); /* tomorrow */
    finds("視界", "");
    clock_test_advance(&F.time, INT64_C(24) * 3600 * 1000);
    face_as(&F, 0, cookie, sizeof cookie);
    finds("視界", "10-2#p1-i1");
    finds("見通", "");
    free(next);
    free(later);
}

static void any_text_is_taken(void **state)
{
    (void)state;
    take(text, "青海町の規程", day_of(2022, 4, 1));
    static const char *const odd[] = {"%",
                                      "第",
                                      "条",
                                      "第条",
                                      "第0条",
                                      "(((",
                                      "10の",
                                      "附則(",
                                      "１２３４５６７８９",
                                      "の",
                                      "\"<b>",
                                      "…",
                                      "第10条の2の3の4の5の6"};
    for (size_t i = 0; i < ARRAY_LEN(odd); i++) json_decref(ask(odd[i]));
    char *many = malloc(3001);
    assert_non_null(many);
    memset(many, 'x', 3000);
    many[600] = '\0';
    json_decref(ask(many));
    free(many);
}

/* --- the official text, where it is --- */

static char *official;

static bool has_address(const json_t *items, const char *href)
{
    for (size_t i = 0; i < json_array_size(items); i++) {
        struct str got = str_z(of(items, i, "href"));
        if (str_starts(got, str_z(href)) && (got.n == strlen(href) || got.p[strlen(href)] == '-'))
            return true;
    }
    return false;
}

/* Some characters from the middle, without blanks, as somebody would copy them. */
static void copy_words(struct str s, char *to, size_t max)
{
    size_t n = 0, at = s.n / 2;
    while (at > 0 && ((unsigned char)s.p[at] & 0xC0) == 0x80) at--;
    s = str_skip(s, at);
    uint32_t cp;
    /* Not the rest of a number: 2条 of 第12条 means another article. */
    for (struct str rest = s; rest.n && utf8_next(&rest, &cp) == OK; s = rest) {
        if (!(cp >= '0' && cp <= '9') && !(cp >= 0xFF10 && cp <= 0xFF19)) break;
    }
    for (struct str rest = s; rest.n && n + 4 < max && utf8_next(&rest, &cp) == OK;) {
        if (cp == ' ' || cp == 0x3000) break;
        n = s.n - rest.n;
    }
    memcpy(to, s.p, n);
    to[n] = '\0';
}

static void every_paragraph_is_found(void **state)
{
    (void)state;
    if (!official) skip();
    take(official, "official", day_of(2022, 4, 1));
    ARENA_CLEANUP struct arena a;
    struct standard_text t;
    struct standard_lines lines;
    arena_init(&a, STANDARD_ARENA_MAX);
    assert_ok(standard_parse(&a, str_z(official), NULL, &t, NULL));
    assert_ok(standard_lines_read(&a, &t, &lines));
    assert_int_equal(lines.n, 464);
    for (size_t i = 0; i < lines.n; i++) {
        char words[64], href[100];
        SB_CLEANUP struct sb key;
        sb_init(&key, 64);
        standard_key(&key, &t, lines.v[i].node);
        sb_addc(&key, '\0');
        (void)snprintf(href, sizeof href, "/articles/%s#p%u", key.p,
                       t.nodes[lines.v[i].node].position);
        copy_words(t.nodes[lines.v[i].node].text, words, i % 2 ? 40 : 24);
        json_t *items = ask(words);
        if (!has_address(items, href)) fail_msg("\"%s\" does not find %s", words, href);
        json_decref(items);
    }
}

static void every_article_is_found(void **state)
{
    (void)state;
    if (!official) skip();
    take(official, "official", day_of(2022, 4, 1));
    for (int n = 1; n <= 202; n++) {
        static const char *const odd[] = {"5", "10", "28"};
        static const char *const plain[] = {"%s", "第%s条", "第 %s 条"};
        static const char *const branch[] = {"%s-2", "第%s条の2", "第%s条の２", "%sの二",
                                             "%s no 2"};
        char number[8], href[40], typed[60];
        bool second = n > 199;
        (void)snprintf(number, sizeof number, "%d", n);
        if (second) (void)snprintf(number, sizeof number, "%s", odd[n - 200]);
        (void)snprintf(href, sizeof href, second ? "/articles/%s-2" : "/articles/%s", number);
        for (size_t k = 0; k < (second ? ARRAY_LEN(branch) : ARRAY_LEN(plain)); k++) {
            const char *form = second ? branch[k] : plain[k];
            size_t at = (size_t)(strstr(form, "%s") - form);
            (void)snprintf(typed, sizeof typed, "%.*s%s%s", (int)at, form, number, form + at + 2);
            json_t *items = ask(typed);
            struct str got = str_z(of(items, 0, "href"));
            if (!str_eq(str_head(got, str_find(got, '#')), str_z(href)))
                fail_msg("%s finds %s first", typed, of(items, 0, "href"));
            assert_true(json_is_true(json_object_get(json_array_get(items, 0), "exact")));
            json_decref(items);
        }
    }
    for (int n = 1; n <= 11; n++) {
        char typed[40], href[40];
        (void)snprintf(typed, sizeof typed, "附則%d", n);
        (void)snprintf(href, sizeof href, "/articles/s%d#p1", n);
        json_t *items = ask(typed);
        assert_string_equal(of(items, 0, "href"), href);
        json_decref(items);
    }
}

int main(int argc, char **argv)
{
    const char *path = getenv("SEKIMORI_STANDARD_TEXT");
    if (!path && argc > 1) path = argv[1];
    SB_CLEANUP struct sb b;
    sb_init(&b, STANDARD_BYTES_MAX);
    if (path && access(path, R_OK) == 0) {
        assert_true(file_read(&b, path, NULL) == OK);
        sb_addc(&b, '\0');
        official = b.p;
    } else {
        print_message("# the official text is not at hand: SEKIMORI_STANDARD_TEXT\n");
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(numbers_in_any_notation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(words_of_the_text, set_up_shelf, tear_down),
        cmocka_unit_test_setup_teardown(supplementary_provisions, set_up_shelf, tear_down),
        cmocka_unit_test_setup_teardown(everybody_who_has_signed_in, set_up_shelf, tear_down),
        cmocka_unit_test_setup_teardown(the_version_in_force, set_up_shelf, tear_down),
        cmocka_unit_test_setup_teardown(any_text_is_taken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_paragraph_is_found, set_up_shelf, tear_down),
        cmocka_unit_test_setup_teardown(every_article_is_found, set_up_shelf, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

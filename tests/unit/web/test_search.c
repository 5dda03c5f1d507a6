/* SPDX-License-Identifier: Apache-2.0
 *
 * test_search.c: the search finds what is there, whatever way it is written, and nothing that the
 * viewer may not see; the index agrees with looking through everything.
 */
#include "face.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "office/erase.h"
#include "office/search.h"
#include "office/search_fill.h"

static struct face f;

static int set_up(void **state)
{
    (void)state;
    face_make(&f);
    assert_ok(search_index_new(&f.office.search));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    search_index_free(f.office.search);
    face_remove(&f);
    return 0;
}

static struct matter_id open_matter(size_t person, const char *procedure, json_t *fields)
{
    struct matter_done opened;
    struct faults bad = {.n = 0};
    struct fault why = {.code = OK};
    struct actor actor = {.person = f.people[person], .entered_by = f.people[person]};
    err_t e = matters_open(&f.office, &actor, procedure, fields, STR_NONE, &opened, &bad, &why);
    json_decref(fields);
    if (e != OK) print_message("%s %s\n", bad.n ? bad.v[0].field : "", why.id ? why.id : "");
    assert_ok(e);
    return opened.matter;
}

static void follow(void)
{
    bool more = true;
    while (more) assert_ok(search_fill(&f.office, f.office.search, 7, &more));
}

/* How many of the group are found; `title` (may be NULL): the first one's text holds it. */
static size_t found(size_t person, const char *text, const char *group, const char *holds)
{
    struct search_query q = {.text = str_z(text)};
    json_t *o, *one;
    size_t i, n = 0;
    assert_ok(search_find(&f.office, f.people[person], &q, LANG_JA, &o));
    json_array_foreach(json_object_get(o, "groups"), i, one)
    {
        if (strcmp(json_string_value(json_object_get(one, "group")), group) != 0) continue;
        const json_t *items = json_object_get(one, "items");
        n = json_array_size(items);
        const char *title = json_string_value(json_object_get(json_array_get(items, 0), "title"));
        if (holds && (!title || !strstr(title, holds))) fail_msg("%s: %s", text, title);
    }
    json_decref(o);
    return n;
}

static void stick(const char *number, const char *place)
{
    (void)open_matter(1, "media-register",
                      json_pack("{s:s, s:s, s:s, s:s}", "division", "PD1", "number", number, "kind",
                                "usb", "place", place));
}

static err_t last_token(void *arg, uint64_t token)
{
    *(uint64_t *)arg = token;
    return OK;
}

static struct matter_id take_out(const char *number, const char *reason)
{
    return open_matter(0, "media-take-out",
                       json_pack("{s:[s], s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "media", number,
                                 "perimeter", "outside_building", "exemption", "none", "reason",
                                 reason, "content", "名簿", "destination", "札幌", "from",
                                 "2027-01-12T09:00", "until", "2027-01-13T09:00"));
}

static void what_is_there_is_found(void **state)
{
    (void)state;
    stick("D-1", "執務室の金庫");
    stick("D-12", "倉庫");
    (void)take_out("D-1", "ヒアリングの記録を運ぶ");
    (void)take_out("D-12", "移転先の下見");
    follow();
    assert_int_equal(found(0, "ﾋｱﾘﾝｸﾞ", "matters", NULL), 1);
    assert_int_equal(found(0, "下見 札幌", "matters", NULL), 1);
    assert_int_equal(found(0, "見下", "matters", NULL), 0);
    assert_int_equal(found(0, "名簿", "matters", NULL), 2);
    assert_int_equal(found(0, "簿", "matters", NULL) >= 2, 1); /* one character */
    assert_int_equal(found(0, "ｄ－１", "entries", "D-1"), 2); /* the exact one first */
    assert_int_equal(found(0, "金庫", "entries", "D-1"), 1);
    assert_int_equal(found(0, "金庫 倉庫", "entries", NULL), 0);
    assert_int_equal(found(0, "第４７条", "articles", "47") >= 1, 1);
    assert_int_equal(found(0, "", "matters", NULL), 0);
}

static void what_one_may_not_see_is_not_found(void **state)
{
    (void)state;
    stick("D-1", "執務室の金庫");
    (void)take_out("D-1", "ヒアリングの記録を運ぶ");
    follow();
    assert_int_equal(found(1, "ヒアリング", "matters", NULL), 1); /* who decides */
    assert_int_equal(found(2, "ヒアリング", "matters", NULL), 1); /* sees all */
    assert_int_equal(found(6, "ヒアリング", "matters", NULL), 0);
    assert_int_equal(found(6, "金庫", "entries", NULL), 0);
    assert_int_equal(found(6, "47", "articles", NULL) >= 1, 1);
}

/* Page after page, each entry once; how many. */
static size_t turn_pages(const char *first, const char *cookie, bool seen[1000])
{
    char uri[600];
    size_t n = 0;
    (void)snprintf(uri, sizeof uri, "/api/v1%s", first);
    while (*uri) {
        struct face_answer a FACE_ANSWER = face_get(&f, uri, cookie);
        assert_int_equal(a.status, 200);
        json_t *o = json_loads(a.body, 0, NULL), *one;
        size_t i;
        const json_t *group = json_array_get(json_object_get(o, "groups"), 0);
        const json_t *list = json_object_get(group ? group : o, group ? "items" : "entries");
        const char *next = json_string_value(json_object_get(group ? group : o, "next"));
        json_array_foreach(list, i, one)
        {
            int64_t id;
            const char *href = json_string_value(json_object_get(one, "href"));
            assert_ok(str_to_i64(str_skip(str_z(href), strlen("/entries/")), &id));
            assert_true(id > 0 && id < 1000 && !seen[id]);
            seen[id] = true;
            n++;
        }
        if (next) assert_true(i > 0); /* nobody is sent to an empty page */
        (void)snprintf(uri, sizeof uri, "%s%s", next ? "/api/v1" : "", next ? next : "");
        json_decref(o);
    }
    return n;
}

/* More than one page, more than were once shown at most. */
static void all_of_a_book_are_found(void **state)
{
    (void)state;
    enum { STICKS = 330 };
    char number[24], cookie[200];
    for (int i = 1; i <= STICKS; i++) {
        (void)snprintf(number, sizeof number, "D-%d", i);
        stick(number, i % 3 ? "金庫" : "倉庫");
    }
    follow();
    bool seen[1000] = {false}, safes[1000] = {false}, again[1000] = {false};
    face_as(&f, 1, cookie, sizeof cookie);
    assert_int_equal(turn_pages("/books/media?search=d-", cookie, seen), STICKS);
    assert_int_equal(turn_pages("/books/media?search=%E9%87%91%E5%BA%AB", cookie, safes),
                     STICKS - STICKS / 3);
    assert_int_equal(turn_pages("/search?in=entries&q=D-", cookie, again), STICKS);
    bool none[1000] = {false};
    face_as(&f, 6, cookie, sizeof cookie);
    assert_int_equal(turn_pages("/books/media?search=d-", cookie, none), 0);
}

struct new_division {
    int no;
    struct post_id head;
};

static err_t add_division(struct db *db, const struct org_author *by, void *arg)
{
    struct new_division *d = arg;
    struct org_span span = {TOWN_FROM, {0}};
    char code[16], name[40];
    struct unit_id unit;
    (void)snprintf(code, sizeof code, "X%d", d->no);
    (void)snprintf(name, sizeof name, "第%d課", d->no);
    struct unit_told u = {.parent = f.town.policy,
                          .kind = UNIT_DIVISION,
                          .code = str_z(code),
                          .name = str_z(name),
                          .name_en = str_z(code),
                          .kana = STR(""),
                          .sort = 500 + d->no};
    TRY(org_unit_add(db, by, &u, span, &unit, NULL));
    struct post_told p = {.unit = unit,
                          .kind = STR("division_head"),
                          .charges = STR(""),
                          .title = STR("課長"),
                          .title_en = STR("Head"),
                          .managerial = true};
    return org_post_add(db, by, &p, span, &d->head, NULL);
}

/* The same number in more divisions than a page has room for: all are exactly meant. */
static void one_number_in_many_divisions(void **state)
{
    (void)state;
    enum { DIVISIONS = 27 };
    char cookie[200];
    for (int i = 1; i <= DIVISIONS; i++) {
        struct new_division d = {.no = i};
        struct org_span span = {TOWN_FROM, {0}};
        char code[16];
        (void)snprintf(code, sizeof code, "X%d", i);
        assert_ok(town_write(&f.town, TOWN_NOW, add_division, &d));
        assert_ok(
            town_hold(&f.town, TOWN_NOW, f.people[1], d.head, HOLDING_CONCURRENT, span, NULL));
        (void)open_matter(1, "media-register",
                          json_pack("{s:s, s:s, s:s, s:s}", "division", code, "number", "M-1",
                                    "kind", "usb", "place", "棚"));
    }
    stick("M-12", "棚");
    follow();
    bool seen[1000] = {false};
    face_as(&f, 2, cookie, sizeof cookie);
    assert_int_equal(turn_pages("/search?in=entries&q=M-1", cookie, seen), DIVISIONS + 1);
}

/* The index holds it still; what is shown is judged by the tables. */
static void forgotten_is_gone(void **state)
{
    (void)state;
    stick("D-1", "執務室の金庫");
    struct matter_id m = take_out("D-1", "ヒアリングの記録を運ぶ");
    follow();
    assert_int_equal(found(0, "ヒアリング", "matters", NULL), 1);
    search_index_forget(f.office.search, SEARCH_MATTER, m.v);
    assert_int_equal(found(0, "ヒアリング", "matters", NULL), 0);
}

/* --- the end of retention --- */

static struct matter_id act_on(struct matter_id m, size_t person, int32_t duty, enum act_kind kind,
                               enum verdict verdict, json_t *form)
{
    struct matter_done done;
    struct faults bad = {.n = 0};
    struct fault why = {.code = OK};
    struct actor actor = {.person = f.people[person], .entered_by = f.people[person]};
    struct matter_act act = {m, duty, kind, verdict, form};
    err_t e = matters_act(&f.office, &actor, &act, STR_NONE, &done, &bad, &why);
    if (e != OK) print_message("# %s %s\n", bad.n ? bad.v[0].field : "", why.id ? why.id : "");
    json_decref(form);
    assert_ok(e);
    return m;
}

static struct matter_id area(const char *number)
{
    return open_matter(2, "area-register",
                       json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
                                 "division", "PD1", "number", number, "kind", "network", "place",
                                 "霧笛台の地下", "mynumber", "no", "locked", "yes", "protected",
                                 "yes", "unmarked", "yes", "sited", "yes", "doors", "yes",
                                 "openings", "yes", "extinguishing", "yes"));
}

/* Is the pair of characters held by anything? Not what is shown: what is kept. */
static bool kept(enum search_kind kind, const char *pair)
{
    uint64_t token = 0;
    SB_CLEANUP struct sb folded;
    sb_init(&folded, 100);
    assert_ok(utf8_search_key(&folded, str_z(pair)));
    assert_ok(search_index_term(sb_str(&folded), last_token, &token));
    return search_index_has(f.office.search, kind, token);
}

/* As a server that starts anew. */
static void start_anew(void)
{
    search_index_free(f.office.search);
    assert_ok(search_index_new(&f.office.search));
    follow();
}

/* By a real decision, recorded in the ledger: the text of the matter and of the row goes out of the
 * index of the running server, and does not come back when it starts again. */
static void erased_is_gone(void **state)
{
    (void)state;
    stick("D-1", "執務室の金庫");
    struct matter_id m = take_out("D-1", "灯籠流しの下見");
    (void)act_on(m, 0, 0, ACT_WITHDRAW, VERDICT_NONE, NULL);
    struct matter_id row = area("N-1");
    struct matter_id over =
        open_matter(1, "area-change", json_pack("{s:s, s:s}", "area", "N-1", "what", "closed"));
    follow();
    assert_int_equal(found(2, "灯籠流し", "matters", NULL), 1);
    assert_int_equal(found(2, "霧笛台", "entries", NULL), 1);
    assert_int_equal(found(2, "霧笛台", "matters", NULL), 1);
    assert_true(kept(SEARCH_MATTER, "籠流") && kept(SEARCH_ENTRY, "笛台"));
    clock_test_set(&f.time, day_start(day_of(2033, 4, 1)));
    struct org_span span = {TOWN_FROM, {0}}; /* who asked for it does not erase it */
    assert_ok(town_hold(&f.town, clock_now(&f.clock), f.people[5], f.town.bureau,
                        HOLDING_CONCURRENT, span, NULL));
    const int64_t ids[] = {m.v, row.v, over.v};
    struct fault why = {.code = OK};
    err_t e = erase_matters(&f.office, f.people[5], ids, ARRAY_LEN(ids), STR_NONE, &why);
    if (e != OK) print_message("# %s\n", why.id ? why.id : "");
    assert_ok(e);
    assert_int_equal(found(2, "灯籠流し", "matters", NULL), 0); /* from the same moment on */
    assert_int_equal(found(2, "霧笛台", "entries", NULL), 0);
    follow();
    for (int again = 0; again < 2; again++) {
        assert_int_equal(found(2, "灯籠流し", "matters", NULL), 0);
        assert_int_equal(found(2, "霧笛台", "entries", NULL), 0);
        assert_int_equal(found(2, "霧笛台", "matters", NULL), 0);
        assert_false(kept(SEARCH_MATTER, "籠流"));
        assert_false(kept(SEARCH_MATTER, "笛台"));
        assert_false(kept(SEARCH_ENTRY, "笛台"));
        assert_int_equal(found(2, "N-1", "entries", NULL), 1); /* that there was one stays */
        assert_true(kept(SEARCH_ENTRY, "金庫"));
        start_anew();
    }
}

/* --- the index beside looking through everything --- */

enum { DOCS = 12000, TOKENS = 12, ASKS = 400 };

static uint64_t seed = 7;

static uint64_t any(uint64_t n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (seed >> 33) % n;
}

static bool all_in(unsigned doc, unsigned want)
{
    return (doc & want) == want;
}

static void sets_are_right(void **state)
{
    (void)state;
    static unsigned held[DOCS + 1]; /* bit t: token t + 1 */
    static int64_t ids[DOCS + 1];
    for (int64_t i = 1; i <= DOCS; i++) ids[i] = i * 5 + (i > DOCS - 1000 ? 65536 : 0);
    for (int round = 0; round < 3 * DOCS; round++) {
        size_t i = 1 + any(DOCS);
        uint64_t token = 1 + any(any(2) ? 3 : TOKENS);
        if (round % 50 == 0) {
            search_index_forget(f.office.search, SEARCH_ENTRY, ids[i]);
            held[i] = 0;
            continue;
        }
        held[i] |= 1U << (token - 1);
        assert_ok(search_index_add(f.office.search, SEARCH_ENTRY, ids[i], &token, 1));
    }
    for (int ask = 0; ask < ASKS; ask++) {
        uint64_t all[2] = {1 + any(TOKENS), 1 + any(TOKENS)}, one[2] = {1 + any(TOKENS), 99};
        unsigned want = 1U << (all[0] - 1) | 1U << (all[1] - 1), some = 1U << (one[0] - 1);
        int64_t before = any(3) ? INT64_MAX : ids[1 + any(DOCS)], got[20];
        bool filter = any(2) != 0;
        size_t n = search_index_find(f.office.search, SEARCH_ENTRY, all, 2, one, filter ? 2 : 0,
                                     before, got, 20),
               k = 0;
        for (size_t i = DOCS; i > 0 && k < 20; i--) {
            if (ids[i] >= before || !all_in(held[i], want) || (filter && !(held[i] & some)))
                continue;
            if (k >= n) fail_msg("%lld is missing", (long long)ids[i]);
            assert_int_equal(got[k++], ids[i]);
        }
        assert_int_equal(n, k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_there_is_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_one_may_not_see_is_not_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(all_of_a_book_are_found, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_number_in_many_divisions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(forgotten_is_gone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(erased_is_gone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sets_are_right, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

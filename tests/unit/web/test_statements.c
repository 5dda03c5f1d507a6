/* SPDX-License-Identifier: Apache-2.0
 *
 * test_statements.c: how many SQL statements each page costs, from the cookie to the last byte,
 * with enough in the office that one statement a row would show. The numbers are pinned: a page
 * that becomes dearer fails here, and whoever makes one cheaper lowers its number.
 */
#include "face.h"
#include "office/org_image.h"
#include "office/search_fill.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEDIA = 40, MATTERS = 30, APPLY_MOST = 18, DECIDE_MOST = 14 };

static const struct page {
    const char *name, *path;
    uint64_t most;
} pages[] = {
    {"home", "/", 10},
    {"article", "/articles/47", 12}, /* one of them: what machines saw */
    {"inbox", "/inbox", 8},
    {"procedures", "/apply", 3},
    {"apply", "/apply/media-take-out", 7}, /* one of them: consents to choose from */
    {"matters", "/matters", 7},
    {"matters of the division", "/matters?filter=division", 7},
    {"matter", "/matters/45", 11}, /* one of them: what machines saw */
    {"books", "/books", 3},
    {"book", "/books/media", 6},
    {"book search", "/books/media?search=D-1", 6},
    {"entry", "/entries/3", 9},
    {"people", "/people", 4},
    {"person", "/people/1", 3},
    {"units", "/units", 3},
    {"search", "/search?q=D-1", 11}, /* one of them: which text is in force */
};

static struct matter_done open_matter(struct face *f, size_t person, const char *procedure,
                                      json_t *fields)
{
    struct matter_done opened;
    struct faults bad = {.n = 0};
    struct fault why = {.code = OK};
    struct actor actor = {.person = f->people[person], .entered_by = f->people[person]};
    err_t e = matters_open(&f->office, &actor, procedure, fields, STR_NONE, &opened, &bad, &why);
    json_decref(fields);
    if (e != OK)
        print_message("%s: %s %s\n", procedure, bad.n ? bad.v[0].field : "",
                      bad.n ? bad.v[0].id : why.id);
    assert_ok(e);
    return opened;
}

static void fill(struct face *f)
{
    char number[24];
    for (int i = 0; i < MEDIA; i++) {
        snprintf(number, sizeof number, "D-%d", i + 1);
        (void)open_matter(f, 1, "media-register",
                          json_pack("{s:s, s:s, s:s, s:s}", "division", "PD1", "number", number,
                                    "kind", "usb", "place", "X"));
    }
    for (int i = 0; i < MATTERS; i++) {
        snprintf(number, sizeof number, "D-%d", i + 1);
        (void)open_matter(f, 0, "media-take-out",
                          json_pack("{s:[s], s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "media", number,
                                    "perimeter", "outside_building", "exemption", "none", "reason",
                                    "r", "content", "c", "destination", "d", "from",
                                    "2027-01-12T09:00", "until", "2027-01-13T09:00"));
    }
}

static uint64_t cost(struct face *f, const char *path, const char *cookie)
{
    uint64_t before = store_statements(f->town.t.store);
    struct face_answer a FACE_ANSWER = face_get(f, path, cookie);
    if (a.status != 200) print_message("%s: %d\n", path, a.status);
    assert_true(a.status == 200 || a.status == 404 || a.status == 403);
    return store_statements(f->town.t.store) - before;
}

static void pages_cost_few_statements(void **state)
{
    (void)state;
    static struct face f;
    face_make(&f);
    fill(&f);
    bool more = true;
    assert_ok(search_index_new(&f.office.search));
    while (more) assert_ok(search_fill(&f.office, f.office.search, 100, &more));
    size_t dear = 0;
    for (size_t who = 0; who < 5; who++) { /* employee, division head, head officer, CISO, audit */
        char cookie[200];
        face_as(&f, who, cookie, sizeof cookie);
        (void)cost(&f, "/inbox", cookie); /* a session is touched, a snapshot made */
        for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
            uint64_t n = cost(&f, pages[i].path, cookie);
            if (getenv("SEKIMORI_STATEMENTS"))
                print_message("%zu %-24s %4llu\n", who, pages[i].name, (unsigned long long)n);
            if (n <= pages[i].most) continue;
            print_message("as person %zu, %s costs %llu statements, more than %llu\n", who,
                          pages[i].name, (unsigned long long)n, (unsigned long long)pages[i].most);
            dear++;
        }
    }
    search_index_free(f.office.search);
    face_remove(&f);
    assert_int_equal(dear, 0);
}

/* Who and which duty of the matter decides. */
static struct matter_act decision(struct matter_id m, const json_t *form)
{
    return (struct matter_act){m, 1, ACT_DECIDE, VERDICT_GRANT, form};
}

static void acts_cost_few_statements(void **state)
{
    (void)state;
    static struct face f;
    face_make(&f);
    fill(&f);
    struct actor head = {.person = f.people[1], .entered_by = f.people[1]};
    struct faults bad = {.n = 0};
    struct fault why = {.code = OK};
    struct matter_done done;
    assert_ok(org_image_refresh(f.town.t.store)); /* the clockwork does, five times a second */
    uint64_t before = store_statements(f.town.t.store);
    struct matter_done o = open_matter(
        &f, 0, "media-take-out",
        json_pack("{s:[s], s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "media", "D-40", "perimeter",
                  "outside_building", "exemption", "none", "reason", "r", "content", "c",
                  "destination", "d", "from", "2027-01-12T09:00", "until", "2027-01-13T09:00"));
    uint64_t applied = store_statements(f.town.t.store) - before;
    json_t *form = json_object();
    struct matter_act act = decision(o.matter, form);
    before = store_statements(f.town.t.store);
    err_t e = matters_act(&f.office, &head, &act, STR("once"), &done, &bad, &why);
    uint64_t decided = store_statements(f.town.t.store) - before;
    json_decref(form);
    if (e != OK) print_message("%s %s\n", err_name(e), why.id ? why.id : "");
    assert_ok(e);
    if (getenv("SEKIMORI_STATEMENTS"))
        print_message("apply %llu, decide %llu\n", (unsigned long long)applied,
                      (unsigned long long)decided);
    face_remove(&f);
    assert_in_range(applied, 1, APPLY_MOST);
    assert_in_range(decided, 1, DECIDE_MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pages_cost_few_statements),
                                       cmocka_unit_test(acts_cost_few_statements)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

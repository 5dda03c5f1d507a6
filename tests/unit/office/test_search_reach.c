/* SPDX-License-Identifier: Apache-2.0
 *
 * test_search_reach.c: in the sample prefecture, everybody's search finds exactly the matters and
 * entries whose pages open for him: none is missed, none is shown that may not be opened. Also
 * after a division has been merged into another, a medium has moved, and an applicant's own
 * permit waits for the alternate decider of another department.
 */
#include "../check.h"

#include <stdio.h>
#include <string.h>

#include "ledger/ledger.h"
#include "office/org_change.h"
#include "office/org_image.h"
#include "office/sample.h"
#include "office/search.h"
#include "office/search_fill.h"
#include "temp_store.h"

enum { IDS = 600, PEOPLE = 60 };

static struct temp_store t;
static struct catalogue *cat;
static struct clock_test hands;
static struct clock ticks;
static struct office office;
static struct arena a;

static err_t open_ledger(struct db *db, void *arg)
{
    (void)arg;
    return ledger_open(db, STR("sample.example/office"), clock_now(&ticks));
}

static void say(err_t e, const struct fault *why)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 4096);
    if (e != OK && why->id) fault_message(&b, LANG_EN, why);
    if (e != OK) print_message("# %.*s\n", STR_ARG(sb_str(&b)));
    assert_ok(e);
}

static void follow(void)
{
    bool more = true;
    assert_ok(org_image_refresh(t.store));
    while (more) assert_ok(search_fill(&office, office.search, 100, &more));
}

static int make(void **state)
{
    (void)state;
    struct fault why = {.code = OK};
    assert_ok(catalogue_load_folder(CATALOGUE_FOLDER, &cat, NULL, NULL, NULL));
    temp_store_make(&t, NULL);
    arena_init(&a, (size_t)256 << 20);
    ticks = clock_test_init(&hands, moment_add(day_start(day_of(2026, 11, 23)), 9 * HOUR_MS));
    office = (struct office){.store = t.store, .catalogue = cat, .clock = &ticks};
    assert_ok(org_image_attach(t.store));
    assert_ok(store_write(t.store, open_ledger, NULL, NULL));
    say(sample_organisation(&office, &why), &why);
    say(sample_history(&office, &why), &why);
    assert_ok(search_index_new(&office.search));
    follow();
    return 0;
}

static int unmake(void **state)
{
    (void)state;
    search_index_free(office.search);
    arena_release(&a);
    temp_store_remove(&t);
    catalogue_free(cat);
    return 0;
}

/* --- what opens beside what is found --- */

struct ids {
    bool has[IDS];
    size_t n;
};

static void put(struct ids *l, const char *href, const char *prefix)
{
    int64_t id;
    if (!str_starts(str_z(href), str_z(prefix))) return;
    assert_ok(str_to_i64(str_skip(str_z(href), strlen(prefix)), &id));
    assert_true(id > 0 && id < IDS);
    l->n += !l->has[id];
    l->has[id] = true;
}

/* Page after page of one group. */
static void find(struct person_id who, const char *typed, enum search_group g, const char *prefix,
                 struct ids *ret)
{
    struct search_query q = {.text = str_z(typed), .group = g};
    do {
        json_t *o, *one;
        size_t i;
        assert_ok(search_find(&office, who, &q, LANG_JA, &o));
        const json_t *group = json_array_get(json_object_get(o, "groups"), 0);
        json_array_foreach(json_object_get(group, "items"), i, one)
            put(ret, json_string_value(json_object_get(one, "href")), prefix);
        const char *next = json_string_value(json_object_get(group, "next"));
        const char *after = next ? strstr(next, "&after=") : NULL;
        q.after = 0;
        if (after) assert_ok(str_to_i64(str_z(after + strlen("&after=")), &q.after));
        json_decref(o);
    } while (q.after);
}

static void opens(struct person_id who, struct ids *matters, struct ids *entries)
{
    for (int64_t id = 1; id < IDS; id++) {
        json_t *o = NULL;
        err_t e = matters_view(&office, who, matter_id(id), LANG_JA, &o);
        if (e == OK) json_decref(o);
        matters->has[id] = e == OK;
        matters->n += e == OK;
        assert_true(e == OK || e == ERR_NOT_FOUND);
        e = matters_entry(&office, who, entry_id(id), LANG_JA, &o);
        if (e == OK) json_decref(o);
        entries->has[id] = e == OK;
        entries->n += e == OK;
        assert_true(e == OK || e == ERR_NOT_FOUND);
    }
}

static size_t differ(struct person_id who, const char *what, const struct ids *open,
                     const struct ids *found)
{
    size_t n = 0;
    for (int64_t id = 1; id < IDS; id++) {
        if (open->has[id] == found->has[id]) continue;
        print_message("# person %lld, %s %lld: %s\n", (long long)who.v, what, (long long)id,
                      open->has[id] ? "opens, is not found" : "is found, does not open");
        n++;
    }
    return n;
}

/* Those who sign in, everybody with a role of its own in every seventh place, and some others. */
static size_t sample_people(struct person_id *ret)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    size_t n = 0;
    assert_ok(store_read_begin(t.store, &db, NULL));
    for (size_t i = 0; i < SAMPLE_SIGN_INS; i++) {
        struct person_row p;
        assert_ok(org_person_by_number(db, &a, str_z(sample_sign_ins[i].number), &p));
        ret[n++] = p.id;
    }
    for (int64_t id = 1; n < PEOPLE && id < 469; id += 9) ret[n++] = person_id(id);
    return n;
}

static void everybody_finds_what_opens(struct ids *all_matters)
{
    struct person_id who[PEOPLE];
    size_t n = sample_people(who), wrong = 0, some = 0;
    for (size_t i = 0; i < n; i++) {
        struct ids open = {.n = 0}, entries = {.n = 0}, found = {.n = 0}, kept = {.n = 0};
        opens(who[i], &open, &entries);
        find(who[i], "第", SEARCH_MATTERS, "/matters/", &found);
        for (size_t b = 0; b < catalogue_n_books(cat); b++)
            find(who[i], catalogue_book_at(cat, b)->title.ja, SEARCH_ENTRIES, "/entries/", &kept);
        wrong += differ(who[i], "matter", &open, &found);
        wrong += differ(who[i], "entry", &entries, &kept);
        some += open.n > 0 && open.n < 100;
        if (open.n > all_matters->n) *all_matters = open;
    }
    assert_int_equal(wrong, 0);
    assert_true(some > 10);
}

static void as_the_story_left_it(void **state)
{
    (void)state;
    struct ids all = {.n = 0};
    everybody_finds_what_opens(&all);
    assert_true(all.n > 150);
}

/* --- facts and acts of our own --- */

struct change {
    struct org_author by;
    struct unit_id from, to;
    struct person_id person;
    struct post_id post;
    struct holding_id holding;
    struct moment at;
    struct fault why;
};

static struct unit_id unit_of(const char *code)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct unit_row u;
    assert_ok(store_read_begin(t.store, &db, NULL));
    assert_ok(org_unit_by_code(db, &a, str_z(code), as_of_now(clock_now(&ticks)), &u));
    return u.id;
}

static struct person_id person_of(const char *number)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct person_row p;
    assert_ok(store_read_begin(t.store, &db, NULL));
    assert_ok(org_person_by_number(db, &a, str_z(number), &p));
    return p.id;
}

/* Who holds the post of that kind in the unit; *ret_post and *ret_holding may be NULL. */
static struct person_id holder_of(struct unit_id unit, const char *kind, struct post_id *ret_post,
                                  struct holding_id *ret_holding)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct as_of now = as_of_now(clock_now(&ticks));
    struct post_row *p;
    size_t n;
    assert_ok(store_read_begin(t.store, &db, NULL));
    assert_ok(org_posts_of_unit(db, &a, unit, now, &p, &n));
    for (size_t i = 0; i < n; i++) {
        struct holding_row *h;
        size_t k;
        if (strcmp(p[i].kind, kind) != 0) continue;
        assert_ok(org_holders_of(db, &a, p[i].id, now, &h, &k));
        assert_true(k > 0);
        if (ret_post) *ret_post = p[i].id;
        if (ret_holding) *ret_holding = h[0].id;
        return h[0].person;
    }
    fail_msg("no %s", kind);
    return person_id(0);
}

static err_t merge(struct db *db, void *arg)
{
    struct change *c = arg;
    struct unit_move *moves;
    size_t n;
    struct succession s = {c->from, SUCCESSION_MERGED, &c->to, 1, c->at};
    TRY(org_unit_preview(db, &a, &s, &moves, &n, &c->why));
    return org_unit_succeed(db, &c->by, &s, moves, n, &c->why);
}

static err_t end_holding(struct db *db, void *arg)
{
    struct change *c = arg;
    return org_holding_end(db, &c->by, c->holding, c->at, &c->why);
}

static err_t hold_too(struct db *db, void *arg)
{
    struct change *c = arg;
    struct holding_told h = {c->person, c->post, HOLDING_CONCURRENT};
    struct org_span span = {c->at, {0}};
    struct holding_id id;
    return org_holding_start(db, &c->by, &h, span, &id, &c->why);
}

static void change(err_t (*fn)(struct db *, void *), struct change *c)
{
    c->by = (struct org_author){.now = clock_now(&ticks), .source = "cli"};
    say(store_write(t.store, fn, c, NULL), &c->why);
    assert_ok(org_image_refresh(t.store));
}

static struct matter_id apply(struct person_id who, const char *procedure, json_t *fields)
{
    struct matter_done opened;
    struct faults bad = {.n = 0};
    struct fault why = {.code = OK};
    struct actor actor = {.person = who, .entered_by = who};
    err_t e = matters_open(&office, &actor, procedure, fields, STR_NONE, &opened, &bad, &why);
    if (bad.n) print_message("# %s %s\n", bad.v[0].field, bad.v[0].id);
    json_decref(fields);
    say(e, &why);
    return opened.matter;
}

static struct matter_id take_out(struct person_id who, const char *medium)
{
    return apply(who, "media-take-out",
                 json_pack("{s:[s], s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "media", medium,
                           "perimeter", "outside_building", "exemption", "none", "reason", "照会",
                           "content", "名簿", "destination", "別館", "from", "2026-12-12T09:00",
                           "until", "2026-12-13T09:00"));
}

static bool is_found(struct person_id who, struct matter_id m)
{
    struct ids found = {.n = 0}, open = {.n = 0}, entries = {.n = 0};
    find(who, "第", SEARCH_MATTERS, "/matters/", &found);
    opens(who, &open, &entries);
    assert_int_equal(differ(who, "matter", &open, &found), 0);
    return found.has[m.v];
}

/* The head of a division of one department holds that of another department too, where he is the
 * only one, and asks for its medium: its department's head decides, and finds it. */
static void the_alternate_decider(void **state)
{
    (void)state;
    struct change c = {.at = moment_add(clock_now(&ticks), -HOUR_MS)};
    struct unit_id there = unit_of("KS10");
    (void)holder_of(there, "division_head", &c.post, &c.holding);
    c.person = holder_of(unit_of("SP12"), "division_head", NULL, NULL);
    struct person_id alternate = holder_of(unit_of("KS"), "department_head", NULL, NULL);
    change(end_holding, &c);
    change(hold_too, &c);
    struct matter_id m = take_out(c.person, "KS10-02");
    follow();
    assert_true(is_found(alternate, m));
    assert_false(is_found(holder_of(unit_of("HF"), "department_head", NULL, NULL), m));
}

/* Whoever records the uses of a permit finds it, also after the medium has gone elsewhere. */
static void who_records_the_uses(void **state)
{
    (void)state;
    struct person_id clerk = person_of("103004"); /* of SP12 */
    struct person_id here = holder_of(unit_of("SP12"), "division_head", NULL, NULL),
                     there = holder_of(unit_of("HF10"), "division_head", NULL, NULL);
    struct matter_id m = take_out(clerk, "SP12-02");
    follow();
    assert_true(is_found(here, m));
    assert_false(is_found(there, m));
    (void)apply(here, "media-move",
                json_pack("{s:s, s:s, s:s, s:s}", "media", "SP12-02", "what", "handed_over",
                          "keeper", "HF10", "place", "金庫"));
    follow();
    assert_true(is_found(there, m));
}

static void after_a_merger(void **state)
{
    (void)state;
    struct change c = {.from = unit_of("HF11"), .to = unit_of("HF12")};
    struct person_id head = holder_of(c.to, "division_head", NULL, NULL),
                     department = holder_of(unit_of("HF"), "department_head", NULL, NULL);
    struct ids before = {.n = 0}, after = {.n = 0}, matters = {.n = 0};
    opens(head, &matters, &before);
    c.at = moment_add(clock_now(&ticks), -HOUR_MS);
    change(merge, &c);
    follow();
    opens(head, &matters, &after);
    assert_true(after.n >
                before.n); /* what the ended division keeps is read by who answers for it */
    memset(&after, 0, sizeof after);
    for (size_t b = 0; b < catalogue_n_books(cat); b++)
        find(head, catalogue_book_at(cat, b)->title.ja, SEARCH_ENTRIES, "/entries/", &after);
    assert_true(after.n > before.n);
    struct ids all = {.n = 0};
    (void)is_found(department, matter_id(1));
    everybody_finds_what_opens(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_the_story_left_it), cmocka_unit_test(the_alternate_decider),
        cmocka_unit_test(who_records_the_uses), cmocka_unit_test(after_a_merger)};
    return cmocka_run_group_tests(tests, make, unmake);
}

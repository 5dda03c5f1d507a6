/* SPDX-License-Identifier: Apache-2.0
 *
 * Conditions that speak of columns of chosen entries, and paths to the system of an entry. */
#include "../check.h"

#include "catalogue/catalogue.h"
#include "catalogue/expr.h"
#include "folder_of_links.h"

static struct catalogue *c;

static int load(void **state)
{
    (void)state;
    char path[512];
    struct fault why;
    snprintf(path, sizeof path, "%s/catalogue/hokkaido", source_root());
    return catalogue_load_folder(path, &c, NULL, NULL, &why) == OK ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    catalogue_free(c);
    return 0;
}

static const char head[] = "procedure: try\nshape: record\ntitle: {ja: 試し, en: Trial}\n"
                           "word: 記載\narticles: [46(1)]\nwriter: employee\nfields:\n"
                           "  media: {type: entries(media), label: {ja: 甲, en: A}}\n"
                           "  one: {type: entry(media), label: {ja: 乙, en: B}}\n"
                           "  place: {type: text(9), label: {ja: 丙, en: C}}\n"
                           "  keeper: {type: division, label: {ja: 丁, en: D}}\n"
                           "retention: {years: 1, article: 46(1)}\n";

/* The procedure with one gate's condition; NULL: *why says why not. */
static const struct procedure *with(struct arena *a, const char *when, struct fault *why)
{
    char source[2048];
    const struct procedure *p = NULL;
    int n = snprintf(
        source, sizeof source,
        "%sgates:\n  - {entries: field.media, state: [kept], when: '%s', article: 46(1)}\n", head,
        when);
    return catalogue_parse_procedure(c, a, (struct str){source, (size_t)n}, "try", &p, why) == OK
               ? p
               : NULL;
}

static const char two[] = "{\"media\": [7, 8], \"one\": 9, \"place\": \"棚\", \"keeper\": 4}";
static const char seen[] =
    "{\"7\": {\"kind\": \"usb\", \"encrypted\": true, \"state\": \"kept\", \"keeper\": 4,"
    " \"place\": \"棚\"}, \"8\": {\"kind\": \"tape\", \"state\": \"out\", \"keeper\": 5},"
    " \"9\": {\"kind\": \"card\", \"encrypted\": false, \"state\": \"kept\", \"keeper\": 4}}";

static void check(const char *when, const char *fields, bool expected)
{
    struct arena a ARENA_CLEANUP;
    struct fault why = {0};
    arena_init(&a, 1 << 20);
    const struct procedure *p = with(&a, when, &why);
    if (!p) fail_msg("%s: %s", when, why.id);
    assert_true(p->sees);
    json_t *f = json_loads(fields, 0, NULL), *s = json_loads(seen, 0, NULL);
    struct expr_env env = {.fields = f, .seen = s};
    if (expr_true(p->gates[0].when, &env) != expected) fail_msg("%s", when);
    json_decref(f);
    json_decref(s);
}

static void one_of_the_chosen_will_do(void **state)
{
    (void)state;
    check("field.media.kind = usb", two, true);
    check("field.media.kind in [tape, hdd]", two, true);
    check("field.media.kind = optical", two, false);
    check("not field.media.kind in [usb, tape]", two, false);
    check("field.media.kind != usb", two, true); /* 8 is none */
    check("field.one.kind != card", two, false);
    check("field.media.encrypted", two, true);
    check("field.one.encrypted", two, false);
    check("given field.one.place", two, false);
    check("given field.media.place", two, true);
}

static void what_every_entry_has(void **state)
{
    (void)state;
    check("field.media.state = out", two, true);
    check("field.one.state = out", two, false);
    check("field.media.keeper = field.keeper", two, true);
    check("field.media.keeper != field.keeper", two, true);
    check("field.one.keeper != field.keeper", two, false);
    check("field.one.keeper != field.media.keeper", two, true);
    check("field.media.place = field.place", two, true);
    check("field.media.place = \"棚\"", two, true);
}

static void nothing_chosen_holds_for_nothing(void **state)
{
    (void)state;
    check("field.media.kind = usb", "{}", false);
    check("field.media.kind != usb", "{}", false);
    check("given field.one.kind", "{}", false);
    check("field.one.keeper = field.keeper", "{\"one\": 9}", false);
}

static void refused(const char *when, const char *id)
{
    struct arena a ARENA_CLEANUP;
    struct fault why = {0};
    arena_init(&a, 1 << 20);
    assert_null(with(&a, when, &why));
    if (strcmp(why.id, id) != 0) fail_msg("%s: %s instead of %s", when, why.id, id);
}

static void what_is_no_column(void **state)
{
    (void)state;
    refused("field.media.knid = usb", "catalogue.unknown_column_near");
    refused("field.media.nothing_such = usb", "catalogue.unknown_column");
    refused("field.place.kind = usb", "catalogue.expr_no_columns");
    refused("field.media.kind.kind = usb", "catalogue.unknown_column");
    refused("field.media.kind < usb", "catalogue.expr_not_comparable");
    refused("field.media.kind", "catalogue.expr_not_yes_no");
    refused("field.media.keeper = field.place", "catalogue.expr_other_type");
    refused("field.media. = usb", "catalogue.unknown_column");
}

/* A matter that began before the book lost an option goes on. */
static void an_option_may_be_gone(void **state)
{
    (void)state;
    check("field.media.kind in [floppy, usb]", two, true);
    check("field.media.kind = floppy", two, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_of_the_chosen_will_do),
        cmocka_unit_test(what_every_entry_has),
        cmocka_unit_test(nothing_chosen_holds_for_nothing),
        cmocka_unit_test(what_is_no_column),
        cmocka_unit_test(an_option_may_be_gone),
    };
    return cmocka_run_group_tests(tests, load, unload);
}

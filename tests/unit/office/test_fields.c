/* SPDX-License-Identifier: Apache-2.0
 *
 * What people type into each type of field, right and wrong in every way we know. */
#include <string.h>

#include "../check.h"
#include "catalogue/catalogue.h"
#include "office/fields.h"
#include "office/work.h"

static struct catalogue *catalogue;
static struct fields_env env;

/* 7: there; 8: not among those allowed; 9: several; else not there. */
static err_t find(void *ctx, const struct field *f, struct str text, int64_t *ret)
{
    (void)ctx, (void)f;
    if (str_eqz(text, "8")) return ERR_DENIED;
    if (str_eqz(text, "9")) return ERR_EXISTS;
    if (!str_eqz(text, "7") && !str_eqz(text, "70")) return ERR_NOT_FOUND;
    return str_to_i64(text, ret);
}

static int make(void **state)
{
    (void)state;
    struct fault why = {0};
    assert_ok(catalogue_load_folder(CATALOGUE_FOLDER, &catalogue, NULL, NULL, &why));
    env = (struct fields_env){
        .catalogue = catalogue, .now = day_start(day_of(2026, 4, 10)), .find = find};
    return 0;
}

static int end(void **state)
{
    (void)state;
    catalogue_free(catalogue);
    return 0;
}

static const struct option options[] = {{"a", {"あ", "A"}}, {"b", {"い", "B"}}};

static struct field field_of(enum field_type t)
{
    return (struct field){.name = "x",
                          .type = t,
                          .max_chars = 5,
                          .min = 1,
                          .max = 8760,
                          .book = "media",
                          .options = t == FIELD_CHOICE ? options : NULL,
                          .n_options = t == FIELD_CHOICE ? 2 : 0};
}

/* Reads one value (taken over); NULL: nothing came of it. *ret_fault: the first fault or "". */
static json_t *read_value(enum field_type t, json_t *given, const char **ret_fault)
{
    struct field f = field_of(t);
    struct faults bad;
    json_t *form = json_pack("{s:o}", "x", given), *values = NULL;
    err_t e = fields_read(&f, 1, form, &env, NULL, &values, &bad);
    json_decref(form);
    *ret_fault = "";
    if (e != OK) {
        assert_int_equal(e, ERR_INVALID);
        assert_true(bad.n > 0);
        assert_string_equal(bad.v[0].field, "x");
        *ret_fault = bad.v[0].id;
        return NULL;
    }
    json_t *v = json_incref(json_object_get(values, "x"));
    json_decref(values);
    return v;
}

static void text_is(enum field_type t, const char *entered, const char *want)
{
    const char *fault;
    json_t *v = read_value(t, json_string(entered), &fault);
    assert_string_equal(fault, "");
    assert_true(json_is_string(v));
    assert_string_equal(json_string_value(v), want);
    json_decref(v);
}

static void number_is(enum field_type t, const char *entered, int64_t want)
{
    const char *fault;
    json_t *v = read_value(t, json_string(entered), &fault);
    assert_string_equal(fault, "");
    assert_true(json_is_integer(v));
    assert_int_equal(json_integer_value(v), want);
    json_decref(v);
}

static void refused(enum field_type t, const char *entered, const char *want)
{
    const char *fault;
    json_t *v = read_value(t, json_string(entered), &fault);
    if (strcmp(fault, want) != 0) print_error("'%s' as %s\n", entered, field_type_name(t));
    assert_string_equal(fault, want);
    assert_null(v);
}

static void texts(void **state)
{
    (void)state;
    text_is(FIELD_TEXT, "  𠮷髙﨑辻󠄀 ", "𠮷髙﨑辻󠄀");
    text_is(FIELD_TEXT, "　あ　", "あ");
    text_is(FIELD_PARAGRAPH, "a\nb", "a\nb");
    refused(FIELD_TEXT, "a\nb", "form.bad_characters");
    refused(FIELD_TEXT, "a\x01z", "form.bad_characters");
    refused(FIELD_TEXT, "あいうえおか", "form.too_long");
    refused(FIELD_PARAGRAPH, "あいうえおか", "form.too_long");
    refused(FIELD_TEXT,
            "\xe2\x80\xae"
            "abc",
            "form.bad_characters"); /* direction override */
}

static void choices(void **state)
{
    (void)state;
    text_is(FIELD_CHOICE, "a", "a");
    refused(FIELD_CHOICE, "c", "form.not_a_choice");
    refused(FIELD_CHOICE, "A", "form.not_a_choice");
    text_is(FIELD_READING, "D050", "D050");
    refused(FIELD_READING, "D999", "form.not_a_choice");
    text_is(FIELD_CLOCK, "promptly", "promptly");
    refused(FIELD_CLOCK, "fast", "form.not_a_choice");
    text_is(FIELD_ARTICLE, "47(2)", "47(2)");
    text_is(FIELD_ARTICLE, "第10条の２第３項", "第10条の２第３項");
    refused(FIELD_ARTICLE, "999(1)", "form.not_an_article");
    refused(FIELD_ARTICLE, "'; drop table", "form.not_an_article");
}

static void yes_or_no(void **state)
{
    (void)state;
    static const char *const yes[] = {"yes", "true", "on"}, *const no[] = {"no", "false"};
    const char *fault;
    for (size_t i = 0; i < ARRAY_LEN(yes); i++)
        assert_true(json_is_true(read_value(FIELD_YES_NO, json_string(yes[i]), &fault)));
    for (size_t i = 0; i < ARRAY_LEN(no); i++)
        assert_true(json_is_false(read_value(FIELD_YES_NO, json_string(no[i]), &fault)));
    assert_true(json_is_true(read_value(FIELD_YES_NO, json_true(), &fault)));
    refused(FIELD_YES_NO, "perhaps", "form.not_a_choice");
}

static void numbers(void **state)
{
    (void)state;
    number_is(FIELD_NUMBER, "8760", 8760);
    refused(FIELD_NUMBER, "8761", "form.out_of_range");
    refused(FIELD_NUMBER, "0", "form.out_of_range");
    refused(FIELD_NUMBER, "-1", "form.out_of_range");
    refused(FIELD_NUMBER, "1.5", "form.not_a_number");
    refused(FIELD_NUMBER, "1e3", "form.not_a_number");
    refused(FIELD_NUMBER, "99999999999999999999", "form.not_a_number");
    number_is(FIELD_PORT, "65535", 65535);
    refused(FIELD_PORT, "65536", "form.out_of_range");
    refused(FIELD_PORT, "0", "form.out_of_range");
}

static void days_and_moments(void **state)
{
    (void)state;
    number_is(FIELD_DAY, "2026-04-10", day_of(2026, 4, 10).n);
    refused(FIELD_DAY, "2026-02-30", "form.not_a_day");
    refused(FIELD_DAY, "tomorrow", "form.not_a_day");
    struct moment nine = moment_add(day_start(day_of(2026, 4, 10)), 9 * HOUR_MS);
    number_is(FIELD_MOMENT, "2026-04-10T09:00", nine.ms);
    number_is(FIELD_MOMENT, "2026-04-10T09:00:00", nine.ms);
    number_is(FIELD_MOMENT, "2026-04-10", day_start(day_of(2026, 4, 10)).ms);
    refused(FIELD_MOMENT, "2026-04-10T24:30", "form.not_a_moment");
    refused(FIELD_MOMENT, "20226-04-10T09:00", "form.not_a_moment");
    refused(FIELD_MOMENT, "0026-04-10T09:00", "form.moment_far");
    refused(FIELD_MOMENT, "2226-04-10T09:00", "form.moment_far");
    SB_CLEANUP struct sb b;
    sb_init(&b, 40);
    fields_format_moment(&b, nine);
    assert_string_equal(b.p, "2026-04-10T09:00");
}

static void addresses(void **state)
{
    (void)state;
    text_is(FIELD_IP, "192.0.2.1", "192.0.2.1");
    text_is(FIELD_IP, "2001:DB8:0:0::1", "2001:db8::1");
    refused(FIELD_IP, "192.0.2.256", "form.not_an_ip");
    refused(FIELD_IP, "192.0.2.1/24", "form.not_an_ip");
    refused(FIELD_IP, "::1%eth0", "form.not_an_ip");
    text_is(FIELD_MAC, "02-00-5E-00-53-AF", "02:00:5e:00:53:af");
    refused(FIELD_MAC, "01:00:5e:00:53:af", "form.not_a_mac"); /* multicast */
    refused(FIELD_MAC, "00:00:00:00:00:00", "form.not_a_mac");
    refused(FIELD_MAC, "02:00-5e:00:53:af", "form.not_a_mac");
    refused(FIELD_MAC, "02:00:5e:00:53", "form.not_a_mac");
    refused(FIELD_MAC, "02:00:5e:00:53:ag", "form.not_a_mac");
}

static void references(void **state)
{
    (void)state;
    static const enum field_type types[] = {FIELD_ENTRY, FIELD_PERSON,      FIELD_DIVISION,
                                            FIELD_UNIT,  FIELD_INFO_SYSTEM, FIELD_MATTER};
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        number_is(types[i], " 7 ", 7);
        refused(types[i], "1", "form.not_found");
        refused(types[i], "8", "form.not_among");
        refused(types[i], "9", "form.ambiguous");
        refused(types[i], "a\x02", "form.bad_characters");
    }
}

static void several_entries(void **state)
{
    (void)state;
    const char *fault;
    json_t *v = read_value(FIELD_ENTRIES, json_string("7, 70\n7,,"), &fault);
    assert_int_equal(json_array_size(v), 2); /* one named twice counts once */
    json_decref(v);
    v = read_value(FIELD_ENTRIES, json_pack("[s, s, s]", "7", "", "70"), &fault);
    assert_int_equal(json_array_size(v), 2);
    json_decref(v);
    assert_null(read_value(FIELD_ENTRIES, json_string(" , "), &fault));
    assert_string_equal(fault, "");
    refused(FIELD_ENTRIES, "7,1", "form.not_found");
    assert_null(read_value(FIELD_TEXT, json_integer(5), &fault));
    assert_string_equal(fault, "form.bad_characters");
    assert_null(read_value(FIELD_TEXT, json_pack("[s, s]", "a", "b"), &fault));
    assert_string_equal(fault, "form.bad_characters");
}

static size_t faults_of(const struct field *f, size_t n, json_t *form, struct faults *bad)
{
    json_t *values = NULL;
    err_t e = fields_read(f, n, form, &env, NULL, &values, bad);
    json_decref(form);
    json_decref(values);
    assert_int_equal(e, bad->n ? ERR_INVALID : OK);
    return bad->n;
}

/* Chosen from the list, or typed beside it. */
static void chosen_or_typed(void **state)
{
    (void)state;
    const char *fault;
    static const enum field_type types[] = {FIELD_PERSON, FIELD_ENTRY, FIELD_MATTER};
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        json_t *v = read_value(types[i], json_pack("[s, s]", "", " 7 "), &fault);
        assert_int_equal(json_integer_value(v), 7);
        json_decref(v);
        v = read_value(types[i], json_pack("[s, s]", "70", " "), &fault);
        assert_int_equal(json_integer_value(v), 70);
        json_decref(v);
        assert_null(read_value(types[i], json_pack("[s, s]", "", ""), &fault));
        assert_string_equal(fault, "");
        assert_null(read_value(types[i], json_pack("[s, s]", "7", "70"), &fault));
        assert_string_equal(fault, "form.two_given");
        assert_null(read_value(types[i], json_pack("[s, i]", "", 7), &fault));
        assert_string_equal(fault, "form.bad_characters");
    }
}

/* What has happened; and somebody else. */
static void past_and_others(void **state)
{
    (void)state;
    struct faults bad;
    struct field f[] = {field_of(FIELD_DAY), field_of(FIELD_MOMENT), field_of(FIELD_PERSON),
                        field_of(FIELD_PERSON)};
    f[0].name = "day";
    f[0].past = true;
    f[1].name = "at";
    f[1].past = true;
    f[2].name = "worker";
    f[3].name = "second";
    static const char *const others[] = {"worker", "applicant"};
    f[3].other_than = others;
    f[3].n_other_than = 2;
    json_t *form = json_pack("{s:s, s:s, s:s, s:s}", "day", "2026-04-10", "at", "2026-04-10T00:00",
                             "worker", "7", "second", "70");
    assert_int_equal(faults_of(f, 4, form, &bad), 0);
    form = json_pack("{s:s, s:s, s:s, s:s}", "day", "2026-04-11", "at", "2026-04-10T00:01",
                     "worker", "7", "second", "7");
    assert_int_equal(faults_of(f, 4, form, &bad), 3);
    assert_string_equal(bad.v[0].id, "form.not_yet");
    assert_string_equal(bad.v[0].field, "day");
    assert_string_equal(bad.v[1].id, "form.not_yet");
    assert_string_equal(bad.v[2].id, "form.same_person");
    assert_string_equal(bad.v[2].field, "second");
    env.self = person_id(70);
    form = json_pack("{s:s, s:s}", "worker", "7", "second", "70");
    assert_int_equal(faults_of(f, 4, form, &bad), 1);
    assert_string_equal(bad.v[0].id, "form.not_oneself");
    env.self = person_id(0);
}

#define ID "0123456789abcdef0123456789abcdef"
static json_t *file(const char *id, const char *name, int64_t size)
{
    return json_pack("[{s:s, s:s, s:I, s:s}]", "id", id, "name", name, "size", (json_int_t)size,
                     "sha256", ID ID);
}

static void files(void **state)
{
    (void)state;
    const char *fault;
    json_t *v = read_value(FIELD_FILE, file(ID, "報告書.pdf", 12), &fault);
    assert_string_equal(fault, "");
    assert_int_equal(json_array_size(v), 1);
    json_t *known = json_pack("{s:o}", "was", v);
    env.known = known;
    v = read_value(FIELD_FILE, json_string(ID), &fault); /* kept by its id */
    assert_int_equal(json_array_size(v), 1);
    json_decref(v);
    env.known = NULL;
    json_decref(known);
    refused(FIELD_FILE, ID, "form.not_a_file");
    assert_null(read_value(FIELD_FILE, json_string(""), &fault));
    assert_string_equal(fault, "");
    assert_null(read_value(FIELD_FILE, file("../../etc/passwd", "x", 1), &fault));
    assert_string_equal(fault, "form.not_a_file");
    assert_null(read_value(FIELD_FILE, file(ID, "a\nb", 1), &fault));
    assert_string_equal(fault, "form.bad_file_name");
    assert_null(read_value(FIELD_FILE, file(ID, "x", 0), &fault));
    assert_string_equal(fault, "form.empty_file");
}

/* --- several fields --- */

static void relations(void **state)
{
    (void)state;
    struct faults bad;
    struct field f[] = {
        {.name = "from", .type = FIELD_MOMENT, .required = true, .label = {"開始", "From"}},
        {.name = "until",
         .type = FIELD_MOMENT,
         .required = true,
         .after = "from",
         .at_most_ms = 2 * DAY_MS},
        {.name = "kind",
         .type = FIELD_CHOICE,
         .required = true,
         .options = options,
         .n_options = 2},
    };
    /* All that is wrong is said at once, each at its field. */
    assert_int_equal(faults_of(f, 3, json_pack("{s:s}", "from", "x"), &bad), 3);
    assert_string_equal(bad.v[0].id, "form.not_a_moment");
    assert_string_equal(bad.v[1].id, "form.required");
    assert_string_equal(bad.v[2].id, "form.choose");
    json_t *form = json_pack("{s:s, s:s, s:s}", "from", "2026-04-10T09:00", "until",
                             "2026-04-10T09:00", "kind", "a");
    assert_int_equal(faults_of(f, 3, form, &bad), 1);
    assert_string_equal(bad.v[0].id, "form.must_be_later");
    assert_string_equal(bad.v[0].args[0], "開始" FAULT_EITHER "From"); /* than what, by its label */
    form = json_pack("{s:s, s:s, s:s}", "from", "2026-04-10T09:00", "until", "2026-04-12T09:01",
                     "kind", "a");
    assert_int_equal(faults_of(f, 3, form, &bad), 1);
    assert_string_equal(bad.v[0].id, "form.too_far_apart");
    form = json_pack("{s:s, s:s, s:s, s:s, s:s}", "from", "2026-04-10T09:00", "until",
                     "2026-04-12T09:00", "kind", "a", "_token", "t", "state", "granted");
    assert_int_equal(faults_of(f, 3, form, &bad), 1);
    assert_string_equal(bad.v[0].id, "form.unknown_field");
}

static void matters_by_address(void **state)
{
    (void)state;
    static const struct {
        const char *text, *number;
    } t[] = {
        {"167", "167"},
        {"#167", "167"},
        {"https://office.example/matters/167", "167"},
        {"http://127.0.0.1:8080/matters/167?done=opened", "167"},
        {"/matters/167/papers/permit", "167"},
        {"/matters/", ""},
        {"/matters/x", ""},
        {"/people/167", "/people/167"}, /* no matter: refused as it stands */
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++)
        assert_true(str_eqz(work_find_matter_number(str_z(t[i].text)), t[i].number));
}

static void faults_have_an_end(void **state)
{
    (void)state;
    struct faults bad = {.n = 0};
    struct fault one = {.id = "form.required"};
    for (int i = 0; i < 100; i++) faults_add(&bad, &one);
    assert_int_equal(bad.n, ARRAY_LEN(bad.v));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),
        cmocka_unit_test(choices),
        cmocka_unit_test(yes_or_no),
        cmocka_unit_test(numbers),
        cmocka_unit_test(days_and_moments),
        cmocka_unit_test(addresses),
        cmocka_unit_test(references),
        cmocka_unit_test(several_entries),
        cmocka_unit_test(chosen_or_typed),
        cmocka_unit_test(past_and_others),
        cmocka_unit_test(files),
        cmocka_unit_test(relations),
        cmocka_unit_test(matters_by_address),
        cmocka_unit_test(faults_have_an_end),
    };
    return cmocka_run_group_tests(tests, make, end);
}

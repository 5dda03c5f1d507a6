/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "../check.h"
#include "base/codec_rows.h"

enum colour { RED, GREEN };
struct leg {
    int32_t no;
    const char *shoe;
};
struct beast {
    int64_t id;
    uint16_t years;
    bool tame;
    const char *name;
    enum colour colour;
    struct leg tail;
    const struct leg *horn;
    const struct leg *legs;
    size_t n_legs;
    const char *const *calls;
    size_t n_calls;
    const int64_t *kin;
    size_t n_kin;
    const int32_t *marks;
    size_t n_marks;
};

static const char *const colours[] = {"red", "green"};
CODEC_TABLE(leg_codec, leg, ROW_NUMBER_NEEDED(leg, no, "no"), ROW_TEXT(leg, shoe, "shoe", 8));
CODEC_TABLE(tail_codec, leg, ROW_NUMBER(leg, no, "no"), ROW_TEXT(leg, shoe, "shoe", 8));
CODEC_TABLE(beast_codec, beast, ROW_SKIP("seal"), ROW_ID_NEEDED(beast, id, "id"),
            ROW_SMALL(beast, years, "years"), ROW_YES(beast, tame, "tame"),
            ROW_TEXT(beast, name, "name", 12), ROW_WORD(beast, colour, "colour", colours),
            ROW_OBJECT(beast, tail, "tail", &tail_codec),
            ROW_POINTER(beast, horn, "horn", &leg_codec),
            ROW_LIST(beast, legs, n_legs, "legs", &leg_codec, 4),
            ROW_TEXTS(beast, calls, n_calls, "calls", 3, 8), ROW_IDS(beast, kin, n_kin, "kin", 3),
            ROW_NUMBERS(beast, marks, n_marks, "marks", 3));

static void round_trip(void **state)
{
    (void)state;
    static const struct leg horn = {9, NULL}, legs[] = {{1, "steel"}, {2, NULL}};
    static const char *const calls[] = {"モー", ""};
    static const int64_t kin[] = {JSON_INT_MAX};
    static const int32_t marks[] = {3, 4};
    struct beast b = {7, 12,    true, "髙", GREEN, {0, "s"}, &horn, legs,
                      2, calls, 2,    kin,  1,     marks,    2},
                 back;
    struct arena a ARENA_CLEANUP;
    arena_init(&a, 1 << 20);
    json_t *o = NULL;
    assert_ok(codec_encode(&beast_codec, &b, &o, NULL));
    char *text = json_dumps(o, JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(text, "{\"calls\":[\"モー\",\"\"],\"colour\":\"green\",\"horn\":{\"no\":9},"
                              "\"id\":7,\"kin\":[9007199254740991],"
                              "\"legs\":[{\"no\":1,\"shoe\":\"steel\"},{\"no\":2}],\"marks\":[3,4],"
                              "\"name\":\"髙\",\"tail\":{\"shoe\":\"s\"},\"tame\":1,\"years\":12}");
    assert_ok(codec_decode_text(&beast_codec, &a, str_z(text), 1000, &back, NULL));
    assert_int_equal(back.legs[1].no, 2);
    assert_string_equal(back.calls[0], "モー");
    assert_true(back.tame && back.colour == GREEN && back.horn->no == 9 && back.marks[1] == 4 &&
                back.kin[0] == JSON_INT_MAX);
    assert_null(back.horn->shoe);
    free(text);
    json_decref(o);
}

static void nothing_is_left_out(void **state)
{
    (void)state;
    struct beast b = {.id = 1};
    json_t *o = NULL;
    assert_ok(codec_encode(&beast_codec, &b, &o, NULL));
    assert_int_equal(json_object_size(o), 1);
    json_decref(o);
}

static void writing_refuses(void **state)
{
    (void)state;
    static const struct leg five[5] = {{1, NULL}}, bad[] = {{1, NULL}, {2, "\xff"}};
    struct {
        struct beast b;
        const char *field;
    } wrong[] = {{{.id = 0}, "id"},
                 {{.id = JSON_INT_MAX + 1}, "id"},
                 {{.id = 1, .name = "thirteen chars"}, "name"},
                 {{.id = 1, .legs = five, .n_legs = 5}, "legs"},
                 {{.id = 1, .legs = bad, .n_legs = 2}, "legs[1].shoe"},
                 {{.id = 1, .colour = (enum colour)7}, "colour"}};
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct fault why;
        json_t *o = NULL;
        assert_int_equal(codec_encode(&beast_codec, &wrong[i].b, &o, &why), ERR_INVALID);
        assert_string_equal(why.id, "codec.bad_member");
        assert_string_equal(why.field, wrong[i].field);
    }
}

static void reading_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *text, *id, *field;
    } wrong[] = {
        {"{}", "codec.missing", "id"},
        {"{\"id\":0}", "codec.bad_member", "id"},
        {"{\"id\":1,\"tame\":true}", "codec.bad_member", "tame"},
        {"{\"id\":1,\"tame\":0}", "codec.bad_member", "tame"},
        {"{\"id\":1,\"years\":65536}", "codec.bad_member", "years"},
        {"{\"id\":1,\"colour\":\"blue\"}", "codec.bad_member", "colour"},
        {"{\"id\":1,\"legs\":[]}", "codec.bad_member", "legs"},
        {"{\"id\":1,\"legs\":[{\"no\":1},{}]}", "codec.missing", "legs[1].no"},
        {"{\"id\":1,\"legs\":[{\"no\":1,\"toe\":1}]}", "codec.unknown_member", "legs[0]"},
        {"{\"id\":1,\"wing\":1}", "codec.unknown_member", ""},
        {"{\"id\":1,\"id\":1}", "codec.not_json", ""},
        {"[1]", "codec.bad_member", ""},
        {"{\"id\":1}}", "codec.not_json", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct arena a ARENA_CLEANUP;
        struct fault why;
        struct beast b;
        arena_init(&a, 1 << 20);
        assert_int_equal(codec_decode_text(&beast_codec, &a, str_z(wrong[i].text), 100, &b, &why),
                         ERR_INVALID);
        assert_string_equal(why.id, wrong[i].id);
        assert_string_equal(why.field, wrong[i].field);
    }
    struct arena a ARENA_CLEANUP;
    struct beast b;
    arena_init(&a, 1 << 20);
    assert_int_equal(codec_decode_text(&beast_codec, &a, STR("{\"id\":1}"), 7, &b, NULL),
                     ERR_TOO_BIG);
    assert_ok(codec_decode_text(&beast_codec, &a, STR("{\"id\":1,\"seal\":[1.5]}"), 100, &b, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip), cmocka_unit_test(nothing_is_left_out),
        cmocka_unit_test(writing_refuses), cmocka_unit_test(reading_refuses)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

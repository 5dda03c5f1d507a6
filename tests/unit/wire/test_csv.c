/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <iconv.h>
#include <string.h>

#include "../torture.h"
#include "wire/cp932.h"
#include "wire/csv.h"

static const struct csv_limits limits = {.rows = 4, .fields = 3, .field_bytes = 20};

/* Reads all and writes it down as "1[a][b] 2[c][d]" with line numbers. */
static err_t read_all(struct str bytes, enum csv_encoding enc, struct sb *log, struct fault *why)
{
    CSV_CLEANUP struct csv c = {0};
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 100000);
    TRY(csv_open(&c, bytes, enc, &limits, why));
    for (;;) {
        struct csv_row row;
        err_t e = csv_next(&c, &a, &row, why);
        if (e == ERR_NOT_FOUND) return sb_end(log);
        if (e != OK) return e;
        if (log->n) sb_addc(log, ' ');
        sb_add_i64(log, row.line);
        for (uint32_t i = 0; i < row.n; i++) sb_addf(log, "[%.*s]", STR_ARG(row.fields[i]));
        arena_reset(&a);
    }
}

static void tables_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *in, *log;
    } t[] = {
        {"", ""},
        {"\n\r\n\n", ""},
        {"a,b\r\nc,d\r\n", "1[a][b] 2[c][d]"},
        {"a,b\nc,d", "1[a][b] 2[c][d]"},
        {"\xEF\xBB\xBF"
         "a,b",
         "1[a][b]"},
        {",\n,", "1[][] 2[][]"},
        {"\"\",\"\"\n", "1[][]"},
        {"\"a\"\"b\",\"c,d\"\n", "1[a\"b][c,d]"},
        {"\"a\r\nb\",c\nd,e", "1[a\r\nb][c] 3[d][e]"},
        {"a\n\n\nb\n", "1[a] 4[b]"},
        {" a , b ", "1[ a ][ b ]"},
        {"\"\"\"\"", "1[\"]"},
        {"a\tb,c", "1[a\tb][c]"},
        {"\x8d\x82\x8b\xb4,\xfb\xfc\x8b\xb4\n\x8eR\xfa\xb1,\xb1\n", "1[高橋][髙橋] 2[山﨑][ｱ]"},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        SB_CLEANUP struct sb log;
        sb_init(&log, 1000);
        err_t e = read_all(str_z(t[i].in), CSV_DETECT, &log, NULL);
        if (e != OK) fail_msg("row %zu: %s", i, err_name(e));
        assert_string_equal(log.p ? log.p : "", t[i].log);
    }
}

static void faults_say_where(void **state)
{
    (void)state;
    static const struct {
        struct str in;
        enum csv_encoding enc;
        err_t e;
        const char *id;
        uint32_t line, column;
    } t[] = {
        {STR_INIT("a,b\nc,d\"e\n"), CSV_DETECT, ERR_INVALID, "csv.bare_quote", 2, 4},
        {STR_INIT("髙,髙\"\n"), CSV_DETECT, ERR_INVALID, "csv.bare_quote", 1, 4},
        {STR_INIT("a,\"b\"c\n"), CSV_DETECT, ERR_INVALID, "csv.after_quote", 1, 6},
        {STR_INIT("a,\"b\" \n"), CSV_DETECT, ERR_INVALID, "csv.after_quote", 1, 6},
        {STR_INIT("a,b\nc,\"b\nx\ny\n"), CSV_DETECT, ERR_INVALID, "csv.open_quote", 2, 3},
        {STR_INIT("a,b\nc\n"), CSV_DETECT, ERR_INVALID, "csv.wrong_width", 2, 0},
        {STR_INIT("a,b\nc,d,e\n"), CSV_DETECT, ERR_INVALID, "csv.wrong_width", 2, 0},
        {STR_INIT("a,b\rc,d"), CSV_DETECT, ERR_INVALID, "csv.lone_cr", 1, 4},
        {STR_INIT("a,\"b\"\rc"), CSV_DETECT, ERR_INVALID, "csv.lone_cr", 1, 6},
        {STR_INIT("a\nb\0c\n"), CSV_DETECT, ERR_INVALID, "csv.bad_character", 2, 2},
        {STR_INIT("a\n\x1b[31m\n"), CSV_DETECT, ERR_INVALID, "csv.bad_character", 2, 1},
        {STR_INIT("a\n\xEF\xBF\xBE"), CSV_DETECT, ERR_INVALID, "csv.bad_character", 2, 1},
        {STR_INIT("a\nx\x8d\x82\n"), CSV_UTF8, ERR_INVALID, "csv.bad_encoding", 2, 2},
        {STR_INIT("\xEF\xBB\xBF"
                  "a\nx\x8d"),
         CSV_DETECT, ERR_INVALID, "csv.bad_encoding", 2, 2},
        {STR_INIT("a\n\x8d\x82x\x8d"), CSV_DETECT, ERR_INVALID, "csv.bad_encoding", 2, 3},
        {STR_INIT("a\n\x8d\x82x\xff\n"), CSV_CP932, ERR_INVALID, "csv.bad_encoding", 2, 3},
        {STR_INIT("1,2,3,4\n"), CSV_DETECT, ERR_TOO_BIG, "csv.too_many_fields", 1, 7},
        {STR_INIT("1\n2\n3\n4\n5\n"), CSV_DETECT, ERR_TOO_BIG, "csv.too_many_rows", 5, 1},
        {STR_INIT("1,123456789012345678901"), CSV_DETECT, ERR_TOO_BIG, "csv.field_too_long", 1, 3},
        {STR_INIT("1,\"12345678901234567890\"\"\""), CSV_DETECT, ERR_TOO_BIG, "csv.field_too_long",
         1, 3},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        SB_CLEANUP struct sb log;
        sb_init(&log, 1000);
        struct fault why = {0};
        err_t e = read_all(t[i].in, t[i].enc, &log, &why);
        if (e != t[i].e) fail_msg("row %zu: %s", i, err_name(e));
        assert_string_equal(why.id, t[i].id);
        if (why.line != t[i].line || why.column != t[i].column)
            fail_msg("row %zu: line %u, column %u", i, why.line, why.column);
    }
}

static void columns_are_found_by_title(void **state)
{
    (void)state;
    struct str fields[] = {STR("職員番号"), STR(" 氏名　"), STR("所属"), STR("所属")};
    struct csv_row header = {.n = 4, .fields = fields};
    uint32_t at = 9;
    assert_ok(csv_column(&header, STR("氏名"), &at));
    assert_int_equal(at, 1);
    assert_int_equal(csv_column(&header, STR("年齢"), &at), ERR_NOT_FOUND);
    assert_int_equal(csv_column(&header, STR("所属"), &at), ERR_INVALID);
    assert_int_equal(at, 1);
}

static void what_is_written_reads_back(void **state)
{
    (void)state;
    SB_CLEANUP struct sb b;
    sb_init(&b, 1000);
    csv_add(&b, STR("a"));
    csv_add(&b, STR("b\"c"));
    csv_add(&b, STR(""));
    csv_end_row(&b);
    csv_add(&b, STR("-1"));
    csv_add_text(&b, STR("=1+1"));
    csv_add_text(&b, STR("@a,b\n"));
    csv_end_row(&b);
    assert_str(sb_str(&b), "a,\"b\"\"c\",\r\n-1,'=1+1,\"'@a,b\n\"\r\n");
    SB_CLEANUP struct sb log;
    sb_init(&log, 1000);
    assert_ok(read_all(sb_str(&b), CSV_DETECT, &log, NULL));
    assert_str(sb_str(&log), "1[a][b\"c][] 2[-1]['=1+1]['@a,b\n]");
}

static err_t read_sample(void *arg)
{
    (void)arg;
    SB_CLEANUP struct sb log;
    sb_init(&log, 1000);
    return read_all(STR("\x8d\x82,\"\x8b\xb4\"\n1,2\n"), CSV_DETECT, &log, NULL);
}

static void lack_of_memory_is_told(void **state)
{
    (void)state;
    assert_true(torture_each(read_sample, NULL) >= 3);
}

/* Every pair of bytes, beside the system's converter where it has one. */
static void cp932_agrees_with_the_system(void **state)
{
    (void)state;
    iconv_t cd = iconv_open("UTF-8", "CP932");
    if (cd == (iconv_t)-1) skip();
    unsigned characters = 0;
    for (unsigned lead = 0x80; lead < 0x100; lead++) {
        for (unsigned tail = 0x20; tail < 0x100; tail++) {
            char in[2] = {(char)lead, (char)tail}, out[8], *from = in, *to = out;
            size_t from_n = 2, to_n = sizeof out;
            bool theirs = iconv(cd, &from, &from_n, &to, &to_n) != (size_t)-1 && from_n == 0;
            iconv(cd, NULL, NULL, NULL, NULL);
            SB_CLEANUP struct sb ours;
            sb_init(&ours, 100);
            err_t e = cp932_to_utf8(&ours, (struct str){in, 2});
            if (!theirs && e == OK) fail_msg("%02X%02X: only we know it", lead, tail);
            if (theirs && e != OK) fail_msg("%02X%02X: we do not know it", lead, tail);
            if (!theirs) continue;
            characters++;
            if (!str_eq(sb_str(&ours), (struct str){out, sizeof out - to_n}))
                fail_msg("%02X%02X: another character", lead, tail);
        }
    }
    iconv_close(cd);
    assert_true(characters > 9000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_read),
        cmocka_unit_test(faults_say_where),
        cmocka_unit_test(columns_are_found_by_title),
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(cp932_agrees_with_the_system),
        cmocka_unit_test(lack_of_memory_is_told),
    };
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}

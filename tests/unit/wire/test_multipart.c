/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <string.h>

#include "base/sb.h"
#include "wire/multipart.h"

#define TYPE "multipart/form-data; boundary=XyZ"
#define CD "Content-Disposition: form-data; "

static const struct multipart_limits limits = {.parts = 3, .field_bytes = 40, .file_bytes = 100};

/* Feeds the body in pieces of `step` bytes and writes down what happened:
 * [name|filename|type:data] for each part. */
static err_t run(const char *type, struct str body, size_t step, struct sb *log)
{
    struct multipart m;
    struct multipart_event ev;
    TRY(multipart_init(&m, str_z(type), &limits, NULL));
    while (body.n > 0) {
        struct str piece = str_head(body, step);
        body = str_skip(body, step);
        do {
            TRY(multipart_next(&m, &piece, &ev, NULL));
            if (ev.kind == MULTIPART_PART) {
                sb_addf(log, "[%.*s|", STR_ARG(ev.name));
                if (ev.filename.p) sb_addf(log, "<%.*s>", STR_ARG(ev.filename));
                sb_addc(log, '|');
                sb_add(log, ev.content_type);
                sb_addc(log, ':');
            } else if (ev.kind == MULTIPART_DATA) {
                assert_true(ev.data.n > 0);
                sb_add(log, ev.data);
            } else if (ev.kind == MULTIPART_PART_END) {
                sb_addc(log, ']');
            }
        } while (ev.kind != MULTIPART_MORE);
        assert_int_equal(piece.n, 0);
    }
    return multipart_finish(&m, NULL);
}

static void bodies_read_alike_in_pieces_of_any_size(void **state)
{
    (void)state;
    static const struct {
        const char *body, *log;
    } t[] = {
        {"--XyZ\r\n" CD "name=\"a\"\r\n\r\nhello\r\n--XyZ--\r\n", "[a||:hello]"},
        {"--XyZ\r\n" CD "name=\"a\"\r\n\r\nhello\r\n--XyZ--", "[a||:hello]"},
        {"--XyZ\r\n" CD "name=a\r\n\r\n\r\n--XyZ--\r\n", "[a||:]"},
        {"--XyZ--\r\n", ""},
        {"--XyZ\r\n" CD "name=\"a\"\r\n\r\n1\r\n--XyZ\r\ncontent-disposition:form-data;name=\"b\"; "
         "filename=\"申請 %22書%22.pdf\"\r\nContent-Type: application/pdf\r\nX-Other: "
         "1\r\n\r\n\r\n--XyZ-x\r\n--Xy\r\r\n-\r\n--XyZ--\r\n",
         NULL},
        {"--XyZ\r\n" CD "name=\"a\"\r\n\r\n1\r\n--XyZ\r\ncontent-disposition:form-data;name=\"b\"; "
         "filename=\"申請 %22書%22.pdf\"\r\nContent-Type: application/pdf\r\nX-Other: "
         "1\r\n\r\n\r\n--Xy-x\r\n--Xy\r\r\n-\r\n--XyZ--\r\n",
         "[a||:1][b|<申請 \"書\".pdf>|application/pdf:\r\n--Xy-x\r\n--Xy\r\r\n-]"},
        {"--XyZ\r\n" CD "name=\"f\"; filename=\"\"\r\n\r\n\r\n--XyZ--\r\n", "[f|<>|:]"},
        {"--XyZ\r\n" CD "name=\"f\"; filename=\"C:\\tmp\\../x.txt\"\r\n\r\n\r\n--XyZ--\r\n",
         "[f|<x.txt>|:]"},
        {"--XyZ\r\n" CD
         "name=\"a\"\r\nContent-Transfer-Encoding: binary\r\n\r\n\r\n\r\n\r\n--XyZ--",
         "[a||:\r\n\r\n]"},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct str body = str_z(t[i].body);
        for (size_t step = 1; step <= body.n; step++) {
            SB_CLEANUP struct sb log;
            sb_init(&log, 1000);
            err_t e = run(TYPE, body, step, &log);
            if (e != (t[i].log ? OK : ERR_INVALID)) fail_msg("row %zu: %s", i, err_name(e));
            if (t[i].log) assert_string_equal(log.p ? log.p : "", t[i].log);
        }
    }
}

static void hostile_bodies_are_refused(void **state)
{
    (void)state;
    static const struct {
        struct str body;
        err_t e;
    } t[] = {
        {STR_INIT(""), ERR_INVALID},
        {STR_INIT("preamble\r\n--XyZ--\r\n"), ERR_INVALID},
        {STR_INIT("\r\n--XyZ--\r\n"), ERR_INVALID},
        {STR_INIT("--XyZ \r\n" CD "name=a\r\n\r\n\r\n--XyZ--"), ERR_INVALID},
        {STR_INIT("--XyZ\n" CD "name=a\n\n\n--XyZ--"), ERR_INVALID},
        {STR_INIT("--XyZ--\r\nepilogue"), ERR_INVALID},
        {STR_INIT("--XyZ--\r"), ERR_INVALID},
        {STR_INIT("--XyZ--\r\n\r\n"), ERR_INVALID},
        {STR_INIT("--XyZ-"), ERR_INVALID},
        {STR_INIT("--XyZ\r\n" CD "name=a\r\n\r\nx"), ERR_INVALID},
        {STR_INIT("--XyZ\r\n" CD "name=a\r\n\r\nx\r\n--XyZ\r\n"), ERR_INVALID},
        {STR_INIT("--XyZ\r\n\r\nx\r\n--XyZ--"), ERR_INVALID},
        {STR_INIT("--XyZ\r\nContent-Type: text/plain\r\n\r\nx\r\n--XyZ--"), ERR_INVALID},
        {STR_INIT("--XyZ\r\n" CD "name=a\r\n" CD "name=b\r\n\r\n\r\n--XyZ--"), ERR_INVALID},
        {STR_INIT("--XyZ\r\n" CD "name=a; name=b\r\n\r\n\r\n--XyZ--"), ERR_INVALID},
        {STR_INIT("--XyZ\r\n" CD "name=\"a\r\n\r\n\r\n--XyZ--"), ERR_INVALID},
        {STR_INIT("--XyZ\r\n" CD "name=\"\"\r\n\r\n\r\n--XyZ--"), ERR_INVALID},
        {STR_INIT("--XyZ\r\n" CD "filename=\"a\"\r\n\r\n\r\n--XyZ--"), ERR_INVALID},
        {STR_INIT("--XyZ\r\n" CD "name=a; filename*=UTF-8''x\r\n\r\n\r\n--XyZ--"), ERR_INVALID},
        {STR_INIT("--XyZ\r\n" CD "name=\"a%0D%0Ab\"\r\n\r\n\r\n--XyZ--"), ERR_INVALID},
        {STR_INIT("--XyZ\r\n" CD "name=\"\xFF\"\r\n\r\n\r\n--XyZ--"), ERR_INVALID},
        {STR_INIT("--XyZ\r\n" CD "name=\"a\0b\"\r\n\r\n\r\n--XyZ--"), ERR_INVALID},
        {STR_INIT("--XyZ\r\n" CD "\r\n name=a\r\n\r\n\r\n--XyZ--"), ERR_INVALID},
        {STR_INIT("--XyZ\r\nContent-Disposition: attachment; name=a\r\n\r\n\r\n--XyZ--"),
         ERR_INVALID},
        {STR_INIT("--XyZ\r\n" CD "name=a\r\nContent-Transfer-Encoding: "
                  "base64\r\n\r\nYQ==\r\n--XyZ--"),
         ERR_INVALID},
        {STR_INIT("--XyZ\r\n" CD "name=a\r\nnocolon\r\n\r\n\r\n--XyZ--"), ERR_INVALID},
        {STR_INIT("--XyZ\r\n" CD "name=a\r\nContent-Type: a/b\r\nContent-type: "
                  "a/b\r\n\r\n\r\n--XyZ--"),
         ERR_INVALID},
        {STR_INIT("--XyZ\r\n" CD
                  "name=a\r\n\r\n1234567890123456789012345678901234567890\r\n--XyZ--"),
         OK},
        {STR_INIT("--XyZ\r\n" CD
                  "name=a\r\n\r\n12345678901234567890123456789012345678901\r\n--XyZ--"),
         ERR_TOO_BIG},
        {STR_INIT("--XyZ\r\n" CD "name=a\r\n\r\n\r\n--XyZ\r\n" CD "name=a\r\n\r\n\r\n--XyZ\r\n" CD
                  "name=a\r\n\r\n\r\n--XyZ\r\n" CD "name=a\r\n\r\n\r\n--XyZ--"),
         ERR_TOO_BIG},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        for (size_t step = 1; step <= t[i].body.n + 1; step += 1 + step / 7) {
            SB_CLEANUP struct sb log;
            sb_init(&log, 1000);
            err_t e = run(TYPE, t[i].body, step, &log);
            if (e != t[i].e) fail_msg("row %zu in steps of %zu: %s", i, step, err_name(e));
        }
    }
}

static void headers_are_bounded(void **state)
{
    (void)state;
    SB_CLEANUP struct sb body;
    SB_CLEANUP struct sb log;
    sb_init(&body, 100000);
    sb_init(&log, 1000);
    sb_addz(&body, "--XyZ\r\n" CD "name=a\r\nX: ");
    for (int i = 0; i < 5000; i++) sb_addc(&body, 'x');
    sb_addz(&body, "\r\n\r\n\r\n--XyZ--");
    assert_int_equal(run(TYPE, sb_str(&body), 1000, &log), ERR_TOO_BIG);
}

static void boundaries_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        err_t e;
    } t[] = {
        {"multipart/form-data; boundary=a", OK},
        {"Multipart/Form-Data;Boundary=\"a b\"", OK},
        {"multipart/form-data; charset=utf-8; boundary=a", OK},
        {"multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW", OK},
        {"multipart/form-data", ERR_INVALID},
        {"multipart/mixed; boundary=a", ERR_INVALID},
        {"multipart/form-data; boundary=", ERR_INVALID},
        {"multipart/form-data; boundary=\"\"", ERR_INVALID},
        {"multipart/form-data; boundary=\"a ", ERR_INVALID},
        {"multipart/form-data; boundary=\"a \"", ERR_INVALID},
        {"multipart/form-data; boundary=a; boundary=b", ERR_INVALID},
        {"multipart/form-data; boundary=a\rb", ERR_INVALID},
        {"multipart/form-data; boundary=あ", ERR_INVALID},
        {"multipart/form-data; boundary=\"a\"b", ERR_INVALID},
        {"multipart/form-data; boundary=1234567890123456789012345678901234567890123456789012345678"
         "901234567890",
         OK},
        {"multipart/form-data; boundary=1234567890123456789012345678901234567890123456789012345678"
         "9012345678901",
         ERR_INVALID},
        {"", ERR_INVALID},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct multipart m;
        err_t e = multipart_init(&m, str_z(t[i].type), &limits, NULL);
        if (e != t[i].e) fail_msg("%s: %s", t[i].type, err_name(e));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies_read_alike_in_pieces_of_any_size),
        cmocka_unit_test(hostile_bodies_are_refused),
        cmocka_unit_test(headers_are_bounded),
        cmocka_unit_test(boundaries_are_checked),
    };
    return cmocka_run_group_tests_name("multipart", tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The network's pages over a real declaration: what is refused, what is drawn, what a cut would
 * hit and what it brings about. */
#include "face.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "office/network.h"

static struct face *F;
static char Cookie[200];
static char *declaration; /* of network_town.yaml */

static int set_up(void **state)
{
    static struct face f;
    (void)state;
    face_make(&f);
    F = &f;
    SB_CLEANUP struct sb text;
    sb_init(&text, 1 << 16);
    assert_ok(file_read(&text, getenv("SEKIMORI_DECLARATION"), NULL));
    declaration = strdup(sb_str(&text).p);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    free(declaration);
    face_remove(F);
    return 0;
}

enum { HEAD = 2, STAFF = 0, SECOND = 1, NOBODY = 6 };

static struct face_answer get(size_t person, const char *uri)
{
    face_as(F, person, Cookie, sizeof Cookie);
    return face_get(F, uri, Cookie);
}

static void field(struct sb *b, const char *name, const char *value)
{
    sb_addf(b, "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", name, value);
}

/* The head security officer sets this file; the status. */
static int declare(const char *text, struct face_answer *ret)
{
    SB_CLEANUP struct sb b;
    char token[100], key[100];
    struct face_answer form FACE_ANSWER = get(HEAD, "/apply/barrier-declaration");
    assert_int_equal(form.status, 200);
    sb_init(&b, 1 << 20);
    field(&b, "_token", face_field(&form, "_token", token, sizeof token));
    field(&b, "_key", face_field(&form, "_key", key, sizeof key));
    field(&b, "changed", "最初の宣言");
    field(&b, "from", "2026-11-23T11:00");
    sb_addf(&b,
            "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"barrier.yaml\"\r\n"
            "Content-Type: application/yaml\r\n\r\n%s\r\n--b--\r\n",
            text);
    *ret = face_ask(F, "POST", "/apply/barrier-declaration", Cookie,
                    "multipart/form-data; boundary=b", sb_str(&b));
    return ret->status;
}

/* Where the answer leads: "/matters/3". */
static const char *matter_of(const struct face_answer *a, char *buf, size_t n)
{
    face_header(a, "Location", buf, n);
    char *end = strchr(buf, '?');
    if (end) *end = '\0';
    return buf;
}

static void confirm(const char *matter)
{
    SB_CLEANUP struct sb b;
    char token[100], key[100], duty[100], act[200];
    struct face_answer page FACE_ANSWER = get(SECOND, matter);
    assert_int_equal(page.status, 200);
    sb_init(&b, 4000);
    sb_addf(&b, "_token=%s&_key=%s&duty=%s&act=confirm&verdict=grant",
            face_field(&page, "_token", token, sizeof token),
            face_field(&page, "_key", key, sizeof key),
            face_field(&page, "duty", duty, sizeof duty));
    snprintf(act, sizeof act, "%s/act", matter);
    struct face_answer done FACE_ANSWER = face_post(F, act, Cookie, sb_str(&b).p);
    if (done.status != 303) print_message("%s\n", done.body);
    assert_int_equal(done.status, 303);
}

static void declared(void)
{
    char matter[100];
    struct face_answer a FACE_ANSWER = {0};
    int status = declare(declaration, &a);
    if (status != 303) print_message("%s\n", a.body);
    assert_int_equal(status, 303);
    confirm(matter_of(&a, matter, sizeof matter));
}

static bool has(const struct face_answer *a, const char *text)
{
    return strstr(a->body, text) != NULL;
}

/* --- */

static void who_has_no_part_in_it_does_not_see_it(void **state)
{
    (void)state;
    struct face_answer a FACE_ANSWER = get(NOBODY, "/network");
    assert_int_equal(a.status, 403);
    struct face_answer home FACE_ANSWER = get(NOBODY, "/");
    assert_false(has(&home, "href=\"/network\""));
    struct face_answer head FACE_ANSWER = get(HEAD, "/");
    assert_true(has(&head, "href=\"/network\""));
    struct face_answer cut FACE_ANSWER = get(STAFF, "/network/cut");
    assert_int_equal(cut.status, 403);
}

static void without_a_declaration_the_page_says_what_to_do(void **state)
{
    (void)state;
    struct face_answer a FACE_ANSWER = get(HEAD, "/network");
    assert_int_equal(a.status, 200);
    assert_true(has(&a, "/apply/barrier-declaration"));
    assert_false(has(&a, "<svg"));
    struct face_answer c FACE_ANSWER = get(HEAD, "/network/cut?scope=zone&value=lgwan");
    assert_int_equal(c.status, 200);
    assert_true(has(&c, "/apply/cut-order"));
}

static void a_file_with_faults_is_refused_with_their_lines(void **state)
{
    (void)state;
    struct face_answer a FACE_ANSWER = {0};
    assert_int_equal(declare("barrier: kansyo\nmodel: gamma\n", &a), 422);
    assert_true(has(&a, "2行目："));
    struct face_answer b FACE_ANSWER = {0};
    assert_int_equal(declare("%PDF-1.4 \x01", &b), 422);
    struct face_answer page FACE_ANSWER = get(HEAD, "/network");
    assert_true(has(&page, "/apply/barrier-declaration"));
}

static void what_is_declared_is_drawn_once_a_second_person_has_confirmed(void **state)
{
    (void)state;
    char matter[100];
    struct face_answer a FACE_ANSWER = {0};
    assert_int_equal(declare(declaration, &a), 303);
    matter_of(&a, matter, sizeof matter);
    struct face_answer before FACE_ANSWER = get(HEAD, "/network");
    assert_false(has(&before, "<svg"));
    confirm(matter);
    struct face_answer after FACE_ANSWER = get(HEAD, "/network");
    assert_int_equal(after.status, 200);
    assert_true(has(&after, "<svg"));
    assert_true(has(&after, "LGWAN接続系"));
    assert_true(has(&after, "αモデル"));
    assert_true(has(&after, "許可した通信はありません"));
}

static void a_cut_shows_first_what_it_would_hit(void **state)
{
    (void)state;
    declared();
    struct face_answer choose FACE_ANSWER = get(HEAD, "/network/cut");
    assert_int_equal(choose.status, 200);
    assert_true(has(&choose, "/network/cut?scope=zone&amp;value=lgwan"));
    struct face_answer zone FACE_ANSWER = get(HEAD, "/network/cut?scope=zone&value=lgwan");
    assert_true(has(&zone, "機器2台"));
    assert_true(has(&zone, "12人"));
    assert_true(has(&zone, "人数の分からない機器が1台"));
    struct face_answer none FACE_ANSWER = get(HEAD, "/network/cut?scope=zone&value=nowhere");
    assert_int_equal(none.status, 200);
    assert_true(has(&none, "role=\"alert\""));
    struct face_answer odd FACE_ANSWER = get(HEAD, "/network/cut?scope=everything&value=1");
    assert_int_equal(odd.status, 200);
    assert_true(has(&odd, "role=\"alert\""));
}

static int order(const char *scope, const char *value, struct face_answer *ret)
{
    SB_CLEANUP struct sb b;
    char token[100], key[100], uri[200];
    snprintf(uri, sizeof uri, "/network/cut?scope=zone&value=lgwan");
    struct face_answer page FACE_ANSWER = get(HEAD, uri);
    sb_init(&b, 4000);
    sb_addf(&b, "_token=%s&_key=%s&scope=%s&value=%s&people=12&ground=%s&reach=%s&divisions=P1",
            face_field(&page, "_token", token, sizeof token),
            face_field(&page, "_key", key, sizeof key), scope, value, "%E6%84%9F%E6%9F%93",
            "LGWAN");
    *ret = face_post(F, "/apply/cut-order", Cookie, sb_str(&b).p);
    return ret->status;
}

static void an_order_is_shown_until_it_is_restored(void **state)
{
    (void)state;
    declared();
    struct face_answer bad FACE_ANSWER = {0};
    assert_int_equal(order("zone", "nowhere", &bad), 422);
    struct face_answer good FACE_ANSWER = {0};
    int status = order("zone", "lgwan", &good);
    if (status != 303) print_message("%s\n", good.body);
    assert_int_equal(status, 303);
    struct face_answer page FACE_ANSWER = get(HEAD, "/network");
    assert_true(has(&page, "遮断しています"));
    assert_true(has(&page, "関所の確認待ち"));
    assert_true(has(&page, "class=\"zone cut\""));
    struct face_answer json FACE_ANSWER = get(HEAD, "/api/v1/network");
    assert_true(has(&json, "\"cuts\":[{"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(who_has_no_part_in_it_does_not_see_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_a_declaration_the_page_says_what_to_do, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_file_with_faults_is_refused_with_their_lines, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            what_is_declared_is_drawn_once_a_second_person_has_confirmed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_cut_shows_first_what_it_would_hit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_order_is_shown_until_it_is_restored, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * test_pages.c: sign-in and the first pages, as requests and answers. */
#include "face.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "store/idem.h"
#include "web/attach.h"

#include "web/admin.h"

static struct face *F;

static int set_up(void **state)
{
    static struct face f;
    (void)state;
    face_make(&f);
    F = &f;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    face_remove(F);
    return 0;
}

static void nobody_is_sent_to_the_sign_in_page_and_back(void **state)
{
    (void)state;
    char to[200];
    struct face_answer a FACE_ANSWER = face_get(F, "/inbox?x=1", "");
    assert_int_equal(a.status, 303);
    assert_string_equal(face_header(&a, "Location", to, sizeof to),
                        "/sign-in?next=%2Finbox%3Fx%3D1");
    struct face_answer b FACE_ANSWER = face_get(F, to, "");
    assert_int_equal(b.status, 200);
    assert_string_equal(face_field(&b, "next", to, sizeof to), "/inbox?x=1");
    struct face_answer c FACE_ANSWER =
        face_get(F, "/sign-in?next=https%3A%2F%2Fevil.example%2F", "");
    assert_string_equal(face_field(&c, "next", to, sizeof to), "/");
    struct face_answer d FACE_ANSWER = face_get(F, "/sign-in?next=%2F%2Fevil.example", "");
    assert_string_equal(face_field(&d, "next", to, sizeof to), "/");
}

/* What was sent after the session ended is not accepted, and says so; the way back is kept. */
static void an_ended_session_says_what_was_not_sent(void **state)
{
    (void)state;
    char to[200];
    struct face_answer a FACE_ANSWER = face_post(F, "/apply/media-take-out", "", "reason=x");
    assert_int_equal(a.status, 303);
    assert_string_equal(face_header(&a, "Location", to, sizeof to),
                        "/sign-in?next=%2Fapply%2Fmedia-take-out&unsent=1");
    struct face_answer b FACE_ANSWER = face_get(F, to, "");
    assert_non_null(strstr(b.body, tr(LANG_JA, "sign_in.unsent")));
    struct face_answer c FACE_ANSWER = face_post(F, "/matters/7/act", "", "act=decide");
    assert_string_equal(face_header(&c, "Location", to, sizeof to),
                        "/sign-in?next=%2Fmatters%2F7&unsent=1");
}

static void right_password_opens_a_session(void **state)
{
    (void)state;
    char cookie[200];
    face_as(F, 0, cookie, sizeof cookie);
    assert_memory_equal(cookie, "sekimori=", 9);
    struct face_answer a FACE_ANSWER = face_get(F, "/inbox", cookie);
    assert_int_equal(a.status, 200);
    assert_non_null(strstr(a.body, "𠮷田 﨑子"));
    assert_non_null(strstr(a.head, "Cache-Control: no-store"));
    assert_non_null(strstr(a.head, "Content-Security-Policy: default-src 'none';"));
    struct face_answer api FACE_ANSWER = face_get(F, "/api/v1/inbox", cookie);
    assert_int_equal(api.status, 200);
    assert_non_null(strstr(api.head, "Content-Type: application/json"));
    assert_null(strstr(api.body, "token"));
    struct face_answer head FACE_ANSWER = face_ask(F, "HEAD", "/inbox", cookie, NULL, STR(""));
    assert_int_equal(head.status, 200);
    assert_string_equal(head.body, "");
}

/* Same status and same words whether the number exists or not. */
static void wrong_passwords_tell_nothing(void **state)
{
    (void)state;
    char cookie[200];
    assert_int_equal(face_sign_in(F, "000001", "wrong", cookie, sizeof cookie), 422);
    assert_string_equal(cookie, "");
    assert_int_equal(face_sign_in(F, "999999", "wrong", cookie, sizeof cookie), 422);
    assert_string_equal(cookie, "");
}

static void wide_digits_are_the_same_number(void **state)
{
    (void)state;
    char cookie[200];
    assert_int_equal(face_sign_in(F, "%EF%BC%90%EF%BC%90%EF%BC%90%EF%BC%90%EF%BC%90%EF%BC%91",
                                  FACE_PASSWORD, cookie, sizeof cookie),
                     303);
}

static void too_many_attempts_wait_even_with_the_right_password(void **state)
{
    (void)state;
    char cookie[200];
    const char *const numbers[] = {"000002", "888888"}; /* one exists */
    for (size_t n = 0; n < ARRAY_LEN(numbers); n++) {
        for (int i = 0; i < 6; i++)
            assert_int_equal(face_sign_in(F, numbers[n], "wrong", cookie, sizeof cookie), 422);
        assert_int_equal(face_sign_in(F, numbers[n], FACE_PASSWORD, cookie, sizeof cookie), 429);
    }
    temp_store_reopen(&F->town.t);
    F->web.store = F->office.store = F->town.t.store;
    assert_int_equal(face_sign_in(F, "000002", FACE_PASSWORD, cookie, sizeof cookie), 429);
    clock_test_advance(&F->time, 31 * SECOND_MS);
    assert_int_equal(face_sign_in(F, "000002", FACE_PASSWORD, cookie, sizeof cookie), 303);
    /* Forgiven: the next mistake does not wait. */
    assert_int_equal(face_sign_in(F, "000002", "wrong", cookie, sizeof cookie), 422);
    assert_int_equal(face_sign_in(F, "000002", FACE_PASSWORD, cookie, sizeof cookie), 303);
}

static void sessions_end(void **state)
{
    (void)state;
    char cookie[200];
    face_as(F, 0, cookie, sizeof cookie);
    clock_test_advance(&F->time, 29 * MINUTE_MS);
    struct face_answer a FACE_ANSWER = face_get(F, "/inbox", cookie);
    assert_int_equal(a.status, 200);
    clock_test_advance(&F->time, 31 * MINUTE_MS);
    struct face_answer b FACE_ANSWER = face_get(F, "/inbox", cookie);
    assert_int_equal(b.status, 303);
    face_as(F, 0, cookie, sizeof cookie);
    for (int i = 0; i < 20; i++) {
        clock_test_advance(&F->time, 29 * MINUTE_MS);
        struct face_answer c FACE_ANSWER = face_get(F, "/inbox", cookie);
        assert_int_equal(c.status, 200);
    }
    clock_test_advance(&F->time, 25 * MINUTE_MS); /* 10 hours and 5 minutes in all */
    struct face_answer d FACE_ANSWER = face_get(F, "/inbox", cookie);
    assert_int_equal(d.status, 303);
}

static void forged_and_stale_forms_do_nothing(void **state)
{
    (void)state;
    char cookie[200], token[100], body[200];
    face_as(F, 0, cookie, sizeof cookie);
    struct face_answer a FACE_ANSWER = face_post(F, "/sign-out", cookie, "_token=x");
    assert_int_equal(a.status, 403);
    struct face_answer b FACE_ANSWER = face_post(F, "/sign-out", cookie, "");
    assert_int_equal(b.status, 403);
    struct face_answer page FACE_ANSWER = face_get(F, "/inbox", cookie);
    assert_int_equal(page.status, 200);
    face_field(&page, "_token", token, sizeof token);
    snprintf(body, sizeof body, "_token=%s", token);
    struct face_answer c FACE_ANSWER = face_post(F, "/sign-out", cookie, body);
    assert_int_equal(c.status, 303);
    struct face_answer d FACE_ANSWER = face_get(F, "/inbox", cookie);
    assert_int_equal(d.status, 303);
    struct face_answer e FACE_ANSWER = face_post(F, "/sign-in", "", "number=000001&password=x");
    assert_int_equal(e.status, 403);
}

static void cookies_are_hardened_where_there_is_tls(void **state)
{
    (void)state;
    F->web.config.secure_cookies = true;
    struct face_answer a FACE_ANSWER = face_get(F, "/sign-in", "");
    assert_non_null(strstr(a.head, "Set-Cookie: __Host-sekimori-form="));
    assert_non_null(strstr(a.head, "; Secure"));
    assert_non_null(strstr(a.head, "; HttpOnly"));
    assert_non_null(strstr(a.head, "; SameSite=Lax"));
    char cookie[200];
    assert_int_equal(face_sign_in(F, "000001", FACE_PASSWORD, cookie, sizeof cookie), 303);
    assert_memory_equal(cookie, "__Host-sekimori=", 16);
}

static int change(const char *cookie, const char *current, const char *password, const char *again,
                  char *ret_cookie, size_t n)
{
    char token[100], body[600];
    struct face_answer page FACE_ANSWER = face_get(F, "/password", cookie);
    face_field(&page, "_token", token, sizeof token);
    snprintf(body, sizeof body, "_token=%s&current=%s&password=%s&again=%s", token, current,
             password, again);
    struct face_answer a FACE_ANSWER = face_post(F, "/password", cookie, body);
    face_header(&a, "Set-Cookie", ret_cookie, n);
    ret_cookie[strcspn(ret_cookie, ";")] = '\0';
    return a.status;
}

static void temporary_password_must_go_first(void **state)
{
    (void)state;
    char cookie[200], other[200], to[100];
    face_as(F, 5, cookie, sizeof cookie);
    struct face_answer a FACE_ANSWER = face_get(F, "/inbox", cookie);
    assert_int_equal(a.status, 303);
    assert_string_equal(face_header(&a, "Location", to, sizeof to), "/password");
    static const char fresh[] = "mado-kara-mieru-tsurara-19";
    assert_int_equal(change(cookie, "wrong", fresh, fresh, other, sizeof other), 422);
    assert_int_equal(
        change(cookie, FACE_PASSWORD, FACE_PASSWORD, FACE_PASSWORD, other, sizeof other), 422);
    assert_int_equal(change(cookie, FACE_PASSWORD, "short", "short", other, sizeof other), 422);
    assert_int_equal(
        change(cookie, FACE_PASSWORD, "yoshidasakiko1", "yoshidasakiko1", other, sizeof other),
        422);
    assert_int_equal(
        change(cookie, FACE_PASSWORD, "hokkaidokencho1", "hokkaidokencho1", other, sizeof other),
        422);
    assert_int_equal(change(cookie, FACE_PASSWORD, fresh, "other", other, sizeof other), 422);
    assert_int_equal(change(cookie, FACE_PASSWORD, fresh, fresh, other, sizeof other), 303);
    assert_string_not_equal(cookie, other);
    struct face_answer b FACE_ANSWER = face_get(F, "/inbox", cookie); /* the old session is gone */
    assert_int_equal(b.status, 303);
    struct face_answer c FACE_ANSWER = face_get(F, "/inbox", other);
    assert_int_equal(c.status, 200);
}

static void language_is_chosen(void **state)
{
    (void)state;
    char lang[100];
    struct face_answer a FACE_ANSWER = face_get(F, "/about", "");
    assert_non_null(strstr(a.body, "<html lang=\"ja\">"));
    struct face_answer b FACE_ANSWER = face_post(F, "/language", "", "lang=en&back=%2Fabout");
    assert_int_equal(b.status, 303);
    face_header(&b, "Set-Cookie", lang, sizeof lang);
    lang[strcspn(lang, ";")] = '\0';
    struct face_answer c FACE_ANSWER = face_get(F, "/about", lang);
    assert_non_null(strstr(c.body, "<html lang=\"en\">"));
    struct face_answer d FACE_ANSWER = face_post(F, "/language", "", "lang=en&back=%2F%2Fevil");
    assert_string_equal(face_header(&d, "Location", lang, sizeof lang), "/");
}

static void what_cannot_be_answered_is_refused_in_words(void **state)
{
    (void)state;
    char allow[64];
    struct face_answer a FACE_ANSWER = face_get(F, "/no/such/page", "");
    assert_int_equal(a.status, 404);
    assert_non_null(strstr(a.body, "ページが見つかりません"));
    struct face_answer b FACE_ANSWER = face_ask(F, "DELETE", "/inbox", "", NULL, STR(""));
    assert_int_equal(b.status, 405);
    assert_string_equal(face_header(&b, "Allow", allow, sizeof allow), "GET, HEAD, OPTIONS");
    struct face_answer c FACE_ANSWER = face_ask(F, "OPTIONS", "/sign-in", "", NULL, STR(""));
    assert_int_equal(c.status, 204);
    assert_string_equal(face_header(&c, "Allow", allow, sizeof allow), "GET, HEAD, POST, OPTIONS");
    static char large[80000];
    memset(large, 'a', sizeof large - 1);
    struct face_answer d FACE_ANSWER = face_post(F, "/sign-in", "", large);
    assert_int_equal(d.status, 413);
    const char *const bad[] = {"/%", "/%zz", "/%00", "/a%0d%0ab", "/%ff", "x", "", "/?a=%"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct face_answer e FACE_ANSWER = face_get(F, bad[i], "");
        assert_int_equal(e.status, 400);
    }
    struct face_answer g FACE_ANSWER = face_ask(F, "POST", "/sign-in", "", "text/xml", STR("<a/>"));
    assert_int_equal(g.status, 400);
}

static void files_of_a_form_that_failed_do_not_stay(void **state)
{
    (void)state;
    static const char body[] =
        "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"../../x\"\r\n"
        "Content-Type: text/plain\r\n\r\nhello\r\n--b--\r\n";
    struct face_answer a FACE_ANSWER =
        face_ask(F, "POST", "/sign-in", "", "multipart/form-data; boundary=b", STR(body));
    assert_true(a.status == 403 || a.status == 400);
    char path[400];
    snprintf(path, sizeof path, "%s/files/incoming", F->instance);
    DIR *d = opendir(path);
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d)) != NULL;) assert_true(e->d_name[0] == '.');
    closedir(d);
}

/* What is told of backups is what was recorded of them. */
static void erasures_say_when_backups_went(void **state)
{
    (void)state;
    static const char digests[] =
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"
        "1123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n";
    char cookie[200];
    SB_CLEANUP struct sb out;
    sb_init(&out, 4096);
    face_as(F, 2, cookie, sizeof cookie);
    {
        struct face_answer a FACE_ANSWER = face_get(F, "/erasures", cookie);
        assert_int_equal(a.status, 200);
        assert_non_null(strstr(a.body, "記録は、まだありません"));
    }
    struct admin_request q = {.verb = STR("backup.pruned"), .body = STR("x\n"), .lang = LANG_EN};
    assert_int_equal(admin_do(&F->office, &F->gate, &q, &out), 1);
    q.body = str_z(digests);
    assert_int_equal(admin_do(&F->office, &F->gate, &q, &out), 0);
    struct face_answer a FACE_ANSWER = face_get(F, "/erasures", cookie);
    assert_null(strstr(a.body, "記録は、まだありません"));
    assert_non_null(strstr(a.body, "令和8年（2026年）11月23日"));
    assert_non_null(strstr(a.body, "2件削除したと記録されています"));
}

/* A server that was killed while a file came leaves it behind; the next one does not keep it. */
static void files_that_no_request_waits_for_are_cleared(void **state)
{
    (void)state;
    static const char id[] = "00112233445566778899aabbccddeeff";
    char left[500], kept[500], other[500];
    snprintf(left, sizeof left, "%s/incoming/%s", F->files, id);
    snprintf(kept, sizeof kept, "%s/%s", F->files, id);
    snprintf(other, sizeof other, "%s/incoming/README", F->files);
    const char *const all[] = {left, kept, other};
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        assert_ok(file_write_atomic(all[i], STR("x"), 0600, NULL));
    assert_ok(attach_clear_incoming(str_z(F->instance), NULL));
    assert_int_equal(access(left, F_OK), -1);
    assert_int_equal(access(kept, F_OK), 0); /* an act may name it */
    assert_int_equal(access(other, F_OK), 0);
    assert_int_equal(unlink(kept) | unlink(other), 0);
}

struct kept_result {
    const char *key;
    int64_t at;
};

static err_t keep_result(struct db *db, void *arg)
{
    const struct kept_result *k = arg;
    struct idem_key key = {STR("person:1"), str_z(k->key), STR("d")};
    return idem_put(db, &key, STR("r"), k->at);
}

static bool result_is_kept(const char *key)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    SB_CLEANUP struct sb got;
    struct idem_key k = {STR("person:1"), str_z(key), STR("d")};
    sb_init(&got, 10);
    assert_ok(store_read_begin(F->town.t.store, &db, NULL));
    return idem_get(db, &k, &got) == OK;
}

static void results_of_old_forms_are_forgotten(void **state)
{
    (void)state;
    char cookie[200];
    int64_t now = clock_now(&F->clock).ms;
    struct kept_result old = {"old", now - IDEM_KEEP_MS - 1}, young = {"young", now - IDEM_KEEP_MS};
    assert_ok(store_write(F->town.t.store, keep_result, &old, NULL));
    assert_ok(store_write(F->town.t.store, keep_result, &young, NULL));
    face_as(F, 0, cookie, sizeof cookie);
    assert_false(result_is_kept("old"));
    assert_true(result_is_kept("young"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nobody_is_sent_to_the_sign_in_page_and_back, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_ended_session_says_what_was_not_sent, set_up, tear_down),
        cmocka_unit_test_setup_teardown(right_password_opens_a_session, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wrong_passwords_tell_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wide_digits_are_the_same_number, set_up, tear_down),
        cmocka_unit_test_setup_teardown(too_many_attempts_wait_even_with_the_right_password, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(sessions_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(forged_and_stale_forms_do_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cookies_are_hardened_where_there_is_tls, set_up, tear_down),
        cmocka_unit_test_setup_teardown(temporary_password_must_go_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(language_is_chosen, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_answered_is_refused_in_words, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(files_of_a_form_that_failed_do_not_stay, set_up, tear_down),
        cmocka_unit_test_setup_teardown(erasures_say_when_backups_went, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_that_no_request_waits_for_are_cleared, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(results_of_old_forms_are_forgotten, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("pages", tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include "base/b64.h"
#include "base/sha256.h"

static void known_digests(void **state)
{
    (void)state;
    SB_CLEANUP struct sb b;
    sb_init(&b, 200);
    uint8_t d[SHA256_LEN];
    struct str bytes = {(const char *)d, sizeof d};
    sha256(STR_NONE, d);
    sb_add_hex(&b, bytes);
    sha256(STR("abc"), d);
    sb_add_hex(&b, bytes);
    assert_string_equal(b.p, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
                             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void a_digest_in_parts(void **state)
{
    (void)state;
    uint8_t whole[SHA256_LEN], parts[SHA256_LEN];
    char text[200] = {'x'};
    sha256((struct str){text, sizeof text}, whole);
    for (size_t cut = 0; cut <= sizeof text; cut++) {
        struct sha256 s;
        sha256_init(&s);
        sha256_add(&s, (struct str){text, cut});
        sha256_add(&s, (struct str){text + cut, sizeof text - cut});
        sha256_end(&s, parts);
        assert_memory_equal(whole, parts, sizeof whole);
    }
}

static void base64_of_rfc_4648(void **state)
{
    (void)state;
    static const char *const t[][2] = {{"", ""},
                                       {"f", "Zg=="},
                                       {"fo", "Zm8="},
                                       {"foo", "Zm9v"},
                                       {"foob", "Zm9vYg=="},
                                       {"fooba", "Zm9vYmE="},
                                       {"foobar", "Zm9vYmFy"}};
    SB_CLEANUP struct sb b;
    sb_init(&b, 100);
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        uint8_t back[16];
        size_t n;
        sb_reset(&b);
        b64_add(&b, str_z(t[i][0]));
        assert_true(str_eqz(sb_str(&b), t[i][1]));
        assert_ok(b64_decode(sb_str(&b), back, sizeof back, &n));
        assert_true(str_eqz((struct str){(const char *)back, n}, t[i][0]));
    }
    sb_reset(&b);
    b64url_add(&b, STR("\xFB\xFF\xFE\xFF"));
    assert_string_equal(b.p, "-__-_w");
}

static void base64_is_strict(void **state)
{
    (void)state;
    static const char *const bad[] = {"Z",    "Zg",       "Zg=",  "Zg===",  "====",
                                      "=",    "Zh==",     "Zm9=", "Zm9v\n", " Zm9v",
                                      "Zm-v", "Zg==Zg==", "Z===", "Zm9v="};
    uint8_t to[16];
    size_t n;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        if (b64_decode(str_z(bad[i]), to, sizeof to, &n) == OK) fail_msg("taken: %s", bad[i]);
    }
    static const char *const bad_url[] = {"Z", "Zg==", "Zh", "Zm+v", "Zm9=", "Zm9vZ"};
    for (size_t i = 0; i < ARRAY_LEN(bad_url); i++) {
        if (b64url_decode(str_z(bad_url[i]), to, sizeof to, &n) == OK)
            fail_msg("taken: %s", bad_url[i]);
    }
    assert_int_equal(b64_decode(STR("Zm9vYmFy"), to, 5, &n), ERR_TOO_BIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_digests),
        cmocka_unit_test(a_digest_in_parts),
        cmocka_unit_test(base64_of_rfc_4648),
        cmocka_unit_test(base64_is_strict),
    };
    return cmocka_run_group_tests_name("sha256", tests, NULL, NULL);
}

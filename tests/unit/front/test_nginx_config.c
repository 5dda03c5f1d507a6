/* SPDX-License-Identifier: Apache-2.0
 * What can be asked without nginx; tests/nginx asks nginx itself. */
#include <string.h>

#include "../check.h"
#include "front/nginx.h"

struct row {
    const char *key, *value;
    err_t want;
};

static const struct row rows[] = {
    {"instance", "/var/lib/sekimori", OK},
    {"instance", "relative", ERR_INVALID},
    {"instance", "", ERR_INVALID},
    {"instance", "/a b", ERR_INVALID},
    {"instance", "/a\nb", ERR_INVALID},
    {"instance", "/a$b", ERR_INVALID},
    {"listen", "1", OK},
    {"listen", "65535", OK},
    {"listen", "65536", ERR_INVALID},
    {"listen", "-1", ERR_INVALID},
    {"listen", "[::]:443", OK},
    {"listen", "[]:443", ERR_INVALID},
    {"listen", ":443", ERR_INVALID},
    {"listen", "office.example:443", OK},
    {"listen", "443 ssl", ERR_INVALID},
    {"listen", "unix:/x", ERR_INVALID},
    {"server_name", "a.example b.example", OK},
    {"server_name", "", ERR_INVALID},
    {"server_name", "~regex", ERR_INVALID},
    {"user", "www-data", OK},
    {"user", "-x", ERR_INVALID},
    {"user", "a b", ERR_INVALID},
    {"sign_in_path", "/sign-in", OK},
    {"sign_in_path", "sign-in", ERR_INVALID},
    {"workers", "0", OK},
    {"workers", "65", ERR_INVALID},
    {"workers", "1e3", ERR_INVALID},
    {"body_max", "4095", ERR_INVALID},
    {"body_max", "4096", OK},
    {"sign_in_per_minute", "0", ERR_INVALID},
    {"colour", "red", ERR_NOT_FOUND},
};

static void each_value_is_judged_by_its_kind(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct nginx_site site;
        nginx_site_init(&site);
        struct nginx_site before = site;
        struct fault why = {.code = OK};
        err_t e = nginx_site_set(&site, str_z(rows[i].key), str_z(rows[i].value), &why);
        if (e != rows[i].want)
            fail_msg("%s = %s gives %s", rows[i].key, rows[i].value, err_name(e));
        if (e == OK) continue;
        assert_int_equal(why.code, e);
        assert_string_equal(why.args[0], rows[i].key);
        assert_memory_equal(&site, &before, sizeof site);
    }
}

static void a_nul_never_passes(void **state)
{
    (void)state;
    struct nginx_site site;
    nginx_site_init(&site);
    struct str value = STR("/a\0/b");
    assert_int_equal(nginx_site_set(&site, STR("instance"), value, NULL), ERR_INVALID);
}

static void memory_has_its_bound(void **state)
{
    (void)state;
    struct nginx_site site;
    nginx_site_init(&site);
    assert_ok(nginx_site_set(&site, STR("instance"), STR("/i"), NULL));
    assert_ok(nginx_site_set(&site, STR("listen"), STR("443"), NULL));
    struct sb small SB_CLEANUP = {.max = 100}, enough SB_CLEANUP = {.max = 65536};
    assert_int_equal(nginx_config(&site, &small, NULL), ERR_TOO_BIG);
    assert_ok(nginx_config(&site, &enough, NULL));
    assert_null(strchr(sb_str(&enough).p, '%'));
    assert_non_null(strstr(sb_str(&enough).p, "scgi_pass sekimori_people;"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_value_is_judged_by_its_kind),
        cmocka_unit_test(a_nul_never_passes),
        cmocka_unit_test(memory_has_its_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include "../torture.h"
#include "base/html.h"

static void text_is_escaped(void **state)
{
    (void)state;
    static const struct {
        struct str in;
        const char *out;
    } t[] = {
        {STR_INIT(""), ""},
        {STR_INIT("髙橋"), "髙橋"},
        {STR_INIT("<script>alert('x\"')&amp;"), "&lt;script&gt;alert(&#39;x&quot;&#39;)&amp;amp;"},
        {STR_INIT("a\0b\x1b\x7f"), "a\xEF\xBF\xBD"
                                   "b\xEF\xBF\xBD\xEF\xBF\xBD"},
        {STR_INIT("a\tb\r\n"), "a\tb\r\n"},
        {STR_INIT("\xFF<\xC0\xBC"), "\xEF\xBF\xBD&lt;\xEF\xBF\xBD\xEF\xBF\xBD"},
        {STR_INIT("\xE3\x81"), "\xEF\xBF\xBD\xEF\xBF\xBD"},
        {STR_INIT("\xC2\x85"), "\xEF\xBF\xBD"},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        HTML_CLEANUP struct html_sb h;
        html_init(&h, 1000);
        html_text(&h, t[i].in);
        assert_ok(html_end(&h));
        assert_true(str_eqz(html_view(&h).s, t[i].out));
    }
    HTML_CLEANUP struct html_sb h;
    html_init(&h, 1000);
    html_text(&h, STR_NONE);
    assert_ok(html_end(&h));
}

static void pages_are_put_together(void **state)
{
    (void)state;
    HTML_CLEANUP struct html_sb h, inner;
    html_init(&h, 1000);
    html_init(&inner, 1000);
    html_lines(&inner, STR("a<b\r\nc\n\nd"));
    html_add(&h, html_lit("<p"));
    html_attr(&h, "title", STR("x\" onload=\"y"));
    html_attr(&h, "data-x", STR("1"));
    html_add(&h, html_lit(">"));
    html_add(&h, html_view(&inner));
    html_i64(&h, -5);
    html_textz(&h, "&");
    html_add(&h, html_lit("</p>"));
    assert_ok(html_end(&h));
    assert_str(html_view(&h).s, "<p title=\"x&quot; onload=&quot;y\" data-x=\"1\">"
                                "a&lt;b<br>c<br><br>d-5&amp;</p>");
    html_release(&inner);
    html_init(&inner, 10);
    html_reset(&h);
    html_attr(&h, "a b", STR("1"));
    assert_int_equal(html_end(&h), ERR_BUG);
    html_reset(&h);
    html_attr(&h, "", STR("1"));
    assert_int_equal(html_end(&h), ERR_BUG);
}

static err_t long_page(void *arg)
{
    (void)arg;
    HTML_CLEANUP struct html_sb h;
    html_init(&h, 100000);
    for (int i = 0; i < 1000; i++) html_text(&h, STR("<&>"));
    return html_end(&h);
}

static void lack_of_memory_is_told(void **state)
{
    (void)state;
    assert_true(torture_each(long_page, NULL) > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(pages_are_put_together),
        cmocka_unit_test(lack_of_memory_is_told),
    };
    return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}

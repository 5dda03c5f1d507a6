/* SPDX-License-Identifier: Apache-2.0 */
#include "tpl_help.h"

static void expect(const char *template, const char *json, const char *want)
{
    json_t *data = json_loads(json, JSON_DECODE_ANY, NULL);
    assert_non_null(data);
    struct named list[] = {{"page", template}, {NULL, NULL}};
    SB_CLEANUP struct sb out;
    sb_init(&out, 1 << 20);
    struct fault why = {0};
    err_t e = tpl_help_render(list, true, "page", data, &out, &why);
    json_decref(data);
    if (e != OK) print_message("%s: %s at %u:%u\n", template, why.id, why.line, why.column);
    assert_ok(e);
    sb_addc(&out, '\0');
    assert_string_equal(out.p, want);
}

static void refuse(const char *template, const char *id, unsigned line, unsigned column)
{
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 1 << 24);
    struct named list[] = {{"page", template}, {NULL, NULL}};
    struct tpl_set set;
    struct fault why = {0};
    err_t e = tpl_help_build(&a, list, true, &set, &why);
    if (e != ERR_INVALID || !why.id || strcmp(why.id, id) != 0)
        print_message("%s: %s, not %s\n", template, why.id ? why.id : "accepted", id);
    assert_int_equal(e, ERR_INVALID);
    assert_string_equal(why.id, id);
    assert_string_equal(why.file, "page");
    if (line) assert_int_equal(why.line, line);
    if (column) assert_int_equal(why.column, column);
    assert_non_null(tr_find(LANG_JA, str_z(id)));
}

static void refuse_data(const char *template, const char *json, const char *id)
{
    json_t *data = json_loads(json, JSON_DECODE_ANY, NULL);
    struct named list[] = {{"page", template}, {NULL, NULL}};
    SB_CLEANUP struct sb out;
    sb_init(&out, 1 << 20);
    struct fault why = {0};
    err_t e = tpl_help_render(list, true, "page", data, &out, &why);
    json_decref(data);
    if (e == OK) print_message("%s with %s was accepted\n", template, json);
    assert_int_equal(e, ERR_INVALID);
    assert_string_equal(why.id, id);
}

static void values_are_escaped_in_text_and_attributes(void **state)
{
    (void)state;
    expect("<p title=\"{{a}}\">{{a}}</p>", "{\"a\": \"<b a='1' c=\\\"2\\\">&\"}",
           "<p title=\"&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;\">"
           "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;</p>");
    expect("<p>{{n}}{{f}}</p>", "{\"n\": -5, \"f\": null}", "<p>-5</p>");
    expect("<input value=\"{{v}}\"{{#c}} checked{{/c}}>", "{\"v\": \"𠮷\", \"c\": true}",
           "<input value=\"𠮷\" checked>");
}

static void values_stand_nowhere_else(void **state)
{
    (void)state;
    refuse("<p {{a}}>x</p>", "template.not_here", 1, 4);
    refuse("<{{a}}>", "template.not_here", 1, 2);
    refuse("<p class={{a}}>x</p>", "template.not_here", 1, 10);
    refuse("<p\n  class=a>x</p>", "template.unquoted", 2, 9);
    refuse("<p class='{{a}}'>x</p>", "template.unquoted", 1, 10);
    refuse("<script>{{a}}</script>", "template.inline_script", 1, 9);
    refuse("<script>alert(1)</script>", "template.inline_script", 1, 9);
    refuse("<style>p{}</style>", "template.banned_element", 0, 0);
    refuse("<p style=\"color:red\">x</p>", "template.banned_attribute", 0, 0);
    refuse("<p onclick=\"f()\">x</p>", "template.event_handler", 0, 0);
    refuse("<p ONCLICK=\"f()\">x</p>", "template.event_handler", 0, 0);
    refuse("<meta http-equiv=\"refresh\">", "template.banned_attribute", 0, 0);
    refuse("<iframe src=\"/x\"></iframe>", "template.banned_element", 0, 0);
    refuse("<!-- {{a}} -->", "template.not_here", 0, 0);
    refuse("<p>{{{a}}}</p>", "template.left_out", 1, 4);
    refuse("<p>{{&a}}</p>", "template.left_out", 1, 4);
}

static void elements_are_balanced_in_every_section(void **state)
{
    (void)state;
    refuse("<div><p>x</div></p>", "template.unbalanced", 1, 15);
    refuse("<div>", "template.unbalanced", 0, 0);
    refuse("</div>", "template.unbalanced", 0, 0);
    refuse("<div/>", "template.self_closed", 0, 0);
    refuse("a < b", "template.bare_lt", 0, 0);
    refuse("<ul>{{#a}}<li>x{{/a}}</ul>", "template.section_torn", 1, 5);
    refuse("{{#a}}<b>{{/a}}{{#a}}</b>{{/a}}", "template.section_torn", 1, 1);
    refuse("<p class=\"a{{#x}}\" id=\"b{{/x}}\">x</p>", "template.section_torn", 0, 0);
    refuse("<p {{#x}}o{{/x}}nclick=\"1\">x</p>", "template.bad_tag", 0, 0);
    expect("<p class=\"a{{#x}} b{{/x}}\">x</p><br>", "{\"x\": [1, 2]}",
           "<p class=\"a b b\">x</p><br>");
}

static void links_lead_nowhere_else(void **state)
{
    (void)state;
    static const char link[] = "<a href=\"{{url u}}\">x</a>";
    expect(link, "{\"u\": \"/m/1?a=b&c=d\"}", "<a href=\"/m/1?a=b&amp;c=d\">x</a>");
    expect(link, "{\"u\": \"#top\"}", "<a href=\"#top\">x</a>");
    static const char *const bad[] = {
        "javascript:alert(1)",
        "//evil.example/",
        "/\\\\evil.example",
        "\\\\\\\\evil",
        "",
        "x",
        "https://a/",
        " /x",
        "/a b",
        "/a\\tb",
        "/\\t/evil",
        "data:text/html,x",
        "JaVaScript:1",
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        char json[128];
        snprintf(json, sizeof json, "{\"u\": \"%s\"}", bad[i]);
        refuse_data(link, json, "template.bad_url");
    }
    refuse("<a href=\"{{u}}\">x</a>", "template.url_needed", 1, 10);
    refuse("<form action=\"{{u}}\"></form>", "template.url_needed", 0, 0);
    refuse("<button formaction=\"{{u}}\"></button>", "template.url_needed", 0, 0);
    refuse("<a href=\"//x/{{seg u}}\">x</a>", "template.url_literal", 0, 0);
    refuse("<a href=\"javascript:{{seg u}}\">x</a>", "template.url_literal", 0, 0);
    refuse("<a href=\"/{{seg u}}/b\">x</a>", "template.seg_place", 0, 0);
    refuse("<a href=\"{{url u}}/b\">x</a>", "template.url_whole", 0, 0);
    refuse("<p>{{url u}}</p>", "template.url_place", 0, 0);
}

static void pieces_of_links_are_encoded(void **state)
{
    (void)state;
    static const char link[] = "<a href=\"/m/{{seg u}}?q={{seg u}}\">x</a>";
    expect(link, "{\"u\": \"a/b?c=&\\\"許\"}",
           "<a href=\"/m/a%2Fb%3Fc%3D%26%22%E8%A8%B1?q=a%2Fb%3Fc%3D%26%22%E8%A8%B1\">x</a>");
    expect(link, "{\"u\": 12}", "<a href=\"/m/12?q=12\">x</a>");
    refuse_data(link, "{\"u\": \"..\"}", "template.bad_segment");
    refuse_data(link, "{\"u\": \"\"}", "template.bad_segment");
    refuse_data(link, "{}", "template.bad_segment");
}

static void mistakes_of_syntax_have_a_place(void **state)
{
    (void)state;
    refuse("a\nb {{#x}} c", "template.not_closed", 2, 3);
    refuse("{{#x}}\n{{/y}}", "template.wrong_close", 2, 1);
    refuse("{{/y}}", "template.wrong_close", 1, 1);
    refuse("{{x", "template.no_braces", 1, 1);
    refuse("{{x y}}", "template.bad_name", 1, 1);
    refuse("{{}}", "template.bad_name", 1, 1);
    refuse("{{t \"x}}", "template.bad_name", 1, 1);
    refuse("{{>nobody}}", "template.no_such", 1, 1);
    refuse("{{<nobody}}{{/nobody}}", "template.no_such", 1, 1);
}

static void layouts_have_blocks(void **state)
{
    (void)state;
    struct named list[] = {
        {"item", "<li>{{.}}</li>"},
        {"layout", "<html><title>{{$title}}?{{/title}}</title>{{$main}}{{/main}}</html>"},
        {"page", "{{<layout}}{{$title}}{{name}}{{/title}}"
                 "{{$main}}<ul>{{#list}}{{>item}}{{/list}}</ul>{{/main}}{{/layout}}"},
        {NULL, NULL},
    };
    json_t *data = json_loads("{\"name\": \"<n>\", \"list\": [1, 2]}", 0, NULL);
    SB_CLEANUP struct sb out;
    sb_init(&out, 1 << 20);
    assert_ok(tpl_help_render(list, true, "page", data, &out, NULL));
    json_decref(data);
    assert_str(sb_str(&out), "<html><title>&lt;n&gt;</title><ul><li>1</li><li>2</li></ul></html>");
}

static void language_chooses_without_data(void **state)
{
    (void)state;
    expect("{{#lang_ja}}<b>日</b>{{/lang_ja}}{{#lang_en}}E{{/lang_en}}{{^lang_ja}}N{{/lang_ja}}",
           "{}", "<b>日</b>");
    expect("{{t x}}", "{\"x\": {\"ja\": \"許可\", \"en\": \"permit\"}}", "許可");
}

static void dates_are_read_as_people_read_them(void **state)
{
    (void)state;
    expect("{{date d}}", "{\"d\": \"2026-11-23\"}", "令和8年11月23日（月）");
    expect("{{date d}}", "{\"d\": \"2019-05-01\"}", "令和元年5月1日（水）");
    expect("{{when d}}", "{\"d\": \"2026-11-23T02:04:05Z\"}", "令和8年11月23日（月）11時04分");
    expect("{{date d}}", "{\"d\": null}", "");
    refuse_data("{{date d}}", "{\"d\": \"tomorrow\"}", "template.bad_date");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_escaped_in_text_and_attributes),
        cmocka_unit_test(values_stand_nowhere_else),
        cmocka_unit_test(elements_are_balanced_in_every_section),
        cmocka_unit_test(links_lead_nowhere_else),
        cmocka_unit_test(pieces_of_links_are_encoded),
        cmocka_unit_test(mistakes_of_syntax_have_a_place),
        cmocka_unit_test(layouts_have_blocks),
        cmocka_unit_test(language_chooses_without_data),
        cmocka_unit_test(dates_are_read_as_people_read_them),
    };
    return cmocka_run_group_tests_name("tpl", tests, NULL, NULL);
}

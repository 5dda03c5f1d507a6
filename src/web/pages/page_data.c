/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/page_data.h"

#include <string.h>

#include "web/pages/control.h"

void page_data_article(struct sb *b, enum lang lang, struct str ref)
{
    struct str branch = STR("の");
    size_t digits = 0;
    while (digits < ref.n && ref.p[digits] >= '0' && ref.p[digits] <= '9') digits++;
    if (lang == LANG_EN || digits == 0) {
        sb_add(b, ref);
        return;
    }
    sb_addf(b, "第%.*s条", (int)digits, ref.p);
    struct str rest = str_skip(ref, digits);
    if (str_starts(rest, branch)) {
        size_t n = branch.n;
        while (n < rest.n && rest.p[n] >= '0' && rest.p[n] <= '9') n++;
        sb_add(b, str_head(rest, n));
        rest = str_skip(rest, n);
    }
    if (rest.n > 2 && rest.p[0] == '(')
        sb_addf(b, "第%.*s項", (int)str_find(str_skip(rest, 1), ')'), rest.p + 1);
}

static err_t articles_text(json_t *o, const json_t *list, enum lang lang)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 4000);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *z = json_string_value(json_array_get(list, i));
        if (i) sb_addz(&b, lang == LANG_EN ? ", " : "、");
        page_data_article(&b, lang, str_z(z ? z : ""));
    }
    TRY(sb_end(&b));
    struct str s = sb_str(&b);
    return json_object_set_new(o, "articles_text", json_stringn(s.p, s.n)) == 0 ? OK : ERR_NOMEM;
}

static err_t article_text(json_t *o, const char *article, enum lang lang)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 400);
    page_data_article(&b, lang, str_z(article));
    TRY(sb_end(&b));
    struct str s = sb_str(&b);
    return json_object_set_new(o, "article_text", json_stringn(s.p, s.n)) == 0 ? OK : ERR_NOMEM;
}

static err_t finish_object(json_t *o, enum lang lang)
{
    if (control_is_field(o)) TRY(control_fill(o, lang));
    char flags[32][48];
    bool values[32];
    size_t n = 0;
    const char *key;
    json_t *v;
    json_object_foreach(o, key, v)
    {
        if (json_is_object(v) || json_is_array(v)) TRY(page_data_finish(v, lang));
        if (!json_is_array(v) || n == ARRAY_LEN(flags) || strlen(key) > 40) continue;
        snprintf(flags[n], sizeof flags[n], "any_%s", key);
        values[n++] = json_array_size(v) > 0;
    }
    for (size_t i = 0; i < n; i++) {
        if (json_object_set_new(o, flags[i], json_boolean(values[i])) != 0) return ERR_NOMEM;
    }
    const char *article = json_string_value(json_object_get(o, "article"));
    if (json_object_get(o, "article")) TRY(article_text(o, article ? article : "", lang));
    const json_t *articles = json_object_get(o, "articles");
    return json_is_array(articles) ? articles_text(o, articles, lang) : OK;
}

err_t page_data_finish(json_t *data, enum lang lang)
{
    if (json_is_object(data)) return finish_object(data, lang);
    size_t i;
    json_t *v;
    json_array_foreach(data, i, v) TRY(page_data_finish(v, lang));
    return OK;
}

err_t page_data_duties(json_t *matter)
{
    json_t *waiting = json_array(), *decisions = json_array();
    int bad = !waiting || !decisions;
    size_t i;
    json_t *d;
    json_array_foreach(json_object_get(matter, "duties"), i, d)
    {
        if (json_is_true(json_object_get(d, "open"))) bad |= json_array_append(waiting, d);
        if (json_is_string(json_object_get(d, "verdict"))) bad |= json_array_append(decisions, d);
    }
    bad |= json_object_set_new(matter, "waiting", waiting);
    bad |= json_object_set_new(matter, "decisions", decisions);
    return bad ? ERR_NOMEM : OK;
}

static bool is_quiet(const json_t *can)
{
    static const char *const quiet[] = {"withdraw", "revoke", "annul"};
    const char *act = json_string_value(json_object_get(can, "act"));
    for (size_t i = 0; act && i < ARRAY_LEN(quiet); i++) {
        if (strcmp(act, quiet[i]) == 0) return true;
    }
    return false;
}

err_t page_data_can(json_t *matter)
{
    json_t *first = json_array(), *later = json_array(), *can;
    int bad = !first || !later;
    size_t i;
    json_array_foreach(json_object_get(matter, "can"), i, can)
    {
        bad |= json_array_append(is_quiet(can) ? later : first, can);
    }
    bad |= json_object_set_new(matter, "can_first", first);
    bad |= json_object_set_new(matter, "can_later", later);
    return bad ? ERR_NOMEM : OK;
}

static bool told_by_a_field(const json_t *matter, const char *key)
{
    const char *text = json_string_value(json_object_get(json_object_get(matter, key), "text"));
    size_t i;
    json_t *f;
    json_array_foreach(json_object_get(matter, "fields"), i, f)
    {
        const char *z = json_string_value(json_object_get(f, "text"));
        if (text && z && strcmp(text, z) == 0) return true;
    }
    return false;
}

err_t page_data_period(json_t *matter)
{
    static const char *const keys[] = {"from", "until"};
    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        if (told_by_a_field(matter, keys[i]) &&
            json_object_set_new(matter, keys[i], json_null()) != 0)
            return ERR_NOMEM;
    }
    return OK;
}

err_t page_data_reply(struct request *rq, struct reply *rp, int status, uint32_t page, json_t *data)
{
    err_t e = rq->api ? OK : page_data_finish(data, rq->lang);
    if (e != OK) {
        json_decref(data);
        return e;
    }
    return reply_page_status(rp, status, page, data);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of an article: catalogue, official text and the viewer's work in one object.
 */
#include "office/article_view.h"

#include <string.h>

#include "office/article_parts.h"
#include "office/standard_view.h"
#include "office/views.h"

/* The article that the key means; NULL when it is none of the catalogue's (a 附則, an appendix). */
static const struct coverage_article *find(const struct office *office, const char *key)
{
    struct article_ref ref;
    char z[120];
    size_t n = 0;
    for (const char *p = key; *p && n + 4 < sizeof z; p++) {
        if (*p == '-') { /* 10-2 is 10の2 */
            memcpy(z + n, "の", 3);
            n += 3;
        } else {
            z[n++] = *p;
        }
    }
    z[n] = '\0';
    if (catalogue_parse_article(office->catalogue, str_z(z), &ref) != OK) return NULL;
    return coverage_article(office->catalogue, ref.article, ref.branch);
}

/* NULL where there is no such article, or no text at all. */
static err_t text_of(const struct office *office, const char *key, enum lang lang, json_t **ret)
{
    *ret = NULL;
    err_t e = standard_view_article(office, 0, key, lang, ret);
    return e == ERR_NOT_FOUND ? OK : e;
}

static void show_neighbour(const struct show *s, struct jo *o, const char *key,
                           const struct coverage_article *c)
{
    struct jo one = jo_object();
    if (!c) {
        jo_release(&one);
        jo_set(o, key, json_null());
        return;
    }
    article_show_head(s, &one, c);
    jo_put(o, key, one);
}

static void show_neighbours(const struct show *s, struct jo *o, const struct coverage_article *c)
{
    const struct catalogue *cat = s->w->office->catalogue;
    size_t n = coverage_n(cat), i = 0;
    while (i < n && coverage_at(cat, i) != c) i++;
    show_neighbour(s, o, "previous", i > 0 && i < n ? coverage_at(cat, i - 1) : NULL);
    show_neighbour(s, o, "next", i + 1 < n ? coverage_at(cat, i + 1) : NULL);
}

static err_t show_article(const struct show *s, struct jo *o, const struct coverage_article *c,
                          struct person_id viewer, const json_t *text)
{
    struct jo inbox = jo_object();
    article_show_head(s, o, c);
    jo_bool(o, "known", true);
    show_neighbours(s, o, c);
    err_t e = article_show_words(s, o, c, viewer, text);
    if (e == OK) e = matters_inbox_in(s, viewer, &inbox);
    if (e == OK) e = article_show_work(s, o, c, viewer, inbox.v);
    if (inbox.failed) o->failed = true;
    jo_release(&inbox);
    return e;
}

/* What only the text has: a 附則, an appendix, an article that the catalogue lacks. */
static void show_text_only(struct jo *o, const json_t *text)
{
    static const char *const same[] = {"key", "number", "label", "caption", "previous", "next"};
    static const char *const none[] = {"paragraphs", "rest", "flaws", "readings", "start",
                                       "owe",        "late", "proof", "books"};
    for (size_t i = 0; i < ARRAY_LEN(same); i++) {
        json_t *v = json_object_get(text, same[i]);
        jo_set(o, same[i], v ? json_incref(v) : json_null());
    }
    for (size_t i = 0; i < ARRAY_LEN(none); i++) jo_set(o, none[i], json_array());
    jo_bool(o, "known", false);
    jo_set(o, "scope", json_null());
    jo_set(o, "evidence", json_null());
}

err_t article_view(const struct office *office, struct person_id viewer, const char *key,
                   enum lang lang, json_t **ret)
{
    const struct coverage_article *c = find(office, key);
    json_t *text = NULL;
    struct view v VIEW_CLEANUP;
    TRY(view_begin(&v, office, viewer, lang));
    TRY(text_of(office, c ? article_key(&v.s, c) : key, lang, &text));
    if (!c && !text) return ERR_NOT_FOUND;
    struct jo o = jo_object();
    err_t e = OK;
    if (c)
        e = show_article(&v.s, &o, c, viewer, text);
    else
        show_text_only(&o, text);
    jo_set(&o, "text", text ? text : json_null());
    if (e != OK) {
        jo_release(&o);
        return e;
    }
    return view_end(&v, &o, ret);
}

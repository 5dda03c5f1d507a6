/* SPDX-License-Identifier: Apache-2.0 */
#include "web/people.h"

#include <string.h>

#include "office/org.h"

static bool contains(const char *const *list, size_t n, const char *s)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(list[i], s) == 0) return true;
    }
    return false;
}

/* Each role once, whatever its scope: routes ask only whether one holds it anywhere. */
static err_t roles(void *ctx, struct db *db, struct arena *a, struct person_id p, struct moment now,
                   const char *const **ret)
{
    const struct catalogue *catalogue = ctx;
    struct role_holder *held = NULL;
    size_t n = 0, k = 0;
    TRY(org_roles_of(db, catalogue, a, p, as_of_now(now), &held, &n));
    const char **list = ARENA_ARRAY(a, const char *, n + 1);
    if (!list) return ERR_NOMEM;
    for (size_t i = 0; i < n; i++) {
        if (!contains(list, k, held[i].role)) list[k++] = held[i].role;
    }
    *ret = list;
    return OK;
}

/* English names where there are any. */
static const char *in_language(enum lang lang, const char *ja, const char *en)
{
    return lang == LANG_EN && en && *en ? en : ja;
}

static err_t add_post(struct db *db, struct arena *a, const struct holding_row *h, struct as_of t,
                      enum lang lang, json_t *posts)
{
    struct post_row post;
    const char *ja = "", *en = "";
    if (h->post.v == 0 || h->away) return OK;
    err_t e = org_post(db, a, h->post, t, &post);
    if (e == ERR_NOT_FOUND) return OK;
    TRY(e);
    e = org_unit_name(db, a, post.unit, t, &ja, &en);
    if (e != OK && e != ERR_NOT_FOUND) return e;
    json_t *one =
        json_pack("{s:s, s:s, s:s}", "unit", in_language(lang, ja, en), "title",
                  in_language(lang, post.title, post.title_en), "kind", holding_kind_name(h->kind));
    return json_array_append_new(posts, one) == 0 ? OK : ERR_NOMEM;
}

static err_t add_posts(struct db *db, struct arena *a, struct person_id p, struct as_of t,
                       enum lang lang, json_t *posts)
{
    struct holding_row *held = NULL;
    size_t n = 0;
    TRY(org_holdings_of(db, a, p, t, &held, &n));
    for (size_t i = 0; i < n; i++) TRY(add_post(db, a, &held[i], t, lang, posts));
    return OK;
}

static err_t card(void *ctx, struct db *db, struct arena *a, struct person_id p, struct moment now,
                  enum lang lang, json_t **ret)
{
    (void)ctx;
    const char *name = "";
    TRY(org_person_name(db, a, p, as_of_now(now), &name));
    json_t *posts = json_array();
    if (!posts) return ERR_NOMEM;
    err_t e = add_posts(db, a, p, as_of_now(now), lang, posts);
    json_t *c = e == OK ? json_pack("{s:s, s:O}", "name", name, "posts", posts) : NULL;
    json_decref(posts);
    if (e != OK) return e;
    if (!c) return ERR_NOMEM;
    *ret = c;
    return OK;
}

/* Name, kana, number, address of mail, name of the unit. */
static err_t words(void *ctx, struct db *db, struct arena *a, struct person_id p, struct moment now,
                   const struct str **ret, size_t *ret_n)
{
    (void)ctx;
    struct person_row row;
    const char *ja = "", *en = "";
    TRY(org_person(db, a, p, as_of_now(now), &row));
    if (row.home.v) {
        err_t e = org_unit_name(db, a, row.home, as_of_now(now), &ja, &en);
        if (e != OK && e != ERR_NOT_FOUND) return e;
    }
    const char *const all[] = {row.number,     row.family, row.given, row.family_kana,
                               row.given_kana, row.mail,   ja,        en};
    struct str *list = ARENA_ARRAY(a, struct str, ARRAY_LEN(all));
    if (!list) return ERR_NOMEM;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) list[i] = str_z(all[i] ? all[i] : "");
    *ret = list;
    *ret_n = ARRAY_LEN(all);
    return OK;
}

struct web_people people_of_office(const struct catalogue *catalogue)
{
    return (struct web_people){(void *)(uintptr_t)catalogue, roles, card, words};
}

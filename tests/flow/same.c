/* SPDX-License-Identifier: Apache-2.0
 *
 * What people's pages show must not depend on how it was looked up: every story ends by comparing
 * pages that ask the image of the organisation with pages that ask SQL for everything.
 */
#include <stdlib.h>

#include "world.h"

enum { VIEWERS = 6, MATTERS = 24 };

struct pair {
    const struct world *w;
    struct office image, sql;
};

typedef err_t page_fn(const struct office *, struct person_id, int64_t id, json_t **ret);

static err_t inbox(const struct office *o, struct person_id p, int64_t id, json_t **ret)
{
    (void)id;
    return matters_inbox(o, p, LANG_JA, ret);
}

static err_t procedures(const struct office *o, struct person_id p, int64_t id, json_t **ret)
{
    (void)id;
    return matters_procedures(o, p, LANG_EN, ret);
}

static err_t list(const struct office *o, struct person_id p, int64_t id, json_t **ret)
{
    static const char *const filters[] = {"mine", "acted", "division", "all"};
    return matters_list(o, p, filters[id], 0, LANG_JA, ret);
}

static err_t view(const struct office *o, struct person_id p, int64_t id, json_t **ret)
{
    return matters_view(o, p, matter_id(id), LANG_JA, ret);
}

static err_t book(const struct office *o, struct person_id p, int64_t id, json_t **ret)
{
    const struct book *b = catalogue_book_at(o->catalogue, (size_t)id);
    return matters_book(o, p, b->name, NULL, 0, LANG_JA, ret);
}

static void compare(const struct pair *x, const char *what, page_fn *page, struct person_id p,
                    int64_t id)
{
    json_t *a = NULL, *b = NULL;
    err_t e = page(&x->sql, p, id, &a), f = page(&x->image, p, id, &b);
    bool same = e == f && (e != OK || json_equal(a, b));
    char *u = a ? json_dumps(a, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    char *v = b ? json_dumps(b, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    size_t at = 0;
    while (u && v && u[at] && u[at] == v[at]) at++;
    if (!same)
        world_fail(x->w, "%s %lld of person %lld differs: SQL %s %.200s, image %s %.200s", what,
                   (long long)id, (long long)p.v, err_name(e), u ? u + (at > 60 ? at - 60 : 0) : "",
                   err_name(f), v ? v + (at > 60 ? at - 60 : 0) : "");
    free(u);
    free(v);
    json_decref(a);
    json_decref(b);
}

static void compare_person(const struct pair *x, struct person_id p, int64_t last, int64_t from)
{
    compare(x, "inbox", inbox, p, 0);
    compare(x, "procedures", procedures, p, 0);
    for (int64_t i = 0; i < 4; i++) compare(x, "list", list, p, i);
    for (size_t i = 0; i < catalogue_n_books(x->w->office.catalogue); i++)
        compare(x, "book", book, p, (int64_t)i);
    for (int64_t m = 1 + from % 3; m <= last && m <= MATTERS; m += 3)
        compare(x, "matter", view, p, m);
}

void same_check(struct world *w)
{
    struct store_config c = w->l.t.config;
    struct pair x = {w, w->office, w->office};
    struct db *db = NULL;
    int64_t people, matters;
    c.read_only = true;
    world_must(w, store_open(&c, &x.sql.store, NULL), NULL, "a second store");
    world_must(w, store_read_begin(x.sql.store, &db, NULL), NULL, "a snapshot");
    err_t e = db_peek(db, COUNTER_PERSON, &people);
    if (e == OK) e = db_peek(db, COUNTER_MATTER, &matters);
    store_read_end(db);
    world_must(w, e, NULL, "counters");
    int64_t step = 1 + people / VIEWERS;
    for (int64_t p = 1; p < people; p += step) compare_person(&x, person_id(p), matters - 1, p);
    store_close(x.sql.store);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * The end of retention: who erases what, and what is left of it.
 */
#include <stdio.h>
#include <string.h>

#include "office/erase.h"
#include "world.h"

/* 佐藤 erases M1 M2 [key=K] */
bool erase_line(struct world *w, const struct words *words)
{
    int64_t ids[ERASE_AT_ONCE + 1];
    size_t n = 0;
    if (!words_is(words, 1, "erases")) return false;
    const char *key = words_value(words, 2, "@key");
    for (size_t i = 2; i < words->n; i++)
        if (!strchr(words->v[i], '=')) ids[n++] = world_id(w, NAME_MATTER, words->v[i]);
    struct person_id p = person_id(world_id(w, NAME_PERSON, words_at(words, 0)));
    w->bad.n = 0;
    w->why = (struct fault){.code = OK};
    w->result = erase_matters(&w->office, p, ids, n, str_z(key ? key : ""), &w->why);
    w->waiting = w->result != OK;
    w->act_line = w->line;
    return true;
}

static const json_t *row_of(const json_t *list, int64_t id)
{
    size_t i;
    json_t *row;
    json_array_foreach((json_t *)list, i, row)
    {
        if (json_integer_value(json_object_get(row, "id")) == id) return row;
    }
    return NULL;
}

/* expect [no] erasure M1 LIST for 佐藤 [can|held|in_use|own]: the page of that person */
void erase_expect(struct world *w, const struct words *words, bool no)
{
    const char *who = words_after(words, 4, "for");
    int64_t id = world_id(w, NAME_MATTER, words_at(words, 2));
    json_t *page = NULL;
    err_t e = erase_view(&w->office, person_id(world_id(w, NAME_PERSON, who ? who : "関")), STR(""),
                         LANG_JA, &page);
    const json_t *row = e == OK ? row_of(json_object_get(page, words_at(words, 3)), id) : NULL;
    bool found = row != NULL;
    for (size_t i = 6; i < words->n && found; i++) {
        char name[40];
        const char *eq = strchr(words->v[i], '=');
        (void)snprintf(name, sizeof name, "%.*s",
                       eq ? (int)(eq - words->v[i]) : (int)strlen(words->v[i]), words->v[i]);
        const json_t *v = json_object_get(row, name);
        char number[24];
        (void)snprintf(number, sizeof number, "%lld", (long long)json_integer_value(v));
        found = eq ? strcmp(number, eq + 1) == 0 : json_is_true(v);
    }
    json_decref(page);
    if (found == no) world_fail(w, no ? "it stands there" : "it does not stand there so");
}

/* expect [no] gone FILE: marked to be unlinked */
void erase_expect_gone(struct world *w, const struct words *words, bool no)
{
    struct db *db;
    bool found = false;
    const char *id = NULL;
    for (size_t i = 0; i < w->n_uploads; i++)
        if (strcmp(w->uploads[i].name, words_at(words, 2)) == 0) id = w->uploads[i].id;
    if (!id) world_fail(w, "no file is called '%s'", words_at(words, 2));
    world_must(w, store_read_begin(w->l.t.store, &db, NULL), NULL, "a snapshot");
    struct rows r = db_query(db, SQL_FILE_GONE_NEXT, P_I64("n", 100));
    while (rows_next(&r)) found = found || str_eqz(rows_str(&r, "id"), id);
    world_must(w, rows_end(&r), NULL, "the files that are gone");
    store_read_end(db);
    if (found == no) world_fail(w, no ? "it is to be unlinked" : "it is not to be unlinked");
}

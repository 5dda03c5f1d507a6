/* SPDX-License-Identifier: Apache-2.0
 *
 * Versions of the catalogue in a running server: their pages, and the change-over while others
 * read. */
#include "face.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/versions.h"
#include "web/standing.h"

enum { FILES_MAX = 400, READERS = 3, ROUNDS = 20 };

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

/* The catalogue of the face with one word changed; the caller frees. */
static struct catalogue *changed(const char *name, const char *old, const char *new)
{
    static struct catalogue_file v[FILES_MAX];
    size_t n = catalogue_n_files(F->catalogue);
    struct catalogue *c = NULL;
    struct fault why;
    char *text = NULL;
    assert_true(n <= FILES_MAX);
    for (size_t i = 0; i < n; i++) {
        v[i] = catalogue_file_at(F->catalogue, i);
        if (strcmp(v[i].name, name) != 0) continue;
        char *was = str_dup(v[i].bytes), *at = strstr(was, old);
        assert_non_null(at);
        text = malloc(v[i].bytes.n + strlen(new) + 1);
        sprintf(text, "%.*s%s%s", (int)(at - was), was, new, at + strlen(old));
        v[i].bytes = str_z(text);
        free(was);
    }
    assert_non_null(text);
    assert_ok(catalogue_load_files(v, n, "given", false, &c, NULL, NULL, &why));
    free(text);
    return c;
}

static void a_candidate_shows_what_it_would_change(void **state)
{
    (void)state;
    assert_true(face_says(F, 0, "/catalogue", "施行中"));
    assert_false(face_says(F, 0, "/catalogue", "/catalogue/2\""));
    struct catalogue *c =
        changed("procedures/exception.yaml", "    who: ciso", "    who: deputy_ciso");
    enum version_staged staged;
    struct fault why;
    assert_ok(versions_stage(F->town.t.store, &F->clock, c, "start", &staged, &why));
    assert_int_equal(staged, VERSION_NEW);
    catalogue_free(c);
    assert_true(face_says(F, 0, "/catalogue", "/catalogue/2\""));
    assert_true(face_says(F, 0, "/catalogue/2", "候補"));
    assert_true(face_says(F, 0, "/catalogue/2", "exception"));
    assert_true(face_says(F, 0, "/api/v1/catalogue/2", "\"kind\":\"changed\""));
    assert_true(face_says(F, 0, "/api/v1/catalogue/2", "\"part\":\"procedure\""));
    /* The step's line: whose it was and whose it is, beside each other. */
    assert_true(face_says(F, 0, "/catalogue/2", "<th scope=\"row\">手順 › "));
    assert_true(face_says(F, 0, "/catalogue/2", "<ins>deputy_</ins>ciso</td><td>ciso</td>"));
    assert_true(face_says(F, 0, "/api/v1/catalogue/2", "\"more\":0"));
    assert_true(face_says(F, 0, "/api/v1/catalogue/1", "\"any_changes\":false"));
    char cookie[200];
    face_as(F, 0, cookie, sizeof cookie);
    struct face_answer none FACE_ANSWER = face_get(F, "/catalogue/3", cookie);
    assert_int_equal(none.status, 404);
    struct face_answer word FACE_ANSWER = face_get(F, "/catalogue/x", cookie);
    assert_int_equal(word.status, 404);
}

/* --- the change-over -------------------------------------------------------------------------- */

struct begin {
    const char *digest;
    struct moment at;
};

/* As an office begins; which act it is does not matter here. */
static err_t begin_job(struct db *db, void *arg)
{
    const struct begin *b = arg;
    int64_t last;
    TRY(db_get_i64(db, &last, SQL_CATALOGUE_VERSION_LAST));
    return db_run(db, SQL_CATALOGUE_VERSION_ADD, P_I64("id", last + 1),
                  P_STR("digest", str_z(b->digest)), P_STR("standard", STR("hokkaido")),
                  P_STR("source", STR("init")), P_I64("since", b->at.ms), P_BOOL("founding", true),
                  P_I64("leaf", 0));
}

static void put_in_force(const char *digest)
{
    F->clock = clock_test_init(&F->time, moment_add(clock_now(&F->clock), 1000));
    struct begin b = {digest, clock_now(&F->clock)};
    assert_ok(store_write(F->town.t.store, begin_job, &b, NULL));
}

struct reader {
    struct standing *s;
    const char *const *digests;
    bool stop, good;
};

/* Whoever holds a version may read all of it, whatever becomes of it meanwhile. */
static void *read_on(void *arg)
{
    struct reader *r = arg;
    while (!__atomic_load_n(&r->stop, __ATOMIC_ACQUIRE)) {
        const struct catalogue *c = standing_take(r->s);
        const char *d = catalogue_digest(c);
        bool known = strcmp(d, r->digests[0]) == 0 || strcmp(d, r->digests[1]) == 0;
        size_t chars = 0;
        for (size_t i = 0; i < catalogue_n_procedures(c); i++)
            chars += strlen(catalogue_procedure_at(c, i)->title.ja);
        r->good = r->good && known && chars > 100;
        standing_give(r->s, c);
    }
    return NULL;
}

static void readers_keep_theirs_while_another_comes_into_force(void **state)
{
    (void)state;
    struct catalogue *c =
        changed("procedures/exception.yaml", "    who: ciso", "    who: deputy_ciso");
    enum version_staged staged;
    struct fault why;
    char next[65];
    snprintf(next, sizeof next, "%s", catalogue_digest(c));
    assert_ok(versions_stage(F->town.t.store, &F->clock, c, "start", &staged, &why));
    catalogue_free(c);
    const char *const digests[] = {catalogue_digest(F->catalogue), next};
    struct standing *s = NULL;
    c = changed("roles.yaml", "# ", "# "); /* the same, in memory of its own */
    assert_ok(standing_open(c, &s));
    struct reader r[READERS];
    pthread_t t[READERS];
    for (int i = 0; i < READERS; i++) {
        r[i] = (struct reader){s, digests, false, true};
        assert_int_equal(pthread_create(&t[i], NULL, read_on, &r[i]), 0);
    }
    for (int i = 1; i <= ROUNDS; i++) {
        put_in_force(digests[i % 2]);
        const struct catalogue *before = standing_take(s);
        assert_ok(standing_refresh(s, F->town.t.store, clock_now(&F->clock), &why));
        const struct catalogue *after = standing_take(s);
        assert_ptr_not_equal(before, after);
        assert_string_equal(catalogue_digest(after), digests[i % 2]);
        assert_string_equal(catalogue_digest(before), digests[(i + 1) % 2]); /* still whole */
        standing_give(s, before);
        /* nothing new: the same one stays */
        assert_ok(standing_refresh(s, F->town.t.store, clock_now(&F->clock), &why));
        const struct catalogue *same = standing_take(s);
        assert_ptr_equal(same, after);
        standing_give(s, same);
        standing_give(s, after);
    }
    for (int i = 0; i < READERS; i++) {
        __atomic_store_n(&r[i].stop, true, __ATOMIC_RELEASE);
        assert_int_equal(pthread_join(t[i], NULL), 0);
        assert_true(r[i].good);
    }
    standing_close(s);
}

/* A version whose files were changed behind the ledger does not take the place of a good one. */
static err_t spoil(struct db *db, void *arg)
{
    (void)arg;
    return db_run(db, SQL_CATALOGUE_PART_ADD, P_STR("catalogue", STR("00")),
                  P_STR("name", STR("roles.yaml")), P_STR("digest", STR("nowhere")));
}

static void what_cannot_be_loaded_changes_nothing(void **state)
{
    (void)state;
    struct standing *s = NULL;
    struct fault why = {.code = OK};
    assert_ok(standing_open(changed("roles.yaml", "# ", "# "), &s));
    const struct catalogue *before = standing_take(s);
    assert_ok(store_write(F->town.t.store, spoil, NULL, NULL));
    put_in_force("00");
    assert_int_equal(standing_refresh(s, F->town.t.store, clock_now(&F->clock), &why),
                     ERR_NOT_FOUND);
    const struct catalogue *after = standing_take(s);
    assert_ptr_equal(before, after);
    standing_give(s, before);
    standing_give(s, after);
    standing_close(s);
}

/* A page that was opened under the old version is answered: look again. */
static void pages_of_the_running_server_follow(void **state)
{
    (void)state;
    struct fault why;
    struct standing *s = NULL;
    struct catalogue *c =
        changed("procedures/media-take-out.yaml", "title: {ja: ", "title: {ja: 新しい");
    enum version_staged staged;
    put_in_force(catalogue_digest(F->catalogue));
    assert_ok(versions_stage(F->town.t.store, &F->clock, c, "start", &staged, &why));
    assert_ok(standing_open(changed("roles.yaml", "# ", "# "), &s));
    F->web.standing = s;
    assert_false(face_says(F, 0, "/apply", "新しい"));
    put_in_force(catalogue_digest(c));
    catalogue_free(c);
    assert_ok(standing_refresh(s, F->town.t.store, clock_now(&F->clock), &why));
    assert_true(face_says(F, 0, "/apply", "新しい"));
    F->web.standing = NULL;
    standing_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_candidate_shows_what_it_would_change, set_up, tear_down),
        cmocka_unit_test_setup_teardown(readers_keep_theirs_while_another_comes_into_force, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_loaded_changes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(pages_of_the_running_server_follow, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

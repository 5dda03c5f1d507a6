/* SPDX-License-Identifier: Apache-2.0
 *
 * The standard's own files, as loaded. */
#include "../check.h"

#include "base/file.h"
#include "catalogue/catalogue.h"
#include "catalogue/expr.h"
#include "folder_of_links.h"

static struct catalogue *c;

static void tell(void *ctx, const struct fault *f)
{
    (void)ctx;
    print_error("%s:%u:%u %s\n", f->file, f->line, f->column, f->id);
}

static int load(void **state)
{
    (void)state;
    char path[512];
    struct fault why;
    snprintf(path, sizeof path, "%s/catalogue/hokkaido", source_root());
    return catalogue_load_folder(path, &c, tell, NULL, &why) == OK ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    catalogue_free(c);
    return 0;
}

static void media_take_out(void **state)
{
    (void)state;
    const struct procedure *p = catalogue_procedure(c, "media-take-out");
    assert_non_null(p);
    assert_int_equal(p->shape, SHAPE_PERMIT);
    assert_string_equal(p->title.ja, "外部記録媒体の持ち出し");
    assert_string_equal(p->word.en, "Permission");
    assert_int_equal(p->articles.v[0].article, 47);
    assert_int_equal(p->articles.v[0].paragraph, 2);
    const struct field *media = procedure_field(p, "media");
    assert_int_equal(media->type, FIELD_ENTRIES);
    assert_string_equal(media->book, "media");
    assert_true(media->required);
    assert_string_equal(procedure_field(p, "until")->after, "from");
    assert_int_equal(p->n_steps, 3);
    const struct step *s = procedure_step(p, "media_manager");
    assert_int_equal(s->act, ACT_DECIDE);
    assert_string_equal(s->after[0], "apply");
    assert_int_equal(s->who->kind, WHO_ROLE);
    assert_string_equal(s->who->role, "security_manager");
    assert_int_equal(s->who->of->root, PATH_FIELD);
    assert_int_equal(s->who->of->to, TO_DIVISION);
    assert_true(s->who->of->each);
    assert_string_equal(procedure_step(p, "own_manager")->merge_with, "media_manager");
    assert_string_equal(p->gates[0].states[0], "kept");
    assert_string_equal(p->uses.begin.en, "Taking out");
    assert_int_equal(p->uses.n_by, 3);
    assert_int_equal(p->uses.by[0]->kind, WHO_APPLICANT);
    assert_string_equal(p->effects[0].state_in_use, "out");
    assert_true(p->effects[1].optional);
    assert_string_equal(p->from.field, "from");
    assert_int_equal(p->retention.years, 1);
}

static bool needed(const char *step, const char *fields)
{
    const struct procedure *p = catalogue_procedure(c, "media-take-out");
    json_t *f = json_loads(fields, 0, NULL);
    struct expr_env env = {.fields = f};
    bool result = expr_true(procedure_step(p, step)->when, &env);
    json_decref(f);
    return result;
}

/* 47(4) lifts article 47 and not 53(1). */
static void conditions_of_47_and_53(void **state)
{
    (void)state;
    const char *room = "{\"perimeter\":\"outside_office\",\"exemption\":\"none\"}";
    const char *outside = "{\"perimeter\":\"external\",\"exemption\":\"none\"}";
    const char *exempt = "{\"perimeter\":\"external\",\"exemption\":\"survey\"}";
    assert_true(needed("media_manager", room));
    assert_false(needed("own_manager", room));
    assert_true(needed("media_manager", outside));
    assert_true(needed("own_manager", outside));
    assert_false(needed("media_manager", exempt));
    assert_true(needed("own_manager", exempt));
    assert_true(needed("told", exempt));
}

static void steps_follow_each_other(void **state)
{
    (void)state;
    const struct procedure *p = catalogue_procedure(c, "exception");
    assert_string_equal(p->steps[0].after[0], "apply");
    assert_string_equal(p->steps[1].after[0], "examined");
    assert_string_equal(p->steps[1].within, "beforehand");
    assert_string_equal(p->steps[1].word.ja, "認可");
    assert_int_equal(p->starter->kind, WHO_ANY);
    p = catalogue_procedure(c, "information-exchange");
    assert_int_equal(p->steps[0].who->kind, WHO_ALL);
    p = catalogue_procedure(c, "specified-flow");
    assert_string_equal(p->steps[0].word.ja, "協議"); /* the act's own word */
    assert_int_equal(procedure_field(p, "source_zone")->n_options, 3);
    assert_int_equal(procedure_field(p, "until")->at_most_ms, INT64_C(366) * 24 * 3600 * 1000);
    assert_non_null(procedure_field(p, "port")->required_when);
}

static void campaigns(void **state)
{
    (void)state;
    const struct campaign_spec *s = &catalogue_procedure(c, "media-inspection")->campaign;
    assert_true(s->present);
    assert_int_equal(s->each, TO_DIVISION);
    assert_string_equal(s->freeze_book, "media");
    assert_int_equal(s->n_entry_form, 2);
    assert_string_equal(s->finding_opens, "incident");
    assert_string_equal(s->finding_give_field, "lost_media");
    assert_int_equal(s->finding_gives, PATH_ENTRY);
    assert_true(catalogue_procedure(c, "media-inspection")->steps[0].per_department);
    s = &catalogue_procedure(c, "continuity-consistency")->campaign;
    assert_int_equal(s->each, TO_DEPARTMENT);
    assert_int_equal(s->finding_gives, PATH_TARGET);
}

static void instruments_and_records(void **state)
{
    (void)state;
    const struct procedure *p = catalogue_procedure(c, "deputy-designation");
    assert_true(p->with_tenure_of_issuer);
    assert_string_equal(p->one_per_field, "division");
    assert_string_equal(p->designates[0].role, "deputy_security_manager");
    assert_string_equal(procedure_field(p, "deputy")->among_managers_of, "division");
    assert_int_equal(p->articles.v[0].branch, 2);
    p = catalogue_procedure(c, "clock-length");
    assert_string_equal(p->sets_clock_field, "clock");
    assert_string_equal(p->sets_to_field, "length");
    assert_string_equal(p->sets_unit_field, "unit");
    p = catalogue_procedure(c, "media-register");
    assert_string_equal(p->adds_book, "media");
    assert_string_equal(p->adds_state, "kept");
    p = catalogue_procedure(c, "double-role-exception");
    assert_string_equal(p->amends_matter_field, "matter");
    assert_true(p->until.until_closed);
    assert_true(p->from.decided);
}

static void lists(void **state)
{
    (void)state;
    const struct role *r = catalogue_role(c, "security_manager");
    assert_int_equal(r->of, SCOPE_DIVISION);
    assert_int_equal(r->found, FOUND_POST);
    assert_string_equal(r->found_by, "division_head");
    assert_string_equal(r->deputy, "deputy_security_manager");
    assert_int_equal(catalogue_role(c, "head_security_officer")->n_also, 2);
    assert_int_equal(catalogue_role(c, "continuity_planner")->found, FOUND_READING);
    assert_int_equal(catalogue_role(c, "media_inspection_officer")->articles.v[0].item, 10);
    assert_int_equal(catalogue_clock(c, "beforehand")->kind, CLOCK_ORDER);
    assert_string_equal(catalogue_reading(c, "D071")->dflt, "none");
    assert_int_equal(catalogue_zone(c, "lgwan")->articles.v[0].item, 26);
    const struct book *b = catalogue_book(c, "media");
    assert_int_equal(b->n_columns, 4);
    assert_int_equal(b->n_states, 4);
    assert_string_equal(b->key.name, "number");
    assert_int_equal(b->read[0]->of->root, PATH_KEEPER);
    assert_null(catalogue_role(c, "nobody"));
    assert_null(catalogue_procedure(c, NULL));
    assert_int_equal(catalogue_n_zones(c), 3);
    for (size_t i = 1; i < catalogue_n_procedures(c); i++)
        assert_true(
            strcmp(catalogue_procedure_at(c, i - 1)->name, catalogue_procedure_at(c, i)->name) < 0);
}

/* An older version, kept in the store, gives the same procedure; its digest is its own. */
static void a_procedure_from_its_source(void **state)
{
    (void)state;
    for (size_t i = 0; i < catalogue_n_procedures(c); i++) {
        const struct procedure *now = catalogue_procedure_at(c, i), *old = NULL;
        struct arena a ARENA_CLEANUP;
        arena_init(&a, 16 << 20);
        struct fault why = {0};
        assert_ok(catalogue_parse_procedure(c, &a, now->source, now->name, &old, &why));
        assert_string_equal(old->name, now->name);
        assert_string_equal(old->digest, now->digest);
        assert_int_equal(old->n_steps, now->n_steps);
        assert_int_equal(old->source.n, now->source.n);
    }
    struct arena a ARENA_CLEANUP;
    arena_init(&a, 16 << 20);
    const struct procedure *p = NULL;
    struct fault why = {0};
    assert_int_equal(
        catalogue_parse_procedure(c, &a, STR("procedure: x\nshape: permit\n"), "stored", &p, &why),
        ERR_INVALID);
    assert_null(p);
    assert_string_equal(why.file, "stored");
    assert_int_equal(why.line, 1);
}

/* Matters that began with a version go on when the standard has moved on since. */
static void a_stored_version_outlives_the_standard(void **state)
{
    (void)state;
    static const char source[] =
        "procedure: old\nshape: permit\n"
        "title: {ja: 旧, en: Old}\nword: 免許\narticles: [300(2)]\n"
        "applicant: employee\nreading: D999\n"
        "fields:\n  from: {type: moment, label: {ja: 開始, en: From}, required: yes}\n"
        "steps:\n  - {step: decided, act: decide, word: 免許, article: 300, within: soon, who: "
        "ciso}\n"
        "in_force: {from: field.from}\nretention: {years: 1, article: 300}\n";
    struct arena a ARENA_CLEANUP;
    arena_init(&a, 16 << 20);
    const struct procedure *p = NULL;
    struct fault why = {0};
    if (catalogue_parse_procedure(c, &a, str_z(source), "stored", &p, &why) != OK)
        fail_msg("%u: %s %s", why.line, why.id, why.args[0]);
    assert_string_equal(p->word.en, "免許");
    assert_string_equal(p->articles.v[0].text, "300(2)");
    assert_null(p->reading);
    assert_null(p->steps[0].within);
    const struct procedure *none = NULL;
    char *changed = arena_strdup(&a, str_z(source));
    memcpy(strstr(changed, "who: ciso"), "who: czar", 9);
    assert_int_equal(catalogue_parse_procedure(c, &a, str_z(changed), "stored", &none, &why),
                     ERR_INVALID);
    assert_string_equal(why.id, "catalogue.unknown_role");
}

/* The version is the files: their names and bytes, not where they lie. */
static void digest(void **state)
{
    (void)state;
    struct links x;
    struct catalogue *same = NULL, *other = NULL;
    links_make(&x);
    assert_ok(catalogue_load_folder(x.root, &same, tell, NULL, NULL));
    assert_string_equal(catalogue_digest(same), catalogue_digest(c));
    links_put(&x, "notes.txt", "/dev/null");
    char path[128];
    snprintf(path, sizeof path, "%s/notes.txt", x.root);
    assert_int_equal(unlink(path), 0);
    assert_ok(file_write_atomic(path, STR("x"), 0600, NULL));
    assert_ok(catalogue_load_folder(x.root, &other, tell, NULL, NULL));
    assert_string_not_equal(catalogue_digest(other), catalogue_digest(c));
    catalogue_free(same);
    catalogue_free(other);
    links_remove(&x);
}

static unsigned n_told;
static void count(void *ctx, const struct fault *f)
{
    (void)ctx;
    (void)f;
    n_told++;
}

static void what_is_missing(void **state)
{
    (void)state;
    struct catalogue *none = NULL;
    struct fault why;
    assert_int_equal(catalogue_load_folder("/nonexistent", &none, count, NULL, &why),
                     ERR_NOT_FOUND);
    assert_int_equal(n_told, 1);
    struct links x;
    links_make(&x);
    links_put(&x, "words.yaml", NULL);
    assert_int_equal(catalogue_load_folder(x.root, &none, count, NULL, &why), ERR_INVALID);
    assert_string_equal(why.id, "catalogue.missing_file");
    assert_true(n_told > 2);
    links_remove(&x);
    assert_null(none);
}

/* Others rely on its order. */
static void an_index_out_of_order(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "1\t0\t2\t-\n",             /* begins with the second */
        "1\t0\t1\t-\n1\t0\t3\t-\n", /* leaves one out */
        "2\t0\t1\t-\n1\t0\t1\t-\n", /* goes back */
        "1\t0\t1\t-\n1\t0\t1\t-\n", /* twice */
        "2\t2\t1\t-\n2\t0\t1\t-\n", /* a branch before its article */
        "0\t0\t1\t-\n",
        "1\t0\t0\t-\n",
    };
    struct links x;
    links_make_of(&x, "tests/catalogue/small");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char path[128], text[256];
        struct catalogue *none = NULL;
        struct fault why;
        snprintf(path, sizeof path, "%s/articles/index.tsv", x.root);
        snprintf(text, sizeof text, "article\tbranch\tparagraph\titems\n%s", rows[i]);
        links_put(&x, "articles/index.tsv", NULL);
        assert_ok(file_write_atomic(path, str_z(text), 0600, NULL));
        assert_int_equal(catalogue_load_folder(x.root, &none, NULL, NULL, &why), ERR_INVALID);
        assert_string_equal(why.id, "catalogue.bad_index");
    }
    links_remove(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(media_take_out),
        cmocka_unit_test(conditions_of_47_and_53),
        cmocka_unit_test(steps_follow_each_other),
        cmocka_unit_test(campaigns),
        cmocka_unit_test(instruments_and_records),
        cmocka_unit_test(lists),
        cmocka_unit_test(a_procedure_from_its_source),
        cmocka_unit_test(a_stored_version_outlives_the_standard),
        cmocka_unit_test(digest),
        cmocka_unit_test(what_is_missing),
        cmocka_unit_test(an_index_out_of_order),
    };
    return cmocka_run_group_tests(tests, load, unload);
}

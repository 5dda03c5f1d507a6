/* SPDX-License-Identifier: Apache-2.0
 *
 * What serves each paragraph, on a small invented standard, and on the real one what must hold
 * whatever is in it. */
#include "../check.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "catalogue/coverage_table.h"

/* s.n when it is not in it. */
static size_t find(struct str s, const char *what)
{
    for (size_t i = 0; i < s.n; i++)
        if (str_starts(str_skip(s, i), str_z(what))) return i;
    return s.n;
}

static struct catalogue *small, *hokkaido;

static void load_one(const char *folder, struct catalogue **ret)
{
    const char *root = getenv("SEKIMORI_SOURCE");
    char path[600];
    struct fault why;
    snprintf(path, sizeof path, "%s/%s", root ? root : ".", folder);
    assert_ok(catalogue_load_folder(path, ret, NULL, NULL, &why));
}

static int load(void **state)
{
    (void)state;
    load_one("tests/catalogue/small", &small);
    load_one("catalogue/hokkaido", &hokkaido);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    catalogue_free(small);
    catalogue_free(hokkaido);
    return 0;
}

static const struct coverage_paragraph *at(unsigned article, unsigned branch, unsigned paragraph)
{
    return coverage_paragraph(coverage_article(small, article, branch), paragraph);
}

static void what_names_a_paragraph_serves_it(void **state)
{
    (void)state;
    const struct coverage_paragraph *p = at(1, 0, 2);
    assert_int_equal(p->force, FORCE_MUST);
    assert_int_equal(p->served, SERVED_FULLY);
    assert_int_equal(p->n_mechanisms, 2); /* named twice by the procedure, told once */
    assert_int_equal(p->mechanisms[0].kind, MECHANISM_PROCEDURE);
    assert_string_equal(p->mechanisms[0].name, "note");
    assert_int_equal(p->mechanisms[1].kind, MECHANISM_BOOK);
    assert_string_equal(p->who[1]->name, "head");
    assert_string_equal(p->when[0]->name, "promptly");
    assert_int_equal(p->items, 7);
    /* neither the field's article nor that of the term of keeping claims anything */
    assert_int_equal(at(1, 0, 1)->n_mechanisms, 0);
    assert_int_equal(at(2, 2, 2)->n_mechanisms, 0);
}

static void how_far_each_is_served(void **state)
{
    (void)state;
    assert_int_equal(at(1, 0, 1)->served, SERVED_NEEDS_NONE);
    assert_int_equal(at(2, 0, 1)->served, SERVED_PARTLY); /* a control that leaves something open */
    assert_string_equal(at(2, 0, 1)->mechanisms[0].gap.en, "No other system is covered");
    assert_int_equal(at(2, 2, 1)->served, SERVED_ACKNOWLEDGED);
    assert_int_equal(at(2, 2, 2)->served, SERVED_NOTHING);
    assert_int_equal(at(3, 0, 1)->served, SERVED_NEEDS_NONE);
    struct coverage_totals t;
    coverage_totals(small, &t);
    assert_int_equal(t.articles, 4);
    assert_int_equal(t.paragraphs, 6);
    assert_int_equal(t.unknown, 0);
    assert_int_equal(t.by[FORCE_MUST][SERVED_FULLY], 1);
    assert_int_equal(t.by[FORCE_MUST][SERVED_NOTHING], 1);
    assert_int_equal(t.by[FORCE_SHOULD][SERVED_ACKNOWLEDGED], 1);
}

static void faults_and_readings_stand_where_they_touch(void **state)
{
    (void)state;
    const struct coverage_article *a = coverage_article(small, 1, 0);
    assert_int_equal(a->n_flaws, 1);
    assert_int_equal(a->paragraphs[0].n_flaws, 0);
    assert_int_equal(a->paragraphs[1].n_flaws, 1);
    assert_string_equal(at(2, 0, 1)->flaws[0]->id, "S1"); /* the whole article has one paragraph */
    const struct flaw *f = at(2, 2, 2)->flaws[0];
    assert_string_equal(f->reading->id, "who_keeps");
    assert_string_equal(f->handling.en, "The text has no subject");
    assert_string_equal(at(2, 2, 2)->readings[0]->id, "who_keeps");
    assert_int_equal(coverage_n_flaws(small), 3);
    f = coverage_flaw_at(small, 2);
    assert_int_equal(f->articles.n, 0);
    assert_int_equal(f->supplements.v[1].article, 2);
    assert_int_equal(f->supplements.v[1].paragraph, 1);
    assert_null(coverage_article(small, 4, 0));
    assert_null(coverage_paragraph(a, 3));
    assert_null(coverage_paragraph(a, 0));
}

static void the_table_stands_straight(void **state)
{
    (void)state;
    struct sb b SB_CLEANUP = {.max = COVERAGE_TABLE_MAX};
    coverage_table(&b, small, LANG_JA);
    assert_ok(sb_end(&b));
    struct str rest = sb_str(&b), line = str_cut(&rest, '\n');
    size_t column = utf8_width(str_head(line, find(line, ("実現するもの"))));
    for (int i = 0; i < 9; i++) {
        line = str_cut(&rest, '\n');
        static const char *const firsts[] = {"手続 ", "管理簿 ", "自動の統制 ", "不足: "};
        for (size_t k = 0; k < ARRAY_LEN(firsts); k++) {
            size_t found = find(line, firsts[k]);
            if (found < line.n) assert_int_equal(utf8_width(str_head(line, found)), column);
        }
    }
    assert_true(find(sb_str(&b), ("条 4、項 6（うち内容が書かれていない項 0）")) < sb_str(&b).n);
}

static void tsv_has_a_line_a_paragraph(void **state)
{
    (void)state;
    struct sb b SB_CLEANUP = {.max = COVERAGE_TABLE_MAX};
    coverage_table_tsv(&b, small, LANG_EN);
    assert_ok(sb_end(&b));
    struct str all = sb_str(&b);
    assert_true(find(all, ("\n1(2)\tmust\tserved\tclerk,head\tpromptly\tprocedure:note,"
                           "book:things\t\tNotes are kept.\n")) < all.n);
    assert_true(find(all, ("\n2の2(2)\tmust\tnothing\t\t\t\t\tIt is kept.\n")) < all.n);
    size_t lines = 0;
    for (size_t i = 0; i < all.n; i++) lines += all.p[i] == '\n';
    assert_int_equal(lines, 7);
}

static void json_says_the_same(void **state)
{
    (void)state;
    json_t *all = coverage_json(small);
    assert_non_null(all);
    assert_string_equal(json_string_value(json_object_get(all, "standard")), "small");
    const json_t *articles = json_object_get(all, "articles"), *p;
    assert_int_equal(json_array_size(articles), 4);
    p = json_array_get(json_object_get(json_array_get(articles, 2), "paragraphs"), 1);
    assert_string_equal(json_string_value(json_object_get(p, "served")), "nothing");
    const json_t *flaw = json_array_get(json_object_get(p, "faults"), 0);
    assert_string_equal(json_string_value(json_object_get(flaw, "reading")), "who_keeps");
    const json_t *must = json_object_get(json_object_get(all, "totals"), "must");
    assert_int_equal(json_integer_value(json_object_get(must, "served")), 1);
    json_decref(all);
}

/* Every total is the sum of what is shown. */
static void the_real_standard(void **state)
{
    (void)state;
    struct coverage_totals t;
    coverage_totals(hokkaido, &t);
    assert_int_equal(t.articles, 202);
    assert_int_equal(coverage_n(hokkaido), 202);
    unsigned paragraphs = 0, known = 0, sum = 0;
    for (size_t i = 0; i < coverage_n(hokkaido); i++) {
        const struct coverage_article *a = coverage_at(hokkaido, i);
        paragraphs += (unsigned)a->n_paragraphs;
        for (size_t k = 0; k < a->n_paragraphs; k++) {
            const struct coverage_paragraph *p = &a->paragraphs[k];
            known += p->known;
            assert_true(!p->known || (p->words.ja[0] && p->words.en[0]));
            assert_true((p->served == SERVED_UNKNOWN) == !p->known);
        }
    }
    for (int f = 0; f < FORCE_KINDS; f++)
        for (int s = 0; s < SERVED_KINDS; s++) sum += t.by[f][s];
    assert_int_equal(paragraphs, t.paragraphs);
    assert_int_equal(known, sum);
    assert_int_equal(t.unknown, paragraphs - known);
    const struct coverage_paragraph *p = coverage_paragraph(coverage_article(hokkaido, 14, 0), 1);
    assert_string_equal(p->mechanisms[p->n_mechanisms - 1].name, "separation-of-duty");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_names_a_paragraph_serves_it),
        cmocka_unit_test(how_far_each_is_served),
        cmocka_unit_test(faults_and_readings_stand_where_they_touch),
        cmocka_unit_test(the_table_stands_straight),
        cmocka_unit_test(tsv_has_a_line_a_paragraph),
        cmocka_unit_test(json_says_the_same),
        cmocka_unit_test(the_real_standard),
    };
    return cmocka_run_group_tests(tests, load, unload);
}

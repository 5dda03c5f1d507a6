/* SPDX-License-Identifier: Apache-2.0
 *
 * Versions of the small standard, from files in memory, and what differs between them. */
#include "../check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue/compare_lines.h"

enum { FILES_MAX = 40 };

static struct catalogue *small;

static int load(void **state)
{
    (void)state;
    const char *root = getenv("SEKIMORI_SOURCE");
    char path[600];
    struct fault why;
    snprintf(path, sizeof path, "%s/tests/catalogue/small", root ? root : ".");
    return catalogue_load_folder(path, &small, NULL, NULL, &why) == OK ? 0 : -1;
}

static int unload(void **state)
{
    (void)state;
    catalogue_free(small);
    return 0;
}

struct version {
    struct arena arena;
    struct catalogue_file v[FILES_MAX];
    size_t n;
    struct catalogue *c;
};

static void begin(struct version *x)
{
    arena_init(&x->arena, 1 << 20);
    x->c = NULL;
    x->n = catalogue_n_files(small);
    for (size_t i = 0; i < x->n; i++) x->v[i] = catalogue_file_at(small, i);
}

static void end(struct version *x)
{
    catalogue_free(x->c);
    arena_release(&x->arena);
}

static struct catalogue_file *file(struct version *x, const char *name)
{
    for (size_t i = 0; i < x->n; i++)
        if (strcmp(x->v[i].name, name) == 0) return &x->v[i];
    fail_msg("no file %s", name);
    return NULL;
}

static void replace(struct version *x, const char *name, const char *old, const char *new)
{
    struct catalogue_file *f = file(x, name);
    const char *z = arena_strdup(&x->arena, f->bytes), *at = strstr(z, old);
    assert_non_null(at);
    f->bytes = str_z(arena_printf(&x->arena, "%.*s%s%s", (int)(at - z), z, new, at + strlen(old)));
}

static void put(struct version *x, const char *name, const char *bytes)
{
    x->v[x->n++] = (struct catalogue_file){name, str_z(bytes), NULL};
}

static void drop(struct version *x, const char *name)
{
    struct catalogue_file *f = file(x, name);
    *f = x->v[--x->n];
}

static void load_version(struct version *x)
{
    struct fault why = {.code = OK};
    err_t e = catalogue_load_files(x->v, x->n, "given", false, &x->c, NULL, NULL, &why);
    if (e != OK) fail_msg("%s line %u: %s", why.file, (unsigned)why.line, why.id);
}

/* "added procedure x; changed role y" */
static const char *told(struct version *x)
{
    struct compare_change *v;
    size_t n;
    char *out = arena_strdup(&x->arena, STR(""));
    assert_ok(compare_versions(&x->arena, small, x->c, &v, &n));
    for (size_t i = 0; i < n; i++)
        out = arena_printf(&x->arena, "%s%s%s %s %s", out, i ? "; " : "",
                           compare_kind_name(v[i].kind), v[i].part, v[i].name);
    return out;
}

static void the_same_files_are_the_same_version(void **state)
{
    (void)state;
    struct version x;
    begin(&x);
    struct catalogue_file first = x.v[0]; /* in whatever order they come */
    x.v[0] = x.v[x.n - 1];
    x.v[x.n - 1] = first;
    load_version(&x);
    assert_string_equal(catalogue_digest(x.c), catalogue_digest(small));
    assert_string_equal(catalogue_standard(x.c), "small");
    assert_string_equal(told(&x), "");
    end(&x);
}

static void comments_and_order_are_no_difference(void **state)
{
    (void)state;
    struct version x;
    begin(&x);
    replace(&x, "roles.yaml", "roles:\n", "# ours\nroles:\n");
    replace(&x, "roles.yaml", "of: prefecture, found: post head",
            "found: post head, of: prefecture");
    load_version(&x);
    assert_string_not_equal(catalogue_digest(x.c), catalogue_digest(small));
    assert_string_equal(told(&x), "");
    end(&x);
}

static void each_piece_is_told(void **state)
{
    (void)state;
    struct version x;
    begin(&x);
    replace(&x, "roles.yaml", "en: Clerk", "en: Official");
    replace(&x, "procedures/note.yaml", "years: 3", "years: 4");
    replace(&x, "articles/1-01.yaml", "en: Notes are kept.", "en: Notes are kept for years.");
    replace(&x, "articles/1-01.yaml", "en: Passwords", "en: Words");
    replace(&x, "faults.yaml", "  S3:", "  S4:");
    replace(&x, "clocks.yaml", "  beforehand: {ja: あらかじめ, en: beforehand, kind: order}\n", "");
    put(&x, "readme.txt", "x");
    load_version(&x);
    assert_string_equal(told(&x),
                        "changed article 1(2); changed article 2; changed procedure note; "
                        "removed fault S3; added fault S4; changed role clerk; "
                        "removed clock beforehand; added file readme.txt");
    struct compare_change c = {COMPARE_CHANGED, "role", "clerk"};
    assert_string_equal(compare_title(&c, small, x.c).en, "Official");
    end(&x);
}

/* "retention/years: 3 -> 4", "-" where it is not there. */
static const char *lines_of(struct version *x, const char *part, const char *name)
{
    struct compare_files *f;
    struct compare_line *v;
    size_t n, more;
    struct compare_change change = {COMPARE_CHANGED, part, name};
    SB_CLEANUP struct sb b;
    sb_init(&b, 1 << 16);
    assert_ok(compare_lines_open(&x->arena, small, x->c, &f));
    assert_ok(compare_lines_of(f, &x->arena, &change, &v, &n, &more));
    assert_int_equal(more, 0);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < v[i].n_path; k++) sb_addf(&b, "%s%s", k ? "/" : "", v[i].path[k]);
        sb_addf(&b, ": %.*s -> %.*s\n", STR_ARG(v[i].old.p ? v[i].old : STR("-")),
                STR_ARG(v[i].new.p ? v[i].new : STR("-")));
    }
    sb_addc(&b, '\0');
    assert_ok(sb_end(&b));
    return arena_strdup(&x->arena, sb_str(&b));
}

/* Within a piece: line by line, steps and fields by their names. */
static void lines_are_told(void **state)
{
    (void)state;
    struct version x;
    begin(&x);
    replace(&x, "procedures/note.yaml", "years: 3", "years: 4");
    replace(&x, "procedures/note.yaml", "  text: {type: text(100)",
            "  why: {type: text(50), label: {ja: 理由, en: Why}}\n  text: {type: text(200)");
    replace(&x, "procedures/note.yaml", "articles: [1(2)(3), 1(2)]", "articles: [1(2)(3)]");
    replace(&x, "articles/1-01.yaml", "ja: 記録を残す。, en: Notes are kept.",
            "ja: 記録を３年残す。, en: Notes are kept.");
    replace(&x, "articles/1-01.yaml", "when: [promptly], ", "");
    load_version(&x);
    assert_string_equal(lines_of(&x, "procedure", "note"),
                        "articles: 1(2)(3), 1(2) -> 1(2)(3)\n"
                        "fields/why/type: - -> text(50)\nfields/why/label/ja: - -> 理由\n"
                        "fields/why/label/en: - -> Why\nfields/text/type: text(100) -> text(200)\n"
                        "retention/years: 3 -> 4\n");
    assert_string_equal(lines_of(&x, "article", "1(2)"),
                        "when: promptly -> -\nja: 記録を残す。 -> 記録を３年残す。\n");
    /* What did not change, what is only in one version, what is in none. */
    assert_string_equal(lines_of(&x, "article", "1"), "");
    assert_string_equal(lines_of(&x, "role", "nobody"), "");
    end(&x);
    begin(&x);
    replace(&x, "clocks.yaml", "  beforehand: {ja: あらかじめ, en: beforehand, kind: order}\n", "");
    replace(&x, "roles.yaml", "of: prefecture, found: post head",
            "found: post head, of: prefecture");
    load_version(&x);
    assert_string_equal(lines_of(&x, "clock", "beforehand"),
                        "ja: あらかじめ -> -\nen: beforehand -> -\nkind: order -> -\n");
    assert_string_equal(lines_of(&x, "role", "head"), "");
    end(&x);
}

static void procedures_come_and_go(void **state)
{
    (void)state;
    struct version x;
    begin(&x);
    struct str note = file(&x, "procedures/note.yaml")->bytes;
    char *other = arena_strdup(&x.arena, note);
    memcpy(strstr(other, "procedure: note"), "procedure: memo", 15);
    drop(&x, "procedures/note.yaml");
    put(&x, "procedures/memo.yaml", other);
    replace(&x, "books/things.yaml", "[note]", "[memo]");
    load_version(&x);
    assert_string_equal(told(&x),
                        "added procedure memo; removed procedure note; changed book things");
    struct compare_change c = {COMPARE_REMOVED, "procedure", "note"};
    assert_string_equal(compare_title(&c, small, x.c).en, "Note");
    end(&x);
}

static err_t refused(struct version *x, const char *id)
{
    struct fault why = {.code = OK};
    err_t e = catalogue_load_files(x->v, x->n, "given", false, &x->c, NULL, NULL, &why);
    assert_int_equal(e, why.code);
    assert_string_equal(why.id, id);
    return e;
}

static void what_is_no_folder_is_refused(void **state)
{
    (void)state;
    static const char *const names[] = {"",      "/etc/passwd", "../roles.yaml", "a/../b",
                                        "a/b/c", ".hidden",     "a/.b",          "a/",
                                        "a\nb",  "\xff"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct version x;
        begin(&x);
        put(&x, names[i], "x");
        assert_int_equal(refused(&x, "catalogue.bad_file_name"), ERR_INVALID);
        end(&x);
    }
    struct version x;
    begin(&x);
    put(&x, "roles.yaml", "x");
    assert_int_equal(refused(&x, "catalogue.file_twice"), ERR_INVALID);
    x.n = 0;
    assert_int_equal(refused(&x, "catalogue.missing_file"), ERR_INVALID);
    end(&x);
    begin(&x);
    put(&x, "large.txt", "");
    char *large = calloc(1, (1 << 20) + 1);
    assert_non_null(large);
    file(&x, "large.txt")->bytes = (struct str){large, (1 << 20) + 1};
    assert_int_equal(refused(&x, "catalogue.folder_large"), ERR_TOO_BIG);
    free(large);
    end(&x);
}

/* A version that was kept may be older than a list; the same files handed in anew are refused. */
static void a_kept_version_may_be_older(void **state)
{
    (void)state;
    struct version x;
    begin(&x);
    drop(&x, "groups.yaml");
    drop(&x, "controls.yaml");
    drop(&x, "standard.yaml");
    assert_int_equal(refused(&x, "catalogue.missing_file"), ERR_INVALID);
    struct fault why;
    assert_ok(catalogue_load_files(x.v, x.n, "kept", true, &x.c, NULL, NULL, &why));
    assert_non_null(catalogue_procedure(x.c, "note"));
    assert_null(catalogue_standard(x.c));
    assert_string_equal(told(&x), "removed standard standard.yaml; removed control passwords; "
                                  "removed group notes");
    end(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_files_are_the_same_version),
        cmocka_unit_test(comments_and_order_are_no_difference),
        cmocka_unit_test(each_piece_is_told),
        cmocka_unit_test(lines_are_told),
        cmocka_unit_test(procedures_come_and_go),
        cmocka_unit_test(what_is_no_folder_is_refused),
        cmocka_unit_test(a_kept_version_may_be_older),
    };
    return cmocka_run_group_tests(tests, load, unload);
}

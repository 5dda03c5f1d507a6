/* SPDX-License-Identifier: Apache-2.0
 *
 * Every file of tests/catalogue/bad is at fault in one way, and says so itself:
 *
 *     # as: roles.yaml                       which file it takes the place of
 *     # in: small                            ... in tests/catalogue/small, not in hokkaido
 *     # expect: 12 catalogue.some_id at WORD     the fault is told on line 12, at this word
 *     # expect: 12 catalogue.some_id about WORD  ... and names the word
 *     # expect: 12 catalogue.some_id -
 *
 * Exactly the faults expected must be told of that file, in both languages. */
#include "../check.h"

#include "catalogue/catalogue.h"
#include "base/file.h"
#include "base/text.h"
#include "folder_of_links.h"

enum { EXPECT_MAX = 8, FOUND_MAX = 64 };

struct expectation {
    unsigned line;
    char id[64], how[8], word[64];
    bool met;
};
struct bad {
    char name[256], as[128], path[800];
    bool small;
    struct sb text;
    struct expectation expect[EXPECT_MAX];
    size_t n_expect;
    struct fault found[FOUND_MAX];
    size_t n_found;
};

static void read_head(struct bad *b)
{
    struct str rest = sb_str(&b->text);
    snprintf(b->as, sizeof b->as, "procedures/bad.yaml");
    while (str_starts(rest, STR("# "))) {
        struct str line = str_cut(&rest, '\n');
        char z[256];
        snprintf(z, sizeof z, "%.*s", STR_ARG(line));
        struct expectation *e = &b->expect[b->n_expect];
        (void)sscanf(z, "# as: %127s", b->as);
        b->small = b->small || strcmp(z, "# in: small") == 0;
        if (b->n_expect < EXPECT_MAX &&
            sscanf(z, "# expect: %u %63s %7s %63[^\n]", &e->line, e->id, e->how, e->word) >= 3)
            b->n_expect++;
    }
    if (b->n_expect == 0) fail_msg("%s expects nothing", b->name);
}

static void keep(void *ctx, const struct fault *f)
{
    struct bad *b = ctx;
    if (b->n_found < FOUND_MAX) b->found[b->n_found++] = *f;
}

/* Does the file say `word` at this line and column (counted in characters)? */
static bool stands_at(const struct bad *b, const struct fault *f, const char *word)
{
    struct str rest = sb_str(&b->text), line = STR_NONE;
    for (uint32_t n = 0; n < f->line; n++) line = str_cut(&rest, '\n');
    size_t at = 0;
    for (uint32_t c = 1; c < f->column && at < line.n; c++) do
            at++;
        while (at < line.n && ((unsigned char)line.p[at] & 0xC0) == 0x80);
    return str_starts(str_skip(line, at), str_z(word));
}

static bool names_word(const struct fault *f, const char *word)
{
    for (unsigned i = 0; i < f->n_args; i++)
        if (strcmp(f->args[i], word) == 0) return true;
    return false;
}

static bool meets(const struct bad *b, const struct fault *f, const struct expectation *e)
{
    if (e->met || f->line != e->line || !f->id || strcmp(f->id, e->id) != 0) return false;
    if (strcmp(e->how, "at") == 0) return stands_at(b, f, e->word);
    return strcmp(e->how, "about") != 0 || names_word(f, e->word);
}

/* Told in both languages, with a text of its own. */
static unsigned check_texts(const struct bad *b, const struct fault *f)
{
    for (int l = 0; l < LANGS; l++)
        if (!tr_find((enum lang)l, str_z(f->id))) {
            print_error("%s: no text for %s\n", b->name, f->id);
            return 1;
        }
    return 0;
}

static unsigned judge(struct bad *b)
{
    unsigned wrong = 0;
    for (size_t i = 0; i < b->n_found; i++) {
        const struct fault *f = &b->found[i];
        size_t k = 0;
        while (k < b->n_expect && !meets(b, f, &b->expect[k])) k++;
        wrong += check_texts(b, f);
        if (k < b->n_expect) {
            b->expect[k].met = true;
            continue;
        }
        struct sb text SB_CLEANUP = {.max = 4096};
        fault_message(&text, LANG_EN, f);
        print_error("%s: not expected: %u:%u %s: %.*s\n", b->name, f->line, f->column, f->id,
                    STR_ARG(sb_str(&text)));
        wrong++;
    }
    for (size_t k = 0; k < b->n_expect; k++) {
        if (b->expect[k].met) continue;
        print_error("%s: not told: %u %s %s %s\n", b->name, b->expect[k].line, b->expect[k].id,
                    b->expect[k].how, b->expect[k].word);
        wrong++;
    }
    return wrong;
}

static unsigned try_one(struct links *hokkaido, struct links *small, const char *folder,
                        const char *name)
{
    struct bad *b = calloc(1, sizeof *b);
    assert_non_null(b);
    sb_init(&b->text, 1 << 20);
    snprintf(b->name, sizeof b->name, "%s", name);
    snprintf(b->path, sizeof b->path, "%s/%s", folder, name);
    assert_ok(file_read(&b->text, b->path, NULL));
    read_head(b);
    struct links *x = b->small ? small : hokkaido;
    links_put(x, b->as, b->path);
    struct catalogue *c = NULL;
    struct fault why;
    err_t err = catalogue_load_folder(x->root, &c, keep, b, &why);
    unsigned wrong = err == ERR_INVALID ? judge(b) : 1;
    if (err != ERR_INVALID)
        print_error("%s: taken, or failed otherwise (%s)\n", name, err_name(err));
    links_restore(x, b->as);
    catalogue_free(c);
    sb_release(&b->text);
    free(b);
    return wrong;
}

static void every_bad_file_is_told(void **state)
{
    (void)state;
    char folder[512];
    struct links x, small;
    unsigned wrong = 0, tried = 0;
    snprintf(folder, sizeof folder, "%s/tests/catalogue/bad", source_root());
    links_make(&x);
    links_make_of(&small, "tests/catalogue/small");
    DIR *d = opendir(folder);
    assert_non_null(d);
    const struct dirent *e;
    while ((e = readdir(d))) {
        if (e->d_name[0] == '.') continue;
        wrong += try_one(&x, &small, folder, e->d_name);
        tried++;
    }
    closedir(d);
    links_remove(&x);
    links_remove(&small);
    assert_true(tried > 100);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_bad_file_is_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

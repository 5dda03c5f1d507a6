/* SPDX-License-Identifier: Apache-2.0
 *
 * Each whole text of texts/ spoiled: cut anywhere, its lines mixed, a page of it twice, bytes of
 * another kind in it. It is refused with a line, or what is read says what is wrong; it is never
 * read as a whole text. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "text.h"

enum { ROOM = 1 << 20, PATH_ROOM = 4096, TEXTS_MAX = 100, NAME_ROOM = 300, CUTS = 60 };

static struct {
    char name[NAME_ROOM];
    struct sb bytes;
} texts[TEXTS_MAX];
static unsigned n_texts;

static int load(void **state)
{
    (void)state;
    char path[PATH_ROOM];
    const char *source = getenv("SEKIMORI_SOURCE");
    assert_non_null(source);
    (void)snprintf(path, sizeof path, "%s/tests/unit/standard/texts", source);
    DIR *d = opendir(path);
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        if (!str_ends(str_z(e->d_name), STR(".txt"))) continue;
        assert_true(n_texts < TEXTS_MAX);
        (void)snprintf(texts[n_texts].name, NAME_ROOM, "%s", e->d_name);
        (void)snprintf(path, sizeof path, "%s/tests/unit/standard/texts/%s", source, e->d_name);
        sb_init(&texts[n_texts].bytes, ROOM);
        assert_ok(file_read(&texts[n_texts].bytes, path, NULL));
        n_texts++;
    }
    (void)closedir(d);
    return n_texts >= 28 ? 0 : 1;
}

static int unload(void **state)
{
    (void)state;
    for (unsigned i = 0; i < n_texts; i++) sb_release(&texts[i].bytes);
    return 0;
}

/* Refused with a line; or read, and then: does it say so, or is there an end that a text may have?
 */
static bool is_told(const struct read_text *t)
{
    struct standard_counts c;
    if (t->err != OK) return t->err == ERR_INVALID && t->why.line > 0 && t->why.id;
    standard_count(&t->text, &c);
    bool told = c.of[STANDARD_SUPPLEMENT] > 0 || c.of[STANDARD_APPENDIX] > 0;
    for (uint32_t i = 0; i < t->text.n_findings; i++)
        told |= t->text.findings[i].kind == STANDARD_NO_SUPPLEMENT;
    return told;
}

static void check_told(unsigned k, struct str s, const char *what, size_t at)
{
    struct read_text t TEXT_CLEANUP;
    text_read(&t, s);
    if (!is_told(&t))
        fail_msg("%s, %s at %zu: %s", texts[k].name, what, at, t.why.id ? t.why.id : "read");
}

static void cut_anywhere(void **state)
{
    (void)state;
    for (unsigned k = 0; k < n_texts; k++) {
        struct str all = sb_str(&texts[k].bytes);
        for (size_t i = 0; i < CUTS; i++) {
            size_t at = 1 + (all.n - 2) * i / CUTS;
            check_told(k, str_head(all, at), "cut", at); /* also within a character */
            check_told(k, utf8_head(all, at), "cut between", at);
        }
    }
}

/* The first third again at the end: another text. */
static void twice(void **state)
{
    (void)state;
    for (unsigned k = 0; k < n_texts; k++) {
        SB_CLEANUP struct sb b;
        struct read_text t TEXT_CLEANUP;
        sb_init(&b, 2 * ROOM);
        sb_add(&b, sb_str(&texts[k].bytes));
        sb_addc(&b, '\n');
        sb_add(&b, sb_str(&texts[k].bytes));
        assert_ok(sb_end(&b));
        text_read(&t, sb_str(&b));
        /* Where tables and forms end the first copy, all of the second may be one of them. */
        bool in_form = false;
        for (uint32_t i = 0; t.err == OK && i < t.text.n_findings; i++)
            in_form |= t.text.findings[i].kind == STANDARD_ARTICLE_IN_APPENDIX;
        struct standard_counts c = {.main_articles = 0};
        if (t.err == OK) standard_count(&t.text, &c);
        if (t.err == OK && !in_form && c.of[STANDARD_APPENDIX] == 0)
            fail_msg("%s twice was read as one", texts[k].name);
        if (t.err != OK) assert_true(t.why.line > 0);
    }
}

/* Bytes of another kind somewhere. */
static void bytes(void **state)
{
    (void)state;
    for (unsigned k = 0; k < n_texts; k++) {
        SB_CLEANUP struct sb b;
        struct read_text t TEXT_CLEANUP;
        struct str all = sb_str(&texts[k].bytes), head = utf8_head(all, all.n / 2);
        sb_init(&b, 2 * ROOM);
        sb_add(&b, head);
        sb_add(&b, STR("\x00\x01\xFE\xFF"));
        sb_add(&b, str_skip(all, head.n));
        assert_ok(sb_end(&b));
        text_read(&t, sb_str(&b));
        assert_int_equal(t.err, ERR_INVALID);
        assert_string_equal(t.why.id, "standard.not_text");
        assert_true(t.why.line > 1);
    }
}

/* Its lines from the last to the first, and every second one: whatever comes of it hangs together.
 */
static void mixed(void **state)
{
    (void)state;
    for (unsigned k = 0; k < n_texts; k++) {
        SB_CLEANUP struct sb back, half;
        struct str lines[4096], all = sb_str(&texts[k].bytes);
        size_t n = 0;
        while (all.n > 0 && n < ARRAY_LEN(lines)) lines[n++] = str_cut(&all, '\n');
        sb_init(&back, ROOM);
        sb_init(&half, ROOM);
        for (size_t i = n; i-- > 0;) {
            sb_add(&back, lines[i]);
            sb_addc(&back, '\n');
        }
        for (size_t i = 0; i < n; i += 2) {
            sb_add(&half, lines[i]);
            sb_addc(&half, '\n');
        }
        struct read_text t TEXT_CLEANUP;
        text_read(&t, sb_str(&back));
        if (t.err == OK) fail_msg("%s upside down was read", texts[k].name);
        assert_true(t.why.line > 0);
        struct read_text u TEXT_CLEANUP;
        text_read(&u, sb_str(&half));
        if (u.err != OK)
            assert_true(u.why.line > 0);
        else if (u.text.n_findings == 0)
            fail_msg("every second line of %s was read without a finding", texts[k].name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(cut_anywhere), cmocka_unit_test(twice),
                                       cmocka_unit_test(bytes), cmocka_unit_test(mixed)};
    return cmocka_run_group_tests_name("mutations", tests, load, unload);
}

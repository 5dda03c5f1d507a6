/* SPDX-License-Identifier: Apache-2.0
 * One file of a standard: its first line names it ("articles/9-01.yaml", "faults.yaml", ...), the
 * rest takes its place in the small standard of the tests, loaded from memory. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue/compare.h"
#include "catalogue/coverage_table.h"

enum { FILES_MAX = 40, NAME_MAX_BYTES = 250 };

static struct catalogue *small(void)
{
    static struct catalogue *c;
    if (c) return c;
    const char *root = getenv("SEKIMORI_SOURCE");
    char path[4096];
    snprintf(path, sizeof path, "%s/tests/catalogue/small", root ? root : ".");
    struct fault why;
    ASSERT(catalogue_load_folder(path, &c, NULL, NULL, &why) == OK);
    return c;
}

static size_t with(const char *name, struct str bytes, struct catalogue_file *v)
{
    size_t n = catalogue_n_files(small()), k = 0;
    for (size_t i = 0; i < n; i++) {
        struct catalogue_file f = catalogue_file_at(small(), i);
        if (strcmp(f.name, name) != 0) v[k++] = f;
    }
    v[k++] = (struct catalogue_file){name, bytes, NULL};
    return k;
}

/* What was taken is whole: pages and commands rely on it. */
static void use(const struct catalogue *c)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, COVERAGE_TABLE_MAX);
    coverage_table(&b, c, LANG_JA);
    coverage_table_tsv(&b, c, LANG_EN);
    ASSERT(sb_end(&b) == OK);
    json_t *all = coverage_json(c);
    ASSERT(all != NULL);
    json_decref(all);
    struct compare_change *v;
    size_t n;
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 64U << 20);
    ASSERT(compare_versions(&a, small(), c, &v, &n) == OK);
    for (size_t i = 0; i < n; i++) ASSERT(compare_title(&v[i], small(), c).ja != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = fuzz_input(data, size), name = str_cut(&rest, '\n');
    char z[NAME_MAX_BYTES];
    struct catalogue_file v[FILES_MAX];
    struct catalogue *c = NULL;
    struct fault why = {0};
    if (name.n >= sizeof z || !rest.p || (name.n && memchr(name.p, 0, name.n))) return 0;
    snprintf(z, sizeof z, "%.*s", STR_ARG(name));
    err_t e = catalogue_load_files(v, with(z, rest, v), "fuzz", false, &c, NULL, NULL, &why);
    if (e == OK) {
        use(c);
        catalogue_free(c);
    } else {
        fuzz_fault(&why);
    }
    return 0;
}

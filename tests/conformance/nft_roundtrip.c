/* SPDX-License-Identifier: Apache-2.0
 *
 * nftables' own dumps in JSON, read and written: each must read back equal, or be refused by name
 * with the reason. Each is also made into a model, or refused with the reason. Counted. The data is
 * not ours: without it the test is skipped, not passed. */
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "net/model.h"

enum { SKIPPED = 77 };

static unsigned n_equal, n_with_unknown, n_refused, n_wrong, n_models, n_not_examined;
static size_t unknown_parts;

static void round_trip(const char *name, struct str text, const struct nft_ruleset *r)
{
    SB_CLEANUP struct sb out;
    struct fault why = {.code = OK};
    sb_init(&out, 1U << 24);
    if (nft_json_write(&out, r, &why) != OK) {
        printf("# %s: cannot be written: %s\n", name, why.id);
        n_wrong++;
        return;
    }
    json_t *a = json_loadb(text.p, text.n, 0, NULL), *b = json_loadb(out.p, out.n, 0, NULL);
    bool same = a && b && json_equal(a, b);
    json_decref(a);
    json_decref(b);
    if (!same) printf("# %s: does not read back equal\n", name);
    n_wrong += !same;
    n_equal += same;
    n_with_unknown += same && r->n_unknown > 0;
    unknown_parts += r->n_unknown;
}

static void examine(const char *name, struct arena *a, const struct nft_ruleset *r)
{
    struct model m;
    struct fault why = {.code = OK};
    if (model_from_nft(a, r, NULL, &m, &why) == OK) {
        n_models++;
        return;
    }
    printf("# %s: not examined: %s (%s)\n", name, why.id ? why.id : "no reason", why.args[0]);
    n_not_examined++;
    n_wrong += why.id == NULL;
}

static void one_file(const char *folder, const char *name)
{
    char path[4400];
    ARENA_CLEANUP struct arena a;
    SB_CLEANUP struct sb text;
    struct nft_ruleset r;
    struct fault why = {.code = OK};
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    arena_init(&a, 64U << 20);
    sb_init(&text, 1U << 24);
    if (file_read(&text, path, NULL) != OK) {
        printf("# %s: cannot be opened\n", name);
        n_wrong++;
        return;
    }
    if (nft_json_read(&a, sb_str(&text), &r, &why) != OK) {
        printf("# %s: refused: %s (%s)\n", name, why.id ? why.id : "no reason", why.args[0]);
        n_refused++;
        n_wrong += why.id == NULL;
        return;
    }
    round_trip(name, sb_str(&text), &r);
    examine(name, &a, &r);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_dump(const struct dirent *d)
{
    return strstr(d->d_name, ".json-nft") != NULL;
}

int main(void)
{
    char folder[4000];
    struct dirent **names = NULL;
    const char *corpora = getenv("SEKIMORI_CORPORA");
    if (!corpora) corpora = getenv("SEKIMORI_CORPORA_BESIDE");
    (void)snprintf(folder, sizeof folder, "%s/net/nft-json-roundtrip", corpora ? corpora : "");
    int n = scandir(folder, &names, is_dump, by_name);
    if (n <= 0) {
        printf("1..0 # SKIP corpora/net/nft-json-roundtrip is not here\n");
        return SKIPPED;
    }
    for (int i = 0; i < n; i++) {
        one_file(folder, names[i]->d_name);
        free(names[i]);
    }
    free(names);
    printf(
        "# %d dumps: %u read back equal (%u of them with %zu parts kept as they stood), %u refused "
        "by name; %u examined, %u not, with the reason\n",
        n, n_equal, n_with_unknown, unknown_parts, n_refused, n_models, n_not_examined);
    printf("1..1\n%s 1 - every dump reads back equal or is refused by name\n",
           n_wrong ? "not ok" : "ok");
    return n_wrong != 0;
}

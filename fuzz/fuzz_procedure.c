/* SPDX-License-Identifier: Apache-2.0
 * A whole procedure, read against the standard's own lists (SEKIMORI_SOURCE, or the current
 * folder). Good seeds: catalogue/hokkaido/procedures and tests/catalogue/bad. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "catalogue/catalogue.h"

static struct catalogue *standard(void)
{
    static struct catalogue *c; /* one for all inputs: loading takes longer than they do */
    if (c) return c;
    const char *root = getenv("SEKIMORI_SOURCE");
    char path[4096];
    snprintf(path, sizeof path, "%s/catalogue/hokkaido", root ? root : ".");
    struct fault why;
    ASSERT(catalogue_load_folder(path, &c, NULL, NULL, &why) == OK);
    return c;
}

/* What was taken is whole: others rely on it without looking. */
static void check(const struct procedure *p)
{
    ASSERT(p->name && p->title.ja && p->title.en && p->starter && p->retention.years > 0);
    for (size_t i = 0; i < p->n_fields; i++) ASSERT(p->fields[i].name && p->fields[i].label.en);
    for (size_t i = 0; i < p->n_steps; i++) {
        const struct step *s = &p->steps[i];
        ASSERT(s->name && s->who && s->word.ja && s->n_after > 0 && s->act < ACT_KINDS);
        for (size_t k = 0; k < s->n_after; k++) ASSERT(s->after[k]);
    }
    ASSERT(!p->campaign.present || (p->campaign.sheet.who && p->campaign.due_field));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct catalogue *c = standard();
    const struct procedure *p = NULL;
    struct fault why = {0};
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 16U << 20);
    err_t e = catalogue_parse_procedure(c, &a, fuzz_input(data, size), "fuzz", &p, &why);
    if (e == OK) {
        check(p);
    } else {
        ASSERT(why.line > 0 && strcmp(why.file, "fuzz") == 0);
        fuzz_fault(&why);
    }
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 * Whatever is typed into the search: terms are well-formed and not empty, the number of an
 * article reads as one again. */
#include "fuzz.h"

#include "base/utf8.h"
#include "office/search_query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = fuzz_input(data, size);
    struct search_words w, again;
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 1 << 20);
    ASSERT(search_query_read(&a, in, &w) == OK);
    ASSERT(w.n <= SEARCH_TERMS_MAX);
    for (size_t i = 0; i < w.n; i++) ASSERT(w.term[i].n > 0 && utf8_valid(w.term[i], 0));
    for (size_t i = 0; i < w.n; i++) ASSERT(w.in_text[i].n > 0 && utf8_valid(w.in_text[i], 0));
    ASSERT((w.cited.n > 0) == (w.article != NULL));
    if (w.article) {
        ASSERT(search_query_read(&a, str_z(w.article), &again) == OK);
        ASSERT(again.article && str_eqz(str_z(again.article), w.article));
    }
    return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of what has a page of its own, and the texts of all of them in order. */
#include "office/standard_store.h"

enum { TEXT_ARENA_MAX = STANDARD_ARENA_MAX, KEY_MAX = 64 };

void standard_key(struct sb *b, const struct standard_text *t, uint32_t i)
{
    uint32_t article = standard_up(t, i, STANDARD_ARTICLE);
    uint32_t supplement = standard_up(t, i, STANDARD_SUPPLEMENT);
    uint32_t appendix = standard_up(t, i, STANDARD_APPENDIX);
    if (supplement) {
        sb_addf(b, "s%u", t->nodes[supplement].position);
        return;
    }
    if (appendix) {
        sb_addf(b, "a%u", t->nodes[appendix].position);
        return;
    }
    const struct standard_number *n = &t->nodes[article].number;
    for (uint8_t k = 0; article && k < n->depth; k++) sb_addf(b, k ? "-%u" : "%u", n->n[k]);
}

/* Of the n-th of a level, below the root. */
static uint32_t at_position(const struct standard_text *t, enum standard_level level, int64_t n)
{
    for (uint32_t i = standard_first(t, 0); i != 0; i = standard_next(t, i)) {
        if (t->nodes[i].level == level && t->nodes[i].position == n) return i;
    }
    return 0;
}

uint32_t standard_find_key(const struct standard_text *t, struct str key)
{
    static const struct {
        struct str word;
        enum standard_level level;
    } words[] = {{STR_INIT("s"), STANDARD_SUPPLEMENT},
                 {STR_INIT("附則"), STANDARD_SUPPLEMENT},
                 {STR_INIT("a"), STANDARD_APPENDIX},
                 {STR_INIT("別表"), STANDARD_APPENDIX}};
    struct standard_number n;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (!str_starts(key, words[i].word)) continue;
        if (standard_number_parse(str_skip(key, words[i].word.n), &n) != OK || n.depth != 1)
            return 0;
        return at_position(t, words[i].level, n.n[0]);
    }
    return standard_number_parse(key, &n) == OK ? standard_find_article(t, &n) : 0;
}

/* --- all texts --- */

static void add_line(struct sb *b, const struct standard_node *n)
{
    size_t before = b->n;
    struct str parts[] = {n->label, n->caption, n->text};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (parts[i].n == 0) continue;
        if (b->n > before) sb_addc(b, ' ');
        sb_add(b, parts[i]);
    }
    if (b->n > before) sb_addc(b, '\n');
}

static err_t give(const struct standard_text *t, uint32_t i,
                  err_t (*fn)(void *, const struct standard_article_text *), void *arg)
{
    const struct standard_node *n = &t->nodes[i];
    SB_CLEANUP struct sb key, text;
    sb_init(&key, KEY_MAX);
    sb_init(&text, 2 * (size_t)STANDARD_BYTES_MAX);
    standard_key(&key, t, i);
    sb_addc(&key, '\0');
    for (uint32_t k = i + 1; k < n->end; k++) add_line(&text, &t->nodes[k]);
    sb_add(&text, n->text);
    TRY(sb_end(&key));
    TRY(sb_end(&text));
    struct standard_article_text one = {key.p, n->label, n->caption, sb_str(&text)};
    return fn(arg, &one);
}

err_t standard_each_article(struct db *db, struct day day,
                            err_t (*fn)(void *arg, const struct standard_article_text *), void *arg,
                            int64_t *ret_version, struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    arena_init(&a, TEXT_ARENA_MAX);
    struct standard_text t;
    struct cites c;
    int64_t id;
    err_t e = standard_in_force(db, day, &id);
    if (e == ERR_NOT_FOUND) {
        *ret_version = 0;
        return OK;
    }
    TRY(e);
    TRY(standard_load(db, &a, id, &t, &c, why));
    for (uint32_t i = 1; i < t.n_nodes;
         i = t.nodes[i].level < STANDARD_ARTICLE ? i + 1 : t.nodes[i].end)
        if (t.nodes[i].level >= STANDARD_ARTICLE) TRY(give(&t, i, fn, arg));
    *ret_version = id;
    return OK;
}

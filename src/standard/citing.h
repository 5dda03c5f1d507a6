/* SPDX-License-Identifier: Apache-2.0
 *
 * citing.h: the reading of references at work, shared by the cite_*.c files. Internal.
 */
#ifndef SEKIMORI_STANDARD_CITING_H
#define SEKIMORI_STANDARD_CITING_H

#include "standard/cite.h"
#include "standard/found.h"
#include "standard/mention.h"
#include "standard/tree.h"

/* What a later 同条, 同項 or 第2項 refers back to. */
struct citing_last {
    bool outside;
    bool outside_article; /* what 同条 means: 前2項 between the two names no article */
    uint32_t article, paragraph, item; /* nodes; 0 = none */
};

struct citing_open { /* a list that may go on at byte `at` of the node's text */
    uint32_t at, cite;
    enum mention_link link;
    struct mention mention;
    bool outside;
    bool direct; /* behind a bracket, without a link: 第7条（委員会）第1項 */
    uint32_t article, paragraph;
};

enum { CITING_OPEN = 4 };
struct citing {
    struct arena *arena;
    struct standard_text *text;
    struct tree findings; /* only its findings are used */
    struct cite *v;
    uint32_t n, cap;
    uint32_t node; /* whose text is read */
    struct citing_last last;
    uint32_t last_heading;
    struct citing_open open[CITING_OPEN];
    unsigned n_open;
    /* この規程の一部を次のように改正する: what follows is of another text, to the end of the
     * node where it stands within it; else to the next caption, if there are any. From byte
     * amends_from of the node that says so. */
    bool amends, amends_captioned, amends_within;
    uint32_t amends_node, amends_from;
};

/* Does a reference at byte `at` of s belong to another law or rule? */
enum cite_owner { CITE_OURS, CITE_OUTSIDE, CITE_AS_LAST };
enum cite_owner cite_owner_of(const struct standard_text *t, struct str s, size_t at);
/* The name of the law in front of `at`, with its number in brackets skipped; "" = none. */
struct str cite_law_name(struct str s, size_t at);

/* from: the article and paragraph that a list goes on with; 0: those of the node. */
void cite_resolve(const struct citing *c, const struct mention *m, uint32_t article,
                  uint32_t paragraph, struct found *ret);
/* All of the same level from a to b. */
void cite_resolve_range(const struct citing *c, uint32_t a, uint32_t b, struct found *ret);

/* Its parts. Which items are meant: of this paragraph, or by the item where the words stand. */
void cite_items(const struct citing *c, const struct mention *m, uint32_t paragraph,
                struct found *ret);
/* ③, ア: down from the item found. */
void cite_marks(const struct standard_text *t, const struct mention *m, struct found *ret);
/* How many neighbours before `own` the words mean: 前2項, 前々項, 前各項. */
unsigned cite_count_before(const struct standard_text *t, uint32_t own,
                           const struct mention_part *p);
void cite_heading(const struct citing *c, const struct mention *m, struct found *ret);
void cite_appendix(const struct standard_text *t, struct str words, struct found *ret);

/* In a text without 条: the reference that begins at byte `at` of s, by the labels printed. How
 * many bytes it has; 0: none begins there. */
size_t cite_outline_take(const struct citing *c, struct str s, size_t at, struct found *ret);

/* What the text says of a target must stand there; laws must have numbers; no circles. */
void cite_check(struct citing *c);

#endif

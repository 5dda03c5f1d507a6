/* SPDX-License-Identifier: Apache-2.0
 *
 * text.h: what the tests of an official text share: a text read, its tree as lines, its
 * references as lines, its findings by name. All texts here are of invented towns. */
#ifndef SEKIMORI_TESTS_STANDARD_TEXT_H
#define SEKIMORI_TESTS_STANDARD_TEXT_H

#include "../check.h"
#include "standard/cite.h"

struct read_text {
    struct arena arena;
    struct standard_text text;
    struct cites cites;
    struct fault why;
    err_t err;
};
void text_read(struct read_text *t, struct str source);
void text_release(struct read_text *t);
#define TEXT_CLEANUP __attribute__((cleanup(text_release)))

/* Tree, references and findings of what was read, as the functions below have them. */
void text_add_tree(struct sb *b, const struct read_text *t);
void text_add_cites(struct sb *b, const struct read_text *t);
void text_add_findings(struct sb *b, const struct read_text *t);
/* Is there such a finding? place as standard_place() tells it. */
bool text_has_finding(const struct read_text *t, enum standard_finding_kind kind,
                      const char *place);

/* The tree, a line a node: "  項 [２] {見出し} 本文". Compares and prints both on a difference. */
void text_assert_tree(const char *source, const char *tree);
/* The references, a line each: "第3条第2項: 前項 -> 第3条第1項"; "x" for those of other texts. */
void text_assert_cites(const char *source, const char *cites);
/* Findings as "line kind place: words|more". */
void text_assert_findings(const char *source, const char *findings);
void text_assert_refused(const char *source, const char *id, uint32_t line);
/* Two short articles and an 附則, with `body` as article 1 (label and all). */
const char *text_around(struct arena *a, const char *body);

#endif

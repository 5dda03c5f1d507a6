/* SPDX-License-Identifier: Apache-2.0
 *
 * heading.h: what a line would be if it began a heading, an article, an 附則 or an appendix, and
 * whether a bracketed line is a caption. Looks at one line; parse.c decides. Internal.
 */
#ifndef SEKIMORI_STANDARD_HEADING_H
#define SEKIMORI_STANDARD_HEADING_H

#include "standard/standard.h"

struct heading {
    enum standard_level level; /* PART .. DIVISION, ARTICLE */
    bool point;                /* 第1 without 条 (level ARTICLE) */
    struct standard_number number, last;
    struct str label, rest; /* rest: without leading blanks */
    bool blank;             /* a blank, a bracket or the end of the line follows the label */
    bool joins; /* what follows goes on with a sentence: の, に, 及び, 第2項 ... */
};
/* 第２章, 第十条の二, 第5条から第8条まで 削除, 第1. */
bool heading_take(struct str line, struct heading *ret);

/* The line is the head of an 附則; *ret_rest its suffix (brackets and all), or "". */
bool heading_supplement(struct str line, struct str *ret_label, struct str *ret_rest);
/* 別表, 別表第1（第5条関係）, 様式第1号, 別記 ... */
bool heading_appendix(struct str line, struct str *ret_label, struct str *ret_rest);

/* The words with which s names an appendix: 別表第1, 様式第2号; "" where it names none. */
struct str heading_appendix_label(struct str s);

/* Could that, between brackets, be a caption? */
bool heading_is_caption(struct str inner);
/* Does a sentence go on with s, at the start of a line or after a label? */
bool heading_joins(struct str s);
/* "令和3年4月1日訓令第4号": the date of an amendment, not a caption. */
bool heading_is_date(struct str inner);
/* 改定　2020年10月1日: some texts end so. */
bool heading_ends_with_date(struct str s);
/* "平18訓令5・一部改正": when the article above was made or amended, as collections note it. */
bool heading_is_note(struct str inner);
/* How many sentences of s say what must be (する。 ない。), and how many what was (た。). */
void heading_weigh(struct str s, uint32_t *rules, uint32_t *past);
/* 削除, 削　除, （削除） */
bool heading_is_deleted(struct str s);
/* Is it this word, blanks between its characters aside? 附　則, 目　次. */
bool heading_is_word(struct str line, struct str word);

#endif

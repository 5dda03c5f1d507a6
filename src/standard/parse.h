/* SPDX-License-Identifier: Apache-2.0
 *
 * parse.h: the parse at work, shared by the parse_*.c files. A line begins something where its
 * form says so, what came before has ended, and its number fits what is open. Internal.
 */
#ifndef SEKIMORI_STANDARD_PARSE_H
#define SEKIMORI_STANDARD_PARSE_H

#include "standard/heading.h"
#include "standard/outline.h"
#include "standard/lines.h"
#include "standard/table.h"
#include "standard/tree.h"

/* How what stands before the present line ended. */
enum parse_ending {
    PARSE_ENDED, /* with a full stop; or it was a heading, a caption */
    PARSE_SHORT, /* a line that had room for more: most likely ended */
    PARSE_FULL,  /* a full line, or the words ask for more: most likely wrapped */
    PARSE_OPEN   /* with 、 or 及び: surely goes on */
};

struct parse_caption {
    struct str inner[2]; /* a caption may take two lines */
    unsigned n_lines;    /* 0: none */
    struct str rest;     /* behind it on its last line */
    uint32_t line;
    bool mixed;
};

enum parse_zone { PARSE_MAIN, PARSE_SUPPLEMENT, PARSE_APPENDIX };

struct parse {
    struct arena *arena;
    const char *file;
    struct fault *why;
    struct lines lines;
    struct tree tree;
    struct standard_text out;
    bool points;
    struct outline outline; /* where out.outline */
    enum parse_zone zone;
    uint32_t i;      /* the present line */
    uint32_t before; /* the line before it that was text, as an index + 1; 0: none */
    bool head;       /* what came before was a heading, a caption, the head of an 附則 */
    struct parse_caption caption; /* waits for its article or paragraph */
    struct standard_number article, supplement_article;
    uint32_t article_line;
    /* What the table of contents promises last; level ROOT: there is none. */
    struct heading promised;
    bool promises_supplement;
    uint16_t heading[STANDARD_ARTICLE]; /* the number printed last, by level */
    uint32_t table_node;                /* whose text ends with a row; 0: none has */
    unsigned table_cells;
    enum table_make table_make;
    /* An 附則 that amends another text: how deep its own label stands; what stands deeper is of the
     * other one. */
    bool amends;
    uint16_t amends_indent, label_indent;
    bool told_appendix; /* of articles in this appendix */
};

static inline const struct line *parse_line(const struct parse *p)
{
    return &p->lines.v[p->i];
}

/* ERR_INVALID with the present line (or another). */
#define parse_refuse(p, at, id, ...)                                                               \
    __extension__({                                                                                \
        err_t parse_e_ = fault_set((p)->why, ERR_INVALID, id, __VA_ARGS__);                        \
        fault_place((p)->why, (p)->file, (at), 0);                                                 \
        parse_e_;                                                                                  \
    })

/* Title, history, table of contents: p->i becomes the first line of the body. */
MUST_CHECK err_t parse_front(struct parse *p);
enum parse_ending parse_ending(const struct parse *p);
/* Does the line begin an article here, by its form alone? */
bool parse_is_article(const struct parse *p, struct str line, struct heading *ret);
/* The line begins an article, where one may stand: it is put there. */
MUST_CHECK err_t parse_article(struct parse *p, struct str line, enum parse_ending ending,
                               bool *ret);
/* The line begins an 附則 or an appendix: it is put there. */
bool parse_back_matter(struct parse *p, enum parse_ending ending);
/* Tables and forms are kept line by line. */
void parse_appendix_line(struct parse *p);
bool parse_is_supplement(const struct parse *p, uint32_t i);
/* The bracketed line at i, where it could be a caption. */
bool parse_take_caption(const struct parse *p, uint32_t i, struct parse_caption *ret);
/* A label at the start of s (the present line, or what is left of it), where one fits: it is
 * put into the tree and *ret is true. */
MUST_CHECK err_t parse_label(struct parse *p, struct str s, enum parse_ending ending, bool *ret);
/* What follows a label on its line: a title of its own, another label, or text. */
MUST_CHECK err_t parse_rest(struct parse *p, struct str rest);
/* Put the caption that waits over node i. */
void parse_put_caption(struct parse *p, uint32_t i);
void parse_add_text(struct parse *p, struct str s);
/* Is a line of that kind short enough, and what follows such, that it is a title? */
bool parse_is_title(const struct parse *p, struct str rest, bool paragraphs_too);
/* The line is a heading or an article of a text without 条: it is put there. */
MUST_CHECK err_t parse_outline(struct parse *p, bool *ret);
bool parse_outline_begins(const struct parse *p, uint32_t i);
/* The line is a row of a table: it is put there. */
bool parse_table(struct parse *p, enum parse_ending ending);
bool parse_table_is_row(const struct parse *p, uint32_t i);
/* 及び, を, は ... at the end of a line: the sentence goes on. */
bool parse_asks_for_more(struct str s);
/* What only the end shows: no articles, a text that stops in the middle; then the findings that
 * need the whole. */
MUST_CHECK err_t parse_finish(struct parse *p);
void parse_check(struct parse *p);

#endif

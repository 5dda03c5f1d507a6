/* SPDX-License-Identifier: Apache-2.0
 *
 * coverage.h: the articles of the standard in plain words, and what serves each paragraph.
 *
 * The words, who, when and how strongly come from articles/NAME.yaml; what serves a paragraph
 * is derived from the procedures, books and controls that name it, so that it cannot be
 * claimed. The same table is printed by `sekimori catalogue coverage` and stands on the pages
 * of the articles. Everything is owned by the catalogue and immutable; looking up costs a
 * walk through some 200 rows and no allocation.
 */
#ifndef SEKIMORI_CATALOGUE_COVERAGE_H
#define SEKIMORI_CATALOGUE_COVERAGE_H

#include "catalogue/catalogue.h"

/* How strongly the paragraph speaks. */
enum force { FORCE_MUST, FORCE_MUST_NOT, FORCE_SHOULD, FORCE_MAY, FORCE_STATES, FORCE_KINDS };
const char *coverage_force_name(enum force f); /* "must_not", as in the files */
const char *coverage_force_text(enum force f); /* the id of its text for people */

enum mechanism_kind {
    MECHANISM_PROCEDURE,
    MECHANISM_CAMPAIGN, /* a procedure that asks everybody in turn */
    MECHANISM_BOOK,
    MECHANISM_CONTROL,         /* the programs themselves see to it */
    MECHANISM_ACKNOWLEDGEMENT, /* conduct: somebody confirmed to know it, no more */
    MECHANISM_KINDS
};
const char *coverage_mechanism_name(enum mechanism_kind k); /* "procedure", as in JSON */
const char *coverage_mechanism_text(enum mechanism_kind k); /* the id of its text for people */

/* Something that the programs enforce by themselves (controls.yaml). */
struct control {
    const char *name;
    struct text2 title, about;
    struct text2 gap; /* what it leaves open of its articles; both NULL when nothing */
    struct article_list articles;
    const char *const *by; /* programs: "server", "signer", ... */
    size_t n_by;
    const char *const
        *evidence; /* kinds of what programs report that prove it (office/evidence.h) */
    size_t n_evidence;
    struct place at;
};

/* A known fault of the standard's text, in our words (faults.yaml). */
struct flaw {
    const char *id;
    struct article_list articles;    /* what it stands in; may be empty when only in a 附則 */
    struct article_list supplements; /* 附則 by their order, 1 the first: article is that number */
    struct text2 text;               /* what is wrong */
    const struct reading *reading;   /* the choices; NULL: no choice, `handling` says it all */
    struct text2 handling;           /* how it is read and why; of the default with a reading */
    struct place at;
};

struct mechanism {
    enum mechanism_kind kind;
    const char *name; /* of the procedure, book or control; "acknowledgement" */
    struct text2 title;
    struct text2 gap; /* of a control; both NULL otherwise */
};

/* How far a paragraph is served, the best that can be said of it. */
enum served {
    SERVED_FULLY,        /* something serves it and no gap is known */
    SERVED_PARTLY,       /* something serves it, and `gap` (or a control's) says what is missing */
    SERVED_ACKNOWLEDGED, /* conduct: only acknowledged */
    SERVED_NOTHING,      /* nothing yet, said so */
    SERVED_NEEDS_NONE,   /* it states or permits, and needs nothing */
    SERVED_UNKNOWN,      /* no data yet */
    SERVED_KINDS
};
const char *coverage_served_name(enum served s);
const char *coverage_served_text(enum served s);

struct coverage_paragraph {
    uint16_t paragraph;
    uint64_t items; /* bit i-1: item i is printed in it */
    bool known;     /* there is data; else only the number is */
    enum force force;
    const struct role *const *who; /* who must act; none: the text names nobody */
    size_t n_who;
    const struct clock_word *const *when;
    size_t n_when;
    struct text2 words; /* our own plain words; both "" while not known */
    struct text2 gap;   /* what is still missing; both NULL when nothing is known to be */
    bool nothing, acknowledged;
    enum served served;
    const struct mechanism *mechanisms; /* sorted by kind, then name */
    size_t n_mechanisms;
    const struct flaw *const *flaws; /* of this paragraph */
    size_t n_flaws;
    const struct reading *const *readings;
    size_t n_readings;
    struct place at; /* line 0 while not known */
};

struct coverage_article {
    uint16_t article, branch;
    const char *number;   /* "10の2", as references begin */
    struct text2 caption; /* both NULL: the article has none (or no data yet) */
    const char *file;     /* "1-02": which file of articles/ holds it; NULL without data */
    const struct coverage_paragraph *paragraphs;
    size_t n_paragraphs;
    const struct flaw *const *flaws; /* all of it, also those of its paragraphs */
    size_t n_flaws;
    const struct reading *const *readings;
    size_t n_readings;
    struct place at;
};

/* Every article of the index, in order. */
size_t coverage_n(const struct catalogue *);
const struct coverage_article *coverage_at(const struct catalogue *, size_t i);
/* NULL when the standard has no such article. */
const struct coverage_article *coverage_article(const struct catalogue *, unsigned article,
                                                unsigned branch);
/* NULL likewise; paragraph counts from 1. */
const struct coverage_paragraph *coverage_paragraph(const struct coverage_article *,
                                                    unsigned paragraph);

size_t coverage_n_flaws(const struct catalogue *);
const struct flaw *coverage_flaw_at(const struct catalogue *, size_t i); /* as in the file */
size_t coverage_n_controls(const struct catalogue *);
const struct control *coverage_control_at(const struct catalogue *, size_t i);

/* [force][served], and how many paragraphs there are. */
struct coverage_totals {
    unsigned by[FORCE_KINDS][SERVED_KINDS], unknown, paragraphs, articles;
};
void coverage_totals(const struct catalogue *, struct coverage_totals *ret);

#endif

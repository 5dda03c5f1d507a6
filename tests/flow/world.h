/* SPDX-License-Identifier: Apache-2.0
 *
 * world.h: the office in which a story happens: a store with its ledger and signer, the
 * catalogue of Hokkaido, a clock that stands until the story moves it, and the names by which
 * the story calls people, units, posts, systems and matters.
 */
#ifndef SEKIMORI_TESTS_FLOW_WORLD_H
#define SEKIMORI_TESTS_FLOW_WORLD_H

#include <setjmp.h>

#include "office/matters.h"
#include "office/org_change.h"
#include "temp_ledger.h"
#include "words.h"

enum name_kind {
    NAME_PERSON,
    NAME_UNIT,
    NAME_POST,
    NAME_INFO_SYSTEM,
    NAME_MATTER,
    NAME_VERSION,
    NAME_KINDS
};

struct named {
    enum name_kind kind;
    const char *name, *number; /* number: of a person */
    int64_t id;
};

struct world {
    struct temp_ledger l;
    struct catalogue *catalogue, *older[8];
    const char *catalogue_folder;
    size_t n_older;
    struct office office;
    struct arena arena;
    struct named names[400];
    size_t n_names;
    struct moment since; /* from when facts of the set-up hold */
    int people;
    const char *article, *file;
    unsigned line;
    /* The last act, until the story has looked at it. */
    bool waiting; /* it was refused and no `expect refused` has come yet */
    unsigned act_line;
    const char *act_article;
    err_t result;
    struct fault why;
    struct faults bad;
    struct flow_upload {
        const char *name, *bytes;
        char id[33], sha256[65];
    } uploads[10];
    size_t n_uploads;
    jmp_buf *failed; /* where to go when the story fails */
};

void world_make(struct world *w, const char *catalogue_folder);
void world_remove(struct world *w);

/* Ends the story: file, line, article and what. */
_Noreturn void world_fail(const struct world *w, const char *fmt, ...) PRINTF_LIKE(2, 3);
void world_must(const struct world *w, err_t e, const struct fault *why, const char *what);

void world_name(struct world *w, enum name_kind kind, const char *name, const char *number,
                int64_t id);
const struct named *world_find(const struct world *w, enum name_kind kind,
                               const char *name);                               /* NULL */
int64_t world_id(const struct world *w, enum name_kind kind, const char *name); /* or fails */
/* "2026-04-01", "2026-04-01T09:00" */
struct moment world_moment(const struct world *w, const char *text);
struct moment world_now(const struct world *w);
/* The entry of a book by its number, which must be unique. */
int64_t world_entry(const struct world *w, const char *book, const char *key);

/* Lines. Each returns false when it does not know the line's first words. */
bool setup_line(struct world *w, const struct words *words);
bool say_line(struct world *w, const struct words *words);
/* file NAME "bytes": arrives as an upload does, for fields as attachments=@@NAME. */
bool upload_line(struct world *w, const struct words *words);
json_t *upload_value(const struct world *w, const char *name);
/* 佐藤 erases M1 M2; expect [no] erasure M1 due for 佐藤 can; expect [no] gone FILE */
bool erase_line(struct world *w, const struct words *words);
void erase_expect(struct world *w, const struct words *words, bool no);
void erase_expect_gone(struct world *w, const struct words *words, bool no);
/* expect [no] file M1 NAME [for 田中] */
void upload_expect(struct world *w, const struct words *words, bool no);
bool enforcer_line(struct world *w, const struct words *words);
void enforcer_expect(struct world *w, const struct words *words, bool no);
bool expect_line(struct world *w, const struct words *words);
/* `at once one succeeds else ID`: the acts of the lines, each in a thread of its own. */
void say_at_once(struct world *w, const struct words *lines, size_t n, const char *else_id);

/* version PROCEDURE replace "old" with "new": a new version of the catalogue, in which one
 * procedure reads so, is in force at once, without anybody's act. candidate ... [as V2]: it is
 * only handed in. */
bool version_line(struct world *w, const struct words *words);
/* A version that was handed in is in force, as the one with which an office begins. */
void version_begin(struct world *w, const char *digest);
/* The version in force now, as a server takes it up. Before each line. */
void version_take_up(struct world *w);
/* expect [no] version in force V2 (or: first) */
void version_expect(struct world *w, const struct words *words, bool no);

/* Pages that ask the organisation's image show what pages that ask SQL show (same.c). */
void same_check(struct world *w);

/* What every story ends with. */
void world_check_end(struct world *w);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * story.h: one matter told act by act. Each act goes through the pure fold, through its
 * encoding and back, and (with a store) through the kernel; all must agree. What was
 * recorded becomes a golden when SEKIMORI_GOLDENS_OUT names a folder.
 */
#ifndef SEKIMORI_TESTS_KERNEL_STORY_H
#define SEKIMORI_TESTS_KERNEL_STORY_H

#include "../check.h"
#include "kernel/kernel.h"
#include "temp_store.h"

struct story {
    struct store *store; /* NULL: pure */
    struct arena arena;
    struct matter m;      /* folded from drafts */
    struct matter replay; /* folded from what was encoded */
    struct matter_id id;
    struct moment now; /* of the next act; a minute later after each */
    struct sb log;     /* envelopes, a line each */
    struct fault why;
    struct leaf_id leaf;
};

/* 2026-11-24 09:00 in Tokyo. */
#define STORY_START INT64_C(1795478400000)

enum { CLERK = 11, CHIEF = 12, OTHER_CHIEF = 13, HEAD = 14, CISO = 15, SECOND = 16 }; /* people */
enum { CHIEF_POST = 112, OTHER_POST = 113, HEAD_POST = 114, CISO_POST = 115 };
enum { DIVISION = 201, OTHER_DIVISION = 202, DEPARTMENT = 203 };

void story_begin(struct story *s, struct store *store, int64_t matter);
/* Writes the golden `name` (NULL: none) when asked to, and releases. */
void story_end(struct story *s, const char *name);
/* matter, times (unless set), entered_by are filled in. The result of matter_apply. */
err_t story_act(struct story *s, struct act a);
err_t story_act_with(struct story *s, struct act a, struct str content);

/* The projections of all that was told are what a rebuild gives. */
void story_rebuilds(struct store *store);

/* Drafts. */
struct act_by story_person(int64_t person);
struct act_duty story_duty(struct story *s, int32_t no, const char *step, enum act_kind act,
                           int64_t post);
struct act story_open(struct story *s, enum shape_kind shape, const char *procedure,
                      int64_t person);
struct act_opening *story_opening(struct act *a); /* of a draft made by story_open */
struct act story_answer(int64_t person, enum act_kind kind, int32_t duty, enum verdict v);
struct act story_system(enum act_kind kind);
struct act story_enforcer(enum act_kind kind, int32_t effect, const char *report);
struct act story_plain(int64_t person, enum act_kind kind);

#define assert_state(s, name) assert_string_equal(matter_state_name((s)->m.state), name)
#define assert_refused(s, e, code, fault_id)                                                       \
    do {                                                                                           \
        err_t got_ = (e);                                                                          \
        assert_string_equal(err_name(got_), err_name(code));                                       \
        assert_string_equal((s)->why.id, fault_id);                                                \
    } while (0)

#endif

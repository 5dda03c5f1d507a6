/* SPDX-License-Identifier: Apache-2.0
 *
 * event.h: what happens in the organisation opens matters without anybody's doing (opened_by of
 * docs/catalogue.md): a manager is back for whom a deputy acted, 10の2(4); somebody new holds a
 * role, 10(5). The clockwork asks; each event is looked at once, in a job of its own, however
 * the fact came in (a page, a record, the import of 1 April).
 *
 * A matter so opened has no applicant; its opener is the system, and why says which event. Its
 * clocks run from the event. The same event never opens it twice: `one_per` is its key.
 */
#ifndef SEKIMORI_OFFICE_EVENT_H
#define SEKIMORI_OFFICE_EVENT_H

#include "office/job.h"

/* Look at what has happened since; *fired grows by what was looked at. */
MUST_CHECK err_t event_fire(const struct office *, size_t *fired);

/* --- for the files event_*.c --- */

struct event_work { /* inside a job */
    const struct office *office;
    struct db *db;
    struct arena *arena;
    struct moment now;
};
struct event { /* a row that has not been looked at: of absence or holding */
    int64_t id;
    struct person_id person;
    struct post_id post;
    struct moment from, until;
    struct moment told; /* of an absence: acts count up to here (event_absence.c) */
};
/* What an event tells (words of give:). Unset: not told. */
struct event_told {
    const char *key;  /* "event:deputy_acted:12:3:7" */
    struct moment at; /* when it happened: clocks run from here */
    struct unit_id unit;
    struct info_system_id info_system;
    struct person_id person, principal;
    const char *holder, *matters;
    struct moment from, until;
    const struct event_text { /* other words; text NULL: not told */
        const char *word, *text;
    } * texts;
    size_t n_texts;
};
MUST_CHECK err_t event_open(const struct event_work *, const struct procedure *,
                            const struct opened_by *, const struct event_told *);

/* Every procedure that the event opens; *ret_any: is there one? In a job. */
MUST_CHECK err_t event_tell(const struct event_work *, enum event_kind, const struct event_told *,
                            bool *ret_any);

/* An absence has ended: the deputies who acted meanwhile. */
MUST_CHECK err_t event_absence_ended(const struct event_work *, const struct event *);
/* Somebody holds a post: the roles that come with it. *ret_any: is any procedure opened by it? */
MUST_CHECK err_t event_holding_began(const struct event_work *, const struct event *, bool only_ask,
                                     bool *ret_any);

#endif

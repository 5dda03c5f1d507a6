/* SPDX-License-Identifier: Apache-2.0
 *
 * matters.h: matters at work: what the pages and the API do. Resolves a person's intention
 * (procedure, fields; or a duty and a verdict) against catalogue, organisation, separation
 * of duty and gates into one fully resolved act, and gives it to the kernel in one
 * transaction with its ledger entry.
 */
#ifndef SEKIMORI_OFFICE_MATTERS_H
#define SEKIMORI_OFFICE_MATTERS_H

#include <jansson.h>

#include "base/clock.h"
#include "catalogue/catalogue.h"
#include "office/org.h"

struct search_index;
struct office { /* what a running office needs; borrowed, immutable */
    struct store *store;
    const struct catalogue *catalogue;
    const struct clock *clock;
    struct standard_shelf *shelf;  /* texts of the standard kept read; NULL: read each time */
    struct network_shelf *network; /* office/network.h; NULL: nothing is looked into */
    struct search_folded *folded;  /* office/search_folded.h; NULL: folded with each search */
    struct search_index
        *search; /* office/search_index.h; NULL: matters and entries are not found */
};

/* Who acts: the person signed in, and how the paper came in. */
struct actor {
    struct person_id person;     /* who decides, applies, ... in the eyes of the standard */
    struct person_id entered_by; /* the one at the keyboard; same as person unless on behalf */
    struct moment happened; /* .ms == 0: now; earlier = entered afterwards from paper or oral */
    const char *document;   /* number of an outside document; NULL */
};

/* What a form says of the actor. behalf: the number of the person for whom it is entered from
 * paper (empty: oneself); only the security manager, deputy or assistants of that person's
 * division may, and only to apply or to record a use. happened: "2026-11-23T09:00", empty: now. */
struct actor_told {
    struct str behalf, happened, document;
};
MUST_CHECK err_t matters_actor(const struct office *, struct person_id signed_in,
                               const struct actor_told *, struct arena *, struct actor *ret,
                               struct fault *why);

/* A list of faults, one a field: shown at the fields of the form. */
struct faults {
    struct fault v[32];
    size_t n;
};

/* Open a matter: fields as a JSON object of strings, arrays, booleans as the form sent them
 * (moments "2026-11-23T09:00" in Asia/Tokyo). `key`: idempotency key of the form; a second
 * call with it returns the first result. On ERR_INVALID, *bad says which fields and why;
 * nothing is stored. */
struct matter_done {
    struct matter_id matter;
    struct leaf_id leaf;
    bool again; /* the first result of the same key */
};
MUST_CHECK err_t matters_open(const struct office *, const struct actor *, const char *procedure,
                              const json_t *fields, struct str key, struct matter_done *ret,
                              struct faults *bad, struct fault *why);

/* Act on a duty (decide, pass on, acknowledge, fill a sheet ...). form: the step's fields and
 * "remark". duty 0 for acts without duty (withdraw, begin_use, end_use, revoke, annul, remark).
 * `key` and *ret: as for matters_open(). */
struct matter_act {
    struct matter_id matter;
    int32_t duty;
    enum act_kind act;
    enum verdict verdict;
    const json_t *form;
};
MUST_CHECK err_t matters_act(const struct office *, const struct actor *, const struct matter_act *,
                             struct str key, struct matter_done *ret, struct faults *bad,
                             struct fault *why);

/* Read side: each gives a new JSON object (caller json_decref) that is both the API's answer and
 * the page's data; only what `viewer` may see (ERR_NOT_FOUND otherwise). Keys: docs/api.md. */
MUST_CHECK err_t matters_inbox(const struct office *, struct person_id viewer, enum lang,
                               json_t **ret);
MUST_CHECK err_t matters_procedures(const struct office *, struct person_id viewer, enum lang,
                                    json_t **ret);
/* The form: fields, choices, entries one may pick, defaults; copy_of != 0 takes over values. */
MUST_CHECK err_t matters_form(const struct office *, struct person_id viewer, const char *procedure,
                              struct matter_id copy_of, enum lang, json_t **ret, struct fault *why);
MUST_CHECK err_t matters_view(const struct office *, struct person_id viewer, struct matter_id,
                              enum lang, json_t **ret);
MUST_CHECK err_t matters_list(const struct office *, struct person_id viewer, const char *filter,
                              int64_t page, enum lang, json_t **ret);
MUST_CHECK err_t matters_paper(const struct office *, struct person_id viewer, struct matter_id,
                               const char *paper, enum lang, json_t **ret);
MUST_CHECK err_t matters_books(const struct office *, struct person_id viewer, enum lang,
                               json_t **ret);
MUST_CHECK err_t matters_book(const struct office *, struct person_id viewer, const char *book,
                              const char *search, int64_t page, enum lang, json_t **ret);
MUST_CHECK err_t matters_entry(const struct office *, struct person_id viewer, struct entry_id,
                               enum lang, json_t **ret);

/* Timers due by now become system acts, each once, and events of the organisation open matters
 * (event.h). Returns how many fired. */
MUST_CHECK err_t matters_fire_due(const struct office *, size_t *ret_fired);

#endif

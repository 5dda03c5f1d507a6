/* SPDX-License-Identifier: Apache-2.0
 *
 * act.h: one fully resolved act, as it stands in the ledger for ever. It holds what was
 * resolved when it happened: who, through which post and role and why, the duties and
 * effects that follow, the times. The fold (matter.h) needs nothing else. Free text and
 * form fields are the act's content (erasable), never here.
 *
 * Encoded as the record's envelope: a JSON object of integers and strings, "kind":"act",
 * "v":1, members that have no value left out (codec.h; the table stands in act.c). Names and codes
 * are at most 200 bytes of UTF-8, a list at most ACT_LIST_MAX long. Times are moments; {0} = none.
 * Everything is borrowed from the caller or, after act_decode, from the arena. Strings: NULL =
 * none.
 */
#ifndef SEKIMORI_KERNEL_ACT_H
#define SEKIMORI_KERNEL_ACT_H

#include <jansson.h>

#include "base/arena.h"
#include "base/id.h"
#include "base/time.h"
#include "kernel/shape.h"

enum { ACT_LIST_MAX = 4000, ACT_NAME_MAX = 200 };

/* A role and its scope; both scopes unset: the whole prefecture. */
struct act_role {
    const char *role; /* catalogue name; NULL: acts as applicant, or as the one assigned */
    struct unit_id unit;
    struct info_system_id info_system;
};

/* Who acted, through what. person unset: the system, or the enforcer named in `role` (its
 * ACT_REMARK answers a preflight: reason "possible", or why not). */
struct act_by {
    struct person_id person;
    struct post_id post;
    struct act_role role;
    const char *why; /* as org.h has it: "holding:33", "deputy_of:holding:33"; or the event by
                        which the system opened a report */
};

/* One who may answer a duty: exactly one of the two is set. */
struct assignee {
    struct post_id post;
    struct person_id person;
};

struct act_duty {
    int32_t no;       /* in the matter, from 1, without gaps */
    const char *step; /* name in the procedure */
    const char *also; /* another step that this duty answers too (merge_with) */
    enum act_kind act;
    struct act_role role;
    const struct assignee *assigned; /* anyone of them answers; at least one, or nobody yet */
    size_t n_assigned;
    struct moment due;
    const char *clock; /* the word the due time comes from */
    const char *const *articles;
    size_t n_articles;
    int32_t set;           /* duties of one set (> 0), ... */
    bool any;              /* ... of which one is enough: the others are dropped then */
    struct unit_id target; /* campaign: whose sheet, or whose department's result */
};

/* A fact that an enforcer must make true. Planned by the opener or a resubmission: wanted
 * once the matter is decided, ended by the kernel with the matter. */
struct act_effect {
    int32_t no;           /* in the matter, from 1, without gaps */
    const char *kind;     /* "specified_flow" */
    const char *enforcer; /* "netd" */
    bool optional;        /* never waited for */
    const struct act_pair {
        const char *name, *value;
    } * payload;
    size_t n_payload;
};

/* A row of a book made or changed by this act, at once. Free texts stand in the content
 * under "entries": {"<entry id>": {"<column>": "text"}}. */
struct act_entry {
    struct entry_id entry;
    bool create; /* else it exists and only the members given change */
    const char *book;
    struct unit_id keeper;   /* create, or moved; unset: the prefecture, or no change */
    const char *key;         /* create; or NULL: no change */
    const char *state;       /* NULL: no change */
    struct person_id holder; /* with state: who has it; unset: nobody */
};

enum link_kind {
    LINK_OPENS,
    LINK_REQUIRES,
    LINK_WAITS_FOR,
    LINK_AMENDS,
    LINK_SUSPENDS,
    LINK_REPLACES,
    LINK_KINDS
};
const char *link_kind_name(enum link_kind);

struct act_link {
    enum link_kind kind;
    struct matter_id target;
};

/* What an instrument makes so while it is in force. */
struct act_designation {
    struct act_role role;
    struct person_id person;
};
struct act_setting {
    const char *kind;  /* "reading", "clock" */
    const char *name;  /* "D050", "promptly" */
    const char *value; /* "receiving_manager"; of a clock its unit: "hours" */
    int64_t number;    /* of a clock its length */
};

/* What the opener tells, and a resubmission anew (what was asked for may have changed; the
 * shape, procedure, digests, division and number may not). */
struct act_opening {
    enum shape_kind shape;
    const char *procedure;
    const char *digest;                        /* of the procedure, SHA-256 lower-case hex */
    const char *catalogue;                     /* digest of the catalogue it was read from */
    struct unit_id unit, division, department; /* of the matter; unset: none */
    int32_t fiscal_year, number;               /* document number in the division's year */
    const char *book;                          /* the matter itself stands in this book */
    const char *one_per; /* at most one in force for this value ("clock:promptly"); opened by an
                            event: at most one ever ("event:deputy_acted:deputy-report:7:3:9") */
    uint16_t retention_years;
    bool by_rule; /* permit: its conditions left no step that gates: no decision is needed;
                     consent: agreed to on paper already */
    bool uses;    /* the permit is used: begin_use, end_use */
    bool many;    /* again and again; else each thing once */
    const struct entry_id *things; /* what may be used; none: the one thing without entry */
    size_t n_things;
};

struct act {
    /* which */
    struct matter_id matter;
    int32_t seq; /* 1 = opener. 0 in a draft: the kernel takes the next */
    enum act_kind kind;
    enum verdict verdict;
    int32_t duty; /* the duty answered (or, ACT_OVERDUE, late); 0 = none */
    /* who and when */
    struct act_by by;
    struct person_id entered_by; /* at the keyboard; unset: the system or an enforcer */
    struct moment happened, entered;
    const char *document;       /* number of a paper or an outside document */
    struct matter_id exception; /* the 14(3) exception that lets the applicant decide */
    /* what follows */
    const struct act_opening *opening; /* openers and ACT_RESUBMIT only */
    bool has_period;                   /* period in force; set by opener, resubmit or decider */
    struct moment from, until;         /* from {0}: from the decision; until {0}: open */
    const struct act_duty *duties;     /* opened; ACT_REASSIGN: open ones with new assignees */
    size_t n_duties;
    const struct act_effect *effects;
    size_t n_effects;
    int32_t effect;     /* ACT_EFFECT_*: which; 0 = none */
    const char *report; /* by an enforcer: id of its report or answer */
    const char *reason; /* code of a refusal ("conflict"), of a revocation ... */
    const struct act_entry *entries;
    size_t n_entries;
    const struct entry_id *things; /* begin_use, end_use: which; none: the one without entry */
    size_t n_things;
    const struct act_link *links;
    size_t n_links;
    const struct act_designation *designations;
    size_t n_designations;
    const struct act_setting *settings;
    size_t n_settings;
    /* ACT_REBIND: the new version, the names of its steps, and duties that end with the old */
    const char *digest, *catalogue;
    const char *const *steps;
    size_t n_steps;
    /* Filled by the kernel when it records the act, checked at each replay. In a draft:
     * STATE_NONE, and no drops except those of ACT_REBIND. */
    const int32_t *drops; /* duties that ended without an answer, ascending */
    size_t n_drops;
    enum matter_state state; /* after this act */
};

/* A new JSON object (caller json_decref). ERR_NOMEM; ERR_INVALID for text that is not
 * UTF-8, a list or name too long, or a number beyond 2^53. */
MUST_CHECK err_t act_encode(const struct act *, json_t **ret, struct fault *why);
/* Total on any bytes. ERR_INVALID names the member; unknown members are refused, except "c",
 * the ledger's commitment to the content. */
MUST_CHECK err_t act_decode(struct arena *, struct str envelope, struct act **ret,
                            struct fault *why);

#endif

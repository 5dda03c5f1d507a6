/* SPDX-License-Identifier: Apache-2.0
 *
 * procedure.h: one procedure of the standard as data, loaded from YAML and checked
 * against the shapes. Everything is owned by the catalogue (or by the arena it was
 * parsed into) and immutable after loading. The YAML files in catalogue/hokkaido/
 * are the schema's documentation; docs/catalogue.md describes each key.
 *
 * Names (procedure, step, field) are lower-case ASCII identifiers with '-' or '_'.
 */
#ifndef SEKIMORI_CATALOGUE_PROCEDURE_H
#define SEKIMORI_CATALOGUE_PROCEDURE_H

#include "base/str.h"
#include "base/text.h"
#include "kernel/shape.h"

/* What a file may hold at most (catalogue check refuses more). */
enum { PROCEDURE_STEPS_MAX = 40, PROCEDURE_FIELDS_MAX = 100, STEP_FIELDS_MAX = 30 };

struct place { /* where in the YAML, for messages */
    const char *file;
    uint32_t line, column;
};

struct text2 { /* both languages, always both present */
    const char *ja, *en;
};

/* An article reference such as 47(2), 10の2(1), 附則 never. Paragraph 0 = whole article.
 * In an article of one paragraph with items the number is the item: 2(10) is {2,0,1,10}. */
struct article_ref {
    uint16_t article, branch; /* 10の2 = {10, 2} */
    uint16_t paragraph, item;
    const char *text; /* as written, for showing */
};
struct article_list {
    const struct article_ref *v;
    size_t n;
};

/* --- Paths, role paths, conditions ------------------------------------------------ */

enum path_root {
    PATH_APPLICANT,
    PATH_FIELD,
    PATH_MATTER,
    PATH_TARGET,
    PATH_STEP,
    PATH_ENTRY,
    PATH_KEEPER,
    PATH_ISSUER
};
enum path_to { TO_ITSELF, TO_DIVISION, TO_DEPARTMENT, TO_UNIT, TO_INFO_SYSTEM };
struct path { /* e.g. each field.media.division -> {PATH_FIELD,"media",TO_DIVISION,each} */
    enum path_root root;
    const char *name; /* field or step name; for PATH_STEP "step.form_field" splits to name+sub */
    const char *sub;
    enum path_to to;
    bool each;
    struct place at;
};

enum who_kind { WHO_ROLE, WHO_APPLICANT, WHO_PERSON, WHO_ALL, WHO_ANY, WHO_SEQUENCE };
struct who { /* security_manager of applicant.division; field.second; {any: [...]} */
    enum who_kind kind;
    const char *role;      /* WHO_ROLE */
    const struct path *of; /* NULL: a role of the whole prefecture; WHO_PERSON: the field */
    const struct who *const *parts; /* WHO_ALL, WHO_ANY, WHO_SEQUENCE */
    size_t n_parts;
    struct place at;
};

struct expr; /* a typed condition; evaluated with expr.h */

/* --- Fields ------------------------------------------------------------------------- */

enum field_type {
    FIELD_TEXT,
    FIELD_PARAGRAPH,
    FIELD_CHOICE,
    FIELD_YES_NO,
    FIELD_NUMBER,
    FIELD_DAY,
    FIELD_MOMENT,
    FIELD_ENTRIES,
    FIELD_ENTRY,
    FIELD_PERSON,
    FIELD_DIVISION,
    FIELD_DIVISIONS, /* several */
    FIELD_UNIT,
    FIELD_INFO_SYSTEM,
    FIELD_FILE,
    FIELD_ARTICLE,
    FIELD_MATTER,
    FIELD_READING,
    FIELD_CLOCK,
    FIELD_CATALOGUE, /* a version of the catalogue that was handed in */
    FIELD_MAC,
    FIELD_IP,
    FIELD_PORT
};
struct option {
    const char *name;
    struct text2 label;
};
struct field {
    const char *name;
    enum field_type type;
    struct text2 label;
    struct text2 help;                /* both NULL when absent */
    bool required;                    /* always */
    const struct expr *required_when; /* or under this condition; NULL */
    bool must_be_yes;                 /* YES_NO: no other answer goes on; required then */
    uint32_t max_chars;               /* TEXT, PARAGRAPH: code points */
    int64_t min, max;                 /* NUMBER */
    const char *book;                 /* ENTRIES, ENTRY */
    bool offers_all;                  /* ENTRIES, ENTRY: not only one's division's are offered */
    const char *procedure;            /* MATTER: only its matters; NULL: any */
    const struct option *options;     /* CHOICE */
    size_t n_options;
    const char *from_field; /* a later form: begins with this field of the opening form; NULL */
    const char *after;      /* MOMENT, DAY: must be later than this field; NULL */
    int64_t at_most_ms;     /* MOMENT: distance from `after` at most; 0 = none */
    bool past;              /* MOMENT, DAY: has been when it is entered */
    const char *const *other_than; /* PERSON: another than in these fields, or "applicant" */
    size_t n_other_than;
    const struct who *among; /* PERSON: only these; NULL */
    const char
        *among_managers_of; /* PERSON: managerial staff of the division in this field; NULL */
    struct article_list articles;
    struct place at;
};

/* --- Steps and the rest ------------------------------------------------------------- */

struct step {
    const char *name;
    enum act_kind
        act; /* ACT_CONSULT, ACT_VIA, ACT_SANCTION, ACT_DECIDE, ACT_NOTICE, ACT_REPORT ... */
    struct text2 word; /* the article's own word (許可, 経由, 認可 ...); en from the word table */
    struct article_list articles;
    const struct expr *when;  /* NULL = always */
    const char *const *after; /* steps (or the opening act) that must be closed first; those whose
                                 `when` is false do not count. Always filled: without `after` in
                                 the file, the step above, or the opening act (campaign: sheet) */
    size_t n_after;
    const char *within;    /* clock name; NULL = the text says nothing */
    const char *due_field; /* DAY, MOMENT of the opening form: due at its end; NULL */
    const struct who *who;
    const struct who *const *to; /* receivers of a report or instruction */
    size_t n_to;
    const struct who *const *with;
    size_t n_with;
    const char *merge_with;   /* a step: when the same post answers both, one duty serves both */
    const char *reading;      /* reading id shown beside it; NULL */
    const struct field *form; /* fields filled at this step */
    size_t n_form;
    bool per_department; /* campaign: one duty a department */
    struct place at;
};

struct gate {                  /* refused while not so */
    const char *entries_field; /* all chosen entries must be in one of states */
    const char *const *states;
    size_t n_states;
    const char *procedure; /* or: a matter of this procedure in force for ... */
    const char *for_field; /* ... what this field chooses: the matter itself, or one that took its
                              place; an entry that it is about; else the value its `one` is per */
    const char *at_field;  /* then (DAY, MOMENT); NULL: when this one begins */
    const char *covers;    /* a field of the matter chosen: it holds all chosen in ours */
    const char *covers_field; /* ... of entries, or an info system; both NULL: not asked */
    const char *holder_field; /* and asked for by this person; NULL = by anybody */
    bool holder_at_begin;     /* who is named when a use begins (uses) */
    bool throughout; /* of the matter chosen: all the time; at a decision, at each use, and what
                        rests on it ends with it */
    const struct expr *refuse; /* or: this may not be so; told at `field` */
    const char *book;          /* or: this book has no entry in one of states whose number is ... */
    const char *key_field;     /* ... this text, or that of this entry; told there. Letter forms and
                                  case do not matter */
    bool of_matter;            /* only entries kept by the matter's division */
    const char *field;
    struct text2 say;        /* refuse, book: what is told */
    const struct expr *when; /* asked only then; NULL = always */
    struct article_list articles;
    struct place at;
};
struct paper {
    const char *name;
    struct text2 title;
    const struct expr *when;
    struct article_list articles;
    const struct who *kept_by;
};
struct moment_source { /* in_force.from / until: field.x, `decided`, or `closed field.x` */
    const char *field;
    bool decided, until_closed;
};
struct uses {
    bool present;
    const char *many_field; /* yes_no field: true = again and again */
    struct text2 begin, end;
    const char *entries_field; /* NULL: not entries of a book */
    const struct who *const *by;
    size_t n_by;
    struct article_list articles;
    const struct field *begin_form, *end_form; /* filled in each time */
    size_t n_begin_form, n_end_form;
    const struct gate *gates; /* asked at each begin, beside those that hold throughout */
    size_t n_gates;
};
struct payload_item {
    const char *name, *field; /* field NULL: the applicant */
    const char *part;         /* of the one file in it: "sha256" or "id"; NULL: the value */
};
struct effect_spec {
    const char *effect;   /* "book", "specified_flow", "media_pass", ... */
    const char *enforcer; /* NULL: the office itself (books) */
    bool optional;        /* no refusal and no waiting when nobody enforces it */
    const char *entries_field, *book, *state_in_use;
    const struct payload_item *payload;
    size_t n_payload;
};
struct designation {
    const struct expr *when;
    const char *role, *person_field, *at_field;
};
#define GIVE_NOTHING "nothing" /* the word that empties a column */
/* One value handed on. `to`: the field or column that takes it; from a field of this procedure,
 * or a word: an option of a choice, a state of a book, what an event tells. */
struct give {
    const char *to, *field, *word;
    bool each;        /* the one of opens: each: for which this is opened */
    bool now;         /* when it happens, of a MOMENT that opens: gives */
    const char *step; /* field is one of this step's form; NULL: of the opening form */
    struct place at;
};
/* A record that tells of an absence (until_field may be NULL) or of its end. */
struct absence_spec {
    const char *person_field, *from_field, *until_field; /* returns: from_field is its end */
    struct place at;
};
struct change_spec { /* what becomes of an entry of a book */
    const struct expr *when;
    const char *at_step;            /* when this step is closed; NULL: in the opening act */
    const char *entry_field, *book; /* several entries: each of them */
    const struct give *set;         /* to: "state", "keeper" or a column */
    size_t n_set;
    struct place at;
};
struct opens_spec { /* a record or an instrument opens a matter of another procedure */
    const struct expr *when;
    const char *procedure;
    const char *each_field; /* one for each of these divisions; NULL: one */
    const struct give *gives;
    size_t n_gives;
    struct place at;
};
/* What happens in the organisation, and opens a matter without anybody's doing. */
enum event_kind {
    EVENT_NONE,
    EVENT_DEPUTY_ACTED,
    EVENT_HOLDING_BEGAN,
    EVENT_BARRIER_ORDERED, /* somebody cut or restored at an enforcer itself */
    EVENT_MACHINE_SILENT,  /* an enforcer has not been heard for too long */
    EVENT_KINDS
};
struct opened_by {
    enum event_kind event;
    const char *role; /* of the deputy who acted; of the one who began; else NULL */
    const struct give
        *gives; /* to: a field of the opening form; word: of the event, or an option */
    size_t n_gives;
    struct place at;
};
struct retention {
    uint16_t years;
    struct article_list articles;
};
struct campaign_spec {
    bool present;
    enum path_to each; /* TO_DIVISION, TO_DEPARTMENT */
    const char *having_book, *freeze_book;
    struct step sheet;
    const char *due_field;
    const struct field *entry_form;
    size_t n_entry_form;
    const struct expr *finding_when;
    const char *finding_opens, *finding_give_field;
    enum path_root finding_gives; /* PATH_ENTRY or PATH_TARGET, when a field is given */
    struct place finding_at;
    const char *frequency_rule;
};

struct procedure {
    const char *name;
    enum shape_kind shape;
    const char *group; /* under which heading it is begun; NULL: none */
    struct text2 title, about, word;
    struct article_list articles;
    const struct who *starter; /* applicant:, issuer:, writer:, reporter:, explainer: ... */
    const struct field *fields;
    size_t n_fields;
    const struct gate *gates;
    size_t n_gates;
    const char *preflight; /* enforcer to ask before a decision; NULL */
    const struct step *steps;
    size_t n_steps;
    const struct paper *papers;
    size_t n_papers;
    struct moment_source from, until;
    bool with_tenure_of_issuer;
    struct uses uses;
    const struct effect_spec *effects;
    size_t n_effects;
    const struct who *revoke;
    const struct who *end;      /* consent: who may end it before its end */
    const char *once_per_field; /* record: once for each writer and value; NULL */
    const char *one_per_field, *change_needs_field; /* at most one in force per value */
    bool one_at_all;                                /* at most one in force */
    struct article_list one_articles;
    const struct designation *designates;
    size_t n_designates;
    bool holds; /* instrument: what it names is not erased while it is in force */
    const char *holds_matter_field, *holds_division_field;
    const char *sets_reading_field, *sets_clock_field, *sets_to_field, *sets_unit_field;
    const char *sets_catalogue_field; /* puts that version in force */
    const char *adds_book, *adds_keeper_field, *adds_key_field, *adds_state;
    const struct give *adds_set; /* columns that begin with a word */
    size_t n_adds_set;
    struct place adds_at;
    struct absence_spec absents, returns;
    const struct change_spec *changes;
    size_t n_changes;
    const struct opens_spec *opens;
    size_t n_opens;
    const struct opened_by *opened_by;
    size_t n_opened_by;
    bool sees;                         /* a condition speaks of columns of chosen entries */
    const char *amends_matter_field;   /* links: amends */
    const char *replaces_matter_field; /* links: replaces */
    const char *book;                  /* matters of it stand in this book */
    const char *reading;
    struct campaign_spec campaign;
    struct retention retention;
    struct str source; /* the YAML as loaded: what the digest covers */
    char digest[65];   /* SHA-256 of source, lower-case hex */
    struct place at;
};

const char *event_kind_name(enum event_kind); /* "deputy_acted" */
const char *field_type_name(enum field_type); /* "text", "entries", ... */
bool field_type_parse(struct str, enum field_type *ret);
const struct field *procedure_field(const struct procedure *p, const char *name); /* NULL */
const struct step *procedure_step(const struct procedure *p,
                                  const char *name); /* NULL; finds the sheet too */

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * show.h: JSON for pages and the API. Objects are built with a sticky error, so that a view is
 * whole or not there. Dates show both calendars, names are those of the time asked for.
 */
#ifndef SEKIMORI_OFFICE_SHOW_H
#define SEKIMORI_OFFICE_SHOW_H

#include "office/work.h"

/* Names already looked up: a page shows the same few people and units again and again. Slots by
 * id; a later id takes the slot of an earlier one. */
enum { SHOW_NAMES = 64 };
struct show_name {
    int64_t id;
    const char *name;
};
struct show_names {
    struct show_name people[SHOW_NAMES], units[SHOW_NAMES];
};

struct show { /* what every view needs */
    struct work *w;
    enum lang lang;
    const char *scope; /* goes into the ids of form controls where a page has several forms */
    struct show_names *names; /* of the same moment and language; NULL: none are kept */
};

/* A JSON object or array in the making. */
struct jo {
    json_t *v;
    bool failed;
};
struct jo jo_object(void);
struct jo jo_array(void);
void jo_set(struct jo *o, const char *key, json_t *value); /* takes value over; NULL fails */
void jo_str(struct jo *o, const char *key, const char *z); /* NULL: null */
void jo_i64(struct jo *o, const char *key, int64_t v);
void jo_bool(struct jo *o, const char *key, bool v);
void jo_put(struct jo *o, const char *key, struct jo child); /* takes child over */
void jo_add(struct jo *a, struct jo child);                  /* to an array; takes child over */
void jo_add_value(struct jo *a, json_t *value);
MUST_CHECK err_t jo_end(struct jo *o, json_t **ret);
void jo_release(struct jo *o);

const char *show_text(const struct show *s, struct text2 t);
/* What was built, in the arena. Without memory NULL, and the arena remembers (view_end). */
const char *show_built(const struct show *s, const struct sb *b);
/* {"ms", "iso", "text"}: both calendars; null for {0} and open ends. */
void show_time(const struct show *s, struct jo *o, const char *key, struct moment t);
/* {"id", "name"} with the name of now; null for none. */
void show_person(const struct show *s, struct jo *o, const char *key, struct person_id p);
void show_unit(const struct show *s, struct jo *o, const char *key, struct unit_id u);
/* "情報セキュリティ管理者（情報政策課）" */
void show_role(const struct show *s, struct jo *o, const char *key, const struct act_role *r);
/* "許可する": what is asked; from the text ids act.<name>. */
const char *show_act(const struct show *s, enum act_kind k);
/* With the article's own word: 許可 and 認可 are not the same. done: as told afterwards. */
const char *show_verdict(const struct show *s, enum verdict v, const char *word, bool done);
const char *show_state(const struct show *s, enum matter_state st);
/* The same in the procedure's own word where it has one: 入室中, 持ち出し中. p may be NULL. */
const char *show_state_of(const struct show *s, const struct procedure *p, enum matter_state st);
/* The text of a book's column as people read it: a choice by its label. */
const char *show_cell(const struct show *s, const struct book *b, const char *column,
                      const char *value);
/* NULL: there is none. */
const struct known_entry *show_known_entry(const struct show *s, int64_t id);
/* An entry of a book so that one knows the thing: number, what it is, where it is kept. */
const char *show_entry(const struct show *s, int64_t id);
/* What a matter is about in one line ("SP12-02（地域振興課）／庁舎の外"), from its first fields;
 * NULL when nothing is there to tell. */
const char *show_gist(const struct show *s, const struct procedure *p, const json_t *fields);
/* A later form's values to begin with (to be released); NULL without memory. */
json_t *show_default(const struct show *s, const struct field *form, size_t n);
/* What was last submitted of a matter (to be released); NULL when there is nothing. */
json_t *show_fields_of(const struct show *s, struct matter_id id);
/* A matter that another refers to: what it is about and until when; NULL when nothing is told. */
const char *show_matter_text(const struct show *s, struct matter_id id);
/* Rows of one's own: what one must correct or bring back before what merely stands, then the
 * newest. */
void show_sort_own(const struct show *s, struct jo *list);
/* What its state means and who is next, in plain sentences; for the loaded matter. your_turn: the
 * viewer answers one of the open duties. */
void show_next(const struct show *s, struct jo *o, const char *key, bool your_turn);
/* A value of a field as people read it ("2026-..", the option's label, names of entries). */
void show_value(const struct show *s, struct jo *o, const char *key, const struct field *f,
                const json_t *value);
/* The same of a day, a person, a system, ... by its number. */
const char *show_one(const struct show *s, const struct field *f, int64_t n);
/* A version of the catalogue, by its number: "第2版（令和8年（2026年）4月1日（水）受付）". */
const char *show_version(const struct show *s, int64_t id);
/* "files": [{id, name, sha256, size, text, href}] of a FIELD_FILE; empty for other fields. */
void show_files(const struct show *s, struct jo *o, const struct field *f, const json_t *value);
/* The value as a form control takes it (ids, ISO moments). */
void show_input(const struct show *s, struct jo *o, const struct field *f, const json_t *value);
/* A form: array of {name, label, type, required, options, max, value ...}. prefix goes before
 * each name. */
void show_form(const struct show *s, struct jo *o, const char *key, const struct field *fields,
               size_t n, const json_t *values, const char *prefix);
/* What was erased of the loaded matter, and when (erase_view.c); null when nothing was. */
MUST_CHECK err_t erase_show(const struct show *s, struct jo *o, const char *key, bool *ret_is);
/* The article's own word for what a duty asks, else that of the act. */
const char *show_duty_word(const struct show *s, const struct act_duty *d);
/* "timeline": the acts of the loaded matter. */
void show_timeline(const struct show *s, struct jo *o);
/* Why an enforcer could not ("conflict"), in words; NULL for a word that is not known. */
const char *show_enforcer_reason(const struct show *s, const char *reason);
/* {"procedure", "title", "number"} */
void show_matter_head(const struct show *s, struct jo *o, const struct procedure *p,
                      const char *name, int64_t id, int64_t fiscal_year, int64_t number,
                      struct unit_id division);

#endif

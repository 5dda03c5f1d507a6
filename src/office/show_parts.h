/* SPDX-License-Identifier: Apache-2.0
 *
 * show_parts.h: the parts of a form and of a matter's page; private to show_*.c and matters_view.c.
 */
#ifndef SEKIMORI_OFFICE_SHOW_PARTS_H
#define SEKIMORI_OFFICE_SHOW_PARTS_H

#include "office/show.h"

/* --- forms --- */

/* A value as a control takes it; NULL: it has none such (null, a list). */
const char *show_input_text(const struct show *s, const struct field *f, const json_t *value);
/* The same of what the field refers to, by its id: a person's number, a unit's code, ... */
const char *show_input_id(const struct show *s, const struct field *f, int64_t id);
/* "options": what may be chosen, [] where that is typed. */
MUST_CHECK err_t show_options(const struct show *s, struct jo *o, const struct field *f,
                              const json_t *value);

/* --- the loaded matter --- */

/* "articles" */
void show_duty_articles(struct jo *o, const struct act_duty *d);
/* "duties" */
void show_duties(const struct show *s, struct jo *o);
/* "can": what the viewer can do, each with its form; "notes": why not what is theirs by role;
 * "next": who is to do what now. */
void show_can(const struct show *s, struct person_id viewer, struct jo *o);

#endif

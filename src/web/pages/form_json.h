/* SPDX-License-Identifier: Apache-2.0
 *
 * form_json.h: what a form sent, as the office takes it, and a form that came back with faults:
 * the values entered stay, each fault stands at its field.
 */
#ifndef SEKIMORI_WEB_PAGES_FORM_JSON_H
#define SEKIMORI_WEB_PAGES_FORM_JSON_H

#include "office/matters.h"
#include "web/web.h"

/* An object of strings; a name that comes several times is an array. NULL without memory. */
json_t *form_json(const struct form *f);
/* Put entered values and faults into the "fields" array of a form's data; *data gets "faults".
 * Faults of no field stay in "fault". ERR_NOMEM. */
MUST_CHECK err_t form_json_again(json_t *data, const char *fields, const struct form *entered,
                                 const struct faults *bad, const struct fault *why);
/* A fresh idempotency key, as the hidden field "_key" of a form. NULL without memory. */
json_t *form_json_key(void);
/* A fault in one of those, or the fault alone, is the person's to mend: show the form again. */
bool form_json_mendable(err_t e);

#endif

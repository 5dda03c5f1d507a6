/* SPDX-License-Identifier: Apache-2.0
 *
 * site.h: what every page shows around its own data, under the name `site`:
 * office, person, navigation, language, token, message after an act.
 */
#ifndef SEKIMORI_WEB_SITE_H
#define SEKIMORI_WEB_SITE_H

#include "web/web.h"

/* A new object; NULL when memory ran out. */
json_t *site_data(const struct web *web, const struct request *rq);

/* For handlers' data: text for people in data is {"id", "args"} (see
 * {{t name}}); times and days are RFC 3339 in Tokyo and ISO 8601. NULL when
 * memory ran out. */
json_t *site_moment(struct moment t); /* .ms == 0: null */
json_t *site_str(struct str s);
json_t *site_fault(const struct fault *f);

#endif

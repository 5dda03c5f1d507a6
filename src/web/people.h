/* SPDX-License-Identifier: Apache-2.0
 *
 * people.h: who people are, as the office knows them now (struct web_people).
 */
#ifndef SEKIMORI_WEB_PEOPLE_H
#define SEKIMORI_WEB_PEOPLE_H

#include "web/web.h"

struct catalogue;

/* `catalogue` is borrowed and outlives the result. */
struct web_people people_of_office(const struct catalogue *catalogue);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * events.h: what the events of the organisation tell the procedures that they open
 * (opened_by: give:). A word that an event does not tell is an option of a choice.
 */
#ifndef SEKIMORI_CATALOGUE_EVENTS_H
#define SEKIMORI_CATALOGUE_EVENTS_H

#include "catalogue/procedure.h"

bool event_tells(enum event_kind k, const char *word);

#endif

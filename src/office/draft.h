/* SPDX-License-Identifier: Apache-2.0
 *
 * draft.h: an act while it is being resolved: lists that grow in the arena, then one struct
 * act for the kernel. Errors stick; draft_end tells.
 */
#ifndef SEKIMORI_OFFICE_DRAFT_H
#define SEKIMORI_OFFICE_DRAFT_H

#include "kernel/kernel.h"

struct draft {
    struct arena *arena;
    err_t err;
    struct act act;
    struct act_opening opening;
    int32_t next_duty, next_effect, next_set;
    struct act_duty *duties;
    struct act_effect *effects;
    struct act_entry *entries;
    struct act_link *links;
    struct act_designation *designations;
    struct act_setting *settings;
    size_t n_duties, n_effects, n_entries, n_links, n_designations, n_settings;
    size_t cap_duties, cap_effects, cap_entries, cap_links, cap_designations, cap_settings;
};

/* m: the matter so far, NULL when the act opens one. */
void draft_init(struct draft *d, struct arena *arena, const struct matter *m);
/* Room for one more, zeroed; NULL sets the error. Pointers are valid until the next add. */
struct act_duty *draft_duty(struct draft *d); /* no is filled */
struct act_effect *draft_effect(struct draft *d);
struct act_entry *draft_entry(struct draft *d);
struct act_link *draft_link(struct draft *d);
struct act_designation *draft_designation(struct draft *d);
struct act_setting *draft_setting(struct draft *d);
/* Puts the lists into d->act. */
MUST_CHECK err_t draft_end(struct draft *d);

#endif

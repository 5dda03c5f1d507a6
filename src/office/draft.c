/* SPDX-License-Identifier: Apache-2.0 */
#include "office/draft.h"

#include <string.h>

void draft_init(struct draft *d, struct arena *arena, const struct matter *m)
{
    *d = (struct draft){.arena = arena, .next_duty = 1, .next_effect = 1, .next_set = 1};
    if (!m) return;
    d->act.matter = m->id;
    d->next_duty = (int32_t)m->n_duties + 1;
    d->next_effect = (int32_t)m->n_effects + 1;
    for (size_t i = 0; i < m->n_duties; i++) {
        if (m->duties[i].d.set >= d->next_set) d->next_set = m->duties[i].d.set + 1;
    }
}

/* One more element of `size` bytes, moving the list when it is full. */
static void *more(struct draft *d, void *list, size_t *n, size_t *cap, size_t size, void *ret_list)
{
    if (d->err != OK) return NULL;
    if (*n == ACT_LIST_MAX) {
        d->err = ERR_TOO_BIG;
        return NULL;
    }
    char *v = list;
    if (*n == *cap) {
        size_t room = *cap ? *cap * 2 : 8;
        v = arena_array(d->arena, room, size);
        if (!v) {
            d->err = ERR_NOMEM;
            return NULL;
        }
        if (*n) memcpy(v, list, *n * size);
        *cap = room;
        memcpy(ret_list, &v, sizeof v);
    }
    return v + (*n)++ * size;
}

#define MORE(what) more(d, d->what, &d->n_##what, &d->cap_##what, sizeof *d->what, &d->what)

struct act_duty *draft_duty(struct draft *d)
{
    struct act_duty *one = MORE(duties);
    if (one) one->no = d->next_duty++;
    return one;
}

struct act_effect *draft_effect(struct draft *d)
{
    struct act_effect *one = MORE(effects);
    if (one) one->no = d->next_effect++;
    return one;
}

struct act_entry *draft_entry(struct draft *d)
{
    return MORE(entries);
}

struct act_link *draft_link(struct draft *d)
{
    return MORE(links);
}

struct act_designation *draft_designation(struct draft *d)
{
    return MORE(designations);
}

struct act_setting *draft_setting(struct draft *d)
{
    return MORE(settings);
}

err_t draft_end(struct draft *d)
{
    if (d->err != OK) return d->err;
    d->act.duties = d->duties;
    d->act.n_duties = d->n_duties;
    d->act.effects = d->effects;
    d->act.n_effects = d->n_effects;
    d->act.entries = d->entries;
    d->act.n_entries = d->n_entries;
    d->act.links = d->links;
    d->act.n_links = d->n_links;
    d->act.designations = d->designations;
    d->act.n_designations = d->n_designations;
    d->act.settings = d->settings;
    d->act.n_settings = d->n_settings;
    return OK;
}

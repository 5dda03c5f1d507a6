/* SPDX-License-Identifier: Apache-2.0
 *
 * What instruments make so, as an image has it.
 */
#include <string.h>

#include "office/org_image_parts.h"

static bool in_force(int64_t from, int64_t until, int64_t opened, struct as_of t)
{
    return from <= t.valid.ms && until > t.valid.ms && opened <= t.recorded.ms;
}

static err_t add(struct arena *a, struct org_list *list, const struct image_designation *d,
                 struct as_of t)
{
    if (!in_force(d->from, d->until, d->opened, t)) return OK;
    struct org_designation *one = org_list_add(a, list, sizeof *one);
    if (!one) return ERR_NOMEM;
    *one = d->d;
    return OK;
}

/* Where the designations of the role begin. */
static size_t first_of_role(const struct image_instruments *x, const char *role)
{
    size_t low = 0, high = x->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strcmp(x->by_role[mid]->d.role, role) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static size_t first_of_person(const struct image_instruments *x, struct person_id p)
{
    size_t low = 0, high = x->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (x->v[mid].d.person.v < p.v)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

err_t org_image_designations(const struct org_image *im, struct arena *a, const char *role,
                             struct person_id person, struct as_of t, struct org_designation **ret,
                             size_t *ret_n)
{
    const struct image_instruments *x = im->instruments;
    struct org_list list = {0};
    if (role) {
        for (size_t i = first_of_role(x, role);
             i < x->n && strcmp(x->by_role[i]->d.role, role) == 0; i++)
            TRY(add(a, &list, x->by_role[i], t));
    } else {
        for (size_t i = first_of_person(x, person);
             i < x->n && person_id_eq(x->v[i].d.person, person); i++)
            TRY(add(a, &list, &x->v[i], t));
    }
    *ret = list.v;
    *ret_n = list.n;
    return OK;
}

err_t org_image_setting(const struct org_image *im, const char *kind, struct str name,
                        struct as_of t, const char **ret_value, int64_t *ret_number)
{
    const struct image_instruments *x = im->instruments;
    for (size_t i = 0; i < x->n_settings; i++) { /* the latest first */
        const struct image_setting *s = &x->settings[i];
        if (strcmp(s->kind, kind) != 0 || !str_eqz(name, s->name) ||
            !in_force(s->from, s->until, s->opened, t))
            continue;
        *ret_value = s->value;
        *ret_number = s->number;
        return OK;
    }
    return ERR_NOT_FOUND;
}

err_t org_image_settings(const struct org_image *im, struct arena *a, const char *kind,
                         struct as_of t, struct org_setting **ret, size_t *ret_n)
{
    const struct image_instruments *x = im->instruments;
    struct org_setting *v = ARENA_ARRAY(a, struct org_setting, x->n_settings + 1);
    size_t n = 0;
    if (!v) return ERR_NOMEM;
    for (size_t i = x->n_settings; i-- > 0;) { /* the latest stands first */
        const struct image_setting *s = &x->settings[i];
        if (strcmp(s->kind, kind) == 0 && in_force(s->from, s->until, s->opened, t))
            v[n++] = (struct org_setting){s->name, s->value, {s->from}};
    }
    *ret = v;
    *ret_n = n;
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What a later form begins with: what the opening form says already (`default: field.NAME`).
 */
#include "office/show.h"

json_t *show_default(const struct show *s, const struct field *form, size_t n)
{
    json_t *values = json_object();
    for (size_t i = 0; values && i < n; i++) {
        const json_t *v =
            form[i].from_field ? json_object_get(s->w->fields, form[i].from_field) : NULL;
        if (!v || json_object_set(values, form[i].name, (json_t *)(uintptr_t)v) == 0) continue;
        json_decref(values);
        return NULL;
    }
    return values;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/form_json.h"

#include <string.h>

#include "base/random.h"
#include "web/site.h"

static int put(json_t *o, const char *key, json_t *value)
{
    if (!value) return -1;
    json_t *there = json_object_get(o, key);
    if (!there) return json_object_set_new(o, key, value);
    if (json_is_array(there)) return json_array_append_new(there, value);
    json_t *list = json_array();
    if (!list || json_array_append(list, there) != 0 || json_array_append_new(list, value) != 0) {
        json_decref(list);
        return -1;
    }
    return json_object_set_new(o, key, list);
}

json_t *form_json(const struct form *f)
{
    json_t *o = json_object();
    for (size_t i = 0; o && i < f->n; i++) {
        char key[120];
        struct str name = f->pairs[i].name;
        if (name.n >= sizeof key) continue; /* no field of ours has such a name */
        memcpy(key, name.p, name.n);
        key[name.n] = '\0';
        if (put(o, key, site_str(f->pairs[i].value)) != 0) {
            json_decref(o);
            return NULL;
        }
    }
    return o;
}

json_t *form_json_key(void)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 64);
    random_token(&b, 18);
    return sb_end(&b) == OK ? json_stringn(b.p, b.n) : NULL;
}

bool form_json_mendable(err_t e)
{
    return e == ERR_INVALID || e == ERR_STATE || e == ERR_EXISTS || e == ERR_DENIED;
}

static bool sent(const struct form *f, const char *name, const char *value)
{
    for (size_t i = 0; i < f->n; i++) {
        if (str_eqz(f->pairs[i].name, name) && str_eqz(f->pairs[i].value, value)) return true;
    }
    return false;
}

/* All values go to `values`, the first to `value`; options know whether they were chosen. */
static int keep_values(json_t *field, const char *name, const struct form *entered)
{
    json_t *all = json_array();
    struct str v, first = STR("");
    int bad = all ? 0 : -1;
    for (size_t i = 0; !bad && form_nth(entered, name, i, &v); i++) {
        if (i == 0) first = v;
        bad = json_array_append_new(all, site_str(v));
    }
    bad |= json_object_set_new(field, "values", all);
    bad |= json_object_set_new(field, "value", site_str(first));
    size_t i;
    json_t *o;
    json_array_foreach(json_object_get(field, "options"), i, o)
    {
        const char *z = json_string_value(json_object_get(o, "value"));
        bad |= json_object_set_new(o, "selected", json_boolean(z && sent(entered, name, z)));
    }
    return bad;
}

static const struct fault *fault_of(const struct faults *bad, const char *name)
{
    for (size_t i = 0; i < bad->n; i++) {
        if (strcmp(bad->v[i].field, name) == 0) return &bad->v[i];
    }
    return NULL;
}

static json_t *field_of(const json_t *list, const char *name)
{
    size_t i;
    json_t *f;
    json_array_foreach((json_t *)list, i, f)
    {
        const char *z = json_string_value(json_object_get(f, "name"));
        if (z && strcmp(z, name) == 0) return f;
    }
    return NULL;
}

/* Each fault once, with the field's label to jump to. */
static json_t *summary(const json_t *fields, const struct faults *bad, const struct fault *why)
{
    json_t *list = json_array();
    for (size_t i = 0; list && i < bad->n; i++) {
        const json_t *f = field_of(fields, bad->v[i].field);
        json_t *label = json_object_get(f, "label");
        json_t *id = json_object_get(f, "id");
        json_t *one = json_pack("{s:o, s:O, s:O}", "fault", site_fault(&bad->v[i]), "field_id",
                                id ? id : json_null(), "label", label ? label : json_null());
        if (json_array_append_new(list, one) != 0) goto failed;
    }
    if (list && bad->n == 0 && why && why->id) {
        json_t *one = json_pack("{s:o, s:n, s:n}", "fault", site_fault(why), "field_id", "label");
        if (json_array_append_new(list, one) != 0) goto failed;
    }
    return list;
failed:
    json_decref(list);
    return NULL;
}

err_t form_json_again(json_t *data, const char *fields, const struct form *entered,
                      const struct faults *bad, const struct fault *why)
{
    json_t *list = json_object_get(data, fields);
    int failed = json_object_set_new(data, "faults", summary(list, bad, why));
    size_t i;
    json_t *f;
    json_array_foreach(list, i, f)
    {
        const char *name = json_string_value(json_object_get(f, "name"));
        const struct fault *one = name ? fault_of(bad, name) : NULL;
        if (name) failed |= keep_values(f, name, entered);
        if (one) failed |= json_object_set_new(f, "fault", site_fault(one));
    }
    return failed ? ERR_NOMEM : OK;
}

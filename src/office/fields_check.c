/* SPDX-License-Identifier: Apache-2.0 */
#include "office/fields_check.h"

#include <string.h>

static bool is_required(const struct field *f, const struct expr_env *x)
{
    return f->required || (f->required_when && expr_true(f->required_when, x));
}

static int64_t in_ms(const struct field *f, const json_t *v)
{
    return json_integer_value(v) * (f->type == FIELD_DAY ? DAY_MS : 1);
}

static const struct field *named(const struct field *fields, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(fields[i].name, name) == 0) return &fields[i];
    return NULL;
}

/* {0}: the label of the field that comes before, in either language. */
static void say_later(const struct field *first, struct fault *one)
{
    struct text2 label = first ? first->label : (struct text2){0};
    if (!label.ja)
        (void)fault_set(one, ERR_INVALID, "form.must_be_later_than_before", NULL);
    else
        (void)fault_set(one, ERR_INVALID, "form.must_be_later", "%s" FAULT_EITHER "%s", label.ja,
                        label.en ? label.en : label.ja);
}

static void check_order(const struct field *f, const struct field *fields, size_t n,
                        const json_t *values, struct faults *bad)
{
    const json_t *v = json_object_get(values, f->name);
    const json_t *first = f->after ? json_object_get(values, f->after) : NULL;
    if (!v || !first) return;
    int64_t gap = in_ms(f, v) - in_ms(f, first);
    struct fault one;
    if (gap <= 0)
        say_later(named(fields, n, f->after), &one);
    else if (f->at_most_ms && gap > f->at_most_ms)
        (void)fault_set(&one, ERR_INVALID, "form.too_far_apart", "%lld",
                        (long long)(f->at_most_ms / DAY_MS));
    else
        return;
    fault_field(&one, f->name);
    faults_add(bad, &one);
}

/* What has happened is not entered before it has. */
static void check_past(const struct field *f, const json_t *values, struct moment now,
                       struct faults *bad)
{
    const json_t *v = json_object_get(values, f->name);
    int64_t limit = f->type == FIELD_DAY ? moment_day(now).n : now.ms;
    if (!f->past || !v || json_integer_value(v) <= limit) return;
    struct fault one;
    (void)fault_set(&one, ERR_INVALID, "form.not_yet", NULL);
    fault_field(&one, f->name);
    faults_add(bad, &one);
}

static void check_other(const struct field *f, const json_t *values, struct person_id self,
                        struct faults *bad)
{
    const json_t *v = json_object_get(values, f->name);
    for (size_t i = 0; v && i < f->n_other_than; i++) {
        bool oneself = strcmp(f->other_than[i], "applicant") == 0;
        int64_t other =
            oneself ? self.v : json_integer_value(json_object_get(values, f->other_than[i]));
        if (other == 0 || json_integer_value(v) != other) continue;
        struct fault one;
        (void)fault_set(&one, ERR_INVALID, oneself ? "form.not_oneself" : "form.same_person", NULL);
        fault_field(&one, f->name);
        faults_add(bad, &one);
        return;
    }
}

static bool already_faulted(const struct faults *bad, const char *name)
{
    for (size_t i = 0; i < bad->n; i++) {
        if (strcmp(bad->v[i].field, name) == 0) return true;
    }
    return false;
}

void fields_check(const struct field *fields, size_t n, const json_t *values,
                  const struct fields_env *env, const struct expr_env *x, struct faults *bad)
{
    for (size_t i = 0; i < n; i++) {
        const struct field *f = &fields[i];
        if (is_required(f, x) && !json_object_get(values, f->name) &&
            !already_faulted(bad, f->name)) {
            struct fault one;
            (void)fault_set(&one, ERR_INVALID, f->n_options ? "form.choose" : "form.required",
                            NULL);
            fault_field(&one, f->name);
            faults_add(bad, &one);
        }
        if (f->must_be_yes && json_is_false(json_object_get(values, f->name))) {
            struct fault one;
            (void)fault_set(&one, ERR_INVALID, "form.must_be_yes", NULL);
            fault_field(&one, f->name);
            faults_add(bad, &one);
        }
        check_order(f, fields, n, values, bad);
        check_past(f, values, env->now, bad);
        check_other(f, values, env->self, bad);
    }
}

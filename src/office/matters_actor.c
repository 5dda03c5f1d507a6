/* SPDX-License-Identifier: Apache-2.0
 *
 * Entry on behalf of someone from paper (代理入力): who may, and when it happened.
 */
#include "base/utf8.h"
#include "office/fields.h"
#include "office/job.h"

enum { DOCUMENT_MAX = 60 };

/* May `by` enter what is on `person`'s paper? */
static err_t may_enter_for(const struct office *office, struct db *db, struct arena *a,
                           struct person_id by, const struct person_row *person, struct as_of as_of)
{
    static const char *const roles[] = {"security_assistant", "security_manager",
                                        "deputy_security_manager"};
    if (person->home.v == 0) return ERR_DENIED;
    struct unit_row unit;
    TRY(org_unit(db, a, person->home, as_of, &unit));
    for (size_t i = 0; i < ARRAY_LEN(roles); i++) {
        struct role_holder as;
        struct role_of of = {.role = roles[i], .unit = unit.division};
        err_t e = org_holds_role(db, office->catalogue, a, by, of, as_of, &as);
        if (e != ERR_DENIED) return e;
    }
    return ERR_DENIED;
}

static err_t told_document(const struct actor_told *told, struct arena *a, struct actor *ret,
                           struct fault *why)
{
    if (told->document.n == 0) return OK;
    if (!utf8_valid(told->document, UTF8_LINE) || utf8_length(told->document) > DOCUMENT_MAX) {
        (void)fault_set(why, ERR_INVALID, "form.too_long", "%d" FS "%zu", DOCUMENT_MAX,
                        utf8_length(told->document));
        fault_field(why, "_document");
        return ERR_INVALID;
    }
    ret->document = arena_strdup(a, told->document);
    return ret->document ? OK : ERR_NOMEM;
}

static err_t told_happened(const struct actor_told *told, struct moment now, struct actor *ret,
                           struct fault *why)
{
    if (told->happened.n == 0) return OK;
    struct moment t;
    const char *wrong = fields_parse_moment(told->happened, &t) != OK ? "form.not_a_moment"
                        : t.ms > now.ms                               ? "matter.happened_in_future"
                        : t.ms < now.ms - 366 * DAY_MS                ? "form.moment_far"
                                                                      : NULL;
    if (wrong) {
        (void)fault_set(why, ERR_INVALID, wrong, NULL);
        fault_field(why, "_happened");
        return ERR_INVALID;
    }
    ret->happened = t;
    return OK;
}

static err_t told_behalf(const struct office *office, struct db *db, const struct actor_told *told,
                         struct arena *a, struct as_of as_of, struct actor *ret, struct fault *why)
{
    struct person_row person;
    err_t e = org_person_by_number(db, a, told->behalf, &person);
    if (e == OK) e = org_person(db, a, person.id, as_of, &person);
    if (e == OK) {
        if (person.id.v == ret->entered_by.v) return OK;
        e = may_enter_for(office, db, a, ret->entered_by, &person, as_of);
    }
    if (e == ERR_NOT_FOUND || e == ERR_DENIED) {
        (void)fault_set(why, ERR_INVALID,
                        e == ERR_DENIED ? "matter.may_not_enter_for" : "form.not_found", "%.*s",
                        STR_ARG(told->behalf));
        fault_field(why, "_behalf");
        return ERR_INVALID;
    }
    TRY(e);
    ret->person = person.id;
    return OK;
}

err_t matters_actor(const struct office *office, struct person_id signed_in,
                    const struct actor_told *told, struct arena *a, struct actor *ret,
                    struct fault *why)
{
    struct actor actor = {.person = signed_in, .entered_by = signed_in};
    struct moment now = clock_now(office->clock);
    TRY(told_document(told, a, &actor, why));
    TRY(told_happened(told, now, &actor, why));
    if (told->behalf.n) {
        struct db *db;
        TRY(store_read_begin(office->store, &db, why));
        err_t e = told_behalf(office, db, told, a, as_of_now(now), &actor, why);
        store_read_end(db);
        TRY(e);
    }
    *ret = actor;
    return OK;
}

err_t matters_check_keyboard(struct work *w, enum act_kind kind)
{
    bool oneself = w->actor.entered_by.v == 0 || w->actor.entered_by.v == w->actor.person.v;
    bool asked_or_did = kind == ACT_APPLY || kind == ACT_NOTICED || kind == ACT_EXPLAIN ||
                        kind == ACT_BEGIN_USE || kind == ACT_END_USE;
    return oneself || asked_or_did ? OK
                                   : fault_set(w->why, ERR_DENIED, "matter.only_oneself", NULL);
}

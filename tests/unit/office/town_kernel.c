/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include "town.h"

static const char digest[] = "1111111111111111111111111111111111111111111111111111111111111111";

struct job {
    struct act act;
    struct matter_id matter;
    struct fault why;
};

static err_t perform(struct db *db, void *arg)
{
    struct job *j = arg;
    struct performed done;
    if (!matter_id_is_set(j->act.matter)) TRY(kernel_new_matter(db, &j->act.matter));
    j->matter = j->act.matter;
    return kernel_perform(db, &j->act, STR_NONE, &done, &j->why);
}

static err_t act(struct town *w, struct job *j)
{
    struct fault why = {0};
    err_t e = store_write(w->t.store, perform, j, &why);
    if (e != OK && e != ERR_DENIED)
        print_error("kernel: %s %s\n", err_name(e), j->why.id ? j->why.id : "-");
    return e;
}

struct matter_id town_issue(struct town *w, struct moment now, struct town_instrument i)
{
    struct act_opening opening = {.shape = SHAPE_INSTRUMENT,
                                  .procedure = i.procedure,
                                  .digest = digest,
                                  .catalogue = digest,
                                  .retention_years = 5};
    struct job j = {.act = {.kind = ACT_ISSUE,
                            .by = {.person = i.issuer, .why = "holding:1"},
                            .entered_by = i.issuer,
                            .happened = now,
                            .entered = now,
                            .opening = &opening,
                            .has_period = true,
                            .from = i.from,
                            .until = i.until}};
    if (i.designated.role.role) {
        j.act.designations = &i.designated;
        j.act.n_designations = 1;
    } else {
        j.act.settings = &i.setting;
        j.act.n_settings = 1;
    }
    assert_ok(act(w, &j));
    return j.matter;
}

struct matter_id town_apply(struct town *w, struct moment now, const char *procedure,
                            struct person_id applicant, struct person_id decider,
                            struct matter_id amends)
{
    struct assignee to = {.person = decider};
    struct act_duty duty = {.no = 1,
                            .step = "decided",
                            .act = ACT_DECIDE,
                            .assigned = &to,
                            .n_assigned = 1,
                            .role = {.role = "head_security_officer"}};
    struct act_link link = {LINK_AMENDS, amends};
    struct act_opening opening = {.shape = SHAPE_PERMIT,
                                  .procedure = procedure,
                                  .digest = digest,
                                  .catalogue = digest,
                                  .retention_years = 5};
    struct job j = {.act = {.kind = ACT_APPLY,
                            .by = {.person = applicant, .why = "member"},
                            .entered_by = applicant,
                            .happened = now,
                            .entered = now,
                            .opening = &opening,
                            .duties = &duty,
                            .n_duties = 1,
                            .links = &link,
                            .n_links = matter_id_is_set(amends),
                            .has_period = true}};
    assert_ok(act(w, &j));
    return j.matter;
}

err_t town_grant(struct town *w, struct moment now, struct matter_id m, struct person_id decider)
{
    struct job j = {.act = {.matter = m,
                            .kind = ACT_DECIDE,
                            .verdict = VERDICT_GRANT,
                            .duty = 1,
                            .by = {.person = decider, .why = "holding:1"},
                            .entered_by = decider,
                            .happened = now,
                            .entered = now}};
    return act(w, &j);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * What must then stand in inbox, books, matters and roles.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kernel/kernel.h"
#include "world.h"

typedef void expect_fn(struct world *w, const struct words *words, bool no);

/* --- what was refused --- */

static void refused(struct world *w, const struct words *words, bool no)
{
    const char *id = words_at(words, 2), *field = words_value(words, 3, "field");
    (void)no;
    if (!w->waiting) world_fail(w, "nothing was refused");
    w->waiting = false;
    bool found =
        w->why.id && strcmp(w->why.id, id) == 0 && (!field || strcmp(w->why.field, field) == 0);
    for (size_t i = 0; i < w->bad.n && !found; i++)
        found =
            strcmp(w->bad.v[i].id, id) == 0 && (!field || strcmp(w->bad.v[i].field, field) == 0);
    if (!found)
        world_fail(w, "refused with %s, field %s; not with %s",
                   w->why.id  ? w->why.id
                   : w->bad.n ? w->bad.v[0].id
                              : err_name(w->result),
                   w->bad.n ? w->bad.v[0].field : w->why.field, id);
}

/* --- matters --- */

static struct matter *load(struct world *w, const char *name)
{
    struct db *db;
    struct matter *m;
    world_must(w, store_read_begin(w->l.t.store, &db, NULL), NULL, "a snapshot");
    world_must(w, kernel_load(db, &w->arena, matter_id(world_id(w, NAME_MATTER, name)), &m, NULL),
               NULL, "the matter");
    store_read_end(db);
    return m;
}

static void state(struct world *w, const struct words *words, bool no)
{
    const struct matter *m = load(w, words_at(words, 2));
    bool is = strcmp(matter_state_name(m->state), words_at(words, 3)) == 0;
    if (is == no) world_fail(w, "%s is %s", words_at(words, 2), matter_state_name(m->state));
    for (size_t i = 4; i < words->n; i++) {
        if (words_is(words, i, "overdue") && !m->overdue) world_fail(w, "it is not overdue");
        if (words_is(words, i, "closed") && !m->closed) world_fail(w, "it is not closed");
        if (words_is(words, i, "on_time") && m->overdue) world_fail(w, "it is overdue");
    }
}

static void period(struct world *w, const struct words *words, bool no)
{
    const struct matter *m = load(w, words_at(words, 2));
    const char *from = words_value(words, 3, "from"), *until = words_value(words, 3, "until");
    (void)no;
    if (from && world_moment(w, from).ms != m->from.ms)
        world_fail(w, "it begins at %" PRId64, m->from.ms);
    if (until && world_moment(w, until).ms != m->until.ms)
        world_fail(w, "it ends at %" PRId64, m->until.ms);
}

/* expect duty M1 STEP [of ROLE] [at UNIT] [open|done|dropped] [act=..] [also=..] [due=..] [overdue]
 * [n=2] */
static bool is_duty(struct world *w, const struct words *words, const struct duty *d)
{
    const char *of = words_after(words, 4, "of"), *at = words_after(words, 4, "at"),
               *by = words_after(words, 4, "by");
    const char *act = words_value(words, 4, "act"), *also = words_value(words, 4, "also"),
               *due = words_value(words, 4, "due");
    static const char *const states[] = {"open", "done", "dropped"};
    if (strcmp(d->d.step, words_at(words, 3)) != 0) return false;
    if (of && (!d->d.role.role || strcmp(d->d.role.role, of) != 0)) return false;
    if (at && d->d.role.unit.v != world_id(w, NAME_UNIT, at)) return false;
    if (by && d->by.person.v != world_id(w, NAME_PERSON, by)) return false;
    if (act && strcmp(act_kind_name(d->d.act), act) != 0) return false;
    if (also && (!d->d.also || strcmp(d->d.also, also) != 0)) return false;
    if (due && (strcmp(due, "none") == 0 ? 0 : world_moment(w, due).ms) != d->d.due.ms)
        return false;
    for (size_t i = 4; i < words->n; i++) {
        for (size_t k = 0; k < ARRAY_LEN(states); k++) {
            if (words_is(words, i, states[k]) && strcmp(duty_state_name(d->state), states[k]) != 0)
                return false;
        }
        if (words_is(words, i, "overdue") && !d->overdue) return false;
    }
    return true;
}

static void list_duties(const struct matter *m)
{
    for (size_t i = 0; i < m->n_duties; i++) {
        const struct duty *d = &m->duties[i];
        printf("# duty %d %s%s%s %s of %s unit %" PRId64 " %s due %" PRId64 "%s\n", (int)d->d.no,
               d->d.step, d->d.also ? "+" : "", d->d.also ? d->d.also : "", act_kind_name(d->d.act),
               d->d.role.role ? d->d.role.role : "-", d->d.role.unit.v, duty_state_name(d->state),
               d->d.due.ms, d->overdue ? " overdue" : "");
    }
}

static void duty(struct world *w, const struct words *words, bool no)
{
    const struct matter *m = load(w, words_at(words, 2));
    const char *want = words_value(words, 4, "n");
    size_t n = 0;
    for (size_t i = 0; i < m->n_duties; i++) n += is_duty(w, words, &m->duties[i]);
    bool good = want ? n == (size_t)(want[0] - '0') : (n > 0) != no;
    if (good) return;
    list_duties(m);
    world_fail(w, "%zu such duties of %s", n, words_at(words, 2));
}

static void act(struct world *w, const struct words *words, bool no)
{
    struct db *db;
    struct act_stored *v;
    size_t n;
    struct matter_id id = matter_id(world_id(w, NAME_MATTER, words_at(words, 2)));
    const char *by = words_after(words, 4, "by"), *entered_by = words_after(words, 4, "entered_by"),
               *why = words_value(words, 4, "why"), *times = words_value(words, 4, "n"),
               *happened = words_value(words, 4, "happened"), *role = words_value(words, 4, "role");
    world_must(w, store_read_begin(w->l.t.store, &db, NULL), NULL, "a snapshot");
    world_must(w, kernel_acts(db, &w->arena, id, &v, &n, NULL), NULL, "the acts");
    store_read_end(db);
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        const struct act *a = v[i].act;
        bool is = strcmp(act_kind_name(a->kind), words_at(words, 3)) == 0;
        is = is && (!by || a->by.person.v == world_id(w, NAME_PERSON, by));
        is = is && (!entered_by || a->entered_by.v == world_id(w, NAME_PERSON, entered_by));
        is = is && (!why || (a->by.why && strncmp(a->by.why, why, strlen(why)) == 0));
        is = is && (!role || (a->by.role.role && strcmp(a->by.role.role, role) == 0));
        is = is && (!happened || a->happened.ms == world_moment(w, happened).ms);
        found += is;
    }
    bool good = times ? found == (size_t)(times[0] - '0') : (found > 0) != no;
    if (!good) world_fail(w, "%zu such acts", found);
}

static void effect(struct world *w, const struct words *words, bool no)
{
    const struct matter *m = load(w, words_at(words, 2));
    (void)no;
    for (size_t i = 0; i < m->n_effects; i++) {
        const struct effect *e = &m->effects[i];
        if (strcmp(e->e.kind, words_at(words, 3)) != 0) continue;
        if (strcmp(effect_state_name(e->state), words_at(words, 4)) == 0) return;
        world_fail(w, "the effect is %s", effect_state_name(e->state));
    }
    world_fail(w, "no such effect");
}

static const json_t *view(struct world *w, const char *person, const char *matter, json_t **ret)
{
    *ret = NULL;
    err_t e = matters_view(&w->office, person_id(world_id(w, NAME_PERSON, person)),
                           matter_id(world_id(w, NAME_MATTER, matter)), LANG_JA, ret);
    if (e != OK && e != ERR_NOT_FOUND) world_must(w, e, NULL, "the page of the matter");
    return *ret;
}

/* The applicant's page offers the paper, and the paper can be made. */
static void paper(struct world *w, const struct words *words, bool no)
{
    struct matter *m = load(w, words_at(words, 2));
    json_t *page = NULL;
    err_t e = matters_paper(&w->office, m->applicant, m->id, words_at(words, 3), LANG_JA, &page);
    json_decref(page);
    if (e != OK && e != ERR_NOT_FOUND) world_must(w, e, NULL, "the paper");
    if ((e == OK) == no) world_fail(w, no ? "the paper is there" : "there is no such paper");
}

static void sees(struct world *w, const struct words *words, bool no)
{
    json_t *page;
    bool found = view(w, words_at(words, 2), words_at(words, 3), &page) != NULL;
    json_decref(page);
    if (found == no)
        world_fail(w, "%s %s %s", words_at(words, 2), found ? "sees" : "does not see",
                   words_at(words, 3));
}

static bool json_has_text(const json_t *v, const char *text)
{
    const char *key;
    json_t *one;
    size_t i;
    if (json_is_string(v) && strstr(json_string_value(v), text)) return true;
    json_object_foreach((json_t *)v, key, one) if (json_has_text(one, text)) return true;
    json_array_foreach(v, i, one) if (json_has_text(one, text)) return true;
    return false;
}

/* expect page of 佐藤 M1 says "..." */
static void page(struct world *w, const struct words *words, bool no)
{
    json_t *data;
    view(w, words_at(words, 3), words_at(words, 4), &data);
    bool found = data && json_has_text(data, words_at(words, 6));
    if (found == no) {
        char *z = json_dumps(data, JSON_INDENT(1));
        printf("# %s\n", z ? z : "-");
        world_fail(w, "the page %s '%s'", found ? "says" : "does not say", words_at(words, 6));
    }
    json_decref(data);
}

/* expect link M1 opens [as M2] */
static void link(struct world *w, const struct words *words, bool no)
{
    const struct matter *m = load(w, words_at(words, 2));
    const char *as = words_after(words, 4, "as"), *to = words_after(words, 4, "to");
    for (size_t i = 0; i < m->n_links; i++) {
        if (strcmp(link_kind_name(m->links[i].kind), words_at(words, 3)) != 0) continue;
        if (to && m->links[i].target.v != world_id(w, NAME_MATTER, to)) continue;
        if (no) world_fail(w, "there is such a link");
        if (as) world_name(w, NAME_MATTER, as, NULL, m->links[i].target.v);
        return;
    }
    if (!no) world_fail(w, "no such link");
}

/* expect field M1 media = "..." as the applicant's page shows it: `expect page` does that; this
 * one counts matters: expect matters media-take-out n=2 */
static void matters(struct world *w, const struct words *words, bool no)
{
    struct db *db;
    int64_t n = 0, want = -1;
    (void)no;
    const char *text = words_value(words, 3, "n");
    if (!text || str_to_i64(str_z(text), &want) != OK) world_fail(w, "n= how many?");
    world_must(w, store_read_begin(w->l.t.store, &db, NULL), NULL, "a snapshot");
    struct rows r = db_query(db, SQL_MATTERS_ALL, P_I64("before", INT64_MAX), P_I64("n", 1000));
    int64_t last = 0;
    while (rows_next(&r)) {
        if (!str_eqz(rows_str(&r, "procedure"), words_at(words, 2))) continue;
        if (n++ == 0) last = rows_i64(&r, "id");
    }
    rows_release(&r);
    store_read_end(db);
    if (n != want) world_fail(w, "there are %" PRId64, n);
    const char *as = words_after(words, 3, "as");
    if (as && n > 0) world_name(w, NAME_MATTER, as, NULL, last);
}

/* --- the inbox --- */

/* expect inbox of 佐藤 has M1 decide [overdue] [as_deputy] */
static void inbox(struct world *w, const struct words *words, bool no)
{
    json_t *data;
    world_must(w,
               matters_inbox(&w->office, person_id(world_id(w, NAME_PERSON, words_at(words, 3))),
                             LANG_JA, &data),
               NULL, "the inbox");
    int64_t matter = world_id(w, NAME_MATTER, words_at(words, 5));
    bool lacks = words_is(words, 4, "lacks") || no, found = false;
    const json_t *list = json_object_get(data, "duties");
    for (size_t i = 0; i < json_array_size(list) && !found; i++) {
        const json_t *one = json_array_get(list, i);
        const char *kind = json_string_value(json_object_get(one, "act"));
        found = json_integer_value(json_object_get(one, "id")) == matter && kind &&
                strcmp(kind, words_at(words, 6)) == 0;
        for (size_t k = 7; k < words->n && found; k++)
            found = json_is_true(json_object_get(one, words_at(words, k)));
    }
    json_decref(data);
    if (found == lacks) world_fail(w, "the inbox %s it", found ? "has" : "lacks");
}

/* --- books --- */

/* expect book media A-001 out [held by 田中] */
static void book(struct world *w, const struct words *words, bool no)
{
    struct db *db;
    int64_t id = world_entry(w, words_at(words, 2), words_at(words, 3));
    const char *by = words_after(words, 5, "by");
    (void)no;
    world_must(w, store_read_begin(w->l.t.store, &db, NULL), NULL, "a snapshot");
    struct rows r = db_query(db, SQL_ENTRY_BY_ID, P_I64("entry", id));
    if (!rows_next(&r)) world_fail(w, "no such entry");
    char is[40];
    snprintf(is, sizeof is, "%.*s", STR_ARG(rows_str(&r, "state")));
    int64_t holder = rows_i64_or(&r, "holder", 0);
    rows_release(&r);
    store_read_end(db);
    if (strcmp(is, words_at(words, 4)) != 0) world_fail(w, "%s is %s", words_at(words, 3), is);
    if (holder != (by ? world_id(w, NAME_PERSON, by) : 0))
        world_fail(w, "held by person %" PRId64, holder);
}

/* expect shelf of 田中 media has A-001: the book as that person's page shows it */
static void shelf(struct world *w, const struct words *words, bool no)
{
    json_t *data;
    struct person_id p = person_id(world_id(w, NAME_PERSON, words_at(words, 3)));
    world_must(w, matters_book(&w->office, p, words_at(words, 4), NULL, 0, LANG_JA, &data), NULL,
               "the book");
    static const char *const rows[] = {"entries", "matters", "uses"};
    bool lacks = words_is(words, 5, "lacks") || no, found = false;
    const char *n = words_value(words, 7, "n");
    int64_t count = 0, want = -1;
    if (n && str_to_i64(str_z(n), &want) != OK) world_fail(w, "n= how many?");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const json_t *list = json_object_get(data, rows[i]);
        for (size_t k = 0; k < json_array_size(list); k++)
            count += json_has_text(json_array_get(list, k), words_at(words, 6));
    }
    found = count > 0;
    json_decref(data);
    if (n && count != want)
        world_fail(w, "%" PRId64 " rows of the book of %s have it", count, words_at(words, 3));
    if (found == lacks)
        world_fail(w, "the book of %s %s it", words_at(words, 3), found ? "has" : "lacks");
}

/* expect roll of 佐藤 acknowledgements has 田中: still to write it, as that person's page shows */
static void roll(struct world *w, const struct words *words, bool no)
{
    json_t *data, *one;
    struct person_id p = person_id(world_id(w, NAME_PERSON, words_at(words, 3)));
    world_must(w, matters_book(&w->office, p, words_at(words, 4), NULL, 0, LANG_JA, &data), NULL,
               "the book");
    bool lacks = words_is(words, 5, "lacks") || no, found = false;
    size_t i;
    json_array_foreach(json_object_get(data, "rolls"), i, one)
    {
        found = found || json_has_text(json_object_get(one, "missing"), words_at(words, 6));
    }
    json_decref(data);
    if (found == lacks)
        world_fail(w, "the roll of %s %s it", words_at(words, 3), found ? "has" : "lacks");
}

/* --- roles --- */

/* expect role 鈴木 deputy_security_manager of P1 */
static void role(struct world *w, const struct words *words, bool no)
{
    struct db *db;
    const char *of = words_after(words, 4, "of");
    struct role_of asked = {.role = words_at(words, 3)};
    if (of && world_find(w, NAME_UNIT, of))
        asked.unit = unit_id(world_id(w, NAME_UNIT, of));
    else if (of)
        asked.info_system = info_system_id(world_id(w, NAME_INFO_SYSTEM, of));
    struct role_holder as;
    world_must(w, store_read_begin(w->l.t.store, &db, NULL), NULL, "a snapshot");
    err_t e = org_holds_role(db, w->catalogue, &w->arena,
                             person_id(world_id(w, NAME_PERSON, words_at(words, 2))), asked,
                             as_of_now(world_now(w)), &as);
    store_read_end(db);
    if ((e == OK) == no)
        world_fail(w, "%s %s it", words_at(words, 2), e == OK ? "holds" : "does not hold");
}

static void same(struct world *w, const struct words *words, bool no)
{
    bool is = world_id(w, NAME_MATTER, words_at(words, 2)) ==
              world_id(w, NAME_MATTER, words_at(words, 3));
    if (is == no) world_fail(w, is ? "they are the same" : "they are different");
}

static void ledger(struct world *w, const struct words *words, bool no)
{
    (void)words, (void)no;
    world_check_end(w);
}

static const struct {
    const char *word;
    expect_fn *fn;
} expectations[] = {
    {"refused", refused},
    {"state", state},
    {"period", period},
    {"duty", duty},
    {"act", act},
    {"effect", effect},
    {"paper", paper},
    {"sees", sees},
    {"page", page},
    {"link", link},
    {"matters", matters},
    {"inbox", inbox},
    {"book", book},
    {"shelf", shelf},
    {"roll", roll},
    {"role", role},
    {"same", same},
    {"ledger", ledger},
    {"desired", enforcer_expect},
    {"version", version_expect},
    {"file", upload_expect},
    {"erasure", erase_expect},
    {"gone", erase_expect_gone},
};

bool expect_line(struct world *w, const struct words *words)
{
    if (!words_is(words, 0, "expect")) return false;
    struct words shown = *words;
    bool no = words_is(words, 1, "no");
    if (no) { /* expect no duty ...: as the line without "no" */
        shown.n--;
        for (size_t i = 1; i < shown.n; i++) shown.v[i] = words->v[i + 1];
    }
    for (size_t i = 0; i < ARRAY_LEN(expectations); i++) {
        if (!words_is(&shown, 1, expectations[i].word)) continue;
        expectations[i].fn(w, &shown, no);
        return true;
    }
    return false;
}

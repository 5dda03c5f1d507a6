/* SPDX-License-Identifier: Apache-2.0
 *
 * The organisation: facts told through the real writers.
 */
#include <stdio.h>
#include <string.h>

#include "world.h"

struct telling {
    struct world *w;
    const struct words *words;
    struct org_span span;
    struct fault why;
    err_t (*fn)(struct telling *t, struct db *db, const struct org_author *by);
};

static const char *arg(const struct telling *t, size_t i)
{
    return words_at(t->words, i);
}

static struct str text(const struct telling *t, size_t i)
{
    return str_z(arg(t, i));
}

/* --- units, posts, systems --- */

static struct unit_id unit_in(const struct telling *t)
{
    const char *in = words_after(t->words, 2, "in");
    return unit_id(in ? world_id(t->w, NAME_UNIT, in) : 0);
}

static err_t body(struct telling *t, struct db *db, const struct org_author *by)
{
    struct unit_told u = {
        .kind = UNIT_BODY, .code = text(t, 1), .name = text(t, 2), .body_kind = text(t, 3)};
    struct unit_id id = {0};
    TRY(org_unit_add(db, by, &u, t->span, &id, &t->why));
    world_name(t->w, NAME_UNIT, arg(t, 1), NULL, id.v);
    return OK;
}

static err_t unit(struct telling *t, struct db *db, const struct org_author *by)
{
    struct unit_told u = {.parent = unit_in(t), .code = text(t, 1), .name = text(t, 2)};
    if (!unit_kind_parse(text(t, 0), &u.kind)) return ERR_INVALID;
    struct unit_id id = {0};
    TRY(org_unit_add(db, by, &u, t->span, &id, &t->why));
    world_name(t->w, NAME_UNIT, arg(t, 1), NULL, id.v);
    return OK;
}

/* post P1.head 課長 in P1 division_head [charges="a b"] [managerial] */
static err_t post(struct telling *t, struct db *db, const struct org_author *by)
{
    struct post_told p = {.unit = unit_in(t), .title = text(t, 2), .kind = text(t, 5)};
    const char *charges = words_value(t->words, 6, "charges");
    p.charges = str_z(charges ? charges : "");
    for (size_t i = 6; i < t->words->n; i++)
        p.managerial = p.managerial || words_is(t->words, i, "managerial");
    struct post_id id = {0};
    TRY(org_post_add(db, by, &p, t->span, &id, &t->why));
    world_name(t->w, NAME_POST, arg(t, 1), NULL, id.v);
    return OK;
}

/* system メール in P1 manager=P1.head */
static err_t info_system(struct telling *t, struct db *db, const struct org_author *by)
{
    const char *manager = words_value(t->words, 2, "manager");
    struct info_system_told s = {.code = text(t, 1), .name = text(t, 1), .division = unit_in(t)};
    char code[20];
    snprintf(code, sizeof code, "S%zu", t->w->n_names);
    s.code = str_z(code);
    s.manager_post = post_id(manager ? world_id(t->w, NAME_POST, manager) : 0);
    struct info_system_id id = {0};
    TRY(org_info_system_add(db, by, &s, t->span, &id, &t->why));
    world_name(t->w, NAME_INFO_SYSTEM, arg(t, 1), NULL, id.v);
    return OK;
}

/* --- people --- */

static err_t start_holding(struct telling *t, struct db *db, const struct org_author *by,
                           const char *post_name, const char *kind)
{
    struct holding_told h = {.person = person_id(world_id(t->w, NAME_PERSON, arg(t, 1)))};
    if (post_name) h.post = post_id(world_id(t->w, NAME_POST, post_name));
    if (!holding_kind_parse(str_z(kind), &h.kind)) return ERR_INVALID;
    struct holding_id id = {0};
    return org_holding_start(db, by, &h, t->span, &id, &t->why);
}

/* person 田中 [in P1.staff] [member=outsider_consented] */
static err_t person(struct telling *t, struct db *db, const struct org_author *by)
{
    const char *number = arena_printf(&t->w->arena, "%06d", ++t->w->people);
    const char *member = words_value(t->words, 2, "member"), *in = words_after(t->words, 2, "in");
    struct person_told p = {.number = str_z(number), .family = text(t, 1), .given = STR("一")};
    if (member && !member_kind_parse(str_z(member), &p.member)) return ERR_INVALID;
    struct person_id id = {0};
    TRY(org_person_add(db, by, &p, t->span, &id, &t->why));
    world_name(t->w, NAME_PERSON, arg(t, 1), number, id.v);
    return in ? start_holding(t, db, by, in, "regular") : OK;
}

/* hold 佐藤 P1.head concurrent [from=2026-05-01] [until=2026-06-01] */
static err_t hold(struct telling *t, struct db *db, const struct org_author *by)
{
    return start_holding(t, db, by, words_is(t->words, 2, "-") ? NULL : arg(t, 2), arg(t, 3));
}

/* leave 佐藤 P1.head at=2026-05-01 */
static err_t leave(struct telling *t, struct db *db, const struct org_author *by)
{
    struct holding_row *v;
    size_t n;
    struct moment now = by->now;
    struct person_id p = person_id(world_id(t->w, NAME_PERSON, arg(t, 1)));
    int64_t post_left = world_id(t->w, NAME_POST, arg(t, 2));
    TRY(org_holdings_of(db, &t->w->arena, p, (struct as_of){moment_add(t->span.from, -1), now}, &v,
                        &n));
    for (size_t i = 0; i < n; i++) {
        if (v[i].post.v == post_left)
            return org_holding_end(db, by, v[i].id, t->span.from, &t->why);
    }
    return ERR_NOT_FOUND;
}

static err_t absent(struct telling *t, struct db *db, const struct org_author *by)
{
    int64_t id;
    return org_absence_start(db, by, person_id(world_id(t->w, NAME_PERSON, arg(t, 1))), t->span,
                             &id, &t->why);
}

static err_t back(struct telling *t, struct db *db, const struct org_author *by)
{
    return org_absence_end(db, by, person_id(world_id(t->w, NAME_PERSON, arg(t, 1))), t->span.from,
                           &t->why);
}

/* --- all of them --- */

static const struct {
    const char *word;
    err_t (*fn)(struct telling *, struct db *, const struct org_author *);
    bool now; /* holds from now on unless the line says from= or at= */
} tellings[] = {
    {"body", body, false},     {"department", unit, false},    {"bureau", unit, false},
    {"division", unit, false}, {"section", unit, false},       {"branch", unit, false},
    {"post", post, false},     {"system", info_system, false}, {"person", person, false},
    {"hold", hold, true},      {"leave", leave, true},         {"absent", absent, true},
    {"back", back, true},
};

static err_t in_job(struct db *db, void *ptr)
{
    struct telling *t = ptr;
    struct org_author by = {.now = world_now(t->w), .source = "page"};
    return t->fn(t, db, &by);
}

bool setup_line(struct world *w, const struct words *words)
{
    for (size_t i = 0; i < ARRAY_LEN(tellings); i++) {
        if (!words_is(words, 0, tellings[i].word)) continue;
        struct telling t = {.w = w, .words = words, .fn = tellings[i].fn};
        const char *from = words_value(words, 1, "from"), *at = words_value(words, 1, "at"),
                   *until = words_value(words, 1, "until");
        t.span.from = tellings[i].now ? world_now(w) : w->since;
        if (from || at) t.span.from = world_moment(w, from ? from : at);
        if (until) t.span.until = world_moment(w, until);
        world_must(w, store_write(w->l.t.store, in_job, &t, NULL), &t.why, words_at(words, 0));
        return true;
    }
    return false;
}

/* SPDX-License-Identifier: Apache-2.0
 * The sample's history. One line of story.jsonl is one act:
 *
 *   {"day": -30, "at": "09:05", "who": "103004", "open": "media-take-out", "as": "m1", "fields":
 * {...}}
 *   {"day": -30, "at": "10:40", "who": "103001", "act": "decide", "verdict": "grant", "on": "m1"}
 *   {"day": -18, "at": "08:00", "who": "103001", "absent": "103001", "until": "@-16T08:00"}
 *
 * day counts working days from today. "keyboard" names who entered it for another. In fields and
 * forms "@-29T09:00" is a moment, "@-29" a day, "=m1" a matter, "%NET" an information system,
 * "&barrier.yaml" the file. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "kernel/kernel.h"
#include "office/network.h"
#include "office/org_change.h"
#include "office/org_row.h"
#include "office/sample.h"
#include "office/sample_data.h"

enum { NAMES_MAX = 512, NAME_BYTES = 32, TEXT_BYTES = 256, ARENA_MAX = 64 << 20 };

struct named {
    char name[NAME_BYTES];
    struct matter_id matter;
};

struct story {
    struct office office; /* with our own clock */
    struct clock_test hands;
    struct clock clock;
    struct day today;
    struct arena arena; /* of one line */
    struct named *names;
    size_t n_names;
    uint32_t line;
    struct fault *why;
};

static err_t wrong(struct story *s, const char *what)
{
    return fault_set(s->why, ERR_INVALID, "sample.bad_line", "%s", what ? what : "");
}

static const char *text(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

/* "-29T09:00" or "-29" */
static bool when(const struct story *s, const char *z, struct moment *ret, bool *ret_day_only)
{
    struct str time = str_z(z), day = str_cut(&time, 'T');
    int64_t days, hour = 0, minute = 0;
    *ret_day_only = time.p == NULL;
    if (str_to_i64(day, &days) != OK || days < -1000 || days > 1000) return false;
    if (time.p) {
        struct str h = str_cut(&time, ':');
        if (str_to_i64(h, &hour) != OK || str_to_i64(time, &minute) != OK) return false;
    }
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return false;
    *ret = moment_add(day_start(sample_day(s->today, (int32_t)days)),
                      hour * HOUR_MS + minute * MINUTE_MS);
    return true;
}

static const struct named *find_name(const struct story *s, const char *name)
{
    for (size_t i = 0; i < s->n_names; i++) {
        if (strcmp(s->names[i].name, name) == 0) return &s->names[i];
    }
    return NULL;
}

static err_t find_system(struct story *s, const char *code, int64_t *ret)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct info_system_row *rows;
    size_t n;
    TRY(store_read_begin(s->office.store, &db, s->why));
    TRY(org_info_systems(db, &s->arena, as_of_now(clock_now(&s->clock)), &rows, &n));
    for (size_t i = 0; i < n; i++) {
        if (strcmp(rows[i].code, code) != 0) continue;
        *ret = rows[i].id.v;
        return OK;
    }
    return wrong(s, code);
}

/* A file as a form brings it; where the office keeps files, its bytes too. */
static err_t attach(struct story *s, const char *name, json_t **ret)
{
    struct str bytes = str_z(sample_barrier_yaml);
    struct sb hash SB_CLEANUP;
    uint8_t raw[SHA256_LEN];
    if (strcmp(name, "barrier.yaml") != 0) return wrong(s, name);
    sha256(bytes, raw);
    sb_init(&hash, 2 * SHA256_LEN);
    sb_add_hex(&hash, (struct str){(const char *)raw, sizeof raw});
    TRY(sb_end(&hash));
    struct str id = {hash.p, 32};
    if (s->office.network) TRY(network_shelf_put(s->office.network, id, bytes, s->why));
    *ret = json_pack("[{s:s%, s:s, s:s%, s:I}]", "id", id.p, id.n, "name", name, "sha256", hash.p,
                     hash.n, "size", (json_int_t)bytes.n);
    return *ret ? OK : ERR_NOMEM;
}

/* One text of a form with what it stands for. */
static err_t resolve_text(struct story *s, const char *z, json_t **ret)
{
    char out[TEXT_BYTES];
    struct moment t;
    bool day_only;
    int64_t id = 0;
    if (z[0] == '@' && when(s, z + 1, &t, &day_only)) {
        struct civil c = moment_civil(t);
        if (day_only)
            (void)snprintf(out, sizeof out, "%04d-%02d-%02d", c.year, c.month, c.day);
        else
            (void)snprintf(out, sizeof out, "%04d-%02d-%02dT%02d:%02d", c.year, c.month, c.day,
                           c.hour, c.minute);
    } else if (z[0] == '=') {
        const struct named *m = find_name(s, z + 1);
        if (!m) return wrong(s, z);
        (void)snprintf(out, sizeof out, "%" PRId64, m->matter.v);
    } else if (z[0] == '&') {
        return attach(s, z + 1, ret);
    } else if (z[0] == '%') {
        TRY(find_system(s, z + 1, &id));
        (void)snprintf(out, sizeof out, "%" PRId64, id);
    } else {
        *ret = json_string(z);
        return *ret ? OK : ERR_NOMEM;
    }
    *ret = json_string(out);
    return *ret ? OK : ERR_NOMEM;
}

/* Of an object of texts and arrays of texts. */
static err_t resolve_form(struct story *s, json_t *form)
{
    const char *key;
    json_t *v;
    void *next;
    json_object_foreach_safe(form, next, key, v)
    {
        json_t *to = NULL;
        if (!json_is_string(v)) continue; /* lists hold numbers of media */
        TRY(resolve_text(s, json_string_value(v), &to));
        if (json_object_set_new(form, key, to) != 0) return ERR_NOMEM;
    }
    return OK;
}

static err_t person(struct story *s, const char *number, struct person_id *ret)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct person_row p;
    if (!number) return wrong(s, "who");
    TRY(store_read_begin(s->office.store, &db, s->why));
    err_t e = org_person_by_number(db, &s->arena, str_z(number), &p);
    if (e == ERR_NOT_FOUND) return wrong(s, number);
    TRY(e);
    *ret = p.id;
    return OK;
}

static err_t who_acts(struct story *s, const json_t *o, struct actor *ret)
{
    *ret = (struct actor){.document = text(o, "document")};
    TRY(person(s, text(o, "who"), &ret->person));
    ret->entered_by = ret->person;
    if (text(o, "keyboard")) TRY(person(s, text(o, "keyboard"), &ret->entered_by));
    return OK;
}

/* The first fault of the form, where there is one. */
static err_t told(struct story *s, err_t e, const struct faults *bad, const struct fault *why)
{
    if (e == OK) return OK;
    if (s->why) *s->why = bad->n ? bad->v[0] : *why;
    if (s->why && !s->why->id) (void)fault_set(s->why, e, NULL, NULL);
    return e;
}

static err_t open_matter(struct story *s, const json_t *o)
{
    struct actor actor;
    struct matter_done done;
    struct faults bad = {.n = 0};
    struct fault why = {.code = OK};
    char key[24];
    json_t *fields = json_object_get(o, "fields");
    const char *as = text(o, "as");
    TRY(who_acts(s, o, &actor));
    TRY(resolve_form(s, fields));
    (void)snprintf(key, sizeof key, "sample-%u", s->line);
    TRY(told(
        s, matters_open(&s->office, &actor, text(o, "open"), fields, str_z(key), &done, &bad, &why),
        &bad, &why));
    if (!as) return OK;
    if (s->n_names == NAMES_MAX || strlen(as) >= NAME_BYTES) return wrong(s, as);
    struct named *n = &s->names[s->n_names++];
    (void)snprintf(n->name, sizeof n->name, "%s", as);
    n->matter = done.matter;
    return OK;
}

/* Is it for this person: named himself, as a holder of the post, or by the role? */
static err_t is_for(struct story *s, struct db *db, const struct act_duty *d, struct person_id who,
                    bool *ret)
{
    struct as_of t = as_of_now(clock_now(&s->clock));
    for (size_t i = 0; i < d->n_assigned && !*ret; i++) {
        struct holding_row *h;
        size_t n = 0;
        if (post_id_is_set(d->assigned[i].post))
            TRY(org_holders_of(db, &s->arena, d->assigned[i].post, t, &h, &n));
        for (size_t k = 0; k < n; k++) *ret = *ret || person_id_eq(h[k].person, who);
        *ret = *ret || person_id_eq(d->assigned[i].person, who);
    }
    if (*ret || !d->role.role) return OK;
    struct role_holder as;
    struct role_of of = {d->role.role, d->role.unit, d->role.info_system};
    err_t e = org_holds_role(db, s->office.catalogue, &s->arena, who, of, t, &as);
    *ret = e == OK;
    return e == ERR_DENIED || e == ERR_NOT_FOUND ? OK : e;
}

/* The open duty of that act (and step) that is for this person; 0 for acts without duty. */
static err_t find_duty(struct story *s, struct matter_id id, enum act_kind act, const char *step,
                       struct person_id who, int32_t *ret)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct matter *m;
    int32_t first = 0;
    *ret = 0;
    TRY(store_read_begin(s->office.store, &db, s->why));
    TRY(kernel_load(db, &s->arena, id, &m, s->why));
    for (size_t i = 0; i < m->n_duties && *ret == 0; i++) {
        const struct act_duty *d = &m->duties[i].d;
        if (m->duties[i].state != DUTY_OPEN || d->act != act ||
            (step && strcmp(step, d->step) != 0))
            continue;
        bool his = !d->role.role && person_id_eq(m->applicant, who);
        if (first == 0) first = d->no;
        TRY(is_for(s, db, d, who, &his));
        if (his) *ret = d->no;
    }
    if (*ret == 0) *ret = first; /* an alternate by reading: matters_act judges that */
    return OK;
}

static err_t act_on(struct story *s, const json_t *o)
{
    struct actor actor;
    struct matter_act act = {.verdict = VERDICT_NONE, .form = json_object_get(o, "form")};
    struct faults bad = {.n = 0};
    struct fault why = {.code = OK};
    struct matter_done done;
    char key[24];
    const char *verdict = text(o, "verdict"), *on = text(o, "on");
    const struct named *m = on ? find_name(s, on) : NULL;
    if (!m) return wrong(s, on);
    if (!act_kind_parse(str_z(text(o, "act")), &act.act)) return wrong(s, text(o, "act"));
    if (verdict && !verdict_parse(str_z(verdict), &act.verdict)) return wrong(s, verdict);
    act.matter = m->matter;
    TRY(who_acts(s, o, &actor));
    if (act.form) TRY(resolve_form(s, json_object_get(o, "form")));
    TRY(find_duty(s, act.matter, act.act, text(o, "step"), actor.person, &act.duty));
    (void)snprintf(key, sizeof key, "sample-%u", s->line);
    return told(s, matters_act(&s->office, &actor, &act, str_z(key), &done, &bad, &why), &bad,
                &why);
}

struct absence_job {
    struct org_author by;
    struct person_id person;
    struct org_span span;
    struct fault *why;
};

static err_t absence(struct db *db, void *arg)
{
    struct absence_job *j = arg;
    int64_t id;
    return org_absence_start(db, &j->by, j->person, j->span, &id, j->why);
}

static err_t be_absent(struct story *s, const json_t *o)
{
    bool day_only;
    const char *until = text(o, "until");
    struct absence_job j = {.why = s->why};
    TRY(person(s, text(o, "who"), &j.by.by));
    TRY(person(s, text(o, "absent"), &j.person));
    j.by.now = j.span.from = clock_now(&s->clock);
    j.by.source = "page";
    if (!until || until[0] != '@' || !when(s, until + 1, &j.span.until, &day_only))
        return wrong(s, until);
    return store_write(s->office.store, absence, &j, NULL);
}

/* Set the clock; what fell due on the way happens first, a day at a time. */
static err_t travel(struct story *s, const json_t *o)
{
    char at[32];
    struct moment t;
    bool day_only;
    size_t fired;
    (void)snprintf(at, sizeof at, "%dT%s", (int)json_integer_value(json_object_get(o, "day")),
                   text(o, "at") ? text(o, "at") : "");
    if (!when(s, at, &t, &day_only) || day_only) return wrong(s, at);
    if (t.ms < clock_now(&s->clock).ms) return wrong(s, at);
    while (moment_add(clock_now(&s->clock), DAY_MS).ms < t.ms) {
        clock_test_advance(&s->hands, DAY_MS);
        TRY(matters_fire_due(&s->office, &fired));
    }
    clock_test_set(&s->hands, t);
    return matters_fire_due(&s->office, &fired);
}

static err_t step(struct story *s, const json_t *o)
{
    TRY(travel(s, o));
    if (json_object_get(o, "open")) return open_matter(s, o);
    if (json_object_get(o, "act")) return act_on(s, o);
    if (json_object_get(o, "absent")) return be_absent(s, o);
    return wrong(s, "?");
}

static err_t one_line(struct story *s, struct str line)
{
    json_t *o = json_loadb(line.p, line.n, 0, NULL);
    if (!json_is_object(o)) {
        json_decref(o);
        return wrong(s, "JSON");
    }
    err_t e = step(s, o);
    json_decref(o);
    arena_reset(&s->arena);
    return e;
}

static err_t tell_all(struct story *s)
{
    struct str rest = str_z(sample_story_jsonl);
    while (rest.p) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        s->line++;
        if (!line.n) continue;
        err_t e = one_line(s, line);
        if (e == OK) continue;
        if (s->why && !s->why->id) (void)fault_set(s->why, e, NULL, NULL);
        fault_place(s->why, "sample/story.jsonl", s->line, 0);
        return e;
    }
    return OK;
}

err_t sample_history(const struct office *office, struct fault *why)
{
    struct story s = {.office = *office, .today = clock_today(office->clock), .why = why};
    size_t fired;
    s.clock = clock_test_init(&s.hands, sample_begin(s.today));
    s.office.clock = &s.clock;
    s.names = calloc(NAMES_MAX, sizeof *s.names);
    if (!s.names) return ERR_NOMEM;
    arena_init(&s.arena, ARENA_MAX);
    err_t e = tell_all(&s);
    if (e == OK) clock_test_set(&s.hands, day_start(s.today));
    if (e == OK) e = matters_fire_due(&s.office, &fired);
    arena_release(&s.arena);
    free(s.names);
    return e;
}

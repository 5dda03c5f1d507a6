/* SPDX-License-Identifier: Apache-2.0
 *
 * The page of machines. */
#include <inttypes.h>
#include <string.h>

#include "catalogue/enforcers.h"
#include "office/enrol.h"
#include "office/views.h"

enum { REFUSED_SHOWN = 20, FINGERPRINT = 16 };

/* "3 wanted": how the effects of that enforcer stand. */
static err_t show_effects(const struct show *s, struct jo *o, const char *program)
{
    int64_t wanted = 0, applied = 0;
    struct rows r ROWS_CLEANUP =
        db_query(s->w->db, SQL_EFFECTS_STATES_OF, P_STR("enforcer", str_z(program)));
    while (rows_next(&r)) {
        if (str_eqz(rows_str(&r, "state"), "wanted")) wanted = rows_i64(&r, "n");
        if (str_eqz(rows_str(&r, "state"), "applied")) applied = rows_i64(&r, "n");
    }
    jo_i64(o, "waiting", wanted);
    jo_i64(o, "applied", applied);
    return rows_end(&r);
}

static err_t show_refused(const struct show *s, struct jo *o, const char *program)
{
    struct jo list = jo_array();
    struct rows r ROWS_CLEANUP =
        db_query(s->w->db, SQL_EFFECTS_REFUSED_OF, P_STR("enforcer", str_z(program)),
                 P_I64("n", REFUSED_SHOWN));
    while (rows_next(&r)) {
        struct jo one = jo_object();
        struct str reason = rows_str(&r, "reason");
        const char *id =
            reason.p ? arena_printf(s->w->arena, "machine.reason.%.*s", STR_ARG(reason)) : NULL;
        const char *t = id ? tr_find(s->lang, str_z(id)) : NULL;
        jo_i64(&one, "matter", rows_i64(&r, "matter"));
        jo_str(&one, "href",
               arena_printf(s->w->arena, "/matters/%" PRId64, rows_i64(&r, "matter")));
        jo_str(&one, "reason", reason.p ? arena_strdup(s->w->arena, reason) : NULL);
        jo_str(&one, "reason_text", t ? t : "");
        jo_add(&list, one);
    }
    jo_put(o, "refused", list);
    return rows_end(&r);
}

struct row {
    const char *name, *program, *host, *key, *version;
    struct moment since, until, at, silent;
    int64_t revision, ahead;
    bool heard;
};

static err_t read_row(const struct show *s, struct rows *r, struct row *m)
{
    struct arena *a = s->w->arena;
    *m = (struct row){.name = arena_strdup(a, rows_str(r, "name")),
                      .program = arena_strdup(a, rows_str(r, "program")),
                      .host = arena_strdup(a, rows_str(r, "host")),
                      .key = arena_strdup(a, rows_str(r, "key")),
                      .since = {rows_i64(r, "since")},
                      .until = {rows_i64_or(r, "until", 0)},
                      .at = {rows_i64_or(r, "at", 0)}};
    m->heard = m->at.ms > 0;
    struct str version = rows_str(r, "version");
    m->version = version.p ? arena_strdup(a, version) : NULL;
    m->revision = rows_i64_or(r, "revision", 0);
    m->ahead = rows_i64_or(r, "ahead", 0);
    m->silent.ms = rows_i64_or(r, "silent", 0);
    return a->failed ? ERR_NOMEM : OK;
}

static err_t show_machine(const struct show *s, struct jo *list, const struct row *m,
                          struct moment limit)
{
    struct jo o = jo_object();
    bool gone = m->until.ms > 0, silent = !gone && m->at.ms < limit.ms;
    const char *state = gone ? "revoked" : silent ? "silent" : "heard";
    const char *text = arena_printf(s->w->arena, "machine.state_%s", state);
    jo_str(&o, "name", m->name);
    jo_str(&o, "program", m->program);
    jo_str(&o, "host", m->host);
    jo_str(&o, "version", m->version);
    jo_str(&o, "key", m->key);
    jo_str(&o, "short", arena_printf(s->w->arena, "%.*s", (int)FINGERPRINT, m->key));
    jo_str(&o, "state", state);
    jo_str(&o, "state_text", text ? tr(s->lang, text) : NULL);
    jo_bool(&o, "is_revoked", gone);
    jo_bool(&o, "is_silent", silent);
    jo_bool(&o, "is_heard", !gone && !silent);
    show_time(s, &o, "since", m->since);
    show_time(s, &o, "until", m->until);
    show_time(s, &o, "heard", m->at);
    jo_i64(&o, "revision", m->revision);
    jo_i64(&o, "ahead_seconds", m->ahead / SECOND_MS);
    jo_bool(&o, "clock_off", m->ahead / SECOND_MS > 5 || m->ahead / SECOND_MS < -5);
    err_t e = show_effects(s, &o, m->program);
    if (e == OK) e = show_refused(s, &o, m->program);
    jo_add(list, o);
    return e;
}

static err_t show_machines(const struct show *s, struct jo *o)
{
    struct jo list = jo_array();
    struct moment limit = {0};
    err_t e = enrol_silence_limit(s->w->db, s->w->now, &limit);
    struct rows r ROWS_CLEANUP = db_query(s->w->db, SQL_MACHINES_LIST);
    if (e == OK) e = rows_hold(&r);
    while (e == OK && rows_next(&r)) {
        struct row m;
        e = read_row(s, &r, &m);
        if (e == OK) e = show_machine(s, &list, &m, limit);
    }
    if (e == OK) e = rows_end(&r);
    jo_put(o, "machines", list);
    return e;
}

static err_t show_tokens(const struct show *s, struct jo *o)
{
    struct jo list = jo_array();
    struct rows r ROWS_CLEANUP = db_query(s->w->db, SQL_MACHINE_TOKENS);
    err_t e = rows_hold(&r);
    while (e == OK && rows_next(&r)) {
        struct jo one = jo_object();
        struct moment until = {rows_i64(&r, "until")};
        jo_str(&one, "id", arena_strdup(s->w->arena, rows_str(&r, "id")));
        jo_str(&one, "program", arena_strdup(s->w->arena, rows_str(&r, "program")));
        jo_str(&one, "host", arena_strdup(s->w->arena, rows_str(&r, "host")));
        jo_bool(&one, "over", until.ms <= s->w->now.ms);
        show_time(s, &one, "made", (struct moment){rows_i64(&r, "made")});
        show_time(s, &one, "until", until);
        show_person(s, &one, "by", person_id(rows_i64_or(&r, "person", 0)));
        jo_add(&list, one);
    }
    if (e == OK) e = rows_end(&r);
    jo_put(o, "tokens", list);
    return e;
}

err_t machines_view(const struct office *office, struct person_id viewer, enum lang lang,
                    json_t **ret)
{
    struct view v VIEW_CLEANUP;
    TRY(view_begin(&v, office, viewer, lang));
    struct jo o = jo_object(), programs = jo_array();
    err_t e = show_machines(&v.s, &o);
    if (e == OK) e = show_tokens(&v.s, &o);
    for (size_t i = 0; i < ENFORCERS; i++) {
        struct jo one = jo_object();
        const char *text = arena_printf(v.w.arena, "machine.program_%s", enforcers_names[i]);
        jo_str(&one, "name", enforcers_names[i]);
        jo_str(&one, "text", text ? tr(lang, text) : NULL);
        jo_add(&programs, one);
    }
    jo_put(&o, "programs", programs);
    jo_i64(&o, "hours_max", ENROL_HOURS_MAX);
    if (e == OK) return view_end(&v, &o, ret);
    jo_release(&o);
    return e;
}

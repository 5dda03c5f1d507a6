/* SPDX-License-Identifier: Apache-2.0 */
#include "office/event.h"

#include <string.h>

#include "base/text.h"

enum { EVENTS_MAX = 100, EVENT_ARENA = 16 << 20 };

/* --- opening --- */

static const struct event_text *find_text(const struct event_told *t, const char *word)
{
    for (size_t i = 0; i < t->n_texts; i++)
        if (strcmp(t->texts[i].word, word) == 0) return &t->texts[i];
    return NULL;
}

static json_t *told_value(const struct event_told *t, const char *word)
{
    const struct event_text *text = find_text(t, word);
    if (text) return json_string(text->text);
    if (strcmp(word, "unit") == 0) return json_integer(t->unit.v);
    if (strcmp(word, "info_system") == 0) return json_integer(t->info_system.v);
    if (strcmp(word, "person") == 0) return json_integer(t->person.v);
    if (strcmp(word, "principal") == 0) return json_integer(t->principal.v);
    if (strcmp(word, "from") == 0) return json_integer(t->from.ms);
    if (strcmp(word, "until") == 0) return json_integer(t->until.ms);
    if (strcmp(word, "since") == 0) return json_integer(moment_day(t->from).n);
    if (strcmp(word, "holder") == 0) return json_string(t->holder ? t->holder : "");
    if (strcmp(word, "matters") == 0) return json_string(t->matters ? t->matters : "");
    return json_string(word); /* an option */
}

static err_t values_of(const struct opened_by *o, const struct event_told *t, json_t **ret)
{
    json_t *values = json_object();
    if (!values) return ERR_NOMEM;
    for (size_t i = 0; i < o->n_gives; i++) {
        const struct event_text *text = find_text(t, o->gives[i].word);
        if (text && !text->text) continue;
        if (json_object_set_new(values, o->gives[i].to, told_value(t, o->gives[i].word)) == 0)
            continue;
        json_decref(values);
        return ERR_NOMEM;
    }
    *ret = values;
    return OK;
}

err_t event_open(const struct event_work *x, const struct procedure *p, const struct opened_by *o,
                 const struct event_told *t)
{
    int64_t there;
    err_t e = db_get_i64(x->db, &there, SQL_MATTER_OF_EVENT, P_STR("key", str_z(t->key)));
    if (e != ERR_NOT_FOUND) return e;
    struct faults bad = {.n = 0};
    struct work w WORK_CLEANUP = {.bad = &bad};
    TRY(work_begin_system(&w, x->office, x->db, x->arena, t->unit, t->at));
    w.proc = p;
    TRY(values_of(o, t, &w.fields));
    struct role_holder as = {.why = t->key};
    struct performed done;
    return matters_open_built(&w, &as, t->key, &done);
}

err_t event_tell(const struct event_work *x, enum event_kind k, const struct event_told *told,
                 bool *ret_any)
{
    const struct catalogue *c = x->office->catalogue;
    *ret_any = false;
    for (size_t i = 0; i < catalogue_n_procedures(c); i++) {
        const struct procedure *p = catalogue_procedure_at(c, i);
        for (size_t n = 0; n < p->n_opened_by; n++) {
            struct event_told t = *told;
            if (p->opened_by[n].event != k) continue;
            t.key =
                arena_printf(x->arena, "event:%s:%s:%s", event_kind_name(k), p->name, told->key);
            if (!t.key) return ERR_NOMEM;
            TRY(event_open(x, p, &p->opened_by[n], &t));
            *ret_any = true;
        }
    }
    return OK;
}

/* --- looking --- */

enum look { LOOK_ABSENCES, LOOK_HOLDINGS };

struct looking {
    const struct office *office;
    enum look what;
    struct moment now;
    struct event *list; /* of one job */
    size_t n;
    bool only_see; /* nothing is opened by them */
};

static err_t see(struct db *db, const struct looking *l, const struct event *v)
{
    struct str name = l->what == LOOK_ABSENCES ? STR("absence_ended") : STR("holding_began");
    return db_run(db, SQL_EVENT_SEE, P_STR("event", name), P_I64("subject", v->id),
                  P_I64("at", l->now.ms));
}

static err_t job(struct db *db, void *arg)
{
    struct looking *l = arg;
    struct arena arena ARENA_CLEANUP;
    arena_init(&arena, EVENT_ARENA);
    struct event_work x = {l->office, db, &arena, l->now};
    for (size_t i = 0; i < l->n; i++) {
        bool any;
        TRY(see(db, l, &l->list[i]));
        if (l->only_see) continue;
        if (l->what == LOOK_ABSENCES)
            TRY(event_absence_ended(&x, &l->list[i]));
        else
            TRY(event_holding_began(&x, &l->list[i], false, &any));
    }
    return OK;
}

static err_t read_list(struct rows *r, bool holding, struct event *v, size_t *ret_n)
{
    size_t n = 0;
    while (rows_next(r) && n < EVENTS_MAX) {
        v[n] = (struct event){.id = rows_i64(r, "id"),
                              .person = person_id(rows_i64(r, "person")),
                              .post = post_id(holding ? rows_i64(r, "post") : 0),
                              .from = {rows_i64(r, "valid_from")},
                              .until = {holding ? 0 : rows_i64(r, "valid_until")}};
        n++;
    }
    *ret_n = n;
    return rows_end(r);
}

/* Holdings that are of no concern come first, so that one job sees them all. */
static err_t sort_out(const struct looking *l, struct db *db, struct event *v, size_t n,
                      size_t *ret_idle)
{
    struct arena arena ARENA_CLEANUP;
    arena_init(&arena, EVENT_ARENA);
    struct event_work x = {l->office, db, &arena, l->now};
    *ret_idle = 0;
    for (size_t i = 0; i < n && l->what == LOOK_HOLDINGS; i++) {
        bool any;
        TRY(event_holding_began(&x, &v[i], true, &any));
        if (any) continue;
        struct event idle = v[i];
        v[i] = v[*ret_idle];
        v[(*ret_idle)++] = idle;
    }
    return OK;
}

static err_t find(const struct looking *l, struct event *v, size_t *ret_n, size_t *ret_idle)
{
    struct db *db;
    int64_t began = 0;
    TRY(store_read_begin(l->office->store, &db, NULL));
    err_t e = db_get_i64(db, &began, SQL_OFFICE_BEGAN);
    int64_t year_ago =
        moment_add(l->now, -366 * DAY_MS).ms; /* an order told later than that is history */
    struct rows r =
        l->what == LOOK_ABSENCES
            ? db_query(db, SQL_ABSENCES_ENDED, P_I64("now", l->now.ms), P_I64("n", EVENTS_MAX))
            : db_query(db, SQL_HOLDINGS_BEGAN, P_I64("since", began > year_ago ? began : year_ago),
                       P_I64("now", l->now.ms), P_I64("n", EVENTS_MAX));
    if (e == OK) e = read_list(&r, l->what == LOOK_HOLDINGS, v, ret_n);
    rows_release(&r);
    if (e == OK) e = sort_out(l, db, v, *ret_n, ret_idle);
    store_read_end(db);
    return e;
}

/* One that fails is tried again at the next beat and does not hold up the others. */
static err_t look(struct looking *l, size_t *fired)
{
    struct event v[EVENTS_MAX];
    size_t n = 0, idle = 0;
    err_t first = OK;
    TRY(find(l, v, &n, &idle));
    if (idle) {
        l->list = v;
        l->n = idle;
        l->only_see = true;
        TRY(store_write(l->office->store, job, l, NULL));
        *fired += idle;
    }
    l->only_see = false;
    l->n = 1;
    for (size_t i = idle; i < n; i++) {
        l->list = &v[i];
        err_t e = store_write(l->office->store, job, l, NULL);
        if (e == OK) ++*fired;
        if (first == OK) first = e;
    }
    return first;
}

err_t event_fire(const struct office *office, size_t *fired)
{
    struct looking absences = {
        .office = office, .what = LOOK_ABSENCES, .now = clock_now(office->clock)};
    struct looking holdings = {.office = office, .what = LOOK_HOLDINGS, .now = absences.now};
    err_t a = look(&absences, fired), h = look(&holdings, fired);
    return a != OK ? a : h;
}

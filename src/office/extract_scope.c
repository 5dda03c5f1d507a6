/* SPDX-License-Identifier: Apache-2.0 */
#include "office/extract_scope.h"

#include <string.h>

#include "base/calendar.h"
#include "ledger/canon.h"
#include "ledger/ledger.h"
#include "office/work.h"

enum { PAGE = 2000, LIST_MAX = 4000000 };

struct finding {
    const struct office *office;
    struct db *db;
    struct arena *arena;
    struct fault *why;
    int64_t *v; /* matters */
    size_t n, cap;
};

static err_t field_fault(struct fault *why, const char *field, err_t code, const char *id,
                         struct str arg)
{
    err_t e = fault_set(why, code, id, "%.*s", STR_ARG(str_head(arg, 100)));
    fault_field(why, field);
    return e;
}

/* --- lists of numbers in the arena --- */

static err_t push(struct finding *f, int64_t x)
{
    if (f->n == f->cap) {
        size_t cap = f->cap ? 2 * f->cap : 1024;
        if (cap > LIST_MAX) return ERR_TOO_BIG;
        int64_t *v = arena_alloc(f->arena, cap * sizeof *v);
        if (!v) return ERR_NOMEM;
        if (f->n) memcpy(v, f->v, f->n * sizeof *v);
        f->v = v;
        f->cap = cap;
    }
    f->v[f->n++] = x;
    return OK;
}

static int number_cmp(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void tidy(struct finding *f)
{
    size_t n = 0;
    if (f->n) qsort(f->v, f->n, sizeof *f->v, number_cmp);
    for (size_t i = 0; i < f->n; i++) {
        if (n == 0 || f->v[n - 1] != f->v[i]) f->v[n++] = f->v[i];
    }
    f->n = n;
}

/* One page; *after moves on. */
static err_t take_page(struct finding *f, struct rows r, int64_t *after, int *ret_n)
{
    int n = 0;
    for (; rows_next(&r); n++) {
        *after = rows_i64(&r, "id");
        err_t e = push(f, *after);
        if (e != OK) {
            rows_release(&r);
            return e;
        }
    }
    *ret_n = n;
    return rows_end(&r);
}

/* --- a unit --- */

/* A name instead of a code becomes the code, which is what the record says was asked for. */
static err_t code_of(struct finding *f, struct str *unit)
{
    int64_t known = 0;
    if (unit->n) TRY(db_get_i64(f->db, &known, SQL_EXTRACT_UNIT_KNOWN, P_STR("code", *unit)));
    if (unit->n == 0 || known) return OK;
    struct rows r ROWS_CLEANUP = db_query(f->db, SQL_EXTRACT_UNIT_BY_NAME, P_STR("name", *unit));
    if (rows_next(&r)) *unit = arena_str(f->arena, rows_str(&r, "code"));
    return rows_end(&r);
}

static err_t matters_of_unit(struct finding *f, struct str code)
{
    int64_t known = 0, after = 0;
    TRY(db_get_i64(f->db, &known, SQL_EXTRACT_UNIT_KNOWN, P_STR("code", code)));
    if (known == 0) return field_fault(f->why, "unit", ERR_NOT_FOUND, "extract.no_unit", code);
    for (int n = PAGE; n == PAGE;)
        TRY(take_page(f,
                      db_query(f->db, SQL_EXTRACT_MATTERS_OF_UNIT, P_STR("code", code),
                               P_I64("after", after), P_I64("n", PAGE)),
                      &after, &n));
    return OK;
}

/* --- an article --- */

static bool names(const struct article_list *l, const struct article_ref *want)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct article_ref *a = &l->v[i];
        if (a->article != want->article || a->branch != want->branch) continue;
        if (want->paragraph && a->paragraph && a->paragraph != want->paragraph) continue;
        if (want->item && a->item && a->item != want->item) continue;
        return true;
    }
    return false;
}

/* By the procedure's own articles and those of its steps, in the version the matter is on. */
static bool belongs(const struct procedure *p, const struct article_ref *want)
{
    if (names(&p->articles, want)) return true;
    for (size_t i = 0; i < p->n_steps; i++) {
        if (names(&p->steps[i].articles, want)) return true;
    }
    return p->campaign.present && names(&p->campaign.sheet.articles, want);
}

struct version {
    struct version *next;
    const char *procedure, *digest;
};

static err_t versions(struct finding *f, struct version **ret)
{
    struct rows r ROWS_CLEANUP = db_query(f->db, SQL_EXTRACT_PROCEDURES);
    struct version *first = NULL;
    while (rows_next(&r)) {
        struct version *v = ARENA_NEW(f->arena, struct version);
        if (!v) return ERR_NOMEM;
        v->procedure = arena_strdup(f->arena, rows_str(&r, "procedure"));
        v->digest = arena_strdup(f->arena, rows_str(&r, "digest"));
        if (!v->procedure || !v->digest) return ERR_NOMEM;
        v->next = first;
        first = v;
    }
    TRY(rows_end(&r));
    *ret = first;
    return OK;
}

static err_t matters_of_version(struct finding *f, const struct version *v,
                                const struct article_ref *want)
{
    const struct procedure *p;
    int64_t after = 0;
    struct work w = {.office = f->office, .db = f->db, .arena = f->arena, .why = f->why};
    TRY(work_procedure(&w, v->procedure, v->digest, &p));
    if (!belongs(p, want)) return OK;
    for (int n = PAGE; n == PAGE;)
        TRY(take_page(f,
                      db_query(f->db, SQL_EXTRACT_MATTERS_OF_PROCEDURE,
                               P_STR("procedure", str_z(v->procedure)),
                               P_STR("digest", str_z(v->digest)), P_I64("after", after),
                               P_I64("n", PAGE)),
                      &after, &n));
    return OK;
}

static err_t matters_of_article(struct finding *f, struct str text)
{
    struct article_ref want;
    struct version *v;
    if (catalogue_parse_article(f->office->catalogue, text, &want) != OK)
        return field_fault(f->why, "article", ERR_NOT_FOUND, "extract.no_article", text);
    TRY(versions(f, &v));
    for (; v; v = v->next) TRY(matters_of_version(f, v, &want));
    return OK;
}

/* --- who acted in them --- */

static err_t people_of(struct finding *f, int64_t matter, struct finding *people)
{
    struct rows r ROWS_CLEANUP =
        db_query(f->db, SQL_EXTRACT_PEOPLE_OF_MATTER, P_I64("matter", matter));
    while (rows_next(&r)) TRY(push(people, rows_i64(&r, "person")));
    return rows_end(&r);
}

static err_t records_of(struct finding *f, int64_t person, struct finding *records)
{
    struct rows r ROWS_CLEANUP = db_query(f->db, SQL_EXTRACT_PERSON_RECORDS, P_I64("id", person));
    while (rows_next(&r)) TRY(push(records, rows_i64(&r, "leaf")));
    return rows_end(&r);
}

/* In full, the records that name those who acted belong to it. */
static err_t records_of_people(struct finding *f, struct extract_ask *ask)
{
    struct finding people = {.arena = f->arena}, records = {.arena = f->arena};
    for (size_t i = 0; i < f->n; i++) TRY(people_of(f, f->v[i], &people));
    tidy(&people);
    for (size_t i = 0; i < people.n; i++) TRY(records_of(f, people.v[i], &records));
    tidy(&records);
    ask->records = records.v;
    ask->n_records = records.n;
    return OK;
}

/* --- the wish --- */

static err_t read_day(struct str text, const char *field, struct day *ret, struct fault *why)
{
    struct fault f = {.code = OK};
    if (calendar_parse_day(text, ret, &f) == OK) return OK;
    if (why) *why = f;
    fault_field(why, field);
    return ERR_INVALID;
}

static err_t read_period(const struct extract_wish *w, struct extract_ask *ask, struct fault *why)
{
    struct day from = {0}, until = {0};
    ask->from = INT64_MIN;
    ask->until = INT64_MAX;
    if (w->from.n) {
        TRY(read_day(w->from, "from", &from, why));
        ask->from = day_start(from).ms;
    }
    if (w->until.n) {
        TRY(read_day(w->until, "until", &until, why));
        ask->until = day_end(until).ms + 1;
    }
    if (ask->from < ask->until) return OK;
    return field_fault(why, "until", ERR_INVALID, "extract.period_order", w->until);
}

static err_t read_wish(const struct extract_wish *w, struct extract_ask *ask, struct fault *why)
{
    TRY(read_period(w, ask, why));
    ask->grade = EXTRACT_MATTERS;
    if (w->grade.n && !extract_grade_parse(w->grade, &ask->grade))
        return field_fault(why, "grade", ERR_INVALID, "extract.no_grade", w->grade);
    ask->by_matter = w->unit.n || w->article.n;
    if (ask->by_matter || w->from.n || w->until.n) return OK;
    return field_fault(why, "from", ERR_INVALID, "extract.nothing_asked", STR(""));
}

static err_t write_asked(const struct extract_wish *w, const struct extract_ask *ask,
                         struct moment at, struct person_id by, struct arena *a, struct str *ret)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, BUNDLE_ASKED_MAX);
    json_t *o = json_pack("{s:I,s:I,s:s}", "at", (json_int_t)at.ms, "by", (json_int_t)by.v, "grade",
                          extract_grade_name(ask->grade));
    bool good = o != NULL;
    if (good && ask->from != INT64_MIN)
        good = json_object_set_new(o, "from", json_integer(ask->from)) == 0;
    if (good && ask->until != INT64_MAX)
        good = json_object_set_new(o, "until", json_integer(ask->until)) == 0;
    if (good && w->unit.n)
        good = json_object_set_new(o, "unit", json_stringn(w->unit.p, w->unit.n)) == 0;
    if (good && w->article.n)
        good = json_object_set_new(o, "article", json_stringn(w->article.p, w->article.n)) == 0;
    err_t e = good ? canon_write(&b, o) : ERR_NOMEM;
    json_decref(o);
    if (e == OK) e = sb_end(&b);
    TRY(e);
    *ret = arena_str(a, sb_str(&b));
    return ret->p ? OK : ERR_NOMEM;
}

/* Of both a unit and an article: what is of both. */
static err_t both(struct finding *f, const struct extract_wish *w)
{
    struct finding unit = *f;
    if (w->unit.n) TRY(matters_of_unit(&unit, w->unit));
    tidy(&unit);
    if (!w->article.n) {
        *f = unit;
        return OK;
    }
    TRY(matters_of_article(f, w->article));
    tidy(f);
    if (!w->unit.n) return OK;
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++) {
        if (unit.n && bsearch(&f->v[i], unit.v, unit.n, sizeof *unit.v, number_cmp))
            f->v[n++] = f->v[i];
    }
    f->n = n;
    return OK;
}

err_t extract_scope_find(const struct office *o, struct db *db, struct arena *a,
                         const struct extract_wish *wish, struct person_id by,
                         struct extract_ask *ret, struct fault *why)
{
    struct finding f = {.office = o, .db = db, .arena = a, .why = why};
    struct extract_ask ask = {.grade = EXTRACT_MATTERS};
    struct extract_wish w = {str_trim(wish->from), str_trim(wish->until), str_trim(wish->unit),
                             str_trim(wish->article), str_trim(wish->grade)};
    TRY(read_wish(&w, &ask, why));
    TRY(code_of(&f, &w.unit));
    if (ask.by_matter) TRY(both(&f, &w));
    ask.matters = f.v;
    ask.n_matters = f.n;
    if (ask.by_matter && ask.grade == EXTRACT_FULL) TRY(records_of_people(&f, &ask));
    err_t e = write_asked(&w, &ask, clock_now(o->clock), by, a, &ask.asked);
    if (e == ERR_TOO_BIG || e == ERR_INVALID)
        return field_fault(why, "unit", ERR_INVALID, "extract.no_unit", w.unit);
    TRY(e);
    *ret = ask;
    return OK;
}

/* What was asked stands in the record as it stands in the extract. */
err_t extract_scope_record_in(struct db *db, const struct extract_ask *ask, int64_t records)
{
    struct leaf_id leaf;
    json_t *o = json_loadb(ask->asked.p, ask->asked.n, 0, NULL);
    bool good = o && json_object_set_new(o, "kind", json_string("export")) == 0 &&
                json_object_set_new(o, "records", json_integer(records)) == 0 &&
                json_object_set_new(o, "v", json_integer(1)) == 0;
    err_t e = good ? ledger_append(db, o, STR_NONE, &leaf) : ERR_INVALID;
    json_decref(o);
    return e;
}

struct record_job {
    const struct extract_ask *ask;
    int64_t records;
};

static err_t record_job(struct db *db, void *arg)
{
    const struct record_job *j = arg;
    return extract_scope_record_in(db, j->ask, j->records);
}

err_t extract_scope_record(struct store *store, const struct extract_ask *ask, int64_t records,
                           struct fault *why)
{
    struct record_job j = {ask, records};
    return store_write(store, record_job, &j, why);
}

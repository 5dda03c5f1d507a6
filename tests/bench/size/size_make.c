/* SPDX-License-Identifier: Apache-2.0
 *
 * size_make.c: fills a new office with a prefecture and a year of its history, by real acts of its
 * people through the one writer: `size_make INSTANCE PEOPLE MATTERS`. Prints how long it took.
 * Deterministic but for the ids of files.
 *   size_make open INSTANCE N            N more applications wait for those heads who sign in
 *   size_make transfer N PEOPLE DAY RUN  the file of the transfer of 1 April, for the RUNth time
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "office/org_image.h"
#include "office/org_row.h"
#include "size_town.h"
#include "web/account.h"
#include "web/setup.h"

enum { THREADS = 32, DAYS = 220, OPEN_DAYS = 20, SIGN_INS = 40, PASSWORD_BYTES = 40 };

struct making {
    struct office office;
    struct clock_test time;
    struct clock clock;
    struct size_town town;
    size_t matters, done_before;
    int day; /* of DAYS */
    size_t today;
    _Atomic size_t acts, refused;
    struct due_return { /* what is out and comes back in the evening */
        struct matter_id matter;
        struct person_id by;
    } * out;
    bool back; /* the evening's part */
    pthread_mutex_t lock;
    bool told;
};

/* --- acts ---------------------------------------------------------------------------------- */

static void refused(struct making *m, const char *what, err_t e, const struct faults *bad,
                    const struct fault *why)
{
    m->refused++;
    (void)pthread_mutex_lock(&m->lock);
    if (!m->told)
        (void)fprintf(stderr, "%s: %s %s %s %s\n", what, err_name(e), why->id ? why->id : "",
                      bad->n ? bad->v[0].field : "", bad->n ? bad->v[0].id : "");
    m->told = true;
    (void)pthread_mutex_unlock(&m->lock);
}

static struct matter_id open_matter(struct making *m, struct person_id by, const char *procedure,
                                    json_t *fields)
{
    struct matter_done opened = {.matter = {0}};
    struct faults bad = {.n = 0};
    struct fault why = {.code = OK};
    struct actor actor = {.person = by, .entered_by = by};
    err_t e =
        fields ? matters_open(&m->office, &actor, procedure, fields, STR_NONE, &opened, &bad, &why)
               : ERR_NOMEM;
    json_decref(fields);
    if (e != OK) refused(m, procedure, e, &bad, &why);
    m->acts += e == OK;
    return e == OK ? opened.matter : matter_id(0);
}

static bool act(struct making *m, struct person_id by, struct matter_act q, const char *what)
{
    struct matter_done done;
    struct faults bad = {.n = 0};
    struct fault why = {.code = OK};
    struct actor actor = {.person = by, .entered_by = by};
    err_t e = matters_act(&m->office, &actor, &q, STR_NONE, &done, &bad, &why);
    if (e != OK) refused(m, what, e, &bad, &why);
    m->acts += e == OK;
    return e == OK;
}

static bool decide(struct making *m, struct person_id by, struct matter_id id, int32_t duty,
                   const char *what)
{
    return act(m, by,
               (struct matter_act){
                   .matter = id, .duty = duty, .act = ACT_DECIDE, .verdict = VERDICT_GRANT},
               what);
}

/* --- one matter ------------------------------------------------------------------------------ */

static void moment_text(char to[24], const struct making *m, int hours)
{
    struct sb b SB_CLEANUP;
    sb_init(&b, 64);
    moment_format_tokyo(&b, moment_add(clock_now(&m->clock), hours * HOUR_MS));
    (void)snprintf(to, 24, "%.16s", sb_end(&b) == OK ? b.p : "");
}

static struct matter_id ask_to_take_out(struct making *m, struct person_id who, const char *medium,
                                        int hours)
{
    char from[24], until[24];
    moment_text(from, m, 0);
    moment_text(until, m, hours);
    return open_matter(m, who, "media-take-out",
                       json_pack("{s:[s], s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "media", medium,
                                 "perimeter", "outside_office", "exemption", "none", "reason",
                                 "会議で資料を配るため", "content", "個人情報を含まない資料",
                                 "destination", "三階の会議室", "from", from, "until", until));
}

static void take_out(struct making *m, size_t i, struct size_division *d, bool leave_open)
{
    size_t medium = i / m->town.n_divisions % d->n_media;
    struct person_id who = d->staff[i * 7 % d->n_staff];
    struct matter_id id = ask_to_take_out(m, who, d->media[medium], leave_open ? 24 * 30 : 9);
    if (!id.v || leave_open || !decide(m, d->head, id, 1, "decide take-out")) return;
    if (act(m, who, (struct matter_act){.matter = id, .act = ACT_BEGIN_USE}, "begin use"))
        m->out[i - m->done_before] = (struct due_return){id, who};
}

static void bring_in(struct making *m, size_t i, struct size_division *d)
{
    char from[24], until[24];
    moment_text(from, m, 0);
    moment_text(until, m, 9);
    struct matter_id id =
        open_matter(m, d->staff[i * 5 % d->n_staff], "media-bring-in",
                    json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "managed", "nobody_here",
                              "description", "業者のUSBメモリ", "owner", "保守業者", "exemption",
                              "none", "reason", "保守のため", "content", "更新プログラム", "from",
                              from, "until", until));
    if (id.v) (void)decide(m, d->head, id, 1, "decide bring-in");
}

static void remote(struct making *m, size_t i)
{
    char from[24], until[24], code[40];
    size_t k = i % m->town.n_divisions / 3 * 3;
    struct size_division *d = &m->town.divisions[k];
    moment_text(from, m, 0);
    moment_text(until, m, 24 * 90);
    (void)snprintf(code, sizeof code, "%" PRId64, d->system.v);
    struct matter_id id = open_matter(m, d->staff[i % d->n_staff], "remote-access",
                                      json_pack("{s:s, s:s, s:s, s:s, s:s}", "info_system", code,
                                                "reason", "在宅で業務を行うため", "device", "端末",
                                                "from", from, "until", until));
    if (id.v && decide(m, m->town.chief, id, 1, "decide remote (chief)"))
        (void)decide(m, d->head, id, 2, "decide remote (manager)");
}

static void one(struct making *m, size_t i)
{
    struct size_division *d = &m->town.divisions[i % m->town.n_divisions];
    /* What still waits for those who will sign in. */
    bool leave_open = m->day >= DAYS - OPEN_DAYS && i % m->town.n_divisions < SIGN_INS;
    if (i % 20 < 16)
        take_out(m, i, d, leave_open);
    else if (i % 20 < 18)
        bring_in(m, i, d);
    else
        remote(m, i);
}

static void register_media(struct making *m, struct size_division *d, size_t division)
{
    for (size_t k = 0; k < SIZE_PER_DIVISION; k++) {
        char code[40];
        (void)snprintf(code, sizeof code, "K%04zu", division);
        (void)snprintf(d->media[k], sizeof d->media[k], "M%04zu-%02zu", division, k);
        struct matter_id id = open_matter(
            m, d->head, "media-register",
            json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "division", code, "number", d->media[k],
                      "kind", "usb", "serial", "SN", "encrypted", "yes", "place", "鍵付きの棚"));
        d->n_media += id.v != 0;
    }
}

/* --- days ------------------------------------------------------------------------------------ */

struct part {
    struct making *m;
    size_t thread;
};

static void *part_main(void *arg)
{
    const struct part *p = arg;
    struct making *m = p->m;
    if (m->day < 0) {
        for (size_t i = p->thread; i < m->town.n_divisions; i += THREADS)
            register_media(m, &m->town.divisions[i], i);
        return NULL;
    }
    for (size_t i = p->thread; i < m->today; i += THREADS) {
        struct due_return *r = &m->out[i];
        if (!m->back)
            one(m, m->done_before + i);
        else if (r->matter.v)
            (void)act(m, r->by, (struct matter_act){.matter = r->matter, .act = ACT_END_USE},
                      "end use");
    }
    return NULL;
}

static void together(struct making *m)
{
    pthread_t id[THREADS];
    struct part parts[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        parts[i] = (struct part){m, i};
        if (pthread_create(&id[i], NULL, part_main, &parts[i]) != 0) abort();
    }
    for (size_t i = 0; i < THREADS; i++) (void)pthread_join(id[i], NULL);
}

static err_t tick(struct making *m)
{
    size_t fired = 1;
    TRY(org_image_refresh(m->office.store)); /* as the clockwork of a server does */
    while (fired) TRY(matters_fire_due(&m->office, &fired));
    return OK;
}

static err_t history(struct making *m, struct day first)
{
    size_t per_day = (m->matters + DAYS - 1) / DAYS;
    m->out = calloc(per_day + 1, sizeof *m->out);
    if (!m->out) return ERR_NOMEM;
    int64_t began = clock_monotonic_ms();
    for (m->day = 0; m->day < DAYS && m->done_before < m->matters; m->day++) {
        struct day day = calendar_add_working_days(first, m->day + 1);
        m->today = per_day < m->matters - m->done_before ? per_day : m->matters - m->done_before;
        memset(m->out, 0, (per_day + 1) * sizeof *m->out);
        m->back = false;
        clock_test_set(&m->time, moment_add(day_start(day), 9 * HOUR_MS));
        together(m);
        m->back = true;
        clock_test_set(&m->time, moment_add(day_start(day), 17 * HOUR_MS));
        together(m);
        TRY(tick(m));
        m->done_before += m->today;
        if (m->day % 20 == 19)
            (void)fprintf(stderr, "  %zu matters, %zu acts, %" PRId64 " s\n", m->done_before,
                          (size_t)m->acts, (clock_monotonic_ms() - began) / 1000);
    }
    free(m->out);
    return OK;
}

/* --- accounts -------------------------------------------------------------------------------- */

struct account_job {
    struct person_id person;
    char number[40], hash[PASSWORD_HASH];
    struct moment now;
};

static err_t make_account(struct db *db, void *arg)
{
    struct account_job *j = arg;
    struct account_author by = {person_id(0), j->now};
    struct account_id id;
    return account_create(db, &by, j->person, str_z(j->number), j->hash, false, &id, NULL);
}

/* Half of them staff, half heads; then the head security officer. "number" a line. */
static err_t accounts(struct making *m, const char *path)
{
    struct password_gate gate;
    struct account_job j = {.now = clock_now(&m->clock)};
    FILE *f = fopen(path, "w");
    if (!f) return ERR_IO;
    err_t e = password_gate_init(&gate, 1);
    if (e == OK) e = password_hash(&gate, STR("takai-yama-ni-noboru-77"), j.hash);
    for (size_t i = 0; e == OK && i <= SIGN_INS; i++) {
        struct size_division *d = &m->town.divisions[i % m->town.n_divisions];
        j.person = i == SIGN_INS ? m->town.chief : i % 2 ? d->head : d->staff[0];
        (void)snprintf(j.number, sizeof j.number, "%zu",
                       i == SIGN_INS ? (size_t)100002
                       : i % 2       ? 200000 + i
                                     : 300000 + i);
        e = store_write(m->office.store, make_account, &j, NULL);
        (void)fprintf(f, "%s %s\n", j.number, i == SIGN_INS ? "chief" : i % 2 ? "head" : "staff");
    }
    password_gate_release(&gate);
    return fclose(f) == 0 ? e : ERR_IO;
}

/* --- all of it ------------------------------------------------------------------------------- */

static err_t make(struct setup *s, const char *instance, size_t people, size_t matters,
                  struct fault *why)
{
    struct making m = {.matters = matters, .day = -1, .lock = PTHREAD_MUTEX_INITIALIZER};
    char path[4200];
    TRY(setup_open(s, why));
    struct day today = clock_today(&s->clock);
    struct day first = calendar_add_working_days(today, -(DAYS + 2));
    m.clock = clock_test_init(&m.time, moment_add(day_start(first), 8 * HOUR_MS));
    m.office = s->office;
    m.office.clock = &m.clock;
    int64_t began = clock_monotonic_ms();
    struct day effective = calendar_fiscal_year_first(calendar_fiscal_year(day_add(first, -31)));
    TRY(size_town_make(&m.office, people, effective, &m.town, why));
    (void)fprintf(stderr, "  %zu people in %zu divisions: %" PRId64 " ms\n", people,
                  m.town.n_divisions, clock_monotonic_ms() - began);
    TRY(org_image_refresh(m.office.store));
    together(&m);
    TRY(history(&m, first));
    (void)snprintf(path, sizeof path, "%s/sign-ins.txt", instance);
    TRY(accounts(&m, path));
    int64_t took = clock_monotonic_ms() - began;
    printf("made %zu matters with %zu acts of %zu people in %.1f s (%zu refused)\n",
           m.done_before + m.town.n_divisions * SIZE_PER_DIVISION, (size_t)m.acts, people,
           (double)took / 1000.0, (size_t)m.refused);
    size_town_free(&m.town);
    return m.refused * 100 < m.acts ? OK : ERR_BUG;
}

/* --- more that waits ------------------------------------------------------------------------- */

static err_t staff_of(struct office *o, size_t division, struct person_id *ret)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    ARENA_CLEANUP struct arena a;
    struct person_row p;
    char number[40];
    arena_init(&a, SIZE_MAX);
    (void)snprintf(number, sizeof number, "%zu", 300000 + division);
    TRY(store_read_begin(o->store, &db, NULL));
    TRY(org_person_by_number(db, &a, str_z(number), &p));
    *ret = p.id;
    return OK;
}

/* By the first of the staff of each division whose head signs in. */
static err_t open_more(struct setup *s, size_t n, struct fault *why)
{
    struct making m = {.lock = PTHREAD_MUTEX_INITIALIZER};
    struct person_id who[SIGN_INS];
    TRY(setup_open(s, why));
    m.clock = s->clock;
    m.office = s->office;
    for (size_t i = 1; i < SIGN_INS; i += 2) TRY(staff_of(&m.office, i, &who[i]));
    for (size_t k = 0; k < n; k++) {
        size_t i = k % (SIGN_INS / 2) * 2 + 1;
        char medium[48];
        (void)snprintf(medium, sizeof medium, "M%04zu-%02zu", i,
                       k / (SIGN_INS / 2) % SIZE_PER_DIVISION);
        if (!ask_to_take_out(&m, who[i], medium, 24 * 30).v) return ERR_BUG;
    }
    return OK;
}

static int main_open(int argc, char **argv)
{
    struct setup s = {0};
    struct fault why = {.code = OK};
    int64_t n;
    if (argc != 4 || str_to_i64(str_z(argv[3]), &n) != OK || n < 0) return 2;
    err_t e = setup_read(&s, argv[2], &why);
    if (e == OK) e = open_more(&s, (size_t)n, &why);
    setup_release(&s);
    if (e != OK) (void)fprintf(stderr, "size_make: %s %s\n", err_name(e), why.id ? why.id : "");
    return e == OK ? 0 : 1;
}

static int main_transfer(int argc, char **argv)
{
    int64_t n, people, run;
    SB_CLEANUP struct sb csv;
    sb_init(&csv, 64 << 20);
    if (argc != 6 || str_to_i64(str_z(argv[2]), &n) != OK || n < 1 ||
        str_to_i64(str_z(argv[3]), &people) != OK || people < 100 ||
        str_to_i64(str_z(argv[5]), &run) != OK || run < 1 ||
        size_town_transfer(&csv, (size_t)n, (size_t)people, argv[4], (size_t)run) != OK)
        return 2;
    return fwrite(csv.p, 1, csv.n, stdout) == csv.n ? 0 : 1;
}

int main(int argc, char **argv)
{
    int64_t people, matters;
    struct setup s = {0};
    struct fault why = {.code = OK};
    if (argc > 1 && strcmp(argv[1], "open") == 0) return main_open(argc, argv);
    if (argc > 1 && strcmp(argv[1], "transfer") == 0) return main_transfer(argc, argv);
    if (argc != 4 || str_to_i64(str_z(argv[2]), &people) != OK || people < 100 ||
        str_to_i64(str_z(argv[3]), &matters) != OK || matters < 0)
        return 2;
    err_t e = setup_read(&s, argv[1], &why);
    if (e == OK) e = make(&s, argv[1], (size_t)people, (size_t)matters, &why);
    setup_release(&s);
    if (e != OK) (void)fprintf(stderr, "size_make: %s %s\n", err_name(e), why.id ? why.id : "");
    return e == OK ? 0 : 1;
}

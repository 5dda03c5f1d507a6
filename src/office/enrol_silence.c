/* SPDX-License-Identifier: Apache-2.0
 *
 * Machines that have fallen silent. */
#include <inttypes.h>
#include <string.h>

#include "office/clock_due.h"
#include "office/enrol.h"
#include "office/event.h"

enum { ARENA_MAX = 4 << 20, USUAL_MINUTES = 10, AT_ONCE = 50 };

struct silent {
    const char *name;
    struct moment at; /* last heard */
};
struct looking {
    const struct office *office;
    struct moment now;
    const struct silent *one;
};

err_t enrol_silence_limit(struct db *db, struct moment now, struct moment *ret)
{
    struct moment due;
    TRY(clock_due(db, STR("machine_speaks"), now, now, &due));
    int64_t ms = due.ms > now.ms ? due.ms - now.ms : USUAL_MINUTES * MINUTE_MS;
    *ret = moment_add(now, -ms);
    return OK;
}

static err_t find(const struct looking *l, struct arena *a, struct silent *v, size_t *ret_n)
{
    STORE_READ_CLEANUP struct db *db = NULL;
    struct moment before;
    size_t n = 0;
    TRY(store_read_begin(l->office->store, &db, NULL));
    TRY(enrol_silence_limit(db, l->now, &before));
    struct rows r ROWS_CLEANUP = db_query(db, SQL_MACHINES_SILENT, P_I64("before", before.ms));
    while (rows_next(&r) && n < AT_ONCE) {
        v[n] = (struct silent){arena_strdup(a, rows_str(&r, "name")), {rows_i64(&r, "at")}};
        if (!v[n++].name) return ERR_NOMEM;
    }
    rows_release(&r);
    *ret_n = n;
    return db_error(db, NULL);
}

static err_t tell(struct db *db, void *arg)
{
    const struct looking *l = arg;
    const struct silent *s = l->one;
    struct arena a ARENA_CLEANUP;
    bool any;
    arena_init(&a, ARENA_MAX);
    const struct event_text machine = {"machine", s->name};
    struct event_told t = {.key = arena_printf(&a, "%s:%" PRId64, s->name, s->at.ms),
                           .at = l->now,
                           .from = s->at,
                           .texts = &machine,
                           .n_texts = 1};
    struct event_work x = {l->office, db, &a, l->now};
    if (!t.key) return ERR_NOMEM;
    TRY(event_tell(&x, EVENT_MACHINE_SILENT, &t, &any));
    return db_run(db, SQL_MACHINE_CONTACT_SILENT, P_STR("name", str_z(s->name)),
                  P_I64("since", s->at.ms));
}

err_t enrol_tell_silent(const struct office *office, size_t *fired)
{
    struct arena a ARENA_CLEANUP;
    struct silent v[AT_ONCE];
    size_t n = 0;
    struct looking l = {.office = office, .now = clock_now(office->clock)};
    arena_init(&a, ARENA_MAX);
    TRY(find(&l, &a, v, &n));
    for (size_t i = 0; i < n; i++) {
        l.one = &v[i];
        TRY(store_write(office->store, tell, &l, NULL));
        ++*fired;
    }
    return OK;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Requests become jobs of the one writer; the same request twice gets the first result.
 */
#include "office/matters.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "office/enrol.h"
#include "office/event.h"
#include "office/job.h"
#include "store/idem.h"

enum { ARENA_MAX = 64 << 20, FIRE_MAX = 200, KEY_MAX = 120 };

struct request {
    const struct office *office;
    const struct actor *actor;
    const struct open_request *open; /* one of the two */
    const struct matter_act *act;
    struct str key;
    char digest[65];
    struct performed done;
    bool again;
    struct faults *bad;
    struct fault *why;
};

/* --- idempotency: "<matter> <leaf>" is kept with the act --- */

/* A file sent twice has another random id each time; what counts is its hash. */
static json_t *without_file_ids(const json_t *form)
{
    json_t *copy = json_deep_copy(form);
    const char *key;
    json_t *v;
    json_object_foreach(copy, key, v)
    {
        for (size_t i = 0; i < json_array_size(v); i++)
            (void)json_object_del(json_array_get(v, i), "id");
    }
    return copy;
}

static err_t digest_of(struct request *r)
{
    const json_t *given = r->open ? r->open->form : r->act->form;
    json_t *form = given ? without_file_ids(given) : NULL;
    char *z = form ? json_dumps(form, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
    json_decref(form);
    if (given && !z) return ERR_NOMEM;
    struct sb b SB_CLEANUP;
    sb_init(&b, 8 << 20);
    sb_addf(&b, "%" PRId64 " %" PRId64 " %s\n", r->actor->person.v, r->actor->happened.ms,
            r->actor->document ? r->actor->document : "");
    if (r->open)
        sb_addf(&b, "open %s ", r->open->procedure);
    else
        sb_addf(&b, "act %" PRId64 " %d %d %d ", r->act->matter.v, (int)r->act->duty,
                (int)r->act->act, (int)r->act->verdict);
    sb_addz(&b, z);
    free(z);
    TRY(sb_end(&b));
    uint8_t raw[SHA256_LEN];
    sha256(sb_str(&b), raw);
    sb_reset(&b);
    sb_add_hex(&b, (struct str){(const char *)raw, sizeof raw});
    TRY(sb_end(&b));
    memcpy(r->digest, b.p, sizeof r->digest);
    return OK;
}

static err_t recall(struct str kept, struct performed *ret)
{
    struct str rest = kept;
    struct str a = str_cut(&rest, ' ');
    TRY(str_to_i64(a, &ret->matter.v));
    return str_to_i64(rest, &ret->leaf.v);
}

static err_t run(struct db *db, struct request *r)
{
    struct arena arena ARENA_CLEANUP;
    arena_init(&arena, ARENA_MAX);
    if (r->open) return matters_open_in(r->office, db, &arena, r->open, &r->done, r->bad, r->why);
    return matters_act_in(r->office, db, &arena, r->actor, r->act, &r->done, r->bad, r->why);
}

static err_t job(struct db *db, void *arg)
{
    struct request *r = arg;
    if (r->key.n == 0) return run(db, r);
    char owner[40];
    /* Whose keyboard it is, not whose paper: nobody uses up or learns of another's keys. */
    int64_t keyboard = r->actor->entered_by.v ? r->actor->entered_by.v : r->actor->person.v;
    snprintf(owner, sizeof owner, "person:%" PRId64, keyboard);
    struct idem_key k = {str_z(owner), r->key, str_z(r->digest)};
    struct sb kept SB_CLEANUP;
    sb_init(&kept, 100);
    err_t e = idem_get(db, &k, &kept);
    r->again = e == OK;
    if (e == OK) return recall(sb_str(&kept), &r->done);
    if (e == ERR_EXISTS) return fault_set(r->why, ERR_EXISTS, "matter.key_used", NULL);
    if (e != ERR_NOT_FOUND) return e;
    TRY(run(db, r));
    sb_reset(&kept);
    sb_addf(&kept, "%" PRId64 " %" PRId64, r->done.matter.v, r->done.leaf.v);
    TRY(sb_end(&kept));
    return idem_put(db, &k, sb_str(&kept), clock_now(r->office->clock).ms);
}

static err_t submit(struct request *r)
{
    r->bad->n = 0;
    if (r->key.n > KEY_MAX) return fault_set(r->why, ERR_INVALID, "matter.key_used", NULL);
    TRY(digest_of(r));
    struct fault store_fault = {0};
    err_t e = store_write(r->office->store, job, r, &store_fault);
    if (e != OK && r->why && !r->why->id && store_fault.id) *r->why = store_fault;
    return e;
}

err_t matters_open(const struct office *office, const struct actor *actor, const char *procedure,
                   const json_t *fields, struct str key, struct matter_done *ret,
                   struct faults *bad, struct fault *why)
{
    struct fault own = {0};
    struct open_request q = {.actor = actor, .procedure = procedure, .form = fields};
    struct request r = {.office = office,
                        .actor = actor,
                        .open = &q,
                        .key = key,
                        .bad = bad,
                        .why = why ? why : &own};
    *r.why = own;
    TRY(submit(&r));
    *ret = (struct matter_done){r.done.matter, r.done.leaf, r.again};
    return OK;
}

err_t matters_act(const struct office *office, const struct actor *actor,
                  const struct matter_act *act, struct str key, struct matter_done *ret,
                  struct faults *bad, struct fault *why)
{
    struct fault own = {0};
    struct request r = {.office = office,
                        .actor = actor,
                        .act = act,
                        .key = key,
                        .bad = bad,
                        .why = why ? why : &own};
    *r.why = own;
    TRY(submit(&r));
    *ret = (struct matter_done){r.done.matter, r.done.leaf, r.again};
    return OK;
}

/* --- timers --- */

struct firing {
    const struct office *office;
    struct due_timer timer;
    struct moment now;
};

static err_t fire_one(struct db *db, void *arg)
{
    const struct firing *f = arg;
    struct act a = {.matter = f->timer.matter,
                    .kind = timer_act(f->timer.timer.kind),
                    .duty = f->timer.timer.duty,
                    .happened = f->timer.timer.at,
                    .entered = f->now};
    struct performed done;
    struct arena arena ARENA_CLEANUP;
    arena_init(&arena, ARENA_MAX);
    struct matter *m;
    TRY(kernel_perform_on(db, &arena, NULL, &a, STR_NONE, &done, &m, NULL));
    return work_after(db, f->office, &arena, f->now, m, NULL);
}

err_t matters_fire_due(const struct office *office, size_t *ret_fired)
{
    struct arena arena ARENA_CLEANUP;
    arena_init(&arena, ARENA_MAX);
    struct moment now = clock_now(office->clock);
    struct db *db;
    TRY(store_read_begin(office->store, &db, NULL));
    struct due_timer *list;
    size_t n;
    err_t e = kernel_due(db, &arena, now, FIRE_MAX, &list, &n);
    store_read_end(db);
    TRY(e);
    *ret_fired = 0;
    for (size_t i = 0; i < n; i++) {
        struct firing f = {office, list[i], now};
        e = store_write(office->store, fire_one, &f, NULL);
        if (e == OK)
            ++*ret_fired;
        else if (e != ERR_STATE) /* ERR_STATE: an act of a person came first */
            return e;
    }
    err_t events = event_fire(office, ret_fired), silence = enrol_tell_silent(office, ret_fired);
    return events != OK ? events : silence;
}

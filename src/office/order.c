/* SPDX-License-Identifier: Apache-2.0 */
#include "office/order.h"

#include <string.h>

#include "base/sha256.h"
#include "contract/order.h"
#include "contract/taken.h"
#include "office/event.h"
#include "office/network.h"

enum { ARENA_MAX = 16 << 20 };

struct ordering {
    const struct office *office;
    const struct machine *machine;
    const struct order *said;
    struct moment now;
    int64_t matter;
    bool repeated;
    struct fault why;
};

/* The key by which the matter is found again: ids are the enforcers' own, of any letters. */
static const char *key_of(struct arena *a, const struct ordering *o)
{
    uint8_t digest[SHA256_LEN];
    SB_CLEANUP struct sb b;
    sha256(str_z(o->said->id), digest);
    sb_init(&b, 100);
    sb_add_hex(&b, (struct str){(const char *)digest, 16});
    return sb_end(&b) == OK ? arena_printf(a, "%s:%.*s", o->machine->name, STR_ARG(sb_str(&b)))
                            : NULL;
}

static err_t find(struct db *db, struct arena *a, const struct catalogue *c, const char *key,
                  int64_t *ret)
{
    for (size_t i = 0; i < catalogue_n_procedures(c); i++) {
        const struct procedure *p = catalogue_procedure_at(c, i);
        const char *whole =
            arena_printf(a, "event:%s:%s:%s", event_kind_name(EVENT_BARRIER_ORDERED), p->name, key);
        if (!whole) return ERR_NOMEM;
        if (p->n_opened_by == 0) continue;
        err_t e = db_get_i64(db, ret, SQL_MATTER_OF_EVENT, P_STR("key", str_z(whole)));
        if (e != ERR_NOT_FOUND) return e;
    }
    return ERR_NOT_FOUND;
}

/* Times that a clock ahead of ours gave are not later than now. */
static struct moment not_later(struct moment t, struct moment now)
{
    return t.ms > now.ms ? now : t;
}

static err_t open_in(struct db *db, struct arena *a, struct ordering *o)
{
    static const char *const results[] = {
        [ORDER_DONE] = "done", [ORDER_PARTLY] = "partly", [ORDER_FAILED] = "failed"};
    const struct order *s = o->said;
    const char *key = key_of(a, o);
    bool any = false;
    if (!key) return ERR_NOMEM;
    err_t e = find(db, a, o->office->catalogue, key, &o->matter);
    o->repeated = e == OK;
    if (e != ERR_NOT_FOUND) return e;
    const struct event_text texts[] = {
        {"what", s->what == ORDER_CUT ? "cut" : "restore"},
        {"scope", order_scopes[s->scope]},
        {"value", s->value},
        {"by", s->by},
        {"account", s->account},
        {"machine", o->machine->name},
        {"reason", s->reason},
        {"result", results[s->result]},
        {"detail", s->detail},
    };
    struct event_told t = {.key = key,
                           .at = not_later(s->at, o->now),
                           .from = not_later(s->at, o->now),
                           .until = not_later(s->done_at, o->now),
                           .texts = texts,
                           .n_texts = ARRAY_LEN(texts)};
    struct event_work x = {o->office, db, a, o->now};
    TRY(event_tell(&x, EVENT_BARRIER_ORDERED, &t, &any));
    if (!any) return fault_set(&o->why, ERR_STATE, "order.no_procedure", NULL);
    return find(db, a, o->office->catalogue, key, &o->matter);
}

static err_t job(struct db *db, void *arg)
{
    struct arena a ARENA_CLEANUP;
    arena_init(&a, ARENA_MAX);
    return open_in(db, &a, arg);
}

err_t order_take(const struct office *office, const struct machine *machine, struct str document,
                 struct sb *to, struct fault *why)
{
    struct arena a ARENA_CLEANUP;
    struct order said;
    arena_init(&a, ARENA_MAX);
    TRY(order_read(&a, document, &said, why));
    if (strcmp(said.program, machine->program) != 0 || strcmp(said.host, machine->host) != 0)
        return fault_set(why, ERR_DENIED, "enforce.other_enforcer", "%s", said.host);
    if (strcmp(machine->program, NETWORK_ENFORCER) != 0) /* nobody stands at another's barrier */
        return fault_set(why, ERR_DENIED, "order.not_the_barrier", "%s", machine->program);
    struct ordering o = {
        .office = office, .machine = machine, .said = &said, .now = clock_now(office->clock)};
    err_t e = store_write(office->store, job, &o, why);
    if (e != OK && o.why.id && why) *why = o.why;
    TRY(e);
    struct taken answer = {
        .id = said.id, .repeated = o.repeated, .matter = matter_id(o.matter), .at = o.now};
    return taken_write(to, &answer, why);
}

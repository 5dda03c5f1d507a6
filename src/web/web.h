/* SPDX-License-Identifier: Apache-2.0
 *
 * web.h: what a running web server holds. Immutable after web_open() but for
 * the store, the catalogue in force and the password gate, which take care of themselves; shared
 * by all workers. Each request has a copy whose office stays with one version of the catalogue.
 */
#ifndef SEKIMORI_WEB_WEB_H
#define SEKIMORI_WEB_WEB_H

#include "base/clock.h"
#include "store/store.h"
#include "web/http.h"
#include "web/password.h"
#include "web/route.h"

struct web_config {
    struct str instance;         /* folder of the office; absolute */
    const char *office_name;     /* shown in the head of each page */
    int64_t idle_ms, longest_ms; /* of a session */
    int64_t backup_term_days; /* how long backups are kept at most: told where content was erased */
    unsigned workers, machine_workers;
    bool secure_cookies; /* the people's address is https */
    bool strict;         /* tests: a page that names a value it was not given fails */
};

/* Who people are; the office answers, tests answer in its place. Results live
 * in the arena (`card`: a new reference). */
struct web_people {
    void *ctx;
    err_t (*roles)(void *ctx, struct db *db, struct arena *a, struct person_id p, struct moment now,
                   const char *const **ret);
    /* {"name", "posts": [{"unit", "title"}]} */
    err_t (*card)(void *ctx, struct db *db, struct arena *a, struct person_id p, struct moment now,
                  enum lang lang, json_t **ret);
    /* Words that this person's password must not be made of. */
    err_t (*words)(void *ctx, struct db *db, struct arena *a, struct person_id p, struct moment now,
                   const struct str **ret, size_t *ret_n);
};

struct office;
struct seal_state;
struct standing;
struct machine_gate;

struct web {
    struct web_config config;
    struct store *store;
    const struct clock *clock;
    const struct office *office; /* of the request in hand; NULL only in tests of what needs none */
    struct standing *standing;   /* whose catalogue each request takes; NULL: office's stays */
    struct web_people people;
    struct password_gate *gate;
    const struct route_table *routes, *machine_routes;
    struct machine_gate *machine_gate; /* NULL: no machine is let in */
    struct seal_state *seal;           /* whether sealing works; NULL in tests */
    const char *ledger_key;            /* for the page about this system; NULL: none */
};

/* From office.conf: office_name, session_idle_minutes, session_longest_hours,
 * web_workers. Everything at its usual value before. */
void web_config_init(struct web_config *c);
MUST_CHECK err_t web_config_set(struct web_config *c, struct str key, struct str value,
                                struct fault *why);

#endif

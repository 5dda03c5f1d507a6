/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/machine.h"

#include <string.h>

#include "kernel/parse.h"
#include "ledger/ledger.h"

static const char *const whats[] = {[MACHINE_TOKEN] = "token",
                                    [MACHINE_ENROLLED] = "enrolled",
                                    [MACHINE_KEY] = "key",
                                    [MACHINE_REVOKED] = "revoked",
                                    [MACHINE_WITHDRAWN] = "withdrawn"};

/* --- the projection ---------------------------------------------------------------------- */

static struct str text(const json_t *o, const char *key)
{
    return str_z(json_string_value(json_object_get(o, key)));
}

static err_t project(struct db *db, const json_t *o, struct leaf_id leaf)
{
    struct str what = text(o, "what"), name = text(o, "name");
    int64_t at = json_integer_value(json_object_get(o, "at"));
    if (str_eqz(what, whats[MACHINE_REVOKED]))
        return db_run(db, SQL_MACHINE_END, P_STR("name", name), P_I64("until", at),
                      P_I64("leaf", leaf.v));
    if (!str_eqz(what, whats[MACHINE_ENROLLED]) && !str_eqz(what, whats[MACHINE_KEY])) return OK;
    if (!name.p || !text(o, "key").p || !text(o, "host").p) return ERR_CORRUPT;
    return db_run(db, SQL_MACHINE_PUT, P_STR("name", name), P_STR("program", text(o, "program")),
                  P_STR("host", text(o, "host")), P_STR("key", text(o, "key")), P_I64("since", at),
                  P_I64("leaf", leaf.v));
}

err_t project_machine(struct db *db, struct str envelope, struct leaf_id leaf)
{
    json_t *o = NULL;
    TRY(parse_stored(envelope, LEDGER_ENVELOPE_MAX, &o, NULL));
    err_t e = project(db, o, leaf);
    json_decref(o);
    return e;
}

/* --- the record -------------------------------------------------------------------------- */

static bool set(json_t *o, const char *key, const char *z)
{
    return !z || json_object_set_new(o, key, json_string(z)) == 0;
}

static json_t *envelope_of(const struct machine_change *c)
{
    json_t *o =
        json_pack("{s:s, s:i, s:s, s:I, s:I, s:s, s:s, s:s}", "kind", "machine", "v", 1, "what",
                  whats[c->what], "at", (json_int_t)c->at.ms, "by", (json_int_t)c->by.v, "name",
                  c->name, "program", c->program, "host", c->host);
    bool good = o && set(o, "key", c->key) && set(o, "token", c->token) &&
                set(o, "reason", c->reason) &&
                (!c->until.ms || json_object_set_new(o, "until", json_integer(c->until.ms)) == 0);
    if (good) return o;
    json_decref(o);
    return NULL;
}

err_t kernel_machine(struct db *db, const struct machine_change *c, struct leaf_id *ret)
{
    struct leaf_id leaf;
    json_t *o = envelope_of(c);
    if (!o) return ERR_NOMEM;
    err_t e = ledger_append(db, o, STR_NONE, &leaf);
    if (e == OK) e = project(db, o, leaf);
    json_decref(o);
    if (e == OK) *ret = leaf;
    return e;
}

err_t kernel_machine_get(struct db *db, struct arena *a, const char *name, struct machine *ret)
{
    struct machine m = {0};
    struct rows r ROWS_CLEANUP = db_query(db, SQL_MACHINE_GET, P_STR("name", str_z(name)));
    bool there = rows_next(&r);
    if (there) {
        m.name = arena_strdup(a, rows_str(&r, "name"));
        m.program = arena_strdup(a, rows_str(&r, "program"));
        m.host = arena_strdup(a, rows_str(&r, "host"));
        m.key = arena_strdup(a, rows_str(&r, "key"));
        m.since.ms = rows_i64(&r, "since");
        m.until.ms = rows_i64_or(&r, "until", 0);
        if (!m.name || !m.program || !m.host || !m.key) return ERR_NOMEM;
    }
    TRY(rows_end(&r));
    if (!there) return ERR_NOT_FOUND;
    *ret = m;
    return OK;
}

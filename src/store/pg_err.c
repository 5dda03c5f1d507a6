/* SPDX-License-Identifier: Apache-2.0
 *
 * SQLSTATE to ours (PostgreSQL 15, appendix A). */
#include <string.h>

#include "store/pg_db.h"

static const struct {
    const char *state; /* a whole code, or the start of one */
    err_t code;
    const char *id;
} map[] = {
    {"23505", ERR_EXISTS, "store.exists"},
    {"23503", ERR_STATE, "store.reference"},
    {"23", ERR_INVALID, "store.constraint"},
    {"22", ERR_INVALID, "store.constraint"},
    {"53100", ERR_IO, "store.full"},
    {"53200", ERR_NOMEM, "store.nomem"},
    {"53", ERR_UNAVAILABLE, "store.unavailable"},
    {"58", ERR_IO, "store.io"},
    {"25006", ERR_IO, "store.read_only"},
    {"XX001", ERR_CORRUPT, "store.corrupt"},
    {"XX002", ERR_CORRUPT, "store.corrupt"},
    {"40", ERR_BUSY, "store.busy"},
    {"55P03", ERR_BUSY, "store.busy"},
    {"54", ERR_TOO_BIG, "store.too_big"},
    {"57P", ERR_UNAVAILABLE, "store.unavailable"},
    {"08", ERR_UNAVAILABLE, "store.unavailable"},
};

err_t pg_err_lost(struct pg_db *p)
{
    const char *text = p->c ? PQerrorMessage(p->c) : "";
    size_t n = strcspn(text, "\n");
    err_t e = db_fail(&p->db, ERR_UNAVAILABLE, "store.unavailable", "%.*s", (int)n, text);
    pg_db_drop(p);
    return e;
}

err_t pg_err_result(struct pg_db *p, const PGresult *r)
{
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
    const char *text = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY);
    const char *what = PQresultErrorField(r, PG_DIAG_CONSTRAINT_NAME);
    if (!text) text = PQresultErrorMessage(r);
    if (!state) state = "";
    for (size_t i = 0; i < ARRAY_LEN(map); i++) {
        if (strncmp(state, map[i].state, strlen(map[i].state)) != 0) continue;
        bool named =
            map[i].code == ERR_EXISTS || map[i].code == ERR_STATE || map[i].code == ERR_INVALID;
        if (named)
            return db_fail(&p->db, map[i].code, map[i].id, "%s" FS "%s", what ? what : state, text);
        return db_fail(&p->db, map[i].code, map[i].id, "%s", text);
    }
    return db_fail(&p->db, ERR_BUG, "store.bug", "%s" FS "%s", state, text);
}

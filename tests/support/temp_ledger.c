/* SPDX-License-Identifier: Apache-2.0 */
#include "temp_ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <libpq-fe.h>
#include <sqlite3.h>

static void must(bool good, const char *what)
{
    if (good) return;
    (void)fprintf(stderr, "temp_ledger: %s\n", what);
    abort();
}

static err_t sign(void *ctx, const struct signer_request *r, enum signer_status *ret_status,
                  struct sb *ret_note, struct fault *why)
{
    struct temp_ledger *l = ctx;
    (void)why;
    *ret_status = signer_sign(&l->signer, r, &l->clock);
    if (*ret_status == SIGNER_SIGNED || *ret_status == SIGNER_STALE)
        sb_add(ret_note, (struct str){l->signer.note, l->signer.note_n});
    return sb_end(ret_note);
}

static err_t open_job(struct db *db, void *arg)
{
    struct temp_ledger *l = arg;
    return ledger_open(db, STR(TEMP_LEDGER_ORIGIN), clock_now(&l->clock));
}

void temp_ledger_make(struct temp_ledger *l)
{
    struct sb vkey;
    memset(l, 0, sizeof *l);
    temp_store_make(&l->t, NULL);
    l->clock = clock_test_init(&l->clock_state, (struct moment){INT64_C(1790000000000)});
    (void)snprintf(l->keys, sizeof l->keys, "%s/keys", l->t.dir);
    must(mkdir(l->keys, 0700) == 0, "mkdir");
    sb_init(&vkey, sizeof l->vkey - 1);
    must(signer_create(l->keys, STR(TEMP_LEDGER_ORIGIN), &l->clock, &vkey, NULL) == OK, "signer");
    memcpy(l->vkey, vkey.p, vkey.n + 1);
    sb_release(&vkey);
    must(checkpoint_key_parse(str_z(l->vkey), &l->key) == OK, "vkey");
    must(signer_open(l->keys, &l->signer, NULL) == OK, "signer_open");
    l->ask = (struct ledger_signer){sign, l};
    must(store_write(l->t.store, open_job, l, NULL) == OK, "ledger_open");
}

void temp_ledger_remove(struct temp_ledger *l)
{
    signer_close(&l->signer);
    temp_store_remove(&l->t);
}

struct append {
    int64_t matter, n;
    struct str content;
    struct leaf_id leaf;
};

static err_t append_job(struct db *db, void *arg)
{
    struct append *a = arg;
    json_t *o = json_pack("{s:s,s:I,s:I}", "kind", "act", "matter", (json_int_t)a->matter, "n",
                          (json_int_t)a->n);
    if (!o) return ERR_NOMEM;
    err_t e = ledger_append(db, o, a->content, &a->leaf);
    json_decref(o);
    return e;
}

struct leaf_id temp_ledger_append(struct temp_ledger *l, int64_t matter, int64_t n,
                                  const char *content)
{
    struct append a = {.matter = matter, .n = n, .content = str_z(content)};
    must(store_write(l->t.store, append_job, &a, NULL) == OK, "ledger_append");
    return a.leaf;
}

static err_t fill_job(struct db *db, void *arg)
{
    struct append *a = arg;
    struct append one = *a;
    for (one.n = 0; one.n < a->n; one.n++) TRY(append_job(db, &one));
    return OK;
}

void temp_ledger_fill(struct temp_ledger *l, int64_t matter, int64_t n, const char *content)
{
    struct append a = {.matter = matter, .n = n, .content = str_z(content)};
    must(store_write(l->t.store, fill_job, &a, NULL) == OK, "ledger_append");
}

int64_t temp_ledger_seal(struct temp_ledger *l)
{
    struct fault why = {0};
    int64_t size;
    err_t e = ledger_seal(l->t.store, &l->key, &l->ask, &size, &why);
    if (e != OK) (void)fprintf(stderr, "ledger_seal: %s %s\n", err_name(e), why.id ? why.id : "");
    must(e == OK, "ledger_seal");
    return size;
}

void temp_ledger_sql(struct temp_ledger *l, const char *sql)
{
    if (l->t.config.kind == STORE_SQLITE) {
        sqlite3 *h;
        char *error = NULL;
        must(sqlite3_open(l->t.path, &h) == SQLITE_OK, "sqlite3_open");
        (void)sqlite3_busy_timeout(h, 5000);
        int code = sqlite3_exec(h, sql, NULL, NULL, &error);
        if (code != SQLITE_OK) (void)fprintf(stderr, "%s: %s\n", sql, error);
        sqlite3_free(error);
        sqlite3_close(h);
        must(code == SQLITE_OK, "sql");
        return;
    }
    PGconn *c = PQconnectdb(l->t.conninfo);
    PGresult *r = PQexec(c, sql);
    ExecStatusType s = PQresultStatus(r);
    if (s != PGRES_COMMAND_OK && s != PGRES_TUPLES_OK)
        (void)fprintf(stderr, "%s: %s\n", sql, PQerrorMessage(c));
    PQclear(r);
    PQfinish(c);
    must(s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK, "sql");
}

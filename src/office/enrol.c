/* SPDX-License-Identifier: Apache-2.0
 *
 * Tokens, enrolment, revocation. */
#include "office/enrol.h"

#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/sha256.h"
#include "base/utf8.h"
#include "catalogue/enforcers.h"
#include "contract/enrolment.h"
#include "contract/signature.h"

enum { TOKEN_BYTES = 32, ID_BYTES = 9, HASH_LEN = 65, REASON_MAX = 500, HOST_MAX = 100 };
static const char token_head[] = "skm-";

/* There is one barrier and one gate: of two, each would answer for what the other has not done. */
static bool is_single(const char *program)
{
    return strcmp(program, "netd") == 0 || strcmp(program, "gate") == 0;
}

static void hash_of(struct str token, char ret[HASH_LEN])
{
    uint8_t digest[SHA256_LEN];
    sha256(token, digest);
    struct sb b = {.max = HASH_LEN};
    sb_add_hex(&b, (struct str){(const char *)digest, sizeof digest});
    ASSERT(sb_end(&b) == OK && b.n == HASH_LEN - 1);
    memcpy(ret, b.p, b.n);
    ret[b.n] = '\0';
    sb_release(&b);
}

static const char *name_of(struct arena *a, const char *program, const char *host)
{
    return arena_printf(a, "%s.%s", program, host);
}

/* --- giving out a token ------------------------------------------------------------------ */

struct giving {
    const struct enrol_wish *wish;
    const char *hash, *id;
    struct moment now, until;
    struct fault *why;
};

static err_t bad_program(const char *program, struct fault *why)
{
    SB_CLEANUP struct sb known;
    sb_init(&known, 100);
    for (size_t i = 0; i < ENFORCERS; i++)
        sb_addf(&known, "%s%s", i ? " " : "", enforcers_names[i]);
    TRY(sb_end(&known));
    return fault_set(why, ERR_INVALID, "machine.bad_program", "%s" FS "%s", program, known.p);
}

static err_t check_wish(const struct enrol_wish *w, struct fault *why)
{
    if (!enforcers_find(w->program)) return bad_program(w->program, why);
    struct str host = str_z(w->host);
    if (host.n > HOST_MAX || !signature_is_name(host))
        return fault_set(why, ERR_INVALID, "machine.bad_host", "%s", w->host);
    if (w->hours < 1 || w->hours > ENROL_HOURS_MAX)
        return fault_set(why, ERR_INVALID, "machine.bad_hours", "%d", (int)ENROL_HOURS_MAX);
    return OK;
}

/* *ret: the live machine of that program on another host, or unset. */
static err_t find_other(struct db *db, struct arena *a, const char *program, const char *host,
                        const char **ret)
{
    *ret = NULL;
    if (!is_single(program)) return OK;
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_MACHINE_LIVE_OF_PROGRAM, P_STR("program", str_z(program)));
    while (rows_next(&r)) {
        if (str_eqz(rows_str(&r, "host"), host)) continue;
        *ret = arena_strdup(a, rows_str(&r, "host"));
        if (!*ret) return ERR_NOMEM;
    }
    return rows_end(&r);
}

static err_t give_in(struct db *db, struct arena *a, const struct giving *g)
{
    const struct enrol_wish *w = g->wish;
    const char *other = NULL, *name = name_of(a, w->program, w->host);
    struct leaf_id leaf;
    if (!name) return ERR_NOMEM;
    TRY(find_other(db, a, w->program, w->host, &other));
    if (other)
        return fault_set(g->why, ERR_STATE, "machine.taken", "%s" FS "%s", w->program, other);
    TRY(db_run(db, SQL_MACHINE_TOKENS_DROP_OLD,
               P_I64("before", moment_add(g->now, -30 * DAY_MS).ms)));
    TRY(db_run(db, SQL_MACHINE_TOKENS_DROP_OF, P_STR("program", str_z(w->program)),
               P_STR("host", str_z(w->host))));
    TRY(db_run(db, SQL_MACHINE_TOKEN_ADD, P_STR("hash", str_z(g->hash)), P_STR("id", str_z(g->id)),
               P_STR("program", str_z(w->program)), P_STR("host", str_z(w->host)),
               P_I64("made", g->now.ms), P_I64("until", g->until.ms),
               P_I64_OPT("person", person_id_is_set(w->by), w->by.v)));
    struct machine_change c = {.what = MACHINE_TOKEN,
                               .name = name,
                               .program = w->program,
                               .host = w->host,
                               .token = g->id,
                               .until = g->until,
                               .by = w->by,
                               .at = g->now};
    return kernel_machine(db, &c, &leaf);
}

static err_t give_job(struct db *db, void *arg)
{
    struct arena a ARENA_CLEANUP;
    arena_init(&a, 1 << 20);
    return give_in(db, &a, arg);
}

err_t enrol_give_token(const struct office *office, const struct enrol_wish *w,
                       struct enrol_token *ret, struct fault *why)
{
    struct enrol_token t;
    char hash[HASH_LEN];
    struct fault inner = {.code = OK};
    SB_CLEANUP struct sb b;
    sb_init(&b, ENROL_TOKEN_LEN);
    TRY(check_wish(w, why));
    sb_addz(&b, token_head);
    random_token(&b, TOKEN_BYTES);
    TRY(sb_end(&b));
    ASSERT(b.n < sizeof t.text);
    memcpy(t.text, b.p, b.n);
    t.text[b.n] = '\0';
    hash_of(sb_str(&b), hash);
    sb_reset(&b);
    random_token(&b, ID_BYTES);
    TRY(sb_end(&b));
    ASSERT(b.n < sizeof t.id);
    memcpy(t.id, b.p, b.n);
    t.id[b.n] = '\0';
    struct giving g = {w, hash, t.id, clock_now(office->clock), {0}, &inner};
    g.until = t.until = moment_add(g.now, w->hours * HOUR_MS);
    err_t e = store_write(office->store, give_job, &g, why);
    if (e != OK && inner.id && why) *why = inner;
    if (e == OK) *ret = t;
    return e;
}

/* --- revoking ---------------------------------------------------------------------------- */

struct revoking {
    const char *name, *reason;
    struct person_id by;
    struct moment now;
    struct fault *why;
};

static err_t revoke_in(struct db *db, struct arena *a, const struct revoking *v)
{
    struct machine m;
    struct leaf_id leaf;
    err_t e = kernel_machine_get(db, a, v->name, &m);
    if (e == ERR_NOT_FOUND) return fault_set(v->why, e, "machine.none_such", "%s", v->name);
    TRY(e);
    if (m.until.ms) return fault_set(v->why, ERR_STATE, "machine.gone", "%s", v->name);
    TRY(db_run(db, SQL_MACHINE_TOKENS_DROP_OF, P_STR("program", str_z(m.program)),
               P_STR("host", str_z(m.host))));
    struct machine_change c = {.what = MACHINE_REVOKED,
                               .name = m.name,
                               .program = m.program,
                               .host = m.host,
                               .reason = v->reason,
                               .by = v->by,
                               .at = v->now};
    return kernel_machine(db, &c, &leaf);
}

static err_t revoke_job(struct db *db, void *arg)
{
    struct arena a ARENA_CLEANUP;
    arena_init(&a, 1 << 20);
    return revoke_in(db, &a, arg);
}

err_t enrol_revoke(const struct office *office, const char *name, const char *reason,
                   struct person_id by, struct fault *why)
{
    struct fault inner = {.code = OK};
    struct str said = reason ? utf8_head(str_z(reason), REASON_MAX) : STR_NONE;
    if (!signature_is_name(str_z(name)))
        return fault_set(why, ERR_NOT_FOUND, "machine.none_such", "%s", name);
    char *kept = said.n ? str_dup(said) : NULL;
    if (said.n && !kept) return ERR_NOMEM;
    struct revoking v = {name, kept, by, clock_now(office->clock), &inner};
    err_t e = store_write(office->store, revoke_job, &v, why);
    if (e != OK && inner.id && why) *why = inner;
    free(kept);
    return e;
}

/* --- the program shows its token --------------------------------------------------------- */

struct taking {
    const struct office *office;
    const struct enrolment *said;
    struct moment now;
    char hash[HASH_LEN];
    char name[SIGNATURE_NAME_MAX + 1]; /* out */
    const char *refused;               /* out: id of a text; NULL: taken */
};

/* Everything that is wrong with a token is told alike: who tries one learns nothing. */
static err_t judge_token(struct db *db, struct arena *a, struct taking *t, const char **ret_id)
{
    const struct enrolment *said = t->said;
    struct rows r ROWS_CLEANUP = db_query(db, SQL_MACHINE_TOKEN_GET, P_STR("hash", str_z(t->hash)));
    bool good = rows_next(&r);
    if (good) {
        bool late = t->now.ms >= rows_i64(&r, "until");
        bool fits = str_eqz(rows_str(&r, "program"), said->program) &&
                    str_eqz(rows_str(&r, "host"), said->host);
        t->refused = late ? "machine.token_over" : fits ? NULL : "machine.token_other";
        *ret_id = arena_strdup(a, rows_str(&r, "id"));
        if (!*ret_id) return ERR_NOMEM;
    } else {
        t->refused = "machine.token_wrong";
    }
    return rows_end(&r);
}

/* A key is of one machine, and what was revoked stays so. */
static err_t judge_key(struct db *db, struct taking *t)
{
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_MACHINE_BY_KEY, P_STR("key", str_z(t->said->key)));
    while (rows_next(&r))
        if (!str_eqz(rows_str(&r, "name"), t->name) || !rows_is_null(&r, "until"))
            t->refused = "machine.key_known";
    return rows_end(&r);
}

static err_t take_in(struct db *db, struct arena *a, struct taking *t)
{
    const struct enrolment *said = t->said;
    const char *id = NULL, *other = NULL, *name;
    struct machine before = {0};
    struct leaf_id leaf;
    TRY(judge_token(db, a, t, &id));
    if (t->refused) return OK;
    name = name_of(a, said->program, said->host);
    if (!name || strlen(name) >= sizeof t->name) return name ? ERR_TOO_BIG : ERR_NOMEM;
    memcpy(t->name, name, strlen(name) + 1);
    TRY(find_other(db, a, said->program, said->host, &other));
    if (other) t->refused = "machine.taken_now";
    TRY(judge_key(db, t));
    if (t->refused) return OK;
    err_t e = kernel_machine_get(db, a, name, &before);
    if (e != OK && e != ERR_NOT_FOUND) return e;
    bool known = e == OK && !before.until.ms;
    TRY(db_run(db, SQL_MACHINE_TOKEN_DROP, P_STR("hash", str_z(t->hash))));
    struct machine_change c = {.what = known ? MACHINE_KEY : MACHINE_ENROLLED,
                               .name = name,
                               .program = said->program,
                               .host = said->host,
                               .key = said->key,
                               .token = id,
                               .at = t->now};
    TRY(kernel_machine(db, &c, &leaf));
    return db_run(db, SQL_MACHINE_CONTACT_PUT, P_STR("name", str_z(name)), P_I64("at", t->now.ms),
                  P_STR("version", str_z(said->version)), P_I64("revision", 0), P_I64("ahead", 0));
}

static err_t take_job(struct db *db, void *arg)
{
    struct arena a ARENA_CLEANUP;
    arena_init(&a, 1 << 20);
    return take_in(db, &a, arg);
}

err_t enrol_take(const struct office *office, const char *office_name, const char *ledger_key,
                 struct str document, struct sb *to, bool *ret_refused, struct fault *why)
{
    struct arena a ARENA_CLEANUP;
    struct enrolment said;
    arena_init(&a, 1 << 20);
    TRY(enrolment_read(&a, document, &said, why));
    struct taking t = {.office = office, .said = &said, .now = clock_now(office->clock)};
    hash_of(str_z(said.code), t.hash);
    TRY(store_write(office->store, take_job, &t, why));
    bool no = t.refused != NULL;
    struct enrolment_answer answer = {.name = no ? NULL : t.name,
                                      .refused = t.refused,
                                      .office = office_name,
                                      .ledger_key = no ? NULL : ledger_key,
                                      .poll_seconds = no ? 0 : ENROL_POLL_SECONDS,
                                      .at = t.now};
    *ret_refused = no;
    return enrolment_answer_write(to, &answer, why);
}

/* --- contact ----------------------------------------------------------------------------- */

static err_t contact_job(struct db *db, void *arg)
{
    const struct enrol_contact *c = arg;
    return db_run(db, SQL_MACHINE_CONTACT_PUT, P_STR("name", str_z(c->name)), P_I64("at", c->at.ms),
                  P_STR_OPT("version", str_z(c->version)), P_I64("revision", c->revision),
                  P_I64("ahead", c->ahead_ms));
}

err_t enrol_note_contact(const struct office *office, const struct enrol_contact *c,
                         struct fault *why)
{
    struct enrol_contact copy = *c;
    return store_write(office->store, contact_job, &copy, why);
}

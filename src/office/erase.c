/* SPDX-License-Identifier: Apache-2.0 */
#include "office/erase_parts.h"

#include <inttypes.h>
#include <string.h>

#include "base/sha256.h"
#include "store/idem.h"

enum { ARENA_MAX = 256 << 20 };

/* --- what stands against it -------------------------------------------------------------- */

err_t erase_holds(struct db *db, struct arena *a, struct moment at, struct erase_holds *ret)
{
    const char **v = NULL;
    size_t n = 0, cap = 0;
    struct rows r ROWS_CLEANUP = db_query(db, SQL_HOLDS_IN_FORCE, P_I64("at", at.ms));
    for (; rows_next(&r); n++) {
        if (n == cap) {
            const char **more = ARENA_ARRAY(a, const char *, cap = cap ? cap * 2 : 16);
            if (!more) return ERR_NOMEM;
            for (size_t i = 0; i < n; i++) more[i] = v[i];
            v = more;
        }
        v[n] = arena_strdup(a, rows_str(&r, "name"));
        if (!v[n]) return ERR_NOMEM;
    }
    TRY(rows_end(&r));
    *ret = (struct erase_holds){v, n};
    return OK;
}

bool erase_is_held(const struct erase_holds *h, struct matter_id matter, struct unit_id division)
{
    char m[40], d[40];
    (void)snprintf(m, sizeof m, "matter:%" PRId64, matter.v);
    (void)snprintf(d, sizeof d, "division:%" PRId64, division.v);
    for (size_t i = 0; i < h->n; i++) {
        const char *name = h->names[i];
        if (strcmp(name, "all") == 0 || strcmp(name, m) == 0 || strcmp(name, d) == 0) return true;
    }
    return false;
}

err_t erase_in_use(struct work *w, struct matter_id matter, bool *ret)
{
    struct entry_ids x;
    bool in_use = false;
    TRY(kernel_erase_entries(w->db, w->arena, matter, &x, w->why));
    for (size_t i = 0; i < x.n; i++) {
        struct rows r ROWS_CLEANUP = db_query(w->db, SQL_ENTRY_BOOK_STATE, P_I64("id", x.v[i].v));
        if (rows_next(&r)) {
            const char *name = arena_strdup(w->arena, rows_str(&r, "book"));
            const struct book *b = name ? catalogue_book(w->office->catalogue, name) : NULL;
            in_use = in_use || !b || !catalogue_book_ended(b, rows_str(&r, "state"));
        }
        TRY(rows_end(&r));
    }
    *ret = in_use;
    return OK;
}

bool erase_is_own(const struct matter *m, struct person_id applicant, struct person_id p)
{
    bool entered = person_id_is_set(m->entered_by) && person_id_eq(m->entered_by, p);
    return entered || person_id_eq(applicant, p);
}

err_t erase_seat(struct work *w, struct person_id p, struct unit_id division,
                 struct role_holder *ret)
{
    const struct catalogue *c = w->office->catalogue;
    if (unit_id_is_set(division)) {
        struct role_of manager = {.role = "security_manager", .unit = division};
        err_t e = org_holds_role(w->db, c, w->arena, p, manager, w->as_of, ret);
        if (e != ERR_DENIED && e != ERR_NOT_FOUND) return e;
    }
    struct role_of head = {.role = "head_security_officer"};
    return org_holds_role(w->db, c, w->arena, p, head, w->as_of, ret);
}

/* --- the decision ------------------------------------------------------------------------ */

static err_t refuse(struct work *w, err_t e, const char *id, struct matter_id m)
{
    return fault_set(w->why, e, id, "%" PRId64, m.v);
}

/* The article on which the term of its procedure rests. */
static const char *rule_of(const struct work *w)
{
    const struct article_list *a = &w->proc->retention.articles;
    return a->n ? a->v[0].text : NULL;
}

static err_t check(struct work *w, const struct erase_holds *holds, struct role_holder *ret)
{
    struct person_id p = w->actor.person;
    bool in_use;
    err_t e = erase_seat(w, p, w->division, ret);
    if (e == ERR_DENIED) return refuse(w, e, "erase.not_yours", w->m->id);
    TRY(e);
    if (erase_is_own(w->m, w->applicant, p)) return refuse(w, ERR_DENIED, "erase.own", w->m->id);
    if (erase_is_held(holds, w->m->id, w->division))
        return refuse(w, ERR_STATE, "erase.held", w->m->id);
    TRY(erase_in_use(w, w->m->id, &in_use));
    return in_use ? refuse(w, ERR_STATE, "erase.in_use", w->m->id) : OK;
}

static err_t erase_one(const struct office *office, struct db *db, struct arena *arena,
                       const struct actor *actor, struct matter_id id,
                       const struct erase_holds *holds, struct fault *why)
{
    struct faults bad = {.n = 0};
    struct work w WORK_CLEANUP = {.bad = &bad, .why = why};
    struct role_holder as;
    struct erasure_done done;
    TRY(work_begin(&w, office, db, arena, actor, unit_id(0)));
    TRY(work_load(&w, id));
    TRY(check(&w, holds, &as));
    struct erasure q = {.matter = id,
                        .by = {.person = actor->person,
                               .post = as.post,
                               .role = {as.role, as.unit, as.info_system},
                               .why = as.why},
                        .at = w.now,
                        .rule = rule_of(&w)};
    return kernel_erase(db, arena, &q, &done, why);
}

struct request {
    const struct office *office;
    struct actor actor;
    const int64_t *matters;
    size_t n;
    struct str key;
    char digest[65];
    struct fault *why;
};

static err_t erase_all(struct db *db, const struct request *r)
{
    struct arena arena ARENA_CLEANUP;
    struct erase_holds holds;
    arena_init(&arena, ARENA_MAX);
    TRY(erase_holds(db, &arena, clock_now(r->office->clock), &holds));
    for (size_t i = 0; i < r->n; i++)
        TRY(erase_one(r->office, db, &arena, &r->actor, matter_id(r->matters[i]), &holds, r->why));
    return OK;
}

static err_t job(struct db *db, void *arg)
{
    struct request *r = arg;
    char owner[40];
    (void)snprintf(owner, sizeof owner, "person:%" PRId64, r->actor.person.v);
    struct idem_key k = {str_z(owner), r->key, str_z(r->digest)};
    struct sb kept SB_CLEANUP;
    sb_init(&kept, 16);
    if (r->key.n == 0) return erase_all(db, r);
    err_t e = idem_get(db, &k, &kept);
    if (e == ERR_EXISTS) return fault_set(r->why, ERR_EXISTS, "matter.key_used", NULL);
    if (e != ERR_NOT_FOUND) return e; /* done before */
    TRY(erase_all(db, r));
    return idem_put(db, &k, STR("erased"), clock_now(r->office->clock).ms);
}

static err_t digest_of(struct request *r)
{
    struct sb b SB_CLEANUP;
    uint8_t raw[SHA256_LEN];
    sb_init(&b, 64 * 1024);
    sb_addz(&b, "erase");
    for (size_t i = 0; i < r->n; i++) sb_addf(&b, " %" PRId64, r->matters[i]);
    TRY(sb_end(&b));
    sha256(sb_str(&b), raw);
    sb_reset(&b);
    sb_add_hex(&b, (struct str){(const char *)raw, sizeof raw});
    TRY(sb_end(&b));
    memcpy(r->digest, b.p, sizeof r->digest);
    return OK;
}

err_t erase_matters(const struct office *office, struct person_id decider, const int64_t *matters,
                    size_t n, struct str key, struct fault *why)
{
    struct fault own = {.code = OK}, store = {.code = OK};
    struct request r = {.office = office,
                        .actor = {.person = decider, .entered_by = decider},
                        .matters = matters,
                        .n = n,
                        .key = key,
                        .why = why ? why : &own};
    if (n == 0) return fault_set(why, ERR_INVALID, "erase.none_chosen", NULL);
    if (n > ERASE_AT_ONCE)
        return fault_set(why, ERR_INVALID, "erase.too_many", "%d", (int)ERASE_AT_ONCE);
    TRY(digest_of(&r));
    err_t e = store_write(office->store, job, &r, &store);
    if (e != OK && !r.why->id && store.id) *r.why = store;
    return e;
}

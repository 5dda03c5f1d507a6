/* SPDX-License-Identifier: Apache-2.0
 *
 * A document of evidence becomes records: one a matter, one for what is of none. */
#include "office/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "catalogue/coverage.h"
#include "contract/taken.h"
#include "kernel/erase.h"
#include "office/work.h"

enum { ARENA_MAX = 64 << 20, ARTICLES_MAX = 100 };

struct taking {
    const struct office *office;
    const struct machine *machine;
    const struct evidence *said;
    struct moment now;
    struct db *db;
    struct arena *arena;
    bool repeated;
    struct fault why;
};

/* --- of which articles ------------------------------------------------------------------- */

struct keys {
    const char **v;
    size_t n;
};

static err_t add_article(struct arena *a, struct keys *k, const struct article_ref *ref)
{
    const char *key = ref->branch ? arena_printf(a, "%u-%u", ref->article, ref->branch)
                                  : arena_printf(a, "%u", ref->article);
    if (!key) return ERR_NOMEM;
    for (size_t i = 0; i < k->n; i++)
        if (strcmp(k->v[i], key) == 0) return OK;
    if (k->n < ARTICLES_MAX) k->v[k->n++] = key;
    return OK;
}

static err_t add_articles(struct arena *a, struct keys *k, const struct article_list *l)
{
    for (size_t i = 0; i < l->n; i++) TRY(add_article(a, k, &l->v[i]));
    return OK;
}

static err_t keys_begin(struct arena *a, struct keys *k)
{
    *k = (struct keys){ARENA_ARRAY(a, const char *, ARTICLES_MAX), 0};
    return k->v ? OK : ERR_NOMEM;
}

static bool among(const char *const *v, size_t n, const char *z)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(v[i], z) == 0) return true;
    return false;
}

/* Those of the controls that say so, and that the program carries out. */
static err_t keys_of_kind(const struct taking *t, const char *kind, struct keys *ret)
{
    const struct catalogue *c = t->office->catalogue;
    TRY(keys_begin(t->arena, ret));
    for (size_t i = 0; i < coverage_n_controls(c); i++) {
        const struct control *k = coverage_control_at(c, i);
        if (among(k->evidence, k->n_evidence, kind) && among(k->by, k->n_by, t->machine->program))
            TRY(add_articles(t->arena, ret, &k->articles));
    }
    return OK;
}

/* The matter's procedure and the step's own say more than a kind; but a control may add. */
static err_t keys_of_matter(const struct taking *t, const struct procedure *p, const char *kind,
                            struct keys *ret)
{
    TRY(keys_of_kind(t, kind, ret));
    return p ? add_articles(t->arena, ret, &p->articles) : OK;
}

/* --- items ------------------------------------------------------------------------------- */

static int64_t value_of(const struct evidence_item *it, const char *name)
{
    int64_t v;
    for (size_t i = 0; i < it->n_values; i++)
        if (strcmp(it->values[i].name, name) == 0 &&
            str_to_i64(str_z(it->values[i].value), &v) == OK && v >= 0 && v <= JSON_INT_MAX)
            return v;
    return 0;
}

static err_t fill_fact(const struct taking *t, const struct procedure *p,
                       const struct evidence_item *it, struct evidence_fact *f)
{
    struct keys keys;
    struct evidence_pair *v = ARENA_ARRAY(t->arena, struct evidence_pair, it->n_values + 1);
    if (!v) return ERR_NOMEM;
    TRY(keys_of_matter(t, p, it->kind, &keys));
    for (size_t i = 0; i < it->n_values; i++)
        v[i] = (struct evidence_pair){it->values[i].name, it->values[i].value};
    *f = (struct evidence_fact){.kind = it->kind,
                                .effect = it->no,
                                .articles = keys.v,
                                .n_articles = keys.n,
                                .subject = it->subject,
                                .digest = it->digest,
                                .note = it->text,
                                .values = v,
                                .n_values = it->n_values};
    f->counter.has = strcmp(it->kind, EVIDENCE_COUNTER) == 0;
    f->counter.packets = value_of(it, "packets");
    f->counter.bytes = value_of(it, "bytes");
    f->counter.uncertainty = value_of(it, "uncertainty");
    f->counter.since.ms = value_of(it, "since");
    f->counter.until.ms = value_of(it, "until");
    return OK;
}

/* Does the matter ask anything of this program? */
static err_t concerns(const struct taking *t, struct matter_id id, bool *ret)
{
    int64_t no;
    err_t e = db_get_i64(t->db, &no, SQL_EFFECT_OF_ENFORCER, P_I64("matter", id.v),
                         P_STR("enforcer", str_z(t->machine->program)));
    *ret = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* Is it a matter in which evidence of this program may be kept? One that is not there, erased, or
 * asks nothing of it, is none. */
static err_t look_up(const struct taking *t, struct matter_id id, bool *ret,
                     const struct procedure **ret_p)
{
    struct erased_row gone;
    bool erased = false, mine = false;
    *ret = false;
    *ret_p = NULL;
    struct rows r ROWS_CLEANUP = db_query(t->db, SQL_MATTER_HEAD, P_I64("matter", id.v));
    bool there = rows_next(&r);
    const char *name = there ? arena_strdup(t->arena, rows_str(&r, "procedure")) : NULL;
    TRY(rows_end(&r));
    if (!there) return OK;
    if (!name) return ERR_NOMEM;
    TRY(kernel_erased(t->db, t->arena, id, &gone, &erased));
    TRY(concerns(t, id, &mine));
    *ret = !erased && mine;
    *ret_p = catalogue_procedure(t->office->catalogue, name);
    return OK;
}

/* --- records ----------------------------------------------------------------------------- */

static err_t record(const struct taking *t, struct matter_id matter, const struct procedure *p,
                    const struct evidence_item *const *items, size_t n)
{
    struct leaf_id leaf;
    struct evidence_fact *facts = ARENA_ARRAY(t->arena, struct evidence_fact, n + 1);
    if (!facts) return ERR_NOMEM;
    for (size_t i = 0; i < n; i++) TRY(fill_fact(t, p, items[i], &facts[i]));
    struct evidence_record r = {.machine = t->machine->name,
                                .document = t->said->id,
                                .matter = matter,
                                .seen = t->said->at,
                                .received = t->now,
                                .revision = t->said->revision,
                                .facts = facts,
                                .n_facts = n};
    return kernel_evidence(t->db, &r, &leaf);
}

static int by_matter(const void *a, const void *b)
{
    const struct evidence_item *x = *(const struct evidence_item *const *)a,
                               *y = *(const struct evidence_item *const *)b;
    int64_t m = x->matter.v, n = y->matter.v;
    if (m != n) return (m > n) - (m < n);
    return (x > y) - (x < y); /* as they came */
}

/* What names a matter that is none for this program is evidence of none. */
static err_t sort_out(const struct taking *t, const struct evidence_item **v, size_t n,
                      struct evidence_item *copies)
{
    for (size_t i = 0; i < n; i++) {
        bool keeps = false;
        const struct procedure *p;
        copies[i] = t->said->items[i];
        v[i] = &copies[i];
        if (matter_id_is_set(copies[i].matter)) TRY(look_up(t, copies[i].matter, &keeps, &p));
        if (!keeps) copies[i].matter = matter_id(0);
    }
    qsort(v, n, sizeof *v, by_matter);
    return OK;
}

static err_t record_all(const struct taking *t)
{
    size_t n = t->said->n_items;
    const struct evidence_item **v = ARENA_ARRAY(t->arena, const struct evidence_item *, n + 1);
    struct evidence_item *copies = ARENA_ARRAY(t->arena, struct evidence_item, n + 1);
    if (!v || !copies) return ERR_NOMEM;
    TRY(sort_out(t, v, n, copies));
    if (n == 0) return record(t, matter_id(0), NULL, v, 0);
    for (size_t i = 0, k; i < n; i += k) {
        const struct procedure *p = NULL;
        bool keeps;
        for (k = 1; i + k < n && matter_id_eq(v[i + k]->matter, v[i]->matter);) k++;
        if (matter_id_is_set(v[i]->matter)) TRY(look_up(t, v[i]->matter, &keeps, &p));
        TRY(record(t, v[i]->matter, p, v + i, k));
    }
    return OK;
}

static err_t take_job(struct db *db, void *arg)
{
    struct taking *t = arg;
    struct arena arena ARENA_CLEANUP;
    arena_init(&arena, ARENA_MAX);
    t->db = db;
    t->arena = &arena;
    TRY(kernel_evidence_seen(db, t->machine->name, t->said->id, &t->repeated));
    return t->repeated ? OK : record_all(t);
}

err_t evidence_take(const struct office *office, const struct machine *machine, struct str document,
                    struct sb *to, struct fault *why)
{
    struct arena arena ARENA_CLEANUP;
    struct evidence said;
    arena_init(&arena, ARENA_MAX);
    TRY(evidence_read(&arena, document, &said, why));
    if (strcmp(said.program, machine->program) != 0 || strcmp(said.host, machine->host) != 0)
        return fault_set(why, ERR_DENIED, "enforce.other_enforcer", "%s", said.host);
    struct taking t = {
        .office = office, .machine = machine, .said = &said, .now = clock_now(office->clock)};
    err_t e = store_write(office->store, take_job, &t, why);
    if (e != OK && t.why.id && why) *why = t.why;
    TRY(e);
    struct taken answer = {.id = said.id, .repeated = t.repeated, .at = t.now};
    return taken_write(to, &answer, why);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "office/known.h"

#include <inttypes.h>
#include <string.h>

#include "base/sb.h"
#include "catalogue/catalogue.h"
#include "office/org_row.h"

enum { IDS_MAX = 1 << 20 };

static void release(void *p)
{
    struct known *k = p;
    for (size_t i = 0; i < KNOWN_BUCKETS; i++) {
        for (struct known_matter *m = k->matters[i]; m; m = m->next) json_decref(m->fields);
        k->matters[i] = NULL;
    }
}

struct known *known_new(struct db *db, struct arena *a, const struct catalogue *c)
{
    struct known *k = ARENA_NEW(a, struct known);
    if (!k) return NULL;
    *k = (struct known){.db = db, .arena = a, .catalogue = c};
    return arena_keep(a, k, release) ? k : NULL;
}

static size_t bucket(int64_t id)
{
    return (uint64_t)id % KNOWN_BUCKETS;
}

static struct known_entry *find_entry(const struct known *k, int64_t id)
{
    struct known_entry *e = k->entries[bucket(id)];
    while (e && e->id != id) e = e->next;
    return e;
}

static struct known_matter *find_matter(const struct known *k, int64_t id)
{
    struct known_matter *m = k->matters[bucket(id)];
    while (m && m->id != id) m = m->next;
    return m;
}

/* --- lists of ids --- */

static err_t ids_add(struct known *k, struct known_ids *l, int64_t id)
{
    if (id <= 0) return OK;
    if (l->n == l->cap) {
        size_t cap = l->cap ? l->cap * 2 : 64;
        int64_t *v = ARENA_ARRAY(k->arena, int64_t, cap);
        if (!v) return ERR_NOMEM;
        if (l->n) memcpy(v, l->v, l->n * sizeof *v);
        l->v = v;
        l->cap = cap;
    }
    l->v[l->n++] = id;
    return OK;
}

/* "[1,2,3]", as the statements take it. */
static err_t ids_text(struct sb *b, const int64_t *ids, size_t n)
{
    sb_addc(b, '[');
    for (size_t i = 0; i < n; i++) {
        if (i) sb_addc(b, ',');
        sb_add_i64(b, ids[i]);
    }
    sb_addc(b, ']');
    return sb_end(b);
}

/* --- entries --- */

static err_t new_entry(struct known *k, int64_t id, struct known_entry **ret)
{
    struct known_entry *e = ARENA_NEW(k->arena, struct known_entry);
    if (!e) return ERR_NOMEM;
    e->id = id;
    e->next = k->entries[bucket(id)];
    k->entries[bucket(id)] = e;
    if (ret) *ret = e;
    return OK;
}

static err_t read_entries(struct known *k, struct str ids)
{
    err_t e = OK;
    struct rows r ROWS_CLEANUP = db_query(k->db, SQL_KNOWN_ENTRIES, P_STR("ids", ids));
    while (e == OK && rows_next(&r)) {
        struct known_entry *x = find_entry(k, rows_i64(&r, "id"));
        if (!x) return ERR_BUG;
        x->found = true;
        x->book = org_row_text(&r, k->arena, "book", &e);
        x->keeper = unit_id(rows_i64(&r, "keeper"));
        x->key = org_row_text(&r, k->arena, "key", &e);
        x->state = org_row_text(&r, k->arena, "state", &e);
        x->holder = person_id(rows_i64_or(&r, "holder", 0));
        x->matter = matter_id(rows_i64(&r, "matter"));
    }
    TRY(e);
    return rows_end(&r);
}

static err_t read_texts(struct known *k, struct str ids)
{
    struct org_list list = {0};
    int64_t of = 0;
    err_t e = OK;
    struct rows r ROWS_CLEANUP = db_query(k->db, SQL_KNOWN_TEXTS, P_STR("ids", ids));
    while (e == OK && rows_next(&r)) {
        int64_t id = rows_i64(&r, "entry");
        if (id != of) list = (struct org_list){0};
        of = id;
        struct known_text *t = org_list_add(k->arena, &list, sizeof *t);
        struct known_entry *x = find_entry(k, id);
        if (!t) return ERR_NOMEM;
        t->name = org_row_text(&r, k->arena, "name", &e);
        t->value = org_row_text(&r, k->arena, "value", &e);
        if (!x) continue;
        x->texts = list.v;
        x->n_texts = list.n;
    }
    TRY(e);
    return rows_end(&r);
}

err_t known_look_up_entries(struct known *k, const int64_t *ids, size_t n)
{
    struct known_ids fresh = {0};
    for (size_t i = 0; i < n; i++) {
        if (ids[i] <= 0 || find_entry(k, ids[i])) continue;
        TRY(new_entry(k, ids[i], NULL));
        TRY(ids_add(k, &fresh, ids[i]));
    }
    if (!fresh.n) return OK;
    SB_CLEANUP struct sb b;
    sb_init(&b, IDS_MAX);
    TRY(ids_text(&b, fresh.v, fresh.n));
    TRY(read_entries(k, sb_str(&b)));
    return read_texts(k, sb_str(&b));
}

/* --- matters --- */

static err_t new_matter(struct known *k, int64_t id)
{
    struct known_matter *m = ARENA_NEW(k->arena, struct known_matter);
    if (!m) return ERR_NOMEM;
    m->id = id;
    m->next = k->matters[bucket(id)];
    k->matters[bucket(id)] = m;
    return OK;
}

/* The last one submitted stands last. */
static err_t take_fields(struct known_matter *m, struct str content)
{
    json_decref(m->fields);
    m->fields = NULL;
    if (!content.n) return OK;
    json_error_t bad;
    json_t *o = json_loadb(content.p, content.n, 0, &bad);
    /* What nobody can read any more is told by `store check`; a list goes on without it. */
    if (!o) return json_error_code(&bad) == json_error_out_of_memory ? ERR_NOMEM : OK;
    m->fields = json_incref(json_object_get(o, "fields"));
    json_decref(o);
    return OK;
}

static err_t read_matters(struct known *k, struct str ids)
{
    err_t e = OK;
    struct rows r ROWS_CLEANUP = db_query(k->db, SQL_KNOWN_MATTERS, P_STR("ids", ids));
    while (e == OK && rows_next(&r)) {
        struct known_matter *m = find_matter(k, rows_i64(&r, "matter"));
        if (!m) return ERR_BUG;
        if (!m->found) m->procedure = org_row_text(&r, k->arena, "procedure", &e);
        m->found = true;
        m->until.ms = rows_i64_or(&r, "until_at", 0);
        if (e == OK) e = take_fields(m, rows_str(&r, "content"));
    }
    TRY(e);
    return rows_end(&r);
}

/* Entries that a matter's fields name. */
static err_t named_entries(struct known *k, const struct known_matter *m, struct known_ids *l)
{
    const struct procedure *p = m->found ? catalogue_procedure(k->catalogue, m->procedure) : NULL;
    for (size_t i = 0; p && m->fields && i < p->n_fields; i++) {
        enum field_type type = p->fields[i].type;
        if (type != FIELD_ENTRIES && type != FIELD_ENTRY) continue;
        const json_t *v = json_object_get(m->fields, p->fields[i].name);
        if (json_is_integer(v)) TRY(ids_add(k, l, json_integer_value(v)));
        for (size_t n = 0; n < json_array_size(v); n++)
            TRY(ids_add(k, l, json_integer_value(json_array_get(v, n))));
    }
    return OK;
}

err_t known_look_up_matters(struct known *k, const int64_t *ids, size_t n)
{
    struct known_ids fresh = {0}, entries = {0};
    for (size_t i = 0; i < n; i++) {
        if (ids[i] <= 0 || find_matter(k, ids[i])) continue;
        TRY(new_matter(k, ids[i]));
        TRY(ids_add(k, &fresh, ids[i]));
    }
    if (!fresh.n) return OK;
    SB_CLEANUP struct sb b;
    sb_init(&b, IDS_MAX);
    TRY(ids_text(&b, fresh.v, fresh.n));
    TRY(read_matters(k, sb_str(&b)));
    for (size_t i = 0; i < fresh.n; i++)
        TRY(named_entries(k, find_matter(k, fresh.v[i]), &entries));
    return known_look_up_entries(k, entries.v, entries.n);
}

/* --- of rows --- */

err_t known_gather(struct known *k, struct rows *r, const char *column, struct known_ids *l)
{
    TRY(rows_hold(r));
    while (rows_next(r)) TRY(ids_add(k, l, rows_i64_or(r, column, 0)));
    rows_rewind(r);
    return OK;
}

err_t known_matters_in(struct known *k, struct rows *r, const char *column)
{
    struct known_ids l = {0};
    TRY(known_gather(k, r, column, &l));
    return known_look_up_matters(k, l.v, l.n);
}

err_t known_entries_in(struct known *k, struct rows *r, const char *column)
{
    struct known_ids l = {0};
    TRY(known_gather(k, r, column, &l));
    return known_look_up_entries(k, l.v, l.n);
}

/* --- answers --- */

const struct known_entry *known_entry(struct known *k, int64_t id)
{
    const struct known_entry *e = find_entry(k, id);
    if (e) return e;
    if (known_look_up_entries(k, &id, 1) == OK) return find_entry(k, id);
    k->arena->failed = true; /* so that no page comes out of it */
    return NULL;
}

const struct known_matter *known_matter(struct known *k, int64_t id)
{
    const struct known_matter *m = find_matter(k, id);
    if (m) return m;
    if (known_look_up_matters(k, &id, 1) == OK) return find_matter(k, id);
    k->arena->failed = true;
    return NULL;
}

const char *known_text(const struct known_entry *e, const char *name)
{
    for (size_t i = 0; i < e->n_texts; i++) {
        if (strcmp(e->texts[i].name, name) == 0) return e->texts[i].value;
    }
    return NULL;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "office/search_fill.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "kernel/parse.h"
#include "ledger/ledger.h"
#include "office/org_row.h"

enum { IDS_MAX = 1 << 20, TEXT_MAX = 1 << 20, ENVELOPE_ACTS = 4000 };

/* --- texts --- */

static err_t add_text(struct sb *out, const char *z)
{
    SB_CLEANUP struct sb one;
    sb_init(&one, TEXT_MAX);
    if (!z || !*z) return OK;
    err_t e = utf8_search_key(&one, str_z(z));
    if (e == ERR_INVALID || e == ERR_TOO_BIG) return OK;
    TRY(e);
    sb_add(out, sb_str(&one));
    sb_addc(out, '\n');
    return sb_end(out);
}

static err_t add_number(const struct show *s, struct sb *out)
{
    struct matter *m = s->w->m;
    struct jo o = jo_object();
    show_matter_head(s, &o, s->w->proc, m->opening.procedure, m->id.v, m->opening.fiscal_year,
                     m->opening.number, m->opening.division);
    err_t e =
        o.failed ? ERR_NOMEM : add_text(out, json_string_value(json_object_get(o.v, "number")));
    jo_release(&o);
    return e;
}

static err_t add_value(const struct show *s, struct sb *out, const struct field *f, const json_t *v)
{
    if (!v) return OK;
    struct jo o = jo_object();
    show_value(s, &o, "text", f, v);
    err_t e = o.failed ? ERR_NOMEM : add_text(out, json_string_value(json_object_get(o.v, "text")));
    jo_release(&o);
    return e;
}

/* What was answered at steps: the texts that people wrote. */
static err_t add_strings(struct sb *out, const json_t *v)
{
    const char *key;
    json_t *one;
    if (json_is_string(v)) return add_text(out, json_string_value(v));
    json_object_foreach((json_t *)(uintptr_t)v, key, one) TRY(add_strings(out, one));
    return OK;
}

err_t search_fill_matter_text(const struct show *s, struct sb *out)
{
    const struct procedure *p = s->w->proc;
    TRY(add_text(out, p->title.ja));
    TRY(add_text(out, p->title.en));
    TRY(add_number(s, out));
    struct jo who = jo_object();
    show_person(s, &who, "who", s->w->applicant);
    err_t e =
        add_text(out, json_string_value(json_object_get(json_object_get(who.v, "who"), "name")));
    jo_release(&who);
    TRY(e);
    for (size_t i = 0; i < p->n_fields; i++)
        TRY(add_value(s, out, &p->fields[i], json_object_get(s->w->fields, p->fields[i].name)));
    return add_strings(out, s->w->steps);
}

err_t search_fill_entry_text(const struct show *s, const struct known_entry *e, struct sb *out)
{
    const struct book *b = catalogue_book(s->w->office->catalogue, e->book);
    TRY(add_text(out, e->key));
    if (b) TRY(add_text(out, b->title.ja));
    for (size_t i = 0; i < e->n_texts; i++) {
        TRY(add_text(out, e->texts[i].value));
        if (b) TRY(add_text(out, show_cell(s, b, e->texts[i].name, e->texts[i].value)));
    }
    return OK;
}

/* --- several matters at once --- */

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

static err_t one_matter(struct view *v, const struct org_list *acts, search_matter_fn *fn,
                        void *arg)
{
    struct work w WORK_CLEANUP = {.office = v->w.office,
                                  .db = v->db,
                                  .arena = &v->arena,
                                  .now = v->w.now,
                                  .happened = v->w.now,
                                  .as_of = v->w.as_of,
                                  .actor = v->w.actor,
                                  .bad = &v->bad,
                                  .why = &v->why,
                                  .known = v->w.known};
    if (acts->n == 0) return OK;
    err_t e = work_take(&w, acts->v, acts->n);
    if (e != OK) return e == ERR_NOMEM || db_error(v->db, NULL) != OK ? e : OK;
    return fn(arg, &w);
}

err_t search_fill_each(struct view *v, const int64_t *ids, size_t n, search_matter_fn *fn,
                       void *arg)
{
    SB_CLEANUP struct sb list;
    struct org_list acts = {0};
    int64_t of = 0;
    sb_init(&list, IDS_MAX);
    if (n == 0) return OK;
    if (!work_known(&v->w)) return ERR_NOMEM;
    TRY(ids_text(&list, ids, n));
    struct rows r ROWS_CLEANUP = db_query(v->db, SQL_SEARCH_HISTORIES, P_STR("ids", sb_str(&list)));
    while (rows_next(&r)) {
        int64_t id = rows_i64(&r, "matter");
        if (id != of) {
            TRY(one_matter(v, &acts, fn, arg));
            acts = (struct org_list){0};
        }
        of = id;
        struct act *a = NULL;
        struct act_stored *st = org_list_add(&v->arena, &acts, sizeof *st);
        if (!st) return ERR_NOMEM;
        TRY(act_decode(&v->arena, rows_str(&r, "envelope"), &a, NULL));
        struct str content = rows_str(&r, "content");
        *st = (struct act_stored){a, leaf_id(rows_i64(&r, "leaf")), STR_NONE};
        if (content.p) st->content = arena_str(&v->arena, content);
    }
    TRY(rows_end(&r));
    return one_matter(v, &acts, fn, arg);
}

/* --- tokens --- */

struct tokens {
    uint64_t *v;
    size_t n, cap;
};

static err_t take(void *arg, uint64_t token)
{
    struct tokens *t = arg;
    if (t->n == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : 512;
        uint64_t *v = reallocarray(t->v, cap, sizeof *v);
        if (!v) return ERR_NOMEM;
        t->v = v;
        t->cap = cap;
    }
    t->v[t->n++] = token;
    return OK;
}

static err_t word(struct tokens *t, const char *kind, int64_t a, int64_t b)
{
    return a || b ? take(t, search_index_word(str_z(kind), a, b)) : OK;
}

uint64_t search_fill_keeper(const char *book, struct unit_id keeper)
{
    return search_index_word(str_z(book), keeper.v, -2);
}

uint64_t search_fill_role(const char *role)
{
    return search_index_word(str_z(role), -3, 0);
}

static err_t seat(struct tokens *t, const struct act_role *r)
{
    if (!r->role) return OK;
    TRY(take(t, search_index_word(str_z(r->role), r->unit.v, r->info_system.v)));
    TRY(take(t, search_fill_role(r->role)));
    return word(t, "+duty", r->unit.v, 0);
}

/* The entries that it is for. */
static err_t entries_of(const struct work *w, struct tokens *t)
{
    for (size_t i = 0; i < w->proc->n_fields; i++) {
        const struct field *f = &w->proc->fields[i];
        const json_t *v = json_object_get(w->fields, f->name);
        if (f->type != FIELD_ENTRY && f->type != FIELD_ENTRIES) continue;
        size_t n = json_is_array(v) ? json_array_size(v) : json_is_integer(v);
        for (size_t k = 0; k < n; k++)
            TRY(word(t, "+for", json_integer_value(json_is_array(v) ? json_array_get(v, k) : v),
                     0));
    }
    return OK;
}

/* Who records the uses of a permit, as matters_see.c has it. That may depend on where the entries
 * are that it is for: when one moves, note_moved() comes back to the matter. */
static err_t recorders(struct work *w, struct tokens *t)
{
    if (w->proc->uses.n_by) TRY(entries_of(w, t));
    struct resolve_env env = work_resolve_env(w, unit_id(0));
    for (size_t i = 0; i < w->proc->uses.n_by; i++) {
        struct seat_groups g;
        err_t e = resolve_who(&env, w->proc->uses.by[i], &g, NULL);
        if (e == ERR_NOT_FOUND) continue;
        TRY(e);
        for (size_t k = 0; k < g.n; k++) {
            for (size_t j = 0; j < g.v[k].n; j++) {
                const struct seat *s = &g.v[k].v[j];
                TRY(word(t, "+person", s->person.v, 0));
                if (s->role)
                    TRY(take(t, search_index_word(str_z(s->role), s->unit.v, s->info_system.v)));
            }
        }
    }
    return OK;
}

/* Who may see it, as matters_see.c has it: what is found is judged there once more. */
static err_t seen_by(struct work *w, struct tokens *t)
{
    const struct matter *m = w->m;
    TRY(word(t, "+person", w->applicant.v, 0));
    TRY(word(t, "+person", m->opener.person.v, 0));
    TRY(word(t, "+division", w->division.v, 0));
    TRY(word(t, "+department", w->department.v, 0));
    if (m->opening.book) {
        SB_CLEANUP struct sb b;
        sb_init(&b, 400);
        sb_addf(&b, "+book %s", m->opening.book);
        TRY(sb_end(&b));
        TRY(take(t, search_index_word(sb_str(&b), 0, 0)));
        TRY(take(t, search_index_word(sb_str(&b), w->division.v, 0)));
    }
    for (size_t i = 0; i < m->n_duties; i++) {
        const struct duty *d = &m->duties[i];
        TRY(seat(t, &d->d.role));
        TRY(word(t, "+person", d->by.person.v, 0));
        for (size_t k = 0; k < d->d.n_assigned; k++)
            TRY(word(t, "+person", d->d.assigned[k].person.v, 0));
    }
    for (size_t i = 0; i < m->n_designations; i++)
        TRY(word(t, "+person", m->designations[i].person.v, 0));
    return recorders(w, t);
}

/* --- following the ledger --- */

struct ids {
    int64_t *v;
    size_t n, cap;
};

struct filling {
    struct search_index *x;
    struct view *v;
    struct tokens tokens;
    struct ids matters, entries, erased;
};

static err_t note(struct filling *f, struct ids *l, int64_t id)
{
    if (id <= 0) return OK;
    for (size_t i = l->n; i-- > 0 && i + 16 > l->n;) {
        if (l->v[i] == id) return OK;
    }
    if (l->n == l->cap) {
        size_t cap = l->cap ? l->cap * 2 : 256;
        int64_t *v = ARENA_ARRAY(&f->v->arena, int64_t, cap);
        if (!v) return ERR_NOMEM;
        if (l->n) memcpy(v, l->v, l->n * sizeof *v);
        l->v = v;
        l->cap = cap;
    }
    l->v[l->n++] = id;
    return OK;
}

static err_t note_entries(struct filling *f, const json_t *list)
{
    json_t *one;
    size_t i;
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        search_index_forget(f->x, SEARCH_ENTRY, json_integer_value(one));
        TRY(note(f, &f->entries, json_integer_value(one)));
    }
    return OK;
}

static err_t note_erasure(struct filling *f, struct str envelope)
{
    json_t *o = NULL, *list;
    const char *column;
    err_t e = parse_stored(envelope, LEDGER_ENVELOPE_MAX, &o, NULL);
    int64_t matter = json_integer_value(json_object_get(o, "matter"));
    if (e == OK) e = note(f, &f->erased, matter);
    if (e == OK) e = note(f, &f->matters, matter);
    if (e == OK) e = note_entries(f, json_object_get(o, "entries"));
    json_object_foreach(json_object_get(o, "texts"), column, list)
    {
        if (e == OK) e = note_entries(f, list);
    }
    json_decref(o);
    return e;
}

static err_t note_record(struct filling *f, struct rows *r)
{
    struct act *a;
    if (str_eqz(rows_str(r, "kind"), "ledger.erase"))
        return note_erasure(f, rows_str(r, "envelope"));
    if (!str_eqz(rows_str(r, "kind"), "act")) return OK;
    TRY(act_decode(&f->v->arena, rows_str(r, "envelope"), &a, NULL));
    for (size_t i = 0; i < a->n_entries; i++) TRY(note(f, &f->entries, a->entries[i].entry.v));
    return note(f, &f->matters, a->matter.v);
}

static err_t fill_matter(void *arg, struct work *w)
{
    struct filling *f = arg;
    struct show s = {.w = w, .lang = LANG_JA, .names = &f->v->names};
    SB_CLEANUP struct sb text;
    sb_init(&text, TEXT_MAX);
    f->tokens.n = 0;
    err_t e = search_fill_matter_text(&s, &text);
    if (e == ERR_TOO_BIG) e = OK;
    TRY(e);
    TRY(search_index_text(sb_str(&text), take, &f->tokens));
    TRY(seen_by(w, &f->tokens));
    return search_index_add(f->x, SEARCH_MATTER, w->m->id.v, f->tokens.v, f->tokens.n);
}

/* Where an entry is: its keeper and its system. */
static uint64_t whereabouts(const struct known_entry *e)
{
    const char *system = known_text(e, "info_system");
    int64_t s = 0;
    if (!system || str_to_i64(str_z(system), &s) != OK) s = 0;
    return search_index_word(STR("+at"), e->keeper.v, s);
}

static bool entry_has(const struct filling *f, int64_t id, uint64_t token)
{
    int64_t hit;
    return search_index_find(f->x, SEARCH_ENTRY, &token, 1, NULL, 0, id + 1, &hit, 1) == 1 &&
           hit == id;
}

/* An entry that is elsewhere than when it was indexed: who records the uses of what it stands in
 * may be others now. */
static err_t note_moved(struct filling *f, int64_t id)
{
    const struct known_entry *e = known_entry(f->v->w.known, id);
    if (!e) return ERR_NOMEM;
    if (!e->found || !entry_has(f, id, search_fill_keeper(e->book, unit_id(-1))) ||
        entry_has(f, id, whereabouts(e)))
        return OK;
    uint64_t token = search_index_word(STR("+for"), id, 0);
    int64_t before = INT64_MAX, hits[64];
    size_t n;
    do {
        n = search_index_find(f->x, SEARCH_MATTER, &token, 1, NULL, 0, before, hits,
                              ARRAY_LEN(hits));
        for (size_t i = 0; i < n; i++) TRY(note(f, &f->matters, before = hits[i]));
    } while (n == ARRAY_LEN(hits));
    return OK;
}

static err_t fill_entry(struct filling *f, int64_t id)
{
    const struct known_entry *e = known_entry(f->v->w.known, id);
    SB_CLEANUP struct sb text, key;
    sb_init(&text, TEXT_MAX);
    sb_init(&key, 4000);
    f->tokens.n = 0;
    if (!e) return ERR_NOMEM;
    if (!e->found) return OK;
    err_t fits = search_fill_entry_text(&f->v->s, e, &text);
    if (fits != OK && fits != ERR_TOO_BIG) return fits;
    TRY(search_index_text(sb_str(&text), take, &f->tokens));
    if (utf8_search_key(&key, str_z(e->key)) == OK)
        TRY(take(&f->tokens, search_index_word(sb_str(&key), -1, -1)));
    TRY(take(&f->tokens, search_fill_keeper(e->book, e->keeper)));
    TRY(take(&f->tokens, search_fill_keeper(e->book, unit_id(-1))));
    TRY(take(&f->tokens, whereabouts(e)));
    TRY(word(&f->tokens, "+holder", e->holder.v, 0));
    return search_index_add(f->x, SEARCH_ENTRY, id, f->tokens.v, f->tokens.n);
}

static err_t fill(struct filling *f, size_t records, int64_t *ret_next, bool *ret_more)
{
    size_t n = 0;
    int64_t next = search_index_next(f->x);
    struct rows r ROWS_CLEANUP =
        db_query(f->v->db, SQL_SEARCH_RECORDS, P_I64("from", next), P_I64("n", (int64_t)records));
    while (rows_next(&r)) {
        TRY(note_record(f, &r));
        next = rows_i64(&r, "idx") + 1;
        n++;
    }
    TRY(rows_end(&r));
    for (size_t i = 0; i < f->erased.n; i++)
        search_index_forget(f->x, SEARCH_MATTER, f->erased.v[i]);
    struct known *k = work_known(&f->v->w);
    if (!k) return ERR_NOMEM;
    TRY(known_look_up_entries(k, f->entries.v, f->entries.n));
    for (size_t i = 0; i < f->entries.n; i++) TRY(note_moved(f, f->entries.v[i]));
    TRY(known_look_up_matters(k, f->matters.v, f->matters.n));
    TRY(search_fill_each(f->v, f->matters.v, f->matters.n, fill_matter, f));
    for (size_t i = 0; i < f->entries.n; i++) TRY(fill_entry(f, f->entries.v[i]));
    *ret_next = next;
    *ret_more = n == records;
    return OK;
}

err_t search_fill(const struct office *office, struct search_index *x, size_t records,
                  bool *ret_more)
{
    struct view v VIEW_CLEANUP;
    int64_t next = 0;
    TRY(view_begin_nobody(&v, office, LANG_JA));
    struct filling f = {.x = x, .v = &v};
    err_t e = fill(&f, records, &next, ret_more);
    free(f.tokens.v);
    if (e == OK && v.arena.failed) e = ERR_NOMEM;
    if (e == OK) search_index_set_next(x, next);
    return e;
}

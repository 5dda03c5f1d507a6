/* SPDX-License-Identifier: Apache-2.0 */
#include "office/search_reach.h"

#include <string.h>

#include "office/job.h"
#include "office/search_fill.h"

static err_t take(struct search_reach *r, uint64_t token)
{
    uint64_t *one = org_list_add(r->w->arena, &r->tokens, sizeof *one);
    if (!one) return ERR_NOMEM;
    *one = token;
    return OK;
}

static err_t take_word(struct search_reach *r, const char *kind, int64_t a, int64_t b)
{
    return take(r, search_index_word(str_z(kind), a, b));
}

/* --- the units of his roles --- */

static bool concerns(const struct search_reach *r, const struct org_answered *x)
{
    for (size_t i = 0; i < r->n_roles; i++) {
        struct unit_id u = r->roles[i].unit;
        if (unit_id_is_set(u) && (unit_id_eq(x->unit, u) || unit_id_eq(x->now, u) ||
                                  unit_id_eq(x->division, u) || unit_id_eq(x->department, u)))
            return true;
    }
    return false;
}

err_t search_reach_begin(struct search_reach *ret, struct work *w, struct person_id viewer)
{
    struct search_reach r = {.w = w, .viewer = viewer};
    struct org_answered *all;
    size_t n, kept = 0;
    TRY(org_roles_of(w->db, w->office->catalogue, w->arena, viewer, w->as_of, &r.roles,
                     &r.n_roles));
    TRY(org_answered(w->db, w->arena, w->as_of, &all, &n));
    for (size_t i = 0; i < n; i++) {
        if (concerns(&r, &all[i])) all[kept++] = all[i];
    }
    r.units = all;
    r.n_units = kept;
    *ret = r;
    return OK;
}

/* --- matters --- */

/* Does the role of that scope answer for the unit? As org_find_scope lifts it. */
static bool answers(const struct role *role, struct unit_id scope, const struct org_answered *x)
{
    struct unit_id lifted = role->of == SCOPE_DEPARTMENT ? x->department : x->division;
    return unit_id_eq(x->unit, scope) || unit_id_eq(lifted, scope);
}

static err_t take_role(struct search_reach *r, const struct role_holder *h, const char *alternates)
{
    const struct role *role = catalogue_role(r->w->office->catalogue, h->role);
    bool chosen = alternates && strcmp(h->role, alternates) == 0;
    if (!role) return OK;
    TRY(take_word(r, h->role, h->unit.v, h->info_system.v));
    /* Held by a reading: whoever the choice means, whatever unit the duty is of. */
    if (role->found == FOUND_READING) TRY(take(r, search_fill_role(h->role)));
    for (size_t i = 0; i < r->n_units && unit_id_is_set(h->unit); i++) {
        const struct org_answered *x = &r->units[i];
        if (!answers(role, h->unit, x)) continue;
        TRY(take_word(r, h->role, x->unit.v, h->info_system.v));
        if (matters_role_of_division(h->role)) TRY(take_word(r, "+division", x->unit.v, 0));
        if (strcmp(h->role, "security_officer") == 0)
            TRY(take_word(r, "+department", x->unit.v, 0));
        if (chosen) TRY(take_word(r, "+duty", x->unit.v, 0));
    }
    return OK;
}

/* Duties of everybody of a kind, of no unit. */
static err_t take_memberships(struct search_reach *r)
{
    const struct catalogue *c = r->w->office->catalogue;
    for (size_t i = 0; i < catalogue_n_roles(c); i++) {
        const struct role *role = catalogue_role_at(c, i);
        struct role_holder h;
        if (role->found != FOUND_MEMBER) continue;
        err_t e = org_holds_role(r->w->db, c, r->w->arena, r->viewer,
                                 (struct role_of){.role = role->name}, r->w->as_of, &h);
        if (e == ERR_DENIED) continue;
        TRY(e);
        TRY(take_word(r, role->name, 0, 0));
    }
    return OK;
}

/* Matters that stand in books which he may read. */
static err_t take_book(struct search_reach *r, const struct book *b)
{
    struct book_reader reader;
    SB_CLEANUP struct sb word;
    sb_init(&word, 400);
    sb_addf(&word, "+book %s", b->name);
    TRY(sb_end(&word));
    TRY(book_reader_begin(&reader, r->w, b, r->viewer));
    if (reader.all) return take(r, search_index_word(sb_str(&word), 0, 0));
    for (size_t i = 0; i < r->n_units && b->keeper == SCOPE_DIVISION; i++) {
        uint64_t token = search_index_word(sb_str(&word), r->units[i].unit.v, 0);
        bool may = false;
        if (search_index_has(r->w->office->search, SEARCH_MATTER, token))
            TRY(book_reader_may(&reader, r->units[i].unit, &may));
        if (may) TRY(take(r, token));
    }
    return OK;
}

err_t search_reach_matters(struct search_reach *r, bool *ret_all)
{
    const struct catalogue *c = r->w->office->catalogue;
    const char *alternates;
    *ret_all = false;
    for (size_t i = 0; i < r->n_roles; i++)
        *ret_all = *ret_all || matters_role_sees_all(r->roles[i].role);
    if (*ret_all) return OK;
    TRY(work_reading(r->w, "alternate_decider", &alternates));
    TRY(take_word(r, "+person", r->viewer.v, 0));
    for (size_t i = 0; i < r->n_roles; i++) TRY(take_role(r, &r->roles[i], alternates));
    TRY(take_memberships(r));
    for (size_t i = 0; i < catalogue_n_books(c); i++) TRY(take_book(r, catalogue_book_at(c, i)));
    return OK;
}

/* --- entries --- */

err_t search_reach_book(struct search_reach *r, struct book_reader *reader)
{
    const char *book = reader->book->name;
    if (reader->all) return take(r, search_fill_keeper(book, unit_id(-1)));
    for (size_t i = 0; i < r->n_units; i++) {
        uint64_t token = search_fill_keeper(book, r->units[i].unit);
        bool may = false;
        if (search_index_has(r->w->office->search, SEARCH_ENTRY, token))
            TRY(book_reader_may(reader, r->units[i].unit, &may));
        if (may) TRY(take(r, token));
    }
    return OK;
}

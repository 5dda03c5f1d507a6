/* SPDX-License-Identifier: Apache-2.0 */
#include "office/org_row.h"

#include <string.h>

const char *org_row_text(struct rows *r, struct arena *a, const char *column, err_t *e)
{
    struct str s = rows_str(r, column);
    if (s.n == 0) return "";
    char *text = arena_strdup(a, s);
    if (!text && *e == OK) *e = ERR_NOMEM;
    return text ? text : "";
}

static void corrupt(err_t *e, bool fine)
{
    if (!fine && *e == OK) *e = ERR_CORRUPT;
}

void org_row_unit(struct rows *r, struct arena *a, struct unit_row *ret, err_t *e)
{
    *ret = (struct unit_row){0};
    ret->id = unit_id(rows_i64(r, "id"));
    ret->parent = unit_id(rows_i64_or(r, "parent", 0));
    corrupt(e, unit_kind_parse(rows_str(r, "kind"), &ret->kind));
    ret->body_kind = org_row_text(r, a, "body_kind", e);
    ret->code = org_row_text(r, a, "code", e);
    ret->name = org_row_text(r, a, "name", e);
    ret->name_en = org_row_text(r, a, "name_en", e);
    ret->kana = org_row_text(r, a, "kana", e);
    ret->sort = rows_i64(r, "sort");
    ret->from.ms = rows_i64(r, "valid_from");
    ret->until.ms = rows_i64(r, "valid_until");
}

void org_row_person(struct rows *r, struct arena *a, struct person_row *ret, err_t *e)
{
    *ret = (struct person_row){.id = person_id(rows_i64(r, "id"))};
    ret->number = org_row_text(r, a, "number", e);
    ret->family = org_row_text(r, a, "family", e);
    ret->given = org_row_text(r, a, "given", e);
    ret->family_kana = org_row_text(r, a, "family_kana", e);
    ret->given_kana = org_row_text(r, a, "given_kana", e);
    ret->mail = org_row_text(r, a, "mail", e);
    corrupt(e, member_kind_parse(rows_str(r, "member"), &ret->member));
    ret->from.ms = rows_i64(r, "valid_from");
    ret->until.ms = rows_i64(r, "valid_until");
}

void org_row_post(struct rows *r, struct arena *a, struct post_row *ret, err_t *e)
{
    *ret = (struct post_row){.id = post_id(rows_i64(r, "id"))};
    ret->unit = unit_id(rows_i64(r, "unit"));
    ret->kind = org_row_text(r, a, "kind", e);
    ret->charges = org_row_text(r, a, "charges", e);
    ret->title = org_row_text(r, a, "title", e);
    ret->title_en = org_row_text(r, a, "title_en", e);
    ret->managerial = rows_bool(r, "managerial");
    ret->sort = rows_i64(r, "sort");
    ret->from.ms = rows_i64(r, "valid_from");
    ret->until.ms = rows_i64(r, "valid_until");
}

void org_row_holding(struct rows *r, struct holding_row *ret, err_t *e)
{
    *ret = (struct holding_row){.id = holding_id(rows_i64(r, "id"))};
    ret->person = person_id(rows_i64(r, "person"));
    ret->post = post_id(rows_i64_or(r, "post", 0));
    corrupt(e, holding_kind_parse(rows_str(r, "kind"), &ret->kind));
    ret->from.ms = rows_i64(r, "valid_from");
    ret->until.ms = rows_i64(r, "valid_until");
    ret->away = rows_bool(r, "away");
    ret->absent = rows_bool(r, "absent");
}

void org_row_info_system(struct rows *r, struct arena *a, struct info_system_row *ret, err_t *e)
{
    *ret = (struct info_system_row){.id = info_system_id(rows_i64(r, "id"))};
    ret->code = org_row_text(r, a, "code", e);
    ret->name = org_row_text(r, a, "name", e);
    ret->name_en = org_row_text(r, a, "name_en", e);
    ret->division = unit_id(rows_i64(r, "division"));
    ret->manager_post = post_id(rows_i64_or(r, "manager_post", 0));
}

void *org_list_add(struct arena *a, struct org_list *l, size_t size)
{
    if (l->n == l->cap) {
        size_t cap = l->cap ? l->cap * 2 : 8;
        void *v = arena_array(a, cap, size);
        if (!v) return NULL;
        if (l->n) memcpy(v, l->v, l->n * size);
        l->v = v;
        l->cap = cap;
    }
    return (char *)l->v + size * l->n++;
}

bool org_post_is(const struct post_row *p, const char *kind)
{
    if (strcmp(p->kind, kind) == 0) return true;
    struct str rest = str_z(p->charges);
    while (rest.p && rest.n) {
        if (str_eqz(str_cut(&rest, ' '), kind)) return true;
    }
    return false;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "office/org_view.h"

#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/utf8.h"
#include "office/org_image.h"
#include "office/org_row.h"
#include "office/views.h"

enum { PAGE = 50, PATTERN_MAX = 1024, SEARCH_MAX = 200, PAGE_LAST = 100000 };

static const char *by_kind(const struct show *s, const char *group, const char *name)
{
    char id[64];
    int n = snprintf(id, sizeof id, "%s.%s", group, name);
    const char *text = n > 0 && (size_t)n < sizeof id ? tr_find(s->lang, str_z(id)) : NULL;
    return text ? text : name;
}

static const char *in_language(const struct show *s, const char *ja, const char *en)
{
    return s->lang == LANG_EN && en && *en ? en : ja;
}

/* {"iso", "text"}: the day in both calendars; null for {0}. */
static void put_day(struct view *v, struct jo *o, const char *key, struct moment t)
{
    if (t.ms == 0) {
        jo_str(o, key, NULL);
        return;
    }
    struct sb iso SB_CLEANUP, text SB_CLEANUP;
    sb_init(&iso, 40);
    sb_init(&text, 200);
    day_format(&iso, moment_day(t));
    calendar_format_day(&text, v->s.lang, CALENDAR_BOTH, moment_day(t));
    struct jo day = jo_object();
    jo_str(&day, "iso", sb_str(&iso).p);
    jo_str(&day, "text", sb_str(&text).p);
    if (sb_end(&iso) != OK || sb_end(&text) != OK) day.failed = true;
    jo_put(o, key, day);
}

/* Ends lie at the first moment that is not meant any more. */
static struct moment last_day(struct moment until)
{
    return until.ms == INT64_MAX ? (struct moment){0} : (struct moment){until.ms - 1};
}

/* --- who may see what --- */

static err_t holds(struct view *v, struct person_id p, const char *role, struct unit_id unit,
                   bool *ret)
{
    struct role_holder h;
    struct role_of of = {role, unit, info_system_id(0)};
    err_t e = org_holds_role(v->db, v->w.office->catalogue, &v->arena, p, of, v->w.as_of, &h);
    *ret = *ret || e == OK;
    return e == ERR_DENIED || e == ERR_NOT_FOUND ? OK : e;
}

static err_t sees_all_of(struct view *v, struct person_id viewer, const struct person_row *p,
                         bool *ret)
{
    static const char *const roles[] = {"head_security_officer", "security_division", "personnel"};
    *ret = person_id_eq(viewer, p->id);
    for (size_t i = 0; i < ARRAY_LEN(roles) && !*ret; i++)
        TRY(holds(v, viewer, roles[i], unit_id(0), ret));
    if (!*ret && unit_id_is_set(p->home)) TRY(holds(v, viewer, "security_manager", p->home, ret));
    return OK;
}

static err_t works_here(struct view *v, struct person_id viewer)
{
    bool active;
    TRY(org_is_active(v->db, viewer, v->w.as_of, &active));
    return active ? OK : ERR_NOT_FOUND;
}

/* --- posts --- */

/* The post as it is or last was: its holding may have ended with it. */
static err_t post_last(struct view *v, struct post_id id, struct moment at, struct post_row *ret)
{
    struct as_of t = {at, v->w.as_of.recorded};
    const struct org_image *im = org_image_of(v->db, &v->arena);
    if (im) return org_image_post_last(im, id, t, ret);
    struct rows r ROWS_CLEANUP = db_query(v->db, SQL_POST_LAST, P_I64("id", id.v), AS_OF(t));
    err_t e = ERR_NOT_FOUND;
    if (rows_next(&r)) {
        e = OK;
        org_row_post(&r, &v->arena, ret, &e);
    }
    rows_release(&r);
    TRY(db_error(v->db, NULL));
    return e;
}

static err_t add_holding(struct view *v, struct jo *list, const struct holding_row *h)
{
    struct jo o = jo_object();
    jo_str(&o, "kind", holding_kind_name(h->kind));
    jo_str(&o, "kind_text", by_kind(&v->s, "holding_kind", holding_kind_name(h->kind)));
    put_day(v, &o, "from", h->from);
    put_day(v, &o, "last_day", last_day(h->until));
    if (post_id_is_set(h->post)) {
        struct post_row post;
        struct moment at = h->until.ms <= v->w.now.ms ? (struct moment){h->until.ms - 1} : v->w.now;
        err_t e = post_last(v, h->post, at, &post);
        if (e == OK) {
            jo_str(&o, "title", in_language(&v->s, post.title, post.title_en));
            show_unit(&v->s, &o, "unit", post.unit);
        } else if (e != ERR_NOT_FOUND) {
            jo_release(&o);
            return e;
        }
    }
    jo_add(list, o);
    return OK;
}

static err_t current_posts(struct view *v, struct person_id p, bool full, struct jo *ret,
                           bool *ret_absent)
{
    struct holding_row *h;
    size_t n;
    struct jo list = jo_array();
    *ret_absent = false;
    err_t e = org_holdings_of(v->db, &v->arena, p, v->w.as_of, &h, &n);
    for (size_t i = 0; e == OK && i < n; i++) {
        *ret_absent = *ret_absent || h[i].absent;
        if (full || !holding_kind_is_away(h[i].kind)) e = add_holding(v, &list, &h[i]);
    }
    if (e == OK)
        *ret = list;
    else
        jo_release(&list);
    return e;
}

static err_t holdings_ever(struct view *v, struct person_id p, struct holding_row **ret,
                           size_t *ret_n)
{
    const struct org_image *im = org_image_of(v->db, &v->arena);
    if (im) return org_image_holdings_ever(im, &v->arena, p, v->w.as_of.recorded, ret, ret_n);
    struct rows r ROWS_CLEANUP = db_query(v->db, SQL_HOLDINGS_EVER, P_I64("person", p.v),
                                          P_I64("recorded", v->w.as_of.recorded.ms));
    struct org_list found = {0};
    err_t e = OK;
    while (e == OK && rows_next(&r)) {
        struct holding_row *h = org_list_add(&v->arena, &found, sizeof *h);
        if (!h) return ERR_NOMEM;
        org_row_holding(&r, h, &e);
    }
    TRY(e);
    TRY(rows_end(&r));
    *ret = found.v;
    *ret_n = found.n;
    return OK;
}

static err_t former_posts(struct view *v, struct person_id p, struct jo *ret)
{
    struct holding_row *h;
    size_t n;
    TRY(holdings_ever(v, p, &h, &n));
    err_t e = OK;
    struct jo list = jo_array();
    for (size_t i = 0; e == OK && i < n; i++) {
        if (h[i].until.ms <= v->w.now.ms) e = add_holding(v, &list, &h[i]);
    }
    if (e == OK)
        *ret = list;
    else
        jo_release(&list);
    return e;
}

/* --- one person --- */

static void put_head(struct view *v, struct jo *o, const struct person_row *p)
{
    jo_i64(o, "id", p->id.v);
    jo_str(o, "href", arena_printf(&v->arena, "/people/%lld", (long long)p->id.v));
    jo_str(o, "name",
           p->given[0] ? arena_printf(&v->arena, "%s %s", p->family, p->given) : p->family);
    jo_str(o, "kana",
           p->given_kana[0] ? arena_printf(&v->arena, "%s %s", p->family_kana, p->given_kana)
                            : p->family_kana);
    jo_str(o, "member", member_kind_name(p->member));
    jo_str(o, "member_text", by_kind(&v->s, "member", member_kind_name(p->member)));
    show_unit(&v->s, o, "unit", p->home);
}

static err_t put_roles(struct view *v, struct jo *o, struct person_id p)
{
    struct role_holder *h;
    size_t n;
    TRY(org_roles_of(v->db, v->w.office->catalogue, &v->arena, p, v->w.as_of, &h, &n));
    struct jo list = jo_array();
    for (size_t i = 0; i < n; i++) {
        const struct role *role = catalogue_role(v->w.office->catalogue, h[i].role);
        if (!role || role->found == FOUND_MEMBER) continue; /* everybody is an employee */
        struct act_role r = {h[i].role, h[i].unit, h[i].info_system};
        struct jo one = jo_object();
        jo_str(&one, "role", h[i].role);
        show_role(&v->s, &one, "text", &r);
        jo_str(&one, "article", role->articles.n ? role->articles.v[0].text : NULL);
        jo_bool(&one, "as_deputy", role_why_is_deputy(h[i].why));
        jo_add(&list, one);
    }
    jo_put(o, "roles", list);
    return OK;
}

static err_t absence_now(struct view *v, struct person_id p, struct moment *from,
                         struct moment *until)
{
    const struct org_image *im = org_image_of(v->db, &v->arena);
    if (im) {
        err_t e = org_image_absence(im, p, v->w.as_of, from, until);
        return e == ERR_NOT_FOUND ? OK : e;
    }
    struct rows r ROWS_CLEANUP =
        db_query(v->db, SQL_ABSENCE_NOW, P_I64("person", p.v), AS_OF(v->w.as_of));
    if (rows_next(&r)) {
        from->ms = rows_i64(&r, "valid_from");
        until->ms = rows_i64(&r, "valid_until");
    }
    return rows_end(&r);
}

static err_t put_private(struct view *v, struct jo *o, const struct person_row *p)
{
    jo_str(o, "number", p->number);
    jo_str(o, "mail", p->mail[0] ? p->mail : NULL);
    struct moment from = {0}, until = {0};
    TRY(absence_now(v, p->id, &from, &until));
    show_time(&v->s, o, "absent_from", from);
    show_time(&v->s, o, "absent_until", until);
    struct jo former;
    TRY(former_posts(v, p->id, &former));
    jo_put(o, "former", former);
    return OK;
}

static err_t fill_person(struct view *v, struct jo *o, const struct person_row *p, bool full)
{
    struct jo posts;
    bool absent;
    put_head(v, o, p);
    TRY(current_posts(v, p->id, full, &posts, &absent));
    jo_put(o, "posts", posts);
    jo_bool(o, "full", full);
    if (full) jo_bool(o, "absent", absent);
    TRY(put_roles(v, o, p->id));
    return full ? put_private(v, o, p) : OK;
}

err_t org_person_view(const struct office *office, struct person_id viewer, struct person_id person,
                      enum lang lang, json_t **ret)
{
    struct view v VIEW_CLEANUP;
    struct person_row p;
    bool full;
    TRY(view_begin(&v, office, viewer, lang));
    if (!person_id_eq(viewer, person)) TRY(works_here(&v, viewer));
    TRY(org_person(v.db, &v.arena, person, v.w.as_of, &p));
    TRY(sees_all_of(&v, viewer, &p, &full));
    struct jo o = jo_object();
    err_t e = fill_person(&v, &o, &p, full);
    if (e == OK) return jo_end(&o, ret);
    jo_release(&o);
    return e;
}

/* --- the list --- */

/* "%key%" with the signs of LIKE made harmless. */
static err_t pattern(struct sb *out, const char *search)
{
    SB_CLEANUP struct sb key;
    sb_init(&key, PATTERN_MAX);
    if (search && *search) TRY(utf8_search_key(&key, utf8_head(str_z(search), SEARCH_MAX)));
    sb_addc(out, '%');
    struct str k = sb_str(&key);
    for (size_t i = 0; i < k.n; i++) {
        if (k.p[i] == '%' || k.p[i] == '_' || k.p[i] == '!') sb_addc(out, '!');
        sb_addc(out, k.p[i]);
    }
    if (k.n) sb_addc(out, '%');
    return sb_end(out);
}

static err_t find_people(struct view *v, const char *search, struct unit_id unit, int64_t page,
                         struct org_list *found)
{
    SB_CLEANUP struct sb like;
    sb_init(&like, 2 * PATTERN_MAX);
    err_t e = pattern(&like, search);
    if (e == ERR_INVALID || e == ERR_TOO_BIG) return OK; /* nobody is called that */
    TRY(e);
    struct rows r ROWS_CLEANUP =
        db_query(v->db, SQL_PEOPLE_SEARCH, AS_OF(v->w.as_of), P_STR("pattern", sb_str(&like)),
                 P_I64("unit", unit.v), P_I64("n", PAGE + 1), P_I64("skip", (page - 1) * PAGE));
    while (e == OK && rows_next(&r)) {
        struct person_row *p = org_list_add(&v->arena, found, sizeof *p);
        if (!p) return ERR_NOMEM;
        org_row_person(&r, &v->arena, p, &e);
    }
    TRY(e);
    return rows_end(&r);
}

static err_t fill_list(struct view *v, struct jo *o, const struct org_list *found)
{
    const struct person_row *rows = found->v;
    struct jo people = jo_array();
    err_t e = OK;
    for (size_t i = 0; e == OK && i < found->n && i < PAGE; i++) {
        struct person_row p;
        struct jo one = jo_object(), posts;
        bool absent;
        e = org_person(v->db, &v->arena, rows[i].id, v->w.as_of, &p);
        if (e == OK) e = current_posts(v, p.id, false, &posts, &absent);
        if (e != OK) {
            jo_release(&one);
            break;
        }
        put_head(v, &one, &p);
        jo_put(&one, "posts", posts);
        jo_add(&people, one);
    }
    if (e != OK) {
        jo_release(&people);
        return e;
    }
    jo_put(o, "people", people);
    return OK;
}

err_t org_people_list(const struct office *office, struct person_id viewer, const char *search,
                      struct unit_id unit, int64_t page, enum lang lang, json_t **ret)
{
    struct view v VIEW_CLEANUP;
    struct org_list found = {0};
    if (page < 1 || page > PAGE_LAST) page = 1;
    TRY(view_begin(&v, office, viewer, lang));
    TRY(works_here(&v, viewer));
    TRY(find_people(&v, search, unit, page, &found));
    struct jo o = jo_object();
    jo_str(&o, "search", search && utf8_valid(str_z(search), UTF8_LINE) ? search : "");
    show_unit(&v.s, &o, "unit", unit);
    jo_i64(&o, "page", page);
    jo_bool(&o, "more", found.n > PAGE);
    err_t e = fill_list(&v, &o, &found);
    if (e == OK) return jo_end(&o, ret);
    jo_release(&o);
    return e;
}

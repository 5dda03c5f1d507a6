/* SPDX-License-Identifier: Apache-2.0 */
#include "office/versions_view.h"

#include <inttypes.h>
#include <string.h>

#include "catalogue/compare.h"
#include "office/starter.h"
#include "office/version_lines.h"
#include "office/versions.h"
#include "office/views.h"

static const char procedure_name[] = "catalogue-version";

/* How it came: the text of "version.source_start" and so on. */
static const char *source_text(const struct show *s, struct str source)
{
    const char *id = arena_printf(s->w->arena, "version.source_%.*s", STR_ARG(source));
    return id && tr_find(s->lang, str_z(id)) ? tr(s->lang, id) : "";
}

static const char *state_of(const struct show *s, struct rows *r)
{
    if (str_eqz(rows_str(r, "digest"), catalogue_digest(s->w->office->catalogue)))
        return "in_force";
    if (rows_i64_or(r, "set_from", 0) > s->w->now.ms) return "coming";
    bool was = rows_i64(r, "founding") == 1 || rows_i64_or(r, "matter", 0) > 0;
    return was ? "past" : "candidate";
}

/* 第2版: people tell versions apart by the order in which they came, programs by the digest. */
static const char *version_name(const struct show *s, int64_t id)
{
    struct sb b SB_CLEANUP;
    char number[24];
    (void)snprintf(number, sizeof number, "%" PRId64, id);
    sb_init(&b, 200);
    tr_format(&b, s->lang, "version.name", number);
    return show_built(s, &b);
}

static void show_row(const struct show *s, struct jo *o, struct rows *r)
{
    int64_t id = rows_i64(r, "id"), matter = rows_i64_or(r, "matter", 0);
    const char *digest = arena_strdup(s->w->arena, rows_str(r, "digest")), *state = state_of(s, r);
    const char *text = arena_printf(s->w->arena, "version.state_%s", state);
    jo_i64(o, "id", id);
    jo_str(o, "digest", digest);
    jo_str(o, "short", digest ? arena_printf(s->w->arena, "%.12s", digest) : NULL);
    jo_str(o, "name", version_name(s, id));
    jo_str(o, "href", arena_printf(s->w->arena, "/catalogue/%" PRId64, id));
    show_time(s, o, "received", (struct moment){rows_i64(r, "since")});
    jo_str(o, "source", arena_strdup(s->w->arena, rows_str(r, "source")));
    jo_str(o, "source_text", source_text(s, rows_str(r, "source")));
    jo_str(o, "state", state);
    jo_str(o, "state_text", text ? tr(s->lang, text) : NULL);
    jo_bool(o, "is_in_force", strcmp(state, "in_force") == 0);
    jo_bool(o, "is_candidate", strcmp(state, "candidate") == 0);
    jo_bool(o, "founding", rows_i64(r, "founding") == 1);
    if (matter)
        jo_str(o, "matter_href", arena_printf(s->w->arena, "/matters/%" PRId64, matter));
    else
        jo_set(o, "matter_href", json_null());
}

/* Who may begin the procedure that puts one in force. */
static err_t may_decide(const struct show *s, struct person_id viewer, bool *ret)
{
    const struct procedure *p = catalogue_procedure(s->w->office->catalogue, procedure_name);
    struct starter starter;
    *ret = false;
    if (!p) return OK;
    TRY(starter_begin(&starter, s, viewer));
    return starter_may(&starter, p, ret);
}

static err_t show_head(const struct show *s, struct jo *o, struct person_id viewer)
{
    const struct catalogue *c = s->w->office->catalogue;
    struct text2 title = catalogue_title(c);
    bool may = false;
    jo_str(o, "standard", title.ja ? show_text(s, title) : NULL);
    jo_str(o, "digest", catalogue_digest(c));
    err_t e = may_decide(s, viewer, &may);
    jo_bool(o, "may_decide", may);
    jo_str(o, "decide_href", may ? "/apply/catalogue-version" : NULL);
    return e;
}

err_t versions_list(const struct office *office, struct person_id viewer, enum lang lang,
                    json_t **ret)
{
    struct view v VIEW_CLEANUP;
    TRY(view_begin(&v, office, viewer, lang));
    struct jo o = jo_object(), list = jo_array();
    err_t e = show_head(&v.s, &o, viewer);
    struct rows r ROWS_CLEANUP = db_query(v.db, SQL_CATALOGUE_VERSIONS);
    while (e == OK && rows_next(&r)) {
        struct jo one = jo_object();
        show_row(&v.s, &one, &r);
        jo_add(&list, one);
    }
    if (e == OK) e = rows_end(&r);
    jo_put(&o, "versions", list);
    if (e == OK) return view_end(&v, &o, ret);
    jo_release(&o);
    return e;
}

/* --- one version ------------------------------------------------------------------------------ */

static void show_change(const struct show *s, struct jo *o, const struct compare_change *x,
                        const struct catalogue *candidate)
{
    struct text2 title = compare_title(x, s->w->office->catalogue, candidate);
    jo_str(o, "kind", compare_kind_name(x->kind));
    jo_str(o, "kind_text", tr(s->lang, compare_kind_text(x->kind)));
    jo_str(o, "part", x->part);
    jo_str(o, "part_text", tr(s->lang, compare_part_text(x->part)));
    jo_str(o, "name", x->name);
    jo_str(o, "title", show_text(s, title));
    jo_bool(o, "has_title", strcmp(show_text(s, title), x->name) != 0);
}

static err_t show_changes(const struct show *s, struct jo *o, const struct catalogue *candidate)
{
    struct compare_change *v;
    size_t n;
    struct version_lines lines VERSION_LINES_CLEANUP;
    TRY(compare_versions(s->w->arena, s->w->office->catalogue, candidate, &v, &n));
    TRY(version_lines_begin(&lines, s, candidate));
    struct jo list = jo_array();
    err_t e = OK;
    for (size_t i = 0; i < n && e == OK; i++) {
        struct jo one = jo_object();
        show_change(s, &one, &v[i], candidate);
        e = version_lines_show(&lines, &one, &v[i]);
        jo_add(&list, one);
    }
    jo_put(o, "changes", list);
    jo_bool(o, "any_changes", n > 0);
    return e;
}

static err_t find_row(struct view *v, int64_t id, struct jo *o, const char **ret_digest)
{
    bool found = false;
    struct rows r ROWS_CLEANUP = db_query(v->db, SQL_CATALOGUE_VERSIONS);
    while (rows_next(&r)) {
        if (rows_i64(&r, "id") != id) continue;
        found = true;
        show_row(&v->s, o, &r);
        *ret_digest = arena_strdup(&v->arena, rows_str(&r, "digest"));
    }
    TRY(rows_end(&r));
    return found ? OK : ERR_NOT_FOUND;
}

static err_t show_whole(struct view *v, struct jo *o, int64_t id, struct person_id viewer,
                        struct fault *why)
{
    const char *digest = NULL;
    struct catalogue *candidate = NULL;
    TRY(show_head(&v->s, o, viewer));
    struct jo version = jo_object();
    err_t e = find_row(v, id, &version, &digest);
    jo_put(o, "version", version);
    TRY(e);
    if (!digest) return ERR_NOMEM;
    TRY(versions_load(v->db, digest, &candidate, why));
    e = show_changes(&v->s, o, candidate);
    catalogue_free(candidate);
    return e;
}

err_t versions_one(const struct office *office, struct person_id viewer, int64_t id, enum lang lang,
                   json_t **ret, struct fault *why)
{
    struct view v VIEW_CLEANUP;
    TRY(view_begin(&v, office, viewer, lang));
    struct jo o = jo_object();
    err_t e = show_whole(&v, &o, id, viewer, why);
    if (e == OK) return view_end(&v, &o, ret);
    jo_release(&o);
    return e;
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "office/search.h"

#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"
#include "office/search_run.h"

static const struct {
    const char *name;
    err_t (*find)(struct search_run *);
} groups[SEARCH_GROUPS] = {
    [SEARCH_ALL] = {NULL, NULL},
    [SEARCH_ARTICLES] = {"articles", search_article_find},
    [SEARCH_TEXT] = {"text", search_text_find},
    [SEARCH_PROCEDURES] = {"procedures", search_procedure_find},
    [SEARCH_ENTRIES] = {"entries", search_entry_find},
    [SEARCH_MATTERS] = {"matters", search_matter_find},
};

bool search_group_parse(struct str s, enum search_group *ret)
{
    for (int i = 0; i < SEARCH_GROUPS; i++) {
        bool is = groups[i].name ? str_eqz(s, groups[i].name) : s.n == 0;
        if (is) *ret = (enum search_group)i;
        if (is) return true;
    }
    return false;
}

void search_run_item(struct jo *o, const char *kind, const char *title, const char *text,
                     const char *href, bool exact)
{
    jo_str(o, "kind", kind);
    jo_str(o, "title", title);
    jo_str(o, "text", text);
    jo_str(o, "href", href);
    jo_bool(o, "exact", exact);
}

err_t search_run_matches(struct search_run *r, const char *const *texts, size_t n, bool *ret)
{
    SB_CLEANUP struct sb folded, one;
    sb_init(&folded, 256 << 10);
    sb_init(&one, 64 << 10);
    for (size_t i = 0; i < n; i++) {
        if (!texts[i]) continue;
        sb_reset(&one);
        err_t e = utf8_search_key(&one, str_z(texts[i]));
        if (e == ERR_NOMEM) return e;
        sb_add(&folded, sb_str(&one));
        sb_addc(&folded, '\n');
    }
    TRY(sb_end(&folded));
    *ret = search_query_matches(&r->words, sb_str(&folded));
    return OK;
}

/* --- the answer --- */

/* "/search?q=...&in=matters&after=12" */
static const char *next_path(struct search_run *r, const char *text, const char *group)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 4 * SEARCH_TEXT_MAX + 200);
    sb_addz(&b, "/search?q=");
    for (const char *p = text; *p; p++) {
        unsigned char c = (unsigned char)*p;
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (plain)
            sb_addc(&b, *p);
        else
            sb_addf(&b, "%%%02X", c);
    }
    sb_addf(&b, "&in=%s&after=%" PRId64, group, r->next);
    return show_built(&r->v->s, &b);
}

static err_t add_group(struct search_run *r, enum search_group g, const char *text, struct jo *list)
{
    struct jo items = jo_array();
    r->items = &items;
    r->next = 0;
    err_t e = groups[g].find(r);
    size_t n = json_array_size(items.v);
    if (e != OK || (n == 0 && r->next == 0 && !items.failed)) {
        jo_release(&items);
        return e;
    }
    struct jo o = jo_object();
    const char *id = arena_printf(&r->v->arena, "search.group.%s", groups[g].name);
    jo_str(&o, "group", groups[g].name);
    jo_str(&o, "label", id ? tr(r->v->s.lang, id) : NULL);
    jo_put(&o, "items", items);
    jo_str(&o, "next", r->next ? next_path(r, text, groups[g].name) : NULL);
    jo_add(list, o);
    return OK;
}

static err_t fill(struct search_run *r, const struct search_query *q, struct jo *list,
                  const char *text)
{
    if (r->words.n == 0) return OK;
    if (q->group != SEARCH_ALL) return add_group(r, q->group, text, list);
    for (int g = SEARCH_ARTICLES; g < SEARCH_GROUPS; g++)
        TRY(add_group(r, (enum search_group)g, text, list));
    return OK;
}

err_t search_find(const struct office *office, struct person_id viewer,
                  const struct search_query *q, enum lang lang, json_t **ret)
{
    struct view v VIEW_CLEANUP;
    TRY(viewer.v ? view_begin(&v, office, viewer, lang) : view_begin_nobody(&v, office, lang));
    struct search_run r = {.v = &v,
                           .viewer = viewer,
                           .want = q->group == SEARCH_ALL ? SEARCH_FEW : SEARCH_PAGE,
                           .after = q->group == SEARCH_ALL ? 0 : q->after};
    TRY(search_query_read(&v.arena, q->text, &r.words));
    bool readable = utf8_valid(q->text, UTF8_LINE);
    const char *text =
        arena_strdup(&v.arena, readable ? utf8_head(q->text, SEARCH_TEXT_MAX) : STR(""));
    if (!text) return ERR_NOMEM;
    struct jo o = jo_object(), list = jo_array();
    err_t e = fill(&r, q, &list, text);
    jo_str(&o, "q", text);
    jo_str(&o, "group", groups[q->group].name);
    jo_bool(&o, "any", json_array_size(list.v) > 0);
    jo_put(&o, "groups", list);
    if (e == OK) return view_end(&v, &o, ret);
    jo_release(&o);
    return e;
}

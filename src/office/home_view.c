/* SPDX-License-Identifier: Apache-2.0
 *
 * The home page: the whole standard, what is due, what is new.
 */
#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "office/article_parts.h"
#include "office/standard_view.h"
#include "office/views.h"

enum { DUE_SHOWN = 5, NEWS_DAYS = 60, NEWS_SHOWN = 8, NEWS_OF_ONE = 5, NAMES_MAX = 1 << 16 };

/* --- what is due ------------------------------------------------------------------------- */

static void show_due(struct jo *o, const json_t *inbox)
{
    struct jo due = jo_array();
    int64_t overdue = 0;
    size_t i;
    json_t *row, *all = json_object_get(inbox, "duties");
    json_array_foreach(all, i, row)
    {
        overdue += json_is_true(json_object_get(row, "overdue"));
        if (i < DUE_SHOWN) jo_add_value(&due, json_incref(row));
    }
    jo_put(o, "due", due);
    jo_i64(o, "due_count", (int64_t)json_array_size(all));
    jo_bool(o, "due_more", json_array_size(all) > DUE_SHOWN);
    jo_i64(o, "overdue_count", overdue);
    jo_i64(o, "mine_count", (int64_t)json_array_size(json_object_get(inbox, "mine")));
}

/* --- what is new: rules that have come into force ---------------------------------------- */

/* An instrument that sets what holds for everybody; the one that holds records back is not told. */
static bool is_rule(const struct procedure *p)
{
    return p->shape == SHAPE_INSTRUMENT && p->n_designates == 0 && !p->holds && p->group &&
           strcmp(p->group, "rules") == 0;
}

static const char *gist_of(const struct show *s, const struct procedure *p, struct matter_id id)
{
    json_t *fields = show_fields_of(s, id);
    const char *gist = show_gist(s, p, fields);
    json_decref(fields);
    return gist;
}

static const char *key_of(const struct show *s, const struct article_ref *r)
{
    const struct coverage_article *c =
        coverage_article(s->w->office->catalogue, r->article, r->branch);
    return c ? article_key(s, c) : NULL;
}

static void show_piece(const struct show *s, struct jo *list, const struct procedure *p,
                       struct matter_id id, struct moment began)
{
    struct jo o = jo_object();
    const char *article = p->articles.n ? p->articles.v[0].text : NULL;
    jo_str(&o, "title", show_text(s, p->title));
    show_time(s, &o, "since", began);
    jo_str(&o, "gist", gist_of(s, p, id));
    jo_str(&o, "article", article);
    jo_str(&o, "article_key", p->articles.n ? key_of(s, &p->articles.v[0]) : NULL);
    jo_add(list, o);
}

/* The procedures of rules as the statement takes them; *ret lists them in its order. */
static err_t rules(const struct show *s, const struct procedure ***ret, struct sb *names)
{
    const struct catalogue *cat = s->w->office->catalogue;
    size_t n = 0;
    struct json j;
    const struct procedure **v =
        ARENA_ARRAY(s->w->arena, const struct procedure *, catalogue_n_procedures(cat) + 1);
    if (!v) return ERR_NOMEM;
    json_init(&j, names);
    json_array_begin(&j);
    for (size_t i = 0; i < catalogue_n_procedures(cat); i++) {
        const struct procedure *p = catalogue_procedure_at(cat, i);
        if (!is_rule(p)) continue;
        v[n++] = p;
        json_strz(&j, p->name);
    }
    json_array_end(&j);
    *ret = v;
    return json_end(&j);
}

static int64_t began_of(const json_t *piece)
{
    return json_integer_value(json_object_get(json_object_get(piece, "since"), "ms"));
}

/* Newest first; a handful. */
static void sort_news(struct jo *list)
{
    for (size_t i = 1; i < json_array_size(list->v); i++) {
        json_t *one = json_incref(json_array_get(list->v, i));
        size_t at = i;
        while (at > 0 && began_of(json_array_get(list->v, at - 1)) < began_of(one)) at--;
        bool moved =
            json_array_remove(list->v, i) == 0 && json_array_insert_new(list->v, at, one) == 0;
        if (!moved) list->failed = true;
    }
}

/* The rules of the house are for those of the house. */
static err_t is_of_the_house(const struct show *s, struct person_id viewer, bool *ret)
{
    struct person_row p;
    TRY(org_person(s->w->db, s->w->arena, viewer, s->w->as_of, &p));
    *ret = p.member == MEMBER_EMPLOYEE;
    return OK;
}

/* The newest few of each procedure. */
static err_t show_news(const struct show *s, struct jo *o)
{
    const struct procedure **v;
    SB_CLEANUP struct sb names;
    struct moment since = {s->w->now.ms - NEWS_DAYS * DAY_MS};
    struct known *k = work_known(s->w);
    int64_t place = -1, of_it = 0;
    sb_init(&names, NAMES_MAX);
    if (!k) return ERR_NOMEM;
    TRY(rules(s, &v, &names));
    struct rows r ROWS_CLEANUP =
        db_query(s->w->db, SQL_NEWS_OF_PROCEDURES, P_STR("procedures", sb_str(&names)),
                 P_I64("since", since.ms));
    struct jo list = jo_array();
    err_t e = known_matters_in(k, &r, "id");
    while (e == OK && rows_next(&r) && json_array_size(list.v) < NEWS_SHOWN) {
        int64_t at = rows_i64(&r, "place");
        of_it = at == place ? of_it + 1 : 0;
        place = at;
        if (of_it < NEWS_OF_ONE)
            show_piece(s, &list, v[at], matter_id(rows_i64(&r, "id")),
                       (struct moment){rows_i64_or(&r, "began", 0)});
    }
    sort_news(&list);
    jo_put(o, "news", list);
    rows_release(&r);
    return e == OK ? db_error(s->w->db, NULL) : e;
}

/* --- the standard ------------------------------------------------------------------------ */

/* How many of the duties shown in the inbox belong to each article, and how it is served. */
static void show_mark(const struct show *s, struct jo *o, const struct coverage_article *c,
                      const json_t *inbox)
{
    int64_t owe = 0, nothing = 0, binding = 0;
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(inbox, "duties"), i, row)
    {
        const char *name = json_string_value(json_object_get(row, "procedure"));
        const struct procedure *p =
            name ? catalogue_procedure(s->w->office->catalogue, name) : NULL;
        owe += p && article_names(p, c->article, c->branch);
    }
    for (size_t k = 0; k < c->n_paragraphs; k++) {
        enum force f = c->paragraphs[k].force;
        if (f != FORCE_MUST && f != FORCE_MUST_NOT) continue;
        binding++;
        nothing += c->paragraphs[k].served == SERVED_NOTHING;
    }
    jo_i64(o, "owe", owe);
    jo_bool(o, "owes", owe > 0);
    jo_i64(o, "binding", binding);
    jo_bool(o, "nothing", nothing > 0 && nothing == binding);
    jo_bool(o, "flawed", c->n_flaws > 0);
}

static void show_row(const struct show *s, struct jo *list, const struct coverage_article *c,
                     const json_t *inbox)
{
    struct jo o = jo_object();
    article_show_head(s, &o, c);
    show_mark(s, &o, c, inbox);
    jo_add(list, o);
}

/* "1-02a" is the second chapter of the first part. */
static bool same_chapter(const char *a, const char *b)
{
    return a && b && strncmp(a, b, 4) == 0;
}

static const char *chapter_label(const struct show *s, const char *file)
{
    struct str rest = str_z(file ? file : ""), part = str_cut(&rest, '-');
    int64_t p, c;
    if (!rest.p || str_to_i64(part, &p) != OK || str_to_i64(str_head(rest, 2), &c) != OK)
        return file;
    return arena_printf(s->w->arena,
                        s->lang == LANG_EN ? "Part %" PRId64 ", chapter %" PRId64
                                           : "第%" PRId64 "編第%" PRId64 "章",
                        p, c);
}

/* Without an official text: by the chapters of the catalogue. */
static void show_chapters(const struct show *s, struct jo *o, const json_t *inbox)
{
    const struct catalogue *cat = s->w->office->catalogue;
    struct jo sections = jo_array();
    size_t n = coverage_n(cat), chapters = 0;
    for (size_t i = 0; i < n;) {
        const struct coverage_article *first = coverage_at(cat, i);
        const char *file = coverage_at(cat, i)->file;
        struct jo one = jo_object(), articles = jo_array();
        do {
            show_row(s, &articles, coverage_at(cat, i), inbox);
        } while (++i < n && same_chapter(file, coverage_at(cat, i)->file));
        jo_str(&one, "label", chapter_label(s, file));
        jo_str(&one, "caption",
               arena_printf(s->w->arena, s->lang == LANG_EN ? "(%s to %s)" : "（%sから%sまで）",
                            article_label(s, first), article_label(s, coverage_at(cat, i - 1))));
        jo_str(&one, "anchor", arena_printf(s->w->arena, "c%zu", ++chapters));
        jo_i64(&one, "depth", 0);
        jo_bool(&one, "top", true);
        jo_put(&one, "articles", articles);
        jo_add(&sections, one);
    }
    jo_put(o, "sections", sections);
}

/* The text's own headings and articles; what the catalogue knows of them beside. */
static void show_section(const struct show *s, struct jo *list, const json_t *section,
                         const json_t *inbox)
{
    struct jo one = jo_object(), articles = jo_array();
    size_t i;
    json_t *a;
    json_array_foreach(json_object_get(section, "articles"), i, a)
    {
        struct article_ref ref;
        const char *number = json_string_value(json_object_get(a, "number"));
        const struct coverage_article *c = NULL;
        if (number && catalogue_parse_article(s->w->office->catalogue, str_z(number), &ref) == OK)
            c = coverage_article(s->w->office->catalogue, ref.article, ref.branch);
        struct jo row = jo_object();
        static const char *const same[] = {"key", "number", "label", "caption", "href"};
        for (size_t k = 0; k < ARRAY_LEN(same); k++) {
            json_t *v = json_object_get(a, same[k]);
            jo_set(&row, same[k], v ? json_incref(v) : json_null());
        }
        if (c) show_mark(s, &row, c, inbox);
        if (c && s->lang == LANG_EN && c->caption.en) jo_str(&row, "caption", c->caption.en);
        jo_add(&articles, row);
    }
    static const char *const heads[] = {"label", "caption", "depth", "anchor"};
    for (size_t k = 0; k < ARRAY_LEN(heads); k++) {
        json_t *v = json_object_get(section, heads[k]);
        jo_set(&one, heads[k], v ? json_incref(v) : json_null());
    }
    jo_put(&one, "articles", articles);
    jo_bool(&one, "top", json_integer_value(json_object_get(section, "depth")) == 0);
    jo_add(list, one);
}

static void show_tree(const struct show *s, struct jo *o, const json_t *tree, const json_t *inbox)
{
    struct jo sections = jo_array();
    size_t i;
    json_t *section;
    json_array_foreach(json_object_get(tree, "sections"), i, section)
        show_section(s, &sections, section, inbox);
    jo_put(o, "sections", sections);
}

static err_t show_standard(const struct show *s, struct jo *o, const json_t *inbox)
{
    static const char *const same[] = {"version", "supplements", "appendices"};
    json_t *tree = NULL;
    err_t e = standard_view_tree(s->w->office, 0, s->lang, &tree);
    if (e != OK && e != ERR_NOT_FOUND) return e;
    if (tree)
        show_tree(s, o, tree, inbox);
    else
        show_chapters(s, o, inbox);
    for (size_t i = 0; i < ARRAY_LEN(same); i++) {
        json_t *v = json_object_get(tree, same[i]);
        jo_set(o, same[i], v ? json_incref(v) : i ? json_array() : json_null());
    }
    json_decref(tree);
    return OK;
}

static void show_totals(const struct show *s, struct jo *o)
{
    struct coverage_totals t;
    unsigned nothing = 0, binding = 0, acknowledged = 0, served = 0;
    coverage_totals(s->w->office->catalogue, &t);
    for (int f = FORCE_MUST; f <= FORCE_MUST_NOT; f++) {
        for (int k = 0; k < SERVED_KINDS; k++) binding += t.by[f][k];
        nothing += t.by[f][SERVED_NOTHING];
        acknowledged += t.by[f][SERVED_ACKNOWLEDGED];
        served += t.by[f][SERVED_FULLY] + t.by[f][SERVED_PARTLY];
    }
    jo_i64(o, "articles", t.articles);
    jo_i64(o, "binding", binding);
    jo_i64(o, "served", served);
    jo_i64(o, "acknowledged", acknowledged);
    jo_i64(o, "nothing", nothing);
}

err_t home_view(const struct office *office, struct person_id viewer, enum lang lang, json_t **ret)
{
    struct view v VIEW_CLEANUP;
    TRY(view_begin(&v, office, viewer, lang));
    struct jo o = jo_object(), totals = jo_object(), inbox = jo_object();
    err_t e = matters_inbox_in(&v.s, viewer, &inbox);
    show_due(&o, inbox.v);
    bool house = false;
    if (e == OK) e = is_of_the_house(&v.s, viewer, &house);
    if (e == OK && house)
        e = show_news(&v.s, &o);
    else
        jo_put(&o, "news", jo_array());
    if (e == OK) e = show_standard(&v.s, &o, inbox.v);
    if (e == OK) show_totals(&v.s, &totals);
    jo_put(&o, "totals", totals);
    if (inbox.failed) o.failed = true;
    jo_release(&inbox);
    if (e == OK) return view_end(&v, &o, ret);
    jo_release(&o);
    return e;
}

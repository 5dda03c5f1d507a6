/* SPDX-License-Identifier: Apache-2.0 */
#include "office/standard_view.h"

#include "office/standard_reading.h"

err_t standard_view_versions(const struct office *o, enum lang lang, json_t **ret)
{
    struct standard_reading r STANDARD_READING_CLEANUP;
    TRY(standard_reading_begin(&r, o, lang));
    struct jo all = jo_object(), list = jo_array();
    json_t *in_force = NULL;
    for (size_t i = 0; i < r.n_versions; i++) {
        standard_put_version(&r, &list, NULL, &r.versions[i]);
        if (!in_force && day_cmp(r.versions[i].effective, r.today) <= 0)
            in_force = json_integer(r.versions[i].id);
    }
    jo_put(&all, "versions", list);
    jo_set(&all, "in_force", in_force ? in_force : json_null());
    return standard_reading_end(&r, &all, ret);
}

/* --- the tree --- */

static int64_t findings_in(const struct standard_reading *r, uint32_t i)
{
    int64_t n = 0;
    for (uint32_t k = 0; k < r->text.n_findings; k++) {
        uint32_t at = r->text.findings[k].node;
        n += at >= i && at < r->text.nodes[i].end;
    }
    return n;
}

struct jo standard_put_link(struct standard_reading *r, uint32_t i)
{
    const struct standard_node *n = &r->text.nodes[i];
    SB_CLEANUP struct sb number;
    sb_init(&number, 64);
    standard_number_format(&number, &n->number);
    struct jo one = jo_object();
    jo_str(&one, "key", standard_reading_key(r, i));
    jo_str(&one, "number", n->number.depth ? standard_reading_str(r, sb_str(&number)) : NULL);
    /* (1) stands under many headings: its page names the way to it. */
    bool way = r->text.outline && n->level == STANDARD_ARTICLE;
    jo_str(&one, "label", way ? standard_reading_place(r, i) : standard_reading_str(r, n->label));
    jo_str(&one, "caption", n->caption.n ? standard_reading_str(r, n->caption) : NULL);
    jo_str(&one, "href", standard_reading_href(r, i));
    jo_bool(&one, "deleted", n->deleted);
    jo_i64(&one, "findings", findings_in(r, i));
    return one;
}

static struct jo articles_of(struct standard_reading *r, uint32_t parent)
{
    struct jo list = jo_array();
    for (uint32_t i = standard_first(&r->text, parent); i != 0; i = standard_next(&r->text, i)) {
        if (r->text.nodes[i].level == STANDARD_ARTICLE) jo_add(&list, standard_put_link(r, i));
    }
    return list;
}

static uint32_t depth_of(const struct standard_text *t, uint32_t i)
{
    uint32_t depth = 0;
    while ((i = t->nodes[i].parent) != 0) depth++;
    return depth;
}

static struct jo section_of(struct standard_reading *r, uint32_t i)
{
    const struct standard_node *n = &r->text.nodes[i];
    struct jo one = jo_object();
    jo_str(&one, "level", i ? standard_level_name(n->level) : NULL);
    jo_i64(&one, "depth", i ? depth_of(&r->text, i) : 0);
    jo_str(&one, "anchor", i ? standard_reading_anchor(r, i) : NULL);
    jo_str(&one, "label", standard_reading_str(r, n->label));
    jo_str(&one, "caption", standard_reading_str(r, n->caption));
    if (n->text.n > 0)
        jo_put(&one, "text", standard_put_spans(r, i));
    else
        jo_set(&one, "text", json_null());
    jo_put(&one, "articles", articles_of(r, i));
    return one;
}

static bool has_articles(const struct standard_text *t, uint32_t parent)
{
    for (uint32_t i = standard_first(t, parent); i != 0; i = standard_next(t, i)) {
        if (t->nodes[i].level == STANDARD_ARTICLE) return true;
    }
    return false;
}

static struct jo sections(struct standard_reading *r)
{
    struct jo list = jo_array();
    if (has_articles(&r->text, 0)) jo_add(&list, section_of(r, 0));
    for (uint32_t i = 1; i < r->text.n_nodes; i++) {
        if (r->text.nodes[i].level < STANDARD_ARTICLE) jo_add(&list, section_of(r, i));
    }
    return list;
}

static struct jo back_matter(struct standard_reading *r, enum standard_level level)
{
    struct jo list = jo_array();
    for (uint32_t i = standard_first(&r->text, 0); i != 0; i = standard_next(&r->text, i)) {
        if (r->text.nodes[i].level == level) jo_add(&list, standard_put_link(r, i));
    }
    return list;
}

static struct jo lines_of(struct str s)
{
    struct jo list = jo_array();
    while (s.n > 0) {
        struct str line = str_cut(&s, '\n');
        jo_add_value(&list, json_stringn(line.p, line.n));
    }
    return list;
}

static struct jo counts(const struct standard_text *t)
{
    struct standard_counts c;
    struct jo o = jo_object();
    standard_count(t, &c);
    for (int l = STANDARD_PART; l < STANDARD_LEVELS; l++)
        jo_i64(&o, standard_level_name((enum standard_level)l), c.of[l]);
    return o;
}

err_t standard_view_tree(const struct office *o, int64_t version, enum lang lang, json_t **ret)
{
    struct standard_reading r STANDARD_READING_CLEANUP;
    TRY(standard_reading_begin(&r, o, lang));
    TRY(standard_reading_open(&r, version));
    struct jo all = jo_object();
    standard_put_version(&r, &all, "version", r.version);
    jo_put(&all, "history", lines_of(r.text.history));
    jo_put(&all, "counts", counts(&r.text));
    jo_put(&all, "sections", sections(&r));
    jo_put(&all, "supplements", back_matter(&r, STANDARD_SUPPLEMENT));
    jo_put(&all, "appendices", back_matter(&r, STANDARD_APPENDIX));
    jo_put(&all, "findings", standard_put_findings(&r, 0));
    return standard_reading_end(&r, &all, ret);
}

/* --- one article --- */

static struct jo path_of(struct standard_reading *r, uint32_t i)
{
    uint32_t chain[8], n = 0;
    struct jo list = jo_array();
    for (i = r->text.nodes[i].parent; i != 0 && n < ARRAY_LEN(chain); i = r->text.nodes[i].parent)
        chain[n++] = i;
    while (n > 0) {
        uint32_t at = chain[--n];
        struct jo one = jo_object();
        jo_str(&one, "level", standard_level_name(r->text.nodes[at].level));
        jo_str(&one, "label", standard_reading_str(r, r->text.nodes[at].label));
        jo_str(&one, "caption", standard_reading_str(r, r->text.nodes[at].caption));
        jo_str(&one, "href", standard_reading_href(r, at));
        jo_add(&list, one);
    }
    return list;
}

static bool has_page(const struct standard_text *t, uint32_t i)
{
    const struct standard_node *n = &t->nodes[i];
    return n->level >= STANDARD_SUPPLEMENT ||
           (n->level == STANDARD_ARTICLE && !standard_up(t, i, STANDARD_SUPPLEMENT));
}

static void put_neighbour(struct standard_reading *r, struct jo *o, const char *key, uint32_t i,
                          bool before)
{
    uint32_t hit = 0;
    for (uint32_t k = before ? i - 1 : r->text.nodes[i].end; k > 0 && k < r->text.n_nodes && !hit;
         k += before ? -1U : 1U) {
        if (has_page(&r->text, k)) hit = k;
    }
    if (hit)
        jo_put(o, key, standard_put_link(r, hit));
    else
        jo_set(o, key, json_null());
}

static void put_line(struct standard_reading *r, struct jo *one, uint32_t i)
{
    const struct standard_node *n = &r->text.nodes[i];
    jo_str(one, "anchor", standard_reading_anchor(r, i));
    jo_str(one, "label", standard_reading_str(r, n->label));
    jo_str(one, "caption", n->caption.n ? standard_reading_str(r, n->caption) : NULL);
    jo_str(one, "place", standard_reading_place(r, i));
    standard_put_parts(r, one, i);
}

static struct jo rows_of(struct standard_reading *r, uint32_t paragraph)
{
    struct jo list = jo_array();
    for (uint32_t i = paragraph + 1; i < r->text.nodes[paragraph].end; i++) {
        const struct standard_node *n = &r->text.nodes[i];
        struct jo one = jo_object();
        jo_str(&one, "level", standard_level_name(n->level));
        jo_i64(&one, "depth", 1 + n->depth);
        put_line(r, &one, i);
        jo_add(&list, one);
    }
    return list;
}

static struct jo paragraphs_of(struct standard_reading *r, uint32_t article)
{
    struct jo list = jo_array();
    for (uint32_t i = article + 1; i < r->text.nodes[article].end; i++) {
        const struct standard_node *n = &r->text.nodes[i];
        if (n->level != STANDARD_PARAGRAPH) continue;
        struct jo one = jo_object();
        const struct standard_node *p = &r->text.nodes[n->parent];
        /* The first of an article within an 附則 shows that article's number and caption. */
        bool heads = n->parent != article && n->position == 1;
        jo_i64(&one, "number", n->number.n[0]);
        jo_bool(&one, "implicit", n->implicit);
        jo_str(&one, "article_label", heads ? standard_reading_str(r, p->label) : NULL);
        jo_str(&one, "article_caption",
               heads && p->caption.n ? standard_reading_str(r, p->caption) : NULL);
        put_line(r, &one, i);
        jo_put(&one, "rows", rows_of(r, i));
        jo_add(&list, one);
    }
    return list;
}

static bool in_page(const struct standard_text *t, uint32_t page, uint32_t i)
{
    return i >= page && i < t->nodes[page].end;
}

/* Who cites this page, each place once. */
static struct jo cited_by(struct standard_reading *r, uint32_t page)
{
    struct jo list = jo_array();
    uint32_t last = 0;
    for (uint32_t i = 0; i < r->cites.n; i++) {
        const struct cite *c = &r->cites.v[i];
        bool hit = false;
        for (uint32_t k = 0; k < c->n_targets; k++) hit |= in_page(&r->text, page, c->targets[k]);
        if (!hit || in_page(&r->text, page, c->node) || c->node == last) continue;
        last = c->node;
        uint32_t from = standard_article_of(&r->text, c->node);
        struct jo one = jo_object();
        jo_str(&one, "place", standard_reading_place(r, c->node));
        jo_str(&one, "href", standard_reading_href(r, c->node));
        jo_str(&one, "label", standard_reading_str(r, r->text.nodes[from].label));
        jo_str(&one, "caption", standard_reading_str(r, r->text.nodes[from].caption));
        jo_bool(&one, "applies", c->applies);
        jo_add(&list, one);
    }
    return list;
}

/* 準用 and what is applied through it, each target once. */
static struct jo applied(struct standard_reading *r, uint32_t page)
{
    enum { CHAIN = 64 };
    uint32_t at[CHAIN], via[CHAIN], n = 0;
    struct jo list = jo_array();
    at[n] = page;
    via[n++] = 0;
    for (uint32_t next = 0; next < n; next++) {
        for (uint32_t i = 0; i < r->cites.n; i++) {
            const struct cite *c = &r->cites.v[i];
            if (!c->applies || !in_page(&r->text, at[next], c->node)) continue;
            for (uint32_t k = 0; k < c->n_targets && n < CHAIN; k++) {
                bool known = false;
                for (uint32_t m = 0; m < n; m++) known |= at[m] == c->targets[k];
                if (known || in_page(&r->text, page, c->targets[k])) continue;
                at[n] = c->targets[k];
                via[n++] = next;
            }
        }
    }
    for (uint32_t i = 1; i < n; i++) {
        struct jo one = jo_object();
        jo_str(&one, "place", standard_reading_place(r, at[i]));
        jo_str(&one, "href", standard_reading_href(r, at[i]));
        jo_str(&one, "via", via[i] ? standard_reading_place(r, at[via[i]]) : NULL);
        jo_add(&list, one);
    }
    return list;
}

err_t standard_view_article(const struct office *o, int64_t version, const char *key,
                            enum lang lang, json_t **ret)
{
    struct standard_reading r STANDARD_READING_CLEANUP;
    TRY(standard_reading_begin(&r, o, lang));
    TRY(standard_reading_open(&r, version));
    uint32_t i = standard_find_key(&r.text, str_z(key));
    if (i == 0) return ERR_NOT_FOUND;
    struct jo all = standard_put_link(&r, i);
    standard_put_version(&r, &all, "version", r.version);
    jo_str(&all, "level", standard_level_name(r.text.nodes[i].level));
    jo_str(&all, "place", standard_reading_place(&r, i));
    jo_put(&all, "path", path_of(&r, i));
    put_neighbour(&r, &all, "previous", i, true);
    put_neighbour(&r, &all, "next", i, false);
    jo_put(&all, "paragraphs", paragraphs_of(&r, i));
    jo_put(&all, "cited_by", cited_by(&r, i));
    jo_put(&all, "applies", applied(&r, i));
    if (r.text.nodes[i].level == STANDARD_APPENDIX)
        jo_put(&all, "lines", lines_of(r.text.nodes[i].text));
    else
        jo_set(&all, "lines", json_null());
    jo_put(&all, "findings", standard_put_findings(&r, i));
    return standard_reading_end(&r, &all, ret);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * 新旧対照表: two versions, article by article, and one article line by line. */
#include "office/standard_reading.h"
#include "office/standard_view.h"
#include "standard/compare.h"

struct both {
    struct standard_reading old, new;
    struct compare articles;
};

static void both_release(struct both *b)
{
    standard_reading_release(&b->new);
    standard_reading_release(&b->old);
}
#define BOTH_CLEANUP __attribute__((cleanup(both_release))) = {.old = {.db = NULL}}

static err_t open_both(struct both *b, const struct office *o, int64_t from, int64_t to,
                       enum lang lang)
{
    TRY(standard_reading_begin(&b->old, o, lang));
    TRY(standard_reading_open(&b->old, from));
    TRY(standard_reading_also(&b->new, &b->old, to));
    return compare_texts(&b->old.arena, &b->old.text, &b->new.text, &b->articles);
}

static err_t end_both(struct both *b, struct jo *o, json_t **ret)
{
    if (b->old.err == OK) b->old.err = b->new.err;
    if (b->new.arena.failed) b->old.arena.failed = true;
    return standard_reading_end(&b->old, o, ret);
}

static void put_side(struct standard_reading *r, struct jo *o, const char *key, uint32_t node)
{
    if (node)
        jo_put(o, key, standard_put_link(r, node));
    else
        jo_set(o, key, json_null());
}

static void put_versions(struct both *b, struct jo *o)
{
    standard_put_version(&b->old, o, "from", b->old.version);
    standard_put_version(&b->new, o, "to", b->new.version);
}

/* --- lines --- */

static struct jo spans_of(struct str s, const struct wording_piece *v, uint32_t n)
{
    struct jo list = jo_array();
    for (uint32_t i = 0; i < n; i++) {
        struct jo one = jo_object();
        jo_set(&one, "text", json_stringn(s.p + v[i].from, v[i].to - v[i].from));
        jo_bool(&one, "changed", v[i].changed);
        jo_add(&list, one);
    }
    return list;
}

static void put_line(struct standard_reading *r, struct jo *o, const char *key, uint32_t node,
                     const struct wording_piece *v, uint32_t n, bool caption_changed)
{
    if (node == 0) {
        jo_set(o, key, json_null());
        return;
    }
    const struct standard_node *at = &r->text.nodes[node];
    bool heads = at->level == STANDARD_ARTICLE || at->level == STANDARD_APPENDIX;
    struct jo one = jo_object();
    jo_str(&one, "level", standard_level_name(at->level));
    jo_i64(&one, "depth",
           at->level == STANDARD_SUBITEM ? at->depth + 1
           : at->level == STANDARD_ITEM  ? 1
                                         : 0);
    jo_str(&one, "label", standard_reading_str(r, at->label));
    jo_str(&one, "caption", at->caption.n ? standard_reading_str(r, at->caption) : NULL);
    jo_bool(&one, "caption_changed", caption_changed);
    jo_bool(&one, "heads", heads);
    jo_put(&one, "spans", spans_of(at->text, v, n));
    jo_put(o, key, one);
}

/* On one side only: the whole line is changed. */
static struct wording_piece whole(const struct standard_text *t, uint32_t node)
{
    return (struct wording_piece){0, (uint32_t)t->nodes[node].text.n, true};
}

static err_t line_row(struct both *b, const struct compare_row *row, struct jo *list)
{
    struct wording w = {.n_old = 0};
    const struct standard_text *x = &b->old.text, *y = &b->new.text;
    struct wording_piece all_old = whole(x, row->old), all_new = whole(y, row->new);
    bool caption = false;
    if (row->old && row->new) {
        TRY(wording_diff(&b->old.arena, x->nodes[row->old].text, y->nodes[row->new].text, &w));
        caption = !str_eq(x->nodes[row->old].caption, y->nodes[row->new].caption);
    } else {
        w = (struct wording){&all_old, &all_new, row->old && all_old.to, row->new &&all_new.to};
        caption = true;
    }
    struct jo one = jo_object();
    jo_str(&one, "change", compare_change_name(row->change));
    put_line(&b->old, &one, "old", row->old, w.old, w.n_old, caption);
    put_line(&b->new, &one, "new", row->new, w.new, w.n_new, caption);
    jo_add(list, one);
    return OK;
}

static err_t lines_of(struct both *b, const struct compare_row *row, struct jo *ret)
{
    struct compare lines;
    struct jo list = jo_array();
    err_t e =
        compare_articles(&b->old.arena, &b->old.text, row->old, &b->new.text, row->new, &lines);
    for (uint32_t i = 0; e == OK && i < lines.n; i++) e = line_row(b, &lines.v[i], &list);
    if (e == OK)
        *ret = list;
    else
        jo_release(&list);
    return e;
}

static err_t article_row(struct both *b, const struct compare_row *row, bool with_lines,
                         struct jo *ret)
{
    struct jo one = jo_object(), lines;
    err_t e = OK;
    jo_str(&one, "change", compare_change_name(row->change));
    jo_bool(&one, "words", row->words);
    put_side(&b->old, &one, "old", row->old);
    put_side(&b->new, &one, "new", row->new);
    if (with_lines && row->words) {
        e = lines_of(b, row, &lines);
        if (e == OK) jo_put(&one, "lines", lines);
    } else {
        jo_set(&one, "lines", json_null());
    }
    if (e == OK)
        *ret = one;
    else
        jo_release(&one);
    return e;
}

/* --- all articles, and one --- */

static err_t all_rows(struct both *b, bool with_lines, struct jo *rows)
{
    for (uint32_t i = 0; i < b->articles.n; i++) {
        struct jo one;
        TRY(article_row(b, &b->articles.v[i], with_lines, &one));
        jo_add(rows, one);
    }
    return OK;
}

err_t standard_view_compare(const struct office *o, int64_t from, int64_t to, bool with_lines,
                            enum lang lang, json_t **ret)
{
    struct both b BOTH_CLEANUP;
    TRY(open_both(&b, o, from, to, lang));
    struct jo all = jo_object(), counts = jo_object(), rows = jo_array();
    put_versions(&b, &all);
    for (int i = 0; i < COMPARE_CHANGES; i++)
        jo_i64(&counts, compare_change_name((enum compare_change)i), b.articles.of[i]);
    jo_put(&all, "counts", counts);
    err_t e = all_rows(&b, with_lines, &rows);
    jo_put(&all, "rows", rows);
    if (e == OK) return end_both(&b, &all, ret);
    jo_release(&all);
    return e;
}

static const struct compare_row *find_row(const struct both *b, const char *key, bool of_old)
{
    uint32_t node = standard_find_key(of_old ? &b->old.text : &b->new.text, str_z(key));
    for (uint32_t i = 0; node && i < b->articles.n; i++) {
        const struct compare_row *row = &b->articles.v[i];
        if ((of_old ? row->old : row->new) == node) return row;
    }
    return NULL;
}

err_t standard_view_compare_article(const struct office *o, int64_t from, int64_t to,
                                    const char *key, bool of_old, enum lang lang, json_t **ret)
{
    struct both b BOTH_CLEANUP;
    struct jo all;
    TRY(open_both(&b, o, from, to, lang));
    const struct compare_row *row = find_row(&b, key, of_old);
    if (!row) return ERR_NOT_FOUND;
    struct compare_row shown = *row;
    shown.words = true; /* lines also of one that is the same */
    TRY(article_row(&b, &shown, true, &all));
    jo_bool(&all, "words", row->words);
    put_versions(&b, &all);
    return end_both(&b, &all, ret);
}

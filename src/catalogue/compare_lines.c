/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/compare_lines.h"

#include <string.h>

#include "catalogue/catalogue_parts.h"
#include "wire/yaml.h"

enum { LEAVES_MAX = 4000 };

struct side {
    const struct catalogue *c;
    struct yaml **parsed; /* by file; NULL: not yet */
};
struct compare_files {
    struct arena *a;
    struct side old, new;
};

err_t compare_lines_open(struct arena *a, const struct catalogue *old, const struct catalogue *new,
                         struct compare_files **ret)
{
    struct compare_files *f = ARENA_NEW(a, struct compare_files);
    if (!f) return ERR_NOMEM;
    *f = (struct compare_files){.a = a, .old = {.c = old}, .new = {.c = new}};
    f->old.parsed = ARENA_ARRAY(a, struct yaml *, old->files.n + 1);
    f->new.parsed = ARENA_ARRAY(a, struct yaml *, new->files.n + 1);
    if (!f->old.parsed || !f->new.parsed) return ERR_NOMEM;
    *ret = f;
    return OK;
}

/* --- where a piece stands --- */

static err_t parse_file(struct arena *a, struct side *s, size_t i, const struct yaml **ret)
{
    const struct folder_file *f = &s->c->files.v[i];
    if (!s->parsed[i]) {
        s->parsed[i] = ARENA_NEW(a, struct yaml);
        if (!s->parsed[i]) return ERR_NOMEM;
        TRY(yaml_parse(a, f->bytes, f->name, LOAD_YAML_LIMITS, s->parsed[i], NULL));
    }
    *ret = s->parsed[i];
    return OK;
}

static const struct yaml *entry(const struct yaml *m, struct str name)
{
    for (size_t i = 0; m && m->kind == YAML_MAP && i < m->n; i++)
        if (str_eq(m->keys[i].text, name)) return &m->values[i];
    return NULL;
}

/* "47(2)": a paragraph; "47": the caption. */
static const struct yaml *in_articles(const struct yaml *y, const char *name)
{
    struct str key = str_z(name), paragraph = STR("");
    size_t at = str_find(key, '(');
    if (at < key.n) {
        paragraph = str_head(str_skip(key, at + 1), key.n - at - 2);
        key = str_head(key, at);
    }
    const struct yaml *article = entry(yaml_get(y, "articles"), key);
    if (!article) return NULL;
    return paragraph.n ? entry(yaml_get(article, "paragraphs"), paragraph)
                       : yaml_get(article, "caption");
}

/* The file, or every file of the folder, that may have it. */
static bool may_have(const struct compare_change *x, const char *file)
{
    static const struct {
        const char *part, *file;
    } lists[] = {{"reading", "readings/readings.yaml"},
                 {"fault", "faults.yaml"},
                 {"control", "controls.yaml"},
                 {"role", "roles.yaml"},
                 {"clock", "clocks.yaml"},
                 {"zone", "zones.yaml"},
                 {"group", "groups.yaml"},
                 {"word", "words.yaml"}};
    struct str name = str_z(file), stem = str_skip(name, str_find(name, '/') + 1);
    bool yaml = str_ends(stem, STR(".yaml"));
    if (yaml) stem.n -= STR(".yaml").n;
    if (strcmp(x->part, "procedure") == 0)
        return str_starts(name, STR("procedures/")) && str_eqz(stem, x->name);
    if (strcmp(x->part, "book") == 0)
        return str_starts(name, STR("books/")) && str_eqz(stem, x->name);
    if (strcmp(x->part, "article") == 0) return str_starts(name, STR("articles/")) && yaml;
    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        if (strcmp(x->part, lists[i].part) == 0) return strcmp(file, lists[i].file) == 0;
    return strcmp(file, x->name) == 0 && yaml;
}

static const struct yaml *piece_of(const struct compare_change *x, const struct yaml *y)
{
    if (strcmp(x->part, "article") == 0) return in_articles(y, x->name);
    bool whole = strcmp(x->part, "procedure") == 0 || strcmp(x->part, "book") == 0 ||
                 strcmp(x->part, "standard") == 0;
    if (whole) return y;
    for (size_t i = 0; y->kind == YAML_MAP && i < y->n; i++) {
        const struct yaml *hit = entry(&y->values[i], str_z(x->name));
        if (hit) return hit;
    }
    return NULL;
}

static err_t find_piece(struct arena *a, struct side *s, const struct compare_change *x,
                        const struct yaml **ret)
{
    *ret = NULL;
    for (size_t i = 0; i < s->c->files.n && !*ret; i++) {
        const struct yaml *y;
        if (!may_have(x, s->c->files.v[i].name)) continue;
        TRY(parse_file(a, s, i, &y));
        *ret = piece_of(x, y);
    }
    return OK;
}

/* --- leaves --- */

struct leaf {
    const char *path[COMPARE_DEPTH_MAX];
    size_t n_path;
    struct str text;
    bool matched;
};
struct leaves {
    struct arena *a;
    struct leaf *v;
    size_t n, cap, left_out;
    err_t err;
};

static bool grow(struct leaves *l)
{
    size_t cap = l->cap ? 2 * l->cap : 64;
    struct leaf *v = ARENA_ARRAY(l->a, struct leaf, cap);
    if (!v) {
        l->err = ERR_NOMEM;
        return false;
    }
    if (l->n > 0) memcpy(v, l->v, l->n * sizeof *v);
    l->v = v;
    l->cap = cap;
    return true;
}

static void add_leaf(struct leaves *l, const char *const *path, size_t n_path, struct str text)
{
    if (l->n == LEAVES_MAX) {
        l->left_out++;
        return;
    }
    if (l->n == l->cap && !grow(l)) return;
    struct leaf *to = &l->v[l->n++];
    *to = (struct leaf){.n_path = n_path, .text = text};
    for (size_t i = 0; i < n_path; i++) to->path[i] = path[i];
}

/* A list of words is one line: 甲, 乙. */
static bool is_words(const struct yaml *y)
{
    for (size_t i = 0; i < y->n; i++)
        if (y->values[i].kind != YAML_WORD) return false;
    return true;
}

static void add_words(struct leaves *l, const char *const *path, size_t n, const struct yaml *y)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 1 << 20);
    for (size_t i = 0; i < y->n; i++) {
        if (i > 0) sb_addz(&b, ", ");
        sb_add(&b, y->values[i].text);
    }
    if (sb_end(&b) != OK) {
        l->err = ERR_NOMEM;
        return;
    }
    struct str s = arena_str(l->a, sb_str(&b));
    if (!s.p) l->err = ERR_NOMEM;
    if (s.p) add_leaf(l, path, n, s);
}

/* A step, a paper, a gate is known by what its first key says. */
static const char *name_of(struct leaves *l, const struct yaml *item, size_t position)
{
    bool named = item->kind == YAML_MAP && item->n > 0 && item->values[0].kind == YAML_WORD;
    const char *name =
        named ? arena_strdup(l->a, item->values[0].text) : arena_printf(l->a, "%zu", position + 1);
    if (!name) l->err = ERR_NOMEM;
    return name;
}

static void add_tree(struct leaves *l, const char **path, size_t n, const struct yaml *y)
{
    if (l->err != OK) return;
    if (y->kind == YAML_WORD || n == COMPARE_DEPTH_MAX) {
        add_leaf(l, path, n, y->kind == YAML_WORD ? y->text : STR("..."));
        return;
    }
    if (y->kind == YAML_LIST && is_words(y)) {
        add_words(l, path, n, y);
        return;
    }
    for (size_t i = 0; i < y->n && l->err == OK; i++) {
        path[n] = y->kind == YAML_MAP ? arena_strdup(l->a, y->keys[i].text)
                                      : name_of(l, &y->values[i], i);
        if (!path[n]) l->err = ERR_NOMEM;
        if (path[n]) add_tree(l, path, n + 1, &y->values[i]);
    }
}

static err_t leaves_of(struct arena *a, const struct yaml *y, struct leaves *ret)
{
    const char *path[COMPARE_DEPTH_MAX + 1];
    *ret = (struct leaves){.a = a};
    if (y) add_tree(ret, path, 0, y);
    return ret->err;
}

static bool same_path(const struct leaf *a, const struct leaf *b)
{
    if (a->n_path != b->n_path) return false;
    for (size_t i = a->n_path; i-- > 0;)
        if (strcmp(a->path[i], b->path[i]) != 0) return false;
    return true;
}

/* --- lines --- */

struct out {
    struct compare_line *v;
    size_t n, more;
};

static void put(struct out *o, const struct leaf *at, struct str old, struct str new)
{
    if (o->n == COMPARE_LINES_MAX) {
        o->more++;
        return;
    }
    struct compare_line *to = &o->v[o->n++];
    *to = (struct compare_line){.n_path = at->n_path, .old = old, .new = new};
    for (size_t i = 0; i < at->n_path; i++) to->path[i] = at->path[i];
}

/* The gone ones that stood behind old leaf i. */
static void put_gone(struct out *o, struct leaves *old, size_t from)
{
    for (size_t i = from; i < old->n && !old->v[i].matched; i++) {
        put(o, &old->v[i], old->v[i].text, STR_NONE);
        old->v[i].matched = true;
    }
}

static void merge(struct leaves *old, struct leaves *new, struct out *o)
{
    size_t *with = ARENA_ARRAY(old->a, size_t, new->n + 1);
    if (!with) {
        old->err = ERR_NOMEM;
        return;
    }
    for (size_t k = 0; k < new->n; k++) {
        for (size_t i = 0; i < old->n && !with[k]; i++) {
            if (old->v[i].matched || !same_path(&old->v[i], &new->v[k])) continue;
            old->v[i].matched = true;
            with[k] = i + 1;
        }
    }
    put_gone(o, old, 0);
    for (size_t k = 0; k < new->n; k++) {
        const struct leaf *was = with[k] ? &old->v[with[k] - 1] : NULL;
        if (!was)
            put(o, &new->v[k], STR_NONE, new->v[k].text);
        else if (!str_eq(was->text, new->v[k].text))
            put(o, &new->v[k], was->text, new->v[k].text);
        if (was) put_gone(o, old, with[k]);
    }
}

err_t compare_lines_of(struct compare_files *f, struct arena *a, const struct compare_change *x,
                       struct compare_line **ret, size_t *ret_n, size_t *ret_more)
{
    const struct yaml *was, *is;
    struct leaves old, new;
    TRY(find_piece(f->a, &f->old, x, &was));
    TRY(find_piece(f->a, &f->new, x, &is));
    TRY(leaves_of(a, was, &old));
    TRY(leaves_of(a, is, &new));
    struct out o = {.v = ARENA_ARRAY(a, struct compare_line, (size_t)COMPARE_LINES_MAX)};
    if (!o.v) return ERR_NOMEM;
    merge(&old, &new, &o);
    TRY(old.err);
    *ret = o.v;
    *ret_n = o.n;
    *ret_more = o.more + new.left_out + old.left_out;
    return OK;
}

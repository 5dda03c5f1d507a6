/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/sha256.h"
#include "catalogue/catalogue_parts.h"
#include "wire/yaml.h"

enum part {
    PART_STANDARD,
    PART_INDEX,
    PART_ARTICLE,
    PART_PROCEDURE,
    PART_BOOK,
    PART_READING,
    PART_FAULT,
    PART_CONTROL,
    PART_ROLE,
    PART_CLOCK,
    PART_ZONE,
    PART_GROUP,
    PART_WORD,
    PART_FILE,
    PARTS
};
static const struct {
    const char *name, *text;
} parts[PARTS] = {
    [PART_STANDARD] = {"standard", "compare.standard"},
    [PART_INDEX] = {"index", "compare.index"},
    [PART_ARTICLE] = {"article", "compare.article"},
    [PART_PROCEDURE] = {"procedure", "compare.procedure"},
    [PART_BOOK] = {"book", "compare.book"},
    [PART_READING] = {"reading", "compare.reading"},
    [PART_FAULT] = {"fault", "compare.fault"},
    [PART_CONTROL] = {"control", "compare.control"},
    [PART_ROLE] = {"role", "compare.role"},
    [PART_CLOCK] = {"clock", "compare.clock"},
    [PART_ZONE] = {"zone", "compare.zone"},
    [PART_GROUP] = {"group", "compare.group"},
    [PART_WORD] = {"word", "compare.word"},
    [PART_FILE] = {"file", "compare.file"},
};
/* Files whose maps are one piece an entry. */
static const struct {
    const char *file;
    enum part part;
} lists[] = {{"readings/readings.yaml", PART_READING},
             {"faults.yaml", PART_FAULT},
             {"controls.yaml", PART_CONTROL},
             {"roles.yaml", PART_ROLE},
             {"clocks.yaml", PART_CLOCK},
             {"zones.yaml", PART_ZONE},
             {"groups.yaml", PART_GROUP},
             {"words.yaml", PART_WORD}};

struct piece {
    enum part part;
    const char *name;
    uint8_t hash[SHA256_LEN];
};
struct pieces {
    struct arena *a;
    struct piece *v;
    size_t n, cap;
    err_t err;
};

static void add(struct pieces *x, enum part part, const char *name, const uint8_t *hash)
{
    if (!name) x->err = ERR_NOMEM;
    if (x->err == OK && x->n == x->cap) {
        size_t cap = x->cap ? x->cap * 2 : 64;
        struct piece *v = ARENA_ARRAY(x->a, struct piece, cap);
        if (!v) x->err = ERR_NOMEM;
        if (v && x->n) memcpy(v, x->v, x->n * sizeof *v);
        x->v = v ? v : x->v;
        x->cap = v ? cap : x->cap;
    }
    if (x->err != OK) return;
    x->v[x->n] = (struct piece){.part = part, .name = name};
    memcpy(x->v[x->n++].hash, hash, SHA256_LEN);
}

static const char *copy(struct pieces *x, struct str s)
{
    return arena_strdup(x->a, s);
}

/* --- what a piece says -------------------------------------------------------------------- */

static void hash_tree(struct pieces *x, const struct yaml *y, uint8_t ret[SHA256_LEN]);

struct hash {
    uint8_t v[SHA256_LEN];
};

static int by_hash(const void *a, const void *b)
{
    return memcmp(a, b, SHA256_LEN);
}

static void add_hash(struct sha256 *h, const uint8_t *v)
{
    sha256_add(h, (struct str){(const char *)v, SHA256_LEN});
}

/* Keys in whatever order: the pairs go in sorted by their hashes. */
static void hash_map(struct pieces *x, const struct yaml *y, struct sha256 *h)
{
    struct hash *pairs = ARENA_ARRAY(x->a, struct hash, y->n + 1);
    if (!pairs) {
        x->err = ERR_NOMEM;
        return;
    }
    for (size_t i = 0; i < y->n; i++) {
        struct hash pair[2];
        hash_tree(x, &y->keys[i], pair[0].v);
        hash_tree(x, &y->values[i], pair[1].v);
        sha256((struct str){(const char *)pair, sizeof pair}, pairs[i].v);
    }
    if (y->n > 1) qsort(pairs, y->n, sizeof *pairs, by_hash);
    for (size_t i = 0; i < y->n; i++) add_hash(h, pairs[i].v);
}

static void hash_tree(struct pieces *x, const struct yaml *y, uint8_t ret[SHA256_LEN])
{
    struct sha256 h;
    uint64_t n = y->kind == YAML_WORD ? y->text.n : y->n;
    char head = (char)y->kind;
    sha256_init(&h);
    sha256_add(&h, (struct str){&head, 1});
    sha256_add(&h, (struct str){(const char *)&n, sizeof n});
    if (y->kind == YAML_WORD) sha256_add(&h, y->text);
    if (y->kind == YAML_MAP) hash_map(x, y, &h);
    for (size_t i = 0; y->kind == YAML_LIST && i < y->n; i++) {
        struct hash one;
        hash_tree(x, &y->values[i], one.v);
        add_hash(&h, one.v);
    }
    sha256_end(&h, ret);
}

static void add_tree(struct pieces *x, enum part part, const char *name, const struct yaml *y)
{
    uint8_t hash[SHA256_LEN];
    hash_tree(x, y, hash);
    add(x, part, name, hash);
}

/* --- the pieces of a file ------------------------------------------------------------------- */

static void add_paragraphs(struct pieces *x, struct str article, const struct yaml *m)
{
    for (size_t i = 0; m && m->kind == YAML_MAP && i < m->n; i++)
        add_tree(x, PART_ARTICLE,
                 arena_printf(x->a, "%.*s(%.*s)", STR_ARG(article), STR_ARG(m->keys[i].text)),
                 &m->values[i]);
}

static void add_articles(struct pieces *x, const struct yaml *y)
{
    const struct yaml *m = yaml_get(y, "articles");
    for (size_t i = 0; m && m->kind == YAML_MAP && i < m->n; i++) {
        const struct yaml *caption = yaml_get(&m->values[i], "caption");
        if (caption) add_tree(x, PART_ARTICLE, copy(x, m->keys[i].text), caption);
        add_paragraphs(x, m->keys[i].text, yaml_get(&m->values[i], "paragraphs"));
    }
}

/* One or several maps at the top; each entry is a piece. */
static void add_entries(struct pieces *x, enum part part, const struct yaml *y)
{
    for (size_t i = 0; y->kind == YAML_MAP && i < y->n; i++) {
        const struct yaml *m = &y->values[i];
        for (size_t k = 0; m->kind == YAML_MAP && k < m->n; k++)
            add_tree(x, part, copy(x, m->keys[k].text), &m->values[k]);
    }
}

static bool under(const char *name, const char *folder)
{
    size_t n = strlen(folder);
    return strncmp(name, folder, n) == 0 && name[n] == '/';
}

/* "procedures/media-move.yaml": media-move. */
static const char *base_name(struct pieces *x, const char *name)
{
    struct str s = str_skip(str_z(name), str_find(str_z(name), '/') + 1);
    return copy(x, str_ends(s, STR(".yaml")) ? str_head(s, s.n - 5) : s);
}

static void add_parsed(struct pieces *x, const struct folder_file *f, const struct yaml *y)
{
    if (under(f->name, "procedures")) {
        add_tree(x, PART_PROCEDURE, base_name(x, f->name), y);
    } else if (under(f->name, "books")) {
        add_tree(x, PART_BOOK, base_name(x, f->name), y);
    } else if (under(f->name, "articles")) {
        add_articles(x, y);
    } else if (strcmp(f->name, "standard.yaml") == 0) {
        add_tree(x, PART_STANDARD, f->name, y);
    } else {
        for (size_t i = 0; i < ARRAY_LEN(lists); i++)
            if (strcmp(f->name, lists[i].file) == 0) add_entries(x, lists[i].part, y);
    }
}

static bool is_yaml_of_ours(const struct folder_file *f)
{
    bool known = strcmp(f->name, "standard.yaml") == 0;
    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        known = known || strcmp(f->name, lists[i].file) == 0;
    return known || under(f->name, "procedures") || under(f->name, "books") ||
           (under(f->name, "articles") && str_ends(str_z(f->name), STR(".yaml")));
}

static void add_file(struct pieces *x, const struct folder_file *f)
{
    struct yaml y;
    if (is_yaml_of_ours(f)) {
        err_t e = yaml_parse(x->a, f->bytes, f->name, LOAD_YAML_LIMITS, &y, NULL);
        if (e == OK)
            add_parsed(x, f, &y);
        else
            x->err = e; /* it was loaded: no memory, then */
        return;
    }
    uint8_t hash[SHA256_LEN];
    sha256(f->bytes, hash);
    bool index = strcmp(f->name, "articles/index.tsv") == 0;
    add(x, index ? PART_INDEX : PART_FILE, f->name, hash);
}

static bool has_same(const struct folder *in, const struct folder_file *f)
{
    for (size_t i = 0; i < in->n; i++)
        if (strcmp(in->v[i].name, f->name) == 0) return strcmp(in->v[i].digest, f->digest) == 0;
    return false;
}

/* --- two versions ----------------------------------------------------------------------------- */

/* Digits by what they count: 9(1) before 10(2). */
static int by_number(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        bool digits = *a >= '0' && *a <= '9' && *b >= '0' && *b <= '9';
        if (!digits && *a != *b) return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
        if (!digits) continue;
        char *end_a, *end_b;
        unsigned long x = strtoul(a, &end_a, 10), y = strtoul(b, &end_b, 10);
        if (x != y) return x < y ? -1 : 1;
        a = end_a - 1;
        b = end_b - 1;
    }
    return *a ? 1 : *b ? -1 : 0;
}

static int by_piece(const void *a, const void *b)
{
    const struct piece *x = a, *y = b;
    if (x->part != y->part) return x->part < y->part ? -1 : 1;
    return by_number(x->name, y->name);
}

/* What stands in files that the other version has alike is left out. */
static err_t gather(struct arena *a, const struct catalogue *c, const struct catalogue *other,
                    struct pieces *ret)
{
    *ret = (struct pieces){.a = a};
    for (size_t i = 0; i < c->files.n && ret->err == OK; i++)
        if (!has_same(&other->files, &c->files.v[i])) add_file(ret, &c->files.v[i]);
    if (ret->n > 1) qsort(ret->v, ret->n, sizeof *ret->v, by_piece);
    return ret->err;
}

static void tell(struct compare_change *v, size_t *n, enum compare_kind kind, const struct piece *p)
{
    v[(*n)++] = (struct compare_change){kind, parts[p->part].name, p->name};
}

err_t compare_versions(struct arena *a, const struct catalogue *old, const struct catalogue *new,
                       struct compare_change **ret, size_t *ret_n)
{
    struct pieces was, is;
    TRY(gather(a, old, new, &was));
    TRY(gather(a, new, old, &is));
    struct compare_change *v = ARENA_ARRAY(a, struct compare_change, was.n + is.n + 1);
    if (!v) return ERR_NOMEM;
    size_t n = 0;
    for (size_t i = 0, k = 0; i < was.n || k < is.n;) {
        int c = i == was.n ? 1 : k == is.n ? -1 : by_piece(&was.v[i], &is.v[k]);
        if (c < 0) tell(v, &n, COMPARE_REMOVED, &was.v[i]);
        if (c > 0) tell(v, &n, COMPARE_ADDED, &is.v[k]);
        if (c == 0 && memcmp(was.v[i].hash, is.v[k].hash, SHA256_LEN) != 0)
            tell(v, &n, COMPARE_CHANGED, &is.v[k]);
        i += c <= 0;
        k += c >= 0;
    }
    *ret = v;
    *ret_n = n;
    return OK;
}

/* --- for people ----------------------------------------------------------------------------- */

static const struct {
    const char *name, *text;
} kinds[] = {[COMPARE_ADDED] = {"added", "compare.added"},
             [COMPARE_CHANGED] = {"changed", "compare.changed"},
             [COMPARE_REMOVED] = {"removed", "compare.removed"}};

const char *compare_kind_name(enum compare_kind k)
{
    return kinds[k].name;
}

const char *compare_kind_text(enum compare_kind k)
{
    return kinds[k].text;
}

const char *compare_part_text(const char *part)
{
    for (size_t i = 0; i < PARTS; i++)
        if (strcmp(parts[i].name, part) == 0) return parts[i].text;
    return "compare.file";
}

static bool title_in(const struct compare_change *x, const struct catalogue *c, struct text2 *ret)
{
    const struct procedure *p = catalogue_procedure(c, x->name);
    const struct book *b = catalogue_book(c, x->name);
    const struct role *r = catalogue_role(c, x->name);
    const struct reading *g = catalogue_reading(c, x->name);
    if (strcmp(x->part, "procedure") == 0 && p) *ret = p->title;
    if (strcmp(x->part, "book") == 0 && b) *ret = b->title;
    if (strcmp(x->part, "role") == 0 && r) *ret = r->label;
    if (strcmp(x->part, "reading") == 0 && g) *ret = g->about;
    for (size_t i = 0; i < c->n_controls && strcmp(x->part, "control") == 0; i++)
        if (strcmp(c->controls[i].name, x->name) == 0) *ret = c->controls[i].title;
    return ret->ja != NULL;
}

struct text2 compare_title(const struct compare_change *x, const struct catalogue *old,
                           const struct catalogue *new)
{
    struct text2 t = {NULL, NULL};
    if (title_in(x, new, &t) || title_in(x, old, &t)) return t;
    return (struct text2){x->name, x->name};
}

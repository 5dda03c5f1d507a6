/* SPDX-License-Identifier: Apache-2.0 */
#include "standard/tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "standard/glyph.h"

enum { FIRST_NODES = 256, FIRST_FINDINGS = 32, SAY_MAX = 400 };

err_t tree_init(struct arena *a, const struct lines *l, struct tree *ret)
{
    struct tree t = {.arena = a, .cap = FIRST_NODES, .n = 1};
    t.nodes = ARENA_ARRAY(a, struct standard_node, (size_t)t.cap);
    if (!t.nodes) return ERR_NOMEM;
    t.nodes[0] = (struct standard_node){.level = STANDARD_ROOT,
                                        .label = STR(""),
                                        .caption = STR(""),
                                        .note = STR(""),
                                        .text = STR("")};
    TRY(join_init(a, l, &t.text));
    *ret = t;
    return OK;
}

/* Twice the room for an array in the arena; NULL without memory. */
static void *grow(struct arena *a, const void *old, uint32_t n, uint32_t cap, size_t size)
{
    void *v = arena_array(a, cap, size);
    if (v && n > 0) memcpy(v, old, n * size);
    return v;
}

uint32_t tree_add(struct tree *t, enum standard_level level, uint32_t parent, struct str label,
                  uint32_t line)
{
    if (t->err != OK) return 0;
    if (t->n == STANDARD_NODES_MAX) {
        t->err = ERR_TOO_BIG;
        return 0;
    }
    if (t->n == t->cap) {
        struct standard_node *v = grow(t->arena, t->nodes, t->n, 2 * t->cap, sizeof *v);
        if (!v) {
            t->err = ERR_NOMEM;
            return 0;
        }
        t->nodes = v;
        t->cap *= 2;
    }
    t->nodes[t->n] = (struct standard_node){.level = level,
                                            .parent = parent,
                                            .line = line,
                                            .label = label,
                                            .caption = STR(""),
                                            .note = STR(""),
                                            .text = {t->text.p + t->text.n, 0}};
    t->current = t->n;
    return t->n++;
}

struct str tree_keep(struct tree *t, struct str piece, uint32_t line)
{
    uint32_t at = join_add(&t->text, piece, line);
    return (struct str){t->text.p + at, piece.n};
}

void tree_text(struct tree *t, struct str piece, const struct line *before, const struct line *line,
               const struct lines *l)
{
    struct standard_node *n = &t->nodes[t->current];
    if (piece.n == 0 || t->current == 0) return;
    if (n->text.n == 0)
        n->text = (struct str){t->text.p + t->text.n, 0};
    else if (before && join_needs_blank(n->text, piece, before, line, l))
        n->text.n += tree_keep(t, STR(" "), 0).n;
    n->text.n += tree_keep(t, piece, line->number).n;
}

static void add_to_text(struct tree *t, struct str piece, uint32_t line)
{
    struct standard_node *n = &t->nodes[t->current];
    if (t->current == 0) return;
    if (n->text.n == 0) n->text = (struct str){t->text.p + t->text.n, 0};
    n->text.n += tree_keep(t, piece, line).n;
}

void tree_row(struct tree *t, struct str row, uint32_t line)
{
    add_to_text(t, STR("\n"), 0);
    add_to_text(t, row, line);
}

void tree_after_table(struct tree *t)
{
    add_to_text(t, STR("\n\n"), 0);
}

void tree_open_levels(struct tree *t, uint32_t container)
{
    t->container = container;
    t->n_open = 1;
    t->open[0] = (struct tree_open){.style = LABEL_PLAIN};
}

void tree_need_paragraph(struct tree *t, uint32_t line)
{
    if (t->n_open == 0 || t->open[0].node != 0) return;
    uint32_t i = tree_add(t, STANDARD_PARAGRAPH, t->container, STR(""), line);
    if (i == 0) return;
    t->nodes[i].implicit = true;
    t->nodes[i].number = t->nodes[i].last = (struct standard_number){{1}, 1};
    t->open[0].node = i;
    t->open[0].last = 1;
}

uint32_t tree_parent_for(const struct tree *t, enum standard_level level)
{
    uint32_t i = t->current;
    while (i != 0 && t->nodes[i].level >= level) i = t->nodes[i].parent;
    return i;
}

void tree_find_again(struct tree *t, const struct standard_finding *f)
{
    if (t->err != OK || t->n_findings == STANDARD_FINDINGS_MAX) return;
    if (t->n_findings == t->findings_cap) {
        uint32_t cap = t->findings_cap ? 2 * t->findings_cap : FIRST_FINDINGS;
        struct standard_finding *v = grow(t->arena, t->findings, t->n_findings, cap, sizeof *v);
        if (!v) {
            t->err = ERR_NOMEM;
            return;
        }
        t->findings = v;
        t->findings_cap = cap;
    }
    t->findings[t->n_findings++] = *f;
}

void tree_find(struct tree *t, enum standard_finding_kind kind, uint32_t node, uint32_t line,
               struct str words, struct str more)
{
    tree_find_again(t, &(struct standard_finding){.kind = kind,
                                                  .line = line,
                                                  .node = node,
                                                  .words = words,
                                                  .more = more.p ? more : STR("")});
}

void tree_find_span(struct tree *t, enum standard_finding_kind kind, uint32_t node, uint32_t line,
                    struct str words, struct str more)
{
    uint32_t before = t->n_findings;
    tree_find(t, kind, node, line, words, more);
    if (t->n_findings == before) return;
    struct standard_finding *f = &t->findings[t->n_findings - 1];
    f->from = (uint32_t)(words.p - t->nodes[node].text.p);
    f->to = f->from + (uint32_t)words.n;
}

struct str tree_say(struct tree *t, const char *fmt, ...)
{
    char buf[SAY_MAX];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(buf, sizeof buf, fmt, ap);
    va_end(ap);
    if (n < 0 || (size_t)n >= sizeof buf) return STR("");
    struct str s = arena_str(t->arena, (struct str){buf, (size_t)n});
    if (!s.p) t->err = ERR_NOMEM;
    return s;
}

static int by_line(const void *a, const void *b)
{
    const struct standard_finding *x = a, *y = b;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    if (x->node != y->node) return x->node < y->node ? -1 : 1;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return (int)x->kind - (int)y->kind;
}

static void set_positions(struct tree *t)
{
    /* Of the siblings before i of its level, the last is the nearest one with the same parent:
     * count by walking each parent's children once. */
    for (uint32_t p = 0; p < t->n; p++) {
        uint32_t seen[STANDARD_LEVELS] = {0};
        for (uint32_t i = p + 1; i < t->nodes[p].end; i = t->nodes[i].end)
            t->nodes[i].position = ++seen[t->nodes[i].level];
    }
}

void tree_sort_findings(struct tree *t)
{
    if (t->n_findings > 1) qsort(t->findings, t->n_findings, sizeof *t->findings, by_line);
}

err_t tree_end(struct tree *t, struct standard_text *ret)
{
    TRY(t->err);
    for (uint32_t i = t->n; i-- > 0;) {
        struct standard_node *n = &t->nodes[i], *p = &t->nodes[n->parent];
        if (n->end == 0) n->end = i + 1;
        if (i > 0 && p->end < n->end) p->end = n->end;
    }
    set_positions(t);
    tree_sort_findings(t);
    ret->nodes = t->nodes;
    ret->n_nodes = t->n;
    ret->findings = t->findings;
    ret->n_findings = t->n_findings;
    ret->seams = t->text.seams;
    ret->n_seams = t->text.n_seams;
    ret->joined = t->text.p;
    return OK;
}

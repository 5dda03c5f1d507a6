/* SPDX-License-Identifier: Apache-2.0
 * A text is read, its references resolved, and compared with itself and with its first half. What
 * is read hangs together whatever the bytes are; what is refused says in which line. */
#include "fuzz.h"

#include "base/utf8.h"
#include "standard/cite.h"
#include "standard/compare.h"

enum { ARENA_MAX = 64 << 20, ROOM = 1 << 20 };

static void check_nodes(const struct standard_text *t)
{
    ASSERT(t->n_nodes > 1 && t->nodes[0].end == t->n_nodes);
    for (uint32_t i = 1; i < t->n_nodes; i++) {
        const struct standard_node *n = &t->nodes[i], *p = &t->nodes[n->parent];
        ASSERT(n->parent < i && n->end > i && n->end <= p->end);
        ASSERT(n->level > STANDARD_ROOT && n->level < STANDARD_LEVELS && n->position > 0);
        ASSERT(n->line > 0 && n->line <= t->lines);
        ASSERT(utf8_valid(n->text, 0) && utf8_valid(n->caption, 0) && utf8_valid(n->label, 0));
        uint32_t line = standard_line(t, i, 0);
        ASSERT(line > 0 && line <= t->lines);
        SB_CLEANUP struct sb place;
        sb_init(&place, ROOM);
        standard_place(&place, t, i);
        ASSERT(place.n > 0 || place.err == ERR_NOMEM);
    }
}

static void check_findings(const struct standard_text *t)
{
    for (uint32_t i = 0; i < t->n_findings; i++) {
        const struct standard_finding *f = &t->findings[i];
        ASSERT(f->node < t->n_nodes && f->line <= t->lines && f->from <= f->to);
        ASSERT(f->to <= t->nodes[f->node].text.n && utf8_valid(f->words, 0));
        ASSERT(i == 0 || t->findings[i - 1].line <= f->line);
        ASSERT(standard_finding_name(f->kind)[0] != '\0');
    }
}

static void check_cites(const struct standard_text *t, const struct cites *c)
{
    for (uint32_t i = 0; i < c->n; i++) {
        const struct cite *at = &c->v[i];
        ASSERT(at->node < t->n_nodes && at->from < at->to);
        ASSERT(at->to <= t->nodes[at->node].text.n);
        ASSERT(i == 0 || c->v[i - 1].node < at->node ||
               (c->v[i - 1].node == at->node && c->v[i - 1].to <= at->from));
        ASSERT(!at->outside || at->n_targets == 0);
        for (uint32_t k = 0; k < at->n_targets; k++)
            ASSERT(at->targets[k] > 0 && at->targets[k] < t->n_nodes);
    }
}

static void check_compared(struct arena *a, const struct standard_text *x,
                           const struct standard_text *y, bool same)
{
    struct compare c, lines;
    if (compare_texts(a, x, y, &c) != OK) return;
    for (uint32_t i = 0; i < c.n; i++) {
        const struct compare_row *r = &c.v[i];
        ASSERT((r->old > 0 || r->new > 0) && r->old < x->n_nodes && r->new < y->n_nodes);
        ASSERT(!same || (r->change == COMPARE_SAME && r->old == r->new));
        if (compare_articles(a, x, r->old, y, r->new, &lines) != OK) return;
        ASSERT(!same || lines.of[COMPARE_SAME] == lines.n);
    }
}

static err_t read_text(struct arena *a, struct str s, struct standard_text *t, struct cites *c,
                       struct fault *why)
{
    TRY(standard_parse(a, s, "f", t, why));
    check_nodes(t);
    TRY(cite_read(a, t, c));
    check_findings(t);
    check_cites(t, c);
    return OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ARENA_CLEANUP struct arena a;
    struct standard_text t, half;
    struct cites c, d;
    struct fault why = {.code = OK};
    struct str s = fuzz_input(data, size);
    arena_init(&a, ARENA_MAX);
    err_t e = read_text(&a, s, &t, &c, &why);
    if (e == ERR_INVALID) {
        ASSERT(why.line > 0);
        fuzz_fault(&why);
    }
    if (e != OK) return 0;
    check_compared(&a, &t, &t, true);
    if (read_text(&a, str_head(s, size / 2), &half, &d, &why) != OK) return 0;
    check_compared(&a, &half, &t, false);
    check_compared(&a, &t, &half, false);
    return 0;
}

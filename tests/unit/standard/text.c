/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

#include <stdio.h>
#include <string.h>

enum { ROOM = 1 << 20 };

void text_read(struct read_text *t, struct str source)
{
    *t = (struct read_text){.err = OK};
    arena_init(&t->arena, STANDARD_ARENA_MAX);
    t->err = standard_parse(&t->arena, source, "text.txt", &t->text, &t->why);
    if (t->err == OK) t->err = cite_read(&t->arena, &t->text, &t->cites);
}

void text_release(struct read_text *t)
{
    arena_release(&t->arena);
}

static void read_well(struct read_text *t, const char *source)
{
    text_read(t, str_z(source));
    if (t->err != OK)
        fail_msg("%s, line %u: %s (%s | %s)", err_name(t->err), t->why.line,
                 t->why.id ? t->why.id : "", t->why.args[0], t->why.args[1]);
}

static void compare(const struct sb *got, const char *want)
{
    assert_ok(sb_end(got));
    struct str w = str_z(want);
    if (!str_eq(sb_str(got), w))
        fail_msg("\n--- got\n%.*s--- wanted\n%s", STR_ARG(sb_str(got)), want);
}

static const char *const names[STANDARD_LEVELS] = {"",   "編", "章", "節", "款",   "目",
                                                   "条", "項", "号", "細", "附則", "別表"};

static void add_node(struct sb *b, const struct standard_text *t, uint32_t i)
{
    const struct standard_node *n = &t->nodes[i];
    for (uint32_t k = n->parent; k != 0; k = t->nodes[k].parent) sb_addz(b, "  ");
    sb_addz(b, names[n->level]);
    sb_addf(b, " [%.*s]", STR_ARG(n->label));
    if (n->note.n) sb_addf(b, " <%.*s>", STR_ARG(n->note));
    if (n->caption.n) sb_addf(b, " {%.*s}", STR_ARG(n->caption));
    if (n->text.n) sb_addf(b, " %.*s", STR_ARG(n->text));
    sb_addc(b, '\n');
}

void text_add_tree(struct sb *b, const struct read_text *t)
{
    for (uint32_t i = 1; i < t->text.n_nodes; i++) add_node(b, &t->text, i);
}

void text_add_cites(struct sb *b, const struct read_text *t)
{
    for (uint32_t i = 0; i < t->cites.n; i++) {
        const struct cite *c = &t->cites.v[i];
        standard_place(b, &t->text, c->node);
        sb_addf(b, ": %.*s ->", (int)(c->to - c->from), t->text.nodes[c->node].text.p + c->from);
        if (c->outside) sb_addz(b, " x");
        for (uint32_t k = 0; k < c->n_targets; k++) {
            sb_addc(b, ' ');
            standard_place(b, &t->text, c->targets[k]);
        }
        if (c->applies) sb_addz(b, " 準用");
        sb_addc(b, '\n');
    }
}

void text_add_findings(struct sb *b, const struct read_text *t)
{
    for (uint32_t i = 0; i < t->text.n_findings; i++) {
        const struct standard_finding *f = &t->text.findings[i];
        sb_addf(b, "%u %s ", f->line, standard_finding_name(f->kind));
        standard_place(b, &t->text, f->node);
        sb_addf(b, ": %.*s|%.*s\n", STR_ARG(f->words), STR_ARG(f->more));
    }
}

bool text_has_finding(const struct read_text *t, enum standard_finding_kind kind, const char *place)
{
    for (uint32_t i = 0; i < t->text.n_findings; i++) {
        SB_CLEANUP struct sb b;
        sb_init(&b, ROOM);
        standard_place(&b, &t->text, t->text.findings[i].node);
        if (t->text.findings[i].kind == kind && str_eqz(sb_str(&b), place)) return true;
    }
    return false;
}

static void check(const char *source, const char *want,
                  void (*add)(struct sb *, const struct read_text *))
{
    struct read_text t TEXT_CLEANUP;
    SB_CLEANUP struct sb b;
    sb_init(&b, ROOM);
    read_well(&t, source);
    add(&b, &t);
    compare(&b, want);
}

void text_assert_tree(const char *source, const char *tree)
{
    check(source, tree, text_add_tree);
}

void text_assert_cites(const char *source, const char *cites)
{
    check(source, cites, text_add_cites);
}

void text_assert_findings(const char *source, const char *findings)
{
    check(source, findings, text_add_findings);
}

void text_assert_refused(const char *source, const char *id, uint32_t line)
{
    struct read_text t TEXT_CLEANUP;
    text_read(&t, str_z(source));
    if (t.err == OK) fail_msg("read, not refused with %s", id);
    assert_int_equal(t.err, ERR_INVALID);
    assert_string_equal(t.why.id, id);
    assert_int_equal(t.why.line, line);
    assert_string_equal(t.why.file, "text.txt");
}

const char *text_around(struct arena *a, const char *body)
{
    const char *z = arena_printf(a,
                                 "%s\n（適用範囲）\n第２条 この基準は、職員に適用する。\n附 則\n"
                                 "この基準は、令和４年４月１日から施行する。\n",
                                 body);
    assert_non_null(z);
    return z;
}

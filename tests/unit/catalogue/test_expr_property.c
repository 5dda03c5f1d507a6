/* SPDX-License-Identifier: Apache-2.0
 *
 * Random conditions, written down with and without needless brackets, read back and
 * evaluated, against the simplest evaluation that can be: over the tree they were written
 * from, by truth table. */
#include "../check.h"

#include "base/sb.h"
#include "expr_scene.h"

enum { NODES = 64, ROUNDS = 1500 };

/* The world: p of a b c; q of a b c or absent (3); y; z false, true or absent (2). */
struct world {
    unsigned p, q, y, z;
};
struct node {
    enum {
        T_P,
        T_Q,
        T_P_NOT,
        T_Q_NOT,
        T_Q_IN,
        T_Y,
        T_Z_NO,
        T_GIVEN_Z,
        T_SAME,
        TESTS,
        NOT = TESTS,
        AND,
        OR
    } kind;
    unsigned option;
    unsigned a, b;
};
struct tree {
    struct node v[NODES];
    unsigned n;
};

static uint64_t seed = 20220401;

static unsigned roll(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

static unsigned grow(struct tree *t, unsigned depth)
{
    unsigned kind = depth == 0 || t->n > NODES - 8 ? roll(TESTS) : roll(OR + 1);
    unsigned at = t->n++;
    struct node x = {.option = roll(3)};
    switch (kind) {
    case NOT:
        x.a = grow(t, depth - 1);
        break;
    case AND:
    case OR:
        x.a = grow(t, depth - 1);
        x.b = grow(t, depth - 1);
        break;
    default:
        break;
    }
    t->v[at] = x;
    t->v[at].kind = kind;
    return at;
}

static void write_down(struct sb *b, const struct tree *t, unsigned i, int above)
{
    static const char names[] = "abc";
    const struct node *x = &t->v[i];
    int mine = x->kind == OR ? 1 : x->kind == AND ? 2 : x->kind == NOT ? 3 : 4;
    bool brackets = mine < above || roll(5) == 0;
    if (brackets) sb_addz(b, "(");
    switch (x->kind) {
    case T_P:
        sb_addf(b, "field.p = %c", names[x->option]);
        break;
    case T_Q:
        sb_addf(b, "field.q = %c", names[x->option]);
        break;
    case T_P_NOT:
        sb_addf(b, "field.p != %c", names[x->option]);
        break;
    case T_Q_NOT:
        sb_addf(b, "field.q != %c", names[x->option]);
        break;
    case T_Q_IN:
        sb_addf(b, "field.q in [%c, b]", names[x->option]);
        break;
    case T_Y:
        sb_addz(b, "field.y");
        break;
    case T_Z_NO:
        sb_addz(b, "field.z = no");
        break;
    case T_GIVEN_Z:
        sb_addz(b, "given field.z");
        break;
    case T_SAME:
        sb_addz(b, "field.p = field.q");
        break;
    case NOT:
        sb_addz(b, "not ");
        write_down(b, t, x->a, 3);
        break;
    case AND:
    case OR:
        write_down(b, t, x->a, mine);
        sb_addz(b, x->kind == AND ? " and " : " or ");
        write_down(b, t, x->b, mine + 1);
        break;
    }
    if (brackets) sb_addz(b, ")");
}

static bool truth(const struct tree *t, unsigned i, struct world w)
{
    const struct node *x = &t->v[i];
    switch (x->kind) {
    case T_P:
        return w.p == x->option;
    case T_Q:
        return w.q == x->option;
    case T_P_NOT:
        return w.p != x->option;
    case T_Q_NOT:
        return w.q != x->option;
    case T_Q_IN:
        return w.q == x->option || w.q == 1;
    case T_Y:
        return w.y == 1;
    case T_Z_NO:
        return w.z == 0;
    case T_GIVEN_Z:
        return w.z != 2;
    case T_SAME:
        return w.p == w.q;
    case NOT:
        return !truth(t, x->a, w);
    case AND:
        return truth(t, x->a, w) && truth(t, x->b, w);
    case OR:
        return truth(t, x->a, w) || truth(t, x->b, w);
    }
    return false;
}

static struct world world(unsigned i)
{
    return (struct world){i % 3, i / 3 % 4, i / 12 % 2, i / 24 % 3};
}

static json_t *as_json(struct world w)
{
    static const char *const names[] = {"a", "b", "c"};
    json_t *f = json_object();
    json_object_set_new(f, "p", json_string(names[w.p]));
    if (w.q < 3) json_object_set_new(f, "q", json_string(names[w.q]));
    json_object_set_new(f, "y", json_boolean(w.y));
    if (w.z < 2) json_object_set_new(f, "z", json_boolean(w.z));
    return f;
}

static bool has_same(const struct tree *t)
{
    for (unsigned i = 0; i < t->n; i++)
        if (t->v[i].kind == T_SAME) return true;
    return false;
}

static void one_round(json_t *const worlds[72])
{
    struct tree t = {.n = 0};
    struct sb b SB_CLEANUP = {.max = EXPR_BYTES_MAX};
    unsigned root = grow(&t, 1 + roll(4));
    write_down(&b, &t, root, 0);
    if (sb_end(&b) != OK) return; /* longer than a condition may be */
    struct arena a ARENA_CLEANUP;
    arena_init(&a, 1 << 20);
    struct expr_scope scope = {.p = &scene};
    const struct expr *e;
    struct fault why = {0};
    if (expr_parse(&a, &scope, sb_str(&b), &e, &why) != OK)
        fail_msg("%.*s: %s", STR_ARG(sb_str(&b)), why.id);
    bool ever = false;
    for (unsigned i = 0; i < 72; i++) {
        struct expr_env env = {.fields = worlds[i]};
        bool want = truth(&t, root, world(i));
        ever = ever || want;
        if (expr_true(e, &env) != want) fail_msg("%.*s in world %u", STR_ARG(sb_str(&b)), i);
    }
    /* a comparison of two fields counts as free: then it may only err towards yes */
    bool can = expr_can_be_true(e);
    if (has_same(&t) ? ever && !can : ever != can)
        fail_msg("can %.*s be true?", STR_ARG(sb_str(&b)));
}

static void conditions_mean_what_they_say(void **state)
{
    (void)state;
    json_t *worlds[72];
    for (unsigned i = 0; i < 72; i++) worlds[i] = as_json(world(i));
    for (int i = 0; i < ROUNDS; i++) one_round(worlds);
    for (unsigned i = 0; i < 72; i++) json_decref(worlds[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(conditions_mean_what_they_say)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

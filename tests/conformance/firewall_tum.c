/* SPDX-License-Identifier: Apache-2.0
 *
 * A real firewall of 4,813 rules, and what a tool that is proved correct (Diekmann et al.,
 * Isabelle) says of it: the service matrices for new TCP connections from port 10000 to 22 and 80.
 * As there, the interfaces and MAC addresses may be any; what the model does not know may hold. The
 * data is not ours: without it the test is skipped, not passed. */
#include "../unit/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "net/matrix.h"
#include "net/reach.h"

enum { CLASSES_MAX = 60 };

static struct sb rules_text, golden_text;
static bool present;

struct golden {
    bdd_set from[CLASSES_MAX], to[CLASSES_MAX]; /* the class as sources, as destinations */
    unsigned n, edges;
    bool yes[CLASSES_MAX][CLASSES_MAX];
};

static err_t load(struct sb *to, const char *name)
{
    char path[4096];
    const char *folder = getenv("SEKIMORI_CORPORA");
    if (!folder) folder = getenv("SEKIMORI_CORPORA_BESIDE");
    (void)snprintf(path, sizeof path, "%s/net/%s", folder ? folder : "", name);
    sb_init(to, 4U << 20);
    return file_read(to, path, NULL);
}

/* "{10.0.0.0 .. 10.0.0.9} u 10.1.1.1" */
static bdd_set class_set(struct space *s, enum space_field f, struct str text)
{
    bdd_set all = BDD_EMPTY;
    while (text.n > 0) {
        struct net_addr lo, hi;
        bool range = text.p[0] == '{';
        size_t end = range ? str_find(text, '}') : str_find(text, ' ');
        struct str one = {text.p + range, end - range}, first = one, last = one;
        if (range) {
            first = str_head(one, str_find(one, ' '));
            last = str_skip(one, first.n + 4);
        }
        assert_ok(addr_parse(first, &lo, NULL));
        assert_ok(addr_parse(last, &hi, NULL));
        struct space_range r = {space_of_addr(&lo), space_of_addr(&hi)};
        all = bdd_or(&s->bdd, all, space_in(s, f, &r, 1));
        text = str_skip(text, end + range < text.n ? end + range : text.n);
        if (str_starts(text, STR(" u "))) text = str_skip(text, 3);
    }
    return all;
}

static void read_golden(struct space *s, const char *heading, struct golden *g)
{
    const char *at = strstr(golden_text.p, heading);
    assert_non_null(at);
    struct str rest = str_z(at);
    (void)str_cut(&rest, '\n');
    while (rest.p) {
        struct str line = str_cut(&rest, '\n');
        if (line.n > 6 && line.p[1] == ' ') {
            assert_int_equal(line.p[0], 'a' + (char)g->n);
            g->from[g->n] = class_set(s, SPACE_SADDR, str_skip(line, 6));
            g->to[g->n++] = class_set(s, SPACE_DADDR, str_skip(line, 6));
        } else if (line.n == 5 && line.p[0] == '(') {
            g->yes[line.p[1] - 'a'][line.p[3] - 'a'] = true;
            g->edges++;
        } else if (line.n > 0 || g->edges > 0) {
            return;
        }
    }
}

static bdd_set golden_pairs(struct space *s, const struct golden *g)
{
    bdd_set all = BDD_EMPTY;
    for (unsigned i = 0; i < g->n; i++)
        for (unsigned k = 0; k < g->n; k++)
            if (g->yes[i][k]) all = bdd_or(&s->bdd, all, bdd_and(&s->bdd, g->from[i], g->to[k]));
    return all;
}

static bdd_set service(struct space *s, unsigned port)
{
    static const enum space_field fields[] = {SPACE_STATE, SPACE_DIR,   SPACE_PROTO,
                                              SPACE_SPORT, SPACE_DPORT, SPACE_TCP_FLAGS};
    struct space_range cells[] = {{SPACE_NEW, SPACE_NEW}, {0, 0},       {SPACE_TCP, SPACE_TCP},
                                  {10000, 10000},         {port, port}, {SPACE_SYN, SPACE_SYN}};
    return space_boxes(s, fields, ARRAY_LEN(fields), cells, 1);
}

/* How many pairs of addresses one set has and the other not. */
static double differences(struct space *s, bdd_set a, bdd_set b)
{
    double share = -1;
    assert_ok(bdd_share(&s->bdd, bdd_xor(&s->bdd, a, b), &share));
    return share * 18446744073709551616.0;
}

static void same_classes(struct space *s, const struct golden *g, const struct matrix *m)
{
    unsigned edges = 0;
    assert_int_equal(m->n, g->n);
    for (uint32_t i = 0; i < m->n; i++) {
        bdd_set own = space_in(s, SPACE_SADDR, m->classes[i].ranges, m->classes[i].n);
        unsigned same = 0;
        while (same < g->n && !bdd_same(own, g->from[same])) same++;
        assert_true(same < g->n);
        for (uint32_t k = 0; k < m->n; k++) edges += matrix_has(m, i, k);
    }
    assert_int_equal(edges, g->edges);
}

static bdd_set pairs_of(struct arena *a, struct space *s, const struct model *m, unsigned port,
                        bdd_set *ret_asked)
{
    static const enum space_field others[] = {SPACE_STATE, SPACE_DIR,      SPACE_IIF,   SPACE_OIF,
                                              SPACE_SMAC,  SPACE_DMAC,     SPACE_PROTO, SPACE_SPORT,
                                              SPACE_DPORT, SPACE_TCP_FLAGS};
    struct reach r;
    assert_ok(reach_make(a, s, m, REACH_ROUTED, &r));
    *ret_asked = bdd_and(&s->bdd, r.accepts.may, service(s, port));
    return space_forget(s, *ret_asked, others, ARRAY_LEN(others));
}

static void matrix_equals(unsigned port, const char *heading)
{
    if (!present) {
        print_message("corpora/net/tum-2015-05-15 is not here\n");
        skip();
    }
    ARENA_CLEANUP struct arena a;
    SPACE_CLEANUP struct space s = {.family = NET_NONE};
    static struct space_ifaces ifaces;
    struct iptables_ruleset rules;
    struct model model;
    struct matrix m;
    struct golden g = {.n = 0};
    struct fault why = {.code = OK};
    bdd_set asked = BDD_EMPTY;
    arena_init(&a, 512U << 20);
    assert_ok(iptables_save_read(&a, sb_str(&rules_text), &rules, &why));
    assert_ok(model_from_iptables(&a, &rules, &model, &why));
    ifaces.n = 0;
    assert_ok(model_ifaces(&model, &ifaces));
    assert_ok(space_init(&s, NET_V4, &ifaces, NULL, 1U << 26));
    read_golden(&s, heading, &g);
    assert_true(g.n > 5 && g.edges > 20);
    /* Interfaces taken into account, we know more: never a pair that the verified result lacks. */
    bdd_set golden = golden_pairs(&s, &g), exact = pairs_of(&a, &s, &model, port, &asked);
    assert_true(differences(&s, exact, bdd_and(&s.bdd, exact, golden)) == 0);
    double fewer = differences(&s, exact, golden);
    /* And looking as it does, the same. */
    model_as_list(&model);
    double d = differences(&s, pairs_of(&a, &s, &model, port, &asked), golden);
    print_message(
        "port %u: %u classes, %u pairs of them, %.0f differences (%.0f pairs of addresses "
        "less when interfaces count); %u nodes\n",
        port, g.n, g.edges, d, fewer, s.bdd.n);
    assert_true(d == 0);
    assert_ok(matrix_make(&a, &s, asked, &m));
    same_classes(&s, &g, &m);
}

static void tcp_22(void **state)
{
    (void)state;
    matrix_equals(22, "=========== TCP port 10000->22 =========");
}

static void tcp_80(void **state)
{
    (void)state;
    matrix_equals(80, "=========== TCP port 10000->80 =========");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(tcp_22), cmocka_unit_test(tcp_80)};
    present = load(&rules_text, "tum-2015-05-15.iptables-save") == OK &&
              load(&golden_text, "tum-2015-05-15.verified-golden.txt") == OK;
    int failed = cmocka_run_group_tests_name("service matrices", tests, NULL, NULL);
    sb_release(&rules_text);
    sb_release(&golden_text);
    return failed;
}

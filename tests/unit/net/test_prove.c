/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include "../torture.h"
#include "lab.h"
#include "net/prove.h"
#include "wire/nft_json.h"

struct scene {
    struct arena a;
    struct barrier b;
    struct flow flows[32];
    size_t n;
    struct ruleset_cut cuts[4];
    size_t n_cuts;
    struct capabilities caps;
    struct sb text;
};

static void begin(struct scene *s)
{
    memset(s, 0, sizeof *s);
    lab_read(&s->a, &s->b);
    s->caps = lab_caps;
    sb_init(&s->text, 64 << 20);
}

static void end(struct scene *s)
{
    sb_release(&s->text);
    arena_release(&s->a);
}

static void permit(struct scene *s, const char *from, const char *to, const char *proto,
                   unsigned first, unsigned last, int64_t until, enum net_family v)
{
    s->flows[s->n] = lab_flow(&s->b, (int64_t)s->n + 1, from, to, proto, first, last, 0, until, v);
    s->n++;
}

/* Many kinds at once. */
static void usual(struct scene *s)
{
    permit(s, "m1", "l1", "tcp", 443, 443, 3600, NET_V4);
    permit(s, "m1", "l1", "tcp", 400, 500, 0, NET_V4);
    permit(s, "m2", "centre", "udp", 5000, 5010, 0, NET_V4);
    permit(s, "m1", "l1", "icmp", 0, 0, 0, NET_V4);
    permit(s, "m1", "l1", "tcp", 443, 443, 0, NET_V6);
    permit(s, "m1", "d1", "icmp", 0, 0, 0, NET_V6);
    permit(s, "d1", "b1", "tcp", 25, 25, 0, NET_V4);
    permit(s, "b1", "d1", "udp", 53, 53, 0, NET_V6);
    permit(s, "l1", "i1", "tcp", 3389, 3389, 0, NET_V4);
    permit(s, "i1", "d1", "tcp", 8443, 8443, 0, NET_V4);
    permit(s, "m1", "portal", "tcp", 443, 443, 0, NET_V4);
    s->flows[s->n - 1].public_body = true;
    permit(s, "m2", "asp", "tcp", 443, 443, 0, NET_V4);
    s->flows[s->n - 1].via_asp = "asp";
    permit(s, "m1", "far", "tcp", 22, 22, 0, NET_V4);
    permit(s, "m2", "l1", "udp", 99, 99, 3600, NET_V4);
}

static void write_rules(struct scene *s)
{
    struct ruleset r;
    struct fault why = {0};
    assert_ok(ruleset_compile(&s->a, &s->b, &s->caps, s->flows, s->n, s->cuts, s->n_cuts,
                              (struct moment){LAB_NOW}, &r, &why));
    for (size_t i = 0; i < r.n_refused; i++) print_error("%s\n", r.refused[i].verdict.detail);
    sb_reset(&s->text);
    assert_ok(skeleton_write(&s->text, &s->b, &s->caps, &r, 60000, (struct moment){LAB_NOW}));
}

/* Replaces the first `from` by `to`. */
static void edit(struct scene *s, const char *from, const char *to)
{
    char *at = s->text.p ? strstr(s->text.p, from) : NULL;
    if (!at) fail_msg("there is no %s", from);
    SB_CLEANUP struct sb n;
    sb_init(&n, 64 << 20);
    sb_add(&n, (struct str){s->text.p, (size_t)(at - s->text.p)});
    sb_addz(&n, to);
    sb_addz(&n, at + strlen(from));
    sb_reset(&s->text);
    sb_add(&s->text, sb_str(&n));
    assert_ok(sb_end(&s->text));
}

static void prove_it(struct scene *s, struct proof *p)
{
    struct nft_ruleset held;
    struct fault why = {0};
    err_t e = nft_json_read(&s->a, sb_str(&s->text), &held, &why);
    if (e != OK) fail_msg("%s %s", why.id, why.field);
    struct prove_input in = {.barrier = &s->b,
                             .caps = &s->caps,
                             .flows = s->flows,
                             .n_flows = s->n,
                             .cuts = s->cuts,
                             .n_cuts = s->n_cuts,
                             .now = {LAB_NOW},
                             .held = &held};
    e = prove(&s->a, &in, p, &why);
    if (e != OK) fail_msg("%s: %s %s", err_name(e), why.id ? why.id : "", why.args[0]);
}

static void show(const struct proof *p)
{
    for (size_t i = 0; i < p->n_violations; i++)
        print_error("%s: %s [%s]\n", proof_law_names[p->violations[i].law], p->violations[i].detail,
                    p->violations[i].rule ? p->violations[i].rule : "");
}

static void what_we_write_is_proven(void **state)
{
    (void)state;
    struct scene s;
    struct proof p;
    begin(&s);
    write_rules(&s);
    prove_it(&s, &p); /* nothing permitted */
    if (!proof_holds(&p)) show(&p);
    assert_true(proof_holds(&p));
    usual(&s);
    write_rules(&s);
    prove_it(&s, &p);
    if (!proof_holds(&p)) show(&p);
    assert_true(proof_holds(&p));
    end(&s);
}

/* Each edit of the text breaks one law; the packet shown is one that shows it. */
static void each_violation_is_a_packet(void **state)
{
    (void)state;
    static const struct {
        const char *from, *to;
        enum proof_law law;
        const char *src, *dst; /* of the packet; NULL: none or any */
        unsigned dport;
    } t[] = {
        /* Somebody adds an element that nobody permitted. */
        {"\"02:00:00:00:01:01\",\"10.1.0.5\",\"10.2.0.5\",\"tcp\",443",
         "\"02:00:00:00:01:01\",\"10.1.0.5\",\"10.2.0.5\",\"tcp\",22", PROOF_PERMITTED, "10.1.0.5",
         "10.2.0.5", 22},
        /* Another MAC. */
        {"\"02:00:00:00:01:01\",\"10.1.0.5\",\"10.2.0.5\",\"tcp\",443",
         "\"02:00:00:00:01:77\",\"10.1.0.5\",\"10.2.0.5\",\"tcp\",443", PROOF_CARRIED, "10.1.0.5",
         "10.2.0.5", 443},
        /* The policy, with the rule at the end gone. */
        {"\"chain\":\"forward\",\"expr\":[{\"counter\":null},{\"drop\":null}]",
         "\"chain\":\"forward\",\"expr\":[{\"accept\":null}]", PROOF_LEASE, NULL, NULL, 0},
        /* Established is let through: the blanket rule of every textbook. */
        {"\"match\":{\"op\":\"in\",\"left\":{\"ct\":{\"key\":\"state\"}},\"right\":\"invalid\"}},"
         "{\"counter\":null},{\"drop\":null}]}}},{\"add\":{\"rule\":{\"family\":\"inet\",\"table\":"
         "\"sekimori\",\"chain\":\"forward\"",
         "\"match\":{\"op\":\"in\",\"left\":{\"ct\":{\"key\":\"state\"}},\"right\":\"established\"}"
         "},"
         "{\"accept\":null}]}}},{\"add\":{\"rule\":{\"family\":\"inet\",\"table\":"
         "\"sekimori\",\"chain\":\"forward\"",
         PROOF_PERMITTED, NULL, NULL, 0},
        /* The law's rule is gone and an element lets mynumber out. */
        {"\"10.1.0.5\",\"198.51.100.1\"]", "\"10.1.0.6\",\"198.51.100.9\"]", PROOF_CARRIED, NULL,
         NULL, 443},
        /* The reply map answers for a port of its own. */
        {"{\"concat\":[\"10.1.0.5\",\"10.2.0.5\",\"tcp\",443]}",
         "{\"concat\":[\"10.1.0.5\",\"10.2.0.5\",\"tcp\",8]}", PROOF_PERMITTED, "10.2.0.5",
         "10.1.0.5", 0},
        /* No end. */
        {"\"timeout\":3600}", "\"timeout\":7200}", PROOF_EXPIRY, NULL, NULL, 0},
        /* Foreign tables. */
        {"{\"add\":{\"table\":{\"family\":\"arp\"",
         "{\"add\":{\"table\":{\"family\":\"ip\",\"name\":\"n\"}}},{\"add\":{\"chain\":{\"family\":"
         "\"ip\",\"table\":\"n\",\"name\":\"p\",\"type\":\"nat\",\"hook\":\"postrouting\",\"prio\":"
         "100,"
         "\"policy\":\"accept\"}}},{\"add\":{\"table\":{\"family\":\"arp\"",
         PROOF_FOREIGN, NULL, NULL, 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct scene s;
        struct proof p;
        begin(&s);
        usual(&s);
        write_rules(&s);
        edit(&s, t[i].from, t[i].to);
        prove_it(&s, &p);
        bool found = false;
        for (size_t k = 0; k < p.n_violations; k++) {
            const struct proof_violation *v = &p.violations[k];
            SB_CLEANUP struct sb src, dst;
            sb_init(&src, 100), sb_init(&dst, 100);
            addr_print(&src, &v->packet.src), addr_print(&dst, &v->packet.dst);
            found =
                found || (v->law == t[i].law && (!t[i].src || str_eqz(sb_str(&src), t[i].src)) &&
                          (!t[i].dst || str_eqz(sb_str(&dst), t[i].dst)) &&
                          (!t[i].dport || v->packet.dport == t[i].dport));
            assert_true(v->detail[0] != 0);
        }
        if (!found || p.held[t[i].law]) {
            show(&p);
            fail_msg("row %zu", i);
        }
        assert_false(proof_holds(&p));
        end(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_we_write_is_proven),
        cmocka_unit_test(each_violation_is_a_packet),
    };
    return cmocka_run_group_tests_name("prove", tests, NULL, NULL);
}

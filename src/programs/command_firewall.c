/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori firewall check FILE [--permits FILE] [--without-mac] [--now]
 * sekimori firewall matrix FILE --tcp PORT | --udp PORT [--sport PORT] [--exact] [--family 4|6]
 * sekimori firewall ask FILE --from ADDRESS --to ADDRESS --proto NAME [--port PORT] [--sport PORT]
 *     [--in NAME] [--out NAME] [--mac ADDRESS] [--state NAME] [--path NAME] [--now]
 * sekimori firewall compare FILE FILE [--now]
 *
 * FILE is the output of `nft -j list ruleset`, iptables-save or ip6tables-save. No office is
 * needed. Exit codes: 0 nothing found (accepted, equal), 1 found something (dropped, different), 2
 * wrong use, 3 cannot be examined (a message says where and why).
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "net/firewall.h"
#include "programs/command.h"

enum { EXIT_NOT_EXAMINED = 3, OUTPUT_MAX = 256 << 20 };

struct firewall_call {
    const char *permits, *tcp, *udp, *sport, *from, *to, *proto, *port, *in, *out, *mac, *state,
        *path, *family;
    bool without_mac, now, exact;
    struct arena arena;
    struct sb text[2], permit_text, out_text;
    struct firewall f[2];
};

static void call_release(struct firewall_call *c)
{
    arena_release(&c->arena);
    for (size_t i = 0; i < ARRAY_LEN(c->text); i++) sb_release(&c->text[i]);
    sb_release(&c->permit_text);
    sb_release(&c->out_text);
}
#define CALL_CLEANUP __attribute__((cleanup(call_release)))

static void call_init(struct firewall_call *c)
{
    arena_init(&c->arena, FIREWALL_ARENA_MAX);
    sb_init(&c->out_text, OUTPUT_MAX);
}

static int wrong_use(const struct fault *why)
{
    (void)command_failed(why);
    return EXIT_USAGE;
}

/* What was written, and the exit code; what was found so far is shown also where it ended early. */
static int finish(struct firewall_call *c, err_t e, size_t found, struct fault *why)
{
    if (e == OK) e = sb_end(&c->out_text);
    if (e == OK) (void)fwrite(c->out_text.p, 1, c->out_text.n, stdout);
    if (e == OK) return found ? EXIT_REFUSED : EXIT_DONE;
    if (!why->id) why->code = e;
    (void)command_failed(why);
    return EXIT_NOT_EXAMINED;
}

static err_t read_file(struct sb *to, const char *path, struct fault *why)
{
    sb_init(to, NFT_JSON_BYTES_MAX);
    err_t e = file_read(to, path, why);
    if (e != OK && why && !why->id) (void)fault_set(why, e, "file.unreadable", "%s", path);
    return e;
}

static err_t read_firewalls(struct firewall_call *c, char **argv, int n, struct fault *why)
{
    struct model_options o = {.timeouts_hold = c->now};
    for (int i = 0; i < n; i++) {
        TRY(read_file(&c->text[i], argv[i], why));
        TRY(firewall_read(&c->arena, argv[i], sb_str(&c->text[i]), &o, &c->f[i], why));
    }
    return OK;
}

/* The options, and how many files must stand beside them. */
static err_t take_options(int argc, char **argv, const struct command_option *o, size_t n,
                          int files, struct fault *why)
{
    int rest = 0;
    TRY(command_options(argc, argv, o, n, &rest, why));
    if (rest < files)
        return fault_set(why, ERR_INVALID,
                         files == 1 ? "firewall.cli.no_file" : "firewall.cli.two_files", NULL);
    return rest > files ? fault_set(why, ERR_INVALID, "cli.unexpected", "%s", argv[files]) : OK;
}

static err_t prove_permits(struct firewall_call *c, size_t *found, struct fault *why)
{
    struct desired d;
    struct permit *p = NULL;
    size_t n = 0;
    err_t e = read_file(&c->permit_text, c->permits, why);
    if (e == OK) e = desired_read(&c->arena, sb_str(&c->permit_text), &d, why);
    if (e == OK) e = permits_read(&c->arena, &d, &p, &n, why);
    if (e != OK) {
        fault_place(why, c->permits, why->line, why->column);
        return e;
    }
    sb_addf(&c->out_text, "\n%s\n", tr(command_lang(), "firewall.heading.permits"));
    return firewall_permits(&c->arena, &c->out_text, command_lang(), &c->f[0], p, n,
                            !c->without_mac, found, why);
}

int command_firewall_check(int argc, char **argv)
{
    struct fault why = {.code = OK};
    size_t found = 0;
    CALL_CLEANUP struct firewall_call c = {.permits = NULL};
    const struct command_option options[] = {{"permits", &c.permits, NULL},
                                             {"without-mac", NULL, &c.without_mac},
                                             {"now", NULL, &c.now}};
    call_init(&c);
    if (take_options(argc, argv, options, ARRAY_LEN(options), 1, &why) != OK)
        return wrong_use(&why);
    err_t e = read_firewalls(&c, argv, 1, &why);
    if (e == OK) e = firewall_check(&c.arena, &c.out_text, command_lang(), &c.f[0], &found, &why);
    if (e == OK && c.permits) e = prove_permits(&c, &found, &why);
    return finish(&c, e, found, &why);
}

static err_t take_port(const char *text, const char *name, uint16_t *ret, struct fault *why)
{
    struct net_ports p;
    if (!text) return OK;
    if (addr_ports_parse(str_z(text), &p, why) != OK || p.first != p.last) {
        (void)fault_set(why, ERR_INVALID, "addr.not_ports", "%s", text);
        fault_field(why, name);
        return ERR_INVALID;
    }
    *ret = p.first;
    return OK;
}

static err_t bad_word(const char *name, const char *value, struct fault *why)
{
    (void)fault_set(why, ERR_INVALID, "firewall.cli.bad_word", "%s" FS "%s", value ? value : "",
                    name);
    return ERR_INVALID;
}

static err_t take_service(const struct firewall_call *c, struct firewall_service *s,
                          struct fault *why)
{
    if (!c->tcp == !c->udp) return fault_set(why, ERR_INVALID, "firewall.cli.which_port", NULL);
    s->proto = c->tcp ? SPACE_TCP : SPACE_UDP;
    bool six = c->family && strcmp(c->family, "6") == 0;
    if (c->family && !six && strcmp(c->family, "4") != 0) return bad_word("family", c->family, why);
    s->family = six ? NET_V6 : NET_V4;
    s->exact = c->exact;
    TRY(take_port(c->tcp ? c->tcp : c->udp, c->tcp ? "tcp" : "udp", &s->dport, why));
    return take_port(c->sport, "sport", &s->sport, why);
}

int command_firewall_matrix(int argc, char **argv)
{
    struct fault why = {.code = OK};
    struct firewall_service s = {.sport = 10000};
    CALL_CLEANUP struct firewall_call c = {.permits = NULL};
    const struct command_option options[] = {{"tcp", &c.tcp, NULL},
                                             {"udp", &c.udp, NULL},
                                             {"sport", &c.sport, NULL},
                                             {"exact", NULL, &c.exact},
                                             {"family", &c.family, NULL}};
    call_init(&c);
    if (take_options(argc, argv, options, ARRAY_LEN(options), 1, &why) != OK ||
        take_service(&c, &s, &why) != OK)
        return wrong_use(&why);
    err_t e = read_firewalls(&c, argv, 1, &why);
    if (e == OK) e = firewall_matrix(&c.arena, &c.out_text, command_lang(), &c.f[0], &s, &why);
    return finish(&c, e, 0, &why);
}

static err_t take_range(const char *text, const char *name, struct net_range *ret,
                        struct fault *why)
{
    if (!text) return fault_set(why, ERR_INVALID, "cli.needs_value", "%s", name);
    return addr_range_parse(str_z(text), ret, why);
}

static err_t take_proto(const struct firewall_call *c, struct firewall_question *q,
                        struct fault *why)
{
    const char *p = c->proto;
    bool v4 = q->from.first.family == NET_V4;
    int64_t number = 0;
    if (!p) return fault_set(why, ERR_INVALID, "cli.needs_value", "%s", "proto");
    if (strcmp(p, "tcp") == 0)
        q->proto = SPACE_TCP;
    else if (strcmp(p, "udp") == 0)
        q->proto = SPACE_UDP;
    else if (strcmp(p, "icmp") == 0)
        q->proto = v4 ? SPACE_ICMP : SPACE_ICMPV6;
    else if (str_to_i64(str_z(p), &number) == OK && number >= 0 && number <= 255)
        q->proto = (uint8_t)number;
    else
        return bad_word("proto", p, why);
    return OK;
}

static err_t take_state(const struct firewall_call *c, struct firewall_question *q,
                        struct fault *why)
{
    static const char *const states[] = {"new", "established", "related", "invalid", "untracked"},
                             *const paths[] = {"forward", "input", "output", "bridge",
                                               "bridge-inet"};
    unsigned i = 0;
    while (c->state && i < ARRAY_LEN(states) && strcmp(states[i], c->state) != 0) i++;
    if (i == ARRAY_LEN(states)) return bad_word("state", c->state, why);
    q->state = (enum space_state)i;
    q->has_state = c->state != NULL;
    i = 0;
    while (c->path && i < ARRAY_LEN(paths) && strcmp(paths[i], c->path) != 0) i++;
    if (i == ARRAY_LEN(paths)) return bad_word("path", c->path, why);
    q->path = (enum reach_path)i;
    return OK;
}

static err_t take_question(const struct firewall_call *c, struct firewall_question *q,
                           struct fault *why)
{
    TRY(take_range(c->from, "from", &q->from, why));
    TRY(take_range(c->to, "to", &q->to, why));
    if (q->from.first.family != q->to.first.family)
        return fault_set(why, ERR_INVALID, "addr.two_families", "%s", c->to);
    TRY(take_proto(c, q, why));
    TRY(take_port(c->port, "port", &q->port, why));
    TRY(take_port(c->sport, "sport", &q->sport, why));
    if (c->mac) TRY(addr_mac_parse(str_z(c->mac), &q->mac, why));
    q->has_port = c->port != NULL;
    q->has_sport = c->sport != NULL;
    q->has_mac = c->mac != NULL;
    q->in = c->in;
    q->out = c->out;
    return take_state(c, q, why);
}

int command_firewall_ask(int argc, char **argv)
{
    struct fault why = {.code = OK};
    size_t found = 0;
    struct firewall_question q = {.in = NULL};
    CALL_CLEANUP struct firewall_call c = {.permits = NULL};
    const struct command_option options[] = {
        {"from", &c.from, NULL}, {"to", &c.to, NULL},       {"proto", &c.proto, NULL},
        {"port", &c.port, NULL}, {"sport", &c.sport, NULL}, {"in", &c.in, NULL},
        {"out", &c.out, NULL},   {"mac", &c.mac, NULL},     {"state", &c.state, NULL},
        {"path", &c.path, NULL}, {"now", NULL, &c.now}};
    call_init(&c);
    if (take_options(argc, argv, options, ARRAY_LEN(options), 1, &why) != OK ||
        take_question(&c, &q, &why) != OK)
        return wrong_use(&why);
    err_t e = read_firewalls(&c, argv, 1, &why);
    if (e == OK) e = firewall_ask(&c.arena, &c.out_text, command_lang(), &c.f[0], &q, &found, &why);
    return finish(&c, e, found, &why);
}

int command_firewall_compare(int argc, char **argv)
{
    struct fault why = {.code = OK};
    size_t found = 0;
    CALL_CLEANUP struct firewall_call c = {.permits = NULL};
    const struct command_option options[] = {{"now", NULL, &c.now}};
    call_init(&c);
    if (take_options(argc, argv, options, ARRAY_LEN(options), 2, &why) != OK)
        return wrong_use(&why);
    err_t e = read_firewalls(&c, argv, 2, &why);
    if (e == OK)
        e = firewall_compare(&c.arena, &c.out_text, command_lang(), &c.f[0], &c.f[1], &found, &why);
    return finish(&c, e, found, &why);
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori-netd - the barrier: permits of the office become the packet filter
 *
 * SYNOPSIS
 *     sekimori-netd run [--state DIR] [--barrier FILE] [--control SOCKET] [--office WHERE]
 *                       [--pin FILE] [--host NAME] [--user USER] [--group GROUP] [--lease SECONDS]
 *                       [--harvest SECONDS] [--check SECONDS]
 *     sekimori-netd closed [--barrier FILE]
 *     sekimori-netd enrol [--state DIR] --office WHERE [--pin FILE] [--host NAME] < TOKEN
 *     sekimori-netd status | prove | accept | repair [--control SOCKET]
 *     sekimori-netd ask FROM TO [--proto NAME] [--port PORT] [--mac ADDRESS] [--in LINK] [--out
 * LINK] sekimori-netd cut | restore SCOPE [VALUE] --by NAME --reason TEXT [--control SOCKET]
 *
 * Fails closed. See sekimori-netd(8).
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "net/apply.h"
#include "net/daemon.h"
#include "net/declared.h"
#include "net/firewall.h"
#include "net/sysctl.h"

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2, TOKEN_MAX = 4096, ANSWER_MAX = 1 << 20 };

struct options {
    const char *command, *words[2];
    size_t n_words;
    const char *state, *barrier, *control, *office, *pin, *host, *user, *group, *by, *reason;
    const char *lease, *harvest, *check;
    const char *proto, *port, *mac, *in, *out;
};

static enum lang lang(void)
{
    const char *names[] = {"SEKIMORI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct str v = str_z(getenv(names[i]));
        if (v.n > 0) return str_starts(v, STR("ja")) ? LANG_JA : LANG_EN;
    }
    return LANG_EN;
}

static int failed(const struct fault *why)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 4096);
    fault_message(&b, lang(), why);
    (void)fprintf(stderr, "sekimori-netd: %.*s\n", STR_ARG(sb_str(&b)));
    return EXIT_REFUSED;
}

static int usage(void)
{
    (void)fprintf(stderr, "%s\n", tr(lang(), "netd.usage"));
    return EXIT_USAGE;
}

/* --- options --- */

static bool take_option(struct options *o, const char *name, const char *value)
{
    const struct {
        const char *name;
        const char **to;
    } texts[] = {
        {"--state", &o->state},   {"--barrier", &o->barrier}, {"--control", &o->control},
        {"--office", &o->office}, {"--pin", &o->pin},         {"--host", &o->host},
        {"--user", &o->user},     {"--group", &o->group},     {"--by", &o->by},
        {"--reason", &o->reason}, {"--lease", &o->lease},     {"--harvest", &o->harvest},
        {"--check", &o->check},   {"--proto", &o->proto},     {"--port", &o->port},
        {"--mac", &o->mac},       {"--in", &o->in},           {"--out", &o->out},
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (strcmp(name, texts[i].name) != 0) continue;
        *texts[i].to = value;
        return true;
    }
    return false;
}

static bool read_options(struct options *o, int argc, char **argv)
{
    if (argc < 2) return false;
    o->command = argv[1];
    for (int i = 2; i < argc; i++) {
        if (strncmp(argv[i], "--", 2) == 0) {
            if (i + 1 == argc || !take_option(o, argv[i], argv[i + 1])) return false;
            i++;
        } else if (o->n_words < ARRAY_LEN(o->words)) {
            o->words[o->n_words++] = argv[i];
        } else {
            return false;
        }
    }
    if (!o->state) o->state = "/var/lib/sekimori-netd";
    if (!o->barrier) o->barrier = "/etc/sekimori/barrier.yaml";
    if (!o->control) o->control = "/run/sekimori-netd/control.sock";
    return true;
}

static bool seconds(const char *text, int64_t *ret_ms)
{
    int64_t v;
    if (!text) return true;
    if (str_to_i64(str_z(text), &v) != OK || v < 1 || v > 86400) return false;
    *ret_ms = v * SECOND_MS;
    return true;
}

/* --- rights: an own user with CAP_NET_ADMIN and CAP_NET_RAW, which its nft inherits --- */

static err_t keep_capabilities(struct fault *why)
{
    const uint32_t bits = 1u << CAP_NET_ADMIN | 1u << CAP_NET_RAW;
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct data[2] = {{bits, bits, bits}, {0, 0, 0}};
    if (syscall(SYS_capset, &head, data) != 0)
        return fault_set(why, ERR_DENIED, "netd.rights", "%s", strerror(errno));
    const unsigned long caps[] = {CAP_NET_ADMIN, CAP_NET_RAW};
    for (size_t i = 0; i < ARRAY_LEN(caps); i++)
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, caps[i], 0, 0) != 0)
            return fault_set(why, ERR_DENIED, "netd.rights", "%s", strerror(errno));
    return OK;
}

static err_t become(const char *name, struct fault *why)
{
    const struct passwd *p = getpwnam(name);
    if (!p) return fault_set(why, ERR_NOT_FOUND, "netd.no_user", "%s", name);
    if (prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0 || initgroups(name, p->pw_gid) != 0 ||
        setresgid(p->pw_gid, p->pw_gid, p->pw_gid) != 0 ||
        setresuid(p->pw_uid, p->pw_uid, p->pw_uid) != 0)
        return fault_set(why, ERR_DENIED, "netd.rights", "%s", strerror(errno));
    return keep_capabilities(why);
}

static err_t harden(const struct options *o, struct fault *why)
{
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)umask(077);
    if (o->user) TRY(become(o->user, why));
    (void)prctl(PR_SET_DUMPABLE, 0);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    return OK;
}

/* --- commands --- */

static struct uplink_config uplink_of(const struct options *o, const struct clock *clock,
                                      struct utsname *name, char *folder, size_t n)
{
    (void)uname(name);
    (void)snprintf(folder, n, "%s/link", o->state);
    return (struct uplink_config){
        .office = o->office ? o->office : "unix:/run/sekimori/machines.sock",
        .link = {.folder = folder,
                 .program = "netd",
                 .host = o->host ? o->host : name->nodename,
                 .version = SEKIMORI_VERSION,
                 .office = o->office ? o->office : "unix:/run/sekimori/machines.sock",
                 .pin = o->pin,
                 .clock = clock},
    };
}

static int run(const struct options *o)
{
    struct clock clock = clock_system();
    const struct log log = {.module = "netd", .least = LOG_INFO, .clock = &clock, .fd = 2};
    struct fault why = {.code = OK};
    struct daemon *d = NULL;
    struct utsname name = {0};
    char folder[4096];
    struct daemon_config c = {
        .state = o->state, .barrier = o->barrier, .control = o->control, .group = -1};
    if (!seconds(o->lease, &c.lease_ms) || !seconds(o->harvest, &c.harvest_ms) ||
        !seconds(o->check, &c.check_ms))
        return usage();
    const struct group *g = o->group ? getgrnam(o->group) : NULL;
    if (g) c.group = g->gr_gid;
    c.uplink = uplink_of(o, &clock, &name, folder, sizeof folder);
    err_t e = harden(o, &why);
    if (e == OK) e = daemon_open(&c, &clock, &log, &d, &why);
    if (e == OK) {
        LOG(&log, LOG_INFO, "at work", LOG_STR("state", o->state));
        e = daemon_loop(d, &why);
    }
    daemon_close(d);
    return e == OK ? EXIT_DONE : failed(&why);
}

/* From boot: nothing is forwarded, nothing comes in but what the declaration allows to manage it.
 */
static int closed(const struct options *o)
{
    struct fault why = {.code = OK};
    struct declared *d = NULL;
    err_t e = declared_read(o->barrier, &d, &why);
    if (e != OK) (void)failed(&why); /* said, and closed all the same, without management */
    e = sysctl_write("net/ipv4/ip_forward", "0", &why);
    if (e == OK && sysctl_exists("net/ipv6/conf/all/forwarding"))
        e = sysctl_write("net/ipv6/conf/all/forwarding", "0", &why);
    const struct nft_run nft = {0};
    err_t applied = apply_closed(&nft, d ? &d->barrier : NULL, &why);
    declared_release(d);
    return e == OK && applied == OK ? EXIT_DONE : failed(&why);
}

static int enrol(const struct options *o)
{
    struct clock clock = clock_system();
    struct fault why = {.code = OK};
    struct utsname name = {0};
    struct link *l = NULL;
    char folder[4096], token[TOKEN_MAX];
    struct uplink_config c = uplink_of(o, &clock, &name, folder, sizeof folder);
    if (!fgets(token, sizeof token, stdin)) return usage();
    (void)umask(077);
    (void)mkdir(o->state, 0700);
    err_t e = link_open(&c.link, &l, &why);
    if (e == OK) e = link_enrol(l, str_trim(str_z(token)), &why);
    link_close(l);
    return e == OK ? EXIT_DONE : failed(&why);
}

static int dial(const char *path, struct fault *why)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    struct str s = str_z(path);
    if (s.n >= sizeof at.sun_path) return -1;
    memcpy(at.sun_path, s.p, s.n);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (const struct sockaddr *)&at, sizeof at) == 0) return fd;
    fault_fill(why, ERR_UNAVAILABLE, "netd.not_running", "%s" FS "%s", path, strerror(errno));
    if (fd >= 0) (void)close(fd);
    return -1;
}

static bool clean(const char *text)
{
    return !text || !strpbrk(text, "\x1f\n");
}

/* --- a question to the kernel's own rules --- */

static bool number_of(const char *name, bool six, uint8_t *ret)
{
    if (!name || strcmp(name, "tcp") == 0)
        *ret = 6;
    else if (strcmp(name, "udp") == 0)
        *ret = 17;
    else if (strcmp(name, "icmp") == 0)
        *ret = six ? 58 : 1;
    else
        return false;
    return true;
}

static err_t question(const struct options *o, struct firewall_question *q, struct fault *why)
{
    struct net_ports ports = {0, 0};
    *q = (struct firewall_question){.in = o->in, .out = o->out, .path = REACH_ROUTED};
    TRY(addr_range_parse(str_z(o->words[0]), &q->from, why));
    TRY(addr_range_parse(str_z(o->words[1]), &q->to, why));
    if (!number_of(o->proto, q->from.first.family == NET_V6, &q->proto))
        return fault_set(why, ERR_INVALID, "netd.proto", "%s", o->proto);
    if (o->port) TRY(addr_ports_parse(str_z(o->port), &ports, why));
    if (o->mac) TRY(addr_mac_parse(str_z(o->mac), &q->mac, why));
    q->has_port = o->port != NULL;
    q->port = ports.first;
    q->has_mac = o->mac != NULL;
    return OK;
}

static err_t ask_kernel(const struct options *o, struct sb *to, size_t *found, struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    SB_CLEANUP struct sb listing;
    struct firewall_question q;
    struct firewall f;
    const struct nft_run nft = {0};
    const struct model_options now = {.timeouts_hold = true};
    arena_init(&a, FIREWALL_ARENA_MAX);
    sb_init(&listing, NFT_RUN_ANSWER_MAX);
    TRY(question(o, &q, why));
    TRY(nft_run_list(&nft, true, &listing, why));
    TRY(firewall_read(&a, "nft", sb_str(&listing), &now, &f, why));
    return firewall_ask(&a, to, lang(), &f, &q, found, why);
}

static int ask_rules(const struct options *o)
{
    struct fault why = {.code = OK};
    SB_CLEANUP struct sb out;
    size_t found = 0;
    sb_init(&out, ANSWER_MAX);
    if (ask_kernel(o, &out, &found, &why) != OK) return failed(&why);
    (void)fwrite(out.p, 1, out.n, stdout);
    return found ? EXIT_REFUSED : EXIT_DONE;
}

static int ask(const struct options *o)
{
    struct fault why = {.code = OK};
    SB_CLEANUP struct sb line;
    SB_CLEANUP struct sb got;
    sb_init(&line, 8000);
    sb_init(&got, ANSWER_MAX);
    const char *const parts[] = {o->command, o->words[0], o->words[1], o->by, o->reason};
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (!clean(parts[i])) return usage();
        if (i > 0) sb_addc(&line, '\x1f');
        sb_addz(&line, parts[i] ? parts[i] : "");
    }
    sb_addc(&line, '\n');
    FILE_FD int fd = sb_end(&line) == OK ? dial(o->control, &why) : -1;
    if (fd < 0 || file_write_all(fd, sb_str(&line)) != OK) return failed(&why);
    char b[4096];
    for (ssize_t n; (n = read(fd, b, sizeof b)) > 0;) sb_add(&got, (struct str){b, (size_t)n});
    struct str text = sb_str(&got);
    bool ok = str_starts(text, STR("ok\n"));
    text = str_skip(text, 3);
    (void)fwrite(text.p, 1, text.n, ok ? stdout : stderr);
    return ok ? EXIT_DONE : EXIT_REFUSED;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(const struct options *o);
        size_t least, most; /* words after the command */
    } commands[] = {
        {"run", run, 0, 0},     {"closed", closed, 0, 0}, {"enrol", enrol, 0, 0},
        {"status", ask, 0, 0},  {"prove", ask, 0, 0},     {"accept", ask, 0, 0},
        {"repair", ask, 0, 0},  {"ask", ask_rules, 2, 2}, {"cut", ask, 1, 2},
        {"restore", ask, 1, 2},
    };
    struct options o = {0};
    if (!read_options(&o, argc, argv)) return usage();
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (strcmp(commands[i].name, o.command) != 0) continue;
        if (o.n_words < commands[i].least || o.n_words > commands[i].most) return usage();
        return commands[i].run(&o);
    }
    return usage();
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "net/probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/process.h"
#include "base/random.h"

enum { FRAME_MAX = 128, TOOL_MS = 5000, HEAD_V4 = 20, HEAD_V6 = 40 };

struct frame {
    uint8_t b[FRAME_MAX];
    size_t n;
};

/* --- packets --- */

static uint32_t sum(uint32_t s, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i + 1 < n; i += 2) s += (uint32_t)(p[i] << 8 | p[i + 1]);
    if (n % 2) s += (uint32_t)(p[n - 1] << 8);
    return s;
}

static uint16_t folded(uint32_t s)
{
    while (s >> 16) s = (s & 0xffff) + (s >> 16);
    return (uint16_t)~s;
}

static void put16(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

static size_t layer4(const struct probe_packet *p, const uint8_t *text, uint8_t *to)
{
    size_t head = p->proto == IPPROTO_TCP ? 20 : 8;
    memset(to, 0, head);
    if (p->proto == IPPROTO_TCP || p->proto == IPPROTO_UDP) {
        put16(to, 40000 + (uint32_t)(text[0] % 20000));
        put16(to + 2, p->port);
    } else {
        to[0] = p->proto == IPPROTO_ICMP ? 8 : 128;
        put16(to + 4, 1);
    }
    if (p->proto == IPPROTO_TCP) {
        to[12] = 5 << 4;
        to[13] = 2; /* SYN */
        put16(to + 14, 1024);
    }
    if (p->proto == IPPROTO_UDP) put16(to + 4, (uint32_t)head + PROBE_PAYLOAD);
    memcpy(to + head, text, PROBE_PAYLOAD);
    return head + PROBE_PAYLOAD;
}

static void checksum(const struct probe_packet *p, uint8_t *l4, size_t n)
{
    static const struct {
        uint8_t proto, at;
    } places[] = {{IPPROTO_TCP, 16}, {IPPROTO_UDP, 6}, {IPPROTO_ICMP, 2}, {IPPROTO_ICMPV6, 2}};
    size_t len = p->src.family == NET_V6 ? 16 : 4;
    uint32_t s = 0;
    if (p->proto != IPPROTO_ICMP) {
        s = sum(s, p->src.b, len);
        s = sum(s, p->dst.b, len);
        s += (uint32_t)p->proto + (uint32_t)n;
    }
    s = sum(s, l4, n);
    for (size_t i = 0; i < ARRAY_LEN(places); i++)
        if (places[i].proto == p->proto) put16(l4 + places[i].at, folded(s));
}

static void head_v4(const struct probe_packet *p, uint8_t *h, size_t payload)
{
    memset(h, 0, HEAD_V4);
    h[0] = 0x45;
    put16(h + 2, (uint32_t)(HEAD_V4 + payload));
    h[8] = 64;
    h[9] = p->proto;
    memcpy(h + 12, p->src.b, 4);
    memcpy(h + 16, p->dst.b, 4);
    put16(h + 10, folded(sum(0, h, HEAD_V4)));
}

static void head_v6(const struct probe_packet *p, uint8_t *h, size_t payload)
{
    memset(h, 0, HEAD_V6);
    h[0] = 0x60;
    put16(h + 4, (uint32_t)payload);
    h[6] = p->proto;
    h[7] = 64;
    memcpy(h + 8, p->src.b, 16);
    memcpy(h + 24, p->dst.b, 16);
}

static void build(const struct probe_packet *p, const uint8_t *text, struct frame *f)
{
    bool six = p->src.family == NET_V6;
    size_t head = six ? HEAD_V6 : HEAD_V4;
    uint8_t *ip = f->b + ETH_HLEN;
    memcpy(f->b, p->dst_mac.b, ETH_ALEN);
    memcpy(f->b + ETH_ALEN, p->src_mac.b, ETH_ALEN);
    put16(f->b + 2 * ETH_ALEN, six ? ETH_P_IPV6 : ETH_P_IP);
    size_t n = layer4(p, text, ip + head);
    checksum(p, ip + head, n);
    if (six)
        head_v6(p, ip, n);
    else
        head_v4(p, ip, n);
    f->n = ETH_HLEN + head + n;
}

/* --- the way in: what is sent on one end arrives, by redirection, on the link --- */

struct entry {
    char near[IFNAMSIZ], far[IFNAMSIZ];
    bool made;
};

static err_t tool(const char *const *argv, struct fault *why)
{
    SB_CLEANUP struct sb out;
    SB_CLEANUP struct sb err;
    struct process_end end = {0};
    const struct process_options o = {.argv = argv};
    sb_init(&out, 4096);
    sb_init(&err, 4096);
    err_t e = process_run(&o, STR_NONE, TOOL_MS, &out, &err, &end, NULL);
    if (e == OK && !end.signalled && end.status == 0) return OK;
    struct str said = str_trim(sb_str(&err));
    return fault_set(why, ERR_UNAVAILABLE, "netd.no_probe", "%s %s" FS "%.*s", argv[0], argv[1],
                     STR_ARG(str_head(said, 200)));
}

static err_t entry_make(struct entry *x, struct fault *why)
{
    uint32_t tag = (uint32_t)random_below(0xffffff);
    (void)snprintf(x->near, sizeof x->near, "skp%06xa", tag);
    (void)snprintf(x->far, sizeof x->far, "skp%06xb", tag);
    const char *const make[] = {"ip",   "link", "add",  x->near, "type",
                                "veth", "peer", "name", x->far,  NULL};
    const char *const up_near[] = {"ip", "link", "set", x->near, "up", NULL};
    const char *const up_far[] = {"ip", "link", "set", x->far, "up", NULL};
    const char *const quiet[] = {"ip", "link", "set", x->far, "addrgenmode", "none", NULL};
    const char *const quiet_near[] = {"ip", "link", "set", x->near, "addrgenmode", "none", NULL};
    const char *const hook[] = {"tc", "qdisc", "add", "dev", x->far, "ingress", NULL};
    TRY(tool(make, why));
    x->made = true;
    TRY(tool(quiet, why));
    TRY(tool(quiet_near, why));
    TRY(tool(up_near, why));
    TRY(tool(up_far, why));
    return tool(hook, why);
}

static void entry_remove(struct entry *x)
{
    const char *const argv[] = {"ip", "link", "del", x->near, NULL};
    if (x->made) (void)!tool(argv, NULL);
}

static err_t entry_lead(const struct entry *x, const struct probe_packet *p, struct fault *why)
{
    const char *link = p->link;
    SB_CLEANUP struct sb mac;
    sb_init(&mac, 32);
    addr_mac_print(&mac, &p->dst_mac);
    sb_addc(&mac, '\0');
    TRY(sb_end(&mac));
    /* What is addressed to the link counts as its own only where the address is the same. */
    const char *const address[] = {"ip", "link", "set", x->far, "address", mac.p, NULL};
    TRY(tool(address, why));
    const char *const drop[] = {"tc", "filter", "del", "dev", x->far, "ingress", NULL};
    const char *const lead[] = {
        "tc",  "filter", "add", "dev",    x->far,   "ingress", "protocol", "all", "u32", "match",
        "u32", "0",      "0",   "action", "mirred", "ingress", "redirect", "dev", link,  NULL};
    (void)!tool(drop, NULL);
    return tool(lead, why);
}

static int index_of(int fd, const char *name)
{
    struct ifreq r = {0};
    struct str s = str_head(str_z(name), IFNAMSIZ - 1);
    memcpy(r.ifr_name, s.p, s.n);
    return ioctl(fd, SIOCGIFINDEX, &r) == 0 ? r.ifr_ifindex : 0;
}

/* --- watching --- */

/* Frames that leave by any interface and bear one of our texts. */
static uint32_t leaks(int fd, const uint8_t (*texts)[PROBE_PAYLOAD], size_t n, int near,
                      int wait_ms)
{
    uint32_t found = 0;
    int64_t until = clock_monotonic_ms() + wait_ms;
    for (int64_t left = wait_ms; left > 0; left = until - clock_monotonic_ms()) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        if (poll(&p, 1, (int)left) <= 0) continue;
        uint8_t b[2048];
        struct sockaddr_ll from = {0};
        socklen_t len = sizeof from;
        ssize_t got = recvfrom(fd, b, sizeof b, MSG_DONTWAIT, (struct sockaddr *)&from, &len);
        if (got < PROBE_PAYLOAD || from.sll_pkttype != PACKET_OUTGOING || from.sll_ifindex == near)
            continue;
        for (size_t i = 0; i < n; i++)
            if (memmem(b, (size_t)got, texts[i], PROBE_PAYLOAD)) found++;
    }
    return found;
}

static err_t send_all(int fd, struct entry *x, const struct probe_packet *v, size_t n, int wait_ms,
                      struct probe_result *r, struct fault *why)
{
    uint8_t texts[PROBE_MAX][PROBE_PAYLOAD];
    const char *led = NULL;
    int near = index_of(fd, x->near);
    random_bytes(texts, sizeof texts);
    for (size_t i = 0; i < n; i++) {
        struct frame f = {0};
        if (!led || strcmp(led, v[i].link) != 0) TRY(entry_lead(x, v + i, why));
        led = v[i].link;
        build(v + i, texts[i], &f);
        const struct sockaddr_ll to = {
            .sll_family = AF_PACKET, .sll_ifindex = near, .sll_protocol = htons(ETH_P_ALL)};
        if (sendto(fd, f.b, f.n, 0, (const struct sockaddr *)&to, sizeof to) == (ssize_t)f.n)
            r->sent++;
    }
    r->through = leaks(fd, texts, n, near, wait_ms);
    return OK;
}

err_t probe_send(const struct probe_packet *v, size_t n, int wait_ms, struct probe_result *ret,
                 struct fault *why)
{
    struct entry x = {0};
    struct probe_result r = {0};
    if (n > PROBE_MAX) n = PROBE_MAX;
    FILE_FD int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_ALL));
    if (fd < 0)
        return fault_set(why, ERR_UNAVAILABLE, "netd.no_probe", "AF_PACKET" FS "%s",
                         strerror(errno));
    err_t e = entry_make(&x, why);
    if (e == OK) e = send_all(fd, &x, v, n, wait_ms, &r, why);
    entry_remove(&x);
    if (e == OK) *ret = r;
    return e;
}

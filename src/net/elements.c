/* SPDX-License-Identifier: Apache-2.0 */
#include "net/elements.h"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <string.h>

enum { ELEMENT_ROOM = 512, LIST_MAX = 50000 };

bool elements_field(struct elements_item *i, const void *first, const void *last, size_t n)
{
    size_t padded = (n + 3) & ~(size_t)3;
    if (i->key_len + padded > ELEMENTS_KEY_MAX) return false;
    memset(i->key + i->key_len, 0, padded);
    memset(i->end + i->key_len, 0, padded);
    memcpy(i->key + i->key_len, first, n);
    memcpy(i->end + i->key_len, last ? last : first, n);
    i->key_len = (uint8_t)(i->key_len + padded);
    return true;
}

static void value(struct nlmsghdr *h, uint16_t attr, const uint8_t *p, size_t n)
{
    struct nlattr *in = mnl_attr_nest_start(h, attr);
    mnl_attr_put(h, NFTA_DATA_VALUE, n, p);
    mnl_attr_nest_end(h, in);
}

static void verdict(struct nlmsghdr *h, enum elements_verdict v)
{
    if (v != ELEMENTS_ACCEPT && v != ELEMENTS_DROP) return;
    struct nlattr *data = mnl_attr_nest_start(h, NFTA_SET_ELEM_DATA);
    struct nlattr *in = mnl_attr_nest_start(h, NFTA_DATA_VERDICT);
    mnl_attr_put_u32(h, NFTA_VERDICT_CODE, htobe32(v == ELEMENTS_ACCEPT ? NF_ACCEPT : NF_DROP));
    mnl_attr_nest_end(h, in);
    mnl_attr_nest_end(h, data);
}

static void counter(struct nlmsghdr *h)
{
    struct nlattr *in = mnl_attr_nest_start(h, NFTA_SET_ELEM_EXPR);
    mnl_attr_put_strz(h, NFTA_EXPR_NAME, "counter");
    mnl_attr_nest_end(h, in);
}

static void element(struct nlmsghdr *h, const struct elements_item *i, bool whole)
{
    struct nlattr *in = mnl_attr_nest_start(h, NFTA_LIST_ELEM);
    value(h, NFTA_SET_ELEM_KEY, i->key, i->key_len);
    if (i->range) value(h, NFTA_SET_ELEM_KEY_END, i->end, i->key_len);
    if (i->interval_end)
        mnl_attr_put_u32(h, NFTA_SET_ELEM_FLAGS, htobe32(NFT_SET_ELEM_INTERVAL_END));
    if (whole) {
        verdict(h, i->verdict);
        if (i->timeout_ms > 0)
            mnl_attr_put_u64(h, NFTA_SET_ELEM_TIMEOUT, htobe64((uint64_t)i->timeout_ms));
        if (i->counted) counter(h);
    }
    mnl_attr_nest_end(h, in);
}

static void place(struct nlmsghdr *h, const struct elements_place *at)
{
    mnl_attr_put_strz(h, NFTA_SET_ELEM_LIST_TABLE, at->table);
    mnl_attr_put_strz(h, NFTA_SET_ELEM_LIST_SET, at->set);
}

static void many(struct netlink *n, struct netlink_batch *b, const struct elements_place *at,
                 const struct elements_item *items, size_t count, bool add)
{
    uint16_t type = add ? NFT_MSG_NEWSETELEM : NFT_MSG_DELSETELEM;
    uint16_t flags = add ? NLM_F_CREATE | NLM_F_EXCL : NLM_F_ECHO;
    for (size_t i = 0; i < count;) {
        struct nlmsghdr *h = netlink_batch_next(n, b, type, flags, at->family);
        if (!h) return;
        place(h, at);
        struct nlattr *list = mnl_attr_nest_start(h, NFTA_SET_ELEM_LIST_ELEMENTS);
        for (; i < count && h->nlmsg_len + ELEMENT_ROOM < LIST_MAX; i++) element(h, items + i, add);
        mnl_attr_nest_end(h, list);
        netlink_batch_take(b, h);
    }
}

void elements_add(struct netlink *n, struct netlink_batch *b, const struct elements_place *at,
                  const struct elements_item *items, size_t count)
{
    many(n, b, at, items, count, true);
}

void elements_remove(struct netlink *n, struct netlink_batch *b, const struct elements_place *at,
                     const struct elements_item *items, size_t count)
{
    many(n, b, at, items, count, false);
}

/* --- reading --- */

static size_t bytes_of(const struct nlattr *of, uint8_t *to)
{
    const struct nlattr *a;
    NETLINK_EACH_IN (a, of) {
        size_t n = mnl_attr_get_payload_len(a);
        if (mnl_attr_get_type(a) != NFTA_DATA_VALUE || n > ELEMENTS_KEY_MAX) continue;
        memcpy(to, mnl_attr_get_payload(a), n);
        return n;
    }
    return 0;
}

static uint64_t number(const struct nlattr *a)
{
    uint64_t v = 0;
    if (mnl_attr_get_payload_len(a) >= sizeof v) memcpy(&v, mnl_attr_get_payload(a), sizeof v);
    return be64toh(v);
}

static enum elements_verdict verdict_of(const struct nlattr *data)
{
    const struct nlattr *a, *b;
    NETLINK_EACH_IN (a, data) {
        if (mnl_attr_get_type(a) != NFTA_DATA_VERDICT) continue;
        NETLINK_EACH_IN (b, a) {
            if (mnl_attr_get_type(b) != NFTA_VERDICT_CODE || mnl_attr_get_payload_len(b) < 4)
                continue;
            uint32_t code = be32toh(mnl_attr_get_u32(b));
            return code == NF_ACCEPT ? ELEMENTS_ACCEPT
                   : code == NF_DROP ? ELEMENTS_DROP
                                     : ELEMENTS_OTHER;
        }
    }
    return ELEMENTS_OTHER;
}

static void counter_of(const struct nlattr *expr, struct elements_item *i)
{
    const struct nlattr *a, *b;
    NETLINK_EACH_IN (a, expr) {
        if (mnl_attr_get_type(a) == NFTA_EXPR_NAME && strcmp(mnl_attr_get_str(a), "counter") != 0)
            return;
        if (mnl_attr_get_type(a) != NFTA_EXPR_DATA) continue;
        i->counted = true;
        NETLINK_EACH_IN (b, a) {
            if (mnl_attr_get_type(b) == NFTA_COUNTER_PACKETS) i->packets = number(b);
            if (mnl_attr_get_type(b) == NFTA_COUNTER_BYTES) i->bytes = number(b);
        }
    }
}

static void expressions_of(const struct nlattr *list, struct elements_item *i)
{
    const struct nlattr *a;
    NETLINK_EACH_IN (a, list) counter_of(a, i);
}

static void item_of(const struct nlattr *of, struct elements_item *i)
{
    const struct nlattr *a;
    NETLINK_EACH_IN (a, of) {
        switch (mnl_attr_get_type(a)) {
        case NFTA_SET_ELEM_KEY:
            i->key_len = (uint8_t)bytes_of(a, i->key);
            break;
        case NFTA_SET_ELEM_KEY_END:
            i->range = bytes_of(a, i->end) > 0;
            break;
        case NFTA_SET_ELEM_FLAGS:
            i->interval_end = be32toh(mnl_attr_get_u32(a)) & NFT_SET_ELEM_INTERVAL_END;
            break;
        case NFTA_SET_ELEM_DATA:
            i->verdict = verdict_of(a);
            break;
        case NFTA_SET_ELEM_TIMEOUT:
            i->timeout_ms = (int64_t)number(a);
            break;
        case NFTA_SET_ELEM_EXPIRATION:
            i->left_ms = (int64_t)number(a);
            break;
        case NFTA_SET_ELEM_EXPR:
            counter_of(a, i);
            break;
        case NFTA_SET_ELEM_EXPRESSIONS:
            expressions_of(a, i);
            break;
        default:
            break;
        }
    }
}

struct reading {
    elements_fn *each;
    void *arg;
    err_t err;
};

static void message(const struct nlmsghdr *h, struct reading *r)
{
    const struct nfgenmsg *g = mnl_nlmsg_get_payload(h);
    struct elements_place at = {.family = g->nfgen_family};
    const struct nlattr *a, *list = NULL;
    NETLINK_EACH (a, h, sizeof *g) {
        if (mnl_attr_get_type(a) == NFTA_SET_ELEM_LIST_TABLE) at.table = mnl_attr_get_str(a);
        if (mnl_attr_get_type(a) == NFTA_SET_ELEM_LIST_SET) at.set = mnl_attr_get_str(a);
        if (mnl_attr_get_type(a) == NFTA_SET_ELEM_LIST_ELEMENTS) list = a;
    }
    if (!list || !at.table || !at.set) return;
    NETLINK_EACH_IN (a, list) {
        struct elements_item i = {0};
        item_of(a, &i);
        if (r->err == OK) r->err = r->each(r->arg, &at, &i);
    }
}

static int dumped(const struct nlmsghdr *h, void *arg)
{
    struct reading *r = arg;
    if (r->err == OK) message(h, r);
    return MNL_CB_OK;
}

err_t elements_dump(struct netlink *n, const struct elements_place *at, elements_fn *each,
                    void *arg, struct fault *why)
{
    char buf[1024];
    struct reading r = {.each = each, .arg = arg};
    struct nlmsghdr *h =
        netlink_request(buf, NFNL_SUBSYS_NFTABLES, NFT_MSG_GETSETELEM, NLM_F_DUMP, at->family);
    place(h, at);
    TRY(netlink_ask(n, h, dumped, &r, why));
    return r.err;
}

err_t elements_gone(const struct nlmsghdr *h, elements_fn *each, void *arg)
{
    struct reading r = {.each = each, .arg = arg};
    if (h->nlmsg_type != ((NFNL_SUBSYS_NFTABLES << 8) | NFT_MSG_DELSETELEM)) return OK;
    message(h, &r);
    return r.err;
}

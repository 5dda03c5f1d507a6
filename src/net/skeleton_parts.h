/* SPDX-License-Identifier: Apache-2.0
 *
 * skeleton_parts.h: the pieces of which the skeleton is put together. Internal to skeleton*.c.
 */
#ifndef SEKIMORI_NET_SKELETON_PARTS_H
#define SEKIMORI_NET_SKELETON_PARTS_H

#include "base/json.h"
#include "net/skeleton.h"

struct skeleton_chain {
    const char *family, *name;
    const char *hook; /* NULL: a chain that others jump to */
    int priority;
    bool drop; /* policy */
};

struct skeleton_rule {
    const char *family, *chain;
    const char *expr;      /* JSON: a list of statements, as nft takes it */
    bool bridge_netfilter; /* only where the machine has it */
};

struct skeleton_set {
    const char *family, *name;
    const char *types; /* "ifname ipv4_addr"; one or several */
    bool map, interval, timeout, counter;
};

extern const struct skeleton_chain skeleton_chains[];
extern const size_t skeleton_n_chains;
extern const struct skeleton_rule skeleton_rules[];
extern const size_t skeleton_n_rules;
extern const struct skeleton_set skeleton_sets[];
extern const size_t skeleton_n_sets;

/* What is being written: the list of commands. The bridge's table only where there are bridges. */
struct skeleton_writer {
    struct json j;
    struct sb *to;
    const struct barrier *b;
    const struct capabilities *c;
    bool bridge;
    /* The element command that is open. */
    const char *open_family, *open_set, *verb;
    size_t in_open;
    /* Elements go into the definition of this set, those of others are passed over; NULL: each is a
     * command. */
    const struct skeleton_set *into;
    bool passed_over;
};

void skeleton_begin(struct skeleton_writer *w, struct sb *to, const struct barrier *b,
                    const struct capabilities *c);
MUST_CHECK err_t skeleton_end(struct skeleton_writer *w);
/* add, delete, add: whatever stood there is gone in the same transaction. */
void skeleton_table(struct skeleton_writer *w, const char *family);

/* --- elements: skeleton_element, the fields of its key, skeleton_element_end -------------- */
/* One whose command is of another set or verb closes the one before. */
void skeleton_element(struct skeleton_writer *w, const char *verb, const char *family,
                      const char *set, bool map, unsigned fields, int64_t timeout_s);
void skeleton_element_end(struct skeleton_writer *w, bool map, unsigned fields, int64_t timeout_s);
void skeleton_elements_close(struct skeleton_writer *w);
void skeleton_field_name(struct skeleton_writer *w, const char *name);
void skeleton_field_number(struct skeleton_writer *w, int64_t v);
void skeleton_field_addr(struct skeleton_writer *w, const struct net_addr *a);
void skeleton_field_mac(struct skeleton_writer *w, const struct net_mac *m);
void skeleton_field_prefix(struct skeleton_writer *w, const struct net_prefix *p);
void skeleton_field_range(struct skeleton_writer *w, const struct net_addr *first,
                          const struct net_addr *last);
void skeleton_field_ports(struct skeleton_writer *w, const struct net_ports *p);

/* The elements that follow from the declaration alone. */
void skeleton_static(struct skeleton_writer *w);
/* One of ruleset.h, in every table that has its set; nothing when its end has come within a
 * second (`nft -j` counts whole seconds, and none may outlive its permit). */
void skeleton_dynamic(struct skeleton_writer *w, const char *verb, const struct element *e,
                      struct moment now);

#endif

/* SPDX-License-Identifier: Apache-2.0
 * The half of skeleton_parts.h that writes commands of `nft -j`. */
#include <string.h>

#include "net/skeleton_parts.h"

enum { ELEMENTS_A_COMMAND = 1000 };

void skeleton_begin(struct skeleton_writer *w, struct sb *to, const struct barrier *b,
                    const struct capabilities *c)
{
    *w = (struct skeleton_writer){.to = to, .b = b, .c = c, .bridge = b && b->n_bridges > 0};
    json_init(&w->j, to);
    json_object_begin(&w->j);
    json_key(&w->j, "nftables");
    json_array_begin(&w->j);
}

err_t skeleton_end(struct skeleton_writer *w)
{
    skeleton_elements_close(w);
    json_array_end(&w->j);
    json_object_end(&w->j);
    return json_end(&w->j);
}

static void table_command(struct skeleton_writer *w, const char *verb, const char *family)
{
    json_object_begin(&w->j);
    json_key(&w->j, verb);
    json_object_begin(&w->j);
    json_key(&w->j, "table");
    json_object_begin(&w->j);
    json_put_strz(&w->j, "family", family);
    json_put_strz(&w->j, "name", SKELETON_TABLE);
    json_object_end(&w->j);
    json_object_end(&w->j);
    json_object_end(&w->j);
}

void skeleton_table(struct skeleton_writer *w, const char *family)
{
    skeleton_elements_close(w);
    table_command(w, "add", family); /* so that the removal always finds something */
    table_command(w, "delete", family);
    table_command(w, "add", family);
}

/* --- elements ----------------------------------------------------------------------------- */

void skeleton_elements_close(struct skeleton_writer *w)
{
    if (!w->verb) return;
    json_array_end(&w->j);
    json_object_end(&w->j);
    json_object_end(&w->j);
    json_object_end(&w->j);
    w->verb = NULL;
}

static void open_command(struct skeleton_writer *w, const char *verb, const char *family,
                         const char *set)
{
    if (w->verb && w->in_open < ELEMENTS_A_COMMAND && strcmp(w->verb, verb) == 0 &&
        strcmp(w->open_family, family) == 0 && strcmp(w->open_set, set) == 0)
        return;
    skeleton_elements_close(w);
    w->verb = verb;
    w->open_family = family;
    w->open_set = set;
    w->in_open = 0;
    json_object_begin(&w->j);
    json_key(&w->j, verb);
    json_object_begin(&w->j);
    json_key(&w->j, "element");
    json_object_begin(&w->j);
    json_put_strz(&w->j, "family", family);
    json_put_strz(&w->j, "table", SKELETON_TABLE);
    json_put_strz(&w->j, "name", set);
    json_key(&w->j, "elem");
    json_array_begin(&w->j);
}

void skeleton_element(struct skeleton_writer *w, const char *verb, const char *family,
                      const char *set, bool map, unsigned fields, int64_t timeout_s)
{
    if (w->into) {
        w->passed_over = strcmp(w->into->name, set) != 0 || strcmp(w->into->family, family) != 0;
        if (w->passed_over) return;
        if (w->in_open == 0) { /* nft takes no empty list */
            json_key(&w->j, "elem");
            json_array_begin(&w->j);
        }
    } else {
        open_command(w, verb, family, set);
    }
    w->in_open++;
    if (map) json_array_begin(&w->j);
    if (timeout_s > 0) {
        json_object_begin(&w->j);
        json_key(&w->j, "elem");
        json_object_begin(&w->j);
        json_key(&w->j, "val");
    }
    if (fields < 2) return;
    json_object_begin(&w->j);
    json_key(&w->j, "concat");
    json_array_begin(&w->j);
}

void skeleton_element_end(struct skeleton_writer *w, bool map, unsigned fields, int64_t timeout_s)
{
    if (w->passed_over) return;
    if (fields > 1) {
        json_array_end(&w->j);
        json_object_end(&w->j);
    }
    if (timeout_s > 0) {
        json_put_i64(&w->j, "timeout", timeout_s);
        json_object_end(&w->j);
        json_object_end(&w->j);
    }
    if (!map) return;
    json_object_begin(&w->j);
    json_key(&w->j, "accept");
    json_nil(&w->j);
    json_object_end(&w->j);
    json_array_end(&w->j);
}

/* Short texts on the way into the document. */
static void put(struct skeleton_writer *w, struct sb *text)
{
    json_str(&w->j, sb_str(text));
    if (text->err != OK && w->j.err == OK) w->j.err = text->err;
}

void skeleton_field_name(struct skeleton_writer *w, const char *name)
{
    if (!w->passed_over) json_strz(&w->j, name);
}

void skeleton_field_number(struct skeleton_writer *w, int64_t v)
{
    if (!w->passed_over) json_i64(&w->j, v);
}

void skeleton_field_addr(struct skeleton_writer *w, const struct net_addr *a)
{
    if (w->passed_over) return;
    SB_CLEANUP struct sb t;
    sb_init(&t, ADDR_TEXT_MAX);
    addr_print(&t, a);
    put(w, &t);
}

void skeleton_field_mac(struct skeleton_writer *w, const struct net_mac *m)
{
    if (w->passed_over) return;
    SB_CLEANUP struct sb t;
    sb_init(&t, ADDR_TEXT_MAX);
    addr_mac_print(&t, m);
    put(w, &t);
}

void skeleton_field_prefix(struct skeleton_writer *w, const struct net_prefix *p)
{
    if (w->passed_over) return;
    if (p->bits == addr_bits(&p->addr)) {
        skeleton_field_addr(w, &p->addr);
        return;
    }
    json_object_begin(&w->j);
    json_key(&w->j, "prefix");
    json_object_begin(&w->j);
    json_key(&w->j, "addr");
    skeleton_field_addr(w, &p->addr);
    json_put_i64(&w->j, "len", p->bits);
    json_object_end(&w->j);
    json_object_end(&w->j);
}

void skeleton_field_range(struct skeleton_writer *w, const struct net_addr *first,
                          const struct net_addr *last)
{
    if (w->passed_over) return;
    if (addr_eq(first, last)) {
        skeleton_field_addr(w, first);
        return;
    }
    json_object_begin(&w->j);
    json_key(&w->j, "range");
    json_array_begin(&w->j);
    skeleton_field_addr(w, first);
    skeleton_field_addr(w, last);
    json_array_end(&w->j);
    json_object_end(&w->j);
}

void skeleton_field_ports(struct skeleton_writer *w, const struct net_ports *p)
{
    if (w->passed_over) return;
    if (p->first == p->last) {
        json_i64(&w->j, p->first);
        return;
    }
    json_object_begin(&w->j);
    json_key(&w->j, "range");
    json_array_begin(&w->j);
    json_i64(&w->j, p->first);
    json_i64(&w->j, p->last);
    json_array_end(&w->j);
    json_object_end(&w->j);
}

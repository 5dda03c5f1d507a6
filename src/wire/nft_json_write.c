/* SPDX-License-Identifier: Apache-2.0
 *
 * Writing: structs to JSON. What was kept as it stood is parsed again on the way, so that nothing
 * but JSON can come out.
 */
#include <string.h>

#include "base/json.h"
#include "wire/nft_json_parts.h"

struct writer {
    struct json j;
    err_t err;
};

static void write_expr(struct writer *w, const struct nft_expr *e);

static void write_value(struct writer *w, const json_t *v)
{
    const char *key;
    json_t *item;
    size_t i;
    switch (json_typeof(v)) {
    case JSON_OBJECT:
        json_object_begin(&w->j);
        json_object_foreach((json_t *)v, key, item)
        {
            json_key(&w->j, key);
            write_value(w, item);
        }
        json_object_end(&w->j);
        break;
    case JSON_ARRAY:
        json_array_begin(&w->j);
        json_array_foreach(v, i, item) write_value(w, item);
        json_array_end(&w->j);
        break;
    case JSON_STRING:
        json_str(&w->j, (struct str){json_string_value(v), json_string_length(v)});
        break;
    case JSON_INTEGER:
        json_i64(&w->j, json_integer_value(v));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        json_bool(&w->j, json_is_true(v));
        break;
    case JSON_NULL:
        json_nil(&w->j);
        break;
    default: /* a fraction: nothing of a rule set has one */
        w->err = ERR_INVALID;
        json_nil(&w->j);
    }
}

static json_t *parse_raw(struct writer *w, const char *raw)
{
    json_t *v = json_loads(raw ? raw : "", JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
    if (!v) w->err = ERR_INVALID;
    return v;
}

static void write_raw(struct writer *w, const char *raw)
{
    json_t *v = parse_raw(w, raw);
    if (v) write_value(w, v);
    json_decref(v);
    if (!v) json_nil(&w->j);
}

/* The members of a kept object, within one that is open. */
static void write_rest(struct writer *w, const char *rest)
{
    if (!rest) return;
    json_t *v = parse_raw(w, rest);
    const char *key;
    json_t *item;
    if (v && !json_is_object(v)) w->err = ERR_INVALID;
    json_object_foreach(v, key, item)
    {
        json_key(&w->j, key);
        write_value(w, item);
    }
    json_decref(v);
}

static void put_word(struct writer *w, const char *name, const char *v)
{
    if (v) json_put_strz(&w->j, name, v);
}

static void put_number(struct writer *w, const char *name, int64_t v)
{
    if (v) json_put_i64(&w->j, name, v);
}

static void put_handle(struct writer *w, int64_t handle, bool has)
{
    if (has) json_put_i64(&w->j, "handle", handle);
}

static void write_items(struct writer *w, const struct nft_expr *e, uint32_t n)
{
    json_array_begin(&w->j);
    for (uint32_t i = 0; i < n; i++) write_expr(w, &e[i]);
    json_array_end(&w->j);
}

static void open_form(struct writer *w, const char *name)
{
    json_object_begin(&w->j);
    json_key(&w->j, name);
}

static void write_listed(struct writer *w, const char *name, const struct nft_expr *e)
{
    open_form(w, name);
    write_items(w, e->items, e->n);
    json_object_end(&w->j);
}

static void write_counter(struct writer *w, int64_t packets, int64_t bytes)
{
    json_object_begin(&w->j);
    json_put_i64(&w->j, "packets", packets);
    json_put_i64(&w->j, "bytes", bytes);
    json_object_end(&w->j);
}

static void write_elem(struct writer *w, const struct nft_expr *e)
{
    open_form(w, "elem");
    json_object_begin(&w->j);
    json_key(&w->j, "val");
    write_expr(w, &e->items[0]);
    put_number(w, "timeout", e->elem->timeout);
    put_number(w, "expires", e->elem->expires);
    put_word(w, "comment", e->elem->comment);
    if (e->elem->has_counter) {
        json_key(&w->j, "counter");
        write_counter(w, e->elem->packets, e->elem->bytes);
    }
    write_rest(w, e->elem->rest);
    json_object_end(&w->j);
    json_object_end(&w->j);
}

static void write_prefix(struct writer *w, const struct nft_expr *e)
{
    open_form(w, "prefix");
    json_object_begin(&w->j);
    json_key(&w->j, "addr");
    write_expr(w, &e->items[0]);
    json_put_i64(&w->j, "len", e->number);
    json_object_end(&w->j);
    json_object_end(&w->j);
}

static void write_map(struct writer *w, const struct nft_expr *key, const struct nft_expr *data)
{
    json_object_begin(&w->j);
    json_key(&w->j, "key");
    write_expr(w, key);
    json_key(&w->j, "data");
    write_expr(w, data);
    json_object_end(&w->j);
}

/* {"form": {"name": v, ...}} with words that are there. */
static void write_words(struct writer *w, const char *form, const char *const *names,
                        const char *const *words, size_t n)
{
    open_form(w, form);
    json_object_begin(&w->j);
    for (size_t i = 0; i < n; i++) put_word(w, names[i], words[i]);
    json_object_end(&w->j);
    json_object_end(&w->j);
}

static void write_verdict(struct writer *w, const struct nft_expr *e)
{
    open_form(w, e->name);
    if (e->field) {
        json_object_begin(&w->j);
        json_put_strz(&w->j, "target", e->field);
        json_object_end(&w->j);
    } else {
        json_nil(&w->j);
    }
    json_object_end(&w->j);
}

static void write_words_of(struct writer *w, const struct nft_expr *e)
{
    static const char *const payload[] = {"protocol", "field"}, *const meta[] = {"key"},
                             *const ct[] = {"key", "family", "dir"};
    const char *const ct_words[] = {e->name, e->kind == NFT_CT ? e->more : NULL, e->field},
                      *const words[] = {e->name, e->field};
    if (e->kind == NFT_PAYLOAD) write_words(w, "payload", payload, words, 2);
    if (e->kind == NFT_META) write_words(w, "meta", meta, words, 1);
    if (e->kind == NFT_CT) write_words(w, "ct", ct, ct_words, 3);
}

static void write_expr(struct writer *w, const struct nft_expr *e)
{
    switch (e->kind) {
    case NFT_NOTHING:
        json_nil(&w->j);
        break;
    case NFT_YES:
        json_bool(&w->j, e->number != 0);
        break;
    case NFT_NUMBER:
        json_i64(&w->j, e->number);
        break;
    case NFT_WORD:
        json_strz(&w->j, e->name);
        break;
    case NFT_LIST:
        write_items(w, e->items, e->n);
        break;
    case NFT_PREFIX:
        write_prefix(w, e);
        break;
    case NFT_RANGE:
        write_listed(w, "range", e);
        break;
    case NFT_CONCAT:
        write_listed(w, "concat", e);
        break;
    case NFT_SET:
        write_listed(w, "set", e);
        break;
    case NFT_MAP:
        open_form(w, "map");
        write_map(w, &e->items[0], &e->items[1]);
        json_object_end(&w->j);
        break;
    case NFT_ELEM:
        write_elem(w, e);
        break;
    case NFT_PAYLOAD:
    case NFT_META:
    case NFT_CT:
        write_words_of(w, e);
        break;
    case NFT_BINARY:
        write_listed(w, e->name, e);
        break;
    case NFT_VERDICT:
        write_verdict(w, e);
        break;
    case NFT_UNKNOWN:
        write_raw(w, e->raw);
        break;
    }
}

static void write_match(struct writer *w, const struct nft_stmt *s)
{
    open_form(w, "match");
    json_object_begin(&w->j);
    json_put_strz(&w->j, "op", s->op);
    json_key(&w->j, "left");
    write_expr(w, s->left);
    json_key(&w->j, "right");
    write_expr(w, s->right);
    json_object_end(&w->j);
    json_object_end(&w->j);
}

static void write_statement(struct writer *w, const struct nft_stmt *s)
{
    switch (s->kind) {
    case NFT_DO_MATCH:
        write_match(w, s);
        return;
    case NFT_DO_VERDICT:
        write_expr(w, s->left);
        return;
    case NFT_DO_VMAP:
        open_form(w, "vmap");
        write_map(w, s->left, s->right);
        break;
    case NFT_DO_COUNTER:
        open_form(w, "counter");
        if (s->has_counter)
            write_counter(w, s->packets, s->bytes);
        else
            json_strz(&w->j, s->op);
        break;
    case NFT_DO_OTHER:
        if (!s->op) {
            write_raw(w, s->raw);
            return;
        }
        open_form(w, s->op);
        write_raw(w, s->raw);
        break;
    }
    json_object_end(&w->j);
}

static void put_strings(struct writer *w, const char *name, const char *const *s, uint32_t n,
                        bool alone)
{
    if (n == 0) return;
    json_key(&w->j, name);
    if (alone) {
        json_strz(&w->j, s[0]);
        return;
    }
    json_array_begin(&w->j);
    for (uint32_t i = 0; i < n; i++) json_strz(&w->j, s[i]);
    json_array_end(&w->j);
}

static void write_chain(struct writer *w, const struct nft_chain *c)
{
    put_word(w, "family", c->family);
    put_word(w, "table", c->table);
    put_word(w, "name", c->name);
    put_handle(w, c->handle, c->has_handle);
    put_word(w, "type", c->type);
    put_word(w, "hook", c->hook);
    if (c->hook) json_put_i64(&w->j, "prio", c->prio);
    put_word(w, "policy", c->policy);
    put_strings(w, "dev", c->devs, c->n_devs, c->dev_alone);
    write_rest(w, c->rest);
}

static void write_rule(struct writer *w, const struct nft_rule *u)
{
    put_word(w, "family", u->family);
    put_word(w, "table", u->table);
    put_word(w, "chain", u->chain);
    put_handle(w, u->handle, u->has_handle);
    put_word(w, "comment", u->comment);
    write_rest(w, u->rest);
    if (!u->stmts) return;
    json_key(&w->j, "expr");
    json_array_begin(&w->j);
    for (uint32_t i = 0; i < u->n; i++) write_statement(w, &u->stmts[i]);
    json_array_end(&w->j);
}

static void write_set(struct writer *w, const struct nft_set *s)
{
    put_word(w, "family", s->family);
    put_word(w, "name", s->name);
    put_word(w, "table", s->table);
    if (s->type) {
        json_key(&w->j, "type");
        write_expr(w, s->type);
    }
    put_handle(w, s->handle, s->has_handle);
    if (s->data) {
        json_key(&w->j, "map");
        write_expr(w, s->data);
    }
    put_number(w, "size", s->size);
    put_strings(w, "flags", s->flags, s->n_flags, s->flag_alone);
    put_number(w, "timeout", s->timeout);
    write_rest(w, s->rest);
    if (!s->has_elems) return;
    json_key(&w->j, "elem");
    write_items(w, s->elems, s->n);
}

static const char *object_name(const struct nft_item *it)
{
    switch (it->kind) {
    case NFT_TABLE:
        return "table";
    case NFT_CHAIN:
        return "chain";
    case NFT_RULE:
        return "rule";
    case NFT_SETS:
        return it->set->is_map ? "map" : "set";
    default:
        return it->name;
    }
}

static void write_object(struct writer *w, const struct nft_item *it)
{
    open_form(w, object_name(it));
    if (it->kind == NFT_OTHER) {
        write_raw(w, it->raw);
    } else {
        json_object_begin(&w->j);
        if (it->kind == NFT_TABLE) {
            put_word(w, "family", it->table->family);
            put_word(w, "name", it->table->name);
            put_handle(w, it->table->handle, it->table->has_handle);
            write_rest(w, it->table->rest);
        }
        if (it->kind == NFT_CHAIN) write_chain(w, it->chain);
        if (it->kind == NFT_RULE) write_rule(w, it->rule);
        if (it->kind == NFT_SETS) write_set(w, it->set);
        json_object_end(&w->j);
    }
    json_object_end(&w->j);
}

err_t nft_json_write(struct sb *to, const struct nft_ruleset *r, struct fault *why)
{
    struct writer w = {.err = OK};
    json_init(&w.j, to);
    open_form(&w, "nftables");
    json_array_begin(&w.j);
    for (size_t i = 0; i < r->n; i++) {
        if (r->items[i].command) open_form(&w, r->items[i].command);
        write_object(&w, &r->items[i]);
        if (r->items[i].command) json_object_end(&w.j);
    }
    json_array_end(&w.j);
    json_object_end(&w.j);
    err_t e = json_end(&w.j);
    if (e == OK) e = w.err;
    if (e == ERR_NOMEM) return fault_set(why, e, "err.nomem", NULL);
    if (e == ERR_TOO_BIG) return fault_set(why, e, "nft.too_big_to_write", NULL);
    return e == OK ? OK : fault_set(why, ERR_INVALID, "nft.not_writable", NULL);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "net/rules_lines.h"

#include <string.h>

#include "base/sha256.h"
#include "net/skeleton.h"

enum { LINE_BYTES = 1 << 20, SHOWN_MAX = 3000, HEX_BYTES = 2 * SHA256_LEN + 1 };

static void hex_of(struct sha256 *sum, char to[HEX_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t raw[SHA256_LEN];
    sha256_end(sum, raw);
    for (size_t i = 0; i < sizeof raw; i++) {
        to[2 * i] = digits[raw[i] >> 4];
        to[2 * i + 1] = digits[raw[i] & 15];
    }
    to[HEX_BYTES - 1] = '\0';
}

/* One object as nft writes it, shortened with a digest where it is very long. */
static err_t as_text(const struct nft_item *item, struct sb *b, struct fault *why)
{
    const struct nft_ruleset one = {.items = item, .n = 1};
    sb_init(b, LINE_BYTES);
    return nft_json_write(b, &one, why);
}

static void put(struct lines *to, struct arena *a, const char *word, const char *table_family,
                const char *table, struct str text)
{
    struct str shown = str_head(text, SHOWN_MAX);
    char hex[HEX_BYTES] = "";
    if (shown.n < text.n) {
        struct sha256 sum;
        sha256_init(&sum);
        sha256_add(&sum, text);
        hex_of(&sum, hex);
    }
    lines_addf(to, a, "%s %s %s %.*s%s", word, table_family, table, STR_ARG(shown), hex);
}

static bool ours(const struct nft_set *s)
{
    return strcmp(s->table, SKELETON_TABLE) == 0;
}

static err_t rule(const struct nft_rule *r, struct arena *a, struct lines *to, struct sb *b,
                  struct fault *why)
{
    struct nft_rule bare = *r;
    struct nft_stmt *stmts = ARENA_ARRAY(a, struct nft_stmt, r->n + 1);
    if (!stmts) return ERR_NOMEM;
    if (r->n > 0) memcpy(stmts, r->stmts, r->n * sizeof *stmts);
    for (uint32_t i = 0; i < r->n; i++)
        if (stmts[i].kind == NFT_DO_COUNTER && !stmts[i].op) stmts[i].has_counter = false;
    bare.stmts = stmts;
    bare.handle = 0;
    const struct nft_item item = {.kind = NFT_RULE, .rule = &bare};
    TRY(as_text(&item, b, why));
    put(to, a, "rule", r->family, r->table, sb_str(b));
    return OK;
}

static err_t set(const struct nft_set *s, struct arena *a, struct lines *to, struct sb *b,
                 struct fault *why)
{
    struct nft_set bare = *s;
    bare.handle = 0;
    bare.has_elems = bare.has_elems && !ours(s);
    if (ours(s)) {
        bare.n = 0;
        bare.elems = NULL;
    }
    const struct nft_item item = {.kind = NFT_SETS, .set = &bare};
    TRY(as_text(&item, b, why));
    put(to, a, "set", s->family, s->table, sb_str(b));
    return OK;
}

static err_t chain(const struct nft_chain *c, struct arena *a, struct lines *to, struct sb *b,
                   struct fault *why)
{
    struct nft_chain bare = *c;
    bare.handle = 0;
    const struct nft_item item = {.kind = NFT_CHAIN, .chain = &bare};
    TRY(as_text(&item, b, why));
    put(to, a, "chain", c->family, c->table, sb_str(b));
    return OK;
}

/* The order of the rules of each chain. Rules of one chain stand together in a listing. */
struct order {
    const struct nft_rule *of;
    struct sha256 sum;
    uint32_t n;
};

static void order_end(struct order *o, struct arena *a, struct lines *to)
{
    if (!o->of) return;
    char hex[HEX_BYTES];
    hex_of(&o->sum, hex);
    lines_addf(to, a, "order %s %s %s %u rules %s", o->of->family, o->of->table, o->of->chain, o->n,
               hex);
    o->of = NULL;
}

static void order_rule(struct order *o, const struct nft_rule *r, struct str text, struct arena *a,
                       struct lines *to)
{
    if (o->of && (strcmp(o->of->chain, r->chain) != 0 || strcmp(o->of->table, r->table) != 0 ||
                  strcmp(o->of->family, r->family) != 0))
        order_end(o, a, to);
    if (!o->of) {
        sha256_init(&o->sum);
        o->of = r;
        o->n = 0;
    }
    sha256_add(&o->sum, text);
    o->n++;
}

static err_t one(const struct nft_item *i, struct arena *a, struct lines *to, struct order *o,
                 struct fault *why)
{
    SB_CLEANUP struct sb b = {0};
    switch (i->kind) {
    case NFT_TABLE:
        lines_addf(to, a, "table %s %s", i->table->family, i->table->name);
        return OK;
    case NFT_CHAIN:
        return chain(i->chain, a, to, &b, why);
    case NFT_SETS:
        return set(i->set, a, to, &b, why);
    case NFT_RULE:
        TRY(rule(i->rule, a, to, &b, why));
        order_rule(o, i->rule, sb_str(&b), a, to);
        return OK;
    case NFT_OTHER:
        break;
    }
    if (strcmp(i->name, "metainfo") == 0) return OK;
    put(to, a, "object", i->name, "-", str_z(i->raw));
    return OK;
}

err_t rules_lines_add(const struct nft_ruleset *r, struct arena *a, struct lines *to,
                      struct fault *why)
{
    struct order o = {0};
    for (size_t i = 0; i < r->n; i++) TRY(one(r->items + i, a, to, &o, why));
    order_end(&o, a, to);
    return to->err;
}

struct str rules_lines_table(struct str line)
{
    struct str rest = line;
    struct str word = str_cut(&rest, ' ');
    if (!str_eqz(word, "table") && !str_eqz(word, "chain") && !str_eqz(word, "set") &&
        !str_eqz(word, "rule") && !str_eqz(word, "order") && !str_eqz(word, "setsum"))
        return STR_NONE;
    struct str from = rest;
    struct str family = str_cut(&rest, ' ');
    struct str name = str_cut(&rest, ' ');
    return (struct str){from.p, family.n + 1 + name.n};
}

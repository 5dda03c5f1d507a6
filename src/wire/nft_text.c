/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/nft_text.h"

#include <string.h>

#include "base/utf8.h"

enum { ITEMS_SHOWN = 6, RAW_SHOWN = 80 };

static void raw(struct sb *to, const char *text)
{
    struct str all = str_z(text), shown = utf8_head(all, RAW_SHOWN);
    sb_add(to, shown);
    if (shown.n < all.n) sb_addz(to, "…");
}

static void items(struct sb *to, const struct nft_expr *e, const char *between)
{
    for (uint32_t i = 0; i < e->n; i++) {
        if (i > 0) sb_addz(to, between);
        if (i == ITEMS_SHOWN) {
            sb_addf(to, "… (%u)", e->n);
            return;
        }
        nft_text_expression(to, &e->items[i]);
    }
}

static void braces(struct sb *to, const struct nft_expr *e)
{
    sb_addz(to, "{ ");
    items(to, e, ", ");
    sb_addz(to, " }");
}

static void meta(struct sb *to, const char *key)
{
    static const char *const bare[] = {"iif", "oif", "iifname", "oifname"};
    bool is_bare = false;
    for (size_t i = 0; i < ARRAY_LEN(bare); i++) is_bare |= strcmp(bare[i], key) == 0;
    sb_addf(to, "%s%s", is_bare ? "" : "meta ", key);
}

static void ct(struct sb *to, const struct nft_expr *e)
{
    sb_addz(to, "ct ");
    if (e->field) sb_addf(to, "%s ", e->field);
    if (e->more) sb_addf(to, "%s ", e->more);
    sb_addz(to, e->name);
}

void nft_text_expression(struct sb *to, const struct nft_expr *e)
{
    switch (e->kind) {
    case NFT_NOTHING:
        sb_addz(to, "-");
        break;
    case NFT_YES:
        sb_addz(to, e->number ? "exists" : "missing");
        break;
    case NFT_NUMBER:
        sb_add_i64(to, e->number);
        break;
    case NFT_WORD:
        sb_addz(to, e->name);
        break;
    case NFT_LIST:
        items(to, e, e->n == 2 && e->items[1].kind == NFT_VERDICT ? " : " : ",");
        break;
    case NFT_PREFIX:
        items(to, e, "");
        sb_addf(to, "/%lld", (long long)e->number);
        break;
    case NFT_RANGE:
        items(to, e, "-");
        break;
    case NFT_CONCAT:
        items(to, e, " . ");
        break;
    case NFT_SET:
        braces(to, e);
        break;
    case NFT_MAP:
        items(to, e, " map ");
        break;
    case NFT_ELEM:
        items(to, e, "");
        break;
    case NFT_PAYLOAD:
        sb_addf(to, "%s %s", e->name, e->field);
        break;
    case NFT_META:
        meta(to, e->name);
        break;
    case NFT_CT:
        ct(to, e);
        break;
    case NFT_BINARY:
        sb_addc(to, '(');
        for (uint32_t i = 0; i < e->n; i++) {
            if (i > 0) sb_addf(to, " %s ", e->name);
            nft_text_expression(to, &e->items[i]);
        }
        sb_addc(to, ')');
        break;
    case NFT_VERDICT:
        sb_addf(to, "%s%s%s", e->name, e->field ? " " : "", e->field ? e->field : "");
        break;
    case NFT_UNKNOWN:
        raw(to, e->raw);
        break;
    }
}

void nft_text_statement(struct sb *to, const struct nft_stmt *s)
{
    switch (s->kind) {
    case NFT_DO_MATCH:
        nft_text_expression(to, s->left);
        sb_addc(to, ' ');
        if (strcmp(s->op, "==") != 0 && strcmp(s->op, "in") != 0) sb_addf(to, "%s ", s->op);
        nft_text_expression(to, s->right);
        break;
    case NFT_DO_VERDICT:
        nft_text_expression(to, s->left);
        break;
    case NFT_DO_VMAP:
        nft_text_expression(to, s->left);
        sb_addz(to, " vmap ");
        nft_text_expression(to, s->right);
        break;
    case NFT_DO_COUNTER:
        sb_addz(to, "counter");
        break;
    case NFT_DO_OTHER:
        if (s->op) sb_addz(to, s->op);
        if (!s->raw || strcmp(s->raw, "null") == 0) break;
        if (s->op) sb_addc(to, ' ');
        raw(to, s->raw);
        break;
    }
}

void nft_text_rule(struct sb *to, const struct nft_rule *u)
{
    for (uint32_t i = 0; i < u->n; i++) {
        if (i > 0) sb_addc(to, ' ');
        nft_text_statement(to, &u->stmts[i]);
    }
}

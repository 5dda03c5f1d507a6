/* SPDX-License-Identifier: Apache-2.0
 *
 * nft_json.h: rule sets as `nft -j list ruleset` writes them and `nft -j -f` reads them
 * (libnftables-json(5), schema version 1). Bytes in, structs out, and back again.
 *
 * What this does not know is no failure: an expression, statement, object or member of another
 * release is kept as it stood (`raw`, `rest`), bears its place ("nftables[12].rule.expr[3]"), and
 * is written again unchanged. Whoever examines a rule set must treat it as "may be anything".
 *
 * Everything lives in the arena. Refused with a fault: text that is no JSON, is beyond the limits,
 * or is no list of objects under "nftables".
 */
#ifndef SEKIMORI_WIRE_NFT_JSON_H
#define SEKIMORI_WIRE_NFT_JSON_H

#include "base/arena.h"
#include "base/sb.h"

enum { NFT_JSON_BYTES_MAX = 256 << 20, NFT_JSON_DEPTH_MAX = 40 };

enum nft_kind {
    NFT_NOTHING, /* null */
    NFT_YES,     /* true, false: number */
    NFT_NUMBER,
    NFT_WORD,    /* name: "10.0.0.1", "established", "@set", "*" */
    NFT_LIST,    /* items: an array */
    NFT_PREFIX,  /* items[0] the address, number its length */
    NFT_RANGE,   /* items[0] to items[1] */
    NFT_CONCAT,  /* items */
    NFT_SET,     /* items: an anonymous set, or pairs (NFT_LIST of two) of a map */
    NFT_MAP,     /* items[0] the key, items[1] the data */
    NFT_ELEM,    /* items[0] the value, elem what is said of it */
    NFT_PAYLOAD, /* name the protocol, field */
    NFT_META,    /* name the key */
    NFT_CT,      /* name the key, field the direction (or NULL), family ("ip", or NULL) in more */
    NFT_BINARY,  /* name the operator: & | ^ << >>, items */
    NFT_VERDICT, /* name: accept drop return continue jump goto; field the chain of the last two */
    NFT_UNKNOWN  /* name what it calls itself, raw all of it */
};

struct nft_elem; /* below */
struct nft_expr {
    enum nft_kind kind;
    uint32_t n;
    const char *name, *field;
    union {
        int64_t number;
        const char *more;
        const char *raw;
        const struct nft_elem *elem;
    };
    const struct nft_expr *items;
};

/* Seconds; 0 and NULL are absent. */
struct nft_elem {
    int64_t timeout, expires, packets, bytes;
    bool has_counter;
    const char *comment;
    const char *rest; /* an object of other members, or NULL */
};

enum nft_statement {
    NFT_DO_MATCH,   /* op, left, right */
    NFT_DO_VERDICT, /* left: NFT_VERDICT */
    NFT_DO_VMAP,    /* left the key, right "@map" or NFT_SET of pairs */
    NFT_DO_COUNTER, /* packets, bytes; or op: the name of a counter object; or nothing of both */
    NFT_DO_OTHER    /* op its name ("log", "limit", "snat"), raw its value */
};
struct nft_stmt {
    enum nft_statement kind;
    const char *op;
    const struct nft_expr *left, *right;
    int64_t packets, bytes;
    bool has_counter; /* a counter with its numbers */
    const char *raw;
};

struct nft_table {
    const char *family, *name, *rest;
    int64_t handle;
    bool has_handle;
};
struct nft_chain {
    const char *family, *table, *name, *rest;
    int64_t handle;
    bool has_handle;
    const char *type, *hook, *policy; /* NULL: no base chain */
    int64_t prio;
    const char *const *devs;
    uint32_t n_devs;
    bool dev_alone; /* written as one word, not as a list */
};
struct nft_rule {
    const char *family, *table, *chain, *comment, *rest;
    int64_t handle;
    bool has_handle;
    const struct nft_stmt *stmts; /* NULL: not even an empty list */
    uint32_t n;
};
struct nft_set {
    bool is_map;
    const char *family, *table, *name, *rest;
    int64_t handle, timeout, size;
    bool has_handle;
    const char *const *flags;
    uint32_t n_flags;
    bool flag_alone;
    const struct nft_expr *type; /* NFT_WORD, NFT_LIST of words, or a typeof expression */
    const struct nft_expr *data; /* of a map: NFT_WORD "verdict", or an expression */
    const struct nft_expr *elems;
    uint32_t n;
    bool has_elems; /* "elem" stood there, even if empty */
};

enum nft_object { NFT_TABLE, NFT_CHAIN, NFT_RULE, NFT_SETS /* sets and maps */, NFT_OTHER };
struct nft_item {
    enum nft_object kind;
    const char *command; /* "add", "flush" ...; NULL in what the kernel lists */
    const char *name;    /* of NFT_OTHER: "metainfo", "flowtable", "quota" */
    const char *path;    /* its place, for people */
    union {
        const struct nft_table *table;
        const struct nft_chain *chain;
        const struct nft_rule *rule;
        const struct nft_set *set;
        const char *raw;
    };
};
struct nft_ruleset {
    const struct nft_item *items;
    size_t n;
    size_t n_unknown; /* expressions, objects and members kept as they stood without being known */
};

/* ERR_INVALID "nft.*" (place: line and column, or the field is the path), ERR_TOO_BIG, ERR_NOMEM.
 */
MUST_CHECK err_t nft_json_read(struct arena *a, struct str text, struct nft_ruleset *ret,
                               struct fault *why);
/* Appends one JSON object {"nftables": [...]}. ERR_INVALID for text that is not UTF-8 or numbers
 * that JSON does not keep. */
MUST_CHECK err_t nft_json_write(struct sb *to, const struct nft_ruleset *r, struct fault *why);

#endif

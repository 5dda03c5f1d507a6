/* SPDX-License-Identifier: Apache-2.0
 *
 * ast.h: the template compiler: source text → nodes → expanded nodes →
 * checked nodes → ops. Runs at build and in tests, never in the server.
 * All memory is the caller's arena. Errors are faults with file, line, column.
 */
#ifndef SEKIMORI_WEB_TEMPLATE_AST_H
#define SEKIMORI_WEB_TEMPLATE_AST_H

#include "base/arena.h"
#include "web/template/tpl.h"

enum node_kind {
    NODE_TEXT,     /* text */
    NODE_VAR,      /* {{name}} */
    NODE_URL,      /* {{url name}} */
    NODE_SEG,      /* {{seg name}} */
    NODE_DATE,     /* {{date name}} */
    NODE_WHEN,     /* {{when name}} */
    NODE_TR,       /* {{t "id" arg ...}} */
    NODE_TR_DATA,  /* {{t name}} */
    NODE_SECTION,  /* {{#name}} kids {{/name}} */
    NODE_INVERTED, /* {{^name}} kids {{/name}} */
    NODE_PARTIAL,  /* {{>name}} */
    NODE_PARENT,   /* {{<name}} kids {{/name}} */
    NODE_BLOCK,    /* {{$name}} kids {{/name}} */
};

enum { NODE_ARGS = 4 };

struct node {
    enum node_kind kind;
    struct str text; /* literal text, name, or text id */
    const char *file;
    uint32_t line, column;
    uint32_t n_args;
    struct str args[NODE_ARGS];
    struct node *kids, *next;
};

struct tpl_source {
    struct str name;  /* "inbox" */
    const char *file; /* for messages */
    struct str text;
    struct node *nodes; /* set by tpl_parse */
};

struct tpl_sources {
    struct tpl_source *items; /* sorted by name */
    size_t n;
};

/* Does this text id exist? NULL accepts all. */
typedef bool tpl_knows_text(void *arg, struct str id);

MUST_CHECK err_t tpl_parse(struct arena *a, struct tpl_source *s, struct fault *why);

/* Inheritance dissolved: {{<parent}} replaced by the parent's nodes, each
 * block by the body that counts. */
MUST_CHECK err_t tpl_expand(struct arena *a, const struct tpl_sources *all, struct node *nodes,
                            struct node **ret, struct fault *why);

/* The rules of HTML contexts (docs/web-style.md) and of text ids. */
MUST_CHECK err_t tpl_check(const struct tpl_sources *all, const struct node *nodes, bool html,
                           tpl_knows_text *knows, void *arg, struct fault *why);

/* Expanded nodes to ops. */
MUST_CHECK err_t tpl_compile(struct arena *a, const struct tpl_sources *all,
                             const struct node *nodes, const char *name, struct tpl *ret);

/* All of it for a set; `html` false leaves out tpl_check's HTML rules. */
MUST_CHECK err_t tpl_build(struct arena *a, struct tpl_sources *all, bool html,
                           tpl_knows_text *knows, void *arg, struct tpl_set *ret,
                           struct fault *why);

/* Index by name, or all->n. */
size_t tpl_source_find(const struct tpl_sources *all, struct str name);

/* Fill the fault with the node's place and return ERR_INVALID. */
err_t tpl_node_fault(struct fault *why, const struct node *n, const char *id, struct str arg);

/* C source of the set, and its header of indexes (PAGE_INBOX ...). */
MUST_CHECK err_t tpl_emit_c(const struct tpl_set *set, struct sb *out);
MUST_CHECK err_t tpl_emit_h(const struct tpl_set *set, struct sb *out);

#endif

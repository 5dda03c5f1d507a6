/* SPDX-License-Identifier: Apache-2.0
 *
 * tpl.h: compiled page templates and their rendering. Templates are compiled
 * at build (tools: tplc) into the tables below; nothing is parsed at run time.
 * The language is described in docs/web-style.md.
 *
 * Data is a jansson value that the caller owns. Every value is escaped; there
 * is no way to write markup from data. URL values are checked as they are
 * written: {{url x}} must be a path on this site ("/" and not "//"), {{seg x}}
 * is percent-encoded.
 */
#ifndef SEKIMORI_WEB_TEMPLATE_TPL_H
#define SEKIMORI_WEB_TEMPLATE_TPL_H

#include <jansson.h>

#include "base/sb.h"
#include "base/text.h"

enum tpl_opcode {
    TPL_TEXT,     /* a = pool offset, b = length */
    TPL_VAR,      /* a = name */
    TPL_URL,      /* a = name; a path on this site */
    TPL_SEG,      /* a = name; one percent-encoded piece of a URL */
    TPL_DATE,     /* a = name; "YYYY-MM-DD" for people */
    TPL_WHEN,     /* a = name; RFC 3339 moment for people */
    TPL_TR,       /* a = text id, n = number of TPL_ARG that follow */
    TPL_TR_DATA,  /* a = name of a text id, {id,args} or {ja,en} */
    TPL_ARG,      /* a = name */
    TPL_LANG,     /* n = enum lang; b = op to go to when the page is in another */
    TPL_SECTION,  /* a = name, b = op after the end */
    TPL_INVERTED, /* a = name, b = op after the end */
    TPL_END,      /* of a section; b = its first op */
    TPL_CALL,     /* a = index of the partial in the set */
};

struct tpl_op {
    uint8_t op, n;
    uint16_t line; /* in its source file, for messages */
    uint32_t a, b;
};

/* Names and ids in the pool are NUL-terminated. */
struct tpl {
    const char *name;
    const struct tpl_op *ops;
    uint32_t n_ops;
    const char *pool;
};

/* Sorted by name. */
struct tpl_set {
    const struct tpl *items;
    uint32_t n;
};

struct tpl_env {
    const struct tpl_set *set;
    enum lang lang;
    bool strict; /* a {{name}} without a value is an error (tests) */
};

/* Write template number `index` of the set, filled with data, to out.
 * Errors: ERR_INVALID (a URL that is none of ours, a value of a wrong kind;
 * why names template and line), ERR_TOO_BIG (out is full), ERR_BUG (nesting
 * beyond the limit). `out` may then hold the beginning of the page. */
MUST_CHECK err_t tpl_render(const struct tpl_env *env, uint32_t index, const json_t *data,
                            struct sb *out, struct fault *why);

/* Index by name, or set->n. */
uint32_t tpl_find(const struct tpl_set *set, struct str name);

/* May this be written as a link or the target of a redirect? True for paths
 * on this site, "#..." and "?..."; false for schemes, "//", "\", controls. */
bool tpl_url_is_ours(struct str url);

#endif

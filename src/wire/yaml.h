/* SPDX-License-Identifier: Apache-2.0
 *
 * yaml.h: YAML as a small tree in which every word knows its place. Of YAML only
 * what our files need: maps with plain keys, lists, words; one document a file. Anchors,
 * aliases, tags and tabs are refused, and so is what is beyond the limits the caller declares.
 * The tree and its texts live in the arena. Columns count characters, from 1.
 */
#ifndef SEKIMORI_WIRE_YAML_H
#define SEKIMORI_WIRE_YAML_H

#include "base/arena.h"

struct yaml_limits {
    size_t bytes; /* told in KB: a multiple of 1024 */
    unsigned depth;
    size_t nodes;
};

enum yaml_kind { YAML_WORD, YAML_MAP, YAML_LIST };
struct yaml {
    enum yaml_kind kind;
    uint32_t line, column;
    struct str text;           /* YAML_WORD */
    bool quoted;               /* the text begins one column later */
    const struct yaml *keys;   /* YAML_MAP: n words, duplicates kept for the reader to refuse */
    const struct yaml *values; /* YAML_MAP: n values; YAML_LIST: n items */
    size_t n;
};

/* ERR_INVALID and ERR_TOO_BIG tell the place in *why; `file` is only named there. */
MUST_CHECK err_t yaml_parse(struct arena *a, struct str source, const char *file,
                            const struct yaml_limits *limits, struct yaml *ret, struct fault *why);
/* The value of a key of a map; NULL when absent (or m is no map). */
const struct yaml *yaml_get(const struct yaml *m, const char *key);

#endif

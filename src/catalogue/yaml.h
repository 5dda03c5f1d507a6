/* SPDX-License-Identifier: Apache-2.0
 *
 * yaml.h: YAML as a small tree in which every word knows its place. Of YAML only
 * what the catalogue needs: maps with plain keys, lists, words; one document a file.
 * Anchors, aliases, tags and tabs are refused, and so is what is too large or too deep.
 * The tree and its texts live in the arena. Columns count characters, from 1.
 */
#ifndef SEKIMORI_CATALOGUE_YAML_H
#define SEKIMORI_CATALOGUE_YAML_H

#include "base/arena.h"

enum { YAML_BYTES_MAX = 256 * 1024, YAML_DEPTH_MAX = 12, YAML_NODES_MAX = 20000 };

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
MUST_CHECK err_t yaml_parse(struct arena *a, struct str source, const char *file, struct yaml *ret,
                            struct fault *why);
/* The value of a key of a map; NULL when absent (or m is no map). */
const struct yaml *yaml_get(const struct yaml *m, const char *key);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * codec.h: structs to and from JSON objects by table, so that what is written and what is
 * read cannot drift apart. For documents of our own: acts in the ledger, messages between
 * our programs. Strict: integers and strings only (a yes is 1), every member known, every
 * limit declared.
 *
 * A member without value (0, NULL, an empty list, an object of only such) is left out,
 * unless it is required; reading, an absent member is zero, a required one a fault.
 */
#ifndef SEKIMORI_BASE_CODEC_H
#define SEKIMORI_BASE_CODEC_H

#include <jansson.h>

#include "base/arena.h"

enum codec_type {
    CODEC_END,
    CODEC_I64, /* int64_t, or a struct of one such (ids, moments) */
    CODEC_I32,
    CODEC_U16,
    CODEC_BOOL,
    CODEC_STR,     /* const char *; at most max bytes */
    CODEC_ENUM,    /* an enum; names[value] */
    CODEC_OBJECT,  /* a struct inside the struct */
    CODEC_POINTER, /* const struct *, NULL = none */
    CODEC_LIST,    /* const struct * and a size_t count; at most max */
    CODEC_STRS,    /* const char *const * and a count */
    CODEC_I64S,    /* const int64_t * (or such structs) and a count */
    CODEC_I32S,
    CODEC_SKIP /* not ours: may be there, is not looked at */
};

struct codec;
struct codec_member {
    const char *name;
    enum codec_type type;
    bool required;
    size_t at, count_at;      /* offsets */
    int64_t min, max;         /* of a number or of each in a list; of a string its bytes */
    size_t most;              /* of a list */
    const struct codec *of;   /* OBJECT, POINTER, LIST */
    const char *const *names; /* ENUM; NULL entries are not allowed values */
    size_t n_names;
};
struct codec {
    size_t size;
    const struct codec_member *members; /* ended by CODEC_END */
};

/* A new JSON object (caller json_decref). ERR_NOMEM; ERR_INVALID "codec.bad_member" for a
 * value beyond its limits or not UTF-8. The fault's field is the path: "duties[2].step". */
MUST_CHECK err_t codec_encode(const struct codec *, const void *from, json_t **ret,
                              struct fault *why);
/* Into *to (zeroed by this), strings and lists in the arena. ERR_INVALID "codec.bad_member",
 * "codec.missing", "codec.unknown_member"; ERR_NOMEM. */
MUST_CHECK err_t codec_decode(const struct codec *, struct arena *, const json_t *from, void *to,
                              struct fault *why);
/* Parse one JSON value of at most `max` bytes (caller json_decref), names twice refused:
 * ERR_INVALID "codec.not_json", ERR_TOO_BIG "codec.too_big", ERR_NOMEM. */
MUST_CHECK err_t codec_parse(struct str text, size_t max, json_t **ret, struct fault *why);
/* Both: one JSON object of at most `max` bytes. */
MUST_CHECK err_t codec_decode_text(const struct codec *, struct arena *, struct str text,
                                   size_t max, void *to, struct fault *why);

#endif

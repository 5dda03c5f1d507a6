/* SPDX-License-Identifier: Apache-2.0
 *
 * json.h: writes JSON (RFC 8259) into a string builder and cannot write bad
 * JSON: nesting is checked, keys and strings are escaped and must be valid
 * UTF-8, numbers are integers with |n| < 2^53 (what every reader keeps
 * exactly). Escapes are the fewest allowed, as RFC 8785 has them, so output
 * whose keys come in order is canonical.
 *
 *     struct json j;
 *     json_init(&j, &sb);
 *     json_object_begin(&j);
 *     json_key(&j, "title"); json_str(&j, title);
 *     json_object_end(&j);
 *     TRY(json_end(&j));
 *
 * The error is sticky: ERR_BUG for wrong nesting (a key missing, an object
 * left open), ERR_INVALID for text that is not UTF-8 or a number too large,
 * or the builder's own. Not for reading; that is jansson's part (no name here
 * may be one of jansson's: both are linked into the same programs).
 */
#ifndef SEKIMORI_BASE_JSON_H
#define SEKIMORI_BASE_JSON_H

#include "base/sb.h"

enum { JSON_DEPTH_MAX = 64 };
#define JSON_INT_MAX INT64_C(9007199254740991)

struct json {
    struct sb *out;
    err_t err;
    unsigned depth;
    uint64_t in_object; /* bit per level: object or array */
    bool need_comma, have_key, done;
};

void json_init(struct json *j, struct sb *out);

void json_object_begin(struct json *j);
void json_object_end(struct json *j);
void json_array_begin(struct json *j);
void json_array_end(struct json *j);

void json_key(struct json *j, const char *key);
void json_key_str(struct json *j, struct str key);

void json_str(struct json *j, struct str s);   /* p == NULL writes null */
void json_strz(struct json *j, const char *z); /* NULL writes null */
void json_i64(struct json *j, int64_t v);
void json_bool(struct json *j, bool v);
void json_nil(struct json *j);

/* Key and value at once. */
void json_put_str(struct json *j, const char *key, struct str s);
void json_put_strz(struct json *j, const char *key, const char *z);
void json_put_i64(struct json *j, const char *key, int64_t v);
void json_put_bool(struct json *j, const char *key, bool v);

/* OK when exactly one whole value has been written. */
MUST_CHECK err_t json_end(struct json *j);

/* Just the string with its quotes; ERR_INVALID (nothing written) when it is
 * not UTF-8. For canonical writers that order keys themselves. */
MUST_CHECK err_t json_quote(struct sb *b, struct str s);

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * id.h: each kind of id is its own type, so that the compiler refuses a
 * person where a post is wanted. Values come from the store's counters and
 * are positive; 0 (or {0}) means "none". Passed by value.
 *
 * For each kind X in ID_KINDS: `struct X_id { int64_t v; }`, X_id(v),
 * X_id_eq(a, b), X_id_is_set(a), X_id_parse(text, &ret).
 */
#ifndef SEKIMORI_BASE_ID_H
#define SEKIMORI_BASE_ID_H

#include "base/str.h"

#define ID_KINDS(X)                                                                                \
    X(matter)                                                                                      \
    X(duty)                                                                                        \
    X(act)                                                                                         \
    X(person)                                                                                      \
    X(account)                                                                                     \
    X(session)                                                                                     \
    X(post)                                                                                        \
    X(holding)                                                                                     \
    X(unit)                                                                                        \
    X(body)                                                                                        \
    X(book)                                                                                        \
    X(entry)                                                                                       \
    X(info_system)                                                                                 \
    X(attachment)                                                                                  \
    X(procedure_version)                                                                           \
    X(instrument)                                                                                  \
    X(campaign)                                                                                    \
    X(sheet)                                                                                       \
    X(leaf)

/* Whole decimal text of a positive number; ERR_INVALID for anything else. */
MUST_CHECK static inline err_t id_parse(struct str s, int64_t *ret)
{
    int64_t v;
    if (s.n > 0 && s.p[0] == '0') return ERR_INVALID;
    if (str_to_i64(s, &v) != OK || v <= 0) return ERR_INVALID;
    *ret = v;
    return OK;
}

#define ID_DECLARE(kind)                                                                           \
    struct kind##_id {                                                                             \
        int64_t v;                                                                                 \
    };                                                                                             \
    static inline struct kind##_id kind##_id(int64_t v)                                            \
    {                                                                                              \
        return (struct kind##_id){v};                                                              \
    }                                                                                              \
    static inline bool kind##_id_eq(struct kind##_id a, struct kind##_id b)                        \
    {                                                                                              \
        return a.v == b.v;                                                                         \
    }                                                                                              \
    static inline bool kind##_id_is_set(struct kind##_id a)                                        \
    {                                                                                              \
        return a.v > 0;                                                                            \
    }                                                                                              \
    MUST_CHECK static inline err_t kind##_id_parse(struct str s, struct kind##_id *ret)            \
    {                                                                                              \
        return id_parse(s, &ret->v);                                                               \
    }

ID_KINDS(ID_DECLARE)

#endif

/* SPDX-License-Identifier: Apache-2.0
 *
 * codec_rows.h: short names for the rows of codec tables; only for the .c files that hold
 * such tables. `t` is the struct, `m` its member (`n`: of its count), `j` the name in JSON.
 *
 *     CODEC_TABLE(link_codec, act_link, ROW_WORD_NEEDED(act_link, kind, "kind", names_link), ...);
 */
#ifndef SEKIMORI_BASE_CODEC_ROWS_H
#define SEKIMORI_BASE_CODEC_ROWS_H

#include "base/codec.h"
#include "base/json.h"

#define ROW_ID(t, m, j)                                                                            \
    {                                                                                              \
        .name = j, .type = CODEC_I64, .at = offsetof(struct t, m), .min = 1, .max = JSON_INT_MAX   \
    }
#define ROW_ID_NEEDED(t, m, j)                                                                     \
    {                                                                                              \
        .name = j, .type = CODEC_I64, .required = true, .at = offsetof(struct t, m), .min = 1,     \
        .max = JSON_INT_MAX                                                                        \
    }
#define ROW_COUNT_NEEDED(t, m, j)                                                                  \
    {                                                                                              \
        .name = j, .type = CODEC_I64, .required = true, .at = offsetof(struct t, m), .min = 0,     \
        .max = JSON_INT_MAX                                                                        \
    }
#define ROW_NUMBER(t, m, j)                                                                        \
    {                                                                                              \
        .name = j, .type = CODEC_I32, .at = offsetof(struct t, m), .min = 1, .max = INT32_MAX      \
    }
#define ROW_NUMBER_NEEDED(t, m, j)                                                                 \
    {                                                                                              \
        .name = j, .type = CODEC_I32, .required = true, .at = offsetof(struct t, m), .min = 1,     \
        .max = INT32_MAX                                                                           \
    }
#define ROW_SMALL(t, m, j)                                                                         \
    {                                                                                              \
        .name = j, .type = CODEC_U16, .at = offsetof(struct t, m), .min = 1, .max = UINT16_MAX     \
    }
#define ROW_YES(t, m, j)                                                                           \
    {                                                                                              \
        .name = j, .type = CODEC_BOOL, .at = offsetof(struct t, m), .min = 1, .max = 1             \
    }
#define ROW_TEXT(t, m, j, most)                                                                    \
    {                                                                                              \
        .name = j, .type = CODEC_STR, .at = offsetof(struct t, m), .max = most                     \
    }
#define ROW_TEXT_NEEDED(t, m, j, most)                                                             \
    {                                                                                              \
        .name = j, .type = CODEC_STR, .required = true, .at = offsetof(struct t, m), .max = most   \
    }
#define ROW_WORD(t, m, j, table)                                                                   \
    {                                                                                              \
        .name = j, .type = CODEC_ENUM, .at = offsetof(struct t, m), .names = table,                \
        .n_names = ARRAY_LEN(table)                                                                \
    }
#define ROW_WORD_NEEDED(t, m, j, table)                                                            \
    {                                                                                              \
        .name = j, .type = CODEC_ENUM, .required = true, .at = offsetof(struct t, m),              \
        .names = table, .n_names = ARRAY_LEN(table)                                                \
    }
#define ROW_OBJECT(t, m, j, c)                                                                     \
    {                                                                                              \
        .name = j, .type = CODEC_OBJECT, .at = offsetof(struct t, m), .of = c                      \
    }
#define ROW_POINTER(t, m, j, c)                                                                    \
    {                                                                                              \
        .name = j, .type = CODEC_POINTER, .at = offsetof(struct t, m), .of = c                     \
    }
#define ROW_LIST(t, m, n, j, c, limit)                                                             \
    {                                                                                              \
        .name = j, .type = CODEC_LIST, .at = offsetof(struct t, m),                                \
        .count_at = offsetof(struct t, n), .most = limit, .of = c                                  \
    }
#define ROW_TEXTS(t, m, n, j, limit, most_bytes)                                                   \
    {                                                                                              \
        .name = j, .type = CODEC_STRS, .at = offsetof(struct t, m),                                \
        .count_at = offsetof(struct t, n), .most = limit, .max = most_bytes                        \
    }
#define ROW_IDS(t, m, n, j, limit)                                                                 \
    {                                                                                              \
        .name = j, .type = CODEC_I64S, .at = offsetof(struct t, m),                                \
        .count_at = offsetof(struct t, n), .most = limit, .min = 1, .max = JSON_INT_MAX            \
    }
#define ROW_NUMBERS(t, m, n, j, limit)                                                             \
    {                                                                                              \
        .name = j, .type = CODEC_I32S, .at = offsetof(struct t, m),                                \
        .count_at = offsetof(struct t, n), .most = limit, .min = 1, .max = INT32_MAX               \
    }
#define ROW_SKIP(j)                                                                                \
    {                                                                                              \
        .name = j, .type = CODEC_SKIP                                                              \
    }
#define ROW_SKIP_NEEDED(j)                                                                         \
    {                                                                                              \
        .name = j, .type = CODEC_SKIP, .required = true                                            \
    }

#define CODEC_TABLE(name, t, ...)                                                                  \
    static const struct codec_member name##_members[] = {__VA_ARGS__, {.type = CODEC_END}};        \
    static const struct codec name = {sizeof(struct t), name##_members}

#endif

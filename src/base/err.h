/* SPDX-License-Identifier: Apache-2.0
 *
 * err.h: results that the compiler makes you check, and the fault that says
 * to a person what is wrong, where, and what to do.
 *
 * A function that can fail returns err_t and is marked MUST_CHECK. Its
 * outputs are named ret_* and stay untouched on failure. Where a person may
 * have caused the failure, the function also takes `struct fault *why`
 * (may be NULL); it is filled on failure only. Library code never logs.
 */
#ifndef SEKIMORI_BASE_ERR_H
#define SEKIMORI_BASE_ERR_H

#include <stdint.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

typedef enum err {
    OK = 0,
    ERR_NOMEM,       /* memory ran out */
    ERR_INVALID,     /* the input is wrong; why says where */
    ERR_TOO_BIG,     /* the input is beyond a declared limit */
    ERR_NOT_FOUND,   /* the thing named does not exist (or may not be seen) */
    ERR_EXISTS,      /* the thing to be made exists already */
    ERR_STATE,       /* right in itself, not possible in the present state */
    ERR_DENIED,      /* this person may not do this */
    ERR_BUSY,        /* try again */
    ERR_IO,          /* the system or the disk refused */
    ERR_CORRUPT,     /* stored data contradicts itself or its proof */
    ERR_UNAVAILABLE, /* another program that is needed does not answer */
    ERR_BUG          /* our own mistake; reported, never hidden */
} err_t;

/* Short English word for logs: "nomem", "invalid", ... */
const char *err_name(err_t e);

enum { FAULT_ARGS = 4, FAULT_ARG_MAX = 320, FAULT_FILE_MAX = 160, FAULT_FIELD_MAX = 64 };

/* What went wrong, for a person. Holds no pointers it owns; copy it freely.
 * `id` names a text in web/locale (static storage), e.g. "csv.bad_header";
 * args fill its {0} {1} ... in either language. */
struct fault {
    err_t code;
    const char *id;
    char field[FAULT_FIELD_MAX]; /* form field or column; "" = none */
    char file[FAULT_FILE_MAX];   /* "" = none */
    uint32_t line, column;       /* 1-based; 0 = unknown */
    unsigned n_args;
    char args[FAULT_ARGS][FAULT_ARG_MAX]; /* UTF-8, cut at a character boundary */
};

/* Fill *why (if not NULL). fmt makes the args, separated by '\x1f' (use FS below):
 * fault_set(why, ERR_INVALID, "x.y", "%s" FS "%d", a, b); it may be NULL for no args. The value of
 * fault_set is `code`, so: return fault_set(...). A macro, so that compilers and analysers see it
 * is. */
#define FS "\x1f"
/* Within an argument, between its Japanese and its English: the reader sees one of them. */
#define FAULT_EITHER "\x1e"
void fault_fill(struct fault *why, err_t code, const char *id, const char *fmt, ...)
    PRINTF_LIKE(4, 5);
static inline err_t fault_code(err_t code)
{
    return code;
}
#define fault_set(why, code, ...)                                                                  \
    __extension__({                                                                                \
        err_t fault_code_ = (code);                                                                \
        fault_fill((why), fault_code_, __VA_ARGS__);                                               \
        fault_code(fault_code_);                                                                   \
    })
/* Add the place to a fault already set; each is harmless on NULL. */
void fault_field(struct fault *why, const char *field);
void fault_place(struct fault *why, const char *file, uint32_t line, uint32_t column);

/* For our own mistakes only, never for input; kept in production. */
#define ASSERT(cond) ((cond) ? (void)0 : err_assert_failed(#cond, __FILE__, __LINE__))
_Noreturn void err_assert_failed(const char *cond, const char *file, int line);

#define TRY(expr)                                                                                  \
    do {                                                                                           \
        err_t try_e_ = (expr);                                                                     \
        if (try_e_ != OK) return try_e_;                                                           \
    } while (0)

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif

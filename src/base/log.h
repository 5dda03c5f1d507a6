/* SPDX-License-Identifier: Apache-2.0
 *
 * log.h: what programs (never libraries) tell their operator: one line an
 * event, by one write(2), so that lines of several threads never mix.
 *
 *     2026-11-23T02:04:05.123Z info server listening socket="/run/x.sock" n=3
 *
 *     LOG(&log, LOG_INFO, "listening", LOG_STR("socket", path), LOG_INT("n", 3));
 *
 * Values are quoted and escaped: no input can forge a line. Secrets have no
 * place here; a key whose name speaks of one (password, secret, token, key,
 * cookie, session, salt, code) has its value withheld, as a second guard.
 * A line that cannot be written is dropped: a full disk must not stop work.
 */
#ifndef SEKIMORI_BASE_LOG_H
#define SEKIMORI_BASE_LOG_H

#include "base/clock.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

enum { LOG_LINE_MAX = 4096, LOG_VALUE_MAX = 1024 }; /* longer values are cut */

struct log {
    const char *module; /* "server"; one word */
    enum log_level least;
    const struct clock *clock;
    int fd; /* 2 in programs */
};

struct log_value {
    const char *key;
    struct str text; /* used when p != NULL */
    int64_t number;
};

static inline struct str log_text(const char *z)
{
    return z ? str_z(z) : STR("");
}

#define LOG_STR(k, z) ((struct log_value){.key = (k), .text = log_text(z)})
#define LOG_VIEW(k, s) ((struct log_value){.key = (k), .text = (s).p ? (s) : STR("")})
#define LOG_INT(k, v) ((struct log_value){.key = (k), .number = (int64_t)(v)})

#define LOG(log, level, event, ...)                                                                \
    log_write((log), (level), (event),                                                             \
              sizeof((const struct log_value[]){{0}, ##__VA_ARGS__}) / sizeof(struct log_value) -  \
                  1,                                                                               \
              (const struct log_value[]){{0}, ##__VA_ARGS__} + 1)
void log_write(const struct log *l, enum log_level level, const char *event, size_t n,
               const struct log_value *values);
/* A fault: its code, id, place and arguments. */
void log_fault(const struct log *l, enum log_level level, const char *event, const struct fault *f);

#endif

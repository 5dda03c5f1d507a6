/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"

/* A line in a buffer of its own: logging must work when memory has run out. */
struct line {
    char p[LOG_LINE_MAX];
    size_t n;
};

static void add(struct line *to, struct str s)
{
    size_t room = sizeof to->p - 1 - to->n; /* one for the line end */
    size_t n = s.n < room ? s.n : room;
    if (n) memcpy(to->p + to->n, s.p, n);
    to->n += n;
}

static void addz(struct line *to, const char *z)
{
    add(to, str_z(z));
}

/* \xNN for bytes that are no text, \" \\ \n as usual. */
static void add_escaped(struct line *to, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    char buf[4] = {'\\', 'x', hex[c >> 4], hex[c & 15U]};
    size_t n = 4;
    if (c == '"' || c == '\\' || c == '\n') {
        buf[1] = c == '\n' ? 'n' : (char)c;
        n = 2;
    }
    if (sizeof to->p - 1 - to->n >= n) add(to, (struct str){buf, n});
}

static void add_quoted(struct line *to, struct str s)
{
    struct str rest = utf8_head(s, LOG_VALUE_MAX);
    addz(to, "\"");
    while (rest.n > 0) {
        struct str at = rest;
        uint32_t cp;
        bool text = utf8_next(&rest, &cp) == OK;
        if (!text) rest = str_skip(rest, 1);
        size_t n = at.n - rest.n;
        bool plain = text && utf8_valid(str_head(at, n), UTF8_LINE) && cp != '"' && cp != '\\';
        if (plain && sizeof to->p - 1 - to->n >= n) add(to, str_head(at, n));
        for (size_t i = 0; !plain && i < n; i++) add_escaped(to, (unsigned char)at.p[i]);
    }
    addz(to, "\"");
}

static void add_i64(struct line *to, int64_t v)
{
    char buf[24];
    size_t at = sizeof buf;
    uint64_t u = v < 0 ? (uint64_t)0 - (uint64_t)v : (uint64_t)v;
    do {
        buf[--at] = (char)('0' + (int)(u % 10));
        u /= 10;
    } while (u);
    if (v < 0) buf[--at] = '-';
    add(to, (struct str){buf + at, sizeof buf - at});
}

static bool speaks_of_secret(const char *key)
{
    static const char *const words[] = {"password", "secret",  "token", "key",
                                        "cookie",   "session", "salt",  "code"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): keys are literals, log.h */
        if (strstr(key, words[i])) return true;
    }
    return false;
}

static void add_value(struct line *to, const struct log_value *v)
{
    addz(to, " ");
    addz(to, v->key);
    addz(to, "=");
    if (speaks_of_secret(v->key))
        addz(to, "[withheld]");
    else if (v->text.p)
        add_quoted(to, v->text);
    else
        add_i64(to, v->number);
}

static void add_two(struct line *to, int32_t v)
{
    char buf[2] = {(char)('0' + v / 10 % 10), (char)('0' + v % 10)};
    add(to, (struct str){buf, 2});
}

/* As moment_format_utc(), always with milliseconds, without memory. */
static void add_time(struct line *to, struct moment t)
{
    struct civil c = moment_civil(moment_add(t, -9 * HOUR_MS));
    add_two(to, c.year / 100);
    add_two(to, c.year % 100);
    addz(to, "-");
    add_two(to, c.month);
    addz(to, "-");
    add_two(to, c.day);
    addz(to, "T");
    add_two(to, c.hour);
    addz(to, ":");
    add_two(to, c.minute);
    addz(to, ":");
    add_two(to, c.second);
    addz(to, ".");
    add_i64(to, c.milli / 100);
    add_two(to, c.milli % 100);
    addz(to, "Z ");
}

void log_write(const struct log *l, enum log_level level, const char *event, size_t n,
               const struct log_value *values)
{
    static const char *const levels[] = {"debug ", "info ", "warn ", "error "};
    if (level < l->least) return;
    struct line line = {.n = 0};
    int keep = errno;
    add_time(&line, clock_now(l->clock));
    addz(&line, levels[level]);
    addz(&line, l->module);
    addz(&line, " ");
    addz(&line, event);
    for (size_t i = 0; i < n; i++) add_value(&line, &values[i]);
    line.p[line.n++] = '\n';
    ssize_t written;
    do {
        written = write(l->fd, line.p, line.n);
    } while (written < 0 && errno == EINTR);
    errno = keep;
}

void log_fault(const struct log *l, enum log_level level, const char *event, const struct fault *f)
{
    static const char *const names[] = {"arg0", "arg1", "arg2", "arg3"};
    struct log_value v[5 + FAULT_ARGS] = {LOG_STR("err", err_name(f->code)),
                                          LOG_STR("text", f->id)};
    size_t n = 2;
    if (f->field[0]) v[n++] = LOG_STR("field", f->field);
    if (f->file[0]) v[n++] = LOG_STR("file", f->file);
    if (f->line) v[n++] = LOG_INT("line", f->line);
    for (unsigned i = 0; i < f->n_args; i++) v[n++] = LOG_STR(names[i], f->args[i]);
    log_write(l, level, event, n, v);
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int64_t read_ms(clockid_t which)
{
    struct timespec ts;
    int r = clock_gettime(which, &ts);
    ASSERT(r == 0);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

struct moment clock_now(const struct clock *c)
{
    return c->now(c->ctx);
}

struct day clock_today(const struct clock *c)
{
    return moment_day(clock_now(c));
}

static struct moment system_now(void *ctx)
{
    (void)ctx;
    return (struct moment){read_ms(CLOCK_REALTIME)};
}

struct clock clock_system(void)
{
    return (struct clock){.now = system_now};
}

static struct moment test_now(void *ctx)
{
    struct clock_test *t = ctx;
    return (struct moment){atomic_load(&t->ms)};
}

struct clock clock_test_init(struct clock_test *t, struct moment start)
{
    atomic_init(&t->ms, start.ms);
    return (struct clock){.now = test_now, .ctx = t};
}

void clock_test_set(struct clock_test *t, struct moment at)
{
    atomic_store(&t->ms, at.ms);
}

void clock_test_advance(struct clock_test *t, int64_t ms)
{
    atomic_fetch_add(&t->ms, ms);
}

static err_t read_offset(const char *path, int64_t *ret)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return ERR_IO;
    char buf[32];
    ssize_t n = read(fd, buf, sizeof buf);
    close(fd);
    if (n < 0) return ERR_IO;
    return str_to_i64(str_trim((struct str){buf, (size_t)n}), ret) == OK ? OK : ERR_INVALID;
}

static struct moment offset_now(void *ctx)
{
    struct clock_offset *o = ctx;
    int64_t offset;
    if (read_offset(o->path, &offset) == OK)
        atomic_store(&o->offset_ms, offset);
    else
        offset = atomic_load(&o->offset_ms);
    return moment_add((struct moment){read_ms(CLOCK_REALTIME)}, offset);
}

err_t clock_offset_open(struct clock_offset *o, const char *path, struct clock *ret,
                        struct fault *why)
{
    size_t n = strlen(path);
    int64_t offset;
    if (n >= sizeof o->path) return fault_set(why, ERR_TOO_BIG, "file.name_too_long", "%s", path);
    err_t e = read_offset(path, &offset);
    if (e == ERR_IO) return fault_set(why, e, "file.unreadable", "%s", path);
    if (e != OK) return fault_set(why, e, "clock.bad_offset_file", "%s", path);
    memcpy(o->path, path, n + 1);
    atomic_init(&o->offset_ms, offset);
    *ret = (struct clock){.now = offset_now, .ctx = o};
    return OK;
}

int64_t clock_monotonic_ms(void)
{
    return read_ms(CLOCK_MONOTONIC);
}
